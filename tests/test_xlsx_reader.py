"""Workbooks: what their sheets show is read, once each, with its place; what is hidden or missing is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from reports import Block, Cell, Grid, Paragraph, Row, UnreadableFile, read, read_parsed
from reports.grid import Parsed, row_of
from reports.readers import worksheet, xlsx
from reports.readers.lines import lines_apart
from reports.readers.text import blocks
from reports.readers.xlsx import parse
from scoring import Quantity, Unreadable
from scoring.model import Place
from scoring.words import NOT_CALCULATED

from .forms import WHOLE, document
from .roundtrip import same
from .spreadsheets import converted, needs_soffice
from .strategies import tiled_rows
from .workbooks import SHEET, book_of, xls_of, xlsx_of

SEEDS: Final = Path(__file__).resolve().parents[2] / "shared" / "seeds"
WRITERS: Final = {"xlsx": xlsx_of, "xls": xls_of}
Writer = Callable[[Sequence[Block], bool], bytes]

formats = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


def texts(data: bytes) -> list[list[str]]:
    """The texts of all rows, paragraphs as rows of one text."""
    found: list[list[str]] = []
    for block in parse(data, "测试.xlsx").blocks:
        found += [[block.text]] if isinstance(block, Paragraph) else [[c.text for c in r.cells] for r in block.rows]
    return found


def grids(data: bytes) -> list[Grid]:
    return [block for block in parse(data, "测试.xlsx").blocks if isinstance(block, Grid)]


def book(fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> bytes:
    """A workbook whose one sheet was filled in openpyxl."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "自评表"
    fill(sheet)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def written(fill: Callable[[Workbook], object]) -> bytes:
    """A workbook made with XlsxWriter."""
    out = BytesIO()
    made = Workbook(out, {"in_memory": True})
    fill(made)
    made.close()
    return out.getvalue()


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part changed."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == part else content)
    return out.getvalue()


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


