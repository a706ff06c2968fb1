"""How the scores of a table come about, row by row: by its measure, by the convention found, by other rulesets.

Only the rows asked for are scored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from attrs import evolve, frozen

from .arguments import document_of, named_among, rulesets_of
from .attribution import measures_of
from .comparison import Comparison
from .conventions import Convention, convention_named, conventions
from .errors import ZipingbiaoError
from .examining import examine_money
from .habits import has_rows_for_all, restates_total, scored_budget
from .judging import Judge
from .marking import mark_execution, score, score_row
from .model import Document, Evaluation, FundLine
from .opinion import Attribution, Judgement
from .printed import comparisons_of, printed_tables
from .rounding import exactly
from .ruleset import Ruleset
from .scorecard import Mark
from .what_if_row import WhatIf, what_if, what_if_execution


@frozen
class Outcome:
    """What a ruleset makes of a row.

    Attributes:
        ruleset: the ruleset.
        convention: how it was calculated otherwise than the ruleset says, in Chinese; "" for its own calculation.
        mark: the score and how it came about.
        what_if: what other actuals would bring.
    """

    ruleset: Ruleset
    convention: str
    mark: Mark
    what_if: WhatIf


@frozen
class RowDerivation:
    """A row and how its scores come about.

    Attributes:
        number: of the indicator, from 1; 0 for the budget execution.
        judgement: what a recheck says of the printed score; nothing where the rulesets were named.
        outcomes: the measure's, that of its convention where one was found, the others'.
    """

    number: int
    judgement: Judgement
    outcomes: tuple[Outcome, ...]


@frozen
class Derivation:
    """A table and how the scores of its rows come about.

    Attributes:
        evaluation: the table.
        number: of the table in its document, from 1.
        attribution: by which rule the document was scored; None where the rulesets were named.
        rulesets: ids of the rulesets compared, the measure's first.
        convention, habit: of this table, in Chinese, or "".
        rows: the rows asked for.
    """

    evaluation: Evaluation
    number: int
    attribution: Attribution | None
    rulesets: tuple[str, ...]
    convention: str
    habit: str
    rows: tuple[RowDerivation, ...]


@exactly
def derive(
    document: Document,
    rulesets: Iterable[Ruleset],
    number: int,
    rows: Collection[int],
    *,
    named: Sequence[Ruleset] = (),
    beside: Sequence[Ruleset] = (),
) -> Derivation:
    """Derive the scores of rows of a table.

    Args:
        document: what was read.
        rulesets: those to find the measure among.
        number: of a self-evaluation in it, from 1.
        rows: numbers of its indicators, 0 for the budget execution, which is left out where none is scored.
        named: score by these; (): find the measure, unless the table names it.
        beside: score by these too.

    Raises:
        WrongArgument: ``document`` is no document, or ``rulesets`` are none.
        ZipingbiaoError: the document has no table of that number; there are no rulesets to find the measure among,
            or the table names one that is not there.
    """
    document, everything = document_of("derive", document), rulesets_of("derive", rulesets)
    if not 1 <= number <= len(document.evaluations):
        many = len(document.evaluations)
        raise ZipingbiaoError(f"没有第 {number} 张表", place=document.source, cure=f"共 {many} 张，从 1 数起")
    evaluation = document.evaluations[number - 1]
    if named:
        apart = _Apart(evaluation, _each([*named, *beside]))
        return Derivation(evaluation, number, None, apart.ids, "", "", tuple(apart.rows(rows)))
    asked = evaluation.ruleset or None
    named_among(everything, (asked,), document.source)
    comparisons = [comparisons_of(one) for one in document.evaluations]
    tables = printed_tables(document.evaluations, comparisons)
    measures = measures_of(document, tables, everything, asked, "填报文件写明")
    judge = measures.judge(number)
    apart = _Apart(evaluation, _each([judge.ruleset, *beside]), judge, comparisons[number - 1])
    return Derivation(
        evaluation,
        number,
        measures.attribution,
        apart.ids,
        judge.explainer.terms.convention.name,
        judge.explainer.terms.habit,
        tuple(apart.rows(rows)),
    )


def _each(rulesets: Iterable[Ruleset]) -> tuple[Ruleset, ...]:
    """Each once."""
    return tuple({ruleset.id: ruleset for ruleset in rulesets}.values())


@frozen
class _Way:
    """A ruleset under a convention of its calculation, "" for its own."""

    ruleset: Ruleset
    convention: str = ""
    on_initial: bool = False


@frozen
class _Apart:
    """A table, scored row by row.

    Attributes:
        evaluation: the table.
        rulesets: by which, the measure first.
        judge: of its printed scores; None where the rulesets were named.
        comparisons: of its indicators, where there is a judge.
    """

    evaluation: Evaluation
    rulesets: tuple[Ruleset, ...]
    judge: Judge | None = None
    comparisons: tuple[Comparison, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(ruleset.id for ruleset in self.rulesets)

    def rows(self, wanted: Collection[int]) -> Iterator[RowDerivation]:
        known = self._convention()
        for number in sorted(wanted):
            row = self._indicator(number, known) if number else self._execution(known)
            if row.outcomes:
                yield row

    def _convention(self) -> Convention | None:
        """The document's, as far as single scores go."""
        if self.judge is None or not self.judge.explainer.row_convention:
            return None
        return convention_named(self.rulesets[0].calculation, self.judge.explainer.row_convention)

    def _ways(self, known: Convention | None) -> Iterator[_Way]:
        measure, *others = self.rulesets
        yield _Way(measure)
        if known is not None and known.name:
            yield _Way(measure.under(known.calculation), known.name, known.on_initial)
        yield from map(_Way, others)

    def _indicator(self, number: int, known: Convention | None) -> RowDerivation:
        indicator, year = self.evaluation.indicators[number - 1], self.evaluation.year
        judgement = Judgement()
        if self.judge is not None:
            _, judgement = self.judge.row(indicator, self.comparisons[number - 1], trace=False)
        if known is not None and known.on_initial:  # which is the money's alone
            alike = (one for one in conventions(self.rulesets[0].calculation) if one.calculation == known.calculation)
            known = next(alike, None)
        return RowDerivation(
            number,
            judgement,
            tuple(
                Outcome(
                    way.ruleset,
                    way.convention,
                    score_row(indicator, way.ruleset, year=year),
                    what_if(indicator, way.ruleset, year=year),
                )
                for way in self._ways(known)
            ),
        )

    def _execution(self, known: Convention | None) -> RowDerivation:
        printed, budget, judgement = self.evaluation.budget, scored_budget(self.evaluation), Judgement()
        if printed is None or budget is None:
            return RowDerivation(0, judgement, ())
        if self.judge is not None:
            judgement = self._money_judged(printed, self.judge)
        outcomes = []
        for way in self._ways(known):
            if not has_rows_for_all(self.evaluation, way.ruleset.total_weight):
                line = evolve(budget, adjusted=budget.initial) if way.on_initial else budget
                mark = mark_execution(line, way.ruleset)
                outcomes.append(Outcome(way.ruleset, way.convention, mark, what_if_execution(line, way.ruleset)))
        return RowDerivation(0, judgement, tuple(outcomes))

    def _money_judged(self, budget: FundLine, judge: Judge) -> Judgement:
        mark, judgement = examine_money(self.evaluation, scored_budget(self.evaluation), judge, trace=False)
        if mark is None or not restates_total(self.evaluation):
            return judgement
        return judge.whole_table(budget, mark, score(self.evaluation, judge.ruleset, trace=False).total)
