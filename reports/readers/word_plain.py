"""Word documents of plain paragraphs and tables, taken apart without a tree: many times less work for most forms.

Only what this grammar covers from end to end is read here: text in runs and lines, tables of one level, and properties
from a list that change no text.  Anything else, be it a tab, a content control, a tracked change or another spelling
of the XML, is left to :mod:`reports.readers.docx`; what both read, both read alike.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from attrs import define, field, frozen

from scoring.keeping import remembered
from scoring.model import Place

from ..grid import Cell, Row
from .ooxml import WORD
from .word_tables import Merge, span_told


@frozen
class _Grammar:
    """The patterns of what is plain.

    Attributes:
        paragraph: its properties, its runs.
        run: its properties, its text, and the lines below.
        table: the properties of a table and its columns.
        pieces: of all between them and the table's end the cells, where rows begin and end, and, to the end, the rest.
        end: what stands behind the last paragraph or table.
    """

    paragraph: re.Pattern[str]
    run: re.Pattern[str]
    table: re.Pattern[str]
    pieces: re.Pattern[str]
    end: re.Pattern[str]


@lru_cache(maxsize=2)
def _grammar(prefixes: str) -> _Grammar:
    """The patterns of what is plain, with the prefixes that attributes may have parted by bars."""
    told = rf'(?: (?:{prefixes}):[A-Za-z]\w*+="[^"<>&]*+")*+'
    text = rf"<w:t{told}>([^<]*+)</w:t>"
    # Runs without anything in them, places that others point to, marks of the spelling checker.
    empty = rf"<w:(?:r|bookmarkStart|bookmarkEnd|proofErr){told}/>"
    paragraph = rf"<w:p{told}>{_within('pPr')}"
    run = rf"<w:r{told}>{_within('rPr')}"
    return _Grammar(
        paragraph=re.compile(
            rf"{paragraph}((?:<w:r{told}>(?:<(?!/?w:r>)[^<>]*+>[^<]*+)*+</w:r>|{empty})*+)</w:p>\s*+|<w:p{told}/>\s*+"
        ),
        run=re.compile(rf"{run}(?:{text})?+((?:<w:br/>|<w:t{told}>[^<]*+</w:t>)*+)</w:r>|{empty}"),
        table=re.compile(rf"<w:tbl>{_within('tblPr')}\s*+{_within('tblGrid')}\s*+"),
        pieces=re.compile(
            rf"<w:tc>{_within('tcPr')}"
            rf"(?:{paragraph}(?:{run}{text}</w:r>)?+</w:p></w:tc>|((?:<(?!/?w:tc>)[^<]*+)*+)</w:tc>)"
            rf"|(<w:tr){told}>{_within('trPr')}|({_ROW_END}|.+)\s*+",
            re.DOTALL,
        ),
        end=re.compile(
            rf"(?:<w:sectPr{told}(?:/>|>((?:<(?!/w:sectPr>)[^<]*+)*+)</w:sectPr>)\s*+)?+</w:body>\s*+</w:document>\s*+"
        ),
    )


def _within(name: str) -> str:
    """A pattern for an element of properties, or none; its group holds the tags in it."""
    return rf"(?:<w:{name}(?:/>|>((?:<(?!/w:{name}>)[^<]*+)*+)</w:{name}>))?+"


_LINE_BREAK: Final = "<w:br/>"
_MARK: Final = re.compile("<[^<>]*+>")
_ROW_END: Final = "</w:tr>"
_TABLE_END: Final = "</w:tbl>"
_AFTER_TABLE: Final = re.compile(rf"{_TABLE_END}\s*+")
_HEAD: Final = re.compile(
    r"""(?:<\?xml version=["']1.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']\w+["'])? ?\?>)?\s*"""
    r"""<w:document((?: [A-Za-z][\w:]*+=(?:"[^"<>&]*"|'[^'<>&]*'))*)>\s*<w:body>\s*"""
)
_TAG: Final = re.compile(r'<(/?)w:(\w+)((?: (?:w|r):[A-Za-z]\w*+="[^"<>&]*")*) ?(/?)>')
_ATTRIBUTE: Final = re.compile(r' ([\w:]+)="([^"]*)"')
_ENTITY: Final = re.compile("&(amp|lt|gt|quot|apos);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# What XML does not allow; the reader with a tree says so.
_CONTROL: Final = bytes((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)))
_NO_CHARACTERS: Final = ("\ufffe", "\uffff")
_LARGEST: Final = 2_000_000
_MOST_PIECES: Final = 25_000
_LONGEST_KNOWN: Final = 1_000
_HARMLESS: Final = frozenset(
    "tblStyle tblW tblLayout tblBorders tblCellMar tblLook tblInd jc top left start bottom right end insideH insideV"
    " gridCol tcW gridSpan vMerge vAlign shd tcBorders tcMar noWrap cantSplit trHeight tblHeader pStyle rStyle spacing"
    " ind keepNext keepLines widowControl rPr rFonts b bCs i iCs sz szCs color lang kern u snapToGrid adjustRightInd"
    " overflowPunct wordWrap autoSpaceDE autoSpaceDN topLinePunct outlineLvl contextualSpacing numPr ilvl numId"
    " footerReference headerReference pgSz pgMar cols docGrid pgNumType titlePg".split()
)
"""Properties that neither hide nor change any text, nor say where a page ends."""
_OF_CELLS: Final = frozenset(("gridSpan", "vMerge"))
_ONE_CELL: Final[tuple[int, Merge]] = (1, "")


class _NotPlain(Exception):
    """Something stands in the document that this grammar does not cover."""


def plain_document(data: bytes) -> list[str | list[Row]] | None:
    """The paragraphs and tables of a document in order, None where anything in it is not plain.

    Args:
        data: the XML of the document.
    """
    if len(data) > _LARGEST or len(data.translate(None, _CONTROL)) != len(data):
        return None
    try:
        xml = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(odd in xml for odd in _NO_CHARACTERS):
        return None
    head = _HEAD.match(xml)
    if head is None or f'xmlns:w="{WORD}"' not in head[1] or xml.find("\r", head.end()) >= 0:
        return None
    if "&" in xml and xml.count("&") != len(_ENTITY.findall(xml)):
        return None
    try:
        grammar = _grammar("w|w14|xml" if "xmlns:w14=" in head[1] else "w|xml")
        return _Reader(xml, grammar).body(head.end(), "xmlns:r=" in head[1])
    except _NotPlain:
        return None


class _OfCells(dict[str, tuple[int, Merge]]):
    """Tags of a cell's properties → how many columns and rows they say it takes: one, and none, where they do not."""

    def __missing__(self, tags: str) -> tuple[int, Merge]:
        told = _told(tags)
        if told is None:
            raise _NotPlain
        self[tags] = told
        return told


class _OfOthers(dict[str, None]):
    """Tags of properties of anything else, that say nothing of cells."""

    def __missing__(self, tags: str) -> None:
        if _told(tags) != _ONE_CELL:
            raise _NotPlain
        self[tags] = None


@define
class _Reader:
    """Takes the body of a document apart."""

    xml: str
    grammar: _Grammar
    of_cells: _OfCells = field(factory=_OfCells)
    properties: _OfOthers = field(factory=_OfOthers)
    tables: int = 0
    pieces: int = 0

    def body(self, at: int, with_links: bool) -> list[str | list[Row]]:
        """Read to the end; ``with_links``: the marks of relationships may be used."""
        xml = self.xml
        found: list[str | list[Row]] = []
        while True:
            if xml.startswith("<w:p", at):
                text, at = self.paragraph(xml, at)
                found.append(text)
            elif xml.startswith("<w:tbl>", at):
                rows, at = self.table(at)
                found.append(rows)
            else:
                end = self.grammar.end.fullmatch(xml, at)
                if end is None or (end[1] and " r:" in end[1] and not with_links):
                    raise _NotPlain
                self.properties[end[1] or ""]
                return found

    def paragraph(self, xml: str, at: int) -> tuple[str, int]:
        """The text of the paragraph that begins here, and where what follows it begins."""
        match = self.grammar.paragraph.match(xml, at)
        if match is None:
            raise _NotPlain
        self.properties[match[1] or ""]
        runs = match[2]
        texts: list[str] = []
        begin = 0
        while runs and begin < len(runs):
            run = self.grammar.run.match(runs, begin)
            if run is None:
                raise _NotPlain
            self.properties[run[1] or ""]
            texts.append(run[2] or "")
            if run[3]:
                texts.append(_MARK.sub("", run[3].replace(_LINE_BREAK, "\n")))
            begin = run.end()
        return _shown("".join(texts)), match.end()

    def table(self, at: int) -> tuple[list[Row], int]:
        """The rows with text of the table that begins here, and where what follows it begins."""
        xml = self.xml
        head = self.grammar.table.match(xml, at)
        after = _AFTER_TABLE.match(xml, xml.find(_TABLE_END, at))
        if head is None or after is None:
            raise _NotPlain
        self.properties[head[1] or ""]
        self.properties[head[2] or ""]
        pieces = self.grammar.pieces.findall(xml, head.end(), after.start())
        self.tables += 1
        self.pieces += len(pieces)
        if not pieces or self.pieces > _MOST_PIECES:
            raise _NotPlain
        return self.rows(pieces), after.end()

    def rows(self, pieces: list[tuple[str, ...]]) -> list[Row]:
        """The rows with text of a table in pieces."""
        properties, of_cells = self.properties, self.of_cells
        rows: list[Row] = []
        number = column = 0
        is_open = False
        cells: list[Cell] = []
        merged: dict[tuple[int, int], Cell] = {}
        above = merged
        for of_cell, of_paragraph, of_run, text, several, begins, of_row, ends in pieces:
            if begins:
                if is_open:
                    raise _NotPlain
                properties[of_row]
                is_open, number, column = True, number + 1, 0
                cells, above, merged = [], merged, {}
                continue
            if not is_open:
                raise _NotPlain
            if ends:
                if ends != _ROW_END or not column:
                    raise _NotPlain
                is_open = False
                if cells:
                    rows.append(Row(tuple(cells), Place(grid=self.tables, grid_row=number)))
                continue
            span, merge = of_cells[of_cell]
            if several:
                text = self.lines(several)
            else:
                properties[of_paragraph]
                properties[of_run]
                if "&" in text:
                    text = _shown(text)
            text = text.strip()
            if merge:
                edges = column, span
                if merge == "covered" and edges in above:
                    merged[edges] = above[edges]
                    merged[edges].rowspan += 1
                    text = ""
                elif merge == "first":
                    merged[edges] = cell = Cell(text, column, span)
                    if text:
                        cells.append(cell)
                        text = ""
            if text:
                cells.append(Cell(text, column, span))
            column += span
        if is_open:
            raise _NotPlain
        return rows

    def lines(self, xml: str) -> str:
        """The text of a cell of several paragraphs or runs, as the reader with a tree has it."""
        text, at = "", 0
        while at < len(xml):
            more, at = self.paragraph(xml, at)
            text = f"{text}\n{more}" if text else more
        return text


def _shown(text: str) -> str:
    return _ENTITY.sub(lambda match: _ENTITIES[match[1]], text) if "&" in text else text


@remembered(longest=_LONGEST_KNOWN)
def _told(tags: str) -> tuple[int, Merge] | None:
    span = 1
    merge: Merge = ""
    at = 0
    above: list[str] = []
    seen: set[str] = set()
    for match in _TAG.finditer(tags):
        closes, name, attributes, empty = match.groups()
        if match.start() != at or name not in _HARMLESS:
            return None
        at = match.end()
        if closes:
            if attributes or empty or not above or above.pop() != name:
                return None
            continue
        told = dict(_ATTRIBUTE.findall(attributes))
        if len(told) != attributes.count("="):
            return None  # an attribute twice, or a sign in one of them
        if name in _OF_CELLS and (above or name in seen):
            return None
        seen.add(name)
        if name == "gridSpan":
            spelt = told.get("w:val", "")
            span = span_told(spelt)
            if str(span) != spelt:
                return None
        elif name == "vMerge":
            merge = "first" if told.get("w:val") == "restart" else "covered"
        if not empty:
            above.append(name)
    return None if above or at != len(tags) else (span, merge)
