"""The files in a .zip archive, one at a time and only in memory: nothing is ever written to disk.

Names come out as people see them, whichever encoding the archiver used, and are only ever shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from zipfile import ZipInfo

from attrs import define, field, frozen

from ..errors import UnreadableFile
from .kinds import is_document, is_hidden, kind_of
from .package import Package, open_package

MOST_FILES: Final = 10_000
"""How many files are taken out of one archive, those within inner archives counted."""

LONGEST_NAME: Final = 1000
"""Bytes of a name in an archive, folders included; no file system has longer ones in use."""
LONGEST_SHOWN: Final = 120
"""Characters of such a name that are shown."""

_LARGEST_SUM: Final = 512 << 20
_DEEPEST: Final = 2
_UTF8_NAMES: Final = 0x800
_ENCRYPTED: Final = 0x1
_CURE_SPLIT: Final = "先解压，再把文件夹交给命令"


@frozen
class Entry:
    """A file in an archive.

    Attributes:
        name: as shown: the archive's own name, the folders, the file: ``a.zip/目录/b.docx``.
        path: the names to follow from archive to archive, as :meth:`Archive.take` wants them.
        size: bytes as its header claims.
    """

    name: str
    path: tuple[str, ...]
    size: int = 0


@frozen
class Member:
    """A file taken out of an archive, or the reason why it could not be.

    Attributes:
        name: as shown: ``a.zip/目录/b.docx``.
        data: its bytes.
        fault: what was wrong, else None.
    """

    name: str
    data: bytes = b""
    fault: UnreadableFile | None = None


@define
class Archive:
    """An open archive.

    Attributes:
        data: its bytes.
        source: its name, for messages and before the names of its files.
    """

    data: bytes = field(repr=False)
    source: str
    _packages: dict[tuple[str, ...], Package] = field(factory=dict, init=False, repr=False)

    def entries(self) -> Iterator[Entry | UnreadableFile]:
        """The documents in it and in inner archives, in the order of their directories; what is broken as an error.

        Raises:
            UnreadableFile: it is no archive, or broken.
        """
        yield from self._within((), self.source, _Allowance(self.source))

    def take(self, path: tuple[str, ...]) -> bytes:
        """The bytes of a file.

        Raises:
            UnreadableFile: not there, damaged, encrypted or too large.
        """
        return self._package(path[:-1]).part(path[-1])

    def _package(self, path: tuple[str, ...]) -> Package:
        """The archive at the end of a path; the last one of each depth stays open."""
        if path not in self._packages:
            data = self._package(path[:-1]).part(path[-1]) if path else self.data
            for other in [other for other in self._packages if len(other) >= len(path)]:
                del self._packages[other]
            self._packages[path] = open_package(data, "/".join((self.source, *path)), largest_sum=_LARGEST_SUM)
        return self._packages[path]

    def _within(self, path: tuple[str, ...], shown: str, allowance: _Allowance) -> Iterator[Entry | UnreadableFile]:
        package = self._package(path)
        for name, info in list(package.entries.items()):
            if not is_document(info.orig_filename.split("\0")[0]):
                continue
            too_long = len(info.orig_filename) > LONGEST_NAME
            parts = [_name(info)] if too_long else _parts(_name(info))
            if not parts or (not too_long and any(map(is_hidden, parts))):
                continue
            inner = "/".join(parts)
            entry = Entry(f"{shown}/{_cut(inner)}", (*path, name), info.file_size)
            if not allowance.one_more():
                yield UnreadableFile(
                    f"压缩包里的文件超过 {MOST_FILES} 个，其余的没有读", place=self.source, cure=_CURE_SPLIT
                )
                return
            if too_long or len(inner.encode(errors="replace")) > LONGEST_NAME:
                yield UnreadableFile(
                    f"压缩包里的这个文件名超过 {LONGEST_NAME} 字节，没有读",
                    place=entry.name,
                    cure="改短文件名后重新压缩",
                )
            elif info.flag_bits & _ENCRYPTED:
                yield UnreadableFile("压缩包里的这个文件加了密码", place=entry.name, cure="用密码解压后再读")
            elif not entry.name.lower().endswith(".zip"):
                yield entry
            else:
                yield from self._inner(entry, allowance)

    def _inner(self, entry: Entry, allowance: _Allowance) -> Iterator[Entry | UnreadableFile]:
        """What a file called .zip holds, or the file itself where it is something else."""
        try:
            data = self.take(entry.path)
            if not allowance.unpacked(len(data)):
                raise UnreadableFile(
                    f"压缩包里的压缩包合计超过 {_LARGEST_SUM >> 20} MiB，没有读", place=entry.name, cure=_CURE_SPLIT
                )
            if kind_of(data) != "zip":
                yield entry
                return
            if len(entry.path) > _DEEPEST:
                raise UnreadableFile(f"压缩包套了 {_DEEPEST} 层以上，没有读", place=entry.name, cure=_CURE_SPLIT)
            yield from self._within(entry.path, entry.name, allowance)
        except UnreadableFile as error:
            error.place = entry.name
            yield error


@define
class _Allowance:
    """What may still be taken out of an archive."""

    source: str
    _files: int = field(default=0, init=False)
    _bytes: int = field(default=0, init=False)

    def one_more(self) -> bool:
        self._files += 1
        return self._files <= MOST_FILES

    def unpacked(self, size: int) -> bool:
        self._bytes += size
        return self._bytes <= _LARGEST_SUM


def members(data: bytes, source: str) -> Iterator[Member]:
    """The documents in an archive one by one, only one of them in memory at a time.

    Args:
        data: the bytes of the .zip file.
        source: its name, put before the names of its files.

    Raises:
        UnreadableFile: it is no archive, or broken.
    """
    archive = Archive(data, source)
    left = _LARGEST_SUM
    for entry in archive.entries():
        if isinstance(entry, UnreadableFile):
            yield Member(entry.place, fault=entry)
            continue
        try:
            content = archive.take(entry.path)
        except UnreadableFile as error:
            error.place = entry.name
            yield Member(entry.name, fault=error)
            continue
        left -= len(content)
        if left < 0:
            limit = f"压缩包解压后合计超过 {_LARGEST_SUM >> 20} MiB，其余的没有读"
            yield Member(entry.name, fault=UnreadableFile(limit, place=source, cure=_CURE_SPLIT))
            return
        yield Member(entry.name, content)


def _name(info: ZipInfo) -> str:
    """The name of a file as people see it: archivers on Windows write GBK or UTF-8 and do not say so."""
    name = info.orig_filename.split("\0")[0]
    if info.flag_bits & _UTF8_NAMES or name.isascii():
        return name
    raw = name.encode("cp437", errors="replace")
    wide, chinese = (_decoded(raw, encoding) for encoding in ("utf-8", "gb18030"))
    # 目录 in GBK is by chance two letters of UTF-8 as well; but UTF-8 writes Chinese beyond U+2000.
    if wide and max(wide) > "\u2000":
        return wide
    return chinese or wide or name


def _cut(name: str) -> str:
    """A name as shown: of a long one its beginning and its end."""
    if len(name) <= LONGEST_SHOWN:
        return name
    half = LONGEST_SHOWN // 2
    return f"{name[: half - 1]}…{name[-half:]}"


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _parts(name: str) -> list[str]:
    """The folders and the file of a name, without what would lead anywhere else."""
    return [part for part in name.replace("\\", "/").split("/") if part.strip() not in ("", ".", "..")]
