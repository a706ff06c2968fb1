"""One row of columns, scored as rows are everywhere else."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from .column_data import KINDS, NUMBERS, OPERATORS, RowColumns
from .comparison import Comparison
from .marking import mark_indicator
from .model import Indicator
from .quantity import Figure, Reading
from .ruleset import Ruleset
from .scorecard import Mark

_BETWEEN: Final = "|"
"""Stands between words, so that no two of them make another where punctuation is left out."""


def mark_row(rows: RowColumns, row: int, met: int, ruleset: Ruleset) -> Mark:
    """Score a row by itself; the arguments are those of :func:`row_of`."""
    indicator, found = row_of(rows, row, met)
    return mark_indicator(indicator, ruleset, trace=False, comparison=found)


def row_of(rows: RowColumns, row: int, met: int) -> tuple[Indicator, Comparison]:
    """A row by itself.

    Args:
        rows: the columns.
        row: its number, from 0.
        met: whether its target was met: 1, 0, or -1 where that cannot be told.
    """
    cells = {name: _reading(rows, name, row) for name in NUMBERS}
    found = Comparison(
        KINDS[rows.kind[row]],
        OPERATORS[rows.operator[row]],
        target=_exact(cells["target"]),
        actual=_exact(cells["actual"]),
        low=_exact(cells["low"]),
        high=_exact(cells["high"]),
        met=None if met < 0 else bool(met),
        problem="无法比较" if met < 0 else "",
    )
    indicator = Indicator(
        "",
        level1=_BETWEEN.join(sorted(rows.words[1][rows.words[0][row]])),
        weight=cells["weight"],
        rule=rows.rules[1][rows.rules[0][row]],
        coefficient=cells["coefficient"],
        deduction=cells["deduction"],
        reason="有" if rows.reason[row] else "",
    )
    return indicator, found


def _reading(rows: RowColumns, name: str, row: int) -> Reading:
    column = rows.numbers.get(name)
    return None if column is None else column.reading(row)


def _exact(reading: Reading) -> Fraction | None:
    return Fraction(reading.value) if isinstance(reading, Figure) else None
