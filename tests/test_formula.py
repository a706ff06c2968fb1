"""Formulas: the language, and three runs that agree."""

from __future__ import annotations

import gc
import pickle
import sys
from fractions import Fraction
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import Formula, FormulaError, UndefinedScore
from scoring.compiled import exact_row
from scoring.notation import notate, show
from scoring.rounding import Rounding
from scoring.syntax import EXECUTION_NAMES, SCORE_NAMES, parse

from .strategies_formulas import ROUNDINGS, VALUES, dividing_formulas, formulas

FLOOR = "0 if completion < 60 else (completion - 60) * weight / 40"


def score(text: str) -> Formula:
    return Formula(text, SCORE_NAMES)


def _reference(text: str, values: dict[str, Any]) -> Fraction:
    """Plain Python over Fractions: every literal wrapped by hand."""
    import re

    wrapped = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r'Fraction("\1")', text)
    table = {
        "Fraction": Fraction,
        "half_up": lambda x, n: Rounding("half-up", int(n)).exact(Fraction(x)),
        "cut": lambda x, n: Rounding("cut", int(n)).exact(Fraction(x)),
    }
    return Fraction(eval(wrapped, table, values))


@given(formulas(), VALUES)
def test_the_exact_run_is_plain_arithmetic_over_fractions(text: str, values: dict[str, Any]) -> None:
    assert score(text).exact(values) == _reference(text, values)


@given(dividing_formulas(), VALUES)
def test_only_what_is_evaluated_divides(text: str, values: dict[str, Any]) -> None:
    try:
        expected = _reference(text, values)
    except ZeroDivisionError:
        with pytest.raises(UndefinedScore):
            score(text).exact(values)
    else:
        assert score(text).exact(values) == expected


@given(st.none() | dividing_formulas(), dividing_formulas(), VALUES, ROUNDINGS, ROUNDINGS)
def test_a_row_in_one_function_is_its_formulas_and_roundings_one_after_the_other(
    completion: str | None, points: str, values: dict[str, Any], kept: Rounding, last: Rounding
) -> None:
    row = exact_row(completion, points, kept, last)
    rate, scored = Fraction(0), values
    try:
        if completion is not None:
            rate = score(completion).exact(values)
            scored = {**values, "completion": kept.exact(rate)}
        found = score(points).exact(scored)
    except UndefinedScore:
        with pytest.raises(ZeroDivisionError):
            row(values)
        return
    shown, over, under, mark, *number = row(values)
    assert (str(mark), Fraction(*number)) == (str(last.decimal(found)), found)
    if completion is not None:
        assert (str(shown), Fraction(over, under)) == (str(kept.decimal(rate)), scored["completion"])


@given(formulas(), VALUES)
def test_the_explained_run_gives_the_exact_value(text: str, values: dict[str, Any]) -> None:
    assert score(text).explain(values).value == score(text).exact(values)


@given(formulas().filter(lambda text: "half_up" not in text and "cut" not in text), VALUES)
def test_the_binary64_run_is_plain_python_floats(text: str, values: dict[str, Any]) -> None:
    floats = {k: v if isinstance(v, bool) else float(v) for k, v in values.items()}
    expected = float(eval(text, {}, floats))
    assert float(score(text).binary64(values)) == expected


def test_binary64_gives_the_issuing_systems_cent() -> None:
    values = {"completion": Fraction("99.38"), "weight": Fraction(10)}
    assert score(FLOOR).exact(values) == Fraction("9.845")
    assert score(FLOOR).binary64(values) == (99.38 - 60) * 10 / 40 < 9.845


def test_leading_spaces_do_not_shift_the_literals() -> None:
    assert score("   10").exact({}) == 10
    assert score("  123*1").exact({}) == 123


