"""Invented facts: projects with targets, actuals and money, chosen so that nothing is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from attrs import evolve

from scoring import Evaluation, FundLine, Indicator, Ruleset, compare, format_value, parse_value
from scoring.conventions import Convention, conventions
from scoring.quantity import Quantity, Value, plain
from scoring.rounding import HALF_UP_2

from .family import Family
from .goals import department_rows, project_rows
from .phrases import VILLAGES, reason_for
from .printing import execution_result, figure, row_result, scored_budget, scored_row, totalled
from .topics import DEPARTMENT_ROWS, TOPICS

_CENT: Final = Decimal("0.01")
_ADJUSTED: Final = ("年中按批复追加预算", "年中按批复调减预算")
_BASES: Final = ("计划标准", "历史标准", "行业标准")
_EVIDENCE: Final = ("工作资料", "原始凭证", "统计报表", "问卷调查")
_MISSED: Final = (0.1, 0.25, 0.4, 0.4)
"""Share of the rows of numbers whose target is missed, of a table one of these."""
_TRIES: Final = 40

EXECUTION_ROW: Final = "预算执行率"
"""Name of the row that scores the budget execution, where a form has it among the others."""


def project(
    random: Random, number: int, unit: str, year: int, ruleset: Ruleset, convention: Convention, family: Family
) -> Evaluation:
    """A project's self-evaluation as a careful unit would print it.

    Args:
        random: where everything that is free comes from.
        number: of the table in the document, from 1; projects of one document differ by it.
        unit: the unit's name.
        year: the budget year.
        ruleset, convention: how it is scored.
        family: the layout; what it does not print is left out.
    """
    topic = TOPICS[(number + random.randrange(3) * len(TOPICS)) % len(TOPICS)]
    village = VILLAGES[number % len(VILLAGES)]
    adjusted = _amount_of_money(random)
    initial = adjusted
    if random.random() < 0.25:
        initial = (adjusted * random.randrange(80, 125) / 100).quantize(_CENT)
    funds = _funds(random, initial, adjusted, ruleset, convention, family)
    rows = project_rows(random, topic.rows, ruleset, adjusted, year, village)
    name = f"{year}年{village}{topic.name}" if number > 0 else topic.name
    return _finished(random, "project", name, unit, year, funds, rows, ruleset, convention, family)


def _amount_of_money(random: Random) -> Decimal:
    """An amount in 万元, a round one more often than not."""
    if random.random() < 0.6:
        return Decimal(random.choice((*range(8, 60), *range(60, 300, 5), *range(300, 900, 20)))).quantize(_CENT)
    return Decimal(random.randrange(800, 90000)) / 100


def department(
    random: Random, unit: str, year: int, ruleset: Ruleset, convention: Convention, family: Family
) -> Evaluation:
    """A unit's own self-evaluation; arguments as for ``project``."""
    adjusted = Decimal(random.randrange(20000, 400000)) / 100
    funds = _funds(random, adjusted, adjusted, ruleset, convention, family)
    whole = ruleset.total_weight - ruleset.execution.weight
    chosen = [row for row in DEPARTMENT_ROWS if row.kind in ("words", "satisfaction") or random.random() < 0.8]
    rows = department_rows(random, chosen, int(whole), adjusted, year)
    return _finished(random, "department", unit, unit, year, funds, rows, ruleset, convention, family)


def _finished(
    random: Random,
    kind: str,
    name: str,
    unit: str,
    year: int,
    funds: tuple[FundLine, ...],
    rows: list[Indicator],
    ruleset: Ruleset,
    convention: Convention,
    family: Family,
) -> Evaluation:
    budget = funds[0]
    if family.execution_row:
        rows.insert(0, _execution_row(budget, ruleset))
    missed = random.choice(_MISSED)
    done = [_done(random, row, budget, missed, ruleset, convention, year, family) for row in rows]
    if all(row.target is None or row.actual is None or _same(row) for row in done):
        # Where every actual repeats its target a reviewer asks whether anybody counted.
        done = [_exceeded(random, row, ruleset, convention, year) if _is_direct(row) else row for row in done]
    first = random.randrange(1000)
    done = [
        _described(random, row, reason_for(row, first + number), ruleset, convention, year, family)
        for number, row in enumerate(done)
    ]
    table = Evaluation(
        kind=kind,  # type: ignore[arg-type]  # one of the two words
        form="self-evaluation",
        project=name,
        unit=unit,
        department=unit,
        year=year,
        funds=funds,
        indicators=tuple(done),
        printed_weight_total=figure(ruleset.total_weight),
    )
    return settled(table, ruleset, convention, family)


