"""A printed score tried under the formulas of many rulesets, each computed once."""

from __future__ import annotations

from fractions import Fraction

from .computation import Computation, Numbers
from .conventions import Convention
from .errors import UndefinedScore
from .formula import Formula
from .plan import fund_values, row_values
from .printed import Printed
from .ratio import Ratio


class Trial:
    """A printed score beside what a pair of formulas gives for it."""

    __slots__ = ("_answers", "_computation", "_printed", "_unrounded")

    def __init__(self, computation: Computation, printed: tuple[int, int]) -> None:
        """Take the formulas with their numbers, and the printed score as numerator and denominator."""
        self._computation = computation
        self._printed = printed
        self._unrounded: dict[str, Ratio | None] = {}
        self._answers: dict[str, bool | None] = {}

    def gives(self, convention: Convention) -> bool | None:
        """True: the formulas give the printed score; False: another; None: they give none."""
        outcome = convention.outcome
        if outcome not in self._answers:
            unrounded = self.unrounded(convention)
            self._answers[outcome] = (
                None if unrounded is None else convention.calculation.score.gives(unrounded, *self._printed)
            )
        return self._answers[outcome]

    def unrounded(self, convention: Convention) -> Ratio | None:
        """The score before it is rounded; conventions that differ in that rounding only share it."""
        basis = convention.basis
        if basis not in self._unrounded:
            self._unrounded[basis] = self._run(convention)
        return self._unrounded[basis]

    def _run(self, convention: Convention) -> Ratio | None:
        calculation = convention.calculation
        try:
            if calculation.arithmetic == "binary64":
                return Ratio(*self._computation.binary64(calculation.completion).as_integer_ratio())
            return self._computation.exact(calculation.completion)[1]
        except UndefinedScore:
            return None


class Trials:
    """The trials of one printed score; rulesets that have the same formulas for it share one."""

    __slots__ = ("_known", "_numbers", "_printed", "values")

    def __init__(self, item: Printed, *, on_initial: bool = False) -> None:
        """Take the score; ``on_initial`` measures execution against the initial budget."""
        self.values: dict[str, Fraction | bool]
        if item.indicator is not None:
            self.values = row_values(item.indicator, item.weight, item.found)
        elif item.budget is not None:
            self.values = fund_values(item.budget, item.weight, on_initial=on_initial)
        else:
            self.values = {}
        self._printed = item.score.as_integer_ratio()
        self._numbers = Numbers(self.values)
        self._known: dict[tuple[str, str], Trial] = {}

    def of(self, completion: Formula | None, score: Formula) -> Trial:
        """The trial of a pair of formulas."""
        key = ("" if completion is None else completion.text, score.text)
        if key not in self._known:
            self._known[key] = Trial(Computation(self._numbers, completion, score), self._printed)
        return self._known[key]
