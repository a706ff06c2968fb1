"""``python -m examples.generated SEED -o DIR``: write an invented disclosure and list the faults planted in it."""

from __future__ import annotations

import argparse
from pathlib import Path

import rulesets

from . import CODES, FAMILIES, STYLES, Generated, generate


def main() -> None:
    """Write the document, and those it is to be compared with, and print what was planted."""
    parser = argparse.ArgumentParser(prog="python -m examples.generated", description="编一份带已知问题的公开说明")
    parser.add_argument("seed", type=int, help="任意整数；相同的数得到相同的文件")
    parser.add_argument("-o", "--output", type=Path, default=Path("out"), help="写到哪个文件夹，默认 out")
    parser.add_argument("--faults", type=int, default=4, help="最多埋几处问题，默认 4")
    parser.add_argument("--codes", default="", help=f"只埋这些代码的问题，用逗号隔开：{'、'.join(CODES)}")
    parser.add_argument("--ruleset", default="", help="用哪个规则集打分，默认任选")
    parser.add_argument("--family", choices=[family.name for family in FAMILIES], help="表样，默认任选")
    parser.add_argument("--style", choices=STYLES, help="写成哪种文件，默认任选")
    given = parser.parse_args()
    shelf = rulesets.catalogue()
    if given.ruleset and given.ruleset not in shelf:
        parser.error(f"没有规则集“{given.ruleset}”；有：{'、'.join(shelf)}")
    made = generate(
        given.seed,
        [shelf[given.ruleset]] if given.ruleset else list(shelf.values()),
        faults=given.faults,
        codes=[code for code in given.codes.split(",") if code],
        style=given.style,
        family=next((family for family in FAMILIES if family.name == given.family), None),
    )
    given.output.mkdir(parents=True, exist_ok=True)
    for name, data in filter(None, ((made.name, made.data), made.goals, made.last)):
        (given.output / name).write_bytes(data)
        print(given.output / name)
    if given.style and made.style != given.style:
        print(f"\n没有写成 {given.style}，写成了 {made.style}：{_cause(made)}")
    convention = made.draft.convention.name or "照规则"
    print(f"\n规则集 {made.draft.ruleset.id}（{convention}），表样 {made.draft.family.name}\n")
    print("| 代码 | 表 | 项 | 问题 |\n| --- | ---: | ---: | --- |")
    for one in made.planted:
        print(f"| {one.code} | {one.table or '全文'} | {one.row or ''} | {one.what} |")


def _cause(made: Generated) -> str:
    """Why a document is not of the style asked for: what is planted needs another, or its form is no table."""
    if made.draft.family.sentences:
        return "这种表样是一句句的文字，只能写成文本"
    return "埋下的问题（修订痕迹、没有计算的公式等）只有这种文件里才有"


if __name__ == "__main__":
    main()