class TestShownValues:
    def test_a_share_shown_in_percent_is_a_percentage(self) -> None:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            for column, (value, code) in enumerate(
                [(0.9, "0.00%"), (1200, "#,##0.00"), (0.1 + 0.2, "General"), (95.5, '0.00"分"'), (45270, "yyyy/m/d")], 1
            ):
                sheet.cell(1, column, value).number_format = code

        assert texts(book(fill)) == [["90.00%", "1,200.00", "0.3", "95.50分", "2023/12/10"]]

    def test_the_same_holds_for_an_older_workbook(self) -> None:
        made = xlwt.Workbook()
        sheet = made.add_sheet("自评表")
        for column, (value, code) in enumerate(
            [
                (0.9, "0.00%"),
                (1200, "#,##0.00"),
                (0.1 + 0.2, "General"),
                (45270, 'yyyy"年"m"月"d"日"'),
                (-0.005, "0.0%"),
            ]
        ):
            sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))
        sheet.write(0, 5, True)
        sheet.write(0, 6, 12345678)
        out = BytesIO()
        made.save(out)
        assert texts(out.getvalue()) == [["90.00%", "1,200.00", "0.3", "2023年12月10日", "-0.5%", "TRUE", "12345678"]]

    def test_truth_and_errors_are_shown_as_such_and_an_error_is_no_value(self) -> None:
        rows = '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        assert texts(book_of(rows)) == [["TRUE", "#DIV/0!"]]
        data = written(lambda made: _form(made, lambda sheet: sheet.write_formula("F14", "=1/0", None, "#DIV/0!")))
        (table,) = read("自评表.xlsx", data).evaluations
        assert table.indicators[0].actual == Unreadable("#DIV/0!")

    def test_days_may_count_from_1904_and_days_may_be_stored_as_text(self) -> None:
        rows = '<row r="1"><c r="A1" s="1"><v>43808</v></c><c r="B1" t="d"><v>2023-12-10T00:00:00</v></c></row>'
        data = book_of(rows, formats=["yyyy年m月"], workbook='<workbookPr date1904="1"/>')
        assert texts(data) == [["2023年12月", "2023/12/10"]]

    def test_zeros_that_a_sheet_does_not_show_are_blank(self) -> None:
        rows = '<row r="1"><c r="A1"><v>0</v></c><c r="B1"><v>5</v></c><c r="C1"><v>0.5</v></c></row>'
        assert texts(book_of(rows, before='<sheetViews><sheetView showZeros="0"/></sheetViews>')) == [["5", "0.5"]]

    def test_a_format_that_cannot_be_followed_is_remarked_once(self) -> None:
        rows = '<row r="3"><c r="A3" s="1"><v>7</v></c><c r="C3" s="1"><v>0.375</v></c></row>'
        found = parse(book_of(rows, formats=["# ?/?"]), "测试.xlsx")
        assert [cell.text for cell in found.blocks[0].rows[0].cells] == ["7", "0.375"]  # type: ignore[union-attr]
        (remark,) = found.remarks
        assert remark.code == "R7"
        assert "A3" in remark.what
        assert "# ?/?" in remark.what

    def test_readings_over_characters_are_dropped_and_raised_digits_stay_raised(self) -> None:
        strings = (
            "<si><t>绩效</t><rPh sb='0' eb='2'><t>jìxiào</t></rPh><phoneticPr fontId='1'/></si>"
            "<si><r><t>10m</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r></si>"
            "<si/><si><t xml:space='preserve'> 甲&amp;乙&#x4E19;\r\n丁_x000D_ </t></si>"
        )
        rows = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCD"))
        assert texts(book_of(f'<row r="1">{rows}</row>', texts=strings)) == [["绩效", "10m²", "甲&乙丙\n丁"]]

    def test_rich_text_of_openpyxl_and_xlwt(self) -> None:
        raised = CellRichText("10m", TextBlock(InlineFont(vertAlign="superscript"), "2"))

        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            sheet["A1"], sheet["B1"] = raised, "面积"

        assert texts(book(fill)) == [["10m²", "面积"]]
        made = xlwt.Workbook()
        sheet = made.add_sheet("自评表")
        sheet.write_rich_text(0, 0, ["10m", ("2", xlwt.easyfont("escapement superscript")), "以上"])
        sheet.write(0, 1, "面积")
        out = BytesIO()
        made.save(out)
        assert texts(out.getvalue()) == [["10m²以上", "面积"]]

    def test_a_text_is_what_was_typed_even_where_it_looks_like_mark_up(self) -> None:
        typed = ["<b>≥3次</b>", "a&lt;b", "**", "_x0041_", "=3次", "'0012", "1,2\n3"]

        def fill(made: Workbook) -> None:
            sheet = made.add_worksheet()
            for column, text in enumerate(typed):
                sheet.write_string(0, column, text)

        assert texts(written(fill)) == [typed]

    @pytest.mark.parametrize("name", ["xlsx", "xls"])
    def test_calamine_sees_the_same_cells(self, name: str) -> None:
        data = WRITERS[name](blocks(WHOLE), False)
        seen = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        expected = [[str(value).strip() for value in row if value != ""] for row in seen]
        assert texts(data) == [row for row in expected if row]


