"""One formula text and the ways to run it.

* :meth:`Formula.exact`: over exact rationals, compiled once from the checked tree;
* :meth:`Formula.binary64`: over binary64 floats, operation by operation, as the issuing systems did;
* :meth:`Formula.explain`: over exact rationals by simpleeval, recording every branch, for the trace.

All three run the tree that :func:`scoring.syntax.parse` has checked.  Literals
are taken from the source text, never through a float.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from decimal import InvalidOperation
from fractions import Fraction
from functools import cached_property, lru_cache
from math import isfinite
from types import CodeType
from typing import Any

from attrs import field, frozen

from .errors import UndefinedScore
from .notation import cases, notate
from .ratio import Ratio
from .syntax import FUNCTIONS, NODES, Kind, Values, literal, parse


@frozen
class Branch:
    """A condition of a formula with its numbers put in, and whether it held."""

    condition: str
    held: bool


@frozen
class Explanation:
    """How a formula came to its value.

    Attributes:
        formula: the whole formula in the notation of the field.
        branches: the conditions met on the way, taken or not.
        applied: the part that was computed, with names.
        numbers: the same with the numbers put in.
        value: the exact result.
    """

    formula: str
    branches: tuple[Branch, ...]
    applied: str
    numbers: str
    value: Fraction


def _one_line(text: str) -> str:
    return " ".join(text.split())


@frozen(cache_hash=True)
class Formula:
    """A checked formula.

    Attributes:
        text: the formula as written.
        names: the names it may use.
        kind: ``number``, or ``truth`` for a condition.

    Raises:
        FormulaError: when built from a text that is not in the language.
    """

    text: str = field(converter=_one_line)
    names: frozenset[str] = field(repr=False)
    kind: Kind = field(default="number", repr=False)
    _tree: ast.Expression = field(init=False, eq=False, repr=False)

    @_tree.default
    def _parse(self) -> ast.Expression:
        return parse(self.text, self.names, self.kind)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Formula, (self.text, self.names, self.kind))

    def exact(self, values: Values) -> Any:
        """Run over exact rationals; returns a Fraction, or a bool for a condition.

        Raises:
            UndefinedScore: division by zero.
        """
        value = self.ratio(as_ratios(values))
        return value.fraction() if isinstance(value, Ratio) else value

    def ratio(self, values: Mapping[str, Ratio | bool]) -> Any:
        """The same over ratios, for those who run many: returns a Ratio, or a bool for a condition.

        Raises:
            UndefinedScore: division by zero.
        """
        try:
            return eval(self._code, self._exact_table, values)
        except ZeroDivisionError:
            raise self.undefined() from None

    def binary64(self, values: Values) -> Any:
        """Run over binary64 floats; returns a float, or a bool for a condition.

        Raises:
            UndefinedScore: division by zero, or a number too large for binary64.
        """
        try:
            return self.float64({k: v if isinstance(v, bool) else float(v) for k, v in values.items()})
        except (OverflowError, InvalidOperation):
            raise self.undefined() from None

    def float64(self, values: Mapping[str, float | bool]) -> Any:
        """The same over floats, for those who run many.

        Raises:
            UndefinedScore: as ``binary64``.
        """
        try:
            value = eval(self._code, self._float_table, values)
        except (ZeroDivisionError, OverflowError, InvalidOperation):
            raise self.undefined() from None
        if not isfinite(value):
            raise self.undefined()
        return value

    def explain(self, values: Values) -> Explanation:
        """Run over exact rationals by simpleeval and say which branches were taken.

        Raises:
            UndefinedScore: division by zero.
        """
        used = self.used
        return _explanation(self, tuple((name, value) for name, value in values.items() if name in used))

    def _explain(self, values: Values) -> Explanation:
        from .evaluator import Evaluator

        branches: list[Branch] = []
        run = Evaluator(
            operators=_OPERATORS,
            functions={name: function.exact for name, function in FUNCTIONS.items()},
            names=dict(values),
        )
        run.nodes = {kind: handler for kind, handler in run.nodes.items() if kind in NODES}
        run.nodes[ast.Constant] = lambda node: Fraction(literal(node, self.text) or "")
        used = [self._tree.body]

        def if_expression(node: ast.IfExp) -> Any:
            held = bool(run._eval(node.test))
            branches.append(Branch(notate(node.test, values), held))
            chosen = node.body if held else node.orelse
            if used[-1] is node:
                used.append(chosen)
            return run._eval(chosen)

        run.nodes[ast.IfExp] = if_expression
        try:
            value = run.eval(self.text, previously_parsed=self._tree.body)
        except ZeroDivisionError:
            raise self.undefined() from None
        return Explanation(
            notate(self._tree), tuple(branches), notate(used[-1]), notate(used[-1], values), Fraction(value)
        )

    @cached_property
    def used(self) -> frozenset[str]:
        """The names that stand in the formula."""
        return frozenset(node.id for node in ast.walk(self._tree) if isinstance(node, ast.Name)) & self.names

    # Made when the formula is first run, since most never are; formulas of one text share theirs.
    @cached_property
    def _code(self) -> CodeType:
        return _code(self.text)

    @cached_property
    def _exact_table(self) -> dict[str, Any]:
        return _exact_table(self.text)

    @cached_property
    def _float_table(self) -> dict[str, Any]:
        return _float_table(self.text)

    def __str__(self) -> str:
        return notate(self._tree)

    def cases(self) -> tuple[tuple[str, str], ...]:
        """The formula case by case: the condition in Chinese, "" for the rest, and the value; the first holds."""
        return cases(self._tree.body)

    def taken(self, values: Values) -> int:
        """Which of the cases holds for these numbers, counted from 0.

        Raises:
            UndefinedScore: a condition divides by zero.
        """
        return self._taken(self._tree.body, values)

    def _taken(self, node: ast.expr, values: Values) -> int:
        passed = 0
        while isinstance(node, ast.IfExp):
            if Formula(ast.unparse(node.test), self.names, "truth").exact(values):
                return passed + self._taken(node.body, values)
            passed += len(cases(node.body))
            node = node.orelse
        return passed

    def undefined(self) -> UndefinedScore:
        """The error that says it has no value for the numbers given."""
        return UndefinedScore(f"公式 {self} 的除数为 0 或数太大，没有结果")


def as_ratios(values: Values) -> dict[str, Ratio | bool]:
    """The values of a formula's names as ratios."""
    return {name: value if isinstance(value, bool) else Ratio.of(value) for name, value in values.items()}


