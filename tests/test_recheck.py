"""Recheck: what was published by a rule is found right, and what is not is judged."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import Document, Evaluation, Recheck, Rounding, Verdict, from_data, recheck, to_data
from scoring.conventions import conventions
from scoring.ruleset import Calculation
from tests.strategies import evaluations, publish, values
from tests.tables import CLEAN, funds, reading, row, with_funds, with_row

RULESETS = tuple(catalogue().values())
DRAWN = ("D7", "D10", "F4")
"""What tables drawn at random may have for good reason: half of all points in one row, a limit above an output,
another table like it.
"""
FLOOR_FREE = ("national/2020", "national/2021", "provincial/system", "hubei/2020", "xinjiang/2024")


@settings(max_examples=60, deadline=None)
@given(st.lists(evaluations(), min_size=1, max_size=2), st.sampled_from(FLOOR_FREE))
def test_what_a_ruleset_published_is_found_right(tables: list[Evaluation], ruleset: str) -> None:
    made = [_with_weight(table, ruleset) for table in tables]
    outcome = recheck([publish(table, catalogue()[ruleset]) for table in made], RULESETS, ruleset=ruleset)
    assert [f for f in outcome.all_findings() if f.severity != "note" and f.code not in DRAWN] == []
    assert set(outcome.verdicts()) - {v for v, n in outcome.verdicts().items() if not n} <= {Verdict.AGREES}


@settings(max_examples=40, deadline=None)
@given(st.lists(evaluations(("≥", "=")), min_size=1, max_size=2))
def test_what_binary_arithmetic_published_is_found_right_or_a_convention(tables: list[Evaluation]) -> None:
    ruleset = catalogue()["xinjiang/2023"]
    outcome = recheck([publish(table, ruleset) for table in tables], RULESETS, ruleset=ruleset.id)
    assert [f for f in outcome.all_findings() if f.severity != "note" and f.code not in DRAWN] == []
    counts = outcome.verdicts()
    assert counts[Verdict.AGREES] + counts[Verdict.CONVENTION] == sum(counts.values())


def _with_weight(table: Evaluation, ruleset: str) -> Evaluation:
    """Give the execution rate the ruleset's weight and shrink the rows to fit."""
    share = catalogue()[ruleset].execution.weight
    gap = share - 10
    (budget,) = table.funds
    rows = list(table.indicators)
    largest = max(range(len(rows)), key=lambda n: rows[n].weight_value or 0)
    weight = (rows[largest].weight_value or Decimal(0)) - gap
    rows[largest] = evolve(rows[largest], weight=reading(f"{weight:f}"))
    return evolve(table, funds=(evolve(budget, weight=reading(f"{share:f}")),), indicators=tuple(rows))


@settings(max_examples=30, deadline=None)
@given(evaluations(most="3"))
def test_a_recheck_survives_a_trip_through_json(table: Evaluation) -> None:
    made = recheck(
        Document("甲.txt", (publish(table, catalogue()["national/2020"]),)), RULESETS, compare=("hubei/2020",)
    )
    assert from_data(json.loads(json.dumps(to_data(made))), Recheck) == made


@given(values())
def test_every_value_survives_a_trip_through_json(value: object) -> None:
    table = with_row(1)
    table = evolve(table, indicators=(evolve(table.indicators[0], target=value),))
    assert from_data(json.loads(json.dumps(to_data(table))), Evaluation) == table


def test_rulesets_survive_a_trip_through_json() -> None:
    for ruleset in RULESETS:
        assert from_data(json.loads(json.dumps(to_data(ruleset))), type(ruleset)) == ruleset


def judged(number: int, **changes: object) -> tuple[Verdict | None, str]:
    outcome = recheck([with_row(number, **changes)], RULESETS, ruleset="xinjiang/2023")
    judgement = outcome.tables[0].scores[number - 1]
    return judgement.verdict, judgement.explained_by


def test_a_score_that_agrees() -> None:
    assert judged(1, actual="=240册", printed_score="10.00") == (Verdict.AGREES, "")


def test_a_score_that_agrees_by_exact_arithmetic_only() -> None:
    changes = {"target": "=100%", "actual": "=99.38%", "weight": "10", "printed_score": "9.85"}
    assert judged(1, **changes) == (Verdict.CONVENTION, "精确计算")


def test_a_score_rounded_otherwise_is_a_convention() -> None:
    verdict, why = judged(1, actual="=233册", weight="15", printed_score="6.6")
    assert verdict is Verdict.CONVENTION
    assert "1 位小数" in why


def test_a_score_another_rule_gives_names_the_rule() -> None:
    verdict, why = judged(1, actual="=233册", printed_score="15.53")
    assert verdict is Verdict.OTHER_RULE
    assert "“" in why


