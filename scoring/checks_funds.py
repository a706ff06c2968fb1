"""Findings of the money block: A4 and A5 rate and score, A6 sums, A7 repeated scores, A11 an amount as rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from .conventions import ON_INITIAL
from .examined import Examined, hint_of
from .finding import Finding, Severity, Where
from .habits import TEN_THOUSAND, value_in_other_unit, with_other_unit
from .model import FundLine
from .opinion import Verdict
from .plan import FUND_NAMES
from .quantity import Figure, Unreadable, figure_value, plain
from .rounding import HALF_UP_2
from .spelling import is_percent
from .wording import finding

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)
_MOST_SUMS = 1000


def check_funds(table: Examined) -> Iterator[Finding]:
    """Rate, score and sums of the money block."""
    yield from _rate(table)
    yield from _execution_score(table)
    yield from _spent(table)
    yield from _sums(table)
    yield from _tasks(table)
    yield from _sub_rows(table)


def _rate(table: Examined) -> Iterator[Finding]:
    budget = table.budget
    if budget is None or not isinstance(budget.printed_rate, Figure) or table.rate.verdict is not Verdict.DIFFERS:
        return
    printed = budget.printed_rate
    amounts = {figure_value(budget.initial), figure_value(budget.adjusted), figure_value(budget.executed)}
    if not is_percent(printed.text) and printed.value > 1 and printed.value in amounts:
        yield finding("A11", table.money("执行率"), read=printed.text, printed=printed.text)
    elif table.rate.computed is not None:
        executed, adjusted = figure_value(budget.executed), figure_value(budget.adjusted)
        yield finding(
            "A4",
            table.money("执行率"),
            read=printed.text,
            expected=f"{table.rate.computed:f}",
            arithmetic=f"{executed:f} ÷ {adjusted:f} × 100 = {table.rate.computed:f}",
            printed=printed.text,
            hint=hint_of(table.rate),
        )


def _execution_score(table: Examined) -> Iterator[Finding]:
    judgement, budget = table.execution, table.budget
    mark = table.scorecard.execution if table.scorecard is not None else None
    if budget is None or mark is None or judgement.printed is None or judgement.computed is None:
        return
    if judgement.verdict in (None, Verdict.AGREES) or table.restates_total:
        return
    severity: Severity
    steps = table.steps(mark)
    arithmetic = "；".join(steps)
    if judgement.verdict is Verdict.DIFFERS:
        severity = "error" if table.certain and not judgement.disputed else "warning"
        hint = hint_of(judgement)
    elif judgement.verdict is Verdict.OTHER_RULE:
        severity, hint = "warning", hint_of(judgement)
    elif judgement.verdict is Verdict.CONVENTION and ON_INITIAL in judgement.explained_by:
        # Another basis, not a cent of rounding.
        severity, hint = "warning", "（像是按年初预算数算的）"
        initial, executed = figure_value(budget.initial), figure_value(budget.executed)
        if initial and executed is not None:
            rate = HALF_UP_2.decimal(Fraction(executed) / Fraction(initial) * 100)
            arithmetic = f"按年初预算数：{executed:f} ÷ {initial:f} × 100 = {rate:f}；按全年预算数：{arithmetic}"
    else:
        return
    yield finding(
        "A5",
        table.money("得分"),
        severity=severity,
        read=plain(judgement.printed),
        expected=plain(judgement.computed),
        arithmetic=arithmetic,
        source=table.source(mark),
        printed=plain(judgement.printed),
        hint=hint,
        ruleset=table.ruleset.title,
    )


def _spent(table: Examined) -> Iterator[Finding]:
    """Money executed without a budget, or beyond it; in the total row, else in a source's own row."""
    budget = table.budget
    if table.evaluation.form == "goal":
        return
    found = () if budget is None else tuple(_overspent(table, budget, ""))
    yield from found
    if not found:
        for line in table.evaluation.funds:
            if line is not budget and not line.total:
                yield from _overspent(table, line, f"“{line.name}”")


def _overspent(table: Examined, line: FundLine, name: str) -> Iterator[Finding]:
    executed, adjusted = figure_value(line.executed), figure_value(line.adjusted)
    if not executed or isinstance(line.adjusted, Unreadable):
        return
    if not adjusted:
        shown = "空白" if adjusted is None else "为 0"
        yield finding(
            "A6",
            table.fund(line, "全年预算数"),
            severity="error" if adjusted is not None or not name else "warning",
            read=shown.removeprefix("为 "),
            what=f"{name}全年预算数{shown}，却执行了 {executed:f} 万元",
        )
    elif executed > adjusted:
        yield finding(
            "A6",
            table.fund(line, "全年执行数"),
            severity="warning",
            read=f"{executed:f}",
            expected=f"≤{adjusted:f}",
            arithmetic=f"{executed:f} − {adjusted:f} = {executed - adjusted:f}",
            what=f"{name}全年执行数 {executed:f} 万元超过全年预算数 {adjusted:f} 万元"
            + (f"，像是{TEN_THOUSAND}" if with_other_unit(line) else ""),
        )


