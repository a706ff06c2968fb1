"""One block of rows: found out what they are, computed together where that is sure, else row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen

from .column_code import LARGEST, LARGEST_WHOLE, column_code
from .column_data import BLANK, FILLED, HOLDS, KINDS, OPERATORS, PROBLEMS, STATES, Array, RowColumns, ScoreColumns
from .column_floats import LARGEST as LARGEST_FLOAT
from .column_floats import run_floats
from .column_rows import mark_row
from .column_shapes import NO_TARGET, Shape, Way, way_of
from .formula import Formula
from .rounding import Rounding
from .ruleset import COEFFICIENT, Calculation, Ruleset

_WRITTEN: Final = {"coefficient": (FILLED,), "deduction": (FILLED, BLANK)}
"""In which states a number is there for a formula: no deduction that is written is none at all."""

MOST_COUNTED: Final = 1 << 16
"""Shapes up to which they are counted; more are sorted."""

_HOLDS: Final[Array] = np.array(HOLDS, np.int8)


@frozen(eq=False)
class Done:
    """What formulas give for rows.

    Attributes:
        completion, score: in units of their last places; the completion is None where there is no formula of it.
        undefined: where a formula divides by zero; None: nowhere.
        sure, unsure: the rows computed, and those whose numbers are too large for it; None: all, and none.
    """

    completion: Array | None
    score: Array
    undefined: Array | None
    sure: Array | None = None
    unsure: Array | None = None

    def without(self, rows: Array) -> Done:
        """The same with more rows, a truth for each computed one, whose numbers are too large."""
        sure = np.arange(len(rows)) if self.sure is None else self.sure
        unsure = sure[rows] if self.unsure is None else np.concatenate([self.unsure, sure[rows]])
        return Done(
            None if self.completion is None else self.completion[~rows],
            self.score[~rows],
            None if self.undefined is None else self.undefined[~rows],
            sure[~rows],
            unsure,
        )


def compute(
    completion: Formula | None,
    score: Formula,
    calculation: Calculation,
    columns: Mapping[str, Any],
    places: Mapping[str, int],
    count: int,
) -> Done | None:
    """Put columns into formulas; None where the calculation, or a number in a formula, is none of columns.

    Args:
        completion: percent, or None.
        score: points.
        calculation: arithmetic and roundings.
        columns: of the names.
        places: decimal places of those that are numbers.
        count: how many rows there are.
    """
    if calculation.arithmetic != "exact":
        return _compute_floats(completion, score, calculation, columns, places, count)
    used = score.used | (completion.used if completion is not None else frozenset())
    numbers: dict[str, Any] = {name: columns[name] for name in used & places.keys()}
    least: dict[str, int] = {name: int(column.min()) for name, column in numbers.items()}
    most = {name: max(-least[name], int(column.max())) for name, column in numbers.items()}
    write = partial(
        column_code,
        completion,
        score,
        (calculation.completion, calculation.score),
        places,
        natural=frozenset(name for name, number in least.items() if number >= 0),
        positive=frozenset(name for name, number in least.items() if number > 0),
    )
    code = write(floats=True)
    if code is None:
        return None
    sure = unsure = None
    largest = code.bound(most)
    if largest >= LARGEST_WHOLE:
        code = write()
        assert code is not None
    if largest >= LARGEST:
        limit = max(most.values(), default=0)
        while code.bound({name: min(limit, number) for name, number in most.items()}) >= LARGEST:
            if not limit:
                return None
            limit //= 2
        is_sure = np.logical_and.reduce([_is_within(column, limit) for column in numbers.values()])
        sure, unsure = np.flatnonzero(is_sure), np.flatnonzero(~is_sure)
        columns = {name: column[sure] for name, column in columns.items()}
        count = len(sure)
    rate, points, undefined = code.run(columns)
    return Done(
        None if rate is None else _filled(rate, count),
        _filled(points, count),
        None if undefined is False else _filled(undefined, count),
        sure,
        unsure,
    )


def _compute_floats(
    completion: Formula | None,
    score: Formula,
    calculation: Calculation,
    columns: Mapping[str, Any],
    places: Mapping[str, int],
    count: int,
) -> Done | None:
    if calculation.score.way == "none" or (completion is not None and calculation.completion.way == "none"):
        return None
    # What is printed of a completion is exact, and a row has no score where that has none.
    written = evolve(
        calculation,
        arithmetic="exact",
        completion=_exactly(calculation.completion),
        score=_exactly(calculation.score),
    )
    exact = compute(completion, score, written, columns, places, count)
    if exact is None:
        return None
    used = score.used | (completion.used if completion is not None else frozenset())
    numbers: dict[str, Any] = {name: columns[name] for name in used & columns.keys()}
    is_sure = np.logical_and.reduce(
        [_is_within(numbers[name], LARGEST_FLOAT - 1) for name in numbers.keys() & places.keys()]
    )
    if exact.unsure is not None:
        is_sure[exact.unsure] = False
    sure = unsure = None
    among: Any = slice(None)
    if not np.all(is_sure):
        sure, unsure = np.flatnonzero(is_sure), np.flatnonzero(~is_sure)
        numbers = {name: column[sure] for name, column in numbers.items()}
        count = len(sure)
        among = sure if exact.sure is None else np.searchsorted(exact.sure, sure)
    roundings = calculation.completion, calculation.score
    points, undefined, too_large = run_floats(completion, score, roundings, numbers, places, count)
    rate = None if exact.completion is None else exact.completion[among]
    if exact.undefined is not None:
        undefined = undefined | exact.undefined[among]
    done = Done(rate, points, undefined, sure, unsure)
    return done.without(too_large) if too_large.any() else done


def _exactly(rounding: Rounding) -> Rounding:
    """How an exact number is rounded: it has no text."""
    return evolve(rounding, way="cut") if rounding.way == "cut-text" else rounding


def _is_within(column: Array, limit: int) -> Array:
    """Which numbers are at most so large; the least of 64 bits has no absolute value among them."""
    within: Array = (column <= limit) & (column >= -limit)
    return within


def _filled(column: Any, count: int) -> Array:
    """A column that may be one number for all rows."""
    return column if np.ndim(column) else np.full(count, column)


def store(done: Done, whole: ScoreColumns, at: Any) -> None:
    """Put what was computed into the columns of the whole."""
    whole.score[at], whole.has_score[at] = done.score, True
    if done.completion is not None:
        whole.completion[at], whole.has_completion[at] = done.completion, True
    if done.undefined is None or not done.undefined.any():
        return
    lost = np.arange(at.start, at.stop)[done.undefined] if isinstance(at, slice) else at[done.undefined]
    whole.problem[lost] = PROBLEMS.index("undefined")
    for column in (whole.score, whole.has_score, whole.completion, whole.has_completion):
        column[lost] = 0


def shapes_of(rows: RowColumns) -> int:
    """How many shapes rows may have."""
    many: int = (len(KINDS) + 1) * len(OPERATORS) * 6
    for name in STATES:
        if name in rows.numbers and rows.numbers[name].state is not None:
            many *= 3
    return many * len(rows.rules[1]) * len(rows.words[1])


class Block:
    """Scores a block of rows into the columns of the whole."""

    def __init__(
        self, rows: RowColumns, ruleset: Ruleset, whole: ScoreColumns, start: int, known: dict[int, Way] | None = None
    ) -> None:
        """Take the rows.

        Args:
            rows: of the block.
            ruleset: the rules.
            whole: the columns to fill, and ``start`` where the block's rows begin in them.
            start: see ``whole``.
            known: how shapes are scored, by their numbers, as earlier blocks of the same columns found out.
        """
        self._known = {} if known is None else known
        self.rows, self.ruleset, self.whole, self.start = rows, ruleset, whole, start
        self.by_row = 0
        self.met, self.zero = self._met(), self._zero()

    def score(self) -> None:
        """Score all rows."""
        code, found, known = self.shapes()
        ways = self._ways(found, code, known)
        at = slice(self.start, self.start + len(self.rows))
        # Equal formulas are computed together, whichever shapes have them.
        groups: dict[tuple[str | None, str], tuple[int, Way]] = {}
        numbers, rules, problems = (np.zeros(int(found[-1]) + 1, kind) for kind in (np.int16, np.int16, np.int8))
        for one, way in zip(found, ways, strict=True):
            rules[one], problems[one] = way.rule, way.problem
            if way.score is not None:
                numbers[one], _ = groups.setdefault(way.texts, (len(groups) + 1, way))
        self.whole.rule[at] = rules.take(code)
        if any(way.problem for way in ways):
            self.whole.problem[at] = problems.take(code)
        alone = len(groups) == 1 and all(way.score is not None for way in ways)
        number = None if alone else numbers.take(code)
        for one, way in groups.values():
            self._compute(way, None if number is None else np.flatnonzero(number == one))

    def _ways(self, found: Array, code: Array, known: dict[int, Way]) -> list[Way]:
        """How the rows of some shapes are scored."""
        numbers = found.tolist()
        unknown = [number for number in numbers if number not in known]
        if unknown:
            first = np.zeros(numbers[-1] + 1, np.int64)
            first[code[::-1]] = np.arange(len(code) - 1, -1, -1)
            for number, row in zip(unknown, first[unknown].tolist(), strict=True):
                shape = self._shape_at(row)
                known[number] = NO_TARGET if shape is None else way_of(shape, self.ruleset)
        return [known[number] for number in numbers]

    def shapes(self) -> tuple[Array, Array, dict[int, Way]]:
        """The number of each row's shape, the numbers that there are, in order, and the ways known by them."""
        rows = self.rows
        code: Array
        first = (rows.kind + np.int8(1)).view(np.uint8) * np.uint8(6 * len(OPERATORS))
        code = first + rows.operator.view(np.uint8) * np.uint8(6) + (self.met + np.int8(1)).view(np.uint8) * np.uint8(2)
        if self.zero is not None:
            code += self.zero
        # What is the same for all rows tells none of them apart.
        parts = [(rows.numbers[name].state, 3) for name in STATES if name in rows.numbers]
        parts += [(column, len(known)) for column, known in (rows.rules, rows.words) if len(known) > 1]
        for column, size in parts:
            if column is not None:
                code = code.astype(np.int64) * size + column
        many = shapes_of(rows)
        if many <= MOST_COUNTED:
            seen = np.zeros(many, np.bool_)
            seen[code] = True
            return code, np.flatnonzero(seen), self._known
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
            columns[name], places[name] = values if chosen is None else values.take(chosen), column.places
        if "met" in used:
            columns["met"] = (self.met if chosen is None else self.met.take(chosen)) == 1
        if "reason" in used:
            columns["reason"] = self.rows.reason if chosen is None else self.rows.reason.take(chosen)
        return columns, places

    def _compute(self, way: Way, chosen: Array | None) -> None:
        """Score rows of one shape by their formulas."""
        count = len(self.rows) if chosen is None else len(chosen)
        columns, places = self._columns(way.used, chosen)
        assert way.score is not None
        done = compute(way.completion, way.score, self.ruleset.calculation, columns, places, count)
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
