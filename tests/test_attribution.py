"""Which rule a document was scored by: found, told apart, or honestly left open."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import (
    Attribution,
    Document,
    Evaluation,
    Formula,
    FundLine,
    Indicator,
    Rounding,
    TableAttribution,
    ZipingbiaoError,
    infer,
    mark_indicator,
    parse_figure,
    recheck,
)
from scoring.candidates import _sample
from scoring.conventions import at_other_time, convention_named, conventions
from scoring.printed import Printed, printed_scores
from scoring.ruleset import UNKNOWN_PLACE, Calculation, Ruleset
from tests.strategies import evaluations, figure, publish
from tests.tables import CLEAN, funds, row, with_funds

RULESETS = tuple(catalogue().values())
PARTS = (
    row("=100%", "=91.98%", "10", None, name="甲"),
    row("≥300册", "=233册", "15", None, name="乙"),
    row("≥75人", "=61人", "20", None, name="丙"),
    row("≥17场", "=13场", "25", None, name="丁"),
    row("≥31次", "=29次", "20", None, name="戊"),
)
"""Rows whose completions do not fall on whole percents."""


def document(ruleset: Ruleset, *, unit: str = "示例局", year: int = 2023) -> Document:
    table = evolve(CLEAN, indicators=PARTS, unit=unit, year=year, funds=(funds("43.54", "32.97", None, None),))
    return Document("示例", (publish(table, ruleset),))


@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda ruleset: ruleset.id)
def test_the_ruleset_a_document_was_scored_by_is_found_or_named_among_the_equals(ruleset: Ruleset) -> None:
    attribution = infer(document(ruleset), RULESETS)
    assert attribution.how == "inferred"
    assert ruleset.id in (attribution.ruleset, *attribution.tied)
    assert attribution.candidates[0].parts == attribution.parts


@settings(max_examples=25)
@given(st.lists(evaluations(("≥", "=")), min_size=1, max_size=2), st.integers(0, 99))
def test_the_answer_does_not_depend_on_the_order_of_anything(tables: list[Evaluation], seed: int) -> None:
    made = tuple(publish(table, catalogue()["xinjiang/2023"]) for table in tables)
    shuffled, others = list(made), list(RULESETS)
    random.Random(seed).shuffle(shuffled)
    random.Random(seed).shuffle(others)
    one, other = infer(Document("甲", made), RULESETS), infer(Document("甲", tuple(shuffled)), others)
    assert evolve(one, tables=(), cells=()) == evolve(other, tables=(), cells=())
    assert Counter(tables_of(one)) == Counter(tables_of(other))
    assert Counter(cell.judgement for cell in one.cells) == Counter(cell.judgement for cell in other.cells)


def tables_of(found: Attribution) -> list[TableAttribution]:
    """The tables told apart, whatever their numbers."""
    return [evolve(table, table=0) for table in found.tables]


def test_full_marks_prove_nothing_and_the_answer_says_so() -> None:
    attribution = infer(Document("甲", (CLEAN,)), RULESETS)
    assert attribution.how == "default"
    assert attribution.parts == attribution.zeros == 0
    assert "不能断定" in attribution.sentence


def test_place_and_year_decide_where_the_scores_prove_nothing() -> None:
    here = evolve(CLEAN, unit="新疆维吾尔自治区示例局", year=2024)
    assert infer(Document("甲", (here,)), RULESETS).ruleset == "xinjiang/2024"
    elsewhere = evolve(CLEAN, unit="某省示例局", year=2024)
    assert infer(Document("甲", (elsewhere,)), RULESETS).ruleset.startswith("national/")


def test_of_equals_the_one_of_another_place_or_year_does_not_come_first() -> None:
    there = catalogue()["xinjiang/2024"]
    anywhere = evolve(there, id="某系统/1", places=(UNKNOWN_PLACE,), valid_from=None, valid_to=None)
    later = evolve(there, id="某市/2024", places=())
    table = document(there, unit="云岭县示例局", year=2023)
    found = infer(table, [there, anywhere, later])
    assert (found.ruleset, set(found.tied)) == ("某系统/1", {"xinjiang/2024", "某市/2024"})
    assert "xinjiang/2024、某市/2024 同样能解释" in found.sentence
    assert "取前者" in found.sentence
    many = [evolve(anywhere, id=f"某系统/{number}") for number in range(1, 14)]
    assert "某系统/10、某系统/11、某系统/12 等 12 个规则集同样能解释" in infer(table, many).sentence
    assert infer(table, [there, later]).ruleset == "某市/2024"
    here = document(there, unit="新疆维吾尔自治区示例局", year=2024)
    assert infer(here, [there, anywhere, later]).ruleset == "xinjiang/2024"


def test_the_convention_of_a_whole_document_is_named() -> None:
    ruleset = catalogue()["xinjiang/2023"]
    by_hand = evolve(
        ruleset, calculation=evolve(ruleset.calculation, score=evolve(ruleset.calculation.score, places=0))
    )
    attribution = infer(document(by_hand), RULESETS)
    assert attribution.ruleset == "xinjiang/2023"
    assert attribution.convention == "得分四舍五入到 0 位小数"


def test_no_convention_is_assumed_where_a_ruleset_as_it_stands_leaves_nothing_to_explain() -> None:
    explained = infer(document(catalogue()["xinjiang/2023"]), RULESETS)
    assert explained.candidates[0].parts == explained.parts
    assert not any(candidate.assumptions for candidate in explained.candidates)


def test_execution_on_the_initial_budget_is_recognised_as_a_habit() -> None:
    ruleset = catalogue()["national/2021"]
    rows = tuple(evolve(i, printed_score=i.weight) for i in CLEAN.indicators)
    table = evolve(with_funds(funds("120.00", "80.00", None, "8.00", initial="100.00")), indicators=rows)
    made = recheck([table], RULESETS, ruleset=ruleset.id)
    assert made.tables[0].execution.explained_by == "执行率按年初预算数算"


def test_a_ruleset_the_user_names_is_taken_whatever_the_scores_say() -> None:
    made = recheck(document(catalogue()["xinjiang/2023"]), RULESETS, ruleset="hubei/2020")
    assert made.attribution is not None
    assert (made.attribution.ruleset, made.attribution.how) == ("hubei/2020", "named")


def test_a_ruleset_the_tables_ask_for_themselves_is_taken() -> None:
    asked = evolve(CLEAN, ruleset="hubei/2020")
    made = recheck([asked, asked], RULESETS)
    assert made.attribution is not None
    assert (made.attribution.ruleset, made.attribution.how) == ("hubei/2020", "named")
    mixed = recheck([asked, CLEAN], RULESETS)
    assert mixed.attribution is not None
    assert mixed.attribution.how == "default"


def test_a_ruleset_nobody_knows_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ZipingbiaoError, match="national/2020"):
        recheck([CLEAN], RULESETS, ruleset="mars/2077")
    with pytest.raises(ZipingbiaoError, match="没有规则集"):
        recheck([CLEAN], [])


def test_goal_tables_need_no_rule() -> None:
    goal = evolve(
        CLEAN, form="goal", indicators=tuple(evolve(i, actual=None, printed_score=None) for i in CLEAN.indicators)
    )
    attribution = infer(Document("甲", (goal,)), RULESETS)
    assert (attribution.parts, attribution.zeros, attribution.fulls) == (0, 0, 0)


def test_irrelevant_rulesets_change_nothing() -> None:
    made = document(catalogue()["xinjiang/2023"])
    few = [ruleset for ruleset in RULESETS if ruleset.id in ("xinjiang/2023", "national/2020")]
    assert infer(made, few).ruleset == infer(made, RULESETS).ruleset == "xinjiang/2023"


def test_conventions_are_counted_as_assumptions_and_named() -> None:
    own, *others = conventions(Calculation())
    assert (own.name, own.assumptions) == ("", 0)
    assert all(convention.assumptions == len(convention.name.split("，")) for convention in others)
    assert len({convention.calculation for convention in others}) == len(others) == 47


THREE_PLACES = Calculation(completion=Rounding("none"), score=Rounding("cut", 3))
"""An office's own way of rounding, which is none of those usually seen."""


