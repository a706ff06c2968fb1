"""Tables without ruling lines: read where their columns stand clearly apart, named where they do not.

Only a head row that the recognition knows makes a table of lines of text.  A row is told by its figures;
lines without any belong to the row they stand nearest to.  Where that is not plain, nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, field

from scoring.model import Place, Remark, Skipped

from ..grid import Cell
from ..recognition.columns import Head, classify, fund_head, indicator_head
from ..recognition.forms import form_title, is_total, without_side, year_line
from .pdf_layout import Item, Laid, Unruled
from .pdf_text import Line, columns_of, join

_FEWEST_PARTS: Final = 3
_FEWEST_ROWS: Final = 2
_FIGURES: Final = ("number", "percent", "quantity", "measured", "misprint")
_APART: Final = 0.5
_NEAR: Final = 2.2
_PLAINLY: Final = 0.75
_FARTHEST: Final = 3.0
_NEXT_ROW: Final = 5.0


@define
class _Columns:
    """The columns of a table: from where to where its texts go.

    Attributes:
        head: what they are.
        spans: their left and right ends, from left to right.
    """

    head: Head
    spans: list[tuple[float, float]]

    def take(self, part: Line) -> int | None:
        """The column of a text, which grows by it; None where the text stands under several or under none."""
        under = [at for at, (left, right) in enumerate(self.spans) if part.left < right and left < part.right]
        if not under:
            gaps = sorted(
                (max(left - part.right, part.left - right), at) for at, (left, right) in enumerate(self.spans)
            )
            if gaps[0][0] > _FARTHEST * part.size or (len(gaps) > 1 and gaps[0][0] > _PLAINLY * gaps[1][0]):
                return None
            under = [gaps[0][1]]
        if len(under) > 1:
            return None
        left, right = self.spans[under[0]]
        self.spans[under[0]] = min(left, part.left), max(right, part.right)
        return under[0]

    def apart(self, size: float) -> bool:
        """Do all of them stand clear of each other?"""
        return all(
            left - right >= _APART * size for (_, right), (left, _) in zip(self.spans, self.spans[1:], strict=False)
        )


@define
class _Found:
    """What was found on the pages.

    Attributes:
        columns: of a table that reached the end of the page before.
        titled: a form's title was met and its table was not.
        skipped, remarks: what is said about it.
    """

    columns: _Columns | None = None
    titled: bool = False
    skipped: list[Skipped] = field(factory=list)
    remarks: list[Remark] = field(factory=list)


def find_unruled(pages: Sequence[Laid]) -> tuple[list[Skipped], list[Remark]]:
    """Put tables in the place of their lines; what was not read, and what was read by its places alone."""
    found = _Found()
    for page in pages:
        _of_page(page, found)
    return found.skipped, found.remarks


def _of_page(page: Laid, found: _Found) -> None:
    items: list[Item] = []
    tables: list[Unruled] = []
    unread = 0
    columns, found.columns = found.columns, None
    for run in _runs(page.items):
        if not isinstance(run, list):
            items.append(run)
            columns, found.titled = None, False
            continue
        left = _of_run(run, columns, found, items)
        tables += left.tables
        unread += left.unread
        columns = None
    page.items = items
    place = Place(page=page.number)
    if unread:
        what = f"第 {page.number} 页有 {unread} 张表没有框线，栏和行分不清，没有读；换用原来的 Word、Excel 文件"
        found.skipped.append(Skipped(what, place))
    if tables:
        rows = sum(len(table.rows) for table in tables)
        what = f"第 {page.number} 页的表没有框线，按文字的位置读出 {rows} 行，须与原件核对"
        found.remarks.append(Remark("R6", what, place))


@define
class _Left:
    """What became of lines: the tables that were read, how many were not."""

    tables: list[Unruled] = field(factory=list)
    unread: int = 0


def _of_run(lines: list[Line], columns: _Columns | None, found: _Found, items: list[Item]) -> _Left:
    """Read the tables among lines that follow each other; the columns are those of a table that may go on."""
    done = _Left()
    in_columns = 0
    goes_on = columns is not None
    at = 0
    while at < len(lines):
        line = lines[at]
        start = at
        if columns is None and (columns := _head(line)) is not None:
            start = at + 1
        table, end, ended = (None, at, False) if columns is None else _body(lines, at, start, columns)
        if table is None:
            if start > at:
                done.unread += 1
                in_columns, found.titled = 0, False
            elif form_title(line.text) is not None:
                found.titled = True
            elif (found.titled or goes_on) and len(columns_of(line)) >= _FEWEST_PARTS:
                in_columns += 1
            items.append(line)
            columns = None
            at += 1
            continue
        if start > at:
            table.rows = [*_above(items), *table.rows]
            in_columns = 0
        done.tables.append(table)
        items.append(table)
        goes_on = found.titled = False
        found.columns = None if ended or end < len(lines) else columns
        columns = None
        at = end
    if in_columns >= _FEWEST_ROWS + 1:
        done.unread += 1
        found.titled = False
    return done


def _runs(items: Sequence[Item]) -> Iterator[Item | list[Line]]:
    """Lines that follow each other, and each of the other items by itself."""
    run: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            run.append(item)
            continue
        if run:
            yield run
            run = []
        yield item
    if run:
        yield run


def _head(line: Line) -> _Columns | None:
    """The columns where a line is the head of a table."""
    if len(line.text.split(" ")) < _FEWEST_PARTS:
        return None
    parts = columns_of(line)
    if len(parts) < _FEWEST_PARTS:
        return None
    head = indicator_head(without_side(tuple(Cell(part.text, at) for at, part in enumerate(parts))))
    return _Columns(head, [(part.left, part.right) for part in parts]) if head is not None else None


def _body(lines: Sequence[Line], first: int, start: int, columns: _Columns) -> tuple[Unruled | None, int, bool]:
    """A head and the rows under it, where they end, and whether a total row ended them; None where they are not plain.

    Args:
        first, start: the head, and the first line below it; the same where the head stands on a page before.
    """
    taken = [list(enumerate(columns_of(line))) for line in lines[first:start]]
    at, ended = start, False
    while at < len(lines) and not ended:
        line = lines[at]
        if at > start and line.top - lines[at - 1].bottom > _NEXT_ROW * line.size:
            break
        if form_title(line.text) is not None or _head(line) is not None:
            break
        parts = columns_of(line)
        spans = list(columns.spans)
        found = [(columns.take(part), part) for part in parts]
        placed = [(column, part) for column, part in found if column is not None]
        if len({column for column, _ in placed}) < len(found):
            columns.spans = spans
            break
        ended = is_total(tuple(Cell(part.text, column) for column, part in placed))
        taken.append(placed)
        at += 1
    rows = _rows(taken, columns, start - first)
    if start > first and rows and indicator_head(without_side(rows[0])) is None:
        return None, at, ended
    if rows is None or len(rows) < _FEWEST_ROWS + start - first or not columns.apart(lines[start].size):
        return None, at, ended
    left, right = columns.spans[0][0], columns.spans[-1][1]
    return Unruled(lines[first].top, left, right, rows), at, ended


def _rows(taken: Sequence[Sequence[tuple[int, Line]]], columns: _Columns, heads: int) -> list[tuple[Cell, ...]] | None:
    """The cells row by row, those of the head first; None where a line may belong to either of two rows."""
    anchors = [at for at, line in enumerate(taken) if _is_row(line, columns)]
    if not anchors:
        return None
    cells: dict[int, dict[int, list[Line]]] = {at: {} for at in anchors}
    for at, line in enumerate(taken):
        home = at if at in cells else _nearest(taken, at, anchors)
        if home is None:
            return None
        for column, part in line:
            cells[home].setdefault(column, []).append(part)
    levels = [column.position for column in columns.head.columns if column.role in ("level1", "level2")]
    filled = list(cells.values())[heads:]
    if not filled or any(level not in filled[0] for level in levels if any(level in row for row in filled)):
        return None  # names in the middle of their rows
    return [
        tuple(Cell(join(row[column], *columns.spans[column]), column) for column in sorted(row))
        for row in cells.values()
    ]


def _is_row(line: Sequence[tuple[int, Line]], columns: _Columns) -> bool:
    """Has a line a figure of its own, or most cells of a row?"""
    return 2 * len(line) > len(columns.spans) or any(classify(part.text) in _FIGURES for _, part in line[1:])


def _nearest(taken: Sequence[Sequence[tuple[int, Line]]], at: int, anchors: Sequence[int]) -> int | None:
    """The row that a line without figures belongs to."""
    line = taken[at][0][1]
    middle = (line.top + line.bottom) / 2
    distances = sorted((abs(middle - (taken[one][0][1].top + taken[one][0][1].bottom) / 2), one) for one in anchors)
    if distances[0][0] > _NEAR * line.size:
        return None
    if len(distances) > 1 and distances[0][0] > _PLAINLY * distances[1][0]:
        return None
    return distances[0][1]


def _above(items: list[Item]) -> list[tuple[Cell, ...]]:
    """The rows between a form's title and the head, which are taken from the items."""
    start = len(items)
    while start and isinstance(line := items[start - 1], Line):
        if form_title(line.text) is not None or year_line(line.text) is not None:
            break
        start -= 1
    else:
        return []  # without a title nobody knows where the table begins
    lines = [item for item in items[start:] if isinstance(item, Line)]
    del items[start:]
    return list(_labelled(lines))


def _labelled(lines: Sequence[Line]) -> Iterator[tuple[Cell, ...]]:
    """Rows of labels with their values, and those of the money block under their head."""
    money: _Columns | None = None
    for line in lines:
        parts = columns_of(line)
        cells = tuple(Cell(part.text, at) for at, part in enumerate(parts))
        head = fund_head(cells)
        if head is not None:
            money = _Columns(head, [(part.left, part.right) for part in parts])
            yield tuple(Cell(cell.text, cell.column + 1) for cell in cells)
            continue
        if money is not None and len(parts) > 1:
            values = [(money.take(part), part) for part in parts[1:]]
            if all(column is not None for column, _ in values):
                yield (cells[0], *(Cell(part.text, column + 1) for column, part in values if column is not None))
                continue
            money = None
        yield cells
