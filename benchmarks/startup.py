"""Times whole runs of the command, from its start to its end: the help, and the recheck of one text.

By hyperfine where that is installed, else by a loop of our own.  Compiled modules are kept in a folder made for
it, as they are kept where the program is installed, so that no run compiles Python.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from attrs import frozen

from .measured import Goal, Measured, Section, versions_of
from .run import EXAMPLE, ROOT, SEEDS

HELP: Final = Goal("≤", 100)
RECHECK: Final = Goal("≤", 300)
"""Milliseconds from start to end."""

RUNS: Final = 25
_WARMING: Final = 2


@frozen
class Runs:
    """Some runs of one command line.

    Attributes:
        clock: milliseconds of each from start to end.
        processor: milliseconds of processor time, on average.
    """

    clock: list[float]
    processor: float


def measure(runs: int = RUNS) -> Section:
    """Time the command.

    Args:
        runs: of each command line.
    """
    figures = []
    with TemporaryDirectory() as kept:
        for name, words, goal in _commands():
            found = _runs(words, runs, environment_of_user(kept))
            remark = f"处理器时间平均 {found.processor:,.0f}"
            figures.append(Measured(name, "毫秒", found.clock, goal, remark))
    by = "hyperfine" if shutil.which("hyperfine") else "逐次启动"
    how = (
        f"从启动到结束的钟表时间，各 {runs} 次（{by}），编译好的模块已在磁盘上。"
        "别的程序也在运行时每一行都变长，先看只启动 Python 的一行，和最小的一次。"
    )
    return Section("startup", "启动", how, figures, versions_of(("attrs", "click")))


def main(runs: int = RUNS) -> None:
    """Measure and print, as Markdown."""
    print(measure(runs).markdown())


def _commands() -> list[tuple[str, list[str], Goal | None]]:
    command = Path(sys.executable).with_name("zipingbiao")
    ours = [str(command)] if command.exists() else [sys.executable, "-m", "workbench"]
    texts = {"示例": EXAMPLE, **{path.name[:3]: path for path in sorted(SEEDS.glob("*.txt"))}}
    return [
        ("只启动 Python", [sys.executable, "-c", ""], None),
        ("zipingbiao --help", [*ours, "--help"], HELP),
        *((f"zipingbiao recheck {name}", [*ours, "recheck", str(path)], RECHECK) for name, path in texts.items()),
    ]


def environment_of_user(kept: str) -> dict[str, str]:
    """The environment of a user, whose Python keeps what it has compiled."""
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**found, "PYTHONUTF8": "1", "PYTHONPYCACHEPREFIX": kept}


def _runs(words: Sequence[str], runs: int, environment: dict[str, str]) -> Runs:
    if shutil.which("hyperfine"):
        return _by_hyperfine(words, runs, environment)
    clock, processor = [], 0.0
    for number in range(-_WARMING, runs):
        before, start = os.times(), perf_counter()
        subprocess.run(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
        after = os.times()
        if number >= 0:
            clock.append((perf_counter() - start) * 1000)
            used = after.children_user + after.children_system - before.children_user - before.children_system
            processor += 1000 * used / runs
    return Runs(clock, processor)


def _by_hyperfine(words: Sequence[str], runs: int, environment: dict[str, str]) -> Runs:
    with TemporaryDirectory() as folder:
        result = Path(folder) / "times.json"
        options = ["--shell=none", "--ignore-failure", "--style=none", f"--warmup={_WARMING}", f"--runs={runs}"]
        subprocess.run(
            ["hyperfine", *options, "--export-json", str(result), shlex.join(words)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        (found,) = json.loads(result.read_text(encoding="utf-8"))["results"]
    return Runs([1000 * one for one in found["times"]], 1000 * (found["user"] + found["system"]))
