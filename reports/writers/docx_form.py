"""Lay a form out for .docx: lengths in twips, merged cells as Word has them, a size of letters that fits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from ..sheets.paging import half_letters, line_count, page_count, row_heights, side_lines
from ..sheets.sheet import OPTIONAL, Sheet, SheetCell, SheetPart, SheetRow

TINT: Final = "FFF0B3"
"""Behind a cell that must be filled in."""

TWIPS_PER_MM: Final = 1440 / 25.4
_PADDING: Final = 68
"""Left and right of the text of a cell, twips; the style ``Lined`` has them."""
_SIZES: Final = (24, 21, 18)
"""Half points: 小四, 五号, 小五, as the styles ``Left24`` … have them."""
_SMALLEST: Final = 16
"""Where it puts on one page what would go over a little."""
_LINES: Final = {24: 360, 21: 310, 18: 240, 16: 210}
"""Height of a line by size, twips, as in the styles."""
_ROW_PADDING: Final = 60
_TITLE: Final = 560
_YEAR: Final = 460
_ABOVE: Final = 360
"""Heights of the title, the year and a line above the table, twips, as in the styles."""
_FEW_PAGES: Final = 3
_SHORT: Final = 4
"""Letters of a word that is not cut."""
_LONGEST_WHOLE: Final = 12
"""A row of more lines than these may be split over pages."""
_KEPT: Final = 2
"""Rows of indicators that stay with what closes the form."""
_LOOKS: Final = {
    "label": "Head", "head": "Head", "side": "Head", "level": "Centre", "text": "Left", "prose": "Left",
    "value": "Centre", "number": "Centre",
}  # fmt: skip


@frozen
class Page:
    """A page, all lengths in twips; ``footer`` is the distance from the lower edge to the page number."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    footer: int
    landscape: bool = False

    @property
    def measure(self) -> int:
        """Width of the text."""
        return self.width - self.left - self.right

    @property
    def depth(self) -> int:
        """Height of the text."""
        return self.height - self.top - self.bottom


def _page(top: float, bottom: float, left: float, right: float, footer: float, landscape: bool = False) -> Page:
    width, height = (16838, 11906) if landscape else (11906, 16838)
    above, below, before, after, foot = (round(mm * TWIPS_PER_MM) for mm in (top, bottom, left, right, footer))
    return Page(width, height, above, below, before, after, foot, landscape)


PORTRAIT: Final = _page(37, 35, 28, 26, 23)
"""The page of GB/T 9704-2012."""
LANDSCAPE: Final = _page(28, 26, 35, 37, 15, landscape=True)
"""The same page turned, bound at the upper edge."""


@frozen
class DrawnCell:
    """A cell as Word has it; ``merge`` is ``restart`` or ``continue`` in a cell merged over rows, else "".

    ``prompt`` stands where something is to be filled in, of the field ``role``; ``asked``: it must be.
    """

    text: str
    width: int
    span: int
    merge: str
    style: str
    prompt: str = ""
    role: str = ""

    @property
    def asked(self) -> bool:
        """Must it be filled in?"""
        return bool(self.prompt) and self.role not in OPTIONAL

    @property
    def tint(self) -> str:
        """What is behind it, "" for white."""
        return TINT if self.asked else ""


@frozen
class DrawnRow:
    """A row as Word has it.

    ``whole`` keeps it on one page, ``kept`` on the page of the next row, ``head`` repeats it on every page.
    """

    cells: tuple[DrawnCell, ...]
    head: bool
    whole: bool
    kept: bool = False


@frozen
class Drawing:
    """A form ready for the template.

    Attributes:
        widths: of the columns, twips.
        height: the least height of a row, twips.
        parts: the rows of its tables.
    """

    widths: tuple[int, ...]
    height: int
    parts: tuple[tuple[DrawnRow, ...], ...]


@lru_cache(maxsize=256)
def twips(relative: tuple[int, ...], measure: int = PORTRAIT.measure) -> tuple[int, ...]:
    """Share a width out among columns, to the twip."""
    whole = sum(relative)
    edges = [0]
    for one in relative:
        edges.append(edges[-1] + one)
    stops = [round(measure * edge / whole) for edge in edges]
    return tuple(right - left for left, right in pairwise(stops))


def drawing(sheet: Sheet, page: Page) -> Drawing:
    """Lay a sheet out on a page."""
    widths = twips(sheet.widths, page.measure)
    size = _size(sheet, widths, page)
    return Drawing(
        widths=widths,
        height=_LINES[size] + _ROW_PADDING,
        parts=tuple(tuple(_rows(part, widths, size)) for part in sheet.parts),
    )


