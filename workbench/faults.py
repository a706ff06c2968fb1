"""What goes wrong, told in Chinese on standard error; and the one place that catches what nobody foresaw."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from .terminal import Screen, clean

if TYPE_CHECKING:
    from scoring.errors import ZipingbiaoError

DEBUG: Final = "ZIPINGBIAO_DEBUG"
"""Environment variable: set, an internal error shows Python's traceback too."""

_LONGEST_DETAIL: Final = 200
_LONGEST: Final = 1000
"""Characters of a message: it may quote names of any length."""

_REASONS: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有访问权限",
    errno.EPERM: "没有访问权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘是只读的",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "符号链接绕成了圈",
    errno.EBADF: "没有打开，或已经关闭",
    errno.EIO: "设备读写出错",
    errno.ENXIO: "没有这个设备",
    errno.EAGAIN: "系统暂时给不出更多的进程或资源",
    errno.ENOMEM: "内存不够",
    errno.EMFILE: "打开的文件太多",
}


def reason(error: OSError) -> str:
    """Why the operating system refused a file, in Chinese where the reason is a common one."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def say(message: str) -> None:
    """Write one line on standard error that is no error."""
    click.echo(clean(message), err=True)


def complain(error: Exception | str) -> None:
    """Write an error on standard error, one paragraph; what there is to choose from stands below, one a line."""
    screen = Screen.of_errors()
    click.echo(f"{screen.paint('错误：', 'red', 'bold')}{_cut(clean(str(error)))}", err=True, color=screen.colour)
    for choice in getattr(error, "choices", ()):
        click.echo(f"  {clean(choice)}", err=True)


def _cut(message: str) -> str:
    half = _LONGEST // 2
    return message if len(message) <= _LONGEST else f"{message[: half - 1]}…{message[-half:]}"


def internal_error(error: Exception, place: str) -> ZipingbiaoError:
    """A fault of the program itself, met in this place."""
    from .errors import WorkbenchError  # late: the engine is not needed to print a help text

    if os.environ.get(DEBUG):
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    detail = str(error)[:_LONGEST_DETAIL]
    return WorkbenchError(
        f"内部错误（{type(error).__name__}{'：' if detail else ''}{detail}）",
        place=place,
        cure=f"这是程序的缺陷，请连同这份文件报告给维护者；设环境变量 {DEBUG}=1 可以看到详情",
    )


@contextmanager
def work_on_one_file(name: str, tell: Callable[[ZipingbiaoError], None]) -> Iterator[None]:
    """Do the work on one file; whatever it raises is told about and ends this work only, not the run.

    Args:
        name: the file as shown to the user.
        tell: is given the error.
    """
    from scoring.errors import ZipingbiaoError

    try:
        yield
    except ZipingbiaoError as error:
        # Errors of the engine speak of a table or a rule; among many files the user must know which.
        error.place = error.place or name
        tell(error)
    except Exception as error:
        # Broad on purpose: documents come from anywhere, and a fault that one of them uncovers in
        # any library below must cost that document only.  KeyboardInterrupt passes.
        tell(internal_error(error, name))
