"""Faults of groups C and D: reasons, targets, evidence, and cells nobody can read."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

from attrs import evolve

from scoring import Indicator, figure_value, parse_value
from scoring.quantity import Quantity, plain

from .choosing import (
    any_spot,
    any_table,
    is_cost,
    is_count,
    is_direct,
    is_exact,
    is_full,
    is_limit,
    is_part,
    is_words,
    number,
    spelt,
    whole,
)
from .drafts import Draft, Planted, with_row
from .facts import EXECUTION_ROW, goal_of, settled
from .fault import Fault
from .printing import figure, scored_budget, scored_row


class NoReason(Fault):
    """Points lost, and the reason left blank."""

    code = "C1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_part) if draft.family.has("reason") else None
        if spot is None or not spot.row.reason:
            return None
        row = evolve(spot.row, reason="")
        return spot.planted(row, Planted("C1", column="偏差原因", what="扣了分，没有写原因"))


class NeedlessReason(Fault):
    """All points given, and a reason for a deviation."""

    code = "C2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full, is_exact) if draft.family.has("reason") else None
        if spot is None:
            return None
        row = evolve(spot.row, reason=spot.reason)
        return spot.planted(row, Planted("C2", column="偏差原因", what=f"得满分，写了“{row.reason}”"))


class EmptyReason(Fault):
    """A reason that says nothing."""

    code = "C3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_part) if draft.family.has("reason") else None
        if spot is None or not spot.row.reason:
            return None
        row = evolve(spot.row, reason=random.choice(("无", spot.row.name)))
        return spot.planted(row, Planted("C3", column="偏差原因", what=f"原因写“{row.reason}”"))


class UnexplainedChange(Fault):
    """A budget changed within the year, and no word about it."""

    code = "C4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        family = draft.family
        place = any_table(random, draft)
        if place is None or not (family.has_fund("initial") and family.goals):
            return None
        table = draft.tables[place - 1]
        budget = table.budget
        assert budget is not None
        funds = []
        for line in table.funds:
            amount = figure_value(line.adjusted) or Decimal(0)
            funds.append(evolve(line, initial=figure((amount * 9 / 10).quantize(Decimal("0.01")))))
        total = figure_value(funds[0].initial) or Decimal(0)
        rest = sum((figure_value(line.initial) or Decimal(0) for line in funds[2:]), Decimal(0))
        funds[1:2] = [evolve(funds[1], initial=figure(total - rest))]
        line = funds[0]
        if line.printed_score is not None and line.weight is not None:
            line = scored_budget(line, draft.ruleset, draft.convention)
        table = settled(evolve(table, funds=(line, *funds[1:])), draft.ruleset, draft.convention, family)
        table = evolve(table, achieved=goal_of(table.indicators, actual=True))
        what = f"年初预算 {total}，全年预算 {figure_value(line.adjusted)}，没有说明"
        return draft.with_table(place, table).with_planted(Planted("C4", place, 0, "全年预算数", what))


class CopiedSigns(Fault):
    """Every actual is the target, its sign included."""

    code = "D1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        def signed(row: object) -> bool:
            target = getattr(row, "target", None)
            return isinstance(target, Quantity) and target.operator in ("≥", "≤")

        place = any_table(random, draft, lambda table: sum(map(signed, table.indicators)) >= 2)
        if place is None:
            return None
        table = draft.tables[place - 1]
        first = 0
        for count, row in enumerate(table.indicators, 1):
            if signed(row):
                first = first or count
                row = evolve(row, actual=row.target)
                if row.printed_completion is not None:
                    row = evolve(row, printed_completion=figure(Decimal("100.00"), "%"))
                row = scored_row(row, draft.ruleset, draft.convention, draft.year)
                table = with_row(table, count, row)
        table = settled(table, draft.ruleset, draft.convention, draft.family)
        what = "实际完成值逐行照抄目标值，连同符号"
        return draft.with_table(place, table).with_planted(Planted("D1", place, first, "实际完成值", what))


class NoTarget(Fault):
    """Scored, though the target or the actual is blank."""

    code = "D2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full, is_direct)
        if spot is None or draft.family.sentences or draft.family.has("number"):
            return None
        row = evolve(spot.row, printed_completion=None, reason="")
        if random.random() < 0.5:
            row, column = evolve(row, target=None), "目标值"
        else:
            row, column = evolve(row, actual=None), "实际完成值"
        return spot.planted(row, Planted("D2", column=column, what=f"没有{column}，得 {spot.score} 分"))


class TargetInName(Fault):
    """The target's figure stands in the name."""

    code = "D3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count)
        if spot is None or draft.family.sentences:
            return None
        target = spot.row.target
        assert isinstance(target, Quantity)
        row = evolve(spot.row, name=f"{spot.row.name}{plain(target.number)}{target.unit.text}")
        return spot.planted(row, Planted("D3", column="指标名称", what=f"名称写成“{row.name}”"))


