"""click in Chinese: usage, headings, help and error messages.

click's own words are English and its line breaking knows no Chinese; the
classes here replace both, for every command of the program.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import click

from .terminal import Screen, clean

_HEADINGS: Final = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}

_MESSAGES: Final = (
    (r"No such option:? '?(.+?)'?\.?(?: .*)?$", "没有选项 {0}"),
    (r"No such command '(.+?)'\.?(?: .*)?$", "没有命令 {0}"),
    (r"Got unexpected extra arguments? \((.*)\)", "多余的参数：{0}"),
    (r"Option '?(.+?)'? requires an argument\.?", "选项 {0} 后面缺少值"),
    (r"Option '?(.+?)'? requires (\d+) arguments\.?", "选项 {0} 后面要有 {1} 个值"),
    (r"Option '?(.+?)'? does not take a value\.?", "选项 {0} 后面不能带值"),
    (r"Missing command\.?", "缺少命令"),
    (r"Missing argument '?(\[?[^\s'.]+).*", "缺少参数 {0}"),
    (r"Missing option '?([^\s'.]+).*", "缺少选项 {0}"),
)
"""click's messages and ours; what is not here is shown as click wrote it."""


_REQUIRED: Final = "  [required]"
"""What click puts behind the help of an option that must be given."""


def translated(message: str) -> str:
    """A message of click in Chinese."""
    for pattern, chinese in _MESSAGES:
        found = re.match(pattern, message)
        if found:
            return chinese.format(*found.groups())
    return message


class _Formatter(click.HelpFormatter):
    """Writes help with widths right for Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.screen = Screen.of()

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(f"用法：{prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{_HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        margin = " " * self.current_indent
        for paragraph in inspect.cleandoc(text).split("\n\n"):
            for line in self.screen.wrap(_joined(paragraph), self.width - self.current_indent):
                self.write(f"{margin}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        entries = list(rows)
        first = min(max((self.screen.width(term) for term, _ in entries), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        for term, text in entries:
            text = _joined(text).replace(_REQUIRED, "必须写。")
            lines = self.screen.wrap(text, max(20, self.width - self.current_indent - first))
            if self.screen.width(term) > first - col_spacing:
                self.write(f"{margin}{term}\n")
            else:
                self.write(f"{margin}{self.screen.pad(term, first)}{lines.pop(0)}".rstrip() + "\n")
            for line in lines:
                self.write(f"{margin}{' ' * first}{line}\n")


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is in Chinese."""

    context_class = _Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_chinese(super().get_help_option(ctx))


class Group(click.Group):
    """A group whose help is in Chinese and whose commands are imported only when they are run.

    Attributes:
        lazy: command names to what they are for and a function that imports them.
    """

    context_class = _Context
    command_class = Command

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, Callable[[], click.Command]]], **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        kwargs.setdefault("subcommand_metavar", "命令 …")
        kwargs.setdefault("no_args_is_help", False)
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_chinese(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self.lazy[cmd_name][1]() if cmd_name in self.lazy else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (purpose, _) in self.lazy.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.lazy and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self.lazy, n=1)
            hint = f"，是不是 {near[0]}？" if near else ""
            ctx.fail(f"没有命令 {clean(name)}{hint or '。'}可用的有：{'、'.join(self.lazy)}")
        return super().resolve_command(ctx, args)


def _in_chinese(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "显示本说明"
    return option


def _joined(paragraph: str) -> str:
    """A paragraph of a docstring as one line; Chinese lines join without a space."""
    joined = ""
    for line in paragraph.splitlines():
        line = line.strip()
        latin = joined[-1:].isascii() and line[:1].isascii()
        joined += (" " if joined and latin else "") + line
    return joined
