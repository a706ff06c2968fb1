"""Score a table by a ruleset: completions, scores, sums, and the trace of each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from .arguments import evaluation_of, ruleset_of
from .comparison import Comparison, compare
from .errors import UndefinedScore
from .formula import Branch, Shown
from .habits import has_rows_for_all
from .keeping import Kept
from .model import Evaluation, FundLine, Indicator
from .notation import show
from .plan import Plan, facts_of, plan_execution, plan_indicator, with_text_grade, words_of
from .quantity import are_there, plain
from .ratio import Ratio
from .rounding import exactly
from .ruleset import Calculation, Ruleset
from .scorecard import LevelSum, Mark, OptionScore, Scorecard, Step, Trace, add_up

_NOTHING: Final = Decimal(0)
_MOST_MARKS: Final = 2048
"""Marks of a ruleset that are kept."""

_KNOWN: Final[Kept[int, tuple[Ruleset, Kept[tuple[object, ...], Mark]]]] = Kept(64)
"""Rulesets, by their identity, with the marks they have given."""


@exactly
def score(evaluation: Evaluation, ruleset: Ruleset, *, trace: bool = True) -> Scorecard:
    """Score a self-evaluation.

    Args:
        evaluation: the table; scores printed in it are looked at only where the rule leaves a row
            to people and the score lies in the band the rule allows.
        ruleset: the rules.
        trace: whether to explain each score; without it the same numbers come out faster.

    Returns:
        The scorecard.  A row that cannot be scored has ``score`` None and says why; the total is
        then None, never a sum with a silent 0.

    Raises:
        WrongArgument: ``evaluation`` is no table, or ``ruleset`` no ruleset but perhaps the id of one.
    """
    evaluation, ruleset = evaluation_of("score", evaluation), ruleset_of("score", ruleset)
    marks = tuple(score_row(i, ruleset, year=evaluation.year, trace=trace) for i in evaluation.indicators)
    budget, execution = evaluation.budget, None
    if not has_rows_for_all(evaluation, ruleset.total_weight):
        execution = mark_execution(budget, ruleset, trace=trace) if budget else no_budget(evaluation, ruleset)
    return scorecard_of(evaluation, ruleset, marks, execution)


def score_row(indicator: Indicator, ruleset: Ruleset, *, year: int | None = None, trace: bool = True) -> Mark:
    """Score one row, with the score people gave where the rule leaves it to them; see :func:`mark_indicator`."""
    return judged(mark_indicator(indicator, ruleset, year=year, trace=trace), indicator.printed_value)


def scorecard_of(
    evaluation: Evaluation, ruleset: Ruleset, marks: tuple[Mark, ...], execution: Mark | None
) -> Scorecard:
    """Add marks up to a scorecard."""
    everything = marks if execution is None else (execution, *marks)
    missing = sum(mark.score is None for mark in everything)
    total = None
    if marks and not missing:
        total, _ = add_up(everything, ruleset.calculation)
    return Scorecard(
        ruleset=ruleset.id,
        title=ruleset.title,
        source=str(ruleset.source),
        marks=marks,
        execution=execution,
        levels=_level_sums(evaluation.indicators, marks, ruleset.calculation),
        total=total,
        missing=missing,
        grade=ruleset.grade_of(total) if total is not None else "",
    )


def mark_indicator(
    indicator: Indicator,
    ruleset: Ruleset,
    *,
    year: int | None = None,
    trace: bool = True,
    comparison: Comparison | None = None,
) -> Mark:
    """Score one row.

    Args:
        indicator: the row.
        ruleset: the rules.
        year: the budget year, for dates printed without one.
        trace: whether to explain.
        comparison: the row's comparison, where the caller has it already.
    """
    found = comparison or compare(indicator, year)
    marks = _marks_of(ruleset)
    words = words_of(indicator, ruleset.indicator_words)
    key = trace, indicator.weight, *facts_of(indicator, found, words)
    mark = marks.get(key)
    if mark is None:
        plan = plan_indicator(indicator, ruleset, found, words)
        mark = plan if isinstance(plan, Mark) else mark_plan(plan, ruleset, trace=trace)
        marks.keep(key, mark)
    return mark


def mark_execution(line: FundLine, ruleset: Ruleset, *, trace: bool = True) -> Mark:
    """Score the budget execution from the total row of the money block."""
    marks = _marks_of(ruleset)
    key = trace, line.weight, line.initial, line.adjusted, line.executed
    mark = marks.get(key)
    if mark is None:
        plan = plan_execution(line, ruleset)
        mark = marks.keep(key, plan if isinstance(plan, Mark) else mark_plan(plan, ruleset, trace=trace))
    return mark


def _marks_of(ruleset: Ruleset) -> Kept[tuple[object, ...], Mark]:
    """The marks a ruleset has given: the rows of many tables repeat their facts."""
    # By identity: rulesets hold dictionaries; the entry keeps its ruleset alive.
    known = _KNOWN.get(id(ruleset)) or _KNOWN.keep(id(ruleset), (ruleset, Kept(_MOST_MARKS)))
    return known[1]


def mark_plan(plan: Plan, ruleset: Ruleset, *, trace: bool = True) -> Mark:
    """Run a plan by the ruleset's own calculation."""
    rule = plan.rule.id if plan.rule is not None else "execution"
    try:
        result = run(plan, ruleset.calculation)
        options = _options(plan, result, ruleset.calculation)
    except UndefinedScore as error:
        return Mark(plan.weight, rule=rule, met=plan.met, problem=error.what)
    full = result.unrounded.fraction()
    mark = Mark(
        weight=plan.weight,
        completion=result.completion,
        score=result.score,
        exact=result.exact,
        unrounded=show(full),
        full=full,
        binary="" if result.float_score is None else _digits(result.float_score),
        met=plan.met,
        options=options,
        rule=rule,
        trace=_trace(plan, result, ruleset) if trace else None,
    )
    return with_text_grade(mark, plan, ruleset)


