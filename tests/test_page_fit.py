"""Forms fit their pages: an ordinary project takes one, nothing that closes a document stands alone on the last."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from attrs import evolve
from lxml import etree
from openpyxl import load_workbook

from reports import form_sheet, read, render_file
from reports.sheets.paging import half_letters, line_count, page_count, row_heights, side_lines
from reports.sheets.sheet import SheetCell, SheetRow
from reports.writers.docx_form import PORTRAIT, drawing
from rulesets import catalogue
from scoring import Evaluation, FundLine, Scorecard, parse_figure, score

from . import samples
from .command import PROJECT
from .office_files import W, converted, pages_of, parts_of


def ordinary() -> tuple[Evaluation, Scorecard]:
    (evaluation,) = read(PROJECT).evaluations
    return evaluation, score(evaluation, catalogue()[evaluation.ruleset])


def test_an_ordinary_project_takes_one_page_as_pdf_and_as_workbook() -> None:
    pytest.importorskip("typst", reason="typst is not installed: pip install 'zipingbiao[pdf]'")
    assert len(pages_of(render_file("form", ordinary(), "pdf"))) == 1
    setup = load_workbook(BytesIO(render_file("form", ordinary(), "xlsx"))).active.page_setup
    assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (1, 1)
    long = load_workbook(BytesIO(render_file("form", samples.long_project(), "xlsx"))).active.page_setup
    assert long.fitToHeight == 0


def test_an_ordinary_project_takes_one_page_of_word(tmp_path: Path) -> None:
    assert len(pages_of(converted(render_file("form", ordinary(), "docx"), "docx", tmp_path))) == 1


def test_what_closes_a_form_stays_with_rows_of_indicators() -> None:
    sheet = form_sheet(*ordinary())
    body = drawing(sheet, PORTRAIT).parts[-1]
    indicators = [number for number, row in enumerate(sheet.parts[-1].rows) if row.indicator]
    assert [number for number, row in enumerate(body) if row.kept] == [
        *indicators[-2:],
        *range(indicators[-1] + 1, len(body) - 1),
    ]
    document = etree.fromstring(parts_of(render_file("form", ordinary(), "docx"))["word/document.xml"])
    rows = list(document.iter(f"{W}tbl"))[-1].findall(f"{W}tr")
    kept = [all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p")) for row in rows]
    assert kept == [row.kept for row in body]


@pytest.mark.parametrize("layout", ["department-2023", "department-2024"])
def test_no_column_of_the_money_block_is_much_narrower_than_it_should_be(layout: str) -> None:
    line = FundLine("年度资金总额", *[parse_figure("12,345,678.90")] * 3, total=True)
    sheet = form_sheet(evolve(samples.department(), funds=(line,)), layout=layout)
    (row,) = [row for part in sheet.parts for row in part.rows if row.fund]
    widths = {cell.role: sum(sheet.widths[cell.column : cell.column + cell.colspan]) for cell in row.cells}
    whole = sum(sheet.widths)
    assert min(widths[role] for role in ("initial", "adjusted", "executed")) * 100 >= 10 * whole


def test_a_signature_never_stands_alone_on_the_last_page() -> None:
    pytest.importorskip("typst", reason="typst is not installed: pip install 'zipingbiao[pdf]'")
    evaluation, card = ordinary()
    counts = set()
    for more in range(0, 200, 8):
        longer = evolve(evaluation, goal=evaluation.goal + "推动公共文化服务均衡发展。" * more)
        found = pages_of(render_file("report", (longer, card), "pdf"))
        counts.add(len(found))
        assert found[-1].split("填报单位（盖章）")[0].strip(), f"{more} sentences more"
    assert len(counts) > 1, "no page was filled to its end"


@pytest.mark.parametrize("kind", ["report", "opinion"])
def test_in_word_the_text_before_a_signature_is_kept_with_it(kind: str) -> None:
    subject = ordinary() if kind == "report" else samples.rechecked()
    parts = parts_of(render_file(kind, subject, "docx"))
    styles = etree.fromstring(parts["word/styles.xml"])
    kept = {
        style.get(f"{W}styleId") for style in styles.iter(f"{W}style") if style.find(f"{W}pPr/{W}keepNext") is not None
    }
    paragraphs = list(etree.fromstring(parts["word/document.xml"]).iter(f"{W}p"))
    styled = [p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for p in paragraphs]  # type: ignore[union-attr]
    first = styled.index("Sign")
    before = [
        style in kept or p.find(f"{W}pPr/{W}keepNext") is not None
        for p, style in zip(paragraphs[:first], styled[:first], strict=True)
    ]
    assert before[-2:] == [True, True]


def cell(text: str, column: int = 0, rowspan: int = 1) -> SheetCell:
    return SheetCell(text, column, rowspan=rowspan)


def test_rows_are_as_high_as_their_cells_and_merged_cells_need() -> None:
    rows = [SheetRow((cell("高", rowspan=2), cell("甲", 1))), SheetRow((cell("乙", 1),)), SheetRow((cell("丙丙"),))]
    needs = {"高": 50.0, "甲": 10.0, "乙": 20.0, "丙丙": 30.0}
    assert row_heights(rows, 15.0, lambda one: needs[one.text]) == [15.0, 35.0, 30.0]


def test_heads_are_counted_on_every_page() -> None:
    assert page_count([([10.0, 30.0, 30.0, 30.0], 1)], 20.0, 100.0) == 2
    assert page_count([([10.0, 30.0, 30.0], 1)], 20.0, 100.0) == 1
    assert page_count([([10.0] + [45.0] * 4, 1)], 0.0, 100.0) == 2
    assert page_count([([10.0] + [45.0] * 5, 1)], 0.0, 100.0) == 3


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 4, 1),
        ("数量指标", 8, 1),
        ("数量指标", 7, 2),
        ("甲\n乙", 8, 2),
        ("完成率100.00%", 9, 2),
        ("一二三。", 6, 2),
        ("1" * 20, 6, 4),
    ],
)
def test_words_and_numbers_are_not_broken_where_lines_are_counted(text: str, room: int, lines: int) -> None:
    assert line_count(text, room) == lines
    assert half_letters("5%") == 3


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("部门资金（万元）", 8, "部门资金\n（万元）"),
        ("部门资金（万元）", 9, "部门资金\n（万元）"),
        ("部门资金（万元）", 16, "部门资金（万元）"),
        ("项目资金（万元）", 5, "项目\n资金\n（万\n元）"),
        ("年度总体目标", 7, "年度\n总体\n目标"),
        ("年度总体目标", 8, "年度总体\n目标"),
        ("年度绩效指标完成情况", 10, "年度绩效\n指标完成\n情况"),
        ("年度目标", 2, "年\n度\n目\n标"),
        ("年度目标", 1, "年\n度\n目\n标"),
        ("abcdef", 3, "abcdef"),
        ("", 3, ""),
    ],
)
def test_a_narrow_side_heading_is_cut_between_words(text: str, room: int, shown: str) -> None:
    assert side_lines(text, room) == shown


def test_side_headings_are_cut_the_same_way_in_word_and_in_a_workbook() -> None:
    (table,) = samples.scored(samples.department())[:1]
    text = parts_of(render_file("form", table, "docx"))["word/document.xml"]
    assert "部门资金</w:t><w:br/>" in (text if isinstance(text, str) else text.decode())
    sheet = load_workbook(BytesIO(render_file("form", table, "xlsx"))).active
    assert "部门资金\n（万元）" in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("make", [samples.plain_project, samples.department, samples.hostile_project])
def test_no_number_and_no_short_word_of_a_form_is_broken_in_word(make: Callable[[], Evaluation]) -> None:
    drawn = drawing(form_sheet(make()), PORTRAIT)
    cells = [cell for part in drawn.parts for row in part for cell in row.cells]
    short = [cell for cell in cells if cell.text in ("单位名称", "一级指标", "100.00%", "77.66%", "99.60%", "1,994.00")]
    assert len(short) >= 2
    for cell in short:
        size = int("".join(filter(str.isdigit, cell.style)))
        assert half_letters(cell.text) * size * 5 <= cell.width - 68, cell
