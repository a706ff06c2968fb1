"""What another actual would bring: full marks, the next step, the bands; found exactly, as trying them all would."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import rulesets
from reports.views.what_if import what_if_sentences
from reports.views.what_if_tables import sensitivity_sentences
from scoring import FundLine, Indicator, Mark, Ruleset, mend, parse_figure, parse_value, recheck, score
from scoring.formula import Formula
from scoring.marking import mark_execution, mark_indicator
from scoring.mending import must_count
from scoring.model import Evaluation
from scoring.quantity import Quantity
from scoring.rounding import Rounding
from scoring.syntax import COMPLETION_NAMES, SCORE_NAMES
from scoring.what_if_line import Line, Stretch, indicator_line
from scoring.what_if_pieces import MOST_PIECES
from scoring.what_if_row import WhatIf, what_if, what_if_execution
from scoring.what_if_total import sensitivity
from workbench.check_lines import check_lines
from workbench.terminal import Screen

from .strategies_printed import printed_evaluations

SHELF = rulesets.catalogue()
X1, X2, N1, P1 = (SHELF[name] for name in ("xinjiang/2023", "xinjiang/2024", "national/2020", "provincial/system"))


def row(target: str, actual: str, weight: str = "10", **more: str) -> Indicator:
    found = parse_value(actual) if actual else None
    return Indicator("指标", target=parse_value(target), actual=found, weight=parse_figure(weight), **more)


def with_formulas(score_text: str, completion: str = "", arithmetic: str = "exact") -> Ruleset:
    """A ruleset whose first rule scores numbers by these formulas."""
    rule = evolve(
        N1.rules[0],
        operators=(),
        completion=Formula(completion, COMPLETION_NAMES) if completion else None,
        score=Formula(score_text, SCORE_NAMES),
        options=(),
    )
    return evolve(N1, rules=(rule,), calculation=evolve(N1.calculation, arithmetic=arithmetic))


def tried(indicator: Indicator, ruleset: Ruleset, most: int) -> dict[int, Mark]:
    """The mark of every actual from 0, by the engine itself; the actual is printed in whole units."""
    assert isinstance(indicator.actual, Quantity)
    return {
        number: mark_indicator(
            evolve(indicator, actual=evolve(indicator.actual, number=Decimal(number))), ruleset, trace=False
        )
        for number in range(most + 1)
    }


def agrees_with_trying(indicator: Indicator, ruleset: Ruleset, most: int) -> None:
    found, marks = what_if(indicator, ruleset), tried(indicator, ruleset, most)
    scores = {number: mark.score for number, mark in marks.items()}
    assert not found.problem
    assert found.actual is not None
    here = int(found.actual)
    full = {n for n, points in scores.items() if points == found.weight}
    listed = {n for s in found.full for n in range(int(s.low or 0), int(most if s.high is None else s.high) + 1)}
    assert {n for n in listed if n <= most} == full
    missing = {n for s in found.beyond for n in range(int(s.low or 0), int(most if s.high is None else s.high) + 1)}
    assert {n for n in missing if n <= most} == {n for n in full if not marks[n].met}
    assert found.score == scores[here]
    for nearby, numbers in ((found.below, range(here - 1, -1, -1)), (found.above, range(here + 1, most + 1))):
        first = next((n for n in numbers if scores[n] != scores[here]), None)
        if first is not None:
            assert nearby is not None
            assert (nearby.actual, nearby.score) == (first, scores[first])
        elif nearby is not None:
            assert nearby.actual > most


@pytest.mark.parametrize("ruleset", SHELF.values(), ids=list(SHELF))
@settings(max_examples=20)
@given(
    operator=st.sampled_from(["≥", "≤", "=", ">", "<", ""]),
    target=st.integers(1, 60),
    actual=st.integers(0, 100),
    weight=st.sampled_from(["5", "8", "15", "2.5"]),
    reason=st.sampled_from(["", "任务增加"]),
)
def test_the_search_finds_what_trying_every_actual_finds(
    ruleset: Ruleset, operator: str, target: int, actual: int, weight: str, reason: str
) -> None:
    agrees_with_trying(row(f"{operator}{target}次", f"{actual}次", weight, reason=reason), ruleset, 130)


FORMULAS = [
    "max(0, weight - abs(actual - target) / target * weight)",
    "weight if actual == target else weight / 2 if actual != 17 else 0",
    "min(weight, 100 / (actual - 7.5) + weight / 2)",
    "half_up(weight * actual / target, 0) if actual < target else cut(weight * target / actual, 1)",
    "weight if not (actual < target or actual > 2 * target) and actual != target + 1 else 0",
    "max(min(actual, 3 * target - actual), 0) * weight / target",
    "weight - (actual - target) * (actual - target) / 100",
    "0 - (0 - actual) * (0 - weight) / (0 - target)",
    "weight if (actual < target if actual > 3 else actual == 2) else weight / 2",
]


@pytest.mark.parametrize("arithmetic", ["exact", "binary64"])
@pytest.mark.parametrize("formula", FORMULAS)
@settings(max_examples=20)
@given(target=st.integers(1, 40), actual=st.integers(0, 120))
def test_any_formula_is_followed_with_its_turns(formula: str, arithmetic: str, target: int, actual: int) -> None:
    ruleset = with_formulas(formula, arithmetic=arithmetic)
    agrees_with_trying(row(f"{target}次", f"{actual}次"), ruleset, 130)


def test_a_formula_that_turns_too_often_is_not_guessed() -> None:
    ruleset = with_formulas("actual * (3 * target - actual) / target")
    found = what_if(row("3000人", "2999人"), ruleset)
    assert "起伏太多" in found.problem
    assert not found.full
    assert MOST_PIECES < 3000 * 1000


def test_full_marks_and_steps_are_at_the_precision_printed() -> None:
    coarse, fine = what_if(row("≥95%", "90%"), N1), what_if(row("≥95%", "90.0%"), N1)
    assert (coarse.step, fine.step) == (1, Decimal("0.1"))
    assert coarse.full == fine.full == (Stretch(Decimal(95), None),)
    assert coarse.above is not None
    assert fine.above is not None
    assert (coarse.above.actual, coarse.above.score) == (91, Decimal("9.58"))
    assert (fine.above.actual, fine.above.score) == (Decimal("90.1"), Decimal("9.48"))


def test_full_marks_beyond_the_target_are_told_apart() -> None:
    found = what_if(row("≤44.80万元", "44.90万元"), N1)
    assert found.full == (Stretch(None, Decimal("44.82")),)
    assert found.beyond == (Stretch(Decimal("44.81"), Decimal("44.82")),)
    first, *_ = what_if_sentences(found)
    assert first == (
        "得满分的实际值：不超过 44.82万元（现在 44.9万元，多出 0.08万元）；"
        "其中 44.81万元 到 44.82万元 不合目标值，是取整或规则使它满分"
    )
    assert not what_if(row("≥95%", "90%"), N1).beyond


def test_what_lacks_nothing_is_said_to_have_full_marks() -> None:
    first, *_ = what_if_sentences(what_if(row("≥95%", "96%"), N1))
    assert first == "得满分的实际值：95%及以上（现在 96%，已满分）"


def test_full_marks_for_less_than_the_budget_are_told_apart() -> None:
    line = FundLine("总额", adjusted=parse_figure("100.00"), executed=parse_figure("77.66"), total=True)
    assert what_if_execution(line, X1).beyond == (Stretch(Decimal("99.98"), Decimal("99.99")),)


def test_the_bands_of_a_rule_are_its_conditions() -> None:
    found = what_if(row("≤20次", "25次"), P1)
    assert [(b.actuals.low, b.actuals.high, b.first, b.last, b.here) for b in found.bands] == [
        (None, 20, Decimal(10), Decimal(10), False),
        (21, 39, Decimal("9.5"), Decimal("0.5"), True),
        (40, None, Decimal(0), Decimal(0), False),
    ]
    assert found.band == 1


def test_binary_arithmetic_decides_the_cent_where_the_system_computes_in_it() -> None:
    line = FundLine("总额", adjusted=parse_figure("100.00"), executed=parse_figure("77.66"), total=True)
    found = what_if_execution(line, X1)
    assert found.score == Decimal("4.41")
    assert found.above is not None
    assert found.above.actual == Decimal("77.67")
    assert found.full == (Stretch(Decimal("99.98"), Decimal("100.00")),)


@settings(max_examples=20)
@given(executed=st.integers(0, 900), ruleset=st.sampled_from(list(SHELF.values())))
def test_the_execution_is_searched_as_trying_every_amount_would(executed: int, ruleset: Ruleset) -> None:
    line = FundLine(
        "总额", parse_figure("90.0"), parse_figure("90.0"), parse_figure(f"{executed / 10:.1f}"), total=True
    )
    found = what_if_execution(line, ruleset)
    scores = {
        n: mark_execution(evolve(line, executed=parse_figure(f"{n / 10:.1f}")), ruleset, trace=False).score
        for n in range(901)
    }
    full = {n for n, points in scores.items() if points == found.weight}
    listed = {n for s in found.full for n in range(int((s.low or 0) * 10), int((s.high or 0) * 10) + 1)}
    assert listed == full
    above = next((n for n in range(executed + 1, 901) if scores[n] != scores[executed]), None)
    assert (found.above.actual * 10 if found.above else None) == above


def test_a_range_gives_full_marks_between_its_ends() -> None:
    found = what_if(row("5-10次", "12次"), N1)
    assert found.full == (Stretch(Decimal(5), Decimal(10)),)
    assert found.nearest == 10
    assert len(found.bands) == 3


def test_units_of_target_and_actual_are_brought_together() -> None:
    found = what_if(row("≥1.2万元", "11000元"), N1)
    assert found.full == (Stretch(Decimal(11994), None),)  # 99.95% is 10.00 when rounded
    assert found.unit == "元"
    assert what_if(row("≥95%", "0.9"), N1).full == (Stretch(Decimal("0.95") + Decimal("0.05"), None),)


def test_a_blank_actual_still_has_full_marks() -> None:
    found = what_if(row("≥96场", ""), X1)
    assert found.full == (Stretch(Decimal(96), None),)
    assert (found.actual, found.above, found.below) == (None, None, None)


def test_words_and_dates_say_what_gives_full_marks() -> None:
    words, date = what_if(row("有效提升", "部分达成"), N1), what_if(row("2024年6月底前", "2024年7月2日"), N1)
    assert words.answer == "达到“有效提升”"
    assert next((one.name, one.low, one.high) for one in words.texts) == ("达成", 8, 10)
    assert date.answer == "在“2024年6月底前”完成"
    assert date.score is None


@pytest.mark.parametrize(
    ("target", "actual", "why"),
    [("≥3次", "完成", "实际却写成"), ("≥3次", "3公里", "不同"), ("≥9O%", "90%", "无法识别")],
)
def test_what_cannot_be_compared_says_why(target: str, actual: str, why: str) -> None:
    found = what_if(row(target, actual), N1)
    assert why in found.problem
    assert found.full == ()
    assert isinstance(found, WhatIf)


def test_a_zero_target_without_a_rule_gives_no_full_marks() -> None:
    found = what_if(row("=0起", "1起"), X1)
    assert found.full == ()
    assert found.score is None


def table(*rows: Indicator, executed: str = "100") -> Evaluation:
    fund = FundLine("总额", None, parse_figure("100"), parse_figure(executed), weight=parse_figure("10"), total=True)
    return Evaluation("project", "self-evaluation", "项目", funds=(fund,), indicators=rows)


def test_sensitivity_says_what_each_row_loses_and_what_a_little_more_changes() -> None:
    found = sensitivity(table(row("≥10次", "8次", "50"), row("≤20万元", "20万元", "40")), N1)
    money, visits, cost = found.rows
    assert (visits.lost, visits.nudge, visits.more, visits.less, visits.gap) == (10, 1, 5, -5, 2)
    assert (money.row, money.lost, money.more) == (0, 0, None)  # no more than the budget can be spent
    assert cost.more is not None
    assert cost.more < 0
    assert cost.less == 0


def test_sensitivity_names_the_rows_that_decide_the_grade() -> None:
    found = sensitivity(table(row("≥10次", "8次", "50"), row("≥20人", "20人", "40")), N1)
    assert (found.card.total, found.card.grade) == (90, "优")
    assert found.better is None
    assert found.worse is not None
    assert (found.worse.grade, found.worse.points, found.worse.beyond) == ("良", 0, True)
    assert [row.row for row in found.deciding("grade_without")] == [0, 1, 2]
    assert [row.row for row in found.deciding("grade_left_out")] == [0, 2]
    assert not found.deciding("grade_full")


def test_without_a_total_no_row_decides_a_grade() -> None:
    found = sensitivity(table(row("≥10次", "", "50"), row("≥20人", "20人", "40")), N1)
    assert found.card.total is None
    assert found.better is found.worse is None
    assert {row.grade_without for row in found.rows} == {""}


def test_a_row_changes_the_total_as_the_sensitivity_says() -> None:
    rows = [row("≥10次", "7次", "30"), row("≥200人", "150人", "30"), row("≤5.0天", "6.5天", "30")]
    found = sensitivity(table(*rows), N1)
    for number, one in enumerate(found.rows[1:]):
        actual = rows[number].actual
        assert isinstance(actual, Quantity)
        assert one.nudge is not None
        other = list(rows)
        other[number] = evolve(rows[number], actual=evolve(actual, number=actual.number + one.nudge))
        card = score(table(*other), N1)
        assert card.total is not None
        assert found.card.total is not None
        assert card.total - found.card.total == one.more


@settings(max_examples=40)
@given(evaluation=printed_evaluations(), ruleset=st.sampled_from(list(SHELF.values())))
def test_whatever_is_printed_is_answered_or_refused_with_a_reason(evaluation: Evaluation, ruleset: Ruleset) -> None:
    for indicator in evaluation.indicators:
        found = what_if(indicator, ruleset, year=evaluation.year)
        assert found.problem or found.answer or found.bands
        assert list(what_if_sentences(found))
    if evaluation.form == "self-evaluation":
        asked = sensitivity(evaluation, ruleset)
        assert len(asked.rows) == len(evaluation.indicators) + (asked.card.execution is not None)
        assert list(sensitivity_sentences(asked))
    one = mend(recheck([evaluation], SHELF.values()))
    assert one.to_mend == must_count(one.all_findings())
    assert "\n".join(check_lines(one, Screen(80)))


def test_a_line_keeps_the_scores_it_has_computed() -> None:
    line = indicator_line(row("≥10次", "7次"), evolve(N1, calculation=evolve(N1.calculation, score=Rounding("cut", 1))))
    assert isinstance(line, Line)
    assert [line.score(n) for n in (7, 10)] == [Decimal("7.0"), Decimal("10.0")]
