"""The recheck opinion (复核意见): a document's tables, verdicts and findings, ready to print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from scoring.finding import SEVERITIES
from scoring.model import Evaluation
from scoring.opinion import Announcement, Judgement, Recheck, TableRecheck, Verdict
from scoring.quantity import figure_value

from .charts import Bar, Share, bars_chart, shares_chart
from .figures import BLANK, amount, gap, percent, points, printed_amount, printed_points, weight
from .findings import (
    SEVERITY_VIEWS,
    VERDICTS,
    FindingBlock,
    FindingView,
    SeverityView,
    Tally,
    VerdictView,
    alerts,
    finding_blocks,
    finding_view,
    nothing_found,
    tallied,
    tally,
)
from .lists import FindingRow, ScoreRow, finding_rows, score_rows
from .measure import MeasureView, measure_view
from .names import FORM_NAMES
from .rows import FundView, RowView, TraceView, fund_views, lift_notes, printed_total, row_views, trace_view
from .tasks import TasksView, tasks_view


@frozen
class JudgedView:
    """A printed number beside ours."""

    printed: str
    computed: str
    gap: str
    verdict: VerdictView | None
    why: str


@frozen
class TableView:
    """One table of the document.

    Attributes:
        tasks: None where the table lists none.
        indicator_weight: a dash where no indicator has a weight; ``weights`` says the same in words.
    """

    number: int
    anchor: str
    title: str
    form: str
    is_goal: bool
    unit: str
    department: str
    year: str
    place: str
    funds: tuple[FundView, ...]
    tasks: TasksView | None
    rate: JudgedView
    execution: JudgedView
    execution_trace: TraceView
    rows: tuple[RowView, ...]
    notes: tuple[str, ...]
    total: JudgedView
    printed_sum: str
    grade: str
    missing: int
    compared: tuple[tuple[str, str], ...]
    counts: Tally
    verdicts: tuple[tuple[VerdictView, int], ...]
    blocks: tuple[FindingBlock, ...]
    budget: str
    indicator_weight: str
    weights: str


@frozen
class FindingGroup:
    """The findings of one severity, those of a table together."""

    severity: SeverityView
    count: int
    tables: tuple[tuple[str, str, tuple[FindingBlock, ...]], ...]


@frozen
class AnnouncementView:
    """A figure of the text beside the tables'."""

    what: str
    said: str
    found: str
    agrees: bool | None
    text: str


@frozen
class OpinionView:
    """Everything the opinion shows; ``finding_rows`` and ``score_rows`` are the same as lists.

    Attributes:
        tallied: the columns of the tables' ``counts``: the severities, and what a baseline kept back, if anything.
        nothing: what to say where there are no findings.
    """

    title: str
    source: str
    sha256: str
    unit: str
    year: str
    scope: str
    measure: MeasureView | None
    conclusion: tuple[str, ...]
    tables: tuple[TableView, ...]
    compared: tuple[str, ...]
    groups: tuple[FindingGroup, ...]
    announcements: tuple[AnnouncementView, ...]
    skipped: tuple[tuple[str, str], ...]
    only_goals: bool
    verdicts: tuple[VerdictView, ...]
    severities: tuple[SeverityView, ...]
    tallied: tuple[SeverityView, ...]
    nothing: str
    verdict_chart: str
    rate_chart: str
    finding_rows: tuple[FindingRow, ...]
    score_rows: tuple[ScoreRow, ...]