def test_a_ruleset_that_rounds_in_its_own_way_may_be_calculated_otherwise_too() -> None:
    own = evolve(catalogue()["hubei/2020"], id="three/1", calculation=THREE_PLACES)
    floats = own.under(evolve(THREE_PLACES, arithmetic="binary64"))
    rows = [row("≥1000次", f"{done}次", "10", None, name=f"第{done}类") for done in range(1, 60)]
    marks = [mark_indicator(one, floats) for one in rows]
    lower = [evolve(one, printed_score=figure(mark.score or 0)) for one, mark in zip(rows, marks, strict=True)
             if mark.score != mark.exact]  # fmt: skip
    found = infer(Document("", (evolve(CLEAN, indicators=tuple(lower[:8]), funds=()),)), [own])
    assert (found.convention, found.candidates[0].parts) == ("二进制浮点数计算", 8)


def test_rulesets_of_the_same_rules_are_told_apart_by_their_rounding() -> None:
    ruleset = catalogue()["hubei/2020"]
    twin = evolve(ruleset, id="twin/2020", calculation=evolve(ruleset.calculation, score=Rounding("cut", 1)))
    for own in (ruleset, twin):
        found = infer(document(own), [ruleset, twin])
        assert (found.ruleset, found.convention, found.tied) == (own.id, "", ())


