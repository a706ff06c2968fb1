"""Findings of group C, of missing and unfitting values (D2, D4, D9) and of unreadable cells (R1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeGuard

from attrs import evolve

from .comparison import Obstacle
from .examined import Examined, signed, text_of
from .finding import ROLES, Finding, Severity, Where
from .model import Evaluation, FundLine, Indicator, Passage
from .plan import FUND_NAMES
from .quantity import Reading, Unreadable, Value, figure_value, plain
from .rounding import HALF_UP_2
from .spelling import bare, is_blank
from .wording import finding
from .words import ADJUSTMENT_WORDS, CAUSE_WORDS, EMPTY_REASONS, MEASURE_WORDS, NO_DEVIATION, NOT_CALCULATED

_YEAR = re.compile(r"^(?:19|20)\d\d年?度?")
_CELLS = ("目标值", "实际完成值", "上年完成值", "分值", "得分", "完成率", "得分系数", "扣分")
_MONEY_CELLS = {**FUND_NAMES, "weight": "分值", "printed_rate": "执行率", "printed_score": "得分"}
_REASON = ROLES["偏差原因"]
_NO_NUMBER = "填写实际的数；没有发生的填 0"
_MOST_NAMED = 6
_SHORTEST_NAME = 4
"""Characters from which a project's name is told from other words of a sentence."""


def check_reasons(table: Examined, explanations: Sequence[Passage] = ()) -> Iterator[Finding]:
    """Reasons for lost points, and explanations of a changed or unspent budget.

    Args:
        table: the table.
        explanations: what the document's text explains of budgets.
    """
    met: dict[str, int] = {}
    silent: list[int] = []
    for number, indicator in enumerate(table.evaluation.indicators, 1):
        printed, weight = table.printed[number - 1], table.weights[number - 1]
        if printed is None or weight is None or weight <= 0:
            continue
        if printed < weight:
            if indicator.reason.strip():
                yield from _lost(table, number, indicator, printed, met)
            else:
                silent.append(number)
        elif printed == weight and _needless(table, number, indicator):
            where = table.where(number, "偏差原因")
            yield finding("C2", where, read=indicator.reason, reason=_short(indicator.reason))
    yield from _silent(table, silent)
    yield from _budget(table, explanations)


def unexplained(indicator: Indicator, score: Decimal | None) -> Decimal | None:
    """The points a row loses with this score and gives no reason for; None: it loses none, or says why."""
    weight = indicator.weight_value
    if score is None or weight is None or weight <= 0 or score >= weight or not is_blank(indicator.reason):
        return None
    return weight - score


def check_targets(table: Examined) -> Iterator[Finding]:
    """Targets and actuals that are missing, unreadable, or of another kind or unit."""
    yield from _unreadable_money(table)
    scored = table.evaluation.form != "goal"
    for number, (indicator, found) in enumerate(zip(table.evaluation.indicators, table.comparisons, strict=True), 1):
        cells = _read(indicator)
        if Unreadable in map(type, cells):
            yield from _unreadable(table, number, cells)
        if scored and (found.obstacle or indicator.weight is None):
            yield from _mismatch(table, number, indicator, found.obstacle, found.problem)
        if found.assumed and found.notes:
            where = table.where(number, "实际完成值")
            yield finding("D9", where, severity="note", what=found.notes[0])


def _needless(table: Examined, number: int, indicator: Indicator) -> bool:
    """Is there a reason for a deviation where there is none: no points lost, and the target just met?"""
    if not indicator.reason or is_blank(indicator.reason) or bare(indicator.reason) in NO_DEVIATION:
        return False
    found = table.comparisons[number - 1]
    return found.actual is None or found.target is None or found.actual == found.target


