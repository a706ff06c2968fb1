"""What the user named on the command line: files, folders, archives and standard input, each document by itself."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final
from unicodedata import decimal

from attrs import evolve, field, frozen
from attrs.converters import optional

import reports
from reports.readers.kinds import is_document, is_hidden, kind_of
from scoring import Document
from scoring.errors import ZipingbiaoError

from .errors import NoForms, WorkbenchError
from .faults import reason
from .limits import bounded, seconds_for
from .remote import fetched, here, is_remote, listed, shown

if TYPE_CHECKING:
    from reports.readers.archive import Archive

STDIN: Final = "-"
STDIN_NAME: Final = "标准输入"

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one input.  A department's whole disclosure is under one; more is a mistake, or never ends."""

_ZIP: Final = ".zip"
_SNIFFED: Final = 1024
_SHOWN: Final = 5


@frozen
class Source:
    """One thing to read.

    Attributes:
        name: as shown to the user.
        place: the file; None for standard input.  A text: of a folder's files all are in memory at once, and a path
            takes ten times as much.
        found: True where a directory or an archive held it; the user did not name it.
        inside: the names to follow within the file, where that is an archive.
        data: its bytes, where they can be read only once.
        size: bytes of the file or of what is inside it, as far as known.
        alike: whether another file of the run has its name with another ending.
        url: where it lies, where that is not on this machine, "" where it is; never shown, the name is.
        stamp: what changes when the file does, as far as known.
    """

    name: str
    place: str | None = field(alias="path", converter=optional(str))
    found: bool = False
    inside: tuple[str, ...] = ()
    data: bytes | None = field(default=None, repr=False, eq=False)
    size: int = field(default=0, eq=False)
    alike: bool = field(default=False, eq=False)
    url: str = field(default="", repr=False)
    stamp: str = field(default="", repr=False, eq=False)

    @property
    def path(self) -> Path | None:
        """The file; None for standard input."""
        return None if self.place is None else Path(self.place)

    @property
    def stem(self) -> str:
        """Name for files written from it: the file's without its ending, where that tells it from the others."""
        name = PurePosixPath(self.name) if self.inside or self.url else self.path
        if name is None:
            return STDIN_NAME
        return name.name if self.alike else name.stem

    @property
    def folder(self) -> object:
        """Where it lies: a folder, or a folder within an archive."""
        if self.inside:
            return self.place, self.url, *self.inside[:-1], self.inside[-1].rpartition("/")[0]
        if self.url:
            return self.url.rpartition("/")[0]
        return self.path.parent if self.path is not None else None

    @property
    def suffix(self) -> str:
        """The ending of its name, with the point."""
        if self.inside or self.url:
            return PurePosixPath(self.name).suffix
        return self.path.suffix if self.path is not None else ""


def told_apart(sources: Sequence[Source]) -> list[Source]:
    """The sources, those marked that only their endings tell apart: 表.doc and 表.docx."""
    first: dict[str, str] = {}
    alike: set[str] = set()
    for source in sources:
        stem, ending = source.stem.casefold(), source.suffix.casefold()
        if first.setdefault(stem, ending) != ending:
            alike.add(stem)
    return [evolve(source, alike=True) if alike and source.stem.casefold() in alike else source for source in sources]


def natural_order(name: str | Path) -> str:
    """Key that puts 第2册 before 第10册; one text, since the keys of all files of a folder are there together."""
    return "".join(map(_in_order, re.split(r"(\d+)", str(name))))


def _in_order(part: str) -> str:
    """Digits by how many they are and then as text, before all else; text ended by what stands before any letter."""
    if not part.isdecimal():
        return f"\1{part}\0"
    digits = "".join(str(decimal(digit)) for digit in part).lstrip("0")
    return f"\0{chr(min(len(digits), sys.maxunicode))}{digits}"


def sources_behind(
    name: str, tell: Callable[[ZipingbiaoError], None], meet: Callable[[str], None] = lambda _: None
) -> Iterator[Source]:
    """The documents behind a name, in natural order within a folder or an archive.

    Args:
        tell: is given what cannot be used.
        meet: is given every file of this machine on the way, whether it can be used or not.
    """
    if name == STDIN:
        yield from _piped(tell)
        return
    for source in files_behind(name, tell, meet):
        packed = source.suffix.lower() == _ZIP
        if not packed and not source.found and source.path is not None:
            packed = source.path.is_file() and _starts(source.path).startswith(b"PK")
        if packed:
            yield from _unpacked(source, tell)
        else:
            yield source


