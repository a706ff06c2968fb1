"""Where results go: the terminal, a file, or a folder of files."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import define, field

from .errors import NoRoom, WorkbenchError
from .faults import reason, say
from .terminal import Screen, harmless, harmless_json

if TYPE_CHECKING:
    from scoring import Recheck

    from .inputs import Inputs

_LONGEST_NAME: Final = 255
"""Bytes."""
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""What a disk says that takes nothing more."""


@define
class Output:
    """Where the results of one run go.

    Attributes:
        target: what the user named with ``-o``; None for standard output.
        many: whether the run writes more than one result.
        inputs: the files that were named or read; none of them may be written over.
        option: the option that named ``target``.
        fresh: whether nothing that exists may be written over, since somebody may have filled it in.
        written: the files written so far.
    """

    target: Path | None
    many: bool = False
    inputs: Sequence[str | Path] = ()
    fresh: bool = False
    option: str = "-o"
    written: list[Path] = field(factory=list, init=False)
    _taken: set[str] = field(factory=set, init=False)
    _known: set[tuple[int, int]] | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a file where several results must be written.

        Raises:
            WorkbenchError: ``target`` is a file, or is called like one.
        """
        from reports.readers.kinds import PROMISING

        target = self.target
        if not self.many or target is None or target.is_dir():
            return
        # No such ending: ``out/2023.4`` may well be a folder.
        if target.exists() or target.suffix.lower() in PROMISING:
            raise WorkbenchError("有多份结果，不能写进一个文件", place=str(target), cure="用 -o 写一个文件夹")

    @property
    def is_folder(self) -> bool:
        """Whether ``target`` is a folder: it is one already, is written like one, or must hold several results."""
        if self.target is None:
            return False
        return self.many or self.target.is_dir() or not (self.target.suffix or self.target.exists())

    def screen(self) -> Screen:
        """The screen that text is laid out for."""
        return Screen.of() if self.target is None else Screen()

    def write(self, text: str, name: str) -> Path | None:
        """Write one result; ``name`` is its file's name where a folder was named.

        Returns:
            The file; None for standard output.

        Raises:
            WorkbenchError: it cannot be written.
        """
        colour = self.screen().colour
        return self._write(harmless(text, colour=colour), name, colour)

    def write_pieces(self, pieces: Iterable[str], name: str, *, as_json: bool = False) -> Path | None:
        """Write one result piece by piece, however long it is; see :meth:`write`.

        Args:
            pieces: whole lines each, or parts of JSON.
            name: of the file where a folder was named.
            as_json: it is JSON.

        Raises:
            WorkbenchError: it cannot be written.
        """
        colour = not as_json and self.screen().colour
        safe = (harmless_json(piece) if as_json else harmless(piece, colour=colour) for piece in pieces)
        if self.target is not None:
            return self._save(self.target, name, (piece.encode(errors="replace") for piece in safe))
        for piece in safe:
            self._print(piece, colour)
        return None

    def write_json(self, data: Any, name: str) -> None:
        """Write one result as JSON.

        Raises:
            WorkbenchError: it cannot be written.
        """
        from reports.writers.json import json_text

        self._write(harmless_json(json_text(data)), name, colour=False)

    def write_file(self, result: str | bytes, name: str) -> Path | None:
        """Write one result, a text or the bytes of a file.

        Returns:
            The file; None for standard output.

        Raises:
            WorkbenchError: it cannot be written, or is no text and there is nowhere to put it.
        """
        if isinstance(result, str):
            return self.write(result, name)
        refuse_terminal(self.target, name.rpartition(".")[2])
        return self._save(self.target, name, result) if self.target is not None else None

    def _write(self, text: str, name: str, colour: bool) -> Path | None:
        if not text.endswith("\n"):
            text += "\n"
        if self.target is None:
            self._print(text, colour)
            return None
        return self._save(self.target, name, text.encode(errors="replace"))

    def _print(self, text: str, colour: bool) -> None:
        if sys.stdout is None:
            raise WorkbenchError("标准输出已关闭", cure="用 -o 写到文件")
        click.echo(text, nl=False, color=True if colour else None)

    def _save(self, target: Path, name: str, data: bytes | Iterable[bytes]) -> Path:
        path = self._place(target, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as stream, _whole_or_gone(path):
                stream.writelines([data] if isinstance(data, bytes) else data)
                stream.flush()
        except KeyboardInterrupt:
            self._taken.discard(path.name)  # it will be written again
            raise
        except OSError as error:
            place, cure = str(error.filename or path), f"换一个位置，用 {self.option} 指定"
            if error.errno not in _NO_ROOM:
                raise WorkbenchError(f"写不出结果，{reason(error)}", place=place, cure=cure) from None
            left = f"，写好的 {len(self.written)} 份留着，其余的没有写" if self.written else ""
            raise NoRoom(f"写不出结果，{reason(error)}{left}", place=place, cure=f"腾出磁盘或{cure}") from None
        if path not in self.written:  # written again, it is still one file
            self.written.append(path)
            say(f"已写出：{path}")
        return path

    def give_up(self, path: Path) -> None:
        """Let a result of this run be written over."""
        self._taken.discard(path.name)

    def _is_input(self, path: Path) -> bool:
        if self._known is None:
            self._known = {known for known in map(_identity, self.inputs) if known is not None}
        return _identity(path) in self._known

    def _place(self, target: Path, name: str) -> Path:
        """The file to write.

        Raises:
            WorkbenchError: it is one of the inputs.
        """
        path = target / self._free(name) if self.is_folder else target
        if self._is_input(path):
            raise WorkbenchError("会覆盖读入的文件，没有写", place=str(path), cure=f"用 {self.option} 写别的文件名")
        if self.fresh and path.exists():
            cure = "它可能已经填写过；用 -o 写别的文件名，或先移走它"
            raise WorkbenchError("已有这个文件，没有覆盖", place=str(path), cure=cure)
        return path

    def _free(self, name: str) -> str:
        """The name, with a number where another result of this run has it already."""
        stem, dot, suffix = name.rpartition(".")
        free, number = _fitting(name), 1
        while free in self._taken:
            number += 1
            free = _fitting(f"{stem}-{number}{dot}{suffix}")
        self._taken.add(free)
        return free


@contextmanager
def _whole_or_gone(path: Path) -> Iterator[None]:
    """A file of which the disk took only a part is worse than none; a device stays."""
    try:
        yield
    except OSError:
        if path.is_file():
            with suppress(OSError):
                path.unlink()
        raise


def _identity(path: str | Path) -> tuple[int, int] | None:
    """What tells a file from all others, whatever it is called; None: it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def is_same(one: str | Path, other: str | Path) -> bool:
    """Are both one file, whatever they are called?"""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False  # one of them is not there


