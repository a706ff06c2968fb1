"""The lower part of a form: the indicators with their merged levels, the total, the grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from scoring.model import Evaluation, Indicator
from scoring.quantity import Value, format_value
from scoring.scorecard import Mark, Scorecard

from ..keys import Holds, keys
from ..recognition.columns import LEVEL_CLASSES, classify
from ..views.figures import BLANK, percent, points, printed_text
from ..views.shown import grade_of, score_text, total_of, weight_total_text
from .grid import Columns, Span, cell
from .layouts import Layout
from .sheet import CellKind, SheetCell, SheetRow

_KEYS: Final = {key.name: key for key in keys(Indicator)}
_KINDS: Final[Mapping[Holds, CellKind]] = {"value": "value", "figure": "number", "money": "number"}
_TOTAL: Final = "总分"
_GRADE: Final = "评价等级"
_RULESET: Final = "评分规则集"
_LABEL: Final = 14


def head_row(layout: Layout, columns: Columns) -> SheetRow:
    """The head words of the indicators."""
    side = (cell(columns.spans[0], "", "side"),) if layout.side else ()
    heads = zip(_spans(layout, columns), layout.columns, strict=True)
    return SheetRow((*side, *(cell(span, column.head, "head") for span, column in heads)))


def indicator_rows(
    evaluation: Evaluation, card: Scorecard | None, layout: Layout, columns: Columns
) -> Iterator[SheetRow]:
    """The indicators; a level is printed once for all rows that it covers."""
    rows = evaluation.indicators
    levels = _levels(rows)
    spans = _spans(layout, columns)
    for number, (row, level) in enumerate(zip(rows, levels, strict=True), 1):
        mark = card.marks[number - 1] if card is not None else None
        cells: list[SheetCell] = []
        if layout.side and number == 1:
            cells.append(cell(columns.spans[0], layout.side, "side", rowspan=len(rows)))
        for span, column in zip(spans, layout.columns, strict=True):
            role = column.role
            if role in level:
                text, covers = level[role]
                if covers:
                    cells.append(cell(span, text, "level", role, covers))
            else:
                text = _text(row, role, mark) or (BLANK if role in _marked_blank(row, layout) else "")
                cells.append(cell(span, text, _KINDS.get(_KEYS[role].holds, "text"), role))
        yield SheetRow(tuple(cells), indicator=number)


def closing_rows(
    evaluation: Evaluation, card: Scorecard | None, layout: Layout, columns: Columns
) -> Iterator[SheetRow]:
    """The total row, the grade and the ruleset that was asked for."""
    weight, score = printed_text(evaluation.printed_weight_total), printed_text(evaluation.printed_total)
    grade = evaluation.printed_grade
    if card is not None:
        weight = weight_total_text(evaluation, card)
        score = score or points(total_of(evaluation, card))
        grade = grade_of(evaluation, card)
    if weight and layout.has("score"):
        score = score or BLANK  # a lone number might be either
    if layout.total or weight or score:
        yield _total_row(weight, score, layout, columns)
    for label, text, role in ((_GRADE, grade, "grade"), (_RULESET, evaluation.ruleset, "ruleset")):
        if text:
            first, rest = columns.fit((_LABEL, 100 - _LABEL))
            yield SheetRow((cell(first, label, "label"), cell(rest, text, "text", role)))


def _spans(layout: Layout, columns: Columns) -> Sequence[Span]:
    return columns.spans[1:] if layout.side else columns.spans


def _marked_blank(row: Indicator, layout: Layout) -> tuple[str, ...]:
    """The columns that say "blank" with a dash, so that nobody takes the row for what it is not.

    A row of nothing but words would be the rest of the row above, a level's name in the name's column
    the level of a row that slid to the right, a level that no list knows the name of one that slid to
    the left.
    """
    marked = ["weight"] if layout.has("weight") else ["target"]
    if classify(row.name) in LEVEL_CLASSES:
        marked += ("target", "actual")
    if classify(row.level2) in ("text", "long"):
        marked.append("score")
    return tuple(marked)


def _text(row: Indicator, role: str, mark: Mark | None) -> str:
    if role == "score":
        return score_text(row.printed_score, mark)
    if role == "completion":
        if row.printed_completion is None and mark is not None:
            return percent(mark.completion)
        return printed_text(row.printed_completion)
    key = _KEYS[role]
    held: Any = getattr(row, key.field)
    if key.holds == "value":
        return _value_text(held)
    return str(held) if key.holds == "text" else printed_text(held)


def _value_text(value: Value | None) -> str:
    return "" if value is None else value.text or format_value(value)


def _levels(rows: Sequence[Indicator]) -> list[dict[str, tuple[str, int]]]:
    """For each row its level cells: text and how many rows they cover, 0 where one above covers it.

    Where a level ends and none follows a dash says so; an empty cell would carry on the name above.
    """
    found: list[dict[str, tuple[str, int]]] = []
    carried1 = ""
    for level1, group1 in groupby(rows, key=lambda row: row.level1):
        first = list(group1)
        carried2 = ""
        start = len(found)
        for level2, group2 in groupby(first, key=lambda row: row.level2):
            second = list(group2)
            text = level2 or (BLANK if carried2 else "")
            found += [{"level1": ("", 0), "level2": (text, len(second) if n == 0 else 0)} for n in range(len(second))]
            carried2 = level2
        found[start]["level1"] = (level1 or (BLANK if carried1 else ""), len(first))
        carried1 = level1
    return found


def _total_row(weight: str, score: str, layout: Layout, columns: Columns) -> SheetRow:
    """总分 up to the first number, each number under its head."""
    cells: list[SheetCell] = []
    spans = _spans(layout, columns)
    texts = {"weight": weight, "score": score}
    begin = 0
    for span, column in zip(spans, layout.columns, strict=True):
        if column.role not in texts:
            continue
        if span[0] > begin:
            cells.append(cell((begin, span[0] - begin), "" if cells else _TOTAL, "text" if cells else "label"))
        cells.append(cell(span, texts[column.role], "number", column.role))
        begin = span[0] + span[1]
    if begin < columns.count:
        cells.append(cell((begin, columns.count - begin), "", "text"))
    return SheetRow(tuple(cells), total=True)
