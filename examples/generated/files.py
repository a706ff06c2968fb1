"""Documents as files: text of several styles, HTML, Word, workbooks, PDF; each from the same grids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from io import BytesIO
from typing import Final, Literal, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attrs import frozen

from reports.grid import Cell
from reports.writers.typesetting import typesetter

from .layout import Rows

Style: TypeAlias = Literal["tabs", "pipes", "vertical", "html", "docx", "xlsx", "pdf"]
Mark: TypeAlias = Literal["tracked", "formula", "fraction", "scanned"]
"""Tracked changes in a Word document; a formula without a result, a number shown as a fraction in a workbook;
a page of a PDF that is only a picture."""

STYLES: Final[tuple[Style, ...]] = ("tabs", "pipes", "vertical", "html", "docx", "xlsx", "pdf")
"""How a document can be written; ``pdf`` needs typst and a Chinese font."""

BEARERS: Final[dict[Mark, Style]] = {"tracked": "docx", "formula": "xlsx", "fraction": "xlsx", "scanned": "pdf"}
"""Mark → the style that can bear it."""
SUFFIXES: Final[dict[Style, str]] = {
    "tabs": "txt",
    "pipes": "txt",
    "vertical": "txt",
    "html": "html",
    "docx": "docx",
    "xlsx": "xlsx",
    "pdf": "pdf",
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
    """Write paragraphs and forms as a file, with marks where the style can bear them.

    Raises:
        ReportError: a PDF is wanted, and typst or a Chinese font is not installed.
    """
    if style == "html":
        return _html(parts).encode()
    if style == "docx":
        return _docx(parts, _INSERTED if "tracked" in marks else "")
    if style == "xlsx":
        return _xlsx(parts, marks)
    if style == "pdf":
        return typesetter().pdf(_typst(parts, "scanned" in marks))
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
        column = 0
        while column < width:
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


def _walked(rows: Rows) -> Iterator[list[tuple[int, Cell | None, Cell | None]]]:
    """Each row's places with their column: the cell that begins there, or the one from above that covers it."""
    width, covered = _width(rows), _covered(rows)
    for number, row in enumerate(rows):
        starts = {cell.column: cell for cell in row}
        places = []
        column = 0
        while column < width:
            cell, above = starts.get(column), covered.get((number, column))
            places.append((column, cell, above))
            shown = cell or above
            column += shown.colspan if shown is not None else 1
        yield places


def _html_form(form: Form) -> str:
    lines = []
    for places in _walked(form.rows):
        cells = []
        for _, cell, above in places:
            if cell is not None:
                spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
                spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
                cells.append(f"<td{spans}>{escape(cell.text)}</td>")
            elif above is None:
                cells.append("<td></td>")
        lines.append(f"<tr>{''.join(cells)}</tr>\n")
    table = f'<table border="1" style="border-collapse: collapse">{"".join(lines)}</table>'
    return f'<p style="{_CENTRED}">{form.title}</p><p style="{_CENTRED}">{form.year}</p>\n{table}\n'


_CENTRED: Final = "text-align: center"
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
_INSERTED: Final = (
    '<w:p><w:ins w:id="1" w:author="" w:date="2025-03-01T00:00:00Z">'
    "<w:r><w:t>本表数据以批复为准。</w:t></w:r></w:ins></w:p>"
)


_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PAGES: Final = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
    'w:gutter="0"/></w:sectPr>'
)
_TEXT_WIDTH: Final = 14_570
"""Of a page, in twentieths of a point."""


def _docx(parts: Sequence[Part], last: str) -> bytes:
    body = "".join(_paragraph(part) if isinstance(part, str) else _word_form(part) for part in parts) + last
    document = f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}{_PAGES}</w:body></w:document>'
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONSHIPS),
            ("word/document.xml", document),
        ):
            archive.writestr(ZipInfo(name, (2025, 3, 1, 0, 0, 0)), text)
    return file.getvalue()


def _paragraph(text: str, *, centred: bool = False) -> str:
    settings = '<w:pPr><w:jc w:val="center"/></w:pPr>' if centred else ""
    return f'<w:p>{settings}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _word_form(form: Form) -> str:
    width = _width(form.rows)
    twips = _TEXT_WIDTH // width
    rows = []
    for places in _walked(form.rows):
        cells = []
        for _, cell, above in places:
            span = (cell or above).colspan if cell or above else 1  # type: ignore[union-attr]
            merge = "" if above is None else "<w:vMerge/>"
            if cell is not None and cell.rowspan > 1:
                merge = '<w:vMerge w:val="restart"/>'
            marks = (
                f'<w:tcW w:w="{twips * span}" w:type="dxa"/>'
                + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
                + merge
            )
            text = _paragraph(cell.text) if cell is not None else "<w:p/>"
            cells.append(f"<w:tc><w:tcPr>{marks}</w:tcPr>{text}</w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = f'<w:gridCol w:w="{twips}"/>' * width
    settings = f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>"
    table = f"<w:tbl>{settings}<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    return _paragraph(form.title, centred=True) + _paragraph(form.year, centred=True) + table + "<w:p/>"


def _xlsx(parts: Sequence[Part], marks: Sequence[Mark]) -> bytes:
    import xlsxwriter

    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet, line, number = book.add_worksheet("说明"), 0, 0
        boxed = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
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
                        page.merge_range(row, cell.column, *last, cell.text, boxed)
                    else:
                        page.write_string(row, cell.column, cell.text, boxed)
        if "formula" in marks:
            sheet.write_formula(line, 0, "=SUM(1,2)", None, "")
        if "fraction" in marks:
            sheet.write_number(line, 0, 0.375, book.add_format({"num_format": "# ?/?"}))
    return file.getvalue()


_SET: Final = """
#let faces = json(bytes(sys.inputs.faces))
#set document(date: none)
#set page("a4", flipped: true, margin: 18mm)
#set text(font: faces.song, size: 9pt, lang: "zh", region: "cn")
#set table(stroke: 0.5pt, inset: 4pt)
"""
_PICTURE: Final = (
    '#page(margin: 0pt, image(bytes((200, 210, 205, 200)), width: 100%, height: 100%, fit: "stretch", '
    'format: (encoding: "luma8", width: 2, height: 2)))\n'
)
_LONGEST: Final = 12
"""Letters of a cell that count towards the width of its column."""


def _typst(parts: Sequence[Part], scanned: bool) -> str:
    body = "".join(f"#par({_quoted(part)})\n" if isinstance(part, str) else _typst_form(part) for part in parts)
    return _SET + body + (_PICTURE if scanned else "")


def _typst_form(form: Form) -> str:
    widths = [4] * _width(form.rows)
    for row in form.rows:
        for cell in row:
            if cell.colspan == 1:
                widths[cell.column] = max(widths[cell.column], min(len(cell.text), _LONGEST))
    cells = []
    for number, places in enumerate(_walked(form.rows)):
        for column, begins, above in places:
            if begins is not None:
                spans = f"rowspan: {begins.rowspan}, colspan: {begins.colspan}"
                cells.append(f"table.cell(x: {column}, y: {number}, {spans}, {_quoted(begins.text)})")
            elif above is None:
                cells.append(f"table.cell(x: {column}, y: {number}, [])")
    columns = ", ".join(f"{width}fr" for width in widths)
    heads = "".join(f"#align(center, {_quoted(text)})\n" for text in (form.title, form.year))
    return f"{heads}#table(columns: ({columns}), {', '.join(cells)})\n"


def _quoted(text: str) -> str:
    """A text as a typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
