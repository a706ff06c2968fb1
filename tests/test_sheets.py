"""The official forms as sheets: which layout, which cells, what is shown where nothing was printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

from reports import ReportError, read_text, render, render_file
from reports.sheets.building import form_sheet
from reports.sheets.grid import Columns, unmerged
from reports.sheets.layouts import layout_for, layouts
from reports.sheets.sheet import Sheet, SheetCell, SheetRow
from scoring import Evaluation, Figure, FundLine, Indicator, parse_figure, parse_value
from scoring.model import Task

from . import samples, tables
from .strategies_printed import printed_evaluations

SPARE: dict[str, Any] = {
    "prior": parse_value("=5次"),
    "rule": "直接赋分",
    "basis": "计划标准",
    "evidence": "工作资料",
    "reason": "天气原因",
    "printed_completion": parse_figure("99.38%"),
}
ROLES = {"printed_completion": "completion"}


def rows(sheet: Sheet) -> list[SheetRow]:
    return [row for part in sheet.parts for row in part.rows]


def cells(sheet: Sheet, role: str) -> list[SheetCell]:
    return [cell for row in rows(sheet) for cell in row.cells if cell.role == role]


def heads(sheet: Sheet) -> list[str]:
    """The head words of the indicators."""
    part = sheet.parts[-1]
    return [cell.text for row in part.rows[: part.heads] for cell in row.cells if cell.text]


def levels(*pairs: tuple[str, str]) -> list[tuple[str, str, int]]:
    """The level cells of rows with these levels: role, text, rows covered."""
    table = evolve(tables.CLEAN, indicators=tuple(Indicator(f"指标{n}", *pair) for n, pair in enumerate(pairs)))
    sheet = form_sheet(table)
    return [(cell.role, cell.text, cell.rowspan) for row in rows(sheet) for cell in row.cells if cell.kind == "level"]


@settings(max_examples=60)
@given(evaluation=printed_evaluations())
def test_cells_cover_every_position_once(evaluation: Evaluation) -> None:
    sheet = form_sheet(evaluation)
    assert min(sheet.widths) > 0
    for part in sheet.parts:
        open_rows = [0] * len(sheet.widths)
        for row in part.rows:
            open_rows = [max(0, left - 1) for left in open_rows]
            for cell in row.cells:
                for column in range(cell.column, cell.column + cell.colspan):
                    assert open_rows[column] == 0
                    open_rows[column] = cell.rowspan
            assert all(open_rows)
        assert set(open_rows) <= {1}  # nothing hangs out below


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: evolve(tables.CLEAN, year=2023), "project-2023"),
        (lambda: evolve(tables.CLEAN, year=2024), "project-2024"),
        (lambda: evolve(tables.CLEAN, year=None), "project-2023"),
        (lambda: tables.with_row(1, rule="直接赋分", evidence="工作资料"), "project-2024"),
        (lambda: evolve(tables.CLEAN, kind="department", year=2023), "department-2023"),
        (lambda: evolve(tables.CLEAN, kind="department", year=2024), "department-2024"),
        (samples.goal_table, "project-goal"),
        (lambda: goal(Indicator("在岗人数", target=parse_value("=158人"))), "department-goal-tasks"),
        (lambda: goal(Indicator("在岗人数", weight=parse_figure("5"))), "department-goal"),
    ],
)
def test_the_layout_suits_kind_form_year_and_what_is_filled_in(make: Any, expected: str) -> None:
    assert layout_for(make()).id == expected


def goal(*indicators: Indicator) -> Evaluation:
    return Evaluation("department", "goal", "云岭县示例局", "云岭县示例局", year=2022, indicators=indicators)


@pytest.mark.parametrize("field", SPARE)
@pytest.mark.parametrize("layout", ["project-2023", "project-2024"])
def test_a_named_layout_gets_a_column_for_what_it_would_drop(layout: str, field: str) -> None:
    role = ROLES.get(field, field)
    had = layouts()[layout].has(role)
    sheet = form_sheet(tables.with_row(1), layout=layout)
    assert bool(cells(sheet, role)) == had
    table = evolve(
        tables.CLEAN, indicators=(evolve(tables.CLEAN.indicators[0], **{field: SPARE[field]}), *tables.CLEAN.indicators)
    )
    sheet = form_sheet(table, layout=layout)
    shown = getattr(SPARE[field], "text", SPARE[field])
    assert next(cell.text for cell in cells(sheet, role)) == shown
    if role != "reason":
        assert heads(sheet)[-1] == "偏差原因分析及改进措施"


def test_a_form_that_grew_wide_lies_on_its_side() -> None:
    table = evolve(tables.CLEAN, indicators=tuple(evolve(row, **SPARE) for row in tables.CLEAN.indicators))
    assert not form_sheet(tables.CLEAN, layout="project-2023").landscape
    assert form_sheet(table, layout="project-2023").landscape
    assert "A4 landscape" in render("form", table, "html", "project-2023")
    assert "landscape" not in render("form", tables.CLEAN, "html")


def test_equal_names_under_different_levels_are_not_merged() -> None:
    assert levels(("产出指标", "数量指标"), ("产出指标", "数量指标"), ("效益指标", "数量指标")) == [
        ("level1", "产出指标", 2), ("level2", "数量指标", 2), ("level1", "效益指标", 1), ("level2", "数量指标", 1),
    ]  # fmt: skip


def test_a_level_that_ends_without_another_is_marked_as_none() -> None:
    assert levels(("产出指标", "数量指标"), ("产出指标", ""), ("", "")) == [
        ("level1", "产出指标", 2), ("level2", "数量指标", 1), ("level2", "—", 1), ("level1", "—", 1), ("level2", "", 1),
    ]  # fmt: skip


def test_missing_levels_that_carry_nothing_on_are_left_empty() -> None:
    assert levels(("", ""), ("产出指标", ""), ("产出指标", "质量指标")) == [
        ("level1", "", 1), ("level2", "", 1), ("level1", "产出指标", 2), ("level2", "", 1), ("level2", "质量指标", 1),
    ]  # fmt: skip


def test_without_a_scorecard_nothing_is_shown_that_was_not_printed() -> None:
    bare = evolve(tables.with_row(1, printed_score=None), printed_total=None, printed_weight_total=None)
    sheet = form_sheet(bare)
    (total,) = (row for row in rows(sheet) if row.total)
    assert [cell.text for cell in total.cells if cell.role] == ["", ""]
    assert [cell.text for row in rows(sheet) if row.indicator == 1 for cell in row.cells if cell.role == "score"] == [
        ""
    ]


def test_with_a_scorecard_what_was_printed_stays_and_the_rest_is_computed() -> None:
    evaluation, card = samples.scored(samples.part_project())
    bare = evolve(evaluation, funds=tuple(evolve(f, printed_score=None, printed_rate=None) for f in evaluation.funds))
    sheet = form_sheet(bare, card)
    budget = next(row for row in rows(sheet) if row.fund)
    assert [cell.text for cell in budget.cells if cell.role in ("rate", "score")] == ["99.38%", "9.84"]
    printed = [row.printed_score.text for row in evaluation.indicators if row.printed_score is not None]
    shown = [cell.text for row in rows(sheet) if row.indicator for cell in row.cells if cell.role == "score"]
    assert shown == printed


def test_a_goal_form_shows_no_score_even_with_a_scorecard() -> None:
    table = samples.goal_table()
    assert form_sheet(*samples.scored(table)) == form_sheet(table)
    assert cells(form_sheet(table), "score") == []


@pytest.mark.parametrize(
    ("amounts", "heading"),
    [
        (["8.00", "1,994.00"], "项目资金（万元）"),
        (["8.00万元", "12元"], "项目资金"),
    ],
)
def test_the_money_block_names_the_unit_its_amounts_are_in(amounts: list[str], heading: str) -> None:
    line = f"项目资金{'（万元）' if '万元' not in amounts[0] else ''}\t\t年初预算数\t全年预算数\t全年执行数\n"
    document = read_text(
        f"项目支出绩效自评表\n项目名称\t测试\n{line}\t年度资金总额\t{amounts[0]}\t{amounts[1]}\t{amounts[0]}\n",
        "表.txt",
    )
    sheet = form_sheet(document.evaluations[0])
    assert heading in [cell.text for row in rows(sheet) for cell in row.cells]
    assert [cell.text for cell in cells(sheet, "adjusted")] == [amounts[1]]


def test_an_amount_in_yuan_keeps_its_text_under_a_block_in_yuan() -> None:
    document = read_text(
        "项目支出绩效自评表\n项目名称\t测试\n项目资金（元）\t\t年初预算数\t全年预算数\t全年执行数\n"
        "\t年度资金总额\t80,000.00\t80,000.00\t79,000.00\n",
        "表.txt",
    )
    sheet = form_sheet(document.evaluations[0])
    assert "项目资金（元）" in [cell.text for row in rows(sheet) for cell in row.cells]
    assert cells(sheet, "executed")[0].text == "79,000.00"


def test_amounts_that_no_one_unit_suits_are_written_in_wan() -> None:
    lines = (
        FundLine("年度资金总额", initial=Figure("80000", Decimal(8)), total=True),
        FundLine("其他资金", initial=tables.reading("3.50")),
        FundLine("上级资金", initial=tables.reading("4.50")),
    )
    assert [cell.text for cell in cells(form_sheet(evolve(tables.CLEAN, funds=lines)), "initial")] == [
        "8.00",
        "3.50",
        "4.50",
    ]


def test_tasks_goals_and_funds_of_a_department_stand_above_its_indicators() -> None:
    table = evolve(
        goal(Indicator("在岗人数", "产出指标", "数量指标", parse_value("=158人"))),
        goal="目标1：保障运转\n目标2：培训干部",
        tasks=(Task("保障运转", "发放工资", tables.reading("2546"), tables.reading("2546")),),
        funds=(FundLine("上级安排", tables.reading("443.36")), FundLine("本级安排", tables.reading("9,951.64"))),
    )
    sheet = form_sheet(table)
    header = sheet.parts[0]
    words = [cell.text for row in header.rows for cell in row.cells]
    assert [words.index(word) for word in ("部门（单位）名称", "任务名称", "上级安排", "年度总体目标")] == sorted(
        words.index(word) for word in ("部门（单位）名称", "任务名称", "上级安排", "年度总体目标")
    )
    assert cells(sheet, "goal")[0].kind == "prose"
    assert [cell.text for cell in cells(sheet, "amount")] == ["2546"]


def test_grade_and_ruleset_stand_below_the_total() -> None:
    table = evolve(tables.CLEAN, printed_grade="优", ruleset="xinjiang/2023")
    sheet = form_sheet(table)
    last = rows(sheet)[-2:]
    assert [[cell.text for cell in row.cells] for row in last] == [["评价等级", "优"], ["评分规则集", "xinjiang/2023"]]
    (back,) = read_text(render("form", table, "md"), "自评表.md").evaluations
    assert (back.printed_grade, back.ruleset) == ("优", "xinjiang/2023")


def test_an_unknown_layout_is_refused_with_all_there_are() -> None:
    with pytest.raises(ReportError, match="没有表样 poster") as caught:
        form_sheet(tables.CLEAN, layout="poster")
    assert all(name in str(caught.value) for name in layouts())


def test_a_layout_for_another_kind_of_table_is_refused_with_those_that_suit() -> None:
    with pytest.raises(ReportError, match="单位整体支出绩效自评表") as caught:
        form_sheet(tables.CLEAN, layout="department-2024")
    assert "project-2023" in str(caught.value)
    assert "project-goal" not in str(caught.value)


@pytest.mark.parametrize("format_", ["md", "html"])
def test_a_form_is_written_of_an_evaluation_alone(format_: str) -> None:
    text = render("form", tables.CLEAN, format_)
    assert render_file("form", tables.CLEAN, format_) == text.encode()
    assert "采购图书册数" in text


def test_the_head_of_the_indicators_is_repeated_in_print() -> None:
    html = render("form", tables.CLEAN, "html")
    head = html[html.index("<thead>") : html.index("</thead>")]
    assert "三级指标" in head
    assert html.count("<thead>") == 1


def test_without_merged_cells_a_level_stands_on_each_of_its_rows() -> None:
    sheet = form_sheet(samples.long_project())
    texts = unmerged(sheet.parts[1], len(sheet.widths))
    assert sum("产出指标" in row for row in texts) == 20
    assert sum("年度绩效指标完成情况" in row for row in texts) == 1


def test_blocks_take_the_columns_that_come_nearest_to_their_widths() -> None:
    columns = Columns.of([10, 10, 20, 10, 10], 0)
    assert columns.fit([1, 1]) == [(0, 3), (3, 2)] or columns.fit([1, 1]) == [(0, 2), (2, 3)]
    assert columns.fit([10, 30, 10], 1) == [(1, 1), (2, 2), (4, 1)]
    assert columns.fit([1, 1, 98]) == [(0, 1), (1, 1), (2, 3)]


def test_the_widest_columns_are_divided_where_a_block_has_more_cells() -> None:
    columns = Columns.of([10, 40, 10], 5)
    assert columns.widths == (10, 13, 13, 14, 10)
    assert columns.spans == ((0, 1), (1, 3), (4, 1))
