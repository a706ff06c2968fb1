"""Open a zip package (docx, xlsx, ofd, a plain archive) and take parts out of it, never more than a limit allows.

Nothing a header says is trusted: a part is unpacked in pieces and given up as soon as it grows too large.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from attrs import define, field

from ..errors import UnreadableFile

MAGIC: Final = b"PK\x03\x04"
LARGEST_PART: Final = 64 << 20
"""The longest a part may be once unpacked, bytes."""
_LARGEST_SUM: Final = 256 << 20
_SUSPICIOUS: Final = 8 << 20
_HIGHEST_RATIO: Final = 200
# A part costs about a kilobyte of memory to know of, whatever it holds.
_MOST_PARTS: Final = 65_000
_ENTRY: Final = b"PK\x01\x02"
_PIECE: Final = 1 << 20
_SMALL: Final = 1 << 20
_LENGTHS: Final = struct.Struct("<HH")
# Strong encryption, a patch of another file, masked headers.
_UNUSUAL: Final = 0x2060
_ENCRYPTED: Final = 0x1
_METHODS: Final = (ZIP_STORED, ZIP_DEFLATED)
_BROKEN: Final = (
    BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError,
)  # fmt: skip
_CURE_BROKEN: Final = "重新下载或复制一份；能用原来的程序打开时，另存一份再读"
_CURE_LARGE: Final = "正常的表格文件不会这样；用原来的程序打开，只留有自评表的部分另存"


@define
class Package:
    """An open zip package.

    Attributes:
        source: the file's name, for messages.
        entries: what it holds, by name with ``/`` between folders, in the order of its directory; no folders.
    """

    source: str
    entries: dict[str, ZipInfo]
    _archive: ZipFile
    _data: bytes
    _largest_sum: int
    _folded: dict[str, ZipInfo] = field(init=False)
    _unpacked: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._folded = {name.lower(): info for name, info in self.entries.items()}

    def names(self) -> list[str]:
        """The names of its parts in the order of its directory."""
        return list(self.entries)

    def has(self, name: str) -> bool:
        """Is there a part of this name?  Letters count as equal in either case, as packages have it."""
        return _plain(name).lower() in self._folded

    def part(self, name: str) -> bytes:
        """Unpack a part.

        Raises:
            UnreadableFile: not there, damaged, encrypted, or larger than a document ever is.
        """
        return b"".join(self._pieces(name))

    def check(self, name: str) -> int:
        """Unpack a part, keep nothing, and return its size in bytes: for a library that will unpack it itself.

        Raises:
            UnreadableFile: as for :meth:`part`.
        """
        return sum(map(len, self._pieces(name)))

    def _pieces(self, name: str) -> Iterator[bytes]:
        info = self.entries.get(name) or self._folded.get(_plain(name).lower())
        if info is None:
            raise UnreadableFile(f"压缩包里缺少 {name}", place=self.source, cure=_CURE_BROKEN)
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableFile(f"压缩包里的 {name} 加了密码", place=self.source, cure="去掉密码后再读")
        if info.compress_type not in _METHODS:
            raise UnreadableFile(
                f"压缩包里的 {name} 用了少见的压缩方法（{info.compress_type}）",
                place=self.source,
                cure="解压后用普通的 zip 格式重新压缩",
            )
        whole = self._whole(info)
        if whole is not None:
            yield whole
            return
        try:
            with self._archive.open(info) as stream:
                yield from self._bounded(stream, name, info.compress_size)
        except _BROKEN as error:
            raise UnreadableFile(
                f"文件损坏或不完整，{name} 解不开（{type(error).__name__}）", place=self.source, cure=_CURE_BROKEN
            ) from None

    def _whole(self, info: ZipInfo) -> bytes | None:
        """A small part as its headers have it, or None where anything is the least bit unusual."""
        size = info.file_size
        if not 0 < size <= min(_SMALL, LARGEST_PART) or self._unpacked + size > self._largest_sum:
            return None
        data, start = self._data, info.header_offset
        if not 0 <= start <= len(data) - 30 or data[start : start + 4] != MAGIC or info.flag_bits & _UNUSUAL:
            return None
        named, extra = _LENGTHS.unpack_from(data, start + 26)
        begin = start + 30 + named + extra
        if data[start + 30 : start + 30 + named] != info.orig_filename.encode("ascii", "replace"):
            return None
        packed = data[begin : begin + info.compress_size]
        if info.compress_type == ZIP_STORED:
            part, at_end = packed, True
        else:
            unpacker = zlib.decompressobj(-15)
            try:
                part = unpacker.decompress(packed, size + 1)
            except zlib.error:
                return None
            at_end = unpacker.eof
        if not at_end or len(part) != size or zlib.crc32(part) != info.CRC:
            return None
        self._unpacked += size
        return part

    def _bounded(self, stream: IO[bytes], name: str, packed: int) -> Iterator[bytes]:
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            self._unpacked += len(piece)
            if size > LARGEST_PART or self._unpacked > self._largest_sum:
                limit = (LARGEST_PART if size > LARGEST_PART else self._largest_sum) >> 20
                raise UnreadableFile(f"{name} 解压后超过 {limit} MiB，没有读", place=self.source, cure=_CURE_LARGE)
            if size > _SUSPICIOUS and size > _HIGHEST_RATIO * packed:
                raise UnreadableFile(
                    f"{name} 解压后是压缩时的 {_HIGHEST_RATIO} 倍以上，像是压缩炸弹，没有读",
                    place=self.source,
                    cure=_CURE_LARGE,
                )
            yield piece


def open_package(data: bytes, source: str, *, largest_sum: int = _LARGEST_SUM) -> Package:
    """Open a zip file.

    Args:
        data: its bytes.
        source: its name, for messages.
        largest_sum: bytes that all parts taken out together may come to.

    Raises:
        UnreadableFile: no zip file, a truncated one, or one of too many parts.
    """
    if data.count(_ENTRY) > _MOST_PARTS:
        raise UnreadableFile(f"压缩包里的文件超过 {_MOST_PARTS} 个，没有读", place=source, cure=_CURE_LARGE)
    try:
        archive = ZipFile(BytesIO(data))
    except _BROKEN as error:
        what = "文件不完整（可能没有下载完）或已损坏" if data.startswith(MAGIC) else "不是 zip 格式的文件"
        raise UnreadableFile(f"{what}（{type(error).__name__}）", place=source, cure=_CURE_BROKEN) from None
    entries = {_plain(info.filename): info for info in archive.infolist() if not info.is_dir()}
    return Package(source, entries, archive, data, largest_sum)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")