def opinion_view(recheck: Recheck) -> OpinionView:
    """Build the opinion on one document."""
    numbered = _numbered(recheck)
    kept = Counter(finding.where.table for finding in recheck.accepted)
    tables = tuple(_table(item, numbered[item.number], kept[item.number] if kept else None) for item in recheck.tables)
    compared = _compared(recheck.tables)
    evaluations = recheck.document.evaluations
    return OpinionView(
        title="绩效自评复核意见",
        source=file_name(recheck.document.source),
        sha256=recheck.document.sha256,
        unit=listed(e.unit for e in evaluations) or BLANK,
        year=listed(f"{e.year}" for e in evaluations if e.year is not None) or BLANK,
        scope=scope(recheck),
        measure=measure_view(recheck.attribution, recheck.tables),
        conclusion=tuple(_conclusion(recheck, compared)),
        tables=tables,
        compared=tuple(compared.values()),
        groups=tuple(_groups(numbered, {table.number: table for table in tables})),
        announcements=tuple(view for item in recheck.announcements for view in _announcement(item)),
        skipped=tuple((skipped.what, str(skipped.place) or BLANK) for skipped in recheck.document.skipped),
        only_goals=all(e.form == "goal" for e in evaluations),
        verdicts=tuple(VERDICTS.values()),
        severities=tuple(SEVERITY_VIEWS.values()),
        tallied=tallied(bool(recheck.accepted)),
        nothing=nothing_found(bool(recheck.accepted)),
        verdict_chart=verdict_chart(recheck.verdicts(), "verdicts"),
        rate_chart=_rate_chart(recheck.tables),
        finding_rows=finding_rows(recheck),
        score_rows=score_rows(recheck),
    )


def file_name(source: str) -> str:
    """The file's own name; the folders it lay in are nobody's business who reads the opinion."""
    return re.split(r"[/\\]", source)[-1] or "（未命名）"


def file_names(sources: Sequence[str]) -> tuple[str, ...]:
    """The files' own names; with as many folders as tell files of one name from each other."""
    parts = [re.split(r"[/\\]", source) for source in sources]
    names = [file_name(source) for source in sources]
    for many in range(2, max(map(len, parts), default=1) + 1):
        counts = Counter(names)
        names = [
            "/".join(whole[-many:]) if counts[name] > 1 else name for name, whole in zip(names, parts, strict=True)
        ]
    return tuple(names)


def listed(words: Iterable[str]) -> str:
    """Different words in order of appearance, the most frequent first where there are many."""
    counts = Counter(word for word in words if word)
    names = [name for name, _ in counts.most_common()]
    return "、".join(names[:3]) + (f" 等 {len(names)} 个" if len(names) > 3 else "")


def scope(recheck: Recheck) -> str:
    """How many tables of which kind, and how many indicators."""
    counts = Counter(FORM_NAMES[t.evaluation.kind, t.evaluation.form] for t in recheck.tables)
    if not counts:
        return "没有读到绩效目标表或自评表"
    rows = sum(len(t.evaluation.indicators) for t in recheck.tables)
    return "、".join(f"{name} {count} 张" for name, count in counts.items()) + f"，指标 {rows} 个"


def verdict_chart(counts: dict[Verdict, int], prefix: str) -> str:
    """How the printed scores were judged, as one bar; "" where none was."""
    shares = [Share(VERDICTS[v].name, count, v.value) for v, count in counts.items()]
    if not sum(counts.values()):
        return ""
    return shares_chart("印出得分的判断", shares, prefix)


def judged(judgement: Judgement, printed: str | None = None, unit: str = "points") -> JudgedView:
    """A judgement in words; ``printed`` stands in for a cell that could not be read."""
    write = percent if unit == "percent" else points
    difference = None
    if judgement.printed is not None and judgement.computed is not None:
        difference = judgement.printed - judgement.computed
    return JudgedView(
        printed=write(judgement.printed) if judgement.printed is not None or printed is None else printed,
        computed=write(judgement.computed),
        gap=gap(difference),
        verdict=VERDICTS[judgement.verdict] if judgement.verdict is not None else None,
        why=judgement.explained_by,
    )


def _numbered(recheck: Recheck) -> dict[int, tuple[FindingView, ...]]:
    """Every finding once, by the number of its table; 0 for the document."""
    views = [finding_view(finding, number) for number, finding in enumerate(recheck.all_findings(), 1)]
    found: dict[int, tuple[FindingView, ...]] = {table.number: () for table in recheck.tables}
    rest = iter(views)
    found[0] = tuple(next(rest) for _ in recheck.findings)
    for table in recheck.tables:
        found[table.number] = tuple(next(rest) for _ in table.findings)
    return found


