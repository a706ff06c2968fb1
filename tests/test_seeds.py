"""The first acceptance test: five real published documents, read, rechecked, explained.

They stand beside the project, not in it; where they are absent these tests
are skipped.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from reports import read
from rulesets import catalogue
from scoring import Document, Finding, Recheck, Verdict, figure_value, infer, recheck

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")


@cache
def seed(number: str) -> Document:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return read(path)


@cache
def rechecked(number: str) -> Recheck:
    return recheck(seed(number), catalogue().values(), compare=("national/2020",))


def found(number: str, code: str) -> list[Finding]:
    return [finding for finding in rechecked(number).all_findings() if finding.code == code]


def errors(number: str) -> list[tuple[str, int, int]]:
    return [(f.code, f.where.table, f.where.row) for f in rechecked(number).all_findings() if f.severity == "error"]


def printed(number: str, project: str) -> list[tuple[Decimal | None, Decimal | None]]:
    for table in rechecked(number).tables:
        if project in table.evaluation.project:
            return [(judgement.printed, judgement.computed) for judgement in table.scores]
    raise AssertionError(project)


class TestAccounts2023:
    def test_all_hundred_scores_are_reproduced_three_of_them_a_cent_from_exact(self) -> None:
        verdicts = rechecked("001").verdicts()
        assert sum(verdicts.values()) == 100
        assert verdicts[Verdict.AGREES] == 97
        assert verdicts[Verdict.CONVENTION] == 3

    def test_the_three_cents_are_marked_with_both_numbers(self) -> None:
        judgements = [
            judgement
            for table in rechecked("001").tables
            for judgement in (table.execution, *table.scores)
            if judgement.verdict is Verdict.CONVENTION
        ]
        assert {(str(j.printed), str(j.exact)) for j in judgements} == {
            ("9.84", "9.85"),
            ("4.41", "4.42"),
            ("1.93", "1.94"),
        }
        assert len(found("001", "A10")) == 3

    def test_all_twelve_totals_are_reproduced(self) -> None:
        tables = rechecked("001").tables
        assert len(tables) == 12
        assert all(table.total.printed == table.total.computed for table in tables)

    def test_the_ruleset_is_inferred_with_every_part_score(self) -> None:
        attribution = infer(seed("001"), catalogue().values())
        assert (attribution.ruleset, attribution.convention, attribution.how) == ("xinjiang/2023", "", "inferred")
        assert (attribution.parts, attribution.zeros, attribution.fulls) == (13, 13, 74)
        first, second = attribution.candidates[:2]
        assert (first.parts, first.zeros, first.fulls, first.misses) == (13, 13, 74, 0)
        assert second.parts < 13
        assert second.title in attribution.sentence

    def test_announced_counts_and_amounts_agree_with_the_tables(self) -> None:
        (announcement,) = [a for a in rechecked("001").announcements if a.statement.kind == "project"]
        assert announcement.agrees
        assert (announcement.count, announcement.budget, announcement.executed) == (
            12,
            Decimal("2813.15"),
            Decimal("1287.37"),
        )

    def test_the_national_measure_stands_beside_every_total(self) -> None:
        pairs = {
            str(table.total.printed): str(table.compared[0].total)
            for table in rechecked("001").tables
            if table.total.printed == 70
        }
        assert all(card.total is not None for table in rechecked("001").tables for card in table.compared)
        assert set(pairs) == {"70"}

    def test_reverse_rows_scored_as_direct_are_found_with_their_arithmetic(self) -> None:
        findings = {f.arithmetic.partition("；")[0]: f for f in found("001", "B9")}
        exceeded = findings["5 ÷ 2 × 100 = 250.00"]
        saved = findings["25.17 ÷ 44.8 × 100 = 56.18"]
        assert exceeded.severity == "error"
        assert saved.severity == "warning"
        assert "超过了上限，却得满分" in exceeded.message
        assert "没有超过上限" in saved.message
        assert "扣了 10 分" in saved.message

    def test_a_control_rate_beside_another_execution_rate_is_found(self) -> None:
        (finding,) = found("001", "E3")
        assert (finding.read, finding.expected) == ("=56.06%", "56.64%")

    def test_only_a_limit_exceeded_with_full_marks_is_called_an_error(self) -> None:
        assert errors("001") == [("B9", 5, 2)]


class TestAccounts2024:
    def test_every_score_is_explained(self) -> None:
        verdicts = rechecked("004").verdicts()
        assert verdicts == {
            Verdict.AGREES: 22, Verdict.CONVENTION: 0, Verdict.OTHER_RULE: 0, Verdict.DIFFERS: 0, Verdict.NOT_SCORED: 0,
        }  # fmt: skip

    def test_part_scores_come_from_the_2024_rules(self) -> None:
        attribution = infer(seed("004"), catalogue().values())
        assert (attribution.ruleset, attribution.parts, attribution.candidates[0].parts) == ("xinjiang/2024", 3, 3)
        part = {
            str(judgement.printed): str(judgement.computed)
            for table in rechecked("004").tables
            for judgement in (table.execution, *table.scores)
            if judgement.printed and judgement.printed in (Decimal("9.96"), Decimal("9.73"), Decimal("9.63"))
        }
        assert part == {"9.96": "9.96", "9.73": "9.73", "9.63": "9.63"}

    def test_totals_are_reproduced_and_the_department_prints_none(self) -> None:
        totals = [(t.total.printed, t.total.computed) for t in rechecked("004").tables]
        assert totals == [
            (None, Decimal("99.96")), (Decimal("100.00"), Decimal("100.00")), (Decimal("99.36"), Decimal("99.36")),
        ]  # fmt: skip

    def test_the_unequal_treatment_of_over_completed_rows_is_found(self) -> None:
        (finding,) = found("004", "B5")
        assert "9.73" in finding.message
        assert "9.63" in finding.message
        assert "超额更多" in finding.message

    def test_nothing_is_called_an_error(self) -> None:
        assert errors("004") == []


class TestGoalTables:
    def test_the_seven_goal_tables_of_the_adjustment_add_up(self) -> None:
        tables = rechecked("000").tables
        assert len(tables) == 7
        assert sum(len(t.evaluation.indicators) for t in tables) == 66
        assert [t.evaluation.indicator_weight for t in tables] == [Decimal(90)] * 7
        assert found("000", "E4") == []
        assert errors("000") == []

    def test_the_department_table_without_weights_does_not_fail(self) -> None:
        (table,) = rechecked("002").tables
        assert (table.evaluation.kind, len(table.evaluation.indicators), len(table.evaluation.tasks)) == (
            "department",
            44,
            6,
        )
        assert sum((figure_value(t.amount) or Decimal(0) for t in table.evaluation.tasks), Decimal(0)) == Decimal(
            "3200.58"
        )
        assert errors("002") == []

    def test_one_of_27_announced_projects_has_no_table(self) -> None:
        (finding,) = found("003", "F1")
        assert (finding.read, finding.expected) == ("27", "26")
        assert errors("003") == [("F1", 0, 0)]

    def test_the_27_tables_of_the_2024_budget_are_whole(self) -> None:
        tables = rechecked("003").tables
        kinds = [table.evaluation.kind for table in tables]
        assert (kinds.count("department"), kinds.count("project")) == (1, 26)
        assert sum(len(t.evaluation.indicators) for t in tables if t.evaluation.kind == "project") == 196
        assert [t.evaluation.indicator_weight for t in tables] == [Decimal(90)] * 27


class TestTargetsAndMoney:
    @pytest.mark.parametrize(
        ("number", "code", "places"),
        [
            ("000", "D10", [(4, 1)]),
            ("000", "D12", [(1, 3), (3, 2)]),
            ("001", "D6", [(4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (10, 0), (11, 0)]),
            ("001", "D8", [(1, 2), (2, 7), (8, 1)]),
            ("001", "D10", [(3, 1), (5, 2)]),
            ("001", "E1", [(2, 0), (12, 0)]),
            ("001", "E3", [(9, 5)]),
            ("001", "E4", [(7, 4)]),
            ("001", "E7", [(12, 0)]),
            ("001", "E8", [(2, 5), (7, 5), (10, 5)]),
            ("003", "D8", [(7, 1)]),
            ("003", "D10", [(2, 3)]),
            ("003", "D11", [(7, 1)]),
            ("003", "D12", [(2, 3)]),
            ("004", "D8", [(1, 3)]),
        ],
    )
    def test_only_what_is_true_is_reported(self, number: str, code: str, places: list[tuple[int, int]]) -> None:
        assert [(f.where.table, f.where.row) for f in found(number, code)] == places

    @pytest.mark.parametrize("code", ["D1", "D3", "D5", "D7", "E2"])
    def test_what_no_document_has_is_not_reported(self, code: str) -> None:
        assert [found(number, code) for number in ("000", "001", "002", "003", "004")] == [[]] * 5

    def test_a_figure_of_the_goal_is_shown_with_the_row_it_means(self) -> None:
        people, *_ = [f for f in found("001", "D8") if f.where.table == 8]
        assert "63人" in people.message
        assert "=6人" in people.message
        (films,) = found("004", "D8")
        assert "至少完成4部" in films.message
        assert films.expected == ">=5部"

    def test_other_funds_are_beyond_all_income_stated(self) -> None:
        (finding,) = found("001", "E7")
        assert finding.arithmetic.startswith("142.20 + 634.01 = 776.21")


class TestOtherDocuments:
    """Goal tables and self-evaluations of different units and years, which must not be taken for one another's."""

    @pytest.mark.parametrize("mine", ["001", "004"])
    @pytest.mark.parametrize("other", ["000", "003"])
    def test_goals_of_other_units_are_not_compared(self, mine: str, other: str) -> None:
        result = recheck(seed(mine), catalogue().values(), goals=seed(other), trace=False)
        assert [pairing.pairs for pairing in result.pairings] == [()]
        assert [f.code for f in result.all_findings() if f.code in ("F5", "F7", "F8")] == ["F8"]

    @pytest.mark.parametrize("mine", ["003", "004"])
    def test_last_year_of_other_units_is_not_compared(self, mine: str) -> None:
        result = recheck(seed(mine), catalogue().values(), last=seed("001"), trace=False)
        assert [pairing.pairs for pairing in result.pairings] == [()]

    def test_the_unit_s_former_name_is_asked_about(self) -> None:
        (finding,) = found("004", "F6")
        assert (finding.severity, finding.where.table) == ("warning", 2)
        assert finding.others[0].place.line == 6
        assert [found(number, "F6") for number in ("000", "001", "002", "003")] == [[]] * 4

    def test_no_two_tables_are_copies(self) -> None:
        assert [found(number, "F4") for number in ("000", "001", "002", "003", "004")] == [[]] * 5
