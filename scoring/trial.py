"""A printed score tried under the formulas of many rulesets, each computed once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .computation import Computation, Numbers
from .conventions import Convention, bases
from .errors import UndefinedScore
from .formula import Formula
from .plan import fund_values, row_values
from .printed import Printed
from .ratio import Ratio
from .ruleset import Calculation


class Trial:
    """A printed score beside what a pair of formulas gives for it."""

    __slots__ = ("_computation", "_given", "_near", "_on_initial", "_outcomes", "_printed", "_settled", "_unrounded")

    def __init__(
        self, computation: Computation | None, printed: tuple[int, int], on_initial: Trial | None = None
    ) -> None:
        """Take what is to be tried.

        Args:
            computation: the formulas with their numbers; None where a number is missing.
            printed: the printed score, as numerator and denominator.
            on_initial: for execution scores, the same measured against the initial budget.
        """
        self._computation, self._printed, self._on_initial = computation, printed, on_initial
        self._unrounded: dict[str, Ratio | None] = {}
        self._given: dict[str, bool | None] = {}
        self._near: dict[str, bool] = {}
        self._outcomes: frozenset[str] | None = None
        self._settled: bool | None = None

    def gives(self, convention: Convention) -> bool | None:
        """True: the formulas give the printed score; False: another; None: they give none."""
        if convention.on_initial and self._on_initial is not None:
            return self._on_initial.gives(convention)
        outcome = convention.outcome
        if outcome in self._given:
            return self._given[outcome]
        unrounded = self.unrounded(convention)
        given = None if unrounded is None else convention.calculation.score.gives(unrounded, *self._printed)
        self._given[outcome] = given
        return given

    def unrounded(self, convention: Convention) -> Ratio | None:
        """The score on the adjusted budget before it is rounded, None where there is none."""
        basis = convention.basis
        if basis not in self._unrounded:
            self._unrounded[basis] = self._run(convention.calculation)
        return self._unrounded[basis]

    def outcomes(self, *, on_initial: bool = False) -> frozenset[str]:
        """The outcomes of all conventions that give the printed score."""
        if on_initial and self._on_initial is not None:
            return self._on_initial.outcomes()
        if self._outcomes is None:
            found: list[str] = []
            alike: dict[tuple[int, int], list[bool]] = {}
            printed, below = self._printed
            for group in bases():
                unrounded = self.unrounded(group[0])
                if unrounded is None:
                    continue
                over, under = key = unrounded.numerator, unrounded.denominator
                # No rounding of a score moves it by more than half a point.
                if 2 * abs(over * below - printed * under) > under * below:
                    continue
                given = alike.get(key)
                if given is None:
                    given = alike[key] = [one.calculation.score.gives(unrounded, printed, below) for one in group]
                found += [one.outcome for one, is_given in zip(group, given, strict=True) if is_given]
            self._outcomes = frozenset(found)
        return self._outcomes

    def is_near(self, convention: Convention, weight: Decimal) -> bool:
        """Does the score before it is rounded lie so near the printed one that some convention may give it?

        Args:
            convention: its arithmetic and rounding of the completion.
            weight: points the row is worth.
        """
        near = self._near.get(convention.basis)
        if near is None:
            unrounded = self.unrounded(convention)
            # A whole percent of completion and a whole point of score: more than any convention moves.
            points, one = weight.as_integer_ratio()
            reach = Ratio(points + 20 * one, 20 * one)
            near = unrounded is not None and abs(unrounded - Ratio(*self._printed)) <= reach
            self._near[convention.basis] = near
        return near

    def is_settled(self) -> bool:
        """Does every convention give the printed score, because nothing is left that it could round?"""
        if self._settled is None:
            self._settled = self._is_settled()
        return self._settled

    def _is_settled(self) -> bool:
        printed, denominator = self._printed
        if self._computation is None or self._on_initial is not None or denominator != 1:
            return False
        try:
            scores = self._computation.under_any_rounding()
        except UndefinedScore:
            return False
        return scores is not None and scores[0] == Ratio(printed) and scores[1] == printed

    def _run(self, calculation: Calculation) -> Ratio | None:
        if self._computation is None:
            return None
        try:
            if calculation.arithmetic == "binary64":
                return calculation.score.seen(self._computation.binary64(calculation.completion))
            return self._computation.exact(calculation.completion)[1]
        except UndefinedScore:
            return None


def trials_of(item: Printed, pairs: Sequence[tuple[Formula | None, Formula]]) -> tuple[Trial, ...]:
    """A printed score tried under each pair of formulas, of the completion and of the score."""
    initial: Numbers | None = None
    if item.budget is not None:
        numbers = Numbers(fund_values(item.budget, item.weight))
        if numbers.values.get("initial") != numbers.values.get("adjusted"):
            initial = Numbers(fund_values(item.budget, item.weight, on_initial=True))
    elif item.indicator is not None:
        numbers = Numbers(row_values(item.indicator, item.weight, item.found))
    else:
        return tuple(Trial(None, (0, 1)) for _ in pairs)
    printed = item.score.as_integer_ratio()
    found = []
    for completion, score in pairs:
        on_initial = None if initial is None else Trial(_computation(initial, completion, score), printed)
        found.append(Trial(_computation(numbers, completion, score), printed, on_initial))
    return tuple(found)


def _computation(numbers: Numbers, completion: Formula | None, score: Formula) -> Computation | None:
    """The formulas with their numbers, None where one of the numbers is missing."""
    used = score.used if completion is None else score.used | completion.used
    return Computation(numbers, completion, score) if used - {"completion"} <= numbers.values.keys() else None
