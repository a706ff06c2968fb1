"""A recheck on the terminal, in the order a reviewer reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from reports.views.measure import how_found
from reports.views.names import FORM_NAMES
from reports.views.statistics import Statistics
from scoring.finding import SEVERITIES, SEVERITY_NAMES
from scoring.opinion import Announcement, Attribution, Recheck, TableRecheck, Verdict
from scoring.quantity import Reading, figure_value

from .figures import BLANK, EXECUTION, VERDICT_COLOURS, amount, given_by_people, points, severity_cell
from .finding_lines import finding_lines
from .terminal import Cell, Column, Screen, table

_WIDE: Final = 116
"""Columns from which each verdict has a column of its own."""

_LEFT_OUT: Final = "R2"
"""The code of the findings that name what was not rechecked."""

_SHORT: Final = {
    Verdict.AGREES: "一致",
    Verdict.CONVENTION: "口径",
    Verdict.OTHER_RULE: "他规",
    Verdict.DIFFERS: "不一致",
    Verdict.NOT_SCORED: "未算",
}
"""Verdicts on a narrow screen, where all of them share a column."""


def recheck_lines(recheck: Recheck, screen: Screen) -> Iterator[str]:
    """One document: what was read, the measure, a line for each table, the findings, the text's figures."""
    yield screen.paint(f"复核：{recheck.document.source}", "bold")
    yield from screen.paragraph(_contents(recheck), indent=2)
    if recheck.attribution is not None:
        for line in _measure(recheck.attribution):
            yield from screen.paragraph(line, indent=2, hanging=4)
    for pairing in recheck.pairings:
        yield from screen.paragraph(f"{pairing.sentence}。", indent=2, hanging=4)
    for line in _left_out(recheck):
        yield from screen.paragraph(line, indent=2, hanging=4)
    if recheck.tables:
        yield ""
        scored = [item for item in recheck.tables if item.scorecard is not None]
        accepted = Counter(one.where.table for one in recheck.accepted)
        lines = _tables if scored else _goal_tables
        yield from lines(recheck.tables, accepted, screen)
    yield from finding_lines(recheck.all_findings(), screen)
    if recheck.accepted or recheck.gone:
        yield ""
        yield from screen.paragraph(
            f"按基线已接受的问题 {len(recheck.accepted)} 处，没有列出；基线里有 {len(recheck.gone)} 处不再出现。",
            indent=2,
        )
    yield from _not_scored(recheck.tables, screen)
    if recheck.announcements:
        yield ""
        yield screen.paint("公开说明的文字与表中数", "bold")
        yield from _announcements(recheck.announcements, screen)


def _left_out(recheck: Recheck) -> Iterator[str]:
    """What was not rechecked: how much where findings name it, else what and where."""
    skipped = recheck.document.skipped
    if not skipped:
        return
    if any(finding.code == _LEFT_OUT for finding in recheck.findings):
        yield f"没有复核的有 {len(skipped)} 处，见下面的 {_LEFT_OUT}。"
        return
    left = "；".join(f"{one.what}（{one.place}）" if str(one.place) else one.what for one in skipped)
    yield f"没有复核：{left}。"


def summary_line(total: Statistics, screen: Screen) -> str:
    """The last line of a run: how much was rechecked and what came of it."""
    text = "，".join(f"{SEVERITY_NAMES[severity]} {total.severities[severity]}" for severity in SEVERITIES)
    compared = "".join(
        f"，{total.compared[beside]} 份已与{word}对照"
        for beside, word in (("goals", "目标表"), ("last", "上年自评表"))
        if total.compared[beside]
    )
    return screen.paint(f"共 {total.documents} 份文件、{total.tables} 张表{compared}：{text}。", "bold")


