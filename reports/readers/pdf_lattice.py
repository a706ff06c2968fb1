"""Find the tables of a page from its ruling lines: which rules belong together, and which cells they bound."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import define, field

from .pdf_page import Rule

_SAME_LINE: Final = 3.0
"""Rules nearer than this, in points, are one: doubled, or drawn cell by cell and not quite in line."""
_GAP: Final = 3.5
_DASH: Final = 12.0
_REACH: Final = 3.5
_OPEN: Final = 8.0
"""By how much lines must go beyond the last line across them for the outer one to be missing."""
_SHORTEST: Final = 5.0
_WIDEST_SIDE: Final = 0.25
_COVERED: Final = 0.6
_MOST_CROSSINGS: Final = 1_000_000


@define
class Box:
    """A cell of a table: which columns and rows it covers, the last ones included."""

    left: int
    right: int
    top: int
    bottom: int


@define
class Lattice:
    """The grid of a table.

    Attributes:
        xs: its vertical lines from left to right, in points.
        ys: its horizontal lines from top to bottom.
        cells: its cells, row by row from left to right.
        open_top, open_bottom: its first or last horizontal line is not drawn.
    """

    xs: list[float]
    ys: list[float]
    cells: list[Box] = field(factory=list)
    open_top: bool = False
    open_bottom: bool = False


@define
class _Line:
    """Rules on one line, joined: its position and the stretches that are drawn."""

    at: float
    stretches: list[tuple[float, float]]

    def covers(self, start: float, end: float) -> bool:
        """Is most of the stretch drawn?"""
        drawn = 0.0
        for low, high in self.stretches:
            if low <= start and end <= high:
                return True
            if low < end and start < high:
                drawn += min(high, end) - max(low, start)
        return drawn >= _COVERED * (end - start)


def find_tables(across: Iterable[Rule], down: Iterable[Rule]) -> list[Lattice] | None:
    """The tables of a page, from top to bottom; None where there are more rules than any table has.

    Args:
        across: horizontal rules.
        down: vertical rules.
    """
    across, down = tuple(across), tuple(down)
    rows, columns = _joined(across, down), _joined(down, across)
    if len(rows) * len(columns) > _MOST_CROSSINGS:
        return None
    found = []
    alone: list[Rule] = []
    for group in _connected(rows, columns):
        if not group[0]:
            alone += group[1]
            continue
        lattice = _lattice(*group)
        if lattice is not None:
            found.append(lattice)
    for lattice in found if alone else ():
        _take_sides(lattice, alone)
    found.sort(key=lambda lattice: (lattice.ys[0], lattice.xs[0]))
    return found


def _joined(rules: Iterable[Rule], others: Iterable[Rule]) -> list[Rule]:
    """Pieces of one line put together: dashes, borders drawn cell by cell, doubled lines.

    Args:
        rules: of one direction.
        others: those of the other one; from one of them to the next a line may be left out, for a merged cell.
    """
    found: list[Rule] = []
    across: list[float] | None = None
    for line in _clustered(rules):
        pieces = sorted((start, end, at) for at, start, end in line)
        start, end, at = pieces[0]
        total, count = at, 1
        for low, high, here in pieces[1:]:
            dashed = high - low < _DASH and low - end <= max(_GAP, 1.5 * (high - low))
            if dashed and low - end > _GAP:
                across = sorted({at for at, _, _ in others}) if across is None else across
                dashed = low - end < _DASH and not (_is_near(across, end) and _is_near(across, low))
            if low - end <= _GAP or dashed:
                end = max(end, high)
                total, count = total + here, count + 1
                continue
            if end - start >= _SHORTEST:
                found.append((total / count, start, end))
            start, end, total, count = low, high, here, 1
        if end - start >= _SHORTEST:
            found.append((total / count, start, end))
    return found


def _is_near(places: list[float], at: float) -> bool:
    """Is a place next to one of these?"""
    found = bisect_right(places, at - _SAME_LINE)
    return found < len(places) and places[found] <= at + _SAME_LINE


def _clustered(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Rules that lie on one line, or nearly."""
    line: list[Rule] = []
    first = 0.0
    for rule in sorted(rules):
        if line and rule[0] - first > _SAME_LINE:
            yield line
            line = []
        if not line:
            first = rule[0]
        line.append(rule)
    if line:
        yield line


