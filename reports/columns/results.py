"""Rows of whole tables in, the score of each row and the total of each table out, all in Arrow's columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np
import pyarrow as pa
from attrs import evolve, frozen

from scoring.column_data import BLANK, FILLED, PROBLEMS, Array, ScoreColumns
from scoring.column_loops import has_compiler, is_kept, loop
from scoring.column_runner import code_of
from scoring.columns import PAYS_COMPILED, TotalColumns, execution_columns, score_columns, total_columns
from scoring.errors import WrongArgument
from scoring.marking import mark_execution, mark_indicator
from scoring.model import FundLine
from scoring.quantity import figure_value, plain
from scoring.ruleset import Ruleset
from scoring.scorecard import Mark

from .cells import combined, decoded, picked
from .figures import Figures
from .fixed import all_small, decimals, is_short
from .schema import SCORED
from .table_rows import Indicators, TableRows, executions

_UNDEFINED = PROBLEMS.index("undefined")
_MOST_SCORE = 10**13
"""Of a row, in units of the last place."""
_TOO_LARGE = "得分太大，放不下"
PAYS: Final = 1_000_000
"""Rows that take about as long to be read, scored and written as the loops for that take to be read from disk."""
EXECUTION = "execution"
"""What stands for the rule of a budget execution, as in :class:`scoring.Mark`."""


@frozen(eq=False)
class Results:
    """What a ruleset makes of tables.

    Attributes:
        rows: ``table``, ``row`` (its number in the file, from 1), ``rule`` (id), ``completion`` (percent),
            ``score`` (points), ``problem`` (why there is no score), or those of them that were asked for; in the
            order of the input.
        tables: ``table``, ``row`` (its first), ``rows`` (how many), ``total`` (points), ``missing`` (rows
            without score), ``grade``.
        without: how many rows have no score.
    """

    rows: pa.RecordBatch
    tables: pa.RecordBatch
    without: int


def check_ruleset(ruleset: Ruleset) -> None:
    """Refuse a ruleset whose scores columns cannot hold.

    Raises:
        WrongArgument: it rounds the total only, or does not round.
    """
    calculation = ruleset.calculation
    if calculation.when == "total" or "none" in (calculation.score.way, calculation.completion.way):
        raise WrongArgument(
            f"《{ruleset.title}》不在每一行取整，不能成批计算", cure="用 zipingbiao score 逐份计算，或换一个规则集"
        )


def score_rows(
    table_rows: TableRows,
    ruleset: Ruleset,
    *,
    short: bool = False,
    compiled: bool | None = None,
    columns: Sequence[str] = tuple(SCORED),
) -> Results:
    """Score rows of whole tables, each to the cent as :func:`scoring.score` does.

    Args:
        table_rows: the rows.
        ruleset: the rules.
        short: as in :func:`reports.columns.score_batch`.
        compiled: as in :func:`scoring.columns.score_columns`.
        columns: of the results of rows, by their names.

    Raises:
        ColumnsError: a row has no table, or says what cannot be understood; names it.
        WrongArgument: see :func:`check_ruleset`.
    """
    check_ruleset(ruleset)
    table_rows.check_types()
    return _Scoring(table_rows, ruleset, columns, short=short, compiled=compiled).results()


def prepare(table_rows: TableRows, ruleset: Ruleset, count: int) -> None:
    """Load what scores such rows fastest, if that pays for so many; meanwhile rows are scored without it.

    Args:
        table_rows: some of the rows.
        ruleset: the rules.
        count: how many there will be.
    """
    chosen = np.flatnonzero(~table_rows.is_execution)
    if not len(chosen):
        return
    code = code_of(table_rows.indicators(chosen, ruleset).rows, ruleset)
    if code is not None and has_compiler() and (count >= PAYS_COMPILED or (count >= PAYS and is_kept(code))):
        loop(code)


class _Scoring:
    """Scores the rows of a batch."""

    def __init__(
        self, table_rows: TableRows, ruleset: Ruleset, wanted: Sequence[str], *, short: bool, compiled: bool | None
    ) -> None:
        self.table_rows, self.ruleset = table_rows, ruleset
        self._wanted, self._short, self._compiled = wanted, short, compiled
        self.starts, self.is_execution = table_rows.starts, table_rows.is_execution
        # Rules by number, behind them that of the budget execution; -1 is none.
        self.rule: Array
        self.score: Array
        self.has_score: Array
        self.completion: Array
        self.has_completion: Array
        self.problem: Array
        self.problems: dict[str, int] = {"": 0}

    def results(self) -> Results:
        """Score everything."""
        if not self.is_execution.any():
            scores = self._score_indicators(self.table_rows.indicators(None, self.ruleset))
            self._take(scores)
            return self._made(self._totals(scores), scores.score_places)
        return self._with_executions()

    def _with_executions(self) -> Results:
        rows, lines = np.flatnonzero(~self.is_execution), np.flatnonzero(self.is_execution)
        indicators = self.table_rows.indicators(rows, self.ruleset)
        scores = self._score_indicators(indicators)
        texts = self._texts
        money = executions(self.table_rows, lines)
        execution = self._score_executions(money)
        self._make_room(len(self.is_execution))
        self._put(lines, execution, self._texts)
        self.rule[lines] = len(self.ruleset.rules)
        self._put(rows, scores, texts)
        counts = self._counting(lines, rows, indicators.weight, money)
        totals = self._totals_with_executions(rows, lines, scores, execution, counts)
        return self._made(totals, scores.score_places)

    def _score_indicators(self, indicators: Indicators) -> ScoreColumns:
        scores = score_columns(indicators.rows, self.ruleset, compiled=self._compiled)
        self._texts = np.zeros(len(indicators.rows), np.int32)
        if indicators.unfit is not None:
            for row in np.flatnonzero(indicators.unfit):
                self._alone(indicators, int(row), scores)
        if not scores.has_score.all():
            without = ~scores.has_score
            if indicators.unfit is not None:
                without &= ~indicators.unfit
            self._say_why(indicators, scores, np.flatnonzero(without))
        self._leave_out_too_large(scores)
        return scores

    def _leave_out_too_large(self, scores: ScoreColumns) -> None:
        """Leave out scores of which many in one table would not fit into 64 bits."""
        if not all_small(scores.score, _MOST_SCORE):
            large = (scores.score > _MOST_SCORE) | (scores.score < -_MOST_SCORE)
            scores.score[large], scores.has_score[large] = 0, False
            self._texts[large] = self._text(_TOO_LARGE)

    def _mark(self, indicators: Indicators, row: int) -> Mark:
        found = indicators.compared.comparison(row)
        return mark_indicator(indicators.indicator(row), self.ruleset, trace=False, comparison=found)

    def _alone(self, indicators: Indicators, row: int, scores: ScoreColumns) -> None:
        """Score a row whose numbers are no numbers of columns."""
        mark = self._mark(indicators, row)
        scores.keep(row, mark)
        if mark.score is not None:
            scores.problem[row] = 0
        ids = [rule.id for rule in self.ruleset.rules]
        scores.rule[row] = ids.index(mark.rule) if mark.rule else -1
        self._texts[row] = self._text(mark.problem if scores.has_score[row] else _why_not(mark))

    def _say_why(self, indicators: Indicators, scores: ScoreColumns, rows: Array) -> None:
        """Say why rows have no score, once for each distinct reason."""
        if not len(rows):
            return
        columns = indicators.rows
        pair = indicators.compared.pair[rows].astype(np.int64)
        kind, actual = columns.kind[rows], columns.numbers["actual"].state
        alike = pair + 1
        for codes, many in (
            (kind + 1, 8),
            (columns.operator[rows], 8),
            (np.zeros(len(rows), np.int8) if actual is None else actual[rows], 4),
        ):
            alike = np.where(pair < 0, alike * many + codes, alike)
        parts: list[tuple[Array, int]] = [
            (np.where(pair < 0, alike, pair + 256), max(int(pair.max()), 0) + 512),
            (scores.problem[rows], len(PROBLEMS)),
            (scores.rule[rows] + 1, len(self.ruleset.rules) + 1),
            # Why a formula divides by zero depends on all its numbers.
            (np.where(scores.problem[rows] == _UNDEFINED, np.arange(1, len(rows) + 1), 0), len(rows) + 1),
        ]
        first, which = combined([*parts, *indicators.printed_figures(rows)])
        texts = [self._text(_why_not(self._mark(indicators, int(rows[one])))) for one in first]
        self._texts[rows] = np.array(texts, np.int32)[which]

    def _text(self, problem: str) -> int:
        return self.problems.setdefault(problem, len(self.problems))

    def _score_executions(self, money: dict[str, Figures]) -> ScoreColumns:
        scores = execution_columns({name: one.numbers for name, one in money.items()}, self.ruleset)
        self._texts = np.zeros(len(scores.score), np.int32)
        unfit = [one.unfit for one in money.values() if one.unfit is not None]
        alone = np.logical_or.reduce(unfit) if unfit else np.zeros(len(scores.score), np.bool_)
        known: dict[tuple[int, ...], int] = {}
        states = [one.numbers.state for one in money.values() if one.numbers.state is not None]
        for row in map(int, np.flatnonzero(alone | ~scores.has_score)):
            facts = (int(scores.problem[row]), *(int(state[row]) for state in states))
            plainly = not alone[row] and scores.problem[row] != _UNDEFINED
            if plainly and facts in known:
                self._texts[row] = known[facts]
                continue
            mark = mark_execution(_line(money, row), self.ruleset, trace=False)
            if alone[row]:
                scores.has_score[row] = scores.has_completion[row] = False
                scores.score[row] = scores.completion[row] = 0
                scores.keep(row, mark)
            self._texts[row] = self._text(mark.problem if scores.has_score[row] else _why_not(mark))
            if plainly:
                known[facts] = int(self._texts[row])
        self._leave_out_too_large(scores)
        return scores

    def _make_room(self, count: int) -> None:
        self.rule = np.empty(count, np.int16)
        self.score, self.completion = np.empty(count, np.int64), np.empty(count, np.int64)
        self.has_score, self.has_completion = np.empty(count, np.bool_), np.empty(count, np.bool_)
        self.problem = np.empty(count, np.int32)

    def _put(self, at: Array, scores: ScoreColumns, texts: Array) -> None:
        """Put in the scores of some rows."""
        self.rule[at] = scores.rule
        self.score[at], self.has_score[at] = scores.score, scores.has_score
        self.completion[at], self.has_completion[at] = scores.completion, scores.has_completion
        self.problem[at] = texts

    def _take(self, scores: ScoreColumns) -> None:
        """Put in the scores of all rows."""
        self.rule, self.problem = scores.rule, self._texts
        self.score, self.has_score = scores.score, scores.has_score
        self.completion, self.has_completion = scores.completion, scores.has_completion

    def _counting(self, lines: Array, rows: Array, weight: Figures, money: dict[str, Figures]) -> Array:
        """The budget executions that count: not those of tables whose rows are worth the whole already."""
        counts = np.ones(len(lines), np.bool_)
        state = money["weight"].numbers.state
        if state is None or not (state == BLANK).any():
            return counts
        unweighted = np.flatnonzero(state == BLANK)
        table = self._table_of_rows()
        worth = weight.numbers
        filled = worth.values if worth.state is None else np.where(worth.state == FILLED, worth.values, 0)
        sums = np.zeros(len(self.starts), np.int64)
        np.add.at(sums, table[rows], filled)
        whole = Fraction(self.ruleset.total_weight) * 10**worth.places
        counts[unweighted] = sums[table[lines[unweighted]]] < ceil(whole)
        for line in unweighted if weight.unfit is not None else ():
            mine = np.flatnonzero(table[rows] == table[lines[line]])
            points = [figure_value(weight.reading(int(row))) for row in mine]
            counts[line] = sum((one for one in points if one is not None), Decimal(0)) < self.ruleset.total_weight
        full = lines[~counts]
        if len(full):
            self.has_score[full] = self.has_completion[full] = False
            text = f"各行分值已满 {plain(self.ruleset.total_weight)} 分，预算执行率不另计分"
            self.problem[full] = self._text(text)
        return counts

    def _table_of_rows(self) -> Array:
        table: Array = np.repeat(np.arange(len(self.starts)), np.diff(self.starts, append=len(self.rule)))
        return table

    def _totals(self, scores: ScoreColumns) -> TotalColumns:
        """The totals of tables without budget executions."""
        if not len(self.starts):
            nothing = np.zeros(0, np.int64)
            return TotalColumns(nothing, nothing.astype(np.bool_), scores.score_places, nothing, nothing)
        return total_columns(self.starts, scores, self.ruleset)

    def _totals_with_executions(
        self, rows: Array, lines: Array, scores: ScoreColumns, execution: ScoreColumns, counts: Array
    ) -> TotalColumns:
        count = len(self.starts)
        table = self._table_of_rows()
        of_rows, of_lines = table[rows], table[lines]
        # Tables with nothing but a budget execution have no total.
        begins = np.flatnonzero(np.append(len(rows) > 0, of_rows[1:] != of_rows[:-1]))[: len(rows)]
        with_rows = of_rows[begins]
        whole = _spread(execution, of_lines, count)
        has_execution = np.zeros(count, np.bool_)
        has_execution[of_lines] = counts
        missing = (has_execution & ~whole.has_score).astype(np.int64)
        total, has_total = np.zeros(count, np.int64), np.zeros(count, np.bool_)
        grade = np.full(count, -1, np.int64)
        if len(with_rows):
            found = total_columns(begins, scores, self.ruleset, _part(whole, with_rows), has_execution[with_rows])
            total[with_rows], has_total[with_rows] = found.total, found.has_total
            missing[with_rows], grade[with_rows] = found.missing, found.grade
        return TotalColumns(total, has_total, scores.score_places, missing, grade)

    def _made(self, totals: TotalColumns, places: int) -> Results:
        """The results in Arrow's columns."""
        # Scores are: those that are too large have been left out.
        short = self._short and is_short(totals.total) and is_short(self.completion)
        calculation, first = self.ruleset.calculation, self.table_rows.first
        ids = self.table_rows.batch.column(self.table_rows.schema.at["table"])
        rules = [*(rule.id for rule in self.ruleset.rules), EXECUTION, ""]
        rate = calculation.completion.places
        rows: dict[str, Callable[[], pa.Array]] = {
            "table": lambda: decoded(ids),
            "row": lambda: pa.array(np.arange(first, first + len(self.rule))),
            "rule": lambda: _named(np.where(self.rule < 0, np.int16(len(rules) - 1), self.rule), rules),
            "completion": lambda: decimals(self.completion, rate, self.has_completion, short=short),
            "score": lambda: decimals(self.score, places, self.has_score, short=short),
            "problem": lambda: _named(self.problem, list(self.problems)),
        }
        grades = [*(one.name for one in self.ruleset.grades), ""]
        tables = {
            "table": picked(ids, self.starts),
            "row": pa.array(self.starts + first),
            "rows": pa.array(np.diff(self.starts, append=len(self.rule))),
            "total": decimals(totals.total, places, totals.has_total, short=short),
            "missing": pa.array(totals.missing),
            "grade": _named(np.where(totals.grade < 0, len(grades) - 1, totals.grade), grades),
        }
        without = len(self.has_score) - int(np.count_nonzero(self.has_score))
        return Results(pa.record_batch({name: rows[name]() for name in self._wanted}), pa.record_batch(tables), without)


