"""Lines of text that stand in rows of their own above and below a table: titles, years, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scoring.model import Place

from ..grid import Block, Grid, Paragraph, Row
from ..recognition.forms import is_total


def lines_apart(rows: Sequence[Row]) -> Iterator[Block]:
    """Yield the rows of a table as its lines above, the table, its lines below; only lines give only paragraphs."""
    first, end = 0, len(rows)
    edge = min([cell.column for row in rows for cell in row.cells], default=0)
    while first < end and _is_line(rows[first], edge):
        first += 1
    # A row that a cell of an earlier row reaches into is part of the table.
    inside = max(
        [index + cell.rowspan for index, row in enumerate(rows) for cell in row.cells if cell.rowspan > 1], default=0
    )
    while end > max(first, inside) and _is_line(rows[end - 1], edge):
        end -= 1
    yield from _paragraphs(rows[:first])
    if first < end:
        yield Grid(tuple(rows[first:end]))
    yield from _paragraphs(rows[end:])


def _is_line(row: Row, edge: int) -> bool:
    """Is this row empty, or one line of text, such as a title or a note, that is no total of a table?

    A line begins at the left edge of the table; elsewhere it may be what a break cut off a cell.
    """
    if not row.cells:
        return True
    cell = row.cells[0]
    return len(row.cells) == 1 and cell.rowspan == 1 and cell.column == edge and not is_total(row.cells)


def _paragraphs(rows: Sequence[Row]) -> Iterator[Paragraph]:
    for row in rows:
        for cell in row.cells:
            yield from paragraphs_of(cell.text, row.place)


def paragraphs_of(text: str, place: Place) -> Iterator[Paragraph]:
    """The lines of a text that hold any."""
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            yield Paragraph(stripped, place)
