"""Times reading of files that a process meets for the first time, each way and each round in a process of its own.

What is kept of texts, shapes and formulas that were met before would flatter whoever reads the same file twice.  So
a process is warmed up on other documents (imports, compiled formulas, the words of the forms), and then reads each
file once.  Our way, the usual library and the bare parsing take turns, and the median of the rounds counts.
All time is processor time of one core, the garbage collector of every process set as our command sets its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final, Literal, TypeAlias

from attrs import frozen

from workbench.garbage import look_seldom

from .corpora import Corpus, file_of, invented, variety
from .peers import BARE, PEERS, installed

Side: TypeAlias = Literal["ours", "peer", "bare"]
SIDES: Final[tuple[Side, ...]] = ("ours", "peer", "bare")

DOCUMENTS: Final = 120
"""How many documents are invented."""

ROUNDS: Final = 5
"""Rounds of each measurement, each in a new process."""

_WARMING: Final = range(900_000, 900_008)
"""Seeds of the documents a process is warmed up on."""

Times: TypeAlias = list[list[float] | None]
"""For each file the seconds of each step, None where it could not be read."""


def distinct(kinds: Sequence[str], documents: int = DOCUMENTS) -> Corpus:
    """Invented documents of which no two are alike, half of them with one form, half with several."""
    tables = list(invented(range(documents)))
    share = variety(table for document in tables for table in document)
    name = f"{documents} 份互不相同的文件、{sum(map(len, tables))} 张自评表，{share:.0%} 的格内文字此前没有出现过"
    return Corpus(name, {kind: [file_of(document, kind) for document in tables] for kind in kinds})


def main(corpus: Corpus) -> None:
    """Measure and print, as Markdown."""
    print(f"初次见到的文件：{corpus.name}。每种读法每轮一个新进程，先用别的文件预热，再各读一遍；")
    print(f"{ROUNDS} 轮的中位数（最快–最慢），毫秒处理器时间一份。“再来一遍”是同一进程里第二遍读入并复核同一批。")
    print()
    print("| 格式 | 份 | 读入 | 读入并复核 | 再来一遍 | 通常的库只读入 | 读入快几倍 | 读入并复核快几倍 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    bare = []
    for kind, found in each(corpus):
        print(found.row(kind), flush=True)
        bare.append(found.bare_row(kind))
    print()
    print("| 格式，份/秒 | 读入 | 读入并复核 | 只解压和解析 | 读入是它的几倍 | 读入并复核是它的几倍 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    print("\n".join(bare))


def each(corpus: Corpus) -> Iterator[tuple[str, Steps]]:
    """Measure each kind of file."""
    with TemporaryDirectory() as name:
        for kind, files in corpus.files.items():
            folders = Path(name) / kind, Path(name) / f"{kind}-warming"
            for folder, data in zip(folders, (files, [file_of(one, kind) for one in invented(_WARMING)]), strict=True):
                folder.mkdir()
                for number, one in enumerate(data):
                    (folder / f"{number:06}").write_bytes(one)
            yield kind, _measured(kind, *folders)


@frozen
class Steps:
    """Milliseconds a file, one figure for each round.

    Attributes:
        files: how many files everyone could read.
        read, both, again: ours: reading, reading and recheck, both for the second time.
        peer, bare: the usual library, the bare parsing; empty where it is not installed.
    """

    files: int
    read: list[float]
    both: list[float]
    again: list[float]
    peer: list[float]
    bare: list[float]

    def row(self, kind: str) -> str:
        """The line of the table of times."""
        theirs = f"{_spread(self.peer)}（{PEERS[kind].name} {PEERS[kind].version}）" if self.peer else "—"
        return (
            f"| {kind} | {self.files} | {_spread(self.read)} | {_spread(self.both)} | {_spread(self.again)} | {theirs} "
            f"| {_ratio(self.peer, self.read)} | {_ratio(self.peer, self.both)} |"
        )

    def bare_row(self, kind: str) -> str:
        """The line of the table of files a second."""
        rates = [f"{1000 / statistics.median(one):,.0f}" if one else "—" for one in (self.read, self.both, self.bare)]
        said = f"（{BARE[kind].name} {BARE[kind].what}）"
        return (
            f"| {kind} | {rates[0]} | {rates[1]} | {rates[2]}{said} "
            f"| {_ratio(self.read, self.bare)} | {_ratio(self.both, self.bare)} |"
        )


def _spread(figures: Sequence[float]) -> str:
    return f"{statistics.median(figures):.2f}（{min(figures):.2f}–{max(figures):.2f}）" if figures else "—"


def _ratio(one: Sequence[float], other: Sequence[float]) -> str:
    """The median of the ratios within a round, where both ran on a machine that was busy alike."""
    ratios = [first / second for first, second in zip(one, other, strict=False)]
    return f"{statistics.median(ratios):.1f}" if ratios else "—"


def _measured(kind: str, folder: Path, warming: Path) -> Steps:
    sides = [
        side
        for side, needed in (("ours", ""), ("peer", PEERS[kind].name), ("bare", BARE[kind].name))
        if not needed or installed(needed)
    ]
    rounds: dict[str, list[Times]] = {side: [] for side in SIDES}
    for number in range(ROUNDS):
        for side in sides[number % len(sides) :] + sides[: number % len(sides)]:
            command = [sys.executable, "-m", "benchmarks.fresh", kind, side, str(folder), str(warming)]
            done = subprocess.run(command, capture_output=True, check=True, text=True)
            rounds[side].append(json.loads(done.stdout))
    numbers = range(len(rounds["ours"][0]))
    kept = [n for n in numbers if all(times[n] is not None for side in sides for times in rounds[side])]

    def figures(side: Side, step: int) -> list[float]:
        return [1000 * sum((times[n] or [])[step] for n in kept) / len(kept) for times in rounds[side] if kept]

    return Steps(
        len(kept),
        figures("ours", 0),
        figures("ours", 1),
        figures("ours", 2),
        figures("peer", 0),
        figures("bare", 0),
    )


def _timed(steps: Callable[[bytes], list[float]], data: bytes) -> list[float] | None:
    try:
        return steps(data)
    except Exception:
        # Broad on purpose: a library that fails on somebody's file, however it does, is not timed on it.
        return None


def _steps(kind: str, side: str) -> Callable[[bytes], list[float]]:
    """Does a file one way and gives the seconds until each step was done."""
    if side != "ours":
        read = (PEERS if side == "peer" else BARE)[kind].read

        def once(data: bytes) -> list[float]:
            start = process_time()
            read(data)
            return [process_time() - start]

        return once

    import reports
    import rulesets
    from scoring import recheck

    shelf = list(rulesets.catalogue().values())

    def both(data: bytes) -> list[float]:
        start = process_time()
        document = reports.read(f"自评表.{kind}", data)
        middle = process_time()
        recheck(document, shelf, trace=False)
        return [middle - start, process_time() - start]

    return both


def _child(kind: str, side: str, folder: str, warming: str) -> None:
    """Read every file once, ours twice over, and print the times."""
    steps = _steps(kind, side)
    for path in sorted(Path(warming).iterdir()):
        _timed(steps, path.read_bytes())
    files = [path.read_bytes() for path in sorted(Path(folder).iterdir())]
    look_seldom()
    times = [_timed(steps, data) for data in files]
    if side == "ours":
        again = [_timed(steps, data) for data in files]
        times = [one and other and [*one, other[-1]] for one, other in zip(times, again, strict=True)]
    print(json.dumps(times))


if __name__ == "__main__":
    _child(*sys.argv[1:5])
