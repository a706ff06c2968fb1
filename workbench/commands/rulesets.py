"""``zipingbiao rulesets``: list, show, set side by side, check and begin the rules."""

from __future__ import annotations

from pathlib import Path

import click

import rulesets as shelf
from rulesets import RulesetError
from rulesets.building import UNWRITTEN
from scoring.errors import ZipingbiaoError
from scoring.ruleset import EVIDENCE_NAMES, Ruleset

from ..chinese import Command
from ..errors import WorkbenchError
from ..exits import FAILED, FINE
from ..faults import complain, say, work_on_one_file
from ..options import Where, known_rulesets, named, ruleset_folders
from ..outputs import Output
from ..terminal import Column, Screen, table

_MOST_HINTS = 5
"""Examples that are missed, at most, in what a check says."""


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
    _page(shelf.describe(named(known_rulesets(folders), name)))
    return FINE


@click.command(cls=Command, name="diff")
@click.argument("one", metavar="规则集")
@click.argument("other", metavar="规则集")
@ruleset_folders
def diff(one: str, other: str, folders: tuple[Path, ...]) -> int:
    """对照两个规则集，写明后一个与前一个有什么不同，哪些行的得分因此不同。"""
    rulesets = known_rulesets(folders)
    _page(shelf.differences(named(rulesets, one), named(rulesets, other)))
    return FINE


@click.command(cls=Command, name="new")
@click.option("--from", "parent", required=True, metavar="规则集", help="在哪个规则集的基础上写。")
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=Where(),
    metavar="文件",
    help="写到这里，如 我的规则/某市/2025.toml。",
)
@ruleset_folders
def new(parent: str, target: Path, folders: tuple[Path, ...]) -> int:
    """在一个规则集的基础上新写一个文件，里面有说明；写好的文件能通过检查。"""
    if target.is_dir() or target.suffix != ".toml":
        raise WorkbenchError("要写 .toml 文件的路径", place=str(target), cure=f"写成 {target / '2025.toml'}")
    text = shelf.draft(named(known_rulesets(folders), parent), target)
    Output(target, fresh=True).write(text, target.name)
    try:
        made = shelf.check(target)
    except RulesetError as error:
        target.unlink()
        say("没有通过检查，已删去这个文件")
        raise error
    say(f"编号是 {made.id}（文件夹名/文件名）；写上依据，改好以后用 zipingbiao rulesets check 检查")
    return FINE


@click.command(cls=Command, name="schema")
@click.option("-o", "--output", "target", type=Where(), metavar="文件", help="写到这里；不写则输出到终端。")
def schema(target: Path | None) -> int:
    """写出规则集文件的 JSON Schema；规则集文件第一行写 #:schema 和它的路径，编辑器就能提示和检查。"""
    Output(target).write_json(shelf.json_schema(), "schema.json")
    return FINE


def _page(text: str) -> None:
    screen = Screen.of()
    lines: list[str] = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        lines += screen.paragraph(line.strip(), indent=indent, hanging=2) if line.strip() else [""]
    Output(None).write("\n".join(lines), "")


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
    missing = shelf.uncovered(ruleset)
    lines = []
    if ruleset.source.document == UNWRITTEN:
        lines.append("提示：[source] 的 document 还是新文件里的说明，写上文件名称；不写，复核的问题没有可以引用的依据")
    lines += [f"提示：{told}，补上更稳妥" for told in missing[:_MOST_HINTS]]
    if len(missing) > _MOST_HINTS:
        lines.append(f"提示：另有 {len(missing) - _MOST_HINTS} 处没有算例")
    return "\n".join([_fine(file, ruleset, examples), *lines])


def _fine(file: Path, ruleset: Ruleset, examples: int) -> str:
    told = "可以使用，依据没有写" if ruleset.source.document == UNWRITTEN else "没有问题"
    return f"{file}：{told}。{ruleset.title}（{ruleset.id}），规则 {len(ruleset.rules)} 条，算例 {examples} 个。"


def years(ruleset: Ruleset) -> str:
    """The budget years it covers, in words."""
    first = ruleset.valid_from.year if ruleset.valid_from else None
    last = ruleset.valid_to.year if ruleset.valid_to else None
    if first is None and last is None:
        return "不限"
    if first == last:
        return str(first)
    return f"{first or ''}—{last or ''}"
