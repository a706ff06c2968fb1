"""Workbooks as people get them: numbers that are numbers, texts that never become formulas, nothing lost."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports import render_file
from reports.sheets.sheet import Sheet, SheetCell, SheetPart, SheetRow
from reports.views.summary import Unfinished
from reports.writers.xlsx import write
from reports.writers.xlsx_values import LONGEST_TEXT, exact_number, number_of, safe_text, sheet_names, utf16_length
from scoring import Place, recheck

from . import samples
from .strategies import printed_numbers


def opened(data: bytes) -> Any:
    return load_workbook(BytesIO(data))


def cell(text: str, column: int, kind: Any = "text", **more: Any) -> SheetCell:
    return SheetCell(text, column, kind=kind, **more)


def form(*rows: SheetRow, heads: int = 1, widths: tuple[int, ...] = (2, 4, 3, 3), name: str = "示例") -> Sheet:
    return Sheet(
        "项目支出绩效自评表", "（2023年度）", ("金额单位：万元",), widths, (SheetPart(rows, heads),), name=name
    )


HEAD = SheetRow(tuple(cell(text, n, "head") for n, text in enumerate(("一级指标", "三级指标", "目标值", "得分"))))


def drawn(*rows: SheetRow) -> Any:
    return opened(write("form", form(HEAD, *rows))).active


def row(*texts: str, kind: Any = "text") -> SheetRow:
    return SheetRow(tuple(cell(text, n, kind) for n, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("text", "value", "shape"),
    [
        ("1,200.00", "1200", "#,##0.00"),
        ("90.00%", "0.9", "0.00%"),
        ("14.750", "14.75", "0.000"),
        ("-3.5", "-3.5", "0.0"),
        ("0", "0", "0"),
        ("999,999,999,999.99", "999999999999.99", "#,##0.00"),
    ],
)
def test_a_printed_number_becomes_a_number_that_is_shown_as_printed(text: str, value: str, shape: str) -> None:
    found = number_of(text)
    assert found is not None
    assert (found.value, found.format) == (Decimal(value), shape)


@pytest.mark.parametrize(
    "text",
    ["007", "-0.00", "12,34", "1e5", "≥3", "=3", "３", "1234567890123456", "0.1234567890123456", "", "90 %", "+5"],
)
def test_what_could_not_be_shown_again_stays_a_text(text: str) -> None:
    assert number_of(text) is None


@given(printed_numbers())
def test_the_format_gives_back_exactly_the_printed_text(text: str) -> None:
    found = number_of(text)
    assert found is not None
    value = float(found.value) * (100 if found.format.endswith("%") else 1)
    places = len(found.format.rstrip("%").partition(".")[2])
    sign = "," if found.format.startswith("#") else ""
    again = Decimal(f"{value:.14e}") if value else Decimal(0)
    assert f"{again:{sign}.{places}f}{'%' if found.format.endswith('%') else ''}" == text


def test_our_own_numbers_keep_their_places() -> None:
    assert exact_number(Decimal("9.5"), least=2) == number_of("9.50")
    assert exact_number(Decimal("1234.5"), grouped=True, least=2) == number_of("1,234.50")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@x", "\tx", "=cmd|' /C calc'!A0", "http://x", "-5元"])
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    sheet = drawn(row(text, text, text, text), row(text, text, text, text, kind="number"))
    for line in sheet.iter_rows(min_row=5, max_row=6):
        for found in line:
            assert found.data_type == "s"
            assert found.hyperlink is None
            assert found.value == text.strip("\t") or found.value == text.replace("\t", " ")


def test_negative_numbers_stay_numbers() -> None:
    sheet = drawn(row("-5.00", "-1,200.00", "-3.5%", "0", kind="number"))
    assert [found.value for found in sheet[5]] == [-5, -1200, -0.035, 0]


def test_control_characters_are_removed_and_markup_stays_text() -> None:
    hostile = ("a\x00b\x1bc", "<r><t>x</t></r>", "_x0041_", "\ud800高")
    sheet = drawn(row(*hostile))
    assert [found.value for found in sheet[5]] == ["abc", "<r><t>x</t></r> ", "_x0041_", "高"]


@given(st.text(max_size=40))
def test_any_text_is_held_as_text(text: str) -> None:
    found = drawn(row(text, "1", "2", "3"))["A5"]
    assert found.data_type in ("s", "n")
    assert (found.value or "") == safe_text(text).replace("\r", "\n") or found.value is None


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    for long in ("长" * 40_000, "𠮷" * 40_000):
        kept = safe_text(long)
        assert utf16_length(kept) <= LONGEST_TEXT
        assert kept.endswith("略去）")


def test_names_of_worksheets_are_allowed_and_different() -> None:
    names = sheet_names(["a/b:c", "A b c", "'x'", "", "项目" * 30, "项目" * 30, "History", "\U00020bb7" * 40])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < utf16_length(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_form_is_drawn_with_its_merged_cells_and_page() -> None:
    rows = (
        SheetRow((cell("产出指标", 0, "level", rowspan=2), cell("甲", 1), cell("≥3次", 2, "value"), cell("10.00", 3, "number"))),
        SheetRow((cell("乙", 1), cell("90.00%", 2, "value"), cell("", 3, "number"))),
    )  # fmt: skip
    book = opened(write("form", evolve(form(HEAD, *rows), landscape=True)))
    sheet = book.active
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"A1:D1", "A5:A6"}
    assert sheet["C6"].value == 0.9
    assert sheet["C6"].number_format == "0.00%"
    assert sheet["B5"].border.left.style == sheet["A6"].border.bottom.style == "thin"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.oddFooter.center.text == "— &P —"
    assert book.properties.title == "项目支出绩效自评表"


def test_a_text_taller_than_a_row_may_be_gets_several_rows() -> None:
    long = "建成后年均节水约三万立方米，受益农户一千二百户。" * 90
    sheet = drawn(SheetRow((cell("目标", 0, "label"), cell(long, 1, "prose", colspan=3))), row("尾", "", "", ""))
    (area,) = [a for a in sheet.merged_cells.ranges if a.min_row == 5 and a.min_col == 2]
    heights = [sheet.row_dimensions[number].height for number in range(area.min_row, area.max_row + 1)]
    assert len(heights) > 1
    assert max(heights) < 409
    assert sheet.cell(area.max_row + 1, 1).value == "尾"


def test_several_forms_are_several_worksheets() -> None:
    book = opened(write("form", (form(HEAD, name="项目甲"), form(HEAD, name="项目甲"), form(HEAD, name="丙/丁"))))
    assert book.sheetnames == ["项目甲", "项目甲(2)", "丙 丁"]


def test_equal_content_is_equal_bytes() -> None:
    assert render_file("opinion", samples.rechecked(), "xlsx") == render_file("opinion", samples.rechecked(), "xlsx")


def test_the_opinion_has_one_row_for_each_finding() -> None:
    result = samples.rechecked()
    book = opened(render_file("opinion", result, "xlsx"))
    sheet = book["问题"]
    findings = list(result.all_findings())
    assert sheet.max_row == len(findings) + 1
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:T{len(findings) + 1}"
    assert sheet.print_title_rows == "$1:$1"
    # On one page across the letters would be too small to read; the serial number stands on both.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.print_title_cols) == (2, 0, "$A:$A")
    assert book["得分对照"].print_title_cols == "$A:$C"
    assert book["结论"].page_setup.fitToWidth in (None, 1)
    heads = [found.value for found in sheet[1]]
    for number, finding in enumerate(findings, 2):
        values = dict(zip(heads, [found.value for found in sheet[number]], strict=True))
        assert values["代码"] == finding.code
        assert values["表号"] == (finding.where.table or None)
        assert values["问题说明"] == safe_text(finding.message)


def test_the_opinion_compares_scores_with_live_differences() -> None:
    result = samples.rechecked()
    sheet = opened(render_file("opinion", result, "xlsx"))["得分对照"]
    heads = [found.value for found in sheet[1]]
    printed, ours, gap = (heads.index(name) for name in ("印出得分", "重算得分", "差"))
    judgements = [
        judgement
        for table in result.tables
        if table.evaluation.form != "goal"
        for judgement in (*((table.execution,) if table.evaluation.budget else ()), *table.scores, table.total)
    ]
    rows = [[found.value for found in line] for line in sheet.iter_rows(min_row=2)]
    assert len(rows) == len(judgements)
    for number, (line, judgement) in enumerate(zip(rows, judgements, strict=True), 2):
        if judgement.printed is not None:
            assert Decimal(str(line[printed])) == judgement.printed
        if judgement.computed is not None:
            assert Decimal(str(line[ours])) == judgement.computed
        if None not in (judgement.printed, judgement.computed):
            assert line[gap] == f"=ROUND(M{number}-N{number},6)"


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        (Place(page=8, grid=1, grid_row=3, columns=(("score", 11),)), (8, 1, 3, "第 12 列")),
        (Place(sheet="文化馆", grid=2, grid_row=16, columns=(("score", 8),)), (None, "文化馆", 16, "I16")),
        (Place(line=212), (None, None, 212, None)),
        (Place(), (None, None, None, None)),
    ],
)
def test_a_place_is_taken_apart_into_columns_to_filter(place: Place, wanted: tuple[Any, ...]) -> None:
    table = samples.wrong_project()
    table = evolve(table, indicators=tuple(evolve(row, place=place) for row in table.indicators))
    book = opened(render_file("opinion", recheck([table], samples.RULESETS), "xlsx"))
    found = {name: [[cell.value for cell in line] for line in book[name].iter_rows()] for name in ("得分对照", "问题")}
    for heads, *lines in found.values():
        at = [heads.index(name) for name in ("页", "表格", "行", "单元格")]
        of_scores = "栏目" not in heads
        rows = [
            line for line in lines if line[heads.index("行号")] and (of_scores or line[heads.index("栏目")] == "得分")
        ]
        assert rows
        assert {tuple(line[n] for n in at) for line in rows} == {wanted}


def test_differences_carry_their_value_for_readers_that_do_not_calculate() -> None:
    book = load_workbook(BytesIO(render_file("opinion", samples.rechecked(), "xlsx")), data_only=True)
    sheet = book["得分对照"]
    for line in sheet.iter_rows(min_row=2, values_only=True):
        if isinstance(line[12], int | float) and isinstance(line[13], int | float):
            assert line[14] == pytest.approx(line[12] - line[13], abs=1e-9)


def test_the_summary_has_one_row_for_each_document_and_table() -> None:
    result = samples.rechecked()
    book = opened(render_file("summary", [result, result], "xlsx"))
    tables = sum(table.evaluation.form != "goal" for table in result.tables)
    assert [book["文件"].cell(line, 1).value for line in (2, 3)] == [1, 2]
    totals = [line for line in book["各表总分"].iter_rows(min_row=2, values_only=True) if line[3] is not None]
    assert len(totals) == 2 * tables
    assert {type(line[6]) for line in totals} <= {int, float, type(None)}


def test_an_error_in_a_row_whose_score_agrees_is_marked_beside_the_verdict() -> None:
    sheet = opened(render_file("opinion", samples.erring_though_agreeing(), "xlsx"))["得分对照"]
    heads, *lines = [[found.value for found in line] for line in sheet.iter_rows()]
    at = heads.index("另有错误")
    assert heads[at - 1] == "判断"
    ((verdict, alert),) = [(line[at - 1], line[at]) for line in lines if line[at]]
    assert verdict == "一致"
    assert alert.startswith("■ 错误 ")


def test_the_summary_lists_every_finding_of_every_document() -> None:
    result = samples.rechecked()
    book = opened(render_file("summary", [result, samples.goals_rechecked()], "xlsx"))
    sheet = book["问题"]
    heads, *lines = [[found.value for found in line] for line in sheet.iter_rows()]
    findings = [*result.all_findings(), *samples.goals_rechecked().all_findings()]
    assert heads[:2] == ["文件", "单位"]
    assert heads[2:] == [found.value for found in opened(render_file("opinion", result, "xlsx"))["问题"][1]]
    assert [line[heads.index("代码")] for line in lines] == [finding.code for finding in findings]
    assert {line[0] for line in lines} == {"澄湖县水利服务中心2023年度部门决算公开说明.txt", "目标表.txt"}
    assert {line[1] for line in lines} == {samples.UNIT}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:V{len(lines) + 1}")
    counted = [line[heads.index("问题类别")] for line in lines]
    kinds = [line for line in book["问题类别"].iter_rows(min_row=2, values_only=True) if line[0] not in (None, "合计")]
    assert {line[1]: line[3] for line in kinds} == {kind: counted.count(kind) for kind in set(counted)}


def test_the_summary_says_why_the_totals_count_fewer_findings() -> None:
    result = samples.rechecked()
    goals = sum(len(table.findings) for table in result.tables if table.evaluation.form == "goal")
    assert result.findings
    assert goals
    sheet = opened(render_file("summary", [result], "xlsx"))["各表总分"]
    (note,) = [line[0] for line in sheet.iter_rows(values_only=True) if line[0] and "合计少于" in str(line[0])]
    assert f"不属于某一张表的 {len(result.findings)} 处、目标表的 {goals} 处" in note
    plain = recheck([samples.plain_project()], samples.RULESETS)
    sheet = opened(render_file("summary", [plain], "xlsx"))["各表总分"]
    assert not [line for line in sheet.iter_rows(values_only=True) if "合计少于" in str(line[0])]


@pytest.mark.parametrize("format_", ["html", "md", "xlsx"])
def test_the_summary_of_a_run_that_was_stopped_says_so(format_: str) -> None:
    done = (samples.rechecked(), samples.goals_rechecked())
    for subject, wanted in ((Unfinished(done, 9), True), (done, False)):
        data = render_file("summary", subject, format_)  # type: ignore[arg-type]  # known only where it is drawn
        text = data.decode().replace("\u00a0", " ") if format_ != "xlsx" else said(opened(data)["汇总"])
        assert (text.count("运行被中断，只包括 9 份文件中已完成的 2 份") == 2) is wanted
        assert ("中断" in text) is wanted


def said(sheet: Any) -> str:
    return "\n".join(str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value)


def test_an_unreadable_printed_score_is_shown_as_it_stands() -> None:
    sheet = opened(render_file("opinion", samples.rechecked(), "xlsx"))["得分对照"]
    assert "1O分" in [found.value for found in sheet["M"]]


def test_a_workbook_names_nothing_outside_itself() -> None:
    with ZipFile(BytesIO(render_file("opinion", samples.rechecked(), "xlsx"))) as package:
        assert not [name for name in package.namelist() if "externalLink" in name]
        relations = b"".join(package.read(name) for name in package.namelist() if name.endswith(".rels"))
    assert b'TargetMode="External"' not in relations