def _rows(part: SheetPart, widths: tuple[int, ...], size: int) -> Iterator[DrawnRow]:
    below: dict[int, _Open] = {}
    # What closes the form never stands alone on a page.
    last = max((number for number, row in enumerate(part.rows, 1) if row.indicator), default=len(part.rows))
    for number, row in enumerate(part.rows):
        cells = tuple(_cells(row, below, widths, size))
        lines = max((_lines(cell, widths, size) for cell in row.cells if cell.rowspan == 1), default=1)
        kept = last - _KEPT <= number < len(part.rows) - 1
        yield DrawnRow(cells, head=number < part.heads, whole=lines <= _LONGEST_WHOLE, kept=kept)


@frozen
class _Open:
    """A cell that reaches into rows still to come."""

    colspan: int
    rows: int
    style: str = field(eq=False)


def _cells(row: SheetRow, below: dict[int, _Open], widths: tuple[int, ...], size: int) -> Iterator[DrawnCell]:
    begun = {cell.column: cell for cell in row.cells}
    column = 0
    while column < len(widths):
        cell, covered = begun.get(column), below.pop(column, None)
        prompt = role = ""
        if covered is not None:
            span, merge, style, text = covered.colspan, "continue", covered.style, ""
            if covered.rows > 1:
                below[column] = _Open(span, covered.rows - 1, style)
        elif cell is not None:
            span, text = min(cell.colspan, len(widths) - column), _text(cell, widths, size)
            prompt, role = cell.prompt, cell.role
            style = f"{_LOOKS[cell.kind]}{size}"
            if cell.kind == "number" and row.fund:
                style = f"Right{size}"
            merge = "restart" if cell.rowspan > 1 else ""
            if cell.rowspan > 1:
                below[column] = _Open(span, cell.rowspan - 1, style)
        else:
            span, merge, style, text = 1, "", f"Left{size}", ""
        yield DrawnCell(text, sum(widths[column : column + span]), span, merge, style, prompt, role)
        column += span


def _size(sheet: Sheet, widths: tuple[int, ...], page: Page) -> int:
    """The largest size that keeps numbers and short words on their lines and takes the fewest pages.

    五号 where these are many.
    """
    sizes = [size for size in _SIZES if _keeps_numbers(sheet, widths, size)] or list(_SIZES[-1:])
    sizes = [size for size in sizes if _keeps_words(sheet, widths, size)] or sizes[-1:]
    pages = {size: _pages(sheet, widths, size, page) for size in sizes}
    fewest = min(pages.values())
    if fewest == 2 and _pages(sheet, widths, _SMALLEST, page) == 1:
        return _SMALLEST
    if fewest > _FEW_PAGES and _SIZES[1] in sizes:
        return _SIZES[1]
    return next(size for size in sizes if pages[size] == fewest)


def _keeps_numbers(sheet: Sheet, widths: tuple[int, ...], size: int) -> bool:
    """Do numbers stay on one line?"""
    return all(
        _lines(cell, widths, size) <= 1 + cell.text.count("\n")
        for part in sheet.parts
        for row in part.rows
        for cell in row.cells
        if cell.kind == "number"
    )


def _keeps_words(sheet: Sheet, widths: tuple[int, ...], size: int) -> bool:
    """Do the form's own words of a few letters, 单位名称, stay on one line?"""
    return all(
        half_letters(cell.text) <= _room(cell, widths, size)
        for part in sheet.parts
        for row in part.rows
        for cell in row.cells
        if cell.kind in ("label", "head", "level") and len(cell.text) <= _SHORT
    )


def _pages(sheet: Sheet, widths: tuple[int, ...], size: int, page: Page) -> int:
    """How many pages the form takes, about."""

    def need(cell: SheetCell) -> float:
        return _lines(cell, widths, size) * _LINES[size] + _ROW_PADDING

    least = _LINES[size] + _ROW_PADDING
    parts = [(row_heights(part.rows, least, need), part.heads) for part in sheet.parts]
    above = _TITLE + _YEAR * bool(sheet.year) + _ABOVE * len(sheet.above)
    return page_count(parts, above + _LINES[size], page.depth)


def _lines(cell: SheetCell, widths: tuple[int, ...], size: int) -> int:
    """How many lines the text of a cell takes, about."""
    return line_count(_text(cell, widths, size) or cell.prompt, _room(cell, widths, size))


def _text(cell: SheetCell, widths: tuple[int, ...], size: int) -> str:
    """What stands in a cell; in a narrow side heading lines end where they should."""
    return side_lines(cell.text, _room(cell, widths, size)) if cell.kind == "side" else cell.text


def _room(cell: SheetCell, widths: tuple[int, ...], size: int) -> int:
    """Half letters that a line of a cell has room for."""
    return (sum(widths[cell.column : cell.column + cell.colspan]) - _PADDING) // (size * 5)
