"""Findings of group D about how indicators were set: signs, headings, names, weights, evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from .checks_last_year import check_last_year
from .comparison import same_words
from .examined import Examined, level_name, text_of
from .finding import Finding, Severity
from .keeping import remembered
from .model import Indicator
from .quantity import PERCENT, Moment, Quantity, Unit, Words, plain
from .rounding import Rounding
from .signs import GAINS, Doubt, doubt_of, is_cost, is_money
from .spelling import fold, is_blank, unit_of_name
from .wording import finding
from .words import (
    BUDGET_CONTROL_WORDS,
    COST_WORDS,
    COUNTS,
    DUTY_LEVEL,
    LESS_IS_BETTER_WORDS,
    MEASURES,
    MET_WORDS,
    OPERATOR_PREFIXES,
    OPERATOR_SPELLINGS,
    QUALITY_RATES,
    QUALITY_WORDS,
    QUANTITY_WORDS,
    RUNNING_COSTS,
    SATISFACTION_WORDS,
    TIME_WORDS,
    UNIT_NAMES,
    VAGUE_WORDS,
)

FEWEST_COPIES = 2
"""From how many rows on it means something that all of them copy the target with its sign."""

NEARLY_EVERYTHING = Decimal(50)
"""Share of all indicators' points, percent, from which one of them carries nearly everything."""

_PLACES_1 = Rounding("half-up", 1)
_DIGIT = re.compile(r"\d")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_CALENDAR = ("年", "月", "日")
_CONTROL_RATES = tuple(word for word in BUDGET_CONTROL_WORDS if word.endswith("控制率"))
_AT_LEAST = ("≥", ">")
_AT_MOST = ("≤", "<")
_LIMITS = ("≥", "≤", ">", "<")


def check_design(table: Examined) -> Iterator[Finding]:
    """Are the indicators such that they measure something, and stand where they belong?"""
    yield from _copies(table)
    yield from _missing(table)
    yield from _heavy(table)
    yield from _vague(table)
    yield from check_last_year(table)
    for number, indicator in enumerate(table.evaluation.indicators, 1):
        if _DIGIT.search(indicator.name):
            yield from _target_in_name(table, number, indicator)
        doubt = doubt_of(indicator)
        if doubt is not None:
            yield _sign(table, number, doubt)
        proper = _proper_heading(indicator)
        if proper:
            yield _heading(table, number, indicator, proper)


def _copies(table: Examined) -> Iterator[Finding]:
    """D1: an actual value has no ≥ or ≤."""
    signed = [
        (number, i, i.target)
        for number, i in enumerate(table.evaluation.indicators, 1)
        if isinstance(i.target, Quantity) and i.target.operator in _LIMITS and i.actual is not None
    ]
    copied = [
        (number, i)
        for number, i, target in signed
        if isinstance(i.actual, Quantity)
        and i.actual.operator == target.operator
        and (i.actual.base, i.actual.unit.dimension) == (target.base, target.unit.dimension)
    ]
    if not copied:
        return
    every = len(copied) == len(signed) and len(copied) >= FEWEST_COPIES
    yield finding(
        "D1",
        table.where(copied[0][0], "实际完成值"),
        severity="warning" if every else "note",
        read=text_of(copied[0][1].actual),
        what=f"目标带符号的 {len(signed)} 行全部如此，" if every else f"有 {len(copied)} 行",
        rows="、".join(f"“{i.name}”{text_of(i.actual)}" for _, i in copied[:4]) + ("等" if len(copied) > 4 else ""),
    )


def _target_in_name(table: Examined, number: int, indicator: Indicator) -> Iterator[Finding]:
    """D3: the target's figure stands in the name; other figures there say what is measured."""
    target = indicator.target
    for match in _figure_in_name().finditer(fold(_BRACKETS.sub("", indicator.name))):
        rest = match.string[match.end() :]
        if rest.startswith(("性", "后", "前", "制", "级")) or match["unit"] in _CALENDAR:
            continue
        unit = Unit.of(match["unit"] or "")
        value = Decimal(match["number"]) * unit.factor
        if isinstance(target, Quantity):
            same = value == target.base and (unit.dimension == target.unit.dimension)
        else:
            same = bool(match["sign"]) and bool(match["unit"]) and (target is None or isinstance(target, Words))
        if same:
            yield finding("D3", table.where(number, "指标名称"), read=match.group())
            return


