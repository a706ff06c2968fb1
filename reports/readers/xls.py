"""Read workbooks of the older kind (.xls, BIFF5 and BIFF8): number formats, merged areas and formulas included."""

from __future__ import annotations

from collections.abc import Iterator
from struct import error as StructError  # noqa: N812
from struct import unpack, unpack_from
from typing import Final, TypeAlias

from attrs import define, field

from ..errors import UnreadableFile
from ..grid import Parsed
from .biff_text import Fonts, label, shared_texts, text_of
from .compound import CompoundFile
from .number_formats import BUILT_IN, NumberFormat, number_format
from .worksheet import MOST_CELLS, Worksheet, parsed

_ROOT: Final = 5
_BOF, _EOF, _CONTINUE, _FILE_PASS, _CODE_PAGE = 0x809, 0x0A, 0x3C, 0x2F, 0x42
_DATE_MODE, _FORMAT, _XF, _FONT, _BOUND_SHEET, _SST = 0x22, 0x41E, 0xE0, 0x31, 0x85, 0xFC
_ROW, _COLUMNS, _WINDOW, _MERGED = 0x208, 0x7D, 0x23E, 0xE5
_NUMBER, _RK, _MULTIPLE_RK, _LABEL_SST, _LABEL, _RICH = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6
_FORMULA, _STRING, _BOOL_ERROR, _OLD_FORMULA = 0x06, 0x207, 0x205, 0x406
_BIFF5, _BIFF8 = 0x0500, 0x0600
_ROW_HIDDEN: Final = 0x20
_SHOWS_ZEROS: Final = 0x10
_MOST_SHEETS: Final = 2_000
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_EMPTY: Final = 3
_CURE: Final = "用 Excel 或 WPS 打开，另存为 .xlsx 再读"
_Record: TypeAlias = tuple[int, bytes]


@define
class _Book:
    """What the records before the sheets say.

    Attributes:
        wide: BIFF8, with Unicode texts; BIFF5 otherwise.
        encoding: of BIFF5's texts.
        codes: number formats by their number.
        styles: number of the number format of each cell style.
        tabs: where each sheet begins, whether it is hidden, whether it holds cells, its name.
        suspect: every formula so far holds an empty result.
    """

    wide: bool = True
    encoding: str = "gb18030"
    from_1904: bool = False
    codes: dict[int, str] = field(factory=lambda: dict(BUILT_IN))
    styles: list[int] = field(factory=list)
    fonts: Fonts = field(factory=list)
    texts: list[str] = field(factory=list)
    tabs: list[tuple[int, bool, bool, str]] = field(factory=list)
    suspect: bool = True

    def format_of(self, style: int) -> NumberFormat:
        number = self.styles[style] if style < len(self.styles) else 0
        return number_format(self.codes.get(number, "General") or "General")


def parse_xls(data: bytes, source: str) -> Parsed:
    """Read an .xls.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Raises:
        UnreadableFile: no workbook, damaged, encrypted, or of a kind older than 1995.
    """
    stream = _stream(data, source)
    try:
        return _parse(stream, source)
    except (StructError, IndexError):
        raise UnreadableFile("文件不完整或已损坏，工作簿的记录读不通", place=source, cure=_CURE) from None


def _stream(data: bytes, source: str) -> bytes:
    """The stream of the workbook in its compound file."""
    file = CompoundFile(data)
    streams = file.streams()
    names = {stream.name.lower(): stream for stream in streams}
    if "encryptedpackage" in names:
        raise UnreadableFile("工作簿加了密码", place=source, cure="去掉密码后再读")
    found = names.get("workbook") or names.get("book")
    if found is None:
        raise UnreadableFile("不是 Excel 工作簿（.xls）", place=source, cure="确认文件没有选错")
    stream = file.start_of(found, found.size, next((entry for entry in streams if entry.kind == _ROOT), None))
    if len(stream) < found.size:
        raise UnreadableFile("文件不完整（可能没有下载完）或太大", place=source, cure=_CURE)
    return stream


