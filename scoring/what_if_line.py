"""The actuals of a row, step by step, and their scores.

A step is one unit of the last place printed: an actual printed ``98.6%`` moves by 0.1%, one printed ``3次`` by one.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from attrs import evolve, field, frozen

from .comparison import Comparison, compare, holds
from .errors import UndefinedScore
from .marking import run
from .model import FundLine, Indicator
from .plan import NO_WEIGHT, Plan, execution_weight, plan_execution, plan_indicator
from .quantity import Figure, Quantity, Span, Unreadable, figure_value
from .ruleset import Ruleset
from .scorecard import Mark
from .what_if_pieces import Piece, Terrain

FARTHEST: Final = 1000
"""Actuals are searched up to so many times the greatest of the numbers printed in the row."""


@frozen
class Stretch:
    """Actuals from ``low`` to ``high``, both included; None: as far as actuals go."""

    low: Decimal | None
    high: Decimal | None


@frozen
class NoLine:
    """A row whose actuals are no numbers, or cannot be compared.

    Attributes:
        weight: points the row is worth; None where it has no weight.
        problem: why, a Chinese sentence.
    """

    weight: Decimal | None
    problem: str


@frozen
class Line:
    """The actuals of a row, step by step, and their scores.

    Attributes:
        ruleset: the rules.
        name: the name that moves in the formulas.
        plan_at: the computation at a step, or the mark that says why there is none.
        misses: whether a step misses the target, or spends less than the budget.
        turns: steps behind which that may change.
        edges: steps behind which the formulas are given another ``met``.
        first, last: the steps searched, both included.
        open_below, open_above: whether actuals go on beyond them.
        here: the step of the printed actual; None where there is none.
        step: what a step is worth, in the printed unit.
        unit: as printed.
        weight: points.
        target: what the actual is measured by, in its unit; None for a range.
    """

    ruleset: Ruleset
    name: str
    plan_at: Callable[[int], Plan | Mark]
    misses: Callable[[int], bool]
    turns: tuple[int, ...]
    edges: tuple[int, ...]
    first: int
    last: int
    open_below: bool
    open_above: bool
    here: int | None
    step: Decimal
    unit: str
    weight: Decimal
    target: Decimal | None = None
    _scores: dict[int, Decimal | None] = field(factory=dict, init=False, eq=False, repr=False)

    def score(self, step: int) -> Decimal | None:
        """Points at a step, as the issuing system gives them; None: none can be computed."""
        if step not in self._scores:
            plan = self.plan_at(step)
            try:
                self._scores[step] = run(plan, self.ruleset.calculation).score if isinstance(plan, Plan) else None
            except UndefinedScore:
                self._scores[step] = None
        return self._scores[step]

    def pieces(self) -> tuple[Piece, ...]:
        """The steps in pieces on which the score does not turn.

        Raises:
            TooRugged: there are too many.
        """
        found: list[Piece] = []
        start = self.first
        for edge in (*sorted({e for e in self.edges if self.first <= e < self.last}), self.last):
            plan = self.plan_at(start)
            if isinstance(plan, Plan):
                found += Terrain(self.name, self._values, plan.completion, plan.score, self.ruleset.calculation).pieces(
                    start, edge
                )
            else:
                found.append(Piece(start, edge, defined=False))
            start = edge + 1
        return tuple(found)

    def _values(self, step: int) -> dict[str, Any]:
        plan = self.plan_at(step)
        return plan.values if isinstance(plan, Plan) else {}

    def actual(self, step: int) -> Decimal:
        """The actual at a step, in the printed unit."""
        return step * self.step

    def stretch(self, first: int, last: int) -> Stretch:
        """Steps as actuals."""
        low = None if first == self.first and self.open_below else self.actual(first)
        return Stretch(low, None if last == self.last and self.open_above else self.actual(last))


def indicator_line(indicator: Indicator, ruleset: Ruleset, year: int | None = None) -> Line | NoLine:
    """The actuals of an indicator; where its actual is blank, one in the target's unit is assumed."""
    return line_of(indicator, ruleset, compare(indicator, year), year)


