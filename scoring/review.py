"""Recheck a document: find its rule, judge every printed number, collect the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from .arguments import document_of, documents_of, rulesets_of
from .attribution import attribute
from .candidates import rank_candidates
from .checks_accounts import check_accounts
from .checks_alike import check_alike
from .checks_arithmetic import check_arithmetic
from .checks_completion import check_completion
from .checks_design import check_design
from .checks_document import announcements_of, check_document
from .checks_money import check_money
from .checks_pair import compare_goals, compare_last
from .checks_reasons import check_reasons, check_targets
from .checks_text import check_text
from .comparison import Comparison
from .errors import WrongArgument, ZipingbiaoError
from .examined import Examined, printed_parts
from .finding import Finding
from .judging import Judge
from .marking import judged, no_budget, score, scorecard_of
from .model import Document, Evaluation, Passage
from .opinion import Attribution, Recheck, TableRecheck
from .printed import comparisons_of, printed_scores
from .ranking import ranked
from .ruleset import Ruleset

FEWEST_PART_SCORES = 3
"""Part scores an inferred ruleset must explain before a different score is called an error."""

SHARE_EXPLAINED = Fraction(3, 5)
"""Share of the part scores it must explain for the same."""


def recheck(
    evaluations: Document | Iterable[Evaluation],
    rulesets: Iterable[Ruleset],
    *,
    ruleset: str | None = None,
    compare: Sequence[str] = (),
    trace: bool = True,
    goals: Document | Iterable[Document | Evaluation] = (),
    last: Document | Iterable[Document | Evaluation] = (),
) -> Recheck:
    """Recheck a document's printed scores.

    Args:
        evaluations: what was read from a file, or tables from anywhere.
        rulesets: the rulesets to choose from; their order does not matter.
        ruleset: id of the one to measure by; None: the one the tables ask for themselves, as a
            preparer's file may, else find out.
        compare: ids of rulesets whose totals are shown beside.
        trace: whether to explain every score; without it only those that lose points or do not
            simply agree.
        goals: documents or tables with the goals of the same year, to compare the self-evaluations with;
            none: the document's own goal tables, where it holds both.
        last: documents or tables with last year's self-evaluations.

    Raises:
        ZipingbiaoError: there are no rulesets, or ``ruleset``, ``compare`` or the tables name one
            that is not among them.
        WrongArgument: ``evaluations`` are no tables, or ``rulesets`` no rulesets.
    """
    document, everything = document_of("recheck", evaluations), rulesets_of("recheck", rulesets)
    if isinstance(ruleset, Ruleset):
        raise WrongArgument.of("recheck", "规则集的编号", ruleset, f'写 ruleset="{ruleset.id}"')
    known = {one.id: one for one in everything}
    asked = _asked_for(document) if ruleset is None else None
    ruleset = ruleset or asked
    for name in (ruleset, *compare):
        if name is not None and name not in known:
            raise ZipingbiaoError(f"没有规则集“{name}”", place=document.source, cure=f"可用的有：{'、'.join(known)}")
    if not everything:
        raise ZipingbiaoError("没有规则集可用", cure="至少给出一个规则集")
    comparisons = [comparisons_of(evaluation) for evaluation in document.evaluations]
    scores = printed_scores(document.evaluations, comparisons)
    by = "填报文件写明" if asked else "用户指定"
    attribution = attribute(scores, rank_candidates(scores, everything, document), everything, ruleset, by)
    measure = known[attribution.ruleset]
    judge = Judge(measure, attribution.convention, everything)
    certain = _is_certain(attribution)
    examined = [
        _examine(evaluation, number, rows, judge, certain, trace)
        for number, (evaluation, rows) in enumerate(zip(document.evaluations, comparisons, strict=True), 1)
    ]
    announcements = announcements_of(document)
    across = [
        *check_document(document, examined, announcements),
        *check_accounts(document, examined),
        *check_alike(document, examined),
    ]
    beside = [
        compare_goals(document, examined, documents_of("recheck", goals) if goals else []),
        compare_last(examined, documents_of("recheck", last) if last else []),
    ]
    across += [found for one in beside if one is not None for found in one.findings]
    tables = [
        _table(
            one,
            [known[name] for name in compare],
            [f for f in across if f.where.table == one.number],
            document.explanations,
        )
        for one in examined
    ]
    return Recheck(
        document=document,
        tables=tuple(tables),
        attribution=attribution,
        announcements=announcements,
        findings=ranked([f for f in across if not f.where.table]),
        pairings=tuple(one.pairing for one in beside if one is not None),
    )


def _asked_for(document: Document) -> str | None:
    """The one ruleset all tables of a document ask for, or None."""
    wanted = {evaluation.ruleset for evaluation in document.evaluations}
    return wanted.pop() or None if len(wanted) == 1 else None


def _is_certain(attribution: Attribution) -> bool:
    if attribution.how == "named":
        return True
    if attribution.how != "inferred" or attribution.tied:
        return False
    explained = attribution.candidates[0].parts
    return explained >= FEWEST_PART_SCORES and explained >= SHARE_EXPLAINED * attribution.parts


def _examine(
    evaluation: Evaluation,
    number: int,
    comparisons: tuple[Comparison, ...],
    judge: Judge,
    certain: bool,
    trace: bool,
) -> Examined:
    table = Examined(evaluation, number, judge.ruleset, certain, comparisons)
    table = evolve(table, rate=judge.rate(evaluation.budget))
    if evaluation.form == "goal":
        return table
    rows = tuple(
        judge.row(indicator, found, trace=trace)
        for indicator, found in zip(evaluation.indicators, comparisons, strict=True)
    )
    scores = tuple(judgement for _, judgement in rows)
    marks = tuple(judged(mark, judgement.printed) for mark, judgement in rows)
    budget = evaluation.budget
    execution, execution_judged = (
        (no_budget(evaluation, judge.ruleset), table.execution) if budget is None else judge.money(budget, trace=trace)
    )
    card = scorecard_of(evaluation, judge.ruleset, marks, execution)
    return evolve(
        table,
        scorecard=card,
        execution=execution_judged,
        completions=tuple(
            judge.completion(indicator.printed_completion, mark, found)
            for indicator, mark, found in zip(evaluation.indicators, marks, comparisons, strict=True)
        ),
        scores=scores,
        total=judge.total(evaluation.printed_total, card, scores, execution_judged),
        printed_sum=_printed_sum(evaluation),
    )


def _printed_sum(evaluation: Evaluation) -> Decimal | None:
    """Sum of the printed scores, points; None where a row has none."""
    values = printed_parts(evaluation)
    if not values or any(value is None for value in values):
        return None
    return sum((value or Decimal(0) for value in values), Decimal(0))


def _table(
    one: Examined, compared: Sequence[Ruleset], across: Sequence[Finding], explanations: Sequence[Passage]
) -> TableRecheck:
    found = [
        *check_arithmetic(one),
        *check_completion(one),
        *check_reasons(one, explanations),
        *check_targets(one),
        *check_design(one),
        *check_text(one),
        *check_money(one),
        *across,
    ]
    goal = one.evaluation.form == "goal"
    return TableRecheck(
        evaluation=one.evaluation,
        number=one.number,
        scorecard=one.scorecard,
        rate=one.rate,
        execution=one.execution,
        completions=one.completions,
        scores=one.scores,
        total=one.total,
        printed_sum=one.printed_sum,
        compared=() if goal else tuple(score(one.evaluation, other, trace=False) for other in compared),
        findings=ranked(found),
    )