def _fitting(name: str) -> str:
    """A file's name cut to what file systems take, its last two endings whole."""
    if len(os.fsencode(name)) <= _LONGEST_NAME:
        return name
    stem, *endings = name.rsplit(".", 2)
    ending = "".join(f".{one}" for one in endings)
    room = _LONGEST_NAME - len(os.fsencode(ending))
    return os.fsencode(stem)[: max(room, 0)].decode(errors="ignore") + ending


def rendered(kind: str, subject: Any, format_: str, layout: str = "auto") -> str | bytes:
    """A report as text, or as the bytes of a file where its format is no text; ``layout`` is a form's."""
    import reports
    from reports.formats import TEXTS

    write = reports.render if format_ in TEXTS else reports.render_file
    return write(kind, subject, format_, layout)


def summed_up(inputs: Inputs, rechecks: list[Recheck]) -> Any:
    """What a summary is about: the rechecks, and what the run did not do, if anything."""
    if not inputs.interrupted and not inputs.left_out:
        return rechecks
    from reports.views.summary import Unfinished

    return Unfinished(tuple(rechecks), inputs.count if inputs.interrupted else None, inputs.left_out)


def on_terminal() -> bool:
    """Does somebody look at standard output?"""
    return sys.stdout is not None and sys.stdout.isatty()


def refuse_terminal(target: Path | None, format_: str) -> None:
    """Refuse to print what is no text.

    Raises:
        WorkbenchError: the format is no text and no file was named.
    """
    from reports.formats import FORMATS, TEXTS

    if target is None and format_ in FORMATS and format_ not in TEXTS:
        raise WorkbenchError(f"{format_} 文件不能输出到终端", cure=f"用 -o 写明文件或文件夹，如 -o 结果.{format_}")


def tell_of_older(target: Path | None) -> None:
    """Nothing was written: say so where the file that was named is there all the same, from before."""
    if target is not None and target.is_file():
        say(f"{target}：这次没有写，里面还是以前的内容")


def safe_name(title: str) -> str:
    """A title as part of a file name on any system, at most 40 characters."""
    return "".join("_" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in title)[:40].strip(" .")
