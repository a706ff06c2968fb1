"""Rulesets' formulas in the language of spreadsheets, giving the same cents as the engine.

Spreadsheets compute in binary64.  Where a ruleset computes exactly, a number is first brought to the
decimal it stands for and then rounded; where a ruleset itself computes in binary64, the very number is
rounded, halves told by an exact comparison.  What is used more than once gets a name of its own.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from attrs import define, field, frozen

from scoring.formula import Formula
from scoring.rounding import Rounding
from scoring.ruleset import Arithmetic
from scoring.syntax import literal, parse

_OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "=", ast.NotEq: "<>",
}  # fmt: skip
_COMPARISONS: Final[dict[str, Callable[[Fraction, Fraction], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_TRUTHS: Final = ("FALSE", "TRUE")
_DIGITS: Final = 10
"""Decimal places, counted in units of the last place kept, to which a number is brought before it is rounded."""

_UNROUNDED_PLACES: Final = 10
_SOURCE: Final = ""
"""Under this key, which is no name, stands the text of the formula that is being written."""

_SPLIT: Final = 2**25
"""A number below one is split near this power of two into parts whose products by a thousand are exact.

The first part is kept one step too small: spreadsheets take a difference of almost nothing for nothing,
so there must be none.
"""


@define
class Names:
    """Parts of formulas under names of their own.

    Attributes:
        refer: makes the name of a part, or whatever a formula refers to it by, from its number and text.
        parts: what was named, in order.
    """

    refer: Callable[[int, str], str]
    parts: list[tuple[str, str]] = field(factory=list)

    def name(self, text: str) -> str:
        """Name a part and give the reference to it."""
        for reference, known in self.parts:
            if known == text:
                return reference
        reference = self.refer(len(self.parts) + 1, text)
        self.parts.append((reference, text))
        return reference


@frozen
class Translator:
    """Writes formulas for a spreadsheet.

    Attributes:
        arithmetic: the ruleset's.
        names: where parts go that are used more than once.
    """

    arithmetic: Arithmetic
    names: Names

    def formula(self, formula: Formula, values: Mapping[str, str]) -> str:
        """Write a checked formula.

        Args:
            formula: the formula.
            values: what stands for each of its names: a cell, a number, a condition.
        """
        return self._node(_tree(formula).body, {**values, _SOURCE: formula.text})

    def rounded(self, text: str, rounding: Rounding) -> str:
        """Round what a text computes."""
        if rounding.way == "none":
            return text if self.arithmetic == "binary64" else f"ROUND({text},{_UNROUNDED_PLACES})"
        if self.arithmetic == "exact" or rounding.way == "cut-text":
            return _rounded(text, rounding)
        return self._binary(self.names.name(text), rounding)

    def _binary(self, number: str, rounding: Rounding) -> str:
        """Round the binary64 number itself: 9.5749999999999993 is no half and becomes 9.57."""
        scale = 10**rounding.places
        size = self.names.name(f"ABS({number})")
        part = self.names.name(f"{size}-INT({size})")
        high = self.names.name(f"(INT({part}*{_SPLIT})-1)/{_SPLIT}")
        if rounding.way == "cut":
            near = self.names.name(f"INT({part}*{scale}+0.5)")
            below = f"(({part}-{high})*{scale}<{near}-{high}*{scale})"
            kept = f"{near}-IF({below},1,0)"
        else:
            low = self.names.name(f"INT({part}*{scale})")
            fine = scale * 10
            above = f"(({part}-{high})*{fine}>={low}*10+5-{high}*{fine})"
            kept = f"{low}+IF({above},1,0)"
        return f"(IF({number}<0,-1,1)*(INT({size})*{scale}+{kept})/{scale})"

    def _node(self, node: ast.AST, values: Mapping[str, str]) -> str:
        if isinstance(node, ast.Constant):
            return number_text(Fraction(literal(node, values[_SOURCE]) or str(node.value)))
        if isinstance(node, ast.Name):
            return values[node.id]
        if isinstance(node, ast.BinOp):
            return f"({self._node(node.left, values)}{_OPERATORS[type(node.op)]}{self._node(node.right, values)})"
        if isinstance(node, ast.UnaryOp):
            inner = self._node(node.operand, values)
            return f"NOT({inner})" if isinstance(node.op, ast.Not) else f"(0-{inner})"
        if isinstance(node, ast.Compare):
            return self._compare(node, values)
        if isinstance(node, ast.BoolOp):
            word = "AND" if isinstance(node.op, ast.And) else "OR"
            # Spreadsheets compute all parts; nested conditions stop at the first that decides.
            return self._lazily(word, [self._node(part, values) for part in node.values])
        if isinstance(node, ast.IfExp):
            test = self._node(node.test, values)
            if test in _TRUTHS:
                return self._node(node.body if test == "TRUE" else node.orelse, values)
            return f"IF({test},{self._node(node.body, values)},{self._node(node.orelse, values)})"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._call(node.func.id, node.args, values)
        raise TypeError(f"not a checked formula: {ast.dump(node)}")

    def _compare(self, node: ast.Compare, values: Mapping[str, str]) -> str:
        sides = [self._node(part, values) for part in (node.left, *node.comparators)]
        pairs = [
            _compared(left, _OPERATORS[type(op)], right)
            for op, left, right in zip(node.ops, sides, sides[1:], strict=False)
        ]
        return pairs[0] if len(pairs) == 1 else self._lazily("AND", pairs)

    def _lazily(self, word: str, parts: list[str]) -> str:
        text = parts[-1]
        for part in reversed(parts[:-1]):
            text = f"IF({part},{text},FALSE)" if word == "AND" else f"IF({part},TRUE,{text})"
        return text

    def _call(self, name: str, arguments: list[ast.expr], values: Mapping[str, str]) -> str:
        if name in ("half_up", "cut"):
            places = int(number_text(Fraction(str(getattr(arguments[1], "value", 0)))))
            way = Rounding("half-up" if name == "half_up" else "cut", places)
            return self.rounded(self._node(arguments[0], values), way)
        return f"{name.upper()}({','.join(self._node(argument, values) for argument in arguments)})"


def _compared(left: str, sign: str, right: str) -> str:
    """A comparison; of two numbers, its outcome: what a row's target decides is not left to the sheet."""
    try:
        outcome = _COMPARISONS[sign](Fraction(left.strip("()")), Fraction(right.strip("()")))
    except ValueError:
        return f"({left}{sign}{right})"
    return _TRUTHS[outcome]


