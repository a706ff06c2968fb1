"""What a form shows of a scored table: what was printed, and ours only where nothing was."""

from __future__ import annotations

from decimal import Decimal

from scoring.model import Evaluation, Indicator
from scoring.quantity import Reading, figure_value
from scoring.scorecard import Mark, Scorecard

from .figures import points, printed_text, weight


def score_of(printed: Reading, mark: Mark | None) -> Decimal | None:
    """The printed score, ours where none was printed; None where the printed one cannot be read."""
    if printed is not None:
        return figure_value(printed)
    return mark.score if mark is not None else None


def score_text(printed: Reading, mark: Mark | None) -> str:
    """The same as it is printed; with a mark that has no score a dash, "" where nothing was asked for."""
    if printed is not None or mark is None:
        return printed_text(printed)
    return points(mark.score)


def total_of(evaluation: Evaluation, card: Scorecard) -> Decimal | None:
    """The printed total; else the scorecard's; else the sum of the scores shown, where every row has one."""
    printed = figure_value(evaluation.printed_total)
    if printed is not None:
        return printed
    if all(indicator.printed_score is None for indicator in evaluation.indicators) and card.total is not None:
        return card.total
    values = [score_of(row.printed_score, mark) for row, mark in _marked(evaluation, card)]
    if not values:
        return None
    if evaluation.budget is not None:
        values.append(score_of(evaluation.budget.printed_score, card.execution))
    if any(value is None for value in values):
        return None
    return sum((value for value in values if value is not None), Decimal(0))


def grade_of(evaluation: Evaluation, card: Scorecard) -> str:
    """The printed grade; else the scorecard's, where it is the grade of the total that is shown."""
    if evaluation.printed_grade:
        return evaluation.printed_grade
    total = total_of(evaluation, card)
    return card.grade if total is not None and total == card.total else ""


def weight_total_text(evaluation: Evaluation, card: Scorecard) -> str:
    """The printed total of the weights; else the sum of the indicators' and the execution rate's."""
    if evaluation.printed_weight_total is not None:
        return printed_text(evaluation.printed_weight_total)
    execution = card.execution.weight if card.execution is not None and card.execution.weight is not None else 0
    return weight(evaluation.indicator_weight + execution)


def _marked(evaluation: Evaluation, card: Scorecard) -> list[tuple[Indicator, Mark]]:
    return list(zip(evaluation.indicators, card.marks, strict=True))
