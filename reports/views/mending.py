"""What a preparer has to mend, ready to print: words for severities, and the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from scoring.checks_blank import BLANKS
from scoring.finding import Finding, Severity
from scoring.mending import MUST, Mending, TableMending, must_count

from .findings import SEVERITY_VIEWS, SeverityView
from .listing import Heading, Listing, Section
from .measure import HOW_NAMES
from .names import FORM_NAMES
from .opinion import file_names

TASKS: Final[dict[Severity, str]] = {"error": "要改", "warning": "改正或说明", "note": "提示"}
"""What a severity asks of who fills the form in."""

FILL: Final = "要填"
"""The same of a blank cell."""

READY: Final = "可以上报"
CHECKED: Final = "检查过的"

_HEADINGS: Final = (
    Heading("行", 5, number=True), Heading("指标", 22), Heading("格", 10), Heading("位置", 20), Heading("要求", 11),
    Heading("现为", 14), Heading("应为", 14), Heading("问题", 44), Heading("办法", 30), Heading("代码", 7),
)  # fmt: skip


def verdict_of(findings: Iterable[Finding], *, whole: bool = True) -> str:
    """可以上报, or how much is to be mended; and how many notes there are.

    Args:
        whole: whether everything that was to be checked could be; else only what was is ready.
    """
    found = list(findings)
    must = must_count(found)
    notes = len(found) - must
    told = f"提示 {notes} 处，一般不须处理" if notes else ""
    if not must:
        return f"{'' if whole else CHECKED}{READY}{f'（另有{told}）' if told else ''}。"
    tasks = Counter(task_of(finding) for finding in found if finding.severity in MUST)
    parts = [f"{task} {tasks[task]} 处" for task in (TASKS["error"], FILL, TASKS["warning"]) if tasks[task]]
    return f"还有 {must} 处要处理：{'，'.join(parts)}{f'；另有{told}' if told else ''}。"


def task_of(finding: Finding) -> str:
    """What a finding asks of who fills the form in: a blank cell is filled in, another mended."""
    blank = finding.code.startswith(BLANKS) and finding.severity in MUST
    return FILL if blank else TASKS[finding.severity]


def standing(finding: Finding) -> str:
    """What stands in the cell and what should, where the message does not say both already."""
    said = finding.message
    parts = [
        f"{label}“{text}”"
        for label, text in (("现为", finding.read), ("应为", finding.expected))
        if text and text not in said
    ]
    return "，".join(parts)


def mending_listing(mendings: Sequence[Mending], left_out: str = "", *, whole: bool = True) -> Listing:
    """The page about any number of documents.

    Args:
        mendings: the documents.
        left_out: a sentence on those that could not be checked.
        whole: whether all that were to be checked were.
    """
    findings = [finding for one in mendings for finding in one.all_findings()]
    names = file_names([one.recheck.document.source for one in mendings])
    many = len(mendings) > 1
    sections = [
        section for name, one in zip(names, mendings, strict=True) for section in _sections(one, name if many else "")
    ]
    return Listing(
        title="上报前检查",
        subtitle="、".join(names),
        lead=(*((left_out,) if left_out else ()), verdict_of(findings, whole=whole)),
        sections=tuple(sections),
    )


def _sections(one: Mending, name: str) -> Iterable[Section]:
    """The tables of a document and what concerns the whole of it; ``name``: the file's among several, or ""."""
    file = f"{name} " if name else ""
    several = bool(name) or len(one.tables) > 1
    for table in one.tables:
        form = FORM_NAMES[table.table.evaluation.kind, table.table.evaluation.form]
        title = f"{file}表{table.table.number}《{table.table.evaluation.title}》（{form}）"
        short = f"{file}表{table.table.number}"
        yield Section(
            title, _HEADINGS, tuple(map(_row, table.findings)), (verdict_of(table.findings),) if several else (), short
        )
    if one.findings:
        yield Section(f"{file}全文", _HEADINGS, tuple(map(_row, one.findings)), (), f"{file}全文")


def measured_by(one: Mending) -> str:
    """By which ruleset the scores were checked, and why that one."""
    found = one.recheck.attribution
    if found is None or not any(table.table.scorecard is not None for table in one.tables):
        return ""
    return f"得分按{found.title}（{found.ruleset}，{HOW_NAMES.get(found.how, found.how)}）核对。"


def subject_of(finding: Finding, table: TableMending | None) -> str:
    """The row a finding speaks of: an indicator by its number and name, else the part of the table."""
    where = finding.where
    if where.row:
        return f"第 {where.row} 行“{where.name}”"
    if table is None:
        return "全文"
    if where.name and where.name != where.column:
        return where.name
    return where.column if where.column in ("总分", "评价等级") else "整张表"


def _row(finding: Finding) -> tuple[int | str | None, ...]:
    where = finding.where
    read = "" if finding.read == finding.message else finding.read
    sums = f"。算式：{finding.arithmetic}" if finding.arithmetic and finding.arithmetic not in finding.message else ""
    return (
        where.row or None, where.name, where.column, where.place.within_file(where.role), task_of(finding),
        read, finding.expected, finding.message + sums, finding.suggestion, finding.code,
    )  # fmt: skip


def view_of(severity: Severity) -> SeverityView:
    """The mark of a severity."""
    return SEVERITY_VIEWS[severity]
