"""Walk the tree of a web page and gather its text and its tables, nested ones inside the cells that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import define, field
from lxml import etree

from ..errors import UnreadableFile
from ..recognition.cleaning import SUPERSCRIPTS
from .html_tables import BREAK, Flow, HtmlCell, Table

_DROPPED: Final = frozenset("script style head title noscript template svg audio video canvas iframe del map".split())
_BLOCKS: Final = frozenset(
    "p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 center blockquote pre address article section header footer"
    " main nav aside form fieldset legend figure figcaption tr td th thead tbody tfoot caption option".split()
)
_INLINE: Final = tuple("font span b i u strong em a small big tt nobr ins label".split())
_CELLS: Final = frozenset(("td", "th"))
SECTIONS: Final = {"thead": 0, "tbody": 1, "tfoot": 2}
_HIDDEN: Final = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_RAISED: Final = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_TELLING: Final = (b"display", b"mso-hide", b"hidden", b"super")
"""What must stand in a page that hides or raises anything by an attribute."""
# What only some programs read: <![if !supportEmptyParas]> … <![endif]>
_CONDITION: Final = re.compile(r"<!\[\s*(?:if[^\]<>]{0,200}|endif)\s*\]>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"\s[a-zA-Z_:@*]")
_LONG_MARK: Final = 8_000
_MOST_ATTRIBUTES: Final = 4_000
_WHOLE: Final = re.compile(r"\s*\+?(\d{1,9})")
_DEEPEST_TABLE: Final = 32
MOST_COLUMNS: Final = 1_000
MOST_ROWS: Final = 65_534
_CURE: Final = "用浏览器打开，把自评表复制到 Word 再读"


@define
class Page:
    """What a page holds.

    Attributes:
        flow: its text and tables in order.
        tables: how many tables there are, with those of the pages before.
        room: how many cells may still be read.
        deep: tables too deep inside others, read as text.
        deleted: text marked as deleted was left out.
        frames: it is a set of frames.
    """

    flow: Flow
    tables: int
    room: int
    deep: int = 0
    deleted: bool = False
    frames: bool = False


def page(text: str, source: str, tables: int, room: int) -> Page:
    """Read a page.

    Args:
        text: the page.
        source: the file's name, for messages.
        tables: how many tables the file's earlier pages hold.
        room: how many cells may be read.

    Raises:
        UnreadableFile: no page, nested without end, or a mark with more attributes than any page has.
    """
    # The parser compares each attribute of a mark with all before it.
    if any(len(_ATTRIBUTE.findall(piece)) > _MOST_ATTRIBUTES for piece in _long_pieces(text)):
        raise UnreadableFile("网页里有一个标记的属性多得不像网页，没有读", place=source, cure=_CURE)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    data = (_CONDITION.sub("", text) if "<![" in text else text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any("depth" in error.message for error in parser.error_log):
        raise UnreadableFile("网页嵌套太深，没有读", place=source, cure=_CURE)
    walk = _Walk(Page([], tables, room), is_styled(data[max(0, data.find(b"<body")) :]))
    if root is not None:
        if not walk.is_styled:
            # What they do to their text does not matter then, and most elements are such.
            etree.strip_tags(root, *_INLINE)
        walk.through(root)
    return walk.page


def is_styled(body: bytes) -> bool:
    """May anything in a page be hidden or raised by an attribute?"""
    body = body.lower()
    return any(word in body for word in _TELLING)


def _long_pieces(text: str) -> Iterator[str]:
    """What stands between two "<" and is longer than marks are."""
    at = 0
    while len(text) - at > _LONG_MARK:
        last = text.rfind("<", at, at + _LONG_MARK + 1)
        if last < 0:
            last = text.find("<", at)
            last = len(text) if last < 0 else last
            yield text[at:last]
        at = last + 1


@define
class _Walk:
    """Goes through a tree, opening and closing tables and cells.

    Attributes:
        page: what is found.
        is_styled: attributes may hide or raise text.
        flows: what text goes to: the page, the cells that are open.
        open: the tables that are open, with the number of flows when each began.
        pushed: for each table, row and cell that is open, whether it counts.
        raised: how many elements that raise their text are open.
    """

    page: Page
    is_styled: bool
    flows: list[Flow] = field(factory=list)
    open: list[tuple[Table, int]] = field(factory=list)
    pushed: list[bool] = field(factory=list)
    raised: int = 0

    def through(self, root: etree._Element) -> None:
        """Go through a tree; without recursion, as pages may be nested deeply."""
        self.flows.append(self.page.flow)
        above = [(root, iter(root))]
        while above and self.page.room > 0:
            element, children = above[-1]
            for child in children:
                if self._leaves_out(child):
                    self._write(child.tail)
                elif not len(child):
                    self._leaf(child)
                elif child.tag == "tr" and not self.is_styled and self._in_table() and self._plain_row(child):
                    self._write(child.tail)
                    if self.page.room <= 0:
                        return
                elif child.tag in _CELLS and not self.is_styled and self._in_table() and _is_one_line(child):
                    # As word processors write most cells.
                    text = child[0].text
                    self._add_cell(child, [text] if text else [])
                    self._write(child.tail)
                else:
                    self._start(child)
                    self._write(child.text)
                    above.append((child, iter(child)))
                    break
            else:
                above.pop()
                if above:
                    self._end(element)
                    self._write(element.tail)

    def _plain_row(self, row: etree._Element) -> bool:
        """Take a row of which every cell holds one text and nothing stands between them; False where it is none."""
        if row.text and not row.text.isspace():
            return False
        found: list[tuple[etree._Element, str | None]] = []
        for cell in row:
            if cell.tag not in _CELLS or ((tail := cell.tail) and not tail.isspace()):
                return False
            if not len(cell):
                found.append((cell, cell.text))
            elif _is_one_line(cell):
                found.append((cell, cell[0].text))
            else:
                return False
        self.open[-1][0].begin_row()
        for cell, text in found:
            self._add_cell(cell, [text] if text else [])
        return True

    def _leaves_out(self, element: etree._Element) -> bool:
        """Is an element with all that is in it not displayed?"""
        if element.tag in _DROPPED:
            self.page.deleted |= element.tag == "del" and any(text.strip() for text in element.itertext())
            return True
        if not self.is_styled:
            return False
        style = element.get("style")
        return (style is not None and _HIDDEN.search(style) is not None) or element.get("hidden") is not None

    def _leaf(self, element: etree._Element) -> None:
        """Take an element without others in it; most cells are such."""
        if element.tag in _CELLS and self._in_table():
            self._add_cell(element, [element.text] if element.text else [])
        else:
            self._start(element)
            self._write(element.text)
            self._end(element)
        self._write(element.tail)

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _CELLS:
            self._open_cell(element)
        elif tag == "table":
            self._open_table()
        elif tag == "tr" and self._in_table():
            self.open[-1][0].begin_row()
        elif tag in SECTIONS and self._in_table():
            self.open[-1][0].begin_section(SECTIONS[str(tag)])
        elif tag in _BLOCKS:
            self._flow().append(BREAK)
        elif tag == "frameset":
            self.page.frames = True
        self.raised += tag == "sup" or (self.is_styled and _is_raised(element))

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _CELLS:
            if self.pushed.pop():
                self.flows.pop()
            else:
                self._flow().append(BREAK)
        elif tag == "table":
            if self.pushed.pop():
                self.open.pop()
            else:
                self._flow().append(BREAK)
        elif tag in SECTIONS and self._in_table():
            self.open[-1][0].begin_section(SECTIONS["tbody"])
        elif tag in _BLOCKS and not (tag == "tr" and self._in_table()):
            self._flow().append(BREAK)
        self.raised -= tag == "sup" or (self.is_styled and _is_raised(element))

    def _in_table(self) -> bool:
        """Is a table open, and no cell of it?"""
        return bool(self.open) and self.open[-1][1] == len(self.flows)

    def _flow(self) -> Flow:
        """Where text goes here; between the cells of a table it belongs above the table."""
        return self.open[-1][0].stray if self._in_table() else self.flows[-1]

    def _open_table(self) -> None:
        counts = len(self.open) < _DEEPEST_TABLE
        self.pushed.append(counts)
        self.page.tables += 1
        if not counts:
            self.page.deep += 1
            self._flow().append(BREAK)
            return
        table = Table(self.page.tables)
        if self.open:
            self.open[-1][0].inner.append(table)
        self._flow().append(table)
        self.open.append((table, len(self.flows)))

    def _open_cell(self, element: etree._Element) -> None:
        counts = self._in_table()
        self.pushed.append(counts)
        if counts:
            self.flows.append(self._add_cell(element, []))
        else:
            self._flow().append(BREAK)

    def _add_cell(self, element: etree._Element, flow: Flow) -> Flow:
        columns = span_told(element.get("colspan"), MOST_COLUMNS) or 1
        self.open[-1][0].add(HtmlCell(columns, span_told(element.get("rowspan"), MOST_ROWS), flow))
        self.page.room -= 1
        return flow

    def _write(self, text: str | None) -> None:
        if not text:
            return
        if self.open and self.open[-1][1] == len(self.flows):
            if text.isspace():
                return
            flow = self.open[-1][0].stray
        else:
            flow = self.flows[-1]
        flow.append(text.translate(SUPERSCRIPTS) if self.raised else text)


def _is_one_line(cell: etree._Element) -> bool:
    """Is there nothing in a cell but one paragraph of plain text?"""
    if len(cell) != 1 or ((text := cell.text) and not text.isspace()):
        return False
    line = cell[0]
    return line.tag == "p" and not len(line) and (not (tail := line.tail) or tail.isspace())


def _is_raised(element: etree._Element) -> bool:
    style = element.get("style")
    return style is not None and _RAISED.search(style) is not None


def span_told(told: str | None, most: int) -> int:
    """How many rows or columns a cell says that it spans, one where it says nothing; 0 is all that follow."""
    match = _WHOLE.match(told) if told is not None else None
    return 1 if match is None else min(int(match[1]), most)
