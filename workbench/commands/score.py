"""``zipingbiao score``: goals and actuals in, the scored table out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import reports
from scoring import Document, Finding, Scorecard, TableRecheck

from ..chinese import Command
from ..inputs import Inputs, Source
from ..measures import scored
from ..options import AUTO, formats, known_rulesets, named, output, ruleset_folders
from ..outputs import Output
from ..score_lines import score_lines
from ..terminal import Screen


@click.command(cls=Command, name="score")
@click.argument("path", metavar="文件")
@click.option(
    "--ruleset",
    default=AUTO,
    metavar="auto|规则集",
    help="用哪个规则集；默认 auto：文件里写明的，否则按地区和年度选定。",
)
@ruleset_folders
@formats("text", "json", "html", "md", default="text")
@output
def command(path: str, ruleset: str, folders: tuple[Path, ...], format_: str, output: Path | None) -> int:
    """按规则集计算自评表的得分。

    文件可以是填报用的 TOML 或 JSON（样例见 examples/project.toml），也可以是含自评表的文本文件，- 表示标准输入。
    已填报的得分只与计算结果对照，不会改动；不一致时列为问题。
    """
    rulesets = known_rulesets(folders)
    if ruleset != AUTO:
        named(rulesets, ruleset)
    inputs = Inputs([path])
    screen = Output(output).screen()

    def work(source: Source, document: Document) -> tuple[list[Finding], list[tuple[Any, str]]]:
        tables = scored(document, rulesets, ruleset)
        return [finding for item, _ in tables for finding in item.findings], _results(source, tables, format_, screen)

    findings: list[Finding] = []
    for found, results in inputs.run(work):
        findings += found
        where = Output(output, many=len(results) > 1, inputs=inputs.files)
        for result, name in results:
            if format_ == "json":
                where.write_json(result, name)
            else:
                where.write(result, name)
    return inputs.exit_code(findings)


def _results(
    source: Source, tables: list[tuple[TableRecheck, Scorecard]], format_: str, screen: Screen
) -> list[tuple[Any, str]]:
    """What is to be written, a text or the data of a JSON file, each with its file's name."""
    if format_ == "text":
        return [("\n\n".join("\n".join(score_lines(*table, screen)) for table in tables), f"{source.stem}.评分.txt")]
    if format_ == "json":
        from reports.json_writer import score_to_json

        data = [score_to_json(item.evaluation, card) for item, card in tables]
        return [(data[0] if len(data) == 1 else data, f"{source.stem}.评分.json")]
    name = f"{source.stem}.自评表.{format_}"
    return [(reports.render("form", (item.evaluation, card), format_), name) for item, card in tables]
