"""Scores and notes put into a copy of the user's own Word document.

The runs of the cells concerned are changed and nothing else; cells are found by the functions the
reader counts with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Final

from attrs import define, field
from lxml import etree

from scoring.model import Place

from ..escaping import clean
from ..places import Fill, Filled, Note, is_fillable
from ..readers.ooxml import WORD, Element
from ..readers.word_tables import CELL, SDT, TABLE, TEXT, VAL, cell_at, contents, is_prompt, slots, table_rows, tables
from ..readers.word_text import TextReader
from ..recognition.prompts import answer
from .docx_form import TINT
from .office_parts import STRICT, OfficeParts

_W: Final = f"{{{WORD}}}"
_STRICT_WORD: Final = f"{STRICT}/wordprocessingml/main"
_PARAGRAPH: Final = f"{_W}p"
_PARAGRAPH_PROPERTIES: Final = f"{_W}pPr"
_RUN: Final = f"{_W}r"
_RUN_PROPERTIES: Final = f"{_W}rPr"
_RUN_STYLE: Final = f"{_W}rStyle"
_SDT_PROPERTIES: Final = f"{_W}sdtPr"
_SDT_CONTENT: Final = f"{_W}sdtContent"
_SHOWN: Final = frozenset(f"{_W}{name}" for name in ("t", "br", "cr", "tab", "ptab", "sym", "noBreakHyphen"))
"""What of a run is text."""
_OF_THE_MARK: Final = frozenset(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange"))
"""What the properties of a paragraph's mark have and those of a run have not."""
_PROMPT: Final = f"{_W}showingPlcHdr"
_CELL_PROPERTIES: Final = f"{_W}tcPr"
_SHADE: Final = f"{_W}shd"
_ALIAS: Final = f"{_W}alias"
_SILENT: Final = "\u2003" * 4
"""What a control shows that nobody filled: room to click on, nothing in print."""
_BINDING: Final = f"{_W}dataBinding"
_COMMENT: Final = f"{_W}comment"
_RANGE_START: Final = f"{_W}commentRangeStart"
_RANGE_END: Final = f"{_W}commentRangeEnd"
_REFERENCE: Final = f"{_W}commentReference"
_ID: Final = f"{_W}id"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_INITIALS: Final = "复核"
_LETTERS: Final = "18"
"""Size of the letters of a comment, half points."""


@define
class WordParts(OfficeParts):
    """The parts of a Word document; the strict spelling of its namespace is the usual one while it is open."""

    _tables: list[Element] | None = field(default=None, init=False)

    @property
    def root(self) -> Element:
        """The document."""
        return self.tree(self.main)

    def cell(self, place: Place, column: int | None) -> Element | None:
        """The cell of a place, None where there is none.

        Args:
            column: of the grid, from 0; None for the first of the row.
        """
        if self._tables is None:
            self._tables = list(tables(self.root))
        if not 0 < place.grid <= len(self._tables):
            return None
        table, row = self._tables[place.grid - 1], place.grid_row or 1
        if column is None:
            element = next((one for number, one in enumerate(table_rows(table), 1) if number == row), None)
            column = next((slot.column for slot in slots(element)), None) if element is not None else None
        return None if column is None else cell_at(table, row, column)

    def _read(self, data: bytes, parser: etree.XMLParser) -> Element:
        return super()._read(data.replace(_STRICT_WORD.encode(), WORD.encode()) if self.strict else data, parser)

    def _written(self, tree: Element) -> bytes:
        data = super()._written(tree)
        return data.replace(WORD.encode(), _STRICT_WORD.encode()) if self.strict else data


def fill_docx(data: bytes, fills: Sequence[Fill]) -> Filled:
    """Put values into cells of a copy; a cell keeps the look of its paragraph and of its first run.

    The prompts of a blank form and the tint of its cells go, a scored table is no longer one.

    Args:
        data: the document's bytes.
        fills: values and their cells.

    Raises:
        UnreadableFile: the document is damaged.
    """
    parts = WordParts.open(data, "Word 文件")
    left: list[Fill] = []
    for one in fills:
        column = dict(one.place.columns).get(one.role)
        cell = parts.cell(one.place, column) if column is not None and one.place.grid_row else None
        if cell is None or next(cell.iter(TABLE), None) is not None or not is_fillable(one.role, _text(cell)):
            left.append(one)
            continue
        parts.edit(parts.main)
        _write(cell, one.text)
    ours = [control for control in parts.root.iter(SDT) if _is_prompted(control)]
    if ours:
        parts.edit(parts.main)
    for control in ours:
        _finish(control)
    return Filled(parts.save() if ours or len(left) < len(fills) else data, tuple(left))


