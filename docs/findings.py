"""Write docs/findings.md from the catalogue of findings.

python docs/findings.py            write it anew
python docs/findings.py --check    exit 1 if it is out of date
"""

from __future__ import annotations

import sys
from pathlib import Path

from scoring import SEVERITY_NAMES, WORDINGS

PAGE = Path(__file__).with_name("findings.md")
GROUPS = {
    "A": "算术：不靠任何规则就能断定",
    "B": "得分与完成情况",
    "C": "原因说明",
    "D": "目标与实际的写法",
    "E": "绩效与资金",
    "F": "全文与各表",
    "R": "识读",
    "T": "填报：只有 `zipingbiao check` 报告",
}


def page() -> str:
    """The page as it should be."""
    lines = [
        "# 复核意见的代码",
        "",
        "本页由 `python docs/findings.py` 从程序里的用语表生成。严重程度是通常的取值：规则只是推断得来、证据不足时，"
        "“得分与规则不符”一类降为疑点；差额小到可以由四舍五入解释时，金额类降为提示。",
        "",
    ]
    for group, title in GROUPS.items():
        lines += [f"## {group} {title}", "", "| 代码 | 问题 | 通常 | 建议 |", "| --- | --- | --- | --- |"]
        for code, wording in WORDINGS.items():
            if code.startswith(group):
                severity = SEVERITY_NAMES[wording.severity]
                lines.append(f"| {code} | {wording.title} | {severity} | {wording.suggestion} |")
        lines.append("")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Write or check the page; returns the exit code."""
    if "--check" in arguments:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