def test_literals_are_exact() -> None:
    assert score("0.1 + 0.2").exact({}) == Fraction(3, 10)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("__import__('os')", "函数"),
        ("9**9**9", "运算"),
        ('"a"*10**9', "十进制"),
        ("rand()", "函数"),
        ("(1).__class__", "不允许"),
        ("0x10", "十进制"),
        ("1e5", "十进制"),
        ("1_000", "十进制"),
        ("'%99999999d' % 1", "不允许这种运算"),
        ("f'{weight}'", "不允许"),
        ("[1] * 9", "不允许"),
        ("lambda: 1", "不允许"),
        ("1;2", "写法有误"),
        ("x=5", "写法有误"),
        ("1 +", "写法有误"),
        ("", "是空的"),
        ("weight\x00", "写法有误"),
        ("weigth", "是不是 weight"),
        ("ｗeight", "全角"),
        ("executed", "没有这个名称"),
        ("met", "应当给出一个数"),
        ("1 if weight else 2", "这里要用条件"),
        ("weight and 1", "这里要用条件"),
        ("-met", "这里要用数"),
        ("weight % 2", "不允许这种运算"),
        ("~weight", "不允许这种运算"),
        ("1 if weight in (1, 2) else 0", "不允许这种比较"),
        ("half_up(weight, completion)", "小数位数"),
        ("half_up(weight, 7)", "小数位数"),
        ("min(weight)", "要 2 到 6 个数"),
        ("min(weight, 1, key=abs)", "要 2 到 6 个数"),
        ("(lambda: 1)()", "不允许这个函数"),
        ("9" * 30, "十进制"),
        ("-" * 40 + "1", "嵌套"),
        ("1 + " * 200 + "1", "最多"),
        ("(" * 290 + "1" + ")" * 290, "写法有误"),
        ("True", "十进制"),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        score(text)
    assert words in str(caught.value)
    assert caught.value.text.strip() == text.strip()


def test_a_condition_may_be_asked_for() -> None:
    condition = Formula("completion > 120", SCORE_NAMES, "truth")
    assert condition.exact({"completion": Fraction(121)}) is True
    with pytest.raises(FormulaError, match="应当给出一个条件"):
        Formula("completion", SCORE_NAMES, "truth")


def test_the_completion_of_the_money_is_called_its_execution_rate() -> None:
    text = "weight if completion >= 100 else completion * weight / 100"
    money, row = Formula(text, EXECUTION_NAMES), Formula(text, SCORE_NAMES)
    values = {"completion": Fraction(50), "weight": Fraction(10)}
    assert str(money) == "若 执行率 ≥ 100：分值；否则 执行率 × 分值 ÷ 100"
    assert money.cases()[0] == ("执行率 ≥ 100%", "分值")
    assert money.explain(values).applied == "执行率 × 分值 ÷ 100"
    assert row.explain(values).applied == "完成率 × 分值 ÷ 100"


CURES = [
    ("max（actual，0）", "（ 写成 (、） 写成 )、， 写成 ,"),
    ("max(actual, 0", "左括号 1 个，右括号 0 个"),
    ("weight if met", "else 和它后面的一项不能省"),
    ("weight if actual = target else 0", "相等写成 =="),
    ("weight if actual ≥ target else 0", "≥ 写成 >="),
    ("actual >= target ? weight : 0", "甲 if 条件 else 乙"),
    ("actual target", "两个数之间要有运算符号"),
    ("200% * weight", "百分数写成数字"),
    ("200% - actual", "百分数写成数字"),
    ("5.5 * actual % 3", "只能用 + - * /"),
    ("实际值 / target", "是不是 actual？"),
    ("取大(actual, 0)", "是不是 max？"),
]


