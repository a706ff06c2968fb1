"""``zipingbiao score``: goals and actuals in, the scored table out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import reports
from scoring import Document, Recheck, Scorecard, TableRecheck, recheck, score

from ..chinese import Command
from ..errors import WorkbenchError
from ..exits import exit_code
from ..inputs import Inputs, Source
from ..measures import measure_of
from ..options import AUTO, formats, known_rulesets, output, ruleset_folders
from ..outputs import Output
from ..score_lines import score_lines

if TYPE_CHECKING:
    from rulesets import Catalogue


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
    inputs = Inputs([path])
    findings = []
    for source, document in inputs.documents():
        scored = _scored(document, rulesets, ruleset)
        findings += [finding for item, _ in scored for finding in item.findings]
        _write(source, scored, format_, output)
    return exit_code(findings, failed=inputs.failed)


def _scored(document: Document, rulesets: Catalogue, wanted: str) -> list[tuple[TableRecheck, Scorecard]]:
    """Each self-evaluation with our scorecard, and a recheck of what was filled in, by the same ruleset."""
    rechecks: dict[str, Recheck] = {}
    scored = []
    for index, evaluation in enumerate(document.evaluations):
        if evaluation.form != "self-evaluation":
            continue
        measure = measure_of(evaluation, rulesets, wanted)
        if measure.id not in rechecks:
            rechecks[measure.id] = recheck(document, rulesets.values(), ruleset=measure.id)
        scored.append((rechecks[measure.id].tables[index], score(evaluation, measure)))
    if not scored:
        raise WorkbenchError(
            "没有可以计算的自评表", place=document.source, cure="绩效目标表没有实际完成值，填写后再计算"
        )
    return scored


def _write(source: Source, scored: list[tuple[TableRecheck, Scorecard]], format_: str, target: Path | None) -> None:
    if format_ == "text":
        where = Output(target)
        blocks = ["\n".join(score_lines(item, card, where.screen())) for item, card in scored]
        where.write("\n\n".join(blocks), f"{source.stem}.评分.txt")
    elif format_ == "json":
        from reports.json_writer import json_text, score_to_json

        tables = [score_to_json(item.evaluation, card) for item, card in scored]
        Output(target).write(json_text(tables[0] if len(tables) == 1 else tables), f"{source.stem}.评分.json")
    else:
        where = Output(target, many=len(scored) > 1)
        for item, card in scored:
            where.write(reports.render("form", (item.evaluation, card), format_), f"{source.stem}.自评表.{format_}")
