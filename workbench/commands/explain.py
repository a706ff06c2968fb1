"""``zipingbiao explain``: how each score of a table came about, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from reports.views.what_if import full_text, lacking_text, nearby_text, what_if_sentences
from scoring import Document, Evaluation, Indicator, Mark, Ruleset, infer, score
from scoring.plan import RULE_NOTE
from scoring.quantity import figure_value
from scoring.what_if_row import WhatIf, what_if, what_if_execution

from ..chinese import Command
from ..errors import WorkbenchError
from ..figures import BLANK, EXECUTION, points
from ..inputs import Effort, Inputs, Source
from ..measures import measure_of
from ..options import AUTO, Count, compared, effort, known_rulesets, named, output, ruleset_files, ruleset_folders
from ..outputs import Output
from ..terminal import Column, Screen, table

if TYPE_CHECKING:
    from rulesets import Catalogue


_WIDE = 100
"""Columns from which full marks and the next step have columns of their own."""


@click.command(cls=Command, name="explain")
@click.argument("path", metavar="文件")
@click.option("--table", "number", type=Count(), metavar="N", help="第几张表，从 1 起；只有一张时可不写。")
@click.option("--row", type=Count(), metavar="M", help="第几行指标，从 1 起。")
@click.option("--name", metavar="文字", help="名称里含有这些文字的指标；“执行率”指预算执行率。")
@click.option(
    "--ruleset",
    "wanted",
    multiple=True,
    metavar="规则集",
    help="按哪个规则集，可写多次以便对照；不写则用推断出的。",
)
@click.option(
    "--compare",
    "beside",
    multiple=True,
    metavar="规则集,规则集",
    help="并列显示按这些规则集各是多少分、怎样算、实际值到多少得满分；可用逗号写几个，也可写多次。",
)
@click.option("--all", "everything", is_flag=True, help="并列显示全部规则集。")
@ruleset_folders
@effort
@output
def command(
    path: str,
    number: int | None,
    row: int | None,
    name: str | None,
    wanted: tuple[str, ...],
    beside: tuple[str, ...],
    everything: bool,
    folders: tuple[Path, ...],
    output: Path | None,
    effort: Effort,
) -> int:
    """逐步写出得分的算法：用哪条规则、来自哪里、条件是否成立、代入数字的算式、怎样取整。

    还写明实际值到多少得满分，再多、再少多少得分就变，规则在哪里分段；都按实际值印出的小数位数逐一求得，不是估计。

    例：zipingbiao explain 公开.docx --table 4 --row 2

    例：zipingbiao explain 公开.docx --table 4 --name 执行率 --compare national/2020,xinjiang/2023
    """
    rulesets = known_rulesets(folders)
    others = compared(rulesets, beside, everything)
    inputs = Inputs([path], effort, others=ruleset_files(folders))
    where = Output(output)
    done = inputs.run(_Work(rulesets, wanted, number, _Wanted(row, name), where.screen(), tuple(others)))
    where = Output(output, many=len(done) > 1, inputs=inputs.files)
    for source, text in done:
        with inputs.writing():
            where.write(text, f"{source.stem}.算法.txt")
    return inputs.exit_code()


@frozen
class _Wanted:
    """Which rows to explain: by number, by a part of the name, or all."""

    row: int | None
    name: str | None

    def indicator(self, number: int, indicator: Indicator) -> bool:
        if self.row is not None and number != self.row:
            return False
        return self.name is None or self.name in indicator.name

    @property
    def execution(self) -> bool:
        return self.row is None and (self.name is None or self.name in EXECUTION)


@frozen
class _Work:
    """Explains a table of a document by these rulesets, by the one inferred where there are none."""

    rulesets: Catalogue
    measures: tuple[str, ...]
    number: int | None
    wanted: _Wanted
    screen: Screen
    beside: tuple[Ruleset, ...] = ()
    """Set side by side; () for the whole explanation by each."""

    def __call__(self, source: Source, document: Document) -> tuple[Source, str]:
        evaluation, place = _table(document, self.number, source.name)
        if self.measures:
            measures = [named(self.rulesets, one) for one in self.measures]
        else:
            found = infer(document, self.rulesets.values())
            measures = [measure_of(evaluation, self.rulesets, found.ruleset or AUTO)]
        if self.beside:
            known = {measure.id: measure for measure in (*measures, *self.beside)}
            lines = side_by_side_lines(evaluation, place, list(known.values()), self.wanted, self.screen)
        else:
            lines = explanation_lines(evaluation, place, measures, self.wanted, self.screen)
        return source, "\n".join(lines)


def _table(document: Document, number: int | None, source: str) -> tuple[Evaluation, int]:
    """The table asked for and its number.

    Raises:
        WorkbenchError: there is no such table, or none was named among several.
    """
    count = len(document.evaluations)
    if number is None and count == 1:
        number = 1
    listed = [f"{n} {e.title}" for n, e in enumerate(document.evaluations, 1)]
    if number is None:
        raise WorkbenchError(f"有 {count} 张表", place=source, cure="用 --table 写明是第几张：", choices=listed)
    if number > count:
        raise WorkbenchError(f"没有第 {number} 张表，共 {count} 张", place=source, cure="可选的有：", choices=listed)
    evaluation = document.evaluations[number - 1]
    if evaluation.form != "self-evaluation":
        raise WorkbenchError("这是绩效目标表，没有得分可以解释", place=f"{source} 表{number}", cure="选一张自评表")
    return evaluation, number


@frozen
class _Row:
    """A row to explain: its heading, what was printed of it, and what every ruleset makes of it."""

    heading: str
    facts: str
    marks: tuple[tuple[Ruleset, Mark, WhatIf], ...]


def explanation_lines(
    evaluation: Evaluation, place: int, measures: list[Ruleset], wanted: _Wanted, screen: Screen
) -> Iterator[str]:
    """The rows asked for, each under every ruleset.

    Raises:
        WorkbenchError: no row of the table was meant.
    """
    yield screen.paint(f"表{place}《{evaluation.title}》", "bold")
    for row in _rows(evaluation, place, measures, wanted):
        yield ""
        yield screen.paint(row.heading, "bold")
        yield from screen.paragraph(row.facts, indent=2)
        for measure, mark, found in row.marks:
            yield from _mark(measure, mark, screen)
            for sentence in what_if_sentences(found):
                yield from screen.paragraph(sentence, indent=4, hanging=6)


def side_by_side_lines(
    evaluation: Evaluation, place: int, measures: list[Ruleset], wanted: _Wanted, screen: Screen
) -> Iterator[str]:
    """The rows asked for, each with a table of what every ruleset makes of it; those that agree share a line.

    Raises:
        WorkbenchError: no row of the table was meant.
    """
    yield screen.paint(f"表{place}《{evaluation.title}》", "bold")
    longest = max(screen.width(measure.id) for measure in measures)
    narrow = screen.columns < _WIDE
    columns = [Column("规则集", least=longest), Column("得分", "right"), Column("算法", least=20)]
    if narrow:
        columns.append(Column("实际值到多少", least=16))
    else:
        columns += [Column("得满分的实际值", least=14), Column("得分变动的最近处", least=16)]
    for row in _rows(evaluation, place, measures, wanted):
        yield ""
        yield screen.paint(row.heading, "bold")
        yield from screen.paragraph(row.facts, indent=2)
        alike: dict[tuple[str, ...], list[str]] = {}
        for measure, mark, found in row.marks:
            alike.setdefault(_outcome(mark, found, narrow), []).append(measure.id)
        yield from table(screen, columns, [["、".join(ids), *cells] for cells, ids in alike.items()], indent=2)


def _outcome(mark: Mark, found: WhatIf, narrow: bool) -> tuple[str, ...]:
    """The cells of a ruleset's line; on a narrow screen the last two are one."""
    trace = mark.trace
    lines = [line for line in trace.lines() if not line.startswith(RULE_NOTE)] if trace is not None else []
    how = "；".join(lines) or mark.problem
    lacking = lacking_text(found)
    full, nearby = f"{full_text(found)}{f'，{lacking}' if lacking else ''}", nearby_text(found)
    cells = points(mark.score), how
    if not narrow:
        return *cells, full, nearby or BLANK
    return *cells, f"满分：{full}{f'；变动：{nearby}' if nearby else ''}"


