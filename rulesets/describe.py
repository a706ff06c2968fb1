"""A ruleset as a page for people: where it comes from, every rule, worked examples with numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scoring.quantity import plain
from scoring.ruleset import UNKNOWN_PLACE, Example, ExecutionRule, Rule, Ruleset, Source
from scoring.scorecard import Mark

from .examples import CELL_NAMES, mark_example, mark_execution_example, told
from .schema import TARGET_NAMES

_ARITHMETIC = {
    "exact": "精确计算（分数运算，没有误差）",
    "binary64": "二进制浮点数，按公式逐步运算，与发布系统相同；个别得分与精确计算差 0.01 分",
}


def describe(ruleset: Ruleset) -> str:
    """Return a page in Markdown, in Chinese, on everything a ruleset says.

    Each rule stands with its formulas in the notation of the field and its examples, the first of
    them worked out step by step by the engine itself.
    """
    return "\n".join(_page(ruleset)) + "\n"


def _page(ruleset: Ruleset) -> Iterator[str]:
    yield f"# {ruleset.title}"
    yield ""
    yield f"- 编号：{ruleset.id}"
    yield f"- 适用于：{ruleset.documents}"
    yield f"- 日期：{_validity(ruleset)}"
    if ruleset.places == (UNKNOWN_PLACE,):
        yield "- 地区不详，不会按单位名称自动选用"
    elif ruleset.places:
        shown = "、".join(ruleset.places[:15]) + (f" 等 {len(ruleset.places)} 个" if len(ruleset.places) > 15 else "")
        yield f"- 单位名称里出现以下字样时选用：{shown}"
    yield from _source(ruleset.source)
    if ruleset.file:
        yield f"- 文件：{ruleset.file}"
    if ruleset.note:
        yield from ("", "## 须知", "")
        yield from ruleset.note.strip().splitlines()
    yield from _calculation(ruleset)
    yield from _weights(ruleset)
    yield from _execution(ruleset.execution, ruleset)
    yield from ("", "## 计分规则", "", "表中写明赋分规则的用那一条，否则按先后取第一条适用的。")
    for number, rule in enumerate(ruleset.rules, 1):
        yield from _rule(rule, number, ruleset)
    yield from _scales(ruleset)
    yield from _limits(ruleset)


def _validity(ruleset: Ruleset) -> str:
    first, last = ruleset.valid_from, ruleset.valid_to
    if first is None and last is None:
        return "不限"
    return f"{first or '不限'} 起" + (f"，到 {last} 止" if last else "")


def _source(source: Source) -> Iterator[str]:
    yield f"- 依据：{source}"
    if source.url:
        yield f"- 网址：{source.url}"
    if source.note:
        yield f"- 依据的说明：{source.note}"


_WHEN: Final = {"row": "每个指标算出得分就取整", "total": "各项得分不取整，相加以后总分取整一次"}


def _calculation(ruleset: Ruleset) -> Iterator[str]:
    calculation = ruleset.calculation
    yield from ("", "## 计算与取整", "")
    yield f"- {_ARITHMETIC[calculation.arithmetic]}"
    yield f"- 完成率、执行率：{calculation.completion}"
    yield f"- 得分：{calculation.score}；{_WHEN[calculation.when]}"


def _weights(ruleset: Ruleset) -> Iterator[str]:
    yield from ("", "## 分值", "", f"- 总分 {plain(ruleset.total_weight)} 分")
    rate = plain(ruleset.execution.weight)
    for scheme in ruleset.weights:
        levels = "，".join(f"{name} {plain(points)}" for name, points in scheme.levels.items())
        yield f"- {scheme.name}：预算执行率 {rate}，{levels}"
    if not ruleset.weights:
        yield f"- 预算执行率 {rate}；各一级指标的分值没有规定"


def _execution(rule: ExecutionRule, ruleset: Ruleset) -> Iterator[str]:
    yield from ("", "## 预算执行率", "")
    yield f"- 执行率(%) = {rule.completion}"
    yield f"- 得分 = {rule.score}"
    if rule.note:
        yield f"- 说明：{rule.note}"
    for number, example in enumerate(rule.examples):
        yield from _example(example, mark_execution_example(example, ruleset), worked=number == 0)


def _rule(rule: Rule, number: int, ruleset: Ruleset) -> Iterator[str]:
    yield from ("", f"### {number}. {rule.title}", "")
    yield f"- 编号：{rule.id}；适用于{_targets(rule)}"
    if rule.names:
        only = "，表中写明才用" if rule.only_by_name else ""
        yield f"- 表中的写法：{'、'.join(rule.names)}{only}"
    if rule.completion is not None:
        yield f"- 完成率(%) = {rule.completion}"
    yield f"- 得分 = {rule.score}{'（只管达到目标的，没有达到的由人评判）' if rule.met_only else ''}"
    if rule.zero is not None:
        yield f"- 目标值为 0 时，得分 = {rule.zero}"
    for option in rule.options:
        yield f"- 可以酌定：{option.name}；条件：{option.when}；得分 = {option.score}"
    if rule.note:
        yield f"- 说明：{rule.note}"
    if rule.source is not None and rule.source != ruleset.source:
        yield from _source(rule.source)
    for count, example in enumerate(rule.examples):
        yield from _example(example, mark_example(example, ruleset), worked=count == 0)


def _targets(rule: Rule) -> str:
    kinds = "、".join(TARGET_NAMES[kind] for kind in rule.targets) + "目标"
    if not rule.operators:
        return kinds
    signs = "、".join(operator or "没有符号" for operator in rule.operators)
    return f"{kinds}，符号是 {signs} 的"


def _example(example: Example, mark: Mark, *, worked: bool) -> Iterator[str]:
    band = "" if mark.low is None or mark.high is None else f"，区间 {plain(mark.low)} 到 {plain(mark.high)} 分"
    if mark.score is None:
        yield f"- 算例：{told(example.given)} → 不计分：{mark.problem}{band}"
        return
    rate = "" if mark.completion is None else f"{CELL_NAMES['completion']} {mark.completion:f}，"
    yield f"- 算例：{told(example.given)} → {rate}{CELL_NAMES['score']} {mark.score:f}{band}"
    if worked and mark.trace is not None:
        steps = [*map(str, mark.trace.steps)]
        if mark.score != mark.exact:
            steps += [note for note in mark.trace.notes if "浮点数" in note]
        yield from (f"  - {step}" for step in steps)
    for option in mark.options:
        yield f"  - 酌定（{option.name}）：{option.score:f} 分"


def _scales(ruleset: Ruleset) -> Iterator[str]:
    if ruleset.text_grades:
        yield from ("", "## 文字目标的档次", "")
        for band in ruleset.text_grades:
            top = "（含）" if band.high_included else ""
            yield f"- {band.name}：分值的 {plain(band.low)}%（含）到 {plain(band.high)}%{top}"
    yield from ("", "## 总分的等级", "")
    for grade in ruleset.grades:
        low, high = "（含）" * grade.low_included, "（含）" * grade.high_included
        yield f"- {grade.name}：{plain(grade.low)}{low} 到 {plain(grade.high)}{high} 分"


def _limits(ruleset: Ruleset) -> Iterator[str]:
    limits = ruleset.limits
    told = (
        (limits.execution_reason_below, "执行率低于 {}% 要说明原因"),
        (limits.over_completion, "完成率达到 {}% 的，提示超额较多"),
        (limits.over_completion_reason, "完成率达到 {}% 的，必须说明原因"),
        (limits.unspent_warning, "结余超过预算的 {}% 的，提示"),
    )
    lines = [f"- {text.format(plain(value))}" for value, text in told if value is not None]
    if lines:
        yield from ("", "## 何时要说明原因", "", *lines)
