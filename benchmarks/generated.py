"""Rechecks invented disclosures with known faults and prints what was found, missed and false."""

from __future__ import annotations

from time import process_time

import rulesets
from examples.generated import Confusion, compare, generate, rechecked

DOCUMENTS = 1000
"""How many documents are made."""

GROUPS = {"A": "算术", "B": "得分", "C": "原因", "D": "目标", "E": "资金", "F": "全文", "R": "识读", "T": "填报"}

TEXTS = 100
"""How many of what was missed or false are listed."""


def main(documents: int = DOCUMENTS) -> None:
    """Make, read, recheck, compare and print, as Markdown.

    Args:
        documents: how many.
    """
    shelf = dict(rulesets.catalogue())
    counts, listed = Confusion(), []
    seconds, tables = 0.0, 0
    for seed in range(documents):
        made = generate(seed, tuple(shelf.values()))
        start = process_time()
        result = rechecked(made, shelf)
        seconds += process_time() - start
        tables += len(result.tables)
        outcome = compare(made, result, shelf)
        counts.add(outcome)
        listed += [f"- {seed} 漏掉 {one.code} 表{one.table} 第 {one.row} 项：{one.what}" for one in outcome.missed]
        listed += [f"- {seed} 误报 {one.code} {one.where}：{one.message}" for one in outcome.false]
        if not outcome.attributed:
            found = result.attribution.sentence if result.attribution is not None else "没有结论"
            listed.append(f"- {seed} 用的是 {made.draft.ruleset.id}（{made.draft.convention.name}），却说：{found}")
    print(counts.table())
    print()
    for group, name in GROUPS.items():
        print(f"{name}：埋下的找到 {counts.share_found(group):.2%}")
    print(f"{tables} 张表，读入并复核每秒处理器时间 {tables / seconds:,.0f} 张")
    if listed:
        print()
        print("\n".join(listed[:TEXTS]))
