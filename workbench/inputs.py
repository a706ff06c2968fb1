"""What the user named on the command line, read and worked on one by one.

A file that cannot be read or worked on is told about on standard error and the rest goes on.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from attrs import define, field, frozen

import reports
from scoring import Document, Finding
from scoring.errors import ZipingbiaoError

from .errors import NoForms, WorkbenchError
from .exits import exit_code
from .faults import complain, reason, say, work_on_one_file
from .terminal import clean

_Result = TypeVar("_Result")
_Written = TypeVar("_Written")

STDIN: Final = "-"
STDIN_NAME: Final = "标准输入"
SUFFIXES: Final = frozenset({".txt", ".md", ".markdown", ".tsv", ".csv", ".toml", ".json"})
"""Files taken from a directory; a file named on the command line is read whatever its name."""

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one input.  A department's whole disclosure is under one; more is a mistake, or never ends."""


@frozen
class Source:
    """One thing to read.

    Attributes:
        name: as shown to the user.
        path: the file; None for standard input.
        found: True where a directory held it; the user did not name it.
    """

    name: str
    path: Path | None
    found: bool = False

    @property
    def stem(self) -> str:
        """Name for files written from it."""
        return self.path.stem if self.path is not None else STDIN_NAME


def natural_order(path: Path) -> tuple[tuple[int, int, str], ...]:
    """Key that puts 第2册 before 第10册."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", str(path)))


@define
class Inputs:
    """The inputs of one run.

    Attributes:
        names: as given: files, directories, ``-``.
        files: the files behind them, once they are known; results must not be written over them.
        failed: True once any of them could not be done.
        interrupted: True once the user stopped the run; what was done until then is still written.
    """

    names: Sequence[str]
    files: list[Path] = field(factory=list, init=False)
    failed: bool = field(default=False, init=False)
    interrupted: bool = field(default=False, init=False)

    def run(self, work: Callable[[Source, Document], _Result]) -> list[_Result]:
        """Read the inputs one after the other and do the work on each; what fails is told about and left out."""
        done: list[_Result] = []
        try:
            sources = self.sources()
            with _Progress(len(sources)) as progress:
                for source in sources:
                    progress.step(source.name)
                    with self.guard(source, progress.clear):
                        done.append(work(source, read(source)))
        except KeyboardInterrupt:
            self.interrupted = True
            say(f"已中断，已完成的 {len(done)} 份照常写出。" if done else "已中断。")
        return done

    def guard(self, source: Source, before: Callable[[], None] = lambda: None) -> AbstractContextManager[None]:
        """Around the work on one input: whatever it raises is told about, and the run goes on with the next."""

        def tell(error: ZipingbiaoError) -> None:
            before()
            # A folder may hold other papers; only a file that was named must hold a form.
            if isinstance(error, NoForms) and source.found:
                say(f"跳过 {source.name}：没有绩效目标表或自评表")
            else:
                self.fail(error)

        return work_on_one_file(source.name, tell)

    def together(self, done: Sequence[tuple[Source, _Result]], write: Callable[[list[_Result]], _Written]) -> _Written:
        """One result about all documents; where that fails, about those it can be written of."""
        try:
            return write([result for _, result in done])
        except Exception:
            # As broad as the guard, which tells whose fault it was when each is tried alone.
            sound: list[_Result] = []
            for source, result in done:
                with self.guard(source):
                    write([result])
                    sound.append(result)
            return write(sound)

    def fail(self, error: ZipingbiaoError) -> None:
        """Tell about an input that could not be done."""
        self.failed = True
        complain(error)

    def exit_code(self, findings: Iterable[Finding] = ()) -> int:
        """The code of the whole run."""
        return exit_code(findings, failed=self.failed, interrupted=self.interrupted)

    def sources(self) -> list[Source]:
        """The files behind the names, each once, in natural order within a directory."""
        found: list[Source] = []
        seen: set[Path | None] = set()
        for name in self.names:
            for source in self._behind(name):
                if source.path not in seen:
                    seen.add(source.path)
                    found.append(source)
        self.files = [source.path for source in found if source.path is not None]
        return found

    def _behind(self, name: str) -> list[Source]:
        if name == STDIN:
            return [Source(STDIN_NAME, None)]
        if not name:
            # To Python the empty path is the current folder; the user meant a variable that was not set.
            self.fail(WorkbenchError("文件名是空的", cure="写出文件名；当前文件夹写作 ."))
            return []
        path = Path(name)
        try:
            if not stat.S_ISDIR(path.stat().st_mode):
                return [Source(name, path)]
        except OSError as error:
            self.fail(_refused(error, name))
            return []
        faults: list[OSError] = []
        members = sorted(_within(path, faults.append), key=natural_order)
        for fault in faults:
            self.fail(_refused(fault, str(fault.filename or name)))
        if not members and not faults:
            cure = f"直接写出文件名，或放入 {'、'.join(sorted(SUFFIXES))} 文件"
            self.fail(WorkbenchError("文件夹里没有可读的文件", place=name, cure=cure))
        return [Source(str(member), member, found=True) for member in members]


def _within(directory: Path, fault: Callable[[OSError], None]) -> Iterator[Path]:
    """Documents in a folder and below, hidden ones left out; ``fault`` is given what cannot be entered."""
    for folder, inside, names in os.walk(directory, onerror=fault):
        inside[:] = [name for name in inside if not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if name.startswith(".") or path.suffix.lower() not in SUFFIXES:
                continue
            try:
                if path.is_file():
                    yield path
            except OSError as error:
                fault(error)


def _refused(error: OSError, name: str) -> WorkbenchError:
    return WorkbenchError(reason(error), place=name, cure="检查文件名和访问权限")


def read(source: Source) -> Document:
    """Read one source that must hold at least one of the forms.

    Raises:
        ZipingbiaoError: it cannot be read, or holds none; the message names it.
    """
    try:
        data = _bytes(source)
    except OSError as error:
        raise _refused(error, source.name) from None
    if (
        source.found
        and source.path is not None
        and source.path.suffix in (".toml", ".json")
        and b"indicators" not in data
    ):
        raise NoForms("不是填报文件", place=source.name)
    document = reports.read(source.name, data)
    if not document.evaluations:
        left = "；".join(f"{one.place} {one.what}".strip() for one in document.skipped)
        raise NoForms(
            "没有读到绩效目标表或自评表" + (f"（{left}）" if left else ""),
            place=source.name,
            cure="检查文件里有没有带表头（指标、目标值、分值……）的表；从 PDF 或 Word 另存为文本时要保留表格",
        )
    return document


def original(source: Source, document: Document) -> bytes:
    """The bytes that a document was read from, for a copy of the file.

    Raises:
        WorkbenchError: they came from standard input, or the file is no longer the same.
    """
    if source.path is None:
        raise WorkbenchError("标准输入不能做副本", place=source.name, cure="写出文件名")
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise _refused(error, source.name) from None
    if document.sha256 and sha256(data).hexdigest() != document.sha256:
        raise WorkbenchError("读过以后文件变了", place=source.name, cure="重新运行")
    return data


def _bytes(source: Source) -> bytes:
    """What a regular file or standard input holds; a pipe or a device by name might never end."""
    if source.path is None:
        if sys.stdin is None:
            raise WorkbenchError("已关闭", place=source.name, cure="写出文件名，或用管道送入文件")
        return _bounded(sys.stdin.buffer, source.name)
    if not stat.S_ISREG(source.path.stat().st_mode):
        raise WorkbenchError("不是普通文件", place=source.name, cure="管道和设备不能按名称读；用 - 从标准输入读")
    with source.path.open("rb") as stream:
        return _bounded(stream, source.name)


def _bounded(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise WorkbenchError(
            f"超过 {LARGEST // 1024 // 1024} MB，不像一份公开说明", place=name, cure="检查是不是选错了文件，或拆成几份"
        )
    return data


class _Progress:
    """Which file is being done, on standard error, only where that is a terminal and there are several."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.shown = total > 1 and sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def step(self, name: str) -> None:
        self.done += 1
        if self.shown:
            sys.stderr.write(f"\r\033[K正在读取 {self.done}/{self.total}：{clean(name)}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
