"""Five real published documents are read whole: every table, row, number and announcement.

They stand beside the project, not in it; where they are absent these tests are skipped.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from reports import read
from scoring import Document, Evaluation, Moment, Quantity, Words, figure_value

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")


@cache
def seed(number: str) -> Document:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return read(path)


def tables(number: str, kind: str = "project") -> list[Evaluation]:
    return [table for table in seed(number).evaluations if table.kind == kind]


def announced(number: str) -> list[tuple[str, int, bool | None, str | None, str | None]]:
    return [
        (s.kind, s.count, s.fiscal, s.budget and str(s.budget.value), s.executed and str(s.executed.value))
        for s in seed(number).statements
    ]


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_nothing_of_a_form_is_left_unread(number: str) -> None:
    assert [left.what for left in seed(number).skipped if not left.what.startswith("非绩效表")] == []


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_every_row_has_its_levels_its_target_and_a_place(number: str) -> None:
    for table in seed(number).evaluations:
        for row in table.indicators:
            assert row.level1.endswith(("指标", "成本", "效率", "效能", "效益", "满意度"))
            assert row.name
            assert isinstance(row.target, Quantity | Words | Moment)
            assert row.place.line > 0
            assert row.place.table == table.place.table


class TestAdjustment2023:
    def test_seven_goal_tables_with_66_indicators(self) -> None:
        assert len(tables("000")) == 7
        assert [len(table.indicators) for table in tables("000")] == [8, 7, 7, 13, 7, 11, 13]
        assert {(table.form, table.year) for table in tables("000")} == {("goal", 2023)}

    def test_shifted_rows_keep_their_weight_rule_and_basis(self) -> None:
        for table in tables("000"):
            assert table.indicator_weight == 90
            for row in table.indicators:
                assert row.weight_value is not None
                assert row.rule.endswith("赋分")
                assert row.basis in {"计划标准", "预算支出标准", "行业标准"}

    def test_a_row_without_level_cells_has_its_name_from_the_first_cell(self) -> None:
        row = tables("000")[0].indicators[4]
        assert (row.level1, row.level2) == ("产出指标", "时效指标")
        assert row.name.endswith("按期完成率")

    def test_cost_rows_add_up_to_the_budget(self) -> None:
        (table,) = [t for t in tables("000") if t.budget and figure_value(t.budget.initial) == Decimal("408.5")]
        costs = [row.target for row in table.indicators if row.level1 == "成本指标"]
        assert sum(cost.base for cost in costs if isinstance(cost, Quantity)) == Decimal("4085000")

    def test_the_text_of_an_adjustment_announces_nothing(self) -> None:
        assert announced("000") == []


class TestAccounts2023:
    def test_twelve_self_evaluations_with_88_indicators(self) -> None:
        assert len(tables("001")) == 12
        assert sum(len(table.indicators) for table in tables("001")) == 88
        assert {(table.form, table.year) for table in tables("001")} == {("self-evaluation", 2023)}

    def test_every_row_has_weight_score_and_actual(self) -> None:
        rows = [row for table in tables("001") for row in table.indicators]
        assert all(row.weight_value is not None and row.printed_value is not None for row in rows)
        assert all(row.actual is not None for row in rows)
        assert {table.indicator_weight for table in tables("001")} == {Decimal(90)}

    def test_every_table_has_its_total(self) -> None:
        totals = [str(figure_value(table.printed_total)) for table in tables("001")]
        assert totals == [
            "100", "70", "99.07", "70", "83.18", "96", "85.62", "84.2", "70", "83.88", "70", "70",
        ]  # fmt: skip
        assert {figure_value(table.printed_weight_total) for table in tables("001")} == {Decimal(100)}

    def test_budgets_add_up(self) -> None:
        lines = [table.budget for table in tables("001") if table.budget is not None]
        assert sum((figure_value(line.adjusted) or Decimal(0)) for line in lines) == Decimal("2813.15")
        assert sum((figure_value(line.executed) or Decimal(0)) for line in lines) == Decimal("1287.37")
        assert all(len(table.funds) == 3 for table in tables("001"))

    def test_announcements(self) -> None:
        assert announced("001") == [
            ("department", 0, None, "0.00", "0.00"),
            ("project", 12, None, "2813.15", "1287.37"),
        ]


class TestDepartmentGoals2022:
    def test_44_indicators_without_weights(self) -> None:
        (table,) = seed("002").evaluations
        assert (table.kind, table.form, table.year, len(table.indicators)) == ("department", "goal", 2022, 44)
        assert {row.weight for row in table.indicators} == {None}

    def test_old_cost_rows_stay_under_the_outputs(self) -> None:
        (table,) = seed("002").evaluations
        costs = [row for row in table.indicators if row.level2 == "成本指标"]
        assert len(costs) == 9
        assert {row.level1 for row in costs} == {"产出指标"}

    def test_six_tasks_with_their_amounts(self) -> None:
        (table,) = seed("002").evaluations
        assert [str(figure_value(task.amount)) for task in table.tasks] == ["2546", "234.08", "192.5", "50", "90", "88"]
        assert all(task.content and task.fiscal == task.amount for task in table.tasks)
        assert "<p>" not in table.goal


class TestBudget2024:
    def test_one_department_and_26_project_tables(self) -> None:
        (department,) = tables("003", "department")
        assert len(department.indicators) == 17
        assert len(tables("003")) == 26
        assert sum(len(table.indicators) for table in tables("003")) == 196
        assert {table.indicator_weight for table in seed("003").evaluations} == {Decimal(90)}
        assert {(table.form, table.year) for table in seed("003").evaluations} == {("goal", 2024)}

    def test_a_name_cut_by_the_page_is_whole_again(self) -> None:
        (department,) = tables("003", "department")
        assert department.indicators[3].name.endswith("支出控制数（万元)")
        assert department.indicators[3].weight_value == 5

    def test_the_departments_money_has_three_rows_and_no_invented_total(self) -> None:
        (department,) = tables("003", "department")
        lines = [(line.name, str(figure_value(line.initial)), line.total) for line in department.funds]
        assert lines == [
            ("上级安排", "443.36", False),
            ("本级安排", "9951.64", False),
            ("其他", "1113.22", False),
        ]

    def test_budgets_are_read_through_broken_numbers(self) -> None:
        totals = [figure_value(table.budget.initial) for table in tables("003") if table.budget is not None]
        assert Decimal("1028.71") in totals
        assert sum(total for total in totals if total is not None) == Decimal("10270.88")

    def test_broken_targets_are_whole_numbers_again(self) -> None:
        numbers = {
            row.target.number for table in tables("003") for row in table.indicators if isinstance(row.target, Quantity)
        }
        assert {Decimal("1028.71"), Decimal("716.40"), Decimal("1113.22")} <= numbers

    def test_priors_are_read(self) -> None:
        assert sum(row.prior is not None for table in tables("003") for row in table.indicators) == 163

    def test_a_shifted_level_is_no_name(self) -> None:
        names = {row.name for table in tables("003") for row in table.indicators}
        assert not names & {"数量指标", "质量指标", "时效指标"}

    def test_announcements_are_the_goal_tables_only(self) -> None:
        assert announced("003") == [
            ("department", 1, None, "11508.22", None),
            ("project", 26, True, "9180.46", None),
            ("project", 1, False, "1113.23", None),
        ]
        assert {statement.form for statement in seed("003").statements} == {"goal"}

    def test_budget_tables_are_counted_as_no_form(self) -> None:
        assert len(seed("003").skipped) == 10


class TestAccounts2024:
    def test_a_department_and_two_projects(self) -> None:
        assert [(t.kind, len(t.indicators), t.year) for t in seed("004").evaluations] == [
            ("department", 5, 2024), ("project", 7, 2024), ("project", 7, 2024),
        ]  # fmt: skip

    def test_part_scores_and_totals(self) -> None:
        (department,) = tables("004", "department")
        assert department.printed_total is None
        assert department.budget is not None
        assert (str(figure_value(department.budget.printed_score)), department.budget.name) == ("9.96", "合计")
        assert [str(figure_value(table.printed_total)) for table in tables("004")] == ["100.00", "99.36"]
        parts = [row for row in tables("004")[1].indicators if row.printed_value != row.weight_value]
        assert [str(row.printed_value) for row in parts] == ["9.73", "9.63"]
        assert [str(figure_value(row.printed_completion)) for row in parts] == ["102.7", "103.7"]
        assert all("低估" in row.reason for row in parts)

    def test_announcements(self) -> None:
        assert announced("004") == [
            ("department", 1, None, "255.95", "254.91"),
            ("project", 2, None, "51.04", "51.04"),
        ]
