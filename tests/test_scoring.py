"""Scores: properties that hold under every ruleset of the catalogue."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import (
    Evaluation,
    Formula,
    Indicator,
    Quantity,
    Ruleset,
    Unit,
    compare,
    format_value,
    mark_execution,
    mark_indicator,
    parse_figure,
    parse_value,
    score,
)
from scoring.plan import plan_indicator, rule_for
from scoring.rounding import Rounding, Way
from scoring.ruleset import Calculation, Option
from scoring.scorecard import Mark
from scoring.syntax import EXECUTION_NAMES, SCORE_NAMES
from tests.strategies import evaluations, figure, numbers, numeric_rows, word_rows
from tests.tables import CLEAN, funds, row, with_row

RULESETS = st.sampled_from([ruleset for ruleset in catalogue().values() if not any(r.by_hand for r in ruleset.rules)])
"""Rulesets that leave no number to people."""
WHOLE_SCALE = ("national/2020", "national/2021", "xinjiang/2024", "provincial/system", "hubei/2020")
"""Rulesets that say full marks for every target that was met."""


def mark(indicator: Indicator, ruleset: str) -> Mark:
    return mark_indicator(indicator, catalogue()[ruleset], year=2023)


@given(numeric_rows(most="9"), RULESETS)
def test_a_score_lies_between_nothing_and_the_weight(indicator: Indicator, ruleset: Ruleset) -> None:
    found = mark_indicator(indicator, ruleset)
    assert found.score is not None
    assert found.exact is not None
    assert 0 <= found.score <= (indicator.weight_value or 0)
    assert 0 <= found.exact <= (indicator.weight_value or 0)


@given(numeric_rows(("≥", ">", "=")), numbers("0", "50"), RULESETS)
def test_a_direct_score_does_not_fall_as_the_actual_rises(
    indicator: Indicator, more: Decimal, ruleset: Ruleset
) -> None:
    assert isinstance(indicator.actual, Quantity)
    assert isinstance(indicator.target, Quantity)
    better = evolve(indicator.actual, number=min(indicator.actual.number + more, indicator.target.number))
    if better.number < indicator.actual.number:
        return
    lower, higher = mark_indicator(indicator, ruleset), mark_indicator(evolve(indicator, actual=better), ruleset)
    assert lower.score is not None
    assert higher.score is not None
    assert lower.score <= higher.score


@given(numeric_rows(most="5"), st.sampled_from(WHOLE_SCALE))
def test_a_target_that_was_met_gives_full_marks(indicator: Indicator, ruleset: str) -> None:
    if compare(indicator).met:
        assert mark(indicator, ruleset).score == indicator.weight_value


@given(word_rows(), RULESETS)
def test_words_met_word_for_word_give_full_marks(indicator: Indicator, ruleset: Ruleset) -> None:
    assert mark_indicator(indicator, ruleset).score == indicator.weight_value


@given(numeric_rows(most="3"), RULESETS, st.sampled_from([("元", "万元"), ("万元", "亿元"), ("人次", "万人次")]))
def test_units_do_not_change_scores(indicator: Indicator, ruleset: Ruleset, pair: tuple[str, str]) -> None:
    small, large = map(Unit.of, pair)
    assert isinstance(indicator.target, Quantity)
    assert isinstance(indicator.actual, Quantity)
    target = evolve(indicator.target, unit=large)
    same = evolve(indicator, target=target, actual=evolve(indicator.actual, unit=large))
    number = indicator.actual.number * large.factor / small.factor
    other = evolve(indicator, target=target, actual=evolve(indicator.actual, unit=small, number=number))
    assert mark_indicator(same, ruleset).exact == mark_indicator(other, ruleset).exact


@given(evaluations(most="2"), RULESETS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_score_and_no_total(table: Evaluation, ruleset: Ruleset, random: Any) -> None:
    rows = list(table.indicators)
    random.shuffle(rows)
    one, two = score(table, ruleset), score(evolve(table, indicators=tuple(rows)), ruleset)
    assert (one.total, one.grade) == (two.total, two.grade)
    scores = {row.name: found.score for row, found in zip(table.indicators, one.marks, strict=True)}
    assert scores == {row.name: found.score for row, found in zip(rows, two.marks, strict=True)}


@given(evaluations(most="2"), RULESETS)
def test_the_trace_changes_no_number(table: Evaluation, ruleset: Ruleset) -> None:
    explained, plain = score(table, ruleset), score(table, ruleset, trace=False)
    bare = [evolve(mark, trace=None) for mark in (*explained.marks, explained.execution) if mark is not None]
    assert bare == [mark for mark in (*plain.marks, plain.execution) if mark is not None]
    assert explained.total == plain.total
    assert all(m.trace is not None for m in explained.marks if m.score is not None)


@given(evaluations(most="2"), RULESETS)
def test_levels_add_up_to_the_total(table: Evaluation, ruleset: Ruleset) -> None:
    card = score(table, ruleset)
    assert card.execution is not None
    levels = sum((level.score or Decimal(0) for level in card.levels), Decimal(0))
    assert levels + (card.execution.score or Decimal(0)) == card.total


@given(numeric_rows(most="3"), RULESETS)
def test_the_exact_score_is_the_formula_over_fractions(indicator: Indicator, ruleset: Ruleset) -> None:
    plan = plan_indicator(indicator, ruleset, compare(indicator))
    assert not isinstance(plan, Mark)
    values = plan.values
    if plan.completion is not None:
        rate = _python(plan.completion, values)
        values = {**values, "completion": ruleset.calculation.completion.exact(rate)}
    expected = ruleset.calculation.score.decimal(_python(plan.score, values))
    assert mark_indicator(indicator, ruleset).exact == expected


def _python(formula: Formula, values: dict[str, Any]) -> Fraction:
    """The formula's text run by Python itself, every literal made a Fraction."""
    import re

    from scoring.rounding import Rounding

    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r'Fraction("\1")', formula.text)
    table = {
        "Fraction": Fraction,
        "half_up": lambda x, n: Rounding("half-up", int(n)).exact(Fraction(x)),
        "cut": lambda x, n: Rounding("cut", int(n)).exact(Fraction(x)),
    }
    return Fraction(eval(text, table, dict(values)))


