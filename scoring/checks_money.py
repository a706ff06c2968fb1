"""Findings of group E: results against money."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import compress

from .examined import Examined, level_name
from .finding import Finding
from .plan import execution_weight
from .quantity import PERCENT, Quantity, Unit, are_there, figure_value, plain
from .rounding import Rounding
from .spelling import unit_of_name
from .wording import finding
from .words import BUDGET_CONTROL_WORDS, COST_LEVEL, GRADE_SPELLINGS, UNIT_PRICE_WORDS

NEAR_FULL = Fraction(95, 100)
"""Share of the points from which indicators count as near full."""

MOSTLY_UNSPENT = Decimal(50)
"""Execution rate in percent below which most money is unspent."""

RESULTS_ABOVE_MONEY = Decimal(5)
"""By how many percent the share of the indicators' points may exceed that of the execution's, where money is left."""

UNSPENT = Decimal(20)
"""Percent of the budget left unspent that is remarked on where the ruleset sets no limit."""

WARNING_SOURCE = "见过的提醒线，没有写明出自哪个系统〔见于系统或表格附注〕"
"""Where both limits were seen."""

_CONTROL_RATE = re.compile("|".join(BUDGET_CONTROL_WORDS))
_PLACES_2 = Rounding("half-up", 2)
_TEN_THOUSAND_YUAN = Unit.of("万元")


def check_money(table: Examined) -> Iterator[Finding]:
    """Do the results, the grade, the control rate and the costs go with the money?"""
    yield from _results_and_money(table)
    yield from _grade(table)
    yield from _control_rate(table)
    yield from _costs(table)


def _results_and_money(table: Examined) -> Iterator[Finding]:
    """The gravest of E1, E5 and E6; one of them says what the others would."""
    if table.evaluation.form == "goal":
        return
    left = _unspent_share(table)
    found = _results_without_money(table) or _results_above_money(table, left) or _unspent(table, left)
    if found is not None:
        yield found


def _results_without_money(table: Examined) -> Finding | None:
    """E1: near-full indicators while most money is unspent."""
    rate = table.rate.computed
    if rate is None or rate >= MOSTLY_UNSPENT:
        return None
    points = _points(table, but="成本")
    if points is None or Fraction(points[0]) < NEAR_FULL * Fraction(points[1]):
        return None
    score, weight = map(plain, points)
    return finding(
        "E1",
        table.money("执行率"),
        read=plain(rate),
        arithmetic=f"{score} ÷ {weight}，执行率 {plain(rate)}%",
        rate=plain(rate),
        score=score,
        weight=weight,
    )


def _results_above_money(table: Examined, left: Fraction | None) -> Finding | None:
    """E5: (S/90 − E/10) ÷ (S/90) above the limit, with the weights the table prints.

    A ruleset that sets the limit is taken at its word; by any other so small a gap is everyday, and it is
    remarked on only where much of the money was left.
    """
    budget, limit = table.budget, table.ruleset.limits.results_gap_warning
    if budget is None or (limit is None and left is None):
        return None
    points = _points(table)
    if points is None:
        return None
    money = figure_value(budget.printed_score)
    worth = execution_weight(budget, table.ruleset)
    if money is None or worth is None or worth <= 0 or points[0] <= 0:
        return None
    source = WARNING_SOURCE if limit is None else table.ruleset.source_of("limits.results_gap_warning")
    limit = RESULTS_ABOVE_MONEY if limit is None else limit
    if money * points[1] >= worth * points[0]:
        return None  # no less of the money's points than of the results'
    results, spent = Fraction(points[0]) / Fraction(points[1]), Fraction(money) / Fraction(worth)
    gap = (results - spent) / results * 100
    if gap <= limit:
        return None
    shown, share, used = (plain(_PLACES_2.decimal(part)) for part in (gap, results * 100, spent * 100))
    score, weight = map(plain, points)
    return finding(
        "E5",
        table.money("得分"),
        read=plain(money),
        arithmetic=f"({score}/{weight} − {plain(money)}/{plain(worth)}) ÷ ({score}/{weight}) = {shown}%",
        source=source,
        results=share,
        money=used,
        gap=shown,
        limit=plain(limit),
    )


def _unspent(table: Examined, share: Fraction | None) -> Finding | None:
    """E6: more of the budget unspent than the ruleset lets pass."""
    budget = table.budget
    if budget is None or share is None:
        return None
    limit = table.ruleset.limits.unspent_warning
    adjusted, executed = figure_value(budget.adjusted) or Decimal(0), figure_value(budget.executed) or Decimal(0)
    shown = plain(_PLACES_2.decimal(share))
    return finding(
        "E6",
        table.money("全年执行数"),
        read=plain(executed),
        arithmetic=f"({plain(adjusted)} − {plain(executed)}) ÷ {plain(adjusted)} = {shown}%",
        source=WARNING_SOURCE if limit is None else table.ruleset.source_of("limits.unspent_warning"),
        unspent=plain(adjusted - executed),
        share=shown,
        limit=plain(UNSPENT if limit is None else limit),
    )


def _unspent_share(table: Examined) -> Fraction | None:
    """Percent of the budget left unspent, where that is more than the ruleset, or what was seen, lets pass."""
    budget = table.budget
    adjusted, executed = (None, None) if budget is None else map(figure_value, (budget.adjusted, budget.executed))
    if adjusted is None or executed is None or adjusted <= 0 or executed >= adjusted or table.rate.computed is None:
        return None
    limit = table.ruleset.limits.unspent_warning
    limit = UNSPENT if limit is None else limit
    if (adjusted - executed) * 100 <= limit * adjusted:
        return None
    return Fraction(adjusted - executed) / Fraction(adjusted) * 100


def _points(table: Examined, but: str = "") -> tuple[Decimal, Decimal] | None:
    """Printed scores and weights added up, those of a level left out; None where one is missing or nothing to get."""
    printed, weights = table.printed, table.weights
    if but:
        kept = [level_name(indicator) != but for indicator in table.evaluation.indicators]
        printed, weights = tuple(compress(printed, kept)), tuple(compress(weights, kept))
    score = sum([points for points in printed if points is not None], Decimal(0))
    weight = sum([points for points in weights if points is not None], Decimal(0))
    return (score, weight) if weight > 0 and are_there(printed) and are_there(weights) else None


def _grade(table: Examined) -> Iterator[Finding]:
    text, total = table.evaluation.printed_grade.strip(), table.total.printed
    printed = GRADE_SPELLINGS.get(text, text)
    if total is None:
        total = table.printed_sum
    if not printed or total is None:
        return
    names = {grade.name for grade in table.ruleset.grades}
    expected = table.ruleset.grade_of(total)
    if printed in names and expected and printed != expected:
        yield finding(
            "E2",
            table.where(0, "评价等级", "总分"),
            severity=None if table.certain else "warning",
            read=text,
            expected=expected,
            source=table.ruleset.source_of("grade"),
            printed=text,
            total=plain(total),
            ruleset=table.ruleset.title,
        )


def _control_rate(table: Examined) -> Iterator[Finding]:
    budget = table.budget
    rows = [
        (number, i)
        for number, i in enumerate(table.evaluation.indicators, 1)
        if isinstance(i.actual, Quantity)
        and i.actual.unit.dimension == PERCENT.dimension
        and _CONTROL_RATE.search(i.name)
    ]
    if budget is None or not rows:
        return
    executed, adjusted, initial = map(figure_value, (budget.executed, budget.adjusted, budget.initial))
    if executed is None or not adjusted:
        return
    rate = Fraction(executed) / Fraction(adjusted) * 100
    rates = (rate, Fraction(executed) / Fraction(initial) * 100) if initial else (rate,)
    for number, indicator in rows:
        actual = indicator.actual
        assert isinstance(actual, Quantity)
        places = max(0, -int(actual.number.as_tuple().exponent))
        fitting = {Rounding(way, places).decimal(one) for way in ("half-up", "cut") for one in rates}
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
    budget = table.budget
    if budget is None:
        return
    amount = figure_value(budget.initial) if table.evaluation.form == "goal" else figure_value(budget.adjusted)
    if not any(level.startswith(COST_LEVEL) for level in table.levels):
        return
    numbered = [
        (number, cost)
        for number, i in enumerate(table.evaluation.indicators, 1)
        if i.level1.startswith(COST_LEVEL) or i.level2.startswith(COST_LEVEL)
        if (cost := _cost(i.name, i.target)) is not None
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


def _cost(name: str, target: object) -> Fraction | None:
    """A cost row's amount in 万元; None for prices, rates and whatever is no amount."""
    if not isinstance(target, Quantity) or any(word in name for word in UNIT_PRICE_WORDS):
        return None
    unit = target.unit
    if unit.dimension == "" and unit.factor == 1:
        unit = unit_of_name(name)
    if not unit.is_money and not (unit.dimension == "" and unit.factor == _TEN_THOUSAND_YUAN.factor):
        return None
    return Fraction(target.number * unit.factor) / Fraction(_TEN_THOUSAND_YUAN.factor)
