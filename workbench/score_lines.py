"""A scored table on the terminal: our score of every row beside the one that was filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from scoring.checks_reasons import unexplained
from scoring.model import Evaluation, Indicator
from scoring.opinion import Judgement, TableRecheck
from scoring.quantity import Reading, figure_value
from scoring.scorecard import Mark, Scorecard

from .figures import BLANK, EXECUTION, given_by_people, percent, points, verdict_cell
from .finding_lines import finding_lines
from .terminal import Cell, Column, Screen, table

_REASONS: Final = ("C1", "C3")
"""Findings about a reason that is missing or says nothing."""


def score_lines(item: TableRecheck, card: Scorecard, screen: Screen) -> Iterator[str]:
    """One table: its rows, level sums, total and grade, what is not scored, reasons left out, the findings."""
    evaluation = item.evaluation
    yield screen.paint(f"评分：{evaluation.title}", "bold")
    details = [evaluation.unit, f"{evaluation.year}年度" if evaluation.year else "", f"{card.title}（{card.ruleset}）"]
    yield from screen.paragraph("  ".join(part for part in details if part), indent=2)
    yield ""
    columns = [
        Column("行", "right"),
        Column("指标", least=12),
        Column("目标值", least=8),
        Column("实际完成值", least=10),
        Column("分值", "right"),
        Column("完成率", "right"),
        Column("得分", "right"),
        Column("填报", "right"),
        Column("核对"),
    ]
    rows: list[list[str | Cell]] = []
    if card.execution is not None:
        budget = evaluation.budget
        rows.append(
            [
                "",
                EXECUTION,
                _money(budget.adjusted if budget else None),
                _money(budget.executed if budget else None),
                *_numbers(card.execution, item.execution),
            ]
        )
    for number, (indicator, mark) in enumerate(zip(evaluation.indicators, card.marks, strict=True), 1):
        judgement = item.scores[number - 1] if number <= len(item.scores) else Judgement()
        rows.append(
            [
                str(number),
                indicator.name,
                _text(indicator.target),
                _text(indicator.actual),
                *_numbers(mark, judgement),
            ]
        )
    rows.append(
        [
            "",
            Cell("总分", ("bold",)),
            "",
            "",
            "",
            "",
            Cell(points(card.total), ("bold",)),
            _filled(item.total),
            verdict_cell(item.total),
        ]
    )
    yield from table(screen, columns, rows)
    levels = [f"{level.name or '未分级'} {points(level.score)}/{points(level.weight)}" for level in card.levels]
    if levels:
        yield from screen.paragraph(f"分级：{'，'.join(levels)}", hanging=6)
    if card.grade:
        yield f"等级：{card.grade}"
    for label, mark in _labelled(evaluation.indicators, card):
        if mark.score is None and mark.problem:
            yield from screen.paragraph(f"{label}没有得分：{mark.problem}", hanging=4)
            if mark.low is not None and mark.high is not None:
                yield from screen.paragraph(
                    f"由评价人打分，应在 {points(mark.low)} 到 {points(mark.high)} 分之间", indent=4
                )
        elif given_by_people(mark) and mark.trace is not None:
            yield from screen.paragraph(f"{label}{'；'.join(mark.trace.notes)}", hanging=4)
        for option in mark.options:
            yield from screen.paragraph(f"{label}另可：{option.name}，{points(option.score)} 分", hanging=4)
    missing = [finding for finding in item.findings if finding.code in _REASONS]
    named = {where.row for finding in missing for where in (finding.where, *finding.others)}
    hint = reason_hint(evaluation, card, named)
    if hint:
        yield from screen.paragraph(hint, hanging=4)
    yield from finding_lines(item.findings, screen)


def reason_hint(evaluation: Evaluation, card: Scorecard, named: Collection[int] = ()) -> str:
    """Which rows lose points by our score and give no reason, or "".

    Args:
        evaluation, card: the table and its scores.
        named: numbers of rows that a finding speaks of already.
    """
    rows = []
    for number, (indicator, mark) in enumerate(zip(evaluation.indicators, card.marks, strict=True), 1):
        lost = unexplained(indicator, mark.score)
        if lost is not None and number not in named:
            rows.append(f"第 {number} 行“{indicator.name}”（扣 {points(lost)} 分）")
    return f"失分而没有填写偏差原因：{'、'.join(rows)}" if rows else ""


def _labelled(indicators: tuple[Indicator, ...], card: Scorecard) -> Iterator[tuple[str, Mark]]:
    if card.execution is not None:
        yield EXECUTION, card.execution
    for number, (indicator, mark) in enumerate(zip(indicators, card.marks, strict=True), 1):
        yield f"第 {number} 行“{indicator.name}”", mark


def _numbers(mark: Mark, judgement: Judgement) -> list[str | Cell]:
    weight = BLANK if mark.weight is None else f"{mark.weight.normalize():f}"
    return [weight, percent(mark.completion), points(mark.score), _filled(judgement), _checked(mark, judgement)]


def _checked(mark: Mark, judgement: Judgement) -> Cell:
    # A recheck has nothing of its own to set beside such a score; that does not make it doubtful here.
    return Cell("人工评判") if given_by_people(mark) else verdict_cell(judgement)


def _filled(judgement: Judgement) -> str:
    return points(judgement.printed)


def _money(reading: Reading) -> str:
    value = figure_value(reading)
    return BLANK if value is None else f"{value:,.2f}万元"


def _text(value: object) -> str:
    return BLANK if value is None else str(getattr(value, "text", value))
