"""``zipingbiao report``: the documents an office signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from reports.formats import FILES, FORMATS
from scoring import Document, Evaluation, Finding, Recheck, recheck

from ..chinese import Command
from ..errors import WorkbenchError
from ..exits import FINE
from ..faults import say
from ..inputs import Effort, Inputs, Source
from ..layouts import layout, layout_for
from ..measures import formula_hint, scored
from ..options import (
    AUTO,
    OneOf,
    Where,
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
from ..outputs import Output, on_terminal, refuse_terminal, rendered, safe_name, summed_up, tell_of_older
from ..templates import Draw, Drawing, Template, drawn, field_lines, read_template
from ..writing import Done, EarlyWriting, OneFile, write_files

if TYPE_CHECKING:
    from rulesets import Catalogue

NAMES = {"report": "自评报告", "form": "自评表", "opinion": "复核意见", "summary": "汇总"}


@click.command(cls=Command, name="report")
@click.argument("paths", nargs=-1, metavar="文件…")
@click.option(
    "--kind",
    type=OneOf(*NAMES),
    default="report",
    help="report 自评报告（默认），form 自评表，opinion 复核意见，summary 多份文件的汇总。",
)
@click.option("--ruleset", default=AUTO, metavar="auto|规则集", help="用哪个规则集；默认 auto。")
@click.option(
    "--template",
    "template",
    type=Where(),
    metavar="模板",
    help="用自己的模板（docx、html、md、txt 等，Jinja 写法）；能用的字段见 --fields。",
)
@click.option("--fields", "listing", is_flag=True, help="列出这种报告的模板能用的全部字段，不写报告。")
@one_table
@layout
@ruleset_folders
@formats(*FORMATS, default=FORMATS[0])
@effort
@output
def command(
    paths: tuple[str, ...],
    kind: str,
    ruleset: str,
    template: Path | None,
    listing: bool,
    table: int | None,
    layout: str,
    folders: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    effort: Effort,
) -> int:
    """写出自评报告、自评表、复核意见或汇总。

    自评报告和自评表按每张自评表写一份；复核意见按每份文件写一份。结果多于一份时要用 -o 写明文件夹。

    没有写 -o 时写到标准输出：终端上是 Markdown，送入管道或文件时是 HTML。

    写出的同时检查；有“错误”级的问题时退出码是 1，报告照常写出。
    """
    if listing:
        Output(output).write("\n".join(field_lines(kind, Output(output).screen())), f"{NAMES[kind]}.字段.txt")
        return FINE
    if not paths:
        raise click.UsageError("缺少参数：文件…")
    own = read_template(template) if template is not None else None
    if own is not None and output is not None and output.suffix.lower() not in ("", f".{own.format}"):
        what = f"模板是 .{own.format}，不能写成 {output.suffix}"
        raise WorkbenchError(what, place=str(output), cure=f"把 -o 写成 .{own.format} 或文件夹")
    # Nobody reads the source of a web page; who looks on gets the text.
    default = "md" if output is None and on_terminal() else FORMATS[0]
    written = format_for(format_, output, FORMATS, default) if own is None else own.format
    if own is None and written not in FILES[kind]:
        raise WorkbenchError(f"{NAMES[kind]}不能写成 {written}", cure=f"可选的格式：{'、'.join(FILES[kind])}")
    if table is not None and kind in ("opinion", "summary"):
        raise WorkbenchError(f"{NAMES[kind]}说的是整份文件，不能只要一张表", cure="去掉 --table")
    refuse_terminal(output, written)
    rulesets = known_rulesets(folders)
    measure = None if ruleset == AUTO else named(rulesets, ruleset).id
    others = ruleset_files(folders) if template is None else [*ruleset_files(folders), template]
    inputs = Inputs(paths, effort, others=others)
    work = _Work(kind, written, ruleset, measure, rulesets, own, layout, table)
    writing = EarlyWriting(inputs, output) if Output(output).is_folder else OneFile(output)
    done = inputs.run(work, apart=written == "pdf", keep=writing if kind != "summary" else None)
    files = [file for one in done for file in one.files]
    if kind == "summary" and done:
        rechecks = [(one.source, one.recheck) for one in done if one.recheck is not None]
        text = _summary(inputs, rechecks, written, own)
        files = [(f"{NAMES[kind]}.{written}", text)] if text is not None else []
    if len(files) > 1 and output is None:
        raise WorkbenchError(f"要写出 {len(files)} 份{NAMES[kind]}", cure="用 -o 写明放到哪个文件夹")
    write_files(inputs, Output(output, many=len(files) > 1, inputs=inputs.files), files)
    if not files:
        tell_of_older(output)
    if default == "md" and format_ is None and own is None and files:
        say(f"终端上显示的是 Markdown；要网页、Word 或 PDF，用 -o 写明文件，如 -o {NAMES[kind]}.html")
    return inputs.exit_code(finding for one in done for finding in one.findings)


@frozen
class _Work:
    """Writes the reports on a document."""

    kind: str
    format: str
    ruleset: str
    measure: str | None
    rulesets: Catalogue
    template: Template | None = None
    layout: str = AUTO
    table: int | None = None
    """The number of the one table wanted; None: all."""

    def __call__(self, source: Source, document: Document) -> _Done:
        if self.kind in ("opinion", "summary"):
            shelf = tuple(self.rulesets.values())
            result = recheck(document, shelf, ruleset=self.measure, compare=("national/2020",))
            text = drawn(self.kind, result, self.format, self.template) if self.kind == "opinion" else ""
            return _Done(source, ((self._name(source), text),), tuple(result.all_findings()), result)
        tables = scored(document, self.rulesets, self.ruleset, table=self.table)
        if hint := formula_hint(document):
            say(f"{source.name}：{hint}")
        findings = tuple(finding for item, _ in tables for finding in item.findings)
        files = []
        for item, card in tables:
            subject = (item.evaluation, card)
            layout = layout_for(item.evaluation, self.layout) if self.kind == "form" else AUTO
            text = drawn(self.kind, subject, self.format, self.template, layout)
            files.append((self._name(source, item.evaluation), text))
        wrong = sum(finding.severity == "error" for finding in findings)
        if wrong:
            # These reports do not list findings; the exit code alone would be a riddle.
            say(f"{source.name}：检查出 {wrong} 处错误，用 zipingbiao score 查看")
        return _Done(source, tuple(files), findings)

    def _name(self, source: Source, evaluation: Evaluation | None = None) -> str:
        """File name: the source's, with the project's where there may be several."""
        title = f".{safe_name(evaluation.title)}" if evaluation is not None else ""
        return f"{source.stem}{title}.{NAMES[self.kind]}.{self.format}"


def _summary(
    inputs: Inputs, done: list[tuple[Source, Recheck]], format_: str, template: Template | None
) -> str | bytes | None:
    """A summary of the rechecks; None where the user's template fails."""
    if template is None:
        return inputs.together(done, lambda chosen: rendered("summary", summed_up(inputs, chosen), format_))
    subject = summed_up(inputs, [result for _, result in done])
    return inputs.alone(Drawing(template.name, "summary", subject, template), Draw(inputs.effort.seconds))


@frozen
class _Done(Done):
    """What one file came to: its reports, its findings, and the recheck if it is of use later."""

    findings: tuple[Finding, ...]
    recheck: Recheck | None = None