@lru_cache(maxsize=4096)
def _explanation(formula: Formula, values: tuple[tuple[str, Any], ...]) -> Explanation:
    """Rows of one table repeat their weights and ratios; each is explained once."""
    return formula._explain(dict(values))


_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.USub: operator.neg, ast.Not: operator.not_,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip


@lru_cache(maxsize=4096)
def _code(text: str) -> CodeType:
    """The compiled code of a checked text."""
    tree = _LiteralsToNames().visit(ast.parse(text, mode="eval"))
    return compile(ast.fix_missing_locations(tree), "<formula>", "eval")


@lru_cache(maxsize=4096)
def _exact_table(text: str) -> dict[str, Any]:
    table: dict[str, Any] = {"__builtins__": {}}
    table.update({name: function.exact for name, function in FUNCTIONS.items()})
    table.update({name: Ratio.of(Fraction(number)) for name, number in _literals(text).items()})
    return table


@lru_cache(maxsize=4096)
def _float_table(text: str) -> dict[str, Any]:
    table: dict[str, Any] = {"__builtins__": {}}
    table.update({name: function.binary64 for name, function in FUNCTIONS.items()})
    table.update({name: float(number) for name, number in _literals(text).items()})
    return table


def _literal_name(node: ast.Constant) -> str:
    return f"_{node.lineno}_{node.col_offset}"


def _literals(text: str) -> dict[str, str]:
    """Names that stand for the literals in the compiled code, and the literals' own text."""
    tree = ast.parse(text, mode="eval")
    return {_literal_name(node): literal(node, text) or "" for node in ast.walk(tree) if isinstance(node, ast.Constant)}


class _LiteralsToNames(ast.NodeTransformer):
    """Replaces literals by names, so that one code runs over any kind of number."""

    def visit_Constant(self, node: ast.Constant) -> ast.Name:
        return ast.Name(_literal_name(node), ast.Load())
