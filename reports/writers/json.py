"""Rechecks and scored tables as plain JSON data; its shape is ``schema/recheck.json``.

Numbers are strings in plain notation, so that no reader takes them for floats.
Amounts are in 万元, rates and completions in percent, weights and scores in
points.  None (null) means blank in the document, or nothing to compute.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from scoring.finding import SEVERITIES, Finding, Where
from scoring.model import Evaluation, FundLine, Indicator, Place, Task
from scoring.opinion import Announcement, Attribution, Judgement, Pairing, Recheck, TableRecheck, Verdict
from scoring.quantity import Moment, Quantity, Reading, Several, Span, Unreadable, Value, figure_value
from scoring.scorecard import Mark, Scorecard, Trace
from scoring.wording import WORDINGS

from ..keys import keys

Data = dict[str, Any]

_NO_MARK: Final = Mark(None)


def to_json(rechecks: Sequence[Recheck]) -> Data:
    """Return ``{"documents": […], "statistics": {…}}`` for any number of rechecked documents."""
    return {"documents": [_document(one) for one in rechecks], "statistics": _statistics(rechecks)}


def score_to_json(evaluation: Evaluation, scorecard: Scorecard) -> Data:
    """Return one scored table in the shape of a table of ``to_json``; nothing is judged in it."""
    budget = evaluation.budget
    execution = scorecard.execution or _NO_MARK
    return table_to_json(
        TableRecheck(
            evaluation=evaluation,
            number=1,
            scorecard=scorecard,
            rate=Judgement(figure_value(budget.printed_rate) if budget else None, execution.completion),
            execution=_unjudged(budget.printed_score if budget else None, execution),
            completions=tuple(
                Judgement(figure_value(indicator.printed_completion), mark.completion)
                for indicator, mark in zip(evaluation.indicators, scorecard.marks, strict=True)
            ),
            scores=tuple(
                _unjudged(indicator.printed_score, mark)
                for indicator, mark in zip(evaluation.indicators, scorecard.marks, strict=True)
            ),
            total=Judgement(figure_value(evaluation.printed_total), scorecard.total),
        )
    )


def table_to_json(item: TableRecheck) -> Data:
    """Return one rechecked table."""
    evaluation, card = item.evaluation, item.scorecard
    return {
        "number": item.number,
        "kind": evaluation.kind,
        "form": evaluation.form,
        "unit": evaluation.unit,
        "department": evaluation.department,
        "project": evaluation.project,
        "year": evaluation.year,
        "place": _place(evaluation.place),
        "budget": _budget(item),
        "funds": [_fund(line) for line in evaluation.funds],
        "tasks": [_task(task) for task in evaluation.tasks],
        "goal": evaluation.goal,
        "achieved": evaluation.achieved,
        "indicators": [
            _indicator(
                indicator,
                card.marks[index] if card is not None else _NO_MARK,
                item.completions[index] if index < len(item.completions) else Judgement(),
                item.scores[index] if index < len(item.scores) else Judgement(),
            )
            for index, indicator in enumerate(evaluation.indicators)
        ],
        "levels": [
            {"name": level.name, "weight": number(level.weight), "score": number(level.score)}
            for level in (card.levels if card is not None else ())
        ],
        "total": {
            "printed": number(item.total.printed),
            "printed_sum": number(item.printed_sum),
            "printed_weight": number(figure_value(evaluation.printed_weight_total)),
            "computed": number(item.total.computed),
            "exact": number(item.total.exact),
            "verdict": _verdict(item.total),
            "explained_by": item.total.explained_by,
            **_explanation(item.total),
            "grade": card.grade if card is not None else "",
            "printed_grade": evaluation.printed_grade,
            "unreadable": _unreadable(printed=evaluation.printed_total, printed_weight=evaluation.printed_weight_total),
        },
        "ruleset": card.ruleset if card is not None else None,
        "missing": card.missing if card is not None else 0,
        "compared": [
            {"ruleset": other.ruleset, "title": other.title, "total": number(other.total), "grade": other.grade}
            for other in item.compared
        ],
        "findings": [finding_to_json(finding) for finding in item.findings],
    }


def json_text(data: Any) -> str:
    """Write what these functions return as JSON text, readable and in UTF-8."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def number(value: Decimal | None) -> str | None:
    """Write a number as JSON holds it here: plain digits, never an exponent."""
    return None if value is None else f"{value:f}"


def _document(one: Recheck) -> Data:
    return {
        "source": one.document.source,
        "sha256": one.document.sha256,
        "attribution": attribution_to_json(one.attribution),
        "findings": [finding_to_json(finding) for finding in one.findings],
        "tables": [table_to_json(table) for table in one.tables],
        "announcements": [_announcement(item) for item in one.announcements],
        "pairings": [_pairing(item) for item in one.pairings],
        "accepted": [finding_to_json(finding) for finding in one.accepted],
        "gone": [
            {
                "code": known.code,
                "project": known.project,
                "name": known.name,
                "column": known.column,
                "read": known.read,
                "message": known.message,
            }
            for known in one.gone
        ],
        "skipped": [{"what": item.what, "place": _place(item.place)} for item in one.document.skipped],
    }


