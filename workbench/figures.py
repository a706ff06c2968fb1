"""How numbers and verdicts are written on the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from scoring.finding import SEVERITIES, SEVERITY_NAMES, Finding, Severity
from scoring.opinion import Judgement, Verdict

from .terminal import Cell, Colour

BLANK: Final = "—"
EXECUTION: Final = "预算执行率"

SEVERITY_COLOURS: Final[dict[Severity, Colour]] = {"error": "red", "warning": "yellow", "note": "blue"}

VERDICT_COLOURS: Final[dict[Verdict, tuple[Colour, ...]]] = {
    Verdict.AGREES: (),
    Verdict.CONVENTION: ("blue",),
    Verdict.OTHER_RULE: ("yellow",),
    Verdict.DIFFERS: ("red",),
    Verdict.NOT_SCORED: ("yellow",),
}


def points(number: Decimal | None) -> str:
    """Points or percent with at least two places; a dash where there is none."""
    if number is None:
        return BLANK
    exponent = number.as_tuple().exponent
    return f"{number:.2f}" if isinstance(exponent, int) and exponent > -2 else f"{number:f}"


def percent(number: Decimal | None) -> str:
    """A completion or a rate with its sign."""
    return BLANK if number is None else f"{points(number)}%"


def amount(number: Decimal | None) -> str:
    """An amount in 万元 with separators, as the documents print it."""
    return BLANK if number is None else f"{number:,.2f}"


def verdict_cell(judgement: Judgement) -> Cell:
    """The verdict's name in its colour, a dash where nothing was printed."""
    if judgement.verdict is None:
        return Cell(BLANK)
    return Cell(judgement.verdict.chinese, VERDICT_COLOURS[judgement.verdict])


def severity_counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings of each severity."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def severity_cell(findings: Iterable[Finding]) -> Cell:
    """错误 1 疑点 2, in the colour of the worst; 无问题 where there is none."""
    counts = {severity: count for severity, count in severity_counts(findings).items() if count}
    if not counts:
        return Cell("无问题", ("green",))
    text = " ".join(f"{SEVERITY_NAMES[severity]}{count}" for severity, count in counts.items())
    return Cell(text, (SEVERITY_COLOURS[next(iter(counts))],))
