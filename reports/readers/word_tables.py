"""The tables of a Word document as its XML has them: which is which, and which cell stands where.

The reader and whoever writes into a copy of the file count with the same functions, so that a place
named by the one is found by the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from attrs import frozen

from scoring.numerals import whole_number

from .ooxml import WORD, Element

_W: Final = f"{{{WORD}}}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TABLE: Final = f"{_W}tbl"
ROW: Final = f"{_W}tr"
CELL: Final = f"{_W}tc"
VAL: Final = f"{_W}val"
TEXT: Final = f"{_W}t"
SDT: Final = f"{_W}sdt"
_SDT_CONTENT: Final = f"{_W}sdtContent"
_PLACEHOLDER: Final = f"{_W}sdtPr/{_W}showingPlcHdr"
_ALTERNATE: Final = f"{_MC}AlternateContent"
_CHOICE: Final = f"{_MC}Choice"
_FALLBACK: Final = f"{_MC}Fallback"
_DROPPED: Final = frozenset((f"{_W}del", f"{_W}moveFrom"))
_TRANSPARENT: Final = "ins moveTo hyperlink smartTag customXml fldSimple dir bdo"
OPAQUE: Final = _DROPPED | {SDT, _ALTERNATE}
"""Wrappers that do not simply show what is in them."""
WRAPPERS: Final = OPAQUE | {f"{_W}{name}" for name in _TRANSPARENT.split()}
"""Elements that stand around content at any level: content controls, tracked changes, alternatives."""
_ROW_PROPERTIES: Final = f"{_W}trPr"
_CELL_PROPERTIES: Final = f"{_W}tcPr"
_GRID_BEFORE: Final = f"{_W}gridBefore"
GRID_SPAN: Final = f"{_W}gridSpan"
V_MERGE: Final = f"{_W}vMerge"
_H_MERGE: Final = f"{_W}hMerge"
_ROW_DROPPED: Final = (f"{_W}del", f"{_W}hidden")
_WIDEST: Final = 1000

Merge: TypeAlias = Literal["", "first", "covered"]


@frozen
class Slot:
    """A cell of a row and the columns it takes.

    Attributes:
        cell: the ``w:tc``.
        column: its first column in the grid, from 0.
        colspan: how many columns it takes, cells merged into it from the right included.
        merge: "first" where a merge over rows begins, "covered" where it goes on.
    """

    cell: Element
    column: int
    colspan: int
    merge: Merge


def unwrap(wrapper: Element) -> Element | None:
    """The element that holds what a wrapper shows, None where it shows nothing.

    Of alternatives one is taken, deletions and the prompt of an unfilled content control are dropped;
    a cell or a row stays, filled or not.
    """
    tag = wrapper.tag
    if tag == SDT:
        content = wrapper.find(_SDT_CONTENT)
        if content is not None and wrapper.find(_PLACEHOLDER) is not None:
            return content if content.find(CELL) is not None or content.find(ROW) is not None else None
        return content
    if tag == _ALTERNATE:
        return _taken(wrapper)
    return None if tag in _DROPPED else wrapper


def contents(parent: Element) -> Iterator[Element]:
    """The children of an element, those inside wrappers in their place."""
    stack = [iter(parent)]
    while stack:
        for child in stack[-1]:
            if child.tag not in WRAPPERS:
                yield child
                continue
            inner = unwrap(child)
            if inner is not None:
                stack.append(iter(inner))
                break
        else:
            stack.pop()


def is_prompt(cell: Element) -> bool:
    """Is a cell wrapped by a content control nobody has filled?"""
    parent = cell.getparent()
    if parent is None or parent.tag != _SDT_CONTENT:
        return False
    control = parent.getparent()
    return control is not None and control.find(_PLACEHOLDER) is not None


def tables(root: Element) -> Iterator[Element]:
    """Yield every ``w:tbl`` a reader sees in the order they begin, nested ones too: the first is grid 1."""
    unseen = {table for branch in _branches_not_taken(root) for table in branch.iter(TABLE)}
    return (table for table in root.iter(TABLE) if table not in unseen) if unseen else root.iter(TABLE)


def table_rows(table: Element) -> Iterator[Element]:
    """Yield every ``w:tr`` of a table: the first is grid_row 1.  Deleted and hidden ones count."""
    return (child for child in contents(table) if child.tag == ROW)


def is_dropped(row: Element) -> bool:
    """Was the row deleted by a tracked change, or hidden?"""
    properties = row.find(_ROW_PROPERTIES)
    if properties is None:
        return False
    return any((mark := properties.find(name)) is not None and is_on(mark) for name in _ROW_DROPPED)


def slots(row: Element) -> list[Slot]:
    """The cells of a row with their columns; cells merged into one on their left are not listed."""
    column = 0
    found: list[Slot] = []
    for child in contents(row):
        if child.tag == CELL:
            span, merge, joined = 1, "", False
            properties = child.find(_CELL_PROPERTIES)
            if properties is not None:
                for mark in properties:
                    tag = mark.tag
                    if tag == GRID_SPAN:
                        span = span_of(mark)
                    elif tag == V_MERGE:
                        merge = "first" if mark.get(VAL) == "restart" else "covered"
                    elif tag == _H_MERGE:
                        joined = mark.get(VAL) != "restart"
            if joined and found:
                last = found[-1]
                found[-1] = Slot(last.cell, last.column, last.colspan + span, last.merge)
            else:
                found.append(Slot(child, column, span, merge))  # type: ignore[arg-type]  # one of the three words
            column += span
        elif child.tag == _ROW_PROPERTIES:
            before = child.find(_GRID_BEFORE)
            if before is not None:
                column = _count(before, 0)
    return found


def span_of(mark: Element) -> int:
    """How many columns a ``w:gridSpan`` says."""
    return span_told(mark.get(VAL, ""))


def span_told(text: str) -> int:
    """How many columns the value of a ``w:gridSpan`` says."""
    return min(whole_number(text, 1), _WIDEST) or 1


def cell_at(table: Element, row: int, column: int) -> Element | None:
    """Find a cell where a reader said it stands.

    Args:
        table: the ``w:tbl``, one of :func:`tables`.
        row: its row, from 1.
        column: the column of the grid, from 0.

    Returns:
        The ``w:tc`` that takes the column in that row, of a merge its first; None where there is none.
    """
    shown: list[Element] = []
    for number, element in enumerate(table_rows(table), 1):
        if number == row:
            break
        if not is_dropped(element):
            shown.append(element)
    else:
        return None
    at = next((slot for slot in slots(element) if slot.column <= column < slot.column + slot.colspan), None)
    if at is None:
        return None
    found = at
    while found.merge == "covered" and shown:
        edges = (at.column, at.colspan)
        above = next((slot for slot in slots(shown.pop()) if (slot.column, slot.colspan) == edges), None)
        if above is None or not above.merge:
            return at.cell
        found = above
    return found.cell if found.merge == "first" else at.cell


def is_on(mark: Element) -> bool:
    """Is a property such as ``w:vanish`` switched on?"""
    return mark.get(VAL, "true") not in ("0", "false", "off")


def _taken(alternate: Element) -> Element | None:
    """The first choice, or the fallback where only that holds text."""
    choice, fallback = alternate.find(_CHOICE), alternate.find(_FALLBACK)
    if choice is None or (fallback is not None and _is_silent(choice) and not _is_silent(fallback)):
        return fallback
    return choice


def _is_silent(branch: Element) -> bool:
    return next(branch.iter(TEXT), None) is None


def _branches_not_taken(root: Element) -> Iterator[Element]:
    for alternate in root.iter(_ALTERNATE):
        taken = _taken(alternate)
        for branch in alternate:
            if branch is not taken:
                yield branch


def _count(mark: Element, otherwise: int) -> int:
    return min(whole_number(mark.get(VAL), otherwise), _WIDEST)