def _table(item: TableRecheck, findings: tuple[FindingView, ...], accepted: int | None) -> TableView:
    evaluation, card = item.evaluation, item.scorecard
    budget = evaluation.budget
    verdicts = Counter(j.verdict for j in (item.execution, *item.scores) if j.verdict is not None)
    weighed = any(indicator.weight is not None for indicator in evaluation.indicators)
    whole = weight(evaluation.indicator_weight)
    wrong = alerts(item)
    rows = tuple(
        evolve(row, alert=wrong.get(row.number, ""))
        for row in row_views(evaluation, card, item.scores, f"t{item.number}r")
    )
    rows, notes = lift_notes(rows)
    return TableView(
        number=item.number,
        anchor=f"t{item.number}",
        title=evaluation.title,
        form=FORM_NAMES[evaluation.kind, evaluation.form],
        is_goal=evaluation.form == "goal",
        unit=evaluation.unit or BLANK,
        department=evaluation.department or BLANK,
        year=f"{evaluation.year} 年度" if evaluation.year is not None else BLANK,
        place=f"文件{within}" if (within := evaluation.place.within_file()) else "",
        funds=fund_views(evaluation, None),
        tasks=tasks_view(evaluation.tasks),
        rate=judged(item.rate, unit="percent"),
        execution=judged(item.execution, printed_points(budget.printed_score) if budget else None),
        execution_trace=trace_view(card.execution if card is not None else None),
        rows=rows,
        notes=notes,
        total=judged(item.total, printed_total(evaluation)),
        printed_sum=points(item.printed_sum),
        grade=card.grade if card is not None else "",
        missing=card.missing if card is not None else 0,
        compared=tuple((other.title, points(other.total)) for other in item.compared),
        counts=tally((f.severity for f in item.findings), accepted),
        verdicts=tuple((VERDICTS[v], verdicts[v]) for v in Verdict if verdicts[v]),
        blocks=finding_blocks(findings),
        budget=_budget(evaluation),
        indicator_weight=whole if weighed else BLANK,
        weights=f"指标分值合计 {whole} 分" if weighed else "没有分值列",
    )


def _budget(evaluation: Evaluation) -> str:
    """The budget in 万元: as adjusted, else as it was at first."""
    line = evaluation.budget
    if line is None:
        return BLANK
    return printed_amount(line.adjusted if line.adjusted is not None else line.initial)


def _compared(tables: Sequence[TableRecheck]) -> dict[str, str]:
    """The rulesets whose totals are shown beside, and the head of each one's column."""
    return {
        card.ruleset: "全国办法" if card.ruleset.startswith("national/") else card.title
        for table in tables
        for card in table.compared
    }


