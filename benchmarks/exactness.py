"""Compares scoring by columns with scoring row by row, for each shipped ruleset, on many invented rows.

Of every row the facts but its numbers are planned by :func:`scoring.plan.plan_indicator`, once for equal facts,
and its numbers are put into the compiled formulas of the row run, exactly; completion, score and rule must be the
same.  Of every hundredth row the whole row run is made, from the cells on.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from itertools import repeat
from operator import eq, ge, gt, le, lt
from typing import Any, Final

import numpy as np
from attrs import frozen

from rulesets import catalogue
from scoring import Ruleset
from scoring.column_data import FILLED, KINDS, NUMBERS, OPERATORS, STATES, Array, Numbers, RowColumns, ScoreColumns
from scoring.column_rows import mark_row, row_of
from scoring.column_runner import empty
from scoring.columns import score_columns
from scoring.errors import UndefinedScore
from scoring.marking import run
from scoring.plan import Plan, plan_indicator
from scoring.ratio import Ratio
from scoring.scorecard import Mark

from .invented_rows import invented_rows

ROWS: Final = 10_000_000
CHUNK: Final = 500_000
"""Rows that are invented and compared at once."""

_WHOLE_RUN: Final = 100
"""Of so many rows one is scored from its cells on."""

_BEYOND: Final = 2**63

_HOLDS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "": eq, "=": eq, "≥": ge, "≤": le, ">": gt, "<": lt,
}  # fmt: skip


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
    expected, halves = _one_by_one(name).score(rows)
    different = np.zeros(count, np.bool_)
    for way in ways:
        for column in ("score", "has_score", "completion", "has_completion", "rule"):
            different |= getattr(way, column) != getattr(expected, column)
    return Compared(count, int(expected.has_score.sum()), halves, ways[0].row_by_row, int(different.sum()))


@cache
def _one_by_one(name: str) -> _OneByOne:
    return _OneByOne(catalogue()[name])


class _OneByOne:
    """Scores rows one by one."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._plans: dict[int, Plan | Mark] = {}
        self._rules = {rule.id: number for number, rule in enumerate(ruleset.rules)} | {"": -1}

    def score(self, rows: RowColumns) -> tuple[ScoreColumns, int]:
        """Scores of all rows, and how many of them lie on half a cent before they are rounded."""
        found, halves = empty(len(rows), self._ruleset), 0
        met = _met(rows)
        facts = _facts(rows, met)
        distinct, first, which = np.unique(facts, return_index=True, return_inverse=True)
        for fact, row in zip(distinct.tolist(), first.tolist(), strict=True):
            if fact not in self._plans:
                self._plans[fact] = self._plan(rows, row, int(met[row]))
        plans = [self._plans[fact] for fact in distinct.tolist()]
        found.rule[:] = np.array([self._rule_of(plan) for plan in plans])[which]
        groups: dict[tuple[object, ...], list[int]] = {}
        for number, plan in enumerate(plans):
            if isinstance(plan, Plan):
                key = plan.completion, plan.score, plan.values["met"], plan.values["reason"]
                groups.setdefault(key, []).append(number)
        for numbers in groups.values():
            plan = plans[numbers[0]]
            assert isinstance(plan, Plan)
            halves += self._run(plan, rows, np.flatnonzero(np.isin(which, numbers)), found)
        for row in range(0, len(rows), _WHOLE_RUN):
            self._check(rows, row, int(met[row]), found)
        return found, halves

    def _rule_of(self, plan: Plan | Mark) -> int:
        return self._rules[plan.rule.id if isinstance(plan, Plan) and plan.rule is not None else str(plan.rule)]

    def _plan(self, rows: RowColumns, row: int, met: int) -> Plan | Mark:
        """The plan of rows of equal facts, or the mark that says why they have no score."""
        if rows.kind[row] < 0:
            return Mark(None)
        indicator, found = row_of(rows, row, met)
        return plan_indicator(indicator, self._ruleset, found)

    def _run(self, plan: Plan, rows: RowColumns, chosen: Array, found: ScoreColumns) -> int:
        """Put the numbers of rows into the formulas of their plan; how many scores lie on half a cent."""
        used = plan.score.used | (frozenset() if plan.completion is None else plan.completion.used)
        names = [name for name in NUMBERS if name in used]
        units = [10 ** rows.numbers[name].places for name in names]
        truths = {name: plan.values[name] for name in ("met", "reason")}
        cells = [_cells(rows.numbers[name], chosen) for name in names]
        at: Any = slice(None)
        if len(names) == 1:
            distinct, at = np.unique(cells[0], return_inverse=True)
            cells = [distinct]
        calculation = self._ruleset.calculation
        row_of_numbers = calculation.row(plan.completion, plan.score)
        scores, rates, halves = [], [], []
        for numbers in zip(*(column.tolist() for column in cells), strict=True):
            values = truths | dict(zip(names, map(Ratio, numbers, units), strict=True))
            try:
                rate, _, _, score, over, under = row_of_numbers(values)
                if calculation.arithmetic != "exact":
                    done = run(
                        Plan(plan.weight, values, plan.completion, plan.score, plan.rule, plan.title), calculation
                    )
                    score = done.score
            except (UndefinedScore, ZeroDivisionError):
                rate = score = None
            scores.append(_whole(score, found.score_places))
            rates.append(None if scores[-1] is None else _whole(rate, found.completion_places))
            halves.append(score is not None and 2 * over * 10**found.score_places % (2 * under) == under)
        found.score[chosen], found.has_score[chosen] = _column(scores, at)
        found.completion[chosen], found.has_completion[chosen] = _column(rates, at)
        return int(np.array(halves)[at].sum())

    def _check(self, rows: RowColumns, row: int, met: int, found: ScoreColumns) -> None:
        """Score a row from its cells on, and see that this gives the same."""
        if rows.kind[row] < 0:
            return
        mark = mark_row(rows, row, met, self._ruleset)
        score = _whole(mark.score, found.score_places)
        rate = None if score is None else _whole(mark.completion, found.completion_places)
        whole = (score is not None, score or 0, rate is not None, rate or 0, self._rules[mark.rule])
        mine = found.has_score, found.score, found.has_completion, found.completion, found.rule
        if whole != tuple(column[row].item() for column in mine):
            raise AssertionError(f"{self._ruleset.id}: row {row} is scored otherwise from its cells on")


