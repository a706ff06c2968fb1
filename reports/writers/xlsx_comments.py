"""Comments at the cells of a workbook somebody else made, beside those that are there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from scoring.model import column_letters
from scoring.numerals import whole_number

from ..places import Note
from .xlsx_package import WorkbookParts
from .xlsx_values import line_count, safe_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_DRAWING: Final = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
_ALTERNATE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WIDTH: Final = 46
"""Width of a note in columns of a digit."""

_EMPTY_DRAWING: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{0}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE: Final = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{id}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:1.5pt;width:{width}pt;height:{height}pt;'
    'z-index:{z};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def put_comments(book: WorkbookParts, part: str, notes: Mapping[tuple[int, int], Sequence[Note]]) -> None:
    """Put notes at cells of a worksheet.

    Args:
        book: the workbook.
        part: the worksheet's part.
        notes: by row, from 1, and column, from 0.
    """
    relations = book.relations(part)
    comments = next((name for kind, name in relations.values() if kind.endswith("/comments")), "")
    if not comments:
        comments = _new_comments(book, part)
    root = book.edit(comments)
    listed = root.find(book.tag("commentList"))
    authors = root.find(book.tag("authors"))
    if listed is None or authors is None:
        return
    present = {element.get("ref"): element for element in listed}
    drawn: list[tuple[int, int, int]] = []
    for (row, column), at_cell in sorted(notes.items()):
        column = _free_column(book, present, authors, row, column)
        reference = f"{column_letters(column)}{row}"
        found = present.get(reference)
        if found is None:
            found = _comment(book, listed, reference, _author(book, authors, at_cell[0].author))
            present[reference] = found
            drawn.append((row, column, _lines(at_cell)))
        _write(book, found, at_cell)
    _sort(listed)
    _draw(book, part, drawn)


def _new_comments(book: WorkbookParts, part: str) -> str:
    name = book.free_name("xl/comments{}.xml")
    space = book.tag("x")[1:].partition("}")[0]
    book.add(name, f'<comments xmlns="{space}"><authors/><commentList/></comments>'.encode())
    book.relate(part, "comments", name)
    book.declare(name, _COMMENTS_TYPE)
    return name


def _author(book: WorkbookParts, authors: _Element, name: str) -> int:
    from lxml import etree

    name = safe_text(name)
    for index, element in enumerate(authors):
        if element.text == name:
            return index
    etree.SubElement(authors, book.tag("author")).text = name
    return len(authors) - 1


def _free_column(
    book: WorkbookParts, present: Mapping[str | None, _Element], authors: _Element, row: int, column: int
) -> int:
    """The column itself, or the next one where a conversation (threaded comment) holds the cell."""
    while (found := present.get(f"{column_letters(column)}{row}")) is not None:
        author = whole_number(found.get("authorId"), 0)
        name = authors[author].text if author < len(authors) else ""
        if not (name or "").startswith("tc="):
            break
        column += 1
    return column


def _comment(book: WorkbookParts, listed: _Element, reference: str, author: int) -> _Element:
    from lxml import etree

    found = etree.SubElement(listed, book.tag("comment"), {"ref": reference, "authorId": str(author)})
    etree.SubElement(found, book.tag("text"))
    return found


def _write(book: WorkbookParts, comment: _Element, notes: Sequence[Note]) -> None:
    """Add notes to a comment's text, a blank line between them and what stands there."""
    text = comment.find(book.tag("text"))
    if text is None:
        from lxml import etree

        text = etree.SubElement(comment, book.tag("text"))
    for note in notes:
        if len(text):
            _run(book, text, "\n\n", bold=False)
        _run(book, text, safe_text(note.title), bold=True)
        if note.text:
            _run(book, text, "\n" + safe_text(note.text), bold=False)