def _conclusion(recheck: Recheck, compared: dict[str, str]) -> Iterable[str]:
    verdicts = recheck.verdicts()
    printed = sum(verdicts.values())
    scored = [table for table in recheck.tables if table.evaluation.form != "goal"]
    if not recheck.tables:
        yield "文件中没有读到绩效目标表或自评表，没有作出判断。"
        return
    if printed:
        words = "，".join(f"{VERDICTS[v].name} {count} 个" for v, count in verdicts.items() if count)
        yield f"共复核 {len(recheck.tables)} 张表、{printed} 个印出的得分：{words}。"
        alerted = sum(len(alerts(table)) for table in recheck.tables)
        if alerted:
            yield f"其中 {alerted} 个得分虽与规则一致，但另有“错误”级问题，见第四部分。"
    else:
        yield f"共复核 {len(recheck.tables)} 张表，表中没有印出的得分。"
    if printed and recheck.attribution is not None and recheck.attribution.how in ("inferred", "default"):
        yield "以上判断只说明印出的得分与所采用的规则集是否相符，不代表评分本身是否恰当。"
    for pairing in recheck.pairings:
        yield f"{pairing.sentence}。"
    wrong = [table for table in scored if table.total.verdict is Verdict.DIFFERS]
    judged_totals = [table for table in scored if table.total.verdict is not None]
    if judged_totals and not wrong:
        unscored = sum(table.total.verdict is Verdict.NOT_SCORED for table in judged_totals)
        same = len(judged_totals) - unscored
        told = ((same, "个印出的总分与重算的总分相符"), (unscored, "个印出的总分不能重算"))
        yield "，".join(f"{count} {words}" for count, words in told if count) + "。"
    elif wrong:
        names = "、".join(f"表{table.number}" for table in wrong)
        yield f"{len(judged_totals)} 个印出的总分中，{len(wrong)} 个与重算的总分不一致：{names}。"
    counts = Counter(finding.severity for finding in recheck.all_findings())
    if counts:
        words = "，".join(f"{SEVERITY_VIEWS[s].name} {counts[s]} 处" for s in SEVERITIES)
        yield f"发现问题 {sum(counts.values())} 处：{words}。"
    else:
        yield nothing_found(bool(recheck.accepted))
    yield from accepted((recheck,))
    for ruleset, head in compared.items():
        cards = [(t, c) for t in scored for c in t.compared if c.ruleset == ruleset and c.total is not None]
        both = [(t.total.computed, c.total) for t, c in cards if t.total.computed is not None]
        if both and recheck.attribution is not None and ruleset != recheck.attribution.ruleset:
            more = sum(1 for ours, theirs in both if theirs is not None and theirs > ours)
            less = sum(1 for ours, theirs in both if theirs is not None and theirs < ours)
            yield (
                f"如改按{head}（{ruleset}）计算，{len(both)} 张表中 {more} 张总分较高，{less} 张较低；"
                "仅供对照，不作为判断依据。"
            )


def accepted(rechecks: Iterable[Recheck]) -> Iterable[str]:
    """How much a baseline kept back; nothing without one."""
    many = tuple(rechecks)
    known, gone = sum(len(one.accepted) for one in many), sum(len(one.gone) for one in many)
    if known or gone:
        yield f"另有 {known} 处问题按基线已接受，没有列出" + (f"；基线里有 {gone} 处不再出现。" if gone else "。")


def _groups(numbered: dict[int, tuple[FindingView, ...]], tables: dict[int, TableView]) -> Iterable[FindingGroup]:
    for severity in SEVERITIES:
        parts, count = [], 0
        for number, findings in sorted(numbered.items()):
            chosen = tuple(f for f in findings if f.severity.slug == severity)
            if chosen:
                title = f"表{number}　{tables[number].title}" if number else "文件全文"
                parts.append((title, tables[number].anchor if number else "", finding_blocks(chosen)))
                count += len(chosen)
        if parts:
            yield FindingGroup(SEVERITY_VIEWS[severity], count, tuple(parts))


def _announcement(item: Announcement) -> Iterable[AnnouncementView]:
    said = item.statement
    what = "项目" if said.kind == "project" else "部门整体"
    fiscal = {True: "（财政拨款）", False: "（非财政拨款）", None: ""}[said.fiscal]
    if not said.count and not item.count:
        # None announced and none found: nothing was compared that could agree.
        yield AnnouncementView(f"{what}个数{fiscal}", "0", "没有可核对的表", None, said.text)
        return
    yield AnnouncementView(f"{what}个数{fiscal}", str(said.count), str(item.count), said.count == item.count, said.text)
    for label, announced, given in (
        ("全年预算数（万元）", figure_value(said.budget), item.budget),
        ("全年执行数（万元）", figure_value(said.executed), item.executed),
    ):
        if announced is not None and (announced or given):
            agrees = None if given is None else announced == given
            yield AnnouncementView(f"{what}{label}{fiscal}", amount(announced), amount(given), agrees, said.text)


def _rate_chart(tables: Sequence[TableRecheck]) -> str:
    bars = [
        Bar(f"表{t.number} {t.evaluation.title}", t.rate.computed, Decimal(100), percent(t.rate.computed))
        for t in tables
        if t.rate.computed is not None
    ]
    return bars_chart("预算执行率", bars, "rates", note="竖线为 100%", ticked=True) if len(bars) > 1 else ""
