"""One formula text and the ways to run it.

* :meth:`Formula.exact`: over exact rationals, by :mod:`scoring.compiled`;
* :meth:`Formula.binary64`: over binary64 floats, operation by operation, as the issuing systems did;
* :meth:`Formula.explain`: over exact rationals by simpleeval, recording every branch, for the trace.

All three run the text that :func:`scoring.syntax.parse` has checked.  Literals
are taken from it, never through a float.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from .compiled import Compiled, binary64, exact
from .errors import UndefinedScore
from .notation import WORDS, cases, template_of
from .ratio import Ratio
from .syntax import EXECUTION_RATE, NAMES, WRITTEN_NAMES, Kind, Values, parse

if TYPE_CHECKING:
    from .evaluator import Evaluator


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


Shown: TypeAlias = dict[str, tuple[Ratio, str, str]]
"""Numbers by name, as they were written out in an explanation, the second time in brackets if negative."""


def _one_line(text: str) -> str:
    return " ".join(text.split())


@frozen(cache_hash=True, slots=False)
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
        value = self.ratio(values)
        return value.fraction() if isinstance(value, Ratio) else value

    def ratio(self, values: Values, completion: Ratio | None = None) -> Any:
        """The same for those who run many: returns a Ratio, or a bool for a condition.

        Args:
            values: of the names.
            completion: of the name ``completion``, where it is not among them.

        Raises:
            UndefinedScore: division by zero.
        """
        try:
            return self._exact(values, values.get("completion") if completion is None else completion)
        except ZeroDivisionError:
            raise self.undefined() from None

    def binary64(self, values: Values) -> Any:
        """Run over binary64 floats; returns a float, or a bool for a condition.

        Raises:
            UndefinedScore: division by zero, or a number too large for binary64.
        """
        try:
            return self.float64({k: v if isinstance(v, bool) else float(v) for k, v in values.items()})
        except OverflowError:
            raise self.undefined() from None

    def float64(self, values: Mapping[str, float | bool], completion: float | None = None) -> Any:
        """The same over floats, for those who run many; the arguments are those of ``ratio``.

        Raises:
            UndefinedScore: as ``binary64``.
        """
        try:
            value = self._binary64(values, values.get("completion") if completion is None else completion)
        except (ZeroDivisionError, OverflowError, ValueError):  # the last for what is no number on the way
            raise self.undefined() from None
        if not isfinite(value):
            raise self.undefined()
        return value

    def explain(self, values: Values, shown: Shown | None = None) -> Explanation:
        """Run over exact rationals by simpleeval and say which branches were taken.

        Args:
            values: of the names.
            shown: for those who explain several formulas over the same values: an empty dictionary at first.

        Raises:
            UndefinedScore: division by zero.
        """
        # Taken out and put back, so that no two threads run one evaluator.
        spare = self._evaluators
        try:
            run: Evaluator = spare.pop()
        except IndexError:
            run = self._evaluator()
        try:
            return run.explain(values, {} if shown is None else shown)
        except ZeroDivisionError:
            raise self.undefined() from None
        finally:
            spare.append(run)

    def _evaluator(self) -> Evaluator:
        from .evaluator import Evaluator

        words = {slot: self._called(WORDS[slot]) for name in self.used for slot in (name, f"({name})")}
        return Evaluator(self._tree.body, self.text, words)

    @cached_property
    def _evaluators(self) -> list[Any]:
        return []

    @cached_property
    def _shown(self) -> str:
        return self._called(template_of(self._tree) % WORDS)

    def _called(self, text: str) -> str:
        """The completion of the money is its execution rate."""
        return text.replace(NAMES["completion"][1], EXECUTION_RATE) if "executed" in self.names else text

    @property
    def tree(self) -> ast.expr:
        """The checked tree."""
        return self._tree.body

    @cached_property
    def used(self) -> frozenset[str]:
        """The names that stand in the formula."""
        return frozenset(node.id for node in ast.walk(self._tree) if isinstance(node, ast.Name)) & self.names

    @cached_property
    def written(self) -> tuple[str, ...]:
        """Those of them that people write in columns of their own."""
        return tuple(sorted(WRITTEN_NAMES & self.used))

    # Made when the formula is first run, since most never are; formulas of one text share theirs.
    @cached_property
    def _exact(self) -> Compiled:
        return exact(self.text)

    @cached_property
    def _binary64(self) -> Compiled:
        return binary64(self.text)

    def __str__(self) -> str:
        return self._shown

    def cases(self) -> tuple[tuple[str, str], ...]:
        """The formula case by case: the condition in Chinese, "" for the rest, and the value; the first holds."""
        return tuple((self._called(condition), self._called(value)) for condition, value in cases(self._tree.body))

    def taken(self, values: Values) -> int:
        """Which of the cases holds for these numbers, counted from 0.

        Raises:
            UndefinedScore: a condition divides by zero.
        """
        return self._taken(self._tree.body, values)

    def _taken(self, node: ast.expr, values: Values) -> int:
        passed = 0
        while isinstance(node, ast.IfExp):
            if self.part(node.test, "truth").exact(values):
                return passed + self._taken(node.body, values)
            passed += len(cases(node.body))
            node = node.orelse
        return passed

    def part(self, node: ast.expr, kind: Kind = "number") -> Formula:
        """A part of its tree, as it is written, by itself."""
        return Formula(self.text.encode()[node.col_offset : node.end_col_offset].decode(), self.names, kind)

    def undefined(self) -> UndefinedScore:
        """The error that says it has no value for the numbers given."""
        return UndefinedScore(f"公式 {self} 的除数为 0 或数太大，没有结果")
