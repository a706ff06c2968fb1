"""Read .docx: the paragraphs and tables of a Word document in the order of its body.

Headers, footers, footnotes, comments and automatic numbers are not read.  Pages are known where the
program that saved the file noted them, or where breaks were set by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from attrs import define, field, frozen

from scoring.model import NOWHERE, Place, Remark, Skipped

from ..errors import UnreadableFile
from ..grid import Block, Cell, Grid, Paragraph, Parsed, Row
from .lines import paragraphs_of
from .ooxml import WORD, Element, Part, word_data, word_part
from .package import Package, open_package
from .word_plain import plain_document
from .word_rows import WordCell, plain_rows
from .word_tables import TABLE, Slot, contents, is_dropped, is_prompt, slots, table_rows, tables
from .word_text import TextReader, ends_page

_W: Final = f"{{{WORD}}}"
_BODY: Final = f"{_W}body"
_PARAGRAPH: Final = f"{_W}p"
_FOREIGN: Final = f"{_W}altChunk"
_MARK_PROPERTIES: Final = f"{_W}rPr"
_TAKEN_IN: Final = tuple(f"{_W}{name}" for name in ("ins", "moveTo", "cellIns"))
_LEFT_OUT: Final = tuple(f"{_W}{name}" for name in ("del", "moveFrom", "cellDel"))
_DEEPEST: Final = 50
_MOST_TABLES: Final = 20_000
_MOST_ROWS: Final = 20_000
_MOST_CELLS: Final = 100_000
# A table that holds others and no row as wide as this serves to place them on the page.
_LAYOUT_WIDTH: Final = 4

_Part: TypeAlias = "str | list[Block]"


@frozen
class _Content:
    """What a cell holds: its lines with the tables between them, and what its text boxes hold."""

    parts: list[_Part]
    boxes: list[Block]

    @property
    def text(self) -> str:
        return "\n".join(part for part in self.parts if isinstance(part, str)).strip()

    @property
    def inner(self) -> list[Block]:
        """The tables in it."""
        return [block for part in self.parts if not isinstance(part, str) for block in part]


@define
class _TableRow:
    """A row while its table is being read; ``held`` is what its cells hold besides text, None where only text."""

    place: Place
    cells: list[WordCell]
    held: list[_Content] | None


@define
class _Reader:
    text: TextReader
    numbers: dict[Element, int]
    prompts: bool
    source: str
    skipped: list[Skipped] = field(factory=list, init=False)

    def blocks(self, parent: Element, depth: int) -> Iterator[Block]:
        """The paragraphs and tables of the body or of a text box."""
        ahead = ""
        for child in contents(parent):
            if child.tag == _PARAGRAPH:
                self.text.first_page = 0
                text = ahead + self.text.read(child)
                if self.text.joined:
                    ahead = text
                else:
                    ahead = ""
                    yield from paragraphs_of(text, Place(page=self.text.first_page or self.text.page))
                yield from self._boxes(depth)
                if self.text.paged and ends_page(child):
                    self.text.turn()
            elif child.tag == TABLE:
                yield from self.table(child, depth + 1)
            elif child.tag == _FOREIGN:
                what = "文档里嵌入的其他格式内容（altChunk）没有读；用 Word 打开另存一次，它就成为正文"
                self.skipped.append(Skipped(what, Place(page=self.text.page)))
        yield from paragraphs_of(ahead, Place(page=self.text.page))

    def table(self, table: Element, depth: int) -> list[Block]:
        """A table and the tables in its cells.

        One that only places others on the page gives them where they stand, any other behind itself.
        """
        self._bound(depth)
        rows = self._rows(table, depth)
        if all(row.held is None for row in rows):
            return _grid(rows)
        wide = any(len(row.cells) >= _LAYOUT_WIDTH for row in rows)
        found: list[Block] = []
        behind: list[Block] = []
        plain: list[_TableRow] = []
        for row in rows:
            if row.held is not None and not wide and _only_places(row):
                found += _grid(plain)
                plain = []
                for content in row.held:
                    found += _in_order(content, row.place)
                continue
            plain.append(row)
            for content in row.held or ():
                behind += [*content.inner, *(content.boxes if content.text else _grids(content.boxes))]
        return [*found, *_grid(plain), *behind]

    def _rows(self, table: Element, depth: int) -> list[_TableRow]:
        grid = self.numbers[table]
        rows: list[_TableRow] = []
        plain = plain_rows(table, _MOST_CELLS)
        above: dict[tuple[int, int], WordCell] = {}
        left = _MOST_CELLS
        for number, element in enumerate(table_rows(table), 1):
            cells = plain[number - 1] if number <= len(plain) else None
            found = slots(element) if cells is None else []
            left -= len(found) if cells is None else len(cells)
            if number > _MOST_ROWS or left < 0:
                what = f"表格超过 {_MOST_ROWS} 行或 {_MOST_CELLS} 格，第 {number} 行起没有读"
                self.skipped.append(Skipped(what, Place(page=self.text.page, grid=grid, grid_row=number)))
                break
            page, held = self.text.page, None
            if cells is None:
                if is_dropped(element):
                    continue
                cells, held, page = self._row(found, above, depth)
            elif self.text.paged:
                self.text.note(any(cell.text for cell in cells))
            shown, above = _merged(cells, above)
            rows.append(_TableRow(Place(page=page, grid=grid, grid_row=number), shown, held))
        return rows

    def _row(
        self, found: list[Slot], above: dict[tuple[int, int], WordCell], depth: int
    ) -> tuple[list[WordCell], list[_Content] | None, int]:
        """Read a row that is not plain.

        Args:
            found: its cells.
            above: the merges over rows that the row before is part of, by their columns.
            depth: how many tables it stands in.

        Returns:
            Its cells, those that hold more than text (None where there are none), and the page it begins on.
        """
        text = self.text
        begin = end = text.page
        first_page = 0
        cells: list[WordCell] = []
        held: list[_Content] = []
        for slot in found:
            cell = WordCell("", slot.column, slot.colspan, slot.merge)
            cells.append(cell)
            if slot.merge == "covered" and (slot.column, slot.colspan) in above:
                continue
            text.branch(begin)
            text.first_page = 0
            content = self._content(slot.cell, depth)
            first_page = first_page or text.first_page
            end = max(end, text.page)
            cell.text = content.text
            if content.boxes or content.inner:
                held.append(content)
                if not cell.text:
                    cell.text = "\n".join(block.text for block in content.boxes if isinstance(block, Paragraph))
        text.branch(end)
        text.first_page = first_page
        return cells, held or None, first_page or begin

    def _content(self, cell: Element, depth: int) -> _Content:
        parts: list[_Part] = []
        boxes: list[Block] = []
        if self.prompts and is_prompt(cell):
            return _Content(parts, boxes)
        joined = False
        for child in contents(cell):
            if child.tag == _PARAGRAPH:
                text = self.text.read(child)
                if joined and parts and isinstance(parts[-1], str):
                    parts[-1] += text
                else:
                    parts.append(text)
                joined = self.text.joined
                if self.text.boxes:
                    boxes += self._boxes(depth)
            elif child.tag == TABLE:
                page = self.text.first_page
                parts.append(self.table(child, depth + 1))
                self.text.first_page = page or self.text.first_page
        return _Content(parts, boxes)

    def _boxes(self, depth: int) -> list[Block]:
        """What the text boxes of the paragraph just read hold."""
        if not self.text.boxes:
            return []
        self._bound(depth + 1)
        boxes, self.text.boxes = self.text.boxes, []
        page = self.text.first_page
        found = [block for box in boxes for block in self.blocks(box, depth + 1)]
        self.text.first_page = page
        return found

    def _bound(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise UnreadableFile(
                f"表格套表格超过 {_DEEPEST} 层，没有读",
                place=self.source,
                cure="用 Word 打开，把自评表从外层表格里取出来",
            )


def parse(data: bytes, source: str, package: Package | None = None) -> Parsed:
    """Read a .docx.

    Args:
        data: the file's bytes.
        source: its name, for messages.
        package: the file as a package, where it was opened already.

    Returns:
        Its paragraphs and tables; every row knows its grid and its row there, so that
        :func:`reports.readers.word_tables.cell_at` finds its cells in the file again.

    Raises:
        UnreadableFile: no Word document, a damaged one, or one made to exhaust whoever opens it.
    """
    package = package or open_package(data, source)
    name, xml = word_data(package)
    plain = plain_document(xml)
    if plain is not None:
        return Parsed(tuple(_plain_blocks(plain)))
    part = word_part(package, name, xml)
    body = part.root.find(_BODY)
    if body is None:
        raise UnreadableFile("Word 文档里没有正文", place=source, cure="用 Word 或 WPS 打开检查，另存一份再读")
    numbers = {table: number for number, table in enumerate(tables(part.root), 1)}
    if len(numbers) > _MOST_TABLES:
        raise UnreadableFile(
            f"文档里的表格超过 {_MOST_TABLES} 个，没有读", place=source, cure="只留有自评表的部分，或拆成几个文件"
        )
    reader = _Reader(_text_reader(part), numbers, part.mentions("showingPlcHdr"), source)
    blocks = tuple(reader.blocks(body, 0))
    skipped = reader.skipped + [Skipped(what) for what in _objects(reader.text.objects)]
    remarks = [Remark("R3", what) for what in _revisions(part)]
    if not blocks and reader.text.pictures:
        remarks.append(Remark("R5", f"文档里只有 {reader.text.pictures} 张图片，没有文字，可能是扫描件"))
    return Parsed(blocks, tuple(skipped), tuple(remarks))


def _plain_blocks(found: list[str | list[Row]]) -> Iterator[Block]:
    """The paragraphs and tables of a document in which nothing else stands."""
    for one in found:
        if isinstance(one, str):
            yield from paragraphs_of(one, NOWHERE)
        elif one:
            yield Grid(tuple(one))


def _text_reader(part: Part) -> TextReader:
    paged = part.mentions("lastRenderedPageBreak") or (
        part.mentions("page") and any(mark.get(f"{_W}type") == "page" for mark in part.root.iter(f"{_W}br"))
    )
    return TextReader(watch_runs=part.mentions("vanish") or part.mentions("vertAlign"), paged=paged)


def _merged(
    cells: list[WordCell], above: dict[tuple[int, int], WordCell]
) -> tuple[list[WordCell], dict[tuple[int, int], WordCell]]:
    """Count the covered cells of a row into the merges above; its other cells, and the merges that go on."""
    shown: list[WordCell] = []
    merged: dict[tuple[int, int], WordCell] = {}
    for cell in cells:
        if cell.merge:
            edges = (cell.column, cell.colspan)
            if cell.merge == "covered" and edges in above:
                merged[edges] = above[edges]
                above[edges].rowspan += 1
                continue
            if cell.merge == "first":
                merged[edges] = cell
        shown.append(cell)
    return shown, merged


def _grid(rows: list[_TableRow]) -> list[Block]:
    """The grid of these rows, none where no cell holds text."""
    found = []
    for row in rows:
        cells = [
            Cell(text, cell.column, cell.colspan, cell.rowspan) for cell in row.cells if (text := cell.text.strip())
        ]
        if cells:
            found.append(Row(tuple(cells), row.place))
    return [Grid(tuple(found))] if found else []


def _only_places(row: _TableRow) -> bool:
    """Does every text of the row stand in a cell that holds a table?"""
    texts = sum(1 for cell in row.cells if cell.text)
    return texts == sum(1 for content in row.held or () if content.inner and (content.text or content.boxes))


def _in_order(content: _Content, place: Place) -> Iterator[Block]:
    for part in content.parts:
        if isinstance(part, str):
            yield from paragraphs_of(part, place)
        else:
            yield from part
    yield from content.boxes


def _grids(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if isinstance(block, Grid)]


def _objects(programs: list[str]) -> Iterator[str]:
    """What to say of embedded objects that may well be tables."""
    for program, name in (("Excel.", "Excel 表格"), ("Word.", "Word 文档"), ("ET.", "WPS 表格"), ("WPS.", "WPS 文档")):
        count = sum(1 for found in programs if found.startswith(program))
        if count:
            yield f"嵌入的{name} {count} 个没有读；打开它们，把表格粘贴成文档里的表格"


def _revisions(part: Part) -> Iterator[str]:
    """Say how many tracked changes there are; those of paragraph marks are part of the others."""
    if not part.mentions("author"):  # every change names who made it
        return
    taken, left = (
        sum(
            1 for mark in part.root.iter(*names) if (above := mark.getparent()) is None or above.tag != _MARK_PROPERTIES
        )
        for names in (_TAKEN_IN, _LEFT_OUT)
    )
    if taken or left:
        yield f"文档含未接受的修订（插入 {taken} 处、删除 {left} 处），按全部接受后的文字读"
