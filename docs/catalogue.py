"""Write the pages of the shipped rulesets, docs/rulesets/*.md, the JSON Schema of their files and their tables as JSON.

python docs/catalogue.py            write them anew
python docs/catalogue.py --check    exit 1 and say which are out of date
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).with_name("rulesets")
SCHEMA = ROOT / "rulesets" / "schema.json"

# This folder has a rulesets of its own: the pages.
sys.path[0] = str(ROOT)

from rulesets import catalogue, describe, json_schema  # noqa: E402
from rulesets.files import content_of, tables_of  # noqa: E402
from rulesets.loading import SHIPPED, shipped  # noqa: E402
from rulesets.packed import PACKED, packed  # noqa: E402
from scoring.ruleset import EVIDENCE_NAMES, Ruleset  # noqa: E402


def pages() -> dict[Path, str]:
    """All files as they should be."""
    rulesets = list(catalogue(SHIPPED).values())
    found = {FOLDER / _name(ruleset): describe(ruleset) for ruleset in rulesets}
    found[FOLDER / "README.md"] = _index(rulesets)
    found[SCHEMA] = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    contents = {file: content_of(path, file) for file, path in sorted(shipped().items())}
    found[PACKED] = packed({content: tables_of(content, file) for file, content in contents.items()})
    return found


def _name(ruleset: Ruleset) -> str:
    return f"{ruleset.id.replace('/', '-')}.md"


def _index(rulesets: list[Ruleset]) -> str:
    lines = [
        "# 规则集",
        "",
        "这里的每一页由 `python docs/catalogue.py` 从规则集文件生成，与 `zipingbiao rulesets show 编号` 相同："
        "来源、公式、算例、等级。"
        "“依据”说明这套规则是怎么知道的；我们自己的理解写在各条的“说明”里。文件的写法见[规则集文件](../rulesets.md)。",
        "",
        "| 编号 | 名称 | 适用于 | 依据 |",
        "| --- | --- | --- | --- |",
    ]
    for one in rulesets:
        link = f"[{one.id}]({_name(one)})"
        lines.append(f"| {link} | {one.title} | {one.documents} | {EVIDENCE_NAMES[one.source.evidence]} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write or check the files; returns the exit code."""
    stale = []
    wanted = pages()
    for path, text in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if "--check" not in arguments:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    for path in FOLDER.glob("*.md"):
        if path not in wanted:
            stale.append(path)
            if "--check" not in arguments:
                path.unlink()
    for path in stale:
        print(f"{path.relative_to(ROOT)}: {'out of date' if '--check' in arguments else 'written'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
