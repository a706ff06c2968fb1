"""What every report shows of a table: ready-to-print rows, money, traces, verdicts and findings.

All wording of numbers and verdicts is decided here and in :mod:`reports.views.figures`;
templates only lay out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from attrs import evolve, frozen

from scoring.model import Evaluation, FundLine, Indicator
from scoring.opinion import Judgement
from scoring.quantity import figure_value
from scoring.scorecard import Mark, Scorecard, Step

from .figures import (
    BLANK,
    percent,
    points,
    printed_amount,
    printed_percent,
    printed_points,
    printed_weight,
    reading_text,
    value_text,
    weight,
)
from .findings import VERDICTS, VerdictView


@frozen
class TraceView:
    """The explanation of one score.

    Attributes:
        rule: title of the rule applied, "" where there is none.
        brief: the score's own arithmetic in one line, or why there is no score.
        lines: everything that led to it: conditions, completion, score.
        notes: readings and choices.
        source: where the rule comes from, with how well it is known.
    """

    rule: str = ""
    brief: str = ""
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""


@frozen
class RowView:
    """One indicator, every cell ready to print.

    Attributes:
        span1, span2: how many rows its level-1 and level-2 cell covers; 0: covered by one above.
        printed: the score in the document.
        computed: the score by the ruleset.
        score: the printed score where there is one, else the computed one.
        lost: points below the weight by ``score``; None where unknown or nothing is lost.
        met: True, False, or None where it cannot be told.
        points, worth: score and weight as numbers, for sums and charts.
        verdict: None where there was nothing to judge.
        why: the convention or rule that explains the printed score, "" if none.
        exact: the score by exact arithmetic where it differs, else "".
        alert: the errors found in the row though its score agrees with the rule, "" if none.
    """

    number: int
    level1: str
    level2: str
    name: str
    target: str
    actual: str
    prior: str
    weight: str
    completion: str
    printed_completion: str
    printed: str
    computed: str
    score: str
    reason: str
    rule: str
    basis: str
    evidence: str
    coefficient: str
    deduction: str
    met: bool | None
    lost: Decimal | None
    points: Decimal | None
    worth: Decimal | None
    trace: TraceView
    verdict: VerdictView | None = None
    why: str = ""
    exact: str = ""
    alert: str = ""
    span1: int = 1
    span2: int = 1
    anchor: str = ""

    @property
    def is_short(self) -> bool:
        """Did the row lose points?"""
        return bool(self.lost)

    @property
    def differs(self) -> bool:
        """Do the printed and the computed score, both there, differ?"""
        return self.points is not None and BLANK not in (self.printed, self.computed) and self.printed != self.computed

    @property
    def lost_points(self) -> str:
        """Points lost, ready to print."""
        return points(self.lost)


@frozen
class FundView:
    """One row of the money block."""

    name: str
    initial: str
    adjusted: str
    executed: str
    weight: str
    rate: str
    score: str
    total: bool
    reason: str


def step_text(step: Step) -> str:
    """A step of a trace in one line; rounding is named only where it changes the number."""
    parts = [step.label]
    for part in (step.formula, step.numbers, step.result):
        if part and part != parts[-1]:
            parts.append(part)
    text = " = ".join(parts)
    if step.rounding and _rounded_away(step):
        text += f"，{step.rounding}得 {step.rounded}"
    return text


def _rounded_away(step: Step) -> bool:
    return "…" in step.result or Decimal(step.result) != Decimal(step.rounded)


def trace_view(mark: Mark | None) -> TraceView:
    """Explain a mark; a mark without a score says why it has none."""
    if mark is None:
        return TraceView()
    if mark.trace is None:
        band = ""
        if mark.low is not None and mark.high is not None:
            band = f"，由人在 {points(mark.low)} 到 {points(mark.high)} 分之间评定"
        return TraceView(brief=f"{mark.problem}{band}" if mark.problem else "")
    trace = mark.trace
    branches = tuple(f"条件“{b.condition}”{'成立' if b.held else '不成立'}" for b in trace.branches)
    steps = tuple(step_text(step) for step in trace.steps)
    brief = ""
    if trace.steps:
        last = trace.steps[-1]
        brief = step_text(evolve(last, formula="" if last.numbers != last.result else last.formula))
        if last.formula == last.result and branches:
            brief = f"{branches[-1]}，{brief}"  # a bare number says nothing without its condition
        if mark.exact is not None and mark.score != mark.exact:
            brief += f"；系统按二进制浮点数得 {points(mark.score)}"
    return TraceView(trace.rule, brief, (*steps[:-1], *branches, *steps[-1:]), trace.notes, trace.source)


def row_views(
    evaluation: Evaluation,
    card: Scorecard | None,
    judgements: Sequence[Judgement] = (),
    prefix: str = "",
) -> tuple[RowView, ...]:
    """The indicators of a table, with the spans of their merged level cells."""
    rows = []
    for index, indicator in enumerate(evaluation.indicators):
        mark = card.marks[index] if card is not None else None
        judgement = judgements[index] if index < len(judgements) else Judgement()
        rows.append(_row(index + 1, indicator, mark, judgement, prefix))
    return _spanned(rows)


def _row(number: int, indicator: Indicator, mark: Mark | None, judgement: Judgement, prefix: str) -> RowView:
    computed = mark.score if mark is not None else None
    printed = indicator.printed_value
    # A printed score that cannot be read is not replaced by ours.
    got = computed if indicator.printed_score is None else printed
    worth = indicator.weight_value
    lost = worth - got if worth is not None and got is not None and got < worth else None
    score = printed_points(indicator.printed_score) if indicator.printed_score is not None else points(computed)
    return RowView(
        number=number,
        level1=indicator.level1 or BLANK,
        level2=indicator.level2 or BLANK,
        name=indicator.name or BLANK,
        target=value_text(indicator.target),
        actual=value_text(indicator.actual),
        prior=value_text(indicator.prior),
        weight=printed_weight(indicator.weight),
        completion=percent(mark.completion if mark is not None else None),
        printed_completion=printed_percent(indicator.printed_completion),
        printed=printed_points(indicator.printed_score),
        computed=points(computed),
        score=score,
        reason=indicator.reason.strip(),
        rule=indicator.rule,
        basis=indicator.basis,
        evidence=indicator.evidence,
        coefficient=printed_percent(indicator.coefficient),
        deduction=printed_points(indicator.deduction),
        met=mark.met if mark is not None else None,
        lost=lost,
        points=got,
        worth=worth,
        trace=trace_view(mark),
        verdict=VERDICTS[judgement.verdict] if judgement.verdict is not None else None,
        why=judgement.explained_by,
        exact=points(judgement.exact) if judgement.exact is not None else "",
        anchor=f"{prefix}{number}" if prefix else "",
    )


def _spanned(rows: list[RowView]) -> tuple[RowView, ...]:
    """Count how many rows each level cell covers."""
    found: list[RowView] = []
    for _, level1 in groupby(rows, key=lambda row: row.level1):
        first = list(level1)
        start = len(found)
        for _, level2 in groupby(first, key=lambda row: row.level2):
            second = list(level2)
            found += [evolve(row, span1=0, span2=0 if n else len(second)) for n, row in enumerate(second)]
        found[start] = evolve(found[start], span1=len(first))
    return tuple(found)


def lift_notes(rows: Iterable[RowView]) -> tuple[tuple[RowView, ...], tuple[str, ...]]:
    """Take notes that several rows share out of them, so that each is printed once under the table.

    Returns:
        The rows without them, and the notes with the numbers of their rows.
    """
    rows = tuple(rows)
    numbers: dict[str, list[int]] = {}
    for row in rows:
        for note in row.trace.notes:
            numbers.setdefault(note, []).append(row.number)
    shared = {note: where for note, where in numbers.items() if len(where) > 1}
    lifted = tuple(
        evolve(row, trace=evolve(row.trace, notes=tuple(n for n in row.trace.notes if n not in shared))) for row in rows
    )
    return lifted, tuple(f"{note}（第 {'、'.join(map(str, where))} 项）" for note, where in shared.items())


def fund_views(evaluation: Evaluation, card: Scorecard | None) -> tuple[FundView, ...]:
    """The rows of the money block; the total row gets our rate and score where none were printed."""
    budget = evaluation.budget
    mark = card.execution if card is not None else None
    return tuple(_fund(line, mark if line is budget else None) for line in evaluation.funds)


def _fund(line: FundLine, mark: Mark | None) -> FundView:
    rate = printed_percent(line.printed_rate)
    score = printed_points(line.printed_score)
    worth = printed_weight(line.weight)
    if mark is not None:
        rate = percent(mark.completion) if line.printed_rate is None else rate
        score = points(mark.score) if line.printed_score is None else score
        worth = weight(mark.weight) if line.weight is None else worth
    return FundView(
        name=line.name,
        initial=printed_amount(line.initial),
        adjusted=printed_amount(line.adjusted),
        executed=printed_amount(line.executed),
        weight=worth,
        rate=rate,
        score=score,
        total=line.total,
        reason=line.reason.strip(),
    )


def level_sums(rows: Iterable[RowView]) -> tuple[tuple[str, Decimal, Decimal | None], ...]:
    """Weight and score by level-1 indicator in order of appearance; score None where a row has none."""
    sums: dict[str, tuple[Decimal, Decimal | None]] = {}
    for row in rows:
        worth, got = sums.get(row.level1, (Decimal(0), Decimal(0)))
        total = None if got is None or row.points is None else got + row.points
        sums[row.level1] = (worth + (row.worth or Decimal(0)), total)
    return tuple((name, worth, got) for name, (worth, got) in sums.items())


def printed_total(evaluation: Evaluation) -> str:
    """The total as printed, a dash where none was."""
    value = figure_value(evaluation.printed_total)
    return points(value) if value is not None else reading_text(evaluation.printed_total)
