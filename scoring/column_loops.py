"""The formulas of several rules as one loop over rows, compiled where numba is installed.

The code of each rule is that of :mod:`scoring.column_code` for single numbers, with branches that are
only entered where they are asked for; a row's way, a small number, says which rule's code it runs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from math import lcm
from typing import Any, Final

from .column_writer import COMPARED, Number, Writer
from .rounding import Rounding
from .syntax import NAMES

_TRUTHS: Final = frozenset(name for name, (kind, _) in NAMES.items() if kind == "truth")

Pair = tuple[str | None, str]
"""Texts of the formulas of a completion, or None, and of a score."""


@cache
def has_compiler() -> bool:
    """Is there a compiler for loops?"""
    return find_spec("numba") is not None


@lru_cache(maxsize=64)
def loop(
    pairs: tuple[Pair, ...], roundings: tuple[Rounding, Rounding], places: tuple[tuple[str, int], ...]
) -> tuple[Callable[..., Any], tuple[str, ...]]:
    """Compile the loop of some rules.

    Args:
        pairs: their formulas; a row whose code's way is n, from 1, runs the n-th, one whose way is 0 none.
        roundings: of the completion and of the score.
        places: decimal places of the columns of numbers.

    Returns:
        The loop, and the names of the columns it takes behind the codes of the rows, and the ways and rules of
        the codes; behind these come the columns it fills: rule, score, whether there is one, completion, whether
        there is one, and where a formula divides by zero.
    """
    import numba
    import numpy

    bodies = [_Body(dict(places), pair, roundings) for pair in pairs]
    names = tuple(sorted(frozenset[str]().union(*(body.names for body in bodies))))
    outs = ("score", "has_score", "completion", "has_completion", "undefined_rows")
    columns = ", ".join((*(f"{name}_column" for name in names), "rule", *outs))
    lines = [f"def loop(codes, ways, rules, {columns}):", "    for i in range(len(codes)):"]
    lines += ["        code = codes[i]", "        way = ways[code]", "        rule[i] = rules[code]"]
    for number, body in enumerate(bodies, 1):
        lines.append(f"        {'if' if number == 1 else 'elif'} way == {number}:")
        lines += body.lines
    table: dict[str, Any] = {"np": numpy}
    exec("\n".join(lines), table)
    return numba.njit(error_model="numpy", nogil=True)(table["loop"]), names


class _Body(Writer):
    """Writes the code of one rule for the numbers of a row."""

    def __init__(self, places: Mapping[str, int], pair: Pair, roundings: tuple[Rounding, Rounding]) -> None:
        super().__init__(places, frozenset(), frozenset())
        self._depth = 3
        self.line("undefined = False")
        completion, score = pair
        trees = [ast.parse(text, mode="eval").body for text in (completion, score) if text is not None]
        # Read at once: a name in two branches is one name.
        for name in sorted({node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}):
            if name in _TRUTHS:
                self._read.add(name)
                self.line(f"{name} = {name}_column[i]")
            elif name in places or name not in ("completion", "min", "max", "abs", "half_up", "cut"):
                self._load(name)
        rate = ""
        if completion is not None:
            self.text = completion
            rate = self.rounded(self.number(trees[0], None), roundings[0])
            self.completion = Number(rate, 1, None, 10 ** roundings[0].places)
        self.text = score
        points = self.rounded(self.number(trees[-1], None), roundings[1])
        self.line("undefined_rows[i] = undefined")
        with _Indented(self, "if not undefined:"):
            self.line(f"score[i] = {points}")
            self.line("has_score[i] = True")
            if rate:
                self.line(f"completion[i] = {rate}")
                self.line("has_completion[i] = True")

    def line(self, text: str) -> None:
        self.lines.append("    " * self._depth + text)

    def truth(self, node: ast.expr, path: str | None) -> str:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Compare) and len(node.ops) > 1:
            found = self._fresh()
            left = self.number(node.left, None)
            self._further(found, left, list(zip(node.ops, node.comparators, strict=True)))
            return found
        return super().truth(node, path)

    def _further(self, found: str, left: Number, rest: Sequence[tuple[ast.cmpop, ast.expr]]) -> None:
        (operator, node), *more = rest
        right = self.number(node, None)
        self.line(f"{found} = {self._compared(left, COMPARED[type(operator)], right)}")
        if more:
            with _Indented(self, f"if {found}:"):
                self._further(found, right, more)

    def _take(self, name: str) -> None:
        self.line(f"{name} = {name}_column[i]")

    def _where(self, test: str, body: str, other: str) -> str:
        return f"{body} if {test} else {other}"

    def _size(self, number: str) -> str:
        return f"abs({number})"

    def _sign(self, number: str) -> str:
        return f"-1 if {number} < 0 else 1"

    def _not(self, truth: str) -> str:
        return f"not {truth}"

    def _both(self, path: str | None, test: str, *, unless: bool = False) -> str | None:
        return None  # what is not asked for is not entered

    def _undefined(self, divisor: str | None, path: str | None) -> None:
        if divisor is None:
            self.line("undefined = True")
            return
        with _Indented(self, f"if {divisor} == 0:"):
            self.line("undefined = True")

    def _choice(self, node: ast.IfExp, path: str | None) -> Number:
        ends, numbers = [], []
        for opening, part in zip(self._branches(node), (node.body, node.orelse), strict=True):
            with _Indented(self, opening):
                numbers.append(self.number(part, None))
                ends.append((len(self.lines), self._depth))
        body, other = numbers
        if body.under is None and other.under is None:
            common = lcm(body.divisor, other.divisor)
            over = self._fresh()
            texts = [[f"{over} = {_product(one.over, one.factor * (common // one.divisor))}"] for one in numbers]
            chosen = Number(over, 1, None, common)
        else:
            over, under = self._fresh(), self._fresh()
            texts = [
                [f"{over} = {_product(one.over, one.factor)}", f"{under} = {_product(one.under, one.divisor)}"]
                for one in numbers
            ]
            chosen = Number(over, 1, under, 1)
        for (end, depth), lines in reversed(list(zip(ends, texts, strict=True))):
            self.lines[end:end] = ["    " * depth + line for line in lines]
        return chosen

    def _chosen_truth(self, node: ast.IfExp, path: str | None) -> str:
        found = self._fresh()
        for opening, part in zip(self._branches(node), (node.body, node.orelse), strict=True):
            with _Indented(self, opening):
                self.line(f"{found} = {self.truth(part, None)}")
        return found

    def _branches(self, node: ast.IfExp) -> tuple[str, str]:
        return f"if {self.truth(node.test, None)}:", "else:"

    def _joined(self, node: ast.BoolOp, path: str | None) -> str:
        unless = "" if isinstance(node.op, ast.And) else "not "
        found = self._fresh()
        first, *rest = node.values
        self.line(f"{found} = {self.truth(first, None)}")
        for part in rest:
            with _Indented(self, f"if {unless}{found}:"):
                self.line(f"{found} = {self.truth(part, None)}")
        return found

    def _fresh(self) -> str:
        self._count += 1
        return f"t{self._count}"


class _Indented:
    """Lines under a condition."""

    def __init__(self, code: _Body, opening: str) -> None:
        self._code = code
        code.line(opening)

    def __enter__(self) -> None:
        self._code._depth += 1

    def __exit__(self, *_: object) -> None:
        self._code._depth -= 1


def _product(column: str | None, factor: int) -> str:
    return str(factor) if column is None or not factor else column if factor == 1 else f"{column} * {factor}"
