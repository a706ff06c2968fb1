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


_STANDARDS = """\
问题先按严重程度排：错误、疑点、提示；同样严重的，算术在先，其次是缺漏，再次是对照规则的，最后是问句，同类按位置。
几行说的是同一件事时写成一条，列出各行；`.xlsx` 和 JSON 里仍是每处一条。

## 改变严重程度

```text
zipingbiao recheck 公开.zip --severity C1=error --severity A3=off
zipingbiao recheck 公开.zip --severities 级别.toml
```

级别写 `error`、`warning`、`note` 或 `off`（不报）。文件的写法如下，命令行写的优先；
不认识的代码或级别是错误，不会被忽略。
退出码照改过的级别：有“错误”为 1。

```toml
[severity]
C1 = "error"
A3 = "off"
```

## 接受已知的问题

```text
zipingbiao recheck 公开/ --write-baseline 基线.json     # 把这次的全部问题记作已接受
zipingbiao recheck 公开/ --baseline 基线.json           # 以后只列出新的，退出码也只看新的
```

基线用文件（字节相同，否则文件名相同）、代码、项目、行的名称、列和读到的值来认一个问题，与表、行、页的编号和次序无关，
所以文件里插了一行也认得出；读到的值变了，就是新的问题。结果里写明接受了几处、基线里有几处不再出现。
基线是 JSON，可以手工删去不想接受的条目。
在程序里用 `scoring.with_severities`、`scoring.baseline_of`、`scoring.accept`。""".splitlines()


def page() -> str:
    """The page as it should be."""
    lines = [
        "# 复核意见的代码",
        "",
        "本页由 `python docs/findings.py` 从程序里的用语表生成。严重程度是通常的取值：规则只是推断得来、证据不足时，"
        "“得分与规则不符”一类降为疑点；差额小到可以由四舍五入解释时，金额类降为提示。",
        "",
        *_STANDARDS,
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
