"""A rule's two formulas over columns of binary64 numbers, operation by operation as the issuing systems did.

A processor rounds each operation on a column as it does on a single number, so the results are those of
the row by itself; only where a result lies beside the edge of a rounding is it looked at one by one.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import numpy as np

from .column_data import Array
from .column_writer import COMPARED
from .formula import Formula
from .rounding import Rounding
from .syntax import NAMES, literal

LARGEST: Final = 2**53
"""Whole numbers below this are binary64 numbers."""

NEAR: Final = 2.0**-51
NEAR_ZERO: Final = 2.0**-60
"""How near, in proportion and at least, a number in units of its last place may lie to the edge of a rounding and
not be sure of its side: the product is off by half its last digit at most."""

SURELY_WHOLE: Final = 2.0**52
"""Below this a whole number in units of the last place is exact."""

_TRUTHS: Final = frozenset(name for name, (kind, _) in NAMES.items() if kind == "truth")
_SIGNS: Final[dict[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def run_floats(
    completion: Formula | None,
    score: Formula,
    roundings: tuple[Rounding, Rounding],
    columns: Mapping[str, Any],
    places: Mapping[str, int],
    count: int,
) -> tuple[Array, Array, Array]:
    """The score in units of its last place, where a formula has no value, and where the score is too large for that.

    Args:
        completion: percent, or None.
        score: points.
        roundings: of the completion and of the score.
        columns: int64 of the numbers, all below ``LARGEST``; bool of the truths.
        places: decimal places of the numbers.
        count: how many rows there are.
    """
    values: dict[str, Any] = {
        name: column if name in _TRUTHS else column / float(10 ** places.get(name, 0))
        for name, column in columns.items()
    }
    keep, to = roundings
    undefined: Any = np.False_
    with np.errstate(all="ignore"):
        if completion is not None:
            rate, undefined = _code(completion.text)(values)
            rate, undefined = _known(rate, undefined, count)
            values["completion"] = rounded(rate, keep)
        points, lost = _code(score.text)(values)
        points, undefined = _known(points, undefined | lost, count)
    too_large = np.abs(points) >= LARGEST / 10**to.places
    points = np.where(too_large, 0.0, points)
    whole, unsure = _in_units(points, to)
    for place in unsure:
        whole[place] = int(to.decimal(to.seen(float(points[place]))).scaleb(to.places))
    return whole.astype(np.int64), undefined, too_large


def rounded(numbers: Array, rounding: Rounding) -> Array:
    """Round binary64 numbers as :meth:`Rounding.binary64` does one."""
    whole, unsure = _in_units(numbers, rounding)
    found: Array = whole / 10**rounding.places
    for place in unsure:
        found[place] = rounding.binary64(float(numbers[place]))
    return found


def _in_units(numbers: Array, rounding: Rounding) -> tuple[Array, Array]:
    """Numbers rounded to whole numbers of the last decimal place, and the places of those that are not sure."""
    scaled = np.abs(numbers) * 10**rounding.places
    moved = scaled + 0.5 if rounding.way == "half-up" else scaled
    whole = np.floor(moved)
    unsure = np.abs(moved - np.rint(moved)) <= scaled * NEAR + NEAR_ZERO
    if rounding.way != "half-up":
        # Cuts have whole numbers, of which there are many, for their edges.
        unsure &= (numbers != np.floor(numbers)) | (scaled >= SURELY_WHOLE)
    return np.where(numbers < 0, -whole, whole), np.flatnonzero(unsure)


def _known(numbers: Any, undefined: Any, count: int) -> tuple[Array, Array]:
    """One number for each row, 0 where there is none, and where that is."""
    numbers = np.broadcast_to(np.asarray(numbers, np.float64), (count,))
    undefined = np.broadcast_to(undefined | ~np.isfinite(numbers), (count,))
    return np.where(undefined, 0.0, numbers), undefined


@lru_cache(maxsize=1024)
def _code(text: str) -> Any:
    writer = FloatWriter(text)
    found = writer.write(ast.parse(text, mode="eval").body, None)
    lines = ["def run(values):", "    undefined = np.False_", *writer.lines, f"    return {found}, undefined"]
    table: dict[str, Any] = {"np": np, "rounded": rounded, "Rounding": Rounding}
    exec("\n".join(lines), table)
    return table["run"]


class FloatWriter:
    """Writes the code of a tree line by line; see :mod:`scoring.column_code`.

    Attributes:
        lines: the code.
    """

    def __init__(self, text: str) -> None:
        self._text, self._count = text, 0
        self.lines: list[str] = []

    def write(self, node: ast.expr, path: str | None) -> str:
        """Write what computes a number or a truth, where ``path`` asks for it; returns where it stands."""
        if isinstance(node, ast.Constant):
            return self._constant(float(literal(node, self._text) or ""))
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.UnaryOp):
            operand = self.write(node.operand, path)
            return self._new(self._not(operand) if isinstance(node.op, ast.Not) else f"-{operand}")
        if isinstance(node, ast.BinOp):
            left, right = self.write(node.left, path), self.write(node.right, path)
            if isinstance(node.op, ast.Div):
                self._line(f"undefined = undefined | ({right} == 0){f' & {path}' if path else ''}")
            return self._new(f"{left} {_SIGNS[type(node.op)]} {right}")
        if isinstance(node, ast.IfExp):
            test = self.write(node.test, path)
            body = self.write(node.body, self._both(path, test))
            other = self.write(node.orelse, self._both(path, self._not(test)))
            return self._new(self._where(test, body, other))
        if isinstance(node, ast.Call):
            return self._call(node, path)
        if isinstance(node, ast.BoolOp):
            is_and = isinstance(node.op, ast.And)
            found = self.write(node.values[0], path)
            for part in node.values[1:]:
                asked = self.write(part, self._both(path, found if is_and else self._not(found)))
                found = self._new(f"{found} {'&' if is_and else '|'} {asked}")
            return found
        assert isinstance(node, ast.Compare)
        left, found = self.write(node.left, path), ""
        for operator, part in zip(node.ops, node.comparators, strict=True):
            right = self.write(part, self._both(path, found) if found else path)
            holds = self._new(f"{left} {COMPARED[type(operator)]} {right}")
            found = self._new(f"{found} & {holds}") if found else holds
            left = right
        return found

    def _call(self, node: ast.Call, path: str | None) -> str:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        first, *rest = (self.write(argument, path) for argument in node.args)
        if name == "abs":
            return self._new(f"np.abs({first})")
        if name in ("min", "max"):
            for other in rest:
                test = self._new(f"{other} {'<' if name == 'min' else '>'} {first}")
                first = self._new(self._where(test, other, first))
            return first
        assert isinstance(node.args[1], ast.Constant)
        way, places = "half-up" if name == "half_up" else "cut", int(Fraction(literal(node.args[1], self._text) or ""))
        return self._new(self._rounded(first, way, places))

    def _constant(self, number: float) -> str:
        return f"np.float64({number!r})"

    def _name(self, name: str) -> str:
        return f'values["{name}"]'

    def _where(self, test: str, body: str, other: str) -> str:
        return f"np.where({test}, {body}, {other})"

    def _not(self, truth: str) -> str:
        return f"(~{truth})"

    def _rounded(self, number: str, way: str, places: int) -> str:
        return f'rounded(np.atleast_1d({number}), Rounding("{way}", {places}))'

    def _both(self, path: str | None, test: str) -> str:
        return test if path is None else self._new(f"{path} & {test}")

    def _line(self, text: str) -> None:
        self.lines.append(f"    {text}")

    def _new(self, text: str) -> str:
        self._count += 1
        self._line(f"t{self._count} = {text}")
        return f"t{self._count}"
