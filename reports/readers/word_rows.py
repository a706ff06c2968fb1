"""Rows of a Word table that hold nothing but plain text, read in one sweep: most rows of most tables.

What is not plain, a line break as much as a text box, is left to :mod:`reports.readers.docx`; what
both read, both read alike.
"""

from __future__ import annotations

from typing import Final

from attrs import define

from .ooxml import WORD, Element
from .word_tables import CELL, GRID_SPAN, OPAQUE, ROW, TABLE, TEXT, V_MERGE, VAL, Merge, span_of
from .word_text import MATHS, OFF_TEXT

_W: Final = f"{{{WORD}}}"
_PARAGRAPH: Final = f"{_W}p"
# A row with one of these is no plain row, a table with one of those around rows and cells no plain table.
_ROW_MARKS: Final = OFF_TEXT | MATHS | {f"{_W}{name}" for name in ("gridBefore", "hMerge", "hidden", "cellDel")}
_TABLE_MARKS: Final = OPAQUE | {TABLE}
_KINDS: Final = {
    **dict.fromkeys(_TABLE_MARKS, 0),
    **dict.fromkeys(_ROW_MARKS, 1),
    TEXT: 2,
    _PARAGRAPH: 3,
    CELL: 4,
    GRID_SPAN: 5,
    V_MERGE: 6,
    ROW: 7,
}
_TAGS: Final = tuple(_KINDS)
_NO_MERGE: Merge = ""


@define
class WordCell:
    """A cell while its table is being read.

    Attributes:
        text: its text, a line for each paragraph.
        column: its first column in the grid, from 0.
        colspan: how many columns it takes.
        merge: "first" where a merge over rows begins, "covered" where it goes on.
        rowspan: how many rows it takes, as far as they have been read.
    """

    text: str
    column: int
    colspan: int
    merge: Merge
    rowspan: int = 1


def plain_rows(table: Element, most_cells: int) -> list[list[WordCell] | None]:
    """The rows of a table from the first, None for one that is not plain.

    Args:
        table: the ``w:tbl``.
        most_cells: after so many cells the rest is left.

    Returns:
        No rows at all where something stands around its rows or cells: a table, a content control, a change.
    """
    rows: list[list[WordCell] | None] = []
    cells: list[WordCell] = []
    text, column, span, merge = "", 0, 0, _NO_MERGE
    is_open = False
    kinds = _KINDS
    for element in table.iterdescendants(*_TAGS):
        kind = kinds[element.tag]
        if kind == 3:
            if text:
                text += "\n"
        elif kind == 2:
            text += element.text or ""
        elif kind == 4:
            if is_open:
                cells.append(WordCell(text, column, span, merge))
            column += span
            text, span, merge, is_open = "", 1, _NO_MERGE, True
            most_cells -= 1
            if most_cells < 0:
                return rows[:-1]
        elif kind == 5:
            span = span_of(element)
        elif kind == 6:
            merge = "first" if element.get(VAL) == "restart" else "covered"
        elif kind == 7:
            if is_open:
                cells.append(WordCell(text, column, span, merge))
            text, column, span, merge, is_open = "", 0, 0, _NO_MERGE, False
            cells = []
            rows.append(cells)
        elif kind == 1:
            if rows:
                rows[-1] = None
        else:
            return []
    if is_open:
        cells.append(WordCell(text, column, span, merge))
    return rows