class AnsweredInWords(Fault):
    """A number answered with 已完成."""

    code = "D4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full, is_count)
        if spot is None:
            return None
        row = evolve(spot.row, actual=parse_value("已完成"), printed_completion=None, reason="")
        return spot.planted(row, Planted("D4", column="实际完成值", what="目标是数字，答复“已完成”"))


class NoEvidence(Fault):
    """A target in words that nobody can measure, without evidence."""

    code = "D5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_words, is_full) if draft.family.has("evidence") else None
        if spot is None:
            return None
        row = evolve(spot.row, evidence="")
        return spot.planted(row, Planted("D5", column="目标值", what="文字目标没有佐证资料"))


class NoSatisfaction(Fault):
    """The satisfaction row is gone, its points given to another."""

    code = "D6"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: any("满意度" in row.level1 for row in table.indicators))
        if place is None:
            return None
        table = draft.tables[place - 1]
        gone = [row for row in table.indicators if "满意度" in row.level1]
        rows = [row for row in table.indicators if "满意度" not in row.level1]
        taker = next((n for n, row in enumerate(rows) if is_full(row)), None)
        if taker is None:
            return None
        points = sum((row.weight_value or Decimal(0) for row in gone), Decimal(0))
        heavier = evolve(rows[taker], weight=figure((rows[taker].weight_value or Decimal(0)) + points))
        rows[taker] = scored_row(heavier, draft.ruleset, draft.convention, draft.year)
        table = settled(evolve(table, indicators=tuple(rows)), draft.ruleset, draft.convention, draft.family)
        fault = Planted("D6", place, 0, "满意度指标", "去掉满意度指标", brings=("A3", "D7"))
        return draft.with_table(place, table).with_planted(fault)


class HeavyRow(Fault):
    """One row carries more than half of all points."""

    code = "D7"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full) if draft.family.has("weight") else None
        if spot is None:
            return None
        table, gained = spot.evaluation, Decimal(0)
        for count, row in enumerate(table.indicators, 1):
            weight = row.weight_value or Decimal(0)
            if count != spot.number and row.name != EXECUTION_ROW and weight > 2:
                gained += weight - 2
                lighter = scored_row(
                    evolve(row, weight=figure(2)), draft.ruleset, draft.convention, draft.year, row.reason
                )
                # Two points may round to full marks for a target that was missed.
                if lighter.printed_score is None or is_full(lighter) != is_full(row):
                    return None
                table = with_row(table, count, lighter)
        heavy = spot.scored(evolve(spot.row, weight=figure(spot.weight + gained), reason=""))
        if (heavy.weight_value or 0) * 2 <= table.indicator_weight:
            return None
        table = settled(with_row(table, spot.number, heavy), draft.ruleset, draft.convention, draft.family)
        what = f"分值改为 {heavy.weight_value}"
        fault = Planted("D7", spot.table, spot.number, "分值", what, brings=("A3", "D6"))
        return draft.with_table(spot.table, table).with_planted(fault)


class OtherFigureInGoal(Fault):
    """The goal in words gives another figure than the table."""

    code = "D8"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count)
        if spot is None or not draft.family.goals:
            return None
        target = spot.row.target
        assert isinstance(target, Quantity)
        if target.operator != "≥":
            return None
        said = f"{spot.row.name}不少于{plain(target.number)}{target.unit.text}"
        more = f"{spot.row.name}不少于{plain(target.number + 3)}{target.unit.text}"
        table = spot.evaluation
        if said not in table.goal:
            return None
        table = evolve(table, goal=table.goal.replace(said, more))
        fault = Planted("D8", spot.table, spot.number, "目标值", f"总体目标写“{more}”，表中是“{target.text}”")
        return draft.with_table(spot.table, table).with_planted(fault)


