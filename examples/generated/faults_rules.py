"""Faults of whole tables and documents: rules that change from table to table and from row to row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random

from attrs import evolve

import rulesets
from scoring import Evaluation, Indicator, Ruleset, compare
from scoring.conventions import Convention, conventions
from scoring.quantity import Quantity

from .choosing import is_count, is_full, is_part, odd, spots, whole
from .drafts import Draft, Planted, with_budget, with_row
from .facts import settled
from .fault import Fault
from .printing import figure, row_result, scored_budget, scored_row

_APART = Decimal("0.2")
"""Points between two rules that no rounding explains."""

_FEWEST = 3
"""Part scores of a table that only the other rule gives; the rest of the document has at least twice as many."""


class OtherRulesInTable(Fault):
    """A table scored by another ruleset of the catalogue than the rest of the document."""

    code = "B5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        family = draft.family
        if family.execution_row or family.has("coefficient") or not family.has("weight") or len(draft.tables) < 3:
            return None
        found = list(_rescored(draft))
        if not found:
            return None
        place, ruleset, table = random.choice(found)
        fault = Planted(
            "B5",
            place,
            0,
            "得分",
            f"整张表按“{ruleset.title}”打分",
            brings=("A3", "A5", "A10"),
            by_rule=True,
            touched=tuple((place, row) for row in range(len(table.indicators) + 1)),
        )
        return draft.with_table(place, table).with_planted(fault)


def _rescored(draft: Draft) -> Iterator[tuple[int, Ruleset, Evaluation]]:
    """The tables without faults, by each other ruleset that gives enough of their rows clearly other points."""
    known = [one for one in conventions(draft.ruleset.calculation) if one.assumptions <= 1] + [draft.convention]
    for ruleset in rulesets.catalogue().values():
        if ruleset.id == draft.ruleset.id or not _weighs_alike(ruleset, draft.ruleset):
            continue
        own = conventions(ruleset.calculation)[0]
        for place in draft.free:
            table = draft.tables[place - 1]
            rows = tuple(row for row in (_by(row, ruleset, own, draft.year) for row in table.indicators) if row)
            apart = sum(_is_apart(row, draft.ruleset, known, draft.year) for row in rows)
            budget = table.budget
            others = sum(is_part(row) for one in draft.tables if one is not table for row in one.indicators)
            if len(rows) == len(table.indicators) and _FEWEST <= apart <= others / 2 and budget is not None:
                line = scored_budget(budget, ruleset, own)
                changed = with_budget(evolve(table, indicators=rows), line)
                yield place, ruleset, settled(changed, ruleset, own, draft.family)


def _weighs_alike(one: Ruleset, other: Ruleset) -> bool:
    return one.execution.weight == other.execution.weight and one.total_weight == other.total_weight


def _by(row: Indicator, ruleset: Ruleset, convention: Convention, year: int) -> Indicator | None:
    """The row as this ruleset scores it, None where it cannot, or gives full marks just where they are not due."""
    result = row_result(row, ruleset, convention, year)
    weight = row.weight_value
    if result is None or weight is None or not 0 < result.score <= weight:
        return None
    if (result.score == weight) != (compare(row, year).met is True):
        return None
    return scored_row(row, ruleset, convention, year, row.reason)


def _is_apart(row: Indicator, ruleset: Ruleset, known: list[Convention], year: int) -> bool:
    printed = row.printed_value
    if printed is None or printed == row.weight_value:
        return False
    results = [row_result(row, ruleset, convention, year) for convention in known]
    return all(result is None or abs(result.score - printed) > _APART for result in results)


class UnequallyOverCompleted(Fault):
    """One row lost points for doing too much, another that did more lost none."""

    code = "B5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        family = draft.family
        if not family.has("weight") or family.has("rule") or family.has("completion") or family.has("coefficient"):
            return None
        found = spots(draft, lambda row: is_count(row) and is_full(row) and _is_lower_limit(row))
        if len(found) < 2:
            return None
        lost, kept = random.sample(found, 2)
        score = lost.weight - odd(random, 61, 149)
        fewer = evolve(_over(lost.row, Fraction(28, 25)), printed_score=figure(score), reason=lost.reason)
        more = kept.scored(_over(kept.row, Fraction(6, 5)))
        if not is_full(more):
            return None
        for spot, row in ((lost, fewer), (kept, more)):
            before = draft.tables[spot.table - 1]
            table = settled(with_row(before, spot.number, row), draft.ruleset, draft.convention, family)
            draft = draft.with_table(spot.table, table)
        what = f"“{lost.row.name}”超额完成，印为 {score}；“{kept.row.name}”超额更多却得满分"
        fault = Planted(
            "B5",
            column="超额完成的行",
            what=what,
            touched=((lost.table, lost.number), (kept.table, kept.number)),
            brings=("B3", "B4", "B6", "B9", "B10"),
        )
        return evolve(draft, kept=(*draft.kept, lost.table, kept.table)).with_planted(fault)


def _is_lower_limit(row: Indicator) -> bool:
    return isinstance(row.target, Quantity) and row.target.operator == "≥"


def _over(row: Indicator, share: Fraction) -> Indicator:
    """The row with more done than its target asks."""
    return evolve(row, actual=whole(row.target, share), reason="")


RULES: tuple[type[Fault], ...] = (OtherRulesInTable, UnequallyOverCompleted)
