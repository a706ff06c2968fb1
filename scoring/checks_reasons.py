"""Findings of groups C and D and of unreadable cells: what is missing or does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeGuard

from .comparison import Obstacle, same_words
from .examined import Examined, signed, text_of
from .finding import Finding, Where
from .model import Indicator
from .plan import FUND_NAMES
from .quantity import Reading, Unreadable, Value, figure_value, plain
from .spelling import is_blank
from .wording import finding
from .words import ADJUSTMENT_WORDS, CAUSE_WORDS, MEASURE_WORDS, NOT_CALCULATED


def check_reasons(table: Examined) -> Iterator[Finding]:
    """Reasons for lost points, and explanations of a changed or unspent budget."""
    for number, indicator in enumerate(table.evaluation.indicators, 1):
        printed, weight = indicator.printed_value, indicator.weight_value
        if printed is None or weight is None or weight <= 0:
            continue
        if printed < weight:
            yield from _lost(table, number, indicator, printed)
        elif printed == weight and not is_blank(indicator.reason):
            where = table.where(number, "偏差原因")
            yield finding("C2", where, read=indicator.reason, reason=_short(indicator.reason))
    yield from _budget(table)


def unexplained(indicator: Indicator, score: Decimal | None) -> Decimal | None:
    """The points a row loses with this score and gives no reason for; None: it loses none, or says why."""
    weight = indicator.weight_value
    if score is None or weight is None or weight <= 0 or score >= weight or not is_blank(indicator.reason):
        return None
    return weight - score


def check_targets(table: Examined) -> Iterator[Finding]:
    """Targets and actuals that are missing, unreadable, or of another kind or unit."""
    yield from _unreadable_money(table)
    for number, (indicator, found) in enumerate(zip(table.evaluation.indicators, table.comparisons, strict=True), 1):
        yield from _unreadable(table, number, indicator)
        yield from _mismatch(table, number, indicator, found.obstacle, found.problem)
        if found.assumed and found.notes:
            where = table.where(number, "实际完成值")
            yield finding("D9", where, severity="note", what=found.notes[0])


def _lost(table: Examined, number: int, indicator: Indicator, printed: Decimal) -> Iterator[Finding]:
    reason = indicator.reason.strip()
    where = table.where(number, "偏差原因")
    lost = plain((indicator.weight_value or printed) - printed)
    unsaid = unexplained(indicator, printed) is not None
    if unsaid and not reason:
        yield finding("C1", where, lost=lost)
        return
    what = ""
    if unsaid:
        what = "等于没有填写"
    elif any(
        same_words(reason, text) for text in (indicator.name, text_of(indicator.target), text_of(indicator.actual))
    ):
        what = "只是抄写了本行其他格"
    if what:
        yield finding("C3", where, read=reason, lost=lost, reason=_short(reason), what=what)
    elif any(word in reason for word in MEASURE_WORDS) and not any(word in reason for word in CAUSE_WORDS):
        what = "只说了今后的措施，没有说造成偏差的原因"
        yield finding("C3", where, severity="note", read=reason, lost=lost, reason=_short(reason), what=what)


def _budget(table: Examined) -> Iterator[Finding]:
    evaluation, budget = table.evaluation, table.evaluation.budget
    if budget is None or evaluation.form == "goal":
        return
    texts = (evaluation.achieved, *(indicator.reason for indicator in evaluation.indicators))
    explained = any(word in text for text in texts for word in ADJUSTMENT_WORDS)
    if explained or not is_blank(budget.reason):
        return
    limit = table.ruleset.limits.execution_reason_below
    rate = table.rate.computed
    if limit is not None and rate is not None and rate < limit:
        yield finding(
            "C4",
            table.money("执行率"),
            severity="warning",
            read=plain(rate),
            expected=f"≥{plain(limit)}",
            source=str(table.ruleset.source),
            what=f"预算执行率 {plain(rate)}%，低于 {plain(limit)}%，没有写明原因",
        )
    initial, adjusted = figure_value(budget.initial), figure_value(budget.adjusted)
    if initial is not None and adjusted is not None and initial != adjusted:
        yield finding(
            "C4",
            table.money("全年预算数"),
            read=f"{adjusted:f}",
            arithmetic=f"{adjusted:f} − {initial:f} = {signed(adjusted - initial)}",
            what=f"年初预算 {initial:f} 万元，全年预算 {adjusted:f} 万元，年中有调整，表里没有说明",
        )


def _unreadable(table: Examined, number: int, indicator: Indicator) -> Iterator[Finding]:
    cells = {
        "目标值": indicator.target,
        "实际完成值": indicator.actual,
        "上年完成值": indicator.prior,
        "分值": indicator.weight,
        "得分": indicator.printed_score,
        "完成率": indicator.printed_completion,
    }
    for column, cell in cells.items():
        if _is_unreadable(cell):
            yield finding("R1", table.where(number, column), read=cell.text, column=column, text=cell.text)


def _is_unreadable(cell: Reading | Value) -> TypeGuard[Unreadable]:
    """Does the cell hold what cannot be read?  Formulas without a result have a finding of their own, R4."""
    return isinstance(cell, Unreadable) and not cell.text.startswith(NOT_CALCULATED)


def _unreadable_money(table: Examined) -> Iterator[Finding]:
    """Cells of the money block and of the total row."""
    names = {**FUND_NAMES, "weight": "分值", "printed_rate": "执行率", "printed_score": "得分"}
    cells = [
        (table.fund(line, column), column, getattr(line, field))
        for line in table.evaluation.funds
        for field, column in names.items()
    ]
    cells.append((table.where(0, "得分", "总分"), "总分", table.evaluation.printed_total))
    cells.append((table.where(0, "分值", "总分"), "分值合计", table.evaluation.printed_weight_total))
    for task in table.evaluation.tasks:
        where = Where(table.evaluation.title, table.number, 0, task.name, "预算金额", task.place)
        cells += [(where, "金额", amount) for amount in (task.amount, task.fiscal, task.other)]
    for where, column, cell in cells:
        if _is_unreadable(cell):
            yield finding("R1", where, read=cell.text, column=column, text=cell.text)


def _mismatch(
    table: Examined, number: int, indicator: Indicator, obstacle: Obstacle, problem: str
) -> Iterator[Finding]:
    if table.evaluation.form == "goal":
        return
    printed = indicator.printed_value
    if indicator.weight is None and printed and table.evaluation.indicator_weight:
        yield finding("D2", table.where(number, "分值"), what="没有分值", printed=plain(printed))
    if obstacle in ("no-target", "no-actual") and printed:
        column = "目标值" if obstacle == "no-target" else "实际完成值"
        yield finding("D2", table.where(number, column), what=problem, printed=plain(printed))
    elif obstacle == "mixed":
        yield finding("D4", table.where(number, "实际完成值"), read=text_of(indicator.actual), what=problem)
    elif obstacle == "units":
        yield finding("D9", table.where(number, "实际完成值"), read=text_of(indicator.actual), what=problem)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"
