"""Runs a ruleset's loop over rows, and scores by blocks what the loop leaves.

A loop leaves rows of shapes that it has not met, which a block then finds out about, and rows whose
numbers are too large for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import evolve, frozen

from .column_block import MOST_COUNTED, Block, shapes_of
from .column_code import LARGEST_WHOLE
from .column_data import KINDS, OPERATORS, Array, RowColumns, ScoreColumns
from .column_lanes import LEFT, OUTS, LaneCode, Layout, Pair, entry, lane_code
from .column_loops import Loop, kind_of, loop
from .column_shapes import Way
from .keeping import Kept
from .ruleset import Ruleset

SPAN: Final = 1 << 17
"""Rows a loop is run over at once."""

_SAMPLE: Final = 1024
"""Rows from which it is learned what shapes there are and how large their numbers."""

_COMMON: Final = 0.999
"""The share of rows whose numbers should be within the limits."""

_MANY: Final = 1 / 64
"""The share of rows which a loop has left from which on it is looked again how large numbers are."""

_ALL: Final = 2**63 - 1

_Key: TypeAlias = tuple[int, LaneCode, tuple[str, ...], tuple[frozenset[str], ...]]


@frozen(eq=False)
class _Learned:
    """What rows of a ruleset have shown, for others of it like them.

    Attributes:
        ruleset: the rules.
        known: how shapes are scored, by their numbers.
        table: the same for the loop.
        limits: up to which absolute number the loop is sure of each column.
    """

    ruleset: Ruleset
    known: dict[int, Way]
    table: Array
    limits: list[int]


_LEARNED: Final[Kept[_Key, _Learned]] = Kept(16)
"""By rulesets, by their identity, loops, printed names of rules and sets of words."""


def code_of(rows: RowColumns, ruleset: Ruleset) -> LaneCode | None:
    """The loop for rows; None where they are not for a loop."""
    calculation = ruleset.calculation
    if shapes_of(rows) > MOST_COUNTED:
        return None
    layout = Layout(
        tuple((name, column.places) for name, column in sorted(rows.numbers.items())),
        frozenset(name for name, column in rows.numbers.items() if column.state is not None),
        len(rows.rules[1]) > 1,
        len(rows.words[1]) > 1,
    )
    roundings = calculation.completion, calculation.score
    return lane_code(tuple(_pairs(ruleset)), roundings, layout, calculation.arithmetic)


def _pairs(ruleset: Ruleset) -> Iterator[Pair]:
    """All formulas that rows may be scored by."""
    found: dict[Pair, None] = {}
    for rule in ruleset.rules:
        found[None if rule.completion is None else rule.completion.text, rule.score.text] = None
        if rule.zero is not None:
            found[None, rule.zero.text] = None
    yield from found


class Runner:
    """Scores rows."""

    def __init__(self, rows: RowColumns, ruleset: Ruleset, code: LaneCode) -> None:
        """Take the rows; ``code`` is that of :func:`code_of`."""
        self.rows, self.ruleset, self.whole = rows, ruleset, empty(len(rows), ruleset, np.empty)
        self.by_row = 0
        self._pairs = {pair: number for number, pair in enumerate(_pairs(ruleset), 1)}
        self._code = code
        self._columns = list(_columns(rows, code.layout))
        self._key: _Key = (id(ruleset), code, tuple(rows.rules[1]), tuple(rows.words[1]))
        learned = _LEARNED.get(self._key)
        self._known = {} if learned is None else dict(learned.known)
        self._table = np.full(shapes_of(rows), -1, np.int32) if learned is None else learned.table.copy()
        self._limits = [] if learned is None else learned.limits
        self._is_new = learned is None

    def score(self) -> ScoreColumns | None:
        """Score all rows; None where they hold codes of nothing, with which no table can be looked into."""
        if not _is_sound(self.rows):
            return None
        count = len(self.rows)
        first = min(_SAMPLE, count) if self._is_new else 0
        if first:
            self._score_left(np.arange(first))
            self._limits = self._limits_of(slice(first))
        for start in range(first, count, SPAN):
            self._run(loop(self._code), start, min(start + SPAN, count))
        if self._is_new:
            _LEARNED.keep(self._key, _Learned(self.ruleset, self._known, self._table, self._limits))
        return evolve(self.whole, row_by_row=self.by_row)

    def _run(self, run: Loop, start: int, end: int) -> None:
        at = slice(start, end)
        outs = [getattr(self.whole, name)[at] for name in OUTS]
        columns = [column[at] for column in self._columns]
        many = [np.int32(len(names)) for _, names in (self.rows.rules, self.rows.words)]
        if run(*columns, self._table, *many, *self._limits, *outs):
            left = start + np.flatnonzero(self.whole.rule[at] == LEFT)
            self._score_left(left)
            if len(left) > _MANY * (end - start):
                self._limits = self._limits_of(slice(start, end, -(-(end - start) // _SAMPLE)))

    def _score_left(self, chosen: Array) -> None:
        """Score rows by a block, and learn from them."""
        self._is_new = True
        for start in range(0, len(chosen), SPAN // 4):
            rows = chosen[start : start + SPAN // 4]
            found = empty(len(rows), self.ruleset)
            block = Block(self.rows.part(rows), self.ruleset, found, 0, self._known)
            block.score()
            self.by_row += block.by_row
            self.whole.put(rows, found)
        for number, way in self._known.items():
            pair = 0 if way.score is None else self._pairs[way.texts]
            self._table[number] = entry(pair, way.problem, way.rule)

    def _limits_of(self, sample: slice) -> list[int]:
        """Up to which absolute number the loop is sure of each column: in proportion to what most numbers are,
        and where that is too large, the largest columns cut down to the others.
        """
        common: dict[str, int] = {}
        for name in self._code.used:
            column = self.rows.numbers.get(name)
            sizes = np.zeros(1) if column is None else np.abs(column.values[sample].astype(np.float64))
            common[name] = int(np.quantile(sizes, _COMMON)) + 1
        most = max(common.values(), default=0)
        limits = common
        while self._code.bound(limits) >= LARGEST_WHOLE:
            most //= 2
            if not most:
                return [-1] * len(common)  # no number is small enough
            limits = {name: min(number, most) for name, number in common.items()}
        # As much larger as all may be.
        while max(limits.values(), default=_ALL) < _ALL:
            larger = {name: 2 * number for name, number in limits.items()}
            if self._code.bound(larger) >= LARGEST_WHOLE:
                break
            limits = larger
        return [min(limits[name], _ALL) for name in self._code.used]


def empty(count: int, ruleset: Ruleset, make: Callable[..., Array] = np.zeros) -> ScoreColumns:
    """Columns of so many rows without scores; ``make`` is ``np.empty`` where all will be filled."""
    calculation = ruleset.calculation
    return ScoreColumns(
        make(count, np.int64),
        make(count, np.bool_),
        calculation.score.digits,
        make(count, np.int64),
        make(count, np.bool_),
        calculation.completion.digits,
        make(count, np.int8),
        make(count, np.int16),
        0,
    )


def _columns(rows: RowColumns, layout: Layout) -> Iterator[Any]:
    """The columns that a loop takes."""
    for name in layout.columns:
        column: Array
        if name.endswith("_column"):
            column = rows.numbers[name.removesuffix("_column")].values
        elif name.endswith("_state"):
            state = rows.numbers[name.removesuffix("_state")].state
            assert state is not None
            column = state
        else:
            column = getattr(rows, name)[0] if name in ("rules", "words") else getattr(rows, name)
        yield np.ascontiguousarray(column, kind_of(name))


def _is_sound(rows: RowColumns) -> bool:
    """Does each code stand for something?"""
    codes = [(rows.kind, -1, len(KINDS)), (rows.operator, 0, len(OPERATORS)), (rows.met, -1, 2)]
    codes += [(column, 0, len(known)) for column, known in (rows.rules, rows.words) if len(known) > 1]
    codes += [(column.state, 0, 3) for column in rows.numbers.values() if column.state is not None]
    return all(column.min() >= least and column.max() < beyond for column, least, beyond in codes)