def _silent(table: Examined, rows: Sequence[int]) -> Iterator[Finding]:
    """C1: rows that lost points without a word; all in one where the form has no place for reasons."""
    demanded = table.ruleset.limits.lost_points_reason
    source = table.ruleset.source_of("limits.lost_points_reason") if demanded else ""
    told = []
    for number in rows:
        weight, printed = table.weights[number - 1] or Decimal(0), table.printed[number - 1] or Decimal(0)
        told.append(
            (number, plain(weight - printed), f"{plain(weight)} − {plain(printed)} = {plain(weight - printed)}")
        )
    if len(rows) > 1 and all(not i.reason and i.place.column(_REASON) is None for i in table.evaluation.indicators):
        names = [f"“{table.evaluation.indicators[number - 1].name}”扣 {lost} 分" for number, lost, _ in told]
        named = "、".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")
        yield finding(
            "C1",
            table.where(0, "偏差原因"),
            arithmetic="；".join(arithmetic for _, _, arithmetic in told),
            source=source,
            what=f"表里没有偏差原因，扣了分的有 {len(rows)} 行：{named}",
            others=tuple(table.where(number, "偏差原因") for number in rows),
        )
        return
    for number, lost, arithmetic in told:
        what = f"扣了 {lost} 分，没有填写偏差原因"
        yield finding("C1", table.where(number, "偏差原因"), arithmetic=arithmetic, source=source, what=what)


def _lost(
    table: Examined, number: int, indicator: Indicator, printed: Decimal, met: dict[str, int]
) -> Iterator[Finding]:
    """A row that lost points and has a reason that is none.  ``met``: the reasons so far, with their rows."""
    reason = indicator.reason.strip()
    where = table.where(number, "偏差原因")
    weight = indicator.weight_value or printed
    lost = plain(weight - printed)
    what, severity = _emptiness(table, number, indicator, met)
    met.setdefault(bare(reason), number)
    if what:
        yield finding("C3", where, severity=severity, read=reason, lost=lost, reason=_short(reason), what=what)


def _emptiness(table: Examined, number: int, indicator: Indicator, met: dict[str, int]) -> tuple[str, Severity]:
    """Why a reason is none, or "", and how sure that is."""
    reason, words = indicator.reason, bare(indicator.reason)
    if is_blank(reason) or not words:
        return "等于没有填写", "warning"
    if words in EMPTY_REASONS or words in NO_DEVIATION:
        return "没有说明造成偏差的原因", "warning"
    copied = {"指标名称": indicator.name, "目标值": text_of(indicator.target), "实际完成值": text_of(indicator.actual)}
    for column, text in copied.items():
        if words == bare(text):
            return f"只是抄写了本行的{column}", "warning"
    if any(word in reason for word in MEASURE_WORDS) and not any(word in reason for word in CAUSE_WORDS):
        return "只说了今后的措施，请补充造成偏差的原因", "note"
    if words in met and not _is_alike(table, met[words], number):
        first = table.evaluation.indicators[met[words] - 1].name
        return f"与“{_short(first)}”一行的原因一字不差，两行的原因是否相同？", "note"
    return "", "note"


def _is_alike(table: Examined, one: int, other: int) -> bool:
    """Do two rows measure one kind of thing, or fall short alike, so that one reason may well do for both?"""
    first, second = (table.evaluation.indicators[number - 1] for number in (one, other))
    if bare(first.level1) == bare(second.level1) and bare(first.level2) == bare(second.level2):
        return True
    rates = [
        HALF_UP_2.decimal(found.actual / found.target) if found.actual is not None and found.target else None
        for found in (table.comparisons[number - 1] for number in (one, other))
    ]
    return rates[0] is not None and rates[0] == rates[1]