def test_the_scores_tried_of_very_many_do_not_hang_on_the_words_of_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.candidates._MOST_PARTS", 1)
    rows = [
        Printed(Decimal(8), Decimal(10), Indicator("甲", coefficient=parse_figure(share), reason=reason))
        for share, reason in (("90", "因雨"), ("90", "因雪"), ("80", "因风"))
    ]
    picked = [[three[number] for number in _sample([0, 1], three)] for three in (rows[::2], rows[1:])]
    shares = [[one.indicator.coefficient for one in some if one.indicator is not None] for some in picked]
    assert shares[0] == shares[1] == [parse_figure("80")]


def test_what_a_convention_is_called_tells_which_it_is() -> None:
    for own in (Calculation(), THREE_PLACES):
        for one in conventions(own, with_initial=True):
            other = at_other_time(own, one)
            assert convention_named(own, one.name) == one
            assert convention_named(own, other.name) == other


def test_scores_that_no_candidate_explains_are_counted_as_misses() -> None:
    odd = evolve(PARTS[0], printed_score=figure(1))
    attribution = infer(Document("甲", (evolve(CLEAN, indicators=(odd,), funds=()),)), RULESETS)
    assert attribution.candidates[0].misses == 1


def test_a_different_score_is_an_error_only_while_all_rulesets_that_explain_the_rest_agree_on_it() -> None:
    ruleset = catalogue()["national/2020"]
    twin = evolve(ruleset, id="twin/2020", title="孪生")
    # As the twin, but the very completion of the row that is changed below gets nothing.
    direct = next(rule for rule in ruleset.rules if "≥" in rule.operators)
    text = "weight if actual >= target else 0 if 0.77 < actual / target < 0.78 else actual / target * weight"
    floor = evolve(direct, score=Formula(text, direct.score.names))
    harder = evolve(ruleset, id="harder/2020", title="更严", rules=(floor, *ruleset.rules))
    made = document(ruleset, unit="某省示例局")
    (table,) = made.evaluations
    odd = evolve(table.indicators[1], printed_score=figure(3))
    broken = evolve(made, evaluations=(evolve(table, indicators=(table.indicators[0], odd, *table.indicators[2:])),))

    def severities(*rulesets: Ruleset) -> set[str]:
        return {f.severity for f in recheck(broken, rulesets).all_findings() if f.code in ("B2", "B3")}

    assert severities(ruleset) == {"error"}
    assert severities(ruleset, twin) == {"error"}
    assert severities(ruleset, twin, harder) == {"warning"}


def test_inference_sees_the_habit_of_measuring_on_the_initial_budget() -> None:
    ruleset = catalogue()["national/2021"]
    rows = tuple(evolve(i, printed_score=i.weight) for i in CLEAN.indicators)
    tables = [
        evolve(
            with_funds(funds("120.00", f"{spent}.00", None, f"{spent}".replace("0", "") + ".00", initial="100.00")),
            project=f"项目{spent}",
            indicators=rows,
        )
        for spent in (70, 80, 90)
    ]
    attribution = infer(Document("甲", tuple(tables)), [ruleset])
    assert attribution.convention == "执行率按年初预算数算"
    assert attribution.candidates[0].parts == 3


