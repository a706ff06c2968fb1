"""The tables of a web page: which cells stand where, what is a table of data and what only lays a page out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias, TypeVar, Union

from attrs import define, field

from scoring.model import Place

from ..grid import Block, Cell, Paragraph, Row
from .lines import lines_apart

MOST_CELLS: Final = 200_000
"""How many cells are read of a page."""
BREAK: Final = "\x1e"
"""Stands where a line ends."""
Flow: TypeAlias = list[Union[str, "Table"]]
"""Text and tables in order, lines parted by :data:`BREAK`."""
Group: TypeAlias = list[list[tuple[int, int, str]]]
"""Rows of cells: the columns and the rows each says that it spans (0 rows: all that follow), and its text."""
T = TypeVar("T")
_BREAKS: Final = re.compile(f" ?{BREAK}[ {BREAK}]*")
_SPACES: Final = re.compile("[ \t\r\n\f]+")
# A line of the source that ends between two Chinese characters is no space.
_WRAPPED: Final = re.compile("(?<=[\u2e80-\u9fff\uff00-\uffee])[ \t]*\r?\n[ \t]*(?=[\u2e80-\u9fff\uff00-\uffee])")
_WIDEST_SPAN: Final = 64
_MOST_COVERED: Final = 2_000_000
_LAST: Final = 1 << 30
_FEWEST_ROWS: Final = 2


@define
class HtmlCell:
    """A cell: how many columns and rows it says that it spans (0 rows: all that follow), and what it holds."""

    colspan: int
    rowspan: int
    flow: Flow = field(factory=list)

    def text(self) -> str:
        """Its text, that of a small table in it row by row."""
        return text_of(self.flow)

    def holds_tables(self) -> bool:
        return any(isinstance(piece, Table) for piece in self.flow)


@define
class Table:
    """A table: its rows by section, head (0), body (1), foot (2).

    Attributes:
        number: which table of the file it is, from 1.
        stray: its caption, and text that stands between its cells.
        inner: the tables that stand in it, not in one another.
        groups: the section and the rows of each group of rows.
    """

    number: int
    stray: Flow = field(factory=list)
    inner: list[Table] = field(factory=list)
    groups: list[tuple[int, list[list[HtmlCell]]]] = field(factory=list)
    _fresh: bool = True

    def begin_section(self, section: int) -> None:
        self.groups.append((section, []))
        self._fresh = True

    def begin_row(self) -> None:
        if not self.groups:
            self.begin_section(1)
        self.groups[-1][1].append([])
        self._fresh = False

    def add(self, cell: HtmlCell) -> None:
        """Add a cell to the open row; a cell outside rows begins one."""
        if self._fresh:
            self.begin_row()
        self.groups[-1][1][-1].append(cell)

    def shown(self) -> list[list[list[HtmlCell]]]:
        """The groups of rows as displayed: the first head first, the first foot last."""
        return in_order(self.groups)


def text_of(flow: Flow) -> str:
    """The text of a flow, its lines parted by ``\\n``, other white space as a browser shows it."""
    if len(flow) == 1 and isinstance(flow[0], str):
        return clean(flow[0])
    parts: list[str] = []
    for piece in flow:
        if isinstance(piece, str):
            parts.append(piece)
        else:
            parts += (BREAK, _inner_text(piece).replace("\n", BREAK), BREAK)
    return clean("".join(parts))


def blocks_of(flow: Flow) -> Iterator[Block]:
    """Yield the paragraphs and grids of a flow."""
    text: Flow = []
    for piece in flow:
        if isinstance(piece, str):
            text.append(piece)
            continue
        yield from paragraphs(text)
        text = []
        yield from paragraphs(piece.stray)
        if _lays_out(piece):
            for group in piece.shown():
                for row in group:
                    for cell in row:
                        yield from blocks_of(cell.flow)
        else:
            yield from lines_apart(_rows(piece))
    yield from paragraphs(text)


def clean(text: str) -> str:
    """A text with lines parted by ``\\n``, other white space as a browser shows it."""
    if text.isprintable() and "  " not in text:  # no other white space that counts is printable
        return text.strip()
    if "\n" in text:
        text = _WRAPPED.sub("", text)
    text = _SPACES.sub(" ", text)
    if BREAK in text:
        text = _BREAKS.sub("\n", text)
    return text.strip()


def _inner_text(table: Table) -> str:
    """A table inside a cell of data: its cells parted by spaces, its rows by lines."""
    lines = [text_of(table.stray)]
    lines += (" ".join(filter(None, (cell.text() for cell in row))) for group in table.shown() for row in group)
    return "\n".join(filter(None, lines))


def paragraphs(flow: Flow) -> Iterator[Paragraph]:
    """Yield the lines of a flow that hold text."""
    for line in text_of(flow).split("\n") if flow else ():
        if line:
            yield Paragraph(line)


def _lays_out(table: Table) -> bool:
    """Does a table only lay a page out?  It holds tables, and they hold more than it does itself."""
    if not table.inner:
        return False
    rows = [row for _, rows in table.groups for row in rows]
    own = [sum(not cell.holds_tables() and bool(cell.text()) for cell in row) for row in rows]
    if sum(count >= _FEWEST_ROWS for count in own) < _FEWEST_ROWS:
        return True
    return max(map(_filled, table.inner)) >= sum(own)


def _filled(table: Table) -> int:
    """How many cells with text a table holds, those of the tables in it among them."""
    return sum(map(_filled, table.inner)) + sum(
        bool(text_of([piece for piece in cell.flow if isinstance(piece, str)]))
        for _, rows in table.groups
        for row in rows
        for cell in row
    )


def _real_width(groups: Sequence[Group]) -> int:
    """The columns of a table, cells counted once that claim more of them than a table ever has."""
    return max(sum(span if span <= _WIDEST_SPAN else 1 for span, _, _ in row) for group in groups for row in group)


def _rows(table: Table) -> list[Row]:
    """The rows of a table of data, each cell in its column."""
    groups = [
        [[(cell.colspan, cell.rowspan, text_of(cell.flow) if cell.flow else "") for cell in row] for row in group]
        for group in table.shown()
    ]
    return rows_of(table.number, groups)


def rows_of(table: int, groups: Sequence[Group]) -> list[Row]:
    """The rows of a table of data, each cell in its column.

    Args:
        table: which table of the file it is, from 1.
        groups: its groups of rows as displayed.
    """
    found: list[Row] = []
    number = covered = passed = real = 0
    for group in groups:
        until: dict[int, int] = {}
        end = number + len(group)
        for row in group:
            number += 1
            column = 0
            cells: list[Cell] = []
            for span, rowspan, text in row:
                while until and until.get(column, 0) >= number and passed < _MOST_COVERED:
                    column += 1
                    passed += 1
                if span > _WIDEST_SPAN:
                    real = real or _real_width(groups)
                    span = max(1, min(span, real - column))
                if rowspan == 1:
                    if text:
                        cells.append(Cell(text, column, span))
                else:
                    last = min(number + rowspan - 1 if rowspan else _LAST, end)
                    if text:
                        cells.append(Cell(text, column, span, last - number + 1))
                    if last > number and covered < _MOST_COVERED:
                        until.update(dict.fromkeys(range(column, column + span), last))
                        covered += span
                column += span
            found.append(Row(tuple(cells), Place(grid=table, grid_row=number)))
    return found


def in_order(groups: list[tuple[int, list[list[T]]]]) -> list[list[list[T]]]:
    """The groups of rows, each told with its section, as displayed: the first head first, the first foot last."""
    groups = [(section, rows) for section, rows in groups if rows]
    sections = [section for section, _ in groups]
    head = sections.index(0) if 0 in sections else -1
    foot = sections.index(2) if 2 in sections else -1
    order = [rows for at, (_, rows) in enumerate(groups) if at not in (head, foot)]
    return [*([groups[head][1]] if head >= 0 else ()), *order, *([groups[foot][1]] if foot >= 0 else ())]
