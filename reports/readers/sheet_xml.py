"""Take the cells out of the XML of a worksheet, and the texts out of the shared strings.

A workbook is large and plain: the usual spelling of its XML is taken apart by expressions that never
go back over what they have read, several times faster than a tree.  Whatever is spelt otherwise (prefixes, comments,
CDATA, another order of attributes, another encoding) is brought to the usual spelling through a tree first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from attrs import define, field
from lxml import etree

from scoring.model import column_letters

from ..errors import UnreadableFile
from ..recognition.cleaning import SUPERSCRIPTS
from .number_formats import BUILT_IN, NumberFormat, exact, number_format, shown_number
from .ooxml import Element, parse_xml
from .worksheet import Worksheet

_CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3})\d{1,7}"([^>]*+)>'
    r"(?:(?:<v>|<is><t(?: [^>]*+)?+>)([^<]*+)(?:</v>|</t></is>)</c>|([^<]*+(?:(?!</?c[ />])<[^<]*+)*+)</c>)?+"
)
_STRING: Final = re.compile(
    r"<si([ /][^>]*+)?+>"
    r"(?:<t(?: [^>]*+)?+>([^<]*+)</t>(?:<phoneticPr [^>]*+/>)?+</si>|([^<]*+(?:(?!</?si[ />])<[^<]*+)*+)</si>)?+"
)
_ATTRIBUTE: Final = re.compile(r'\b(\w+)="([^"]*)"')
_VALUE: Final = re.compile(r"<v(?: [^>]*+)?+>([^<]*+)</v>")
_FORMULA: Final = re.compile(r"<f(?: [^>]*+)?+>([^<]*+)")
_MERGE: Final = re.compile(r'<mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_COLUMN: Final = re.compile(r"<col ([^>]*+)>")
_ENTITY: Final = re.compile(r"&(#x[0-9A-Fa-f]{1,6}|#\d{1,7}|\w{2,4});")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_HIDDEN: Final = ('hidden="1"', 'hidden="true"')
_UTF8: Final = re.compile(
    rb"\s*<\?xml (?![^>]*encoding)|\s*<\?xml [^>]*encoding=[\"'](?:utf-8|us-ascii)[\"']", re.IGNORECASE
)
_ROW_NUMBER: Final = re.compile(r' r="(\d{1,7})"')
_BEGUN: Final = ("<c ", "<c>", "<c/", "<c\n", "<c\t", "<c\r")
_TEXTS: Final = ("s", "str", "inlineStr")
_LONGEST_KNOWN: Final = 40
_LAST_COLUMN: Final = 16_384
_LAST_ROW: Final = 1_048_576
_DAY_ZERO: Final = datetime(1899, 12, 30)
_CURE: Final = "用 Excel 或 WPS 打开，另存为 .xlsx 再读"


def shared_strings(data: bytes, name: str, source: str) -> tuple[str, ...]:
    """The shared strings of a workbook as shown: readings of Chinese characters left out, raised digits kept raised.

    Raises:
        UnreadableFile: broken XML.
    """
    xml = _usual(data)
    if xml is None or not _are_all(xml, found := _STRING.findall(xml)):
        found = _STRING.findall(_spelt_out(parse_xml(data, name, source)))
    return tuple([_plain(text) if not rest else _rich(f"<si>{rest}</si>", name, source) for _, text, rest in found])


def read_worksheet(sheet: Worksheet, data: bytes, name: str, source: str, styles: Styles, room: int) -> int:
    """Read the cells of a worksheet from its XML.

    Args:
        sheet: where they go.
        data: the part's bytes.
        name: the part's name, for messages.
        source: the file's name, for messages.
        styles: formats and texts of the workbook.
        room: how many cells with text may still be read.

    Returns:
        How many were read.

    Raises:
        UnreadableFile: broken XML, or a cell that points to nothing.
    """
    xml = _usual(data)
    if xml is None:
        xml = _spelt_out(parse_xml(data, name, source))
    reader = _SheetReader(sheet, styles, name, source)
    try:
        return reader.read(xml, room)
    except _Unusual:
        sheet.rows.clear()
        sheet.formulas.clear()
    try:
        return reader.read(_spelt_out(parse_xml(data, name, source)), room)
    except _Unusual:
        raise reader.broken("单元格写得不合规范") from None


class _Unusual(Exception):
    """The XML is not spelt as usual."""


class _Columns(dict[str, int]):
    """Letters of a column → its number from 0."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        if number > _LAST_COLUMN:
            raise _Unusual
        self[letters] = number - 1
        return number - 1


_COLUMNS: Final = _Columns()


class _Shown(dict[str, str]):
    """What a cell of a certain type and style shows, by what it stores."""

    def __init__(self, show: Callable[[str], str]) -> None:
        super().__init__()
        self.show = show

    def __missing__(self, value: str) -> str:
        text = self[value] = self.show(value).strip()
        return text


