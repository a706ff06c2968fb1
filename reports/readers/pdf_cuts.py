"""Rows beside a page cut: whole, or one the rest of the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from math import inf
from statistics import median
from typing import Final

from scoring.words import OPERATOR_SPELLINGS

from ..recognition.columns import classify
from ..recognition.forms import form_title
from ..recognition.lexicon import lexicon
from .pdf_layout import Filled, Piece
from .pdf_text import PAUSES, is_full, room_between

_LEVELS: Final = ("level1", "level2", "level")
_NEAR_FLOOR: Final = 1.6
_KEPT_TOGETHER: Final = 2
_KEPT_LINES: Final = 2.2
_WHOLE: Final = 0.7
_NUMBERS: Final = ("number", "percent")
_MOSTLY: Final = 0.6
_PROSE: Final = 3
_PROSE_WIDTH: Final = 8
_SENTENCE: Final = 16
_DIGIT: Final = 0.3
_CENTRED: Final = 0.2
_TIGHT: Final = 0.03
_OPERATORS: Final = tuple(OPERATOR_SPELLINGS)
_HAS_DIGIT: Final = re.compile(r"\d")
_LONGEST_REST: Final = 12
_GO_ON: Final = "；;，,、：:（(~～-—至到和或且及并与/"


def row_of(cells: Sequence[Filled], row: int) -> list[Filled]:
    """The cells that belong to one row only."""
    return [cell for cell in cells if cell.top == cell.bottom == row]


def is_cut(pieces: Sequence[Piece], at: int, first: int) -> bool:
    """Is the first row of a part the rest of the last row of the part before?

    It is if no line was drawn between them, if all that stands in it goes on from cells whose last line
    ran to the edge at the foot of the page, or if it stands where the row above is empty and the two
    make up a whole row.
    """
    above, below = pieces[at - 1], pieces[at]
    upper = {(cell.left, cell.right): cell for cell in row_of(above.cells, above.rows - 1)}
    rest = [cell for cell in row_of(below.cells, first) if not cell.blank]
    if not rest or not all((cell.left, cell.right) in upper for cell in rest):
        return False
    pairs = [(upper[cell.left, cell.right], cell) for cell in rest]
    if any(_begins_anew(one.text.strip(), cell.text.strip()) for one, cell in pairs):
        return False
    if any(_is_figure(one) and _is_figure(cell) and not _wraps(pieces, one) for one, cell in pairs):
        return False
    # A table may be drawn without its first or its last line on every page; then that tells nothing.
    tells = not all(part.lattice.open_top for part in pieces) and not all(part.lattice.open_bottom for part in pieces)
    if tells and above.lattice.open_bottom and (below.lattice.open_top or first):
        return True
    filled = sum(not cell.blank for cell in upper.values())
    if all(one.blank for one, _ in pairs):
        return filled > 0 and _WHOLE * min(len(upper), _usual(above.cells, upper)) <= filled + len(rest)
    if any(_is_heading(cell.text) for cell in rest):
        return False
    if all(_is_prose(one) and _at_floor(one) for one, _ in pairs):
        return True
    if not any(_at_floor(one) or _kept_apart(one, other) for one, other in pairs):
        return False
    padding = _padding(pieces)
    running = sum(_runs_on(one, other, padding) for one, other in pairs)
    if running == len(pairs) and all(_breaks_off(one) for one, _ in pairs):
        return True
    if 2 * len(rest) >= filled and _are_whole(pieces, at, first):
        return False
    if running == len(pairs):
        return len(rest) < filled or not any(classify(cell.text) in _NUMBERS for cell in rest)
    # A row of its own has a number, a weight at least.
    numbers = [span for span, cell in upper.items() if classify(cell.text) in _NUMBERS]
    numbered = any(classify(cell.text) in _NUMBERS or (cell.left, cell.right) in numbers for cell in rest)
    return running >= _MOSTLY * len(pairs) and bool(numbers) and not numbered


def _usual(cells: Sequence[Filled], spans: Collection[tuple[int, int]]) -> int:
    """How many cells rows of these columns have filled at most."""
    rows: dict[int, list[Filled]] = {}
    for cell in cells:
        if cell.top == cell.bottom:
            rows.setdefault(cell.top, []).append(cell)
    return max(
        (sum(not cell.blank for cell in row) for row in rows.values() if all((c.left, c.right) in spans for c in row)),
        default=0,
    )


def _is_heading(text: str) -> bool:
    """Does a cell hold a word of the form that begins a row of its own?"""
    return form_title(text) is not None or lexicon().label(text) is not None


def _is_prose(cell: Filled) -> bool:
    """Does it hold lines of running text, which may end anywhere?"""
    return len(cell.lines) >= _PROSE and cell.edges[1] - cell.edges[0] > _PROSE_WIDTH * cell.lines[0].size


def _begins_anew(upper: str, lower: str) -> bool:
    """Is a text surely no rest of another: a figure beside a whole one, a level beside another, prose under a label?"""
    if not upper or not lower:
        return False
    label = lexicon().label
    if label(upper) is not None and label(upper + lower) is None and len(lower) > _LONGEST_REST:
        return True
    if classify(upper) in _NUMBERS and classify(lower) in _NUMBERS:
        return classify(upper + lower) not in _NUMBERS
    if lower.startswith(_OPERATORS) and _HAS_DIGIT.search(lower):
        return _HAS_DIGIT.search(upper) is not None and upper[-1] not in _GO_ON
    return classify(upper) in _LEVELS and classify(lower) in _LEVELS


def _is_figure(cell: Filled) -> bool:
    return len(cell.lines) == 1 and classify(cell.text) in _NUMBERS


def _wraps(pieces: Sequence[Piece], one: Filled) -> bool:
    """Is any number wrapped in the column of a cell?"""
    return any(
        len(cell.lines) > 1 and classify("".join(cell.text.split())) in _NUMBERS
        for piece in pieces
        for cell in piece.cells
        if (cell.left, cell.right) == (one.left, one.right)
    )


def _breaks_off(cell: Filled) -> bool:
    """Does a full line end in the midst of a sentence, in a cell so wide that no name fills it by chance?"""
    line = cell.lines[-1]
    return cell.edges[1] - cell.edges[0] > _SENTENCE * line.size and line.letters[-1][0] not in PAUSES


def _runs_on(upper: Filled, lower: Filled, padding: float) -> bool:
    if not upper.lines or not lower.lines:
        return False
    room = room_between([*upper.lines, *lower.lines], *upper.edges, padding)
    line, below = upper.lines[-1], lower.lines[0]
    digit = below.letters[0]
    if digit[0].isdigit() and line.letters[-1][0].isdigit():
        # Within a number a line ends where no other digit had room.
        return line.right - line.left + digit[3] - digit[1] > room - _DIGIT * line.size
    return is_full(line, below, room)


def _padding(pieces: Sequence[Piece]) -> float:
    """How near letters come to the left edges of their cells."""
    gaps = (line.left - cell.edges[0] for piece in pieces for cell in piece.cells for line in cell.lines)
    return min((gap for gap in gaps if gap >= 0), default=0.0)


def _are_whole(pieces: Sequence[Piece], at: int, first: int) -> bool:
    """Do two rows beside a page cut look whole: is what stands in them centred and their height that of the tallest?

    Cells that are all of one height tell nothing, nor does the lower row alone: programs centre a rest, too.
    """
    tight = _tight(pieces)
    if _looks_whole(pieces[at - 1], pieces[at - 1].rows - 1, tight) is not True:
        return False
    return _looks_whole(pieces[at], first, tight) is not False


def _looks_whole(piece: Piece, row: int, tight: float) -> bool | None:
    cells = [cell for cell in row_of(piece.cells, row) if cell.lines]
    if not cells:
        return None
    ceiling, floor = piece.lattice.ys[row : row + 2]
    size = max(cell.lines[0].size for cell in cells)
    gaps = [(cell.lines[0].top - ceiling, floor - cell.lines[-1].bottom) for cell in cells]
    if any(abs(above - below) > 2 * _CENTRED * size for above, below in gaps):
        return False
    below = [gap for _, gap in gaps]
    if min(below) > tight + _TIGHT * size:
        return False
    return True if max(below) - min(below) > _CENTRED * size else None


def _tight(pieces: Sequence[Piece]) -> float:
    """How much room rows leave under their tallest cell, the usual of all."""
    found: list[float] = []
    for piece in pieces:
        least: dict[int, float] = {}
        for cell in piece.cells:
            if cell.lines and cell.top == cell.bottom:
                least[cell.top] = min(least.get(cell.top, inf), cell.floor - cell.lines[-1].bottom)
        found += least.values()
    return median(found) if found else 0.0


def _at_floor(cell: Filled) -> bool:
    if not cell.lines:
        return False
    line = cell.lines[-1]
    return cell.floor - line.bottom < _NEAR_FLOOR * line.size


def _kept_apart(upper: Filled, lower: Filled) -> bool:
    """Is room left at the floor because no paragraph may leave one line alone on the next page?"""
    if len(upper.lines) < _KEPT_TOGETHER or len(lower.lines) < _KEPT_TOGETHER:
        return False
    before, line = upper.lines[-2:]
    return upper.floor - line.bottom < _KEPT_LINES * (line.bottom - before.bottom)


def is_whole(pieces: Sequence[Piece], at: int, first: int) -> bool:
    """Does the first row of a part hold enough to be a row of its own, look like one, or hold another number?"""
    own = [cell for cell in pieces[at].cells if cell.top <= first <= cell.bottom]
    above = pieces[at - 1]
    upper = {(cell.left, cell.right): cell for cell in row_of(above.cells, above.rows - 1)}
    enough = min(len(own), _usual(above.cells, upper) or len(own))
    if 2 * sum(not cell.blank for cell in own) >= enough or _are_whole(pieces, at, first):
        return True
    padding = _padding(pieces)
    numbers = [cell for cell in own if cell.text[:1].isdigit()]
    pairs = [(upper[cell.left, cell.right], cell) for cell in numbers if (cell.left, cell.right) in upper]
    return any(one.text[-1:].isdigit() and not _runs_on(one, other, padding) for one, other in pairs)
