"""Findings of group T: cells of a form that its preparer has not filled in yet.

A reviewer takes a published table as it is; only who is about to hand one in is told of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import evolve

from .checks_reasons import unexplained
from .finding import ROLES, Finding, Where
from .model import NOWHERE, Evaluation, Indicator, Place
from .opinion import TableRecheck
from .quantity import plain
from .scorecard import Mark
from .spelling import is_blank
from .wording import finding

BLANKS: Final = "T"
"""The group of these findings, the first letter of their codes."""

_BY_HAND: Final = "由评价人按目标没有达到的程度打分，填上这个分数，并写明理由"
_FIRST: Final = "先改正使它无法计算的地方；改不了的由评价人打分，并写明理由"


def check_blanks(table: TableRecheck, *, computes: bool = False) -> Iterator[Finding]:
    """Blank cells, each with what belongs there where that can be computed.

    A table without cells of its own, as a preparer's TOML file has it, needs no scores: they are computed.

    Args:
        table: the table.
        computes: whether it stands on a sheet whose formulas were never calculated: what can be computed
            will be there once they are, and R4 has asked for that.
    """
    evaluation = table.evaluation
    if not evaluation.indicators:
        yield finding("T3", _where(table), what="表里没有指标")
    if evaluation.kind == "project" and not evaluation.department and _is_our_form(evaluation):
        somewhere = evolve(evaluation.place, grid_row=0)  # nobody noted where the label stands
        yield finding("T6", evolve(_where(table), name="主管部门", place=somewhere))
    evidenced = any(row.evidence.strip() for row in evaluation.indicators)
    for number, indicator in enumerate(evaluation.indicators, 1):
        yield from _goal(table, number, indicator)
        if evaluation.form == "self-evaluation":
            yield from _answer(table, number, indicator, evidenced, computes)
    if evaluation.form == "self-evaluation":
        yield from _money(table, computes)
        if not computes:
            yield from _total(table)


def _goal(table: TableRecheck, number: int, indicator: Indicator) -> Iterator[Finding]:
    scored = indicator.printed_value  # with a score the reviewer's D2 says it
    if indicator.target is None and not scored:
        yield finding("T3", _row(table, number, "目标值"), what="目标值没有填写")
    if indicator.weight is None and not scored and _is_weighted(table.evaluation):
        yield finding("T3", _row(table, number, "分值"), what="分值没有填写")


def _is_weighted(evaluation: Evaluation) -> bool:
    """Does the form ask for weights?  One whose rows are scored without any does not."""
    if evaluation.indicator_weight:
        return True
    return evaluation.form == "self-evaluation" and not any(row.printed_value for row in evaluation.indicators)


def _answer(
    table: TableRecheck, number: int, indicator: Indicator, evidenced: bool, computes: bool
) -> Iterator[Finding]:
    mark = table.scorecard.marks[number - 1] if table.scorecard is not None else Mark(None)
    if indicator.actual is None:
        if not indicator.printed_value:
            yield finding("T2", _row(table, number, "实际完成值"), what="实际完成值没有填写")
    else:
        waits = computes and mark.score is not None
        if indicator.printed_score is None and not waits and _is_typed(table, indicator.place, "得分"):
            yield _score(table, number, mark)
        if indicator.printed_completion is None and mark.completion is not None and not computes:
            role = ROLES["完成率"]
            if indicator.place.column(role) is not None:
                expected = f"{mark.completion:f}%"
                yield finding(
                    "T1", _row(table, number, "完成率"), expected=expected, what=f"完成率没有填写，应为 {expected}"
                )
    lost = unexplained(indicator, mark.score) if indicator.printed_score is None else None
    if lost is not None:
        what = f"扣了 {plain(lost)} 分，没有填写偏差原因"
        yield finding("C1", _row(table, number, "偏差原因"), what=what)
    known = {one.where.row for one in table.findings if one.code == "D5"}
    wanted = evidenced or indicator.place.column(ROLES["佐证资料"]) is not None
    if wanted and is_blank(indicator.evidence) and number not in known:
        yield finding("T5", _row(table, number, "佐证资料"))


def _score(table: TableRecheck, number: int, mark: Mark) -> Finding:
    where = _row(table, number, "得分")
    steps = mark.trace.steps if mark.trace is not None else ()
    if mark.score is not None:
        return finding(
            "T1",
            where,
            expected=plain(mark.score),
            arithmetic=str(steps[-1]) if steps and mark.score != mark.weight else "",
            source=mark.trace.source if mark.trace is not None else "",
            what=f"得分没有填写，按规则是 {plain(mark.score)} 分",
        )
    if mark.low is not None and mark.high is not None:
        band = f"{plain(mark.low)} 到 {plain(mark.high)}"
        found = finding("T1", where, expected=band, what=f"得分没有填写，由人评判，在 {band} 分之间")
    else:
        found = finding("T1", where, what=f"得分没有填写，也无法计算：{mark.problem or '没有适用的规则'}")
    return evolve(found, suggestion=_BY_HAND if mark.met is False else _FIRST)


def _money(table: TableRecheck, computes: bool) -> Iterator[Finding]:
    budget = table.evaluation.budget
    if budget is None:
        return
    for column, cell in (("全年预算数", budget.adjusted), ("全年执行数", budget.executed)):
        if cell is None and not (column == "全年预算数" and budget.executed is not None):
            yield finding("T2", _fund(table, column), what=f"{column}没有填写")
    mark = table.scorecard.execution if table.scorecard is not None else None
    if mark is None or mark.score is None or computes:
        return
    if budget.printed_rate is None and mark.completion is not None and _is_typed(table, budget.place, "执行率"):
        expected = f"{mark.completion:f}%"
        yield finding("T1", _fund(table, "执行率"), expected=expected, what=f"执行率没有填写，应为 {expected}")
    if budget.printed_score is None and _is_typed(table, budget.place, "得分"):
        expected = plain(mark.score)
        yield finding("T1", _fund(table, "得分"), expected=expected, what=f"执行率得分没有填写，按规则是 {expected} 分")


def _total(table: TableRecheck) -> Iterator[Finding]:
    evaluation, card = table.evaluation, table.scorecard
    if evaluation.printed_total is not None or evaluation.total_place == NOWHERE:
        return
    if card is None or card.total is None:
        return  # the rows say what is missing
    scores: list[Decimal | None] = [row.printed_value for row in evaluation.indicators]
    budget = evaluation.budget
    if budget is not None and card.execution is not None:
        scores.insert(0, None if budget.printed_score is None else table.execution.printed)
    own = sum((score for score in scores if score is not None), Decimal(0)) if None not in scores else None
    expected = card.total if own is None else own
    where = Where(evaluation.title, table.number, 0, "总分", "总分", evaluation.total_place)
    shown = plain(expected)
    yield finding(
        "T4",
        where,
        expected=shown,
        what=f"总分没有填写，{'各项得分' if own is not None else '按规则计算'}是 {shown} 分",
    )


def _is_typed(table: TableRecheck, place: Place, column: str) -> bool:
    """Has the row a cell for it?  In a text nobody knows: then one is expected; a row of data has none."""
    if place.grid:
        return place.column(ROLES[column]) is not None
    return bool(place.line or place.page)


def _is_our_form(evaluation: Evaluation) -> bool:
    """Was it read from a form of ours?  Those name the ruleset and ask for the department; others may not."""
    place = evaluation.place
    return bool(evaluation.ruleset) and bool(place.grid or place.line or place.page)


def _row(table: TableRecheck, number: int, column: str) -> Where:
    indicator = table.evaluation.indicators[number - 1]
    return Where(table.evaluation.title, table.number, number, indicator.name, column, indicator.place)


def _fund(table: TableRecheck, column: str) -> Where:
    budget = table.evaluation.budget
    assert budget is not None  # who asks has looked
    return Where(table.evaluation.title, table.number, 0, budget.name, column, budget.place)


def _where(table: TableRecheck) -> Where:
    return Where(table.evaluation.title, table.number, place=table.evaluation.place)
