"""Every ruleset under every convention, tried on a document's printed scores.

Full marks and zeros prove little; what counts are the part scores a candidate
reproduces, less the assumptions it needs.  The ranking does not depend on the
order of the candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .conventions import Convention, conventions
from .model import Document
from .opinion import Candidate
from .plan import formulas_for, rule_for
from .printed import Printed, distinct
from .ruleset import EVIDENCE_ORDER, Rule, Ruleset
from .trial import Trial, Trials

_MOST_PARTS = 500
"""Part scores on which conventions are tried; more would only take longer to say the same."""


def rank_candidates(
    scores: Sequence[Printed], rulesets: Sequence[Ruleset], document: Document
) -> tuple[Candidate, ...]:
    """Return each ruleset as it stands and under the convention that helps it most, best first."""
    with_initial = any(item.initial_differs for item in scores)
    different = distinct(scores)
    trials = [Trials(item) for item in different]
    attempts = [_Attempt(ruleset, different, trials) for ruleset in rulesets]
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

    def __init__(self, ruleset: Ruleset, scores: Sequence[Printed], trials: Sequence[Trials]) -> None:
        self.ruleset = ruleset
        self.own = conventions(ruleset.calculation)[0]
        self.scores = scores
        self.rules: dict[tuple[object, ...], Rule | None] = {}
        self.trials = [self._trial(item, known) for item, known in zip(scores, trials, strict=True)]
        self.on_initial: dict[int, Trial | None] = {}
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
        trial = self.trials[number]
        if convention.on_initial and self.scores[number].budget is not None:
            if number not in self.on_initial:
                item = self.scores[number]
                self.on_initial[number] = self._trial(item, Trials(item, on_initial=True))
            trial = self.on_initial[number]
        return None if trial is None else trial.gives(convention)

    def _trial(self, item: Printed, known: Trials) -> Trial | None:
        """The printed score under the formulas the ruleset has for it, None where it has none."""
        formulas = None
        if item.indicator is not None:
            found, printed = item.found, item.indicator.rule
            key = (found.kind, found.operator, printed)
            if key not in self.rules:
                self.rules[key] = rule_for(printed, found, self.ruleset)[0] if found.kind is not None else None
            rule = self.rules[key]
            formulas = formulas_for(rule, found) if rule is not None else None
        elif self.ruleset.execution.completion.used <= known.values.keys():
            formulas = self.ruleset.execution.completion, self.ruleset.execution.score
        return known.of(*formulas) if formulas is not None else None

    def _is_near(self, number: int) -> bool:
        item = self.scores[number]
        if item.initial_differs:
            return True
        trial = self.trials[number]
        unrounded = trial.unrounded(self.own) if trial is not None else None
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
