"""What changed from one ruleset to another, in words a reviewer can read out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from scoring.formula import Formula
from scoring.quantity import plain
from scoring.ruleset import Grade, Rule, Ruleset, TextGrade

from .description import ARITHMETIC_NAMES, ROUNDING_TIMES, limits_told, targets_told, validity
from .examples import mark_example, mark_execution_example, told

_MOST_SHOWN: Final = 12
"""Rows scored otherwise that are shown; more say the same again."""


def differences(one: Ruleset, other: Ruleset) -> str:
    """Return in Markdown what ``other`` says otherwise than ``one``: rules, formulas, limits, grades, rounding.

    At the end stand the rows of both rulesets' own examples that they score differently.
    """
    parts = (
        ("来源和适用范围", _about(one, other)),
        ("计算与取整", _calculation(one, other)),
        ("分值", _weights(one, other)),
        ("预算执行率", _execution(one, other)),
        ("计分规则", _rules(one, other)),
        ("文字目标的档次", _scale("档次", one.text_grades, other.text_grades, "%")),
        ("总分的等级", _scale("等级", one.grades, other.grades, "分")),
        ("说明原因和提示", _limits(one, other)),
        ("同一行，两边的得分", _rows(one, other)),
    )
    lines = [f"# 从“{one.title}”（{one.id}）到“{other.title}”（{other.id}）"]
    for title, found in parts:
        told = list(found)
        if told:
            lines += ["", f"## {title}", "", *(f"- {line}" for line in told)]
    if len(lines) == 1:
        lines += ["", "两套规则一样。"]
    return "\n".join(lines) + "\n"


def _changed(what: str, before: object, after: object) -> Iterator[str]:
    if before != after:
        yield f"{what}：{before or '没有写'} → {after or '没有写'}"


def _about(one: Ruleset, other: Ruleset) -> Iterator[str]:
    yield from _changed("适用于", one.documents, other.documents)
    yield from _changed("日期", validity(one), validity(other))
    yield from _changed("依据", str(one.source), str(other.source))
    yield from _lists("地区", one.places, other.places)


def _lists(what: str, before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    before, after = list(before), list(after)
    gone, new = [w for w in before if w not in after], [w for w in after if w not in before]
    if gone:
        yield f"{what}，去掉：{_shown(gone)}"
    if new:
        yield f"{what}，新加：{_shown(new)}"


def _shown(words: Sequence[str]) -> str:
    listed = "、".join(word or "没有符号" for word in words[:8])
    return f"{listed} 等 {len(words)} 个" if len(words) > 8 else listed


def _calculation(one: Ruleset, other: Ruleset) -> Iterator[str]:
    before, after = one.calculation, other.calculation
    yield from _changed("算法", ARITHMETIC_NAMES[before.arithmetic], ARITHMETIC_NAMES[after.arithmetic])
    yield from _changed("完成率、执行率", before.completion, after.completion)
    yield from _changed("得分", before.score, after.score)
    yield from _changed("取整的时候", ROUNDING_TIMES[before.when], ROUNDING_TIMES[after.when])


def _weights(one: Ruleset, other: Ruleset) -> Iterator[str]:
    yield from _changed("总分", f"{plain(one.total_weight)} 分", f"{plain(other.total_weight)} 分")
    yield from _changed("预算执行率", f"{plain(one.execution.weight)} 分", f"{plain(other.execution.weight)} 分")
    before, after = ({s.name: _points(s.levels) for s in ruleset.weights} for ruleset in (one, other))
    for name in dict.fromkeys((*before, *after)):
        yield from _changed(f"分值方案“{name}”", before.get(name, ""), after.get(name, ""))


def _points(levels: dict[str, Decimal]) -> str:
    return "，".join(f"{name} {plain(points)}" for name, points in levels.items())


def _execution(one: Ruleset, other: Ruleset) -> Iterator[str]:
    yield from _formula("执行率(%)", one.execution.completion, other.execution.completion)
    yield from _formula("得分", one.execution.score, other.execution.score)
    yield from _changed("说明", one.execution.note, other.execution.note)


def _rules(one: Ruleset, other: Ruleset) -> Iterator[str]:
    before, after = ({rule.id: rule for rule in ruleset.rules} for ruleset in (one, other))
    for name, rule in before.items():
        if name not in after:
            yield f"去掉规则“{rule.title}”（{name}）"
    for name, rule in after.items():
        if name not in before:
            yield f"新加规则“{rule.title}”（{name}），适用于{targets_told(rule)}：得分 = {_in_words(rule.score)}"
        else:
            yield from (f"规则“{rule.title}”（{name}）：{line}" for line in _rule(before[name], rule))
    orders = [[name for name in names if name in before and name in after] for names in (before, after)]
    if orders[0] != orders[1]:
        yield f"选用的先后：{'、'.join(orders[0])} → {'、'.join(orders[1])}"


def _rule(before: Rule, after: Rule) -> Iterator[str]:
    yield from _changed("名称", before.title, after.title)
    yield from _changed("适用于", targets_told(before), targets_told(after))
    yield from _lists("表中的写法", before.names, after.names)
    if before.only_by_name != after.only_by_name:
        yield "改为表中写明才用" if after.only_by_name else "改为表中没有写明也用"
    yield from _formula("完成率(%)", before.completion, after.completion)
    yield from _formula("得分", before.score, after.score)
    yield from _formula("目标值为 0 时，得分", before.zero, after.zero)
    yield from _changed("没有达到目标的", _missed(before), _missed(after))
    options = [{o.name: f"{o.when} 时，得分 = {_in_words(o.score)}" for o in rule.options} for rule in (before, after)]
    for name in dict.fromkeys((*options[0], *options[1])):
        yield from _changed(f"酌定“{name}”", options[0].get(name, ""), options[1].get(name, ""))
    yield from _changed("说明", before.note, after.note)


def _missed(rule: Rule) -> str:
    if rule.by_hand:
        return "由人在 0 到分值之间打分"
    return "由人评判" if rule.met_only else "按公式"


def _formula(what: str, before: Formula | None, after: Formula | None) -> Iterator[str]:
    texts = ["" if formula is None else _in_words(formula) for formula in (before, after)]
    yield from _changed(what, *texts)


def _in_words(formula: Formula) -> str:
    """A formula on one line: ``完成率 < 60% 时 0；完成率 ≥ 60% 时 …``."""
    return "；".join(
        f"{condition} 时 {value}" if condition else value if number == 0 else f"其他 {value}"
        for number, (condition, value) in enumerate(formula.cases())
    )


def _scale(
    what: str, before: Sequence[Grade] | Sequence[TextGrade], after: Sequence[Grade] | Sequence[TextGrade], unit: str
) -> Iterator[str]:
    bands = [{band.name: _band(band, unit) for band in scale} for scale in (before, after)]
    for name in dict.fromkeys((*bands[0], *bands[1])):
        yield from _changed(f"{what}“{name}”", bands[0].get(name, ""), bands[1].get(name, ""))


def _band(band: Grade | TextGrade, unit: str) -> str:
    low = "" if isinstance(band, Grade) and not band.low_included else "（含）"
    high = "（含）" if band.high_included else ""
    return f"{plain(band.low)}{low} 到 {plain(band.high)}{high}{unit}"


def _limits(one: Ruleset, other: Ruleset) -> Iterator[str]:
    before, after = limits_told(one.limits), limits_told(other.limits)
    yield from (f"去掉：{line}" for line in before if line not in after)
    yield from (f"新加：{line}" for line in after if line not in before)


def _rows(one: Ruleset, other: Ruleset) -> Iterator[str]:
    """Rows of either's examples that are scored otherwise by the other."""
    found: dict[str, None] = {}
    for ruleset in (one, other):
        for example in ruleset.execution.examples:
            marks = [mark_execution_example(example, each) for each in (one, other)]
            found.update(_row(told(example.given), [mark.score for mark in marks]))
        for rule in ruleset.rules:
            for example in rule.examples:
                marks = [mark_example(example, each) for each in (one, other)]
                found.update(_row(told(example.given), [mark.score for mark in marks]))
    yield from list(found)[:_MOST_SHOWN]
    if len(found) > _MOST_SHOWN:
        yield f"还有 {len(found) - _MOST_SHOWN} 行"


def _row(given: str, scores: Sequence[Decimal | None]) -> dict[str, None]:
    before, after = ("不计分" if score is None else f"{score:f} 分" for score in scores)
    return {} if before == after else {f"{given}：{before} → {after}": None}