def _run(book: WorkbookParts, text: _Element, words: str, *, bold: bool) -> None:
    from lxml import etree

    tag = book.tag
    # A text that holds a bare <t> cannot hold runs beside it: it becomes the first run.
    plain = text.find(tag("t"))
    if plain is not None:
        etree.SubElement(text, tag("r")).append(plain)
    run = etree.SubElement(text, tag("r"))
    look = etree.SubElement(run, tag("rPr"))
    if bold:
        etree.SubElement(look, tag("b"))
    etree.SubElement(look, tag("sz"), {"val": "9"})
    etree.SubElement(look, tag("rFont"), {"val": "宋体"})
    etree.SubElement(look, tag("charset"), {"val": "134"})
    inside = etree.SubElement(run, tag("t"))
    inside.text = words
    inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _sort(listed: _Element) -> None:
    def key(element: _Element) -> tuple[int, int, str]:
        match = re.fullmatch(r"([A-Z]+)(\d+)", element.get("ref") or "")
        return (int(match[2]), len(match[1]), match[1]) if match is not None else (0, 0, "")

    listed[:] = sorted(listed, key=key)


def _lines(notes: Sequence[Note]) -> int:
    return sum(line_count(f"{note.title}\n{note.text}", _WIDTH) + 1 for note in notes)


def _draw(book: WorkbookParts, part: str, drawn: Sequence[tuple[int, int, int]]) -> None:
    """Draw the boxes of new comments, in the worksheet's drawing of notes or in a new one."""
    if not drawn:
        return
    root = book.tree(part)
    element = root.find(book.tag("legacyDrawing"))
    relations = book.relations(part)
    _, name = relations.get(element.get(f"{{{book.link()}}}id") or "", ("", "")) if element is not None else ("", "")
    if not name or not book.has(name):
        name = _new_drawing(book, part)
    # Drawings of notes need not be whole XML (Excel writes bare <br>): they are changed as text.
    text = book.text(name).decode("utf-8", "surrogateescape")
    highest = max((int(number) for number in re.findall(r"_x0000_s(\d{1,9})\b", text)), default=0)
    block = int(match[1]) if (match := re.search(r'idmap[^>]{0,400}?data="(\d{1,9})', text)) else 1
    start = max(highest, block * 1024) + 1
    shapes = "".join(_shape(start + index, index + 1, *at) for index, at in enumerate(drawn))
    end = text.rindex("</xml>") if "</xml>" in text else len(text)
    book.put(name, (text[:end] + shapes + text[end:]).encode("utf-8", "surrogateescape"))


def _new_drawing(book: WorkbookParts, part: str) -> str:
    from lxml import etree

    name = book.free_name("xl/drawings/vmlDrawing{}.vml")
    number = re.sub(r"\D", "", name.rpartition("/")[2]) or "1"
    book.put(name, _EMPTY_DRAWING.format(number).encode())
    book.declare(name, _DRAWING_TYPE, extension="vml")
    identifier = book.relate(part, "vmlDrawing", name)
    root = book.edit(part)
    element = root.find(book.tag("legacyDrawing"))
    if element is None:
        element = etree.Element(book.tag("legacyDrawing"), nsmap={"r": book.link()})
        later = {book.tag(local) for local in _AFTER_DRAWING}
        data = root.find(book.tag("sheetData"))
        start = root.index(data) + 1 if data is not None else 0
        place = next(
            (n for n in range(start, len(root)) if root[n].tag in later or root[n].tag == _ALTERNATE), len(root)
        )
        root.insert(place, element)
    element.set(f"{{{book.link()}}}id", identifier)
    return name


def _shape(identifier: int, order: int, row: int, column: int, lines: int) -> str:
    """A box two columns wide or so beside its cell, as high as its lines."""
    rows = max(3, min(24, lines))
    anchor = f"{column + 1}, 15, {max(0, row - 2)}, 10, {column + 5}, 15, {max(0, row - 2) + rows}, 4"
    return _SHAPE.format(
        id=identifier, width=260, height=rows * 14, z=order, anchor=escape(anchor), row=row - 1, column=column
    )
