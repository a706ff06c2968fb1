"""How high the rows of a form are and how many pages they take, before anybody draws them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import Final
from unicodedata import east_asian_width

from scoring.keeping import remembered

from .sheet import SheetCell, SheetRow

_PIECE: Final = re.compile(r"(?:[\x21-\x7e]+|[^\x21-\x7e\s])[，。；：！？、）》」”％]*|\s")
"""What stays on one line: a word or a letter, with the marks that never begin a line."""

_BROAD: Final = frozenset("%mwMW@")


def row_heights(rows: Sequence[SheetRow], least: float, need: Callable[[SheetCell], float]) -> list[float]:
    """The height of each row; the last row of a merged cell takes what the cell needs besides.

    Args:
        rows: the rows.
        least: the least height of one.
        need: the height a cell needs.
    """
    heights = []
    open_: list[tuple[int, float, float]] = []
    for number, row in enumerate(rows):
        height = least
        begun: list[tuple[int, float]] = []
        for cell in row.cells:
            if cell.rowspan > 1:
                begun.append((min(number + cell.rowspan, len(rows)) - 1, need(cell)))
            else:
                height = max(height, need(cell))
        open_ += [(last, needed, 0.0) for last, needed in begun]
        for last, needed, had in open_:
            if last == number:
                height = max(height, needed - had)
        open_ = [(last, needed, had + height) for last, needed, had in open_ if last > number]
        heights.append(height)
    return heights


def page_count(parts: Iterable[tuple[Sequence[float], int]], above: float, depth: float) -> int:
    """How many pages a form takes: rows stay whole, heads are repeated and keep a row below them.

    Args:
        parts: the heights of the rows of each part, and how many of them are head rows.
        above: height of what stands above the form.
        depth: height of the text on a page.
    """
    pages, used = 1, above
    for heights, heads in parts:
        top = sum(heights[:heads])
        if used + top + sum(heights[heads : heads + 1]) > depth:
            pages, used = pages + 1, 0.0
        used += top
        for height in heights[heads:]:
            if used + height > depth:
                pages, used = pages + 1, top
            used += height
    return pages


def side_lines(text: str, room: int) -> str:
    """A side heading with the line breaks that a narrow column needs: words of two letters and brackets stay whole.

    Args:
        text: the heading.
        room: half letters that a line has room for.
    """
    letters = max(room // 2, 1)
    before, bracket, behind = text.partition("（")
    parts = [before, bracket + behind]
    if not all(parts) or len(parts[1]) > letters or len(text) <= letters:
        parts = [text]
    return "\n".join(line for part in parts for line in _even_lines(part, letters))


def _even_lines(text: str, letters: int) -> list[str]:
    """A text in lines of nearly the same even length, of at most so many letters."""
    if len(text) <= letters or half_letters(text) < 2 * len(text):
        return [text]
    length = ceil(len(text) / ceil(len(text) / letters))
    if length % 2:
        length = length + 1 if length < letters else max(length - 1, 1)
    return [text[start : start + length] for start in range(0, len(text), length)]


def line_count(text: str, room: int) -> int:
    """How many lines a text takes in a cell that has room for so many half letters."""
    return _line_count((text, room))


@remembered()
def _line_count(asked: tuple[str, int]) -> int:
    text, room = asked
    return sum(_lines(line, max(room, 2)) for line in text.split("\n"))


def _lines(line: str, room: int) -> int:
    if half_letters(line) <= room:
        return 1
    lines, used = 1, 0
    for piece in _PIECE.findall(line):
        width = half_letters(piece)
        if used + width <= room:
            used += width
            continue
        if width <= room:
            lines, used = lines + 1, width
            continue
        # Longer than a line: it is cut where the line ends.
        full = used + width
        lines, used = lines + (full - 1) // room, (full - 1) % room + 1
    return lines


@remembered()
def half_letters(text: str) -> int:
    """Length of a text in half letters of Chinese."""
    if text.isascii():
        return len(text) + sum(letter in _BROAD for letter in text)
    return sum(2 if letter in _BROAD or east_asian_width(letter) in "WFA" else 1 for letter in text)