class TestFormulas:
    def test_a_formula_that_was_never_calculated_is_no_value_and_no_zero(self) -> None:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            for row, line in enumerate(WHOLE.split("\n"), 1):
                for column, text in enumerate(line.split("\t"), 1):
                    cell = sheet.cell(row, column, text)
                    cell.data_type = "s"
                    if text in ("=11公里", "36.67"):
                        cell.value = "=F8*0.2"

        found = read("自评表.xlsx", book(fill))
        row = found.evaluations[0].indicators[0]
        assert isinstance(row.actual, Unreadable)
        assert row.actual.text == "〔公式未计算〕=F8*0.2"
        assert row.printed_score is None
        (remark,) = found.remarks
        assert remark.code == "R4"
        assert "工作表“自评表”F14 等 2 个公式没有计算结果" in remark.what

    def test_zeros_that_a_program_wrote_for_values_it_never_knew_are_no_values(self) -> None:
        def fill(made: Workbook) -> None:
            sheet = made.add_worksheet("自评表")
            sheet.write_row("A1", ["甲", 5])
            sheet.write_formula("C1", "=B1*2")
            sheet.write_formula("D1", '=IF(B1>3,"是","否")', None, "")

        found = parse(written(fill), "测试.xlsx")
        assert texts(written(fill)) == [["甲", "5", "〔公式未计算〕=B1*2", '〔公式未计算〕=IF(B1>3,"是","否")']]
        assert [remark.code for remark in found.remarks] == ["R4"]

    def test_zeros_among_calculated_values_are_zeros(self) -> None:
        def fill(made: Workbook) -> None:
            sheet = made.add_worksheet("自评表")
            sheet.write_formula("A1", "=1+1", None, 2)
            sheet.write_formula("B1", "=1-1", None, 0)

        assert texts(written(fill)) == [["2", "0"]]
        assert parse(written(fill), "测试.xlsx").remarks == ()

    def test_a_formula_that_gives_no_text_leaves_its_cell_blank(self) -> None:
        rows = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c><c r="C1"><v>2</v></c></row>'
        found = parse(book_of(rows), "测试.xlsx")
        assert texts(book_of(rows)) == [["1", "2"]]
        assert found.remarks == ()

    def test_the_formula_of_an_older_workbook_is_told_too(self) -> None:
        made = xlwt.Workbook()
        sheet = made.add_sheet("自评表")
        sheet.write(0, 0, "甲")
        sheet.write(0, 1, xlwt.Formula("1+1"))
        out = BytesIO()
        made.save(out)
        assert texts(out.getvalue()) == [["甲", "〔公式未计算〕"]]
        assert [remark.code for remark in parse(out.getvalue(), "测试.xls").remarks] == ["R4"]

    @needs_soffice
    def test_formulas_that_libreoffice_calculated_have_values(self, tmp_path: Path) -> None:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            sheet.append([0.45, "甲", "=A1*2", '=B1&"乙"'])
            sheet["C1"].number_format = "0.00%"

        (tmp_path / "a.xlsx").write_bytes(book(fill))
        for kind in ("xls", "xlsx"):
            data = converted([tmp_path / "a.xlsx"], tmp_path, kind)[0].read_bytes()
            assert texts(data) == [["0.45", "甲", "90.00%", "甲乙"]]
            assert parse(data, "a").remarks == ()


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


