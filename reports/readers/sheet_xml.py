"""Take the cells out of the XML of a worksheet.

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

from scoring.numerals import whole_number

from ..errors import UnreadableFile
from .number_formats import BUILT_IN, NumberFormat, exact, number_format, shown_number
from .ooxml import parse_xml
from .sheet_spelling import COLUMNS, Unusual, sheet_spelt_out, usual
from .sheet_strings import plain, rich
from .worksheet import Worksheet

_CELL_PATTERN: Final = (
    r'<c r="([A-Z]{1,3})\d{1,7}"([^>]*+)>'
    r"(?:(?:<v>|<is><t(?: [^>]*+)?+>)([^<]*+)(?:</v>|</t></is>)</c>|(?<=/>)|([^<]*+(?:(?!</?c[ />])<[^<]*+)*+)</c>)"
)
_CELL: Final = re.compile(_CELL_PATTERN)
# A cell; what is none; anything else, to the end.
_PIECE: Final = re.compile(rf"{_CELL_PATTERN}|[^<]++|<(?!/?c[\s/>])[^>]*+>|(.+)", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r'(?<![\w:])(\w+)="([^"]*)"')
_VALUE: Final = re.compile(r"<v(?: [^>]*+)?+>([^<]*+)</v>")
_FORMULA: Final = re.compile(r"<f(?: [^>]*+)?+>([^<]*+)")
_MERGE: Final = re.compile(r'<mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_COLUMN: Final = re.compile(r"<col ([^>]*+)>")
_HIDDEN: Final = ('hidden="1"', 'hidden="true"')
_ROW_NUMBER: Final = re.compile(r' r="(\d{1,7})"')
_BEGUN: Final = ("<c ", "<c>", "<c/", "<c\n", "<c\t", "<c\r")
_TEXTS: Final = ("s", "str", "inlineStr")
_LAST_ROW: Final = 1_048_576
_DAY_ZERO: Final = datetime(1899, 12, 30)
_CURE: Final = "用 Excel 或 WPS 打开，另存为 .xlsx 再读"


def read_worksheet(
    tab: tuple[str, int], data: bytes, name: str, source: str, styles: Styles, room: int
) -> tuple[Worksheet, int]:
    """Read the cells of a worksheet from its XML.

    Args:
        tab: what the sheet is called, and which of the workbook it is.
        data: the part's bytes.
        name: the part's name, for messages.
        source: the file's name, for messages.
        styles: formats and texts of the workbook.
        room: how many cells with text may still be read.

    Returns:
        The sheet, and how many cells with text were read.

    Raises:
        UnreadableFile: broken XML, or a cell that points to nothing.
    """
    xml = usual(data)
    if xml is not None:
        try:
            return _SheetReader(Worksheet(*tab), styles, name, source).read(xml, room)
        except Unusual:
            pass
    reader = _SheetReader(Worksheet(*tab), styles, name, source)
    try:
        return reader.read(sheet_spelt_out(parse_xml(data, name, source)), room)
    except Unusual:
        raise reader.broken("单元格写得不合规范") from None


class _Shown(dict[str, str]):
    """What a cell of a certain type and style shows, by what it stores; and its format."""

    def __init__(self, show: Callable[[str], str], shape: NumberFormat) -> None:
        super().__init__()
        self.show, self.shape = show, shape

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
        self.shared = _Shown(lambda value: styles.text(value), number_format("General"))
        self.shared.update((str(number), text.strip()) for number, text in enumerate(styles.texts))
        self.plain = _Shown(plain, number_format("General"))

    def __missing__(self, spelt: str) -> _Shown:
        attributes = dict(_ATTRIBUTE.findall(spelt))
        kind, style = attributes.get("t", "n"), attributes.get("s", "0")
        formats = self.styles.formats
        number = whole_number(style, 0)
        shape = formats[number] if number < len(formats) else number_format("General")
        if kind in _TEXTS and shape.leaves_text:
            shown = self[spelt] = self.shared if kind == "s" else self.plain
        else:
            shown = self[spelt] = _Shown(self._show(spelt, kind, shape), shape)
        return shown

    def _show(self, spelt: str, kind: str, shape: NumberFormat) -> Callable[[str], str]:
        styles = self.styles
        if kind == "s":
            return lambda value: shape.text(styles.text(value))
        if kind in _TEXTS:
            return lambda value: shape.text(plain(value))
        if kind == "b":
            return lambda value: "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            return plain
        if not shape.known:
            self.unknown.add(spelt)
        if kind == "d":
            return lambda value: _show_day(value, shape)
        code, from_1904 = shape.code, styles.from_1904
        if self.zeros:
            return lambda value: shown_number((code, value, from_1904))
        return lambda value: "" if exact(value) == 0 else shown_number((code, value, from_1904))


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

    def text(self, told: str) -> str:
        """The shared string of this number.

        Raises:
            IndexError: there is none.
        """
        return self.texts[whole_number(told.strip(), len(self.texts))]

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

    def read(self, xml: str, room: int) -> tuple[Worksheet, int]:
        """Read the sheet; stop where ``room`` is used up, and return it with how many cells show text."""
        start = xml.find("<sheetData")
        end = xml.find("</sheetData>", start)
        if start < 0 or end < 0:
            if "<worksheet" not in xml or (start >= 0 and not xml.startswith("<sheetData/>", start)):
                raise Unusual
            return self.sheet, 0
        head = xml[:start]
        self._columns(head)
        kinds = self.styles.kinds('showZeros="0"' not in head and 'showZeros="false"' not in head)
        try:
            count = self._rows(xml, xml.find(">", start) + 1, end, kinds, room)
        except (ValueError, IndexError):
            raise self.broken("有单元格指向不存在的内容") from None
        if kinds.unknown:
            self._name_unknown(xml, start, end, kinds)
        for left, top, right, bottom in _MERGE.findall(xml, end):
            area = int(top), COLUMNS[left], int(bottom), COLUMNS[right]
            if area[0] <= area[2] <= _LAST_ROW and area[1] <= area[3]:
                self.sheet.merges.append(area)
        return self.sheet, count

    def _rows(self, xml: str, at: int, end: int, kinds: _Kinds, room: int) -> int:
        """Read the rows between two positions, and return how many cells show text."""
        rows, hidden = self.sheet.rows, self.sheet.hidden_rows
        count = 0
        while (begin := xml.find("<row", at, end)) >= 0:
            if begin > at:
                _hold_no_cell(xml[at:begin])
            at = begin
            close = xml.find(">", at, end)
            attributes = xml[at + 4 : close]
            told = _ROW_NUMBER.search(attributes)
            if told is None or close < 0:
                raise Unusual
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
                raise Unusual
            texts = {}
            for letters, spelt, value, rest, odd in _PIECE.findall(xml, at, stop):
                if value:
                    text = kinds[spelt][value]
                elif rest:
                    text = self._odd(row, COLUMNS[letters], kinds[spelt], rest, spelt)
                elif odd:
                    raise Unusual
                else:
                    continue
                if text:
                    texts[COLUMNS[letters]] = text
            at = stop + len("</row>")
            if texts:
                rows[row] = {**rows[row], **texts} if row in rows else texts
                count += len(texts)
                if count > room:
                    self.sheet.cut = True
                    return count
        _hold_no_cell(xml[at:end])
        return count

    def _odd(self, row: int, column: int, shown: _Shown, rest: str, spelt: str) -> str:
        """What a cell shows that holds more than a value: a formula, a text of its own."""
        value = _VALUE.search(rest)
        stored = value[1] if value is not None else ""
        if "<f" in rest:
            formula = _FORMULA.search(rest)
            text = plain(formula[1]) if formula is not None else ""
            valued = bool(stored) or (value is not None and 't="str"' in spelt)
            self.sheet.formulas.append((row, column, text, valued))
        elif "<is" in rest:
            return shown.shape.text(rich(rest, self.name, self.source)).strip()
        return shown[stored] if stored else ""

    def _columns(self, head: str) -> None:
        for spelt in _COLUMN.findall(head):
            if any(word in spelt for word in _HIDDEN):
                told = dict(_ATTRIBUTE.findall(spelt))
                first, last = whole_number(told.get("min"), 0), whole_number(told.get("max"), 0)
                if first and last:
                    self.sheet.hidden_columns.append((first - 1, last - 1))

    def _name_unknown(self, xml: str, start: int, end: int, kinds: _Kinds) -> None:
        """Note the first cell of each format that cannot be followed."""
        for match in _CELL.finditer(xml, start, end):
            if match[2] in kinds.unknown and (match[3] or match[4]):
                told = dict(_ATTRIBUTE.findall(match[2]))
                code = self.styles.formats[whole_number(told.get("s"), 0)].code
                row = int(re.sub("[^0-9]", "", match[0][6:].partition('"')[0]))
                self.sheet.unknown_formats.setdefault(code, (row, COLUMNS[match[1]]))


def _hold_no_cell(xml: str) -> None:
    """What stands outside rows should not.

    Raises:
        Unusual: it is a cell.
    """
    if any(mark in xml for mark in _BEGUN):
        raise Unusual


def _show_day(value: str, shape: NumberFormat) -> str:
    """Show a day that is stored as text, ``2023-12-10T00:00:00``."""
    try:
        moment = datetime.fromisoformat(value.strip()).replace(tzinfo=None)
    except ValueError:
        return value
    days = (moment - _DAY_ZERO) / timedelta(days=1)
    return (number_format(BUILT_IN[14]) if shape.code == "General" else shape).number(repr(days))
