"""The shipped rulesets: examples hold, scores stay within the weight, published facts come out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rulesets import catalogue, check, describe
from rulesets.building import NAMES_OF
from rulesets.schema import OPERATOR_CELLS
from scoring import (
    Figure,
    FundLine,
    Indicator,
    Quantity,
    Ruleset,
    Span,
    Words,
    mark_execution,
    mark_indicator,
    parse_figure,
    parse_value,
)
from scoring.ruleset import EVIDENCE_NAMES

SHIPPED = (
    "beijing/2016", "chongqing/department-2021", "department/steps", "hubei/2020", "jiangxi/2017", "national/2020",
    "national/2021", "provincial/by-hand", "provincial/deduction", "provincial/default-cost", "provincial/reason-130",
    "provincial/system", "provincial/uncapped", "sichuan/2023", "xinjiang/2023", "xinjiang/2024",
)  # fmt: skip
RULESETS = [catalogue()[name] for name in SHIPPED]
every_ruleset = pytest.mark.parametrize("ruleset", RULESETS, ids=lambda ruleset: ruleset.id)

numbers = st.decimals(Decimal(-50), Decimal(500), places=2)
weights = st.decimals(Decimal("0.5"), Decimal(60), places=1)


def figure(number: Decimal) -> Figure:
    return Figure(f"{number}", number)


def quantity(number: Decimal, operator: str = "") -> Quantity:
    return Quantity(f"{operator}{number}", operator, number)


def row(target: str, actual: str, weight: str, rule: str = "") -> Indicator:
    return Indicator(
        "指标", target=parse_value(target), actual=parse_value(actual), weight=parse_figure(weight), rule=rule
    )


def test_these_are_shipped() -> None:
    assert tuple(name for name in catalogue() if name in SHIPPED) == SHIPPED


@every_ruleset
def test_every_example_holds_with_no_tolerance(ruleset: Ruleset) -> None:
    checked = check(catalogue().file(ruleset.id))
    assert evolve(checked, file=ruleset.file) == ruleset
    assert all(rule.examples for rule in checked.rules)
    assert checked.execution.examples


@every_ruleset
def test_the_evidence_is_said_wherever_the_ruleset_is_shown(ruleset: Ruleset) -> None:
    assert EVIDENCE_NAMES[ruleset.source.evidence] in describe(ruleset)
    assert ruleset.source.evidence != "document"
    assert ruleset.note


@every_ruleset
def test_every_cent_of_a_total_has_exactly_one_grade(ruleset: Ruleset) -> None:
    for cents in range(10001):
        assert ruleset.grade_of(Decimal(cents) / 100)


@every_ruleset
@given(
    operator=st.sampled_from(OPERATOR_CELLS),
    target=numbers,
    actual=numbers,
    weight=weights,
    reason=st.sampled_from(["", "受天气影响"]),
    rule=st.sampled_from(["", "直接赋分", "满意度赋分"]),
)
def test_no_number_takes_a_score_out_of_its_weight(
    ruleset: Ruleset, operator: str, target: Decimal, actual: Decimal, weight: Decimal, reason: str, rule: str
) -> None:
    made = Indicator(
        "指标",
        target=quantity(target, operator),
        actual=quantity(actual),
        weight=figure(weight),
        reason=reason,
        rule=rule,
    )
    mark = mark_indicator(made, ruleset, trace=False)
    if mark.score is None:
        assert mark.problem
        assert target <= 0 or "由人评判" in mark.problem
    else:
        assert 0 <= mark.score <= weight
        assert all(0 <= option.score <= weight for option in mark.options)


@every_ruleset
@given(ends=st.tuples(numbers, numbers).map(sorted), actual=numbers, weight=weights)
def test_no_range_takes_a_score_out_of_its_weight(
    ruleset: Ruleset, ends: list[Decimal], actual: Decimal, weight: Decimal
) -> None:
    low, high = ends
    made = Indicator("指标", target=Span("", low, high), actual=quantity(actual), weight=figure(weight))
    mark = mark_indicator(made, ruleset, trace=False)
    assert mark.problem if mark.score is None else 0 <= mark.score <= weight


@every_ruleset
@given(adjusted=st.decimals(1, 9000, places=2), executed=st.decimals(0, 9900, places=2))
def test_the_execution_score_lies_within_its_weight_and_never_falls_with_more_money_spent(
    ruleset: Ruleset, adjusted: Decimal, executed: Decimal
) -> None:
    lines = [FundLine("总额", adjusted=figure(adjusted), executed=figure(sum_)) for sum_ in (executed, executed + 1)]
    less, more = (mark_execution(line, ruleset, trace=False).score for line in lines)
    assert less is not None
    assert more is not None
    assert 0 <= less <= more
    assert more <= ruleset.execution.weight or ruleset.id == "provincial/uncapped"


@every_ruleset
def test_a_target_in_words_that_was_met_gets_full_marks_everywhere(ruleset: Ruleset) -> None:
    mark = mark_indicator(
        Indicator("指标", target=Words("长期"), actual=Words("长期"), weight=figure(Decimal(20))), ruleset
    )
    assert mark.score == 20


@given(percent=st.decimals(Decimal(1), Decimal(130), places=2), weight=st.integers(1, 30))
def test_xinjiang_2023_is_plain_floating_point(percent: Decimal, weight: int) -> None:
    mark = mark_indicator(row("=100%", f"={percent}%", str(weight)), catalogue()["xinjiang/2023"], trace=False)
    rate = min(float(percent) / 100.0 * 100, 100)
    rate = float(Decimal(rate).quantize(Decimal("0.01"), ROUND_HALF_UP))
    points = 0 if rate < 60 else (rate - 60) * weight / 40
    assert mark.score == Decimal(points).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("executed", "adjusted", "score"),
    [
        ("32.20", "32.40", "9.84"),
        ("77.66", "100.00", "4.41"),
        ("183.96", "200.00", "8.00"),
        ("59.92", "140.56", "0.00"),
    ],
)
def test_the_execution_scores_published_in_2023(executed: str, adjusted: str, score: str) -> None:
    line = FundLine("总额", adjusted=figure(Decimal(adjusted)), executed=figure(Decimal(executed)))
    assert mark_execution(line, catalogue()["xinjiang/2023"]).score == Decimal(score)


def test_the_national_measure_differs_where_xinjiang_is_odd() -> None:
    saved, exceeded = row("≤44.80万元", "=25.17万元", "10"), row("≤2次", "=5次", "10")
    assert [mark_indicator(r, catalogue()["xinjiang/2023"]).score for r in (saved, exceeded)] == [0, 10]
    assert [mark_indicator(r, catalogue()["national/2020"]).score for r in (saved, exceeded)] == [10, 4]


def test_the_guide_of_2021_keeps_the_rules_and_their_source_and_adds_a_scheme() -> None:
    before, after = catalogue()["national/2020"], catalogue()["national/2021"]
    assert [rule.id for rule in after.rules] == [rule.id for rule in before.rules]
    assert {rule.source for rule in after.rules} == {before.source}
    assert [scheme.name for scheme in after.weights] == ["不设成本指标", "设成本指标"]
    assert after.grades == before.grades
    assert after.source.number != before.source.number


def test_direct_award_is_used_only_where_its_name_is_printed() -> None:
    ruleset = catalogue()["xinjiang/2024"]
    assert mark_indicator(row("≥100人", "=85人", "10"), ruleset).score == Decimal("8.50")
    assert mark_indicator(row("≥100人", "=85人", "10", rule="直接赋分"), ruleset).score == 0


def test_options_are_open_only_far_above_the_target() -> None:
    ruleset = catalogue()["national/2020"]
    assert mark_indicator(row("≥10次", "=11次", "10"), ruleset).options == ()
    (option,) = mark_indicator(row("≥10次", "=12次", "10"), ruleset).options
    assert option.score == 8
    assert mark_indicator(row("=0次", "=0次", "10"), ruleset).options == ()


def test_the_kinds_of_targets_share_no_name_by_chance() -> None:
    assert "low" not in NAMES_OF["number"]
    assert "target" not in NAMES_OF["range"]
    assert NAMES_OF["date"] == NAMES_OF["words"] == {"met", "reason"}
