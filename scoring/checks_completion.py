"""Findings of group B, row by row: the printed score against the completion."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .checks_direction import check_direction, less_is_better
from .comparison import Comparison, same_words
from .examined import Examined, hint_of, text_of
from .finding import Finding, Severity
from .model import Place
from .notation import show
from .opinion import Judgement, Verdict
from .quantity import Words, plain
from .rounding import HALF_UP_2
from .scorecard import Mark
from .spelling import is_blank
from .wording import finding
from .words import TIME_LEVEL

OVER_COMPLETION = Decimal(120)
"""Percent from which over-completion without a reason is remarked on where the ruleset says nothing."""

FAR_OVER_COMPLETION = Decimal(130)
"""Percent from which it must have a reason where the ruleset says nothing."""

_AT_LEAST = ("≥", ">")
_AS_THE_RULE_GIVES = (Verdict.AGREES, Verdict.CONVENTION, None)


def check_completion(table: Examined, doubtful: frozenset[Place] = frozenset()) -> Iterator[Finding]:
    """Each row's score against what its target, its actual and the measure say.

    Args:
        table: the table.
        doubtful: places of rows whose actual was hardly meant as it stands: nobody asks why it is so much.
    """
    if table.scorecard is None:
        return
    least = min(_limits(table))
    for number, (judgement, mark) in enumerate(zip(table.scores, table.scorecard.marks, strict=True), 1):
        found = table.comparisons[number - 1]
        over = found.kind == "number" and _exceeds(found, least)
        if over and table.evaluation.indicators[number - 1].place not in doubtful:
            yield from _over_completion(table, number)
        printed, weight = judgement.printed, mark.weight
        if printed is None or weight is None or not 0 <= printed <= weight:
            continue
        as_given = judgement.verdict in _AS_THE_RULE_GIVES
        if as_given and found.met and printed == weight:
            continue  # full marks for what was met
        turned = tuple(check_direction(table, number, judgement, mark))
        yield from turned
        if not turned and (not as_given or (mark.grade and printed < weight)):
            yield from _against_rule(table, number, judgement, mark)


def _exceeds(found: Comparison, least: Decimal) -> bool:
    """Is the target completed to so many percent?"""
    if found.target is None or found.actual is None:
        return False
    (target, one), (actual, other) = found.target.as_integer_ratio(), found.actual.as_integer_ratio()
    if target <= 0:
        return False
    top, bottom = least.as_integer_ratio()
    return actual * one * bottom * 100 >= target * other * top


def _limits(table: Examined) -> tuple[Decimal, Decimal]:
    """Percent from which over-completion is remarked on, and from which it must have a reason."""
    limits = table.ruleset.limits
    remarked = limits.over_completion or min(OVER_COMPLETION, limits.over_completion_reason or OVER_COMPLETION)
    return remarked, limits.over_completion_reason or max(FAR_OVER_COMPLETION, remarked)


def _against_rule(table: Examined, number: int, judgement: Judgement, mark: Mark) -> Iterator[Finding]:
    printed, weight = judgement.printed, mark.weight
    if printed is None or weight is None:
        return
    if judgement.verdict is Verdict.NOT_SCORED:
        yield from _outside_band(table, number, printed, mark)
        return
    verbatim = _is_verbatim(table, number)
    within_band = judgement.verdict is Verdict.AGREES and bool(mark.grade) and verbatim and printed < weight
    differs = judgement.verdict in (Verdict.DIFFERS, Verdict.OTHER_RULE) and judgement.computed is not None
    if judgement.computed is None or not (differs or within_band):
        return
    indicator = table.evaluation.indicators[number - 1]
    facts: dict[str, Any] = {
        "read": plain(printed),
        "expected": plain(judgement.computed),
        "arithmetic": "；".join(table.steps(mark, number)),
        "source": table.source(mark, number),
        "printed": plain(printed),
        "target": text_of(indicator.target),
        "actual": text_of(indicator.actual),
    }
    where = table.where(number, "得分")
    # A score that another rule explains as it stands may be right by that rule.
    is_certain = table.certain and not judgement.disputed and judgement.verdict is not Verdict.OTHER_RULE
    sure: Severity = "error" if is_certain else "warning"
    hint = hint_of(judgement)
    if within_band:
        # The rule leaves the score to people, who should say why.
        yield finding("B8", where, severity="note", weight=plain(weight), **{**facts, "expected": plain(weight)})
    elif mark.met and printed < weight:
        yield finding("B8" if verbatim else "B4", where, weight=plain(weight), hint=hint, **facts)
    elif mark.met is False and printed == weight:
        yield finding("B1", where, severity=sure, **facts)
    else:
        code = "B2" if printed > judgement.computed else "B3"
        gap = plain(abs(printed - judgement.computed))
        yield finding(code, where, severity=sure, ruleset=table.ruleset.title, gap=gap, hint=hint, **facts)


def _is_verbatim(table: Examined, number: int) -> bool:
    """Is the target in words answered with its own words?"""
    indicator = table.evaluation.indicators[number - 1]
    words = isinstance(indicator.target, Words) and isinstance(indicator.actual, Words)
    return words and same_words(text_of(indicator.target), text_of(indicator.actual))


def _outside_band(table: Examined, number: int, printed: Decimal, mark: Mark) -> Iterator[Finding]:
    indicator = table.evaluation.indicators[number - 1]
    if mark.low is not None and mark.high is not None and mark.grade:
        yield finding(
            "B7",
            table.where(number, "得分"),
            read=plain(printed),
            expected=f"{plain(mark.low)} 到 {plain(mark.high)}",
            source=table.source(mark, number),
            actual=text_of(indicator.actual),
            grade=mark.grade,
            low=plain(mark.low),
            high=f"{plain(mark.high)} 分" + ("" if mark.high_included else "（不含）"),
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
    if not found.target or found.actual is None or not is_blank(indicator.reason) or not _more_is_better(table, number):
        return
    limits = table.ruleset.limits
    remarked, explained = _limits(table)
    rate = found.actual / found.target * 100
    shown = HALF_UP_2.decimal(rate)
    asked = "over_completion_reason" if rate >= explained else "over_completion"
    limit, own = explained if rate >= explained else remarked, getattr(limits, asked)
    yield finding(
        "B6",
        table.where(number, "实际完成值"),
        severity="warning" if rate >= explained else "note",
        read=text_of(indicator.actual),
        arithmetic=f"{show(found.actual)} ÷ {show(found.target)} × 100 = {shown:f}",
        source=table.ruleset.source_of(f"limits.{asked}") if own is not None else "",
        rate=plain(shown),
        limit=plain(limit),
    )


def _more_is_better(table: Examined, number: int) -> bool:
    """Is a higher actual a better one?  With = or without a sign not for costs and times."""
    operator = table.comparisons[number - 1].operator
    if operator in _AT_LEAST:
        return True
    indicator = table.evaluation.indicators[number - 1]
    return operator in ("=", "") and TIME_LEVEL not in indicator.level2 and not less_is_better(table, number)
