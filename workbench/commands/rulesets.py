"""``zipingbiao rulesets``: list, show and check the rules."""

from __future__ import annotations

from pathlib import Path

import click

import rulesets as shelf
from scoring.errors import ZipingbiaoError
from scoring.ruleset import EVIDENCE_NAMES, Ruleset

from ..chinese import Command
from ..exits import FAILED, FINE
from ..faults import complain, work_on_one_file
from ..options import Where, known_rulesets, named, ruleset_folders
from ..outputs import Output
from ..terminal import Column, Screen, table


@click.command(cls=Command, name="list")
@ruleset_folders
def list_(folders: tuple[Path, ...]) -> int:
    """列出全部规则集：编号、名称、适用年度、依据的可靠程度。"""
    screen = Screen.of()
    columns = [
        Column("编号", least=16),
        Column("名称", least=20),
        Column("年度"),
        Column("依据", least=12),
    ]
    rows = [
        [one.id, one.title, years(one), EVIDENCE_NAMES[one.source.evidence]] for one in known_rulesets(folders).values()
    ]
    Output(None).write("\n".join(table(screen, columns, rows)), "")
    return FINE


@click.command(cls=Command, name="show")
@click.argument("name", metavar="规则集")
@ruleset_folders
def show(name: str, folders: tuple[Path, ...]) -> int:
    """显示一个规则集：来源、规则、公式、分值、等级和算例。"""
    screen = Screen.of()
    lines: list[str] = []
    for line in shelf.describe(named(known_rulesets(folders), name)).splitlines():
        indent = len(line) - len(line.lstrip(" "))
        lines += screen.paragraph(line.strip(), indent=indent, hanging=2) if line.strip() else [""]
    Output(None).write("\n".join(lines), "")
    return FINE


@click.command(cls=Command, name="check")
@click.argument("files", nargs=-1, required=True, metavar="文件…", type=Where())
def check(files: tuple[Path, ...]) -> int:
    """检查规则集文件：每一项的写法、公式、等级有无空缺或重叠，并运行其中的算例。"""
    faults: list[ZipingbiaoError] = []

    def tell(error: ZipingbiaoError) -> None:
        faults.append(error)
        complain(error)

    where = Output(None)
    for file in files:
        told = ""
        with work_on_one_file(str(file), tell):
            told = _found(file, shelf.check(file))
        if told:
            where.write(told, "")
    return FAILED if faults else FINE


def _found(file: Path, ruleset: Ruleset) -> str:
    examples = sum(len(rule.examples) for rule in ruleset.rules) + len(ruleset.execution.examples)
    return f"{file}：没有问题。{ruleset.title}（{ruleset.id}），规则 {len(ruleset.rules)} 条，算例 {examples} 个。"


def years(ruleset: Ruleset) -> str:
    """The budget years it covers, in words."""
    first = ruleset.valid_from.year if ruleset.valid_from else None
    last = ruleset.valid_to.year if ruleset.valid_to else None
    if first is None and last is None:
        return "不限"
    if first == last:
        return str(first)
    return f"{first or ''}—{last or ''}"
