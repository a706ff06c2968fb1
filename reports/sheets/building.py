"""Lay an official form out as a sheet: the layout's columns, and everything the table has filled in."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil
from typing import Final

from scoring.model import Evaluation
from scoring.scorecard import Scorecard

from .header import columns_for, header_rows
from .layouts import AUTO, Layout, layout_for
from .rows import closing_rows, head_row, indicator_rows
from .sheet import OPTIONAL, Sheet, SheetPart

_SIDE_WIDTH: Final = 6
"""Of the side heading, in hundredths of all other columns."""

_NARROWEST: Final = 5
_HEAD_LINES: Final = 3
_LETTER: Final = 2
"""A column that holds nothing is so wide that its head takes so many lines of letters so wide."""

_TEXTS: Final = ("name", "basis", "rule", "evidence", "reason")
"""Columns of running text."""


def form_sheet(
    evaluation: Evaluation, card: Scorecard | None = None, layout: str = AUTO, fields: Collection[str] = ()
) -> Sheet:
    """Lay out the form of a table.

    Everything that is filled in is shown: where the layout, chosen or named, has no column for it, the
    column is added.  What was printed is shown as it was printed.

    Args:
        evaluation: the table.
        card: its scorecard, for a self-evaluation; scores, completion, rate, totals and grade are ours where
            none were printed.  Without it they stay blank.
        layout: id of a layout, or ``auto`` for the one that suits the table.
        fields: columns of the indicators that the form must have although nothing is filled in there yet.

    Raises:
        ReportError: there is no such layout, or it is made for another kind of table.
    """
    chosen = layout_for(evaluation, layout, fields)
    if evaluation.form == "goal":
        card = None
    columns = columns_for(evaluation, chosen, _widths(chosen, evaluation, fields))
    header = tuple(header_rows(evaluation, card, chosen, columns))
    body = (
        head_row(chosen, columns),
        *indicator_rows(evaluation, card, chosen, columns),
        *closing_rows(evaluation, card, chosen, columns),
    )
    return Sheet(
        title=chosen.title,
        year=f"（{evaluation.year}年度）" if evaluation.year is not None else "",
        above=(),
        widths=columns.widths,
        parts=(SheetPart(header), SheetPart(body, heads=1)),
        landscape=chosen.landscape,
        name=evaluation.title,
    )


def _widths(layout: Layout, evaluation: Evaluation, fields: Collection[str]) -> list[int]:
    """The columns' widths; what a column without any content can spare goes to those with the longest texts.

    Nobody fills in a form that is printed with its actuals; one with ``fields`` still has to be filled in.
    """
    widths = [column.width for column in layout.columns]
    if not fields:
        texts = [_longest(evaluation, column.role) for column in layout.columns]
        for at, column in enumerate(layout.columns):
            if column.role in OPTIONAL and not any(getattr(one, column.role) for one in evaluation.indicators):
                head = ceil(len(column.head) / _HEAD_LINES) * _LETTER
                widths[at] = min(widths[at], max(_NARROWEST, head))
        for _ in range(sum(column.width for column in layout.columns) - sum(widths)):
            widths[max(range(len(widths)), key=lambda at: texts[at] / widths[at])] += 1
    return [max(1, sum(widths) * _SIDE_WIDTH // 100), *widths] if layout.side else widths


def _longest(evaluation: Evaluation, role: str) -> int:
    """Length of the longest running text of a column."""
    if role not in _TEXTS:
        return 0
    return max((len(getattr(indicator, role)) for indicator in evaluation.indicators), default=0)
