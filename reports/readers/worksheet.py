"""A worksheet as its reader found it, and the paragraphs and grids that a person sees in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from attrs import define, field

from scoring.model import Place, Remark, Skipped, column_letters
from scoring.words import NOT_CALCULATED

from ..errors import UnreadableFile
from ..grid import Block, Cell, Parsed, Row
from .lines import lines_apart

MOST_CELLS: Final = 200_000
"""How many cells with text are read of a workbook."""
_MOST_COVERED: Final = 4_000_000
_WIDEST_SPAN: Final = 256
_LONGEST_GAP: Final = 1000
_LAST_ROW: Final = 1 << 30
_MOST_NAMED: Final = 20
_LONGEST_FORMULA: Final = 40
_Merge: TypeAlias = tuple[int, int, int, int]
_Line: TypeAlias = tuple[int, list[Cell]]
"""A row and its cells; rows that are hidden count among those a cell covers."""
_CURE_LARGE: Final = "只留有自评表的工作表，另存后再读"


@define
class Worksheet:
    """The cells of one worksheet, rows and columns as the file counts them.

    Attributes:
        name: what its tab says.
        number: which sheet of the workbook it is, from 1.
        rows: row from 1 → column from 0 → text as shown; cells without text are not there.
        merges: first row, first column, last row, last column of each merged area.
        hidden_rows: rows that are not shown.
        hidden_columns: first and last of the columns that are not shown.
        formulas: row, column and text of each formula, with whether a value stands beside it.
        unknown_formats: codes of number formats that could not be followed → a cell under each.
        cut: True where the rest was left unread because there is too much of it.
    """

    name: str
    number: int
    rows: dict[int, dict[int, str]] = field(factory=dict)
    merges: list[_Merge] = field(factory=list)
    hidden_rows: set[int] = field(factory=set)
    hidden_columns: list[tuple[int, int]] = field(factory=list)
    formulas: list[tuple[int, int, str, bool]] = field(factory=list)
    unknown_formats: dict[str, tuple[int, int]] = field(factory=dict)
    cut: bool = False

    def place(self, row: int = 0) -> Place:
        return Place(sheet=self.name, grid=self.number, grid_row=row)


def parsed(sheets: Iterable[Worksheet], hidden: Iterable[str], source: str, suspect: bool = False) -> Parsed:
    """Make paragraphs and grids of the sheets of a workbook.

    Args:
        sheets: those that are shown, in order.
        hidden: names of those that are not.
        source: the file's name, for messages.
        suspect: the file is of a program that may write 0 or nothing for what it never calculated.

    Raises:
        UnreadableFile: merged areas without end.
    """
    sheets = list(sheets)
    if suspect and not any(_has_value(sheet) for sheet in sheets):
        for sheet in sheets:
            sheet.formulas = [(row, column, text, False) for row, column, text, _ in sheet.formulas]
    blocks: list[Block] = []
    skipped: list[Skipped] = []
    remarks: list[Remark] = []
    for sheet in sheets:
        remarks += _not_calculated(sheet)
        skipped += _hide(sheet)
        blocks += _blocks(sheet, source)
        for code, (row, column) in sheet.unknown_formats.items():
            cell = f"{column_letters(column)}{row}"
            what = f"工作表“{sheet.name}”{cell} 等单元格的数字格式“{code}”不能照原样显示，按存的数读"
            remarks.append(Remark("R7", what, sheet.place(row).with_columns((("cell", column),)), "单元格"))
        if sheet.cut:
            what = f"工作表“{sheet.name}”没有读完：工作簿有字的单元格超过 {MOST_CELLS} 个"
            skipped.append(Skipped(what, sheet.place()))
    names = list(hidden)
    if names:
        skipped.append(Skipped(f"{len(names)} 个隐藏的工作表没有读：{_listed(names)}"))
    return Parsed(tuple(blocks), tuple(skipped), tuple(remarks))


def _has_value(sheet: Worksheet) -> bool:
    return any(sheet.rows.get(row, {}).get(column, "0").strip("0.%-, ") for row, column, _, _ in sheet.formulas)


def _not_calculated(sheet: Worksheet) -> Iterator[Remark]:
    """Write what stands for a value into the cells of formulas that have none, and say so once."""
    missing = [(row, column, text) for row, column, text, valued in sheet.formulas if not valued]
    for row, column, text in missing:
        sheet.rows.setdefault(row, {})[column] = NOT_CALCULATED + _shortened(text)
    if missing:
        row, column, _ = missing[0]
        first = f"{column_letters(column)}{row}"
        many = f"{first} 等 {len(missing)} 个公式" if len(missing) > 1 else f"{first} 的公式"
        yield Remark(
            "R4",
            f"工作表“{sheet.name}”{many}没有计算结果",
            sheet.place(row).with_columns((("cell", column),)),
            "单元格",
        )


def _shortened(formula: str) -> str:
    """A formula as far as it helps to know it; a long one would be taken for words."""
    if not formula:
        return ""
    return f"={formula}" if len(formula) <= _LONGEST_FORMULA else f"={formula[:_LONGEST_FORMULA]}…"


def _hide(sheet: Worksheet) -> Iterator[Skipped]:
    """Take away the rows and columns that are not shown; what a merged area shows beyond them stays."""
    if not sheet.hidden_rows and not sheet.hidden_columns:
        return
    _move_out(sheet)
    rows = sorted(row for row in sheet.hidden_rows if sheet.rows.get(row))
    for row in rows:
        del sheet.rows[row]
    columns = set()
    if sheet.hidden_columns:
        for cells in sheet.rows.values():
            for column in [column for column in cells if _is_hidden(sheet, column)]:
                del cells[column]
                columns.add(column)
    if rows:
        yield Skipped(f"工作表“{sheet.name}”隐藏的第 {_listed(map(str, rows))} 行没有读", sheet.place(rows[0]))
    if columns:
        letters = _listed(column_letters(column) for column in sorted(columns))
        yield Skipped(f"工作表“{sheet.name}”隐藏的 {letters} 列没有读", sheet.place())


def _move_out(sheet: Worksheet) -> None:
    """Move the text of a merged area that begins in what is hidden to its first cell that is shown."""
    for number, (first, left, last, right) in enumerate(sheet.merges):
        row, column = first, left
        while row < last and row in sheet.hidden_rows:
            row += 1
        while column < right and _is_hidden(sheet, column):
            column += 1
        if (row, column) != (first, left) and (text := sheet.rows.get(first, {}).pop(left, "")):
            sheet.rows.setdefault(row, {})[column] = text
            sheet.merges[number] = row, column, last, right


def _is_hidden(sheet: Worksheet, column: int) -> bool:
    return any(first <= column <= last for first, last in sheet.hidden_columns)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return "、".join(found[:_MOST_NAMED]) + ("……" if len(found) > _MOST_NAMED else "")


def _blocks(sheet: Worksheet, source: str) -> Iterator[Block]:
    """Yield what stands on a sheet; a blank row ends a grid, lines above and below a table are paragraphs."""
    if not sheet.merges:
        yield from _unmerged(sheet)
        return
    lines, filled = _uncovered(sheet, source)
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and not _is_parted(sheet, filled, lines[end - 1][0], lines[end][0]):
            end += 1
        yield from lines_apart(_rows(sheet, lines[start:end]))
        start = end


def _unmerged(sheet: Worksheet) -> Iterator[Block]:
    """Yield what stands on a sheet without merged areas: most of what there is to do is about them."""
    name, number = sheet.name, sheet.number
    rows: list[Row] = []
    before = 0
    for row in sorted([row for row, cells in sheet.rows.items() if cells]):
        if rows and row != before + 1 and _is_parted(sheet, [], before, row):
            yield from lines_apart(rows)
            rows = []
        cells = [Cell(text, column) for column, text in sorted(sheet.rows[row].items())]
        rows.append(Row(tuple(cells), Place(0, 0, 0, 0, name, number, row)))
        before = row
    if rows:
        yield from lines_apart(rows)


def _is_parted(sheet: Worksheet, filled: list[tuple[int, int]], above: int, below: int) -> bool:
    """Does a blank row stand between two rows with text?  Hidden rows, and those that merged areas fill, are none."""
    if below - above > _LONGEST_GAP:
        return True
    for row in range(above + 1, below):
        if row not in sheet.hidden_rows:
            at = bisect_right(filled, (row, _LAST_ROW)) - 1
            if at < 0 or filled[at][1] < row:
                return True
    return False


def _uncovered(sheet: Worksheet, source: str) -> tuple[list[_Line], list[tuple[int, int]]]:
    """The rows that show text, without what merged areas cover; and first and last of rows that such areas fill."""
    order = sorted(row for row, cells in sheet.rows.items() if cells)
    if not order:
        return [], []
    width = max(max(sheet.rows[row]) for row in order)
    beginning: dict[int, list[_Merge]] = {}
    for merge in sheet.merges:
        beginning.setdefault(merge[0], []).append(merge)
    until: dict[int, int] = {}
    covered = 0
    lines: list[_Line] = []
    filled: list[tuple[int, int]] = []
    for row in sorted({*order, *(row for row in beginning if row <= order[-1])}):
        texts = sheet.rows.get(row)
        if row not in beginning:
            cells = [
                Cell(text, column) for column, text in sorted(texts.items()) if until.get(column, 0) < row
            ] if texts else []  # fmt: skip
            if cells:
                lines.append((row, cells))
            continue
        spans: dict[int, tuple[int, int]] = {}
        inside: set[int] = set()
        for _, left, last, right in beginning[row]:
            if until.get(left, 0) >= row:
                continue  # overlaps another; a spreadsheet program would repair that by dropping it
            spans[left] = min(right, max(width, _WIDEST_SPAN)) - left + 1, last - row + 1
            area = range(left + 1, min(right, width) + 1)
            covered += len(area) + 1
            if covered > _MOST_COVERED:
                raise UnreadableFile(f"工作表“{sheet.name}”合并的单元格太多，没有读", place=source, cure=_CURE_LARGE)
            if area:
                inside.update(area)
            if last > row:
                until.update(dict.fromkeys((left, *area), last))
                if not filled or filled[-1][1] < row:
                    filled.append((row, last))
                else:
                    filled[-1] = filled[-1][0], max(last, filled[-1][1])
        cells = [
            Cell(text, column, *spans.get(column, (1, 1)))
            for column, text in (sorted(texts.items()) if texts else ())
            if column in spans or (column not in inside and until.get(column, 0) < row)
        ]
        if cells:
            lines.append((row, cells))
    return lines, filled


def _rows(sheet: Worksheet, lines: list[_Line]) -> list[Row]:
    """The rows between two blank ones; those that merged areas fill wholly are among them, without cells."""
    texts, name, number = dict(lines), sheet.name, sheet.number
    shown = [row for row in range(lines[0][0], lines[-1][0] + 1) if row in texts or row not in sheet.hidden_rows]
    rows: list[Row] = []
    for index, row in enumerate(shown):
        cells = texts.get(row, [])
        for cell in cells:
            if cell.rowspan > 1:
                cell.rowspan = bisect_right(shown, row + cell.rowspan - 1) - index
        rows.append(Row(tuple(cells), Place(0, 0, 0, 0, name, number, row)))
    return rows
