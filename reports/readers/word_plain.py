"""Word documents of plain paragraphs and tables, taken apart without a tree: many times less work for most forms.

Only what this grammar covers from end to end is read here: text in runs, tables of one level, and properties
from a list that change no text.  Anything else, be it a line break, a content control, a tracked change or another
spelling of the XML, is left to :mod:`reports.readers.docx`; what both read, both read alike.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from attrs import define, field

from scoring.keeping import remembered

from .ooxml import WORD
from .word_rows import WordCell
from .word_tables import Merge, span_told

Table: TypeAlias = list[list[WordCell]]
"""The cells of a table, row by row."""

_A: Final = r'(?: (?:w|w14|xml):\w+="[^"<>&]*+")*+'
_RUN_TEXT: Final = rf"<w:t{_A}>([^<]*+)</w:t>"


def _within(name: str) -> str:
    """A pattern for an element of properties, or none; its group holds the tags in it."""
    return rf"(?:<w:{name}>((?:<(?!/w:{name}>)[^<>]*+>)*+)</w:{name}>|<w:{name}/>)?+"


# Runs without anything in them, places that others point to, marks of the spelling checker.
_EMPTY: Final = rf"<w:(?:r|bookmarkStart|bookmarkEnd|proofErr){_A}/>"
_RUN: Final = re.compile(rf"<w:r{_A}>{_within('rPr')}(?:{_RUN_TEXT})?+</w:r>|{_EMPTY}")
_PARAGRAPH: Final = re.compile(
    rf"<w:p{_A}>{_within('pPr')}((?:<w:r{_A}>(?:<(?!/?w:r>)[^<>]*+>[^<]*+)*+</w:r>|{_EMPTY})*+)</w:p>\s*+|<w:p{_A}/>\s*+"
)
_CELL: Final = re.compile(
    rf"<w:tc>{_within('tcPr')}"
    rf"(?:<w:p{_A}>{_within('pPr')}(?:<w:r{_A}>{_within('rPr')}{_RUN_TEXT}</w:r>)?+</w:p></w:tc>"
    r"|((?:<(?!/?w:tc>)[^<>]*+>[^<]*+)*+)</w:tc>)"
)
_TABLE: Final = re.compile(rf"<w:tbl>{_within('tblPr')}\s*+{_within('tblGrid')}\s*+")
_AFTER_TABLE: Final = re.compile(r"</w:tbl>\s*+")
_ROW: Final = re.compile(rf"\s*+<w:tr{_A}>{_within('trPr')}")
_END: Final = re.compile(
    rf"(?:<w:sectPr{_A}>((?:<(?!/w:sectPr>)[^<>]*+>)*+)</w:sectPr>\s*+|<w:sectPr{_A}/>\s*+)?+</w:body>\s*+</w:document>\s*+"
)
_HEAD: Final = re.compile(
    r"""(?:<\?xml version=["']1.0["'](?: encoding=["'](?i:utf-8)["'])?(?: standalone=["']\w+["'])? ?\?>)?\s*"""
    r"""<w:document((?: [\w:]+=(?:"[^"<>&]*"|'[^'<>&]*'))*)>\s*<w:body>\s*"""
)
_TAG: Final = re.compile(r'<(/?)w:(\w+)((?: (?:w|r):\w+="[^"<>&]*")*) ?(/?)>')
_ATTRIBUTE: Final = re.compile(r' ([\w:]+)="([^"]*)"')
_ENTITY: Final = re.compile("&(amp|lt|gt|quot|apos);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# What XML does not allow; the reader with a tree says so.
_CONTROL: Final = bytes((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)))
_LARGEST: Final = 2_000_000
_MOST_CELLS: Final = 20_000
_LONGEST_KNOWN: Final = 1_000
_HARMLESS: Final = frozenset(
    "tblStyle tblW tblLayout tblBorders tblCellMar tblLook tblInd jc top left start bottom right end insideH insideV"
    " gridCol tcW gridSpan vMerge vAlign shd tcBorders tcMar noWrap cantSplit trHeight tblHeader pStyle rStyle spacing"
    " ind keepNext keepLines widowControl rPr rFonts b bCs i iCs sz szCs color lang kern u snapToGrid adjustRightInd"
    " overflowPunct wordWrap autoSpaceDE autoSpaceDN topLinePunct outlineLvl contextualSpacing numPr ilvl numId"
    " footerReference headerReference pgSz pgMar cols docGrid pgNumType titlePg".split()
)
"""Properties that neither hide nor change any text, nor say where a page ends."""


class _NotPlain(Exception):
    """Something stands in the document that this grammar does not cover."""


def plain_document(data: bytes) -> list[str | Table] | None:
    """The paragraphs and tables of a document in order, None where anything in it is not plain.

    Args:
        data: the XML of the document.
    """
    if len(data) > _LARGEST or b"<!" in data or len(data.translate(None, _CONTROL)) != len(data):
        return None
    try:
        xml = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    head = _HEAD.match(xml)
    if head is None or f'xmlns:w="{WORD}"' not in head[1]:
        return None
    if xml.find("\r", head.end()) >= 0 or xml.count("<w:tc>") > _MOST_CELLS:
        return None
    if "xmlns:w14=" not in head[1] and b" w14:" in data:
        return None
    if "&" in xml and xml.count("&") != len(_ENTITY.findall(xml)):
        return None
    try:
        return _Reader(xml).body(head.end(), "xmlns:r=" in head[1])
    except _NotPlain:
        return None


class _Properties(dict[str, tuple[int, Merge]]):
    """Tags of properties → how many columns and rows they say a cell takes: one, and none, where they say nothing."""

    def __missing__(self, tags: str) -> tuple[int, Merge]:
        told = _told(tags)
        if told is None:
            raise _NotPlain
        self[tags] = told
        return told


@define
class _Reader:
    """Takes the body of a document apart."""

    xml: str
    properties: _Properties = field(factory=_Properties)

    def body(self, at: int, with_links: bool) -> list[str | Table]:
        """Read to the end; ``with_links``: the marks of relationships may be used."""
        xml = self.xml
        found: list[str | Table] = []
        while True:
            if xml.startswith("<w:p", at):
                text, at = self.paragraph(xml, at)
                found.append(text)
            elif xml.startswith("<w:tbl>", at):
                table, at = self.table(at)
                found.append(table)
            else:
                end = _END.fullmatch(xml, at)
                if end is None or (end[1] and " r:" in end[1] and not with_links):
                    raise _NotPlain
                self.properties[end[1] or ""]
                return found

    def paragraph(self, xml: str, at: int) -> tuple[str, int]:
        """The text of the paragraph that begins here, and where what follows it begins."""
        match = _PARAGRAPH.match(xml, at)
        if match is None:
            raise _NotPlain
        self.properties[match[1] or ""]
        runs = match[2]
        texts: list[str] = []
        begin = 0
        while runs and begin < len(runs):
            run = _RUN.match(runs, begin)
            if run is None:
                raise _NotPlain
            self.properties[run[1] or ""]
            texts.append(run[2] or "")
            begin = run.end()
        return _shown("".join(texts)), match.end()

    def table(self, at: int) -> tuple[Table, int]:
        """The table that begins here, and where what follows it begins."""
        xml = self.xml
        head = _TABLE.match(xml, at)
        after = _AFTER_TABLE.match(xml, xml.find("</w:tbl>", at))
        if head is None or after is None:
            raise _NotPlain
        self.properties[head[1] or ""]
        self.properties[head[2] or ""]
        *rows, rest = xml[head.end() : after.start()].split("</w:tr>")
        if not rows or rest.strip():
            raise _NotPlain
        return [self.row(row) for row in rows], after.end()

    def row(self, xml: str) -> list[WordCell]:
        head = _ROW.match(xml)
        if head is None:
            raise _NotPlain
        properties = self.properties
        properties[head[1] or ""]
        start = head.end()
        found = _CELL.findall(xml, start)
        count = len(found)
        # Every cell from its beginning to its end, and nothing between them.
        if (
            not count
            or xml.count("<w:tc>", start) != count
            or xml.count("</w:tc>", start) != count
            or xml.count("</w:tc><w:tc>", start) != count - 1
            or not (xml.startswith("<w:tc>", start) and xml.endswith("</w:tc>"))
        ):
            raise _NotPlain
        cells: list[WordCell] = []
        column = 0
        for of_cell, of_paragraph, of_run, text, several in found:
            span, merge = properties[of_cell]
            if several:
                text = self.lines(several)
            else:
                properties[of_paragraph]
                properties[of_run]
                if "&" in text:
                    text = _shown(text)
            cells.append(WordCell(text, column, span, merge))
            column += span
        return cells

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
        if name == "gridSpan":
            span = span_told(told.get("w:val", ""))
        elif name == "vMerge":
            merge = "first" if told.get("w:val") == "restart" else "covered"
        if not empty:
            above.append(name)
    return None if above or at != len(tags) else (span, merge)
