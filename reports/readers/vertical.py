"""Tables exported with one cell a line: each line one cell, a blank line after each row.

The word processors' plain-text export of nested or framed tables looks like this; every line
begins with a tab, and an empty cell is a line that holds only the tab.  Where the tabs were lost on
the way, empty cells and the ends of rows look the same: such a region is told by the head words
standing one under the other, and its rows are put under their columns by content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from scoring.model import Place

from ..grid import Row, row_of
from ..recognition.cleaning import strip_marks
from ..recognition.columns import indicator_head
from ..recognition.forms import form_title, is_total, year_line

_FEWEST_LINES: Final = 4
_FARTHEST_TITLE: Final = 400
_LONGEST_ROW: Final = 20


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
    """The rows that lines of one cell each make up; the label of a total reaches to where its numbers stand."""
    before: list[list[str]] = []
    texts: list[str] = []
    first = start
    for number in range(start, end + 1):
        line = lines[number] if number < end else ""
        if line:
            if not texts:
                first = number
            texts.append(strip_marks(line.strip()))
            continue
        if texts:
            for row in _row(texts, first):
                if is_total(row.cells):
                    yield _with_wide_label(row, len(texts), before)
                    before.clear()
                else:
                    yield row
                    before.append(texts)
        texts = []


def _with_wide_label(total: Row, count: int, before: Sequence[list[str]]) -> Row:
    """A total row of so many cells, its label as wide as the table above leaves it."""
    heads = (len(texts) for texts in reversed(before) if indicator_head(row_of(texts).cells) is not None)
    more = next(heads, count) - count
    if more <= 0 or total.cells[0].column:
        return total
    label, *rest = total.cells
    moved = (evolve(cell, column=cell.column + more) for cell in rest)
    return evolve(total, cells=(evolve(label, colspan=more + 1), *moved))


def bare_regions(lines: list[str]) -> dict[int, int]:
    """The regions of one cell a line without tabs: line of the title → the line after the table's end."""
    regions: dict[int, int] = {}
    title = -1
    number = 0
    while number < len(lines):
        end = _end_of_group(lines, number)
        if end == number:
            number += 1
            continue
        if end - number <= 2 and form_title(lines[number].strip()) is not None:
            title = number
        elif title >= 0 and number - title <= _FARTHEST_TITLE and _is_bare_head(lines, number, end):
            end = regions[title] = _end_of_table(lines, end)
            title = -1
        number = end
    return regions


def bare_rows(lines: list[str], start: int, end: int) -> Iterator[Row]:
    """The rows of a region without tabs: the lines between blank lines."""
    number = start
    while number < end:
        stop = min(_end_of_group(lines, number), end)
        if stop == number:
            number += 1
            continue
        yield from _row([strip_marks(line.strip()) for line in lines[number:stop]], number)
        number = stop


def _end_of_group(lines: list[str], start: int) -> int:
    """The line after the lines from ``start`` that hold text and no tab."""
    end = start
    while end < len(lines) and lines[end].strip() and "\t" not in lines[end]:
        end += 1
    return end


def _is_bare_head(lines: list[str], start: int, end: int) -> bool:
    if not _FEWEST_LINES <= end - start <= _LONGEST_ROW:
        return False
    return indicator_head(row_of([line.strip() for line in lines[start:end]]).cells) is not None


def _end_of_table(lines: list[str], start: int) -> int:
    """The line after the table whose head ends at ``start``: its total row, or its last row of several lines."""
    last = number = start
    ended = False
    while number < len(lines):
        end = _end_of_group(lines, number)
        if end == number:
            number += 1
            continue
        size = end - number
        first = lines[number].strip()
        if size <= 2 and (form_title(first) is not None or year_line(first) is not None):
            break
        total = is_total(row_of([first]).cells)
        numbers = all(_is_number(line.strip()) for line in lines[number:end])
        if size > _LONGEST_ROW or not (size >= _FEWEST_LINES - 1 or total or numbers) or (ended and not numbers):
            break
        ended = ended or total
        last = number = end
    return last


def _is_number(text: str) -> bool:
    return text.removesuffix("分").strip().replace(".", "", 1).isdigit()


def _row(texts: list[str], first: int) -> Iterator[Row]:
    """The row of these lines; ``first`` is the index of the first of them, which may be an empty cell."""
    row = row_of(texts)
    if row.cells:
        yield Row(row.cells, Place(line=first + row.cells[0].column + 1))