@lru_cache(maxsize=1024)
def _tree(formula: Formula) -> ast.Expression:
    return parse(formula.text, formula.names, formula.kind)


def _rounded(text: str, rounding: Rounding) -> str:
    """Round a number that stands for a decimal: to the last place kept it is a whole number, or a half exactly."""
    scale = 10**rounding.places
    inner = f"ROUND({text}*{scale},{_DIGITS})" if scale > 1 else f"ROUND({text},{_DIGITS})"
    outer = f"ROUND({inner},0)" if rounding.way == "half-up" else f"TRUNC({inner})"
    return f"({outer}/{scale})" if scale > 1 else outer


def number_text(number: Fraction | Decimal) -> str:
    """A number as formulas have it: decimal digits, or a quotient where it has no end."""
    if isinstance(number, Decimal):
        number = Fraction(number)
    sign, number = ("-" if number < 0 else ""), abs(number)
    for places in range(20):
        scaled = number * 10**places
        if scaled.denominator == 1:
            digits = f"{scaled.numerator:0{places + 1}d}"
            text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
            return f"({sign}{text})" if sign else text
    return f"({sign}{number.numerator}/{number.denominator})"


def on_sheet(text: str, prefix: str) -> str:
    """A formula whose cells are named with their worksheet, as names need it."""
    import re

    pieces = re.split(r'("(?:[^"]|"")*")', text)
    return "".join(
        piece if index % 2 else re.sub(r"\$[A-Z]{1,3}\$\d+", lambda match: prefix + match[0], piece)
        for index, piece in enumerate(pieces)
    )
