"""Every ruleset under every convention, tried on a document's printed scores.

Full marks and zeros prove little; what counts are the part scores a candidate
reproduces, less the assumptions it needs.  The ranking does not depend on the
order of the candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from .comparison import NOT_COMPARED, Comparison, compare
from .conventions import Convention, conventions
from .errors import UndefinedScore
from .marking import exact_score, float_score
from .model import Document, Evaluation, FundLine, Indicator
from .opinion import Candidate
from .plan import FUND_NAMES, Plan, plan_execution, plan_indicator
from .quantity import figure_value
from .ratio import Ratio
from .ruleset import EVIDENCE_ORDER, Calculation, Ruleset
from .scorecard import Mark

_MOST_PARTS = 500
"""Part scores on which conventions are tried; more would only take longer to say the same."""


@frozen
class Printed:
    """A printed score that a candidate must answer for.

    Attributes:
        score: points printed.
        weight: points it could have been.
        indicator: the row, or None for the budget execution.
        found: its comparison.
        budget: the money row, for the budget execution.
        count: how many printed scores of the document say exactly this.
    """

    score: Decimal
    weight: Decimal
    indicator: Indicator | None = None
    found: Comparison = NOT_COMPARED
    budget: FundLine | None = None
    count: int = 1

    @property
    def facts(self) -> tuple[object, ...]:
        """All that a rule can look at; scores with equal facts are explained alike."""
        if self.budget is not None:
            return self.score, self.weight, *(figure_value(getattr(self.budget, name)) for name in FUND_NAMES)
        indicator = self.indicator
        words = (indicator.rule, bool(indicator.reason.strip())) if indicator is not None else ()
        return self.score, self.weight, self.found, *words

    @property
    def is_part(self) -> bool:
        """Is it more than nothing and less than everything?"""
        return 0 < self.score < self.weight


def printed_scores(evaluations: Sequence[Evaluation]) -> tuple[Printed, ...]:
    """Collect every printed score that lies between 0 and its weight."""
    found = []
    for evaluation in evaluations:
        if evaluation.form == "goal":
            continue
        budget = evaluation.budget
        if budget is not None:
            value, weight = figure_value(budget.printed_score), figure_value(budget.weight)
            if value is not None and weight and 0 <= value <= weight:
                found.append(Printed(value, weight, budget=budget))
        for indicator in evaluation.indicators:
            value, weight = indicator.printed_value, indicator.weight_value
            if value is not None and weight and 0 <= value <= weight:
                found.append(Printed(value, weight, indicator, compare(indicator, evaluation.year)))
    return tuple(found)


def distinct(scores: Sequence[Printed]) -> tuple[Printed, ...]:
    """One for all scores with the same facts, with their count."""
    counts = Counter(item.facts for item in scores)
    first: dict[tuple[object, ...], Printed] = {}
    for item in scores:
        first.setdefault(item.facts, item)
    return tuple(evolve(item, count=counts[facts]) for facts, item in first.items())


def rank_candidates(
    scores: Sequence[Printed], rulesets: Sequence[Ruleset], document: Document
) -> tuple[Candidate, ...]:
    """Return each ruleset as it stands and under the convention that helps it most, best first."""
    with_initial = any(_initial_differs(item.budget) for item in scores if item.budget is not None)
    different = distinct(scores)
    attempts = [_Attempt(ruleset, different) for ruleset in rulesets]
    plain = [attempt.candidate(attempt.own) for attempt in attempts]
    most = max((candidate.parts for candidate in plain), default=0)
    found = list(plain)
    for attempt in attempts:
        # A convention moves a score a little; rows that are far off stay unexplained under all of them.
        if attempt.parts and attempt.reachable() >= max(most, 1):
            found.append(attempt.best_convention(with_initial=with_initial))
    fits = {ruleset.id: _fit(ruleset, document) for ruleset in rulesets}
    evidence = {ruleset.id: EVIDENCE_ORDER.index(ruleset.source.evidence) for ruleset in rulesets}

    def rank(candidate: Candidate) -> tuple[object, ...]:
        name = candidate.ruleset
        return (*standing(candidate), fits[name], evidence[name], name, candidate.convention)

    return tuple(sorted(found, key=rank))


def standing(candidate: Candidate) -> tuple[int, int, int]:
    """Part scores explained less assumptions, then fewest misses, then fewest open questions."""
    return candidate.assumptions - candidate.parts, candidate.misses, candidate.unknown


class _Attempt:
    """One ruleset tried on all printed scores."""

    def __init__(self, ruleset: Ruleset, scores: Sequence[Printed]) -> None:
        self.ruleset = ruleset
        self.own = Convention("", ruleset.calculation)
        self.scores = scores
        self.plans = [_plan(item, ruleset, self.own) for item in scores]
        self.known: dict[int, dict[int, Ratio | None]] = {}
        self.printed = [item.score.as_integer_ratio() for item in scores]
        self.parts = [number for number, item in enumerate(scores) if item.is_part]

    def candidate(self, convention: Convention) -> Candidate:
        """Count what the ruleset explains under a convention."""
        parts = zeros = fulls = misses = unknown = 0
        for number, item in enumerate(self.scores):
            answer = self._explains(number, convention)
            if answer is None:
                unknown += item.count
            elif not answer:
                misses += item.count
            elif item.is_part:
                parts += item.count
            elif item.score == 0:
                zeros += item.count
            else:
                fulls += item.count
        return Candidate(
            self.ruleset.id,
            self.ruleset.title,
            convention.name,
            convention.assumptions,
            parts,
            zeros,
            fulls,
            misses,
            unknown,
        )

    def best_convention(self, *, with_initial: bool) -> Candidate:
        """The convention under which the ruleset explains most; the other scores break ties."""
        others = conventions(self.ruleset.calculation, with_initial=with_initial)[1:]
        telling = [number for number in _sample(self.parts, self.scores) if self._is_near(number)]
        standings = [
            convention.assumptions
            - sum(self.scores[number].count for number in telling if self._explains(number, convention) is True)
            for convention in others
        ]
        best = min(standings)
        hopeful = [self.candidate(c) for c, mine in zip(others, standings, strict=True) if mine == best]
        return min(hopeful, key=lambda candidate: (*standing(candidate), candidate.assumptions, candidate.convention))

    def reachable(self) -> int:
        """How many part scores any convention could explain at all."""
        return sum(self.scores[number].count for number in self.parts if self._is_near(number))

    def _explains(self, number: int, convention: Convention) -> bool | None:
        """True: it gives the printed score; False: another; None: it gives none."""
        unrounded = self._unrounded(number, convention)
        if unrounded is None:
            return None
        return convention.calculation.score.gives(unrounded, *self.printed[number])

    def _unrounded(self, number: int, convention: Convention) -> Ratio | None:
        """The score before it is rounded; conventions that differ in that rounding only share it."""
        on_initial = convention.on_initial and self.scores[number].budget is not None
        basis = ~convention.basis if on_initial else convention.basis
        known = self.known.get(basis)
        if known is None:
            known = self.known[basis] = {}
        if number not in known:
            item = self.scores[number]
            plan = _plan(item, self.ruleset, convention) if on_initial else self.plans[number]
            known[number] = _score(plan, convention.calculation)
        return known[number]

    def _is_near(self, number: int) -> bool:
        item = self.scores[number]
        if item.budget is not None and _initial_differs(item.budget):
            return True
        unrounded = self._unrounded(number, self.own)
        # A whole percent of completion and a whole point of score: more than any convention moves.
        return (
            unrounded is not None and abs(unrounded.fraction() - Fraction(item.score)) <= 1 + Fraction(item.weight) / 20
        )


def _sample(parts: list[int], scores: Sequence[Printed]) -> list[int]:
    """Part scores enough to tell conventions apart, the same ones in whatever order they came."""
    if len(parts) <= _MOST_PARTS:
        return parts

    def facts(number: int) -> tuple[object, ...]:
        item = scores[number]
        return item.score, item.weight, item.found.target or 0, item.found.actual or 0

    step = -(-len(parts) // _MOST_PARTS)
    return sorted(parts, key=facts)[::step]


def _score(plan: Plan | Mark, calculation: Calculation) -> Ratio | None:
    if isinstance(plan, Mark):
        return None
    try:
        if calculation.arithmetic == "binary64":
            return Ratio(*float_score(plan, calculation.completion).as_integer_ratio())
        return exact_score(plan, calculation.completion)[1]
    except UndefinedScore:
        return None


def _plan(item: Printed, ruleset: Ruleset, convention: Convention) -> Plan | Mark:
    if item.indicator is not None:
        return plan_indicator(item.indicator, ruleset, item.found)
    if item.budget is not None:
        return plan_execution(item.budget, ruleset, on_initial=convention.on_initial)
    return Mark(item.weight)


def _initial_differs(budget: FundLine) -> bool:
    return figure_value(budget.initial) not in (None, figure_value(budget.adjusted))


def _fit(ruleset: Ruleset, document: Document) -> tuple[int, int, int]:
    """How well year and place fit, as the catalogue picks: lower is better."""
    units = {text for e in document.evaluations for text in (e.unit, e.department) if text}
    units |= {e.project for e in document.evaluations if e.kind == "department"}
    years = {e.year for e in document.evaluations if e.year is not None}
    near = ruleset.nearness(units)
    here = near or not ruleset.places
    rank = 2 if not here or not all(ruleset.covers(year) for year in years) else 0 if near else 1
    since = ruleset.valid_from.toordinal() if ruleset.valid_from else 0
    return rank, -near, -since