def _connected(rows: list[Rule], columns: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that touch each other; the horizontal ones among them may be none."""
    parents = list(range(len(rows) + len(columns)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    order = sorted(range(len(columns)), key=lambda index: columns[index][0])
    places = [columns[index][0] for index in order]
    for number, (y, x0, x1) in enumerate(rows):
        at = bisect_right(places, x0 - _REACH)
        while at < len(places) and places[at] <= x1 + _REACH:
            _, y0, y1 = columns[order[at]]
            if y0 - _REACH <= y <= y1 + _REACH:
                parents[root(len(rows) + order[at])] = root(number)
            at += 1
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parents)):
        own = groups.setdefault(root(index), ([], []))
        if index < len(rows):
            own[0].append(rows[index])
        else:
            own[1].append(columns[index - len(rows)])
    for own in groups.values():
        if own[1]:
            yield own


def _take_sides(lattice: Lattice, alone: Sequence[Rule]) -> None:
    """Add the columns whose outer lines touch no other: a cell that goes over the whole page, cut above and below."""
    xs, top, bottom = lattice.xs, lattice.ys[0], lattice.ys[-1]
    last = len(lattice.ys) - 2
    beside = [x for x, start, end in alone if abs(start - top) <= _OPEN and abs(end - bottom) <= _OPEN]
    left = max((x for x in beside if xs[0] - x > _SHORTEST), default=None)
    right = min((x for x in beside if x - xs[-1] > _SHORTEST), default=None)
    if right is not None and right - xs[-1] < _WIDEST_SIDE * (xs[-1] - xs[0]):
        lattice.cells.append(Box(len(xs) - 1, len(xs) - 1, 0, last))
        xs.append(right)
    if left is not None and xs[0] - left < _WIDEST_SIDE * (xs[-1] - xs[0]):
        for box in lattice.cells:
            box.left, box.right = box.left + 1, box.right + 1
        lattice.cells.append(Box(0, 0, 0, last))
        xs.insert(0, left)
    lattice.cells.sort(key=lambda box: (box.top, box.left))


def _lattice(rows: list[Rule], columns: list[Rule]) -> Lattice | None:
    across, down = _lines(rows), _lines(columns)
    left, right = min(start for _, start, _ in rows), max(end for _, _, end in rows)
    top, bottom = min(start for _, start, _ in columns), max(end for _, _, end in columns)
    height, width = (top, bottom), (left, right)
    if down[0].at - left > _OPEN:
        down.insert(0, _Line(left, [height]))
    if right - down[-1].at > _OPEN:
        down.append(_Line(right, [height]))
    open_top = across[0].at - top > _OPEN
    if open_top:
        across.insert(0, _Line(top, [width]))
    open_bottom = bottom - across[-1].at > _OPEN
    if open_bottom:
        across.append(_Line(bottom, [width]))
    if len(across) < 2 or len(down) < 2:
        return None
    lattice = Lattice([line.at for line in down], [line.at for line in across], [], open_top, open_bottom)
    lattice.cells = list(_cells(across, down))
    return lattice


def _lines(rules: list[Rule]) -> list[_Line]:
    lines = []
    for group in _clustered(rules):
        weight = sum(end - start for _, start, end in group)
        at = sum(at * (end - start) for at, start, end in group) / weight
        lines.append(_Line(at, sorted((start, end) for _, start, end in group)))
    return lines


def _cells(across: list[_Line], down: list[_Line]) -> Iterator[Box]:
    """The cells that the lines bound: runs without a line between, then runs of one width without a line across."""
    ys, xs = [line.at for line in across], [line.at for line in down]
    open_runs: dict[tuple[int, int], Box] = {}
    done: list[Box] = []
    for row in range(len(ys) - 1):
        runs: dict[tuple[int, int], Box] = {}
        start = 0
        for column in range(len(xs) - 1):
            last = column == len(xs) - 2
            if not last and not down[column + 1].covers(ys[row], ys[row + 1]):
                continue
            key = (start, column)
            above = open_runs.get(key)
            if above is not None and not across[row].covers(xs[start], xs[column + 1]):
                above.bottom = row
                runs[key] = above
            else:
                runs[key] = Box(start, column, row, row)
                done.append(runs[key])
            start = column + 1
        open_runs = runs
    return iter(done)
