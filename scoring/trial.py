"""A printed score tried under the formulas of many rulesets, each computed once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import field, frozen

from .computation import Computation, Numbers, is_settled
from .conventions import Convention, bases, ways_giving
from .formula import Formula
from .plan import fund_values, row_values
from .printed import Printed
from .ratio import Ratio


@frozen
class Pair:
    """The formulas of a completion, or None, and of a score.

    Attributes:
        needed: the names whose numbers they cannot do without.
    """

    completion: Formula | None
    score: Formula
    needed: frozenset[str] = field(init=False)

    @needed.default
    def _needed(self) -> frozenset[str]:
        used = self.score.used if self.completion is None else self.score.used | self.completion.used
        return used - {"completion"}


class Trial:
    """A printed score beside what a pair of formulas gives for it."""

    __slots__ = ("_computation", "_given", "_on_initial", "_outcomes", "_printed", "_settled", "_unrounded")

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
        self._outcomes: int | None = None
        self._settled: bool | None = None

    def gives(self, convention: Convention) -> bool | None:
        """True: the formulas give the printed score; False: another; None: they give none."""
        if convention.on_initial and self._on_initial is not None:
            return self._on_initial.gives(convention)
        outcome = convention.outcome
        if outcome in self._given:
            return self._given[outcome]
        if self._outcomes is not None and self._outcomes & convention.bit:
            return True
        unrounded = self.unrounded(convention)
        given = None if unrounded is None else convention.calculation.score.gives(unrounded, *self._printed)
        self._given[outcome] = given
        return given

    def unrounded(self, convention: Convention) -> Ratio | None:
        """The score on the adjusted budget before it is rounded, None where there is none."""
        basis = convention.basis
        if basis not in self._unrounded:
            known = self._computation
            self._unrounded[basis] = None if known is None else known.unrounded(convention.calculation)
        return self._unrounded[basis]

    def outcomes(self, *, on_initial: bool = False) -> int:
        """The usual conventions that give the printed score, by their bits."""
        if on_initial and self._on_initial is not None:
            return self._on_initial.outcomes()
        if self._outcomes is None:
            self._outcomes = self._found_outcomes()
        return self._outcomes

    def _found_outcomes(self) -> int:
        found = 0
        if self._computation is None:
            return found
        printed, below = self._printed
        for basis in bases():
            scores, places = self._computation.unrounded_each(basis.calculations), basis.places
            if scores.count(scores[0]) == len(scores):
                scores, places = scores[:1], (basis.everywhere,)
            last: tuple[int, int] | None = None
            ways = 0
            for unrounded, place in zip(scores, places, strict=True):
                if unrounded is None:
                    continue
                over, under = unrounded.numerator, unrounded.denominator
                if (over, under) != last:
                    last = over, under
                    # No rounding of a score moves it by more than half a point.
                    is_far = 2 * abs(over * below - printed * under) > under * below
                    ways = 0 if is_far else ways_giving(unrounded, printed, below)
                found |= ways * place
        return found

    def is_near(self, convention: Convention, weight: Decimal) -> bool:
        """Does the score before it is rounded lie so near the printed one that some convention may give it?

        That is sure of formulas without steps.  Where one leaps, a completion rounded over the step may bring a
        score from farther away, and such a row is not told from one that is wrong.

        Args:
            convention: its arithmetic and rounding of the completion.
            weight: points the row is worth.
        """
        unrounded = self.unrounded(convention)
        if unrounded is None:
            return False
        printed, below = self._printed
        over, under = unrounded.numerator, unrounded.denominator
        # A whole percent of completion and a whole point of score: more than any convention moves without a step.
        points, one = weight.as_integer_ratio()
        return 20 * one * abs(over * below - printed * under) <= (points + 20 * one) * under * below

    def is_settled(self) -> bool:
        """Does every convention give the printed score, because nothing is left that it could round?"""
        if self._settled is None:
            self._settled = self._is_settled()
        return self._settled

    def _is_settled(self) -> bool:
        points, one = self._printed
        known = self._computation
        if known is None or self._on_initial is not None or one != 1:
            return False
        return is_settled(known.numbers, known.completion, known.score, points)


class Settled(Trial):
    """A score that its formulas give under every convention: full marks, as a rule."""

    __slots__ = ()

    def __init__(self, printed: int) -> None:
        super().__init__(None, (printed, 1))
        self._settled = True

    def gives(self, convention: Convention) -> bool:
        return True

    def unrounded(self, convention: Convention) -> Ratio:
        return Ratio(*self._printed)

    def _found_outcomes(self) -> int:
        return sum(basis.bits for basis in bases())


def trials_of(item: Printed, pairs: Sequence[Pair], needed: frozenset[str]) -> tuple[Trial, ...]:
    """A printed score tried under each pair of formulas.

    Args:
        item: the score.
        pairs: formulas of the completion and of the score.
        needed: the names whose numbers some pair cannot do without.
    """
    initial: Numbers | None = None
    if item.budget is not None:
        numbers = Numbers(fund_values(item.budget, item.weight))
        if numbers.values.get("initial") != numbers.values.get("adjusted"):
            initial = Numbers(fund_values(item.budget, item.weight, on_initial=True))
    elif item.indicator is not None:
        numbers = Numbers(row_values(item.indicator, item.weight, item.found))
    else:
        return tuple(Trial(None, (0, 1)) for _ in pairs)
    printed, one = item.score.as_integer_ratio()
    is_filled = needed <= numbers.values.keys()
    # Full marks are settled under most formulas, and one trial stands for all of these.
    settled = Settled(printed) if initial is None and one == 1 and item.kind == "fulls" else None
    found: list[Trial] = []
    for pair in pairs:
        if not is_filled and not pair.needed <= numbers.values.keys():
            computation = None
        elif settled is not None and is_settled(numbers, pair.completion, pair.score, printed):
            found.append(settled)
            continue
        else:
            computation = Computation(numbers, pair.completion, pair.score)
        on_initial = None if initial is None else Trial(_computation(initial, pair), (printed, one))
        found.append(Trial(computation, (printed, one), on_initial))
    return tuple(found)


def _computation(numbers: Numbers, pair: Pair) -> Computation | None:
    """The formulas with their numbers, None where one of the numbers is missing."""
    return Computation(numbers, pair.completion, pair.score) if pair.needed <= numbers.values.keys() else None
