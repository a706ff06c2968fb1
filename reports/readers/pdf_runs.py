"""Read the letters of a page of a PDF as runs: those that stand side by side on one line are looked at together.

What holds for a run, its box and the line it stands on, is asked for and reckoned once.  Whatever is unusual, a
letter that is turned, stands outside the page or has no character of its own, is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, repeat
from operator import lt, sub
from typing import Any, Final, TypeAlias

from attrs import define, field

from .pdf_boxes import read_boxes
from .pdf_letters import BROKEN, spelled

Letter: TypeAlias = tuple[str, float, float, float, float, float]
"""A letter: text, left, top, right, bottom, and the y of the line it stands on."""
Turn: TypeAlias = Callable[[float, float], tuple[float, float]]
"""Goes from the file's positions to what is seen."""

_OUTSIDE: Final = 2.0
_NOTHING: Final = 1e-3
_APART: Final = 0.16
"""Letters that stand nearer to each other, in heights of a letter, may be one drawn twice."""
_OVERLAP: Final = 0.1
_GAP: Final = 0.19
"""A wider gap, in heights of a letter, may stand for a space."""
_USUAL: Final = re.compile(
    r"[!-~\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2030-\u205e\u2190-\u23ff\u2460-\u25ff\u3001-\u303f"
    r"\u4e00-\u9fff\uff01-\uff9f]+|[^\r\n]"
)
"""Characters that are what they look like, as many as follow each other, or any other one but a line break."""


@define
class Run:
    """Letters side by side on one line, no space and no wide gap among them, or one letter by itself.

    Attributes:
        first: the index of the first one among the letters of the page.
        text: their characters.
        letters: from left to right.
        left, top, right, bottom: the box around them, in points.
        base: the y of the line they stand on.
        size: the height of the highest one.
    """

    first: int
    text: str
    letters: list[Letter]
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float

    def single(self) -> list[Run]:
        """Each of its letters as a run."""
        numbered = enumerate(self.letters, self.first)
        return [Run(at, one[0], [one], *one[1:], one[4] - one[2]) for at, one in numbered]


@define
class Runs:
    """The letters of a page.

    Attributes:
        all: in the order they were drawn.
        places: the index pdfium has for each letter.
        broken: how many letters have no known character.
        spaces: how many are spaces.
    """

    all: list[Run] = field(factory=list)
    places: list[int] = field(factory=list)
    broken: int = 0
    spaces: int = 0


def read_runs(
    text: Any, characters: Sequence[str], size: tuple[float, float], turn: Turn, corner: tuple[float, float] | None
) -> Runs:
    """Read the letters of an open text page.

    Args:
        text: the handle pdfium gave.
        characters: of all its letters.
        size: width and height of what is seen.
        turn: goes from the file's positions to what is seen.
        corner: where the upper left corner of what is seen stands in the file's positions, None on a turned page.
    """
    ends = size[0] + _OUTSIDE, size[1] + _OUTSIDE
    if corner is not None and isinstance(characters, str):
        lines = _Lines(text, characters, ends, turn)
        lines.read(characters, *corner)
        return lines.found
    reader = _Reader(text, characters, ends, turn)
    for index in range(len(characters)):
        reader.letter(index)
    return reader.found


