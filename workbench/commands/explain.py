"""``zipingbiao explain``: how each score of a table came about, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from scoring import Document, Evaluation, Ruleset
from scoring.derivation import Derivation, derive

from ..chinese import Command
from ..errors import WorkbenchError
from ..explain_lines import explain_lines, side_by_side_lines
from ..figures import EXECUTION
from ..inputs import Effort, Inputs, Source
from ..measures import self_evaluation
from ..options import (
    Count,
    compared,
    effort,
    format_for,
    formats,
    known_rulesets,
    named,
    output,
    ruleset_files,
    ruleset_folders,
)
from ..outputs import Output, refuse_terminal, tell_of_older
from ..terminal import Screen

if TYPE_CHECKING:
    from rulesets import Catalogue

FORMATS = ("text", "json", "html", "xlsx")


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
@formats(*FORMATS, default=FORMATS[0])
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
    format_: str | None,
    output: Path | None,
    effort: Effort,
) -> int:
    """逐步写出得分的算法：用哪条规则、来自哪里、条件是否成立、代入数字的算式、怎样取整。

    没有指定规则集时，按推断出的规则集和口径，两者得分不同的都写出，并核对印出的得分。

    还写明实际值到多少得满分，再多、再少多少得分就变，规则在哪里分段；都按实际值印出的小数位数逐一求得，不是估计。

    例：zipingbiao explain 公开.docx --table 4 --row 2

    例：zipingbiao explain 公开.docx --table 4 --name 执行率 --compare national/2020,xinjiang/2023
    """
    written = format_for(format_, output, FORMATS, FORMATS[0])
    refuse_terminal(output, written)
    rulesets = known_rulesets(folders)
    others = tuple(compared(rulesets, beside, everything))
    by = tuple(named(rulesets, one) for one in wanted)
    inputs = Inputs([path], effort, others=ruleset_files(folders))
    work = _Work(rulesets, by, number, _Wanted(row, name), written, Output(output).screen(), others)
    done = inputs.run(work)
    where = Output(output, many=len(done) > 1, inputs=inputs.files)
    for source, result in done:
        with inputs.writing():
            if written == "json":
                where.write_json(result, f"{source.stem}.算法.json")
            else:
                where.write_file(result, f"{source.stem}.算法.{'txt' if written == 'text' else written}")
    if not done:
        tell_of_older(output)
    return inputs.exit_code()


@frozen
class _Wanted:
    """Which rows to explain: by number, by a part of the name, or all."""

    row: int | None
    name: str | None

    def rows(self, evaluation: Evaluation) -> list[int]:
        """Numbers of the rows meant, 0 for the budget execution."""
        found = [
            number
            for number, indicator in enumerate(evaluation.indicators, 1)
            if self.row in (None, number) and (self.name is None or self.name in indicator.name)
        ]
        money = evaluation.budget is not None and self.row is None and (self.name is None or self.name in EXECUTION)
        return [0, *found] if money else found


@frozen
class _Work:
    """Explains a table of a document by these rulesets, by the one inferred where there are none."""

    rulesets: Catalogue
    measures: tuple[Ruleset, ...]
    number: int | None
    wanted: _Wanted
    format: str
    screen: Screen
    beside: tuple[Ruleset, ...] = ()
    """Set side by side; () for the whole explanation by each."""

    def __call__(self, source: Source, document: Document) -> tuple[Source, Any]:
        evaluation, place = _table(document, self.number, source.name)
        rows = self.wanted.rows(evaluation)
        if evaluation.ruleset and not self.measures:
            named(self.rulesets, evaluation.ruleset)
        found = derive(document, self.rulesets.values(), place, rows, named=self.measures, beside=self.beside)
        if not found.rows:
            raise _no_rows(evaluation, place)
        return source, self._written(found, source.name)

    def _written(self, found: Derivation, name: str) -> Any:
        if self.format == "json":
            from reports.writers.derivation_json import derivation_to_json

            return derivation_to_json(found, name)
        if self.format != "text":
            from reports.rendering import render_listing
            from reports.views.derivation import derivation_listing

            return render_listing(derivation_listing(name, found), self.format)
        lines = side_by_side_lines if self.beside else explain_lines
        return "\n".join(lines(found, self.screen))


def _no_rows(evaluation: Evaluation, place: int) -> WorkbenchError:
    rows = [f"{number} {indicator.name}" for number, indicator in enumerate(evaluation.indicators, 1)]
    if not rows:
        cure = "检查表头下面有没有指标；“--name 执行率”解释预算执行率"
        return WorkbenchError("没有读到指标行", place=f"表{place}", cure=cure)
    return WorkbenchError("没有这样的指标", place=f"表{place}", cure="可选的有：", choices=rows)


def _table(document: Document, number: int | None, source: str) -> tuple[Evaluation, int]:
    """The table asked for and its number.

    Raises:
        WorkbenchError: there is no such table, or none was named among several.
    """
    count = len(document.evaluations)
    if number is None and count > 1:
        listed = [f"{n} {e.title}" for n, e in enumerate(document.evaluations, 1)]
        raise WorkbenchError(f"有 {count} 张表", place=source, cure="用 --table 写明是第几张：", choices=listed)
    number = number or 1
    return self_evaluation(document, number, source), number
