"""Verdicts, severities and findings in words and marks that need no colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from attrs import evolve, frozen

from scoring.finding import SEVERITIES, SEVERITY_NAMES, Finding, Severity
from scoring.opinion import TableRecheck, Verdict
from scoring.wording import WORDINGS

from .names import other_places

_VERDICT_MARKS: Final = {
    Verdict.AGREES: "＝",
    Verdict.CONVENTION: "≈",
    Verdict.OTHER_RULE: "◇",
    Verdict.DIFFERS: "≠",
    Verdict.NOT_SCORED: "？",
}
_VERDICT_MEANINGS: Final = {
    Verdict.AGREES: "印出的得分与按衡量规则重算的相同。",
    Verdict.CONVENTION: "规则相同，差异出自计算口径（取整、截位、浮点计算等），一般无须更正。",
    Verdict.OTHER_RULE: "与衡量规则不符，但规则库里另一条有名称的规则恰好给出这个得分。",
    Verdict.DIFFERS: "与衡量规则不符，也没有找到能够解释它的口径或规则。",
    Verdict.NOT_SCORED: "目标值、实际值缺失或无法识别，或规则要求由人评定，不能重算。",
}
_SEVERITY_MARKS: Final[dict[Severity, str]] = {"error": "■", "warning": "▲", "note": "○"}
_SEVERITY_MEANINGS: Final[dict[Severity, str]] = {
    "error": "由算术或指明的规则确定，应当更正。",
    "warning": "与通常做法不符，需要单位说明。",
    "note": "供参考，一般不须处理。",
}


@frozen
class VerdictView:
    """A verdict with the mark that tells it apart without colour."""

    slug: str
    name: str
    mark: str
    meaning: str


@frozen
class SeverityView:
    """A severity with its mark; ``accepted`` for what a baseline kept back."""

    slug: Severity | Literal["accepted"]
    name: str
    mark: str
    meaning: str


VERDICTS: Final = {v: VerdictView(v.value, v.chinese, _VERDICT_MARKS[v], _VERDICT_MEANINGS[v]) for v in Verdict}
SEVERITY_VIEWS: Final = {
    s: SeverityView(s, SEVERITY_NAMES[s], _SEVERITY_MARKS[s], _SEVERITY_MEANINGS[s]) for s in SEVERITIES
}
_ACCEPTED: Final = SeverityView("accepted", "已接受", "✓", "按基线已接受的问题，没有列出。")

Tally: TypeAlias = tuple[tuple[SeverityView, int], ...]
"""How many findings of each severity."""


@frozen
class FindingView:
    """One finding, every part ready to print; "" where it has none.

    Attributes:
        subject: the row and the cell it speaks of.
        place: the table, and line or page in the file, and the other places it speaks of.
        read, expected: left empty where the message says them already.
    """

    code: str
    title: str
    severity: SeverityView
    message: str
    subject: str
    place: str
    read: str
    expected: str
    arithmetic: str
    source: str
    suggestion: str
    anchor: str


@frozen
class FindingBlock:
    """Findings of one code in one table; what they share is said once.

    Attributes:
        items: one for all findings that say the same of several rows.
        count: how many findings they are.
    """

    code: str
    title: str
    severity: SeverityView
    items: tuple[FindingView, ...]
    count: int
    source: str
    suggestion: str


def tally(findings: Iterable[Severity], accepted: int | None = None) -> Tally:
    """How many findings of each severity, none left out; and how many were accepted, where that is asked."""
    counts = Counter(findings)
    found = tuple((SEVERITY_VIEWS[severity], counts[severity]) for severity in SEVERITIES)
    return found if accepted is None else (*found, (_ACCEPTED, accepted))


def tallied(accepted: bool) -> tuple[SeverityView, ...]:
    """What a tally counts: its columns."""
    return tuple(severity for severity, _ in tally((), 0 if accepted else None))


def nothing_found(accepted: bool) -> str:
    """What to say where there are no findings; a baseline may have kept some back."""
    return "没有发现新的问题。" if accepted else "没有发现问题。"


def finding_view(finding: Finding, number: int) -> FindingView:
    """Word a finding; ``number`` counts it in its document."""
    where = finding.where
    row = f"第 {where.row} 项" if where.row else ""
    name = f"“{where.name}”" if where.name and where.name not in (where.column, where.project) else ""
    place = [
        f"表{where.table}" if where.table else "正文",
        f"文件{within}" if (within := where.place.within_file(where.role)) else "",
    ]
    beside = other_places(finding)
    wording = WORDINGS.get(finding.code)
    said = all(part in finding.message for part in (finding.read, finding.expected))
    return FindingView(
        code=finding.code,
        title=wording.title if wording is not None else "",
        severity=SEVERITY_VIEWS[finding.severity],
        message=finding.message,
        subject=row + name + where.column.removeprefix("正文："),
        place="，".join(part for part in place if part) + (f"；对照{beside}" if beside else ""),
        read="" if said else finding.read,
        expected="" if said else finding.expected,
        arithmetic=finding.arithmetic if finding.arithmetic not in finding.message else "",
        source=finding.source,
        suggestion=finding.suggestion,
        anchor=f"f{number}",
    )


def alerts(table: TableRecheck) -> dict[int, str]:
    """The errors on rows whose score agrees with the rule, by the row's number: the mark, the name, the codes."""
    codes: dict[int, list[str]] = {}
    for finding in table.findings:
        number = finding.where.row
        if finding.severity != "error" or not 0 < number <= len(table.scores):
            continue
        if table.scores[number - 1].verdict is Verdict.AGREES and finding.code not in codes.setdefault(number, []):
            codes[number].append(finding.code)
    error = SEVERITY_VIEWS["error"]
    return {number: f"{error.mark} {error.name} {'、'.join(found)}" for number, found in codes.items()}


def finding_blocks(findings: Iterable[FindingView]) -> tuple[FindingBlock, ...]:
    """Put findings of one code, source and suggestion together, in order of appearance."""
    blocks: dict[tuple[str, str, str, str], list[FindingView]] = {}
    for item in findings:
        blocks.setdefault((item.severity.slug, item.code, item.source, item.suggestion), []).append(item)
    return tuple(
        FindingBlock(code, items[0].title, items[0].severity, _said_once(items), len(items), source, suggestion)
        for (_, code, source, suggestion), items in blocks.items()
    )


def _said_once(items: Iterable[FindingView]) -> tuple[FindingView, ...]:
    """What is the same in several rows becomes one item with its rows listed."""
    same: dict[tuple[str, ...], list[FindingView]] = {}
    for item in items:
        same.setdefault((item.message, item.read, item.expected, item.arithmetic), []).append(item)
    return tuple(
        evolve(
            many[0],
            subject="、".join(dict.fromkeys(item.subject for item in many if item.subject)),
            place=_together(item.place for item in many),
        )
        for many in same.values()
    )


def _together(places: Iterable[str]) -> str:
    """Places one after the other; the table they share is named once."""
    told, table = [], ""
    for place in dict.fromkeys(places):
        mine, comma, rest = place.partition("，")
        told.append(rest if comma and mine == table else place)
        table = mine
    return "；".join(told)