def files_behind(
    name: str, tell: Callable[[ZipingbiaoError], None], meet: Callable[[str], None] = lambda _: None
) -> Iterator[Source]:
    """The files behind a name, archives unopened, in natural order within a folder; see :func:`sources_behind`."""
    if not name:
        # To Python the empty path is the current folder; the user meant a variable that was not set.
        tell(WorkbenchError("文件名是空的", cure="写出文件名；当前文件夹写作 ."))
        return
    if is_remote(name):
        yield from _elsewhere(name, tell, meet)
        return
    path = Path(name)
    try:
        status = path.stat()
    except OSError as error:
        tell(_refused(error, name))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _in_folder(path, name, tell, meet)
        return
    meet(str(path))
    yield Source(name, path, size=status.st_size, stamp=str(status.st_mtime_ns))


def _piped(tell: Callable[[ZipingbiaoError], None]) -> Iterator[Source]:
    source = Source(STDIN_NAME, None)
    try:
        data = _bytes(source)
    except OSError as error:
        tell(_refused(error, source.name))
    except WorkbenchError as error:
        tell(error)
    else:
        yield from _unpacked(evolve(source, data=data, size=len(data)), tell)


def _elsewhere(name: str, tell: Callable[[ZipingbiaoError], None], meet: Callable[[str], None]) -> Iterator[Source]:
    try:
        files = sorted(listed(name), key=lambda file: natural_order(file.name))
    except WorkbenchError as error:
        tell(error)
        return
    if not files:
        tell(WorkbenchError("里面没有可读的文件", place=shown(name), cure="检查是不是选错了文件夹"))
    for file in files:
        place = here(file.url)
        if place is not None:
            meet(str(place))
        yield Source(file.name, None, not file.is_named, size=file.size, url=file.url, stamp=file.stamp)


def _in_folder(
    folder: Path, name: str, tell: Callable[[ZipingbiaoError], None], meet: Callable[[str], None]
) -> Iterator[Source]:
    faults: list[OSError] = []
    files = sorted(_within(folder, faults.append), key=lambda file: natural_order(file[0]))
    for fault in faults:
        tell(_refused(fault, str(fault.filename or name)))
    if not files and not faults:
        cure = "直接写出文件名，或放入 Word、Excel、PDF、网页、文本文件或 .zip 压缩包"
        tell(WorkbenchError("文件夹里没有可读的文件", place=name, cure=cure))
    for path, size, changed in files:
        meet(path)
        yield Source(path, path, found=True, size=size, stamp=str(changed))


def _within(directory: Path, fault: Callable[[OSError], None]) -> Iterator[tuple[str, int, int]]:
    """Documents in a folder and below, their sizes and when they were changed; ``fault``: what cannot be entered."""
    for folder, inside, names in os.walk(directory, onerror=fault):
        inside[:] = [name for name in inside if not is_hidden(name)]
        for name in names:
            if is_hidden(name) or not is_document(name):
                continue
            path = os.path.join(folder, name)
            try:
                status = os.stat(path)
                if stat.S_ISREG(status.st_mode):
                    yield path, status.st_size, status.st_mtime_ns
            except OSError as error:
                fault(error)


def _unpacked(source: Source, tell: Callable[[ZipingbiaoError], None]) -> Iterator[Source]:
    """The documents in an archive; the file itself where it is none."""
    try:
        data = _bytes(source)
        if kind_of(data) != "zip":
            yield source
            return
        with bounded(source.name, seconds_for("zip", len(data))):
            entries = list(_unpacking(data, source.name).entries())
    except OSError as error:
        tell(_refused(error, source.name))
        return
    except ZipingbiaoError as error:
        tell(error)
        return
    for fault in entries:
        if isinstance(fault, ZipingbiaoError):
            tell(fault)
    if not entries:
        tell(WorkbenchError("压缩包里没有可读的文件", place=source.name, cure="检查是不是选错了压缩包"))
    sound = (one for one in entries if not isinstance(one, ZipingbiaoError))
    for entry in sorted(sound, key=lambda one: natural_order(one.name)):
        yield evolve(source, name=entry.name, found=True, inside=entry.path, size=entry.size)


def _starts(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_SNIFFED)
    except OSError:
        return b""  # told when it is read


