"""Formulas as a finance officer writes them: Chinese names, × ÷, numbers put in."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from .syntax import NAMES

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: " + ", ast.Sub: " − ", ast.Mult: " × ", ast.Div: " ÷ ",
    ast.Lt: " < ", ast.LtE: " ≤ ", ast.Gt: " > ", ast.GtE: " ≥ ", ast.Eq: " = ", ast.NotEq: " ≠ ",
}  # fmt: skip
_PLACES: Final = {
    2**twos * 5**fives: (max(twos, fives), 10 ** max(twos, fives), "") for twos in range(9) for fives in range(9)
}
"""The decimal places that a fraction in lowest terms ends after, and ten to their power, by its denominator."""

_OPENINGS: Final = {"min": "取小（", "max": "取大（", "half_up": "四舍五入（", "cut": "截取（"}
_BINDING: dict[type[ast.AST], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}


def show(number: Fraction | bool) -> str:
    """Write an exact number: all digits where they end within 8 places, else 6 and an ellipsis."""
    if isinstance(number, bool):
        return "是" if number else "否"
    numerator, denominator = number.as_integer_ratio()
    if denominator == 1:
        return str(numerator)
    places, factor, more = _PLACES.get(denominator) or (6, 1_000_000, "…")
    digits = str(abs(numerator) * factor // denominator).zfill(places + 1)
    return f"{'-' if numerator < 0 else ''}{digits[:-places]}.{digits[-places:]}{more}"


def notate(node: ast.AST, values: Mapping[str, Fraction | bool] | None = None) -> str:
    """Write a checked formula's tree; with ``values``, numbers stand in place of names."""
    return template_of(node) % (WORDS if values is None else texts_of(values))


def template_of(node: ast.AST) -> str:
    """A checked formula's tree as a text in which ``WORDS`` or :func:`texts_of` are put with ``%``."""
    return "".join(_parts(node))


def texts_of(values: Mapping[str, Fraction | bool]) -> dict[str, str]:
    """What is put in a template: numbers as written out, and the words of the names that stand for none."""
    texts = WORDS.copy()
    for name, value in values.items():
        if not isinstance(value, bool):
            texts[name] = text = show(value)
            texts[f"({name})"] = f"({text})" if text[0] == "-" else text
    return texts


WORDS: Final = {
    f"{before}{name}{after}": word for name, (_, word) in NAMES.items() for before, after in (("", ""), ("(", ")"))
}
"""The words of all names, and the same for where a negative number needs brackets."""


def _parts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Expression):
        yield from _parts(node.body)
    elif isinstance(node, ast.Constant):
        yield f"{Decimal(str(node.value)).normalize():f}"
    elif isinstance(node, ast.Name):
        yield f"%({node.id})s"
    elif isinstance(node, ast.BinOp):
        yield from _bracket(node.left, node, right=False)
        yield _SIGNS[type(node.op)]
        yield from _bracket(node.right, node, right=True)
    elif isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            yield from ("非（", *_parts(node.operand), "）")
        elif isinstance(node.operand, ast.Name):
            yield f"−%(({node.operand.id}))s"
        else:
            yield from ("−", *_closed(node.operand, ast.BinOp, ast.UnaryOp, ast.IfExp))
    elif isinstance(node, ast.Compare):
        yield from _closed(node.left, ast.IfExp)
        for op, part in zip(node.ops, node.comparators, strict=True):
            yield _SIGNS[type(op)]
            yield from _closed(part, ast.IfExp)
    elif isinstance(node, ast.BoolOp):
        for number, part in enumerate(node.values):
            if number:
                yield " 且 " if isinstance(node.op, ast.And) else " 或 "
            yield from _closed(part, ast.BoolOp, ast.IfExp)
    elif isinstance(node, ast.IfExp):
        yield from ("若 ", *_closed(node.test, ast.IfExp), "：", *_closed(node.body, ast.IfExp))
        yield from ("；否则 ", *_parts(node.orelse))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _call(node.func.id, node.args)
    else:
        raise TypeError(f"not a checked formula: {ast.dump(node)}")


def _closed(node: ast.expr, *kinds: type[ast.expr]) -> Iterator[str]:
    """A part, in brackets where it is of one of these kinds."""
    yield from ("（", *_parts(node), "）") if isinstance(node, kinds) else _parts(node)


def _call(name: str, arguments: list[ast.expr]) -> Iterator[str]:
    first, *rest = arguments
    if name == "abs":
        yield from ("|", *_parts(first), "|")
        return
    yield _OPENINGS[name]
    yield from _closed(first, ast.IfExp)
    for argument in rest:
        yield "，"
        yield from _closed(argument, ast.IfExp)
    yield "）" if name in ("min", "max") else " 位小数）"


def _bracket(node: ast.expr, outer: ast.BinOp, *, right: bool) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield f"%(({node.id}))s"
    elif isinstance(node, ast.BinOp):
        inner, around = _BINDING[type(node.op)], _BINDING[type(outer.op)]
        brackets = inner < around or (right and inner == around)
        yield from ("(", *_parts(node), ")") if brackets else _parts(node)
    else:
        yield from _closed(node, ast.IfExp, *((ast.UnaryOp,) if right else ()))


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
            found += ((_and(condition(node.test), inner), value) for inner, value in cases(node.body))
        else:
            found.append((condition(node.test), notate(node.body)))
        node = node.orelse
    otherwise = opposite(last) if last is not None and len(found) == 1 else ""
    return (*found, (otherwise, notate(node)))


def _and(*conditions: str) -> str:
    """All of some conditions, but for those that are ""."""
    there = [one for one in conditions if one]
    return " 且 ".join(f"（{one}）" if len(there) > 1 and " 或 " in one else one for one in there)


def condition(node: ast.expr) -> str:
    """A condition, percentages with their sign."""
    if isinstance(node, ast.BoolOp):
        word = " 且 " if isinstance(node.op, ast.And) else " 或 "
        inner = (ast.BoolOp, ast.IfExp)
        return word.join(f"（{condition(p)}）" if isinstance(p, inner) else condition(p) for p in node.values)
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
