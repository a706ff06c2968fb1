"""Faults of group A: sums, weights, money, completions."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from attrs import evolve

from scoring import Evaluation, Figure, figure_value

from .choosing import (
    any_spot,
    any_table,
    is_count,
    is_direct,
    is_full,
    number,
    odd,
    spelt,
)
from .drafts import Draft, Planted, with_budget, with_row
from .facts import settled
from .fault import Fault
from .printing import figure, row_result

_MORE = Decimal(3)


class WrongTotal(Fault):
    """The total is not the sum."""

    code = "A1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: table.printed_total is not None)
        if place is None:
            return None
        table = draft.tables[place - 1]
        total = figure_value(table.printed_total) or Decimal(0)
        wrong = total - random.choice((Decimal("0.9"), Decimal("1.8"), Decimal("0.27")))
        grade = draft.ruleset.grade_of(wrong) if table.printed_grade else ""
        table = evolve(table, printed_total=figure(wrong), printed_grade=grade)
        what = f"总分印为 {wrong}，各项得分相加是 {total}"
        return draft.with_table(place, table).with_planted(Planted("A1", place, 0, "总分", what))


class WrongWeights(Fault):
    """A row is worth more, and the weights add up to more than the whole."""

    code = "A2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full) if draft.family.has("weight") else None
        if spot is None:
            return None
        row = spot.scored(evolve(spot.row, weight=figure(spot.weight + _MORE), reason=""))
        planted = spot.planted(row, Planted("A2", column="分值", what=f"分值 {spot.weight} 改为 {row.weight_value}"))
        fault = evolve(planted.planted[-1], row=0, brings=("A3", "D7"))
        return evolve(planted, planted=(*planted.planted[:-1], fault))


class OtherLevels(Fault):
    """Points moved from one level to another."""

    code = "A3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        family = draft.family
        if not draft.ruleset.weights or not (family.has("weight") and family.has("level1")):
            return None
        if family.kind != "project" or family.execution_row:
            return None
        giving = any_spot(random, draft, lambda row: row.level1 == "产出指标" and (row.weight_value or 0) >= 9)
        if giving is None:
            return None
        table = giving.evaluation
        taking = next((n for n, row in enumerate(table.indicators, 1) if row.level1 == "满意度指标"), None)
        if taking is None:
            return None
        taker = table.indicators[taking - 1]
        table = with_row(table, giving.number, giving.scored(evolve(giving.row, weight=figure(giving.weight - 4))))
        table = with_row(table, taking, giving.scored(evolve(taker, weight=figure((taker.weight_value or 0) + 4))))
        table = settled(table, draft.ruleset, draft.convention, family)
        what = "从产出指标移 4 分到满意度指标"
        fault = Planted("A3", giving.table, 0, "分值", what, by_rule=True)
        return draft.with_table(giving.table, table).with_planted(fault)


class WrongRate(Fault):
    """The execution rate is not what the amounts give."""

    code = "A4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: table.budget is not None)
        if place is None or draft.family.execution_row:
            return None
        table = draft.tables[place - 1]
        budget = table.budget
        assert budget is not None
        rate = figure_value(budget.printed_rate) or Decimal(0)
        wrong = rate - odd(random, 180, 420)
        line = evolve(budget, printed_rate=figure(wrong, "%"))
        what = f"执行率 {rate}% 印为 {wrong}%"
        return draft.with_table(place, with_budget(table, line)).with_planted(Planted("A4", place, 0, "执行率", what))


class WrongExecutionScore(Fault):
    """The score of the execution rate is not by the rule."""

    code = "A5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(
            random, draft, lambda table: table.budget is not None and table.budget.printed_score is not None
        )
        if place is None or not draft.family.execution_weight:
            return None
        table = draft.tables[place - 1]
        budget = table.budget
        assert budget is not None
        score = figure_value(budget.printed_score) or Decimal(0)
        wrong = score - odd(random, 61, 149)
        if wrong < 0:
            return None
        table = settled(
            with_budget(table, evolve(budget, printed_score=figure(wrong))),
            draft.ruleset,
            draft.convention,
            draft.family,
        )
        what = f"执行率得分 {score} 印为 {wrong}"
        return draft.with_table(place, table).with_planted(Planted("A5", place, 0, "得分", what))


class WrongSources(Fault):
    """The sources of money do not add up to the total."""

    code = "A6"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: len(table.funds) == 3)
        if place is None or draft.family.sentences:
            return None
        table = draft.tables[place - 1]
        line = table.funds[1]
        executed = figure_value(line.executed) or Decimal(0)
        wrong = executed - Decimal(random.randrange(110, 300)) / 100
        funds = (table.funds[0], evolve(line, executed=figure(wrong)), table.funds[2])
        what = f"“{line.name}”执行数 {executed} 印为 {wrong}"
        return draft.with_table(place, evolve(table, funds=funds)).with_planted(
            Planted("A6", place, 0, "全年执行数", what)
        )


class RepeatedScore(Fault):
    """Weight and score of the money are repeated on the lines under the total."""

    code = "A7"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: len(table.funds) > 1 and table.funds[0].weight is not None)
        if place is None or not (draft.family.has_fund("weight") and draft.family.has_fund("score")):
            return None
        table = draft.tables[place - 1]
        total, line, *rest = table.funds
        repeated = evolve(line, weight=total.weight, printed_score=total.printed_score)
        what = f"“{line.name}”重复填了分值和得分"
        return draft.with_table(place, evolve(table, funds=(total, repeated, *rest))).with_planted(
            Planted("A7", place, 0, "得分", what)
        )


class TooMuch(Fault):
    """A score above its weight."""

    code = "A8"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full) if draft.family.has("weight") else None
        if spot is None:
            return None
        score = spot.weight + random.choice((1, 2))
        row = evolve(spot.row, printed_score=figure(score))
        return spot.planted(row, Planted("A8", column="得分", what=f"分值 {spot.weight}，得分印为 {score}"))


class WrongCompletion(Fault):
    """The completion printed is not what target and actual give."""

    code = "A9"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, lambda row: row.printed_completion is not None)
        if spot is None or not draft.family.has("completion"):
            return None
        printed = figure_value(spot.row.printed_completion) or Decimal(0)
        wrong = printed - odd(random, 313, 687)
        row = evolve(spot.row, printed_completion=figure(wrong, "%"))
        return spot.planted(row, Planted("A9", column="完成率", what=f"完成率 {printed}% 印为 {wrong}%"))


class CentOfFloats(Fault):
    """A score that only binary64 explains; no fault of the unit's, and to be told as none."""

    code = "A10"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        calculation = draft.convention.calculation
        spot = any_spot(random, draft, is_count, is_direct) if draft.family.has("weight") else None
        if spot is None or draft.convention.assumptions or calculation.arithmetic != "binary64":
            return None
        target = number(spot.row.target)
        for _ in range(400):
            actual = Decimal(random.randrange(int(target * Decimal("0.65")), int(target) + 1))
            row = evolve(spot.row, actual=spelt(spot.row.target, actual), reason="")
            result = row_result(row, draft.ruleset, draft.convention, draft.year)
            if result is None or result.exact == result.score:
                continue
            row = spot.scored(row)
            if row.printed_completion is not None and result.completion is not None:
                row = evolve(row, printed_completion=figure(result.completion, "%"))
            what = f"浮点数得 {result.score}，精确计算是 {result.exact}"
            return spot.planted(row, Planted("A10", column="得分", what=what, by_rule=True))
        return None


class AmountAsRate(Fault):
    """An amount in the cell of the execution rate."""

    code = "A11"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        def is_telling(table: Evaluation) -> bool:
            budget = table.budget
            amount = figure_value(budget.executed) if budget is not None else None
            rate = figure_value(budget.printed_rate) if budget is not None else None
            return amount is not None and rate is not None and amount > 1 and abs(amount - rate) > 5

        place = any_table(random, draft, is_telling)
        if place is None or draft.family.execution_row or draft.family.sentences:
            return None
        table = draft.tables[place - 1]
        budget = table.budget
        assert budget is not None
        assert isinstance(budget.executed, Figure)
        line = evolve(budget, printed_rate=budget.executed)
        what = f"执行率一格填了 {budget.executed.text}"
        return draft.with_table(place, with_budget(table, line)).with_planted(Planted("A11", place, 0, "执行率", what))


SUMS: tuple[type[Fault], ...] = (
    WrongTotal,
    WrongWeights,
    OtherLevels,
    WrongRate,
    WrongExecutionScore,
    WrongSources,
    RepeatedScore,
    TooMuch,
    WrongCompletion,
    CentOfFloats,
    AmountAsRate,
)
