"""Findings and comparisons as plain JSON data."""

from __future__ import annotations

from scoring.finding import Finding, Where
from scoring.opinion import Announcement, Pairing
from scoring.quantity import figure_value
from scoring.wording import WORDINGS

from .json_values import Data, number, place_to_json


def finding_to_json(finding: Finding) -> Data:
    """Return one finding with its place."""
    where = finding.where
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": WORDINGS[finding.code].title if finding.code in WORDINGS else "",
        "where": str(where),
        "message": finding.message,
        "read": finding.read,
        "expected": finding.expected,
        "arithmetic": finding.arithmetic,
        "source": finding.source,
        "suggestion": finding.suggestion,
        "place": spot_to_json(where),
        "others": [
            {"document": other.document, "where": str(other), "place": spot_to_json(other)} for other in finding.others
        ],
    }


def spot_to_json(where: Where) -> Data:
    return {
        "table": where.table,
        "row": where.row,
        "name": where.name,
        "column": where.column,
        "line": where.place.line,
        "page": where.place.page,
        "sheet": where.place.sheet,
        "grid": where.place.grid,
        "grid_row": where.place.grid_row,
        "grid_column": where.place.column(where.role),
    }


def pairing_to_json(item: Pairing) -> Data:
    return {
        "beside": item.beside,
        "sources": list(item.sources),
        "pairs": [{"table": pair.table, "document": pair.document, "other": pair.other} for pair in item.pairs],
        "sentence": item.sentence,
    }


def announcement_to_json(item: Announcement) -> Data:
    said = item.statement
    return {
        "kind": said.kind,
        "form": said.form,
        "fiscal": said.fiscal,
        "text": said.text,
        "place": place_to_json(said.place),
        "said": {
            "count": said.count,
            "budget": number(figure_value(said.budget)),
            "executed": number(figure_value(said.executed)),
        },
        "found": {"count": item.count, "budget": number(item.budget), "executed": number(item.executed)},
        "agrees": item.agrees,
    }
