"""Comparisons and sensitivities as plain JSON data, numbers as strings."""

from __future__ import annotations

from typing import Any

from scoring.scorecard import Scorecard
from scoring.what_if_total import GradeStep, RowSensitivity, Sensitivity

from ..views.what_if_tables import TableWhatIf
from .json_values import number


def what_if_to_json(table: TableWhatIf) -> dict[str, Any]:
    """Return ``{"compared": […], "sensitivity": {…}}``, each where it was asked for."""
    data: dict[str, Any] = {}
    if table.compared:
        data["compared"] = [_card(card) for card in table.compared]
    if table.sensitivity is not None:
        data["sensitivity"] = _sensitivity(table.sensitivity)
    return data


def _card(card: Scorecard) -> dict[str, Any]:
    return {
        "ruleset": card.ruleset,
        "title": card.title,
        "total": number(card.total),
        "grade": card.grade,
        "missing": card.missing,
        "execution": number(card.execution.score if card.execution is not None else None),
        "levels": [
            {"name": level.name, "weight": number(level.weight), "score": number(level.score)} for level in card.levels
        ],
        "scores": [number(mark.score) for mark in card.marks],
    }


def _sensitivity(found: Sensitivity) -> dict[str, Any]:
    return {
        "better": _step(found.better),
        "worse": _step(found.worse),
        "rows": [_row(row) for row in found.rows],
    }


def _step(step: GradeStep | None) -> dict[str, Any] | None:
    return None if step is None else {"grade": step.grade, "points": number(step.points), "beyond": step.beyond}


def _row(row: RowSensitivity) -> dict[str, Any]:
    return {
        "row": row.row,
        "name": row.name,
        "weight": number(row.weight),
        "score": number(row.score),
        "lost": number(row.lost),
        "nudge": number(row.nudge),
        "unit": row.unit,
        "more": number(row.more),
        "less": number(row.less),
        "gap": number(row.gap),
        "grade_full": row.grade_full,
        "grade_without": row.grade_without,
        "grade_left_out": row.grade_left_out,
    }