class _Kinds(dict[str, _Shown]):
    """Attributes of a cell as spelt → what cells of these attributes show."""

    def __init__(self, styles: Styles, zeros: bool) -> None:
        super().__init__()
        self.styles = styles
        self.zeros = zeros
        self.unknown: set[str] = set()
        self.shared = _Shown(lambda value: styles.texts[int(value)])
        self.plain = _Shown(_plain)

    def __missing__(self, spelt: str) -> _Shown:
        attributes = dict(_ATTRIBUTE.findall(spelt))
        kind, style = attributes.get("t", "n"), attributes.get("s", "0")
        formats = self.styles.formats
        number = int(style) if style.isdigit() else 0
        shape = formats[number] if number < len(formats) else number_format("General")
        if kind in _TEXTS and shape.leaves_text:
            shown = self[spelt] = self.shared if kind == "s" else self.plain
        else:
            shown = self[spelt] = _Shown(self._show(spelt, kind, shape))
        return shown

    def _show(self, spelt: str, kind: str, shape: NumberFormat) -> Callable[[str], str]:
        styles = self.styles
        if kind == "s":
            return lambda value: shape.text(styles.texts[int(value)])
        if kind in _TEXTS:
            return lambda value: shape.text(_plain(value))
        if kind == "b":
            return lambda value: "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            return _plain
        if not shape.known:
            self.unknown.add(spelt)
        if kind == "d":
            return lambda value: _show_day(value, shape)
        code, from_1904 = shape.code, styles.from_1904
        if self.zeros:
            return lambda value: _number(code, value, from_1904)
        return lambda value: "" if exact(value) == 0 else _number(code, value, from_1904)


def _number(code: str, value: str, from_1904: bool) -> str:
    if len(value) <= _LONGEST_KNOWN:
        return shown_number(code, value, from_1904)
    return number_format(code).number(value, from_1904=from_1904)


@define
class Styles:
    """How a workbook shows its cells.

    Attributes:
        formats: number format of each cell style.
        texts: shared strings.
        from_1904: days count from 1904.
    """

    formats: tuple[NumberFormat, ...]
    texts: tuple[str, ...]
    from_1904: bool = False
    _kinds: dict[bool, _Kinds] = field(factory=dict, init=False)

    def kinds(self, zeros: bool) -> _Kinds:
        """What cells show by their attributes; in a sheet that shows its zeros, or in one that does not."""
        if zeros not in self._kinds:
            self._kinds[zeros] = _Kinds(self, zeros)
        return self._kinds[zeros]


class _SheetReader:
    """Takes one worksheet apart."""

    def __init__(self, sheet: Worksheet, styles: Styles, name: str, source: str) -> None:
        self.sheet, self.styles, self.name, self.source = sheet, styles, name, source

    def broken(self, why: str) -> UnreadableFile:
        return UnreadableFile(f"文件损坏：{self.name} 里{why}", place=self.source, cure=_CURE)

    def read(self, xml: str, room: int) -> int:
        """Read the sheet; stop where ``room`` is used up, and return how many cells show text."""
        start = xml.find("<sheetData")
        end = xml.find("</sheetData>", start)
        if start < 0 or end < 0:
            if "<worksheet" not in xml or (start >= 0 and not xml.startswith("<sheetData/>", start)):
                raise _Unusual
            return 0
        head = xml[:start]
        self._columns(head)
        kinds = self.styles.kinds('showZeros="0"' not in head and 'showZeros="false"' not in head)
        try:
            count, cells, closed = self._rows(xml, start, end, kinds, room)
        except (ValueError, IndexError):
            raise self.broken("有单元格指向不存在的内容") from None
        if not self.sheet.cut:
            begun = xml.count("<c", start, end)
            if cells != begun:
                begun = sum(xml.count(mark, start, end) for mark in _BEGUN)
            if cells != begun or cells != closed + xml.count("</c>", start, end):
                raise _Unusual
        if kinds.unknown:
            self._name_unknown(xml, start, end, kinds)
        for left, top, right, bottom in _MERGE.findall(xml, end):
            area = int(top), _COLUMNS[left], int(bottom), _COLUMNS[right]
            if area[0] <= area[2] <= _LAST_ROW and area[1] <= area[3]:
                self.sheet.merges.append(area)
        return count

    def _rows(self, xml: str, at: int, end: int, kinds: _Kinds, room: int) -> tuple[int, int, int]:
        """Read the rows between two positions.

        Returns:
            How many cells show text, how many there are, and how many of them are tags without content.
        """
        rows, hidden = self.sheet.rows, self.sheet.hidden_rows
        count = cells = closed = 0
        while (at := xml.find("<row", at, end)) >= 0:
            close = xml.find(">", at, end)
            attributes = xml[at + 4 : close]
            told = _ROW_NUMBER.search(attributes)
            if told is None or close < 0:
                raise _Unusual
            row = int(told[1])
            if row > _LAST_ROW:
                raise self.broken("行号超出范围")
            if "hidden" in attributes and any(word in attributes for word in _HIDDEN):
                hidden.add(row)
            at = close + 1
            if attributes.endswith("/"):
                continue
            stop = xml.find("</row>", at, end)
            if stop < 0:
                raise _Unusual
            found = _CELL.findall(xml[at:stop])
            at = stop + 6
            cells += len(found)
            texts = {}
            for letters, spelt, value, rest in found:
                if value:
                    text = kinds[spelt][value]
                elif rest:
                    text = self._odd(row, _COLUMNS[letters], kinds[spelt], rest, spelt)
                else:
                    closed += spelt.endswith("/")
                    continue
                if text:
                    texts[_COLUMNS[letters]] = text
            if texts:
                rows[row] = {**rows[row], **texts} if row in rows else texts
                count += len(texts)
                if count > room:
                    self.sheet.cut = True
                    break
        return count, cells, closed

    def _odd(self, row: int, column: int, shown: _Shown, rest: str, spelt: str) -> str:
        """What a cell shows that holds more than a value: a formula, a text of its own."""
        value = _VALUE.search(rest)
        stored = value[1] if value is not None else ""
        if "<f" in rest:
            formula = _FORMULA.search(rest)
            text = _plain(formula[1]) if formula is not None else ""
            valued = bool(stored) or (value is not None and 't="str"' in spelt)
            self.sheet.formulas.append((row, column, text, valued))
        elif "<is" in rest:
            return _rich(rest, self.name, self.source).strip()
        return shown[stored] if stored else ""

    def _columns(self, head: str) -> None:
        for spelt in _COLUMN.findall(head):
            if any(word in spelt for word in _HIDDEN):
                told = dict(_ATTRIBUTE.findall(spelt))
                first, last = told.get("min", ""), told.get("max", "")
                if first.isdigit() and last.isdigit():
                    self.sheet.hidden_columns.append((int(first) - 1, int(last) - 1))

    def _name_unknown(self, xml: str, start: int, end: int, kinds: _Kinds) -> None:
        """Note the first cell of each format that cannot be followed."""
        for match in _CELL.finditer(xml, start, end):
            if match[2] in kinds.unknown and (match[3] or match[4]):
                told = dict(_ATTRIBUTE.findall(match[2]))
                code = self.styles.formats[int(told.get("s", "0"))].code
                row = int(re.sub("[^0-9]", "", match[0][6:].partition('"')[0]))
                self.sheet.unknown_formats.setdefault(code, (row, _COLUMNS[match[1]]))


