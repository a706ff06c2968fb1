"""What a run has done so far, in a folder beside its output, so that a run that was stopped goes on.

Each lot is a file of Arrow, called after the lot: done twice, it lies there once.  It counts when a line
of the journal says so, which is written after the file has reached the disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from attrs import asdict, define, field, frozen

from ..batch.journal import JOURNAL, begun, hold, line_of, lines_of
from ..errors import WorkbenchError
from .lots import Lot
from .opinions import DONE, FAILED, NO_FORMS, OPINIONS

_GROUP: Final = 1 << 16
"""Rows of a group of the Parquet file, at least."""


@frozen
class Tally:
    """What lots came to.

    Attributes:
        files: documents, those in archives counted each.
        tables: their tables.
        failed: documents that could not be rechecked.
        without_forms: documents that hold none of the forms.
        errors: findings that are certain.
    """

    files: int = 0
    tables: int = 0
    failed: int = 0
    without_forms: int = 0
    errors: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(_numbers(self), _numbers(other), strict=True)))

    @classmethod
    def of(cls, rows: pa.RecordBatch) -> Tally:
        """Count the rows of a lot."""
        whole = pc.equal(rows.column("table"), 0)
        status = rows.column("status").filter(whole)
        counts = {one["values"]: one["counts"] for one in pc.value_counts(status).to_pylist()}
        severities = pc.struct_field(pc.list_flatten(rows.column("findings")), "severity")
        return cls(
            sum(counts.values()),
            len(rows) - sum(counts.values()),
            counts.get(FAILED, 0),
            counts.get(NO_FORMS, 0),
            pc.sum(pc.equal(severities, "error")).as_py() or 0,
        )

    @property
    def rechecked(self) -> int:
        """Documents that were rechecked."""
        return self.files - self.failed - self.without_forms


def _numbers(tally: Tally) -> tuple[int, ...]:
    return tuple(asdict(tally).values())


@define
class Ledger:
    """The lots of a run; one run at a time holds the folder.

    Attributes:
        folder: where they lie.
        facts: what they were made by; lots made by anything else are of no use.
        done: those that are done, by their keys.
        left_over: whether lots of other facts lay there and were thrown away.
    """

    folder: Path
    facts: dict[str, Any]
    done: dict[str, Tally] = field(factory=dict, init=False)
    left_over: bool = field(default=False, init=False)
    _journal: Any = field(default=None, init=False)

    def __enter__(self) -> Ledger:
        self._journal = begun(self.folder)
        try:
            self._begin()
        except BaseException:
            self._journal.close()
            raise
        return self

    def _begin(self) -> None:
        hold(self._journal, self.folder)
        self._journal.seek(0)
        lines = list(lines_of(self._journal.read()))
        if lines and lines[0][1] == self.facts:
            self._journal.truncate(lines[-1][0])
            for _, known in lines[1:]:
                key = known.pop("lot")
                if self.file(key).exists():
                    self.done[key] = Tally(**known)
        else:
            self.left_over = len(lines) > 1
            self._journal.truncate(0)
            self._write(self.facts)
        kept = {JOURNAL, *(self.file(key).name for key in self.done)}
        for path in self.folder.iterdir():
            if path.name not in kept:
                path.unlink()

    def __exit__(self, *_: object) -> None:
        self._journal.close()
        if not self.done:
            # Nothing came of the run: nothing is to be gone on with.
            with suppress(OSError):
                (self.folder / JOURNAL).unlink()
                self.folder.rmdir()

    def file(self, key: str) -> Path:
        """The file of a lot."""
        return self.folder / f"{key}.arrow"

    def keep(self, lot: Lot, rows: pa.RecordBatch) -> Tally:
        """Write the rows of a lot; the first come stays."""
        if lot.key in self.done:
            return self.done[lot.key]
        tally = Tally.of(rows)
        made = self.folder / f"{lot.key}.tmp"
        with made.open("wb") as file:
            with pa.ipc.new_file(file, OPINIONS, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
                writer.write_batch(rows)
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, self.file(lot.key))
        self._write({"lot": lot.key, **asdict(tally)})
        self.done[lot.key] = tally
        return tally

    def rows(self, lots: Iterable[Lot]) -> Iterator[pa.RecordBatch]:
        """The rows of these lots in order.

        Raises:
            WorkbenchError: what was kept of one is broken; it is kept no longer.
        """
        for lot in lots:
            path = self.file(lot.key)
            try:
                with path.open("rb") as file, pa.ipc.open_file(file) as reader:
                    rows = reader.get_batch(0)
                rows.validate(full=True)
                sound = rows.schema.equals(OPINIONS) and Tally.of(rows) == self.done[lot.key]
            except (pa.ArrowException, OSError):
                sound = False
            if not sound:
                path.unlink(missing_ok=True)
                raise WorkbenchError(
                    "做到一半的结果坏了，已去掉", place=str(path), cure="再运行同一命令，只重做这一部分"
                )
            yield rows

    def finish(self, lots: Iterable[Lot], output: Path) -> None:
        """Put the rows of these lots into a Parquet file, which is there when it is whole, and throw the lots away."""
        import pyarrow.parquet as pq

        made = self.folder / "whole.tmp"
        with made.open("wb") as file:
            with pq.ParquetWriter(file, OPINIONS, compression="zstd") as writer:
                waiting: list[pa.RecordBatch] = []
                for batch in self.rows(lots):
                    waiting.append(batch)
                    if sum(map(len, waiting)) >= _GROUP:
                        writer.write_table(pa.Table.from_batches(waiting))
                        waiting = []
                writer.write_table(pa.Table.from_batches(waiting, OPINIONS))
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, output)
        self._journal.close()
        shutil.rmtree(self.folder)

    def _write(self, line: dict[str, Any]) -> None:
        self._journal.write(line_of(line))
        self._journal.flush()
        os.fsync(self._journal.fileno())


def faults_in(rows: pa.RecordBatch) -> list[str]:
    """What was wrong with the documents that could not be rechecked."""
    return [str(error) for error in rows.filter(pc.equal(rows.column("status"), FAILED)).column("error").to_pylist()]


__all__ = ["DONE", "JOURNAL", "Ledger", "Tally", "faults_in"]
