"""Put letters together: lines of letters, the text of a cell, the paragraphs between the tables.

Where a line was wrapped is seen, not guessed: it ran to the edge, so that what begins the next line
found no room on it.  Such lines are one; a line that ended by itself ends with a line break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter, sub
from typing import Final

from attrs import define

from .pdf_runs import Letter, Run

_SUPERSCRIPTS: Final = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_CLOSING: Final = "，。、；：？！）》」』】〕”’％‰"
_NOT_FIRST: Final = _CLOSING + ",.;:?!)]}%>…·~—-"
_NO_BREAK_BESIDE: Final = "“”‘’/"
_NOT_LAST: Final = "（《「『【〔“‘([{<￥$"
_ENDS: Final = "。！？!?"
PAUSES: Final = "。；！？：;!?:"
_INDENT: Final = 1.5
_NUMBERED: Final = re.compile(r"[^\W\d]{0,2}[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）、．：:]|\.(?!\d))")
_RAGGED: Final = 2.6
_MOST_RAGGED: Final = 0.12
_SMALL: Final = 0.8
_RAISED: Final = 0.18
_LEVEL: Final = 0.3
_DOUBLED: Final = 0.15
_WORD_GAP: Final = 0.2
_WIDE_GAP: Final = 0.8
_COLUMN_GAP: Final = 1.0
_SLACK: Final = 0.3
_DIGIT: Final = 0.6
_MOST_PADDING: Final = 9.0
_FEWEST_TO_MEASURE: Final = 3
_MOST_OF: Final = 0.8
_LEFT: Final = itemgetter(1)
_BASE: Final = itemgetter(5)


@define
class Line:
    """Letters on one line.

    Attributes:
        letters: from left to right, spaces left out at both ends.
        left, top, right, bottom: the box around them, in points.
        size: of its letters.
        spaced: a space was printed at its end.
    """

    letters: list[Letter]
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    spaced: bool = False
    _text: str | None = None

    @property
    def text(self) -> str:
        """Its text, with the spaces that were printed and those that the gaps show."""
        if self._text is None:
            self._text = _text(self)
        return self._text


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """The lines that runs of letters make up, from top to bottom."""
    if len(runs) == 1:
        only = _line_of(runs)
        return [only] if only is not None else []
    bases: list[list[Run]] = []
    marks: list[float] = []
    for run in runs:
        base = run.base
        if marks and abs(marks[-1] - base) < 1.0:
            bases[-1].append(run)
            continue
        for at in range(len(marks) - 2, max(-1, len(marks) - 4), -1):
            if abs(marks[at] - base) < 1.0:
                bases[at].append(run)
                break
        else:
            marks.append(base)
            bases.append([run])
    order = sorted(range(len(marks)), key=marks.__getitem__)
    found: list[Line] = []
    for at in order:
        line = _line_of(bases[at])
        if line is None:
            continue
        if found and _on_one_line(found[-1], line):
            joined = _line(found[-1].letters + line.letters)
            assert joined is not None
            found[-1] = joined
        else:
            found.append(line)
    return found


def _line_of(runs: Sequence[Run]) -> Line | None:
    if len(runs) > 1:
        return _line([letter for run in runs for letter in run.letters])
    run = runs[0]
    if run.text == " ":
        return None
    return Line(run.letters, run.left, run.top, run.right, run.bottom, max(run.size, 1.0), False, run.text)


def _line(letters: list[Letter]) -> Line | None:
    letters.sort(key=_LEFT)
    kept: list[Letter] = []
    last: str | None = None
    for letter in letters:
        if letter[0] == last:
            width = max(letter[3] - letter[1], letter[4] - letter[2])
            if letter[1] - kept[-1][1] < _DOUBLED * width and abs(letter[5] - kept[-1][5]) < _DOUBLED * width:
                continue  # drawn twice to look bold
        last = letter[0]
        kept.append(letter)
    spaced = last == " "
    while kept and kept[-1][0] == " ":
        kept.pop()
    start = 0
    while start < len(kept) and kept[start][0] == " ":
        start += 1
    del kept[:start]
    if not kept:
        return None
    _, _, tops, rights, bottoms, _ = zip(*kept, strict=True)
    size = max(map(sub, bottoms, tops))
    return Line(kept, kept[0][1], min(tops), max(rights), max(bottoms), max(size, 1.0), spaced)


def parted(line: Line) -> list[Line]:
    """The parts of a line that wide gaps set apart."""
    groups: list[list[Letter]] = [[]]
    for letter in line.letters:
        if groups[-1] and letter[1] - groups[-1][-1][3] > _WIDE_GAP * line.size:
            groups.append([])
        groups[-1].append(letter)
    return [part for group in groups if (part := _line(group)) is not None]


def columns_of(line: Line) -> list[Line]:
    """The parts of a line that stand under each other's heads: set apart by gaps, or by as many spaces."""
    groups: list[list[Letter]] = [[]]
    for letter in line.letters:
        if letter[0] == " ":
            continue
        if groups[-1] and letter[1] - groups[-1][-1][3] > _COLUMN_GAP * line.size:
            groups.append([])
        groups[-1].append(letter)
    if len(groups) == 1:
        return [line]
    inside = iter(line.letters)
    parts = []
    for group in groups:
        letters = []
        for letter in inside:
            letters.append(letter)
            if letter is group[-1]:
                break
        parts.append(_line(letters))
    return [part for part in parts if part is not None]


