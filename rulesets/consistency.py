"""Checks of a whole ruleset: scales without gaps, weights that add up, rules that can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from attrs import frozen

from scoring.quantity import plain
from scoring.ruleset import Rule, Ruleset
from scoring.spelling import fold

from .errors import RulesetError, entry_of
from .schema import OPERATOR_CELLS, TARGET_NAMES

_FULL = Decimal(100)


def check_consistency(ruleset: Ruleset) -> None:
    """Check what no single key shows.

    Raises:
        RulesetError: the parts of the ruleset do not fit together.
    """
    file = ruleset.file
    if ruleset.valid_from and ruleset.valid_to and ruleset.valid_to < ruleset.valid_from:
        what = f"截止日期 {ruleset.valid_to} 早于开始日期 {ruleset.valid_from}"
        raise RulesetError(what, file=file, key="valid_to", cure="改正其中一个日期")
    _check_weights(ruleset)
    top = ruleset.total_weight
    _check_scale([_Band(g.name, g.low, g.high, g.low_included, g.high_included) for g in ruleset.grades],
                 top, "分", "grade", file)  # fmt: skip
    if ruleset.text_grades:
        bands = [_Band(g.name, g.low, g.high, True, g.high_included) for g in ruleset.text_grades]
        if len(bands) < 2:
            raise RulesetError("文字目标只有一个档次", file=file, key="text_grade", cure="写出两个以上的档次")
        _check_scale(bands, _FULL, "%", "text_grade", file)
    _check_rules(ruleset)


@frozen
class _Band:
    name: str
    low: Decimal
    high: Decimal
    low_included: bool
    high_included: bool


def _check_weights(ruleset: Ruleset) -> None:
    wanted = ruleset.total_weight - ruleset.execution.weight
    for scheme in ruleset.weights:
        total = sum(scheme.levels.values(), Decimal(0))
        if total != wanted:
            added = " + ".join(plain(points) for points in scheme.levels.values())
            what = (
                f"一级指标分值 {added} = {plain(total)}，加上预算执行率 {plain(ruleset.execution.weight)} "
                f"不等于总分 {plain(ruleset.total_weight)}"
            )
            cure = f"一级指标分值之和应为 {plain(wanted)}"
            raise RulesetError(what, file=ruleset.file, key=entry_of("weights", scheme.name), cure=cure)


def _check_scale(bands: Sequence[_Band], top: Decimal, unit: str, key: str, file: str) -> None:
    """Every value from 0 to ``top`` lies in exactly one band; bands come best first."""
    for band in bands:
        if band.low >= band.high:
            what = f"“{band.name}”的下限 {plain(band.low)} 不小于上限 {plain(band.high)}"
            raise RulesetError(what, file=file, key=entry_of(key, band.name), cure="改正上限或下限")
    # Guards above and below the scale, so that its ends are checked like its joints.
    above = _Band("", top, top + 1, False, False)
    below = _Band("", Decimal(-1), Decimal(0), False, False)
    ordered = (above, *bands, below)
    for upper, lower in pairwise(ordered):
        told = _joint_fault(upper, lower, unit)
        if told:
            what, cure = told
            raise RulesetError(what, file=file, key=entry_of(key, lower.name or upper.name), cure=cure)


def _joint_fault(upper: _Band, lower: _Band, unit: str) -> tuple[str, str] | None:
    """What is wrong between a band and the next lower one, and the cure; None where nothing is."""
    both = f"“{upper.name}”和“{lower.name}”"
    if lower.high < upper.low:
        return f"{plain(lower.high)} 到 {plain(upper.low)}{unit} 之间没有任何一档", "让上一档的下限等于下一档的上限"
    if lower.high > upper.low:
        what = f"{plain(upper.low)} 到 {plain(lower.high)}{unit} 之间同时属于{both}"
        if not upper.name:
            what = f"“{lower.name}”超出了上限 {plain(upper.low)}{unit}"
        return what, "让上一档的下限等于下一档的上限"
    point = f"恰好 {plain(upper.low)}{unit} "
    if upper.low_included and lower.high_included:
        return f"{point}同时属于{both}", f"把“{lower.name}”的 high_included 改成 false"
    if not upper.low_included and not lower.high_included:
        if upper.name:
            return (
                f"{point}没有任何一档",
                f"“{upper.name}”写 low_included = true，或“{lower.name}”写 high_included = true",
            )
        return f"{point}没有任何一档", f"“{lower.name}”写 high_included = true"
    return None


def cells(rule: Rule) -> set[tuple[str, str]]:
    """The kinds of targets, with their operators, that a rule applies to."""
    every = {("number", operator) for operator in OPERATOR_CELLS}
    every |= {(kind, "") for kind in ("range", "date", "words")}
    return {(kind, op) for kind, op in every if kind in rule.targets and (not rule.operators or op in rule.operators)}


def _check_rules(ruleset: Ruleset) -> None:
    taken: set[tuple[str, str]] = set()
    for number, rule in enumerate(ruleset.rules):
        own = cells(rule)
        for kind in rule.targets:
            if not any(cell[0] == kind for cell in own):
                what = f"operators 里没有一个能用于{TARGET_NAMES[kind]}目标"
                cure = f'{TARGET_NAMES[kind]}目标没有符号，operators 里加上 ""，或把它写成另一条规则'
                raise RulesetError(what, file=ruleset.file, rule=rule.id, key="operators", cure=cure)
        if rule.only_by_name and not rule.names:
            what = "写了 only_by_name 却没有 names，永远用不到"
            raise RulesetError(what, file=ruleset.file, rule=rule.id, key="only_by_name", cure="补上 names")
        if not rule.names and own <= taken:
            before = "、".join(other.id for other in ruleset.rules[:number] if cells(other) & own)
            what = f"永远用不到：它的目标都已归前面的规则（{before}）"
            cure = "调整先后顺序，改 targets 或 operators，或写 names"
            raise RulesetError(what, file=ruleset.file, rule=rule.id, cure=cure)
        if not (rule.only_by_name or rule.indicators or rule.takes_coefficient):
            taken |= own
        _check_names(rule, ruleset.rules[:number], ruleset.file)


def _check_names(rule: Rule, others: Sequence[Rule], file: str) -> None:
    for other in others:
        shared = sorted(set(map(fold, rule.names)) & set(map(fold, other.names)))
        if shared and cells(rule) & cells(other) and rule.indicators == other.indicators:
            what = f"规则名“{shared[0]}”已用于同一种目标的规则 {other.id}"
            raise RulesetError(what, file=file, rule=rule.id, key="names", cure="一种目标的一个规则名只能归一条规则")
