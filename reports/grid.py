"""What every reader makes of a file: paragraphs and grids in order, whatever the format was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from attrs import define, frozen

from scoring.model import NOWHERE, Place, Remark, Skipped


@define
class Cell:
    """A cell that holds text; empty and covered cells are not listed.

    Only readers change one, while they count the rows it covers.

    Attributes:
        text: its text; a line break inside the cell is ``\\n``.
        column: its first column in the grid, from 0.
        colspan: how many columns it covers.
        rowspan: how many rows it covers.
    """

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1


@frozen
class Row:
    """A row of a grid: its cells that hold text, from left to right, and where it stood."""

    cells: tuple[Cell, ...]
    place: Place = NOWHERE


@frozen
class Grid:
    """A table, or the part of one up to a break: a blank line, a new page."""

    rows: tuple[Row, ...]

    @property
    def place(self) -> Place:
        """Where its first row stood."""
        return self.rows[0].place if self.rows else NOWHERE


@frozen
class Paragraph:
    """Text outside tables."""

    text: str
    place: Place = NOWHERE


Block: TypeAlias = Paragraph | Grid


@frozen
class Parsed:
    """What a reader made of a file.

    Attributes:
        blocks: paragraphs and grids in the order a person reads them.
        skipped: parts it could not read, and why.
        remarks: what it noticed about the file.
    """

    blocks: tuple[Block, ...]
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[Remark, ...] = ()


def row_of(texts: list[str] | tuple[str, ...], place: Place = NOWHERE) -> Row:
    """Make a row of the texts of its columns; empty ones count as columns, not as cells."""
    return Row(tuple(_cells(texts)), place)


def _cells(texts: list[str] | tuple[str, ...]) -> Iterator[Cell]:
    for column, text in enumerate(texts):
        stripped = text.strip()
        if stripped:
            yield Cell(stripped, column)
