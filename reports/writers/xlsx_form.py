"""An official form drawn on a worksheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import evolve, frozen

from ..sheets.paging import side_lines
from ..sheets.sheet import CellKind, Sheet, SheetCell, SheetPart, SheetRow
from .xlsx_book import LINE, TALLEST, Book, shown
from .xlsx_values import line_count, text_width

PORTRAIT_WIDTH: Final = 88
LANDSCAPE_WIDTH: Final = 132
"""Widths of a page in columns of a digit, so that the type is printed at about its own size."""

_PORTRAIT_PAGE: Final = (494.0, 715.0)
_LANDSCAPE_PAGE: Final = (734.0, 469.0)
"""Width and height of what is printed on a page, points; see :meth:`~.xlsx_book.Book.page`."""

_POINTS: Final = 5.25
_EDGE: Final = 3.75
"""Width of a digit and of a column's edges, points."""

_A_LITTLE: Final = 1.25
"""So many times a page is printed on one."""

_TITLE: Final = 34.0
_YEAR: Final = 20.0
_ABOVE: Final = 17.0
"""Heights of the rows above the form, points."""

_NARROWEST: Final = 4.0
_PADDING: Final = 1.2
_LEAST_HEIGHT: Final = 20.0
_NUMBERS: Final[frozenset[CellKind]] = frozenset({"value", "number"})

LOOKS: Final[dict[CellKind, dict[str, Any]]] = {
    "label": {"align": "center"},
    "head": {"align": "center", "bold": True, "font_name": "宋体"},
    "side": {"align": "center"},
    "level": {"align": "center"},
    "text": {"align": "left"},
    "prose": {"align": "left"},
    "value": {"align": "center"},
    "number": {"align": "center"},
}
BORDERS: Final[dict[str, Any]] = {"border": 1, "border_color": "#000000"}


Area: TypeAlias = tuple[int, int, int, int]
"""Cells of a worksheet: first row, first column, last row, last column, all from 0."""


@frozen
class Lines:
    """Where a row of the form stands on the worksheet: rows from ``first``, ``count`` of them."""

    first: int
    count: int
    height: float


@frozen
class Arrangement:
    """A form's cells on a worksheet.

    Attributes:
        cells: every cell with its row and the cells of the worksheet it covers.
        heights: the rows' heights in points.
        repeat: first and last row of the head rows that pages repeat, or None.
        bottom: the first row below the form.
    """

    cells: tuple[tuple[SheetRow, SheetCell, Area], ...]
    heights: Mapping[int, float]
    repeat: tuple[int, int] | None
    bottom: int


def draw_form(book: Book, sheet: Any, form: Sheet) -> None:
    """Draw a form on a worksheet."""
    widths = column_widths(form)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    top = draw_heading(book, sheet, form, len(widths))
    arranged = arrange(form, widths, top)
    for number, height in arranged.heights.items():
        sheet.set_row(number, height)
    single = is_one_page(form, widths, sum(arranged.heights.values()))
    for row, cell, area in arranged.cells:
        draw_cell(book, sheet, cell, area, row, single=single)
    book.page(sheet, landscape=form.landscape, repeat=arranged.repeat, single=single)
    if arranged.bottom:
        sheet.print_area(0, 0, arranged.bottom - 1, len(widths) - 1)


def arrange(
    form: Sheet, widths: Sequence[float], top: int, least: Callable[[SheetRow], float] = lambda row: 0
) -> Arrangement:
    """Say where each cell of a form stands.

    Args:
        form: the form.
        widths: the columns' widths.
        top: the worksheet's row it begins in.
        least: the least height of a row, points.
    """
    cells: list[tuple[SheetRow, SheetCell, Area]] = []
    heights: dict[int, float] = {}
    repeat = None
    longest = max((part for part in form.parts if part.heads), key=lambda part: len(part.rows), default=None)
    for part in form.parts:
        lines = place_rows(part, widths, top, least)
        for line in lines:
            heights.update(dict.fromkeys(range(line.first, line.first + line.count), line.height / line.count))
        cells += [
            (row, _broken(cell, widths), area_of(cell, n, lines))
            for n, row in enumerate(part.rows)
            for cell in row.cells
        ]
        if part is longest:
            last = lines[part.heads - 1]
            repeat = (lines[0].first, last.first + last.count - 1)
        top = lines[-1].first + lines[-1].count if lines else top
    return Arrangement(tuple(cells), heights, repeat, top)


def column_widths(form: Sheet) -> tuple[float, ...]:
    """The page's width shared out as the form says."""
    page = LANDSCAPE_WIDTH if form.landscape else PORTRAIT_WIDTH
    whole = sum(form.widths) or 1
    return tuple(round(max(_NARROWEST, page * width / whole), 2) for width in form.widths)