@pytest.mark.parametrize(("times", "convention"), [(1, ""), (2, "执行率按年初预算数算")])
def test_full_marks_that_only_a_convention_gives_tell_for_it_where_they_are_no_single_slip(
    times: int, convention: str
) -> None:
    ruleset = catalogue()["national/2021"]
    rows = tuple(evolve(i, printed_score=i.weight) for i in CLEAN.indicators)
    lines = [
        funds("100.00", "70.00", None, "7.00"),
        *[funds("120.00", "100.00", None, "10.00", initial="100.00")] * times,
    ]
    tables = [evolve(with_funds(line), project=f"项目{number}", indicators=rows) for number, line in enumerate(lines)]
    assert infer(Document("甲", tuple(tables)), [ruleset]).convention == convention


ON_INITIAL_TWENTY = funds("120.00", "110.00", None, "20.00", initial="100.00", weight="20")
"""Full marks only where the execution is measured on the initial budget."""

A_SLIP = funds("100.00", "93.00", None, "7.77", weight="20")
"""What no convention gives."""


@pytest.mark.parametrize(
    ("more", "severities"),
    [((), {"warning"}), ((ON_INITIAL_TWENTY,), {"warning"}), ((ON_INITIAL_TWENTY, A_SLIP), {"error", "warning"})],
)
def test_a_score_is_no_error_where_a_convention_explains_the_whole_document(
    more: tuple[FundLine, ...], severities: set[str]
) -> None:
    ruleset = catalogue()["hubei/2020"]
    rows = tuple(evolve(i, printed_score=i.weight) for i in CLEAN.indicators)
    lines = [
        *[funds("100.00", f"{part}0.00", None, f"1{2 * (part - 5)}.00", weight="20") for part in (6, 7, 8)],
        # 67.34% of the initial budget, scored as 67.3%: two assumptions for one score.
        funds("120.00", "67.34", None, "13.46", initial="100.00", weight="20"),
        *more,
    ]
    tables = [evolve(with_funds(line), project=f"项目{number}", indicators=rows) for number, line in enumerate(lines)]
    made = recheck(tables, [ruleset])
    assert made.attribution is not None
    assert (made.attribution.ruleset, made.attribution.convention) == ("hubei/2020", "")
    found = [finding for finding in made.all_findings() if finding.code == "A5"]
    assert {finding.severity for finding in found} == severities
    if A_SLIP not in more:
        assert "像是完成率四舍五入到 1 位小数，执行率按年初预算数算" in found[0].message


def test_a_budget_execution_worth_other_points_speaks_against_a_rule() -> None:
    ruleset = catalogue()["national/2021"]
    other = evolve(ruleset, id="a/first", execution=evolve(ruleset.execution, weight=Decimal(20)))
    made = document(ruleset, unit="某省示例局")
    assert infer(made, [ruleset, other]).ruleset == "national/2021"
    assert infer(made, [evolve(ruleset, id="a/first"), ruleset]).ruleset == "a/first"


def test_the_nearest_place_goes_before_the_wider_one() -> None:
    wide = evolve(catalogue()["national/2021"], id="a/wide", places=("某省",))
    near = evolve(wide, id="b/near", places=("某省某市",))
    table = evolve(CLEAN, unit="某省某市示例局")
    assert infer(Document("甲", (table,)), [wide, near]).ruleset == "b/near"


@pytest.mark.parametrize("unit", ["新疆维吾尔自治区示例局", "湖北省示例厅", "某省示例局", "单位不详", ""])
@pytest.mark.parametrize("year", [2020, 2022, 2023, 2024, 2026])
def test_without_scores_the_measure_is_the_one_the_catalogue_picks(unit: str, year: int) -> None:
    table = evolve(CLEAN, unit=unit, year=year)
    assert infer(Document("甲", (table,)), RULESETS).ruleset == catalogue().pick(unit, year).id


def test_an_execution_score_without_a_weight_of_its_own_is_worth_what_the_rows_leave() -> None:
    line = evolve(funds("100", "70.46", "70.46%", "7.04"), weight=None)
    table = evolve(CLEAN, indicators=(row("≥3次", "=3次", "90", "90"),), funds=(line,), printed_weight_total=None)
    (printed,) = [item for item in printed_scores([table]) if item.budget is not None]
    assert (printed.score, printed.weight, printed.kind) == (Decimal("7.04"), Decimal(10), "parts")
