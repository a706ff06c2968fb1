"""Compound files (OLE): .doc, .xls, .wps and encrypted .docx; which of them, told from the names of their streams.

Read within bounds: every chain of sectors may be circular, every number a lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from struct import unpack_from
from typing import Final, Literal, TypeAlias

from attrs import define, field, frozen

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OleKind: TypeAlias = Literal["encrypted-office", "doc", "xls", "wps", "slides", "ole"]

_MOST_ENTRIES: Final = 4096
_MOST_SECTORS: Final = 1 << 16
_LAST_SECTOR: Final = 0xFFFFFFFA
_HEADER: Final = 512
_ENTRY: Final = 128
_ROOT: Final = 5
_IN_HEADER: Final = 109
_LOOKED_AT: Final = 1 << 16
_ENCRYPTED_STREAMS: Final = frozenset(("encryptedpackage", "encryptioninfo"))
_WORKBOOKS: Final = ("workbook", "book")
# Microsoft Works keeps its text in CONTENTS beside MatOST, early WPS in streams of its own name.
_WORKS: Final = frozenset(("matost", "wpsdocument", "wps document"))
_WORD_ENCRYPTED: Final = 0x0100
_FILE_PASS: Final = 0x002F
_END_OF_GLOBALS: Final = 0x000A


@frozen
class Stream:
    """An entry of the directory: a stream's or a storage's name, its first sector and its size in bytes."""

    name: str
    kind: int
    start: int
    size: int


@define
class CompoundFile:
    """A compound file of which nothing has been believed yet."""

    data: bytes
    _sector: int = field(init=False)
    _mini_sector: int = field(init=False)
    _cutoff: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._sector = 1 << min(self._short(30), 16)
        self._mini_sector = 1 << min(self._short(32), 16)
        self._cutoff = self._long(56)

    def streams(self) -> list[Stream]:
        """The entries of its directory as far as they can be followed."""
        found = []
        for sector in islice(self._chain(self._long(48)), _MOST_ENTRIES * _ENTRY // self._sector + 1):
            start = self._offset(sector)
            for offset in range(start, min(start + self._sector, len(self.data) - _ENTRY + 1), _ENTRY):
                length = self._short(offset + 64)
                kind = self.data[offset + 66]
                if kind and 2 <= length <= 64:
                    name = self.data[offset : offset + length - 2].decode("utf-16-le", "replace")
                    found.append(Stream(name, kind, self._long(offset + 116), self._long(offset + 120)))
        return found

    def start_of(self, stream: Stream, length: int, root: Stream | None) -> bytes:
        """The first bytes of a stream, fewer where the file is broken.

        Args:
            stream: the stream.
            length: how many bytes.
            root: the root entry, in whose stream the short streams stand.
        """
        length = min(length, stream.size)
        if stream.size >= self._cutoff or root is None:
            return self._bytes(self._chain(stream.start), length)
        inner = self._bytes(self._chain(root.start), _LOOKED_AT)
        numbers = self._bytes(self._chain(self._long(60)), _LOOKED_AT)
        size, sector, pieces = self._mini_sector, stream.start, bytearray()
        for _ in range(length // size + 1):
            pieces += inner[sector * size : (sector + 1) * size]
            if len(pieces) >= length or 4 * sector + 4 > len(numbers):
                break
            (sector,) = unpack_from("<I", numbers, 4 * sector)
        return bytes(pieces[:length])

    def _short(self, offset: int) -> int:
        return int.from_bytes(self.data[offset : offset + 2], "little")

    def _long(self, offset: int) -> int:
        return int.from_bytes(self.data[offset : offset + 4], "little")

    def _offset(self, sector: int) -> int:
        return max(_HEADER, self._sector) + sector * self._sector

    def _chain(self, sector: int) -> Iterator[int]:
        """The sectors that follow each other from ``sector``, at most as many as the file has room for."""
        tables = self._tables()
        width = self._sector // 4
        for _ in range(min(_MOST_SECTORS, len(self.data) // self._sector + 1)):
            if sector >= _LAST_SECTOR or self._offset(sector) >= len(self.data) or sector // width >= len(tables):
                if sector < _LAST_SECTOR and self._offset(sector) < len(self.data):
                    yield sector
                return
            yield sector
            sector = self._long(self._offset(tables[sector // width]) + 4 * (sector % width))

    def _tables(self) -> list[int]:
        """The sectors of the allocation table."""
        found = [self._long(76 + 4 * index) for index in range(_IN_HEADER)]
        sector, width = self._long(68), self._sector // 4 - 1
        for _ in range(min(self._long(72), 64)):
            if sector >= _LAST_SECTOR or self._offset(sector) >= len(self.data):
                break
            start = self._offset(sector)
            found += (self._long(start + 4 * index) for index in range(width))
            sector = self._long(start + 4 * width)
        while found and found[-1] >= _LAST_SECTOR:
            found.pop()
        return found

    def _bytes(self, sectors: Iterator[int], length: int) -> bytes:
        pieces = bytearray()
        for sector in sectors:
            start = self._offset(sector)
            pieces += self.data[start : start + self._sector]
            if len(pieces) >= length:
                break
        return bytes(pieces[:length])


def ole_kind(data: bytes) -> OleKind:
    """What a compound file is; ``ole`` where its streams say nothing known.  Never fails.

    A .doc or an .xls with a password is ``encrypted-office`` like an encrypted .docx.
    """
    if not data.startswith(MAGIC) or len(data) < _HEADER:
        return "ole"
    file = CompoundFile(data)
    streams = file.streams()
    names = {stream.name.lower(): stream for stream in streams}
    root = next((stream for stream in streams if stream.kind == _ROOT), None)
    if _ENCRYPTED_STREAMS & names.keys():
        return "encrypted-office"
    if "worddocument" in names:
        head = file.start_of(names["worddocument"], 12, root)
        flags = int.from_bytes(head[10:12], "little")
        return "encrypted-office" if flags & _WORD_ENCRYPTED else "doc"
    for name in _WORKBOOKS:
        if name in names:
            head = file.start_of(names[name], _LOOKED_AT, root)
            return "encrypted-office" if _has_password(head) else "xls"
    if "powerpoint document" in names:
        return "slides"
    return "wps" if _WORKS & names.keys() else "ole"


def _has_password(workbook: bytes) -> bool:
    """Does the first part of a workbook hold the record of a password?"""
    offset = 0
    while offset + 4 <= len(workbook):
        record, length = unpack_from("<HH", workbook, offset)
        if record == _FILE_PASS:
            return True
        if record == _END_OF_GLOBALS:
            return False
        offset += 4 + length
    return False