def annotate_docx(data: bytes, notes: Sequence[Note]) -> bytes:
    """Put notes beside cells of a copy as comments; comments that are there stay.

    A note without a row goes to the first cell of its table, one without a table to the first paragraph.

    Raises:
        UnreadableFile: the document is damaged.
    """
    if not notes:
        return data
    parts = WordParts.open(data, "Word 文件")
    root, comments = parts.edit(parts.main), _comments(parts)
    number = _next_number(root, comments)
    for note in notes:
        paragraph = _anchor(parts, note)
        if paragraph is None:
            continue
        comments.append(_comment(note, number))
        _mark(paragraph, number)
        number += 1
    return parts.save()


def _paragraphs(cell: Element) -> Iterator[Element]:
    """The paragraphs of a cell, those of nested tables left out."""
    return (child for child in contents(cell) if child.tag == _PARAGRAPH)


def _text(cell: Element) -> str:
    if is_prompt(cell):
        return ""
    reader = TextReader()
    return "\n".join(reader.read(paragraph) for paragraph in _paragraphs(cell)).strip()


def _runs(cell: Element) -> list[Element]:
    """The runs of a cell that show text."""
    return [
        child
        for paragraph in _paragraphs(cell)
        for child in contents(paragraph)
        if child.tag == _RUN and any(piece.tag in _SHOWN for piece in child)
    ]


def _write(cell: Element, text: str) -> None:
    """Make this the text of a cell."""
    _answer_prompt(cell)
    first, *rest = _runs(cell) or [_new_run(cell)]
    for run in (first, *rest):
        for piece in [piece for piece in run if piece.tag in _SHOWN]:
            run.remove(piece)
    for run in rest:
        parent = run.getparent()
        if parent is not None and not [piece for piece in run if piece.tag != _RUN_PROPERTIES]:
            parent.remove(run)
    shown = etree.SubElement(first, TEXT)
    shown.text = text


def _answer_prompt(cell: Element) -> None:
    """A content control nobody has filled stops showing its prompt; a filled one stands for itself."""
    parent = cell.getparent()
    around = [parent.getparent()] if parent is not None and parent.tag == _SDT_CONTENT else []
    for control in (*around, *cell.iter(SDT)):
        properties = control.find(_SDT_PROPERTIES) if control is not None else None
        if control is None or properties is None:
            continue
        prompt, binding = properties.find(_PROMPT), properties.find(_BINDING)
        if binding is not None:
            properties.remove(binding)  # the store it is bound to would be shown instead of what is written
        if prompt is None:
            continue
        properties.remove(prompt)
        content = control.find(_SDT_CONTENT)
        look = properties.find(_RUN_PROPERTIES)
        for run in content.iter(_RUN) if content is not None else ():
            for piece in [piece for piece in run if piece.tag in _SHOWN]:
                run.remove(piece)
            old = run.find(_RUN_PROPERTIES)
            if look is not None:
                if old is not None:
                    run.remove(old)
                run.insert(0, deepcopy(look))
            elif old is not None and (style := old.find(_RUN_STYLE)) is not None:
                old.remove(style)  # the grey of the prompt


def _is_prompted(control: Element) -> bool:
    """Is it one of a blank form, whose title is its prompt?"""
    alias = control.find(f"{_SDT_PROPERTIES}/{_ALIAS}")
    title = alias.get(VAL, "") if alias is not None else ""
    return bool(title) and not answer(title)


def _finish(control: Element) -> None:
    """Let a control look like any text of the form; one that nobody filled asks no more but can still be filled."""
    texts = list(control.iter(TEXT))
    if texts and not answer("".join(piece.text or "" for piece in texts)):
        for number, piece in enumerate(texts):
            piece.text = "" if number else _SILENT
        texts[0].set(_SPACE, "preserve")
    cell = next(control.iterancestors(CELL), None)
    shade = cell.find(f"{_CELL_PROPERTIES}/{_SHADE}") if cell is not None else None
    if shade is not None and shade.get(f"{_W}fill") == TINT:
        shade.getparent().remove(shade)  # type: ignore[union-attr]  # it was found in its parent


