"""Put the tables of a document on the desk: score each by its measure and judge every printed number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .attribution import Measures
from .comparison import Comparison
from .examined import Examined, printed_parts
from .habits import has_rows_for_all, scored_budget
from .judging import Judge
from .marking import judged, no_budget, scorecard_of
from .model import Document, Evaluation, FundLine
from .opinion import Judgement
from .quantity import are_there
from .scorecard import Mark


def examine(
    document: Document, comparisons: Sequence[tuple[Comparison, ...]], measures: Measures, *, trace: bool
) -> list[Examined]:
    """Score and judge each table of a document.

    Args:
        document: what was read.
        comparisons: of each table's indicators.
        measures: by what each is judged.
        trace: whether to explain every score; see ``recheck``.
    """
    pairs = zip(document.evaluations, comparisons, strict=True)
    return [
        _examine(evaluation, number, rows, measures.judge(number), measures.is_certain(number), trace)
        for number, (evaluation, rows) in enumerate(pairs, 1)
    ]


def _examine(
    evaluation: Evaluation,
    number: int,
    comparisons: tuple[Comparison, ...],
    judge: Judge,
    certain: bool,
    trace: bool,
) -> Examined:
    rate = judge.rate(evaluation.budget)
    if evaluation.form == "goal":
        return Examined(evaluation, number, judge.ruleset, certain, comparisons, rate=rate)
    rows = [
        judge.row(indicator, found, trace=trace)
        for indicator, found in zip(evaluation.indicators, comparisons, strict=True)
    ]
    scores = tuple([judgement for _, judgement in rows])
    marks = tuple([judged(mark, judgement.printed) for mark, judgement in rows])
    budget, scored = evaluation.budget, scored_budget(evaluation)
    execution, execution_judged = examine_money(evaluation, scored, judge, trace=trace)
    card = scorecard_of(evaluation, judge.ruleset, marks, execution)
    if execution is not None and budget is not None and scored is not budget:
        execution_judged = judge.whole_table(budget, execution, card.total)
    return Examined(
        evaluation,
        number,
        judge.ruleset,
        certain,
        comparisons,
        scorecard=card,
        rate=rate,
        execution=execution_judged,
        completions=tuple(
            [
                judge.completion(indicator.printed_completion, mark, found)
                for indicator, mark, found in zip(evaluation.indicators, marks, comparisons, strict=True)
            ]
        ),
        scores=scores,
        total=judge.total(evaluation, card, scores, execution_judged),
        printed_sum=_printed_sum(evaluation, scored),
    )


def examine_money(
    evaluation: Evaluation, budget: FundLine | None, judge: Judge, *, trace: bool
) -> tuple[Mark | None, Judgement]:
    """The mark of the budget execution and the judgement of its printed score.

    Args:
        evaluation: the table.
        budget: its total row of money as it is scored, from ``scored_budget``.
        judge: its judge.
        trace: whether to explain; see ``recheck``.
    """
    if has_rows_for_all(evaluation, judge.ruleset.total_weight):
        return None, Judgement()
    if budget is None:
        return no_budget(evaluation, judge.ruleset), Judgement()
    return judge.money(budget, trace=trace)


def _printed_sum(evaluation: Evaluation, budget: FundLine | None) -> Decimal | None:
    """Sum of the printed scores, points; None where a row has none."""
    values = printed_parts(evaluation, budget)
    return sum([value or Decimal(0) for value in values], Decimal(0)) if values and are_there(values) else None
