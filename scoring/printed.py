"""The printed scores of a document: what any rule must answer for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from .comparison import NOT_COMPARED, Comparison, compare
from .habits import is_scored, restates_total
from .model import Evaluation, FundLine, Indicator
from .quantity import Unreadable, are_there, figure_value


@frozen
class Printed:
    """A printed score that a candidate must answer for.

    Attributes:
        score: points printed.
        weight: points it could have been.
        indicator: the row, or None for the budget execution.
        found: its comparison.
        budget: the money row, for the budget execution.
        count: how many printed scores of the document say exactly this.
        kind: a part of the points, none or all of them.
    """

    score: Decimal
    weight: Decimal
    indicator: Indicator | None = None
    found: Comparison = NOT_COMPARED
    budget: FundLine | None = None
    count: int = 1
    kind: Literal["parts", "zeros", "fulls"] = field(init=False)

    @kind.default
    def _kind(self) -> Literal["parts", "zeros", "fulls"]:
        if 0 < self.score < self.weight:
            return "parts"
        return "fulls" if self.score else "zeros"

    @property
    def is_part(self) -> bool:
        """Is it more than nothing and less than everything?"""
        return self.kind == "parts"

    @property
    def is_missed(self) -> bool:
        """Was its target missed, or the budget not spent?"""
        if self.budget is None:
            return self.found.met is False
        executed, adjusted = figure_value(self.budget.executed), figure_value(self.budget.adjusted)
        return executed is not None and adjusted is not None and executed < adjusted

    @property
    def initial_differs(self) -> bool:
        """Is it an execution score whose budget was changed in the year?"""
        initial = None if self.budget is None else figure_value(self.budget.initial)
        return self.budget is not None and initial is not None and initial != figure_value(self.budget.adjusted)


def comparisons_of(evaluation: Evaluation) -> tuple[Comparison, ...]:
    """Each indicator's target beside its actual."""
    return tuple(compare(indicator, evaluation.year) for indicator in evaluation.indicators)


@frozen
class PrintedTable:
    """The printed scores of one table.

    Attributes:
        number: its number among the document's forms, from 1.
        scores: those that lie between 0 and their weights.
        total: points printed for the whole table, where every score that belongs to it is among
            ``scores``; else None.
    """

    number: int
    scores: tuple[Printed, ...] = ()
    total: Decimal | None = None

    @property
    def open_total(self) -> bool:
        """Is the total another than the printed scores added up, by no more than rounding them can move it?"""
        if self.total is None:
            return False
        apart = abs(self.total - sum((item.score for item in self.scores), Decimal(0)))
        return 0 < apart <= _ROUNDED_OFF * len(self.scores)


_WHOLE = Decimal(100)
"""Points of a table that prints no sum of its weights."""

_ROUNDED_OFF = Decimal("0.5")
"""Most that a score loses when it is rounded to a whole point."""


def printed_tables(
    evaluations: Sequence[Evaluation], comparisons: Sequence[Sequence[Comparison]] | None = None
) -> tuple[PrintedTable, ...]:
    """Collect every printed score that lies between 0 and its weight, table by table.

    Args:
        evaluations: tables; goal tables among them have no scores.
        comparisons: of each table's indicators, where the caller has them already.
    """
    if comparisons is None:
        comparisons = [comparisons_of(evaluation) for evaluation in evaluations]
    pairs = zip(evaluations, comparisons, strict=True)
    return tuple(_printed_table(number, evaluation, rows) for number, (evaluation, rows) in enumerate(pairs, 1))


def _left_over(evaluation: Evaluation) -> Decimal | None:
    """Points the rows leave of the whole: what a scored money block without a weight is worth.  None: nobody knows."""
    weights = [indicator.weight_value for indicator in evaluation.indicators]
    if not weights or not are_there(weights):
        return None
    whole = figure_value(evaluation.printed_weight_total) or _WHOLE
    rest = whole - sum((weight or Decimal(0) for weight in weights), Decimal(0))
    return rest if rest > 0 else None


def _printed_table(number: int, evaluation: Evaluation, rows: Sequence[Comparison]) -> PrintedTable:
    if evaluation.form == "goal":
        return PrintedTable(number)
    found = []
    expected = len(evaluation.indicators)
    budget = evaluation.budget
    if budget is not None and not restates_total(evaluation):
        value = figure_value(budget.printed_score)
        weight = figure_value(budget.weight)
        if not weight and value is not None and not isinstance(budget.weight, Unreadable):
            weight = _left_over(evaluation)
        expected += is_scored(budget)
        if value is not None and weight and 0 <= value <= weight:
            found.append(Printed(value, weight, budget=budget))
    for indicator, row in zip(evaluation.indicators, rows, strict=True):
        value, weight = indicator.printed_value, indicator.weight_value
        if value is not None and weight and 0 <= value <= weight:
            found.append(Printed(value, weight, indicator, row))
    total = figure_value(evaluation.printed_total) if len(found) == expected else None
    return PrintedTable(number, tuple(found), total)


def printed_scores(
    evaluations: Sequence[Evaluation], comparisons: Sequence[Sequence[Comparison]] | None = None
) -> tuple[Printed, ...]:
    """The printed scores of all tables in one row; see :func:`printed_tables`."""
    return tuple(item for table in printed_tables(evaluations, comparisons) for item in table.scores)
