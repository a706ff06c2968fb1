"""Every ruleset under every convention, tried on a document's printed scores.

Full marks and zeros prove little; what counts are the part scores a candidate
reproduces, less the assumptions it needs.  The ranking does not depend on the
order of the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from attrs import evolve

from .conventions import Convention, at_other_time, other_conventions
from .habits import OF_DOCUMENTS, WHOLE_POINT, twice_weighted, whole_point
from .opinion import Candidate
from .plan import fund_values
from .printed import Printed
from .ratio import Ratio
from .ruleset import Ruleset
from .trial import Trial
from .tried import Tried

_MOST_PARTS = 500
"""Part scores on which conventions are tried; more would only take longer to say the same."""

_FEWEST_OF_A_HABIT = 2
"""Scores from which on a habit or a convention is one of the document, and no slip of one row."""

_COUNTS = ("parts", "zeros", "fulls", "misses", "unknown")
"""What is counted of a candidate."""


def rank_candidates(tried: Tried, order: Sequence[str]) -> tuple[Candidate, ...]:
    """Return each ruleset as it stands and with the convention and habit that help it most, best first.

    Args:
        tried: the printed scores.
        order: ids of the rulesets, the likelier first.
    """
    with_initial = any(item.initial_differs for item in tried.scores)
    open_totals = any(table.open_total for table in tried.tables)
    alike = tried.alike()
    settled, rest = _settled(tried)
    parts = [number for number in rest if tried.scores[number].is_part]
    attempts = [_Attempt(members[0], tried, settled, rest, parts) for members in alike]
    most = max((attempt.plain.parts for attempt in attempts), default=0)
    usual = max((attempt.plain.fulls + attempt.plain.zeros for attempt in attempts), default=0)
    # Where nothing is left to explain, an assumption more can only explain less of it.
    is_open = all(attempt.plain.misses or attempt.plain.unknown for attempt in attempts)
    found = []
    for attempt, members in zip(attempts, alike, strict=True):
        mine = [attempt.plain]
        # A convention moves a score a little; rows that are far off stay unexplained under all of them.
        if is_open and parts and attempt.reachable >= max(most, 1):
            mine.append(_telling(attempt.best_convention(with_initial=with_initial), usual))
        if is_open:
            mine += [one for candidate in tuple(mine) for one in attempt.with_habits(candidate)]
        if open_totals or attempt.calculation.when == "total":
            mine = [one for candidate in mine for one in attempt.with_totals(candidate)]
        found += [_of(ruleset, one) for ruleset in members for one in mine]
    places = {name: number for number, name in enumerate(order)}
    # A budget execution worth other points than the rule says is an assumption, too, where scores tell anything.
    worth = {item.weight for item in tried.scores if item.budget is not None} if most else set()

    def rank(candidate: Candidate) -> tuple[object, ...]:
        first, *rest = standing(candidate)
        is_other = bool(worth) and tried.rulesets[candidate.ruleset].execution.weight not in worth
        return first + is_other, *rest, places[candidate.ruleset], candidate.convention, candidate.habit

    return tuple(sorted(found, key=rank))


def _settled(tried: Tried) -> tuple[dict[str, int], list[int]]:
    """Counts of the scores that every ruleset gives under all conventions, and the numbers of the others."""
    settled, rest = dict.fromkeys(_COUNTS, 0), []
    for number, (item, tries) in enumerate(zip(tried.scores, tried.tries, strict=True)):
        if tries.are_settled:
            settled[item.kind] += item.count
        else:
            rest.append(number)
    return settled, rest


def _of(ruleset: Ruleset, one: Candidate) -> Candidate:
    """A candidate of a ruleset as that of another one that makes the same of the scores."""
    if one.ruleset == ruleset.id:
        return one
    counts = one.parts, one.zeros, one.fulls, one.misses, one.unknown
    habit = one.totals, one.habit, one.habitual, one.telling
    return Candidate(ruleset.id, ruleset.title, one.convention, one.assumptions, *counts, *habit)


def _telling(candidate: Candidate, usual: int) -> Candidate:
    """A candidate with the full marks and zeros that tell for it: several more than any rule gives as it stands."""
    gain = candidate.fulls + candidate.zeros - usual
    return evolve(candidate, telling=gain) if gain >= _FEWEST_OF_A_HABIT else candidate


def standing(candidate: Candidate) -> tuple[int, int]:
    """Scores and totals that tell something and are explained, less assumptions; then fewest left unexplained.

    A rule that leaves a score to people explains it no better than one that computes another.
    """
    explained = candidate.parts + candidate.totals + candidate.telling
    return candidate.assumptions - explained, candidate.misses + candidate.unknown


def is_habit(habit: str, item: Printed, trial: Trial | None, convention: Convention) -> bool:
    """Does a habit of documents give a part score that the rule does not?"""
    if habit == WHOLE_POINT:
        return whole_point(item.score, item.weight, is_missed=item.is_missed)
    points = trial.unrounded(convention) if trial is not None else None
    printed = item.score.as_integer_ratio()
    return points is not None and twice_weighted(printed, item.weight, points, convention.calculation.score)


class _Attempt:
    """A calculation and its formulas tried on all printed scores, whichever rulesets they belong to.

    Attributes:
        calculation: of the rulesets.
        plain: what the calculation explains as it stands.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        tried: Tried,
        settled: Mapping[str, int],
        open_scores: Sequence[int],
        parts: Sequence[int],
    ) -> None:
        """Try.

        Args:
            ruleset: one of those with the calculation.
            tried: the printed scores.
            settled: counts of those that every ruleset gives.
            open_scores: numbers of the others.
            parts: numbers of the part scores among them.
        """
        own = tried.own[ruleset.id]
        self.calculation, self._tried, self._scores = own.calculation, tried, tried.scores
        self._known = {own.name: own}
        self._settled, self._parts = settled, parts
        self._ruleset = ruleset
        trials = [tried.tries[number].of(ruleset.id) for number in open_scores]
        self._trials = dict(zip(open_scores, trials, strict=True))
        self._open = list(zip([self._scores[number] for number in open_scores], trials, strict=True))
        self.plain = self._candidate(own, _count(own, self._open, settled))
        self._own = own

    @cached_property
    def _near(self) -> list[int]:
        return [number for number in self._parts if self._is_near(number, self._own)]

    @property
    def reachable(self) -> int:
        """How many part scores any convention could explain at all."""
        return sum(self._scores[number].count for number in self._near)

    def best_convention(self, *, with_initial: bool) -> Candidate:
        """The convention under which most is explained; the other scores break ties."""
        others = other_conventions(self.calculation, with_initial=with_initial)
        alike: dict[tuple[int, int], int] = {}
        given: dict[str, int] = {}
        near = set(self._near)
        for number in _sample(self._parts, self._scores):
            trial = self._trials[number] if number in near else None
            if trial is not None:
                count = self._scores[number].count
                outcomes = trial.outcomes(), trial.outcomes(on_initial=True) if with_initial else 0
                alike[outcomes] = alike.get(outcomes, 0) + count
                for one in others.unusual:
                    if trial.gives(one):
                        given[one.name] = given.get(one.name, 0) + count
        settled = dict(self._settled)
        rest = []
        for item, trial in self._open:
            if trial is not None and trial.is_settled():
                settled[item.kind] += item.count
            else:
                rest.append((item, trial))
        counted = [(one, _count(one, rest, settled)) for one in others.hopeful(alike, given)]

        def rank(found: tuple[Convention, Mapping[str, int]]) -> tuple[int, int, int, str]:
            one, counts = found
            return one.assumptions - counts["parts"], counts["misses"] + counts["unknown"], one.assumptions, one.name

        best, counts = min(counted, key=rank)
        self._known[best.name] = best
        return self._candidate(best, counts)

    def with_habits(self, candidate: Candidate) -> list[Candidate]:
        """The candidate with each habit of documents that explains some of what it leaves."""
        convention = self._known[candidate.convention]
        found = []
        parts = [(self._scores[number], self._trials[number]) for number in self._parts]
        missed = [(item, trial) for item, trial in parts if trial is None or not trial.gives(convention)]
        left = sum([item.count for item, _ in missed])
        for habit in OF_DOCUMENTS if left >= _FEWEST_OF_A_HABIT else ():
            habitual = 0
            for item, trial in missed:
                if is_habit(habit, item, trial, convention):
                    is_rounded = habit == WHOLE_POINT and _is_whole_point_near(item, trial, convention)
                    habitual += 0 if is_rounded else item.count
            if habitual >= _FEWEST_OF_A_HABIT and habitual * 2 >= left:
                # What the rule leaves open was counted as unknown, not as a miss.
                explained = min(habitual, candidate.misses)
                found.append(
                    evolve(
                        candidate,
                        habit=habit,
                        assumptions=candidate.assumptions + 1,
                        habitual=habitual,
                        parts=candidate.parts + habitual,
                        misses=candidate.misses - explained,
                        unknown=candidate.unknown - (habitual - explained),
                    )
                )
        return found

    def with_totals(self, candidate: Candidate) -> list[Candidate]:
        """The candidate as it rounds itself, and as if it rounded at the other time."""
        convention = self._known[candidate.convention]
        gain = self._totals(convention)
        other = at_other_time(self.calculation, convention)
        more = other.assumptions - convention.assumptions
        changed = evolve(candidate, convention=other.name, assumptions=candidate.assumptions + more)
        if convention.calculation.when == "total":
            return [evolve(candidate, totals=gain), changed]
        return [candidate, evolve(changed, totals=gain)] if gain > 0 else [candidate]

    def _totals(self, convention: Convention) -> int:
        """Totals that only rounding at the total gives, less those that it alone does not give."""
        gain = 0
        for table, rows in zip(self._tried.tables, self._tried.rows, strict=True):
            if table.total is None:
                continue
            explained = self._total(rows, table.total, convention)
            if explained is not None:
                gain += explained if table.open_total else -(not explained)
        return gain

    def _total(self, rows: Sequence[int], total: Decimal, convention: Convention) -> bool | None:
        """Do the scores, added as they are and rounded once, give the total?  None: some are not explained."""
        added = Ratio(0)
        for number in rows:
            item, trial = self._scores[number], self._tried.trial(self._ruleset.id, number)
            answer = trial.gives(convention) if trial is not None else None
            if answer is False:
                return None
            points = trial.unrounded(convention) if trial is not None and answer else None
            added += Ratio(*item.score.as_integer_ratio()) if points is None else points
        return convention.calculation.score.gives(added, *total.as_integer_ratio())

    def _candidate(self, convention: Convention, counts: Mapping[str, int]) -> Candidate:
        parts, zeros, fulls, misses, unknown = counts.values()
        ruleset, name, assumptions = self._ruleset, convention.name, convention.assumptions
        return Candidate(ruleset.id, ruleset.title, name, assumptions, parts, zeros, fulls, misses, unknown)

    def _is_near(self, number: int, own: Convention) -> bool:
        item, trial = self._scores[number], self._trials[number]
        return item.initial_differs or (trial is not None and trial.is_near(own, item.weight))


