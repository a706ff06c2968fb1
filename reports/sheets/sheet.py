"""An official form laid out as cells, whatever file it will be written to.

What a reader makes of a file is a :class:`~reports.grid.Grid`; a :class:`Sheet` is its counterpart
on the way out: :func:`reports.sheets.building.form_sheet` makes it of an evaluation, every writer draws it.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from attrs import frozen

CellKind: TypeAlias = Literal["label", "head", "side", "level", "text", "prose", "value", "number"]
"""What a cell holds, which decides its look.

``label``: a word of the form beside its value (项目名称); ``head``: a head word of a column;
``side``: the heading at the left edge that spans rows (年度绩效指标); ``level``: a level-1 or level-2 name,
merged over its rows; ``text``: a name or short words, set left; ``prose``: running text, set left,
line breaks kept; ``value``: a target or an actual, centred; ``number``: an amount, a rate, a weight or
a score, set right in money blocks and centred elsewhere.
"""

OPTIONAL: Final = ("reason", "prior", "basis", "evidence", "coefficient", "deduction")
"""Roles of cells that may stay blank in a form that is filled in."""


@frozen
class SheetCell:
    """A cell of a sheet.

    Attributes:
        text: what it shows; "" for an empty cell, line breaks as ``\\n``.
        column: its first column, from 0.
        colspan: how many columns it covers.
        rowspan: how many rows it covers.
        kind: what it holds.
        role: the field it holds (``project``, ``initial``, ``target``, ``score`` …), "" for the form's own words.
        prompt: what is to be filled in, in a blank form; "" for cells that are not.
    """

    text: str
    column: int
    colspan: int = 1
    rowspan: int = 1
    kind: CellKind = "text"
    role: str = ""
    prompt: str = ""


@frozen
class SheetRow:
    """A row of a sheet: its cells from left to right, covered positions left out, empty cells listed.

    Attributes:
        cells: its cells.
        indicator: number of the indicator it holds, from 1; 0 for none.
        fund: number of the fund line it holds, from 1; 0 for none.
        total: whether it is the total row.
    """

    cells: tuple[SheetCell, ...]
    indicator: int = 0
    fund: int = 0
    total: bool = False


@frozen
class SheetPart:
    """Rows under head rows that are repeated on every page; the parts of a sheet stand flush below each other.

    Attributes:
        rows: its rows, the head rows first.
        heads: how many of them are head rows.
    """

    rows: tuple[SheetRow, ...]
    heads: int = 0


@frozen
class Sheet:
    """A form ready to be drawn.

    Attributes:
        title: 项目支出绩效自评表.
        year: （2023年度）, or "".
        above: lines between the year and the table: 金额单位：万元.
        widths: relative widths of the columns; every part has these columns.
        parts: its tables.
        landscape: whether the page lies on its side.
        name: what the sheet is about, for file properties and the names of worksheets.
    """

    title: str
    year: str
    above: tuple[str, ...]
    widths: tuple[int, ...]
    parts: tuple[SheetPart, ...]
    landscape: bool = False
    name: str = ""
