"""Cells of a worksheet somebody else made: found, read and changed in its XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define, field

from scoring.model import column_letters
from scoring.numerals import whole_number

from .xlsx_package import WorkbookParts

if TYPE_CHECKING:
    from lxml.etree import _Element

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@",
}  # fmt: skip
_PLAIN_FORMAT: Final = re.compile(r"(?:#,##)?0(?:\.(0+))?(%?)")
_DECORATION: Final = re.compile(r'_.|\*.|"[^"]*"|\[[^\]]*\]|\\.')


def column_number(letters: str) -> int:
    """The number of a column, from 0: A, B, … Z, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@define
class SheetCells:
    """The cells of one worksheet.

    Attributes:
        book: the workbook.
        part: the worksheet's part.
    """

    book: WorkbookParts
    part: str
    _rows: dict[int, _Element] = field(factory=dict)
    _cells: dict[tuple[int, int], _Element] = field(factory=dict)
    _owners: list[tuple[int, int, int, int]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        tag = self.book.tag
        row_number = 0
        for row in self.data.iterfind(tag("row")):
            row_number = whole_number(row.get("r"), row_number + 1)
            self._rows[row_number] = row
            column = -1
            for cell in row.iterfind(tag("c")):
                match = _REFERENCE.fullmatch(cell.get("r") or "")
                column = column_number(match[1]) if match is not None else column + 1
                self._cells[row_number, column] = cell
        for merged in self.root.iter(tag("mergeCell")):
            ends = _REFERENCE.findall(merged.get("ref") or "")
            if len(ends) == 2:
                (left, top), (right, bottom) = ends
                self._owners.append((int(top), column_number(left), int(bottom), column_number(right)))

    @property
    def root(self) -> _Element:
        """The worksheet."""
        return self.book.tree(self.part)

    @property
    def data(self) -> _Element:
        """Its rows."""
        found = self.root.find(self.book.tag("sheetData"))
        if found is None:
            from lxml import etree

            found = etree.SubElement(self.root, self.book.tag("sheetData"))
        return found

    def owner(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds what a position shows: itself, or the first of the merged ones."""
        for top, left, bottom, right in self._owners:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def cell(self, row: int, column: int) -> _Element | None:
        """The cell's element, where there is one."""
        return self._cells.get((row, column))

    def made(self, row: int, column: int) -> _Element:
        """The cell's element, made in its place where there is none, with its row's or column's style."""
        from lxml import etree

        tag = self.book.tag
        found = self._cells.get((row, column))
        if found is not None:
            return found
        line = self._rows.get(row)
        if line is None:
            line = etree.Element(tag("row"), {"r": str(row)})
            later = min((number for number in self._rows if number > row), default=None)
            if later is None:
                self.data.append(line)
            else:
                self._rows[later].addprevious(line)
            self._rows[row] = line
        found = etree.Element(tag("c"), {"r": f"{column_letters(column)}{row}"})
        style = line.get("s") if line.get("customFormat") in ("1", "true") else self._column_style(column)
        if style:
            found.set("s", style)
        after = [at for at in self._cells if at[0] == row and at[1] > column]
        if after:
            self._cells[min(after)].addprevious(found)
        else:
            line.append(found)
        self._cells[row, column] = found
        return found

    def text(self, cell: _Element) -> str:
        """What a cell holds as a text; "" for an empty one."""
        tag = self.book.tag
        value = cell.findtext(tag("v")) or ""
        if cell.get("t") == "s":
            strings = shared_strings(self.book)
            number = whole_number(value, len(strings))
            return strings[number] if number < len(strings) else ""
        if cell.get("t") == "inlineStr":
            return "".join(node.text or "" for node in cell.iter(tag("t")))
        return value

    def _column_style(self, column: int) -> str:
        for element in self.root.iter(self.book.tag("col")):
            if whole_number(element.get("min"), 0) <= column + 1 <= whole_number(element.get("max"), 0):
                return element.get("style") or ""
        return ""


def shared_strings(book: WorkbookParts) -> list[str]:
    """The texts that cells share."""
    part = next((name for kind, name in book.relations(book.main).values() if kind.endswith("/sharedStrings")), "")
    if not part or not book.has(part):
        return []
    tag = book.tag
    return [
        "".join(t.text or "" for t in (*item.iterfind(tag("t")), *item.iterfind(f"{tag('r')}/{tag('t')}")))
        for item in book.tree(part).iterfind(tag("si"))
    ]


def styles_part(book: WorkbookParts) -> str:
    """Name of the part that holds the styles, or ""."""
    return next((name for kind, name in book.relations(book.main).values() if kind.endswith("/styles")), "")


def format_of(book: WorkbookParts, style: int) -> str:
    """The number format of a style: its code, ``General`` where nothing else is said."""
    part = styles_part(book)
    if not part or not book.has(part):
        return "General"
    root = book.tree(part)
    formats = root.find(book.tag("cellXfs"))
    if formats is None or style >= len(formats):
        return "General"
    number = whole_number(formats[style].get("numFmtId"), 0)
    for element in root.iter(book.tag("numFmt")):
        if element.get("numFmtId") == str(number):
            return element.get("formatCode") or "General"
    return _BUILT_IN.get(number, "?")


def shows(code: str, text: str) -> bool:
    """Does a number format show the number of ``text`` with the places and the sign that ``text`` has?"""
    first = code.split(";")[0]
    match = _PLAIN_FORMAT.fullmatch(_DECORATION.sub("", first).strip())
    if match is None:
        return False
    places = len(text.rstrip("%").partition(".")[2])
    return len(match[1] or "") >= places and bool(match[2]) == text.endswith("%")


def with_format(book: WorkbookParts, style: int, number: int) -> int:
    """A style like this one with a built-in number format; made where there is none yet."""
    from copy import deepcopy

    part = styles_part(book)
    if not part or not book.has(part):
        return style
    formats = book.edit(part).find(book.tag("cellXfs"))
    if formats is None or style >= len(formats):
        return style
    made = deepcopy(formats[style])
    made.set("numFmtId", str(number))
    made.set("applyNumberFormat", "1")
    for index, other in enumerate(formats):
        if sorted(other.items()) == sorted(made.items()) and not len(other) and not len(made):
            return index
    formats.append(made)
    formats.set("count", str(len(formats)))
    return len(formats) - 1
