"""A ruleset as a page for people: where it comes from, every rule, worked examples with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

from attrs import frozen

from scoring.formula import Formula
from scoring.quantity import plain
from scoring.ruleset import UNKNOWN_PLACE, Example, ExecutionRule, Limits, Rule, Ruleset, Source
from scoring.scorecard import Mark

from .examples import (
    CELL_NAMES,
    has_zero_target,
    mark_example,
    mark_execution_example,
    told,
    values_of_money,
    values_of_row,
)
from .schema import TARGET_NAMES


@frozen
class Shown:
    """An example of a rule, its number among them, what it gives, and the numbers it puts into the formulas."""

    number: int
    example: Example
    mark: Mark
    values: dict[str, Any]


Marks: TypeAlias = Sequence[Shown]


ARITHMETIC_NAMES: Final = {
    "exact": "精确计算（分数运算，没有误差）",
    "binary64": "二进制浮点数，按公式逐步运算，与发布系统相同；个别得分与精确计算差 0.01 分",
}


def describe(ruleset: Ruleset) -> str:
    """Return a page in Markdown, in Chinese, on everything a ruleset says.

    Each rule stands with its formulas in the notation of the field, case by case, and its examples;
    for every case one of them is worked out step by step by the engine itself.
    """
    return "\n".join(_page(ruleset)) + "\n"


def _page(ruleset: Ruleset) -> Iterator[str]:
    yield f"# {ruleset.title}"
    yield ""
    yield f"- 编号：{ruleset.id}"
    yield f"- 适用于：{ruleset.documents}"
    yield f"- 日期：{validity(ruleset)}"
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
    yield "“取大（甲，乙）”是两个里较大的一个，“取小”相反；“截取”是去掉后面的小数，不四舍五入。"
    for number, rule in enumerate(ruleset.rules, 1):
        yield from _rule(rule, number, ruleset)
    yield from _scales(ruleset)
    yield from _limits(ruleset)


def validity(ruleset: Ruleset) -> str:
    """The days it covers, in words."""
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


ROUNDING_TIMES: Final = {"row": "每个指标算出得分就取整", "total": "各项得分不取整，相加以后总分取整一次"}


def _calculation(ruleset: Ruleset) -> Iterator[str]:
    calculation = ruleset.calculation
    yield from ("", "## 计算与取整", "")
    yield f"- {ARITHMETIC_NAMES[calculation.arithmetic]}"
    yield f"- 完成率、执行率：{calculation.completion}"
    yield f"- 得分：{calculation.score}；{ROUNDING_TIMES[calculation.when]}"


def _weights(ruleset: Ruleset) -> Iterator[str]:
    yield from ("", "## 分值", "", f"- 总分 {plain(ruleset.total_weight)} 分")
    rate = plain(ruleset.execution.weight)
    for scheme in ruleset.weights:
        levels = "，".join(f"{name} {plain(points)}" for name, points in scheme.levels.items())
        yield f"- {scheme.name}：预算执行率 {rate}，{levels}{_inherited(ruleset, f'weights.{scheme.name}')}"
    if not ruleset.weights:
        yield f"- 预算执行率 {rate}；各一级指标的分值没有规定"


def _inherited(ruleset: Ruleset, part: str) -> str:
    """The source of a part that another ruleset set, in brackets; "" where it is the ruleset's own."""
    return f"（依据：{ruleset.source_of(part)}）" if part in ruleset.inherited else ""


def _execution(rule: ExecutionRule, ruleset: Ruleset) -> Iterator[str]:
    yield from ("", "## 预算执行率", "")
    if "execution" in ruleset.inherited:
        yield f"- 依据：{ruleset.source_of('execution')}"
    if rule.note:
        yield f"- 说明：{rule.note}"
    marks = [
        Shown(number, one, mark_execution_example(one, ruleset), values_of_money(one, ruleset))
        for number, one in enumerate(rule.examples)
    ]
    shown: set[int] = set()
    yield from _formula("执行率(%)", rule.completion)
    yield from _formula("得分", rule.score, marks, shown)
    yield from _examples(marks, shown)


def _rule(rule: Rule, number: int, ruleset: Ruleset) -> Iterator[str]:
    yield from ("", f"### {number}. {rule.title}", "")
    yield f"- 编号：{rule.id}；适用于{targets_told(rule)}"
    if rule.names:
        only = "，表中写明才用" if rule.only_by_name else ""
        yield f"- 表中的写法：{'、'.join(rule.names)}{only}"
    if rule.note:
        yield f"- 说明：{rule.note}"
    if rule.source is not None and rule.source != ruleset.source:
        yield from _source(rule.source)
    marks = [
        Shown(number, one, mark_example(one, ruleset), values_of_row(one, rule, ruleset))
        for number, one in enumerate(rule.examples)
    ]
    zeros = [one for one in marks if has_zero_target(one.example)]
    others = [one for one in marks if one not in zeros]
    shown: set[int] = set()
    if rule.completion is not None:
        yield from _formula("完成率(%)", rule.completion)
    yield from _formula("得分", rule.score, others, shown)
    if rule.by_hand:
        yield "- 没有达到目标的，由人在 0 到分值之间打分"
    elif rule.met_only:
        yield "- 没有达到目标的，由人评判"
    if rule.zero is not None and rule.zero != rule.score:
        yield from _formula("目标值为 0 时，得分", rule.zero, zeros, shown)
    elif rule.zero is None and "number" in rule.targets:
        yield "- 目标值为 0 的，没有说怎样计分，不计分"
    for option in rule.options:
        yield from _formula(f"酌定：{option.name}（{option.when}），得分", option.score)
    yield from _examples(marks, shown)


