"""Word documents written in code, part by part, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from reports import Grid, Paragraph
from reports.grid import Block, Cell
from reports.readers.docx import parse

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/{name}" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="{name}"/></Relationships>'
)
_COLUMN = 1100
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))
_XML = ("<w:", "<mc:", "<m:")
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'


def package(document: str | bytes, name: str = "word/document.xml") -> bytes:
    """A .docx whose document part is this XML."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(name=name))
        archive.writestr("_rels/.rels", RELATIONSHIPS.format(name=name))
        archive.writestr(name, document)
    return buffer.getvalue()


def document_xml(*body: str) -> str:
    return f"<w:document {NAMESPACES}><w:body>{''.join(body)}{SECTION}</w:body></w:document>"


def docx(*body: str) -> bytes:
    """A .docx with this body."""
    return package(document_xml(*body))


def run(text: str, properties: str = "") -> str:
    """A run; a line break of the text becomes ``w:br``."""
    shown = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line.translate(_NO_XML))}</w:t>' for line in text.split("\n")
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{shown}</w:r>"


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of runs in XML; plain text is made a run."""
    inner = "".join(part if part.startswith(_XML) else run(part) for part in content if part)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def cell(*content: str, span: int = 1, merge: str = "", properties: str = "") -> str:
    """A cell of block elements in XML; plain text is made a paragraph for each line."""
    blocks = [part if part.startswith(_XML) else "".join(map(paragraph, part.split("\n"))) for part in content]
    marks = f'<w:tcW w:w="{_COLUMN * span}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
    marks += {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    return f"<w:tc><w:tcPr>{marks}{properties}</w:tcPr>{''.join(blocks) or '<w:p/>'}</w:tc>"


def table_row(*cells: str, properties: str = "") -> str:
    """A row of cells in XML; plain text is made a cell."""
    inner = "".join(part if part.startswith(_XML) else cell(part) for part in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inner}</w:tr>"


def word_table(*rows: str, width: int = 0) -> str:
    """A table of rows in XML; ``width`` columns are announced."""
    columns = f'<w:gridCol w:w="{_COLUMN}"/>' * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def read_blocks(*body: str) -> tuple[Block, ...]:
    """What the reader makes of this body."""
    return parse(docx(*body), "甲.docx").blocks


def read_grids(*body: str) -> list[Grid]:
    return [block for block in read_blocks(*body) if isinstance(block, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    return [[found.text for found in row.cells] for row in grid.rows]


def write_blocks(blocks: Iterable[Block]) -> bytes:
    """A .docx of what another reader found: every grid a table, every paragraph a paragraph."""
    return docx(*(_block(block) for block in blocks))


def grid_rows(rows: list[list[Cell]], width: int) -> list[str]:
    """The rows of a table in XML: covered positions as Word has them, empty ones as cells of one column."""
    covered: dict[tuple[int, int], Cell] = {}
    starts = {(number, found.column): found for number, row in enumerate(rows) for found in row}
    for (number, column), found in starts.items():
        for below in range(1, found.rowspan):
            covered[number + below, column] = found
    written = []
    for number in range(len(rows)):
        cells = []
        column = 0
        while column < width:
            first, goes_on = starts.get((number, column)), covered.get((number, column))
            if first is not None:
                cells.append(cell(first.text, span=first.colspan, merge="restart" if first.rowspan > 1 else ""))
            elif goes_on is not None:
                cells.append(cell(span=goes_on.colspan, merge="continue"))
            else:
                cells.append(cell())
            found = first or goes_on
            column += found.colspan if found is not None else 1
        written.append(table_row(*cells))
    return written


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return paragraph(block.text)
    width = max(found.column + found.colspan for row in block.rows for found in row.cells)
    # A paragraph between two tables keeps them apart, as everywhere in Word.
    return word_table(*grid_rows([list(row.cells) for row in block.rows], width), width=width) + "<w:p/>"