def test_a_clean_table_scores_a_hundred_and_is_graded() -> None:
    card = score(CLEAN, catalogue()["national/2020"])
    assert (card.total, card.grade, card.missing) == (Decimal(100), "优", 0)
    assert [level.name for level in card.levels] == ["产出指标", "成本指标", "效益指标", "满意度指标"]


def test_a_row_that_cannot_be_scored_leaves_no_total() -> None:
    card = score(with_row(1, actual="7,00.0,77"), catalogue()["xinjiang/2023"])
    assert (card.total, card.missing, card.grade) == (None, 1, "")
    assert "无法识别" in card.marks[0].problem


def test_the_trace_tells_the_rule_its_source_the_numbers_and_the_rounding() -> None:
    trace = mark(row("=100%", "=99.38%", "20", None), "xinjiang/2023").trace
    assert trace is not None
    assert "公开的表" in trace.source
    text = "\n".join(trace.lines())
    assert "99.38 < 60" in text
    assert "(99.38 − 60) × 20 ÷ 40 = 19.69" in text


def test_the_trace_names_the_cent_that_binary_arithmetic_costs() -> None:
    found = mark_execution(funds("32.40", "32.20", None, None), catalogue()["xinjiang/2023"])
    assert (str(found.score), str(found.exact)) == ("9.84", "9.85")
    assert found.trace is not None
    assert "二进制浮点数" in found.trace.notes[0]


@pytest.mark.parametrize(
    ("ruleset", "target", "actual", "expected"),
    [
        ("provincial/system", "=0件", "0件", "10"),
        ("provincial/system", "=0件", "2件", "0"),
        ("national/2020", "≤0起", "0起", "10"),
    ],
)
def test_zero_targets_are_scored_where_the_ruleset_says_how(
    ruleset: str, target: str, actual: str, expected: str
) -> None:
    assert mark(row(target, actual, "10", None), ruleset).score == Decimal(expected)


def test_a_zero_target_is_not_scored_where_the_ruleset_is_silent() -> None:
    found = mark(row("=0件", "0件", "10", None), "xinjiang/2023")
    assert found.score is None
    assert "目标值为 0" in found.problem


def test_ranges_dates_and_words_are_scored_when_met() -> None:
    for target, actual in [("3-5次", "4次"), ("2023年12月10日前", "2023年12月1日"), ("长期", "达到预期指标")]:
        assert mark(row(target, actual, "10", None), "national/2020").score == 10


def test_a_missed_text_target_is_left_to_people_inside_its_band() -> None:
    found = mark(row("长期", "基本达成", "10", None), "national/2020")
    assert found.score is None
    assert (found.low, found.high) == (6, 8)
    late = mark(row("2023年12月10日前", "2023年12月20日", "10", None), "xinjiang/2023")
    assert late.score is None
    assert "由人评判" in late.problem


def test_far_over_completion_offers_the_discretionary_score() -> None:
    options = mark(row("≥10次", "15次", "10", None), "national/2020").options
    assert [option.score for option in options] == [Decimal("5.00")]


def test_a_discretionary_score_of_a_number_that_is_not_printed_is_none() -> None:
    ruleset = catalogue()["national/2020"]
    shared = Option("酌定", Formula("met", SCORE_NAMES, "truth"), Formula("coefficient * weight / 100", SCORE_NAMES))
    lenient = evolve(ruleset, rules=tuple(evolve(rule, options=(shared,)) for rule in ruleset.rules))
    one = row("≥4次", "5次", "10", None)
    assert mark_indicator(one, lenient).options == ()
    (option,) = mark_indicator(evolve(one, coefficient=parse_figure("80")), lenient).options
    assert option.score == 8


