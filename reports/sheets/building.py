"""Lay an official form out as a sheet: the layout's columns, and everything the table has filled in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from scoring.model import Evaluation
from scoring.scorecard import Scorecard

from .grid import Columns
from .header import columns_needed, edges_needed, header_rows
from .layouts import AUTO, Layout, layout_for
from .rows import closing_rows, head_row, indicator_rows
from .sheet import Sheet, SheetPart

_SIDE_WIDTH: Final = 6
"""Of the side heading, in hundredths of all other columns."""


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
    columns = Columns.of(_widths(chosen), columns_needed(evaluation, chosen), edges_needed(evaluation))
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


def _widths(layout: Layout) -> list[int]:
    widths = [column.width for column in layout.columns]
    return [max(1, sum(widths) * _SIDE_WIDTH // 100), *widths] if layout.side else widths
