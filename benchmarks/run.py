"""Times the way of the data on real documents where they are at hand, else on the example."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time

import reports
import rulesets
from scoring import Document, Ruleset, recheck, score

from .measured import Measured, Section, versions_of

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "disclosure-2023.txt"
SEEDS = ROOT.parent / "shared" / "seeds"
SECONDS = 1.0
"""How long each figure is measured at least."""
ROUNDS = 7
"""Rounds of each figure of the page."""
STARTS = 15
"""How often a command is started; the median counts."""


def rates(work: Callable[[], object], units: int, rounds: int = 3) -> list[float]:
    """Units done in a second of processor time, in each of some rounds of at least a third of ``SECONDS``."""
    work()
    found = []
    for _ in range(rounds):
        done, start = 0, process_time()
        while (spent := process_time() - start) < SECONDS / 3:
            work()
            done += 1
        found.append(done * units / spent)
    return found


def start_time(*arguments: str) -> float:
    """Median milliseconds of a whole run of the command."""
    command = Path(sys.executable).with_name("zipingbiao")
    words = [str(command)] if command.exists() else [sys.executable, "-m", "workbench"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    times = []
    for _ in range(STARTS):
        start = perf_counter()
        subprocess.run([*words, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
        times.append((perf_counter() - start) * 1000)
    return statistics.median(times)


def measure(rounds: int = ROUNDS) -> Section:
    """Time the example, and real documents where they are at hand, each read and rechecked again and again.

    Args:
        rounds: of each measurement.
    """
    catalogue = rulesets.catalogue()
    seeds = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    figures = []
    for name, files in (("示例", [EXAMPLE]), (f"{len(seeds)} 份真实文件", seeds)):
        documents = [reports.read(path) for path in files]
        works = _works(files, documents, list(catalogue.values()), catalogue["xinjiang/2023"])
        figures += [
            Measured(f"{name}：{what}", "张一秒", rates(work, units, rounds), None, f"{units} 张表")
            for what, (work, units) in works.items()
            if units
        ]
    return Section(
        "tables",
        "每秒多少张表",
        f"同一批文本文件在一个进程里反复读、反复算，重复的文字和行只算一次，{rounds} 轮，计处理器时间；"
        "复核包括推断规则集、全部检查和解释。",
        figures,
        versions_of(["attrs", "simpleeval"]),
    )


def _works(
    files: Sequence[Path], documents: Sequence[Document], shelf: Sequence[Ruleset], measure: Ruleset
) -> dict[str, tuple[Callable[[], object], int]]:
    """What is timed, with how many tables it does."""
    tables = sum(len(document.evaluations) for document in documents)
    scored = [e for document in documents for e in document.evaluations if e.form == "self-evaluation"]
    return {
        "读入": (lambda: [reports.read(path) for path in files], tables),
        "评分": (lambda: [score(e, measure, trace=False) for e in scored], len(scored)),
        "评分并解释": (lambda: [score(e, measure) for e in scored], len(scored)),
        "复核": (lambda: [recheck(d, shelf) for d in documents], tables),
    }


def row(name: str, files: Sequence[Path], shelf: Sequence[Ruleset], measure: Ruleset) -> str:
    """One line of the table: tables a second for reading, scoring and rechecking these files."""
    documents: list[Document] = [reports.read(path) for path in files]
    tables = sum(len(document.evaluations) for document in documents)
    works = _works(files, documents, shelf, measure)
    figures = [f"{max(rates(work, units)):,.0f}" if units else "—" for work, units in works.values()]
    return f"| {name} | {tables} | {' | '.join(figures)} |"


def main() -> None:
    """Measure and print, as Markdown."""
    catalogue = rulesets.catalogue()
    shelf = list(catalogue.values())
    measure = catalogue["xinjiang/2023"]
    seeds = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    print(
        f"{platform.machine()}，{os.cpu_count()} 核，{platform.system()}，Python {platform.python_version()}，", end=""
    )
    print("，".join(f"{name} {version(name)}" for name in ("attrs", "click", "jinja2", "simpleeval")))
    print()
    print("| 每秒多少张表（单进程） | 表 | 读入 | 评分 | 评分并解释 | 复核（含推断） |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    print(row("示例", [EXAMPLE], shelf, measure))
    for path in seeds:
        print(row(path.name[:3], [path], shelf, measure))
    if seeds:
        print(row("五份合计", seeds, shelf, measure))
    print()
    print("| 冷启动（中位数） | 毫秒 |")
    print("| --- | ---: |")
    print(f"| zipingbiao --help | {start_time('--help'):.0f} |")
    print(f"| zipingbiao recheck 示例 | {start_time('recheck', str(EXAMPLE)):.0f} |")
    for path in seeds:
        print(f"| zipingbiao recheck {path.name[:3]} | {start_time('recheck', str(path)):.0f} |")
