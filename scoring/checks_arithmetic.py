"""Findings of group A: arithmetic, certain and without any rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from .conventions import BINARY64, ON_INITIAL
from .examined import Examined, level_name, printed_parts
from .finding import Finding
from .model import FundLine
from .opinion import Judgement, Verdict
from .plan import FUND_NAMES
from .quantity import Figure, figure_value, plain
from .rounding import Rounding
from .scorecard import Mark
from .spelling import is_percent
from .wording import finding

_CENT = Decimal("0.01")


def check_arithmetic(table: Examined) -> Iterator[Finding]:
    """Totals, weights, rates, sums of money."""
    yield from _total(table)
    yield from _weights(table)
    yield from _level_weights(table)
    yield from _rate(table)
    yield from _execution_score(table)
    yield from _money(table)
    yield from _sub_rows(table)
    yield from _out_of_range(table)
    yield from _completions(table)
    yield from _conventions(table)


def _total(table: Examined) -> Iterator[Finding]:
    printed, total = table.total.printed, table.printed_sum
    if printed is None or total is None or printed == total:
        return
    execution = table.execution.printed
    hint = "；总分似乎没有计入预算执行率得分" if execution and printed == total - execution else ""
    parts = [part for part in printed_parts(table.evaluation) if part is not None]
    yield finding(
        "A1",
        table.where(0, "总分", "总分"),
        read=plain(printed),
        expected=plain(total),
        arithmetic=f"{' + '.join(map(plain, parts))} = {plain(total)}",
        printed=plain(printed),
        sum=plain(total),
        gap=plain(abs(printed - total)),
        hint=hint,
    )


def _weights(table: Examined) -> Iterator[Finding]:
    evaluation = table.evaluation
    weights = [i.weight_value for i in evaluation.indicators]
    if not weights or any(weight is None for weight in weights):
        return
    rows = sum((weight or Decimal(0) for weight in weights), Decimal(0))
    budget = evaluation.budget
    printed = figure_value(budget.weight) if budget is not None else None
    if printed is None and budget is not None and figure_value(budget.printed_score) is not None:
        printed = table.ruleset.execution.weight  # scored, so it is worth what the ruleset says
    full = table.ruleset.total_weight
    if printed is not None:
        total, expected, what = rows + printed, full, "各项指标分值与预算执行率分值"
    else:
        share = table.ruleset.execution.weight
        # A money block without a weight of its own is worth what the ruleset says.
        whole_in_rows = rows == full or (evaluation.form == "self-evaluation" and budget is None)
        expected = full if whole_in_rows else full - share
        total, what = rows, "各项指标分值"
    if total != expected:
        listed = [printed] if printed is not None else []
        sum_up = " + ".join(plain(w) for w in (*listed, *weights) if w is not None)
        yield finding(
            "A2",
            table.where(0, "分值"),
            # Without a money block nobody can say whether its points were left out on purpose.
            severity="error" if budget is not None or evaluation.form == "goal" else "warning",
            read=plain(total),
            expected=plain(expected),
            arithmetic=f"{sum_up} = {plain(total)}",
            what=what,
            sum=plain(total),
        )
    whole = figure_value(evaluation.printed_weight_total)
    if whole is not None and whole != total and whole != rows:
        yield finding(
            "A2",
            table.where(0, "分值", "总分"),
            read=plain(whole),
            expected=plain(total),
            what=f"总分行的分值印为 {plain(whole)} 分，各行分值",
            sum=plain(total),
        )


def _level_weights(table: Examined) -> Iterator[Finding]:
    schemes = table.ruleset.weights
    sums: dict[str, Decimal] = {}
    for indicator in table.evaluation.indicators:
        if indicator.weight_value is None:
            return
        name = level_name(indicator)
        sums[name] = sums.get(name, Decimal(0)) + indicator.weight_value
    if not schemes or not sums or any(dict(scheme.levels) == sums for scheme in schemes):
        return
    yield finding(
        "A3",
        table.where(0, "分值"),
        expected=" 或 ".join(_levels(dict(scheme.levels)) for scheme in schemes),
        source=str(table.ruleset.source),
        read=_levels(sums),
        ruleset=table.ruleset.title,
    )


def _levels(sums: dict[str, Decimal]) -> str:
    return "、".join(f"{name or '（未写）'} {plain(value)}" for name, value in sums.items())


def _rate(table: Examined) -> Iterator[Finding]:
    budget = table.evaluation.budget
    if budget is None or not isinstance(budget.printed_rate, Figure):
        return
    printed = budget.printed_rate
    amounts = {figure_value(budget.initial), figure_value(budget.adjusted), figure_value(budget.executed)}
    if not is_percent(printed.text) and printed.value > 1 and printed.value in amounts:
        if table.rate.verdict is Verdict.DIFFERS:
            yield finding("A11", table.money("执行率"), read=printed.text, printed=printed.text)
        return
    if table.rate.verdict is Verdict.DIFFERS and table.rate.computed is not None:
        executed, adjusted = figure_value(budget.executed), figure_value(budget.adjusted)
        yield finding(
            "A4",
            table.money("执行率"),
            read=printed.text,
            expected=f"{table.rate.computed:f}",
            arithmetic=f"{executed:f} ÷ {adjusted:f} × 100 = {table.rate.computed:f}",
            printed=printed.text,
        )


def _execution_score(table: Examined) -> Iterator[Finding]:
    judgement = table.execution
    if judgement.verdict not in (Verdict.DIFFERS, Verdict.OTHER_RULE) or judgement.printed is None:
        return
    if judgement.computed is None or table.scorecard is None or table.scorecard.execution is None:
        return
    trace = table.scorecard.execution.trace
    other = judgement.verdict is Verdict.OTHER_RULE
    yield finding(
        "A5",
        table.money("得分"),
        severity="error" if table.certain and not other else "warning",
        read=plain(judgement.printed),
        expected=plain(judgement.computed),
        arithmetic=str(trace.steps[-1]) if trace is not None and trace.steps else "",
        source=table.source(table.scorecard.execution),
        printed=plain(judgement.printed),
        hint=f"（{judgement.explained_by}可解释）" if other else "",
        ruleset=table.ruleset.title,
    )


def _money(table: Examined) -> Iterator[Finding]:
    budget = table.evaluation.budget
    if budget is None:
        return
    executed, adjusted = figure_value(budget.executed), figure_value(budget.adjusted)
    if executed and not adjusted and table.evaluation.form == "self-evaluation":
        shown = "空白" if adjusted is None else "0"
        what = f"全年预算数为{shown}，却执行了 {executed:f} 万元"
        yield finding("A6", table.money("全年预算数"), read=shown, what=what)
    if executed and adjusted and executed > adjusted:
        yield finding(
            "A6",
            table.money("全年执行数"),
            severity="warning",
            read=f"{executed:f}",
            expected=f"≤{adjusted:f}",
            arithmetic=f"{executed:f} − {adjusted:f} = {executed - adjusted:f}",
            what=f"全年执行数 {executed:f} 万元超过全年预算数 {adjusted:f} 万元",
        )
    parts = [line for line in table.evaluation.funds if line is not budget and not line.total]
    if len(parts) < 2 or not budget.total:
        return
    for field, name in FUND_NAMES.items():
        yield from _column(table, budget, parts, field, name)


def _column(table: Examined, budget: FundLine, parts: list[FundLine], field: str, name: str) -> Iterator[Finding]:
    total = figure_value(getattr(budget, field))
    values = [figure_value(getattr(line, field)) for line in parts]
    if total is None or any(value is None for value in values):
        return
    added = sum((value or Decimal(0) for value in values), Decimal(0))
    if added == total:
        return
    rounding = abs(added - total) <= _CENT * len(parts)
    sum_up = " + ".join(f"{value:f}" for value in values if value is not None)
    yield finding(
        "A6",
        table.money(name),
        severity="note" if rounding else "error",
        read=f"{total:f}",
        expected=f"{added:f}",
        arithmetic=f"{sum_up} = {added:f}",
        what=f"{name}合计印为 {total:f} 万元，各资金来源相加是 {added:f} 万元，相差 {abs(added - total):f} 万元",
    )


def _sub_rows(table: Examined) -> Iterator[Finding]:
    budget = table.evaluation.budget
    for line in table.evaluation.funds:
        if line is budget or line.total:
            continue
        if figure_value(line.weight) is not None or figure_value(line.printed_score) is not None:
            yield finding("A7", table.fund(line, "得分"), name=line.name)


def _out_of_range(table: Examined) -> Iterator[Finding]:
    budget = table.evaluation.budget
    cells = [(n, i.printed_score, i.weight) for n, i in enumerate(table.evaluation.indicators, 1)]
    if budget is not None:
        cells.insert(0, (0, budget.printed_score, budget.weight))
    for number, printed, weight in cells:
        value, most = figure_value(printed), figure_value(weight)
        if value is None or most is None or 0 <= value <= most:
            continue
        what = "小于 0" if value < 0 else "高于分值"
        yield finding(
            "A8",
            table.where(number, "得分") if number else table.money("得分"),
            read=plain(value),
            expected=f"0 到 {plain(most)}",
            arithmetic=f"{plain(value)} > {plain(most)}" if value > most else f"{plain(value)} < 0",
            printed=plain(value),
            what=what,
            weight=plain(most),
        )


def _completions(table: Examined) -> Iterator[Finding]:
    for number, judgement in enumerate(table.completions, 1):
        if judgement.verdict is not Verdict.DIFFERS or judgement.computed is None:
            continue
        indicator, found = table.evaluation.indicators[number - 1], table.comparisons[number - 1]
        arithmetic = ""
        if found.target and found.actual is not None:
            exact = Rounding("half-up", 2).decimal(Fraction(found.actual) / found.target * 100)
            arithmetic = f"{indicator.actual.text if indicator.actual else ''} ÷ {points_of(found.target)} = {exact:f}%"
        printed = indicator.printed_completion
        shown = printed.text if printed is not None else ""
        yield finding(
            "A9",
            table.where(number, "完成率"),
            read=shown,
            expected=f"{judgement.computed:f}",
            arithmetic=arithmetic,
            printed=shown,
        )


def points_of(number: Fraction) -> str:
    """Write an exact target without needless zeros."""
    return plain(Rounding("half-up", 4).decimal(number))


def _why(explained_by: str, mark: Mark | None) -> str:
    """The convention; for binary arithmetic with the very number the system rounded."""
    if mark is not None and mark.binary and explained_by == BINARY64:
        return f"{explained_by}，取整前是 {mark.binary}"
    return explained_by


def _conventions(table: Examined) -> Iterator[Finding]:
    for number, judgement in enumerate((table.execution, *table.scores)):
        if judgement.verdict is not Verdict.CONVENTION or judgement.printed is None or table.scorecard is None:
            continue
        mark = table.scorecard.marks[number - 1] if number else table.scorecard.execution
        if mark is None or judgement.explained_by in {option.name for option in mark.options}:
            continue  # a discretionary score needs no excuse
        if judgement.explained_by == ON_INITIAL:
            yield from _on_initial(table, judgement)
            continue
        exact = judgement.exact if judgement.exact not in (None, judgement.printed) else judgement.computed
        if exact is None:
            continue
        trace = mark.trace
        yield finding(
            "A10",
            table.where(number, "得分") if number else table.money("得分"),
            read=plain(judgement.printed),
            expected=plain(exact),
            arithmetic=str(trace.steps[-1]) if trace is not None and trace.steps else "",
            source=table.source(mark),
            printed=plain(judgement.printed),
            exact=plain(exact),
            ours="按规则原来的口径" if judgement.exact == judgement.printed else "按规则精确计算",
            why=_why(judgement.explained_by, mark),
        )


def _on_initial(table: Examined, judgement: Judgement) -> Iterator[Finding]:
    """An execution score on the initial budget: another basis, not a cent of rounding."""
    if judgement.printed is None or judgement.computed is None:
        return
    yield finding(
        "A5",
        table.money("得分"),
        severity="warning",
        read=plain(judgement.printed),
        expected=plain(judgement.computed),
        source=str(table.ruleset.source),
        printed=plain(judgement.printed),
        hint="（像是按年初预算数算的）",
        ruleset=table.ruleset.title,
    )
