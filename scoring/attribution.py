"""Find the rule a document was scored by.

Nobody prints the rule, so every ruleset under every convention is a candidate.
Full marks and zeros prove little; what counts are the part scores a candidate
reproduces, less the assumptions it needs.  The answer does not depend on the
order of the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from .comparison import NOT_COMPARED, Comparison, compare
from .conventions import Convention, conventions
from .errors import UndefinedScore
from .marking import run
from .model import Document, Evaluation, FundLine, Indicator
from .opinion import Attribution, Candidate
from .plan import Plan, plan_execution, plan_indicator
from .quantity import figure_value
from .ruleset import EVIDENCE_ORDER, Ruleset
from .scorecard import Mark


@frozen
class Printed:
    """A printed score that a candidate must answer for.

    Attributes:
        score: points printed.
        weight: points it could have been.
        indicator: the row, or None for the budget execution.
        found: its comparison.
        budget: the money row, for the budget execution.
    """

    score: Decimal
    weight: Decimal
    indicator: Indicator | None = None
    found: Comparison = NOT_COMPARED
    budget: FundLine | None = None

    @property
    def is_part(self) -> bool:
        """Is it more than nothing and less than everything?"""
        return 0 < self.score < self.weight


def infer(document: Document, rulesets: Iterable[Ruleset]) -> Attribution:
    """Find out which ruleset a document was scored by, and how sure that is.

    Args:
        document: what was read; goal tables in it are passed over.
        rulesets: the candidates; their order does not matter.
    """
    everything = sorted(rulesets, key=lambda ruleset: ruleset.id)
    scores = printed_scores(document.evaluations)
    candidates = rank_candidates(scores, everything, document)
    return attribute(scores, candidates, everything, document)


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


def rank_candidates(
    scores: Sequence[Printed], rulesets: Sequence[Ruleset], document: Document
) -> tuple[Candidate, ...]:
    """Return each ruleset as it stands and under the convention that helps it most, best first."""
    with_initial = any(_initial_differs(item.budget) for item in scores if item.budget is not None)
    parts = [item for item in scores if item.is_part]
    own = {ruleset.id: _Attempt(ruleset, scores) for ruleset in rulesets}
    best = max(
        (attempt.candidate(Convention("", attempt.ruleset.calculation)).parts for attempt in own.values()), default=0
    )
    found = []
    for attempt in own.values():
        ruleset = attempt.ruleset
        plain = attempt.candidate(Convention("", ruleset.calculation))
        found.append(plain)
        # A convention moves a score a little; rows that are far off stay unexplained under all of them.
        if not parts or attempt.reachable(parts) < max(best, 1):
            continue
        others = [
            attempt.candidate(convention)
            for convention in conventions(ruleset.calculation, with_initial=with_initial)
            if convention.assumptions
        ]
        if others:
            found.append(min(others, key=_merit))
    fits = {ruleset.id: _fit(ruleset, document) for ruleset in rulesets}
    evidence = {ruleset.id: EVIDENCE_ORDER.index(ruleset.source.evidence) for ruleset in rulesets}

    def rank(candidate: Candidate) -> tuple[object, ...]:
        name = candidate.ruleset
        return (*_merit(candidate)[:3], fits[name], evidence[name], name, candidate.convention)

    return tuple(sorted(found, key=rank))


def attribute(
    scores: Sequence[Printed],
    candidates: tuple[Candidate, ...],
    rulesets: Sequence[Ruleset],
    document: Document,
    named: str | None = None,
) -> Attribution:
    """Draw the conclusion from the ranked candidates, or take the ruleset the user named."""
    parts = sum(item.is_part for item in scores)
    zeros = sum(item.score == 0 for item in scores)
    fulls = len(scores) - parts - zeros
    titles = {ruleset.id: ruleset.title for ruleset in rulesets}
    if named is not None:
        chosen = next((c for c in candidates if c.ruleset == named and not c.convention), None)
        told = f"按用户指定的“{titles[named]}”复核"
        if chosen is not None and parts:
            told += f"，它解释 {parts} 个部分得分中的 {chosen.parts} 个"
        return Attribution(named, titles[named], "", "named", parts, zeros, fulls, candidates, (), told)
    if not candidates:
        return Attribution("", "", "", "default", parts, zeros, fulls, (), (), "没有可用的规则集")
    first = candidates[0]
    tied = tuple(sorted({c.ruleset for c in candidates if _merit(c)[:3] == _merit(first)[:3]} - {first.ruleset}))
    proves = bool(first.parts) or len({c.misses for c in candidates}) > 1
    how = "inferred" if proves else "default"
    sentence = _sentence(first, candidates, parts, zeros, fulls, tied, proves)
    return Attribution(
        first.ruleset, first.title, first.convention, how, parts, zeros, fulls, candidates, tied, sentence
    )


def _merit(candidate: Candidate) -> tuple[int, int, int, int, str]:
    """Part scores explained less assumptions, then fewest misses, then fewest open questions."""
    return (
        candidate.assumptions - candidate.parts,
        candidate.misses,
        candidate.unknown,
        candidate.assumptions,
        candidate.convention,
    )


class _Attempt:
    """One ruleset tried on all printed scores."""

    def __init__(self, ruleset: Ruleset, scores: Sequence[Printed]) -> None:
        self.ruleset = ruleset
        self.plans = [(item, _plan(item, ruleset)) for item in scores]
        self.initial = {
            id(item): plan_execution(item.budget, ruleset, on_initial=True)
            for item in scores
            if item.budget is not None
        }

    def candidate(self, convention: Convention) -> Candidate:
        """Count what the ruleset explains under a convention."""
        parts = zeros = fulls = misses = unknown = 0
        for item, own in self.plans:
            plan = self.initial[id(item)] if convention.on_initial and item.budget is not None else own
            answer = _explains(item, plan, convention)
            if answer is None:
                unknown += 1
            elif not answer:
                misses += 1
            elif item.is_part:
                parts += 1
            elif item.score == 0:
                zeros += 1
            else:
                fulls += 1
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

    def reachable(self, parts: Sequence[Printed]) -> int:
        """How many part scores any convention could explain at all."""
        wanted = set(map(id, parts))
        count = 0
        for item, plan in self.plans:
            if id(item) not in wanted:
                continue
            plans = [plan, self.initial[id(item)]] if item.budget is not None else [plan]
            count += any(_is_near(item, candidate, self.ruleset) for candidate in plans)
        return count


def _is_near(item: Printed, plan: Plan | Mark, ruleset: Ruleset) -> bool:
    if isinstance(plan, Mark):
        return False
    try:
        unrounded = run(plan, ruleset.calculation).unrounded
    except UndefinedScore:
        return False
    # A whole percent of completion and a whole point of score: more than any convention moves.
    return abs(unrounded - Fraction(item.score)) <= 1 + Fraction(item.weight) / 20


def _plan(item: Printed, ruleset: Ruleset) -> Plan | Mark:
    if item.indicator is not None:
        return plan_indicator(item.indicator, ruleset, item.found)
    return plan_execution(item.budget, ruleset) if item.budget is not None else Mark(item.weight)


def _explains(item: Printed, plan: Plan | Mark, convention: Convention) -> bool | None:
    """True: it gives the printed score; False: another; None: it gives none."""
    if isinstance(plan, Mark):
        return None
    try:
        return run(plan, convention.calculation).score == item.score
    except UndefinedScore:
        return None


def _initial_differs(budget: FundLine) -> bool:
    return figure_value(budget.initial) not in (None, figure_value(budget.adjusted))


def _fit(ruleset: Ruleset, document: Document) -> tuple[int, int]:
    """How well place and year fit: lower is better."""
    units = {text for e in document.evaluations for text in (e.unit, e.department, e.project) if text}
    here = any(place in unit for place in ruleset.places for unit in units)
    place = 0 if here else 1 if not ruleset.places else 2
    years = {e.year for e in document.evaluations if e.year is not None}
    return place, 0 if all(ruleset.covers(year) for year in years) else 1


def _sentence(
    first: Candidate,
    candidates: Sequence[Candidate],
    parts: int,
    zeros: int,
    fulls: int,
    tied: tuple[str, ...],
    proves: bool,
) -> str:
    name = f"“{first.title}”（{first.ruleset}）"
    if not proves:
        fitting = len({c.ruleset for c in candidates if not c.misses and not c.assumptions})
        return (
            f"文中 {parts + zeros + fulls} 个得分里没有能区分规则的部分得分，{fitting} 个规则集都说得通；"
            f"按地区和年度取{name}作对照，不能断定用的就是它"
        )
    under = f"（口径：{first.convention}）" if first.convention else ""
    told = f"{name}{under}解释了 {parts} 个部分得分中的 {first.parts} 个、{zeros} 个零分中的 {first.zeros} 个"
    if tied:
        return f"{told}；{'、'.join(tied)} 同样能解释，凭这份文件分不开，按地区和年度取前者"
    if len(candidates) > 1:
        second = candidates[1]
        label = f"“{second.title}”" + (f"（口径：{second.convention}）" if second.convention else "")
        told += f"；其次是{label}，解释 {second.parts} 个"
    return told
