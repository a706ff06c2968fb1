"""``zipingbiao report``: the documents an office signs."""

from __future__ import annotations

from pathlib import Path

import click

import reports
from scoring import Evaluation, recheck, score

from ..chinese import Command
from ..errors import WorkbenchError
from ..exits import exit_code
from ..inputs import Inputs, Source
from ..measures import measure_of
from ..options import AUTO, OneOf, formats, known_rulesets, named, output, ruleset_folders
from ..outputs import Output

NAMES = {"report": "自评报告", "form": "自评表", "opinion": "复核意见", "summary": "汇总"}


@click.command(cls=Command, name="report")
@click.argument("paths", nargs=-1, required=True, metavar="文件…")
@click.option(
    "--kind",
    type=OneOf(*NAMES),
    default="report",
    help="report 自评报告（默认），form 自评表，opinion 复核意见，summary 多份文件的汇总。",
)
@click.option("--ruleset", default=AUTO, metavar="auto|规则集", help="用哪个规则集；默认 auto。")
@ruleset_folders
@formats("html", "md", default="html")
@output
def command(
    paths: tuple[str, ...], kind: str, ruleset: str, folders: tuple[Path, ...], format_: str, output: Path | None
) -> int:
    """写出自评报告、自评表、复核意见或汇总。

    自评报告和自评表按每张自评表写一份；复核意见按每份文件写一份。结果多于一份时要用 -o 写明文件夹。
    """
    rulesets = known_rulesets(folders)
    shelf = tuple(rulesets.values())
    inputs = Inputs(paths)
    texts: list[tuple[str, str]] = []
    findings = []
    rechecks = []
    for source, document in inputs.documents():
        if kind in ("opinion", "summary"):
            measure = None if ruleset == AUTO else named(rulesets, ruleset).id
            result = recheck(document, shelf, ruleset=measure, compare=("national/2020",))
            findings += list(result.all_findings())
            rechecks.append(result)
            if kind == "opinion":
                texts.append((_name(source, kind, format_), reports.render(kind, result, format_)))
            continue
        evaluations = [one for one in document.evaluations if one.form == "self-evaluation"]
        if not evaluations:
            inputs.fail(WorkbenchError("没有自评表", place=source.name, cure="填写实际完成值后再写报告"))
        for evaluation in evaluations:
            subject = (evaluation, score(evaluation, measure_of(evaluation, rulesets, ruleset)))
            texts.append((_name(source, kind, format_, evaluation), reports.render(kind, subject, format_)))
    if kind == "summary" and rechecks:
        texts.append((f"{NAMES[kind]}.{format_}", reports.render(kind, rechecks, format_)))
    if len(texts) > 1 and output is None:
        raise WorkbenchError(f"要写出 {len(texts)} 份{NAMES[kind]}", cure="用 -o 写明放到哪个文件夹")
    where = Output(output, many=len(texts) > 1)
    for name, text in texts:
        where.write(text, name)
    return exit_code(findings, failed=inputs.failed)


def _name(source: Source, kind: str, format_: str, evaluation: Evaluation | None = None) -> str:
    """File name: the source's, with the project's where there may be several."""
    title = f".{_safe(evaluation.title)}" if evaluation is not None else ""
    return f"{source.stem}{title}.{NAMES[kind]}.{format_}"


def _safe(title: str) -> str:
    """A title as part of a file name on any system, at most 40 characters."""
    return "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in title)[:40].strip(" .")
