"""``zipingbiao form``: a blank form from an approved goal table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from scoring import Document

from ..chinese import Command
from ..errors import WorkbenchError
from ..faults import say
from ..inputs import Effort, Inputs, Source
from ..measures import measure_of
from ..options import (
    AUTO,
    Count,
    effort,
    format_for,
    formats,
    known_rulesets,
    named,
    output,
    ruleset_files,
    ruleset_folders,
)
from ..outputs import Output, refuse_terminal, safe_name

if TYPE_CHECKING:
    from reports import BlankForm
    from rulesets import Catalogue

FORMATS = ("xlsx", "docx")
NAME = "空白自评表"


@click.command(cls=Command, name="form")
@click.argument("path", metavar="绩效目标表")
@click.option("--table", "number", type=Count(), metavar="序号", help="只做文件里的第几张绩效目标表；默认全部。")
@click.option("--ruleset", default=AUTO, metavar="auto|规则集", help="按哪个规则集计分；默认 auto，按地区和年度选定。")
@ruleset_folders
@formats(*FORMATS, default=FORMATS[0])
@effort
@output
def command(
    path: str,
    number: int | None,
    ruleset: str,
    folders: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    effort: Effort,
) -> int:
    """用批复的绩效目标表制作空白自评表，交给单位填写。

    目标、分值、规则照抄并锁定，填写的格子标成黄色，限定能填什么、写明单位；填好的文件用 zipingbiao score 计算。

    xlsx 一张目标表一个工作表，得分随填随算，与 zipingbiao score 的结果一分不差；docx 一张目标表一个文件。
    """
    written = format_for(format_, output, FORMATS, FORMATS[0])
    refuse_terminal(output, written)
    rulesets = known_rulesets(folders)
    if ruleset != AUTO:
        named(rulesets, ruleset)
    inputs = Inputs([path], effort, others=ruleset_files(folders))
    files = [file for found in inputs.run(_Work(written, ruleset, rulesets, number)) for file in found]
    if len(files) > 1 and output is None:
        raise WorkbenchError(f"要写出 {len(files)} 份{NAME}", cure="用 -o 写明放到哪个文件夹，或用 --table 选一张")
    where = Output(output, many=len(files) > 1, inputs=inputs.files, fresh=True)
    for name, data in files:
        with inputs.writing():
            where.write_file(data, name)
    return inputs.exit_code()


@frozen
class _Work:
    """Makes the blank forms of a document's goal tables."""

    format: str
    ruleset: str
    rulesets: Catalogue
    number: int | None

    def __call__(self, source: Source, document: Document) -> list[tuple[str, bytes]]:
        forms = self._forms(document)
        for one in forms:
            _warn(one)
        from reports import write_blank

        if self.format == "xlsx":
            return [(f"{source.stem}.{NAME}.xlsx", write_blank(forms))]
        return [(f"{source.stem}.{safe_name(one.sheet.name)}.{NAME}.docx", write_blank(one, "docx")) for one in forms]

    def _forms(self, document: Document) -> list[BlankForm]:
        """A blank form for each goal table, or for the one that was asked for.

        Raises:
            WorkbenchError: there is none, or none of that number.
        """
        from reports import blank_form

        goals = [evaluation for evaluation in document.evaluations if evaluation.form == "goal"]
        if not goals:
            raise WorkbenchError(
                "没有绩效目标表", place=document.source, cure="要用批复的绩效目标表；自评表用 zipingbiao score 计算"
            )
        if self.number is not None and self.number > len(goals):
            raise WorkbenchError(f"只有 {len(goals)} 张绩效目标表，没有第 {self.number} 张", place=document.source)
        chosen = goals if self.number is None else [goals[self.number - 1]]
        return [blank_form(goal, measure_of(goal, self.rulesets, self.ruleset)) for goal in chosen]


def _warn(form: BlankForm) -> None:
    """Say what the unit should know before it hands the form out."""
    from scoring.quantity import figure_value, plain

    title, whole = form.evaluation.title, form.ruleset.total_weight
    total = figure_value(form.evaluation.printed_weight_total)
    if total is None:
        say(f"“{title}”有的指标没有分值，在表中填写")
    elif total != whole:
        say(f"“{title}”的分值合计 {plain(total)} 分，不是 {plain(whole)} 分")
    if form.summed:
        say(f"“{title}”的资金没有合计行，加了一行合计，由各行相加")
