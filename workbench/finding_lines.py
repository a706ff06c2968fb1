"""Findings on the terminal: most certain first, those of one code together, each with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from reports.views.names import other_places
from scoring.finding import SEVERITIES, SEVERITY_NAMES, Finding, Where
from scoring.ranking import Group, grouped
from scoring.wording import WORDINGS

from .figures import SEVERITY_COLOURS
from .terminal import Screen


def finding_lines(findings: Iterable[Finding], screen: Screen) -> Iterator[str]:
    """All findings, errors first; arithmetic before what is missing and what rests on a rule."""
    groups = grouped(findings)
    for severity in SEVERITIES:
        chosen = [group for group in groups if group.severity == severity]
        if not chosen:
            continue
        colour = SEVERITY_COLOURS[severity]
        yield ""
        yield screen.paint(f"{SEVERITY_NAMES[severity]}（{_count(chosen)}）", colour, "bold")
        for code, together in groupby(chosen, key=lambda group: group.code):
            yield from _of_code(code, list(together), screen)


def _count(groups: Iterable[Group]) -> int:
    return sum(len(group.findings) for group in groups)


def _of_code(code: str, groups: list[Group], screen: Screen) -> Iterator[str]:
    """The findings of one code; what all of them share is said once, and so is what is the same in many rows."""
    title = WORDINGS[code].title if code in WORDINGS else ""
    count = f"（{_count(groups)} 处）" if _count(groups) > 1 else ""
    yield f"  {screen.paint(f'{code} {title}', 'bold')}{count}"
    shared_source = _shared(group.findings[0].source for group in groups)
    shared_suggestion = _shared(group.findings[0].suggestion for group in groups)
    for group in groups:
        finding = group.findings[0]
        places = _places([one.where for one in group.findings])
        many = f"（{len(group.findings)} 处）" if len(group.findings) > 1 and len(groups) > 1 else ""
        yield from screen.paragraph(f"{places}{many}：{group.message}", indent=4, hanging=2)
        if finding.arithmetic and finding.arithmetic not in finding.message:
            yield from screen.paragraph(f"算式：{finding.arithmetic}", indent=6, hanging=6)
        if finding.others:
            yield from screen.paragraph(f"对照：{other_places(finding)}", indent=6, hanging=6)
        if finding.source and not shared_source:
            yield from screen.paragraph(f"依据：{finding.source}", indent=6, hanging=6)
        if finding.suggestion and not shared_suggestion:
            yield from screen.paragraph(f"建议：{finding.suggestion}", indent=6, hanging=6)
    for label, text in (("依据", shared_source), ("建议", shared_suggestion)):
        if text:
            for line in screen.paragraph(f"{label}：{text}", indent=4, hanging=6):
                yield screen.paint(line, "faint")


def _places(many: list[Where]) -> str:
    """Places one after the other; the table they share is named once."""
    told, table = [], 0
    for where in many:
        shown = place(where)
        told.append(shown.removeprefix(f"表{table} ") if table else shown)
        table = where.table
    return "、".join(told)


def place(where: Where) -> str:
    """Where a finding speaks of.  The table's title stands in the list above; its number is enough here."""
    parts = [f"表{where.table}" if where.table else "", f"“{where.name}”" if where.name else "", where.column]
    within = where.place.within_file(where.role)
    return " ".join(part for part in parts if part) + (f"（{within}）" if within else "") or "全文"


def _shared(texts: Iterable[str]) -> str:
    different = set(texts)
    return different.pop() if len(different) == 1 else ""
