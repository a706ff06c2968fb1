"""A rule's two formulas and their roundings as code over columns of 64-bit integers.

Beside the code over columns stands the same code over bounds, whole numbers of any size: it says, from
the largest number of each column, how large anything on the way can grow.  Where that is too large for
64 bits the rows are not computed here.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from .column_writer import Number, Writer
from .formula import Formula
from .rounding import Rounding
from .syntax import NAMES

LARGEST: Final = 2**62
"""Bound under which nothing that the code adds, multiplies or doubles leaves 64 bits."""

LARGEST_WHOLE: Final = 2**53
"""Bound under which everything that the code computes is a whole number that binary64 holds.

A whole quotient ``q`` of whole numbers ``n`` and ``d`` is then that of binary64, too.  ``n / d`` lies at least
``1 / d`` below ``q + 1`` and would have to lie within ``(q + 1) / 2**53`` of it to be rounded up to it; but
``d * (q + 1)``, at most ``n + d``, is below ``2**53``.
"""

Computed: TypeAlias = tuple[Any, Any, Any]
"""Completion and score as whole numbers of their last decimal place, and where a formula divides by zero."""

_TRUTHS: Final = frozenset(name for name, (kind, _) in NAMES.items() if kind == "truth")


@frozen
class ColumnCode:
    """Code of a completion and a score.

    Attributes:
        run: computes; takes the columns by name.
        bound: takes the largest absolute number of each column by name, returns the largest on the way.
        source: the code, to be looked at.
    """

    run: Callable[[Mapping[str, Any]], Computed]
    bound: Callable[[Mapping[str, int]], int]
    source: str = field(repr=False)


def column_code(
    completion: Formula | None,
    score: Formula,
    roundings: tuple[Rounding, Rounding],
    places: Mapping[str, int],
    *,
    natural: frozenset[str] = frozenset(),
    positive: frozenset[str] = frozenset(),
    floats: bool = False,
) -> ColumnCode | None:
    """Write the code of a rule; None where a result is not rounded to a number of places.

    Args:
        completion: percent, or None.
        score: points.
        roundings: of the completion and of the score.
        places: decimal places of each column.
        natural: columns without numbers below 0; what only they need is left out of the code.
        positive: columns without 0 or numbers below it.
        floats: over binary64 numbers, which hold whole numbers up to ``LARGEST_WHOLE`` and divide faster.
    """
    if roundings[1].way not in _WAYS or (completion is not None and roundings[0].way not in _WAYS):
        return None
    used = score.used | (completion.used if completion is not None else frozenset())
    known = tuple(sorted((name, places.get(name, 0)) for name in used if name not in _TRUTHS and name != "completion"))
    natural, positive = (natural | positive) & used, positive & used
    return _column_code(
        None if completion is None else completion.text, score.text, roundings, known, natural, positive, floats
    )


_WAYS: Final = ("half-up", "cut")


@lru_cache(maxsize=1024)
def _column_code(
    completion: str | None,
    score: str,
    roundings: tuple[Rounding, Rounding],
    places: tuple[tuple[str, int], ...],
    natural: frozenset[str],
    positive: frozenset[str],
    floats: bool,
) -> ColumnCode:
    code = (_Floats if floats else Writer)(dict(places), natural, positive)
    rate = "None"
    if completion is not None:
        code.text = completion
        rate = code.rounded(code.number(ast.parse(completion, mode="eval").body, None), roundings[0])
        code.completion = Number(rate, 1, None, 10 ** roundings[0].places)
    code.text = score
    points = code.rounded(code.number(ast.parse(score, mode="eval").body, None), roundings[1])
    if floats:
        rate, points = (one if one == "None" else f"np.int64({one})" for one in (rate, points))
    lines = ["def run(values):", "    undefined = False", *code.lines, f"    return {rate}, {points}, undefined"]
    limits = ["def bound(values):", "    most = 0", *code.limits, "    return most"]
    source = "\n".join([*lines, "", *limits])
    import numpy

    table: dict[str, Any] = {"np": numpy}
    exec(source, table)
    return ColumnCode(table["run"], table["bound"], source)


class _Floats(Writer):
    """Writes code over columns of whole binary64 numbers."""

    def _take(self, name: str) -> None:
        self.line(f'{name} = values["{name}"].astype(np.float64)')

    def _floor(self, over: str, under: str) -> str:
        return f"np.floor({over} / {under})"
