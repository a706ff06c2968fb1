"""The numbers of a row put into its formulas; what several conventions share is computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from operator import truediv

from .errors import UndefinedScore
from .formula import Formula
from .ratio import Ratio
from .rounding import Rounding
from .ruleset import Calculation


class Numbers:
    """The values of a formula's names, in each kind of number it may run over, and the completions they give.

    Attributes:
        values: Fractions and truths.
    """

    __slots__ = ("_floats", "_rates", "_rates64", "values")

    def __init__(self, values: Mapping[str, Fraction | bool]) -> None:
        self.values = values
        self._floats: Mapping[str, float | bool] | None = None
        self._rates: dict[str, Ratio] = {}
        self._rates64: dict[str, float] = {}

    @property
    def floats(self) -> Mapping[str, float | bool]:
        """The same values as binary64 numbers.

        Raises:
            OverflowError: one of them is too large for that.
        """
        if self._floats is None:
            # A quotient of integers is rounded once, as float(Fraction) rounds it.
            self._floats = {
                name: value if value is True or value is False else truediv(*value.as_integer_ratio())
                for name, value in self.values.items()
            }
        return self._floats

    def rate(self, completion: Formula) -> Ratio:
        """Completion in percent, not rounded; computed once for all rules that have it by one formula.

        Raises:
            UndefinedScore: the formula divides by zero for these numbers.
        """
        rate = self._rates.get(completion.text)
        if rate is None:
            rate = self._rates[completion.text] = completion.ratio(self.values)
        return rate

    def rate64(self, completion: Formula) -> float:
        """The same in binary64.

        Raises:
            UndefinedScore: the formula divides by zero for these numbers.
            OverflowError: one of them is too large for binary64.
        """
        rate = self._rates64.get(completion.text)
        if rate is None:
            rate = self._rates64[completion.text] = completion.float64(self.floats)
        return rate


class Computation:
    """A completion and a score over the same numbers, under any rounding of the completion.

    Attributes:
        numbers: what the formulas run over.
        completion: formula of the completion in percent, or None.
        score: formula of the score in points.
    """

    __slots__ = (
        "_exact_rate",
        "_exact_scores",
        "_float_rate",
        "_float_scores",
        "_needs_rate",
        "completion",
        "numbers",
        "score",
    )

    def __init__(self, numbers: Numbers, completion: Formula | None, score: Formula) -> None:
        self.numbers, self.completion, self.score = numbers, completion, score
        self._needs_rate = "completion" in score.used
        self._exact_rate: Ratio | None = None
        self._float_rate: float | None = None
        self._exact_scores: dict[tuple[int, int] | None, Ratio] = {}
        self._float_scores: dict[float | None, float] = {}

    def exact(self, rounding: Rounding) -> tuple[Ratio | None, Ratio]:
        """Completion in percent, rounded as told, and the score in points, not rounded; exact.

        Raises:
            UndefinedScore: a formula divides by zero for these numbers.
        """
        rate = None
        if self.completion is not None:
            if self._exact_rate is None:
                self._exact_rate = self.numbers.rate(self.completion)
            rate = rounding.exact(self._exact_rate)
        return rate, self._points(rate)

    def _points(self, rate: Ratio | None) -> Ratio:
        key = (rate.numerator, rate.denominator) if self._needs_rate and rate is not None else None
        points = self._exact_scores.get(key)
        if points is None:
            points = self._exact_scores[key] = self.score.ratio(self.numbers.values, rate)
        return points

    def unrounded(self, calculation: Calculation) -> Ratio | None:
        """The score in points before it is rounded, None where a formula divides by zero."""
        try:
            if calculation.arithmetic == "binary64":
                return calculation.score.seen(self.binary64(calculation.completion))
            return self.exact(calculation.completion)[1]
        except UndefinedScore:
            return None

    def unrounded_each(self, calculations: Sequence[Calculation]) -> list[Ratio | None]:
        """The score before it is rounded under calculations that differ only in how they round the completion.

        Args:
            calculations: of one arithmetic, the first of which does not round.
        """
        first = self.unrounded(calculations[0])
        rate = self._float_rate if calculations[0].arithmetic == "binary64" else self._exact_rate
        if rate is None or not self._needs_rate:
            return [first] * len(calculations)
        whole = rate.is_integer() if isinstance(rate, float) else not rate.numerator % rate.denominator
        return [first] * len(calculations) if whole else [first, *map(self.unrounded, calculations[1:])]

    def binary64(self, rounding: Rounding) -> float:
        """The score in points, not rounded, in binary64 operation by operation.

        Raises:
            UndefinedScore: a formula divides by zero for these numbers, or they are too large for binary64.
        """
        try:
            values = self.numbers.floats
        except OverflowError:
            raise (self.completion or self.score).undefined() from None
        rate = None
        if self.completion is not None:
            if self._float_rate is None:
                self._float_rate = self.numbers.rate64(self.completion)
            rate = rounding.binary64(self._float_rate)
        key = rate if self._needs_rate else None
        points = self._float_scores.get(key)
        if points is None:
            points = float(self.score.float64(values, rate))
            self._float_scores[key] = points
        return points


def is_settled(numbers: Numbers, completion: Formula | None, score: Formula, points: int) -> bool:
    """Do the formulas give whole points exactly and in binary64, however completion and score are rounded?"""
    needs_rate = "completion" in score.used
    try:
        rate = None if completion is None else numbers.rate(completion)
        if rate is not None and needs_rate and rate.numerator % rate.denominator:
            return False
        exact = score.ratio(numbers.values, rate)
        if exact.numerator != points * exact.denominator:
            return False
        rate64 = None if completion is None else numbers.rate64(completion)
        if rate64 is not None and needs_rate and not rate64.is_integer():
            return False
        return float(score.float64(numbers.floats, rate64)) == points
    except (UndefinedScore, OverflowError):
        return False