def _usual(data: bytes) -> str | None:
    """The text of a part, or None where it is not UTF-8 or holds comments, CDATA or a DOCTYPE."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"<!" in data or (data.lstrip()[:5] == b"<?xml" and _UTF8.match(data) is None):
        return None
    try:
        xml = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return xml.replace("\r\n", "\n") if "\r" in xml else xml


def _spelt_out(root: Element) -> str:
    """Write a part the usual way: no prefixes, row and cell references always there and first."""
    number = column = 0
    for element in root.iter():
        tag = element.tag = etree.QName(element).localname
        if tag == "row":
            number = _whole(element.get("r"), number + 1)
            column = -1
            element.set("r", str(number))
        elif tag == "c":
            kept = {name: element.get(name) for name in ("s", "t")}
            reference = element.get("r") or f"{column_letters(column + 1)}{number}"
            column = _COLUMNS["".join(filter(str.isalpha, reference)).upper() or "A"]
            element.attrib.clear()
            element.set("r", reference.upper().replace("$", ""))
            for name, value in kept.items():
                if value is not None:
                    element.set(name, value)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdigit() else otherwise


def _rich(xml: str, name: str, source: str) -> str:
    """The text of a string made of runs."""
    parts: list[str] = []
    for element in parse_xml(xml.encode(), name, source).iter("t"):
        above = element.getparent()
        if above is not None and above.tag == "rPh":
            continue
        text = _whole_text(element.text or "")
        if above is not None and above.find("rPr/vertAlign[@val='superscript']") is not None:
            text = text.translate(SUPERSCRIPTS)
        parts.append(text)
    return "".join(parts)


def _plain(text: str) -> str:
    """A text without entities and escapes."""
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return _whole_text(text)


def _whole_text(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(match: re.Match[str]) -> str:
    word = match[1]
    if not word.startswith("#"):
        return _ENTITIES.get(word, match[0])
    code = int(word[2:], 16) if word[1] == "x" else int(word[1:])
    return chr(code) if code < 0x110000 else match[0]


def _show_day(value: str, shape: NumberFormat) -> str:
    """Show a day that is stored as text, ``2023-12-10T00:00:00``."""
    try:
        moment = datetime.fromisoformat(value.strip()).replace(tzinfo=None)
    except ValueError:
        return value
    days = (moment - _DAY_ZERO) / timedelta(days=1)
    return (number_format(BUILT_IN[14]) if shape.code == "General" else shape).number(repr(days))


def _are_all(xml: str, found: list[tuple[str, str, str]]) -> bool:
    """Were all shared strings found, and is there no prefix that hides them?"""
    begun = xml.count("<si")
    if begun != len(found):
        begun = sum(xml.count(f"<si{end}") for end in " >/\n\t\r")
    closed = sum([attributes.endswith("/") for attributes, _, _ in found])
    return "<sst" in xml and len(found) == begun == closed + xml.count("</si>")
