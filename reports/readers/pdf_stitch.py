"""Put tables together that pages cut: one set of columns, head rows once, cut rows and cut cells whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from attrs import evolve

from scoring.model import Place

from ..grid import Cell, Grid, Row
from ..recognition.columns import classify, indicator_head
from ..recognition.forms import without_side, year_line
from ..recognition.lexicon import key, lexicon
from .pdf_cuts import is_cut, is_whole, row_of
from .pdf_layout import Filled, Piece

_SAME_COLUMN: Final = 4.5
_SAME_EDGE: Final = 6.0
_LEVELS: Final = ("level1", "level2", "level")
_FEWEST_IN_HEAD: Final = 2
_ALIKE: Final = 0.4
_Shape: TypeAlias = tuple[tuple[int, int, str], ...]


def goes_on(above: Piece, below: Piece) -> bool:
    """May the second be the rest of the first, on the next page: do its lines stand where the first's do?"""
    if below.page != above.page + 1:
        return False
    one, other = above.lattice.xs, below.lattice.xs
    if abs(one[0] - other[0]) > _SAME_EDGE or abs(one[-1] - other[-1]) > _SAME_EDGE:
        return False
    if above.lattice.open_bottom and below.lattice.open_top:
        return True
    few, many = sorted((one[1:-1], other[1:-1]), key=len)
    return sum(any(abs(x - y) <= _SAME_COLUMN for y in many) for x in few) >= _ALIKE * len(few)


def stitched(pieces: Sequence[Piece], numbers: Sequence[int]) -> list[Grid]:
    """The grids of a table that stands on one page or goes on over several.

    Args:
        pieces: its parts, from page to page.
        numbers: of each part, among the tables of its page.
    """
    _align_columns(pieces)
    parts: list[list[Filled]] = [piece.cells for piece in pieces]
    dropped = [0] * len(pieces)
    shapes = _Shapes()
    for at in range(1, len(pieces)):
        shapes.add(parts[at - 1])
        dropped[at] = _repeated_heads(shapes, parts[at], pieces[at].rows)
    for at in range(len(pieces) - 1, 0, -1):
        _share_cut_cells(parts, at, dropped, pieces[at - 1].lattice.open_bottom)
    joined = [False] * len(pieces)
    for at in range(len(pieces) - 1, 0, -1):
        if dropped[at] >= pieces[at].rows or _stands_under_heads(parts, pieces, at, dropped[at]):
            continue
        if is_cut(pieces, at, dropped[at]):
            _join_cut_row(parts[at - 1], pieces[at - 1].rows - 1, parts[at], dropped[at])
            joined[at] = True
    grids: list[list[Row]] = [[]]
    for at, piece in enumerate(pieces):
        rows = _rows(parts[at], dropped[at], Place(page=piece.page, grid=numbers[at]))
        if at and not joined[at] and not is_whole(pieces, at, dropped[at]):
            grids.append([])  # what follows may be the rest of the row above
        grids[-1] += rows
    return [Grid(tuple(rows)) for rows in grids if rows]


def _align_columns(pieces: Sequence[Piece]) -> None:
    """Number the columns alike in all parts: a part may lack the lines that another one has."""
    lines: list[float] = []
    for x in sorted(x for piece in pieces for x in piece.lattice.xs):
        if not lines or x - lines[-1] > _SAME_COLUMN:
            lines.append(x)
    for piece in pieces:
        columns = [bisect_right(lines, x) - 1 for x in piece.lattice.xs]
        for cell in piece.cells:
            cell.left, last = columns[cell.left], columns[cell.right + 1] - 1
            cell.right = max(cell.left, last)


def _shape(row: Iterable[Filled]) -> _Shape:
    """What stands in the cells of one row, and over which columns."""
    return tuple([(cell.left, cell.right, "".join(cell.text.split())) for cell in row if not cell.blank])


class _Shapes:
    """The shapes of the rows of parts, each found out once and none before it is asked for."""

    def __init__(self) -> None:
        self._parts: list[Sequence[Filled]] = []
        self._known: set[_Shape] = set()
        self._unknown = self._walked()

    def add(self, part: Sequence[Filled]) -> None:
        """One more part; its cells must stay as they are until the last question."""
        self._parts.append(part)

    def __contains__(self, shape: _Shape) -> bool:
        """Does a row have this shape?"""
        if shape in self._known:
            return True
        for one in self._unknown:
            self._known.add(one)
            if one == shape:
                return True
        self._unknown = self._walked()
        return False

    def _walked(self) -> Iterator[_Shape]:
        while self._parts:
            rows: dict[int, list[Filled]] = {}
            for cell in self._parts.pop(0):
                if cell.top == cell.bottom:
                    rows.setdefault(cell.top, []).append(cell)
            yield from map(_shape, rows.values())


