"""The self-evaluation report (自评报告) of one scored table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from scoring.model import Evaluation
from scoring.plan import RULE_NOTE
from scoring.quantity import Reading, Unreadable, figure_value, plain
from scoring.rounding import HALF_UP_2
from scoring.scorecard import Scorecard

from .charts import Bar, bars_chart
from .figures import BLANK, amount, percent, points, printed_amount, printed_points, weight
from .rows import FundView, RowView, TraceView, fund_views, level_sums, lift_notes, row_views, trace_view
from .shown import grade_of, total_of, weight_total_text

_TITLES: Final = {"project": "项目支出绩效自评报告", "department": "部门（单位）整体支出绩效自评报告"}
_MEASURE_WORDS: Final = ("改进", "措施", "下一步", "今后", "将", "加强", "下一年", "明年", "提前", "调整")
"""Words one of which stands in a reason that also says what will be done."""
_UNREAD: Final = "得分“{}”无法识别"


@frozen
class LossView:
    """A row that lost points, or that missed its target and was given full marks.

    Attributes:
        kept: no points were lost although the target was missed.
        reason: as written, or "".
        has_measure: whether the reason also says what will be done.
    """

    name: str
    target: str
    actual: str
    completion: str
    weight: str
    score: str
    lost: str
    reason: str
    has_measure: bool
    brief: str
    kept: bool = False


@frozen
class LevelView:
    """Weight and score of a level-1 indicator."""

    name: str
    weight: str
    score: str
    rate: str


@frozen
class ExecutionView:
    """The budget execution as a row of the score table.

    Attributes:
        points: its score as a number; None where none is known, a printed one that cannot be read among them.
        lost: how many points of its weight ``worth`` it lost, None where it lost none.
    """

    weight: str
    completion: str
    score: str
    trace: TraceView
    points: Decimal | None = None
    lost: Decimal | None = None
    worth: Decimal | None = None
    adjusted: str = BLANK
    executed: str = BLANK
    reason: str = ""

    @property
    def rate(self) -> str:
        """The score's share of its weight, percent."""
        return _share(self.points, self.worth or Decimal(0))


@frozen
class ReportView:
    """Everything the self-evaluation report shows."""

    title: str
    project: str
    unit: str
    department: str
    year: str
    is_department: bool
    funds: tuple[FundView, ...]
    facts: str
    execution: ExecutionView
    goal: str
    achieved: str
    counts: str
    missed: tuple[RowView, ...]
    unknown: tuple[RowView, ...]
    rows: tuple[RowView, ...]
    notes: tuple[str, ...]
    losses: tuple[LossView, ...]
    unscored: tuple[tuple[str, str], ...]
    levels: tuple[LevelView, ...]
    total_weight: str
    total: str
    grade: str
    conclusion: tuple[str, ...]
    ruleset: str
    ruleset_title: str
    sources: tuple[str, ...]
    measures: tuple[str, ...]
    level_chart: str
    loss_chart: str


def report_view(evaluation: Evaluation, card: Scorecard) -> ReportView:
    """Build the report; nothing in it is said that is not in the table or the scorecard."""
    rows, notes = lift_notes(map(_without_provenance, row_views(evaluation, card, prefix="r")))
    execution = _execution(evaluation, card)
    total = total_of(evaluation, card)
    losses = tuple(_losses(rows, execution))
    unscored = tuple(_unscored(evaluation, card, execution, rows))
    levels = level_sums(rows)
    grade = grade_of(evaluation, card)
    unit = evaluation.unit or evaluation.project
    return ReportView(
        title=_TITLES[evaluation.kind],
        project=evaluation.title,
        unit=unit or BLANK,
        department=evaluation.department or BLANK,
        year=str(evaluation.year) if evaluation.year is not None else "",
        is_department=evaluation.kind == "department",
        funds=fund_views(evaluation, card),
        facts=_facts(evaluation, card),
        execution=execution,
        goal=evaluation.goal.strip(),
        achieved=evaluation.achieved.strip(),
        counts=_counts(rows),
        missed=tuple(row for row in rows if row.met is False),
        unknown=tuple(row for row in rows if row.met is None),
        rows=rows,
        notes=notes,
        losses=losses,
        unscored=unscored,
        levels=tuple(LevelView(n, weight(w), points(s), _share(s, w)) for n, w, s in levels),
        total_weight=weight_total_text(evaluation, card),
        total=points(total),
        grade=grade,
        conclusion=tuple(_conclusion(evaluation, card, total, grade, unscored)),
        ruleset=card.ruleset,
        ruleset_title=card.title,
        sources=_sources(card),
        measures=tuple(_measures(losses, unscored)),
        level_chart=_level_chart(levels, execution, evaluation, card),
        loss_chart=_loss_chart(rows, execution),
    )


