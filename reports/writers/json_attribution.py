"""By which rule a document was scored, as plain JSON data."""

from __future__ import annotations

from scoring.opinion import Attribution

from .json_findings import spot_to_json
from .json_values import Data, explanation, number, verdict


def attribution_to_json(found: Attribution | None) -> Data | None:
    """Return which rule a document was scored by, with every candidate; None where there was none to find."""
    if found is None:
        return None
    return {
        "ruleset": found.ruleset or None,
        "title": found.title,
        "convention": found.convention,
        "habit": found.habit,
        "how": found.how,
        "parts": found.parts,
        "zeros": found.zeros,
        "fulls": found.fulls,
        "tied": list(found.tied),
        "sentence": found.sentence,
        "candidates": [
            {
                "ruleset": candidate.ruleset,
                "title": candidate.title,
                "convention": candidate.convention,
                "assumptions": candidate.assumptions,
                "parts": candidate.parts,
                "zeros": candidate.zeros,
                "fulls": candidate.fulls,
                "misses": candidate.misses,
                "unknown": candidate.unknown,
                "totals": candidate.totals,
                "habit": candidate.habit,
                "habitual": candidate.habitual,
            }
            for candidate in found.candidates
        ],
        "tables": [
            {
                "table": one.table,
                "project": one.project,
                "ruleset": one.ruleset,
                "title": one.title,
                "convention": one.convention,
                "habit": one.habit,
                "parts": one.parts,
                "explained": one.explained,
                "by_document": one.by_document,
                "misses": one.misses,
                "tied": list(one.tied),
            }
            for one in found.tables
        ],
        "cells": [
            {
                "where": str(cell.where),
                "place": spot_to_json(cell.where),
                "printed": number(cell.judgement.printed),
                "computed": number(cell.judgement.computed),
                "verdict": verdict(cell.judgement),
                "explained_by": cell.judgement.explained_by,
                **explanation(cell.judgement),
            }
            for cell in found.cells
        ],
    }