class TestOtherSpellings:
    """XML that says the same in another way is read the same."""

    ROWS = (
        '<row r="1"><c r="A1" s="1"><v>0.9</v></c><c r="B1" t="inlineStr"><is><t>≥3&lt;次</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>"a"</f><v>a</v></c></row>'
    )
    AFTER = '<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'

    def expected(self) -> tuple[Block, ...]:
        return parse(book_of(self.ROWS, after=self.AFTER, formats=["0.00%"]), "a").blocks

    @pytest.mark.parametrize(
        "spell",
        [
            lambda xml: re.sub(r"<(/?)(\w)", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x="),
            lambda xml: xml.replace('"', "'"),
            lambda xml: re.sub(r' r="(\w+)" ([st]="\w+")', r' \2 r="\1"', xml),
            lambda xml: xml.replace("><", ">\n  <"),
            lambda xml: xml.replace("<v>2</v>", "<v><![CDATA[2]]></v>").replace("<row", "<!-- x --><row"),
            lambda xml: re.sub(r'<(row|c) r="[^C]\w*"', r"<\1", xml),
            lambda xml: xml.replace(SHEET, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
            lambda xml: xml.replace("<v>", '<v xml:space="preserve">'),
        ],
        ids=["prefixes", "apostrophes", "order", "white space", "cdata", "no references", "strict", "attributes"],
    )
    def test_is_read_the_same(self, spell: Callable[[str], str]) -> None:
        data = book_of(self.ROWS, after=self.AFTER, formats=["0.00%"], declaration="")
        name = "xl/worksheets/sheet1.xml"
        assert parse(changed(data, name, spell), "a").blocks == self.expected()

    def test_the_number_of_a_text_may_stand_among_white_space(self) -> None:
        rows = '<row r="1"><c r="A1" t="s"><v>\n  1\n</v></c></row>'
        assert texts(book_of(rows, texts="<si><t>甲</t></si><si><t>乙</t></si>")) == [["乙"]]

    def test_utf16_is_read_the_same(self) -> None:
        data = book_of(self.ROWS, after=self.AFTER, formats=["0.00%"], declaration="")
        out = BytesIO()
        with ZipFile(BytesIO(data)) as old, ZipFile(out, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                new.writestr(name, content.decode().encode("utf-16") if "sheet1" in name else content)
        assert parse(out.getvalue(), "a").blocks == self.expected()

    def test_what_was_read_before_another_spelling_began_counts_once(self) -> None:
        """A prefixed attribute is another one; the reader without a tree takes it for its namesake."""
        rows = '<row r="1"><c r="A1" x:t="s"><v>0</v></c><c r="B1"><f>1+1</f></c></row><row><c><v>3</v></c></row>'
        before = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
        data = changed(
            book_of(rows, before=before, texts="<si><t>甲</t></si>"),
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace("<worksheet", '<worksheet xmlns:x="urn:x"', 1),
        )
        assert texts(data) == [[f"{NOT_CALCULATED}=1+1"], ["3"]]
        assert [one.what for one in parse(data, "a").remarks] == ["工作表“自评表”B1 的公式没有计算结果"]


class TestRefusals:
    def refused(self, data: bytes) -> str:
        with pytest.raises(UnreadableFile) as error:
            parse(data, "坏.xlsx")
        assert error.value.place == "坏.xlsx"
        assert error.value.cure
        return error.value.what

    def test_a_package_that_is_no_workbook(self) -> None:
        out = BytesIO()
        with ZipFile(out, "w") as package:
            package.writestr("a.txt", "a")
        assert "不是 Word/Excel 文件" in self.refused(out.getvalue())

    def test_a_string_that_is_not_there(self) -> None:
        for number in ("7", "-1", "²", "1" * 5_000):
            rows = f'<row r="1"><c r="A1" t="s"><v>{number}</v></c></row>'
            assert "不存在" in self.refused(book_of(rows, texts="<si><t>甲</t></si>"))

    def test_xml_that_ends_too_early(self) -> None:
        data = changed(
            book_of('<row r="1"><c r="A1"><v>7</v></c></row>'), "xl/worksheets/sheet1.xml", lambda x: x[:-40]
        )
        assert "损坏" in self.refused(data)

    def test_a_doctype(self) -> None:
        declaration = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        assert "DOCTYPE" in self.refused(book_of("<row r='1'/>", declaration=declaration))

    def test_a_row_beyond_the_last(self) -> None:
        assert "行号" in self.refused(book_of('<row r="9999999"><c r="A9999999"><v>7</v></c></row>'))

    @pytest.mark.parametrize("number", ["²", "1" * 5_000])
    def test_a_number_that_is_none(self, number: str) -> None:
        comment, plain = "<!-- x -->", '<row r="1"><c r="A1"><v>7</v></c></row>'
        for rows in (f'<row r="{number}"><c r="A1"><v>7</v></c></row>', f'{comment}<row r="{number}"/>'):
            assert "单元格" in self.refused(book_of(rows))
        for reference in ("ZZZZ1", "A" * 100_000 + "1"):
            assert "单元格" in self.refused(book_of(f'{comment}<row r="1"><c r="{reference}"><v>7</v></c></row>'))
        before = f'<cols><col min="{number}" max="{number}" hidden="1"/></cols>'
        assert texts(book_of(plain, before=before)) == [["7"]]
        styled = book_of('<row r="1"><c r="A1" s="1"><v>7</v></c></row>', formats=["0.00"])
        spelt = changed(
            styled, "xl/styles.xml", lambda xml: re.sub('xf numFmtId="[0-9]+"', f'xf numFmtId="{number}"', xml)
        )
        assert texts(spelt) == [["7"]]
        spelt = changed(styled, "xl/worksheets/sheet1.xml", lambda xml: xml.replace('s="1"', f's="{number}"'))
        assert texts(spelt) == [["7"]]

    def test_strings_of_a_part_that_is_no_list_of_strings(self) -> None:
        assert texts(book_of('<row r="1"><c r="A1"><v>7</v></c></row>', texts='<!-- x --><c r="ZZZZ1"/>')) == [["7"]]

    def test_a_truncated_older_workbook(self) -> None:
        data = xls_of(blocks(WHOLE))
        for length in (600, 3000, len(data) // 2):
            self.refused(data[:length])

    def test_older_workbooks_with_any_byte_changed_are_read_or_refused(self) -> None:
        data = xls_of(blocks(WHOLE), True)
        for at in range(0, len(data), 97):
            broken = bytearray(data)
            broken[at] ^= 0xFF
            try:
                parse(bytes(broken), "坏.xls")
            except UnreadableFile:
                continue


class TestSize:
    def test_styles_met_before_are_known_but_not_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        known: dict[bytes, object] = {}
        monkeypatch.setattr(xlsx, "_FORMATS", known)
        monkeypatch.setattr(xlsx, "_MOST_KNOWN", 3)
        rows = '<row r="1"><c r="A1" s="1"><v>0.5</v></c></row>'
        for places in (*range(1, 9), 8):
            code = f"0.{'0' * places}"
            assert texts(book_of(rows, formats=[code])) == [[f"0.5{'0' * (places - 1)}"]]
            assert 0 < len(known) <= 3

    def test_too_many_cells_are_cut_and_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("reports.readers.xlsx.MOST_CELLS", 10)
        monkeypatch.setattr(worksheet, "MOST_CELLS", 10)
        rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><v>2</v></c></row>' for n in range(1, 50))
        found = parse(book_of(rows, sheets=[("一", ""), ("二", "")]), "测试.xlsx")
        assert [one.what for one in found.skipped] == [
            "工作表“一”没有读完：工作簿有字的单元格超过 10 个",
            "工作表“二”没有读完：工作簿有字的单元格超过 10 个",
        ]

    def test_unclosed_rows_and_cells_take_no_long(self) -> None:
        many = 50_000
        for data in (
            book_of("<row r='1'>" * many),
            book_of('<row r="1">' + '<c r="A1">' * many),
            book_of("", texts="<si>" * many),
        ):
            with pytest.raises(UnreadableFile):
                parse(data, "坏.xlsx")

    def test_a_long_text_split_over_records_comes_back(self) -> None:
        long = [Grid((row_of(["甲" * 9_000, "a" * 9_000]), row_of(["乙" * 20_000 + "b", "é" * 9_000])))]
        assert texts(xls_of(long)) == [[cell.text for cell in row.cells] for row in long[0].rows]


def _form(made: Workbook, change: Callable[..., object]) -> None:
    """``WHOLE`` on a sheet, with a change."""
    sheet = made.add_worksheet("自评表")
    for row, line in enumerate(WHOLE.split("\n")):
        for column, text in enumerate(line.split("\t")):
            if text:
                sheet.write_string(row, column, text)
    change(sheet)


def test_a_target_in_a_number_cell_is_read_with_the_unit_its_format_shows() -> None:
    def change(made: Workbook) -> None:
        def put(sheet: object) -> None:
            sheet.write_number("E14", 12, made.add_format({"num_format": '"≥"0"公里"'}))  # type: ignore[attr-defined]

        _form(made, put)

    (table,) = read("自评表.xlsx", written(change)).evaluations
    target = table.indicators[0].target
    assert isinstance(target, Quantity)
    assert (target.operator, target.number, target.unit.text) == ("≥", 12, "公里")
