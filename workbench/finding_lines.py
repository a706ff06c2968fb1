"""Findings on the terminal: most certain first, those of one code together, each with its arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from reports.views.findings import other_places
from scoring.finding import SEVERITIES, SEVERITY_NAMES, Finding, Where
from scoring.wording import WORDINGS

from .figures import SEVERITY_COLOURS
from .terminal import Screen


def finding_lines(findings: Iterable[Finding], screen: Screen) -> Iterator[str]:
    """All findings, errors first; arithmetic (codes A…) before what rests on a rule."""
    everything = list(findings)
    for severity in SEVERITIES:
        chosen = sorted((f for f in everything if f.severity == severity), key=_order)
        if not chosen:
            continue
        colour = SEVERITY_COLOURS[severity]
        yield ""
        yield screen.paint(f"{SEVERITY_NAMES[severity]}（{len(chosen)}）", colour, "bold")
        for code, group in groupby(chosen, key=lambda finding: finding.code):
            yield from _group(code, list(group), screen)


def _group(code: str, findings: list[Finding], screen: Screen) -> Iterator[str]:
    """The findings of one code; what all of them share is said once."""
    title = WORDINGS[code].title if code in WORDINGS else ""
    count = f"（{len(findings)} 处）" if len(findings) > 1 else ""
    yield f"  {screen.paint(f'{code} {title}', 'bold')}{count}"
    shared_source = _shared(finding.source for finding in findings)
    shared_suggestion = _shared(finding.suggestion for finding in findings)
    for finding in findings:
        yield from screen.paragraph(f"{place(finding.where)}：{finding.message}", indent=4, hanging=2)
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


def place(where: Where) -> str:
    """Where a finding speaks of.  The table's title stands in the list above; its number is enough here."""
    parts = [f"表{where.table}" if where.table else "", f"“{where.name}”" if where.name else "", where.column]
    within = where.place.within_file(where.role)
    return " ".join(part for part in parts if part) + (f"（{within}）" if within else "") or "全文"


def _shared(texts: Iterable[str]) -> str:
    different = set(texts)
    return different.pop() if len(different) == 1 else ""


def _order(finding: Finding) -> tuple[str, int, int, int]:
    letter, number = re.fullmatch(r"(\D*)(\d*)", finding.code).groups()  # type: ignore[union-attr]  # always matches
    return letter, int(number or 0), finding.where.table, finding.where.row
