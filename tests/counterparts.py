"""Self-evaluations with the goal tables and last year's tables they are compared with."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from rulesets import catalogue
from scoring import Document, Evaluation, Finding, Recheck, recheck
from tests.tables import CLEAN, with_row

PAIR_CODES = {"F5", "F7", "F8", "D11"}


def goal_of(evaluation: Evaluation, **changes: Any) -> Evaluation:
    """The goal table that a self-evaluation goes back to."""
    lines = tuple(
        evolve(line, adjusted=None, executed=None, weight=None, printed_rate=None, printed_score=None)
        for line in evaluation.funds
    )
    rows = tuple(evolve(one, actual=None, printed_score=None, printed_completion=None) for one in evaluation.indicators)
    made = evolve(evaluation, form="goal", funds=lines, indicators=rows, printed_total=None)
    return evolve(evolve(made, printed_weight_total=None), **changes)


def compared(tables: list[Evaluation], goals: list[Evaluation] | None = None, last: object = ()) -> Recheck:
    return recheck(
        Document("自评.docx", tuple(tables)),
        catalogue().values(),
        ruleset="xinjiang/2023",
        goals=Document("目标.docx", tuple(goals)) if goals is not None else (),
        last=Document("上年.docx", tuple(last)) if last else (),  # type: ignore[arg-type]
    )


def found(result: Recheck) -> list[Finding]:
    return [finding for finding in result.all_findings() if finding.code in PAIR_CODES]


GOAL = goal_of(CLEAN)


def goal_with_row(number: int, **changes: Any) -> Evaluation:
    return goal_of(with_row(number, **changes))


LAST = evolve(with_row(1, actual="=360册"), year=2022, project="2022年图书采购项目")