def targets_told(rule: Rule) -> str:
    """What rows a rule applies to, in words."""
    kinds = "、".join(TARGET_NAMES[kind] for kind in rule.targets) + "目标"
    signs = "、".join(operator or "没有符号" for operator in rule.operators)
    told = f"{kinds}，符号是 {signs} 的" if rule.operators else kinds
    if rule.takes_coefficient:
        told += "，印了得分系数的"
    return f"{told}；指标名称里有“{'”或“'.join(rule.indicators)}”的" if rule.indicators else told


def _formula(label: str, formula: Formula, marks: Marks = (), shown: set[int] | None = None) -> Iterator[str]:
    """A formula case by case, each case with the first example that falls into it, worked out.

    Args:
        label: what it computes.
        formula: the formula.
        marks: the examples that it scores.
        shown: takes the numbers of the examples that were worked out.
    """
    cases = formula.cases()
    if len(cases) == 1:
        yield f"- {label} = {cases[0][1]}"
        yield from _worked(formula, 0, marks, shown, indent=2)
        return
    yield f"- {label}，从上往下取第一种符合的情形："
    for case, (condition, value) in enumerate(cases):
        when = f"{condition} 时" if condition else "其他情形"
        yield f"  - {when}，{label.rpartition('，')[2]} = {value}"
        yield from _worked(formula, case, marks, shown, indent=4)


def _worked(formula: Formula, case: int, marks: Marks, shown: set[int] | None, indent: int) -> Iterator[str]:
    for one in marks:
        mark, trace = one.mark, one.mark.trace
        if mark.score is None or trace is None or formula.taken(one.values) != case:
            continue
        if shown is not None:
            shown.add(one.number)
        yield f"{' ' * indent}- 例：{told(one.example.given)}"
        steps = [*map(str, trace.steps)]
        if mark.score != mark.exact:
            steps += [note for note in trace.notes if "浮点数" in note]
        yield from (f"{' ' * indent}  - {step}" for step in [*steps, *_options(mark)])
        return


def _options(mark: Mark) -> Iterator[str]:
    yield from (f"酌定（{option.name}）：{option.score:f} 分" for option in mark.options)


def _examples(marks: Marks, shown: set[int]) -> Iterator[str]:
    """The examples that no case has shown yet."""
    lines = []
    for one in marks:
        example, mark = one.example, one.mark
        if one.number in shown:
            continue
        band = "" if mark.low is None or mark.high is None else f"，区间 {plain(mark.low)} 到 {plain(mark.high)} 分"
        if mark.score is None:
            lines.append(f"  - {told(example.given)} → 不计分：{mark.problem}{band}")
            continue
        rate = "" if mark.completion is None else f"{CELL_NAMES['completion']} {mark.completion:f}，"
        options = "".join(f"；{option}" for option in _options(mark))
        lines.append(f"  - {told(example.given)} → {rate}{CELL_NAMES['score']} {mark.score:f}{band}{options}")
    if lines:
        yield "- 其余算例：" if shown else "- 算例："
        yield from lines


def _scales(ruleset: Ruleset) -> Iterator[str]:
    if ruleset.text_grades:
        yield from ("", "## 文字目标的档次", "")
        for band in ruleset.text_grades:
            top = "（含）" if band.high_included else ""
            yield f"- {band.name}：分值的 {plain(band.low)}%（含）到 {plain(band.high)}%{top}"
    yield from ("", "## 总分的等级", "")
    if "grade" in ruleset.inherited:
        yield f"- 依据：{ruleset.source_of('grade')}"
    for grade in ruleset.grades:
        low, high = "（含）" * grade.low_included, "（含）" * grade.high_included
        yield f"- {grade.name}：{plain(grade.low)}{low} 到 {plain(grade.high)}{high} 分"


def _limits(ruleset: Ruleset) -> Iterator[str]:
    lines = limits_told(ruleset.limits)
    if lines:
        yield from ("", "## 何时要说明原因，何时提示", "", *(f"- {line}" for line in lines))
        parts = [part for part in ruleset.inherited if part.startswith("limits.")]
        if parts:
            some = "" if len(parts) == len(lines) else "其中同上级的，"
            yield f"- {some}依据：{ruleset.source_of(*parts)}"


def limits_told(limits: Limits) -> list[str]:
    """What a ruleset asks to be explained or remarked on, a line for each."""
    told = (
        (limits.execution_reason_below, "执行率低于 {}% 要说明原因"),
        (limits.over_completion, "完成率达到 {}% 的，提示超额较多"),
        (limits.over_completion_reason, "完成率达到 {}% 的，必须说明原因"),
        (limits.unspent_warning, "结余超过预算的 {}% 的，提示"),
        (limits.results_gap_warning, "指标得分率高出执行率，超过指标得分率的 {}% 的，提示"),
        (limits.default_cost_weight, "没有设成本指标的，自动加一行成本指标，至多 {} 分"),
    )
    lines = [text.format(plain(value)) for value, text in told if value is not None]
    if limits.adjustment_reason:
        lines.append("年中调整预算的，要说明原因")
    if limits.lost_points_reason:
        lines.append("得分低于分值的，必须写原因")
    return lines