def _new_run(cell: Element) -> Element:
    """A run where a cell has none with text, looking as the paragraph says."""
    paragraph = next(_paragraphs(cell), None)
    if paragraph is None:
        paragraph = etree.SubElement(cell, _PARAGRAPH)
    empty = next((child for child in contents(paragraph) if child.tag == _RUN and not _is_busy(child)), None)
    if empty is not None:
        return empty
    run = etree.Element(_RUN)
    mark = paragraph.find(f"{_PARAGRAPH_PROPERTIES}/{_RUN_PROPERTIES}")
    if mark is not None:
        look = deepcopy(mark)
        for piece in [piece for piece in look if piece.tag in _OF_THE_MARK]:
            look.remove(piece)
        run.append(look)
    inside = next(paragraph.iter(_SDT_CONTENT), None)
    (paragraph if inside is None else inside).append(run)
    return run


def _is_busy(run: Element) -> bool:
    """Does a run hold something that is no text: a picture, the mark of a comment, a field?"""
    return any(piece.tag != _RUN_PROPERTIES for piece in run)


def _anchor(parts: WordParts, note: Note) -> Element | None:
    """The paragraph a note is put at."""
    place = note.place
    columns = dict(place.columns)
    column = columns.get(note.role, min(columns.values(), default=None)) if place.grid_row else None
    cell = parts.cell(place, column)
    if cell is None and place.grid:
        cell = parts.cell(place, None)
    if cell is None:
        return next(parts.root.iter(_PARAGRAPH), None)
    found = list(_paragraphs(cell)) or list(cell.iter(_PARAGRAPH))
    full = (paragraph for paragraph in found if next(paragraph.iter(TEXT), None) is not None)
    return next(full, found[0] if found else None)


def _mark(paragraph: Element, number: int) -> None:
    """Let a comment speak of a paragraph."""
    start, end, run = (etree.Element(tag) for tag in (_RANGE_START, _RANGE_END, _RUN))
    reference = etree.SubElement(run, _REFERENCE)
    for element in (start, end, reference):
        element.set(_ID, str(number))
    in_front = (_PARAGRAPH_PROPERTIES, _RANGE_START)
    at = next((index for index, child in enumerate(paragraph) if child.tag not in in_front), len(paragraph))
    paragraph.insert(at, start)
    paragraph.extend((end, run))


def _comment(note: Note, number: int) -> Element:
    comment = etree.Element(_COMMENT, {_ID: str(number), f"{_W}author": note.author, f"{_W}initials": _INITIALS})
    for line_number, line in enumerate((note.title, *note.text.split("\n"))):
        run = etree.SubElement(etree.SubElement(comment, _PARAGRAPH), _RUN)
        look = etree.SubElement(run, _RUN_PROPERTIES)
        if not line_number:
            etree.SubElement(look, f"{_W}b")
        for name in ("sz", "szCs"):
            etree.SubElement(look, f"{_W}{name}").set(VAL, _LETTERS)
        text = etree.SubElement(run, TEXT)
        text.set(_SPACE, "preserve")
        text.text = str(clean(line))
    return comment


def _comments(parts: WordParts) -> Element:
    """The part with the comments, made where there is none."""
    found = [name for kind, name in parts.relations(parts.main).values() if kind.endswith("/comments")]
    name = next((name for name in found if parts.has(name)), "")
    if not name:
        folder = parts.main.rpartition("/")[0]
        name = f"{folder}/comments.xml".lstrip("/")
        number = 1
        while parts.has(name):
            number += 1
            name = f"{folder}/comments{number}.xml".lstrip("/")
        parts.add(name, f'<w:comments xmlns:w="{WORD}"/>'.encode())
        parts.declare(name, _COMMENTS_TYPE)
        parts.relate(parts.main, "comments", name)
    return parts.edit(name)


def _next_number(root: Element, comments: Element) -> int:
    """The first id after those in use, in the part with the comments and in the document."""
    marks = (*comments.iter(_COMMENT), *root.iter(_RANGE_START), *root.iter(_REFERENCE))
    numbers = [mark.get(_ID, "") for mark in marks]
    return max((int(number) for number in numbers if number.isdecimal()), default=-1) + 1
