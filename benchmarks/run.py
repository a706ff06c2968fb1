"""Times the way of the data on the example, and on real documents where they are at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

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


def main() -> None:
    """Measure and print, as Markdown."""
    from . import startup

    for section in (measure(), startup.measure()):
        print(f"## {section.title}\n\n{section.markdown()}\n")
