"""The blocks of a text drawn as PDF by other people's programs, for the tests of the PDF reader.

Each producer takes what :func:`reports.readers.text.blocks` gives and returns the bytes of a PDF.  A
producer that is not installed skips the test and says so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

import pytest
from attrs import evolve, frozen

from reports.grid import Block, Cell, Grid, Paragraph, Row
from reports.recognition.columns import indicator_head
from reports.recognition.forms import is_total, without_side

FONT: Final = "Noto Serif CJK SC"
_SECONDS: Final = 120


@frozen
class Look:
    """How a form is drawn.

    Attributes:
        size: of the letters, in points.
        landscape: the page lies on its side.
        padding: inside the cells, in points.
        merged: level names span their rows, values the empty cells beside them.
        heads: the indicator head is repeated on every page.
        shares: relative widths of the columns; () leaves them to the program.
        middle: texts stand in the middle of their cells.
        rule: how the rules are drawn, as CSS says it.
    """

    size: float = 9
    landscape: bool = False
    padding: float = 2
    merged: bool = True
    heads: bool = True
    shares: tuple[int, ...] = ()
    middle: bool = True
    rule: str = "0.5pt solid #000"


PLAIN: Final = Look()
Producer: TypeAlias = Callable[[Sequence[Block], Look], bytes]
_Laid: TypeAlias = list[list[Cell]]


def laid(grid: Grid, look: Look = PLAIN) -> _Laid:
    """The cells of a grid row by row, empty ones too; covered positions are left out."""
    width = max(cell.column + cell.colspan for row in grid.rows for cell in row.cells)
    texts = [{cell.column: cell.text for cell in row.cells} for row in grid.rows]
    rows = [[Cell(line.get(column, ""), column) for column in range(width)] for line in texts]
    if look.merged:
        first = next((at for at, row in enumerate(grid.rows) if _head(row)), None)
        heads = [at for at, row in enumerate(grid.rows) if _head(row) or (row.cells and is_total(row.cells))]
        for at, row in enumerate(rows):
            if first is None or at < first or at in heads or sum(bool(cell.text) for cell in row) == 1:
                rows[at] = _wide(row)
        if first is not None:
            _deepen(rows, first + 1, heads, _levels(grid.rows[first]))
    return rows


def _head(row: Row) -> bool:
    return bool(row.cells) and indicator_head(without_side(row.cells)) is not None


def _levels(head: Row) -> int:
    """How many columns stand left of the names."""
    found = indicator_head(without_side(head.cells))
    assert found is not None
    return found.position("name") or 0


def _wide(row: list[Cell]) -> list[Cell]:
    """Empty cells belong to the text on their left."""
    found: list[Cell] = []
    for cell in row:
        if found and found[-1].text and not cell.text:
            found[-1] = evolve(found[-1], colspan=found[-1].colspan + 1)
        else:
            found.append(cell)
    return found


def _deepen(rows: _Laid, start: int, ends: list[int], columns: int) -> None:
    """Empty cells of the level columns belong to the text above them."""
    for column in range(columns):
        top: int | None = None
        for at in range(start, len(rows)):
            if at in ends or len(rows[at]) == 1:
                top = None
                continue
            index = next((i for i, cell in enumerate(rows[at]) if cell.column == column), None)
            if index is None:
                top = None
            elif rows[at][index].text:
                top = at
            elif top is not None:
                above = next(i for i, cell in enumerate(rows[top]) if cell.column == column)
                rows[top][above] = evolve(rows[top][above], rowspan=rows[top][above].rowspan + 1)
                del rows[at][index]


def _parts(grid: Grid, look: Look) -> list[tuple[_Laid, int]]:
    """The rows in tables flush below each other, and how many head rows each has."""
    rows = laid(grid, look)
    cut = next((at for at, row in enumerate(grid.rows) if _head(row)), None)
    if cut is None or not look.heads:
        return [(rows, 0)]
    return [*([(rows[:cut], 0)] if cut else []), (rows[cut:], 1)]


def _width(grid: Grid) -> int:
    return max(cell.column + 1 for row in grid.rows for cell in row.cells)


def html(blocks: Sequence[Block], look: Look = PLAIN) -> str:
    """A page of HTML with the blocks."""
    side = "landscape" if look.landscape else "portrait"
    out = [
        f"<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><style>@page {{ size: A4 {side}; margin: 15mm }}"
        f"body {{ font: {look.size}pt '{FONT}' }} table {{ border-collapse: collapse; width: 100%;"
        f" {'table-layout: fixed' if look.shares else ''} }}"
        f"td {{ border: {look.rule}; padding: {look.padding}pt; overflow-wrap: anywhere;"
        f" vertical-align: {'middle' if look.middle else 'top'}; white-space: pre-line }}"
        "p { margin: 4pt 0 } .flush { margin-top: -0.5pt } .apart { margin-top: 8pt }</style>"
    ]
    for block in blocks:
        if isinstance(block, Paragraph):
            out.append(f"<p>{escape(block.text)}</p>")
            continue
        for index, (rows, heads) in enumerate(_parts(block, look)):
            out.append(f"<table class={'flush' if index else 'apart'}>")
            width = _width(block)
            if look.shares and len(look.shares) >= width:
                total = sum(look.shares[:width])
                shares = (f"<col style='width:{share * 100 / total:.2f}%'>" for share in look.shares[:width])
                out.append(f"<colgroup>{''.join(shares)}</colgroup>")
            else:
                out.append(f"<colgroup>{'<col>' * width}</colgroup>")
            for at, row in enumerate(rows):
                cells = "".join(
                    f"<td colspan={cell.colspan} rowspan={cell.rowspan}>{escape(cell.text)}</td>" for cell in row
                )
                start, end = ("<thead>", "</thead>") if heads and at == 0 else ("", "")
                out.append(f"{start}<tr>{cells}</tr>{end}")
            out.append("</table>")
    return "\n".join(out)


def chromium(blocks: Sequence[Block], look: Look = PLAIN) -> bytes:
    """Printed by Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    with TemporaryDirectory() as folder:
        page, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(html(blocks, look), encoding="utf-8")
        _run(
            program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}", page.as_uri(),
        )  # fmt: skip
        return pdf.read_bytes()


