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

from .formula import Branch, Explanation, Shown
from .notation import show, template_of
from .ratio import Ratio
from .syntax import FUNCTIONS, NODES, literal


class Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval has no types
    """Explains one checked formula again and again; one at a time."""

    # simpleeval's has a ``__del__``; Ctrl-C pressed while the garbage collector runs it would raise in there,
    # where Python throws exceptions away.  This one runs in C.
    __del__ = object.__init__

    def __init__(self, tree: ast.expr, text: str, words: Mapping[str, str]) -> None:
        """Prepare to explain a formula.

        Args:
            tree: what the parser of the language made of it.
            text: the formula, from which the literals are taken.
            words: what stands for the names it uses, in the slots of templates.
        """
        super().__init__(_OPERATORS, {name: function.exact for name, function in FUNCTIONS.items()}, {})
        literals = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        numbers = {node: _ratio(Fraction(literal(node, text) or "")) for node in literals}
        self.nodes: dict[type[ast.AST], Any] = {kind: one for kind, one in self.nodes.items() if kind in NODES}
        self.nodes |= {ast.Constant: numbers.__getitem__, ast.IfExp: self._choose, ast.Call: self._call}
        self._tree = tree
        self._words = words
        self._slots = [(name, f"({name})") for name in words if name.isidentifier()]
        self._formula = template_of(tree) % words
        self._templates: dict[ast.expr, tuple[str, str]] = {}
        self._met: list[tuple[ast.expr, bool]] = []
        self._applied = tree

    def explain(self, values: Mapping[str, Any], shown: Shown) -> Explanation:
        """Run the formula and say which branches were taken.

        Args:
            values: Fractions and truths by name.
            shown: numbers that were written out before; it grows.

        Raises:
            ZeroDivisionError: it divides by zero.
        """
        texts = dict(self._words)
        names: dict[str, Ratio | bool] = {}
        for name, slot in self._slots:
            value = values.get(name)
            if isinstance(value, bool):
                names[name] = value
            elif value is not None:
                number = shown.get(name)
                if number is None:
                    text = show(value)
                    number = shown[name] = _ratio(value), text, f"({text})" if text[0] == "-" else text
                names[name], texts[name], texts[slot] = number
        self.names = names
        self._met, self._applied = [], self._tree
        found = self._eval(self._tree)
        branches = tuple([Branch(self._written(test)[0] % texts, held) for test, held in self._met])
        template, applied = self._written(self._applied)
        value = found.fraction() if isinstance(found, Ratio) else Fraction(found)
        return Explanation(self._formula, branches, applied, template % texts, value)

    def _written(self, node: ast.expr) -> tuple[str, str]:
        """A part of the formula as a template, and with the words of the names."""
        written = self._templates.get(node)
        if written is None:
            template = template_of(node)
            written = self._templates[node] = template, template % self._words
        return written

    def _eval(self, node: ast.AST) -> Any:
        """As simpleeval's, which looks at each value as well: here only numbers and truths come up."""
        return self.nodes[type(node)](node)

    def _choose(self, node: ast.IfExp) -> Any:
        held = bool(self._eval(node.test))
        self._met.append((node.test, held))
        chosen = node.body if held else node.orelse
        if self._applied is node:
            self._applied = chosen
        return self._eval(chosen)

    def _call(self, node: ast.Call) -> Any:
        """As simpleeval's, without the keywords that the language does not have."""
        assert isinstance(node.func, ast.Name)
        return self.functions[node.func.id](*[self._eval(argument) for argument in node.args])


def _ratio(number: Fraction) -> Ratio:
    return Ratio(number.numerator, number.denominator)


_OPERATORS: Final[dict[type[ast.AST], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.USub: operator.neg, ast.Not: operator.not_,
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: Ratio.equals, ast.NotEq: lambda one, other: not one.equals(other),
}  # fmt: skip