def _rows(evaluation: Evaluation, place: int, measures: list[Ruleset], wanted: _Wanted) -> Iterator[_Row]:
    cards = [(measure, score(evaluation, measure)) for measure in measures]
    explained = False
    budget = evaluation.budget
    if budget is not None and wanted.execution:
        explained = True
        amounts = "，".join(
            f"{label} {reading.text if reading is not None else BLANK}"
            for label, reading in (("全年预算数", budget.adjusted), ("全年执行数", budget.executed))
        )
        yield _Row(
            EXECUTION,
            f"{amounts}，印出得分 {points(figure_value(budget.printed_score))}",
            tuple(
                (measure, card.execution, what_if_execution(budget, measure))
                for measure, card in cards
                if card.execution is not None
            ),
        )
    for number, indicator in enumerate(evaluation.indicators, 1):
        if not wanted.indicator(number, indicator):
            continue
        explained = True
        within = indicator.place.within_file()
        yield _Row(
            f"第 {number} 行“{indicator.name}”{f'（{within}）' if within else ''}",
            _facts(indicator),
            tuple(
                (measure, card.marks[number - 1], what_if(indicator, measure, year=evaluation.year))
                for measure, card in cards
            ),
        )
    if not explained:
        rows = [f"{n} {i.name}" for n, i in enumerate(evaluation.indicators, 1)]
        if not rows:
            cure = "检查表头下面有没有指标；“--name 执行率”解释预算执行率"
            raise WorkbenchError("没有读到指标行", place=f"表{place}", cure=cure)
        raise WorkbenchError("没有这样的指标", place=f"表{place}", cure="可选的有：", choices=rows)


def _facts(indicator: Indicator) -> str:
    facts = [
        ("目标值", indicator.target.text if indicator.target is not None else BLANK),
        ("实际完成值", indicator.actual.text if indicator.actual is not None else BLANK),
        ("分值", indicator.weight.text if indicator.weight is not None else BLANK),
        ("印出得分", indicator.printed_score.text if indicator.printed_score is not None else BLANK),
        ("赋分规则", indicator.rule),
    ]
    return "，".join(f"{label} {text}" for label, text in facts if text)


def _mark(measure: Ruleset, mark: Mark, screen: Screen) -> Iterator[str]:
    outcome = f"得分 {points(mark.score)}" if mark.score is not None else "无法计算"
    yield from screen.paragraph(f"按{measure.title}（{measure.id}）：{outcome}", indent=2, hanging=2)
    if mark.problem:
        yield from screen.paragraph(f"原因：{mark.problem}", indent=4, hanging=6)
    if mark.trace is not None:
        yield from screen.paragraph(f"规则：{mark.trace.rule}；依据：{mark.trace.source}", indent=4, hanging=6)
        for line in mark.trace.lines():
            yield from screen.paragraph(line, indent=4, hanging=2)
    for option in mark.options:
        yield from screen.paragraph(f"另可：{option.name}，{points(option.score)} 分", indent=4, hanging=2)
