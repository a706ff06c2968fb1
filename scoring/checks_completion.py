"""Findings of group B, row by row: the printed score against the completion."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .comparison import same_words
from .examined import Examined, text_of
from .finding import Finding, Severity
from .notation import show
from .opinion import Judgement, Verdict
from .quantity import Words, plain
from .rounding import HALF_UP_2
from .scorecard import Mark
from .spelling import is_blank
from .wording import finding

OVER_COMPLETION = Decimal(120)
"""Percent from which over-completion without a reason is remarked on where the ruleset says nothing."""

_REVERSE = ("≤", "<")
_DIRECT = ("≥", ">", "=", "")


def check_completion(table: Examined) -> Iterator[Finding]:
    """Each row's score against what its target, its actual and the measure say."""
    if table.scorecard is None:
        return
    for number, (judgement, mark) in enumerate(zip(table.scores, table.scorecard.marks, strict=True), 1):
        yield from _over_completion(table, number)
        if judgement.printed is None or mark.weight is None or not 0 <= judgement.printed <= mark.weight:
            continue
        reverse = tuple(_reverse_as_direct(table, number, judgement.printed, mark.weight, mark))
        yield from reverse
        if not reverse:
            yield from _against_rule(table, number, judgement, mark)


def _reverse_as_direct(
    table: Examined, number: int, printed: Decimal, weight: Decimal, mark: Mark
) -> Iterator[Finding]:
    """A ≤ row that was kept and lost points for it, or was exceeded and lost none."""
    indicator, found = table.evaluation.indicators[number - 1], table.comparisons[number - 1]
    if found.operator not in _REVERSE or not found.target or found.actual is None:
        return
    target, actual = text_of(indicator.target), text_of(indicator.actual)
    rate = HALF_UP_2.decimal(found.actual / found.target * 100)
    arithmetic = f"{show(found.actual)} ÷ {show(found.target)} × 100 = {rate:f}"
    severity: Severity = "warning"
    if mark.score == printed < weight and mark.trace is not None:
        arithmetic += f"；{mark.trace.steps[-1]}"
    if found.met and printed < weight and found.actual < found.target:
        what = (
            f"目标“{target}”，实际“{actual}”，没有超过上限，却按实际除以目标（{rate:f}%）"
            f"扣了 {plain(weight - printed)} 分，只得 {plain(printed)} 分"
        )
    elif found.met is False and printed == weight:
        severity = "error"  # either the sign or the score is wrong, whatever the rule
        what = f"目标“{target}”，实际“{actual}”，超过了上限，却得满分 {plain(printed)} 分"
    else:
        return
    yield finding(
        "B9",
        table.where(number, "得分"),
        severity=severity,
        read=plain(printed),
        arithmetic=arithmetic,
        source=table.source(mark),
        what=what,
    )


def _against_rule(table: Examined, number: int, judgement: Judgement, mark: Mark) -> Iterator[Finding]:
    printed, weight = judgement.printed, mark.weight
    if printed is None or weight is None:
        return
    if judgement.verdict is Verdict.NOT_SCORED:
        yield from _outside_band(table, number, printed, mark)
        return
    if judgement.verdict not in (Verdict.DIFFERS, Verdict.OTHER_RULE) or judgement.computed is None:
        return
    indicator = table.evaluation.indicators[number - 1]
    steps = mark.trace.steps if mark.trace is not None else ()
    facts: dict[str, Any] = {
        "read": plain(printed),
        "expected": plain(judgement.computed),
        "arithmetic": str(steps[-1]) if steps else "",
        "source": table.source(mark),
        "printed": plain(printed),
        "target": text_of(indicator.target),
        "actual": text_of(indicator.actual),
    }
    where = table.where(number, "得分")
    sure: Severity = "error" if table.certain else "warning"
    if mark.met and printed < weight:
        words = isinstance(indicator.target, Words) and isinstance(indicator.actual, Words)
        verbatim = words and same_words(text_of(indicator.target), text_of(indicator.actual))
        yield finding("B8" if verbatim else "B4", where, weight=plain(weight), **facts)
    elif judgement.verdict is Verdict.OTHER_RULE:
        what = (
            f"得分印为 {plain(printed)} 分，按《{table.ruleset.title}》应为 {plain(judgement.computed)} 分，"
            f"而{judgement.explained_by}恰好得 {plain(printed)} 分"
        )
        yield finding("B5", where, what=what, **_only(facts, "read", "expected", "arithmetic", "source"))
    elif mark.met is False and printed == weight:
        yield finding("B1", where, severity=sure, **facts)
    else:
        code = "B2" if printed > judgement.computed else "B3"
        gap = plain(abs(printed - judgement.computed))
        yield finding(code, where, severity=sure, ruleset=table.ruleset.title, gap=gap, **facts)


def _outside_band(table: Examined, number: int, printed: Decimal, mark: Mark) -> Iterator[Finding]:
    indicator = table.evaluation.indicators[number - 1]
    if mark.low is not None and mark.high is not None and mark.grade:
        yield finding(
            "B7",
            table.where(number, "得分"),
            read=plain(printed),
            expected=f"{plain(mark.low)} 到 {plain(mark.high)}",
            source=table.source(mark),
            actual=text_of(indicator.actual),
            grade=mark.grade,
            low=plain(mark.low),
            high=plain(mark.high),
            printed=plain(printed),
        )
    elif mark.met is False and printed == mark.weight:
        yield finding(
            "B1",
            table.where(number, "得分"),
            severity="warning",
            read=plain(printed),
            target=text_of(indicator.target),
            actual=text_of(indicator.actual),
            printed=plain(printed),
        )


def _over_completion(table: Examined, number: int) -> Iterator[Finding]:
    indicator, found = table.evaluation.indicators[number - 1], table.comparisons[number - 1]
    if found.operator not in _DIRECT or found.kind != "number" or not found.target or found.actual is None:
        return
    if not is_blank(indicator.reason) or found.target < 0:
        return
    limits = table.ruleset.limits
    limit = limits.over_completion or limits.over_completion_reason or OVER_COMPLETION
    rate = found.actual / found.target * 100
    if rate < limit:
        return
    shown = HALF_UP_2.decimal(rate)
    yield finding(
        "B6",
        table.where(number, "实际完成值"),
        read=text_of(indicator.actual),
        arithmetic=f"{show(found.actual)} ÷ {show(found.target)} × 100 = {shown:f}",
        rate=plain(shown),
        limit=plain(limit),
    )


def _only(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: facts[name] for name in names}
