"""Compares scoring by columns with scoring row by row, for each shipped ruleset, on many invented rows.

Of every row the facts but its numbers are planned by :func:`scoring.plan.plan_indicator`, once for equal facts,
and its numbers are put into the compiled formulas of the row run, exactly; completion, score and rule must be the
same.  Of every hundredth row the whole row run is made, from the cells on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from itertools import repeat
from operator import eq, ge, gt, le, lt
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import field, frozen

from rulesets import catalogue
from scoring import Ruleset
from scoring.column_data import FILLED, KINDS, NUMBERS, OPERATORS, STATES, RowColumns, ScoreColumns
from scoring.column_rows import mark_row, row_of
from scoring.columns import score_columns
from scoring.errors import UndefinedScore
from scoring.marking import run
from scoring.plan import Plan, plan_indicator
from scoring.ratio import Ratio
from scoring.scorecard import Mark

from .invented_rows import invented_rows

ROWS: Final = 10_000_000
CHUNK: Final = 100_000
"""Rows that are invented and compared at once."""

_WHOLE_RUN: Final = 100
"""Of so many rows one is scored from its cells on."""

_BEYOND: Final = 2**63

_HOLDS: Final[dict[str, Callable[[int, int], bool]]] = {
    "": eq, "=": eq, "≥": ge, "≤": le, ">": gt, "<": lt,
}  # fmt: skip

Found: TypeAlias = tuple[int | None, int | None, int]
"""Score and completion in units of their last places, and the number of the rule, -1 for none."""


@frozen
class Compared:
    """How many rows were compared, had a score, lay on a half, were scored by themselves, and differ."""

    rows: int = 0
    scored: int = 0
    halves: int = 0
    by_row: int = 0
    different: int = 0

    def __add__(self, other: Compared) -> Compared:
        return Compared(
            self.rows + other.rows,
            self.scored + other.scored,
            self.halves + other.halves,
            self.by_row + other.by_row,
            self.different + other.different,
        )


def main(rows: int = ROWS, *names: str, processes: int | None = None) -> None:
    """Compare and print, as Markdown; stop at a ruleset with a difference.

    Args:
        rows: for each ruleset.
        names: of the rulesets; all where none is named.
        processes: that compare; one for each core by default.
    """
    print("| 规则集 | 行 | 有得分 | 得分正在半个末位上 | 按列时单独算的 | 与逐行不同 |", flush=True)
    print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    with ProcessPoolExecutor(processes or os.cpu_count() or 1) as pool:
        for name in names or catalogue():
            starts = range(0, rows, CHUNK)
            many = [min(CHUNK, rows - start) for start in starts]
            found = sum(pool.map(compare, repeat(name), starts, many), Compared())
            print(
                f"| {name} | {found.rows:,} | {found.scored:,} | {found.halves:,} | {found.by_row:,} "
                f"| {found.different:,} |",
                flush=True,
            )
            if found.different:
                raise AssertionError(f"{name}: {found.different} rows differ")


def compare(name: str, start: int, count: int) -> Compared:
    """Compare a chunk of the rows of a ruleset, scored in blocks and, where there is a compiler, in a loop."""
    ruleset = catalogue()[name]
    rows = invented_rows(count, 1_000 + start, ruleset)
    ways = [score_columns(rows, ruleset, compiled=False)]
    if find_spec("numba") is not None:
        ways.append(score_columns(rows, ruleset, compiled=True))
    one_by_one = _OneByOne(rows, ruleset)
    expected = list(one_by_one.all())
    scored = sum(score is not None for score, _, _ in expected)
    different = np.zeros(count, np.bool_)
    for way in ways:
        for column, mine in zip(_columns(expected), _columns_of(way), strict=True):
            different |= column != mine
    return Compared(count, scored, one_by_one.halves, ways[0].row_by_row, int(different.sum()))


def _columns(expected: list[Found]) -> Iterator[Any]:
    scores, rates, rules = zip(*expected, strict=True)
    for values in (scores, rates):
        yield np.array([value is not None for value in values])
        yield np.array([value or 0 for value in values], np.int64)
    yield np.array(rules, np.int16)


def _columns_of(scores: ScoreColumns) -> Iterator[Any]:
    yield scores.has_score
    yield scores.score
    yield scores.has_completion
    yield scores.completion
    yield scores.rule


@frozen(eq=False)
class _Planned:
    """How rows of equal facts are scored: the plan, None where they have no score, and the number of the rule.

    Attributes:
        plan, rule: see above.
        names: the numbers that its formulas read.
        known: what was found for numbers already.
    """

    plan: Any
    rule: int
    names: tuple[str, ...] = ()
    known: dict[tuple[int | None, ...], tuple[int | None, int | None, bool]] = field(factory=dict)


class _OneByOne:
    """Scores rows one by one."""

    def __init__(self, rows: RowColumns, ruleset: Ruleset) -> None:
        self._rows, self._ruleset = rows, ruleset
        self._states = {name: self._state(name) for name in NUMBERS}
        self._numbers = {name: self._cells(name) for name in NUMBERS}
        self._plans: dict[tuple[object, ...], _Planned] = {}
        self._rules = {rule.id: number for number, rule in enumerate(ruleset.rules)}
        self.halves = 0

    def all(self) -> Iterator[Found]:
        """Completions and scores of all rows."""
        rows = self._rows
        columns = (rows.kind, rows.operator, rows.met, rows.reason, rows.rules[0], rows.words[0])
        facts = zip(*(column.tolist() for column in columns), strict=True)
        for row, (kind, operator, given, reason, rule, words) in enumerate(facts):
            if kind < 0:
                yield None, None, -1
                continue
            met = self._met(row, KINDS[kind], OPERATORS[operator], given)
            found = self._score(row, met, kind, operator, reason, rule, words)
            if row % _WHOLE_RUN == 0 and found != self._whole(row, met):
                raise AssertionError(f"{self._ruleset.id}: row {row}: {found} is not {self._whole(row, met)}")
            yield found

    def _cells(self, name: str) -> tuple[list[int | None], int]:
        """The numbers of a column, None where there is none, and how many of its units make 1."""
        column = self._rows.numbers[name]
        there = (state == FILLED for state in self._states[name])
        return [
            value if one else None for value, one in zip(column.values.tolist(), there, strict=True)
        ], 10**column.places

    def _state(self, name: str) -> list[int]:
        state = self._rows.numbers[name].state
        return [FILLED] * len(self._rows) if state is None else state.tolist()

    def _met(self, row: int, kind: str, operator: str, given: int) -> int:
        if kind not in ("number", "range"):
            return given
        actual = self._numbers["actual"][0][row]
        if actual is None:
            return -1
        if kind == "number":
            target = self._numbers["target"][0][row]
            return -1 if target is None else int(_HOLDS[operator](actual, target))
        low, high = self._numbers["low"][0][row], self._numbers["high"][0][row]
        return -1 if low is None or high is None else int(low <= actual <= high)

    def _score(self, row: int, met: int, kind: int, operator: int, reason: bool, rule: int, words: int) -> Found:
        states = [self._states[name][row] for name in STATES]
        key = (kind, operator, met, reason, rule, words, self._numbers["target"][0][row] == 0, *states)
        planned = self._plans.get(key) or self._plan(row, met, key)
        if planned.plan is None:
            return None, None, planned.rule
        cells = tuple([self._numbers[name][0][row] for name in planned.names])
        found = planned.known.get(cells)
        if found is None:
            found = planned.known[cells] = self._run(planned, cells)
        score, rate, is_half = found
        self.halves += is_half
        return score, rate, planned.rule

    def _run(self, planned: _Planned, cells: tuple[int | None, ...]) -> tuple[int | None, int | None, bool]:
        """Score and completion of numbers, and whether the score lies on a half before it is rounded."""
        plan, values = planned.plan, {name: planned.plan.values[name] for name in ("met", "reason")}
        for name, cell in zip(planned.names, cells, strict=True):
            if cell is not None:
                values[name] = Ratio(cell, self._numbers[name][1])
            elif name == "deduction":
                values[name] = Ratio(0)
        calculation = self._ruleset.calculation
        try:
            done = run(Plan(plan.weight, values, plan.completion, plan.score, plan.rule, plan.title), calculation)
        except (UndefinedScore, ZeroDivisionError):
            return None, None, False
        keep = calculation.score.places
        score = int(done.score.scaleb(keep))
        is_half = abs(2 * done.unrounded.numerator * 10**keep) % (2 * done.unrounded.denominator) == (
            done.unrounded.denominator
        )
        if abs(score) >= _BEYOND:
            return None, None, is_half
        rate = None if done.completion is None else int(done.completion.scaleb(calculation.completion.places))
        return score, None if rate is None or abs(rate) >= _BEYOND else rate, is_half

    def _plan(self, row: int, met: int, key: tuple[object, ...]) -> _Planned:
        """The plan of rows of equal facts."""
        indicator, found = row_of(self._rows, row, met)
        plan = plan_indicator(indicator, self._ruleset, found)
        planned = _Planned(None, self._rules.get(plan.rule, -1)) if isinstance(plan, Mark) else self._planned(plan)
        self._plans[key] = planned
        return planned

    def _planned(self, plan: Plan) -> _Planned:
        assert plan.rule is not None
        used = plan.score.used | (frozenset() if plan.completion is None else plan.completion.used)
        return _Planned(plan, self._rules[plan.rule.id], tuple(name for name in NUMBERS if name in used))

    def _whole(self, row: int, met: int) -> Found:
        """What the row run makes of the cells of a row."""
        mark = mark_row(self._rows, row, met, self._ruleset)
        calculation = self._ruleset.calculation
        rule = self._rules.get(mark.rule, -1)
        if mark.score is None:
            return None, None, rule
        score = int(mark.score.scaleb(calculation.score.places))
        rate = None if mark.completion is None else int(mark.completion.scaleb(calculation.completion.places))
        if abs(score) >= _BEYOND:
            return None, None, rule
        return score, None if rate is None or abs(rate) >= _BEYOND else rate, rule
