"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from .errors import WorkbenchError
from .terminal import clean

if TYPE_CHECKING:
    from rulesets import Catalogue
    from scoring import Ruleset

_Function = TypeVar("_Function", bound=Callable[..., Any])

AUTO = "auto"
_LONGEST_COUNT = 9


class OneOf(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic only in newer clicks
    """A choice of words, refused in Chinese."""

    name = "choice"

    def __init__(self, *words: str) -> None:
        self.words = words

    def get_metavar(self, *_: Any, **__: Any) -> str:
        return f"[{'|'.join(self.words)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value not in self.words:
            self.fail(f"“{clean(str(value))}”不在可选的范围内：{'、'.join(self.words)}", param, ctx)
        return value


class Count(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A whole number from 1, refused in Chinese."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, int):
            return value
        text = str(value)
        # Python itself refuses to read thousands of digits; no list is that long.
        if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_COUNT or int(text) < 1:
            shown = text if len(text) <= 2 * _LONGEST_COUNT else f"{text[:_LONGEST_COUNT]}…"
            self.fail(f"“{clean(shown)}”不是序号，要写从 1 起的整数", param, ctx)
        return int(text)


class Where(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A path; whether it can be used is found out, and told in Chinese, by who uses it."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, Path):
            return value
        if not value:
            # To Python the empty path is the current folder; the user meant a variable that was not set.
            self.fail("路径是空的；当前文件夹写作 .", param, ctx)
        return Path(value)


def formats(*words: str, default: str) -> Callable[[_Function], _Function]:
    """``--format`` with the formats of this command; :func:`format_for` tells which it is where none was named."""
    return click.option(
        "--format",
        "format_",
        type=OneOf(*words),
        help=f"输出格式；不写则看 -o 的扩展名，默认 {default}。",
    )


def format_for(wish: str | None, target: Path | None, words: Sequence[str], default: str) -> str:
    """The format to write in: the one named, else the one the target's ending says, else the default.

    Raises:
        WorkbenchError: the ending is that of a format this command does not write.
    """
    if wish is not None:
        return wish
    if target is None or target.is_dir():
        return default
    ending = target.suffix.lower().removeprefix(".")
    wanted = {"txt": "text", "htm": "html", "markdown": "md"}.get(ending, ending)
    if wanted in words:
        return wanted
    from reports.readers.kinds import PROMISING

    if target.suffix.lower() in PROMISING:
        known = "、".join("txt" if word == "text" else word for word in words)
        raise WorkbenchError(f"不能写成 .{ending}", place=str(target), cure=f"扩展名写成这些之一：{known}")
    return default


output = click.option(
    "-o",
    "--output",
    type=Where(),
    metavar="文件或文件夹",
    help="写到这里；不写则输出到终端。多份文件时是文件夹。",
)


def effort(function: _Function) -> _Function:
    """``--jobs`` and ``--timeout``; the command is given an :class:`~workbench.inputs.Effort`."""

    @wraps(function)
    def command(jobs: int | None, timeout: int | None, **rest: Any) -> Any:
        from .inputs import Effort

        return function(effort=Effort(jobs, timeout), **rest)

    with_time = click.option(
        "--timeout",
        type=Count(),
        metavar="秒",
        help="读每份文件最多用多少秒（处理器时间）；不写则按文件大小，8 秒至 60 秒。",
    )
    with_jobs = click.option(
        "--jobs",
        type=Count(),
        metavar="N",
        help="同时用几个进程读文件；不写则文件多时与处理器个数相同，少时不另起进程。",
    )
    return cast(_Function, with_jobs(with_time(command)))


ruleset_folders = click.option(
    "--rulesets",
    "folders",
    multiple=True,
    type=Where(),
    metavar="文件夹",
    help="另外读取这个文件夹里的规则集（*.toml），可写多次。",
)


one_table = click.option(
    "--table", "table", type=Count(), metavar="N", help="只要第几张表，从 1 起；不写则每张自评表都要。"
)


def known_rulesets(folders: Sequence[Path]) -> Catalogue:
    """The shipped rulesets and those in the user's folders.

    Raises:
        RulesetError: a folder or a file in it cannot be used.
    """
    import rulesets

    return rulesets.catalogue(*folders)


def ruleset_files(folders: Sequence[Path]) -> list[Path]:
    """The files of rulesets in the user's folders, which a run must not write over."""
    return [file for folder in folders for pattern in ("*.toml", "*/*.toml") for file in folder.glob(pattern)]


def compared(rulesets: Catalogue, wanted: Sequence[str], everything: bool = False) -> list[Ruleset]:
    """The rulesets to set beside: those named, several in one word with commas between, or all there are.

    Raises:
        WorkbenchError: there is no such ruleset.
    """
    if everything:
        return list(rulesets.values())
    names = [name.strip() for word in wanted for name in word.replace("，", ",").split(",")]
    return [named(rulesets, name) for name in dict.fromkeys(names) if name]


def require_columns(what: str) -> None:
    """Refuse what needs numpy and pyarrow where one of them is missing.

    Args:
        what: is wanted, for the message.

    Raises:
        WorkbenchError: one is.
    """
    from importlib.util import find_spec

    if find_spec("numpy") is None or find_spec("pyarrow") is None:
        raise WorkbenchError(f"{what}要用的 pyarrow 或 numpy 没有安装", cure="运行 pip install 'zipingbiao[columns]'")


def named(rulesets: Catalogue, name: str) -> Ruleset:
    """The ruleset of that id.

    Raises:
        WorkbenchError: there is none; the message names the nearest.
    """
    if name in rulesets:
        return rulesets[name]
    import difflib

    near = difflib.get_close_matches(name, list(rulesets), n=1, cutoff=0.4)
    hint = f"是不是 {near[0]}？" if near else ""
    raise WorkbenchError(
        f"没有规则集 {clean(name)}",
        cure=f"{hint}用 zipingbiao rulesets list 查看全部；自己的规则集用 --rulesets 文件夹 读入",
    )