def test_an_amount_that_only_the_score_of_the_money_needs_is_missed_too() -> None:
    ruleset = catalogue()["national/2020"]
    by_first = Formula("weight if executed >= initial else 0", EXECUTION_NAMES)
    measure = evolve(ruleset, execution=evolve(ruleset.execution, score=by_first))
    line = funds("100", "90", None, None, initial="80")
    assert mark_execution(line, measure).score == 10
    assert mark_execution(evolve(line, initial=None), measure).problem == "年初预算数没有填写或无法识别"


def test_a_discretionary_score_is_cut_as_the_score_is() -> None:
    ruleset = catalogue()["national/2020"]
    same = Option("酌定", Formula("met", SCORE_NAMES, "truth"), Formula("0.435 * weight", SCORE_NAMES))
    ways: tuple[tuple[Way, str], ...] = (("cut", "4.34"), ("cut-text", "4.35"))
    for way, points in ways:
        calculation = Calculation("binary64", score=Rounding(way, 2))
        rules = tuple(evolve(rule, options=(same,)) for rule in ruleset.rules)
        lenient = evolve(ruleset, calculation=calculation, rules=rules)
        (option,) = mark_indicator(row("≥4次", "5次", "10", None), lenient).options
        assert option.score == Decimal(points)


def test_a_zero_target_has_no_discretionary_score() -> None:
    assert mark(row("≥0次", "5次", "10", None), "national/2020").options == ()


def test_an_option_that_has_no_value_for_a_zero_target_does_not_cost_the_score() -> None:
    ruleset = catalogue()["national/2020"]
    always = Option("酌定", Formula("met", SCORE_NAMES, "truth"), Formula("actual / target * weight", SCORE_NAMES))
    lenient = evolve(ruleset, rules=tuple(evolve(rule, options=(always,)) for rule in ruleset.rules))
    found = mark_indicator(row("≥0次", "5次", "10", None), lenient)
    assert (found.score, found.options) == (10, ())
    assert mark_indicator(row("≥4次", "5次", "10", None), lenient).options[0].score == Decimal("12.50")


def test_an_option_that_divides_by_zero_does_not_cost_the_score() -> None:
    ruleset = catalogue()["national/2020"]
    always = Option("酌定", Formula("1 < 2", SCORE_NAMES, "truth"), Formula("weight / actual", SCORE_NAMES))
    lenient = evolve(ruleset, rules=tuple(evolve(rule, options=(always,)) for rule in ruleset.rules))
    found = mark_indicator(row("≥4次", "0次", "10", None), lenient)
    assert (found.score, found.options) == (0, ())


def test_a_score_people_typed_counts_where_the_rule_leaves_it_to_them() -> None:
    table = with_row(4, actual="基本达成", printed_score="14.00")
    card = score(table, catalogue()["national/2020"])
    assert (card.total, card.missing, card.grade) == (Decimal("94.00"), 0, "优")
    assert card.marks[3].trace is not None
    assert "由人评判" in card.marks[3].trace.notes[0]
    assert score(with_row(4, actual="基本达成", printed_score="19.00"), catalogue()["national/2020"]).total is None


def test_the_printed_rule_name_chooses_the_rule() -> None:
    ruleset = catalogue()["xinjiang/2024"]
    direct = row("≥10次", "5次", "10", None, rule="直接赋分")
    assert mark_indicator(direct, ruleset).score == 0
    assert mark_indicator(evolve(direct, rule=""), ruleset).score == 5


def test_a_rule_name_that_does_not_fit_the_target_is_noted() -> None:
    ruleset = catalogue()["xinjiang/2024"]
    found = compare(row("≥90%", "95%", "10", None))
    _, notes = rule_for("按评判等级赋分", found, ruleset)
    assert notes
    assert "按评判等级赋分" in notes[0]


def test_a_blank_amount_leaves_the_execution_unscored() -> None:
    found = mark_execution(funds("100", "—", None, None), catalogue()["national/2020"])
    assert found.score is None
    assert "全年执行数" in found.problem


def test_nothing_spent_of_nothing_has_no_rate() -> None:
    found = mark_execution(funds("0", "0", None, None), catalogue()["national/2020"])
    assert found.score is None
    assert "除数为 0" in found.problem


@given(quantity=numbers("0.01", "999"))
def test_weights_are_read_as_printed(quantity: Decimal) -> None:
    assert figure(quantity).value == quantity
    assert format_value(Quantity("", "≥", quantity)) == f"≥{quantity:f}"


def test_a_ruleset_under_another_calculation_is_made_once_and_scores_by_it() -> None:
    ruleset = catalogue()["provincial/system"]
    cut = evolve(ruleset.calculation, score=Rounding("cut", 1))
    assert ruleset.under(ruleset.calculation) is ruleset
    assert ruleset.under(cut) is ruleset.under(cut)
    row = Indicator("数量", target=parse_value("≥3次"), actual=parse_value("2次"), weight=parse_figure("10"))
    marks = [mark_indicator(row, one).score for one in (ruleset, ruleset.under(cut))]
    assert marks == [Decimal("6.67"), Decimal("6.6")]
