"""Set printed numbers beside computed ones and give each its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from .comparison import NOT_COMPARED, Comparison
from .conventions import BINARY64, ON_INITIAL, WHENS
from .explaining import Explainer, item_of
from .habits import TEN_THOUSAND, WHOLE_TABLE, habits_of_total, with_other_unit
from .marking import mark_execution, mark_indicator
from .model import Evaluation, FundLine, Indicator
from .opinion import Judgement, Verdict
from .quantity import Figure, Reading, figure_value, fraction_of
from .ratio import Ratio
from .rounding import HALF_UP_2, Way, rounding_to
from .ruleset import Calculation, Ruleset
from .scorecard import Mark, Scorecard, add_up
from .spelling import is_percent

_RIGHT = (Verdict.AGREES, Verdict.CONVENTION)
_ROUNDED: tuple[Way, ...] = ("half-up", "cut")


@frozen
class Judge:
    """Judges a table by one ruleset, and knows the others.

    Attributes:
        ruleset: the measure.
        explainer: explains scores the measure does not give.
    """

    ruleset: Ruleset
    explainer: Explainer

    def row(self, indicator: Indicator, found: Comparison, *, trace: bool) -> tuple[Mark, Judgement]:
        """Score a row by the measure and judge its printed score; see ``recheck`` for ``trace``."""
        mark = mark_indicator(indicator, self.ruleset, comparison=found, trace=trace)
        judgement = self.score(indicator.printed_score, mark, indicator=indicator, found=found)
        return mark, judgement

    def money(self, budget: FundLine, *, trace: bool) -> tuple[Mark, Judgement]:
        """Score the budget execution by the measure and judge its printed score."""
        mark = mark_execution(budget, self.ruleset, trace=trace)
        judgement = self.score(budget.printed_score, mark, budget=budget)
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
        (over, one), (under, other) = executed.as_integer_ratio(), adjusted.as_integer_ratio()
        exact = Ratio(over * other * 100, one) / Ratio(under)
        computed = HALF_UP_2.decimal(exact)
        if not isinstance(printed, Figure):
            return Judgement(None, computed)
        verdict, why = _fits(printed, (exact,))
        judgement = Judgement(printed.value, computed, None, verdict, why)
        return _rate_explained(judgement, printed, budget) if verdict is Verdict.DIFFERS else judgement

    def completion(self, reading: Reading, mark: Mark, found: Comparison) -> Judgement:
        """Judge a printed completion; full, capped and uncapped ways of writing it all agree."""
        if not isinstance(reading, Figure):
            return Judgement(figure_value(reading), mark.completion)
        if reading.value == mark.completion:
            return Judgement(reading.value, mark.completion, None, Verdict.AGREES)
        ways = [fraction_of(mark.completion)] if mark.completion is not None else []
        if found.met:
            ways.append(Fraction(100))
        if found.target and found.actual is not None:
            ratio = found.actual / found.target * 100
            ways += [ratio, min(ratio, Fraction(100))]
            if found.actual and found.operator in ("≤", "<"):
                ways.append(found.target / found.actual * 100)
        if not ways:
            return Judgement(reading.value, None, None, Verdict.NOT_SCORED)
        verdict, why = _fits(reading, ways)
        computed = mark.completion if mark.completion is not None else HALF_UP_2.decimal(ways[0])
        return Judgement(reading.value, computed, None, verdict, why)

    def score(
        self,
        reading: Reading,
        mark: Mark,
        *,
        indicator: Indicator | None = None,
        found: Comparison = NOT_COMPARED,
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
            is_part = mark.weight is not None and 0 < printed < mark.weight
            item = item_of(printed, mark.weight, indicator, found, budget) if is_part else None
            also = self.explainer.others(item) if item is not None else ()
            verdict, why = (Verdict.AGREES, "") if exact is None else (Verdict.CONVENTION, BINARY64)
            return Judgement(printed, mark.score, exact, verdict, why, also)
        if printed == exact:
            return Judgement(printed, mark.score, exact, Verdict.CONVENTION, "精确计算")
        if mark.grade and mark.allows(printed):
            return Judgement(printed, mark.score, exact, Verdict.AGREES, f"在“{mark.grade}”的区间内")
        for option in mark.options:
            if printed == option.score:
                return Judgement(printed, mark.score, exact, Verdict.CONVENTION, option.name)
        differs = Judgement(printed, mark.score, exact, Verdict.DIFFERS)
        item = item_of(printed, mark.weight, indicator, found, budget)
        return differs if item is None else self.explainer.explain(differs, item, mark)

    def whole_table(self, budget: FundLine, mark: Mark, total: Decimal | None) -> Judgement:
        """Judge a score cell of the money block that holds the total of the table."""
        printed = figure_value(budget.printed_score)
        if printed is None:
            return Judgement(None, mark.score)
        verdict = Verdict.AGREES if printed == total else Verdict.DIFFERS
        return Judgement(printed, total, None, verdict, WHOLE_TABLE)

    def total(
        self, evaluation: Evaluation, card: Scorecard, scores: Sequence[Judgement], execution: Judgement
    ) -> Judgement:
        """Judge a printed total against the computed one."""
        printed = figure_value(evaluation.printed_total)
        if card.total is None:
            return Judgement(printed, None, None, None if printed is None else Verdict.NOT_SCORED)
        marks = card.marks if card.execution is None else (card.execution, *card.marks)
        _, exact_total = add_up(marks, self.ruleset.calculation)
        exact = exact_total if exact_total != card.total else None
        if printed is None:
            return Judgement(None, card.total, exact)
        held = execution.explained_by == WHOLE_TABLE
        parts = [j for j in ((() if held else (execution,)) + tuple(scores)) if j.printed is not None]
        added = sum((judgement.printed or Decimal(0) for judgement in parts), Decimal(0))
        right = all(j.verdict in _RIGHT for j in parts)
        once = "" if printed == added or held else self._rounded_once(evaluation, card, (execution, *scores), printed)
        if once and not (printed == card.total and once == WHENS[self.ruleset.calculation.when]):
            verdict = Verdict.CONVENTION if right else Verdict.DIFFERS
            return Judgement(printed, card.total, exact, verdict, once)
        if printed == card.total:
            verdict = Verdict.AGREES if exact is None else Verdict.CONVENTION
            why = "" if exact is None else BINARY64
            return Judgement(printed, card.total, exact, verdict, why)
        if right and printed == added:
            return Judgement(printed, card.total, exact, Verdict.CONVENTION, "各行得分的口径差异相加")
        if printed == added:
            return Judgement(printed, card.total, exact, Verdict.DIFFERS, "等于各行印出的得分之和，差在各行")
        differs = Judgement(printed, card.total, exact, Verdict.DIFFERS)
        sub_rows = [line for line in evaluation.funds if line is not evaluation.budget and not line.total]
        habits = list(habits_of_total(printed, added, None if held else execution.printed, sub_rows))
        if not habits:
            return differs
        return evolve(
            differs,
            explained_by=habits[0].name,
            workings=habits[0].workings,
            also=tuple(habit.name for habit in habits[1:]),
        )

    def _rounded_once(
        self, evaluation: Evaluation, card: Scorecard, judgements: Sequence[Judgement], printed: Decimal
    ) -> str:
        """When the total was rounded, if that gives it under the document's calculation; "" if it does not.

        Scores that the rule does not give are added as they are printed.
        """
        calculation = self.explainer.terms.convention.calculation
        for when in (calculation.when, *(when for when in WHENS if when != calculation.when)):
            again = evolve(calculation, when=when)
            for execution, rows in ((card.execution, card.marks), self._under(evaluation, card, again)):
                marks = [
                    mark
                    if judgement.verdict in _RIGHT or judgement.printed is None
                    else _as_printed(mark, judgement.printed)
                    for mark, judgement in zip((execution, *rows), judgements, strict=True)
                    if mark is not None
                ]
                if printed in add_up(marks, again):
                    return WHENS[when]
        return ""

    def _under(
        self, evaluation: Evaluation, card: Scorecard, calculation: Calculation
    ) -> tuple[Mark | None, Sequence[Mark]]:
        """The marks of a table under another calculation; those that people gave stay."""
        measure = self.ruleset.under(calculation)
        rows = []
        for row, mark in zip(evaluation.indicators, card.marks, strict=True):
            again = mark_indicator(row, measure, year=evaluation.year, trace=False)
            rows.append(mark if again.score is None else again)
        execution = card.execution
        if execution is not None and evaluation.budget is not None:
            again = mark_execution(evaluation.budget, measure, trace=False)
            execution = execution if again.score is None else again
        return execution, rows


def _as_printed(mark: Mark, printed: Decimal) -> Mark:
    return Mark(mark.weight, score=printed, exact=printed, full=Fraction(printed))


def _rate_explained(judgement: Judgement, printed: Figure, budget: FundLine) -> Judgement:
    """A printed rate that is none of the adjusted budget: of the initial one perhaps, or of another unit."""
    executed, adjusted = figure_value(budget.executed), figure_value(budget.adjusted)
    initial = figure_value(budget.initial)
    others = [(ON_INITIAL, executed, initial)] if initial != adjusted else []
    others += [(TEN_THOUSAND, figure_value(line.executed), adjusted) for line in with_other_unit(budget)]
    for name, above, below in others:
        if above is None or not below:
            continue
        rate = Fraction(above) / Fraction(below) * 100
        if _fits(printed, (rate,))[0] is not Verdict.DIFFERS:
            workings = f"{above:f} ÷ {below:f} × 100 = {HALF_UP_2.decimal(rate):f}"
            return evolve(judgement, explained_by=name, workings=workings)
    return judgement


def _unscored(printed: Decimal, mark: Mark) -> Judgement:
    """A score given by people: inside its band it agrees, outside it cannot be computed."""
    if mark.grade and mark.allows(printed):
        return Judgement(printed, None, None, Verdict.AGREES, f"在“{mark.grade}”的区间内")
    return Judgement(printed, None, None, Verdict.NOT_SCORED)


def _fits(printed: Figure, ways: Sequence[Fraction | Ratio]) -> tuple[Verdict, str]:
    """Compare a printed percentage with ways of computing it, rounded or cut at the places printed.

    Without a per-cent sign it may be a share: 0.95 for 95%.  1 is 100% then, and not 95% rounded.
    """
    places = max(0, -int(printed.value.as_tuple().exponent))
    value = printed.value.as_integer_ratio()
    if _is_rounded(ways, value, "half-up", places):
        return Verdict.AGREES, ""
    if _is_rounded(ways, value, "cut", places):
        return Verdict.CONVENTION, f"截去到 {places} 位小数，没有四舍五入"
    if not is_percent(printed.text):
        shares = [Ratio(way.numerator, way.denominator * 100) for way in ways]
        if any(_is_rounded(shares, value, way, places or 2) for way in _ROUNDED):
            return Verdict.CONVENTION, "写成小数，没有乘 100"
    return Verdict.DIFFERS, ""


def _is_rounded(numbers: Sequence[Fraction | Ratio], printed: tuple[int, int], way: Way, places: int) -> bool:
    """Is one of some numbers rounded so the printed one, given as numerator and denominator?"""
    rounding = rounding_to(way, places)
    return True in [rounding.gives(number, *printed) for number in numbers]
