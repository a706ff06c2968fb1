"""What a preparer has to mend, on the terminal: row by row, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from reports.views.mending import READY, measured_by, standing, subject_of, task_of, verdict_of, view_of
from reports.views.names import FORM_NAMES
from scoring.finding import Finding
from scoring.mending import Mending, TableMending

from .figures import SEVERITY_COLOURS
from .terminal import Screen


def check_lines(one: Mending, screen: Screen) -> Iterator[str]:
    """One document: each table with what is to be mended in it, then what concerns the whole."""
    yield screen.paint(f"检查：{one.recheck.document.source}", "bold")
    measure = measured_by(one)
    if measure:
        yield from screen.paragraph(measure, indent=2, hanging=2)
    for table in one.tables:
        evaluation = table.table.evaluation
        yield ""
        form = FORM_NAMES[evaluation.kind, evaluation.form]
        yield from screen.paragraph(f"表{table.table.number}《{evaluation.title}》（{form}）", hanging=4)
        yield from _items(table.findings, table, screen)
    if one.findings:
        yield ""
        yield from _items(one.findings, None, screen)


def last_line(mendings: Sequence[Mending], screen: Screen, *, whole: bool = True) -> str:
    """可以上报, or how much there is to be mended; see :func:`reports.views.mending.verdict_of`."""
    text = verdict_of((finding for one in mendings for finding in one.all_findings()), whole=whole)
    return screen.paint(text, "green" if text.startswith(READY) else "red", "bold")


def _items(findings: Iterable[Finding], table: TableMending | None, screen: Screen) -> Iterator[str]:
    told: set[str] = set()
    found = list(findings)
    if not found:
        yield screen.paint("  没有要处理的。", "green")
    for subject, group in groupby(found, key=lambda finding: subject_of(finding, table)):
        yield from screen.paragraph(subject, indent=2, hanging=2)
        for finding in group:
            yield from _item(finding, screen)
            if finding.suggestion and finding.suggestion not in told:
                told.add(finding.suggestion)
                for line in screen.paragraph(f"办法：{finding.suggestion}", indent=8, hanging=6):
                    yield screen.paint(line, "faint")


def _item(finding: Finding, screen: Screen) -> Iterator[str]:
    where = finding.where
    within = where.place.within_file(where.role)
    cell = f"{where.column}（{within}）" if where.column and within else where.column or within
    task = f"{view_of(finding.severity).mark} {task_of(finding)}"
    text = f"{task}  {f'{cell}：' if cell else ''}{finding.message}（{finding.code}）"
    first, *rest = screen.paragraph(text, indent=4, hanging=4)
    yield first.replace(task, screen.paint(task, SEVERITY_COLOURS[finding.severity]), 1)
    yield from rest
    stands = standing(finding)
    if stands:
        yield from screen.paragraph(stands, indent=8, hanging=2)
    if finding.arithmetic and finding.arithmetic not in finding.message:
        yield from screen.paragraph(f"算式：{finding.arithmetic}", indent=8, hanging=6)
