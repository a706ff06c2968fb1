"""Findings of group E: results against money."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from .examined import Examined, level_name
from .finding import Finding
from .quantity import PERCENT, Quantity, Unit, figure_value, plain
from .rounding import Rounding
from .spelling import unit_of_name
from .wording import finding
from .words import BUDGET_CONTROL_WORDS, UNIT_PRICE_WORDS

NEAR_FULL = Fraction(95, 100)
"""Share of the points from which indicators count as near full."""

MOSTLY_UNSPENT = Decimal(50)
"""Execution rate in percent below which most money is unspent."""

_TEN_THOUSAND_YUAN = Unit.of("万元")


def check_money(table: Examined) -> Iterator[Finding]:
    """Do the results, the grade, the control rate and the costs go with the money?"""
    yield from _results_without_money(table)
    yield from _grade(table)
    yield from _control_rate(table)
    yield from _costs(table)


def _results_without_money(table: Examined) -> Iterator[Finding]:
    rate = table.rate.computed
    if rate is None or rate >= MOSTLY_UNSPENT:
        return
    rows = [i for i in table.evaluation.indicators if level_name(i) != "成本"]
    scores = [i.printed_value for i in rows]
    weights = [i.weight_value for i in rows]
    if not rows or None in scores or None in weights:
        return
    score = sum((value or Decimal(0) for value in scores), Decimal(0))
    weight = sum((value or Decimal(0) for value in weights), Decimal(0))
    if weight > 0 and Fraction(score) >= NEAR_FULL * Fraction(weight):
        yield finding(
            "E1",
            table.money("执行率"),
            read=plain(rate),
            arithmetic=f"{plain(score)} ÷ {plain(weight)}，执行率 {plain(rate)}%",
            rate=plain(rate),
            score=plain(score),
            weight=plain(weight),
        )


def _grade(table: Examined) -> Iterator[Finding]:
    printed, total = table.evaluation.printed_grade.strip(), table.total.printed
    if not printed or total is None:
        return
    names = {grade.name for grade in table.ruleset.grades}
    expected = table.ruleset.grade_of(total)
    if printed in names and expected and printed != expected:
        yield finding(
            "E2",
            table.where(0, "评价等级", "总分"),
            read=printed,
            expected=expected,
            source=str(table.ruleset.source),
            printed=printed,
            total=plain(total),
            ruleset=table.ruleset.title,
        )


def _control_rate(table: Examined) -> Iterator[Finding]:
    budget = table.evaluation.budget
    if budget is None:
        return
    executed, adjusted = figure_value(budget.executed), figure_value(budget.adjusted)
    if executed is None or not adjusted:
        return
    rate = Fraction(executed) / Fraction(adjusted) * 100
    for number, indicator in enumerate(table.evaluation.indicators, 1):
        actual = indicator.actual
        if not any(word in indicator.name for word in BUDGET_CONTROL_WORDS):
            continue
        if not isinstance(actual, Quantity) or actual.unit.dimension != PERCENT.dimension:
            continue
        places = max(0, -int(actual.number.as_tuple().exponent))
        fitting = {Rounding(way, places).decimal(rate) for way in ("half-up", "cut")}
        if actual.number in fitting:
            continue
        expected = Rounding("half-up", 2).decimal(rate)
        yield finding(
            "E3",
            table.where(number, "实际完成值"),
            read=actual.text,
            expected=f"{plain(expected)}%",
            arithmetic=f"{executed:f} ÷ {adjusted:f} × 100 = {expected:f}",
            printed=plain(actual.number),
        )


def _costs(table: Examined) -> Iterator[Finding]:
    """The cost rows that are amounts of money, against the budget they divide up."""
    budget = table.evaluation.budget
    if budget is None:
        return
    amount = figure_value(budget.initial) if table.evaluation.form == "goal" else figure_value(budget.adjusted)
    numbered = [
        (number, cost)
        for number, i in enumerate(table.evaluation.indicators, 1)
        if (cost := _cost(i.level1, i.name, i.target)) is not None
    ]
    costs = [cost for _, cost in numbered]
    if amount is None or len(costs) < 2:
        return
    whole = Fraction(amount)
    added = sum(costs, Fraction(0))
    if added == whole or whole in costs:
        return
    shown = Rounding("half-up", 2).decimal(added)
    terms = " + ".join(plain(Rounding("half-up", 4).decimal(cost)) for cost in costs)
    yield finding(
        "E4",
        table.where(numbered[0][0], "目标值"),
        read=plain(shown),
        expected=plain(amount),
        arithmetic=f"{terms} = {plain(shown)}",
        sum=plain(shown),
        budget=plain(amount),
    )


def _cost(level1: str, name: str, target: object) -> Fraction | None:
    """A cost row's amount in 万元; None for prices, rates and whatever is no cost."""
    if not level1.startswith("成本") or not isinstance(target, Quantity):
        return None
    if any(word in name for word in UNIT_PRICE_WORDS):
        return None
    unit = target.unit
    if unit.dimension == "" and unit.factor == 1:
        unit = unit_of_name(name)
    if not unit.is_money and not (unit.dimension == "" and unit.factor == _TEN_THOUSAND_YUAN.factor):
        return None
    return Fraction(target.number * unit.factor) / Fraction(_TEN_THOUSAND_YUAN.factor)
