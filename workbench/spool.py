"""What has been made of each file and must wait for the end of the run: on disk as soon as it is much."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Final

from attrs import define, field

from .errors import WorkbenchError
from .faults import reason

_MUCH: Final = 4 << 20
"""Bytes that are kept in memory."""


@define
class Spool:
    """Pieces of bytes, by the order in which they came; until its end as a context."""

    _file: IO[bytes] = field(factory=io.BytesIO, init=False)
    _ends: array[int] = field(factory=lambda: array("Q", [0]), init=False)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what is still to be written nobody wants
            self._file.close()

    def add(self, piece: bytes) -> int:
        """Keep a piece; returns its number, from 0.

        Raises:
            WorkbenchError: the disk does not take it.
        """
        end = self._ends[-1]
        with _on_disk():
            if isinstance(self._file, io.BytesIO) and end + len(piece) > _MUCH:
                self._move()
            self._file.seek(end)
            self._file.write(piece)
        self._ends.append(end + len(piece))
        return len(self._ends) - 2

    def piece(self, number: int) -> bytes:
        """The piece of this number.

        Raises:
            WorkbenchError: the disk does not give it, or did not take what was written last.
        """
        start, end = self._ends[number], self._ends[number + 1]
        with _on_disk():
            self._file.seek(start)
            return self._file.read(end - start)

    def _move(self) -> None:
        from tempfile import TemporaryFile

        kept, self._file = self._file, TemporaryFile()  # noqa: SIM115 - it lasts as long as the spool
        kept.seek(0)
        self._file.write(kept.read())


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        from tempfile import gettempdir

        raise WorkbenchError(
            f"放不下做好的部分，{reason(error)}",
            place=gettempdir(),
            cure="腾出磁盘，或用环境变量 TMPDIR 指定别的临时文件夹，再运行一次",
        ) from None