def _parse(stream: bytes, source: str) -> Parsed:
    book = _globals(stream, source)
    sheets: list[Worksheet] = []
    hidden: list[str] = []
    room = MOST_CELLS
    seen: set[int] = set()
    for number, (offset, is_hidden, has_cells, name) in enumerate(book.tabs, 1):
        if is_hidden:
            hidden.append(name)
        elif has_cells and offset not in seen:
            seen.add(offset)
            sheet = Worksheet(name, number)
            _SheetRecords(sheet, book, room).read(_records(stream, offset))
            room -= sum(map(len, sheet.rows.values()))
            sheets.append(sheet)
    return parsed(sheets, hidden, source, book.suspect)


def _globals(stream: bytes, source: str) -> _Book:
    book = _Book()
    first, follows = True, False
    shared: list[bytes] = []
    for kind, content in _records(stream, 0):
        if first:
            version = unpack_from("<H", content)[0] if kind == _BOF else 0
            if version not in (_BIFF5, _BIFF8):
                raise UnreadableFile("工作簿的格式太旧（Excel 4 或更早）", place=source, cure=_CURE)
            book.wide, first = version == _BIFF8, False
        elif kind == _FILE_PASS:
            raise UnreadableFile("工作簿加了密码", place=source, cure="去掉密码后再读")
        elif kind == _CODE_PAGE and unpack_from("<H", content)[0] not in (936, 1200):
            book.encoding = f"cp{unpack_from('<H', content)[0]}"
        elif kind == _DATE_MODE:
            book.from_1904 = unpack_from("<H", content)[0] == 1
        elif kind == _FORMAT:
            (number,) = unpack_from("<H", content)
            book.codes[number] = text_of(content, 2, book.wide, book.encoding, short=not book.wide)
        elif kind == _XF:
            book.styles.append(unpack_from("<H", content, 2)[0])
        elif kind == _FONT:
            book.fonts.append(unpack_from("<H", content, 8)[0] == 1)
        elif kind == _BOUND_SHEET and len(book.tabs) < _MOST_SHEETS:
            offset, state, sort = unpack_from("<IBB", content)
            name = text_of(content, 6, book.wide, book.encoding, short=True)
            book.tabs.append((offset, bool(state & 3), sort == 0, name))
        elif kind == _SST:
            shared = [content[8:]]
            follows = True
            continue
        elif kind == _CONTINUE and follows:
            shared.append(content)
            continue
        follows = False
    book.texts = shared_texts(shared, book.fonts)
    return book


