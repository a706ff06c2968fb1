"""The command line ``zipingbiao``: the commands and what each is for.

Imports nothing heavy, not even click: an interrupt during the start is then told like any other.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from .exits import INTERRUPTED
from .garbage import look_seldom, never_look

HELP: Final = (
    "计算、解释和复核预算绩效自评表。\n\n"
    "退出码：0 没有问题；1 有“错误”级的问题；2 有文件、规则集或命令无法处理（其余的照常完成）；130 被中断。"
)

COMMANDS: Final[dict[str, tuple[str, str | dict[str, tuple[str, str]]]]] = {
    "recheck": ("复核公开的自评表：重算每个得分，列出问题", "recheck:command"),
    "score": ("按规则集计算一份自评表的得分，填报的得分只核对、不改动", "score:command"),
    "check": ("上报前检查：逐行写明要改什么，最后说能不能上报", "check:command"),
    "form": ("用批复的绩效目标表制作空白自评表，得分随填随算", "form:command"),
    "infer": ("推断一份文件是按哪套规则、哪种口径打分的", "infer:command"),
    "explain": ("逐步写出一张表或一行得分的算法", "explain:command"),
    "batch": ("成批计算几百万行的 Parquet 或 CSV", "batch:command"),
    "report": ("写出自评报告、自评表、复核意见或汇总", "report:command"),
    "rulesets": (
        "列出、查看、对照、检查和新写评分规则集",
        {
            "list": ("列出全部规则集", "rulesets:list_"),
            "show": ("显示一个规则集的全部内容：规则、公式、来源、等级", "rulesets:show"),
            "diff": ("对照两个规则集：规则、公式、取整、等级各有什么不同", "rulesets:diff"),
            "check": ("检查规则集文件，并运行其中的算例", "rulesets:check"),
            "new": ("在一个规则集的基础上新写一个文件", "rulesets:new"),
            "schema": ("写出规则集文件的 JSON Schema，供编辑器提示和检查", "rulesets:schema"),
        },
    ),
}


class _Main:
    """The entry point, called like a click command; makes the program when it is run."""

    name = "zipingbiao"

    def __call__(self) -> NoReturn:
        look_seldom()
        try:
            self.main()
        finally:
            never_look()

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:
        """Run a command line and exit."""
        try:
            from .program import program

            program(self.name, purpose=HELP, commands=COMMANDS).main(args=args, prog_name=prog_name, **extra)
        except KeyboardInterrupt:
            if sys.stderr is not None:
                print("已中断。", file=sys.stderr)
            sys.exit(INTERRUPTED)


main = _Main()
