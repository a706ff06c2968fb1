"""Findings and scores row by row, numbers as numbers: what lists to filter and count are made of."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from attrs import frozen

from scoring.finding import Finding
from scoring.model import NOWHERE, Place
from scoring.opinion import Judgement, Recheck, TableRecheck
from scoring.quantity import Reading, figure_value
from scoring.scorecard import Mark
from scoring.wording import WORDINGS

from .figures import BLANK, reading_text, value_text
from .findings import SEVERITY_VIEWS, VERDICTS, SeverityView, VerdictView, alerts
from .names import other_places
from .rows import trace_view


@frozen
class Spot:
    """Where to look in the file, every part in a field of its own.

    Attributes:
        page: None where the file has no pages that are known.
        grid: number of the table (in a PDF of the table on its page) or name of the worksheet; None in a text.
        line: row of that table or worksheet, or line of the text; None where unknown.
        cell: name of the cell of a workbook, or the column: ``F12``, ``第 9 列``; "" where unknown.
    """

    page: int | None
    grid: int | str | None
    line: int | None
    cell: str


@frozen
class FindingRow:
    """A finding, every part in a field of its own.

    Attributes:
        table: number of its table, 0 for the document.
        row: number of its indicator, 0 for the table.
        column: the cell's column in the field's word, or "".
        place: where to look in the file, or "".
        others: the other places it speaks of, or "".
    """

    table: int
    project: str
    row: int
    name: str
    place: str
    spot: Spot
    others: str
    column: str
    severity: SeverityView
    code: str
    title: str
    message: str
    read: str
    expected: str
    arithmetic: str
    source: str
    suggestion: str


@frozen
class ScoreRow:
    """A printed score beside ours.

    Attributes:
        table: number of its table.
        row: number of its indicator; 0 for the budget execution and the total.
        level: level-1 name.
        weight, printed, computed: points; None where there is none.
        unread: the printed text that could not be read as a number, or "".
        verdict: None where there was nothing to judge.
        alert: the errors found in a row whose score agrees, "" if none.
        why: the convention or rule that explains the printed score.
        rule: title of the rule.
        brief: the score's arithmetic in one line, or why there is none.
    """

    table: int
    project: str
    row: int
    level: str
    name: str
    place: str
    spot: Spot
    target: str
    actual: str
    weight: Decimal | None
    printed: Decimal | None
    unread: str
    computed: Decimal | None
    verdict: VerdictView | None
    alert: str
    why: str
    rule: str
    brief: str


def spot(place: Place, role: str = "") -> Spot:
    """Take a place apart; ``role`` is the field that is meant."""
    column = place.column(role) if place.grid and not place.line else None
    return Spot(
        page=place.page or None,
        grid=place.sheet or (place.grid if not place.line else 0) or None,
        line=place.line or place.grid_row or None,
        cell=place.cell(role) or (f"第 {column + 1} 列" if column is not None else ""),
    )


def finding_rows(recheck: Recheck) -> tuple[FindingRow, ...]:
    """All findings of a document, its own first, then each table's."""
    return tuple(_finding(finding) for finding in recheck.all_findings())


def score_rows(recheck: Recheck) -> tuple[ScoreRow, ...]:
    """The scores of every self-evaluation: execution, indicators, total."""
    return tuple(row for table in recheck.tables if table.evaluation.form != "goal" for row in _scores(table))


def _finding(finding: Finding) -> FindingRow:
    where = finding.where
    wording = WORDINGS.get(finding.code)
    return FindingRow(
        table=where.table,
        project=where.project,
        row=where.row,
        name=where.name,
        place=where.place.within_file(where.role),
        spot=spot(where.place, where.role),
        others=other_places(finding),
        column=where.column,
        severity=SEVERITY_VIEWS[finding.severity],
        code=finding.code,
        title=wording.title if wording is not None else "",
        message=finding.message,
        read=finding.read,
        expected=finding.expected,
        arithmetic=finding.arithmetic,
        source=finding.source,
        suggestion=finding.suggestion,
    )


def _scores(table: TableRecheck) -> Iterable[ScoreRow]:
    evaluation, card = table.evaluation, table.scorecard
    budget, wrong = evaluation.budget, alerts(table)
    execution = card.execution if card is not None else None
    if budget is not None or execution is not None:
        adjusted, executed = (reading_text(r) for r in (budget.adjusted, budget.executed)) if budget else (BLANK, BLANK)
        place = budget.place if budget is not None else NOWHERE
        reading = budget.printed_score if budget is not None else None
        yield _score(
            table, 0, ("", "预算执行率"), place, (adjusted, executed), execution, table.execution, reading,
            figure_value(budget.weight) if budget is not None else None,
        )  # fmt: skip
    for index, indicator in enumerate(evaluation.indicators):
        yield _score(
            table, index + 1, (indicator.level1, indicator.name), indicator.place,
            (value_text(indicator.target), value_text(indicator.actual)),
            card.marks[index] if card is not None else None,
            table.scores[index] if index < len(table.scores) else Judgement(),
            indicator.printed_score, indicator.weight_value, wrong.get(index + 1, ""),
        )  # fmt: skip
    yield _score(
        table, 0, ("", "总分"), evaluation.total_place, (BLANK, BLANK), None, table.total, evaluation.printed_total,
        figure_value(evaluation.printed_weight_total),
    )  # fmt: skip


def _score(
    table: TableRecheck,
    number: int,
    names: tuple[str, str],
    place: Place,
    values: tuple[str, str],
    mark: Mark | None,
    judgement: Judgement,
    reading: Reading,
    weight: Decimal | None,
    alert: str = "",
) -> ScoreRow:
    trace = trace_view(mark)
    printed = figure_value(reading)
    return ScoreRow(
        table=table.number,
        project=table.evaluation.title,
        row=number,
        level=names[0],
        name=names[1],
        place=place.within_file("score"),
        spot=spot(place, "score"),
        target=values[0],
        actual=values[1],
        weight=weight if weight is not None or mark is None else mark.weight,
        printed=printed,
        unread=reading_text(reading) if reading is not None and printed is None else "",
        computed=judgement.computed,
        verdict=VERDICTS[judgement.verdict] if judgement.verdict is not None else None,
        alert=alert,
        why=judgement.explained_by,
        rule=trace.rule,
        brief=trace.brief,
    )
