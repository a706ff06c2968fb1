"""Rechecks and scored tables as plain JSON data; its shape is ``schema/recheck.json``.

Numbers are strings in plain notation, so that no reader takes them for floats.
Amounts are in 万元, rates and completions in percent, weights and scores in
points.  None (null) means blank in the document, or nothing to compute.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from scoring.finding import SEVERITIES
from scoring.model import Evaluation, FundLine, Indicator, Task
from scoring.opinion import Judgement, Recheck, TableRecheck, Verdict
from scoring.quantity import Reading, figure_value
from scoring.scorecard import Mark, Scorecard

from ..keys import keys
from ..views.statistics import Statistics
from .json_attribution import attribution_to_json
from .json_findings import announcement_to_json, finding_to_json, pairing_to_json
from .json_values import (
    Data,
    explanation,
    number,
    place_to_json,
    trace_to_json,
    unreadable,
    value_to_json,
    verdict,
)

_INDENT: Final = 2
_MARGIN: Final = " " * _INDENT
_NO_MARK: Final = Mark(None)


def to_json(rechecks: Sequence[Recheck]) -> Data:
    """Return ``{"documents": […], "statistics": {…}}`` for any number of rechecked documents."""
    statistics = Statistics()
    for one in rechecks:
        statistics.add(Statistics.of(one))
    return {"documents": [_document(one) for one in rechecks], "statistics": _statistics(statistics)}


def document_text(one: Recheck) -> str:
    """A document of :func:`to_json` as text; :func:`whole_text` makes one whole of several."""
    return json.dumps(_document(one), ensure_ascii=False, indent=_INDENT)


def whole_text(
    documents: Iterable[str], statistics: Callable[[], Statistics], unread: Sequence[str] = ()
) -> Iterator[str]:
    """The text of :func:`to_json`, piece by piece.

    Args:
        documents: each as :func:`document_text` writes it.
        statistics: gives those of all documents, once the last of them was taken.
        unread: the names of files that could not be read; told of where there are any.
    """
    yield "{\n" + _MARGIN + '"documents": ['
    between = "\n"
    for one in documents:
        yield between + _further_in(one, 2)
        between = ",\n"
    end = "]" if between == "\n" else f"\n{_MARGIN}]"
    told = json.dumps(_statistics(statistics()), ensure_ascii=False, indent=_INDENT)
    yield f'{end},\n{_MARGIN}"statistics": {_further_in(told, 1).lstrip()}'
    if unread:
        names = json.dumps(unread, ensure_ascii=False, indent=_INDENT)
        yield f',\n{_MARGIN}"unread": {_further_in(names, 1).lstrip()}'
    yield "\n}\n"


def _further_in(text: str, depth: int) -> str:
    """JSON text as it stands within a whole; its strings hold no ends of lines."""
    margin = _MARGIN * depth
    return margin + text.replace("\n", f"\n{margin}")


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
        "place": place_to_json(evaluation.place),
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
            "verdict": verdict(item.total),
            "explained_by": item.total.explained_by,
            **explanation(item.total),
            "grade": card.grade if card is not None else "",
            "printed_grade": evaluation.printed_grade,
            "unreadable": unreadable(printed=evaluation.printed_total, printed_weight=evaluation.printed_weight_total),
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
    return json.dumps(data, ensure_ascii=False, indent=_INDENT) + "\n"


def _document(one: Recheck) -> Data:
    return {
        "source": one.document.source,
        "sha256": one.document.sha256,
        "attribution": attribution_to_json(one.attribution),
        "findings": [finding_to_json(finding) for finding in one.findings],
        "tables": [table_to_json(table) for table in one.tables],
        "announcements": [announcement_to_json(item) for item in one.announcements],
        "pairings": [pairing_to_json(item) for item in one.pairings],
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
        "skipped": [{"what": item.what, "place": place_to_json(item.place)} for item in one.document.skipped],
    }


def _statistics(found: Statistics) -> Data:
    return {
        "documents": found.documents,
        "tables": found.tables,
        "indicators": found.indicators,
        "printed_scores": found.verdicts.total(),
        "verdicts": {verdict.value: found.verdicts[verdict.value] for verdict in Verdict},
        "totals": {verdict.value: found.totals[verdict.value] for verdict in Verdict},
        "findings": {severity: found.severities[severity] for severity in SEVERITIES},
        "codes": dict(sorted(found.codes.items(), key=_by_code)),
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
        "rate_verdict": verdict(item.rate),
        "verdict": verdict(item.execution),
        "explained_by": item.execution.explained_by,
        **explanation(item.execution),
        "problem": mark.problem if mark is not None else "",
        "trace": trace_to_json(mark.trace if mark is not None else None),
        "unreadable": _unread(line),
    }


def _fund(line: FundLine) -> Data:
    return {**_printed(line), "place": place_to_json(line.place), "unreadable": _unread(line)}


def _task(task: Task) -> Data:
    return {**_printed(task), "place": place_to_json(task.place), "unreadable": _unread(task)}


def _indicator(indicator: Indicator, mark: Mark, completion: Judgement, score: Judgement) -> Data:
    return {
        **_printed(indicator),
        "computed_completion": number(mark.completion),
        "computed_score": number(mark.score),
        "exact_score": number(score.exact),
        "completion_verdict": verdict(completion),
        "verdict": verdict(score),
        "explained_by": score.explained_by,
        **explanation(score),
        "met": mark.met,
        "problem": mark.problem,
        "place": place_to_json(indicator.place),
        "trace": trace_to_json(mark.trace),
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
    return unreadable(
        **{key.field: getattr(row, key.field) for key in keys(type(row)) if key.holds in ("figure", "money")}
    )
