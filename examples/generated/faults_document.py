"""Faults of groups E and F: results against money, the text against the tables, one table against another."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from attrs import evolve

from scoring import Evaluation, figure_value, parse_value
from scoring.quantity import plain

from .choosing import any_spot, any_table, is_cost, is_full, met, spent
from .drafts import Announced, Draft, Planted, announced_of, with_row
from .facts import EXECUTION_ROW, settled
from .fault import Fault
from .phrases import misspelt
from .printing import figure, scored_row


def _all_met(draft: Draft, table: Evaluation) -> Evaluation:
    rows = [n for n, row in enumerate(table.indicators, 1) if row.name != EXECUTION_ROW]
    return met(draft, table, rows)


def _is_met(table: Evaluation) -> bool:
    return all(is_full(row) for row in table.indicators if row.name != EXECUTION_ROW)


def _achieved_with(random: Random, draft: Draft, share: Decimal) -> tuple[int, Evaluation] | None:
    """A table of the document, by its number, with everything achieved and only a share of the money spent."""
    place = any_table(random, draft)
    if place is None or draft.family.execution_row or not draft.family.execution_weight:
        return None
    table = spent(draft, _all_met(draft, draft.tables[place - 1]), share)
    return (place, table) if _is_met(table) else None


class ResultsWithoutMoney(Fault):
    """Everything achieved with four tenths of the money."""

    code = "E1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        found = _achieved_with(random, draft, Decimal("0.4"))
        if found is None:
            return None
        place, table = found
        fault = Planted("E1", place, 0, "执行率", "只执行了 40%，指标全部满分", brings=("E5", "E6"))
        return draft.with_table(place, table).with_planted(fault)


class ResultsAboveMoney(Fault):
    """Everything achieved with three quarters of the money."""

    code = "E5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        found = _achieved_with(random, draft, Decimal("0.75"))
        if found is None:
            return None
        place, table = found
        fault = Planted("E5", place, 0, "得分", "只执行了 75%，指标全部满分", brings=("E6",))
        return draft.with_table(place, table).with_planted(fault)


class MuchUnspent(Fault):
    """A third of the money is left."""

    code = "E6"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft)
        # Where the execution is scored, E5 says the same of results above the money.
        if place is None or not draft.family.execution_row:
            return None
        table = spent(draft, draft.tables[place - 1], Decimal("0.66"))
        fault = Planted("E6", place, 0, "全年执行数", "只执行了 66%", brings=("C4",))
        return draft.with_table(place, table).with_planted(fault)


class WrongGrade(Fault):
    """The grade is not that of the total."""

    code = "E2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: bool(table.printed_grade)) if draft.family.grade else None
        if place is None:
            return None
        table = draft.tables[place - 1]
        others = [grade.name for grade in draft.ruleset.grades if grade.name != table.printed_grade]
        wrong = random.choice(others)
        what = f"等级“{table.printed_grade}”印为“{wrong}”"
        return draft.with_table(place, evolve(table, printed_grade=wrong)).with_planted(
            Planted("E2", place, 0, "评价等级", what)
        )


class WrongControlRate(Fault):
    """The budget control rate is not the execution rate."""

    code = "E3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_cost)
        if spot is None:
            return None
        budget = spot.evaluation.budget
        rate = figure_value(budget.printed_rate) if budget is not None else None
        if rate is None:
            return None
        wrong = rate - Decimal("0.58")
        if wrong == wrong.to_integral_value():
            wrong -= Decimal("0.03")  # a whole number may be the rate without its places
        row = evolve(
            spot.row,
            name="预算成本控制率",
            target=parse_value("≤100%"),
            actual=parse_value(f"{plain(wrong)}%"),
            printed_completion=None,
        )
        row = spot.scored(row)
        fault = Planted("E3", column="实际完成值", what=f"执行率 {rate}%，控制率印为 {wrong}%", brings=("B9", "T1"))
        return spot.planted(row, fault)


class CostsApart(Fault):
    """The costs named do not add up to the budget."""

    code = "E4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        def costs(table: Evaluation) -> list[int]:
            return [n for n, row in enumerate(table.indicators, 1) if is_cost(row)]

        place = any_table(random, draft, lambda table: len(costs(table)) >= 2)
        if place is None:
            return None
        table = draft.tables[place - 1]
        budget = table.budget
        adjusted = figure_value(budget.adjusted) if budget is not None else None
        if adjusted is None:
            return None
        for number, name, share in zip(costs(table), ("主要材料支出", "辅助材料支出"), (5, 3), strict=False):
            amount = (adjusted * share / 10).quantize(Decimal("0.01"))
            row = evolve(
                table.indicators[number - 1],
                name=name,
                target=parse_value(f"≤{amount}万元"),
                actual=parse_value(f"{amount}万元"),
            )
            if row.printed_completion is not None:
                row = evolve(row, printed_completion=figure(Decimal("100.00"), "%"))
            table = with_row(table, number, scored_row(row, draft.ruleset, draft.convention, draft.year))
        table = settled(table, draft.ruleset, draft.convention, draft.family)
        fault = Planted("E4", place, costs(table)[0], "目标值", "两项成本只占预算的八成")
        return draft.with_table(place, table).with_planted(fault)


class MissingTable(Fault):
    """The text announces one table more than there are."""

    code = "F1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        said = draft.announced
        if said is None:
            return None
        announced = Announced(said.count + 1, said.budget, said.executed)
        fault = Planted("F1", column="正文：个数", what=f"有 {said.count} 张表，文中说 {announced.count} 个")
        return evolve(draft, announced=announced).with_planted(fault)


class WrongAmount(Fault):
    """The text gives another amount than the tables add up to."""

    code = "F2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        said = draft.announced
        if said is None:
            return None
        executed = said.executed - Decimal(random.randrange(120, 900)) / 100
        announced = Announced(said.count, said.budget, executed)
        fault = Planted("F2", column="正文：执行金额", what=f"各表执行数合计 {said.executed}，文中说 {executed}")
        return evolve(draft, announced=announced).with_planted(fault)


class AllFull(Fault):
    """Every project has every point."""

    code = "F3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        family = draft.family
        if draft.planted or len(draft.tables) < 3 or family.kind != "project" or not family.total:
            return None
        if family.execution_row or not family.execution_weight:
            return None
        tables = []
        for table in draft.tables:
            table = spent(draft, _all_met(draft, table), Decimal(1))
            if figure_value(table.printed_total) != draft.ruleset.total_weight:
                return None
            tables.append(table)
        announced = None if draft.announced is None else announced_of(tuple(tables))
        fault = Planted("F3", what="所有项目都是满分")
        kept = tuple(range(1, len(tables) + 1))
        return evolve(draft, tables=tuple(tables), announced=announced, kept=kept).with_planted(fault)


class CopiedTable(Fault):
    """A table that is another but for its name."""

    code = "F4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        free = draft.free
        if len(free) < 2 or draft.family.kind != "project":
            return None
        one, two = sorted(random.sample(free, 2))
        copy = evolve(draft.tables[one - 1], project=draft.tables[two - 1].project)
        fault = Planted("F4", 0, 0, "", f"表 {two} 照抄表 {one}，只换了名称")
        changed = draft.with_table(two, copy).with_planted(fault)
        # Neither may get another fault, or they would no longer be copies.
        return evolve(changed, kept=(*draft.kept, one, two))


class OtherUnitName(Fault):
    """A table with the unit's name misspelt among the unit's own."""

    code = "F6"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft)
        if place is None or draft.family.kind != "project" or draft.family.sentences or len(draft.tables) < 3:
            return None
        table = draft.tables[place - 1]
        other = misspelt(draft.unit)
        fault = Planted("F6", place, 0, "单位", f"单位写成“{other}”")
        changed = evolve(table, unit=other)
        return draft.with_table(place, changed).with_planted(fault)


TABLES: tuple[type[Fault], ...] = (
    ResultsWithoutMoney,
    ResultsAboveMoney,
    MuchUnspent,
    WrongGrade,
    WrongControlRate,
    CostsApart,
    OtherUnitName,
    CopiedTable,
)
DOCUMENT: tuple[type[Fault], ...] = (MissingTable, WrongAmount)
ALONE: tuple[type[Fault], ...] = (AllFull,)
