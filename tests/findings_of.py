"""Tables and the findings they get."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from rulesets import catalogue
from scoring import Document, Evaluation, Finding, Ruleset, recheck
from scoring.model import Passage
from scoring.ruleset import Limits
from tests.tables import funds, with_funds

RULESETS = catalogue()
MISSED = {"actual": "=240册", "printed_score": "10.00"}
"""Row 1 with four fifths of its target, and the points the floor rule gives for it."""


def found_in(
    tables: Evaluation | tuple[Evaluation, ...], ruleset: str | Ruleset = "xinjiang/2023", *explanations: str
) -> list[Finding]:
    many = tables if isinstance(tables, tuple) else (tables,)
    document = Document("示例.txt", many, explanations=tuple(map(Passage, explanations)))
    shelf = ({**RULESETS, ruleset.id: ruleset} if isinstance(ruleset, Ruleset) else RULESETS).values()
    name = ruleset.id if isinstance(ruleset, Ruleset) else ruleset
    return list(recheck(document, shelf, ruleset=name).all_findings())


ADJUSTED = with_funds(funds("100.00", "100.00", "100.00%", "10.00", initial="120.00"))
STRICT = evolve(
    RULESETS["xinjiang/2023"],
    id="示例/严",
    limits=Limits(
        execution_reason_below=Decimal(90), over_completion=Decimal(110), over_completion_reason=Decimal(150)
    ),
)