@lru_cache(maxsize=1)
def _figure_in_name() -> re.Pattern[str]:
    signs = "|".join(sorted(map(re.escape, (*OPERATOR_SPELLINGS, *OPERATOR_PREFIXES)), key=len, reverse=True))
    units = "|".join(sorted(map(re.escape, {*MEASURES, *UNIT_NAMES}), key=len, reverse=True))
    return re.compile(rf"(?P<sign>{signs})?(?<![\d.A-Za-z第])(?P<number>\d+(?:\.\d+)?)(?P<unit>[万亿]?(?:{units}))?")


def _vague(table: Examined) -> Iterator[Finding]:
    """D5: one finding for a table: its rows whose target nobody can measure, and that show no evidence.

    A form without a column for evidence cannot show any; nothing is said of it.
    """
    worded = [(number, i) for number, i in enumerate(table.evaluation.indicators, 1) if isinstance(i.target, Words)]
    found = [(number, i) for number, i in worded if is_blank(i.evidence) and _is_vague(i)]
    if not found:
        return
    if all(is_blank(i.evidence) and i.place.column("evidence") is None for i in table.evaluation.indicators):
        return
    targets = list(dict.fromkeys(text_of(i.target) for _, i in found))
    yield finding(
        "D5",
        table.where(found[0][0], "目标值"),
        read=text_of(found[0][1].target),
        count=len(found),
        targets="”“".join(targets[:3]) + ("”等" if len(targets) > 3 else "”"),
    )


def _is_vague(indicator: Indicator) -> bool:
    target, actual = indicator.target, indicator.actual
    if not isinstance(target, Words) or not _vague_text().fullmatch(fold(target.text)):
        return False
    if actual is None or same_words(target.text, text_of(actual)):
        return True
    return isinstance(actual, Words) and (fold(actual.text) in MET_WORDS or bool(_vague_text().fullmatch(actual.text)))


@lru_cache(maxsize=1)
def _vague_text() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, VAGUE_WORDS), key=len, reverse=True))
    return re.compile(f"(?:{words}|[、,，。])+")


def _missing(table: Examined) -> Iterator[Finding]:
    """D6: no satisfaction indicator; no cost indicator, and weights other than those without one.

    Where the system adds a cost row of its own, it is the row that is missed.
    """
    evaluation = table.evaluation
    if not evaluation.indicators:
        return
    ruleset, schemes = table.ruleset, table.ruleset.weights
    if not any("满意" in level for level in table.levels) and not any("满意" in i.name for i in evaluation.indicators):
        what = "没有满意度指标；有服务对象的项目应当设置，这个项目有没有服务对象？"
        if evaluation.kind == "department":
            what = "没有满意度指标，部门整体绩效一般应当设置"
        own = [f"weights.{scheme.name}" for scheme in schemes if "满意度" in scheme.levels]
        yield finding("D6", table.where(0, "满意度指标"), source=ruleset.source_of(*own), what=what)
    most = ruleset.limits.default_cost_weight
    wanted = most is not None or any("成本" in scheme.levels for scheme in schemes)
    if not table.certain or evaluation.kind != "project" or not wanted:
        return
    if any(is_cost(i) or i.weight_value is None or _any_of(COST_WORDS, i.name) for i in evaluation.indicators):
        return
    if most is not None:
        if evaluation.form == "self-evaluation":  # in a goal table there is none yet
            added = f"没有申报的由系统加一行，至多 {plain(most)} 分，表里没有这一行"
            what = f"没有成本指标；按《{ruleset.title}》，{added}"
            source = ruleset.source_of("limits.default_cost_weight")
            yield finding("D6", table.where(0, "成本指标"), source=source, what=what)
        return
    if any("成本" not in scheme.levels and scheme.levels == table.level_sums for scheme in schemes):
        return
    what = f"没有成本指标，分值也不是《{ruleset.title}》不设成本指标时的分值"
    if all("成本" in scheme.levels for scheme in schemes):
        what = f"没有成本指标，《{ruleset.title}》要求设置"
    source = ruleset.source_of(*(f"weights.{scheme.name}" for scheme in schemes))
    yield finding("D6", table.where(0, "成本指标"), source=source, what=what)


