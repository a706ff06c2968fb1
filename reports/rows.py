"""Put the cells of a row under the columns of its table.

Where every cell stands under a head that suits it, that is all.  Rows that do not fit, columns
shifted by empty or missing cells, are aligned: cells and columns keep their order, each cell
goes under the column that its content votes for, and a shift of the whole row costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from attrs import frozen

from .cleaning import heal
from .columns import CellClass, Head, classify, vote
from .grid import Cell

Texts: TypeAlias = dict[str, str]
"""Role → text of the cell, healed."""

_DISTANCE: Final = 0.25
_FARTHEST: Final = 6
_WHOLE_SHIFT: Final = 0.1
_LEFT_OUT: Final = 8.0
_BLANK_LEFT_OUT: Final = 0.2
# A class that stands under one column only tells by how much the row is shifted.
_TELLING: Final[dict[str, str]] = {"quantity": "target", "level2": "level2", "rule": "rule", "level1": "level1"}


@frozen
class Aligned:
    """The cells of a row under their columns.

    Attributes:
        texts: role → healed text, for the cells that found a column.
        shift: by how many columns the row stands to the right of the head.
        left: texts that found no column.
    """

    texts: Texts
    shift: int = 0
    left: tuple[str, ...] = ()


def align(cells: Sequence[Cell], head: Head, shift: int = 0) -> Aligned:
    """Put ``cells`` under the columns of ``head``.

    Args:
        cells: the cells that hold text, without the side heading.
        head: the columns.
        shift: the shift of the row before, tried besides others.
    """
    kinds = [classify(cell.text) for cell in cells]
    texts = _as_they_stand(cells, kinds, head)
    if texts is not None:
        return Aligned(texts)
    best: tuple[float, list[tuple[int, int]]] | None = None
    best_shift = 0
    for candidate in _shifts(cells, kinds, head, shift):
        total, pairs = _fit(cells, kinds, head, candidate)
        total -= _WHOLE_SHIFT * min(abs(candidate), _FARTHEST) * (candidate != shift)
        if best is None or total > best[0]:
            best, best_shift = (total, pairs), candidate
    pairs = best[1] if best else []
    placed = {cell for cell, _ in pairs}
    found = {head.columns[column].role: heal(cells[cell].text) for cell, column in pairs}
    left = tuple(cell.text for index, cell in enumerate(cells) if index not in placed and kinds[index] != "blank")
    return Aligned(found, best_shift, left)


def _as_they_stand(cells: Sequence[Cell], kinds: Sequence[CellClass], head: Head) -> Texts | None:
    """Every cell under the head at its own position, or None where one does not suit."""
    roles = {column.position: column.role for column in head.columns}
    texts: Texts = {}
    for cell, kind in zip(cells, kinds, strict=True):
        role = roles.get(cell.column)
        if role is None or vote(role, kind) < 0:
            return None
        texts[role] = heal(cell.text)
    named = head.has("name")
    if (named and "name" not in texts) or (not named and "source" not in texts):
        return None
    return texts


def _shifts(cells: Sequence[Cell], kinds: Sequence[CellClass], head: Head, before: int) -> list[int]:
    shifts = [0]
    if before:
        shifts.append(before)
    if cells and cells[0].column != head.columns[0].position:
        shifts.append(cells[0].column - head.columns[0].position)
    for cell, kind in zip(cells, kinds, strict=True):
        position = head.position(_TELLING[kind]) if kind in _TELLING else None
        if position is not None and cell.column - position not in shifts:
            shifts.append(cell.column - position)
    return shifts[:6]


def _fit(
    cells: Sequence[Cell], kinds: Sequence[CellClass], head: Head, shift: int
) -> tuple[float, list[tuple[int, int]]]:
    """The best way to pair cells with columns, both in order, and its points."""
    columns = head.columns
    width = len(columns) + 1
    before = [0.0] * width
    choices: list[list[int]] = []
    for cell, kind in zip(cells, kinds, strict=True):
        cost = _BLANK_LEFT_OUT if kind == "blank" else _LEFT_OUT
        now = [before[0] - cost]
        chosen = [1]
        place = cell.column - shift
        for index, column in enumerate(columns, 1):
            far = abs(place - column.position)
            paired = before[index - 1] + vote(column.role, kind) - _DISTANCE * (far if far < _FARTHEST else _FARTHEST)
            left_out = before[index] - cost
            empty = now[index - 1]
            if paired >= left_out and paired >= empty:
                now.append(paired)
                chosen.append(0)
            elif left_out >= empty:
                now.append(left_out)
                chosen.append(1)
            else:
                now.append(empty)
                chosen.append(2)
        choices.append(chosen)
        before = now
    pairs: list[tuple[int, int]] = []
    row, index = len(cells), len(columns)
    while row:
        choice = choices[row - 1][index]
        if choice == 0:
            pairs.append((row - 1, index - 1))
            row, index = row - 1, index - 1
        elif choice == 1:
            row -= 1
        else:
            index -= 1
    pairs.reverse()
    return before[-1], pairs
