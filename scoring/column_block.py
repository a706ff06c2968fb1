"""One block of rows: found out what they are, computed together where that is sure, else row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import frozen

from .column_code import LARGEST, column_code
from .column_data import BLANK, FILLED, KINDS, NUMBERS, OPERATORS, PROBLEMS, Array, RowColumns, ScoreColumns
from .column_floats import LARGEST as LARGEST_FLOAT
from .column_floats import run_floats
from .column_loops import has_compiler, loop
from .column_rows import mark_row
from .column_shapes import NO_TARGET, Shape, Way, way_of
from .formula import Formula
from .ruleset import COEFFICIENT, Calculation, Ruleset

_WRITTEN: Final = {"coefficient": (FILLED,), "deduction": (FILLED, BLANK)}
"""In which states a number is there for a formula: no deduction that is written is none at all."""

_MOST_COUNTED: Final = 1 << 16
"""Shapes up to which they are counted; more are sorted."""

_HOLDS: Final[Array] = np.array(
    [[under, same, over] for under, same, over in ((0, 1, 0), (0, 1, 1), (1, 1, 0), (0, 0, 1), (1, 0, 0), (0, 1, 0))],
    np.int8,
).ravel()
"""Whether a target is met, by its operator, by an actual that is less, the same or more."""


@frozen(eq=False)
class Done:
    """What formulas give for rows.

    Attributes:
        completion, score: in units of their last places; the completion is None where there is no formula of it.
        undefined: where a formula divides by zero.
        sure, unsure: the rows computed, and those whose numbers are too large for it; None: all, and none.
    """

    completion: Array | None
    score: Array
    undefined: Array
    sure: Array | None = None
    unsure: Array | None = None


def compute(
    completion: Formula | None,
    score: Formula,
    calculation: Calculation,
    columns: Mapping[str, Any],
    places: Mapping[str, int],
) -> Done | None:
    """Put columns into formulas; None where the calculation is none of columns.

    Args:
        completion: percent, or None.
        score: points.
        calculation: arithmetic and roundings.
        columns: of the names, all of one length.
        places: decimal places of those that are numbers.
    """
    if calculation.arithmetic != "exact":
        return _compute_floats(completion, score, calculation, columns, places)
    used = score.used | (completion.used if completion is not None else frozenset())
    numbers: dict[str, Any] = {name: columns[name] for name in used & places.keys()}
    least: dict[str, int] = {name: int(column.min()) for name, column in numbers.items()}
    most = {name: max(-least[name], int(column.max())) for name, column in numbers.items()}
    code = column_code(
        completion,
        score,
        (calculation.completion, calculation.score),
        places,
        natural=frozenset(name for name, number in least.items() if number >= 0),
        positive=frozenset(name for name, number in least.items() if number > 0),
    )
    if code is None:
        return None
    sure = unsure = None
    if code.bound(most) >= LARGEST:
        limit = max(most.values())
        while code.bound({name: min(limit, number) for name, number in most.items()}) >= LARGEST:
            limit //= 2
        is_sure = np.logical_and.reduce([_is_within(column, limit) for column in numbers.values()])
        sure, unsure = np.flatnonzero(is_sure), np.flatnonzero(~is_sure)
        columns = {name: column[sure] for name, column in columns.items()}
    count = len(next(iter(columns.values())))
    rate, points, undefined = code.run(columns)
    return Done(
        None if rate is None else np.broadcast_to(rate, (count,)),
        np.broadcast_to(points, (count,)),
        np.broadcast_to(undefined, (count,)),
        sure,
        unsure,
    )


def _compute_floats(
    completion: Formula | None,
    score: Formula,
    calculation: Calculation,
    columns: Mapping[str, Any],
    places: Mapping[str, int],
) -> Done | None:
    if calculation.score.way == "none" or (completion is not None and calculation.completion.way == "none"):
        return None
    used = score.used | (completion.used if completion is not None else frozenset())
    numbers: dict[str, Any] = {name: columns[name] for name in used & columns.keys()}
    is_sure = np.logical_and.reduce(
        [_is_within(numbers[name], LARGEST_FLOAT - 1) for name in numbers.keys() & places.keys()]
    )
    sure = unsure = None
    if not np.all(is_sure):
        sure, unsure = np.flatnonzero(is_sure), np.flatnonzero(~is_sure)
        numbers = {name: column[sure] for name, column in numbers.items()}
    found = run_floats(completion, score, (calculation.completion, calculation.score), numbers, places)
    return Done(*found, sure, unsure)


def _is_within(column: Array, limit: int) -> Array:
    """Which numbers are at most so large; the least of 64 bits has no absolute value among them."""
    within: Array = (column <= limit) & (column >= -limit)
    return within


def store(done: Done, whole: ScoreColumns, at: Any) -> None:
    """Put what was computed into the columns of the whole."""
    defined = ~done.undefined
    whole.score[at] = np.where(defined, done.score, 0)
    whole.has_score[at] = defined
    if done.completion is not None:
        whole.completion[at] = np.where(defined, done.completion, 0)
        whole.has_completion[at] = defined
    if not defined.all():
        whole.problem[at] = np.where(defined, 0, PROBLEMS.index("undefined"))


class Block:
    """Scores a block of rows into the columns of the whole."""

    def __init__(
        self,
        rows: RowColumns,
        ruleset: Ruleset,
        whole: ScoreColumns,
        start: int,
        known: dict[tuple[object, ...], dict[int, Way]] | None = None,
        *,
        compiled: bool = False,
    ) -> None:
        """Take the rows.

        Args:
            rows: of the block.
            ruleset: the rules.
            whole: the columns to fill, and ``start`` where the block's rows begin in them.
            start: see ``whole``.
            known: how shapes are scored, as earlier blocks of the same columns found out.
            compiled: in compiled loops, where there is a compiler.
        """
        self._compiled = compiled and has_compiler()
        self._known = {} if known is None else known
        self.rows, self.ruleset, self.whole, self.start = rows, ruleset, whole, start
        self.by_row = 0
        self.met, self.zero = self._met(), self._zero()

    def score(self) -> None:
        """Score all rows."""
        code, found, known = self._shapes()
        ways = [self._way_of(int(one), code, known) for one in found]
        loops = self._loops(ways)
        if loops:
            self._run_loops(code, found, ways, loops)
        for one, way in zip(found, ways, strict=True):
            if id(way) in loops:
                continue
            chosen = None if len(found) == 1 else np.flatnonzero(code == one)
            at = slice(self.start, self.start + len(self.rows)) if chosen is None else self.start + chosen
            self.whole.rule[at] = way.rule
            if way.score is None:
                self.whole.problem[at] = way.problem
            else:
                self._compute(way, chosen)

    def _way_of(self, number: int, code: Array, known: dict[int, Way]) -> Way:
        """How the rows of a shape are scored."""
        way = known.get(number)
        if way is None:
            shape = self._shape_at(int(np.argmax(code == number)))
            way = known[number] = NO_TARGET if shape is None else way_of(shape, self.ruleset)
        return way

    def _loops(self, ways: Sequence[Way]) -> dict[int, Way]:
        """The ways that a compiled loop can go for all rows of the block, by their identity."""
        calculation = self.ruleset.calculation
        if not self._compiled or calculation.arithmetic != "exact":
            return {}
        columns = {name: column.values for name, column in self.rows.numbers.items()}
        most = {name: max(-int(column.min()), int(column.max())) for name, column in columns.items()}
        places = {name: column.places for name, column in self.rows.numbers.items()}
        found: dict[int, Way] = {}
        for way in ways:
            if way.score is None:
                continue
            code = column_code(way.completion, way.score, (calculation.completion, calculation.score), places)
            if code is not None and code.bound({name: most.get(name, 0) for name in NUMBERS}) < LARGEST:
                found[id(way)] = way
        return found

    def _run_loops(self, code: Array, found: Array, ways: Sequence[Way], loops: Mapping[int, Way]) -> None:
        """Score the rows of some ways in one loop."""
        at = slice(self.start, self.start + len(self.rows))
        # Equal formulas are one branch of the loop, whichever shapes have them.
        pairs: dict[tuple[str | None, str], int] = {}
        numbers = np.zeros(int(found[-1]) + 1, np.uint8)
        rules = np.full(len(numbers), -1, np.int16)
        for one, way in zip(found, ways, strict=True):
            if id(way) in loops:
                numbers[one], rules[one] = pairs.setdefault(way.texts, len(pairs) + 1), way.rule
        used = frozenset[str]().union(*(way.used for way in loops.values()))
        columns, places = self._columns(used, None)
        calculation = self.ruleset.calculation
        run, names = loop(tuple(pairs), (calculation.completion, calculation.score), tuple(sorted(places.items())))
        whole = self.whole
        undefined = np.zeros(len(self.rows), np.bool_)
        outs = (whole.score[at], whole.has_score[at], whole.completion[at], whole.has_completion[at], undefined)
        run(code, numbers, rules, *(columns[name] for name in names), whole.rule[at], *outs)
        if undefined.any():
            whole.problem[at] = np.where(undefined, PROBLEMS.index("undefined"), 0)

    def _shapes(self) -> tuple[Array, Array, dict[int, Way]]:
        """The number of each row's shape, the numbers that there are, in order, and the ways known by them."""
        rows = self.rows
        code: Array
        first = (rows.kind + np.int8(1)) * np.int8(3 * len(OPERATORS)) + rows.operator * np.int8(3)
        code, size = first + (self.met + np.int8(1)), (len(KINDS) + 1) * len(OPERATORS) * 3
        # What is the same for all rows tells none of them apart.
        states = {name: rows.numbers[name].state for name in ("weight", *_WRITTEN) if name in rows.numbers}
        parts = [(self.zero, 2), *((state, 3) for state in states.values() if state is not None)]
        parts += [(column, len(known)) for column, known in (rows.rules, rows.words) if len(known) > 1]
        for column, many in parts:
            if column is not None:
                code = code.astype(np.int64) * many + column
                size *= many
        if size <= _MOST_COUNTED:
            key = tuple(column is None for column, _ in parts), size
            return code, np.flatnonzero(np.bincount(code)), self._known.setdefault(key, {})
        found, code = np.unique(code, return_inverse=True)
        return code, np.arange(len(found)), {}

    def _shape_at(self, row: int) -> Shape | None:
        rows = self.rows
        if rows.kind[row] < 0:
            return None
        written = frozenset(name for name, states in _WRITTEN.items() if self._state(name, row) in states)
        words = rows.words[1][rows.words[0][row]]
        if self._state("coefficient", row) != BLANK:
            words |= {COEFFICIENT}
        return Shape(
            KINDS[rows.kind[row]],
            OPERATORS[rows.operator[row]],
            None if self.met[row] < 0 else bool(self.met[row]),
            self.zero is not None and bool(self.zero[row]),
            rows.rules[1][rows.rules[0][row]],
            words,
            self._state("weight", row) == FILLED,
            written,
        )

    def _state(self, name: str, row: int) -> int:
        column = self.rows.numbers.get(name)
        if column is None:
            return BLANK
        return FILLED if column.state is None else int(column.state[row])

    def _zero(self) -> Array | None:
        """Which targets are 0; None: not one."""
        target = self.rows.numbers.get("target")
        if target is None or target.values.all():
            return None
        zero: Array = (target.values == 0) & (self.rows.kind == KINDS.index("number"))
        return zero

    def _met(self) -> Array:
        """Whether the targets were met, -1 where that cannot be told."""
        rows = self.rows
        met = rows.met
        target, actual = rows.numbers.get("target"), rows.numbers.get("actual")
        low, high = rows.numbers.get("low"), rows.numbers.get("high")
        is_number, is_range = rows.kind == KINDS.index("number"), rows.kind == KINDS.index("range")
        if target is not None and actual is not None:
            over = (actual.values > target.values).view(np.int8) - (actual.values < target.values).view(np.int8)
            by_operator = _HOLDS.take(rows.operator * np.int8(3) + over + np.int8(1))
            met = by_operator if is_number.all() else np.where(is_number, by_operator, met)
        if low is not None and high is not None and actual is not None and is_range.any():
            inside = (low.values <= actual.values) & (actual.values <= high.values)
            met = np.where(is_range, inside, met)
        if actual is None or actual.state is not None:
            blank = True if actual is None else actual.state != FILLED
            met = np.where((is_number | is_range) & blank, -1, met)
        return met.astype(np.int8)

    def _columns(self, used: frozenset[str], chosen: Array | None) -> tuple[dict[str, Any], dict[str, int]]:
        """The columns of some names for chosen rows, None for all, and the places of those that are numbers."""
        count = len(self.rows) if chosen is None else len(chosen)
        columns: dict[str, Any] = {}
        places: dict[str, int] = {}
        for name in used - {"completion", "met", "reason"}:
            column = self.rows.numbers.get(name)
            if column is None:
                columns[name], places[name] = np.zeros(count, np.int64), 0
                continue
            # What is not filled in and yet computed with is a deduction that is none.
            values = column.values if column.state is None else np.where(column.state == FILLED, column.values, 0)
            columns[name], places[name] = values if chosen is None else values[chosen], column.places
        if "met" in used:
            columns["met"] = (self.met if chosen is None else self.met[chosen]) == 1
        if "reason" in used:
            columns["reason"] = self.rows.reason if chosen is None else self.rows.reason[chosen]
        return columns, places

    def _compute(self, way: Way, chosen: Array | None) -> None:
        """Score rows of one shape by their formulas."""
        count = len(self.rows) if chosen is None else len(chosen)
        columns, places = self._columns(way.used, chosen)
        assert way.score is not None
        done = compute(way.completion, way.score, self.ruleset.calculation, columns, places)
        if done is None:
            self._row_by_row(range(count) if chosen is None else chosen)
            return
        if done.unsure is not None:
            self._row_by_row(done.unsure if chosen is None else chosen[done.unsure])
        rows = chosen if done.sure is None else done.sure if chosen is None else chosen[done.sure]
        at: Any = slice(self.start, self.start + len(self.rows)) if rows is None else self.start + rows
        store(done, self.whole, at)

    def _row_by_row(self, chosen: Iterable[int]) -> None:
        for row in map(int, chosen):
            self.by_row += 1
            self.whole.keep(self.start + row, mark_row(self.rows, row, int(self.met[row]), self.ruleset))
