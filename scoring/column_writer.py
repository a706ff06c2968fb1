"""Writes formulas as code over columns of 64-bit integers, and beside it over bounds.

Every number is a fraction whose numerator is a column times a whole factor, and whose denominator is
likewise; factors that can be cancelled are cancelled when the code is written.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from attrs import frozen

from .rounding import Rounding
from .syntax import literal

COMPARED: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


@frozen
class Number:
    """``over × factor ÷ (under × divisor)``; the names are columns, None stands for 1."""

    over: str | None
    factor: int
    under: str | None = None
    divisor: int = 1

    def lowest(self) -> Number:
        common = gcd(self.factor, self.divisor) or 1
        return Number(self.over, self.factor // common, self.under, self.divisor // common)


_ZERO: Final = Number(None, 0)


class Writer:
    """Writes the code of trees line by line; what it returns names where a value stands.

    Attributes:
        text: of the formula being written, for its literals.
        completion: what the name ``completion`` stands for.
        lines: the code over columns.
        limits: the code over bounds.
        names: the columns of numbers read.
    """

    def __init__(self, places: Mapping[str, int], natural: frozenset[str], positive: frozenset[str]) -> None:
        self._natural, self._positive = set(natural), set(positive)
        self.text = ""
        self.completion: Number | None = None
        self.lines: list[str] = []
        self.limits: list[str] = []
        self._places, self._count = places, 0
        self._read: set[str] = set()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._read)

    def number(self, node: ast.expr, path: str | None) -> Number:
        """Write what computes a number.

        Args:
            node: the tree.
            path: the column that says where the number is asked for; None: everywhere.
        """
        if isinstance(node, ast.Constant):
            value = Fraction(literal(node, self.text) or "")
            return Number(None, value.numerator, None, value.denominator)
        if isinstance(node, ast.Name):
            return self._load(node.id)
        if isinstance(node, ast.UnaryOp):
            number = self.number(node.operand, path)
            return Number(number.over, -number.factor, number.under, number.divisor)
        if isinstance(node, ast.BinOp):
            return self._operation(node, path)
        if isinstance(node, ast.Call):
            return self._call(node, path)
        assert isinstance(node, ast.IfExp)
        return self._choice(node, path)

    def truth(self, node: ast.expr, path: str | None) -> str:
        """Write what finds out a truth."""
        if isinstance(node, ast.Name):
            return self._new(f'values["{node.id}"]')
        if isinstance(node, ast.UnaryOp):
            return self._new(self._not(self.truth(node.operand, path)))
        if isinstance(node, ast.BoolOp):
            return self._joined(node, path)
        if isinstance(node, ast.Compare):
            left = self.number(node.left, path)
            found = ""
            for operator, part in zip(node.ops, node.comparators, strict=True):
                right = self.number(part, self._both(path, found) if found else path)
                holds = self._compared(left, COMPARED[type(operator)], right)
                found = self._new(f"{found} & {holds}") if found else holds
                left = right
            return found
        assert isinstance(node, ast.IfExp)
        return self._chosen_truth(node, path)

    def _choice(self, node: ast.IfExp, path: str | None) -> Number:
        test = self.truth(node.test, path)
        body = self.number(node.body, self._both(path, test))
        other = self.number(node.orelse, self._both(path, test, unless=True))
        return self._either(test, body, other)

    def _chosen_truth(self, node: ast.IfExp, path: str | None) -> str:
        test = self.truth(node.test, path)
        body = self.truth(node.body, self._both(path, test))
        other = self.truth(node.orelse, self._both(path, test, unless=True))
        return self._new(self._where(test, body, other))

    def _joined(self, node: ast.BoolOp, path: str | None) -> str:
        is_and = isinstance(node.op, ast.And)
        found = self.truth(node.values[0], path)
        for part in node.values[1:]:
            asked = self.truth(part, self._both(path, found, unless=not is_and))
            found = self._new(f"{found} {'&' if is_and else '|'} {asked}")
        return found

    def _where(self, test: str, body: str, other: str) -> str:
        return f"np.where({test}, {body}, {other})"

    def _size(self, number: str) -> str:
        return f"np.abs({number})"

    def _sign(self, number: str) -> str:
        return f"np.sign({number})"

    def _not(self, truth: str) -> str:
        # ``~`` of a truth of Python, which constants compared give, is a number.
        return f"np.logical_not({truth})"

    def _undefined(self, divisor: str | None, path: str | None) -> None:
        """Write where a formula has no value: where a divisor is 0, or everywhere."""
        zero = "np.True_" if divisor is None else f"({divisor} == 0)"
        self.line(f"undefined = undefined | {zero}" if path is None else f"undefined = undefined | ({zero} & {path})")

    def line(self, text: str) -> None:
        """Write a line of the code over columns."""
        self.lines.append(f"    {text}")

    def rounded(self, number: Number, rounding: Rounding) -> str:
        """Write what rounds a number; the name is that of whole numbers of the last place."""
        scaled = Number(number.over, number.factor * 10**rounding.places, number.under, number.divisor).lowest()
        over = self._times(scaled.over, abs(scaled.factor))
        signed = not self._is_natural(scaled.over)
        size = self._new(self._size(over), over) if signed else over
        under = self._times(scaled.under, scaled.divisor)
        if under == "1":
            whole = size
            self._limit(size)
        elif rounding.way == "half-up":
            whole = self._quotient_of(f"({self._times(size, 2)} + {under})", self._times(under, 2), f"{size} + 1")
        else:
            whole = self._quotient_of(size, under, size)
        self._natural.add(whole)
        if signed:
            above, below = (f"-{whole}", whole) if scaled.factor < 0 else (whole, f"-{whole}")
            return self._new(self._where(f"{over} < 0", below, above), whole)
        return self._new(f"-{whole}", whole) if scaled.factor < 0 else whole

    def _quotient_of(self, over: str, under: str, bound: str) -> str:
        """A whole quotient of natural numbers; what is larger than both together is not met on the way."""
        self._limit(f"{over} + {under}")
        return self._new(self._floor(over, under), bound)

    def _floor(self, over: str, under: str) -> str:
        return f"{over} // {under}"

    def _load(self, name: str) -> Number:
        if name == "completion":
            assert self.completion is not None
            return self.completion
        if name not in self._read:
            self._read.add(name)
            self._take(name)
            self._bound(name)
        return Number(name, 1, None, 10 ** self._places.get(name, 0))

    def _bound(self, name: str) -> None:
        self.limits.append(f'    {name} = values["{name}"]')
        self._limit(name)

    def _take(self, name: str) -> None:
        self.line(f'{name} = values["{name}"]')

    def _operation(self, node: ast.BinOp, path: str | None) -> Number:
        left, right = self.number(node.left, path), self.number(node.right, path)
        if isinstance(node.op, ast.Div):
            return self._quotient(left, right, path)
        if isinstance(node.op, ast.Mult):
            over = self._product(left.over, right.over)
            under = self._product(left.under, right.under)
            return Number(over, left.factor * right.factor, under, left.divisor * right.divisor).lowest()
        sign = "+" if isinstance(node.op, ast.Add) else "-"
        if left.under is None and right.under is None:
            common = lcm(left.divisor, right.divisor)
            first = self._times(left.over, left.factor * (common // left.divisor))
            second = self._times(right.over, right.factor * (common // right.divisor))
            return Number(self._sum(first, sign, second), 1, None, common)
        first = self._times(self._product(left.over, right.under), left.factor * right.divisor)
        second = self._times(self._product(right.over, left.under), right.factor * left.divisor)
        over = self._sum(first, sign, second)
        return Number(over, 1, self._product(left.under, right.under), left.divisor * right.divisor).lowest()

    def _sum(self, first: str, sign: str, second: str) -> str:
        found = self._new(f"{first} {sign} {second}", f"abs({first}) + abs({second})")
        if sign == "+" and self._is_natural(first) and self._is_natural(second):
            self._natural.add(found)
        return found

    def _quotient(self, left: Number, right: Number, path: str | None) -> Number:
        factor, divisor = left.factor * right.divisor, left.divisor * right.factor
        if right.over is None:
            if not divisor:
                self._undefined(None, path)
                return Number(left.over, 0)
            sign = -1 if divisor < 0 else 1
            over = self._product(left.over, right.under)
            return Number(over, sign * factor, left.under, abs(divisor)).lowest()
        if divisor and right.over in self._positive:
            if divisor < 0:
                factor, divisor = -factor, -divisor
            over = self._product(left.over, right.under)
            return Number(over, factor, self._product(left.under, right.over), divisor).lowest()
        # The divisor's sign goes to the numerator; where it is 0 the result is not asked for.
        sign_of = self._new(self._sign(right.over), "1")
        if divisor < 0:
            factor, divisor = -factor, -divisor
        self._undefined(right.over if divisor else None, path)
        if not divisor:
            return Number(left.over, 0)
        size = self._new(self._where(f"{right.over} == 0", "1", self._size(right.over)), f"max({right.over}, 1)")
        self._positive.add(size)
        self._natural.add(size)
        over = self._product(left.over, right.under)
        if not self._is_natural(right.over):
            over = self._product(over, sign_of)
        return Number(over, factor, self._product(left.under, size), divisor).lowest()

    def _call(self, node: ast.Call, path: str | None) -> Number:
        assert isinstance(node.func, ast.Name)
        numbers = [self.number(argument, path) for argument in node.args]
        first, name = numbers[0], node.func.id
        if name == "abs":
            over = first.over
            if over is not None and not self._is_natural(over):
                over = self._new(self._size(over), over)
                self._natural.add(over)
            return Number(over, abs(first.factor), first.under, first.divisor)
        if name in ("min", "max"):
            best = first
            for other in numbers[1:]:
                if name == "max" and other == _ZERO and self._is_natural(best.over) and best.factor >= 0:
                    continue
                best = self._either(self._compared(other, "<" if name == "min" else ">", best), other, best)
            return best
        places = numbers[1].factor
        return Number(
            self.rounded(first, Rounding("half-up" if name == "half_up" else "cut", places)), 1, None, 10**places
        )

    def _compared(self, left: Number, operator: str, right: Number) -> str:
        first, second = left.factor * right.divisor, right.factor * left.divisor
        common = gcd(first, second) or 1
        one = self._times(self._product(left.over, right.under), first // common)
        two = self._times(self._product(right.over, left.under), second // common)
        return self._new(f"{one} {operator} {two}")

    def _either(self, test: str, body: Number, other: Number) -> Number:
        """One number where a truth holds, another where it does not."""
        if body.under is None and other.under is None:
            common = lcm(body.divisor, other.divisor)
            overs = [self._times(one.over, one.factor * (common // one.divisor)) for one in (body, other)]
            return Number(self._chosen(test, *overs), 1, None, common)
        overs = [self._times(one.over, one.factor) for one in (body, other)]
        unders = [self._times(one.under, one.divisor) for one in (body, other)]
        return Number(self._chosen(test, *overs), 1, self._chosen(test, *unders), 1)

    def _chosen(self, test: str, body: str, other: str) -> str:
        if body == other:
            # The bound of a column is that of its size.
            return self._new(body, body[1:]) if body.startswith("-") else body
        found = self._new(self._where(test, body, other), f"max(abs({body}), abs({other}))")
        if self._is_natural(body) and self._is_natural(other):
            self._natural.add(found)
        return found

    def _both(self, path: str | None, test: str, *, unless: bool = False) -> str | None:
        """Where a path and a truth hold, or the path and not the truth."""
        wanted = self._not(test) if unless else test
        if path is None:
            return self._new(wanted) if unless else test
        return self._new(f"{path} & {wanted}")

    def _product(self, one: str | None, other: str | None) -> str | None:
        if one is None or other is None:
            return one or other
        found = self._new(f"{one} * {other}", f"{one} * {other}")
        for known in (self._natural, self._positive):
            if one in known and other in known:
                known.add(found)
        return found

    def _times(self, column: str | None, factor: int) -> str:
        if column is None or not factor:
            return str(factor)
        if factor == 1:
            return column
        if column.isdigit():
            return str(int(column) * factor)
        found = self._new(f"{column} * {factor}", f"max({column}, 1) * {abs(factor)}")
        for known in (self._natural, self._positive):
            if column in known and factor > 0:
                known.add(found)
        return found

    def _is_natural(self, column: str | None) -> bool:
        """Is a column, or a whole number, known to hold nothing below 0?"""
        return column is None or column.isdigit() or column in self._natural

    def _new(self, text: str, bound: str = "") -> str:
        """A new column; its bound, where it is a number."""
        self._count += 1
        name = f"t{self._count}"
        self.line(f"{name} = {text}")
        if bound:
            self.limits.append(f"    {name} = {bound}")
            self._limit(name)
        return name

    def _limit(self, bound: str) -> None:
        self.limits.append(f"    most = max(most, {bound})")