def settled(table: Evaluation, ruleset: Ruleset, convention: Convention, family: Family) -> Evaluation:
    """The table with goals in words, total and grade that agree with its rows and its money."""
    budget = table.budget
    explained = _explained(budget) if budget is not None else ""
    goal, achieved = goal_of(table.indicators, actual=False), goal_of(table.indicators, actual=True)
    return totalled(evolve(table, goal=goal, achieved=achieved + explained), ruleset, convention, family)


def _explained(budget: FundLine) -> str:
    said = ""
    if budget.initial is not None and budget.initial != budget.adjusted:
        said += _ADJUSTED[0 if _amount(budget.initial) < _amount(budget.adjusted) else 1] + "。"
    if _amount(budget.executed) < _amount(budget.adjusted):
        said += "结余资金年底按规定收回。"
    return said


def _amount(reading: object) -> Decimal:
    value = getattr(reading, "value", None)
    return value if isinstance(value, Decimal) else Decimal(0)


def _funds(
    random: Random, initial: Decimal, adjusted: Decimal, ruleset: Ruleset, convention: Convention, family: Family
) -> tuple[FundLine, ...]:
    """The money block: all of it spent, or a part that the rules score."""
    weight = None if family.execution_row or not family.execution_weight else figure(ruleset.execution.weight)
    for attempt in range(_TRIES):
        share = Decimal(1)
        if random.random() >= 0.3 and attempt < _TRIES - 1:
            share = Decimal(random.randrange(900 if random.random() < 0.6 else 660, 999))
        executed = adjusted if share == 1 else (adjusted * share / 1000).quantize(_CENT)
        line = FundLine(
            "年度资金总额",
            figure(initial) if family.has_fund("initial") else None,
            figure(adjusted),
            figure(executed),
            weight,
            total=True,
        )
        result = execution_result(line, ruleset, convention)
        if result is not None and 0 < result.score <= ruleset.execution.weight:
            break
    line = scored_budget(line, ruleset, convention)
    if weight is None and not family.execution_row:
        # The form says in words what the rate is worth, and prints no weight beside it.
        line = evolve(line, printed_score=None if result is None else figure(result.score))
    whole = initial, adjusted, executed
    share = Decimal("0.7") if random.random() < 0.4 else Decimal(1)
    first = [(amount * share).quantize(_CENT) for amount in whole]
    rest = [amount - part for amount, part in zip(whole, first, strict=True)]
    return line, _source("其中：当年财政拨款", first, family), _source("其他资金", rest, family)


def _source(name: str, amounts: Sequence[Decimal], family: Family) -> FundLine:
    initial, adjusted, executed = map(figure, amounts)
    return FundLine(name, initial if family.has_fund("initial") else None, adjusted, executed)


def _execution_row(budget: FundLine, ruleset: Ruleset) -> Indicator:
    rate = budget.printed_rate.text if budget.printed_rate is not None else ""
    return Indicator(
        name=EXECUTION_ROW,
        level1="预算执行",
        level2="预算执行",
        target=parse_value("=100%"),
        actual=parse_value(rate),
        weight=figure(ruleset.execution.weight),
    )


def scores_execution_row(ruleset: Ruleset) -> bool:
    """Have the rules an answer to an execution rate that stands among the indicators and is below its target?"""
    row = evolve(_execution_row(FundLine(""), ruleset), actual=parse_value("94%"))
    return row_result(row, ruleset, conventions(ruleset.calculation)[0], None) is not None


def _done(
    random: Random,
    row: Indicator,
    budget: FundLine,
    missed: float,
    ruleset: Ruleset,
    convention: Convention,
    year: int,
    family: Family,
) -> Indicator:
    """The row with an actual that the rules can score and that leads to no contradiction."""
    if row.actual is not None:
        return row
    target = row.target
    if family.has("coefficient"):
        row = evolve(row, coefficient=figure(100))
    if not isinstance(target, Quantity):
        return evolve(row, actual=_met(random, target))
    if row.level1 == "成本指标" and target.unit.text == "万元" and _amount(budget.executed):
        # What was spent is what it cost, where the rules take no points off for it.
        tried = evolve(row, actual=parse_value(f"{plain(_amount(budget.executed))}万元"))
        if _is_sound(tried, ruleset, convention, year):
            return tried
    for _ in range(_TRIES):
        tried = evolve(row, actual=_actual(random, row, target, missed))
        if family.has("coefficient") and compare(tried, year).met is False:
            tried = evolve(tried, coefficient=figure(Decimal(random.randrange(600, 985)) / 10))
        if _is_sound(tried, ruleset, convention, year):
            return tried
    return evolve(row, actual=_quantity(target, target.number))


def _met(random: Random, target: Value | None) -> Value | None:
    if target is None:
        return None
    text = format_value(target)
    if text.endswith("日前"):
        day = int(text.split("月")[1].removesuffix("日前"))
        return parse_value(f"{text.split('月')[0]}月{random.randrange(1, day + 1)}日")
    return parse_value(text)


