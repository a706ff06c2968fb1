"""Recheck a document: find its rule, judge every printed number, collect the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from .arguments import document_of, documents_of, named_among, rulesets_of
from .attribution import cells_of, measures_of
from .checks_accounts import check_accounts
from .checks_alike import check_alike
from .checks_arithmetic import check_arithmetic
from .checks_completion import check_completion
from .checks_design import check_design
from .checks_document import announcements_of, check_document
from .checks_money import check_money
from .checks_reasons import check_reasons, check_targets
from .checks_rules import check_rules
from .checks_text import check_text
from .errors import WrongArgument
from .examined import Examined
from .examining import examine
from .finding import Finding
from .marking import score
from .model import Document, Evaluation, Passage, Place
from .opinion import Recheck, TableRecheck
from .printed import comparisons_of, printed_tables
from .ranking import ranked
from .rounding import exactly
from .ruleset import Ruleset

if TYPE_CHECKING:
    from .checks_pair import Compared


@exactly
def recheck(
    evaluations: Document | Iterable[Evaluation],
    rulesets: Iterable[Ruleset],
    *,
    ruleset: str | None = None,
    compare: Sequence[str] = (),
    trace: bool = True,
    goals: Document | Iterable[Document | Evaluation] = (),
    last: Document | Iterable[Document | Evaluation] = (),
    elsewhere: Iterable[Evaluation] = (),
    beside: str | None = None,
) -> Recheck:
    """Recheck a document's printed scores.

    Args:
        evaluations: what was read from a file, or tables from anywhere.
        rulesets: the rulesets to choose from; their order does not matter.
        ruleset: id of the one to measure by; None: the one the tables ask for themselves, as a
            preparer's file may, else find out.
        compare: ids of rulesets whose totals are shown beside.
        trace: whether to explain every score; findings show their arithmetic without it, too.
        goals: documents or tables with the goals of the same year, to compare the self-evaluations with;
            none: the document's own goal tables, where it holds both.
        last: documents or tables with last year's self-evaluations.
        elsewhere: self-evaluations in other documents; their goal tables are not missed in this one.
        beside: id of the ruleset by which the unit's self-evaluations of the year were scored, for a document
            without scores; None: it is chosen by place and year.

    Raises:
        ZipingbiaoError: there are no rulesets, or ``ruleset``, ``compare`` or the tables name one
            that is not among them.
        WrongArgument: ``evaluations`` are no tables, or ``rulesets`` no rulesets.
    """
    document, everything = document_of("recheck", evaluations), rulesets_of("recheck", rulesets)
    if isinstance(ruleset, Ruleset):
        raise WrongArgument.of("recheck", "规则集的编号", ruleset, f'写 ruleset="{ruleset.id}"')
    asked = _asked_for(document) if ruleset is None else None
    ruleset = ruleset or asked
    known = named_among(everything, (ruleset, beside, *compare), document.source)
    comparisons = [comparisons_of(evaluation) for evaluation in document.evaluations]
    by = "填报文件写明" if asked else "用户指定"
    measures = measures_of(document, printed_tables(document.evaluations, comparisons), everything, ruleset, by, beside)
    examined = examine(document, comparisons, measures, trace=trace)
    attribution = evolve(measures.attribution, cells=tuple(cells_of(examined, measures)))
    announcements = announcements_of(document)
    across = [
        *check_document(document, examined, announcements),
        *check_rules(examined, attribution, known),
        *check_accounts(document, examined),
        *check_alike(document, examined),
    ]
    compared_with = _compared(
        document,
        examined,
        documents_of("recheck", goals) if goals else [],
        documents_of("recheck", last) if last else [],
        elsewhere,
    )
    across += [found for one in compared_with for found in one.findings]
    doubtful = frozenset(
        [remark.place for remark in document.remarks if remark.code == "R6" and remark.column == "实际完成值"]
    )
    tables = [
        _table(
            one,
            [known[name] for name in compare],
            [f for f in across if f.where.table == one.number],
            document.explanations,
            doubtful,
        )
        for one in examined
    ]
    return Recheck(
        document=document,
        tables=tuple(tables),
        attribution=attribution,
        announcements=announcements,
        findings=ranked([f for f in across if not f.where.table]),
        pairings=tuple(one.pairing for one in compared_with),
    )


def _asked_for(document: Document) -> str | None:
    """The one ruleset all tables of a document ask for, or None."""
    wanted = {evaluation.ruleset for evaluation in document.evaluations}
    return wanted.pop() or None if len(wanted) == 1 else None


def _compared(
    document: Document,
    examined: Sequence[Examined],
    goals: Sequence[Document],
    last: Sequence[Document],
    elsewhere: Iterable[Evaluation],
) -> list[Compared]:
    """What came of setting a document beside others, or its self-evaluations beside its own goal tables."""
    if not goals and not last and len({one.evaluation.form for one in examined}) < 2:
        return []
    from .checks_pair import compare_goals, compare_last

    found = compare_goals(document, examined, goals, tuple(elsewhere)), compare_last(document, examined, last)
    return [one for one in found if one is not None]


def _table(
    one: Examined,
    compared: Sequence[Ruleset],
    across: Sequence[Finding],
    explanations: Sequence[Passage],
    doubtful: frozenset[Place],
) -> TableRecheck:
    found = [
        *check_arithmetic(one),
        *check_completion(one, doubtful),
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
