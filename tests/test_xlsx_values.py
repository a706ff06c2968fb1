"""Workbooks: numbers, dates and texts as they are shown, and the results of formulas."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from reports import read
from reports.readers.text import blocks
from reports.readers.xlsx import parse
from scoring import Quantity, Unreadable

from .filled_books import WRITERS, book, texts, written
from .forms import WHOLE
from .spreadsheets import converted, needs_soffice
from .workbooks import book_of


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

    def test_the_format_of_a_cell_says_what_stands_around_its_text_however_that_is_stored(self) -> None:
        text, runs = "<t>甲 &amp; _x0041_</t>", "<r><t>甲</t></r><r><t xml:space='preserve'> &amp; _x0041_</t></r>"
        cells = "".join(
            f'<c r="{letter}1" s="1" t="{kind}">{content}</c>'
            for letter, kind, content in (
                ("A", "inlineStr", f"<is>{text}</is>"),
                ("B", "inlineStr", f"<is>{runs}</is>"),
                ("C", "s", "<v>0</v>"),
                ("D", "s", "<v>1</v>"),
            )
        )
        strings = f"<si>{text}</si><si>{runs}</si>"
        found = texts(book_of(f'<row r="1">{cells}</row>', texts=strings, formats=['"（"@"）"']))
        assert found == [["（甲 & A）"] * 4]


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
