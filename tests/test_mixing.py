"""Tables scored by another rule than their document, tables that mix rules, and rows that only slipped."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import Document, Evaluation, Finding, Formula, Recheck, Ruleset, Verdict, infer, recheck
from scoring.habits import SUB_ROWS_TOO, TEN_THOUSAND, TWICE_WEIGHTED, WHOLE_POINT, WHOLE_TABLE, WITHOUT_EXECUTION
from tests.strategies import figure, publish
from tests.tables import CLEAN, funds, row, with_funds, with_row
from tests.test_attribution import PARTS

RULESETS = tuple(catalogue().values())
FLOOR, NATIONAL = catalogue()["xinjiang/2023"], catalogue()["national/2020"]


def table(ruleset: Ruleset, name: str, *, executed: str = "32.97") -> Evaluation:
    """Five part scores as a ruleset gives them."""
    made = evolve(
        CLEAN, project=name, indicators=PARTS, unit="某省示例局", funds=(funds("43.54", executed, None, None),)
    )
    return publish(made, ruleset)


def document(*tables: Evaluation) -> Document:
    return Document("示例", tables)


def found(made: Recheck, code: str) -> list[Finding]:
    return [finding for finding in made.all_findings() if finding.code == code]


def with_scores(made: Evaluation, scores: dict[int, str]) -> Evaluation:
    """A table with other printed scores in some rows (from 1), its total following them."""
    rows = list(made.indicators)
    for number, score in scores.items():
        rows[number - 1] = evolve(rows[number - 1], printed_score=figure(Decimal(score)))
    (budget,) = made.funds
    parts = [line.printed_score for line in (budget, *rows)]
    return evolve(made, indicators=tuple(rows), printed_total=figure(sum((part.value for part in parts), Decimal(0))))


FLOORED = (table(FLOOR, "甲"), table(FLOOR, "乙", executed="37.01"), table(FLOOR, "丙", executed="40.02"))


def test_a_table_all_of_whose_part_scores_another_ruleset_gives_is_told_apart_and_measured_by_it() -> None:
    made = recheck(document(*FLOORED, table(NATIONAL, "丁")), RULESETS)
    assert made.attribution is not None
    assert made.attribution.ruleset == "xinjiang/2023"
    (apart,) = made.attribution.tables
    assert apart.table == 4
    assert "national/2020" in (apart.ruleset, *apart.tied)
    assert (apart.parts, apart.explained, apart.by_document, apart.misses) == (6, 6, 0, 0)
    assert {judgement.verdict for judgement in made.tables[3].scores} == {Verdict.AGREES}
    (finding,) = found(made, "B5")
    assert finding.where.table == 4
    assert apart.title in finding.message
    assert FLOOR.title in finding.message
    assert "；" in finding.arithmetic
    assert not found(made, "B2") + found(made, "B3")
    assert "1 张表另按别的规则集打分" in made.attribution.sentence


def test_a_document_of_one_rule_has_no_tables_apart() -> None:
    attribution = infer(document(*FLOORED), RULESETS)
    assert attribution.tables == ()
    assert {cell.judgement.verdict for cell in attribution.cells} <= {Verdict.CONVENTION}
    assert not found(recheck(document(*FLOORED), RULESETS), "B5")


def test_one_row_another_ruleset_gives_is_a_slip() -> None:
    slipped = with_scores(FLOORED[0], {2: "11.65"})
    made = recheck(document(slipped, *FLOORED[1:]), RULESETS)
    assert made.attribution is not None
    assert made.attribution.tables == ()
    assert not found(made, "B5")
    (finding,) = found(made, "B2")
    assert finding.severity == "warning"
    assert "恰好得此分" in finding.message
    (cell,) = [c for c in made.attribution.cells if c.judgement.verdict is Verdict.OTHER_RULE]
    assert cell.where.row == 2
    assert len(cell.judgement.rulesets) == len(cell.judgement.also) + 1 > 5


def test_two_rows_another_ruleset_gives_among_rows_of_the_measure_are_a_mixture_inside_the_table() -> None:
    mixed = with_scores(FLOORED[0], {2: "11.65", 4: "19.12"})
    made = recheck(document(mixed, *FLOORED[1:]), RULESETS)
    (finding,) = found(made, "B5")
    assert finding.where.table == 1
    assert "“乙”（得 11.65 分）、“丁”（得 19.12 分）" in finding.message
    assert [place.row for place in finding.others] == [4]


def test_a_score_no_rule_gives_stays_an_error_of_its_row() -> None:
    wrong = with_scores(FLOORED[0], {2: "3.21", 4: "7.77"})
    made = recheck(document(wrong, *FLOORED[1:]), RULESETS)
    assert made.attribution is not None
    assert made.attribution.tables == ()
    assert {finding.severity for finding in found(made, "B3")} == {"error"}


def test_tables_apart_do_not_weaken_what_is_certain_in_the_others() -> None:
    tables = (*FLOORED[:2], table(NATIONAL, "丁"), table(NATIONAL, "戊", executed="20.02"))
    wrong = with_scores(tables[0], {2: "3.21"})
    made = recheck(document(wrong, *tables[1:]), RULESETS)
    assert [(f.where.table, f.severity) for f in found(made, "B3")] == [(1, "error")]
    assert made.attribution is not None
    assert {(apart.table, apart.parts - apart.explained) for apart in made.attribution.tables} in (
        {(3, 0), (4, 0)},
        {(1, 1), (2, 0)},
    )


def test_a_named_ruleset_measures_every_table() -> None:
    made = recheck(document(*FLOORED, table(NATIONAL, "丁")), RULESETS, ruleset="xinjiang/2023")
    assert made.attribution is not None
    assert made.attribution.tables == ()
    assert {card.ruleset for one in made.tables if (card := one.scorecard)} == {"xinjiang/2023"}


def test_rows_that_print_rules_of_other_names_are_not_treated_unequally() -> None:
    lost = with_row(5, actual="=92%", printed_score="9.78", reason="目标偏低", rule="按照完成比例赋分")
    named = with_row(5, rule="满意度赋分")
    measure = catalogue()["xinjiang/2024"].id
    assert not found(recheck(document(lost, named), RULESETS, ruleset=measure), "B5")
    assert found(recheck(document(lost, CLEAN), RULESETS, ruleset=measure), "B5")


def test_a_score_only_another_ruleset_under_a_convention_gives_is_no_excuse_but_a_hint() -> None:
    made = recheck(
        [with_row(1, actual="=233册", printed_score="9.0", weight="11.7")], [FLOOR, NATIONAL], ruleset=FLOOR.id
    )
    judgement = made.tables[0].scores[0]
    assert judgement.verdict is Verdict.DIFFERS
    assert judgement.explained_by.startswith(f"按“{NATIONAL.title}”（口径：")
    (finding,) = found(made, "B2")
    assert finding.severity == "error"
    assert "像是按“国家办法" in finding.message


class TestHabits:
    def test_a_whole_point_off_whatever_the_gap(self) -> None:
        made = recheck([with_row(1, actual="=240册", printed_score="19.00")], RULESETS, ruleset="national/2020")
        judgement = made.tables[0].scores[0]
        assert (judgement.verdict, judgement.explained_by) == (Verdict.DIFFERS, WHOLE_POINT)
        (finding,) = found(made, "B2")
        assert "20 − 1 = 19" in finding.message

    def test_a_document_whose_missed_rows_all_lose_a_point_proves_no_ruleset(self) -> None:
        lost = {number: f"{i.weight_value - 1}" for number, i in enumerate(PARTS, 1) if i.weight_value}
        attribution = infer(document(with_scores(table(NATIONAL, "甲"), lost)), RULESETS)
        assert attribution.habit == WHOLE_POINT
        assert attribution.how == "default"
        assert max(candidate.habitual for candidate in attribution.candidates) == 5

    def test_a_full_score_weighted_twice(self) -> None:
        made = recheck([with_row(1, weight="25", printed_score="6.25")], RULESETS, ruleset="national/2020")
        judgement = made.tables[0].scores[0]
        assert (judgement.explained_by, judgement.workings) == (TWICE_WEIGHTED, "25 × 25 ÷ 100 = 6.25")
        assert [f for f in made.all_findings() if "25 × 25 ÷ 100 = 6.25" in f.message]

    def test_a_document_that_weights_everything_twice_keeps_its_ruleset(self) -> None:
        twice = evolve(FLOORED[0], indicators=())
        rows = tuple(
            evolve(row("≥100人", f"={actual}人", weight, score, name=f"第{actual}"), level1="产出指标")
            for actual, weight, score in (("100", "25", "6.25"), ("91", "20", "3.64"), ("83", "15", "1.87"))
        )
        attribution = infer(document(evolve(twice, indicators=rows, printed_total=None)), [NATIONAL])
        assert attribution.habit == TWICE_WEIGHTED

    @pytest.mark.parametrize(("adjusted", "executed"), [("1000.00", "8700000"), ("100.00", "0.0087")])
    def test_amounts_in_two_units(self, adjusted: str, executed: str) -> None:
        made = recheck([with_funds(funds(adjusted, executed, None, "8.70"))], RULESETS, ruleset="national/2020")
        assert made.tables[0].execution.explained_by == TEN_THOUSAND
        (finding,) = found(made, "A5")
        assert "1 万元 = 10000 元" in finding.message

    def test_amounts_far_apart_in_one_unit_are_not_converted(self) -> None:
        made = recheck([with_funds(funds("1000.00", "87", None, "8.70"))], RULESETS, ruleset="national/2020")
        assert made.tables[0].execution.explained_by == ""

    def test_a_source_of_money_in_another_unit(self) -> None:
        total = funds("100.00", "100.00", "100.00%", "10.00")
        parts = [evolve(funds(amount, amount, None, None), name=amount, total=False) for amount in ("60.00", "400000")]
        lines = [evolve(part, weight=None) for part in parts]
        messages = [f.message for f in found(recheck([with_funds(total, *lines)], RULESETS), "A6")]
        assert messages
        assert all("元和万元混用：400000 应换算" in message for message in messages)

    def test_a_rate_on_the_initial_budget_is_shown_as_such(self) -> None:
        line = funds("120.00", "80.00", "80.00%", "6.67", initial="100.00")
        (finding,) = found(recheck([with_funds(line)], RULESETS, ruleset="national/2020"), "A4")
        assert "80.00 ÷ 100.00 × 100 = 80.00" in finding.message

    def test_a_total_without_the_score_of_the_execution(self) -> None:
        made = recheck([evolve(CLEAN, printed_total=figure(90))], RULESETS)
        assert made.tables[0].total.explained_by == WITHOUT_EXECUTION
        (finding,) = found(made, "A1")
        assert "100 − 10 = 90" in finding.message

    def test_a_total_with_the_scores_of_fund_sub_rows_added_again(self) -> None:
        total = funds("100.00", "100.00", "100.00%", "10.00")
        part = evolve(total, name="其中：财政拨款", total=False)
        made = recheck([evolve(with_funds(total, part), printed_total=figure(110))], RULESETS)
        assert made.tables[0].total.explained_by == SUB_ROWS_TOO
        (finding,) = found(made, "A1")
        assert "100 + 10 = 110" in finding.message

    def test_a_money_block_that_holds_the_points_of_the_whole_table(self) -> None:
        line = funds("100.00", "100.00", "100.00%", "100.00", weight="100")
        made = recheck([with_funds(line)], RULESETS)
        execution = made.tables[0].execution
        assert (execution.verdict, execution.explained_by) == (Verdict.AGREES, WHOLE_TABLE)
        assert made.tables[0].total.verdict is Verdict.AGREES
        assert not [f for f in made.all_findings() if f.code[0] == "A" and f.severity != "note"]
        assert made.attribution is not None
        assert made.attribution.fulls == 5

    def test_a_total_of_scores_that_were_added_before_they_were_rounded(self) -> None:
        thirds = tuple(row("≥3次", "=2次", "30", "20.00", name=name) for name in "甲")
        sixths = tuple(row("≥3次", "=2次", "20", "13.33", name=name) for name in "乙丙丁")
        (budget,) = CLEAN.funds
        made = evolve(CLEAN, indicators=thirds + sixths, funds=(budget,), printed_total=figure("70.00"))
        result = recheck([made], RULESETS, ruleset="hubei/2020")
        assert result.tables[0].total.explained_by == "总分时才取整"
        assert not found(result, "A1")
        (finding,) = found(result, "A10")
        assert (finding.read, finding.expected) == ("70", "69.99")


def test_rounding_at_the_total_is_the_convention_of_a_document_whose_totals_show_it() -> None:
    tables = []
    for name in "甲乙丙":
        rows = tuple(row("≥3次", "=2次", "20", "13.33", name=f"{name}{n}", reason="停办") for n in range(3))
        rest = row("≥3次", "=3次", "30", "30.00", name=f"{name}余")
        tables.append(evolve(CLEAN, project=name, indicators=(*rows, rest), printed_total=figure("80.00")))
    attribution = infer(document(*tables), RULESETS)
    assert attribution.convention == "总分时才取整"
    assert attribution.candidates[0].totals == 3
    plain = infer(document(*(evolve(one, printed_total=figure("79.99")) for one in tables)), RULESETS)
    assert plain.convention == ""


@settings(max_examples=20, deadline=None)
@given(st.permutations([*FLOORED, table(NATIONAL, "丁")]), st.permutations(RULESETS), st.permutations(range(5)))
def test_tables_and_cells_are_explained_alike_in_whatever_order(
    tables: list[Evaluation], rulesets: list[Ruleset], rows: list[int]
) -> None:
    shuffled = [evolve(one, indicators=tuple(one.indicators[number] for number in rows)) for one in tables]
    straight = infer(document(*FLOORED, table(NATIONAL, "丁")), RULESETS)
    other = infer(document(*shuffled), rulesets)
    assert (straight.candidates, straight.sentence) == (other.candidates, other.sentence)
    assert [evolve(one, table=0) for one in straight.tables] == [evolve(one, table=0) for one in other.tables]
    assert Counter(cell.judgement for cell in straight.cells) == Counter(cell.judgement for cell in other.cells)


NOTHING = evolve(NATIONAL, id="nothing/1", title="什么也不解释", rules=(), places=("不详",))
"""A ruleset that has no rule for any row."""

HALF = evolve(
    NATIONAL,
    id="half/1",
    title="一律减半",
    places=("不详",),
    rules=tuple(evolve(one, score=Formula("weight / 7", one.score.names), met_only=False) for one in NATIONAL.rules),
)
"""A ruleset that gives another score for every row."""


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(RULESETS), st.sampled_from(RULESETS), st.sets(st.sampled_from(["nothing", "half"]), min_size=1))
def test_rulesets_that_explain_nothing_change_nothing(one: Ruleset, other: Ruleset, added: set[str]) -> None:
    made = document(table(one, "甲"), table(one, "乙", executed="37.01"), table(other, "丙"))
    more = [ruleset for name, ruleset in (("nothing", NOTHING), ("half", HALF)) if name in added]
    few, many = infer(made, RULESETS), infer(made, [*more, *RULESETS])
    assert (few.ruleset, few.convention, few.habit, few.how, few.tied) == (
        many.ruleset, many.convention, many.habit, many.how, many.tied,
    )  # fmt: skip
    assert few.tables == many.tables
    assert few.cells == many.cells
    kept = [candidate for candidate in many.candidates if candidate.ruleset not in {ruleset.id for ruleset in more}]
    assert kept == list(few.candidates)


def test_full_marks_only_are_answered_with_the_number_of_rulesets_that_fit() -> None:
    attribution = infer(document(CLEAN), RULESETS)
    assert f"只有满分：{len(RULESETS)} 个规则集都说得通" in attribution.sentence


def test_a_ruleset_worked_out_from_published_tables_says_so() -> None:
    assert "由公开的表反推而来" in infer(document(*FLOORED), RULESETS).sentence
    assert "由公开的表反推而来" not in infer(document(table(NATIONAL, "甲")), RULESETS).sentence


def test_few_part_scores_are_little_evidence() -> None:
    one = evolve(CLEAN, indicators=(PARTS[1], *CLEAN.indicators[1:]))
    assert "证据不多" in infer(document(publish(one, FLOOR)), RULESETS).sentence
