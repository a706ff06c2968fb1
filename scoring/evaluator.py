"""The evaluator of explanations: simpleeval over exact ratios, which remembers the conditions it met.

Imported when a formula is first explained: simpleeval takes its time.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from simpleeval import SimpleEval

from .ratio import Ratio
from .syntax import FUNCTIONS, NODES, literal


class Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval has no types
    """Runs one checked formula again and again; one at a time.

    Attributes:
        met: the conditions met by the last run, in the order in which they were evaluated, and whether they held.
        applied: the part of the formula that its value came from.
    """

    # simpleeval's has a ``__del__``; Ctrl-C pressed while the garbage collector runs it would raise in there,
    # where Python throws exceptions away.  This one runs in C.
    __del__ = object.__init__

    def __init__(self, tree: ast.expr, text: str) -> None:
        """Prepare to run a formula.

        Args:
            tree: what the parser of the language made of it.
            text: the formula, from which the literals are taken.
        """
        super().__init__(_OPERATORS, {name: function.exact for name, function in FUNCTIONS.items()}, {})
        self.nodes: dict[type[ast.AST], Any] = {kind: one for kind, one in self.nodes.items() if kind in NODES}
        literals = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        numbers = {node: _ratio(Fraction(literal(node, text) or "")) for node in literals}
        self.nodes[ast.Constant] = numbers.__getitem__
        self.nodes[ast.IfExp] = self._choose
        self._tree = tree
        self.met: list[tuple[ast.expr, bool]] = []
        self.applied = tree

    def run(self, values: Mapping[str, Any]) -> Ratio | bool:
        """Evaluate the formula.

        Args:
            values: Fractions and truths by name.

        Raises:
            ZeroDivisionError: it divides by zero.
        """
        self.names = {name: one if isinstance(one, bool) else _ratio(one) for name, one in values.items()}
        self.met, self.applied = [], self._tree
        found: Ratio | bool = self.eval("", previously_parsed=self._tree)
        return found

    def _choose(self, node: ast.IfExp) -> Any:
        held = bool(self._eval(node.test))
        self.met.append((node.test, held))
        chosen = node.body if held else node.orelse
        if self.applied is node:
            self.applied = chosen
        return self._eval(chosen)

    def _check_disallowed_items(self, item: object) -> None:
        """Only numbers and truths come up: the language has no way to anything else."""


def _ratio(number: Fraction) -> Ratio:
    return Ratio(number.numerator, number.denominator)


_OPERATORS: Final[dict[type[ast.AST], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.USub: operator.neg, ast.Not: operator.not_,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: Ratio.equals, ast.NotEq: lambda one, other: not one.equals(other),
}  # fmt: skip
