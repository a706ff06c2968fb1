"""Cut the actuals into pieces on which a score only rises, only falls, or stays.

The edges come from the formulas themselves: each condition, each choice of the smaller or greater and each
divisor is followed until it can change no more within a piece, and where it changes is found by halving.
Rounding and binary64 arithmetic keep the order of numbers, so what holds of a formula holds of the score that
the issuing system prints, and no actual in between has to be tried.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

from attrs import define, field, frozen

from .errors import ZipingbiaoError
from .formula import Formula
from .ruleset import Calculation
from .syntax import FUNCTIONS, literal

MOST_PIECES: Final = 2000
"""A formula that turns more often than this is not searched."""

Number: TypeAlias = Fraction | float
Values: TypeAlias = Mapping[str, Any]

_COMPARED: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_CONVERSE: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


class TooRugged(ZipingbiaoError):
    """A formula turns too often to be searched."""


class _Cut(Exception):
    """A piece must be cut behind this step."""

    def __init__(self, behind: int) -> None:
        super().__init__(behind)
        self.behind = behind


class _Undefined(Exception):
    """The formula has no value on a piece of one step."""


@frozen
class Piece:
    """Steps of the actual on which the formulas take one way.

    Attributes:
        first, last: the ends, both included.
        branch: which conditions held on the way; () where there is nothing to compute.
        defined: False where the formulas have no value.
    """

    first: int
    last: int
    branch: tuple[bool, ...] = ()
    defined: bool = True


@frozen
class _Span:
    """What a part of a formula is over a piece: 1 it does not fall, -1 it does not rise, 0 it stays."""

    trend: int
    first: Number
    last: Number

    @property
    def low(self) -> Number:
        return min(self.first, self.last)

    @property
    def high(self) -> Number:
        return max(self.first, self.last)


@define
class Terrain:
    """The formulas of a score over the steps of one name.

    Attributes:
        name: the name that moves: ``actual`` or ``executed``.
        at: the values of all names at a step, as Fractions and truths.
        completion: formula of the completion, or None.
        score: formula of the score.
        calculation: the arithmetic and the rounding of the completion.
    """

    name: str
    at: Callable[[int], Values]
    completion: Formula | None
    score: Formula
    calculation: Calculation
    _met: list[bool] = field(factory=list, init=False)

    def pieces(self, first: int, last: int) -> tuple[Piece, ...]:
        """The pieces from step ``first`` to ``last``, on each of which the score does not turn.

        ``met`` must not change between them.

        Raises:
            TooRugged: there are more than ``MOST_PIECES`` of them.
        """
        found: list[Piece] = []
        left = [(first, last)]
        while left:
            low, high = left.pop()
            try:
                found.append(_Walk(self, low, high).piece())
            except _Cut as cut:
                left += [(cut.behind + 1, high), (low, cut.behind)]
            if len(found) + len(left) > MOST_PIECES:
                raise TooRugged(f"公式 {self.score} 随实际值起伏太多，没有求解")
        return tuple(found)

    def number(self, value: Any) -> Number:
        """A value in the arithmetic of the calculation."""
        return float(value) if self.calculation.arithmetic == "binary64" else value

    def rounded(self, rate: Number) -> Number:
        """A completion as it is scored."""
        keep = self.calculation.completion
        return keep.binary64(rate) if isinstance(rate, float) else keep.exact(rate)


@define
class _Walk:
    """One walk through the formulas over one piece."""

    terrain: Terrain
    first: int
    last: int
    branch: list[bool] = field(factory=list)
    _rate: _Span | None = None
    _source: str = ""

    def piece(self) -> Piece:
        try:
            span = self._formula(self.terrain.completion) if self.terrain.completion is not None else None
            if span is not None:
                self._rate = _Span(span.trend, self.terrain.rounded(span.first), self.terrain.rounded(span.last))
            self._formula(self.terrain.score)
        except _Undefined:
            return Piece(self.first, self.last, tuple(self.branch), defined=False)
        return Piece(self.first, self.last, tuple(self.branch))

    def _formula(self, formula: Formula) -> _Span:
        self._source = formula.text
        return self._span(formula.tree)

    def _known(self, trend: int | None) -> int:
        """The trend; where nothing is known, halves are looked at, and a single step stays as it is."""
        if self.first == self.last:
            return 0
        if trend is None:
            raise _Cut((self.first + self.last) // 2)
        return trend

    def _ends(self, value: Callable[[int], Number], trend: int) -> _Span:
        return _Span(0 if self.first == self.last else trend, value(self.first), value(self.last))

    def _span(self, node: ast.expr) -> _Span:
        if isinstance(node, ast.Constant):
            number = self.terrain.number(Fraction(literal(node, self._source) or "0"))
            return _Span(0, number, number)
        if isinstance(node, ast.Name):
            if node.id == "completion":
                assert self._rate is not None  # the loader has checked the names
                return self._rate
            moves = 1 if node.id == self.terrain.name else 0
            return self._ends(lambda n: self.terrain.number(self.terrain.at(n)[node.id]), moves)
        if isinstance(node, ast.UnaryOp):
            inner = self._span(node.operand)
            return _Span(-inner.trend, -inner.first, -inner.last)
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.IfExp):
            held = self._truth(node.test)
            self.branch.append(held)
            return self._span(node.body if held else node.orelse)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._call(node.func.id, node.args)
        raise TypeError(f"not a checked formula: {ast.dump(node)}")

    def _binary(self, node: ast.BinOp) -> _Span:
        one, other = self._span(node.left), self._span(node.right)
        run = _CONVERSE[type(node.op)]
        if isinstance(node.op, ast.Div):
            if other.low <= 0 <= other.high:
                self._apart(node.right, other)
                raise _Undefined
            trend = _product(one, -other.trend, other.low > 0)
        elif isinstance(node.op, ast.Mult):
            trend = self._times(one, other)
        else:
            trend = _sum(one.trend, other.trend if isinstance(node.op, ast.Add) else -other.trend)
        try:
            return _Span(self._known(trend), run(one.first, other.first), run(one.last, other.last))
        except (OverflowError, ZeroDivisionError):
            raise _Undefined from None

    def _apart(self, node: ast.expr, divisor: _Span) -> None:
        """Cut where a divisor reaches or leaves 0."""
        if divisor.trend:
            self._cut_at_change(lambda n: _sign(self._value(node, n)))

    def _times(self, one: _Span, other: _Span) -> int | None:
        for factor, rest in ((one, other), (other, one)):
            if factor.trend == 0:
                sign = _sign(factor.first)
                return sign * rest.trend
        if other.low >= 0 or other.high <= 0:
            return _product(one, other.trend, other.low >= 0)
        return None

    def _call(self, name: str, arguments: Sequence[ast.expr]) -> _Span:
        if name == "abs":
            inner = self._span(arguments[0])
            if inner.low < 0 < inner.high:
                self._cut_at_change(lambda n: _sign(self._value(arguments[0], n)))
            trend = inner.trend if inner.low >= 0 else -inner.trend
            return _Span(trend, max(inner.first, -inner.first), max(inner.last, -inner.last))
        if name in ("min", "max"):
            best = self._span(arguments[0])
            for argument in arguments[1:]:
                best = self._chosen(name, best, self._span(argument))
            return best
        inner = self._span(arguments[0])
        places = ast.literal_eval(arguments[1])
        function = FUNCTIONS[name]
        run: Callable[..., Number] = function.binary64 if isinstance(inner.first, float) else function.exact
        return _Span(inner.trend, run(inner.first, places), run(inner.last, places))

    def _chosen(self, name: str, one: _Span, other: _Span) -> _Span:
        run = min if name == "min" else max
        ends = run(one.first, other.first), run(one.last, other.last)
        trend = _sum(one.trend, other.trend)
        if trend is None and (one.high <= other.low or other.high <= one.low):
            # Of two that go apart one is the smaller throughout, or the piece is cut.
            trend = (one if run(one.low, other.low) == one.low else other).trend
        return _Span(self._known(trend), *ends)

    def _truth(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return bool(self.terrain.at(self.first)[node.id])
        if isinstance(node, ast.UnaryOp):
            return not self._truth(node.operand)
        if isinstance(node, ast.IfExp):
            return self._truth(node.body if self._truth(node.test) else node.orelse)
        if isinstance(node, ast.BoolOp):
            stops = isinstance(node.op, ast.Or)
            for part in node.values:
                if self._truth(part) is stops:
                    return stops
            return not stops
        assert isinstance(node, ast.Compare)  # the loader has checked the kinds
        left: ast.expr = node.left
        for compare, right in zip(node.ops, node.comparators, strict=True):
            if not self._compared(left, compare, right):
                return False
            left = right
        return True

    def _compared(self, left: ast.expr, compare: ast.cmpop, right: ast.expr) -> bool:
        one, other = self._span(left), self._span(right)
        run = _COMPARED[type(compare)]
        if one.high < other.low or one.low > other.high or not self._known(_sum(one.trend, -other.trend)):
            return run(one.first, other.first)
        equal = isinstance(compare, ast.Eq | ast.NotEq)

        def outcome(first: Number, second: Number) -> int:
            return (first > second) - (first < second) if equal else int(run(first, second))

        if outcome(one.first, other.first) != outcome(one.last, other.last):
            self._cut_at_change(lambda n: outcome(self._value(left, n), self._value(right, n)))
        return run(one.first, other.first)

    def _cut_at_change(self, outcome: Callable[[int], int]) -> None:
        """Cut behind the last step that is as the first one is.

        Raises:
            _Cut: always, unless the piece is a single step.
        """
        if self.first < self.last:
            raise _Cut(last_alike(self.first, self.last, outcome))

    def _value(self, node: ast.expr, step: int) -> Number:
        """A part of a formula at one step."""
        alone = _Walk(self.terrain, step, step, source=self._source)
        if self._rate is not None and self.terrain.completion is not None:
            rate = alone._formula(self.terrain.completion)
            alone._rate = _Span(0, self.terrain.rounded(rate.first), self.terrain.rounded(rate.first))
            alone._source = self._source
        return alone._span(node).first


def last_alike(first: int, last: int, outcome: Callable[[int], Any]) -> int:
    """The last step whose outcome is that of ``first``, where it changes at most once and does so by ``last``."""
    same = outcome(first)
    low, high = first, last
    while high - low > 1:
        middle = (low + high) // 2
        if outcome(middle) == same:
            low = middle
        else:
            high = middle
    return low


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbouring pieces on which the formulas take one way, as one."""
    kept: Piece | None = None
    for piece in pieces:
        if kept is not None and (kept.branch, kept.defined) == (piece.branch, piece.defined):
            kept = Piece(kept.first, piece.last, kept.branch, kept.defined)
            continue
        if kept is not None:
            yield kept
        kept = piece
    if kept is not None:
        yield kept


def _sum(one: int, other: int) -> int | None:
    """The trend of a sum, from those of its parts; None where they go apart."""
    return one or other if 0 in (one, other) or one == other else None


def _product(one: _Span, trend: int, positive: bool) -> int | None:
    """The trend of ``one`` times something that is nowhere negative (or nowhere positive) and has this trend."""
    if not positive:
        opposite = _product(one, -trend, True)
        return None if opposite is None else -opposite
    if trend == 0:
        return one.trend
    if one.low >= 0:
        return trend if one.trend in (0, trend) else None
    if one.high <= 0:
        return -trend if one.trend in (0, -trend) else None
    return None


def _sign(number: Number) -> int:
    return (number > 0) - (number < 0)