def _statistics(rechecks: Sequence[Recheck]) -> Data:
    findings = [finding for one in rechecks for finding in one.all_findings()]
    severities = Counter(finding.severity for finding in findings)
    verdicts: Counter[Verdict] = Counter()
    for one in rechecks:
        verdicts.update(one.verdicts())
    tables = [table for one in rechecks for table in one.tables]
    return {
        "documents": len(rechecks),
        "tables": len(tables),
        "indicators": sum(len(table.evaluation.indicators) for table in tables),
        "printed_scores": sum(verdicts.values()),
        "verdicts": {verdict.value: verdicts[verdict] for verdict in Verdict},
        "totals": {verdict.value: sum(table.total.verdict is verdict for table in tables) for verdict in Verdict},
        "findings": {severity: severities[severity] for severity in SEVERITIES},
        "codes": dict(sorted(Counter(finding.code for finding in findings).items(), key=_by_code)),
    }


def _by_code(item: tuple[str, int]) -> tuple[str, int, str]:
    code = item[0]
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return code[: len(code) - len(digits)], int(digits) if digits.isdigit() else 0, code


def _unjudged(reading: Reading, mark: Mark) -> Judgement:
    return Judgement(figure_value(reading), mark.score, mark.exact if mark.exact != mark.score else None)


def _budget(item: TableRecheck) -> Data | None:
    line = item.evaluation.budget
    if line is None:
        return None
    mark = item.scorecard.execution if item.scorecard is not None else None
    weight = figure_value(line.weight)
    return {
        "initial": number(figure_value(line.initial)),
        "adjusted": number(figure_value(line.adjusted)),
        "executed": number(figure_value(line.executed)),
        "weight": number(mark.weight if weight is None and mark is not None else weight),
        "printed_rate": number(item.rate.printed),
        "printed_score": number(item.execution.printed),
        "computed_rate": number(item.rate.computed),
        "computed_score": number(item.execution.computed),
        "exact_score": number(item.execution.exact),
        "rate_verdict": _verdict(item.rate),
        "verdict": _verdict(item.execution),
        "explained_by": item.execution.explained_by,
        **_explanation(item.execution),
        "problem": mark.problem if mark is not None else "",
        "trace": _trace(mark.trace if mark is not None else None),
        "unreadable": _unread(line),
    }


def _explanation(judgement: Judgement) -> Data:
    """What belongs to ``explained_by``."""
    return {"also": list(judgement.also), "workings": judgement.workings, "disputed": judgement.disputed}


def _fund(line: FundLine) -> Data:
    return {**_printed(line), "place": _place(line.place), "unreadable": _unread(line)}


def _task(task: Task) -> Data:
    return {**_printed(task), "place": _place(task.place), "unreadable": _unread(task)}


def _indicator(indicator: Indicator, mark: Mark, completion: Judgement, score: Judgement) -> Data:
    return {
        **_printed(indicator),
        "computed_completion": number(mark.completion),
        "computed_score": number(mark.score),
        "exact_score": number(score.exact),
        "completion_verdict": _verdict(completion),
        "verdict": _verdict(score),
        "explained_by": score.explained_by,
        **_explanation(score),
        "met": mark.met,
        "problem": mark.problem,
        "place": _place(indicator.place),
        "trace": _trace(mark.trace),
        "unreadable": _unread(indicator),
    }


def _printed(row: FundLine | Task | Indicator) -> Data:
    """The fields of a row as printed."""
    data: Data = {}
    for key in keys(type(row)):
        value = getattr(row, key.field)
        if key.holds == "value":
            value = value_to_json(value)
        elif key.holds in ("figure", "money"):
            value = number(figure_value(value))
        data[key.field] = value
    return data


def _unread(row: FundLine | Task | Indicator) -> dict[str, str]:
    """The numbers of a row that could not be read."""
    return _unreadable(
        **{key.field: getattr(row, key.field) for key in keys(type(row)) if key.holds in ("figure", "money")}
    )


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


def _trace(trace: Trace | None) -> Data | None:
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
        "place": _spot(where),
        "others": [
            {"document": other.document, "where": str(other), "place": _spot(other)} for other in finding.others
        ],
    }


def _spot(where: Where) -> Data:
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


def _pairing(item: Pairing) -> Data:
    return {
        "beside": item.beside,
        "sources": list(item.sources),
        "pairs": [{"table": pair.table, "document": pair.document, "other": pair.other} for pair in item.pairs],
        "sentence": item.sentence,
    }


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
                "place": _spot(cell.where),
                "printed": number(cell.judgement.printed),
                "computed": number(cell.judgement.computed),
                "verdict": _verdict(cell.judgement),
                "explained_by": cell.judgement.explained_by,
                **_explanation(cell.judgement),
            }
            for cell in found.cells
        ],
    }


def _announcement(item: Announcement) -> Data:
    said = item.statement
    return {
        "kind": said.kind,
        "form": said.form,
        "fiscal": said.fiscal,
        "text": said.text,
        "place": _place(said.place),
        "said": {
            "count": said.count,
            "budget": number(figure_value(said.budget)),
            "executed": number(figure_value(said.executed)),
        },
        "found": {"count": item.count, "budget": number(item.budget), "executed": number(item.executed)},
        "agrees": item.agrees,
    }


def _place(place: Place) -> Data:
    return {
        "line": place.line, "page": place.page, "table": place.table, "row": place.row,
        "sheet": place.sheet, "grid": place.grid, "grid_row": place.grid_row, "columns": dict(place.columns),
    }  # fmt: skip


def _verdict(judgement: Judgement) -> str | None:
    return None if judgement.verdict is None else judgement.verdict.value


def _unreadable(**cells: Reading) -> dict[str, str]:
    """The cells that hold something that is not a number, by the key they have beside."""
    return dict(_texts(cells.items()))


def _texts(cells: Iterable[tuple[str, Reading]]) -> Iterable[tuple[str, str]]:
    return ((key, cell.text) for key, cell in cells if isinstance(cell, Unreadable))