def _records(stream: bytes, offset: int) -> Iterator[_Record]:
    """The records of a substream up to its end; other substreams inside it are passed over."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, offset)
        content = stream[offset + 4 : offset + 4 + length]
        if len(content) < length:
            raise StructError
        offset += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0 and kind == _EOF:
            return
        if depth == 1:
            yield kind, content
    raise StructError


class _SheetRecords:
    """Takes the records of one worksheet in order."""

    def __init__(self, sheet: Worksheet, book: _Book, room: int) -> None:
        self.sheet, self.book, self.room = sheet, book, room
        self.zeros = True
        self.waiting: tuple[int, int, int] | None = None
        self.pieces: list[bytes] = []
        self.numbers: list[tuple[int, int, int, str]] = []

    def read(self, records: Iterator[_Record]) -> None:
        """Read the sheet; stop where there is no more room."""
        for kind, content in records:
            if kind == _STRING and self.waiting is not None:
                self.pieces = [content]
                continue
            if kind == _CONTINUE and self.pieces:
                self.pieces.append(content)
                continue
            self._result()
            self._record(kind, content)
            if self.room <= 0:
                self.sheet.cut = True
                break
        self._result()
        for row, column, style, stored in self.numbers:
            shape = self.book.format_of(style)
            shown = shape.number(stored, from_1904=self.book.from_1904)
            if shown and (self.zeros or float(stored)):
                self._put(row, column, shown)
                if not shape.known:
                    self.sheet.unknown_formats.setdefault(shape.code, (row + 1, column))

    def _record(self, kind: int, content: bytes) -> None:
        if kind == _LABEL_SST:
            row, column, style, index = unpack_from("<HHHI", content)
            self._text(row, column, style, self.book.texts[index])
        elif kind == _NUMBER:
            row, column, style, number = unpack_from("<HHHd", content)
            self._number(row, column, style, number)
        elif kind == _RK:
            row, column, style = unpack_from("<HHH", content)
            self._number(row, column, style, _rk(content[6:10]))
        elif kind == _MULTIPLE_RK:
            row, column = unpack_from("<HH", content)
            for index, at in enumerate(range(4, len(content) - 7, 6)):
                (style,) = unpack_from("<H", content, at)
                self._number(row, column + index, style, _rk(content[at + 2 : at + 6]))
        elif kind in (_FORMULA, _OLD_FORMULA):
            self._formula(content)
        elif kind in (_LABEL, _RICH):
            row, column, style = unpack_from("<HHH", content)
            self._text(row, column, style, label(content, 6, self.book.wide, self.book.encoding, self.book.fonts))
        elif kind == _BOOL_ERROR:
            row, column, _, value, failed = unpack_from("<HHHBB", content)
            self._put(row, column, _ERRORS.get(value, "#N/A") if failed else "TRUE" if value else "FALSE")
        else:
            self._layout(kind, content)

    def _layout(self, kind: int, content: bytes) -> None:
        sheet = self.sheet
        if kind == _MERGED:
            for at in range(2, len(content) - 7, 8):
                first, last, left, right = unpack_from("<4H", content, at)
                if first <= last and left <= right:
                    sheet.merges.append((first + 1, left, last + 1, right))
        elif kind == _ROW and len(content) >= 14 and content[12] & _ROW_HIDDEN:
            sheet.hidden_rows.add(unpack_from("<H", content)[0] + 1)
        elif kind == _COLUMNS and unpack_from("<H", content, 8)[0] & 1:
            sheet.hidden_columns.append(unpack_from("<HH", content))
        elif kind == _WINDOW:
            self.zeros = bool(unpack_from("<H", content)[0] & _SHOWS_ZEROS)

    def _formula(self, content: bytes) -> None:
        row, column, style = unpack_from("<HHH", content)
        result = content[6:14]
        self.sheet.formulas.append((row + 1, column, "", True))
        if result[6:8] != b"\xff\xff":
            self.book.suspect = False
            self._number(row, column, style, unpack("<d", result)[0])
            return
        self.book.suspect &= result[0] == _EMPTY
        if result[0] == 0:
            self.waiting = row, column, style
        elif result[0] != _EMPTY:
            value = result[2]
            self._put(row, column, ("TRUE" if value else "FALSE") if result[0] == 1 else _ERRORS.get(value, "#N/A"))

    def _result(self) -> None:
        """Write the text that a formula gave, once all of it is there."""
        if self.waiting is not None and self.pieces:
            row, column, style = self.waiting
            content = self.pieces[0] + b"".join(piece[1:] for piece in self.pieces[1:])
            self.waiting, self.pieces = None, []
            self._text(row, column, style, text_of(content, 0, self.book.wide, self.book.encoding))

    def _number(self, row: int, column: int, style: int, number: float) -> None:
        # Whether zeros are shown stands behind the cells.
        self.numbers.append((row, column, style, repr(number).removesuffix(".0")))
        self.room -= 1

    def _text(self, row: int, column: int, style: int, text: str) -> None:
        self._put(row, column, self.book.format_of(style).text(text))
        self.room -= 1

    def _put(self, row: int, column: int, text: str) -> None:
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if text:
            self.sheet.rows.setdefault(row + 1, {})[column] = text


def _rk(packed: bytes) -> float:
    """A number in four bytes: the upper part of a float, or a whole number, either in hundredths."""
    (code,) = unpack("<i", packed)
    number: float = (
        code >> 2 if code & 2 else unpack("<d", b"\0\0\0\0" + (code & ~3 & 0xFFFFFFFF).to_bytes(4, "little"))[0]
    )
    return number / 100 if code & 1 else float(number)