def test_a_score_nothing_explains_differs() -> None:
    assert judged(1, actual="=240册", printed_score="3.21") == (Verdict.DIFFERS, "")


def test_a_score_that_cannot_be_computed_is_not_called_wrong() -> None:
    assert judged(4, actual="明显改善", printed_score="12.00") == (Verdict.NOT_SCORED, "")


def test_a_score_given_by_people_inside_its_band_agrees() -> None:
    table = with_row(4, actual="基本达成", printed_score="14.00")
    judgement = recheck([table], RULESETS, ruleset="national/2020").tables[0].scores[3]
    assert judgement.verdict is Verdict.AGREES
    assert "部分达成" in judgement.explained_by


def test_a_discretionary_score_is_a_convention() -> None:
    table = with_row(1, actual="=450册", printed_score="10.00", reason="因捐赠增加")
    judgement = recheck([table], RULESETS, ruleset="national/2020").tables[0].scores[0]
    assert judgement.verdict is Verdict.CONVENTION
    assert judgement.explained_by


def test_a_blank_score_gets_no_verdict_but_our_number() -> None:
    judgement = recheck([with_row(1, printed_score="")], RULESETS, ruleset="xinjiang/2023").tables[0].scores[0]
    assert (judgement.printed, judgement.computed, judgement.verdict) == (None, Decimal("20.00"), None)


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [("77.78%", Verdict.AGREES), ("77.8%", Verdict.AGREES), ("77.77%", Verdict.CONVENTION), ("0.7778", Verdict.CONVENTION),
     ("78.77%", Verdict.DIFFERS)],
)  # fmt: skip
def test_a_rate_is_judged_at_the_places_printed(rate: str, verdict: Verdict) -> None:
    table = with_funds(funds("90.00", "70.00", rate, "4.45"))
    assert recheck([table], RULESETS, ruleset="xinjiang/2023").tables[0].rate.verdict is verdict


def test_the_total_is_judged_by_what_the_rows_should_be() -> None:
    wrong_row = with_row(1, actual="=240册", printed_score="15.00", reason="因停业")
    same_sum = evolve(wrong_row, printed_total=reading("95"))
    total = recheck([same_sum], RULESETS, ruleset="xinjiang/2023").tables[0].total
    assert (total.verdict, total.computed) == (Verdict.DIFFERS, Decimal("90.00"))
    assert "差在各行" in total.explained_by


def test_compared_rulesets_stand_beside() -> None:
    outcome = recheck([with_row(3, actual="=25万元", printed_score="0.00")], RULESETS, compare=("national/2020",))
    (card,) = outcome.tables[0].compared
    assert (card.ruleset, card.total) == ("national/2020", Decimal("100.00"))


def test_goal_tables_are_checked_but_not_scored() -> None:
    goal = evolve(
        with_row(1, weight="30"), form="goal", printed_total=None, printed_weight_total=None,
        indicators=tuple(evolve(i, actual=None, printed_score=None) for i in with_row(1, weight="30").indicators),
    )  # fmt: skip
    (table,) = recheck([goal], RULESETS, ruleset="xinjiang/2023").tables
    assert table.scorecard is None
    assert [finding.code for finding in table.findings] == ["A2"]


def test_the_order_of_files_rows_and_rulesets_changes_no_verdict() -> None:
    one, two = CLEAN, with_row(1, actual="=240册", printed_score="10.00", reason="因停业")
    there = recheck([one, two], RULESETS).verdicts()
    back = recheck([two, one], tuple(reversed(RULESETS))).verdicts()
    assert there == back


def test_a_table_of_one_row_and_no_money_is_rechecked() -> None:
    bare = evolve(CLEAN, funds=(), indicators=(row("≥3次", "3次", "100", "100"),), printed_weight_total=None)
    (table,) = recheck([bare], RULESETS).tables
    assert table.total.verdict is Verdict.AGREES


def test_without_traces_findings_are_explained_all_the_same() -> None:
    table = with_row(1, actual="=240册", printed_score="3.21", reason="因停业")
    full, spare = (recheck([table], RULESETS, ruleset="xinjiang/2023", trace=trace) for trace in (True, False))
    assert list(full.all_findings()) == list(spare.all_findings())
    cards = [outcome.tables[0].scorecard for outcome in (full, spare)]
    assert all(card is not None for card in cards)
    assert [sum(mark.trace is not None for mark in card.marks) for card in cards if card is not None] == [5, 0]
    assert any(found.arithmetic for found in spare.all_findings())


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("11.99", Verdict.NOT_SCORED),
        ("12.00", Verdict.AGREES),
        ("15.99", Verdict.AGREES),
        ("16.00", Verdict.NOT_SCORED),
    ],
)
def test_a_band_holds_its_lower_end_and_not_its_upper_one(printed: str, verdict: Verdict) -> None:
    table = with_row(4, actual="基本达成", printed_score=printed)
    outcome = recheck([table], RULESETS, ruleset="national/2020").tables[0]
    assert outcome.scores[3].verdict is verdict
    assert ("B7" in {finding.code for finding in outcome.findings}) is (verdict is Verdict.NOT_SCORED)


