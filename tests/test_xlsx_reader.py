"""Workbooks: what their sheets show is read, once each, with its place; what is hidden or missing is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from xlsxwriter import Workbook

from reports import Block, Cell, Grid, Paragraph, Row, read, read_parsed
from reports.grid import Parsed
from reports.readers.lines import lines_apart
from reports.readers.text import blocks
from reports.readers.xlsx import parse
from scoring.model import Place

from .filled_books import WRITERS, book, changed, grids, texts, written
from .forms import WHOLE, document
from .roundtrip import same
from .spreadsheets import converted, needs_soffice
from .strategies import tiled_rows
from .workbooks import book_of, xlsx_of

SEEDS: Final = Path(__file__).resolve().parents[2] / "shared" / "seeds"
Writer = Callable[[Sequence[Block], bool], bytes]

formats = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


class TestWholeForms:
    @formats
    def test_a_form_says_the_same_as_its_text(self, write: Writer) -> None:
        for numbers in (False, True):
            found = read("自评表.xlsx", write(blocks(WHOLE), numbers))
            (table,) = found.evaluations
            same(document(WHOLE).evaluations[0], table)
            assert (found.skipped, found.remarks) == ((), ())

    @formats
    def test_every_value_knows_its_sheet_and_its_cell(self, write: Writer) -> None:
        (table,) = read("自评表.xlsx", write(blocks(WHOLE), True)).evaluations
        row = table.indicators[1]
        assert row.place.sheet == "自评表"
        assert row.place.within_file("target") == f"工作表“自评表”E{row.place.grid_row}"
        line = openpyxl.load_workbook(BytesIO(xlsx_of(blocks(WHOLE))))["自评表"][row.place.grid_row]
        assert line[4].value == "=100%"

    @pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
    @pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
    @formats
    def test_a_published_document_says_the_same_as_a_workbook(self, write: Writer, number: str) -> None:
        (path,) = SEEDS.glob(f"{number}_*.txt")
        parts = blocks(path.read_text("utf-8"))
        expected = read_parsed(Parsed(tuple(parts)), path.name)
        found = read("公开.xlsx", write(_printable(parts), True))
        assert len(found.evaluations) == len(expected.evaluations)
        for one, other in zip(expected.evaluations, found.evaluations, strict=True):
            same(one, other)

    @needs_soffice
    def test_a_workbook_saved_by_libreoffice_says_the_same(self, tmp_path: Path) -> None:
        (tmp_path / "自评表.xlsx").write_bytes(xlsx_of(blocks(WHOLE), True))
        (expected,) = document(WHOLE).evaluations
        for kind in ("xls", "xlsx"):
            (path,) = converted([tmp_path / "自评表.xlsx"], tmp_path, kind)
            (found,) = read(path).evaluations
            same(expected, found)

    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"])
    def test_a_part_that_quotes_with_apostrophes_says_the_same(self, part: str) -> None:
        data = xlsx_of(blocks(WHOLE), True)
        quoted = changed(data, part, lambda xml: re.sub(r"""(\s[\w:]+)="([^"']*)\"""", r"\1='\2'", xml))
        only_types = changed(data, part, lambda xml: xml.replace(' t="s"', " t='s'"))
        expected = texts(data)
        assert texts(quoted) == expected
        assert texts(only_types) == expected

    def test_an_attribute_of_another_namespace_is_no_type_of_a_cell(self) -> None:
        sheet = "xl/worksheets/sheet1.xml"
        data = book(lambda sheet: sheet.append([7]))
        strange = changed(
            data,
            sheet,
            lambda xml: xml.replace("<worksheet ", '<worksheet xmlns:x="urn:x" ').replace(' t="n"', ' x:t="s"'),
        )
        assert b'x:t="s"' in ZipFile(BytesIO(strange)).read(sheet)
        assert texts(strange) == [["7"]]


def _printable(parts: Sequence[Block]) -> list[Block]:
    """The blocks as far as a cell holds them: 32 767 characters."""
    return [Paragraph(b.text[:30_000]) if isinstance(b, Paragraph) else b for b in parts]