def _heavy(table: Examined) -> Iterator[Finding]:
    """D7: one indicator is worth half of all points or more."""
    whole = table.whole
    if whole <= 0:
        return
    least = NEARLY_EVERYTHING * whole
    for number, weight in enumerate(table.weights, 1):
        if weight is None or weight * 100 < least:
            continue
        share = plain(_PLACES_1.decimal(Fraction(weight) * 100 / Fraction(whole)))
        yield finding(
            "D7",
            table.where(number, "分值"),
            read=plain(weight),
            arithmetic=f"{plain(weight)} ÷ {plain(whole)} = {share}%",
            weight=plain(weight),
            sum=plain(whole),
            share=share,
        )
        return


def _sign(table: Examined, number: int, doubt: Doubt) -> Finding:
    """D10: a limit above where more is better, a limit below on costs, a cost without a sign."""
    text = text_of(table.evaluation.indicators[number - 1].target)
    severity: Severity | None = "note" if doubt.is_missing else None
    where = table.where(number, "目标值")
    return finding("D10", where, severity=severity, read=text, expected=doubt.sign, what=doubt.what)


def _heading(table: Examined, number: int, indicator: Indicator, proper: str) -> Finding:
    """D12: the name and the unit say plainly that the row belongs under another heading."""
    heading = indicator.level2 or indicator.level1
    what = f"“{indicator.name}”（目标“{text_of(indicator.target)}”）列在“{heading}”之下，是否应归入{proper}？"
    return finding("D12", table.where(number, "指标名称"), read=heading, expected=proper, what=what)


def _proper_heading(indicator: Indicator) -> str:
    """The heading a row belongs under, where it is plainly another; "" where it may stay."""
    level1, level2 = level_name(indicator), indicator.level2
    name = _without_brackets(indicator.name)
    target = indicator.target
    heading = level2 or level1
    if isinstance(target, Quantity) and name.endswith(SATISFACTION_WORDS):
        return "" if not heading or "满意" in level1 + level2 else "满意度指标"
    if "满意" in heading:
        return ""
    if "成本" in level1 + level2:
        counted = isinstance(target, Quantity) and target.unit.dimension in COUNTS and _any_of(QUANTITY_WORDS, name)
        return "数量指标" if level1 == "成本" and ("成本" in heading) and counted and not _is_priced(name) else ""
    of_department = DUTY_LEVEL in level1
    if "产出" not in level1 and not of_department:
        return ""
    if _any_of(_CONTROL_RATES, name) and not of_department:
        return "成本指标"
    limited = isinstance(target, Quantity) and target.operator not in _AT_LEAST
    if limited and is_money(indicator) and _any_of(COST_WORDS, name) and not _any_of(GAINS, name):
        return RUNNING_COSTS if of_department else "成本指标"
    return _proper_output(level2, name, target)


def _proper_output(level2: str, name: str, target: object) -> str:
    """The same among 数量, 质量 and 时效."""
    if not isinstance(target, Quantity):
        return "时效指标" if isinstance(target, Moment) and ("数量" in level2 or "质量" in level2) else ""
    unit = target.unit.dimension
    if "数量" in level2:
        return "质量指标" if unit == PERCENT.dimension and name.endswith(QUALITY_RATES) else ""
    counted = unit in COUNTS or (unit == "" and unit_of_name(name).dimension in COUNTS)
    limited = target.operator in _AT_MOST
    if "质量" in level2 and counted and not limited and not _any_of((*QUALITY_WORDS, *LESS_IS_BETTER_WORDS), name):
        return "数量指标" if unit == "人次" or name.endswith(QUANTITY_WORDS) else ""
    if "时效" in level2 and counted and not _any_of(TIME_WORDS, name):
        return "数量指标"
    return ""


@remembered()
def _without_brackets(name: str) -> str:
    return _BRACKETS.sub("", fold(name))


def _is_priced(name: str) -> bool:
    return _any_of(COST_WORDS, name)


def _any_of(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)
