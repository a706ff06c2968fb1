"""How the scores of a table come about, as plain JSON data, numbers as strings."""

from __future__ import annotations

from typing import Any

from scoring.derivation import Derivation, Outcome, RowDerivation
from scoring.model import NOWHERE
from scoring.quantity import figure_value
from scoring.what_if_line import Stretch
from scoring.what_if_row import Nearby, WhatIf

from ..views.derivation import EXECUTION, measure_sentence
from .json_values import explanation, number, place_to_json, trace_to_json, value_to_json, verdict

Data = dict[str, Any]


def derivation_to_json(found: Derivation, source: str) -> Data:
    """Return a table with the rows asked for, each with what every ruleset makes of it."""
    evaluation = found.evaluation
    return {
        "source": source,
        "table": found.number,
        "kind": evaluation.kind,
        "unit": evaluation.unit,
        "project": evaluation.project,
        "year": evaluation.year,
        "measure": _measure(found),
        "rulesets": list(found.rulesets),
        "rows": [_row(found, row) for row in found.rows],
    }


def _measure(found: Derivation) -> Data | None:
    """By which rule the table is measured; None where the rulesets were named."""
    if found.attribution is None:
        return None
    return {
        "ruleset": found.rulesets[0],
        "convention": found.convention,
        "habit": found.habit,
        "how": found.attribution.how,
        "sentence": measure_sentence(found),
    }


def _row(found: Derivation, row: RowDerivation) -> Data:
    if row.number:
        indicator = found.evaluation.indicators[row.number - 1]
        printed: Data = {
            "name": indicator.name,
            "target": value_to_json(indicator.target),
            "actual": value_to_json(indicator.actual),
            "weight": number(indicator.weight_value),
            "rule": indicator.rule,
            "printed_score": number(indicator.printed_value),
            "place": place_to_json(indicator.place),
        }
    else:
        budget = found.evaluation.budget
        printed = {"name": EXECUTION} | {
            key: number(figure_value(getattr(budget, key, None))) for key in ("adjusted", "executed", "printed_score")
        }
        printed["place"] = place_to_json(budget.place if budget is not None else NOWHERE)
    judged = {
        "verdict": verdict(row.judgement),
        "explained_by": row.judgement.explained_by,
        **explanation(row.judgement),
    }
    return {"row": row.number, **printed, **judged, "outcomes": [_outcome(one) for one in row.outcomes]}


def _outcome(outcome: Outcome) -> Data:
    mark = outcome.mark
    return {
        "ruleset": outcome.ruleset.id,
        "title": outcome.ruleset.title,
        "convention": outcome.convention,
        "completion": number(mark.completion),
        "score": number(mark.score),
        "exact_score": number(mark.exact),
        "met": mark.met,
        "grade": mark.grade,
        "low": number(mark.low),
        "high": number(mark.high),
        "options": [{"name": option.name, "score": number(option.score)} for option in mark.options],
        "problem": mark.problem,
        "trace": trace_to_json(mark.trace),
        "what_if": _what_if(outcome.what_if),
    }


def _what_if(found: WhatIf) -> Data:
    return {
        "actual": number(found.actual),
        "step": number(found.step),
        "unit": found.unit,
        "full": [_stretch(one) for one in found.full],
        "beyond": [_stretch(one) for one in found.beyond],
        "nearest": number(found.nearest),
        "below": _nearby(found.below),
        "above": _nearby(found.above),
        "bands": [
            {**_stretch(one.actuals), "first": number(one.first), "last": number(one.last), "here": one.here}
            for one in found.bands
        ],
        "answer": found.answer,
        "texts": [
            {"name": one.name, "low": number(one.low), "high": number(one.high), "high_included": one.high_included,
             "here": one.here}
            for one in found.texts
        ],
        "problem": found.problem,
    }  # fmt: skip


def _stretch(one: Stretch) -> Data:
    return {"low": number(one.low), "high": number(one.high)}


def _nearby(one: Nearby | None) -> Data | None:
    return None if one is None else {"actual": number(one.actual), "score": number(one.score)}
