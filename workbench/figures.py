"""How verdicts and severities are written on the terminal; numbers are written as in reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from reports.views.figures import BLANK, amount, percent, points
from scoring.finding import SEVERITIES, SEVERITY_NAMES, Finding, Severity
from scoring.opinion import Judgement, Verdict
from scoring.scorecard import Mark

from .terminal import Cell, Colour

__all__ = [
    "BLANK",
    "EXECUTION",
    "SEVERITY_COLOURS",
    "VERDICT_COLOURS",
    "amount",
    "given_by_people",
    "percent",
    "points",
    "severity_cell",
    "severity_counts",
    "verdict_cell",
]

EXECUTION: Final = "预算执行率"

SEVERITY_COLOURS: Final[dict[Severity, Colour]] = {"error": "red", "warning": "yellow", "note": "blue"}

VERDICT_COLOURS: Final[dict[Verdict, tuple[Colour, ...]]] = {
    Verdict.AGREES: (),
    Verdict.CONVENTION: ("blue",),
    Verdict.OTHER_RULE: ("yellow",),
    Verdict.DIFFERS: ("red",),
    Verdict.NOT_SCORED: ("yellow",),
}


def verdict_cell(judgement: Judgement) -> Cell:
    """The verdict's name in its colour, a dash where nothing was printed."""
    if judgement.verdict is None:
        return Cell(BLANK)
    return Cell(judgement.verdict.chinese, VERDICT_COLOURS[judgement.verdict])


def given_by_people(mark: Mark) -> bool:
    """Is its score the one people gave, where the rule leaves the row to them?

    The trace of a score of ours has steps; the band does not tell, a met target in words has one too.
    """
    return mark.score is not None and mark.trace is not None and not mark.trace.steps


def severity_counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings of each severity."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def severity_cell(findings: Iterable[Finding], accepted: int = 0) -> Cell:
    """错误 1 疑点 2, in the colour of the worst; 无问题 where there is none, 已接受3 where a baseline knew all."""
    counts = {severity: count for severity, count in severity_counts(findings).items() if count}
    if not counts:
        return Cell(f"已接受{accepted}" if accepted else "无问题", ("green",))
    text = " ".join(f"{SEVERITY_NAMES[severity]}{count}" for severity, count in counts.items())
    return Cell(text, (SEVERITY_COLOURS[next(iter(counts))],))