def _contents(recheck: Recheck) -> str:
    counts: dict[str, int] = {}
    for item in recheck.tables:
        name = FORM_NAMES[item.evaluation.kind, item.evaluation.form]
        counts[name] = counts.get(name, 0) + 1
    if not counts:
        return "没有读到绩效目标表或自评表。"
    indicators = sum(len(item.evaluation.indicators) for item in recheck.tables)
    verdicts = [f"{verdict.chinese} {count}" for verdict, count in recheck.verdicts().items() if count]
    printed = sum(recheck.verdicts().values())
    scores = f"印出的得分 {printed} 个：{'，'.join(verdicts)}。" if printed else ""
    return f"{'、'.join(f'{name} {count} 张' for name, count in counts.items())}，指标 {indicators} 个。{scores}"


def _measure(found: Attribution) -> Iterator[str]:
    """Which ruleset the scores are measured by, and how sure that is."""
    if found.ruleset and (found.how != "default" or not found.sentence):
        convention = f"，{found.terms}" if found.terms else ""
        yield f"衡量的规则：{found.title}（{found.ruleset}{convention}），{how_found(found)}。"
    if found.sentence and found.how != "named":
        yield found.sentence if found.sentence.endswith("。") else f"{found.sentence}。"


def _tables(tables: Sequence[TableRecheck], accepted: Counter[int], screen: Screen) -> Iterator[str]:
    compared = _compared(tables)
    present = [
        verdict for verdict in Verdict if any(count for item in tables for count in [_verdicts(item).get(verdict, 0)])
    ]
    wide = screen.columns >= _WIDE
    heads = [Column(verdict.chinese, "right") for verdict in present] if wide else [Column("核对", least=12)]
    columns = [
        Column("表", "right"),
        Column("项目", least=16),
        Column("印出总分" if wide else "印出", "right"),
        Column("重算总分" if wide else "重算", "right"),
        *(Column(head, "right") for head in compared.values()),
        *heads,
        Column("结论", least=6),
    ]
    rows: list[list[str | Cell]] = []
    for item in tables:
        counts = _verdicts(item)
        cells: list[str | Cell]
        if wide:
            cells = [
                Cell(str(counts.get(verdict, 0)), VERDICT_COLOURS[verdict] if counts.get(verdict) else ("faint",))
                for verdict in present
            ]
        else:
            cells = [_verdict_counts(counts)]
        totals = {card.ruleset: card.total for card in item.compared}
        differs = item.total.verdict is Verdict.DIFFERS
        rows.append(
            [
                str(item.number),
                item.evaluation.title,
                Cell(_printed(item.evaluation.printed_total), ("red",) if differs else ()),
                points(item.total.computed),
                *(points(totals.get(ruleset)) for ruleset in compared),
                *cells,
                severity_cell(item.findings, accepted[item.number]),
            ]
        )
    yield from table(screen, columns, rows)
    if not wide and present:
        meant = [f"{_SHORT[v]}＝{v.chinese}" for v in present if _SHORT[v] != v.chinese]
        legend = f"；{'，'.join(meant)}" if meant else ""
        for line in screen.paragraph(f"核对：印出的得分按判断计的个数{legend}。"):
            yield screen.paint(line, "faint")
    if any(ruleset.startswith("national/") for ruleset in compared):
        names = "、".join(ruleset for ruleset in compared if ruleset.startswith("national/"))
        yield screen.paint(f"全国办法：按 {names} 计算的总分，仅供对照，不作为判断依据。", "faint")


def _not_scored(tables: Sequence[TableRecheck], screen: Screen) -> Iterator[str]:
    """Why a printed score could not be computed."""
    reasons = []
    for item in tables:
        card = item.scorecard
        if card is None:
            continue
        names = [EXECUTION, *(f"第 {n} 行“{i.name}”" for n, i in enumerate(item.evaluation.indicators, 1))]
        for name, judgement, mark in zip(
            names, (item.execution, *item.scores), (card.execution, *card.marks), strict=True
        ):
            if judgement.verdict is Verdict.NOT_SCORED and mark is not None:
                given = "；".join(mark.trace.notes) if given_by_people(mark) and mark.trace is not None else ""
                reasons.append(f"表{item.number} {name}：{mark.problem or given or '没有适用的规则'}")
    if reasons:
        yield ""
        yield screen.paint(f"{Verdict.NOT_SCORED.chinese}（{len(reasons)}）", "yellow", "bold")
        for reason in reasons:
            yield from screen.paragraph(reason, indent=4, hanging=2)


