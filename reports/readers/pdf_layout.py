"""Lay out a page: which letters stand in which cell, and the lines of text between the tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import compress, count
from operator import is_not
from typing import Final, TypeAlias

from attrs import define, field

from ..grid import Cell
from .pdf_lattice import Lattice, find_tables
from .pdf_page import Page
from .pdf_runs import Letter, Run
from .pdf_text import Line, join, lines_of, parted


@define
class Filled:
    """A cell of a table with what stands in it.

    Attributes:
        left, right: the first and the last column it covers.
        top, bottom: the first and the last row it covers.
        edges: where its left and its right edge stand, in points.
        floor: where its lower edge stands.
        lines: what stands in it.
        sideways: its text where the letters are turned, else "".
    """

    left: int
    right: int
    top: int
    bottom: int
    edges: tuple[float, float]
    floor: float
    lines: list[Line] = field(factory=list)
    sideways: str = ""

    @property
    def text(self) -> str:
        """Its text, wrapped lines joined."""
        return self.sideways or join(self.lines, *self.edges)

    @property
    def blank(self) -> bool:
        """Does it hold nothing?"""
        return not (self.lines or self.sideways)


@define
class Piece:
    """A table, or the part of one that stands on one page.

    Attributes:
        page: from 1.
        lattice: its lines.
        cells: its cells, row by row from left to right, empty ones too.
    """

    page: int
    lattice: Lattice
    cells: list[Filled]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.lattice.ys) - 1


@define
class Unruled:
    """A table without ruling lines, read by where its texts stand.

    Attributes:
        top, left, right: where it begins, and its sides, in points.
        rows: its cells.
    """

    top: float
    left: float
    right: float
    rows: list[tuple[Cell, ...]]


Item: TypeAlias = Piece | Line | Unruled
_Home: TypeAlias = tuple["_Frame | None", int]
_OUTSIDE: Final[_Home] = None, 0
_TOUCHING: Final = 0.2
_NEXT_LINE: Final = 2.0
_SEAMLESS: Final = 0.02
_LEVEL: Final = 0.5
_UPWARDS: Final = 1
_DOWNWARDS: Final = 3
_LINE_APART: Final = 10.0
_OVERLAP: Final = 0.12


@define
class Laid:
    """A page laid out.

    Attributes:
        number: from 1.
        width, height: in points.
        items: its tables and the lines between them, from top to bottom.
    """

    number: int
    width: float
    height: float
    items: list[Item]


def lay_out(page: Page) -> Laid:
    """Find the tables of an open page, put its letters into their cells, and the others into lines."""
    tables = find_tables(page.across, page.down)
    if tables is None:
        page.crowded = f"有 {len(page.across) + len(page.down)} 条线，比任何表格都多"
    frames = [_Frame(lattice) for lattice in tables or ()]
    frames.sort(key=lambda frame: frame.area)
    outside: list[Run] = []
    homes = _homes(page, frames)
    for run in page.runs:
        own = homes[run.first : run.first + len(run.letters)]
        parts = [run] if own.count(own[0]) == len(own) else run.single()
        for part in parts:
            frame, at = homes[part.first]
            (outside if frame is None else frame.runs[at]).append(part)
    items: list[Item] = []
    for frame in frames:
        piece = frame.piece(page)
        filled = [cell for cell in piece.cells if not cell.blank]
        if not filled:
            continue  # a frame, a chart
        if len(piece.cells) == 1 and _holds_another(frame, frames):
            items += filled[0].lines
            continue
        items.append(piece)
    items += lines_of(outside)
    items.sort(key=_position)
    return Laid(page.number, page.width, page.height, items)


def _homes(page: Page, frames: list[_Frame]) -> list[_Home]:
    """The cell of each letter: where its middle stands, for letters of one run where the middle of the run stands.

    A word wider than its cell, or a mark hung out at the end of a line, goes over the rule and stays one word.
    """
    letters = page.letters
    homes = _middles_at(page.runs, frames)
    done = 0
    for at in compress(count(1), map(is_not, homes[1:], homes[:-1])):
        if at < done or homes[at] == homes[at - 1] or not _over_the_rule(page, at, homes):
            continue
        start = end = at
        while start > 0 and _adjacent(page, start):
            start -= 1
        while end < len(letters) and _adjacent(page, end):
            end += 1
        run = letters[start:end]
        middle = (run[0][1] + run[-1][3]) / 2, (run[0][2] + run[0][4]) / 2
        homes[start:end] = [_home(*middle, frames)] * len(run)
        done = end
    return homes


def _middles_at(runs: Sequence[Run], frames: list[_Frame]) -> list[_Home]:
    """The cell in which the middle of each letter stands; most stand in the one of the letter before."""
    apart = not any(one is not other and one.touches(other) for one in frames for other in frames)
    homes: list[_Home] = []
    low = under = 1.0
    high = over = 0.0
    inside: _Home = None, 0  # the cell between these four
    for run in runs:
        if low < run.left and run.right < high and under < run.top and run.bottom < over:
            homes += [inside] * len(run.letters)
            continue
        if not any(frame.meets(run) for frame in frames):
            homes += [_OUTSIDE] * len(run.letters)
            continue
        for _, x0, y0, x1, y1, _ in run.letters:
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            if low < x < high and under < y < over:
                homes.append(inside)
                continue
            home = _home(x, y, frames)
            homes.append(home)
            if home[0] is not None and apart:
                inside = home
                low, high, under, over = home[0].box_of(home[1])
                if low < run.left and run.right < high and under < run.top and run.bottom < over:
                    homes += [inside] * (len(run.letters) - 1)
                    break
    return homes


def _home(x: float, y: float, frames: list[_Frame]) -> _Home:
    for frame in frames:
        if frame.x0 < x < frame.x1 and frame.y0 < y < frame.y1:
            return frame, frame.cell_at(x, y)
    return None, 0


def _adjacent(page: Page, at: int) -> bool:
    """Does a letter stand right behind the one before it, drawn in one go or without any gap?"""
    one, other = page.letters[at - 1], page.letters[at]
    size = max(one[4] - one[2], other[4] - other[2])
    if abs(one[5] - other[5]) > _LEVEL:
        return False
    gap = abs(other[1] - one[3])
    return gap < _SEAMLESS * size or (gap < _TOUCHING * size and page.one_run(at - 1, at))


def _over_the_rule(page: Page, at: int, homes: list[_Home]) -> bool:
    """Do two letters that stand side by side, the rule between two cells among them, belong together?"""
    if not _adjacent(page, at):
        return False
    if page.one_run(at - 1, at):
        return True
    one, other = page.letters[at - 1], page.letters[at]
    edges = [edge for frame, cell in homes[at - 1 : at + 1] if frame is not None for edge in frame.edges_of(cell)]
    overlap = _OVERLAP * (other[4] - other[2])
    return any(
        one[1] + overlap < edge < one[3] - overlap or other[1] + overlap < edge < other[3] - overlap for edge in edges
    )


def adopt_overhang(above: Piece, lines: Sequence[Line]) -> bool:
    """Put lines under a table into the cells at its foot, where a page cut a cell without drawing its edges.

    Returns:
        False, and nothing is changed, if one of the lines stands under no single cell.
    """
    last = above.rows - 1
    width = len(above.lattice.xs) - 1
    feet = [cell for cell in above.cells if cell.bottom == last and cell.right - cell.left + 1 < width and cell.lines]
    found: dict[int, list[Line]] = {}
    for line in (part for whole in lines for part in parted(whole)):
        for at, cell in enumerate(feet):
            before = found.get(at, cell.lines)[-1]
            inside = cell.edges[0] < line.left and line.right < cell.edges[1]
            if inside and 0 < line.bottom - before.bottom < _NEXT_LINE * line.size:
                found.setdefault(at, []).append(line)
                break
        else:
            return False
    for at, more in found.items():
        feet[at].lines = [*feet[at].lines, *more]
    return True


def _position(item: Item) -> tuple[float, float]:
    if not isinstance(item, Piece):
        return item.top, item.left
    return item.lattice.ys[0], item.lattice.xs[0]


class _Frame:
    """A lattice with the letters in its cells."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self.x0, self.x1 = lattice.xs[0], lattice.xs[-1]
        self.y0, self.y1 = lattice.ys[0], lattice.ys[-1]
        self.area = (self.x1 - self.x0) * (self.y1 - self.y0)
        width = len(lattice.xs) - 1
        self._owner = [0] * (width * (len(lattice.ys) - 1))
        for index, box in enumerate(lattice.cells):
            for row in range(box.top, box.bottom + 1):
                for column in range(box.left, box.right + 1):
                    self._owner[row * width + column] = index
        self._width = width
        self.runs: list[list[Run]] = [[] for _ in lattice.cells]

    def edges_of(self, cell: int) -> tuple[float, float]:
        """Where the left and the right edge of a cell stand."""
        box = self.lattice.cells[cell]
        return self.lattice.xs[box.left], self.lattice.xs[box.right + 1]

    def box_of(self, cell: int) -> tuple[float, float, float, float]:
        """The left, right, upper and lower edge of a cell."""
        box = self.lattice.cells[cell]
        xs, ys = self.lattice.xs, self.lattice.ys
        return xs[box.left], xs[box.right + 1], ys[box.top], ys[box.bottom + 1]

    def cell_at(self, x: float, y: float) -> int:
        """The index of the cell at a place inside the frame."""
        row, column = bisect_right(self.lattice.ys, y) - 1, bisect_right(self.lattice.xs, x) - 1
        return self._owner[row * self._width + column]

    def meets(self, run: Run) -> bool:
        """Does it share any place with the box around a run?"""
        return self.x0 < run.right and run.left < self.x1 and self.y0 < run.bottom and run.top < self.y1

    def touches(self, other: _Frame) -> bool:
        """Do the two have any place in common?"""
        return self.x0 <= other.x1 and other.x0 <= self.x1 and self.y0 <= other.y1 and other.y0 <= self.y1

    def piece(self, page: Page) -> Piece:
        """The table with its texts."""
        xs, ys = self.lattice.xs, self.lattice.ys
        cells = []
        for box, own in zip(self.lattice.cells, self.runs, strict=True):
            edges, floor = (xs[box.left], xs[box.right + 1]), ys[box.bottom + 1]
            cell = Filled(box.left, box.right, box.top, box.bottom, edges, floor)
            if own:
                way = page.turned(own[0].first) if _is_stacked(own) else 0
                if way in (_UPWARDS, _DOWNWARDS):
                    cell.sideways = _turned_text([letter for run in own for letter in run.letters], way)
                else:
                    cell.lines = lines_of(own)
            cells.append(cell)
        return Piece(page.number, self.lattice, cells)


def _is_stacked(runs: Sequence[Run]) -> bool:
    """Does the second letter stand above or below the first?"""
    if len(runs) < 2 or len(runs[0].letters) > 1:
        return False
    one, other = runs[0].letters[0], runs[1].letters[0]
    size = one[4] - one[2]
    return abs(one[1] + one[3] - other[1] - other[3]) < size and abs(one[2] - other[2]) > size / 3


def _turned_text(letters: Sequence[Letter], way: int) -> str:
    """The text of letters that run upwards (lines from left to right) or downwards (from right to left)."""
    lines: dict[int, list[Letter]] = {}
    for letter in letters:
        lines.setdefault(round((letter[1] + letter[3]) / _LINE_APART), []).append(letter)
    parts: list[Letter] = []
    for at in sorted(lines, reverse=way == _DOWNWARDS):
        parts += sorted(lines[at], key=lambda letter: -letter[4] if way == _UPWARDS else letter[2])
    return "".join(letter[0] for letter in parts)


def _holds_another(frame: _Frame, frames: list[_Frame]) -> bool:
    return any(
        other is not frame
        and frame.x0 <= other.x0
        and other.x1 <= frame.x1
        and frame.y0 <= other.y0
        and other.y1 <= frame.y1
        for other in frames
    )