class TestLayout:
    @formats
    @settings(max_examples=60)
    @given(tiling=tiled_rows())
    def test_any_merged_table_comes_back(self, write: Writer, tiling: tuple[list[list[Cell]], int]) -> None:
        grid = Grid(tuple(Row(tuple(cells)) for cells in tiling[0]))
        assert parse(write([grid], False), "测试.xlsx").blocks == tuple(_shown(grid))

    def test_a_merged_cell_counts_once(self) -> None:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            for line in (["产出指标", "a", 40], [None, "b", 60]):
                sheet.append(line)
            sheet.merge_cells("A1:A2")

        (grid,) = grids(book(fill))
        assert grid.rows[0].cells[0] == Cell("产出指标", 0, 1, 2)
        assert sum(int(row.cells[-1].text) for row in grid.rows) == 100

    def test_what_a_merged_area_covers_is_not_seen(self) -> None:
        rows = '<row r="1">' + "".join(f'<c r="{c}1"><v>{n}</v></c>' for n, c in enumerate("ABC", 1)) + "</row>"
        rows += '<row r="2"><c r="A2"><v>4</v></c><c r="C2"><v>5</v></c></row>'
        after = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
        assert texts(book_of(rows, after=after)) == [["1", "3"], ["5"]]

    def test_a_blank_row_parts_two_tables_and_a_row_inside_a_merged_cell_does_not(self) -> None:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            for row, line in {1: ["a", "b"], 3: ["c", "d"], 5: ["e", "f"]}.items():
                for column, text in enumerate(line, 1):
                    sheet.cell(row, column, text)
            sheet.merge_cells("A3:A4")

        first, second = grids(book(fill))
        assert [row.place.grid_row for row in first.rows] == [1]
        assert [row.place.grid_row for row in second.rows] == [3, 4, 5]
        assert first.place.grid == second.place.grid == 1

    @pytest.mark.parametrize("merged", ["", '<mergeCells count="1"><mergeCell ref="D1:E1"/></mergeCells>'])
    def test_a_hidden_row_parts_no_table_and_a_blank_one_does(self, merged: str) -> None:
        def row(number: int, hidden: str = "") -> str:
            cells = "".join(f'<c r="{letter}{number}"><v>{number}</v></c>' for letter in "AB")
            return f'<row r="{number}"{hidden}>{cells}</row>'

        hidden = row(1) + row(2, ' hidden="1"') + row(3)
        assert [len(grid.rows) for grid in grids(book_of(hidden, after=merged))] == [2]
        assert [len(grid.rows) for grid in grids(book_of(row(1) + row(3), after=merged))] == [1, 1]

    def test_lines_above_and_below_a_table_are_paragraphs(self) -> None:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            sheet["A1"], sheet["A2"], sheet["A3"] = "项目支出绩效自评表", "（2023年度）", "金额单位：万元"
            sheet.merge_cells("A1:C1")
            sheet.append(["一", "二", "三"])
            sheet.append(["总分"])
            sheet.append(["注：略"])

        found = parse(book(fill), "测试.xlsx").blocks
        assert [type(block) for block in found] == [Paragraph, Paragraph, Paragraph, Grid, Paragraph]
        assert found[0].place == Place(sheet="自评表", grid=1, grid_row=1)
        assert found[3] == Grid(
            (
                Row((Cell("一", 0), Cell("二", 1), Cell("三", 2)), Place(sheet="自评表", grid=1, grid_row=4)),
                Row((Cell("总分", 0),), Place(sheet="自评表", grid=1, grid_row=5)),
            )
        )

    def test_sheets_are_counted_and_hidden_ones_named(self) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        sheets = [("封面", ""), ("底稿", "hidden"), ("自评表", "visible"), ("宏", "veryHidden")]
        found = parse(book_of(rows, sheets=sheets), "测试.xlsx")
        assert [(block.place.sheet, block.place.grid) for block in found.blocks] == [("封面", 1), ("自评表", 3)]
        assert [one.what for one in found.skipped] == ["2 个隐藏的工作表没有读：底稿、宏"]

    def test_hidden_rows_and_columns_are_named_and_what_is_merged_over_them_stays(self) -> None:
        def fill(made: Workbook) -> None:
            sheet = made.add_worksheet("自评表")
            for row in range(4):
                sheet.write_row(row, 0, ["x", f"{row}", "秘", "y"])
            sheet.merge_range("A2:A4", "产出指标")
            sheet.set_row(1, None, None, {"hidden": True})
            sheet.set_column("C:C", None, None, {"hidden": True})

        found = parse(written(fill), "测试.xlsx")
        (grid,) = found.blocks
        assert isinstance(grid, Grid)
        assert [[cell.text for cell in row.cells] for row in grid.rows] == [
            ["x", "0", "y"],
            ["产出指标", "2", "y"],
            ["3", "y"],
        ]
        assert grid.rows[1].cells[0].rowspan == 2
        assert [one.what for one in found.skipped] == [
            "工作表“自评表”隐藏的第 2 行没有读",
            "工作表“自评表”隐藏的 C 列没有读",
        ]

    def test_empty_styled_cells_to_the_end_of_the_sheet_cost_nothing(self) -> None:
        rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="XFD1" s="0"/></row>'
        rows += '<row r="1048576" spans="1:16384"><c r="A1048576" s="0"/></row>'
        after = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="C1:C1048576"/></mergeCells>'
        assert texts(book_of(rows)) == [["1", "2"]]
        assert texts(book_of(rows, after=after)) == [["1"]]


def _shown(grid: Grid) -> Iterator[Block]:
    """The blocks that a sheet with this one grid must give: parted at blank rows, spans cut at the last text."""
    covered: dict[int, set[int]] = {}
    last = max((number for number, row in enumerate(grid.rows) if row.cells), default=-1)
    parts: list[list[int]] = [[]]
    for number, row in enumerate(grid.rows[: last + 1]):
        for cell in row.cells:
            for below in range(number + 1, number + cell.rowspan):
                covered.setdefault(below, set()).add(cell.column)
        if row.cells or number in covered:
            parts[-1].append(number)
        else:
            parts.append([])
    for part in parts:
        rows = []
        texted = [number for number in part if grid.rows[number].cells]
        for number in part:
            if number > texted[-1]:
                break
            cells = (
                Cell(c.text, c.column, c.colspan, min(c.rowspan, texted[-1] - number + 1))
                for c in grid.rows[number].cells
            )
            rows.append(Row(tuple(cells), Place(sheet="自评表", grid=1, grid_row=number + 1)))
        yield from lines_apart(rows)
