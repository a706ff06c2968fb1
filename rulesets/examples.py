"""Run the examples a ruleset carries: with no tolerance, and by the very rule they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.comparison import compare
from scoring.errors import UndefinedScore
from scoring.formula import Formula
from scoring.marking import mark_execution, mark_indicator
from scoring.model import FundLine, Indicator
from scoring.plan import execution_weight, fund_values, row_values
from scoring.quantity import Quantity, plain
from scoring.ruleset import Example, Rule, Ruleset
from scoring.scorecard import Mark
from scoring.spelling import parse_figure, parse_value

from .errors import RulesetError, entry_of

CELL_NAMES = {
    "name": "指标", "level1": "一级指标", "target": "目标", "actual": "实际", "weight": "分值", "reason": "原因",
    "rule": "赋分规则", "coefficient": "得分系数", "deduction": "扣分",
    "year": "年度", "initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数",
    "completion": "完成率",
    "score": "得分", "exact": "精确计算的得分",
    "met": "是否达到", "grade": "档次", "band": "得分区间",
    "option": "酌定得分", "problem": "无法计分的原因",
}  # fmt: skip
"""Names of the cells of examples, for readers."""

_MET = {True: "是", False: "否", None: ""}


def check_examples(ruleset: Ruleset) -> None:
    """Run all examples.

    Raises:
        RulesetError: one does not give what it should; says given, expected and got.
    """
    for number, example in enumerate(ruleset.execution.examples, 1):
        _check(example, mark_execution_example(example, ruleset), number, ruleset, None)
    for rule in ruleset.rules:
        for number, example in enumerate(rule.examples, 1):
            _check(example, mark_example(example, ruleset), number, ruleset, rule)


def indicator_of(example: Example) -> Indicator:
    """The row an example gives."""
    given = example.given
    return Indicator(
        name=given.get("name", "示例"),
        level1=given.get("level1", ""),
        target=parse_value(given.get("target", "")),
        actual=parse_value(given.get("actual", "")),
        weight=parse_figure(given.get("weight", "")),
        rule=given.get("rule", ""),
        coefficient=parse_figure(given.get("coefficient", ""), ("%",)),
        deduction=parse_figure(given.get("deduction", "")),
        reason=given.get("reason", ""),
    )


def line_of(example: Example) -> FundLine:
    """The money row an example gives."""
    cells = {name: parse_figure(text) for name, text in example.given.items()}
    return FundLine(
        "年度资金总额",
        initial=cells.get("initial"),
        adjusted=cells.get("adjusted"),
        executed=cells.get("executed"),
        weight=cells.get("weight"),
    )


def year_of(example: Example) -> int | None:
    """The budget year an example gives."""
    return int(example.given["year"]) if "year" in example.given else None


def has_zero_target(example: Example) -> bool:
    """Is the target of the row it gives the number 0?"""
    target = indicator_of(example).target
    return isinstance(target, Quantity) and target.number == 0


def values_of_row(example: Example, rule: Rule, ruleset: Ruleset) -> dict[str, Any]:
    """The names of a rule's formulas with the numbers of a row; the completion where it has one."""
    indicator = indicator_of(example)
    row = row_values(indicator, indicator.weight_value or Decimal(0), compare(indicator, year_of(example)))
    return row if has_zero_target(example) else _with_completion(row, rule.completion, ruleset)


def values_of_money(example: Example, ruleset: Ruleset) -> dict[str, Any]:
    """The names of the execution's formulas with the numbers of a money row."""
    line, rule = line_of(example), ruleset.execution
    weight = execution_weight(line, ruleset) or Decimal(0)
    return _with_completion(fund_values(line, weight), rule.completion, ruleset)


def _with_completion(row: dict[str, Any], completion: Formula | None, ruleset: Ruleset) -> dict[str, Any]:
    if completion is None or not completion.used <= row.keys():
        return row
    try:
        return {**row, "completion": ruleset.calculation.completion.exact(completion.exact(row))}
    except UndefinedScore:
        return row


def mark_example(example: Example, ruleset: Ruleset) -> Mark:
    """Score the row an example gives; ``trace`` included."""
    return mark_indicator(indicator_of(example), ruleset, year=year_of(example))


def mark_execution_example(example: Example, ruleset: Ruleset) -> Mark:
    """Score the money row an example gives; ``trace`` included."""
    return mark_execution(line_of(example), ruleset)


def outcome(mark: Mark) -> dict[str, str]:
    """What a mark says, in the words an example expects it."""
    band = "" if mark.low is None or mark.high is None else f"{plain(mark.low)}-{plain(mark.high)}"
    return {
        "completion": "" if mark.completion is None else f"{mark.completion:f}",
        "score": "" if mark.score is None else f"{mark.score:f}",
        "exact": "" if mark.exact is None else f"{mark.exact:f}",
        "met": _MET[mark.met],
        "grade": mark.grade,
        "band": band,
        "option": f"{mark.options[0].score:f}" if mark.options else "",
        "problem": mark.problem,
    }


def told(cells: Mapping[str, str]) -> str:
    """Write the cells of an example: ``目标 ≥3次，实际 =3次``."""
    return "，".join(f"{CELL_NAMES[name]} {text or '空'}" for name, text in cells.items())


def _check(example: Example, mark: Mark, number: int, ruleset: Ruleset, rule: Rule | None) -> None:
    key = f"{'' if rule is not None else 'execution.'}{entry_of('example', number=number)}"
    name = rule.id if rule is not None else ""
    if rule is not None and mark.rule != rule.id:
        used = f"用的是规则 {mark.rule}" if mark.rule else "用不上任何规则"
        what = f"算例（{told(example.given)}）没有用到这条规则，{used}"
        if mark.problem:
            what += f"：{mark.problem}"
        raise RulesetError(what, file=ruleset.file, rule=name, key=key, cure="改正算例，或调整规则的适用范围和顺序")
    got = outcome(mark)
    for cell, wanted in example.expect.items():
        agrees = wanted in got[cell] and bool(wanted) if cell == "problem" else wanted == got[cell]
        if agrees:
            continue
        what = f"算例（{told(example.given)}）写的{CELL_NAMES[cell]}是 {wanted or '空'}，算出的是 {got[cell] or '空'}"
        if _is_same_number(wanted, got[cell]):
            cure = f"数相等，小数位数也要一样：写成 {got[cell]}"
            raise RulesetError(what, file=ruleset.file, rule=name, key=key, cure=cure)
        if mark.problem and cell != "problem":
            what += f"（{mark.problem}）"
        elif mark.trace is not None and mark.trace.steps:
            what += "；算法：" + "；".join(str(step) for step in mark.trace.steps)
        raise RulesetError(what, file=ruleset.file, rule=name, key=key, cure="改正公式，或改正算例")


def _is_same_number(one: str, other: str) -> bool:
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
