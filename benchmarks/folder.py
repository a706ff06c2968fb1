"""Times the recheck of folders: on several cores against one, the memory it holds over many files, and where time goes.

The files are invented disclosures of all formats (:mod:`benchmarks.corpora`), as many different ones as are made, the
others hard links to them, in folders within folders.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter
from typing import Final

from attrs import define, evolve, frozen

from .corpora import file_of, invented
from .measured import Goal, Measured, Section
from .run import ROOT
from .startup import environment_of_user

FILES: Final = 1000
DISTINCT: Final = 500
A_FOLDER: Final = 100
ROUNDS: Final = 3
KINDS: Final = ("docx", "html", "xlsx", "md", "pdf")
SHARE: Final = 0.9
"""Of the cores that several should be worth."""

_OFTEN: Final = 0.25


@frozen
class Folder:
    """A run over a folder.

    Attributes:
        seconds: from start to end.
        processor: seconds of processor time of all its processes.
        parent, worker: resident megabytes at most, of the process that was started and of the largest that it started.
    """

    seconds: float
    processor: float
    parent: float
    worker: float


def make(
    folder: Path, files: int, kinds: Sequence[str] = KINDS, *, distinct: int = DISTINCT, small: bool = False
) -> None:
    """Make a folder of so many files.

    Args:
        folder: where.
        files: how many.
        kinds: their formats, in turns.
        distinct: how many of them are different.
        small: one table of two rows each, not as many as a disclosure has.
    """
    seeds = min(files, distinct)
    there: list[Path] = []
    for number, document in enumerate(invented(range(0, 2 * seeds, 2) if small else range(seeds))):
        kind = kinds[number % len(kinds)]
        path = _place(folder, number, kind)
        tables = [evolve(document[0], indicators=document[0].indicators[:2])] if small else document
        path.write_bytes(file_of(tables, kind))
        there.append(path)
    for number in range(seeds, files):
        one = there[number % seeds]
        os.link(one, _place(folder, number, one.suffix[1:]))


def _place(folder: Path, number: int, kind: str) -> Path:
    within = folder / f"{number // A_FOLDER // A_FOLDER:02}" / f"{number // A_FOLDER % A_FOLDER:02}"
    within.mkdir(parents=True, exist_ok=True)
    return within / f"{number:06}.{kind}"


def recheck_folder(folder: Path, jobs: int, *options: str) -> Folder:
    """Recheck a folder by the command, into a file.

    Args:
        folder: what is rechecked.
        jobs: processes at a time.
        options: further ones.
    """
    with TemporaryDirectory() as place:
        environment = environment_of_user(str(Path(tempfile.gettempdir()) / "zipingbiao-benchmarks"))
        words = [sys.executable, "-m", "workbench", "recheck", str(folder), "--jobs", str(jobs), *options]
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        process = subprocess.Popen(
            [*words, "-o", str(Path(place) / "复核.txt")],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with _Watch(process.pid) as watch:
            process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Folder(perf_counter() - start, used, watch.parent, watch.worker)


@define
class _Watch:
    """Looks from time to time how much memory a process and those it started have had at most (Linux)."""

    pid: int
    parent: float = 0.0
    worker: float = 0.0
    _over: Event | None = None
    _thread: Thread | None = None

    def __enter__(self) -> _Watch:
        self._over = Event()
        self._thread = Thread(target=self._look, args=(self._over,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._over is not None
        assert self._thread is not None
        self._over.set()
        self._thread.join()

    def _look(self, over: Event) -> None:
        while not over.wait(_OFTEN):
            self.parent = max(self.parent, _peak(self.pid))
            self.worker = max(self.worker, *map(_peak, _children(self.pid)), 0.0)


def _peak(pid: int) -> float:
    """Megabytes a process has had at most; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _children(pid: int) -> Iterator[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return
    yield from map(int, found.split())


def measure(files: int = FILES, rounds: int = ROUNDS) -> Section:
    """Recheck a folder on one core and on all.

    Args:
        files: how many.
        rounds: how often, the two taking turns.
    """
    count = cores()
    alone: list[Folder] = []
    together: list[Folder] = []
    with TemporaryDirectory() as name:
        make(Path(name), files)
        for _ in range(rounds):
            alone.append(recheck_folder(Path(name), 1))
            together.append(recheck_folder(Path(name), count))
    shares = [one.seconds / all_.seconds / count for one, all_ in zip(alone, together, strict=True)]
    work = [one.processor / all_.processor for one, all_ in zip(alone, together, strict=True)]
    figures = [
        Measured("一个进程", "份一秒", [files / one.seconds for one in alone]),
        Measured(f"{count} 个进程", "份一秒", [files / one.seconds for one in together]),
        Measured(
            f"{count} 核抵得上几成的 {count} 倍", "份额", shares, Goal("≥", SHARE), "钟表时间，别的程序在运行时偏低"
        ),
        Measured("一个进程用的处理器时间是几个进程合计的几成", "份额", work, Goal("≥", SHARE), "与别的程序无关"),
        Measured("命令的内存峰值", "MB", [one.parent for one in together]),
        Measured("读文件的进程的内存峰值", "MB", [one.worker for one in together]),
    ]
    how = (
        f"{files} 份文件（docx、html、xlsx、md、pdf 各五分之一，{min(files, DISTINCT)} 份互不相同，其余是硬链接），"
        f"每个文件夹 {A_FOLDER} 份，recheck 写成文本；轮流 {rounds} 轮，含启动。"
    )
    return Section("folder", "文件夹", how, figures)


def cores() -> int:
    """How many processes are worth it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main(*given: int) -> None:
    """Measure and print, as Markdown."""
    print(measure(*given).markdown())
