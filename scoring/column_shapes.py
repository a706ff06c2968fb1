"""What of a row decides how it is scored, and by which formulas that is."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from attrs import frozen

from .column_data import PROBLEMS
from .comparison import Comparison
from .formula import Formula
from .keeping import Kept
from .plan import formulas_for, rule_for
from .ruleset import Ruleset, TargetKind

_MOST_WAYS: Final = 8192
"""Ways of a ruleset that are kept."""


@frozen
class Shape:
    """What of a row decides how it is scored."""

    kind: TargetKind
    operator: str
    met: bool | None
    is_zero: bool
    rule: str
    words: frozenset[str]
    weighted: bool
    written: frozenset[str]

    @property
    def comparison(self) -> Comparison:
        """A comparison of this shape."""
        problem = "无法比较" if self.met is None else ""
        target = Fraction(0) if self.is_zero else Fraction(1)
        return Comparison(self.kind, self.operator, target=target, met=self.met, problem=problem)


@frozen
class Way:
    """How rows of a shape are scored: by the formulas of a rule, or not, and why."""

    rule: int
    problem: int
    completion: Formula | None = None
    score: Formula | None = None

    @property
    def used(self) -> frozenset[str]:
        """The names in its formulas."""
        formulas = (one for one in (self.completion, self.score) if one is not None)
        return frozenset[str]().union(*(formula.used for formula in formulas))

    @property
    def texts(self) -> tuple[str | None, str]:
        """The texts of its formulas."""
        return None if self.completion is None else self.completion.text, "" if self.score is None else self.score.text


NO_TARGET: Final = Way(-1, PROBLEMS.index("no-target"))
"""There is no target."""


_KNOWN: Final[Kept[int, tuple[Ruleset, Kept[Shape, Way]]]] = Kept(64)
"""Rulesets, by their identity, with the ways of shapes that were asked for."""


def way_of(shape: Shape, ruleset: Ruleset) -> Way:
    """Choose rule and formulas, as :func:`scoring.plan.plan_indicator` does for one row."""
    _, known = _KNOWN.get(id(ruleset)) or _KNOWN.keep(id(ruleset), (ruleset, Kept(_MOST_WAYS)), 0)
    return known.get(shape) or known.keep(shape, _way_of(shape, ruleset), len(shape.rule))


def _way_of(shape: Shape, ruleset: Ruleset) -> Way:
    found = shape.comparison
    rule, _ = rule_for(shape.rule, found, ruleset, shape.words)
    if rule is None:
        return Way(-1, PROBLEMS.index("no-rule"))
    number = ruleset.rules.index(rule)

    def without(problem: str) -> Way:
        return Way(number, PROBLEMS.index(problem))

    if rule.compares and shape.met is None:
        return without("not-comparable")
    if not shape.weighted:
        return without("no-weight")
    if rule.met_only and not shape.met:
        return without("by-people")
    formulas = formulas_for(rule, found)
    if formulas is None:
        return without("zero-target")
    if any(name in formulas[1].used and name not in shape.written for name in ("coefficient", "deduction")):
        return without("not-filled-in")
    return Way(number, 0, *formulas)
