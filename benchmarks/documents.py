"""Times reading and writing of documents beside the library one would take otherwise, on the same files in one run.

First on files that are met for the first time (:mod:`benchmarks.fresh`); then on forms of the example's twelve
projects, written by our own writers, one a file and all in one, that are read again in every round, so that all
that repeats in them has been met before.  All time is processor time of one core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import reports
import rulesets
from scoring import recheck

from . import fresh, writing
from .corpora import KINDS, Corpus, all_in_one, of_folder, one_each
from .peers import PEERS, Peer, installed
from .run import EXAMPLE

ROUNDS = 12
"""Rounds of each measurement; the fastest counts, so that a busy machine disturbs little."""


def seconds(*works: Callable[[Any], object], items: Sequence[Any]) -> list[float]:
    """Seconds an item for each of the works: the fastest of several rounds over all items, the works taking turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            start = process_time()
            for item in items:
                work(item)
            best[number] = min(best[number], process_time() - start)
    return [one / len(items) for one in best]


def reading(corpus: Corpus) -> None:
    """Print how fast each format is read, read and rechecked, and read by the usual library."""
    shelf = list(rulesets.catalogue().values())
    print(f"| {corpus.name}，毫秒 | 份 | 读入 | 读入并复核 | 通常的库只读入 | 读入快几倍 | 读入并复核快几倍 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind, files in corpus.files.items():
        peer = PEERS[kind]
        name = f"自评表.{kind}"

        def ours(data: bytes, name: str = name) -> object:
            return reports.read(name, data)

        def whole(data: bytes, name: str = name) -> object:
            return recheck(reports.read(name, data), shelf, trace=False)

        files = [data for data in files if _is_readable(data, ours, peer)]
        if not files or not installed(peer.name):
            print(f"| {kind} | {len(files)} | — | — | 没有 {peer.name} 也能读的文件 | — | — |")
            continue
        read, both, theirs = (1000 * one for one in seconds(ours, whole, peer.read, items=files))
        print(
            f"| {kind} | {len(files)} | {read:.2f} | {both:.2f} | {theirs:.2f}（{peer.name} {installed(peer.name)}） "
            f"| {theirs / read:.1f} | {theirs / both:.1f} |"
        )


def _is_readable(data: bytes, ours: Callable[[bytes], object], peer: Peer) -> bool:
    """Do both read the file?  What they make of it is not compared."""
    try:
        ours(data)
        if installed(peer.name):
            peer.read(data)
    except Exception:
        # Broad on purpose: a library that fails on somebody's file, however it does, is not timed on it.
        return False
    return True


def main(files: Path | int | None = None) -> None:
    """Measure and print, as Markdown.

    Args:
        files: measure reading of the files in this folder, or of so many invented ones, and nothing else.
    """
    kinds = [kind for kind in KINDS if kind != "pdf" or installed("typst")]
    if files is not None:
        fresh.main(of_folder(files) if isinstance(files, Path) else fresh.distinct(kinds, files))
        return
    fresh.main(fresh.distinct(kinds))
    print()
    print("以下是见过的文件：示例的十二个项目，每轮重读同一份，取最快的一轮。")
    print()
    evaluations = [one for one in reports.read(EXAMPLE).evaluations if one.form == "self-evaluation"]
    for corpus in (one_each(evaluations, kinds), all_in_one(evaluations, [kind for kind in kinds if kind != "pdf"])):
        reading(corpus)
        print()
    writing.main()