def test_the_best_band_holds_full_marks() -> None:
    table = with_row(4, actual="达成预期指标", printed_score="20.00")
    assert recheck([table], RULESETS, ruleset="national/2020").tables[0].scores[3].verdict is Verdict.AGREES


def test_a_completion_of_a_reverse_target_may_be_target_over_actual() -> None:
    table = with_row(3, actual="=160万元", printed_completion="62.50%", printed_score="20.00")
    outcome = recheck([table], RULESETS, ruleset="xinjiang/2023").tables[0]
    assert outcome.completions[2].verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("6.75", Verdict.CONVENTION),  # the rate rounded to a whole percent, 78
        ("7", Verdict.CONVENTION),  # the score rounded to a whole point
        ("6.8", Verdict.DIFFERS),  # takes both: 78 %, and one place
    ],
)
def test_one_score_is_excused_by_one_assumption_at_most(printed: str, verdict: Verdict) -> None:
    assert judged(1, actual="=233册", weight="15", printed_score=printed)[0] is verdict


def test_at_most_three_other_rulesets_are_named() -> None:
    _, why = judged(1, actual="=233册", printed_score="15.53")
    assert why.count("“") == 3
    assert re.fullmatch(r".*” 等 \d+ 个规则集", why)


def test_an_execution_score_without_a_printed_weight_is_part_of_the_sum() -> None:
    line = evolve(funds("100.00", "100.00", "100.00%", "10.00"), weight=None)
    table = with_funds(line)
    outcome = recheck([table], RULESETS, ruleset="xinjiang/2023").tables[0]
    assert outcome.printed_sum == 100
    assert outcome.findings == ()


def test_fund_rows_without_a_total_row_leave_no_total() -> None:
    parts = (evolve(funds("60", "60", None, None), total=False), evolve(funds("40", "40", None, None), total=False))
    outcome = recheck([evolve(CLEAN, funds=parts)], RULESETS, ruleset="xinjiang/2023").tables[0]
    assert outcome.total.verdict is Verdict.NOT_SCORED
    assert outcome.scorecard is not None
    assert outcome.scorecard.execution is not None
    assert "没有合计行" in outcome.scorecard.execution.problem


def test_a_score_people_gave_counts_in_the_total() -> None:
    table = evolve(with_row(4, actual="基本达成", printed_score="14.00"), printed_total=reading("94"))
    total = recheck([table], RULESETS, ruleset="national/2020").tables[0].total
    assert (total.verdict, total.computed) == (Verdict.AGREES, Decimal("94.00"))


def test_a_day_that_only_leap_years_have_stops_nothing() -> None:
    judgement = recheck([with_row(1, target="2月29日前", actual="2月20日")], RULESETS).tables[0].scores[0]
    assert judgement.verdict is Verdict.NOT_SCORED


def test_conventions_of_an_unrounded_ruleset_do_not_count_not_rounding_as_an_assumption() -> None:
    assert Rounding("none") == Rounding("none", 2)
    own = Calculation(completion=Rounding("none"))
    assert [c.name for c in conventions(own) if c.calculation == own] == [""]


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("95", Verdict.AGREES),
        ("95%", Verdict.AGREES),
        ("0.95", Verdict.CONVENTION),
        ("0.9500", Verdict.CONVENTION),
        ("1", Verdict.DIFFERS),
        ("0.96", Verdict.DIFFERS),
        ("0.95%", Verdict.DIFFERS),
    ],
)
def test_a_share_without_a_per_cent_sign_is_a_way_of_writing_a_percentage(printed: str, verdict: Verdict) -> None:
    line = funds("100.00", "95.00", printed, "9.50")
    made = evolve(with_row(1, actual="=285册", printed_score="19.00", printed_completion=printed), funds=(line,))
    (result,) = recheck([made], catalogue().values(), ruleset="national/2020").tables
    assert (result.completions[0].verdict, result.rate.verdict) == (verdict, verdict)


def test_all_of_it_may_be_written_as_one() -> None:
    made = evolve(with_row(1, printed_completion="1"), funds=(funds("100.00", "99.99", "1", "10.00"),))
    (result,) = recheck([made], catalogue().values(), ruleset="national/2020").tables
    assert (result.completions[0].verdict, result.rate.verdict) == (Verdict.CONVENTION, Verdict.CONVENTION)
