"""Times rechecks of documents of a hundred tables, on which every ruleset is tried, on one core."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import process_time

import reports
import rulesets
from examples.generated import generate
from scoring import Document, Evaluation, Ruleset, infer, recheck

TABLES = 100
"""How many tables a document has."""

ROUNDS = 3
"""Rounds of each measurement; the fastest counts."""


def main() -> None:
    """Measure one document for each ruleset, its tables scored by that ruleset, and one of all of them; print."""
    shelf = list(rulesets.catalogue().values())
    print(f"| {TABLES} 张表，{len(shelf)} 个规则集 | 部分得分 | 推断，秒 | 复核，秒 | 复核并解释，秒 | 推断出 |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    for ruleset in shelf:
        _measure(ruleset.id, _document([ruleset]), shelf)
    _measure("混用", _document(shelf), shelf)


def _measure(name: str, document: Document, shelf: list[Ruleset]) -> None:
    found = infer(document, shelf)
    works: tuple[Callable[[], object], ...] = (
        lambda: infer(document, shelf),
        lambda: recheck(document, shelf, trace=False),
        lambda: recheck(document, shelf),
    )
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, work in enumerate(works):
            start = process_time()
            work()
            best[number] = min(best[number], process_time() - start)
    answer = found.ruleset + (f"，{found.terms}" if found.terms else "")
    alike = f"，{len(found.tied)} 个分不开" if found.tied else ""
    print(f"| {name} | {found.parts} | {' | '.join(f'{one:.2f}' for one in best)} | {answer}{alike} |")


def _document(used: list[Ruleset]) -> Document:
    return Document("一百张表", tuple(table for table, _ in zip(_tables(used), range(TABLES), strict=False)))


def _tables(used: list[Ruleset]) -> Iterator[Evaluation]:
    """Self-evaluations of invented documents without faults, by rulesets that take turns."""
    seed = 0
    while True:
        made = generate(seed, [used[seed % len(used)]], faults=0)
        yield from (one for one in reports.read(made.name, made.data).evaluations if one.form == "self-evaluation")
        seed += 1