@pytest.mark.parametrize(("text", "cure"), CURES)
def test_each_slip_of_writing_has_its_own_cure(text: str, cure: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Formula(text, SCORE_NAMES)
    assert cure in caught.value.cure


def test_division_by_zero_has_no_value_in_any_run() -> None:
    formula = score("weight / target")
    values = {"weight": Fraction(1), "target": Fraction(0)}
    for run in (formula.exact, formula.binary64, formula.explain):
        with pytest.raises(UndefinedScore, match="除数为 0"):
            run(values)


@pytest.mark.parametrize(
    ("text", "digits"), [("weight", 400), ("half_up(weight * weight, 2)", 200), ("cut(weight * weight * 0, 2)", 200)]
)
def test_numbers_too_large_for_binary64_have_no_value(text: str, digits: int) -> None:
    with pytest.raises(UndefinedScore):
        score(text).binary64({"weight": Fraction(10**digits)})


def test_conditions_may_have_as_many_parts_as_a_formula_is_long() -> None:
    values = {"met": False, "reason": True, "weight": Fraction(1)}
    for condition in ("==".join(["1"] * 190), " or ".join(["met"] * 75) + " or reason"):
        assert score(f"weight if {condition} else 0").exact(values) == 1
    for condition in ("==".join([*["1"] * 180, "0"]), " and ".join(["reason"] * 50) + " and met"):
        assert score(f"weight if {condition} else 0").exact(values) == 0


@pytest.mark.parametrize("number", ["0.00001", "0.000000000000001"])
def test_the_case_that_holds_is_found_whatever_the_numbers_in_it(number: str) -> None:
    text = f"1 if (completion > {number}) and not completion < 0 else 2 if completion == 0 else 3"
    assert [score(text).taken({"completion": Fraction(one)}) for one in (10**17, 0, -1)] == [0, 1, 2]


def test_the_explanation_names_the_branch_not_taken() -> None:
    explanation = score(FLOOR).explain({"completion": Fraction("99.38"), "weight": Fraction(10)})
    assert [(b.condition, b.held) for b in explanation.branches] == [("99.38 < 60", False)]
    assert explanation.numbers == "(99.38 − 60) × 10 ÷ 40"
    assert explanation.applied == "(完成率 − 60) × 分值 ÷ 40"


def test_an_explanation_leaves_nothing_behind_in_which_ctrl_c_would_be_lost() -> None:
    # Python throws away what is raised in a ``__del__``, KeyboardInterrupt too.
    died: list[str] = []

    def seen(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name == "__del__":
            died.append(frame.f_code.co_filename)

    formula, before = score("weight - 7.25"), sys.getprofile()
    gc.collect()  # what other tests have left
    sys.setprofile(seen)
    try:
        formula.explain({"weight": Fraction(10)})
        gc.collect()
    finally:
        sys.setprofile(before)
    assert not died


def test_a_formula_survives_pickling() -> None:
    formula = score(FLOOR)
    assert pickle.loads(pickle.dumps(formula)) == formula


def test_formulas_are_written_as_the_field_writes_them() -> None:
    text = "max(abs(-weight), min(target, 3)) if met and (reason or not met) else cut(weight - (target - 1), 1)"
    shown = str(score(text))
    assert shown == (
        "若 达到目标 且 （有书面说明 或 非（达到目标））：取大（|−分值|，取小（目标值，3））；"
        "否则 截取（分值 − (目标值 − 1)，1 位小数）"
    )
    assert str(score("half_up(-(weight + 1), 2)")) == "四舍五入（−（分值 + 1），2 位小数）"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-(weight if met else 1)", "−（若 达到目标：分值；否则 1）"),
        ("weight - -actual", "分值 − （−实际值）"),
        ("1 if (weight if met else 2) < 3 else 4", "若 （若 达到目标：分值；否则 2） < 3：1；否则 4"),
        ("min((weight if met else 2), 3)", "取小（（若 达到目标：分值；否则 2），3）"),
        ("(1 if met else 2) if reason else 3", "若 有书面说明：（若 达到目标：1；否则 2）；否则 3"),
        ("1 if met else 2 if reason else 3", "若 达到目标：1；否则 若 有书面说明：2；否则 3"),
        ("weight / 0.0000000001", "分值 ÷ 0.0000000001"),
    ],
)
def test_no_formula_is_written_as_another_is(text: str, shown: str) -> None:
    assert str(score(text)) == shown


def test_a_condition_of_two_is_told_from_one_of_either() -> None:
    first, *_ = score("(2 if met or reason else 3) if met or weight > 1 else 4").cases()
    assert first == ("（达到目标 或 分值 > 1） 且 （达到目标 或 有书面说明）", "2")


def test_negative_numbers_are_put_in_brackets() -> None:
    assert score("-weight").explain({"weight": Fraction(-3)}).numbers == "−(-3)"
    tree = parse("weight * actual", SCORE_NAMES)
    assert notate(tree, {"weight": Fraction(3), "actual": Fraction(-2)}) == "3 × (-2)"
    assert notate(parse("1 if met else 2", SCORE_NAMES), {"met": False}) == "若 达到目标：1；否则 2"
    assert notate(parse("(1 if met else 2) * weight", SCORE_NAMES)) == "（若 达到目标：1；否则 2） × 分值"


def test_numbers_are_shown_exactly_where_they_end() -> None:
    assert show(Fraction(1, 8)) == "0.125"
    assert show(Fraction(1, 3)) == "0.333333…"
    assert show(Fraction(-1, 2)) == "-0.5"
    assert show(True) == "是"
