"""Fit a form to its page: size of the letters, widths of the columns, words that must be broken.

A number is never broken: its column is made wide enough, else the letters smaller.  Only where even
small letters do not help is a word cut at the edge of its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from scoring.keeping import remembered

from ..escaping import clean
from ..sheets.paging import line_count, page_count, row_heights
from ..sheets.sheet import Sheet, SheetCell, SheetPart, SheetRow

_UPRIGHT: Final = 170.0 / 25.4 * 72
_LANDSCAPE: Final = 257.0 / 25.4 * 72
"""Width of a table in points, upright and on its side."""

_DEPTH: Final = 250.0 / 25.4 * 72
_LANDSCAPE_DEPTH: Final = 170.0 / 25.4 * 72
"""Height of the text on a page."""

_TITLE: Final = 30.0
_YEAR: Final = 22.0
_LINE_ABOVE: Final = 15.5
_BELOW_TITLE: Final = 8.0
_LEADING: Final = 4.0
_ROW_PADDING: Final = 7.0
"""Points, as in the template: title, year and a line above the table, the gap below them, between lines, around the
text of a row."""

_FEW_PAGES: Final = 3
"""A form of more pages keeps the size of its letters."""

_SMALL: Final = 8.5
"""Smaller letters than these are taken for numbers that must not break, or to put the form on one page."""

_INSET: Final = 2.5
_SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
_FEW_COLUMNS, _MANY_COLUMNS = 8, 10
_TAIL: Final = re.compile(r"(?:[^\s\u2e80-\uffff]+|[^\s])[，。；：！？、）》」”]*$")
_START: Final = re.compile(r"(?:[^\s\u2e80-\uffff]*[^\s])")
_ALMOST: Final = 0.6
"""Of a line: a paragraph shorter than this does not fill one."""

_ONE_LINE, _CLEARLY, _GAP = 1.1, 0.24, 1.5

_WIDEST_WORD: Final = 12.0
_WIDEST_NUMBER: Final = 16.0
"""In em: a longer one is broken rather than let to squeeze all other columns."""

_SHORT_NAME: Final = 4.0
_SHORT_VALUE: Final = 6.0
"""In em: a head word, a level name and a value of no more than this stand on one line."""

_FEW_LINES, _WIDE = 7, 16.0
"""A text of more lines than this is given more width, up to so many em, where others can spare it."""

_LONGEST_PIECE: Final = 24
_ROUNDS: Final = 40
_SLACK: Final = 0.1
_TALLEST: Final = 14
"""Lines of a row that is kept together."""

_WORD: Final = re.compile(r"[^\s\u2e80-\uffff]+")
_NARROW: Final = re.compile(r"[ -~¡-ɏ](?<![%mwA-Z@±·×÷])")
_CAPITALS: Final = re.compile(r"[A-LN-VX-Z]")

Text: TypeAlias = str | list[str]
"""A text, or the pieces of one between which a line may end."""

Line: TypeAlias = tuple[Text, str, float]
"""A paragraph without its last word, that word, and the room in em to be left free behind it."""

FittedCell: TypeAlias = tuple[Text | list[Line], int, int, int, str]
FittedRow: TypeAlias = tuple[bool, list[FittedCell]]


@frozen
class FittedPart:
    """A part of a form: its own name in the document, its head rows and the others.

    A cell is its text (of prose, its paragraphs), column, colspan, rowspan and kind; a row says first
    whether it may go over a page.
    """

    name: str
    heads: list[FittedRow]
    rows: list[FittedRow]


@frozen
class FittedSheet:
    """A form with the size of its letters and the widths of its columns, ready for the template."""

    title: str
    year: str
    above: tuple[str, ...]
    widths: list[float]
    size: float
    parts: tuple[FittedPart, ...]
    landscape: bool


@frozen
class FittedForms:
    """Forms to be printed one after the other; ``name`` is the title of the file."""

    name: str
    sheets: tuple[FittedSheet, ...]


def fitted(sheets: Sequence[Sheet]) -> FittedForms:
    """Fit forms to their pages."""
    first = sheets[0] if sheets else None
    name = f"{first.name} {first.title}".strip() if first is not None else ""
    return FittedForms(name, tuple(_sheet(number, sheet) for number, sheet in enumerate(sheets, 1)))


def _sheet(number: int, sheet: Sheet) -> FittedSheet:
    size, widths = _measures(sheet)
    return FittedSheet(
        title=sheet.title,
        year=sheet.year,
        above=sheet.above,
        widths=[round(width, 2) for width in widths],
        size=size,
        parts=tuple(_part(f"part-{number}-{n}", part, size, widths) for n, part in enumerate(sheet.parts, 1)),
        landscape=sheet.landscape,
    )


def _measures(sheet: Sheet) -> tuple[float, list[float]]:
    """Size of the letters and widths of the columns, in points."""
    page = _LANDSCAPE if sheet.landscape else _UPRIGHT
    columns = max((len(row.cells) for part in sheet.parts for row in part.rows), default=1)
    needs: dict[tuple[int, int], float] = {}
    wishes: dict[tuple[int, int], float] = {}
    for part in sheet.parts:
        for row in part.rows:
            for cell in row.cells:
                span = cell.column, cell.colspan
                needs[span] = max(needs.get(span, 0.0), _need(cell))
                if cell.colspan < len(sheet.widths) and (wish := _wish(cell)) > wishes.get(span, 0.0):
                    wishes[span] = wish
    largest = _SIZES[0] if columns <= _FEW_COLUMNS else _SIZES[1] if columns <= _MANY_COLUMNS else _SIZES[3]
    shares = [share * page / sum(sheet.widths) for share in sheet.widths]
    found = (largest, shares)
    fewest = 0
    for size in _SIZES[_SIZES.index(largest) :]:
        widths, enough = _widened(shares, _points({**needs, **{s: max(w, needs[s]) for s, w in wishes.items()}}, size))
        if not enough and wishes:
            widths, enough = _widened(shares, _points(needs, size))
        if fewest and not enough:
            break
        pages = _pages(sheet, size, widths) if enough else 0
        if not fewest or (pages < fewest and (size >= _SMALL or pages == 1)):
            found = (size, widths)
        fewest = min(fewest, pages) if fewest else pages
        if enough and (fewest == 1 or fewest > _FEW_PAGES):
            break
    return found


def _pages(sheet: Sheet, size: float, widths: Sequence[float]) -> int:
    """How many pages the form takes, about."""

    def need(cell: SheetCell) -> float:
        room = sum(widths[cell.column : cell.column + cell.colspan]) - 2 * _INSET
        return line_count(cell.text, int(2 * room / size)) * (size + _LEADING) - _LEADING + _ROW_PADDING

    parts = [(row_heights(part.rows, size + _ROW_PADDING, need), part.heads) for part in sheet.parts]
    above = _TITLE + _YEAR * bool(sheet.year) + _LINE_ABOVE * len(sheet.above)
    return page_count(parts, above + _BELOW_TITLE, _LANDSCAPE_DEPTH if sheet.landscape else _DEPTH)


def _points(needs: dict[tuple[int, int], float], size: float) -> dict[tuple[int, int], float]:
    """Widths in em as widths of cells in points."""
    return {span: need * size + 2 * _INSET + 1 for span, need in needs.items()}


def _widened(widths: list[float], least: dict[tuple[int, int], float]) -> tuple[list[float], bool]:
    """Widen what is too narrow at the cost of all the rest, and say whether that was enough."""
    page, widths = sum(widths), list(widths)
    for _ in range(_ROUNDS):
        short = False
        for (column, colspan), need in least.items():
            width = sum(widths[column : column + colspan])
            if width < need - _SLACK:
                short = True
                for at in range(column, column + colspan):
                    widths[at] *= need / width
        if not short:
            return widths, True
        whole = sum(widths)
        widths = [width * page / whole for width in widths]
    return widths, False


def _need(cell: SheetCell) -> float:
    """Width in em below which a cell would break what had better stand together."""
    if cell.kind == "number":
        return min(max(map(width_of, cell.text.split("\n"))), _WIDEST_NUMBER)
    longest = min(max(map(width_of, _WORD.findall(cell.text)), default=0.0), _WIDEST_WORD)
    whole = width_of(cell.text)
    if cell.kind in ("head", "level"):
        return max(longest, whole if whole <= _SHORT_NAME else min(whole / 2, _SHORT_NAME))
    if cell.kind == "value" and whole <= _SHORT_VALUE:
        return whole
    return max(longest, min(whole, 2.0))


def _wish(cell: SheetCell) -> float:
    """Width in em at which a long text is no pillar."""
    return min(width_of(cell.text) / _FEW_LINES, _WIDE) if cell.rowspan == 1 else 0.0


@remembered()
def width_of(text: str) -> float:
    """Width of a text in em, rather too much than too little."""
    return len(text) - 0.43 * len(_NARROW.findall(text)) - 0.25 * len(_CAPITALS.findall(text))


def _part(name: str, part: SheetPart, size: float, widths: Sequence[float]) -> FittedPart:
    heads: list[FittedRow] = []
    rows: list[FittedRow] = []
    rest: list[FittedCell] = []
    for at, row in enumerate(part.rows):
        cells = [_cell(cell, row, size, widths) for cell in row.cells]
        if at < part.heads:
            kept, under = _divided(cells, part.heads - at)
            heads.append((False, kept))
            rest += under
        else:
            rows.append((_is_tall(row.cells, size, widths), [*rest, *cells]))
            rest = []
    return FittedPart(name, heads, rows)


def _divided(cells: Iterable[FittedCell], left: int) -> tuple[list[FittedCell], list[FittedCell]]:
    """A cell beside head rows that goes on below them: an empty upper piece, its text in the lower one."""
    kept: list[FittedCell] = []
    under: list[FittedCell] = []
    for text, column, colspan, rowspan, kind in cells:
        if rowspan > left:
            kept.append(("", column, colspan, left, "upper"))
            under.append((text, column, colspan, rowspan - left, "lower"))
        else:
            kept.append((text, column, colspan, rowspan, kind))
    return kept, under


def _cell(cell: SheetCell, row: SheetRow, size: float, widths: Sequence[float]) -> FittedCell:
    kind = "money" if cell.kind == "number" and row.fund else str(cell.kind)
    width = (sum(widths[cell.column : cell.column + cell.colspan]) - 2 * _INSET) / size
    text = str(clean(cell.text))
    shown = list(_paragraphs(text, width)) if kind == "prose" else _pieces(text, width)
    return shown, cell.column, cell.colspan, cell.rowspan, kind


def _paragraphs(text: str, width: float) -> Iterator[Line]:
    """The paragraphs of a text; none but the last fills its last line, else nobody could tell where it ends.

    Where no line shows how wide the cell is, they stay clearly shorter than it.
    """
    lines = text.split("\n")
    least = _CLEARLY * width if all(width_of(line) < _ONE_LINE * width for line in lines) else 0.0
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        tail = found.group() if (found := _TAIL.search(line)) is not None else ""
        start = found.group() if (found := _START.match(below)) is not None else ""
        if below and 0 < len(tail) < _LONGEST_PIECE and width_of(line) > _ALMOST * width:
            yield _pieces(line[: -len(tail)], width), tail, round(max(width_of(start) + _GAP, least), 2)
        else:
            yield _pieces(line, width), "", 0.0


def _pieces(text: str, width: float) -> Text:
    """A text, its words that are wider than the cell cut into pieces."""
    if not any(width_of(word) > width for word in _WORD.findall(text)):
        return text
    pieces = [""]
    end = 0
    for found in _WORD.finditer(text):
        pieces[-1] += text[end : found.start()]
        end = found.end()
        if width_of(found.group()) <= width:
            pieces[-1] += found.group()
        else:
            pieces += _cut(found.group(), width)
    pieces[-1] += text[end:]
    return [piece for piece in pieces if piece]


def _cut(word: str, width: float) -> Iterator[str]:
    piece = ""
    for letter in word:
        if piece and (width_of(piece + letter) > width or len(piece) == _LONGEST_PIECE):
            yield piece
            piece = ""
        piece += letter
    yield piece


def _is_tall(cells: Iterable[SheetCell], size: float, widths: Sequence[float]) -> bool:
    return any(
        _lines(cell.text, (sum(widths[cell.column : cell.column + cell.colspan]) - 2 * _INSET) / size) > _TALLEST
        for cell in cells
        if cell.rowspan == 1
    )


def _lines(text: str, width: float) -> float:
    return sum(1 + width_of(line) // max(width, 1.0) for line in text.split("\n"))
