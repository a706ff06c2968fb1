"""Tells how much memory the recheck of a folder takes, by the number of files: it should not grow with them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .folder import A_FOLDER, DISTINCT, cores, make, recheck_folder
from .measured import Measured, Section

COUNTS: Final = (1_000, 10_000, 100_000)


def measure(*counts: int) -> Section:
    """Recheck folders of different sizes.

    Args:
        counts: how many files each has; none: ``COUNTS``.
    """
    figures = []
    for count in counts or COUNTS:
        with TemporaryDirectory() as name:
            make(Path(name), count, ("md",), small=True)
            found = recheck_folder(Path(name), cores())
        remark = f"{found.seconds:,.0f} 秒，处理器时间 {found.processor:,.0f} 秒"
        figures.append(Measured(f"{count:,} 份：命令", "MB", [found.parent], None, remark))
        figures.append(Measured(f"{count:,} 份：读文件的进程", "MB", [found.worker]))
    how = (
        f"每份一张两行的表的 .md，{DISTINCT} 份互不相同，其余是硬链接，每个文件夹 {A_FOLDER} 份，recheck 写成文本；"
        "各进程常驻内存的峰值，四分之一秒看一次。"
    )
    return Section("memory", "文件夹占的内存", how, tuple(figures))


def main(*counts: int) -> None:
    """Measure and print, as Markdown."""
    print(measure(*counts).markdown())