def _without_provenance(row: RowView) -> RowView:
    """How a rule came to be understood so is for who checks it; in a unit's own report 我们 would be the unit."""
    return evolve(row, trace=_plain(row.trace))


def _plain(trace: TraceView) -> TraceView:
    return evolve(trace, notes=tuple(note for note in trace.notes if not note.startswith(RULE_NOTE)))


def _execution(evaluation: Evaluation, card: Scorecard) -> ExecutionView:
    mark, budget = card.execution, evaluation.budget
    if mark is None or budget is None:
        return ExecutionView(BLANK, BLANK, BLANK, TraceView())
    printed = figure_value(budget.printed_score)
    got = mark.score if budget.printed_score is None else printed
    worth = mark.weight
    lost = worth - got if worth is not None and got is not None and got < worth else None
    score = printed_points(budget.printed_score) if budget.printed_score is not None else points(got)
    return ExecutionView(
        weight=weight(worth),
        completion=percent(mark.completion),
        score=score,
        trace=_plain(trace_view(mark)),
        points=got,
        lost=lost,
        worth=worth,
        adjusted=_money(budget.adjusted),
        executed=_money(budget.executed),
        reason=budget.reason.strip(),
    )


def _money(reading: Reading) -> str:
    """An amount with its unit, as the target and the actual of the execution rate."""
    return f"{printed_amount(reading)}万元" if figure_value(reading) is not None else printed_amount(reading)


def _facts(evaluation: Evaluation, card: Scorecard) -> str:
    name = "本单位整体支出" if evaluation.kind == "department" else f"“{evaluation.title}”"
    parts = [f"{name}{f'由{evaluation.unit}实施' if evaluation.unit and evaluation.kind == 'project' else ''}"]
    if evaluation.department:
        parts.append(f"主管部门为{evaluation.department}")
    budget, mark = evaluation.budget, card.execution
    if budget is not None:
        for label, reading in (
            ("年初预算", budget.initial),
            ("全年预算", budget.adjusted),
            ("全年执行", budget.executed),
        ):
            value = figure_value(reading)
            parts.append(f"{label} {amount(value)} 万元" if value is not None else f"{label}数未填写")
    if mark is not None and mark.completion is not None:
        parts.append(f"预算执行率 {percent(mark.completion)}")
    return "，".join(part for part in parts if part) + "。"


def _counts(rows: Sequence[RowView]) -> str:
    met = sum(row.met is True for row in rows)
    missed = sum(row.met is False for row in rows)
    unknown = len(rows) - met - missed
    tail = f"，无法判断 {unknown} 项" if unknown else ""
    return f"共设三级指标 {len(rows)} 项：达到目标 {met} 项，未达到目标 {missed} 项{tail}。"


def _has_measure(reason: str) -> bool:
    return any(word in reason for word in _MEASURE_WORDS)


def _losses(rows: Iterable[RowView], execution: ExecutionView) -> Iterable[LossView]:
    if execution.lost:
        yield LossView(
            "预算执行率", execution.adjusted, execution.executed, execution.completion, execution.weight,
            execution.score, points(execution.lost), execution.reason, _has_measure(execution.reason),
            execution.trace.brief,
        )  # fmt: skip
    for row in rows:
        kept = row.met is False and row.printed != BLANK and row.points is not None and not row.lost
        if row.lost or kept:
            yield LossView(
                row.name, row.target, row.actual, row.completion, row.weight, row.score,
                points(row.lost or Decimal(0)), row.reason, _has_measure(row.reason), row.trace.brief, kept,
            )  # fmt: skip


