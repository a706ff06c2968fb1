"""What the user named on the command line, read one by one.

A file that cannot be read is told about on standard error and the rest goes on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

import reports
from scoring import Document
from scoring.errors import ZipingbiaoError

from .chinese import complain, reason
from .errors import NoForms, WorkbenchError

STDIN: Final = "-"
STDIN_NAME: Final = "标准输入"
SUFFIXES: Final = frozenset({".txt", ".md", ".markdown", ".tsv", ".csv", ".toml", ".json"})
"""Files taken from a directory; a file named on the command line is read whatever its name."""


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


def _within(directory: Path) -> list[Path]:
    return sorted(
        (
            path
            for path in directory.rglob("*")
            if path.suffix.lower() in SUFFIXES
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(directory).parts)
        ),
        key=natural_order,
    )


@define
class Inputs:
    """The inputs of one run.

    Attributes:
        names: as given: files, directories, ``-``.
        failed: True once any of them could not be read.
    """

    names: Sequence[str]
    failed: bool = field(default=False, init=False)

    def sources(self) -> list[Source]:
        """The files behind the names, each once, in natural order within a directory."""
        found: list[Source] = []
        seen: set[Path] = set()
        for name in self.names:
            if name == STDIN:
                found.append(Source(STDIN_NAME, None))
                continue
            path = Path(name)
            inside = path.is_dir()
            members = _within(path) if inside else [path]
            if not members:
                self.fail(
                    WorkbenchError(
                        "文件夹里没有可读的文件",
                        place=name,
                        cure=f"直接写出文件名，或放入 {'、'.join(sorted(SUFFIXES))} 文件",
                    )
                )
            for member in members:
                if member not in seen:
                    seen.add(member)
                    found.append(Source(str(member), member, found=inside))
        return found

    def documents(self) -> Iterator[tuple[Source, Document]]:
        """Read one after the other; what cannot be read is told about and left out."""
        sources = self.sources()
        with _Progress(len(sources)) as progress:
            for source in sources:
                progress.step(source.name)
                try:
                    document = read(source)
                except NoForms as error:
                    progress.clear()
                    # A folder may hold other papers; only a file that was named must hold a form.
                    if source.found:
                        complain(f"{source.name}：没有绩效目标表或自评表，跳过")
                    else:
                        self.fail(error)
                    continue
                except ZipingbiaoError as error:
                    progress.clear()
                    self.fail(error)
                    continue
                progress.clear()
                yield source, document

    def fail(self, error: ZipingbiaoError) -> None:
        """Tell about an input that could not be used."""
        self.failed = True
        complain(str(error))


def read(source: Source) -> Document:
    """Read one source that must hold at least one of the forms.

    Raises:
        ZipingbiaoError: it cannot be read, or holds none; the message names it.
    """
    try:
        data = sys.stdin.buffer.read() if source.path is None else source.path.read_bytes()
    except OSError as error:
        raise WorkbenchError(reason(error), place=source.name, cure="检查文件名和访问权限") from None
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


class _Progress:
    """Which file is being read, on standard error, only where that is a terminal and there are several."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.shown = total > 1 and sys.stderr.isatty()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def step(self, name: str) -> None:
        self.done += 1
        if self.shown:
            sys.stderr.write(f"\r\033[K正在读取 {self.done}/{self.total}：{name}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
