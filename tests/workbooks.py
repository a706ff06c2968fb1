"""Workbooks and web pages made of blocks, and the parts of workbooks, for the tests of their readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import xlwt
from xlsxwriter import Workbook

from reports import Block, Cell, Grid

SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_NUMBER: Final = re.compile(r"-?(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(%?)")


def placed(blocks: Sequence[Block]) -> Iterator[tuple[int, Cell]]:
    """Each cell with its row from 0: grids one below the other with a blank row between, paragraphs in column A."""
    row = 0
    for block in blocks:
        if isinstance(block, Grid):
            for line in block.rows:
                yield from ((row, cell) for cell in line.cells)
                row += 1
        else:
            yield row, Cell(block.text, 0)
        row += 1


def number_of(text: str) -> tuple[float, str] | None:
    """What a clerk who types this text gets in a workbook: a number and the format that shows it again."""
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 14 or re.match(r"-?0\d", text) or text.startswith("-0"):
        return None
    whole = "#,##0" if "," in text else "0"
    value = float(text.replace(",", "").rstrip("%"))
    places = len(match[2] or ".") - 1
    if match[3]:
        value = float(f"{value / 100:.{places + 4}f}")
    return value, whole + ("." + "0" * places if places else "") + match[3]


def xlsx_of(blocks: Sequence[Block], numbers: bool = False) -> bytes:
    """The blocks on one sheet.

    Args:
        blocks: paragraphs and grids.
        numbers: what looks like a number is stored as one, with a format that shows it the same.
    """
    out = BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("自评表")
    for row, cell in placed(blocks):
        found = number_of(cell.text) if numbers else None
        shape = book.add_format({"num_format": found[1] if found else "General"})
        if cell.colspan > 1 or cell.rowspan > 1:
            sheet.merge_range(row, cell.column, row + cell.rowspan - 1, cell.column + cell.colspan - 1, "", shape)
        if found:
            sheet.write_number(row, cell.column, found[0], shape)
        else:
            sheet.write_string(row, cell.column, cell.text, shape)
    book.close()
    return out.getvalue()


def xls_of(blocks: Sequence[Block], numbers: bool = False) -> bytes:
    """The blocks on one sheet of an older workbook."""
    book = xlwt.Workbook(style_compression=2)
    sheet = book.add_sheet("自评表", cell_overwrite_ok=True)
    for row, cell in placed(blocks):
        found = number_of(cell.text) if numbers else None
        style = xlwt.easyxf(num_format_str=found[1] if found else "General")
        value = found[0] if found else cell.text
        last = row + cell.rowspan - 1, cell.column + cell.colspan - 1
        sheet.write_merge(row, last[0], cell.column, last[1], value, style)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def html_of(blocks: Sequence[Block]) -> bytes:
    """The blocks as a plain web page."""
    out = ["<!DOCTYPE html><html lang='zh-CN'><head><meta charset='utf-8'><title>自评</title></head><body>"]
    for block in blocks:
        if not isinstance(block, Grid):
            out.append(f"<p>{_shown(block.text)}</p>")
            continue
        out.append("<table border='1'>")
        width = max((cell.column + cell.colspan for row in block.rows for cell in row.cells), default=1)
        until = [0] * width
        for number, row in enumerate(block.rows):
            cells = {cell.column: cell for cell in row.cells}
            out.append("<tr>")
            column = 0
            while column < width:
                cell = cells.get(column, Cell("", column))
                if until[column] <= number:
                    out.append(f"<td colspan={cell.colspan} rowspan='{cell.rowspan}'>{_shown(cell.text)}</td>")
                    until[column : column + cell.colspan] = [number + cell.rowspan] * cell.colspan
                column += cell.colspan
            out.append("</tr>")
        out.append("</table>")
    return "\n".join([*out, "</body></html>"]).encode()


def book_of(
    rows: str,
    *,
    before: str = "",
    after: str = "",
    formats: Sequence[str] = (),
    texts: str = "",
    workbook: str = "",
    declaration: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    sheets: Sequence[tuple[str, str]] = (("自评表", ""),),
) -> bytes:
    """A workbook of parts written by hand.

    Args:
        rows: what stands in ``sheetData`` of every sheet.
        before: what stands before it.
        after: what stands behind it.
        formats: codes of number formats; cell style 1 has the first of them, 0 has none.
        texts: the ``si`` elements.
        workbook: what stands in the workbook behind the sheets.
        declaration: first line of the sheet.
        sheets: name and state of each sheet.
    """
    codes = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{escape(code)}"/>' for n, code in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{164 + n}" xfId="0"/>' for n in range(len(formats)))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}" {f"state={chr(34)}{state}{chr(34)}" if state else ""}/>'
        for n, (name, state) in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    sheet = f'<worksheet xmlns="{SHEET}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="s" Type="{OFFICE}/styles" Target="/xl/styles.xml"/>'
        f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEET}"><numFmts>{codes}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": declaration + sheet,
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _shown(text: str) -> str:
    return escape(text).replace("\n", "<br>")
