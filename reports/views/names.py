"""What tables and places in other documents are called."""

from __future__ import annotations

import re
from typing import Final

from scoring.finding import Finding, Where

FORM_NAMES: Final = {
    ("project", "self-evaluation"): "项目支出绩效自评表",
    ("project", "goal"): "项目支出绩效目标表",
    ("department", "self-evaluation"): "单位整体支出绩效自评表",
    ("department", "goal"): "单位整体支出绩效目标表",
}

_MOST_PLACES: Final = 4


def other_places(finding: Finding) -> str:
    """The other places a finding speaks of: ``目标表.docx 表2第 30 行``; "" where there are none."""
    return "、".join(dict.fromkeys(_other_place(where) for where in finding.others[:_MOST_PLACES])) + (
        f"等 {len(finding.others)} 处" if len(finding.others) > _MOST_PLACES else ""
    )


def _other_place(where: Where) -> str:
    # The folders a file lay in are nobody's business who reads the opinion.
    file = re.split(r"[/\\]", where.document)[-1]
    named = f"“{where.name}”" if where.name else ""
    within = where.place.within_file(where.role)
    table = f"表{where.table}{named}" if where.table else f"正文{named}"
    return (f"{file} " if file else "") + table + (f"（{within}）" if within else "")
