"""Put the cells of a row under the columns of its table.

Where every cell stands under a head that suits it, that is all.  Rows that do not fit, columns
shifted by empty or missing cells, are aligned: cells and columns keep their order, each cell
goes under the column that its content votes for, and a shift of the whole row costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from attrs import define, frozen

from ..grid import Cell
from .cleaning import heal
from .columns import LEVEL_CLASSES, CellClass, Head, classify, vote

Texts: TypeAlias = dict[str, str]
"""Role → text of the cell, healed."""
_Places: TypeAlias = tuple[int, ...]
_Kinds: TypeAlias = tuple[CellClass, ...]
_Pairs: TypeAlias = tuple[tuple[int, int], ...]

_DISTANCE: Final = 0.25
_FARTHEST: Final = 6
_WHOLE_SHIFT: Final = 0.1
_LEFT_OUT: Final = 8.0
_BLANK_LEFT_OUT: Final = 0.2
# A class that stands under one column only tells by how much the row is shifted.
_TELLING: Final[dict[str, str]] = {"quantity": "target", "level2": "level2", "rule": "rule", "level1": "level1"}
_NUMBERED: Final = frozenset(("weight", "score", "completion", "rate"))
"""Columns of numbers: what stands exactly under their heads stays there, readable or not."""
_HOMELESS: Final = frozenset(("misprint", "measured", "percent", "number", "quantity", "text"))
_VALUED: Final = frozenset(("target", "actual", "prior"))
# The words and values without which a row may as well have slid.
_MOORINGS: Final = (frozenset(("name", "target", "actual")), frozenset(("source", "executed")))


@define
class Aligned:
    """The cells of a row under their columns.

    Attributes:
        texts: role → healed text, for the cells that found a column.
        shift: by how many columns the row stands to the right of the head.
        left: texts that found no column.
        columns: role → column of the grid the cell stands in; an empty cell's is where its head stands.
    """

    texts: Texts
    shift: int = 0
    left: tuple[str, ...] = ()
    columns: tuple[tuple[str, int], ...] = ()


def align(cells: Sequence[Cell], head: Head, shift: int = 0) -> Aligned:
    """Put ``cells`` under the columns of ``head``.

    Args:
        cells: the cells that hold text, without the side heading.
        head: the columns.
        shift: the shift of the row before, tried besides others.
    """
    kinds = tuple([classify(cell.text) for cell in cells])
    shape = _shape(tuple([cell.column for cell in cells]), kinds, head, shift)
    texts = {role: heal(cells[index].text) for index, role in shape.roles}
    left = tuple([cells[index].text for index in shape.left])
    return Aligned(texts, shape.shift, left, shape.columns)


@frozen
class _Shape:
    """Where the cells of a row belong.

    Attributes:
        roles: cell → role, for the cells that found a column.
        shift: by how many columns the row stands to the right of the head.
        left: the other cells that are not blank.
        columns: role → column for every column of the head, in the order of the head.
    """

    roles: tuple[tuple[int, str], ...]
    shift: int
    left: tuple[int, ...]
    columns: tuple[tuple[str, int], ...]


@lru_cache(maxsize=4096)
def _shape(places: _Places, kinds: _Kinds, head: Head, shift: int) -> _Shape:
    """The shape of a row; tables of one form repeat their shapes."""
    pairs, found_shift = _pairs(places, kinds, head, shift)
    roles = tuple((cell, head.columns[column].role) for cell, column in pairs)
    placed = {cell for cell, _ in pairs}
    left = tuple(index for index, kind in enumerate(kinds) if index not in placed and kind != "blank")
    stand = {column.role: column.position + found_shift for column in head.columns}
    stand.update((role, places[cell]) for cell, role in roles)
    return _Shape(roles, found_shift, left, tuple(stand.items()))


def _pairs(places: _Places, kinds: _Kinds, head: Head, shift: int) -> tuple[_Pairs, int]:
    """Which cell goes under which column, and the shift of the row."""
    pairs = _as_they_stand(places, kinds, head)
    if pairs is not None:
        return pairs, 0
    best: tuple[float, _Pairs, int] | None = None
    for candidate in _shifts(places, kinds, head, shift):
        total, pairs = _fit(places, kinds, head, candidate)
        total -= _WHOLE_SHIFT * min(abs(candidate), _FARTHEST) * (candidate != shift)
        if best is None or total > best[0]:
            best = total, pairs, candidate
    return (best[1], best[2]) if best else ((), 0)


def _as_they_stand(places: _Places, kinds: _Kinds, head: Head) -> _Pairs | None:
    """Every cell under the head at its own position, or None where one does not suit."""
    indexes = {column.position: index for index, column in enumerate(head.columns)}
    pairs = []
    odd: list[str] = []
    for cell, (place, kind) in enumerate(zip(places, kinds, strict=True)):
        index = indexes.get(place)
        if index is None:
            return None
        role = head.columns[index].role
        if vote(role, kind) < 0:
            if not _may_stand(role, kind):
                return None
            odd.append(role)
        pairs.append((cell, index))
    roles = {head.columns[index].role: kinds[cell] for cell, index in pairs}
    if odd and not _is_pardoned(odd, roles, head):
        return None
    if "weight" not in roles and roles.get("prior") == "number" and head.has("weight"):
        return None  # the weight slid under last year's value
    return tuple(pairs) if "name" in roles or "source" in roles else None


def _is_pardoned(odd: list[str], roles: dict[str, CellClass], head: Head) -> bool:
    """Do the columns in which something odd stands show that the row has not slid?"""
    # Levels that no list knows.
    if "level1" in odd or "level2" in odd:
        if "level2" in odd and _may_have_slid_left(roles, head):
            return False
        odd = [role for role in odd if role not in ("level1", "level2")]
    # An operator alone is what is left of a value, where no column is for operators.
    if not head.has("operator"):
        odd = [role for role in odd if role not in _VALUED]
    # A name that is also a level's: had the row slid to the right, the name would stand under the target.
    if odd == ["name"] and roles.get("target", "text") not in ("text", "long"):
        return True
    return not odd or _is_moored(frozenset(roles), head)


def _may_have_slid_left(roles: dict[str, CellClass], head: Head) -> bool:
    """Could the number under the value left of the weight be the weight, with the last column left empty?"""
    columns = [column.role for column in head.columns]
    before = columns[columns.index("weight") - 1] if "weight" in columns[1:] else ""
    if before not in _VALUED or roles.get(before) != "number" or roles.get("weight") == "blank":
        return False
    return "score" not in roles if head.has("score") else roles.get("weight") != "number"


def _may_stand(role: str, kind: CellClass) -> bool:
    """May a cell that does not suit the column be a slip of the pen there, and no shift?"""
    if role in _NUMBERED:
        return kind in _HOMELESS
    if role in ("level1", "level2"):
        return kind in ("text", "long")
    return kind in LEVEL_CLASSES if role == "name" else role in _VALUED and kind == "operator"


def _is_moored(roles: frozenset[str], head: Head) -> bool:
    """Does the row have all it should have left of its numbers, so that it cannot have slid?"""
    there = frozenset(column.role for column in head.columns)
    return any(mooring & there and mooring & there <= roles for mooring in _MOORINGS)


def _shifts(places: _Places, kinds: _Kinds, head: Head, before: int) -> list[int]:
    shifts = [0]
    if before:
        shifts.append(before)
    if places and places[0] != head.columns[0].position:
        shifts.append(places[0] - head.columns[0].position)
    for place, kind in zip(places, kinds, strict=True):
        position = head.position(_TELLING[kind]) if kind in _TELLING else None
        if position is not None and place - position not in shifts:
            shifts.append(place - position)
    return shifts[:6]


def _fit(places: _Places, kinds: _Kinds, head: Head, shift: int) -> tuple[float, _Pairs]:
    """The best way to pair cells with columns, both in order, and its points."""
    columns = head.columns
    width = len(columns) + 1
    before = [0.0] * width
    choices: list[list[int]] = []
    for at, kind in zip(places, kinds, strict=True):
        cost = _BLANK_LEFT_OUT if kind == "blank" else _LEFT_OUT
        now = [before[0] - cost]
        chosen = [1]
        place = at - shift
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
    row, index = len(places), len(columns)
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
    return before[-1], tuple(pairs)
