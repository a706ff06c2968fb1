"""The printed scores of a document: what any rule must answer for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from attrs import evolve, field, frozen

from .comparison import NOT_COMPARED, Comparison, compare
from .model import Evaluation, FundLine, Indicator
from .plan import FUND_NAMES, words_of
from .quantity import figure_value


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
    def facts(self) -> tuple[object, ...]:
        """All that a rule can look at; scores with equal facts are explained alike."""
        if self.budget is not None:
            return self.score, self.weight, *(figure_value(getattr(self.budget, name)) for name in FUND_NAMES)
        indicator = self.indicator
        if indicator is None:
            return self.score, self.weight, self.found
        written = figure_value(indicator.coefficient), indicator.deduction and figure_value(indicator.deduction)
        return self.score, self.weight, self.found, indicator.rule, bool(indicator.reason.strip()), *written

    @property
    def initial_differs(self) -> bool:
        """Is it an execution score whose budget was changed in the year?"""
        budget = self.budget
        return budget is not None and figure_value(budget.initial) not in (None, figure_value(budget.adjusted))


def comparisons_of(evaluation: Evaluation) -> tuple[Comparison, ...]:
    """Each indicator's target beside its actual."""
    return tuple(compare(indicator, evaluation.year) for indicator in evaluation.indicators)


def printed_scores(
    evaluations: Sequence[Evaluation], comparisons: Sequence[Sequence[Comparison]] | None = None
) -> tuple[Printed, ...]:
    """Collect every printed score that lies between 0 and its weight.

    Args:
        evaluations: tables; goal tables among them are passed over.
        comparisons: of each table's indicators, where the caller has them already.
    """
    if comparisons is None:
        comparisons = [comparisons_of(evaluation) for evaluation in evaluations]
    found = []
    for evaluation, rows in zip(evaluations, comparisons, strict=True):
        if evaluation.form == "goal":
            continue
        budget = evaluation.budget
        if budget is not None:
            value, weight = figure_value(budget.printed_score), figure_value(budget.weight)
            if value is not None and weight and 0 <= value <= weight:
                found.append(Printed(value, weight, budget=budget))
        for indicator, row in zip(evaluation.indicators, rows, strict=True):
            value, weight = indicator.printed_value, indicator.weight_value
            if value is not None and weight and 0 <= value <= weight:
                found.append(Printed(value, weight, indicator, row))
    return tuple(found)


def distinct(scores: Sequence[Printed], words: frozenset[str] = frozenset()) -> tuple[Printed, ...]:
    """One for all scores with the same facts, with their count.

    Args:
        scores: the printed scores.
        words: what rules look for in the names of indicators; a name matters by these alone.
    """
    groups: dict[tuple[object, ...], list[Printed]] = {}
    for item in scores:
        named = words_of(item.indicator, words) if words and item.indicator is not None else None
        groups.setdefault((*item.facts, named), []).append(item)
    return tuple(items[0] if len(items) == 1 else evolve(items[0], count=len(items)) for items in groups.values())
