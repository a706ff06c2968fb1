"""The scores a document prints: the engine's own, by the ruleset's rule under a convention."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from scoring import (
    Evaluation,
    Figure,
    FundLine,
    Indicator,
    Ruleset,
    UndefinedScore,
    compare,
    figure_value,
    parse_figure,
)
from scoring.conventions import Convention
from scoring.marking import Result, mark_execution, mark_indicator, run
from scoring.plan import Plan, plan_execution, plan_indicator
from scoring.quantity import plain
from scoring.rounding import HALF_UP_2
from scoring.scorecard import Mark, add_up

from .family import Family


def figure(number: Decimal | int, tail: str = "") -> Figure:
    """A number as a document prints it."""
    read = parse_figure(f"{Decimal(number):f}{tail}")
    assert isinstance(read, Figure)
    return read


def row_result(row: Indicator, ruleset: Ruleset, convention: Convention, year: int | None) -> Result | None:
    """What the engine gives a row under a convention; None where it leaves the row to people."""
    return _result(plan_indicator(row, ruleset, compare(row, year)), convention)


def execution_result(line: FundLine, ruleset: Ruleset, convention: Convention) -> Result | None:
    """What the engine gives the budget execution under a convention."""
    return _result(plan_execution(line, ruleset, on_initial=convention.on_initial), convention)


def _result(plan: object, convention: Convention) -> Result | None:
    if not isinstance(plan, Plan):
        return None
    try:
        return run(plan, convention.calculation)
    except UndefinedScore:
        return None


def scored_row(
    row: Indicator, ruleset: Ruleset, convention: Convention, year: int | None, reason: str = ""
) -> Indicator:
    """The row with the score a unit would print, and with a reason where it loses points.

    Args:
        row: the row; its own reason is dropped.
        ruleset, convention: how it is scored.
        year: the budget year.
        reason: what to write where points are lost; "" leaves it blank.
    """
    row = evolve(row, reason="")
    result = row_result(row, ruleset, convention, year)
    if result is not None and result.score < (row.weight_value or 0) and reason:
        # The reason may itself change the rule that applies.
        row = evolve(row, reason=reason)
        result = row_result(row, ruleset, convention, year)
    return evolve(row, printed_score=None if result is None else figure(result.score))


def scored_budget(line: FundLine, ruleset: Ruleset, convention: Convention) -> FundLine:
    """The total row of the money block with the rate and the score a unit would print."""
    executed, adjusted = figure_value(line.executed), figure_value(line.adjusted)
    if executed is None or not adjusted:
        return line
    rate = HALF_UP_2.decimal(Fraction(executed) / Fraction(adjusted) * 100)
    result = execution_result(line, ruleset, convention) if line.weight is not None else None
    score = None if result is None else figure(result.score)
    return evolve(line, printed_rate=figure(rate, "%"), printed_score=score)


def totalled(table: Evaluation, ruleset: Ruleset, convention: Convention, family: Family) -> Evaluation:
    """The table with the sum of its printed scores as its total, and the grade that follows, where they are printed."""
    parts = list(_parts(table))
    if not family.total or any(part is None for part in parts):
        return evolve(table, printed_total=None, printed_grade="")
    total = sum((part for part in parts if part is not None), Decimal(0))
    if convention.calculation.when != ruleset.calculation.when:
        total, _ = add_up(_marks(table, evolve(ruleset, calculation=convention.calculation)), convention.calculation)
    grade = ruleset.grade_of(total) if family.grade else ""
    return evolve(table, printed_total=figure(Decimal(plain(total))), printed_grade=grade)


def _marks(table: Evaluation, ruleset: Ruleset) -> Iterator[Mark]:
    """What the engine gives where that is printed, else what is printed."""
    budget = table.budget
    if budget is not None and budget.printed_score is not None:
        yield _as_printed(mark_execution(budget, ruleset, trace=False), figure_value(budget.printed_score))
    for row in table.indicators:
        yield _as_printed(mark_indicator(row, ruleset, year=table.year, trace=False), row.printed_value)


def _as_printed(mark: Mark, printed: Decimal | None) -> Mark:
    return mark if mark.score == printed else Mark(mark.weight, score=printed)


def _parts(table: Evaluation) -> Iterator[Decimal | None]:
    budget = table.budget
    if budget is not None and budget.printed_score is not None:
        yield figure_value(budget.printed_score)
    for row in table.indicators:
        yield row.printed_value
