"""Score many rows at once: columns in, columns out, the same cents as row by row.

Rows of one shape, for which a ruleset has the same formulas, are computed together by
:mod:`scoring.column_code` over blocks that fit a processor's cache.  Rows whose numbers are too large
to be sure of 64 bits, and rulesets that compute otherwise, are scored row by row as everywhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil, floor
from typing import Final

import numpy as np
from attrs import evolve, frozen

from .column_block import Block, compute, store
from .column_data import FILLED, PROBLEMS, UNREADABLE, Array, Numbers, RowColumns, ScoreColumns
from .column_lanes import LaneCode
from .column_loops import has_compiler, has_loops, is_kept, is_loaded, total_loop
from .column_runner import Runner, code_of, empty
from .column_shapes import Way
from .errors import WrongArgument
from .marking import mark_execution
from .model import FundLine
from .plan import FUND_NAMES
from .rounding import exactly
from .ruleset import Grade, Ruleset

BLOCK: Final = 32_768
"""Rows computed at once: their columns stay in the cache."""

PAYS_KEPT: Final = 1_500_000
"""Rows that blocks take about as long for as the linker and a loop take to be read from disk."""

PAYS_ANOTHER: Final = 100_000
"""The same for another loop, when the linker is there."""

PAYS_COMPILED: Final = 20_000_000
"""Rows after which a loop is compiled.  Blocks take a third as long for them as that takes; but a loop is compiled
once for a machine."""

_KEPT_MEMORY: Final = (1 << 25) - (1 << 16)
"""Bytes; larger than what a block or a piece of a batch takes at once, and hardly less than glibc keeps at all."""

_scored: Final = Counter[LaneCode]()
"""How many rows were scored without their loop."""


@exactly
def score_columns(rows: RowColumns, ruleset: Ruleset, *, compiled: bool | None = None) -> ScoreColumns:
    """Score rows by a ruleset, each to the cent as :func:`scoring.mark_indicator` does.

    Args:
        rows: the rows.
        ruleset: the rules.
        compiled: in one compiled loop, several times as fast, where numba is installed.  A loop takes seconds to
            compile, once for a ruleset on a machine, and a tenth of one to read from disk, once in a process; so
            by default (None) it is used as soon as this process has scored enough rows for it to pay.
    """
    count = len(rows)
    _keep_memory()
    if count and compiled is not False and has_compiler():
        code = code_of(rows, ruleset)
        if code is not None and (compiled or _pays(code, count)):
            found = Runner(rows, ruleset, code).score()
            if found is not None:
                return found
    whole = empty(count, ruleset)
    by_row = 0
    known: dict[int, Way] = {}
    for start in range(0, count, BLOCK):
        block = Block(rows.part(slice(start, start + BLOCK)), ruleset, whole, start, known)
        block.score()
        by_row += block.by_row
    return evolve(whole, row_by_row=by_row)


@cache
def _keep_memory() -> None:
    """Have the C library keep what it has freed, where it would hand it back and ask for it anew in each block.

    glibc does so with pieces, and with sums of freed pieces, larger than any that has come and gone.  This one
    comes and goes untouched; without it half of a block's time is spent on memory.
    """
    np.empty(_KEPT_MEMORY, np.uint8)


def _pays(code: LaneCode, count: int) -> bool:
    """Is a loop worth what it takes to begin with it?"""
    if is_loaded(code):
        return count > BLOCK // 4
    _scored[code] += count
    if _scored[code] >= PAYS_COMPILED:
        return True
    pays = _scored[code] >= PAYS_ANOTHER if has_loops() else _scored.total() >= PAYS_KEPT
    return pays and is_kept(code)


@exactly
def execution_columns(numbers: Mapping[str, Numbers], ruleset: Ruleset) -> ScoreColumns:
    """Score budget executions by a ruleset, each to the cent as :func:`scoring.mark_execution` does.

    Args:
        numbers: initial, adjusted, executed in 万元, and weight in points where it is printed; those that
            there are, all of one length.
        ruleset: the rules.
    """
    count = len(next(iter(numbers.values())).values)
    whole, by_row = empty(count, ruleset), 0
    rule = ruleset.execution
    states = {name: _state(numbers, name, count) for name in (*FUND_NAMES, "weight")}
    asked = [name for name in FUND_NAMES if name in rule.completion.used | rule.score.used]
    weighed = states["weight"] != UNREADABLE
    known = np.logical_and.reduce([weighed, *(states[name] == FILLED for name in asked)])
    whole.rule.fill(-1)
    whole.problem[~known] = PROBLEMS.index("not-filled-in")
    whole.problem[~weighed] = PROBLEMS.index("no-weight")
    columns: dict[str, Array] = {}
    places: dict[str, int] = {}
    for name in (*FUND_NAMES, "weight"):
        column = numbers.get(name, Numbers(np.zeros(count, np.int64)))
        columns[name], places[name] = np.where(states[name] == FILLED, column.values, 0), column.places
    if (states["weight"] != FILLED).any():
        filled = Numbers(columns["weight"], places["weight"], states["weight"])
        columns["weight"], places["weight"] = _with_own_weight(filled, rule.weight)
    for start in range(0, count, BLOCK):
        chosen = start + np.flatnonzero(known[start : start + BLOCK])
        if not len(chosen):
            continue
        mine = {name: column[chosen] for name, column in columns.items()}
        done = compute(rule.completion, rule.score, ruleset.calculation, mine, places, len(chosen))
        unsure = chosen if done is None else chosen[done.unsure] if done.unsure is not None else ()
        if done is not None:
            store(done, whole, chosen if done.sure is None else chosen[done.sure])
        for row in unsure:
            _execution_by_row(int(row), numbers, ruleset, whole)
        by_row += len(unsure)
    return evolve(whole, row_by_row=by_row)


@frozen(eq=False)
class TotalColumns:
    """The totals of tables.

    Attributes:
        total: int64, points in units of the last of ``places`` places; 0 where there is none.
        has_total: bool; a table with a row that has no score has none.
        places: decimal places.
        missing: int64, how many rows have no score.
        grade: int8, an index in the ruleset's grades; -1 for none.
    """

    total: Array
    has_total: Array
    places: int
    missing: Array
    grade: Array


def total_columns(
    starts: Array,
    rows: ScoreColumns,
    ruleset: Ruleset,
    execution: ScoreColumns | None = None,
    has_execution: Array | None = None,
) -> TotalColumns:
    """Add the scores of tables up, to the cent as :func:`scoring.score` does.

    Args:
        starts: int64, the first row of each table; the rows of a table stand together, no table is empty.
        rows: the scores of all rows; those of a table and its budget execution add up to a number of 64 bits.
        ruleset: by which they were scored.
        execution: the scores of the budget executions, one for each table, or None.
        has_execution: bool, the tables whose budget execution counts; None: all of them.

    Raises:
        WrongArgument: the ruleset rounds only the total, which columns of rounded scores cannot tell.
    """
    if ruleset.calculation.when == "total":
        raise WrongArgument.of(
            "total_columns", "每个指标先取整的规则集", ruleset, f"“{ruleset.title}”到总分时才取整，用 score 逐表计算"
        )
    count = len(starts)
    more, lost = np.zeros(count, np.int64), np.zeros(count, np.int64)
    if execution is not None:
        counts = np.ones(count, np.bool_) if has_execution is None else has_execution
        more, lost = np.where(counts, execution.score, 0), (counts & ~execution.has_score).astype(np.int64)
    ends = [_ends(one, 10**rows.score_places) for one in ruleset.grades]
    add = total_loop()
    if add is None:
        return _totals(starts, rows, more, lost, ends)
    total, missing, grade = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int8)
    given = [np.ascontiguousarray(one, np.int64) for one in (starts, more, lost, *zip(*ends, strict=True))]
    given += [np.empty(0, np.int64)] * (5 - len(given))
    add(given[0], rows.score, rows.has_score, *given[1:], total, missing, grade)
    return TotalColumns(total, missing == 0, rows.score_places, missing, grade)


def _totals(starts: Array, rows: ScoreColumns, more: Array, lost: Array, ends: list[tuple[int, int]]) -> TotalColumns:
    """The totals without a loop."""
    total, missing = np.add.reduceat(rows.score, starts) + more, lost
    if not rows.has_score.all():
        missing = missing + np.add.reduceat((~rows.has_score).view(np.int8), starts, dtype=np.int64)
    has_total = missing == 0
    grade = np.full(len(starts), -1, np.int8)
    for number, (least, most) in reversed(list(enumerate(ends))):
        np.copyto(grade, np.int8(number), where=(total >= least) & (total <= most))
    if not has_total.all():
        total, grade = np.where(has_total, total, 0), np.where(has_total, grade, np.int8(-1))
    return TotalColumns(total, has_total, rows.score_places, missing, grade)


@lru_cache(maxsize=256)
def _ends(grade: Grade, unit: int) -> tuple[int, int]:
    """The least and the most points of a grade, in units."""
    low, high = Fraction(grade.low) * unit, Fraction(grade.high) * unit
    return (
        ceil(low) if grade.low_included else floor(low) + 1,
        floor(high) if grade.high_included else ceil(high) - 1,
    )


def _state(numbers: Mapping[str, Numbers], name: str, count: int) -> Array:
    column = numbers.get(name)
    if column is None:
        return np.zeros(count, np.int8)
    return np.full(count, FILLED, np.int8) if column.state is None else column.state


def _with_own_weight(weights: Numbers, own: Decimal) -> tuple[Array, int]:
    """The printed weights, and the ruleset's own in place of all others; with their places."""
    exponent = own.as_tuple().exponent
    assert isinstance(exponent, int)
    more = max(0, -exponent - weights.places)
    whole, least = int(own.scaleb(weights.places + more)), np.iinfo(np.int64).min
    most = -(least + 1) // 10**more
    # What is too large stays so: the least of 64 bits is scored by itself.
    fits = (weights.values <= most) & (weights.values >= -most)
    printed = np.where(fits, weights.values, 0) * 10**more
    return np.where(weights.state == FILLED, np.where(fits, printed, least), whole), weights.places + more


def _execution_by_row(row: int, numbers: Mapping[str, Numbers], ruleset: Ruleset, whole: ScoreColumns) -> None:
    initial, adjusted, executed, weight = (
        numbers[name].reading(row) if name in numbers else None for name in (*FUND_NAMES, "weight")
    )
    line = FundLine("", initial=initial, adjusted=adjusted, executed=executed, weight=weight)
    whole.keep(row, mark_execution(line, ruleset, trace=False))