def _on_one_line(above: Line, below: Line) -> bool:
    """Do the two stand on one line, one of them raised a little, or set in another font?"""
    size = max(above.size, below.size)
    apart = below.letters[0][5] - above.letters[0][5]
    if apart < _LEVEL * min(above.size, below.size):
        return True
    # A raised figure stands right behind a letter of the line below.
    return (
        above.size < _SMALL * below.size
        and apart < 0.6 * size
        and len(above.letters) <= 2
        and any(abs(letter[3] - above.left) < 0.3 * size for letter in below.letters)
    )


def _text(line: Line) -> str:
    parts: list[str] = []
    size = line.size
    base = max(map(_BASE, line.letters))
    word_gap, wide_gap, raised = _WORD_GAP * size, _WIDE_GAP * size, _RAISED * size
    before, end = " ", 0.0
    for text, x0, y0, x1, y1, stands in line.letters:
        if text == " ":
            if parts and parts[-1] != " ":
                parts.append(" ")
            before = text
            continue
        if before != " " and (gap := x0 - end) > word_gap:
            narrow = before < "\u2e80" and text < "\u2e80" and before.isalnum() and text.isalnum()
            if gap > (word_gap if narrow else wide_gap):
                parts.append(" ")
        before, end = text, x1
        if base - stands > raised and y1 - y0 < _SMALL * size and text in "0123456789+-":
            text = text.translate(_SUPERSCRIPTS)
        parts.append(text)
    return "".join(parts)


def join(lines: Sequence[Line], left: float, right: float) -> str:
    """The text of lines in a box between two edges: wrapped ones joined, others set off by line breaks.

    Args:
        lines: from top to bottom.
        left, right: the edges of the cell or of the column of text.
    """
    if len(lines) < 2:
        return lines[0].text.replace("\u00ad", "") if lines else ""
    room = room_between(lines, left, right)
    parts = [lines[0].text]
    for (above, below), after in zip(pairwise(lines), [*lines[2:], None], strict=False):
        parts.append(between(above, below, room, after))
        parts.append(below.text)
    return "".join(parts).replace("\u00ad", "")


