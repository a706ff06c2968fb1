"""What a ruleset makes of a table: scores, and how each of them came about."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from .formula import Branch
from .ruleset import Calculation


@frozen
class Step:
    """One computation of a trace.

    Attributes:
        label: what is computed: 完成率, 得分, 执行率.
        formula: the part of the formula that applied, with Chinese names.
        numbers: the same with the numbers put in.
        result: the exact result as written out.
        rounded: what was kept of it, "" where nothing was rounded.
        rounding: how it was rounded, "" where it was not.
    """

    label: str
    formula: str
    numbers: str
    result: str
    rounded: str = ""
    rounding: str = ""

    def __str__(self) -> str:
        tail = f"，{self.rounding}得 {self.rounded}" if self.rounding and not self._is_whole else ""
        sides = dict.fromkeys((self.formula, self.numbers, self.result))
        return f"{self.label} = {' = '.join(sides)}{tail}"

    @property
    def _is_whole(self) -> bool:
        """Was nothing lost by the rounding?"""
        return "…" not in self.result and Decimal(self.rounded) == Decimal(self.result)


@frozen
class Trace:
    """The whole explanation of one score.

    Attributes:
        rule: title of the rule applied.
        source: where the rule comes from, as one line.
        steps: the computations in order.
        branches: conditions met on the way, those not taken among them.
        notes: readings and choices the reader should know of, in Chinese.
    """

    rule: str
    source: str
    steps: tuple[Step, ...] = ()
    branches: tuple[Branch, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The explanation line by line, for a terminal or a report."""
        branches = [f"条件“{b.condition}”{'成立' if b.held else '不成立'}" for b in self.branches]
        return tuple(dict.fromkeys((*branches, *(str(step) for step in self.steps), *self.notes)))


@frozen
class OptionScore:
    """A score the rule also allows at discretion, points."""

    name: str
    score: Decimal


@frozen
class Mark:
    """The score of one indicator, or of the budget execution.

    Attributes:
        completion: percent, rounded as the ruleset says; None where there is none.
        score: points, as the issuing system computes them; None: cannot be computed.
        exact: points by exact arithmetic and the same rounding; differs from ``score`` only where
            the ruleset computes in binary64.
        unrounded: points by exact arithmetic before rounding, as written out.
        full: the same as an exact number; None where there is no score.
        binary: the binary64 number the issuing system rounded, with 17 digits; "" in exact
            arithmetic.
        met: whether the target was met; None: cannot be told.
        grade: name of the text grade the answer falls in, or "".
        low, high: the band a score given by people must lie in, points; None: no band.
        high_included: whether ``high`` belongs to the band.
        options: other scores allowed at discretion.
        rule: id of the rule, or "".
        problem: why there is no score, a Chinese sentence, or "".
        trace: the explanation; None when it was not asked for.
    """

    weight: Decimal | None
    completion: Decimal | None = None
    score: Decimal | None = None
    exact: Decimal | None = None
    unrounded: str = ""
    full: Fraction | None = None
    binary: str = ""
    met: bool | None = None
    grade: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    high_included: bool = True
    options: tuple[OptionScore, ...] = ()
    rule: str = ""
    problem: str = ""
    trace: Trace | None = None

    def allows(self, score: Decimal) -> bool:
        """Does a score given by people lie in the band?  Without a band none does."""
        if self.low is None or self.high is None:
            return False
        return self.low <= score < self.high or (self.high_included and score == self.high)


def add_up(marks: Iterable[Mark], calculation: Calculation) -> tuple[Decimal, Decimal]:
    """Add scores up as a system does that rounds them at each indicator, or the total once.

    Args:
        marks: each with a score.
        calculation: when to round, and how.

    Returns:
        The sum as the system computes it, and by exact arithmetic, points.
    """
    scored = [mark for mark in marks if mark.score is not None]
    if calculation.when == "row":
        return sum([mark.score or _NONE for mark in scored], _NONE), sum(
            [mark.exact or _NONE for mark in scored], _NONE
        )
    keep = calculation.score
    fulls = [mark.full if mark.full is not None else Fraction(mark.score or 0) for mark in scored]
    exact = keep.decimal(sum(fulls, Fraction(0)))
    if calculation.arithmetic == "exact":
        return exact, exact
    number = sum(float(mark.binary) if mark.binary else float(full) for mark, full in zip(scored, fulls, strict=True))
    return keep.decimal(keep.seen(number)), exact


_NONE = Decimal(0)


@frozen
class LevelSum:
    """What a level-1 indicator's rows add up to, points; score is None where a row has none."""

    name: str
    weight: Decimal
    score: Decimal | None


@frozen
class Scorecard:
    """A table scored by a ruleset.

    Attributes:
        ruleset: the ruleset's id.
        title: the ruleset's name in Chinese.
        marks: one for each indicator, in the table's order.
        execution: the budget execution's, or None where the table has no money block.
        levels: sums by level-1 indicator, in order of appearance.
        total: points of the whole table; None where any row has no score.
        missing: how many rows could not be scored.
        grade: of the total, or "".
        source: where the ruleset comes from; its parts may come from elsewhere.
    """

    ruleset: str
    title: str
    marks: tuple[Mark, ...]
    execution: Mark | None = None
    levels: tuple[LevelSum, ...] = ()
    total: Decimal | None = None
    missing: int = 0
    grade: str = ""
    source: str = ""
