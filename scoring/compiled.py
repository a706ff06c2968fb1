"""Checked formulas as Python functions, once for all rows.

A formula over exact rationals becomes straight-line code over the numerators and denominators of its
names, so that no number is made for what lies between them and the result; over binary64 it becomes
the same expression over floats.  Both follow the tree as it is evaluated: the branch that is not
taken divides by nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, TypeAlias

from .ratio import Ratio
from .rounding import CONTEXT, Rounding, rounding_to
from .syntax import FUNCTIONS, NAMES, literal

Compiled: TypeAlias = Callable[[Mapping[str, Any], Any], Any]
"""Takes the values of the names but ``completion``, and that of ``completion``."""

_Pair: TypeAlias = tuple[str, str]
"""Source text of a numerator and a denominator: names or whole numbers."""

_OPERATORS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


@lru_cache(maxsize=4096)
def exact(text: str) -> Compiled:
    """The function of a checked formula over ratios; it gives a Ratio, or a bool for a condition.

    The function raises ``ZeroDivisionError`` where the formula divides by zero.
    """
    tree = ast.parse(text, mode="eval").body
    code = _Exact(text)
    if _is_truth(tree):
        code.line(f"return {code.truth(tree)}")
    else:
        code.line("return Ratio({}, {})".format(*code.number(tree)))
    return _function(code.lines, {"Ratio": Ratio, "half_up": _half_up, "cut": _cut})


CompiledRow: TypeAlias = Callable[[Mapping[str, Any]], tuple[Decimal | None, int, int, Decimal, int, int]]
"""Takes the values of the names.  Gives the completion as it is printed, and the numerator and denominator that are
scored of it; and the score as it is printed, and as it was before it was rounded."""


@lru_cache(maxsize=4096)
def exact_row(completion: str | None, score: str, kept: Rounding, points: Rounding) -> CompiledRow:
    """The function of a row: completion, its rounding, score and the rounding of that, over ratios.

    Args:
        completion: checked formula of the completion in percent; None: there is none; None, 0 and 1 stand for it.
        score: checked formula of the score.
        kept: how the completion is rounded before it is scored.
        points: how the score is rounded.

    The function raises ``ZeroDivisionError`` where a formula divides by zero.
    """
    code = _Exact(score, among_values=True)
    rate = "None", "0", "1"
    if completion is not None:
        number = code.whole(completion)
        printed = code.rounded(number, kept)
        scored = number if kept.way == "none" else (printed, str(10**kept.places))
        rate = (f"scaled(Decimal({printed}), {-kept.digits})", *scored)
        code.know("completion", scored)
    number = code.whole(score)
    result = f"scaled(Decimal({code.rounded(number, points)}), {-points.digits})"
    code.line(f"return {', '.join((*rate, result, *number))}")
    table = {"half_up": _half_up, "cut": _cut, "Decimal": Decimal, "scaled": CONTEXT.scaleb}
    return _function(code.lines, table, "values")


@lru_cache(maxsize=4096)
def binary64(text: str) -> Compiled:
    """The function of a checked formula over floats, operation by operation; it gives a float, or a bool."""
    tree = _OverFloats(text).visit(ast.parse(text, mode="eval")).body
    table = {name: function.binary64 for name, function in FUNCTIONS.items()}
    return _function([f"    return {ast.unparse(ast.fix_missing_locations(tree))}"], table)


def _function(lines: list[str], table: dict[str, Any], arguments: str = "values, completion") -> Callable[..., Any]:
    table["__builtins__"] = {"ZeroDivisionError": ZeroDivisionError}
    exec("\n".join([f"def formula({arguments}):", *lines]), table)
    function: Callable[..., Any] = table["formula"]
    return function


def _is_truth(node: ast.expr) -> bool:
    """Does a part of a formula give a truth?"""
    if isinstance(node, ast.IfExp):
        return _is_truth(node.body)
    if isinstance(node, ast.Name):
        return NAMES[node.id][0] == "truth"
    return isinstance(node, (ast.BoolOp, ast.Compare)) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )


def _half_up(numerator: int, denominator: int, places: int) -> tuple[int, int]:
    rounded = rounding_to("half-up", places).exact(Ratio(numerator, denominator))
    return rounded.numerator, rounded.denominator


def _cut(numerator: int, denominator: int, places: int) -> tuple[int, int]:
    rounded = rounding_to("cut", places).exact(Ratio(numerator, denominator))
    return rounded.numerator, rounded.denominator


class _Exact:
    """Writes the code of a tree line by line; what it returns names where the value stands.

    Attributes:
        lines: the code so far.
    """

    def __init__(self, text: str, *, among_values: bool = False) -> None:
        """Write the code of a formula of this text; ``among_values``: the completion is one of the values."""
        self.lines: list[str] = []
        self._text = text
        self._among_values = among_values
        self._depth = 1
        self._count = 0
        self._loaded: frozenset[str] = frozenset()

    def line(self, text: str) -> None:
        """Write a line at the present depth."""
        self.lines.append("    " * self._depth + text)

    def whole(self, text: str) -> _Pair:
        """Write what computes a formula; what its names were read into serves the next."""
        self._text = text
        return self.number(ast.parse(text, mode="eval").body)

    def know(self, name: str, number: _Pair) -> None:
        """From here on a name stands for a number that was computed."""
        self._assign((f"{name}_n", f"{name}_d"), number)
        self._loaded |= {name}

    def rounded(self, number: _Pair, rounding: Rounding) -> str:
        """Write what rounds a number as ``rounding.decimal`` does; gives it in units of the last place."""
        over, under = number
        found = self._fresh()
        if rounding.way in ("half-up", "none"):
            scaled, below = _times(over, str(2 * 10**rounding.digits)), _times("2", under)
            half = f" + {under}"
        else:
            scaled, below, half = _times(over, str(10**rounding.digits)), under, ""
        with self._under(f"if {over} < 0:"):
            self.line(f"{found} = -((-{scaled}{half}) // ({below}))")
        with self._under("else:"):
            self.line(f"{found} = ({scaled}{half}) // ({below})")
        return found

    def number(self, node: ast.expr) -> _Pair:
        """Write what computes a number."""
        if isinstance(node, ast.Constant):
            value = Fraction(literal(node, self._text) or "")
            return str(value.numerator), str(value.denominator)
        if isinstance(node, ast.Name):
            return self._load(node.id)
        if isinstance(node, ast.UnaryOp):
            over, under = self.number(node.operand)
            return self._new(f"-{over}", under)
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        assert isinstance(node, ast.IfExp)
        number = self._fresh(), self._fresh()
        test = self.truth(node.test)
        for opening, part in ((f"if {test}:", node.body), ("else:", node.orelse)):
            with self._under(opening):
                self._assign(number, self.number(part))
        return number

    def truth(self, node: ast.expr) -> str:
        """Write what finds out a truth."""
        if isinstance(node, ast.Name):
            return f'values["{node.id}"]'
        found = self._fresh()
        if isinstance(node, ast.UnaryOp):
            self.line(f"{found} = not {self.truth(node.operand)}")
        elif isinstance(node, ast.BoolOp):
            first, *rest = node.values
            self.line(f"{found} = {self.truth(first)}")
            opening = f"if {found}:" if isinstance(node.op, ast.And) else f"if not {found}:"
            for part in rest:
                with self._under(opening):
                    self.line(f"{found} = {self.truth(part)}")
        elif isinstance(node, ast.Compare):
            self._comparison(found, node)
        else:
            assert isinstance(node, ast.IfExp)
            test = self.truth(node.test)
            for opening, part in ((f"if {test}:", node.body), ("else:", node.orelse)):
                with self._under(opening):
                    self.line(f"{found} = {self.truth(part)}")
        return found

    def _comparison(self, found: str, node: ast.Compare) -> None:
        left = self.number(node.left)
        for place, (operator, part) in enumerate(zip(node.ops, node.comparators, strict=True)):
            with self._under(f"if {found}:") if place else nullcontext():
                right = self.number(part)
                one, two = _times(left[0], right[1]), _times(right[0], left[1])
                self.line(f"{found} = {one} {_OPERATORS[type(operator)]} {two}")
            left = right

    def _operation(self, node: ast.BinOp) -> _Pair:
        (left, under), (right, below) = self.number(node.left), self.number(node.right)
        if isinstance(node.op, ast.Mult):
            return self._new(_times(left, right), _times(under, below))
        if isinstance(node.op, ast.Div):
            over, divisor = self._new(_times(left, below), _times(under, right))
            if divisor.isdigit():
                if divisor == "0":
                    self.line("raise ZeroDivisionError")
                return over, divisor
            with self._under(f"if {divisor} <= 0:"):
                with self._under(f"if not {divisor}:"):
                    self.line("raise ZeroDivisionError")
                self.line(f"{over}, {divisor} = -{over}, -{divisor}")
            return over, divisor
        sign = "+" if isinstance(node.op, ast.Add) else "-"
        return self._new(f"{_times(left, below)} {sign} {_times(right, under)}", _times(under, below))

    def _call(self, node: ast.Call) -> _Pair:
        assert isinstance(node.func, ast.Name)
        numbers = [self.number(argument) for argument in node.args]
        first, name = numbers[0], node.func.id
        if name == "abs":
            over, under = self._new(first[0], first[1])
            with self._under(f"if {over} < 0:"):
                self.line(f"{over} = -{over}")
            return over, under
        if name in ("min", "max"):
            best = self._fresh(), self._fresh()
            self._assign(best, first)
            for other in numbers[1:]:
                sign = "<" if name == "min" else ">"
                with self._under(f"if {_times(other[0], best[1])} {sign} {_times(best[0], other[1])}:"):
                    self._assign(best, other)
            return best
        found = self._fresh(), self._fresh()
        self.line(f"{found[0]}, {found[1]} = {name}({first[0]}, {first[1]}, {numbers[1][0]})")
        return found

    def _load(self, name: str) -> _Pair:
        """A name's number; read where it is first used, for a branch not taken may lack it."""
        pair = f"{name}_n", f"{name}_d"
        if name not in self._loaded:
            if name != "completion" or self._among_values:
                # A method of a Fraction is called faster than two of its properties are looked up.
                self.line(f'{name}_n, {name}_d = values["{name}"].as_integer_ratio()')
            else:
                self._assign(pair, (f"{name}.numerator", f"{name}.denominator"))
            self._loaded |= {name}
        return pair

    def _new(self, over: str, under: str) -> _Pair:
        """A new number: names for what is computed, whole numbers as they are."""
        number = self._fresh(), under if under.isdigit() else self._fresh()
        self.line(f"{number[0]} = {over}")
        if number[1] != under:
            self.line(f"{number[1]} = {under}")
        return number

    def _assign(self, to: _Pair, number: _Pair) -> None:
        self.line(f"{to[0]} = {number[0]}")
        self.line(f"{to[1]} = {number[1]}")

    @contextmanager
    def _under(self, opening: str) -> Iterator[None]:
        """Lines under a condition; names read there are read anew outside."""
        self.line(opening)
        before = self._loaded
        self._depth += 1
        yield
        self._depth -= 1
        self._loaded = before

    def _fresh(self) -> str:
        self._count += 1
        return f"t{self._count}"


def _times(one: str, other: str) -> str:
    """The product of two names or whole numbers, without a factor of 1."""
    if one.isdigit() and other.isdigit():
        return str(int(one) * int(other))
    if "1" in (one, other):
        return other if one == "1" else one
    return f"{one} * {other}"


class _OverFloats(ast.NodeTransformer):
    """Names become look-ups, literals the floats nearest to their own text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def visit_Call(self, node: ast.Call) -> ast.Call:
        node.args = [self.visit(argument) for argument in node.args]
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(float(literal(node, self._text) or ""))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id == "completion":
            return node
        return ast.Subscript(ast.Name("values", ast.Load()), ast.Constant(node.id), ast.Load())