def _is_whole_point_near(item: Printed, trial: Trial | None, convention: Convention) -> bool:
    """Could rounding to a whole point give the same, so that it shows no habit?"""
    points = trial.unrounded(convention) if trial is not None else None
    if points is None:
        return False
    half = Ratio(1, 2)
    return abs(points - Ratio(*item.score.as_integer_ratio())) <= half


def _count(
    convention: Convention, tried: Iterable[tuple[Printed, Trial | None]], settled: Mapping[str, int]
) -> dict[str, int]:
    """Count what is explained under a convention, beside what is settled under all of them."""
    found = dict(settled)
    for item, trial in tried:
        answer = trial.gives(convention) if trial is not None else None
        found["unknown" if answer is None else item.kind if answer else "misses"] += item.count
    return found


def _sample(parts: Sequence[int], scores: Sequence[Printed]) -> Sequence[int]:
    """Part scores enough to tell conventions apart, the same ones in whatever order they came."""
    if len(parts) <= _MOST_PARTS:
        return parts

    def facts(number: int) -> tuple[object, ...]:
        item = scores[number]
        row, line = item.indicator, item.budget
        # What rules look at; rows with the same of it may give their reasons in other words.
        told = (row.rule, bool(row.reason.strip()), row.coefficient, row.deduction) if row is not None else ()
        money = fund_values(line, item.weight) if line is not None else {}
        return item.score, item.weight, item.found.target or 0, item.found.actual or 0, repr((item.found, told, money))

    step = -(-len(parts) // _MOST_PARTS)
    return sorted(parts, key=facts)[::step]
