"""``zipingbiao score``: goals and actuals in, the scored table out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from reports.copies import COPIED, fill, to_be_saved_as
from reports.formats import FILES
from reports.readers.kinds import kind_of
from reports.views.what_if_tables import TableWhatIf, what_if_listing
from scoring import Document, Finding, Ruleset, Scorecard, TableRecheck, score
from scoring.what_if_total import sensitivity

from ..chinese import Command
from ..errors import WorkbenchError
from ..faults import say
from ..inputs import Effort, Inputs, Source, original
from ..layouts import layout, layout_for
from ..measures import formula_hint, scored
from ..options import (
    AUTO,
    compared,
    effort,
    format_for,
    formats,
    known_rulesets,
    named,
    one_table,
    output,
    ruleset_files,
    ruleset_folders,
)
from ..outputs import Output, refuse_terminal, rendered, safe_name, tell_of_older
from ..score_lines import reason_hint, score_lines
from ..terminal import Screen
from ..what_if_lines import what_if_lines

if TYPE_CHECKING:
    from rulesets import Catalogue

FORMATS = ("text", "json", *FILES["form"])
ASKED = ("text", "json", "html", "xlsx")
"""Those in which comparisons and sensitivities are written."""


@click.command(cls=Command, name="score")
@click.argument("path", metavar="文件")
@click.option(
    "--ruleset",
    default=AUTO,
    metavar="auto|规则集",
    help="用哪个规则集；默认 auto：文件里写明的，否则按地区和年度选定。",
)
@one_table
@click.option(
    "--compare",
    "beside",
    multiple=True,
    metavar="规则集,规则集",
    help="并列显示按这些规则集的总分、等级和各行得分；可用逗号写几个，也可写多次。",
)
@click.option("--all", "everything", is_flag=True, help="与全部规则集对照。")
@click.option(
    "--sensitivity",
    "sensitive",
    is_flag=True,
    help="列出总分取决于哪些行：失分、实际值多一点少一点的影响、哪一行决定等级。",
)
@layout
@ruleset_folders
@formats(*FORMATS, default=FORMATS[0])
@effort
@output
def command(
    path: str,
    ruleset: str,
    table: int | None,
    beside: tuple[str, ...],
    everything: bool,
    sensitive: bool,
    layout: str,
    folders: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    effort: Effort,
) -> int:
    """按规则集计算自评表的得分。

    文件可以是填报用的 TOML 或 JSON（样例见 examples/project.toml），也可以是含自评表的 Word、Excel、PDF、
    网页或文本文件，装有这些文件的文件夹或 .zip 压缩包，- 表示标准输入。
    已填报的得分只与计算结果对照，不会改动；不一致时列为问题。

    文件是 .docx 或 .xlsx、-o 写的也是同一种文件时，把得分、完成率和总分写进它的副本：
    空着的填上，与计算结果不同的改写，其余内容不动；原文件不动。

    .et、.xls、.doc、.wps 等旧格式的文件不做副本，写出的是重新排的自评表。

    写了 --compare、--all 或 --sensitivity 时，终端上列在评分之后，.json 里加上同样内容，
    .html 和 .xlsx 写的是对照页，不是自评表。

    例：zipingbiao score 自评表.docx --compare national/2020,xinjiang/2023

    例：zipingbiao score 自评表.docx --sensitivity -o 敏感性.html
    """
    asked = bool(beside or everything or sensitive)
    written = format_for(format_, output, ASKED if asked else FORMATS, FORMATS[0])
    if written not in ASKED and asked:
        raise WorkbenchError(f"对照和敏感性不能写成 {written}", cure=f"可选的格式：{'、'.join(ASKED)}")
    refuse_terminal(output, written)
    rulesets = known_rulesets(folders)
    others = tuple(compared(rulesets, beside, everything))
    if ruleset != AUTO:
        named(rulesets, ruleset)
    inputs = Inputs([path], effort, others=ruleset_files(folders))
    work = _Work(rulesets, ruleset, written, layout, Output(output).screen(), others, sensitive, table)
    done = inputs.run(work, apart=written == "pdf")
    where = Output(output, many=sum(len(results) for _, results in done) > 1, inputs=inputs.files)
    for _, results in done:
        for result, name in results:
            with inputs.writing():
                if written == "json":
                    where.write_json(result, name)
                else:
                    where.write_file(result, name)
    if not done:
        tell_of_older(output)
    return inputs.exit_code(finding for found, _ in done for finding in found)


@frozen
class _Work:
    """Scores a document: what is wrong with it, and what is to be written, each with its file's name."""

    rulesets: Catalogue
    ruleset: str
    format: str
    layout: str
    screen: Screen
    beside: tuple[Ruleset, ...] = ()
    """Rulesets to compare with."""
    sensitive: bool = False
    """Whether to say what the totals hang on."""
    table: int | None = None
    """The number of the one table wanted; None: all."""

    def __call__(self, source: Source, document: Document) -> tuple[list[Finding], list[tuple[Any, str]]]:
        tables = scored(document, self.rulesets, self.ruleset, table=self.table)
        if hint := formula_hint(document):
            say(f"{source.name}：{hint}")
        findings = [finding for item, _ in tables for finding in item.findings]
        if self.format != "text":
            for item, card in tables:
                hint = reason_hint(item.evaluation, card)
                if hint:
                    say(f"{source.name}：“{item.evaluation.title}”{hint}")
        return findings, self._results(source, document, tables)

    def _results(
        self, source: Source, document: Document, tables: list[tuple[TableRecheck, Scorecard]]
    ) -> list[tuple[Any, str]]:
        """A text, the bytes of a file or the data of a JSON file, each with its file's name."""
        asked = [self._what_if(item, card) for item, card in tables] if self.beside or self.sensitive else []
        if self.format == "text":
            blocks = ["\n".join(score_lines(*table, self.screen)) for table in tables]
            if asked:
                more = ["\n".join(what_if_lines(one, self.screen)) for one in asked]
                blocks = [part for pair in zip(blocks, more, strict=True) for part in pair]
            return [("\n\n".join(blocks), f"{source.stem}.评分.txt")]
        if self.format == "json":
            from reports.writers.json import score_to_json
            from reports.writers.what_if_json import what_if_to_json

            data = [score_to_json(item.evaluation, card) for item, card in tables]
            for table, one in zip(data, asked, strict=False):
                table |= what_if_to_json(one)
            return [(data[0] if len(data) == 1 else data, f"{source.stem}.评分.json")]
        if asked:
            from reports.rendering import render_listing

            page = render_listing(what_if_listing(source.name, asked), self.format)
            return [(page, f"{source.stem}.对照.{self.format}")]
        if self.format in COPIED and source.path is not None:
            file = original(source, document)
            kind = kind_of(file)
            if kind == self.format:
                return [(_filled(source, file, tables), f"{source.stem}.评分.{self.format}")]
            if to_be_saved_as(kind) == self.format:
                ending = source.suffix or f".{kind}"
                say(
                    f"{source.name}：{ending} 文件不能做副本，写出的是重新排的自评表（.{self.format}）；"
                    f"要把得分写进原来的表，先用原来的程序另存为 .{self.format} 再计算"
                )
        return [
            (
                rendered("form", (item.evaluation, card), self.format, layout_for(item.evaluation, self.layout)),
                f"{source.stem}{self._title(item, len(tables))}.自评表.{self.format}",
            )
            for item, card in tables
        ]

    def _title(self, item: TableRecheck, tables: int) -> str:
        """What tells the files of several tables of a document apart."""
        title = safe_name(item.evaluation.title) if tables > 1 else ""
        return f".{title}" if title else ""

    def _what_if(self, item: TableRecheck, card: Scorecard) -> TableWhatIf:
        evaluation = item.evaluation
        measure = self.rulesets[card.ruleset]
        return TableWhatIf(
            evaluation,
            item.number,
            card,
            tuple(score(evaluation, other, trace=False) for other in self.beside),
            sensitivity(evaluation, measure) if self.sensitive else None,
        )


def _filled(source: Source, data: bytes, tables: list[tuple[TableRecheck, Scorecard]]) -> bytes:
    """A copy of the file with scores and totals written into its cells."""
    from reports.places import score_fills

    fills = [one for item, card in tables for one in score_fills(item.evaluation, card)]
    filled = fill(source.name, data, fills)
    say(f"{source.name}：写入 {len(fills) - len(filled.left)} 格")
    for one in filled.left:
        say(f"{source.name}：{one.place.within_file(one.role)}不是空格也不是数，没有写入 {one.text}")
    return filled.data
