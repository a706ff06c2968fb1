"""The texts of older workbooks (.xls): Unicode or a code page, in pieces over several records, with runs of fonts."""

from __future__ import annotations

from struct import unpack_from
from typing import Final, TypeAlias

from attrs import define

from ..recognition.cleaning import SUPERSCRIPTS

Fonts: TypeAlias = list[bool]
"""Whether each font of the workbook is raised."""

_WIDE: Final = 1
_EXTENDED: Final = 4
_RICH: Final = 8
_RUN: Final = 4
# The file format leaves the number 4 out when it counts fonts.
_NO_FONT: Final = 4


def text_of(content: bytes, at: int, wide: bool, encoding: str, *, short: bool = False) -> str:
    """The text at a position of a record.

    Args:
        content: the record.
        at: where the text's length stands.
        wide: BIFF8, a flag before Unicode; otherwise bytes of a code page.
        encoding: that code page.
        short: the length is one byte, not two.
    """
    length = content[at] if short else unpack_from("<H", content, at)[0]
    at += 1 if short else 2
    if not wide:
        return _of_page(content[at : at + length], encoding)
    two = content[at] & _WIDE
    start = at + 1
    return _unicode(content[start : start + length * (2 if two else 1)], bool(two))


def label(content: bytes, at: int, wide: bool, encoding: str, fonts: Fonts) -> str:
    """The text of a cell that keeps its own, its runs of fonts behind it."""
    text = text_of(content, at, wide, encoding)
    if wide:
        return text
    (length,) = unpack_from("<H", content, at)
    rest = content[at + 2 + length :]
    if not rest:
        return text
    return _raised(text, [(rest[index], rest[index + 1]) for index in range(1, len(rest) - 1, 2)], fonts)


def shared_texts(pieces: list[bytes], fonts: Fonts) -> list[str]:
    """The shared texts of a BIFF8 workbook.

    Args:
        pieces: the records that hold them, the first without its two counts.
        fonts: the workbook's fonts.
    """
    reader = _Pieces(pieces)
    found = []
    while reader.more():
        found.append(reader.text(fonts))
    return found


@define
class _Pieces:
    """Reads through records that go on in one another; inside characters each goes on with a flag of its own."""

    pieces: list[bytes]
    piece: int = 0
    at: int = 0

    def more(self) -> bool:
        """Is anything left?"""
        while self.piece < len(self.pieces) and self.at >= len(self.pieces[self.piece]):
            self.piece, self.at = self.piece + 1, 0
        return self.piece < len(self.pieces)

    def take(self, length: int) -> bytes:
        """The next bytes, whatever records they are in."""
        taken = bytearray()
        while len(taken) < length and self.more():
            part = self.pieces[self.piece][self.at : self.at + length - len(taken)]
            self.at += len(part)
            taken += part
        return bytes(taken)

    def text(self, fonts: Fonts) -> str:
        length, flags = unpack_from("<HB", self.take(3))
        runs = unpack_from("<H", self.take(2))[0] if flags & _RICH else 0
        extended = unpack_from("<I", self.take(4))[0] if flags & _EXTENDED else 0
        text = self._characters(length, flags)
        placed = self.take(_RUN * runs)
        self.take(extended)
        if not runs:
            return text
        return _raised(text, [unpack_from("<HH", placed, at) for at in range(0, len(placed) - 3, _RUN)], fonts)

    def _characters(self, length: int, flags: int) -> str:
        parts: list[str] = []
        while length > 0:
            if self.at >= len(self.pieces[self.piece]):
                self.piece, self.at = self.piece + 1, 1
                flags = self.pieces[self.piece][0]
            size = 2 if flags & _WIDE else 1
            part = self.pieces[self.piece][self.at : self.at + length * size]
            self.at += len(part)
            length -= len(part) // size or length
            parts.append(_unicode(part, size == 2))
        return "".join(parts)


def _unicode(content: bytes, wide: bool) -> str:
    return content.decode("utf-16-le" if wide else "latin-1", "replace")


def _of_page(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding, "replace")
    except LookupError:
        return content.decode("gb18030", "replace")


def _raised(text: str, runs: list[tuple[int, int]], fonts: Fonts) -> str:
    """The text with the digits of raised runs raised; a run is its first character and its font."""
    parts = [text[: runs[0][0]]] if runs else [text]
    for index, (start, font) in enumerate(runs):
        end = runs[index + 1][0] if index + 1 < len(runs) else len(text)
        number = font - 1 if font > _NO_FONT else font
        raised = number < len(fonts) and fonts[number]
        parts.append(text[start:end].translate(SUPERSCRIPTS) if raised else text[start:end])
    return "".join(parts)
