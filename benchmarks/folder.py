"""Times the recheck of folders: on several cores against one, the memory it holds over many files, and where time goes.

The files are invented disclosures of all formats (:mod:`benchmarks.corpora`), no two alike, in folders within folders;
where they are more than are made, the others are hard links to them.  What several cores are worth to any program is
timed in the same rounds: those of a virtual machine are often halves of one.
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
_STEPS: Final = 4_000_000
_PURE: Final = f"""
words = {{}}
for number in range({_STEPS}):
    word = str(number)
    words[word[-4:]] = words.get(word[:4], 0) + len(word)
"""
"""Work that needs no file, no other process and little memory, for some seconds."""


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


def recheck_folder(folder: Path, jobs: int, *, on_one_core: bool = False) -> Folder:
    """Recheck a folder by the command, into a file.

    Args:
        folder: what is rechecked.
        jobs: processes at a time.
        on_one_core: all of them share a core (Linux).
    """
    with TemporaryDirectory() as place:
        environment = environment_of_user(str(Path(tempfile.gettempdir()) / "zipingbiao-benchmarks"))
        words = [sys.executable, "-m", "workbench", "recheck", str(folder), "--jobs", str(jobs)]
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        process = subprocess.Popen(
            [*words, "-o", str(Path(place) / "复核.txt")],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_stay_on_one_core if on_one_core else None,
        )
        with _Watch(process.pid) as watch:
            process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Folder(perf_counter() - start, used, watch.parent, watch.worker)


def _stay_on_one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _pure(processes: int) -> float:
    """Seconds that so many processes need, each for the same pure work."""
    start = perf_counter()
    started = [subprocess.Popen([sys.executable, "-c", _PURE]) for _ in range(processes)]
    for process in started:
        process.wait()
    return perf_counter() - start


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
    may_share = hasattr(os, "sched_setaffinity")
    alone: list[Folder] = []
    together: list[Folder] = []
    pure: list[float] = []
    work: list[float] = []
    with TemporaryDirectory() as name:
        make(Path(name), files, distinct=files)
        for _ in range(rounds):
            alone.append(recheck_folder(Path(name), 1))
            together.append(recheck_folder(Path(name), count))
            pure.append(_pure(1) / _pure(count))
            if may_share:
                one, all_ = (recheck_folder(Path(name), jobs, on_one_core=True) for jobs in (1, count))
                work.append(one.processor / all_.processor)
    shares = [one.seconds / all_.seconds / count for one, all_ in zip(alone, together, strict=True)]
    goal = Goal("≥", SHARE)
    figures = [
        Measured("一个进程", "份一秒", [files / one.seconds for one in alone]),
        Measured(f"{count} 个进程", "份一秒", [files / one.seconds for one in together]),
        Measured(f"{count} 个进程的速度，占一个进程 {count} 倍的", "份额", shares, goal, "别的程序在运行时偏低"),
        Measured("同上，纯计算", "份额", pure, None, "这台机器能给的，也受别的程序影响"),
        Measured("前者与后者之比", "份额", [one / other for one, other in zip(shares, pure, strict=True)]),
        Measured(f"处理器时间，一个进程占 {count} 个进程合计的", "份额", work, None, "都只用一个核；其余是多做的事"),
        Measured("命令的内存峰值", "MB", [one.parent for one in together]),
        Measured("读文件的进程的内存峰值", "MB", [one.worker for one in together]),
    ]
    how = (
        f"{files} 份互不相同的文件（docx、html、xlsx、md、pdf 各五分之一），每个文件夹 {A_FOLDER} 份，"
        f"recheck 写成文本；轮流 {rounds} 轮，钟表时间，含启动。纯计算是几秒钟的拼字、查表，不读文件，各进程互不相干。"
    )
    return Section("folder", "文件夹", how, figures)


def cores() -> int:
    """How many processes are worth it."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main(*given: int) -> None:
    """Measure and print, as Markdown."""
    print(measure(*given).markdown())
