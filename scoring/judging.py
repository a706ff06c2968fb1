"""Set printed numbers beside computed ones and give each its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from .comparison import Comparison
from .conventions import BINARY64, Convention, conventions
from .errors import UndefinedScore
from .marking import mark_execution, mark_indicator, run
from .model import FundLine, Indicator
from .opinion import Judgement, Verdict
from .plan import Plan, plan_execution, plan_indicator
from .quantity import Figure, Reading, figure_value
from .rounding import HALF_UP_2, Rounding
from .ruleset import Ruleset
from .scorecard import Mark, Scorecard
from .spelling import is_percent

_MOST_NAMED = 3
"""How many other rulesets are named for one score."""


@frozen
class Judge:
    """Judges by one ruleset, and knows the others.

    Attributes:
        ruleset: the measure.
        convention: name of the convention found for the whole document, "" for the ruleset's own.
        others: all rulesets, for scores the measure does not explain.
    """

    ruleset: Ruleset
    convention: str
    others: Sequence[Ruleset]

    def row(self, indicator: Indicator, found: Comparison, *, trace: bool) -> tuple[Mark, Judgement]:
        """Score a row by the measure and judge its printed score; see ``recheck`` for ``trace``."""
        mark = mark_indicator(indicator, self.ruleset, comparison=found, trace=trace)
        judgement = self.score(indicator.printed_score, mark, indicator=indicator, found=found)
        if not trace and (judgement.verdict is not Verdict.AGREES or mark.score != mark.weight):
            mark = mark_indicator(indicator, self.ruleset, comparison=found)
        return mark, judgement

    def money(self, budget: FundLine, *, trace: bool) -> tuple[Mark, Judgement]:
        """Score the budget execution by the measure and judge its printed score."""
        mark = mark_execution(budget, self.ruleset, trace=trace)
        judgement = self.score(budget.printed_score, mark, budget=budget)
        if not trace and judgement.verdict is not Verdict.AGREES:
            mark = mark_execution(budget, self.ruleset)
        return mark, judgement

    def rate(self, budget: FundLine | None) -> Judgement:
        """Judge the printed execution rate: executed over adjusted budget, at the places printed."""
        if budget is None:
            return Judgement()
        executed, adjusted = figure_value(budget.executed), figure_value(budget.adjusted)
        printed = budget.printed_rate
        if executed is None or not adjusted:
            verdict = Verdict.NOT_SCORED if isinstance(printed, Figure) else None
            return Judgement(figure_value(printed), None, None, verdict)
        exact = Fraction(executed) / Fraction(adjusted) * 100
        computed = HALF_UP_2.decimal(exact)
        if not isinstance(printed, Figure):
            return Judgement(None, computed)
        verdict, why = _fits(printed, (exact,))
        if verdict is Verdict.DIFFERS and not is_percent(printed.text):
            as_share, _ = _fits(printed, (exact / 100,))
            if as_share is not Verdict.DIFFERS:
                verdict, why = Verdict.CONVENTION, "写成小数，没有乘 100"
        return Judgement(printed.value, computed, None, verdict, why)

    def completion(self, reading: Reading, mark: Mark, found: Comparison) -> Judgement:
        """Judge a printed completion; full, capped and uncapped ways of writing it all agree."""
        if not isinstance(reading, Figure):
            return Judgement(figure_value(reading), mark.completion)
        ways = [Fraction(mark.completion)] if mark.completion is not None else []
        if found.met:
            ways.append(Fraction(100))
        if found.target and found.actual is not None:
            ratio = found.actual / found.target * 100
            ways += [ratio, min(ratio, Fraction(100))]
            if found.actual and found.operator in ("≤", "<"):
                ways.append(found.target / found.actual * 100)
        if not ways:
            return Judgement(reading.value, None, None, Verdict.NOT_SCORED)
        verdict, why = _fits(reading, tuple(ways))
        computed = mark.completion if mark.completion is not None else HALF_UP_2.decimal(ways[0])
        return Judgement(reading.value, computed, None, verdict, why)

    def score(
        self,
        reading: Reading,
        mark: Mark,
        *,
        indicator: Indicator | None = None,
        found: Comparison | None = None,
        budget: FundLine | None = None,
    ) -> Judgement:
        """Judge a printed score of a row (``indicator``, ``found``) or of the money block (``budget``)."""
        printed = figure_value(reading)
        exact = mark.exact if mark.exact != mark.score else None
        if printed is None:
            return Judgement(None, mark.score, exact)
        if mark.score is None:
            return _unscored(printed, mark)
        if printed == mark.score:
            if exact is None:
                return Judgement(printed, mark.score, None, Verdict.AGREES)
            return Judgement(printed, mark.score, exact, Verdict.CONVENTION, BINARY64)
        if printed == exact:
            return Judgement(printed, mark.score, exact, Verdict.CONVENTION, "精确计算")
        if mark.grade and mark.allows(printed):
            return Judgement(printed, mark.score, exact, Verdict.AGREES, f"在“{mark.grade}”的区间内")
        for option in mark.options:
            if printed == option.score:
                return Judgement(printed, mark.score, exact, Verdict.CONVENTION, option.name)
        name = self._convention(printed, indicator, found, budget)
        if name:
            return Judgement(printed, mark.score, exact, Verdict.CONVENTION, name)
        if mark.weight is not None and 0 < printed < mark.weight:
            name = self._other_rules(printed, indicator, found, budget)
            if name:
                return Judgement(printed, mark.score, exact, Verdict.OTHER_RULE, name)
        return Judgement(printed, mark.score, exact, Verdict.DIFFERS)

    def total(self, reading: Reading, card: Scorecard, scores: Sequence[Judgement], execution: Judgement) -> Judgement:
        """Judge a printed total against the computed one."""
        printed = figure_value(reading)
        if card.total is None:
            return Judgement(printed, None, None, None if printed is None else Verdict.NOT_SCORED)
        marks = card.marks if card.execution is None else (card.execution, *card.marks)
        exact_total = sum((mark.exact or Decimal(0) for mark in marks), Decimal(0))
        exact = exact_total if exact_total != card.total else None
        if printed is None:
            return Judgement(None, card.total, exact)
        if printed == card.total:
            verdict = Verdict.AGREES if exact is None else Verdict.CONVENTION
            why = "" if exact is None else BINARY64
            return Judgement(printed, card.total, exact, verdict, why)
        parts = [judgement for judgement in (execution, *scores) if judgement.printed is not None]
        added = sum((judgement.printed or Decimal(0) for judgement in parts), Decimal(0))
        by_convention = all(j.verdict in (Verdict.AGREES, Verdict.CONVENTION) for j in parts)
        if printed == added and by_convention:
            return Judgement(printed, card.total, exact, Verdict.CONVENTION, "各行得分的口径差异相加")
        why = "等于各行印出的得分之和，差在各行" if printed == added else ""
        return Judgement(printed, card.total, exact, Verdict.DIFFERS, why)

    def _convention(
        self, printed: Decimal, indicator: Indicator | None, found: Comparison | None, budget: FundLine | None
    ) -> str:
        """The convention, one step from the rule at most or the document's own, that gives the score."""
        for convention in conventions(self.ruleset.calculation, with_initial=budget is not None):
            known = convention.name == self.convention
            if not convention.assumptions or (convention.assumptions > 1 and not known):
                continue
            if _gives(self._plan(self.ruleset, indicator, found, budget, convention), convention, printed):
                return convention.name
        return ""

    def _other_rules(
        self, printed: Decimal, indicator: Indicator | None, found: Comparison | None, budget: FundLine | None
    ) -> str:
        names = []
        for other in self.others:
            if other.id == self.ruleset.id:
                continue
            own = Convention("", other.calculation)
            if _gives(self._plan(other, indicator, found, budget, own), own, printed):
                names.append(f"“{other.title}”")
        more = " 等" if len(names) > _MOST_NAMED else ""
        return "、".join(names[:_MOST_NAMED]) + more

    def _plan(
        self,
        ruleset: Ruleset,
        indicator: Indicator | None,
        found: Comparison | None,
        budget: FundLine | None,
        convention: Convention,
    ) -> Plan | Mark | None:
        if indicator is not None and found is not None:
            return plan_indicator(indicator, ruleset, found)
        if budget is not None:
            return plan_execution(budget, ruleset, on_initial=convention.on_initial)
        return None


def _gives(plan: Plan | Mark | None, convention: Convention, printed: Decimal) -> bool:
    if not isinstance(plan, Plan):
        return False
    try:
        return run(plan, convention.calculation).score == printed
    except UndefinedScore:
        return False


def _unscored(printed: Decimal, mark: Mark) -> Judgement:
    """A score given by people: inside its band it agrees, outside it cannot be computed."""
    if mark.grade and mark.allows(printed):
        return Judgement(printed, None, None, Verdict.AGREES, f"在“{mark.grade}”的区间内")
    return Judgement(printed, None, None, Verdict.NOT_SCORED)


def _fits(printed: Figure, ways: Sequence[Fraction]) -> tuple[Verdict, str]:
    """Compare a printed percentage with ways of computing it, rounded or cut at the places printed."""
    places = max(0, -int(printed.value.as_tuple().exponent))
    for way in ways:
        if Rounding("half-up", places).decimal(way) == printed.value:
            return Verdict.AGREES, ""
    for way in ways:
        if Rounding("cut", places).decimal(way) == printed.value:
            return Verdict.CONVENTION, f"截去到 {places} 位小数，没有四舍五入"
    return Verdict.DIFFERS, ""
