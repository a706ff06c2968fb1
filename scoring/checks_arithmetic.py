"""Findings of group A: arithmetic, certain and without any rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from .checks_funds import check_funds
from .checks_weights import check_weights
from .conventions import BINARY64, ON_INITIAL, WHENS
from .examined import Examined, printed_parts
from .finding import Finding
from .habits import scored_budget
from .model import NOWHERE
from .notation import show
from .opinion import Verdict
from .quantity import figure_value, plain
from .rounding import HALF_UP_2, Rounding
from .scorecard import Mark
from .wording import finding

_MOST_NAMED = 4


def check_arithmetic(table: Examined) -> Iterator[Finding]:
    """Totals, weights, rates, sums of money."""
    yield from _total(table)
    yield from check_weights(table)
    yield from check_funds(table)
    yield from _out_of_range(table)
    yield from _left_blank(table)
    yield from _completions(table)
    yield from _conventions(table)


def _total(table: Examined) -> Iterator[Finding]:
    printed, total = table.total.printed, table.printed_sum
    if printed is None or total is None or printed == total:
        return
    if table.total.explained_by == WHENS["total"]:
        yield _rounded_once(table, printed, total)
        return
    if table.total.verdict is Verdict.AGREES and _rounds_at_total(table):
        return
    hint = f"，像是总分{table.total.explained_by}：{table.total.workings}" if table.total.workings else ""
    parts = [part for part in printed_parts(table.evaluation, scored_budget(table.evaluation)) if part is not None]
    is_small = abs(printed - total) <= _most_by_rounding(table, (printed, *parts))
    if is_small and not hint:
        hint = "，差额小到可以由四舍五入解释，像是各项得分不取整就相加"
    yield finding(
        "A1",
        table.where(0, "总分", "总分"),
        severity="warning" if is_small else None,
        read=plain(printed),
        expected=plain(total),
        arithmetic=f"{' + '.join(map(plain, parts))} = {plain(total)}",
        printed=plain(printed),
        sum=plain(total),
        gap=plain(abs(printed - total)),
        hint=hint,
    )


def _most_by_rounding(table: Examined, numbers: Sequence[Decimal]) -> Decimal:
    """How far a total can be from the sum of the scores, points, if only the total was rounded.

    Each part score, and the total, may be half a unit of the last place printed away from its true value.
    """
    places = max(0, *(-int(number.normalize().as_tuple().exponent) for number in numbers))
    rows = [*zip(table.printed, table.weights, strict=True)]
    rows.append((table.execution.printed, table.ruleset.execution.weight))
    parts = sum(score not in (None, 0, weight) for score, weight in rows)
    return Decimal(1 + parts).scaleb(-places) / 2 if parts else Decimal(0)


def _rounds_at_total(table: Examined) -> bool:
    """Does the measure round at the total, with all rows as it gives them?"""
    rows = (table.execution, *table.scores)
    is_right = all(row.verdict in (Verdict.AGREES, Verdict.CONVENTION, None) for row in rows)
    return is_right and table.ruleset.calculation.when == "total"


def _rounded_once(table: Examined, printed: Decimal, added: Decimal) -> Finding:
    """A total of scores that were added before they were rounded."""
    return finding(
        "A10",
        table.where(0, "总分", "总分"),
        read=plain(printed),
        expected=plain(added),
        source=table.ruleset.source_of("calculation"),
        printed=plain(printed),
        exact=plain(added),
        ours="各项印出的得分相加",
        why="各项得分不取整就相加，总分时才取整",
    )


def _out_of_range(table: Examined) -> Iterator[Finding]:
    budget = table.budget
    cells = [*enumerate(zip(table.printed, table.weights, strict=True), 1)]
    if budget is not None and not table.restates_total:
        cells.insert(0, (0, (figure_value(budget.printed_score), figure_value(budget.weight))))
    for number, (value, most) in cells:
        if value is None or (most is None and value >= 0) or (most is not None and 0 <= value <= most):
            continue
        if not number and table.execution.verdict in (Verdict.AGREES, Verdict.CONVENTION):
            continue  # there are rulesets that do not cap the execution score
        if value < 0:
            what, arithmetic = "得分不应小于 0", f"{plain(value)} < 0"
        else:
            what, arithmetic = f"高于分值 {plain(most or value)} 分", f"{plain(value)} > {plain(most or value)}"
        yield finding(
            "A8",
            table.where(number, "得分") if number else table.money("得分"),
            read=plain(value),
            expected=f"0 到 {plain(most)}" if most is not None else "≥0",
            arithmetic=arithmetic,
            printed=plain(value),
            what=what,
        )


def _left_blank(table: Examined) -> Iterator[Finding]:
    """A12: most rows are scored, some of them or the total are not."""
    evaluation = table.evaluation
    blank = [
        number
        for number, (indicator, weight) in enumerate(zip(evaluation.indicators, table.weights, strict=True), 1)
        if indicator.printed_score is None and weight
    ]
    scored = sum(printed is not None for printed in table.printed)
    no_total = evaluation.printed_total is None and evaluation.total_place != NOWHERE
    if len(blank) >= scored or not (blank or no_total):
        return
    names = [f"“{evaluation.indicators[number - 1].name}”" for number in blank]
    named = "、".join(names[:_MOST_NAMED]) + (f"等 {len(names)} 行" if len(names) > _MOST_NAMED else "")
    told = [f"{named}没有得分"] if names else []
    if no_total:
        told.append("总分没有填写")
    yield finding(
        "A12",
        table.where(blank[0], "得分") if blank else table.where(0, "总分", "总分"),
        what=f"{scored} 项指标印有得分，{'，'.join(told)}",
        others=tuple(table.where(number, "得分") for number in blank[1:]),
    )


def _completions(table: Examined) -> Iterator[Finding]:
    """Printed completions that neither target and actual give nor the rule."""
    for number, judgement in enumerate(table.completions, 1):
        if judgement.verdict is not Verdict.DIFFERS or judgement.computed is None or judgement.printed is None:
            continue
        indicator, found = table.evaluation.indicators[number - 1], table.comparisons[number - 1]
        expected, arithmetic, hint = judgement.computed, "", ""
        if found.target and found.actual is not None:
            ratio = found.actual / found.target * 100
            expected = HALF_UP_2.decimal(ratio)
            arithmetic = f"{show(found.actual)} ÷ {show(found.target)} × 100 = {expected:f}"
            hint = _fewer_places(judgement.printed, ratio)
        shown = indicator.printed_completion.text if indicator.printed_completion is not None else ""
        yield finding(
            "A9",
            table.where(number, "完成率"),
            severity="note" if hint else None,
            read=shown,
            expected=f"{expected:f}",
            arithmetic=arithmetic,
            printed=shown,
            hint=hint,
        )


def _fewer_places(printed: Decimal, exact: Fraction) -> str:
    """The rounding that gives a printed number, where it has fewer places than it shows."""
    for places in (1, 0):
        for rounding, name in ((Rounding("half-up", places), "四舍五入"), (Rounding("cut", places), "截去")):
            if rounding.decimal(exact) == printed:
                return f"，像是{name}到{f' {places} 位小数' if places else '整数'}后再补 0"
    return ""


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
        if ON_INITIAL in judgement.explained_by:
            continue  # another basis, not a cent of rounding
        exact = judgement.exact if judgement.exact not in (None, judgement.printed) else judgement.computed
        if exact is None:
            continue
        steps = table.steps(mark, number)
        yield finding(
            "A10",
            table.where(number, "得分") if number else table.money("得分"),
            read=plain(judgement.printed),
            expected=plain(exact),
            arithmetic=steps[-1] if steps else "",
            source=table.source(mark, number),
            printed=plain(judgement.printed),
            exact=plain(exact),
            ours="按规则原来的口径" if judgement.exact == judgement.printed else "按规则精确计算",
            why=_why(judgement.explained_by, mark),
        )
