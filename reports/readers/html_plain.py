"""Web pages of plain paragraphs and tables, taken apart without a tree: many times less work for most forms.

Only what this grammar covers from end to end is read here: every element is closed where it should be, no table stands
in another, nothing is hidden, and what is in a paragraph or a cell is text, perhaps in lines.  Anything else is left to
:mod:`reports.readers.html_tree`; what both read, both read alike.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import define, field

from ..grid import Block
from .html_tables import BREAK, Flow, Group, clean, in_order, paragraphs, rows_of
from .html_tree import MOST_COLUMNS, MOST_ROWS, SECTIONS, is_styled, span_told
from .lines import lines_apart

_S: Final = r"[ \t\r\n]"
_A: Final = rf"(?:{_S}++[a-z][a-z0-9:_.-]*+(?:=(?:\"[^\"<>&]*+\"|'[^'<>&]*+'|[a-zA-Z0-9#%.:;-]++))?+)*+{_S}*+"
_INLINE: Final = "span|font|b|i|u|strong|em|small|big"
_TEXT: Final = rf"[^<]*+(?:</?(?:{_INLINE}|br){_A}/?+>[^<]*+)*+"
_START: Final = re.compile(
    rf"{_S}*+(?i:<!doctype html[^<>]*+>)?+{_S}*+<html{_A}>{_S}*+"
    rf"<head{_A}>(?:{_S}++|<(?:meta|link){_S}[^<>]*+>|<(title|style){_A}>[^<]*+</\1>)*+</head>{_S}*+<body{_A}>"
)
_END: Final = re.compile(rf"</body>{_S}*+</html>{_S}*+")
_PIECE: Final = re.compile(
    rf"{_S}*+(?:<(p|div|h[1-6]){_A}>({_TEXT})</\1>|(<table{_A}>){_S}*+"
    rf"|<(/?+)(div|main|section|article|header|footer|nav|aside|center|blockquote){_A}>|<[bh]r{_A}/?+>|(?=(</body>)))"
)
_LINE: Final = re.compile(rf"{_S}*+<(p|div|h[1-6]){_A}>({_TEXT})</\1>{_S}*+")
_INLINE_TAG: Final = re.compile(rf"<(?:(/?+(?:{_INLINE})){_A}|(br){_A}/?+)>")
_TABLE_END: Final = "</table>"
_TABLE_PIECE: Final = re.compile(
    rf"<(td|th)({_A})>([^<]*+)((?:<(?!/?t)[^<]*+)*+)</\1>{_S}*+"
    rf"|<(/?+(?:tr|thead|tbody|tfoot|colgroup)){_A}>{_S}*+|<(col){_A}/?+>{_S}*+|(.+)",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"([a-z][a-z0-9:_.-]*+)(?:=(?:\"([^\"]*+)\"|'([^']*+)'|([^ \t\r\n]++)))?+")
_ENTITY: Final = re.compile("&(amp|lt|gt|quot|nbsp);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\xa0"}
# What a parser of web pages does not take for a character.
_ODD: Final = ("\x00", "\x0c", "\ufffe", "\uffff")
_LARGEST: Final = 2_000_000
_DEEPEST: Final = 50


class _NotPlain(Exception):
    """Something stands in the page that this grammar does not cover."""


class _Spans(dict[str, tuple[int, int]]):
    """Attributes of a cell as spelt → how many columns and rows it says that it spans."""

    def __missing__(self, spelt: str) -> tuple[int, int]:
        told: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(spelt):
            told.setdefault(name, "".join(values))
        spans = span_told(told.get("colspan"), MOST_COLUMNS) or 1, span_told(told.get("rowspan"), MOST_ROWS)
        self[spelt] = spans
        return spans


@define
class PlainPage:
    """Takes a page apart.

    Attributes:
        html: the page.
        tables: how many tables were read, with those of the pages before.
        room: how many cells may still be read.
        blocks: its paragraphs and grids.
    """

    html: str
    tables: int
    room: int
    blocks: list[Block] = field(factory=list)
    spans: _Spans = field(factory=_Spans)

    def read(self) -> bool:
        """Read the page; False where anything in it is not plain."""
        html = self.html
        start = _START.match(html) if len(html) <= _LARGEST else None
        if start is None or any(odd in html for odd in _ODD):
            return False
        if is_styled(html[start.end() :].encode("utf-8", "replace")):
            return False
        try:
            self.body(start.end())
        except _NotPlain:
            return False
        return True

    def body(self, at: int) -> None:
        """Read from here to the end."""
        html = self.html
        flow: Flow = []
        above: list[str] = []
        while True:
            match = _PIECE.match(html, at)
            if match is None:
                raise _NotPlain
            line, text, table, closes, container, is_end = match.groups()
            at = match.end()
            flow.append(BREAK)
            if line:
                flow.append(_inline(text))
                flow.append(BREAK)
            elif table:
                self.blocks += paragraphs(flow)
                flow.clear()
                at = self.table(at)
            elif container and not closes:
                above.append(container)
                if len(above) > _DEEPEST:
                    raise _NotPlain
            elif container:
                if not above or above.pop() != container:
                    raise _NotPlain
            elif is_end:
                if above or _END.fullmatch(html, at) is None:
                    raise _NotPlain
                self.blocks += paragraphs(flow)
                return

    def table(self, at: int) -> int:
        """Read the table that begins before ``at``, and return where what follows it begins."""
        end = self.html.find(_TABLE_END, at)
        if end < 0:
            raise _NotPlain
        self.tables += 1
        rows = rows_of(self.tables, in_order(self.groups(_TABLE_PIECE.findall(self.html, at, end))))
        self.blocks += lines_apart(rows)
        return end + len(_TABLE_END)

    def groups(self, pieces: list[tuple[str, ...]]) -> list[tuple[int, Group]]:
        """The groups of rows of a table in pieces, each told with its section, as the reader with a tree has them."""
        spans = self.spans
        groups: list[tuple[int, Group]] = []
        section = ""
        row: list[tuple[int, int, str]] | None = None
        for cell, attributes, text, lines, mark, column, rest in pieces:
            if cell:
                if row is None:
                    raise _NotPlain
                if lines:
                    text = _lines(text + lines)
                elif "&" in text:
                    text = _shown(text)
                row.append((*spans[attributes], clean(text) if text else ""))
            elif rest:
                raise _NotPlain
            elif column:
                if row is not None:
                    raise _NotPlain
            elif mark == "/tr":
                if row is None:
                    raise _NotPlain
                self.room -= len(row)
                row = None
            elif row is not None or (section == "colgroup" and mark != "/colgroup"):
                raise _NotPlain
            elif mark == "tr":
                if not groups:
                    groups.append((SECTIONS["tbody"], []))
                row = []
                groups[-1][1].append(row)
            elif mark.startswith("/"):
                if mark[1:] != section:
                    raise _NotPlain
                if section in SECTIONS:
                    groups.append((SECTIONS["tbody"], []))
                section = ""
            elif mark:
                if section:
                    raise _NotPlain
                section = mark
                if section in SECTIONS:
                    groups.append((SECTIONS[section], []))
        if section or row is not None or self.room <= 0:
            raise _NotPlain
        return groups


def _lines(html: str) -> str:
    """The text of a cell of paragraphs, or of text and marks."""
    if "<p" not in html and "<d" not in html and "<h" not in html:
        return _inline(html)
    flow: list[str] = []
    at = 0
    while at < len(html):
        match = _LINE.match(html, at)
        if match is None:
            raise _NotPlain
        flow += (BREAK, _inline(match[2]))
        at = match.end()
    return BREAK.join(flow)


def _inline(html: str) -> str:
    """A text without the marks in it, each closed where it should be; line breaks kept."""
    if "<" not in html:
        return _shown(html) if "&" in html else html
    parts: list[str] = []
    above: list[str] = []
    texts = _INLINE_TAG.split(html)
    for number in range(0, len(texts), 3):
        text = texts[number]
        # White space between two marks may be a space or nothing.
        if "<" in text or (text.isspace() and 0 < number < len(texts) - 1):
            raise _NotPlain
        parts.append(_shown(text))
        if number + 1 < len(texts):
            mark = texts[number + 1]
            if mark is None:
                parts.append(BREAK)
            elif not mark.startswith("/"):
                above.append(mark)
            elif not above or above.pop() != mark[1:]:
                raise _NotPlain
    if above:
        raise _NotPlain
    return "".join(parts)


def _shown(text: str) -> str:
    """A text with its entities as the characters they stand for."""
    if "&" not in text:
        return text
    shown, count = _ENTITY.subn(lambda match: _ENTITIES[match[1]], text)
    if count != text.count("&"):
        raise _NotPlain
    return shown