def is_one_page(form: Sheet, widths: Sequence[float], rows: float) -> bool:
    """Does the form go on one page, printed a little smaller where it must be?

    Args:
        form: the form.
        widths: the columns' widths.
        rows: the height of its rows, points; what stands above them is added.
    """
    width, depth = _LANDSCAPE_PAGE if form.landscape else _PORTRAIT_PAGE
    height = rows + _TITLE + _YEAR * bool(form.year) + _ABOVE * len(form.above)
    scale = min(1.0, width / sum(one * _POINTS + _EDGE for one in widths))
    return height * scale <= depth * _A_LITTLE


def draw_heading(book: Book, sheet: Any, form: Sheet, columns: int, top: int = 0, **look: Any) -> int:
    """Draw title, year and the lines above the table; give the next row."""
    lines: list[tuple[str, dict[str, Any], float]] = []
    if form.title:
        lines.append((form.title, {"font_name": "宋体", "font_size": 18, "bold": True, "align": "center"}, _TITLE))
    if form.year:
        lines.append((form.year, {"align": "center", "font_size": 12}, _YEAR))
    lines += [(text, {"align": "right"}, _ABOVE) for text in form.above]
    for row, (text, own, height) in enumerate(lines, top):
        sheet.set_row(row, height)
        book.put(sheet, (row, 0, row, columns - 1), text, **own, **look)
    return top + len(lines)


def place_rows(
    part: SheetPart, widths: Sequence[float], top: int, least: Callable[[SheetRow], float] = lambda row: 0
) -> list[Lines]:
    """Give every row of a part the height its texts need; a very tall one gets several rows of the worksheet."""
    heights = [max(_LEAST_HEIGHT, least(row)) for row in part.rows]
    tall: list[tuple[int, int, float]] = []
    for index, row in enumerate(part.rows):
        for cell in row.cells:
            need = cell_height(cell, widths)
            if cell.rowspan == 1:
                heights[index] = max(heights[index], need)
            else:
                tall.append((index, min(cell.rowspan, len(part.rows) - index), need))
    for index, span, need in sorted(tall, key=lambda entry: entry[1]):
        missing = need - sum(heights[index : index + span])
        if missing > 0:
            for row_index in range(index, index + span):
                heights[row_index] += missing / span
    lines = []
    for height in heights:
        count = max(1, -int(-height // TALLEST))
        lines.append(Lines(top, count, height))
        top += count
    return lines


def cell_height(cell: SheetCell, widths: Sequence[float]) -> float:
    """Points a cell's text needs when it is wrapped to the columns it covers."""
    if cell.kind == "side":
        return (1 + _broken(cell, widths).text.count("\n")) * LINE + 5
    width = sum(widths[cell.column : cell.column + cell.colspan])
    scale = 1.08 if cell.kind == "head" else 1.0
    return line_count(cell.text, (width - _PADDING) / scale) * LINE + 5


def _broken(cell: SheetCell, widths: Sequence[float]) -> SheetCell:
    """The cell; of a narrow side heading lines end where they should, which spreadsheets do not see to."""
    if cell.kind != "side":
        return cell
    # A digit is half a letter wide, and a column has its edges besides.
    return evolve(cell, text=side_lines(cell.text, int(sum(widths[cell.column : cell.column + cell.colspan]))))


def area_of(cell: SheetCell, index: int, lines: Sequence[Lines]) -> Area:
    """The cells of the worksheet a cell covers."""
    last = lines[min(index + cell.rowspan, len(lines)) - 1]
    return lines[index].first, cell.column, last.first + last.count - 1, cell.column + cell.colspan - 1


def is_amount(cell: SheetCell, row: SheetRow) -> bool:
    """Is it an amount of the money block, set right?"""
    return cell.kind == "number" and bool(row.fund) and cell.role in ("initial", "adjusted", "executed")


def look_of(cell: SheetCell, *, single: bool) -> dict[str, Any]:
    """The look of a cell's kind; in the middle of several rows a text is cut in two where a page ends there."""
    look = dict(LOOKS[cell.kind])
    if cell.rowspan > 1 and not single:
        look["valign"] = "top"
    return look


def draw_cell(book: Book, sheet: Any, cell: SheetCell, area: Area, row: SheetRow, *, single: bool = True) -> None:
    """Draw a cell with the look of its kind; amounts of the money block are set right.

    Args:
        single: whether the whole form is printed on one page.
    """
    look = look_of(cell, single=single)
    if is_amount(cell, row):
        look["align"] = "right"
    if cell.kind == "prose" and "\n" not in cell.text and line_count(cell.text, 30) > 3:
        look["valign"] = "top"
    value = shown(cell.text) if cell.kind in _NUMBERS else cell.text
    width = text_width(cell.text) if not isinstance(value, str) else 0
    if width and cell.colspan == 1:
        # A number that does not fit is shown as ####; a text would be wrapped.
        look["shrink"] = True
        look["text_wrap"] = False
    book.put(sheet, area, value, **look, **BORDERS)
