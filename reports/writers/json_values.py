"""The values of a table as plain JSON data.

Numbers are strings in plain notation, so that no reader takes them for floats.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from scoring.model import Place
from scoring.opinion import Judgement
from scoring.quantity import Moment, Quantity, Reading, Several, Span, Unreadable, Value
from scoring.scorecard import Trace

Data = dict[str, Any]


def number(value: Decimal | None) -> str | None:
    """Write a number as JSON holds it here: plain digits, never an exponent."""
    return None if value is None else f"{value:f}"


def value_to_json(value: Value | None) -> Data | None:
    """Return a target or an actual: operator, value, unit, text, and what more its kind has."""
    if value is None:
        return None
    plain: Data = {"kind": "number", "operator": "", "value": None, "unit": "", "text": value.text}
    if isinstance(value, Quantity):
        return plain | {"operator": value.operator, "value": number(value.number), "unit": value.unit.text}
    if isinstance(value, Span):
        ends = {"low": number(value.low), "high": number(value.high)}
        return plain | {"kind": "range", "unit": value.unit.text, **ends}
    if isinstance(value, Moment):
        day = {"year": value.year, "month": value.month, "day": value.day, "before": value.before, "end": value.end}
        return plain | {"kind": "date", **day}
    if isinstance(value, Several):
        return plain | {"kind": "several", "parts": [value_to_json(part) for part in value.parts]}
    return plain | {"kind": "unreadable" if isinstance(value, Unreadable) else "words"}


def place_to_json(place: Place) -> Data:
    return {
        "line": place.line, "page": place.page, "table": place.table, "row": place.row,
        "sheet": place.sheet, "grid": place.grid, "grid_row": place.grid_row, "columns": dict(place.columns),
    }  # fmt: skip


def trace_to_json(trace: Trace | None) -> Data | None:
    if trace is None:
        return None
    return {
        "rule": trace.rule,
        "source": trace.source,
        "steps": [
            {
                "label": step.label,
                "formula": step.formula,
                "numbers": step.numbers,
                "result": step.result,
                "rounded": step.rounded,
                "rounding": step.rounding,
            }
            for step in trace.steps
        ],
        "branches": [{"condition": branch.condition, "held": branch.held} for branch in trace.branches],
        "notes": list(trace.notes),
    }


def verdict(judgement: Judgement) -> str | None:
    return None if judgement.verdict is None else judgement.verdict.value


def explanation(judgement: Judgement) -> Data:
    """What belongs to ``explained_by``."""
    return {"also": list(judgement.also), "workings": judgement.workings, "disputed": judgement.disputed}


def unreadable(**cells: Reading) -> dict[str, str]:
    """The cells that hold something that is not a number, by the key they have beside."""
    return dict(_texts(cells.items()))


def _texts(cells: Iterable[tuple[str, Reading]]) -> Iterable[tuple[str, str]]:
    return ((key, cell.text) for key, cell in cells if isinstance(cell, Unreadable))
