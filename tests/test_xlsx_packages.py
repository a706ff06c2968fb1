"""Workbooks as packages: spelt otherwise, refused, and large."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest

from reports import Block, Grid, UnreadableFile
from reports.grid import row_of
from reports.readers import worksheet, xlsx
from reports.readers.text import blocks
from reports.readers.xlsx import parse
from scoring.words import NOT_CALCULATED

from .filled_books import changed, texts
from .forms import WHOLE
from .workbooks import SHEET, book_of, xls_of


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

    def test_what_else_stands_in_rows_and_between_them_is_passed_over(self) -> None:
        rows = (
            '<row r="1">\n<c r="A1" s="1"/><c r="B1"><v>1</v></c><x:ext xmlns:x="urn:x"><x:c/></x:ext></row>\n<extLst/>'
            '<row r="2"/><row r="3"><extLst>\n</extLst><c r="A3"><v>2</v></c></row> <extLst/>'
        )
        assert texts(book_of(rows)) == [["1"], ["2"]]

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

    @pytest.mark.parametrize(
        "rows",
        [
            '<c r="A1"><v>7</v></c><row r="1"/>',
            '<row r="1"><c r="A1"><v>7</v></c></row><c r="A2"/><row r="2"/>',
            '<row r="1"><c r="A1"><v>7</v></c></row><c r="A2"/>',
            '<row r="1"><c r="A1"><v>7</v><c r="B1"/></c></row>',
        ],
    )
    def test_a_cell_outside_rows_or_in_a_cell(self, rows: str) -> None:
        assert "不合规范" in self.refused(book_of(rows))

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
