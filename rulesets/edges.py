"""Where a rule changes: the edges of its formulas, and the sides of them that no example stands on.

The edges are told from the comparisons in the formulas' own trees, so that no rule can change
without examples that would notice.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, Final, TypeAlias

from attrs import frozen

from scoring.comparison import compare
from scoring.errors import UndefinedScore
from scoring.formula import Formula
from scoring.plan import FUND_NAMES
from scoring.ruleset import Rule, Ruleset
from scoring.syntax import NAMES

from .examples import has_zero_target, indicator_of, values_of_money, values_of_row, year_of
from .schema import TARGET_NAMES

Side: TypeAlias = int
Row: TypeAlias = Mapping[str, Any]

_SIDES: Final[tuple[Side, ...]] = (-1, 0, 1)
_SIDE_NAMES: Final[dict[Side, str]] = {-1: "小于", 0: "恰好等于", 1: "大于"}
_NUMBER: Final = frozenset(("target", "actual"))
_RANGE: Final = frozenset(("low", "high", "actual"))
_FAR: Final = 2
"""How many times its target an actual must be to lie far above it."""


@frozen
class Edge:
    """A place where a formula changes: where two expressions are equal.

    Attributes:
        left, right: the expressions, as formulas.
    """

    left: Formula
    right: Formula

    @property
    def used(self) -> frozenset[str]:
        """The names in its expressions."""
        return self.left.used | self.right.used

    def side(self, row: Row) -> Side | None:
        """On which side an example stands: -1 left is less, 0 they are equal, 1 left is more; None: on none."""
        if not self.used <= row.keys():
            return None
        try:
            apart = Fraction(self.left.exact(row) - self.right.exact(row))
        except UndefinedScore:
            return None
        return (apart > 0) - (apart < 0)

    def told(self, side: Side) -> str:
        """The side in words: ``完成率 恰好等于 60``."""
        return f"{self.left} {_SIDE_NAMES[side]} {self.right}"


def edges_of(formulas: Iterable[Formula]) -> tuple[Edge, ...]:
    """All edges of formulas, each once: every comparison, and where the arguments of min and max are equal."""
    found: dict[tuple[str, str], Edge] = {}
    for formula in formulas:
        for left, right in _pairs(formula):
            if any(
                isinstance(node, ast.Name) and node.id in NAMES for part in (left, right) for node in ast.walk(part)
            ):
                found.setdefault((ast.dump(left), ast.dump(right)), Edge(formula.part(left), formula.part(right)))
    return tuple(found.values())


def _pairs(formula: Formula) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in ast.walk(formula.tree):
        if isinstance(node, ast.Compare):
            yield from pairwise((node.left, *node.comparators))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"):
            yield from combinations(node.args, 2)


def uncovered(ruleset: Ruleset) -> tuple[str, ...]:
    """What no example of a ruleset shows, in Chinese: sides of edges, targets of 0, targets met and missed."""
    found = [f"预算执行率：{told}" for told in _uncovered_execution(ruleset)]
    for rule in ruleset.rules:
        found += (f"规则 {rule.id}：{told}" for told in _uncovered_rule(rule, ruleset))
    return tuple(found)


def _uncovered_execution(ruleset: Ruleset) -> Iterator[str]:
    rule = ruleset.execution
    rows = [values_of_money(example, ruleset) for example in rule.examples]
    edges = edges_of((rule.completion, rule.score))
    yield from _sides(edges, [row for row in rows if row.get("adjusted")])
    names = frozenset(FUND_NAMES)
    spent = Edge(Formula("executed", names), Formula("adjusted", names))
    yield from _sides([spent], rows)
    if not any(row.get("adjusted") == 0 for row in rows):
        yield "没有 全年预算数 是 0 的算例"
    if not any(row.get("executed") == 0 and row.get("adjusted") for row in rows):
        yield "没有 全年执行数 是 0 的算例"


def _uncovered_rule(rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    rows: list[Row] = []
    zeros: list[Row] = []
    kinds = {kind: set[bool | None]() for kind in rule.targets}
    for example in rule.examples:
        found = compare(indicator_of(example), year_of(example))
        if found.kind in kinds:
            kinds[found.kind].add(found.met)
        (zeros if has_zero_target(example) else rows).append(values_of_row(example, rule, ruleset))
    for edge in edges_of(_usual(rule)):
        if edge.used in ({"low"}, {"high"}):
            continue  # a range that lies below 0 cannot be written in a cell
        # A target is compared with 0 where it is 0, though another formula scores it then.
        yield from _sides([edge], [*rows, *zeros] if edge.used == {"target"} else rows)
    for formula in _usual(rule):
        yield from _truths(formula, rows)
    if rule.zero is not None:
        missing = (*_truths(rule.zero, zeros), *_sides(edges_of((rule.zero,)), zeros))
        yield from (f"目标值为 0 时，{told}" for told in missing)
    if not rule.compares:
        return
    every = [*rows, *zeros]
    if "number" in rule.targets:
        yield from _sides([Edge(Formula("actual", _NUMBER), Formula("target", _NUMBER))], every)
        if not zeros:
            yield "没有 目标值 是 0 的算例"
        if not any(row["actual"] >= _FAR * row["target"] > 0 for row in rows if "target" in row and "actual" in row):
            yield f"没有 实际值 远超目标值（{_FAR} 倍以上）的算例"
    if "range" in rule.targets:
        ends = [Edge(Formula("actual", _RANGE), Formula(end, _RANGE)) for end in ("low", "high")]
        yield from _sides(ends, every)
    for kind, answers in kinds.items():
        for met, name in ((True, "达到目标"), (False, "没有达到目标")):
            if met not in answers:
                yield f"没有{TARGET_NAMES[kind]}目标{name}的算例"


def _usual(rule: Rule) -> tuple[Formula, ...]:
    """The formulas of a rule where the target is not 0."""
    options = [formula for option in rule.options for formula in (option.when, option.score)]
    return tuple(one for one in (rule.completion, rule.score, *options) if one is not None)


def _truths(formula: Formula, rows: Sequence[Row]) -> Iterator[str]:
    """Conditions without a comparison: each must hold in one example and not in another."""
    for name in sorted(formula.used):
        kind, meaning = NAMES[name]
        if kind == "truth":
            stood = {row[name] for row in rows}
            if True not in stood:
                yield f"没有 {meaning} 的算例"
            if False not in stood:
                yield f"没有 没有{meaning.removeprefix('有')} 的算例"


def _sides(edges: Iterable[Edge], rows: Sequence[Row]) -> Iterator[str]:
    for edge in edges:
        stood = {edge.side(row) for row in rows}
        yield from (f"没有 {edge.told(side)} 的算例" for side in _SIDES if side not in stood)
