"""A table on the examiner's desk: what the checks need to know about it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from attrs import field, frozen

from .comparison import Comparison
from .finding import ROLES, Where
from .habits import has_rows_for_all, is_scored, restates_total, scored_budget
from .keeping import remembered
from .marking import mark_execution, mark_indicator
from .model import NOWHERE, Evaluation, FundLine, Indicator
from .opinion import Judgement, Verdict
from .quantity import Value, figure_value
from .ruleset import Ruleset
from .scorecard import Mark, Scorecard, Trace
from .spelling import fold
from .words import EXECUTION_NAMES

_POINTS_BEHIND = re.compile(r"\((\d{1,3}(?:\.\d+)?)分\)$|\((\d{2,3})\)$|(?<=[^\d.(])(\d{1,3}(?:\.\d+)?)分$")
"""Points behind the name of a level; a bare numeral, 数量指标2, is its number in a list."""


TOTAL = "总分"
"""Name of the total row."""

GRADE = "评价等级"
"""The grade's word."""


@frozen(slots=False)
class Examined:
    """A table with everything that was worked out about it.

    Attributes:
        evaluation: the table.
        number: its number among the document's forms, from 1.
        ruleset: the measure.
        certain: the measure is known well enough to call a different score an error.
        comparisons: one for each indicator.
        scorecard: None for a goal table.
        rate, execution, completions, scores, total, printed_sum: as in ``TableRecheck``.
        weights: points each indicator is worth, None where blank or unreadable.
        printed: points printed as each indicator's score, None where blank or unreadable.
        levels: the names of all levels, as printed.
        whole: the sum of the indicators' weights, points; blank and unreadable ones are left out.
        budget: the total row of the money block; see ``Evaluation.budget``.
    """

    evaluation: Evaluation
    number: int
    ruleset: Ruleset
    certain: bool
    comparisons: tuple[Comparison, ...] = ()
    scorecard: Scorecard | None = None
    rate: Judgement = Judgement()  # noqa: RUF009 - frozen
    execution: Judgement = Judgement()  # noqa: RUF009 - frozen
    completions: tuple[Judgement, ...] = ()
    scores: tuple[Judgement, ...] = ()
    total: Judgement = Judgement()  # noqa: RUF009 - frozen
    printed_sum: Decimal | None = None

    weights: tuple[Decimal | None, ...] = field(init=False, eq=False, repr=False)
    printed: tuple[Decimal | None, ...] = field(init=False, eq=False, repr=False)
    levels: frozenset[str] = field(init=False, eq=False, repr=False)
    whole: Decimal = field(init=False, eq=False, repr=False)
    budget: FundLine | None = field(init=False, eq=False, repr=False)

    @weights.default
    def _weights(self) -> tuple[Decimal | None, ...]:
        return tuple([figure_value(indicator.weight) for indicator in self.evaluation.indicators])

    @printed.default
    def _printed(self) -> tuple[Decimal | None, ...]:
        return tuple([figure_value(indicator.printed_score) for indicator in self.evaluation.indicators])

    @levels.default
    def _levels(self) -> frozenset[str]:
        rows = self.evaluation.indicators
        return frozenset([*[row.level1 for row in rows], *[row.level2 for row in rows]])

    @whole.default
    def _whole(self) -> Decimal:
        return sum([weight for weight in self.weights if weight is not None], Decimal(0))

    @budget.default
    def _budget(self) -> FundLine | None:
        return self.evaluation.budget

    @cached_property
    def level_sums(self) -> dict[str, Decimal]:
        """Points of each level-1 name; a row that is the budget execution itself, beside the others, is of none."""
        evaluation = self.evaluation
        apart = has_rows_for_all(evaluation, self.ruleset.total_weight)
        sums: dict[str, Decimal] = {}
        for indicator, weight in zip(evaluation.indicators, self.weights, strict=True):
            if not (apart and weight == self.ruleset.execution.weight and is_execution(indicator)):
                name = level_name(indicator)
                sums[name] = sums.get(name, Decimal(0)) + (weight or Decimal(0))
        return sums

    @cached_property
    def restates_total(self) -> bool:
        """Does the money block's score cell hold the whole table's total?"""
        return restates_total(self.evaluation)

    def where(self, row: int = 0, column: str = "", name: str = "") -> Where:
        """The place of a row and column; with row 0 that of the table, or where the column begins."""
        if row:
            indicator = self.evaluation.indicators[row - 1]
            return Where(self.evaluation.title, self.number, row, indicator.name, column, indicator.place)
        place, role = self.evaluation.place, ROLES.get(column, "")
        if role and not name:
            places = (indicator.place for indicator in self.evaluation.indicators)
            place = next((one for one in places if one.column(role) is not None), place)
        if name == TOTAL and self.evaluation.total_place != NOWHERE:
            place = self.evaluation.total_place
        if column == GRADE and self.evaluation.grade_place != NOWHERE:
            place = self.evaluation.grade_place
        return Where(self.evaluation.title, self.number, 0, name, column, place)

    def explained(self, mark: Mark, row: int = 0) -> Trace | None:
        """How a mark came about; worked out now where the recheck left it out.  None: it has no score.

        Args:
            mark: of the row, or of the budget execution.
            row: its number, from 1; 0: the budget execution.
        """
        if mark.trace is not None or mark.score is None:
            return mark.trace
        if row:
            indicator, found = self.evaluation.indicators[row - 1], self.comparisons[row - 1]
            return mark_indicator(indicator, self.ruleset, comparison=found).trace
        budget = scored_budget(self.evaluation)
        return mark_execution(budget, self.ruleset).trace if budget is not None else None

    def steps(self, mark: Mark, row: int = 0) -> tuple[str, ...]:
        """The computations of a mark in order, each as one line."""
        trace = self.explained(mark, row)
        return tuple(map(str, trace.steps)) if trace is not None else ()

    def source(self, mark: Mark | None, row: int = 0) -> str:
        """Where the rule that gave a mark comes from; the ruleset's own source where it has no score."""
        trace = self.explained(mark, row) if mark is not None else None
        return trace.source if trace is not None else str(self.ruleset.source)

    def fund(self, line: FundLine, column: str) -> Where:
        """The place of a row of the money block."""
        return Where(self.evaluation.title, self.number, 0, line.name, column, line.place)

    def money(self, column: str) -> Where:
        """The place of the money block's total row."""
        budget = self.budget
        return self.fund(budget, column) if budget is not None else self.where(0, column, "资金")


