"""Cells that the preparer has not filled in: faults of group T, and A12 once they are published."""

from __future__ import annotations

from random import Random

from attrs import evolve

from .choosing import any_spot, any_table, is_count, is_full
from .drafts import Draft, Planted, with_budget
from .fault import Fault

_TOTAL = ("T4",)
"""Without a part score nobody has put down a total."""


class NoScore(Fault):
    """Done, and not scored."""

    code = "T1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count)
        if spot is None or not _has_cells(draft):
            return None
        row = evolve(spot.row, printed_score=None)
        return spot.planted(row, Planted("T1", column="得分", what=f"应得 {spot.score} 分，没有填", brings=_TOTAL))


class PublishedBlank(Fault):
    """A published table whose other rows are scored."""

    code = "A12"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count)
        if spot is None or not _has_cells(draft):
            return None
        row = evolve(spot.row, printed_score=None)
        return spot.planted(row, Planted("A12", column="得分", what="有一行没有得分", brings=("T1", *_TOTAL)))


class NoRate(Fault):
    """The execution rate is left blank."""

    code = "T1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: table.budget is not None)
        if place is None or not _has_cells(draft) or draft.family.execution_row or not draft.family.execution_weight:
            return None
        table = draft.tables[place - 1]
        budget = table.budget
        assert budget is not None
        changed = draft.with_table(place, with_budget(table, evolve(budget, printed_rate=None)))
        return changed.with_planted(Planted("T1", place, 0, "执行率", "执行率没有填"))


class NoActual(Fault):
    """Neither an actual nor a score."""

    code = "T2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count)
        if spot is None or not _has_cells(draft):
            return None
        row = evolve(spot.row, actual=None, printed_score=None, printed_completion=None, coefficient=None, reason="")
        return spot.planted(row, Planted("T2", column="实际完成值", what="实际完成值没有填", brings=_TOTAL))


class NotYetWeighed(Fault):
    """A row with a target and an actual, and no weight or score."""

    code = "T3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count, is_full)
        if spot is None or not _has_cells(draft) or not draft.family.has("weight"):
            return None
        row = evolve(spot.row, weight=None, printed_score=None, printed_completion=None, reason="")
        brings = ("T1", *_TOTAL, "A2", "A3", "D7")
        return spot.planted(row, Planted("T3", column="分值", what="分值没有填", brings=brings))


class NoTotal(Fault):
    """Every row is scored and the total is left blank."""

    code = "T4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: table.printed_total is not None)
        if place is None or not _has_cells(draft):
            return None
        table = draft.tables[place - 1]
        what = f"总分没有填，应为 {table.printed_total.text if table.printed_total is not None else ''}"
        changed = draft.with_table(place, evolve(table, printed_total=None, printed_grade=""))
        return changed.with_planted(Planted("T4", place, 0, "总分", what))


class NoProof(Fault):
    """A row without evidence where the others have it."""

    code = "T5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count) if draft.family.has("evidence") else None
        if spot is None:
            return None
        row = evolve(spot.row, evidence="")
        return spot.planted(row, Planted("T5", column="佐证资料", what="佐证资料没有填"))


class NoDepartment(Fault):
    """A form that names its ruleset, as ours do, and not the department."""

    code = "T6"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, lambda table: table.kind == "project" and bool(table.department))
        if place is None or not _has_cells(draft):
            return None
        table = evolve(draft.tables[place - 1], department="", ruleset=draft.ruleset.id)
        return draft.with_table(place, table).with_planted(Planted("T6", place, what="主管部门没有填"))


def _has_cells(draft: Draft) -> bool:
    """Has the form a cell for every value, so that a blank one is seen?"""
    return not draft.family.sentences


BLANKS: tuple[type[Fault], ...] = (
    NoScore,
    PublishedBlank,
    NoRate,
    NoActual,
    NotYetWeighed,
    NoTotal,
    NoProof,
    NoDepartment,
)