def _sums(table: Examined) -> Iterator[Finding]:
    """Each column of the sources against the total row."""
    budget = table.budget
    if budget is None or not budget.total:
        return
    parts = [line for line in table.evaluation.funds if line is not budget and not line.total]
    if not parts:
        return
    for field, name in FUND_NAMES.items():
        total = figure_value(getattr(budget, field))
        if total is None:
            continue
        cells = [getattr(line, field) for line in parts]
        blank = cells.count(None)
        if blank == len(cells) or Unreadable in map(type, cells):
            continue
        values = [figure_value(cell) or _NOTHING for cell in cells]
        if sum(values, _NOTHING) != total:
            yield from _column(table, budget, values, total, name, blank)


def _column(
    table: Examined, budget: FundLine, values: list[Decimal], total: Decimal, name: str, blank: int
) -> Iterator[Finding]:
    added = sum(values, Decimal(0))
    if _adds_up(values, total) or (len(values) == 1 and added < total):
        return
    rounding = abs(added - total) <= _CENT * len(values)
    left_out = f"（空白的 {blank} 行没有计入）" if blank else ""
    slip = value_in_other_unit(values, total)
    unit = f"，像是{TEN_THOUSAND}：{slip:f} 应换算" if slip is not None else ""
    said = f"各资金来源相加是 {added:f} 万元{left_out}"
    yield finding(
        "A6",
        table.fund(budget, name),
        severity="note" if rounding else "warning" if blank else "error",
        read=f"{total:f}",
        expected=f"{added:f}",
        arithmetic=f"{' + '.join(f'{value:f}' for value in values)} = {added:f}" if len(values) > 1 else "",
        what=f"{name}合计印为 {total:f} 万元，{said}，相差 {abs(added - total):f} 万元{unit}",
    )


def _adds_up(values: Sequence[Decimal], total: Decimal) -> bool:
    """Do the rows add up to the total, where a row may be split up by the rows under it?

    Rows that can be read in too many ways are taken as none split up.
    """
    reached = [{_NOTHING}, *(set[Decimal]() for _ in values)]
    for start, value in enumerate(values):
        after, under = {sum_before + value for sum_before in reached[start]}, _NOTHING
        if len(after) > _MOST_SUMS:
            return False
        reached[start + 1] |= after
        for end in range(start + 1, len(values)):
            under += values[end]
            if under == value:
                reached[end + 1] |= after
    return total in reached[-1]


def _tasks(table: Examined) -> Iterator[Finding]:
    """The amounts of a yearly main task: the whole against what it is made of."""
    for task in table.evaluation.tasks:
        amount, fiscal, other = (figure_value(cell) for cell in (task.amount, task.fiscal, task.other))
        if amount is None or fiscal is None or isinstance(task.other, Unreadable):
            continue
        added = fiscal + (other or Decimal(0))
        if added == amount or (other is None and added < amount):
            continue
        said = f"财政拨款与其他资金相加是 {added:f} 万元"
        yield finding(
            "A6",
            Where(table.evaluation.title, table.number, 0, task.name, "预算金额", task.place),
            read=f"{amount:f}",
            expected=f"{added:f}",
            arithmetic=f"{fiscal:f} + {other or Decimal(0):f} = {added:f}",
            what=f"总额印为 {amount:f} 万元，{said}，相差 {abs(added - amount):f} 万元",
        )


def _sub_rows(table: Examined) -> Iterator[Finding]:
    """Sources whose rows repeat the weight or the score of the total row."""
    budget = table.budget
    if budget is None or not (figure_value(budget.weight) or figure_value(budget.printed_score)):
        return
    for line in table.evaluation.funds:
        if line is budget or line.total:
            continue
        weight, score = figure_value(line.weight), figure_value(line.printed_score)
        if weight or score:
            shown = [f"分值 {plain(weight)}" if weight else "", f"得分 {plain(score)}" if score else ""]
            what = "、".join(part for part in shown if part)
            yield finding("A7", table.fund(line, "得分"), read=what, name=line.name, what=what)