def _budget(table: Examined, explanations: Sequence[Passage]) -> Iterator[Finding]:
    evaluation, budget = table.evaluation, table.budget
    if budget is None or evaluation.form == "goal":
        return
    limit, rate = table.ruleset.limits.execution_reason_below, table.rate.computed
    initial, adjusted = figure_value(budget.initial), figure_value(budget.adjusted)
    is_low = limit is not None and rate is not None and rate < limit
    is_changed = initial is not None and adjusted is not None and initial != adjusted
    if not is_low and not is_changed:
        return
    texts = (evaluation.achieved, *(indicator.reason for indicator in evaluation.indicators))
    explained = any(word in text for text in texts for word in ADJUSTMENT_WORDS)
    reasons = [line.reason for line in evaluation.funds if not is_blank(line.reason)]
    if explained or reasons or any(_speaks_of(evaluation, passage) for passage in explanations):
        return
    nothing = "表里和正文都没有说明" if not explanations else "表里没有说明，正文的说明也没有提到本项目"
    if is_low and limit is not None and rate is not None:
        yield finding(
            "C4",
            table.money("执行率"),
            severity="warning",
            read=plain(rate),
            expected=f"≥{plain(limit)}",
            arithmetic=_division(budget, rate),
            source=table.ruleset.source_of("limits.execution_reason_below"),
            what=f"预算执行率 {plain(rate)}%，低于 {plain(limit)}%，{nothing}原因",
        )
    if is_changed and initial is not None and adjusted is not None:
        required = table.ruleset.limits.adjustment_reason
        yield finding(
            "C4",
            table.money("全年预算数"),
            severity="warning" if required else None,
            source=table.ruleset.source_of("limits.adjustment_reason") if required else "",
            read=f"{adjusted:f}",
            arithmetic=f"{adjusted:f} − {initial:f} = {signed(adjusted - initial)}",
            what=f"年初预算 {initial:f} 万元，全年预算 {adjusted:f} 万元，年中有调整，{nothing}",
        )


def _division(budget: FundLine, rate: Decimal) -> str:
    executed, adjusted = figure_value(budget.executed), figure_value(budget.adjusted)
    return f"{executed:f} ÷ {adjusted:f} × 100 = {rate:f}" if executed is not None and adjusted is not None else ""


def _speaks_of(evaluation: Evaluation, passage: Passage) -> bool:
    """Does a sentence explain this table's budget?  One about the whole unit does for the department's own."""
    if evaluation.kind == "department":
        return True
    name = _YEAR.sub("", bare(evaluation.project))
    return len(name) >= _SHORTEST_NAME and name in bare(passage.text)


def _read(indicator: Indicator) -> tuple[Reading | Value, ...]:
    """What was read from a row's cells, in the order of ``_CELLS``."""
    return (
        indicator.target,
        indicator.actual,
        indicator.prior,
        indicator.weight,
        indicator.printed_score,
        indicator.printed_completion,
        indicator.coefficient,
        indicator.deduction,
    )


def _unreadable(table: Examined, number: int, cells: Sequence[Reading | Value]) -> Iterator[Finding]:
    for column, cell in zip(_CELLS, cells, strict=True):
        if _is_unreadable(cell):
            found = finding("R1", table.where(number, column), read=cell.text, column=column, text=cell.text)
            yield evolve(found, suggestion=_NO_NUMBER) if is_blank(cell.text) else found


def _is_unreadable(cell: Reading | Value) -> TypeGuard[Unreadable]:
    """Does the cell hold what cannot be read?  Formulas without a result have a finding of their own, R4."""
    return isinstance(cell, Unreadable) and not cell.text.startswith(NOT_CALCULATED)


def _unreadable_money(table: Examined) -> Iterator[Finding]:
    """Cells of the money block and of the total row."""
    evaluation = table.evaluation
    everything: list[Reading] = [evaluation.printed_total, evaluation.printed_weight_total]
    for line in evaluation.funds:
        everything += line.initial, line.adjusted, line.executed, line.weight, line.printed_rate, line.printed_score
    for task in evaluation.tasks:
        everything += task.amount, task.fiscal, task.other
    if Unreadable not in map(type, everything):
        return
    cells = [
        (table.fund(line, column), column, getattr(line, field))
        for line in evaluation.funds
        for field, column in _MONEY_CELLS.items()
    ]
    cells.append((table.where(0, "得分", "总分"), "总分", evaluation.printed_total))
    cells.append((table.where(0, "分值", "总分"), "分值合计", evaluation.printed_weight_total))
    for task in evaluation.tasks:
        where = Where(evaluation.title, table.number, 0, task.name, "预算金额", task.place)
        cells += [(where, "金额", amount) for amount in (task.amount, task.fiscal, task.other)]
    for where, column, cell in cells:
        if _is_unreadable(cell):
            yield finding("R1", where, read=cell.text, column=column, text=cell.text)


def _mismatch(
    table: Examined, number: int, indicator: Indicator, obstacle: Obstacle, problem: str
) -> Iterator[Finding]:
    printed = indicator.printed_value
    if indicator.weight is None and printed and table.whole:
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
