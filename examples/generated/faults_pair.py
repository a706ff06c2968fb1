"""Faults between two documents: goals of the year, last year's results."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from random import Random

from attrs import evolve

from scoring import Evaluation, FundLine
from scoring.quantity import Quantity

from .choosing import any_spot, is_count, spelt, whole
from .drafts import Draft, Planted
from .fault import Fault


def goals_of(tables: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    """The goal tables that were approved for these self-evaluations: the same targets, no results."""
    return tuple(
        evolve(
            table,
            form="goal",
            funds=tuple(
                FundLine(line.name, line.initial or line.adjusted, total=line.total) for line in table.funds[:1]
            ),
            achieved="",
            printed_total=None,
            printed_grade="",
            indicators=tuple(
                evolve(row, actual=None, printed_score=None, printed_completion=None, prior=None, reason="")
                for row in table.indicators
            ),
        )
        for table in tables
    )


def last_of(draft: Draft) -> tuple[Evaluation, ...]:
    """Last year's self-evaluations: the results this year's tables give as last year's, else a little less."""
    year = draft.year - 1
    return tuple(
        evolve(
            table,
            project=table.project.replace(str(draft.year), str(year)),
            year=year,
            goal="",
            achieved="",
            indicators=tuple(evolve(row, actual=row.prior or row.actual, prior=None) for row in table.indicators),
        )
        for table in draft.tables
    )


class ChangedTarget(Fault):
    """A target that is lower than it was approved."""

    code = "F5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count)
        if spot is None or draft.family.sentences or not draft.family.has("weight"):
            return None
        approved = evolve(spot.row, target=_more(spot.row.target))
        goals = list(goals_of(draft.tables))
        table = goals[spot.table - 1]
        rows = tuple(
            evolve(row, target=approved.target) if number == spot.number else row
            for number, row in enumerate(table.indicators, 1)
        )
        goals[spot.table - 1] = evolve(table, indicators=rows)
        shown = approved.target.text if approved.target is not None else ""
        fault = Planted("F5", spot.table, spot.number, "目标值", f"目标表是“{shown}”", brings=("F5", "F8"))
        return evolve(draft, goals=tuple(goals)).with_planted(fault)


def _more(target: object) -> Quantity | None:
    assert isinstance(target, Quantity)
    made = spelt(target, Decimal(round(Fraction(target.number) * Fraction(6, 5))), target.operator)
    return made if isinstance(made, Quantity) else None


class MissingEvaluation(Fault):
    """A project with approved goals and no self-evaluation."""

    code = "F5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        if draft.family.kind != "project" or draft.family.sentences or not draft.family.has("weight"):
            return None
        goals = goals_of(draft.tables)
        more = evolve(goals[0], project=f"{draft.year}年山洪灾害防治设施维护")
        fault = Planted("F5", what=f"“{more.project}”有目标表，没有自评表", brings=("F5", "F8"))
        return evolve(draft, goals=(*goals, more)).with_planted(fault)


class OtherResultOfLastYear(Fault):
    """Last year's result is another than last year's own table gave."""

    code = "F7"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count, lambda row: row.prior is not None)
        if spot is None or not draft.family.has("prior"):
            return None
        last = list(last_of(draft))
        table = last[spot.table - 1]
        rows = tuple(
            evolve(row, actual=whole(spot.row.prior, Fraction(4, 5))) if number == spot.number else row
            for number, row in enumerate(table.indicators, 1)
        )
        last[spot.table - 1] = evolve(table, indicators=rows)
        fault = Planted("F7", spot.table, spot.number, "上年完成值", "与上年自评表不同", brings=("F7", "F8", "D11"))
        return evolve(draft, last=tuple(last)).with_planted(fault)


class GoalsOfOthers(Fault):
    """Goal tables of another unit, which cannot be compared."""

    code = "F8"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        if draft.family.kind != "project" or draft.family.sentences:
            return None
        other = "平川县林业和草原局"
        goals = tuple(evolve(table, unit=other, department=other) for table in goals_of(draft.tables))
        return evolve(draft, goals=goals).with_planted(Planted("F8", what="给出的目标表是另一单位的"))


PAIR: tuple[type[Fault], ...] = (ChangedTarget, MissingEvaluation, OtherResultOfLastYear, GoalsOfOthers)
