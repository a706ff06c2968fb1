"""Faults of group B: scores against completions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

from attrs import evolve

import rulesets
from scoring import parse_value
from scoring.conventions import conventions
from scoring.quantity import plain

from .choosing import (
    Spot,
    any_spot,
    is_count,
    is_direct,
    is_exact,
    is_full,
    is_limit,
    is_part,
    is_words,
    number,
    odd,
    spelt,
    spots,
    whole,
)
from .drafts import Draft, Planted
from .fault import Fault
from .printing import figure, row_result


class FullThoughMissed(Fault):
    """The target was missed and all points were given."""

    code = "B1"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = _part(random, draft)
        if spot is None:
            return None
        row = evolve(spot.row, printed_score=spot.row.weight, reason="")
        return spot.planted(row, Planted("B1", column="得分", what=f"应得 {spot.score}，印为满分 {spot.weight}"))


class TooHigh(Fault):
    """More points than the rule gives."""

    code = "B2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = _part(random, draft)
        if spot is None:
            return None
        score = spot.score + odd(random, 61, 149)
        if score >= spot.weight:
            return None
        row = evolve(spot.row, printed_score=figure(score))
        what = f"应得 {spot.score}，印为 {score}"
        return spot.planted(row, Planted("B2", column="得分", what=what, also=("B5",), by_rule=True))


class TooLow(Fault):
    """Fewer points than the rule gives."""

    code = "B3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = _part(random, draft)
        if spot is None:
            return None
        score = spot.score - odd(random, 61, 149)
        if score <= 0:
            return None
        row = evolve(spot.row, printed_score=figure(score))
        what = f"应得 {spot.score}，印为 {score}"
        return spot.planted(row, Planted("B3", column="得分", what=what, also=("B5",), by_rule=True))


class LostThoughMet(Fault):
    """The target was met and points were taken off."""

    code = "B4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_full, is_direct, is_exact) if draft.family.has("weight") else None
        if spot is None:
            return None
        score = spot.weight - odd(random, 61, 249)
        row = evolve(spot.row, printed_score=figure(score), reason=spot.reason)
        return spot.planted(row, Planted("B4", column="得分", what=f"已达到目标，印为 {score}", brings=("B10",)))


class OtherRule(Fault):
    """A row scored by another ruleset of the catalogue."""

    code = "B5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = _part(random, draft)
        if spot is None:
            return None
        mine = {
            result.score
            for convention in conventions(draft.ruleset.calculation)
            if convention.assumptions <= 1 or convention == draft.convention
            if (result := row_result(spot.row, draft.ruleset, convention, draft.year)) is not None
        }
        others = []
        for ruleset in rulesets.catalogue().values():
            own = conventions(ruleset.calculation)[0]
            result = row_result(spot.row, ruleset, own, draft.year)
            if result is None or not 0 < result.score < spot.weight:
                continue
            if all(abs(result.score - score) > Decimal("0.2") for score in mine):
                others.append((ruleset.title, result.score))
        if not others:
            return None
        title, score = random.choice(others)
        row = evolve(spot.row, printed_score=figure(score))
        what = f"应得 {spot.score}，按“{title}”印为 {score}"
        return spot.planted(row, Planted("B5", column="得分", what=what, also=("B2", "B3"), by_rule=True))


class OverCompleted(Fault):
    """Half as much again as the target asks, and no word about it."""

    code = "B6"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_count, is_full)
        if spot is None or getattr(spot.row.target, "operator", "") != "≥":
            return None
        row = spot.scored(evolve(spot.row, actual=whole(spot.row.target, Fraction(31, 20)), reason=""))
        if not is_full(row) or row.reason:
            return None
        if row.printed_completion is not None:
            result = row_result(row, draft.ruleset, draft.convention, draft.year)
            if result is None or result.completion is None:
                return None
            row = evolve(row, printed_completion=figure(result.completion.quantize(Decimal("0.01")), "%"))
        actual = row.actual.text if row.actual is not None else ""
        return spot.planted(row, Planted("B6", column="实际完成值", what=f"实际完成 {actual}，没有说明"))


class OutsideBand(Fault):
    """Words answered with 基本达成, and all points given."""

    code = "B7"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_words, is_full) if draft.family.has("weight") else None
        # A printed coefficient is what people gave, whatever the words.
        if spot is None or not draft.ruleset.text_grades or draft.family.has("coefficient"):
            return None
        row = evolve(spot.row, actual=parse_value("基本达成"))
        what = "答复“基本达成”而得满分"
        return spot.planted(row, Planted("B7", column="得分", what=what, also=("B1",), by_rule=True))


class WordsLost(Fault):
    """A target in words met word for word, and points taken off."""

    code = "B8"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_words, is_full) if draft.family.has("weight") else None
        if spot is None:
            return None
        score = Decimal(plain(spot.weight / 2))
        row = evolve(spot.row, printed_score=figure(score), reason=spot.reason)
        return spot.planted(row, Planted("B8", column="得分", what=f"逐字达到，印为 {score}", brings=("B10",)))


class LimitExceeded(Fault):
    """An upper limit exceeded and all points given."""

    code = "B9"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        spot = any_spot(random, draft, is_limit) if draft.family.has("weight") else None
        if spot is None:
            return None
        actual = (number(spot.row.target) * Decimal("1.15")).quantize(Decimal("0.01"))
        row = evolve(spot.row, actual=spelt(spot.row.target, actual), printed_score=spot.row.weight, reason="")
        if row.printed_completion is not None:
            row = evolve(row, printed_completion=None)
        what = f"超过上限 15%，印为满分 {spot.weight}"
        return spot.planted(row, Planted("B9", column="得分", what=what, brings=("T1",)))


class UnequalScores(Fault):
    """Two rows with the same facts and different scores."""

    code = "B10"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        if not draft.family.has("weight"):
            return None
        found = spots(draft, lambda row: is_words(row) and is_full(row))
        pairs = [(one, two) for one in found for two in found if one.table < two.table and one.weight == two.weight]
        if not pairs:
            return None
        one, two = random.choice(pairs)
        score = Decimal(plain(two.weight * 6 / 10))
        row = evolve(
            two.row,
            target=one.row.target,
            actual=one.row.actual,
            rule=one.row.rule,
            printed_score=figure(score),
            reason=two.reason,
        )
        what = f"与表 {one.table}“{one.row.name}”情况相同，那里得满分，这里印为 {score}"
        changed = two.planted(row, Planted("B10", column="得分", what=what, brings=("B8",)))
        return evolve(changed, kept=(*draft.kept, one.table))


def _part(random: Random, draft: Draft) -> Spot | None:
    return any_spot(random, draft, is_part, is_direct) if draft.family.has("weight") else None


SCORES: tuple[type[Fault], ...] = (
    FullThoughMissed,
    TooHigh,
    TooLow,
    LostThoughMet,
    OtherRule,
    OverCompleted,
    OutsideBand,
    WordsLost,
    LimitExceeded,
    UnequalScores,
)
