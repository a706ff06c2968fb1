"""Tables exported with one cell a line: each line one cell, a blank line after each row.

The word processors' plain-text export of nested or framed tables looks like this; every line
begins with a tab, and an empty cell is a line that holds only the tab.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scoring.model import Place

from .cleaning import strip_marks
from .grid import Row, row_of

_FEWEST_LINES: Final = 4


def is_vertical(lines: list[str], start: int, end: int) -> bool:
    """Do the lines from ``start`` to ``end`` hold one cell each?  (``end`` is not included.)"""
    single = several = 0
    for number in range(start, end):
        line = lines[number]
        if not line.startswith("\t"):
            continue
        if "\t" in line.strip("\t"):
            several += 1
        else:
            # "\t\t\t总分" is a row of a table with tabs, "\t总分" and "\t总分\t" are one cell.
            single += not line.startswith("\t\t") or not line.strip()
    return single >= _FEWEST_LINES and several * 20 <= single


def vertical_rows(lines: list[str], start: int, end: int) -> Iterator[Row]:
    """The rows that lines of one cell each make up."""
    texts: list[str] = []
    first = start
    for number in range(start, end):
        line = lines[number]
        if not line:
            if texts:
                yield from _row(texts, first)
            texts = []
            continue
        if not texts:
            first = number
        texts.append(strip_marks(line.strip()))
    if texts:
        yield from _row(texts, first)


def _row(texts: list[str], first: int) -> Iterator[Row]:
    row = row_of(texts, Place(line=first + 1))
    if row.cells:
        yield row