def no_budget(evaluation: Evaluation, ruleset: Ruleset) -> Mark | None:
    """Without a money block there is nothing to score; with one that has no total row, nobody can say what."""
    if not evaluation.funds:
        return None
    return Mark(ruleset.execution.weight, rule="execution", problem="资金有好几行，没有合计行，不能计算预算执行率")


def judged(mark: Mark, given: Decimal | None) -> Mark:
    """Take the score people gave where the rule leaves a row to them and allows it.

    Args:
        mark: of the row.
        given: points typed or printed for it, or None.
    """
    if given is None or mark.low is None or mark.high is None:
        return mark
    # A target in words that was met has a whole band of scores; within it people decide.
    if mark.score is not None and (not mark.grade or mark.score == given):
        return mark
    if not mark.allows(given):
        return mark
    grade = f"“{mark.grade}”的" if mark.grade else ""
    note = f"由人评判，给 {plain(given)} 分，在{grade} {plain(mark.low)} 到 {plain(mark.high)} 分之间"
    trace = Trace("由人评判", "", notes=(note,))
    return evolve(
        mark, score=given, exact=given, unrounded=plain(given), full=Fraction(given), binary="", problem="", trace=trace
    )


@frozen
class Result:
    """What a plan gives under a calculation.

    Attributes:
        completion: percent, rounded, as a Decimal to print; None where the rule has none.
        rate: the same as the exact number the score formula was given.
        score: points, as the calculation's arithmetic gives them.
        exact: points by exact arithmetic, rounded the same way.
        unrounded: points by exact arithmetic.
        float_score: the binary64 number before rounding; None in exact arithmetic.
    """

    completion: Decimal | None
    rate: Ratio | None
    score: Decimal
    exact: Decimal
    unrounded: Ratio
    float_score: float | None = None


def run(plan: Plan, calculation: Calculation) -> Result:
    """Run a plan under a calculation.

    Raises:
        UndefinedScore: a formula divides by zero for these numbers.
    """
    completion, keep = calculation.completion, calculation.score
    try:
        row = calculation.row(plan.completion, plan.score)
        shown, over, under, exact, points, below = row(plan.values)
    except ZeroDivisionError:
        plan.computation.exact(completion)  # which says what divides by zero
        raise
    rate, unrounded = None if shown is None else Ratio(over, under), Ratio(points, below)
    if calculation.arithmetic == "exact":
        return Result(shown, rate, exact, exact, unrounded)
    number = plan.computation.binary64(completion)
    return Result(shown, rate, keep.decimal(keep.seen(number)), exact, unrounded, number)


def _options(plan: Plan, result: Result, calculation: Calculation) -> tuple[OptionScore, ...]:
    # Options speak of a completion; a zero target has none.
    if plan.rule is None or not plan.rule.options or plan.completion is not plan.rule.completion:
        return ()
    values = plan.values
    if result.rate is not None:
        values = {**values, "completion": result.rate.fraction()}
    floats, keep = calculation.arithmetic == "binary64", calculation.score
    found = []
    for option in plan.rule.options:
        if not (option.when.used | option.score.used) <= values.keys():
            continue
        with suppress(UndefinedScore):  # what cannot be computed is no option
            if option.when.exact(values):
                points = keep.seen(option.score.binary64(values)) if floats else option.score.exact(values)
                found.append(OptionScore(option.name, keep.decimal(points)))
    return tuple(found)


def _trace(plan: Plan, result: Result, ruleset: Ruleset) -> Trace:
    calculation = ruleset.calculation
    keep = calculation.score
    values = plan.values
    shown: Shown = {}
    steps: list[Step] = []
    branches: list[Branch] = []
    if plan.completion is not None and result.rate is not None:
        rate = plan.completion.explain(values, shown)
        label = "完成率(%)" if plan.rule is not None else "执行率(%)"
        kept = "" if calculation.completion.way == "none" else str(calculation.completion)
        steps.append(Step(label, rate.applied, rate.numbers, show(rate.value), f"{result.completion:f}", kept))
        branches += rate.branches
        values = {**values, "completion": result.rate.fraction()}
    points = plan.score.explain(values, shown)
    kept = "" if keep.way == "none" else str(keep)
    steps.append(Step("得分", points.applied, points.numbers, show(points.value), f"{result.exact:f}", kept))
    branches += points.branches
    notes = plan.notes
    if result.score != result.exact:
        notes = (
            f"按二进制浮点数逐步运算，取整前是 {_digits(result.float_score or 0)}，得 {result.score:f}；"
            f"精确计算得 {result.exact:f}",
            *notes,
        )
    source = ruleset.source_of("execution") if plan.rule is None else str(plan.rule.source or ruleset.source)
    return Trace(plan.title, source, tuple(steps), tuple(branches), notes)


def _digits(number: float) -> str:
    """A binary64 number with the digits that tell it from its neighbours: 9.575 is 9.5749999999999993."""
    return f"{number:.17g}"


def _level_sums(
    indicators: Sequence[Indicator], marks: Sequence[Mark], calculation: Calculation
) -> tuple[LevelSum, ...]:
    levels: dict[str, list[Mark]] = {}
    for indicator, mark in zip(indicators, marks, strict=True):
        levels.setdefault(indicator.level1, []).append(mark)
    found = []
    for name, mine in levels.items():
        weight = sum([mark.weight or _NOTHING for mark in mine], _NOTHING)
        is_whole = are_there([mark.score for mark in mine])
        found.append(LevelSum(name, weight, add_up(mine, calculation)[0] if is_whole else None))
    return tuple(found)
