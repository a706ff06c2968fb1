"""Formulas as a finance officer writes them: Chinese names, × ÷, numbers put in."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from .syntax import NAMES

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: " + ", ast.Sub: " − ", ast.Mult: " × ", ast.Div: " ÷ ",
    ast.Lt: " < ", ast.LtE: " ≤ ", ast.Gt: " > ", ast.GtE: " ≥ ", ast.Eq: " = ", ast.NotEq: " ≠ ",
}  # fmt: skip
_PLACES: Final = {
    twos * fives: next(places for places in range(9) if 10**places % (twos * fives) == 0)
    for twos in (2**power for power in range(9))
    for fives in (5**power for power in range(9))
}
"""The decimal places that a fraction in lowest terms ends after, by its denominator."""

_BINDING: dict[type[ast.AST], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}


def show(number: Fraction | bool) -> str:
    """Write an exact number: all digits where they end within 8 places, else 6 and an ellipsis."""
    if isinstance(number, bool):
        return "是" if number else "否"
    numerator, denominator = number.numerator, number.denominator
    if denominator == 1:
        return str(numerator)
    places = _PLACES.get(denominator)
    kept = 6 if places is None else places
    digits = f"{abs(numerator) * 10**kept // denominator:0{kept + 1}d}"
    return f"{'-' if numerator < 0 else ''}{digits[:-kept]}.{digits[-kept:]}{'…' if places is None else ''}"


def notate(node: ast.AST, values: Mapping[str, Fraction | bool] | None = None) -> str:
    """Write a checked formula's tree; with ``values``, numbers stand in place of names."""
    if isinstance(node, ast.Expression):
        return notate(node.body, values)
    if isinstance(node, ast.Constant):
        return show(Fraction(str(node.value)))
    if isinstance(node, ast.Name):
        value = values.get(node.id) if values is not None else None
        if value is not None and not isinstance(value, bool):
            return show(value)
        return NAMES[node.id][1]
    if isinstance(node, ast.BinOp):
        sign = _SIGNS[type(node.op)]
        left = _bracket(node.left, node, values, right=False)
        return left + sign + _bracket(node.right, node, values, right=True)
    if isinstance(node, ast.UnaryOp):
        inner = notate(node.operand, values)
        if isinstance(node.op, ast.Not):
            return f"非（{inner}）"
        return f"−（{inner}）" if isinstance(node.operand, ast.BinOp) else f"−{inner}"
    if isinstance(node, ast.Compare):
        text = notate(node.left, values)
        for op, part in zip(node.ops, node.comparators, strict=True):
            text += _SIGNS[type(op)] + notate(part, values)
        return text
    if isinstance(node, ast.BoolOp):
        word = " 且 " if isinstance(node.op, ast.And) else " 或 "
        return word.join(
            f"（{notate(part, values)}）" if isinstance(part, ast.BoolOp) else notate(part, values)
            for part in node.values
        )
    if isinstance(node, ast.IfExp):
        return f"若 {notate(node.test, values)}：{notate(node.body, values)}；否则 {notate(node.orelse, values)}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        parts = [notate(argument, values) for argument in node.args]
        return _call(node.func.id, parts)
    raise TypeError(f"not a checked formula: {ast.dump(node)}")


def _call(name: str, parts: list[str]) -> str:
    if name == "min":
        return f"取小（{'，'.join(parts)}）"
    if name == "max":
        return f"取大（{'，'.join(parts)}）"
    if name == "abs":
        return f"|{parts[0]}|"
    word = "四舍五入" if name == "half_up" else "截取"
    return f"{word}（{parts[0]}，{parts[1]} 位小数）"


def _bracket(node: ast.expr, outer: ast.BinOp, values: Mapping[str, Fraction | bool] | None, *, right: bool) -> str:
    text = notate(node, values)
    if isinstance(node, ast.IfExp):
        return f"（{text}）"
    if isinstance(node, ast.BinOp):
        inner, around = _BINDING[type(node.op)], _BINDING[type(outer.op)]
        if inner < around or (right and inner == around):
            return f"({text})"
    if values is not None and isinstance(node, ast.Name):
        value = values.get(node.id)
        if isinstance(value, Fraction) and value < 0:
            return f"({text})"
    return text


_OPPOSITES: dict[type[ast.AST], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_PERCENTS = frozenset(("completion", "coefficient"))


def cases(node: ast.expr) -> tuple[tuple[str, str], ...]:
    """A formula case by case, from the top the first that holds: the condition, "" for the rest, and the value.

    Conditions on a completion are written in percent, as the field writes them: ``完成率 ≥ 100%``.
    """
    found: list[tuple[str, str]] = []
    last: ast.expr | None = None
    while isinstance(node, ast.IfExp):
        last = node.test
        if isinstance(node.body, ast.IfExp):
            found += (
                (f"{condition(node.test)} 且 {inner}" if inner else condition(node.test), value)
                for inner, value in cases(node.body)
            )
        else:
            found.append((condition(node.test), notate(node.body)))
        node = node.orelse
    otherwise = opposite(last) if last is not None and len(found) == 1 else ""
    return (*found, (otherwise, notate(node)))


def condition(node: ast.expr) -> str:
    """A condition, percentages with their sign."""
    if isinstance(node, ast.BoolOp):
        word = " 且 " if isinstance(node.op, ast.And) else " 或 "
        return word.join(f"（{condition(p)}）" if isinstance(p, ast.BoolOp) else condition(p) for p in node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return opposite(node.operand) or notate(node)
    text = notate(node)
    if isinstance(node, ast.Compare):
        sides = (node.left, *node.comparators)
        if any(isinstance(side, ast.Name) and side.id in _PERCENTS for side in sides):
            parts = [f"{notate(side)}%" if isinstance(side, ast.Constant) else notate(side) for side in sides]
            text = parts[0] + "".join(_SIGNS[type(op)] + part for op, part in zip(node.ops, parts[1:], strict=True))
    return text


def opposite(node: ast.expr) -> str:
    """A condition turned round, "" where that takes more than one sign or word."""
    if isinstance(node, ast.Name):
        return f"没有{notate(node)}"
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return condition(ast.Compare(node.left, [_OPPOSITES[type(node.ops[0])]()], node.comparators))
    return ""
