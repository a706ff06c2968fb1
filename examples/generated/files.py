"""Documents as files: text of several styles, HTML, Word, workbooks; each from the same grids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from typing import Final, Literal, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attrs import frozen

from reports.grid import Cell

from .layout import Rows

Style: TypeAlias = Literal["tabs", "pipes", "vertical", "html", "docx", "xlsx"]
Mark: TypeAlias = Literal["tracked", "formula"]
"""Tracked changes in a Word document; a formula without a result in a workbook."""

STYLES: Final[tuple[Style, ...]] = ("tabs", "pipes", "vertical", "html", "docx", "xlsx")
BEARERS: Final[dict[Mark, Style]] = {"tracked": "docx", "formula": "xlsx"}
"""Mark → the style that can bear it."""
SUFFIXES: Final[dict[Style, str]] = {
    "tabs": "txt",
    "pipes": "txt",
    "vertical": "txt",
    "html": "html",
    "docx": "docx",
    "xlsx": "xlsx",
}


@frozen
class Form:
    """A form in a document.

    Attributes:
        title: its title.
        year: the line under it.
        rows: its cells.
    """

    title: str
    year: str
    rows: Rows


Part: TypeAlias = str | Form
"""A paragraph or a form."""


def write(parts: Sequence[Part], style: Style, marks: Sequence[Mark] = ()) -> bytes:
    """Write paragraphs and forms as a file, with marks where the style can bear them."""
    if style == "html":
        return _html(parts).encode()
    if style == "docx":
        return _docx(parts, _INSERTED if "tracked" in marks else "")
    if style == "xlsx":
        return _xlsx(parts, "=SUM(1,2)" if "formula" in marks else "")
    return "".join(_text(part, style) for part in parts).encode()


def _text(part: Part, style: Style) -> str:
    if isinstance(part, str):
        return f"{part}\n\n"
    if style == "vertical":
        head = f"\t{part.title}\n\n\t{part.year}\n\n"
        return head + "\n".join(_lines(row) for row in _laid_out(part.rows, spans=False)) + "\n"
    rows = _laid_out(part.rows, spans=True)
    head = f"{part.title}\n\n{part.year}\n\n"
    if style == "pipes":
        return head + "".join("| " + " | ".join(row) + " |\n" for row in rows) + "\n"
    return head + "".join("\t".join(row) + "\n" for row in rows) + "\n"


def _lines(row: Sequence[str]) -> str:
    return "".join(f"\t{text}\n" for text in row)


def _laid_out(rows: Rows, *, spans: bool) -> Iterable[list[str]]:
    """Each row's texts, one for each column; cells that a merged one covers are empty.

    Args:
        rows: the cells.
        spans: write a cell over several columns with empty ones beside it, not as one.
    """
    width = _width(rows)
    for row in rows:
        texts: list[str] = []
        starts = {cell.column: cell for cell in row}
        last = max((cell.column for cell in row), default=0) if not spans else width - 1
        column = 0
        while column <= last:
            cell = starts.get(column)
            texts.append(cell.text if cell is not None else "")
            span = cell.colspan if cell is not None else 1
            if spans:
                texts += [""] * (span - 1)
            column += span
        yield texts


def _width(rows: Rows) -> int:
    return max(cell.column + cell.colspan for row in rows for cell in row)


def _covered(rows: Rows) -> dict[tuple[int, int], Cell]:
    """Row and column of what a cell that begins above covers → that cell."""
    return {
        (number + below, cell.column): cell
        for number, row in enumerate(rows)
        for cell in row
        for below in range(1, cell.rowspan)
    }


def _html(parts: Sequence[Part]) -> str:
    body = "".join(f"<p>{escape(part)}</p>\n" if isinstance(part, str) else _html_form(part) for part in parts)
    head = '<!DOCTYPE html>\n<html lang="zh-CN"><meta charset="utf-8"><title>公开说明</title>'
    return f"{head}<body>\n{body}</body></html>\n"


def _html_form(form: Form) -> str:
    width, covered = _width(form.rows), _covered(form.rows)
    lines = []
    for number, row in enumerate(form.rows):
        starts = {cell.column: cell for cell in row}
        cells = []
        column = 0
        while column < width:
            cell = starts.get(column)
            if cell is not None:
                spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
                spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
                cells.append(f"<td{spans}>{escape(cell.text)}</td>")
                column += cell.colspan
            else:
                cells.append("" if (number, column) in covered else "<td></td>")
                column += 1
        lines.append(f"<tr>{''.join(cells)}</tr>\n")
    return f"<p>{form.title}</p><p>{form.year}</p>\n<table>{''.join(lines)}</table>\n"


_NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_TWIPS: Final = 1100


_INSERTED: Final = (
    '<w:p><w:ins w:id="1" w:author="" w:date="2025-03-01T00:00:00Z">'
    "<w:r><w:t>本表数据以批复为准。</w:t></w:r></w:ins></w:p>"
)


def _docx(parts: Sequence[Part], last: str) -> bytes:
    body = "".join(_paragraph(part) if isinstance(part, str) else _word_form(part) for part in parts) + last
    document = f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONSHIPS),
            ("word/document.xml", document),
        ):
            archive.writestr(ZipInfo(name, (2025, 3, 1, 0, 0, 0)), text)
    return file.getvalue()


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _word_form(form: Form) -> str:
    width, covered = _width(form.rows), _covered(form.rows)
    rows = []
    for number, row in enumerate(form.rows):
        starts = {cell.column: cell for cell in row}
        cells = []
        column = 0
        while column < width:
            cell, above = starts.get(column), covered.get((number, column))
            span = cell.colspan if cell is not None else above.colspan if above is not None else 1
            merge = "<w:vMerge/>" if above is not None else ""
            if cell is not None and cell.rowspan > 1:
                merge = '<w:vMerge w:val="restart"/>'
            marks = (
                f'<w:tcW w:w="{_TWIPS * span}" w:type="dxa"/>'
                + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
                + merge
            )
            text = _paragraph(cell.text) if cell is not None else "<w:p/>"
            cells.append(f"<w:tc><w:tcPr>{marks}</w:tcPr>{text}</w:tc>")
            column += span
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = f'<w:gridCol w:w="{_TWIPS}"/>' * width
    table = f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    return _paragraph(form.title) + _paragraph(form.year) + table + "<w:p/>"


def _xlsx(parts: Sequence[Part], formula: str) -> bytes:
    import xlsxwriter

    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet, line, number = book.add_worksheet("说明"), 0, 0
        for part in parts:
            if isinstance(part, str):
                sheet.write_string(line, 0, part)
                line += 1
                continue
            number += 1
            page = book.add_worksheet(f"自评表{number}")
            page.write_string(0, 0, part.title)
            page.write_string(1, 0, part.year)
            for row, cells in enumerate(part.rows, 2):
                for cell in cells:
                    if cell.rowspan > 1 or cell.colspan > 1:
                        last = row + cell.rowspan - 1, cell.column + cell.colspan - 1
                        page.merge_range(row, cell.column, *last, cell.text)
                    else:
                        page.write_string(row, cell.column, cell.text)
        if formula:
            sheet.write_formula(line, 0, formula, None, "")
    return file.getvalue()