def _met(rows: RowColumns) -> Array:
    """Whether targets were met, -1 where that cannot be told."""
    target, actual, low, high = (rows.numbers[name].values for name in ("target", "actual", "low", "high"))
    met = rows.met.copy()
    for number, holds in enumerate(_HOLDS[operator] for operator in OPERATORS):
        chosen = (rows.kind == KINDS.index("number")) & (rows.operator == number)
        met[chosen] = holds(actual[chosen], target[chosen])
    chosen = rows.kind == KINDS.index("range")
    met[chosen] = (low[chosen] <= actual[chosen]) & (actual[chosen] <= high[chosen])
    state = rows.numbers["actual"].state
    if state is not None:
        met[(state != FILLED) & ((rows.kind == KINDS.index("number")) | chosen)] = -1
    return met


def _facts(rows: RowColumns, met: Array) -> Array:
    """What of each row a plan hangs on, as one number."""
    facts = rows.kind.astype(np.int64) + 1
    parts = [(rows.operator, len(OPERATORS)), (met + 1, 3), (rows.reason, 2), (rows.numbers["target"].values == 0, 2)]
    parts += [(column, len(known)) for column, known in (rows.rules, rows.words)]
    parts += [(state, 3) for name in STATES if (state := rows.numbers[name].state) is not None]
    for column, many in parts:
        facts = facts * many + column
    return facts


def _cells(column: Numbers, chosen: Array) -> Array:
    """The numbers of rows that are filled in; one computed with without that is a deduction that is none."""
    values = column.values[chosen]
    return values if column.state is None else np.where(column.state[chosen] == FILLED, values, 0)


def _whole(number: Decimal | None, places: int) -> int | None:
    """A number in units of its last place; None where that leaves 64 bits, as in columns."""
    whole = None if number is None else int(number.scaleb(places))
    return None if whole is None or abs(whole) >= _BEYOND else whole


def _column(numbers: list[int | None], at: Any) -> tuple[Array, Array]:
    """Numbers as a column, 0 where there is none, and where there is one."""
    there = np.array([number is not None for number in numbers], np.bool_)
    return np.array([number or 0 for number in numbers], np.int64)[at], there[at]