class _Reader:
    """Reads the letters of one page in the order they were drawn."""

    def __init__(self, text: Any, characters: Sequence[str], ends: tuple[float, float], turn: Turn) -> None:
        from ctypes import byref, c_double

        import pypdfium2.raw as pdfium

        self.found = Runs()
        self._pdfium = pdfium
        self._text = text
        self._characters = characters
        boxes = read_boxes(text, len(characters))
        self._lefts, self._tops, self._rights, self._bottoms, self._pens, self._bases = boxes
        self._wide, self._tall = ends
        self._turn = turn
        self._ink = tuple(c_double() for _ in range(4))
        self._at_ink = tuple(byref(value) for value in self._ink)

    def letter(self, index: int) -> None:
        """Read one letter, however it stands."""
        character = self._characters[index]
        x0, x1, y0, y1 = self._lefts[index], self._rights[index], self._bottoms[index], self._tops[index]
        empty = x1 - x0 < _NOTHING or y1 - y0 < _NOTHING
        if character <= " " or character == "\xa0":
            if empty or character in "\r\n":
                return
            if character in " \xa0" and self._pdfium.FPDFText_IsGenerated(self._text, index):
                return
            character = " "
        if empty:
            # pdfium knows no loose box for some turned letters: their ink.
            if not self._pdfium.FPDFText_GetCharBox(self._text, index, *self._at_ink):
                return
            x0, x1, y0, y1 = (value.value for value in self._ink)
        turn = self._turn
        (x0, y0), (x1, y1), (start, base) = turn(x0, y0), turn(x1, y1), turn(self._pens[index], self._bases[index])
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        if start < x0 and y0 < base <= y1 + _OUTSIDE:
            x0 = start
        if not (-_OUTSIDE < (x0 + x1) / 2 < self._wide and -_OUTSIDE < (y0 + y1) / 2 < self._tall):
            return
        found = self.found
        if character == " ":
            found.spaces += 1
        elif not ("!" <= character <= "~" or "\u4e00" <= character <= "\u9fff"):
            character = spelled(character, self._pdfium, self._text, index)
            found.broken += character == BROKEN
        letter = character, x0, y0, x1, y1, base
        found.all.append(Run(len(found.places), character, [letter], x0, y0, x1, y1, base, y1 - y0))
        found.places.append(index)


class _Lines(_Reader):
    """Reads the letters of a page that is not turned, those on one line together."""

    def read(self, characters: str, left: float, top: float) -> None:
        """Read all of them.

        Args:
            characters: of all letters.
            left, top: where the upper left corner of what is seen stands in the file's positions.
        """
        x0s, x1s = self._lefts, self._rights
        self._hung = any(map(lt, self._pens, x0s))
        if left:
            x0s, x1s = [x - left for x in x0s], [x - left for x in x1s]
        y0s, y1s, bases = (list(map(sub, repeat(top), ys)) for ys in (self._tops, self._bottoms, self._bases))
        self._x0s, self._x1s, self._y0s, self._y1s = x0s, x1s, y0s, y1s
        self._heights = list(map(sub, y1s, y0s))
        self._letters = list(zip(characters, x0s, y0s, x1s, y1s, bases, strict=True))
        start = 0
        for _, alike in groupby(bases):
            end = start + len(list(alike))
            for part in _USUAL.finditer(characters, start, end):
                first, last = part.span()
                if last - first == 1:
                    self.letter(first)
                else:
                    self._on_one_line(part[0], first, last)
            start = end

    def _on_one_line(self, text: str, start: int, end: int) -> None:
        """Read usual letters that stand on one line."""
        heights = self._heights[start:end]
        size, least = max(heights), min(heights)
        if least < _NOTHING or (self._hung and any(map(lt, self._pens[start:end], self._lefts[start:end]))):
            for index in range(start, end):
                self.letter(index)
            return
        apart, overlap, gap = _APART * size, _OVERLAP * least, _GAP * least
        first, before, edge = start, self._x0s[start], self._x1s[start]
        others = range(start + 1, end), self._x0s[start + 1 : end], self._x1s[start + 1 : end]
        for index, x0, x1 in zip(*others, strict=True):
            if x0 - before < apart or not -overlap <= x0 - edge <= gap or x1 - x0 < _NOTHING:
                self._run(text[first - start : index - start], first, index, max(self._heights[first:index]))
                first = index
            before, edge = x0, x1
        if first == start:
            self._run(text, start, end, size)
        else:
            self._run(text[first - start :], first, end, max(self._heights[first:end]))

    def _run(self, text: str, first: int, end: int, size: float) -> None:
        """Take letters that stand side by side as one run, unless one has no width or stands outside the page."""
        letters = self._letters[first:end]
        _, x0, _, x1, _, base = letters[0]
        right, top, bottom = max(self._x1s[first:end]), min(self._y0s[first:end]), max(self._y1s[first:end])
        if x1 - x0 < _NOTHING or x0 < -_OUTSIDE or top < -_OUTSIDE or right >= self._wide or bottom >= self._tall:
            for index in range(first, end):
                self.letter(index)
            return
        found = self.found
        found.all.append(Run(len(found.places), text, letters, x0, top, right, bottom, base, size))
        found.places += range(first, end)
