"""Scores and notes put into a copy of the user's own workbook.

The XML of the cells concerned is changed and nothing else: a library that reads a workbook and writes
it again loses pictures, charts, text boxes and much of what other programs have put there.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from scoring.numerals import whole_number

from ..places import Fill, Filled, Note, is_fillable
from .xlsx_cells import SheetCells, format_of, shows, with_format
from .xlsx_comments import put_comments
from .xlsx_package import WorkbookParts
from .xlsx_values import safe_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACES_2: Final = 2
_PERCENT_2: Final = 10
"""Numbers of the built-in formats 0.00 and 0.00%."""


def fill_xlsx(data: bytes, fills: Sequence[Fill]) -> Filled:
    """Put values into cells of a copy.

    A cell that shows a number keeps its format where that shows the whole value; a cell whose number
    is kept as text keeps it as text.  A formula that was never calculated stays and gets the value; one
    that was, and gave something else, is replaced by the value.

    Args:
        data: the workbook's bytes.
        fills: values and their cells.

    Raises:
        UnreadableFile: the workbook is damaged.
    """
    book = WorkbookParts.open(data, "工作簿")
    left: list[Fill] = []
    sheets: dict[str, SheetCells] = {}
    formulas = False
    for one in fills:
        part = book.sheet_of(one.place)
        column = dict(one.place.columns).get(one.role)
        if not part or column is None or not one.place.grid_row:
            left.append(one)
            continue
        cells = sheets.setdefault(part, SheetCells(book, part))
        row, first = cells.owner(one.place.grid_row, column)
        cell = cells.cell(row, first)
        if cell is not None and not _is_free(cells, cell, one):
            left.append(one)
            continue
        book.edit(part)
        formulas = _write(book, cells, cells.made(row, first), one) or formulas
    if sheets and len(left) < len(fills):
        _recalculate(book, formulas)
    return Filled(book.save() if len(left) < len(fills) else data, tuple(left))


def annotate_xlsx(data: bytes, notes: Sequence[Note]) -> bytes:
    """Put notes beside cells of a copy as comments; comments that are there stay.

    A note without a row goes to the first cell of its worksheet, one without a worksheet to the first.

    Raises:
        UnreadableFile: the workbook is damaged.
    """
    book = WorkbookParts.open(data, "工作簿")
    first = next((part for _, part in book.sheets() if "/worksheets/" in f"/{part}"), "")
    found: dict[str, dict[tuple[int, int], list[Note]]] = {}
    for note in notes:
        part = book.sheet_of(note.place) or first
        if not part:
            continue
        columns = dict(note.place.columns)
        known = bool(book.sheet_of(note.place)) and note.place.grid_row
        column = columns.get(note.role, min(columns.values(), default=0)) if known else 0
        at = SheetCells(book, part).owner(note.place.grid_row if known else 1, column)
        found.setdefault(part, {}).setdefault(at, []).append(note)
    for part, at_cells in found.items():
        put_comments(book, part, at_cells)
    return book.save() if found else data


def _is_free(cells: SheetCells, cell: _Element, one: Fill) -> bool:
    """May the cell be written over?  Not where it holds words, an error, or a formula that others share."""
    formula = cell.find(cells.book.tag("f"))
    if formula is not None and formula.get("t") in ("shared", "array", "dataTable"):
        return False
    if cell.get("t") in ("e", "b"):
        return False
    text = cells.text(cell)
    if cell.get("t") in (None, "n"):
        return True
    return is_fillable(one.role, text)


def _write(book: WorkbookParts, cells: SheetCells, cell: _Element, one: Fill) -> bool:
    """Write a value; True where a formula was replaced."""
    from lxml import etree

    tag = book.tag
    formula = cell.find(tag("f"))
    keep = formula is not None and not (cell.findtext(tag("v")) or "")
    was_text = cell.get("t") in ("s", "inlineStr") and bool(cells.text(cell).strip())
    style = whole_number(cell.get("s"), 0)
    code = format_of(book, style)
    for child in list(cell):
        if child.tag != tag("f") or not keep:
            cell.remove(child)
    if (was_text or code == "@") and not keep:
        cell.set("t", "inlineStr")
        inside = etree.SubElement(etree.SubElement(cell, tag("is")), tag("t"))
        inside.text = safe_text(one.text)
        return formula is not None
    cell.attrib.pop("t", "")
    value = one.number
    if one.text.endswith("%"):
        percent = not _is_number_without_sign(code)
        value = one.number / 100 if percent else one.number
        if percent and not shows(code, one.text):
            cell.set("s", str(with_format(book, style, _PERCENT_2)))
    elif code != "General" and not shows(code, one.text):
        cell.set("s", str(with_format(book, style, _PLACES_2)))
    etree.SubElement(cell, tag("v")).text = _plain(value)
    return formula is not None and not keep


def _is_number_without_sign(code: str) -> bool:
    """Does a format show rates as plain numbers, as where the head says (%)?"""
    return code != "General" and "%" not in code and shows(code, "0.00")


def _plain(number: Decimal) -> str:
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def _recalculate(book: WorkbookParts, replaced: bool) -> None:
    """Let the workbook be calculated when it is opened; drop the order of calculation where formulas went."""
    from lxml import etree

    root = book.edit(book.main)
    calculation = root.find(book.tag("calcPr"))
    if calculation is None:
        calculation = etree.Element(book.tag("calcPr"))
        before = [
            root.find(book.tag(name)) for name in ("definedNames", "externalReferences", "functionGroups", "sheets")
        ]
        anchor = next((element for element in before if element is not None), None)
        if anchor is None:
            root.append(calculation)
        else:
            anchor.addnext(calculation)
    calculation.set("fullCalcOnLoad", "1")
    if replaced:
        for kind, name in list(book.relations(book.main).values()):
            if kind.endswith("/calcChain"):
                book.unrelate(book.main, name)
                book.undeclare(name)
                book.remove(name)