def printed_parts(evaluation: Evaluation, scored: FundLine | None) -> list[Decimal | None]:
    """The printed scores a total adds up, the budget execution's first; None where one is missing.

    Args:
        evaluation: the table.
        scored: its total row of money as it is scored, from ``scored_budget``: a cell that holds the whole
            table's total does not say what the execution's share of it was.
    """
    values = [figure_value(indicator.printed_score) for indicator in evaluation.indicators]
    budget = evaluation.budget
    if budget is not None and scored is not None and is_scored(budget):
        values.insert(0, figure_value(scored.printed_score))
    return values


def hint_of(judgement: Judgement) -> str:
    """What may explain a printed score that its rule does not give, as a tail of a sentence; "" if nothing does."""
    if not judgement.explained_by:
        return ""
    if judgement.verdict is Verdict.OTHER_RULE:
        return f"（按{judgement.explained_by}恰好得此分）"
    if judgement.verdict is not Verdict.DIFFERS:
        return ""
    workings = f"：{judgement.workings}" if judgement.workings else ""
    more = f"；另有 {len(judgement.also)} 种说法也通" if judgement.also else ""
    return f"（像是{judgement.explained_by}{workings}{more}）"


def text_of(value: Value | None) -> str:
    """A target or an actual as printed; — where blank."""
    return value.text if value is not None else "—"


def signed(number: Decimal) -> str:
    """Write a difference with the minus sign of the formulas."""
    return f"{number:f}".replace("-", "−")


def is_execution(indicator: Indicator) -> bool:
    """Does an indicator measure the budget execution itself?"""
    return any(word in indicator.name for word in EXECUTION_NAMES)


def level_name(indicator: Indicator) -> str:
    """A level-1 name without points and 指标 behind: 产出指标（50分） → 产出."""
    return level_points(indicator.level1)[0].removesuffix("指标")


@remembered()
def level_points(text: str) -> tuple[str, Decimal | None]:
    """A level's name and the points printed beside it: 产出指标（50分） → 产出指标, 50."""
    folded = fold(text)
    match = _POINTS_BEHIND.search(folded)
    if match is None:
        return text, None
    return folded[: match.start()], Decimal(match[match.lastindex or 0])