def _repeated_heads(before: _Shapes, cells: list[Filled], rows: int) -> int:
    """How many rows at the top repeat head rows of the parts before."""
    count = 0
    while count < rows:
        shape = _shape(row_of(cells, count))
        if len(shape) < _FEWEST_IN_HEAD or not _is_head(cells, count) or shape not in before:
            break
        count += 1
    return count


def _is_head(cells: Sequence[Filled], row: int) -> bool:
    texts = tuple(Cell(cell.text, cell.left) for cell in cells if cell.top == row and not cell.blank)
    return indicator_head(without_side(texts)) is not None


def _stands_under_heads(parts: Sequence[list[Filled]], pieces: Sequence[Piece], at: int, first: int) -> bool:
    """Is the last row of the part before a row of heads, and the first of this one, with its figures, no rest of it?"""
    figures = any(any(letter.isdigit() for letter in cell.text) for cell in row_of(parts[at], first))
    return figures and _is_head(parts[at - 1], pieces[at - 1].rows - 1)


def _share_cut_cells(parts: Sequence[list[Filled]], at: int, dropped: Sequence[int], open_bottom: bool) -> None:
    """A merged cell that a page cut holds its text once, in the upper part, where its first row is.

    Merged is also what has one row on either page, no line between them and a label in the lower one.

    Where a level begins anew with the page, so do all the levels right of it, whatever their names.
    """
    ends, first = _ends(parts[at - 1]), dropped[at]
    emptied = False
    for cell in sorted(parts[at], key=lambda cell: cell.left):
        if cell.top > first or cell.bottom < first:
            continue
        upper = ends.get((cell.left, cell.right))
        if upper is None:
            continue
        if cell.blank:
            emptied = emptied or not upper.blank
            continue
        labelled = open_bottom and lexicon().label(cell.text) is not None
        merged = upper.top != upper.bottom or cell.top != cell.bottom or labelled
        if merged and upper.blank:
            if _is_named_before(parts, at - 1, upper, dropped):
                break
            upper.lines, upper.sideways = cell.lines, cell.sideways
        elif not upper.blank and _is_one_name(upper.text, cell.text):
            upper.lines, upper.sideways = upper.lines + cell.lines, upper.sideways + cell.sideways
        elif not merged:
            continue
        elif emptied or not _same(upper.text, cell.text):
            # Who writes one name again writes them all: where one is missing, another row begins.
            break
        cell.lines, cell.sideways = [], ""


def _ends(part: Sequence[Filled]) -> dict[tuple[int, int], Filled]:
    """The cells at the foot of a part."""
    last = max(cell.bottom for cell in part)
    return {(cell.left, cell.right): cell for cell in part if cell.bottom == last}


def _is_named_before(parts: Sequence[list[Filled]], at: int, cell: Filled, dropped: Sequence[int]) -> bool:
    """Does an empty cell go on from one with a text on a page before?"""
    while at and cell.blank and cell.top <= dropped[at] <= cell.bottom:
        at -= 1
        above = _ends(parts[at]).get((cell.left, cell.right))
        if above is None:
            return False
        cell = above
    return not cell.blank


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _is_one_name(upper: str, lower: str) -> bool:
    """Are the two halves of a level's name, of a label, of the heading at the side: 产出指 and 标?"""
    joined = upper + lower
    words = lexicon()
    if year_line(upper) is not None:
        return False
    return classify(joined) in _LEVELS or key(joined) in words.sides or words.label(joined) is not None


def _join_cut_row(above: list[Filled], last: int, below: list[Filled], first: int) -> None:
    upper = {(cell.left, cell.right): cell for cell in above if cell.bottom == last}
    for cell in below:
        whole = upper.get((cell.left, cell.right))
        if cell.blank or whole is None or not cell.top <= first <= cell.bottom:
            continue
        whole.lines = [*whole.lines, *cell.lines]
        whole.sideways += cell.sideways
        cell.lines, cell.sideways = [], ""


def _rows(cells: Sequence[Filled], dropped: int, place: Place) -> list[Row]:
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.blank or cell.bottom < dropped:
            continue
        text = cell.text.strip()
        if text:
            top = max(cell.top, dropped)
            span = cell.right - cell.left + 1
            rows.setdefault(top, []).append(Cell(text, cell.left, span, cell.bottom - top + 1))
    found = []
    for row in sorted(rows):
        ordered = sorted(rows[row], key=lambda cell: cell.column)
        found.append(Row(tuple(ordered), evolve(place, grid_row=row + 1)))
    return found