def bytes_of(source: Source, piped: bytes = b"") -> bytes:
    """What a source holds.

    Args:
        piped: the archive from standard input, which what lies in it does not carry along.

    Raises:
        ZipingbiaoError: it cannot be read; the message names it.
    """
    try:
        if not source.inside:
            return _bytes(source)
        try:
            return _archive(source, piped).take(source.inside)
        except reports.UnreadableFile as error:
            error.place = source.name
            raise
    except OSError as error:
        raise _refused(error, source.name) from None


def _archive(source: Source, piped: bytes) -> Archive:
    """The archive that a source lies in; the last one stays open."""
    if source.url:
        return _fetched_archive(source.url, shown(source.url))
    if source.path is None:
        return _piped_archive(source.data or piped)
    status = source.path.stat()
    return _opened(source.path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _opened(path: Path, _changed: int, _size: int) -> Archive:
    return _unpacking(_bytes(Source(str(path), path)), str(path))


@lru_cache(maxsize=1)
def _fetched_archive(url: str, name: str) -> Archive:
    return _unpacking(_bytes(Source(name, None, url=url)), name)


@lru_cache(maxsize=1)
def _piped_archive(data: bytes) -> Archive:
    return _unpacking(data, STDIN_NAME)


def _unpacking(data: bytes, name: str) -> Archive:
    from reports.readers.archive import Archive

    return Archive(data, name)


def read(source: Source, data: bytes | None = None) -> Document:
    """Read one source that must hold at least one of the forms.

    Args:
        data: its bytes, where they are at hand already.

    Raises:
        ZipingbiaoError: it cannot be read, or holds none; the message names it.
    """
    if data is None:
        data = bytes_of(source)
    if source.found and source.suffix in (".toml", ".json") and b"indicators" not in data:
        raise NoForms("不是填报文件", place=source.name)
    document = reports.read(source.name, data)
    if not document.evaluations:
        raise NoForms(
            "没有读到绩效目标表或自评表" + _left_out(document),
            place=source.name,
            cure="检查文件里有没有带表头（指标、目标值、分值……）的表；从 PDF 或 Word 另存为文本时要保留表格",
        )
    return document


def _left_out(document: Document) -> str:
    """What was skipped in a document without forms: some of it and how much."""
    skipped = [
        one.what if one.what.startswith(str(one.place)) else f"{one.place} {one.what}".strip()
        for one in document.skipped
    ]
    if not skipped:
        return ""
    more = f"等 {len(skipped)} 处" if len(skipped) > _SHOWN else ""
    return f"（{'；'.join(skipped[:_SHOWN])}{more}）"


def original(source: Source, document: Document) -> bytes:
    """The bytes that a document was read from, for a copy of the file.

    Raises:
        ZipingbiaoError: they came from standard input, or the file is no longer the same.
    """
    if source.path is None and not source.url:
        raise WorkbenchError("标准输入不能做副本", place=source.name, cure="写出文件名")
    data = bytes_of(source)
    if document.sha256 and sha256(data).hexdigest() != document.sha256:
        raise WorkbenchError("读过以后文件变了", place=source.name, cure="重新运行")
    return data


def _refused(error: OSError, name: str) -> WorkbenchError:
    return WorkbenchError(reason(error), place=name, cure="检查文件名和访问权限")


def _bytes(source: Source) -> bytes:
    """What a regular file or standard input holds; a pipe or a device by name might never end."""
    if source.data is not None:
        return source.data
    if source.url:
        return _refused_if_long(fetched(source.url, LARGEST + 1), source.name)
    if source.path is None:
        if sys.stdin is None:
            raise WorkbenchError("已关闭", place=source.name, cure="写出文件名，或用管道送入文件")
        return _bounded(sys.stdin.buffer, source.name)
    if not stat.S_ISREG(source.path.stat().st_mode):
        raise WorkbenchError("不是普通文件", place=source.name, cure="管道和设备不能按名称读；用 - 从标准输入读")
    with source.path.open("rb") as stream:
        return _bounded(stream, source.name)


def _bounded(stream: BinaryIO, name: str) -> bytes:
    return _refused_if_long(stream.read(LARGEST + 1), name)


def _refused_if_long(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise WorkbenchError(
            f"超过 {LARGEST // 1024 // 1024} MB，不像一份公开说明", place=name, cure="检查是不是选错了文件，或拆成几份"
        )
    return data
