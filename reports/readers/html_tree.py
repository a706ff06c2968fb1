"""Walk the tree of a web page and gather its text and its tables, nested ones inside the cells that hold them."""

from __future__ import annotations

import re
from typing import Final

from attrs import define, field
from lxml import etree

from ..cleaning import SUPERSCRIPTS
from ..errors import UnreadableFile
from .html_tables import BREAK, Flow, HtmlCell, Table

_DROPPED: Final = frozenset("script style head title noscript template svg audio video canvas iframe del map".split())
_BLOCKS: Final = frozenset(
    "p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 center blockquote pre address article section header footer"
    " main nav aside form fieldset legend figure figcaption tr td th thead tbody tfoot caption option".split()
)
_SECTIONS: Final = {"thead": 0, "tbody": 1, "tfoot": 2}
_HIDDEN: Final = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_RAISED: Final = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
# What only some programs read: <![if !supportEmptyParas]> … <![endif]>
_CONDITION: Final = re.compile(r"<!\[\s*(?:if[^\]<>]{0,200}|endif)\s*\]>", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\s*\+?(\d{1,9})")
_DEEPEST_TABLE: Final = 32
_MOST_COLUMNS: Final = 1_000
_MOST_ROWS: Final = 65_534
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
        UnreadableFile: no page, or nested without end.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(_CONDITION.sub("", text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if any("depth" in error.message for error in parser.error_log):
        raise UnreadableFile("网页嵌套太深，没有读", place=source, cure=_CURE)
    walk = _Walk(Page([], tables, room))
    if root is not None:
        walk.through(root)
    return walk.page


@define
class _Walk:
    """Goes through a tree, opening and closing tables and cells.

    Attributes:
        page: what is found.
        flows: what text goes to: the page, the cells that are open.
        open: the tables that are open, with the number of flows when each began.
        pushed: for each table, row and cell that is open, whether it counts.
        raised: how many elements that raise their text are open.
    """

    page: Page
    flows: list[Flow] = field(factory=list)
    open: list[tuple[Table, int]] = field(factory=list)
    pushed: list[bool] = field(factory=list)
    raised: int = 0

    def through(self, root: etree._Element) -> None:
        self.flows.append(self.page.flow)
        walk = etree.iterwalk(root, events=("start", "end"))
        left_out: etree._Element | None = None
        for event, element in walk:
            tag = element.tag
            if event == "start":
                style = element.get("style")
                if (
                    tag in _DROPPED
                    or (style is not None and _HIDDEN.search(style) is not None)
                    or element.get("hidden") is not None
                ):
                    self.page.deleted |= tag == "del" and bool("".join(element.itertext()).strip())
                    left_out = element
                    walk.skip_subtree()
                    continue
                self._start(element, str(tag), style)
                if element.text:
                    self._write(element.text)
            else:
                if left_out is not None and element is left_out:
                    left_out = None
                else:
                    self._end(str(tag), element.get("style"))
                if element.tail:
                    self._write(element.tail)
            if self.page.room <= 0:
                break

    def _start(self, element: etree._Element, tag: str, style: str | None) -> None:
        if tag == "table":
            self._open_table()
        elif tag in ("td", "th"):
            self._open_cell(element)
        elif tag == "tr":
            if self._in_table():
                self.open[-1][0].begin_row()
            else:
                self.flows[-1].append(BREAK)
        elif tag in _SECTIONS and self._in_table():
            self.open[-1][0].begin_section(_SECTIONS[tag])
        elif tag == "frameset":
            self.page.frames = True
        elif tag in _BLOCKS:
            self._flow().append(BREAK)
        if tag == "sup" or (style is not None and _RAISED.search(style) is not None):
            self.raised += 1

    def _end(self, tag: str, style: str | None) -> None:
        if tag == "table":
            if self.pushed.pop():
                self.open.pop()
            else:
                self._flow().append(BREAK)
        elif tag in ("td", "th"):
            if self.pushed.pop():
                self.flows.pop()
            else:
                self._flow().append(BREAK)
        elif tag in _SECTIONS and self._in_table():
            self.open[-1][0].begin_section(_SECTIONS["tbody"])
        elif tag in _BLOCKS and tag != "tr":
            self._flow().append(BREAK)
        if tag == "sup" or (style is not None and _RAISED.search(style) is not None):
            self.raised -= 1

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
        self._flow().append(table)
        self.open.append((table, len(self.flows)))

    def _open_cell(self, element: etree._Element) -> None:
        counts = self._in_table()
        self.pushed.append(counts)
        if not counts:
            self._flow().append(BREAK)
            return
        cell = HtmlCell(_span(element.get("colspan"), _MOST_COLUMNS) or 1, _span(element.get("rowspan"), _MOST_ROWS))
        self.open[-1][0].add(cell)
        self.flows.append(cell.flow)
        self.page.room -= 1

    def _write(self, text: str) -> None:
        if not text.isspace() or not self._in_table():
            self._flow().append(text.translate(SUPERSCRIPTS) if self.raised else text)


def _span(told: str | None, most: int) -> int:
    """How many rows or columns a cell says that it spans; 0 is all that follow."""
    match = _WHOLE.match(told) if told is not None else None
    return 1 if match is None else min(int(match[1]), most)