def line_of(indicator: Indicator, ruleset: Ruleset, found: Comparison, year: int | None) -> Line | NoLine:
    """The same, where the caller has the comparison already."""
    weight = indicator.weight_value
    target = indicator.target
    if weight is None:
        return NoLine(None, NO_WEIGHT)
    if not isinstance(target, Quantity | Span):
        return NoLine(weight, found.problem)
    given = indicator.actual if isinstance(indicator.actual, Quantity) else None
    if indicator.actual is not None and given is None:
        return NoLine(weight, found.problem)
    number = given.number if given is not None else (target.number if isinstance(target, Quantity) else target.low)
    unit = given.unit if given is not None else target.unit
    # How many of the target's unit one of the actual's is; 2 is read alike with and without its percent sign.
    two = compare(evolve(indicator, actual=Quantity("", "", Decimal(2), unit)), year)
    known = found if given is not None and given.number else two
    if known.actual is None:
        return NoLine(weight, known.problem)
    worth = known.actual / Fraction(given.number if known is found and given is not None else 2)
    step = _last_place(number)
    base = found if found.actual is not None else two
    spots = [n / worth / Fraction(step) for n in (base.target, base.low, base.high) if n is not None]
    here = int(given.number / step) if given is not None else None

    def met(place: int) -> bool:
        return _met(base, place * Fraction(step) * worth)

    def plan_at(place: int) -> Plan | Mark:
        actual = place * Fraction(step) * worth
        return plan_indicator(indicator, ruleset, evolve(base, actual=actual, met=met(place)))

    reach = [*spots, Fraction(1) / Fraction(step), *([Fraction(here)] if here is not None else [])]
    farthest = ceil(max(map(abs, reach)) * FARTHEST)
    negative = min(reach) < 0
    turns = tuple(edge for spot in spots for edge in (ceil(spot) - 1, floor(spot)))
    return Line(
        ruleset,
        "actual",
        plan_at,
        lambda place: not met(place),
        turns,
        turns + ((-1,) if negative else ()),
        -farthest if negative else 0,
        farthest,
        True,
        True,
        here,
        step,
        unit.text,
        weight,
        None if base.target is None else step * int(base.target / worth / Fraction(step)),
    )


def execution_line(line: FundLine, ruleset: Ruleset) -> Line | NoLine:
    """The scores of the budget execution over the amounts executed; from 0 to the whole budget."""
    weight = execution_weight(line, ruleset)
    if weight is None:
        return NoLine(None, NO_WEIGHT)
    adjusted = figure_value(line.adjusted)
    if not adjusted or adjusted < 0:
        return NoLine(weight, "全年预算数没有填写、无法识别或不是正数")
    executed = figure_value(line.executed)
    if isinstance(line.executed, Unreadable):
        return NoLine(weight, f"全年执行数“{line.executed.text}”无法识别")
    step = min(_last_place(executed if executed is not None else adjusted), Decimal(1))
    here = int(executed / step) if executed is not None else None

    def plan_at(place: int) -> Plan | Mark:
        amount = place * step
        return plan_execution(evolve(line, executed=Figure(f"{amount:f}", amount)), ruleset)

    plan = plan_at(0)
    if isinstance(plan, Mark):
        return NoLine(weight, plan.problem)
    last = max(int(adjusted / step), here or 0)
    first = min(0, here or 0)
    return Line(
        ruleset,
        "executed",
        plan_at,
        lambda place: place * step < adjusted,
        (ceil(Fraction(adjusted) / Fraction(step)) - 1,),
        (),
        first,
        last,
        False,
        False,
        here,
        step,
        "万元",
        weight,
        adjusted,
    )


def _met(found: Comparison, actual: Fraction) -> bool:
    if found.low is not None and found.high is not None:
        return found.low <= actual <= found.high
    return found.target is not None and holds(found.operator, found.target, actual)


def _last_place(number: Decimal) -> Decimal:
    """One unit of the last place printed: 98.6 → 0.1, 300 → 1."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
