"""Every ruleset under every convention, tried on a document's printed scores.

Full marks and zeros prove little; what counts are the part scores a candidate
reproduces, less the assumptions it needs.  The ranking does not depend on the
order of the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .conventions import Convention, conventions
from .model import Document
from .opinion import Candidate
from .plan import formulas_for, rule_for, words_of
from .printed import Printed, distinct
from .ratio import Ratio
from .ruleset import EVIDENCE_ORDER, Calculation, Rule, Ruleset
from .trial import Trial, Trials

_MOST_PARTS = 500
"""Part scores on which conventions are tried; more would only take longer to say the same."""


_COUNTS = ("parts", "zeros", "fulls", "misses", "unknown")
"""What is counted of a candidate."""


def rank_candidates(
    scores: Sequence[Printed], rulesets: Sequence[Ruleset], document: Document
) -> tuple[Candidate, ...]:
    """Return each ruleset as it stands and under the convention that helps it most, best first."""
    with_initial = any(item.initial_differs for item in scores)
    words = frozenset(word for ruleset in rulesets for word in ruleset.indicator_words)
    different = distinct(scores, words)
    named = [words_of(one.indicator, words) if one.indicator is not None else words for one in different]
    known = [Trials(item) for item in different]
    alike: dict[tuple[Calculation, tuple[Trial | None, ...]], list[Ruleset]] = {}
    for ruleset in rulesets:
        key = ruleset.calculation, tuple(_trials(ruleset, different, known, named))
        alike.setdefault(key, []).append(ruleset)
    attempts = [(_Attempt(calculation, different, trials), members) for (calculation, trials), members in alike.items()]
    most = max((attempt.plain.parts for attempt, _ in attempts), default=0)
    # Where nothing is left to explain, an assumption more can only explain less of it.
    is_open = all(attempt.plain.misses or attempt.plain.unknown for attempt, _ in attempts)
    found = []
    for attempt, members in attempts:
        mine = [attempt.plain]
        # A convention moves a score a little; rows that are far off stay unexplained under all of them.
        if is_open and attempt.parts and attempt.reachable >= max(most, 1):
            mine.append(attempt.best_convention(with_initial=with_initial))
        found += [one.of(ruleset.id, ruleset.title) for ruleset in members for one in mine]
    fits = {ruleset.id: _fit(ruleset, document) for ruleset in rulesets}
    evidence = {ruleset.id: EVIDENCE_ORDER.index(ruleset.source.evidence) for ruleset in rulesets}

    def rank(candidate: Candidate) -> tuple[object, ...]:
        name = candidate.ruleset
        return (*standing(candidate), fits[name], evidence[name], name, candidate.convention)

    return tuple(sorted(found, key=rank))


def standing(candidate: Candidate) -> tuple[int, int, int]:
    """Part scores explained less assumptions, then fewest misses, then fewest open questions."""
    return candidate.assumptions - candidate.parts, candidate.misses, candidate.unknown


def _trials(
    ruleset: Ruleset, scores: Sequence[Printed], known: Sequence[Trials], named: Sequence[frozenset[str]]
) -> Iterator[Trial | None]:
    """Each printed score under the formulas the ruleset has for it, None where it has none."""
    execution = ruleset.execution
    rules: dict[tuple[object, ...], Rule | None] = {}
    own = ruleset.indicator_words
    for item, trials, words in zip(scores, known, named, strict=True):
        if item.indicator is None:
            yield trials.of(execution.completion, execution.score)
            continue
        found, printed = item.found, item.indicator.rule
        mine = words & own if own else own
        key = found.kind, found.operator, printed, mine
        if key not in rules:
            rules[key] = rule_for(printed, found, ruleset, mine)[0] if found.kind is not None else None
        rule = rules[key]
        formulas = formulas_for(rule, found) if rule is not None else None
        yield trials.of(*formulas) if formulas is not None else None


class _Attempt:
    """A calculation and its formulas tried on all printed scores, whichever rulesets they belong to.

    Attributes:
        plain: what the calculation explains as it stands.
        parts: indexes of the part scores.
        reachable: how many part scores any convention could explain at all.
    """

    def __init__(self, calculation: Calculation, scores: Sequence[Printed], trials: Sequence[Trial | None]) -> None:
        self._calculation, self._scores, self._trials = calculation, scores, trials
        own = conventions(calculation)[0]
        self.plain = _count(own, zip(scores, trials, strict=True), dict.fromkeys(_COUNTS, 0))
        self.parts = [number for number, item in enumerate(scores) if item.is_part]
        self._near = [number for number in self.parts if self._is_near(number, own)]
        self.reachable = sum(scores[number].count for number in self._near)

    def best_convention(self, *, with_initial: bool) -> Candidate:
        """The convention under which most is explained; the other scores break ties."""
        others = conventions(self._calculation, with_initial=with_initial)[1:]
        near = set(self._near)
        telling = [
            (trial.outcomes(), trial.outcomes(on_initial=with_initial), self._scores[number].count)
            for number in _sample(self.parts, self._scores)
            if number in near and (trial := self._trials[number]) is not None
        ]
        standings = []
        for convention in others:
            initial, outcome = convention.on_initial, convention.outcome
            explained = sum(count for usual, other, count in telling if outcome in (other if initial else usual))
            standings.append(convention.assumptions - explained)
        best = min(standings)
        settled = dict.fromkeys(_COUNTS, 0)
        rest = []
        for item, trial in zip(self._scores, self._trials, strict=True):
            if trial is not None and trial.is_settled():
                settled[item.kind] += item.count
            else:
                rest.append((item, trial))
        hopeful = [_count(c, rest, settled) for c, mine in zip(others, standings, strict=True) if mine == best]
        return min(hopeful, key=lambda candidate: (*standing(candidate), candidate.assumptions, candidate.convention))

    def _is_near(self, number: int, own: Convention) -> bool:
        item, trial = self._scores[number], self._trials[number]
        if item.initial_differs:
            return True
        unrounded = trial.unrounded(own) if trial is not None else None
        if unrounded is None:
            return False
        # A whole percent of completion and a whole point of score: more than any convention moves.
        weight, one = item.weight.as_integer_ratio()
        reach = Ratio(weight + 20 * one, 20 * one)
        return abs(unrounded - Ratio(*item.score.as_integer_ratio())) <= reach


def _count(convention: Convention, tried: Iterable[tuple[Printed, Trial | None]], settled: dict[str, int]) -> Candidate:
    """Count what is explained under a convention, beside what is settled under all of them; of no ruleset yet."""
    found = dict(settled)
    for item, trial in tried:
        answer = trial.gives(convention) if trial is not None else None
        found["unknown" if answer is None else item.kind if answer else "misses"] += item.count
    return Candidate("", "", convention.name, convention.assumptions, **found)


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
