"""Targets beside actuals: units, dates, words, and what cannot be compared."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from scoring import Comparison, Indicator, Quantity, Unit, compare, parse_value
from scoring.comparison import holds
from tests.strategies import numeric_rows


def row(target: str, actual: str, name: str = "指标") -> Comparison:
    return compare(Indicator(name, target=parse_value(target), actual=parse_value(actual)), 2023)


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("≥3次", "=3次", True), ("≥3次", "=2次", False), (">3次", "3次", False), ("≤5%", "=0%", True),
        ("<1次", "=0次", True), ("<1次", "1次", False), ("=100%", "=99.38%", False), ("3次", "3次", True),
        ("≤2次", "5次", False),
    ],
)  # fmt: skip
def test_a_target_is_met_as_its_operator_reads(target: str, actual: str, met: bool) -> None:
    assert row(target, actual).met is met


@pytest.mark.parametrize(
    ("target", "actual", "name", "expected", "assumed"),
    [
        ("≤2.6亿元", "24500万元", "指标", "2.45", False),
        ("≥10万人次", "120000人次", "指标", "12", False),
        ("≥96%", "0.96", "指标", "96", True),
        ("=100%", "1", "指标", "100", True),
        ("≥98%", "98", "指标", "98", True),
        ("≥0.9", "95%", "指标", "0.95", True),
        ("≤1028.71", "1000万元", "总成本（万元）", "1000", False),
        ("≤1000万元", "980", "总成本（万元）", "980", False),
        ("≤64万", "60万元", "指标", "60", True),
        ("≥3", "4次", "指标", "4", True),
        ("=263名", "=263人", "指标", "263", False),
    ],
)
def test_target_and_actual_are_brought_to_one_unit(
    target: str, actual: str, name: str, expected: str, assumed: bool
) -> None:
    found = row(target, actual, name)
    assert found.actual == Fraction(expected)
    assert found.assumed is assumed
    assert bool(found.notes) is assumed


@given(numeric_rows(), st.sampled_from([("元", "万元", 10**4), ("万元", "亿元", 10**4), ("人次", "万人次", 10**4)]))
def test_the_unit_in_which_an_actual_is_written_changes_nothing(
    indicator: Indicator, units: tuple[str, str, int]
) -> None:
    small, large, factor = units
    assert isinstance(indicator.target, Quantity)
    assert isinstance(indicator.actual, Quantity)
    target = evolve(indicator.target, unit=Unit.of(large))
    same = evolve(indicator.actual, unit=Unit.of(large))
    other = evolve(indicator.actual, unit=Unit.of(small), number=indicator.actual.number * factor)
    one = compare(evolve(indicator, target=target, actual=same))
    two = compare(evolve(indicator, target=target, actual=other))
    assert (one.met, one.actual) == (two.met, two.actual)


@pytest.mark.parametrize(
    ("name", "target", "actual", "read"),
    [
        ("成本(万元)", "≤60", "64万", 64),
        ("成本(万元)", "≤60万", "64", 64),
        ("成本(万元)", "≤60", "64", 64),
        ("成本", "≤60万", "640000", 64),
        ("成本(元)", "≤60万", "640000", 64),
        ("成本(亿元)", "≤60万", "640000", 64),
    ],
)
def test_a_multiplier_that_the_name_has_too_is_not_counted_twice(
    name: str, target: str, actual: str, read: int
) -> None:
    indicator = Indicator(name, target=parse_value(target), actual=parse_value(actual))
    found = compare(indicator)
    assert (found.actual, found.met) == (read, False)


@pytest.mark.parametrize(
    ("target", "actual", "obstacle"),
    [
        ("", "3次", "no-target"), ("≥3次", "", "no-actual"), ("≥", "3次", "unreadable"),
        ("≥3次", "7,00.0,77", "unreadable"),
        ("=100%", "=10月", "units"), ("≥3场", "3万元", "units"), ("≤30万元", "完成", "mixed"),
        ("保障", "=100%", "mixed"),
        ("有效提升", "明显改善", "words"), ("3-5次", "优", "mixed"), ("3-5次", "4元", "units"),
        ("2023年12月10日前", "100%", "mixed"), ("2023年12月10日前", "按时推进", "words"),
        ("≥3次；≥100人", "≥2次；≥100人", "several"), ("≥3次；≥100人", "一般", "several"),
        ("2023年12月10日前", "2023年12月", "dates"), ("2月29日前", "2月20日", "dates"), ("3月底前", "2月29日", "dates"), ("0.5%-80%", "0.9", "units"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_says_why_and_is_not_scored(target: str, actual: str, obstacle: str) -> None:
    found = row(target, actual)
    assert found.obstacle == obstacle
    assert found.problem
    assert found.met is None


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("2023年12月10日", "=2023年12月10日", True), ("2023年12月10日前", "2023年12月10日", True),
        ("2023年12月10日前", "2023年11月", True), ("2023年底", "2023年12月31日", True),
        ("12月底前", "2023年12月10日", True), ("11月底前", "12月5日", False),
        ("2023年12月10日", "2023年12月11日", False), ("2023年12月10日前", "按时完成", None),
        ("2023年12月10日前", "已完成", True), ("2024年11月30日前", "=2024年11月30日前", True),
        ("2023年6月", "2023年8月", False), ("2023年12月15日", "2023年12月底", False),
    ],
)  # fmt: skip
def test_dates_are_compared_by_their_last_day(target: str, actual: str, met: bool | None) -> None:
    assert row(target, actual).met is met


def test_a_date_without_any_year_uses_the_budget_year_or_says_so() -> None:
    indicator = Indicator("指标", target=parse_value("12月底前"), actual=parse_value("12月10日"))
    assert compare(indicator, 2023).met is True
    assert compare(indicator, None).obstacle == "dates"


def test_a_deadline_without_a_year_is_of_the_budget_year_though_the_actual_names_another() -> None:
    late = Indicator("指标", target=parse_value("12月底前"), actual=parse_value("2024年1月5日"))
    assert compare(late, 2023).met is False
    assert compare(late, 2024).met is True


@pytest.mark.parametrize(
    ("target", "actual", "answer"),
    [("长期", "长期", "met"), ("=长期", "长期", "met"), ("长期", "达到预期指标", "met"), ("长期", "基本达成", "partly"),
     ("长期", "未完成", "missed"), ("提高，保障", "提高、保障", "met")],
)  # fmt: skip
def test_words_are_met_by_the_same_words_or_by_an_answer_of_the_table(target: str, actual: str, answer: str) -> None:
    assert row(target, actual).answer == answer


def test_a_decimal_point_is_no_punctuation() -> None:
    assert row("比上年提高3.5个百分点以上", "比上年提高35个百分点以上").met is None
    assert row("1.比上年提高3.5个百分点以上。", "1、比上年提高3.5个百分点以上").met is True


def test_ranges_include_both_ends() -> None:
    assert row("3-5次", "5次").met is True
    assert row("3-5次", "6次").met is False


def test_several_targets_are_met_only_all_together() -> None:
    assert row("≥3次；≥100人", "3次；120人").met is True
    assert row("≥3次；≥100人", "达到预期指标").met is True


@given(st.sampled_from(["≥", "≤", ">", "<", "=", ""]), st.fractions(0, 100), st.fractions(0, 100))
def test_operators_read_as_in_mathematics(operator: str, target: Fraction, actual: Fraction) -> None:
    signs = {"≥": actual >= target, "≤": actual <= target, ">": actual > target, "<": actual < target}
    assert holds(operator, target, actual) is signs.get(operator, actual == target)


def test_percent_shares_are_read_exactly() -> None:
    assert row("≥0.5", "95%").actual == Fraction(Decimal("0.95"))