def weasyprint(blocks: Sequence[Block], look: Look = PLAIN) -> bytes:
    """Printed by WeasyPrint."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from weasyprint import HTML
        except (ImportError, OSError):
            pytest.skip("WeasyPrint is not installed")
        return bytes(HTML(string=html(blocks, look)).write_pdf())


def typst(blocks: Sequence[Block], look: Look = PLAIN) -> bytes:
    """Set by typst."""
    compiler = pytest.importorskip("typst", reason="typst is not installed")
    stroke = "stroke: 0.5pt"
    out = [
        f'#set page(paper: "a4", flipped: {str(look.landscape).lower()}, margin: 15mm)',
        f'#set text(font: "{FONT}", size: {look.size}pt, lang: "zh")',
    ]
    for block in blocks:
        if isinstance(block, Paragraph):
            out.append(f"#par(text({json.dumps(block.text, ensure_ascii=False)}))")
            continue
        width = _width(block)
        shares = look.shares[:width] if len(look.shares) >= width else (1,) * width
        columns = ", ".join(f"{share}fr" for share in shares)
        for index, (rows, heads) in enumerate(_parts(block, look)):
            if index:
                out.append("#v(-1.2em)")
            out.append(
                f"#table(columns: ({columns},), {stroke}, inset: {look.padding}pt,"
                f" align: {'horizon' if look.middle else 'top'},"
            )
            for at, row in enumerate(rows):
                start, end = ("table.header(", "),") if heads and at == 0 else ("", "")
                out.append(start)
                out.extend(
                    f"table.cell(colspan: {cell.colspan}, rowspan: {cell.rowspan},"
                    f" text({json.dumps(cell.text, ensure_ascii=False)})),"
                    for cell in row
                )
                out.append(end)
            out.append(")")
    return bytes(compiler.compile("\n".join(out).encode()))


def reportlab(blocks: Sequence[Block], look: Look = PLAIN) -> bytes:
    """Drawn by reportlab with a CJK font that is not embedded."""
    pytest.importorskip("reportlab", reason="reportlab is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _reportlab(blocks, look)


def _reportlab(blocks: Sequence[Block], look: Look) -> bytes:
    from io import BytesIO

    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.platypus import Paragraph as Flowing
    from reportlab.platypus import SimpleDocTemplate, Spacer, Table

    registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle(
        "cell", fontName="STSong-Light", fontSize=look.size, leading=look.size * 1.25, wordWrap="CJK"
    )
    size = landscape(A4) if look.landscape else A4
    buffer = BytesIO()
    story: list[object] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            story.append(Flowing(escape(block.text), style))
            continue
        width = _width(block)
        shares = look.shares[:width] if len(look.shares) >= width else (1,) * width
        widths = [(size[0] - 72) * share / sum(shares) for share in shares]
        story.append(Spacer(1, 6))
        for rows, heads in _parts(block, look):
            texts: list[list[object]] = [[""] * width for _ in rows]
            commands: list[tuple[object, ...]] = [
                ("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if look.middle else "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), look.padding),
                ("BOTTOMPADDING", (0, 0), (-1, -1), look.padding),
                ("LEFTPADDING", (0, 0), (-1, -1), look.padding),
                ("RIGHTPADDING", (0, 0), (-1, -1), look.padding),
            ]
            for at, row in enumerate(rows):
                for cell in row:
                    texts[at][cell.column] = Flowing(escape(cell.text).replace("\n", "<br/>"), style)
                    end = (cell.column + cell.colspan - 1, at + cell.rowspan - 1)
                    commands.append(("SPAN", (cell.column, at), end))
            # A cell that spans rows cannot be cut by a page; a head is repeated.
            story.append(Table(texts, widths, style=commands, repeatRows=heads))
    SimpleDocTemplate(buffer, pagesize=size, leftMargin=30, rightMargin=30, topMargin=36, bottomMargin=36).build(story)
    return buffer.getvalue()


def docx(blocks: Sequence[Block], look: Look = PLAIN) -> bytes:
    """A Word file with the blocks."""
    pytest.importorskip("docx", reason="python-docx is not installed")
    from io import BytesIO

    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595), Pt(842)
    if look.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(42)
    style = document.styles["Normal"]
    style.font.size = Pt(look.size)
    style.font.name = FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    room = section.page_width - section.left_margin - section.right_margin
    for block in blocks:
        if isinstance(block, Paragraph):
            document.add_paragraph(block.text)
            continue
        width = _width(block)
        rows = laid(block, look)
        table = document.add_table(len(rows), width, style="Table Grid")
        table.autofit = False
        shares = look.shares[:width] if len(look.shares) >= width else (1,) * width
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(room * share / sum(shares))
        grid = [list(row.cells) for row in table.rows]  # table.cell looks at all of them each time
        for at, row in enumerate(rows):
            for cell in row:
                target = grid[at][cell.column]
                for index in range(cell.colspan):
                    for under in range(cell.rowspan):
                        grid[at + under][cell.column + index].width = int(
                            room * shares[cell.column + index] / sum(shares)
                        )
                if cell.colspan > 1 or cell.rowspan > 1:
                    target = target.merge(grid[at + cell.rowspan - 1][cell.column + cell.colspan - 1])
                target.text = cell.text
                if look.middle:
                    target.vertical_alignment = 1
        heads = [at for at, row in enumerate(block.rows) if _head(row)] if look.heads else []
        if heads == [0]:
            mark = OxmlElement("w:tblHeader")
            table.rows[0]._tr.get_or_add_trPr().append(mark)
        document.add_paragraph("")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def libreoffice(blocks: Sequence[Block], look: Look = PLAIN) -> bytes:
    """A Word file turned into PDF by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    with TemporaryDirectory() as folder:
        source = Path(folder, "form.docx")
        source.write_bytes(docx(blocks, look))
        profile = Path(folder, "profile").as_uri()
        _run(
            program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", folder,
            str(source),
        )  # fmt: skip
        return Path(folder, "form.pdf").read_bytes()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=_SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


PRODUCERS: Final[dict[str, Producer]] = {
    "LibreOffice": libreoffice,
    "Chromium": chromium,
    "WeasyPrint": weasyprint,
    "reportlab": reportlab,
    "typst": typst,
}