def _why_not(mark: Mark) -> str:
    """Why a row has no score; one that it has may be too large for its column."""
    return mark.problem if mark.score is None else _TOO_LARGE


def _named(codes: Array, names: Sequence[str]) -> pa.Array:
    """Codes as the texts they stand for; 32-bit codes, so that all batches have one type."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(names, pa.string()))


def _spread(execution: ScoreColumns, at: Array, count: int) -> ScoreColumns:
    """Budget executions as one for each table, nothing where there is none."""

    def spread(column: Array) -> Array:
        whole = np.zeros(count, column.dtype)
        whole[at] = column
        return whole

    return _each(execution, spread)


def _part(scores: ScoreColumns, chosen: Array) -> ScoreColumns:
    return _each(scores, lambda column: column[chosen])


def _each(scores: ScoreColumns, change: Callable[[Array], Array]) -> ScoreColumns:
    return evolve(
        scores,
        score=change(scores.score),
        has_score=change(scores.has_score),
        completion=change(scores.completion),
        has_completion=change(scores.has_completion),
        problem=change(scores.problem),
        rule=change(scores.rule),
    )


def _line(money: Mapping[str, Figures], row: int) -> FundLine:
    """A budget execution as everywhere else."""
    initial, adjusted, executed, weight = (
        money[name].reading(row) if name in money else None for name in ("initial", "adjusted", "executed", "weight")
    )
    return FundLine("", initial=initial, adjusted=adjusted, executed=executed, weight=weight)
