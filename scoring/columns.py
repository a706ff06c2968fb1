"""Score many rows at once: columns in, columns out, the same cents as row by row.

Rows of one shape, for which a ruleset has the same formulas, are computed together by
:mod:`scoring.column_code` over blocks that fit a processor's cache.  Rows whose numbers are too large
to be sure of 64 bits, and rulesets that compute otherwise, are scored row by row as everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen

from .column_block import Block, compute, store
from .column_data import FILLED, PROBLEMS, Array, Numbers, RowColumns, ScoreColumns
from .errors import WrongArgument
from .marking import mark_execution
from .model import FundLine
from .plan import FUND_NAMES
from .ruleset import Ruleset

BLOCK: Final = 32_768
"""Rows computed at once: their columns stay in the cache."""


def score_columns(rows: RowColumns, ruleset: Ruleset, *, compiled: bool = False) -> ScoreColumns:
    """Score rows by a ruleset, each to the cent as :func:`scoring.mark_indicator` does.

    Args:
        rows: the rows.
        ruleset: the rules.
        compiled: in compiled loops, where numba is installed: two to three times as fast, but compiling
            takes seconds in every process, which only tens of millions of rows pay back.
    """
    count = len(rows)
    whole = _empty(count, ruleset)
    by_row = 0
    known: dict[Any, Any] = {}
    for start in range(0, count, BLOCK):
        block = Block(rows.part(slice(start, start + BLOCK)), ruleset, whole, start, known, compiled=compiled)
        block.score()
        by_row += block.by_row
    return evolve(whole, row_by_row=by_row)


def execution_columns(numbers: Mapping[str, Numbers], ruleset: Ruleset) -> ScoreColumns:
    """Score budget executions by a ruleset, each to the cent as :func:`scoring.mark_execution` does.

    Args:
        numbers: initial, adjusted, executed in 万元, and weight in points where it is printed; those that
            there are, all of one length.
        ruleset: the rules.
    """
    count = len(next(iter(numbers.values())).values)
    whole = _empty(count, ruleset)
    rule = ruleset.execution
    states = {name: _state(numbers, name, count) for name in (*FUND_NAMES, "weight")}
    asked = [name for name in FUND_NAMES if name in rule.completion.used]
    known = np.logical_and.reduce([states[name] == FILLED for name in asked])
    whole.problem[~known] = PROBLEMS.index("not-filled-in")
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
        done = compute(
            rule.completion, rule.score, ruleset.calculation, {n: c[chosen] for n, c in columns.items()}, places
        )
        unsure = chosen if done is None else chosen[done.unsure] if done.unsure is not None else ()
        if done is not None:
            store(done, whole, chosen if done.sure is None else chosen[done.sure])
        for row in unsure:
            _execution_by_row(int(row), numbers, ruleset, whole)
    return whole


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
        rows: the scores of all rows.
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
    total = np.add.reduceat(rows.score, starts)
    missing = np.add.reduceat((~rows.has_score).astype(np.int64), starts)
    if execution is not None:
        counts = np.ones(len(starts), np.bool_) if has_execution is None else has_execution
        total = total + np.where(counts, execution.score, 0)
        missing = missing + (counts & ~execution.has_score)
    has_total = missing == 0
    grade = np.full(len(starts), -1, np.int8)
    for number, one in enumerate(ruleset.grades):
        low, high = (Fraction(end) * 10**rows.score_places for end in (one.low, one.high))
        least = ceil(low) if one.low_included else floor(low) + 1
        most = floor(high) if one.high_included else ceil(high) - 1
        grade[(grade < 0) & has_total & (total >= least) & (total <= most)] = number
    return TotalColumns(np.where(has_total, total, 0), has_total, rows.score_places, missing, grade)


def _empty(count: int, ruleset: Ruleset) -> ScoreColumns:
    calculation = ruleset.calculation
    return ScoreColumns(
        np.zeros(count, np.int64),
        np.zeros(count, np.bool_),
        calculation.score.places,
        np.zeros(count, np.int64),
        np.zeros(count, np.bool_),
        calculation.completion.places,
        np.zeros(count, np.int8),
        np.full(count, -1, np.int16),
        0,
    )


def _state(numbers: Mapping[str, Numbers], name: str, count: int) -> Array:
    column = numbers.get(name)
    if column is None:
        return np.zeros(count, np.int8)
    return np.full(count, FILLED, np.int8) if column.state is None else column.state


def _with_own_weight(weights: Numbers, own: Decimal) -> tuple[Array, int]:
    """The printed weights, and the ruleset's own where none is printed; with their places."""
    exponent = own.as_tuple().exponent
    assert isinstance(exponent, int)
    more = max(0, -exponent - weights.places)
    whole = int(own.scaleb(weights.places + more))
    return np.where(weights.state == FILLED, weights.values * 10**more, whole), weights.places + more


def _execution_by_row(row: int, numbers: Mapping[str, Numbers], ruleset: Ruleset, whole: ScoreColumns) -> None:
    initial, adjusted, executed, weight = (
        numbers[name].reading(row) if name in numbers else None for name in (*FUND_NAMES, "weight")
    )
    line = FundLine("", initial=initial, adjusted=adjusted, executed=executed, weight=weight)
    whole.keep(row, mark_execution(line, ruleset, trace=False))