def _actual(random: Random, row: Indicator, target: Quantity, missed: float) -> Value | None:
    number, percent = target.number, target.unit.text == "%"
    whole = number == number.to_integral_value() and (not percent or random.random() < 0.5)
    if random.random() >= missed:
        if target.operator == "≥" and random.random() < 0.5:
            most = min(Decimal(100), number * Decimal("1.12")) if percent else number * Decimal("1.12")
            return _quantity(target, _rounded(number + (most - number) * random.randrange(0, 100) / 100, whole))
        return _quantity(target, number)
    least = 900 if "满意度" in row.level1 else 800 if percent else 625
    share = Decimal(random.randrange(least, 995)) / 1000
    if target.operator in ("≤", "<"):
        share = Decimal(random.randrange(1010, 1400)) / 1000 if random.random() < 0.4 else share
    return _quantity(target, _rounded(number * share, whole))


def _rounded(number: Decimal, whole: bool) -> Decimal:
    return number.quantize(Decimal(1) if whole else _CENT, ROUND_HALF_UP)


def _quantity(target: Quantity, number: Decimal) -> Value | None:
    return parse_value(f"{plain(number)}{target.unit.text}")


def _is_sound(row: Indicator, ruleset: Ruleset, convention: Convention, year: int) -> bool:
    """Do the rules score it, and do score and target say the same of it?"""
    found = compare(row, year)
    result = row_result(row, ruleset, convention, year)
    weight = row.weight_value
    if result is None or weight is None or found.met is None:
        return False
    return result.score == weight if found.met else 0 <= result.score < weight


def _is_direct(row: Indicator) -> bool:
    return isinstance(row.target, Quantity) and row.target.operator == "≥" and row.target.unit.text != "%"


def _same(row: Indicator) -> bool:
    target, actual = row.target, row.actual
    if isinstance(target, Quantity) and isinstance(actual, Quantity):
        return target.number == actual.number
    return True


def _exceeded(random: Random, row: Indicator, ruleset: Ruleset, convention: Convention, year: int) -> Indicator:
    target = row.target
    assert isinstance(target, Quantity)
    more = _rounded(target.number * Decimal(random.randrange(102, 110)) / 100, True)
    tried = evolve(row, actual=_quantity(target, max(more, target.number + 1)))
    return tried if _is_sound(tried, ruleset, convention, year) else row


def _described(
    random: Random,
    row: Indicator,
    cause: str,
    ruleset: Ruleset,
    convention: Convention,
    year: int,
    family: Family,
) -> Indicator:
    """The row with its score and with what the family prints beside."""
    reason = cause if family.has("reason") else ""
    rule = next((one for one in ruleset.rules if _applies(one.targets, one.operators, row)), None)
    if family.has("rule") and rule is not None and rule.names:
        row = evolve(row, rule=rule.names[0])
    row = evolve(
        row,
        basis=random.choice(_BASES) if family.has("basis") else "",
        evidence=random.choice(_EVIDENCE) if family.has("evidence") else "",
        prior=_prior(random, row.target) if family.has("prior") else None,
    )
    row = scored_row(row, ruleset, convention, year, reason)
    result = row_result(row, ruleset, convention, year)
    if family.has("completion") and result is not None:
        shown = result.completion
        if shown is not None and convention.calculation.completion.way == "none" and result.rate is not None:
            shown = HALF_UP_2.decimal(result.rate)
        elif shown is None and isinstance(row.target, Quantity) and compare(row, year).met:
            shown = Decimal("100.00")  # the rules ask for none, the form does
        row = evolve(row, printed_completion=None if shown is None else figure(shown, "%"))
    return row


def _applies(targets: tuple[str, ...], operators: tuple[str, ...], row: Indicator) -> bool:
    found = compare(row)
    return found.kind in targets and (not operators or found.operator in operators)


def _prior(random: Random, target: Value | None) -> Value | None:
    """Last year's actual, below this year's target."""
    if not isinstance(target, Quantity) or target.operator != "≥":
        return None
    whole = target.unit.text != "%"
    return _quantity(target, _rounded(target.number * random.randrange(88, 100) / 100, whole))


def goal_of(rows: Sequence[Indicator], *, actual: bool) -> str:
    """The goal, or what became of it, in words that agree with the rows."""
    said = []
    for row in rows:
        target, value = row.target, row.actual if actual else row.target
        if isinstance(target, Quantity) and isinstance(value, Quantity) and target.operator == "≥":
            said.append(f"{row.name}{'' if actual else '不少于'}{plain(value.number)}{value.unit.text}")
    effects = [row for row in rows if row.level1.startswith(("效益", "社会"))]
    words = [row.name for row in effects if not isinstance(row.target, Quantity)]
    done = "已完成：" if actual else "完成："
    return (done + "，".join(said) + "。" if said else "") + "".join(f"{one}。" for one in words)
