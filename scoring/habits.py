"""Clerical habits: what people do to a score or a total that no rule says.

A habit explains a number, it does not excuse it: what a habit explains still
differs from the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from .comparison import Comparison, holds
from .model import Evaluation, FundLine
from .quantity import Figure, figure_value, plain
from .ratio import Ratio
from .rounding import Rounding

WHOLE_POINT: Final = "没有达到目标的一律扣 1 分"
TWICE_WEIGHTED: Final = "得分又乘了一次权重"
TEN_THOUSAND: Final = "元和万元混用"
WITHOUT_EXECUTION: Final = "没有计入预算执行率得分"
SUB_ROWS_TOO: Final = "资金分行的得分又加了一遍"
WHOLE_TABLE: Final = "这一格填的是全表的总分"

OF_DOCUMENTS: Final = (WHOLE_POINT, TWICE_WEIGHTED)
"""Habits that a whole document may have; the others are slips of one place."""

_FACTOR: Final = 10_000
_HUNDRED: Final = Decimal(100)
_MOST_APART: Final = 2
"""How far from 10 000 the quotient of two amounts in different units may be, as a factor."""


@frozen
class Habit:
    """A habit that gives a printed number.

    Attributes:
        name: in Chinese.
        workings: the numbers that show it.
    """

    name: str
    workings: str


def whole_point(printed: Decimal, weight: Decimal, *, is_missed: bool) -> bool:
    """Is a missed target printed with just one point off?"""
    return is_missed and weight - printed == 1 and printed > 0


def twice_weighted(printed: tuple[int, int], weight: Decimal, points: Ratio, keep: Rounding) -> bool:
    """Is the printed score, as numerator and denominator, what the rule gives times the weight as a share?"""
    if weight >= _HUNDRED or not points.numerator:
        return False
    over, under = weight.as_integer_ratio()
    return keep.gives(Ratio(points.numerator * over, points.denominator * under * 100), *printed)


def habits_of_score(
    printed: Decimal, weight: Decimal, points: Fraction | None, keep: Rounding, *, is_missed: bool
) -> Iterator[Habit]:
    """The habits that give a printed score.

    Args:
        printed: points printed.
        weight: points it could have been.
        points: what the rule gives before rounding; None where it gives none.
        keep: how it is rounded.
        is_missed: whether the target was missed.
    """
    if whole_point(printed, weight, is_missed=is_missed):
        yield Habit(WHOLE_POINT, f"{plain(weight)} − 1 = {plain(printed)}")
    if points is None:
        return
    ratio = Ratio(points.numerator, points.denominator)
    if twice_weighted(printed.as_integer_ratio(), weight, ratio, keep):
        score = keep.decimal(points)
        yield Habit(TWICE_WEIGHTED, f"{plain(score)} × {plain(weight)} ÷ 100 = {plain(printed)}")


def in_other_units(found: Comparison) -> tuple[Comparison, ...]:
    """A row's comparison with its actual read as 元 for 万元, or the other way round, where that brings them near.

    Returns:
        None or one comparison; ``met`` follows the new actual.
    """
    if found.kind != "number" or not found.target or not found.actual or found.target < 0 or found.actual < 0:
        return ()
    near = _nearer(found.target, found.actual)
    if near is None:
        return ()
    return (evolve(found, actual=near, met=holds(found.operator, found.target, near)),)


def with_other_unit(line: FundLine) -> tuple[FundLine, ...]:
    """A money row with its executed amount read as 元 for 万元, or the other way round, where that brings it near."""
    executed, adjusted = figure_value(line.executed), figure_value(line.adjusted)
    if not executed or not adjusted or executed < 0 or adjusted < 0:
        return ()
    near = _nearer(Fraction(adjusted), Fraction(executed))
    if near is None:
        return ()
    value = executed * _FACTOR if near > executed else executed / _FACTOR
    return (evolve(line, executed=Figure(f"{value:f}", value)),)


def value_in_other_unit(values: Sequence[Decimal], total: Decimal) -> Decimal | None:
    """The one amount that makes the others add up to the total once it is read in the other unit."""
    added = sum(values, Decimal(0))
    for value in values:
        for read in (value / _FACTOR, value * _FACTOR):
            if value and added - value + read == total:
                return value
    return None


def _nearer(target: Fraction, actual: Fraction) -> Fraction | None:
    for near in (actual / _FACTOR, actual * _FACTOR):
        if Fraction(1, _MOST_APART) <= near / target <= _MOST_APART:
            return near
    return None


def restates_total(evaluation: Evaluation) -> bool:
    """Do weight and score of the money block's total row hold those of the whole table?

    A weight as large as that of all indicators together cannot be the budget execution's, nor a score
    as high as all of theirs.
    """
    budget = evaluation.budget
    weight = figure_value(budget.weight) if budget is not None else None
    if budget is None or weight is None or not 0 < evaluation.indicator_weight <= weight:
        return False
    score = figure_value(budget.printed_score)
    printed = sum((indicator.printed_value or Decimal(0) for indicator in evaluation.indicators), Decimal(0))
    return score is None or score >= printed


def is_scored(budget: FundLine) -> bool:
    """Is the budget execution worth something, or scored?  What cannot be read may be either."""
    return budget.printed_score is not None or (budget.weight is not None and figure_value(budget.weight) != 0)


def scored_budget(evaluation: Evaluation) -> FundLine | None:
    """The money block's total row as it is scored: without a weight and a score that are those of the whole table."""
    budget = evaluation.budget
    if budget is None or not restates_total(evaluation):
        return budget
    return evolve(budget, weight=None, printed_score=None)


def has_rows_for_all(evaluation: Evaluation, whole: Decimal) -> bool:
    """Are the rows worth the whole, or more by mistake, and the money block nothing?

    The budget execution is then one of the rows, or not scored at all.

    Args:
        evaluation: the table.
        whole: points of a whole table.
    """
    budget = evaluation.budget
    if budget is not None and (budget.weight is not None or budget.printed_score is not None):
        return False
    return evaluation.indicator_weight >= whole


def habits_of_total(
    printed: Decimal, added: Decimal, execution: Decimal | None, sub_rows: Sequence[FundLine]
) -> Iterator[Habit]:
    """The habits that give a printed total.

    Args:
        printed: the total.
        added: the printed scores added up, that of the budget execution among them.
        execution: the printed score of the budget execution.
        sub_rows: rows of the money block below its total.
    """
    if execution and printed == added - execution:
        yield Habit(WITHOUT_EXECUTION, f"{plain(added)} − {plain(execution)} = {plain(printed)}")
    again = [score for line in sub_rows if (score := figure_value(line.printed_score))]
    if again and printed == added + sum(again, Decimal(0)):
        yield Habit(SUB_ROWS_TOO, f"{plain(added)} + {' + '.join(map(plain, again))} = {plain(printed)}")
