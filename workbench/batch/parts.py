"""What a run has done so far, in a folder beside its output, so that a run that was stopped goes on.

A part is two files of Arrow, the scores of rows and the totals of tables.  It counts when a line of
the journal says so, and that is written after the part has reached the disk; whatever else lies there
was left by a run that was stopped in the middle, and is made again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from attrs import asdict, define, field, frozen

from ..errors import WorkbenchError

JOURNAL: Final = "journal.jsonl"


@frozen
class Part:
    """A part that is done.

    Attributes:
        number: from 1.
        rows: how many rows of the input are done with it and those before.
        tables: how many tables are in it.
        without: how many of its rows have no score.
    """

    number: int
    rows: int
    tables: int
    without: int


@define
class Parts:
    """The parts of a run; one run at a time holds the folder.

    Attributes:
        folder: where they lie.
        facts: what they were made from; parts made from anything else are of no use.
        done: those that are done.
        left_over: whether parts of other facts lay there and were thrown away.
    """

    folder: Path
    facts: dict[str, Any]
    done: list[Part] = field(factory=list, init=False)
    left_over: bool = field(default=False, init=False)
    _journal: Any = field(default=None, init=False)

    def __enter__(self) -> Parts:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._journal = (self.folder / JOURNAL).open("a+b")
        try:
            self._begin()
        except BaseException:
            self._journal.close()
            raise
        return self

    def _begin(self) -> None:
        _hold(self._journal, self.folder)
        self._journal.seek(0)
        # What stands behind the last line end was cut off while it was written.
        lines = self._journal.read().split(b"\n")[:-1]
        if lines and json.loads(lines[0]) == self.facts:
            self.done = [Part(**json.loads(line)) for line in lines[1:]]
            lost = (at for at, part in enumerate(self.done) if not all(map(Path.exists, self.files(part.number))))
            del self.done[next(lost, len(self.done)) :]
            self._journal.truncate(sum(len(line) + 1 for line in lines[: 1 + len(self.done)]))
        else:
            self.left_over = len(lines) > 1
            self._journal.truncate(0)
            self._write(self.facts)
        kept = {JOURNAL, *(path.name for part in self.done for path in self.files(part.number))}
        for path in self.folder.iterdir():
            if path.name not in kept:
                path.unlink()

    def __exit__(self, *_: object) -> None:
        self._journal.close()

    @property
    def rows(self) -> int:
        """How many rows of the input are done."""
        return self.done[-1].rows if self.done else 0

    def files(self, number: int) -> tuple[Path, Path]:
        """The files of a part: of rows, and of tables."""
        return self.folder / f"rows-{number:06}.arrow", self.folder / f"tables-{number:06}.arrow"

    def keep(self, rows: pa.RecordBatch, tables: pa.RecordBatch, without: int) -> Part:
        """Write the next part."""
        part = Part(len(self.done) + 1, self.rows + len(rows), len(tables), without)
        for path, batch in zip(self.files(part.number), (rows, tables), strict=True):
            with path.open("wb") as file:
                with pa.ipc.new_file(file, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
                    writer.write_batch(batch)
                file.flush()
                os.fsync(file.fileno())
        self._write(asdict(part))
        self.done.append(part)
        return part

    def batches(self, which: int) -> Iterator[pa.RecordBatch]:
        """The batches of all parts in order: 0 of rows, 1 of tables."""
        for part in self.done:
            with self.files(part.number)[which].open("rb") as file, pa.ipc.open_file(file) as reader:
                yield reader.get_batch(0)

    def throw_away(self) -> None:
        """Remove the folder; what they were made for is done."""
        self._journal.close()
        shutil.rmtree(self.folder)

    def _write(self, line: dict[str, Any]) -> None:
        self._journal.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())


def _hold(journal: Any, folder: Path) -> None:
    """Keep other runs out until the file is closed; the system lets go of it when a run is killed.

    Raises:
        WorkbenchError: another run is at it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise WorkbenchError(
            "另一个进程正在写同一个结果", place=str(folder), cure="等它结束，或用 -o 写别的文件名"
        ) from None
