"""The command line ``zipingbiao``: the commands and what each is for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import click

from .chinese import Group, Program


def _command(module: str) -> Callable[[], click.Command]:
    """Imports a command's module when it is run: ``--help`` must not wait for the engine."""

    def imported() -> click.Command:
        command = import_module(f"workbench.commands.{module}").command
        assert isinstance(command, click.Command)
        return command

    return imported


def _rulesets_command(name: str) -> Callable[[], click.Command]:
    def imported() -> click.Command:
        command = getattr(import_module("workbench.commands.rulesets"), name)
        assert isinstance(command, click.Command)
        return command

    return imported


def _rulesets() -> click.Command:
    return Group(
        "rulesets",
        help="列出、查看和检查评分规则集。",
        lazy={
            "list": ("列出全部规则集", _rulesets_command("list_")),
            "show": ("显示一个规则集的全部内容：规则、公式、来源、等级", _rulesets_command("show")),
            "check": ("检查规则集文件，并运行其中的算例", _rulesets_command("check")),
        },
    )


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"zipingbiao {version('zipingbiao')}")
        context.exit()


main = Program(
    "zipingbiao",
    help="计算、解释和复核预算绩效自评表。\n\n"
    "退出码：0 没有问题；1 有“错误”级的问题；2 有文件、规则集或命令无法处理（其余的照常完成）。",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="显示版本号",
        )
    ],
    lazy={
        "recheck": ("复核公开的自评表：重算每个得分，列出问题", _command("recheck")),
        "score": ("按规则集计算一份自评表的得分，填报的得分只核对、不改动", _command("score")),
        "infer": ("推断一份文件是按哪套规则、哪种口径打分的", _command("infer")),
        "explain": ("逐步写出一张表或一行得分的算法", _command("explain")),
        "report": ("写出自评报告、自评表、复核意见或汇总", _command("report")),
        "rulesets": ("列出、查看和检查评分规则集", _rulesets),
    },
)