def room_between(lines: Sequence[Line], left: float, right: float, padding: float = _MOST_PADDING) -> float:
    """How wide a line can be, the padding taken off, which is what the widest line leaves free on its left.

    Args:
        lines: those in the cell.
        left, right: its edges.
        padding: the most it can be.
    """
    # What hangs out of its cell says nothing about the padding.
    free = [side for line in lines for side in (line.left - left, right - line.right) if side >= 0]
    room = right - left - 2 * min([*free, padding])
    if len(lines) < _FEWEST_TO_MEASURE:
        return room
    widest = max(line.right - line.left for line in lines)
    return min(room, widest + _SLACK * lines[0].size) if widest > _MOST_OF * room else room


def is_full(above: Line, below: Line, room: float, after: Line | None = None) -> bool:
    """Had what begins the line below no room on the line above?

    Args:
        above, below: the lines.
        room: how wide a line can be.
        after: the line after those two, in which what begins the one below may end.
    """
    if below.letters[0][0] in _CLOSING:
        return True
    last = above.letters[-1][0]
    numbered = _NUMBERED.match(below.text) is not None
    if (numbered and last in _ENDS) or (
        below.left - above.left > _INDENT * below.size and below.right > above.right - below.size
    ):
        return False
    free = room - (above.right - above.left) - _unit(below, after=after)
    if free < _SLACK * above.size:
        return True
    # A program that balances its lines leaves a little room; a sentence ends with its mark.
    ragged = min(_RAGGED * above.size, _MOST_RAGGED * room)
    return free < ragged and not numbered and last not in PAUSES


def between(above: Line, below: Line, room: float, after: Line | None = None) -> str:
    """What stands between two lines: nothing or a space where the first was wrapped, else a line break."""
    if not is_full(above, below, room, after):
        return "\n"
    last, first = above.text[-1], below.text[0]
    if last == "\u00ad":
        return ""
    if above.spaced:
        return " "
    if not (last.isalnum() and first.isalnum() and last < "\u2e80" and first < "\u2e80"):
        return ""
    # Words and numbers are wrapped whole where they fit: what is cut is wider than a line, or the
    # program cuts anywhere, and then not even one more letter had room.
    tail, head = _tail(above), _unit(below, whole=True)
    if tail + head > room - _SLACK * above.size:
        return ""
    one = below.letters[0]
    if last.isdigit() and first.isdigit():
        return "" if above.right - above.left + one[3] - one[1] > room - _DIGIT * above.size else "\n"
    return " "


def _unit(line: Line, *, whole: bool = False, after: Line | None = None) -> float:
    """The width of what cannot be parted at the start of a line: a word, a number, a character with its mark."""
    end = _end_of_unit(line, whole)
    width = line.letters[end][3] - line.letters[0][1]
    if end == len(line.letters) - 1 and after is not None and after.letters[0][0] in _NOT_FIRST:
        # Wider than a line, it had to be parted after all.
        width += after.letters[_end_of_unit(after, whole)][3] - after.letters[0][1]
    return width


def _end_of_unit(line: Line, whole: bool) -> int:
    letters = line.letters
    end = 0
    while end < len(letters) - 1 and letters[end][0] in _NOT_LAST:
        end += 1
    if letters[end][0] < "\u2e80":
        while end + 1 < len(letters) and "!" <= letters[end + 1][0] < "\u2e80":
            end += 1
        if end + 1 < len(letters) and not whole and letters[end + 1][0] not in _NOT_FIRST:
            end += 1  # many programs keep a number and its measure together
    while end + 1 < len(letters) and letters[end + 1][0] in _NOT_FIRST + _NO_BREAK_BESIDE:
        end += 1
        if letters[end][0] in _NO_BREAK_BESIDE and end + 1 < len(letters):
            end += 1  # some programs end no line beside these, on whichever side
        while end + 1 < len(letters) and letters[end + 1][0].isdigit():
            end += 1  # nor between a mark and a figure
    return end


def _tail(line: Line) -> float:
    """The width of the word or number at the end of a line."""
    letters = line.letters
    start = len(letters) - 1
    while start and "!" <= letters[start - 1][0] < "\u2e80":
        start -= 1
    return letters[-1][3] - letters[start][1]
