"""The tables of a web page: which cells stand where, what is a table of data and what only lays a page out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias, Union

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

    def tables(self) -> list[Table]:
        return [piece for piece in self.flow if isinstance(piece, Table)]


@define
class Table:
    """A table: its rows by section, head (0), body (1), foot (2).

    Attributes:
        number: which table of the file it is, from 1.
        stray: its caption, and text that stands between its cells.
        groups: the section and the rows of each group of rows.
    """

    number: int
    stray: Flow = field(factory=list)
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
        groups = [(section, rows) for section, rows in self.groups if rows]
        order = list(groups)
        head = next((group for group in groups if group[0] == 0), None)
        foot = next((group for group in groups if group[0] == 2), None)
        if head is not None:
            order.remove(head)
            order.insert(0, head)
        if foot is not None:
            order.remove(foot)
            order.append(foot)
        return [rows for _, rows in order]


def text_of(flow: Flow) -> str:
    """The text of a flow, its lines parted by ``\\n``, other white space as a browser shows it."""
    if len(flow) == 1 and isinstance(flow[0], str):
        return _clean(flow[0])
    parts: list[str] = []
    for piece in flow:
        if isinstance(piece, str):
            parts.append(piece)
        else:
            parts += (BREAK, _inner_text(piece).replace("\n", BREAK), BREAK)
    return _clean("".join(parts))


def blocks_of(flow: Flow) -> Iterator[Block]:
    """Yield the paragraphs and grids of a flow."""
    text: Flow = []
    for piece in flow:
        if isinstance(piece, str):
            text.append(piece)
            continue
        yield from _paragraphs(text)
        text = []
        yield from _paragraphs(piece.stray)
        if _lays_out(piece):
            for group in piece.shown():
                for row in group:
                    for cell in row:
                        yield from blocks_of(cell.flow)
        else:
            yield from lines_apart(_rows(piece))
    yield from _paragraphs(text)


def _clean(text: str) -> str:
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


def _paragraphs(flow: Flow) -> Iterator[Paragraph]:
    for line in text_of(flow).split("\n") if flow else ():
        if line:
            yield Paragraph(line)


def _lays_out(table: Table) -> bool:
    """Does a table only lay a page out?  It holds tables, and they hold more than it does itself."""
    rows = [row for _, rows in table.groups for row in rows]
    inner = [held for row in rows for cell in row for held in cell.tables()]
    if not inner:
        return False
    own = [sum(not cell.tables() and bool(cell.text()) for cell in row) for row in rows]
    if sum(count >= _FEWEST_ROWS for count in own) < _FEWEST_ROWS:
        return True
    return max(map(_filled, inner)) >= sum(own)


def _filled(table: Table) -> int:
    """How many cells with text a table holds, those of the tables in it among them."""
    return sum(
        sum(map(_filled, cell.tables())) + bool(text_of([piece for piece in cell.flow if isinstance(piece, str)]))
        for _, rows in table.groups
        for row in rows
        for cell in row
    )


def _sane(cell: HtmlCell) -> int:
    """The columns that a cell covers, 1 where it claims more than a table ever has."""
    return cell.colspan if cell.colspan <= _WIDEST_SPAN else 1


def _rows(table: Table) -> list[Row]:
    """The rows of a table of data, each cell in its column."""
    found: list[tuple[int, list[tuple[str, int, int, int]]]] = []
    number = covered = passed = 0
    real = max((sum(_sane(cell) for cell in row) for _, rows in table.groups for row in rows), default=1)
    for group in table.shown():
        until: dict[int, int] = {}
        end = number + len(group)
        for row in group:
            number += 1
            column = 0
            cells: list[tuple[str, int, int, int]] = []
            for cell in row:
                free = column
                while until.get(free, 0) >= number and passed < _MOST_COVERED:
                    free += 1
                    passed += 1
                column = free
                span = max(_sane(cell), min(cell.colspan, real - column))
                last = min(number + cell.rowspan - 1 if cell.rowspan else _LAST, end)
                text = cell.text()
                if text:
                    cells.append((text, column, span, last))
                if last > number and covered < _MOST_COVERED:
                    until.update(dict.fromkeys(range(column, column + span), last))
                    covered += span
                column += span
            found.append((number, cells))
    return [
        Row(
            tuple(Cell(text, column, colspan, last - number + 1) for text, column, colspan, last in cells),
            Place(grid=table.number, grid_row=number),
        )
        for number, cells in found
    ]