def _unscored(
    evaluation: Evaluation, card: Scorecard, execution: ExecutionView, rows: Sequence[RowView]
) -> Iterable[tuple[str, str]]:
    budget = evaluation.budget
    if card.execution is not None and budget is not None and execution.points is None:
        unread = isinstance(budget.printed_score, Unreadable)
        yield "预算执行率", _UNREAD.format(execution.score) if unread else card.execution.problem
    for row in rows:
        if row.points is None:
            unread = row.printed != BLANK
            yield row.name, _UNREAD.format(row.printed) if unread else row.trace.brief or "没有得分"


def _conclusion(
    evaluation: Evaluation,
    card: Scorecard,
    total: Decimal | None,
    grade: str,
    unscored: Sequence[tuple[str, str]],
) -> Iterable[str]:
    name = "本单位整体支出" if evaluation.kind == "department" else f"“{evaluation.title}”"
    if total is not None:
        yield f"{name}自评总分 {points(total)} 分{f'，等级为“{grade}”' if grade else ''}。"
    else:
        count = len(unscored) or card.missing
        yield f"{name}有 {count} 项没有得分，不能合计总分，也不评定等级。"
    if total is not None and card.total is not None and total != card.total:
        yield f"表中填报的总分为 {points(total)} 分，按本规则计算为 {points(card.total)} 分，二者不同，报送前应当核对。"
    printed, weights = figure_value(evaluation.printed_weight_total), _weights(evaluation, card)
    if printed is not None and weights is not None and printed not in weights:
        yield (
            f"各项分值相加为 {plain(weights[0])} 分，总分一行的分值为 {plain(printed)} 分，二者不同，报送前应当核对。"
        )


def _weights(evaluation: Evaluation, card: Scorecard) -> tuple[Decimal, ...] | None:
    """What the weights of the rows and the execution add up to, and the rows' alone; None where one has none."""
    if any(indicator.weight_value is None for indicator in evaluation.indicators):
        return None
    rows = evaluation.indicator_weight
    if card.execution is None:
        return (rows,)
    execution = card.execution.weight
    return None if execution is None else (rows + execution, rows)


def _measures(losses: Sequence[LossView], unscored: Sequence[tuple[str, str]]) -> Iterable[str]:
    for loss in losses:
        what = f"“{loss.name}”{'未达到目标，填报未失分' if loss.kept else f'失分 {loss.lost} 分'}"
        if not loss.reason:
            yield f"{what}，表中未填写原因和改进措施，【待补充】。"
        elif loss.has_measure:
            yield f"{what}，表中所填原因及措施：{loss.reason.rstrip('。；')}。"
        else:
            yield f"{what}，表中所填原因：{loss.reason.rstrip('。；')}；改进措施【待补充】。"
    for name, problem in unscored:
        yield f"“{name}”没有得分（{problem}），补齐后重新计算。"


def _sources(card: Scorecard) -> tuple[str, ...]:
    """The sources the scores rest on, each once."""
    marks = (*((card.execution,) if card.execution is not None else ()), *card.marks)
    return tuple(dict.fromkeys(mark.trace.source for mark in marks if mark.trace is not None))


def _share(score: Decimal | None, whole: Decimal) -> str:
    return BLANK if score is None or not whole else percent(HALF_UP_2.decimal(Fraction(score) / Fraction(whole) * 100))


def _level_chart(
    levels: Sequence[tuple[str, Decimal, Decimal | None]],
    execution: ExecutionView,
    evaluation: Evaluation,
    card: Scorecard,
) -> str:
    bars = [Bar(name, got, worth, f"{points(got)} / {weight(worth)}") for name, worth, got in levels if worth]
    mark = card.execution
    if mark is not None and mark.weight is not None and evaluation.budget is not None:
        bars.insert(0, Bar("预算执行率", execution.points, mark.weight, f"{execution.score} / {execution.weight}"))
    return bars_chart("各部分得分与分值", bars, "levels", note="框长为分值，填色为得分") if bars else ""


def _loss_chart(rows: Sequence[RowView], execution: ExecutionView) -> str:
    found = [(row.name, row.lost, row.worth or row.lost) for row in rows if row.lost]
    if execution.lost:
        found.append(("预算执行率", execution.lost, execution.worth or execution.lost))
    found.sort(key=lambda entry: -entry[1])
    bars = [Bar(name, lost, worth, f"−{points(lost)} / {weight(worth)}") for name, lost, worth in found]
    return bars_chart("各项失分", bars, "losses", note="框长为分值，填色为失分") if len(bars) > 1 else ""