def _goal_tables(tables: Sequence[TableRecheck], accepted: Counter[int], screen: Screen) -> Iterator[str]:
    columns = [
        Column("表", "right"),
        Column("项目", least=20),
        Column("预算（万元）", "right"),
        Column("指标", "right"),
        Column("分值合计", "right"),
        Column("结论", least=6),
    ]
    rows: list[list[str | Cell]] = []
    for item in tables:
        budget = item.evaluation.budget
        money = figure_value(budget.adjusted) or figure_value(budget.initial) if budget is not None else None
        weight = item.evaluation.indicator_weight
        rows.append(
            [
                str(item.number),
                item.evaluation.title,
                amount(money),
                str(len(item.evaluation.indicators)),
                points(weight) if weight else BLANK,
                severity_cell(item.findings, accepted[item.number]),
            ]
        )
    yield from table(screen, columns, rows)


def _announcements(announcements: Sequence[Announcement], screen: Screen) -> Iterator[str]:
    columns = [Column("内容", least=12), Column("文字", "right"), Column("表中", "right"), Column("结论")]
    rows: list[list[str | Cell]] = []
    for item in announcements:
        said = item.statement
        what = "项目" if said.kind == "project" else "部门整体"
        fiscal = {True: "（财政拨款）", False: "（非财政拨款）", None: ""}[said.fiscal]
        if not said.count and not item.count:
            # None announced and none found: nothing was compared that could agree.
            rows.append([f"{what}个数{fiscal}", "0", "0", Cell("没有可核对的表", ("faint",))])
            continue
        rows.append([f"{what}个数{fiscal}", str(said.count), str(item.count), _same(said.count == item.count)])
        for label, announced, given in (
            ("全年预算数（万元）", figure_value(said.budget), item.budget),
            ("全年执行数（万元）", figure_value(said.executed), item.executed),
        ):
            if announced is not None:
                # No table of that kind is the same as tables of nothing.
                given = Decimal(0) if given is None and not item.count else given
                rows.append([f"{what}{label}{fiscal}", amount(announced), amount(given), _same(announced == given)])
    yield from table(screen, columns, rows, indent=2)


def _same(same: bool) -> Cell:
    return Cell("相符", ("green",)) if same else Cell("不符", ("red",))


def _compared(tables: Sequence[TableRecheck]) -> dict[str, str]:
    """Rulesets the tables are compared with, and the head of each one's column."""
    heads: dict[str, str] = {}
    for item in tables:
        for card in item.compared:
            heads[card.ruleset] = "全国办法" if card.ruleset.startswith("national/") else card.ruleset
    if len(set(heads.values())) < len(heads):
        return {ruleset: ruleset for ruleset in heads}
    return heads


def _verdicts(item: TableRecheck) -> dict[Verdict, int]:
    counts: dict[Verdict, int] = {}
    for judgement in (item.execution, *item.scores):
        if judgement.verdict is not None:
            counts[judgement.verdict] = counts.get(judgement.verdict, 0) + 1
    return counts


def _verdict_counts(counts: dict[Verdict, int]) -> Cell:
    """一致9 口径1, in the colour of the worst; verdicts that no score got are left out."""
    present = [verdict for verdict in Verdict if counts.get(verdict)]
    if not present:
        return Cell(BLANK)
    worst = Verdict.DIFFERS if Verdict.DIFFERS in present else present[-1]
    return Cell(" ".join(f"{_SHORT[verdict]}{counts[verdict]}" for verdict in present), VERDICT_COLOURS[worst])


def _printed(reading: Reading) -> str:
    """A printed number; what could not be read is shown as it stands."""
    value = figure_value(reading)
    if value is not None:
        return points(value)
    return BLANK if reading is None else reading.text