class OtherUnit(Fault):
    """Target and actual in units that cannot be compared."""

    code = "D9"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full, is_count)
        if spot is None:
            return None
        amount = number(spot.row.actual)
        row = evolve(spot.row, actual=parse_value(f"{plain(amount)}万元"), printed_completion=None, reason="")
        return spot.planted(row, Planted("D9", column="实际完成值", what=f"实际写成“{plain(amount)}万元”"))


class CostAtLeast(Fault):
    """A cost with ≥."""

    code = "D10"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        def is_plain(row: object) -> bool:
            name = getattr(row, "name", "")
            return "补助" not in name and "补贴" not in name

        spot = any_spot(random, draft, is_cost, is_limit, is_plain)
        if spot is None:
            return None
        target = spelt(spot.row.target, number(spot.row.target), "≥")
        row = evolve(spot.row, target=target, actual=spelt(spot.row.target, number(spot.row.target)))
        if row.printed_completion is not None:
            row = evolve(row, printed_completion=figure(Decimal("100.00"), "%"))
        row = spot.scored(row)
        return spot.planted(row, Planted("D10", column="目标值", what="成本指标的目标用了“≥”"))


class BelowLastYear(Fault):
    """The target is far below what was done last year."""

    code = "D11"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count, _is_lower_limit) if draft.family.has("prior") else None
        if spot is None:
            return None
        row = evolve(spot.row, prior=whole(spot.row.target, Fraction(13, 10)))
        prior = row.prior.text if row.prior is not None else ""
        return spot.planted(row, Planted("D11", column="目标值", what=f"上年完成 {prior}，目标低于它"))


def _is_lower_limit(row: Indicator) -> bool:
    return isinstance(row.target, Quantity) and row.target.operator == "≥"


class WrongHeading(Fault):
    """A rate of quality among the quantities."""

    code = "D12"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        def is_quality(row: Indicator) -> bool:
            return (row.level1, row.level2) == ("产出指标", "质量指标") and row.name.endswith("合格率")

        spot = any_spot(random, draft, is_quality)
        if spot is None or not draft.family.has("level2") or draft.family.sentences:
            return None
        row = evolve(spot.row, level2="数量指标")
        return spot.planted(row, Planted("D12", column="指标名称", what="质量指标列在数量指标之下"))


class Unreadable(Fault):
    """An actual that nobody can put a number to."""

    code = "R1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count, is_full)
        if spot is None or draft.family.sentences:
            return None
        row = evolve(spot.row, actual=parse_value("1.2.3"), printed_completion=None, reason="")
        return spot.planted(row, Planted("R1", column="实际完成值", what="实际写成“1.2.3”"))


class Misread(Fault):
    """≥ read as 2, as by a scanner."""

    code = "R6"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, lambda row: "满意度" in row.level1 and is_full(row))
        if spot is None or not draft.family.has("target") or draft.family.sentences:
            return None
        target = spot.row.target
        assert isinstance(target, Quantity)
        row = evolve(spot.row, target=parse_value(f"2{plain(target.number)}%"))
        what = f"目标“{target.text}”印作“2{plain(target.number)}%”"
        brings = ("A9", "B1", "B2", "B5", "D8", "D11")
        return spot.planted(row, Planted("R6", column="目标值", what=what, brings=brings))


WORDS: tuple[type[Fault], ...] = (
    NoReason,
    NeedlessReason,
    EmptyReason,
    UnexplainedChange,
    CopiedSigns,
    NoTarget,
    TargetInName,
    AnsweredInWords,
    NoEvidence,
    NoSatisfaction,
    HeavyRow,
    OtherFigureInGoal,
    OtherUnit,
    CostAtLeast,
    BelowLastYear,
    WrongHeading,
    Unreadable,
    Misread,
)
