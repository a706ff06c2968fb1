"""Pieces of a file cut where tables end, and tables whose rows do not stand together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import define, field

from reports.columns.cells import decoded, picked
from reports.columns.schema import Schema
from reports.columns.table_rows import TableRows
from scoring.column_data import Array

from ..errors import WorkbenchError

LONGEST_TABLE: Final = 100_000
"""Rows of a table; a table has some tens of them."""

_LONG: Final = 256
"""Bytes of a name; a longer one is marked by itself."""

_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
"""Multiplied by it, what differs in the low bits differs in the high ones."""


def whole_tables(
    pieces: Iterable[pa.RecordBatch], at: int, source: str, done: int = 0, most: int = 0
) -> Iterator[pa.RecordBatch]:
    """The same rows, no piece ending within a table.

    Args:
        pieces: the rows in order.
        at: number of the column that names the table.
        source: the file, for messages.
        done: rows of the file before the first piece.
        most: pieces that have no more rows than so many together become one.

    Raises:
        WorkbenchError: a table has no end.
    """
    carried: list[pa.RecordBatch] = []
    for group in _groups(pieces, most):
        joined = _joined(*carried, *group)
        start = _last_start(joined.column(at))
        if len(joined) - start > LONGEST_TABLE:
            raise too_long(done + start + 1, source)
        done += start
        carried = [joined.slice(start)]
        if start:
            yield joined.slice(0, start)
    if carried and len(carried[0]):
        yield carried[0]


def _groups(pieces: Iterable[pa.RecordBatch], most: int) -> Iterator[list[pa.RecordBatch]]:
    """Pieces one behind the other that have no more rows than so many together; a larger one is by itself.

    None waits for the next one if that, being as large, would have no room.
    """
    found: list[pa.RecordBatch] = []
    count = 0
    for piece in pieces:
        if found and count + len(piece) > most:
            yield found
            found, count = [], 0
        found.append(piece)
        count += len(piece)
        if count + len(piece) > most:
            yield found
            found, count = [], 0
    if found:
        yield found


def too_long(row: int, source: str) -> WorkbenchError:
    """The error for a table of too many rows that begins in this row."""
    return WorkbenchError(
        f"从第 {row} 行起，一张表超过 {LONGEST_TABLE} 行", place=source, cure="检查“表号”列：它要使每一张表不同"
    )


def beginnings(pieces: Iterable[pa.RecordBatch], count: int, source: str) -> Iterator[tuple[pa.Array, Array]]:
    """The names of the tables of the first rows, and the numbers of the rows, from 1, where they begin.

    Args:
        pieces: the rows in order, of which there is but the column that names the table.
        count: how many rows are looked at.
        source: the file, for messages.
    """
    first = 1
    for batch in whole_tables(_first_rows(pieces, count), 0, source):
        rows = TableRows(batch, Schema({"table": 0}, ()), first, source)
        yield picked(batch.column(0), rows.starts), rows.starts + first
        first += len(batch)


def _first_rows(pieces: Iterable[pa.RecordBatch], count: int) -> Iterator[pa.RecordBatch]:
    if not count:
        return
    for piece in pieces:
        yield piece.slice(0, count)
        count -= len(piece)
        if count <= 0:
            return


def _joined(*batches: pa.RecordBatch) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    return pa.Table.from_batches(batches).combine_chunks().to_batches()[0]


def _last_start(ids: pa.Array) -> int:
    """The first row of the last table."""
    count = len(ids)
    step = 64
    while True:
        tail = ids.slice(max(0, count - step)).to_pylist()
        other = next((number for number in range(len(tail) - 1, -1, -1) if tail[number] != tail[-1]), None)
        if other is not None:
            return count - len(tail) + other + 1
        if step >= count:
            return 0
        step *= 8


@define
class Seen:
    """The tables met so far, told by eight bytes each, in sorted runs of which there are few."""

    _runs: list[Any] = field(factory=list, init=False)

    def add(self, marks: Array) -> list[int]:
        """Take in some tables by their :func:`marks_of`; returns the numbers, from 0, of those that may be known."""
        order = np.argsort(marks, kind="stable")
        run = marks[order]
        twice = np.zeros(len(run), np.bool_)
        twice[1:] = run[1:] == run[:-1]
        for other in self._runs:
            # Most files name their tables in order.
            if len(run) and run[0] <= other[-1]:
                at = np.minimum(np.searchsorted(other, run), len(other) - 1)
                twice |= other[at] == run
        found = sorted(int(number) for number in order[twice])
        if len(run):
            self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            last = self._runs.pop()
            self._runs[-1] = np.sort(np.concatenate([self._runs[-1], last]), kind="stable")
        return found


def marks_of(ids: pa.Array) -> Array:
    """Eight bytes for each name of a table, int64: the same for the same, hardly ever for another."""
    ids = decoded(ids)
    kind = ids.type
    if pa.types.is_integer(kind):
        numbers: Array = ids.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
        return numbers
    if pa.types.is_large_string(kind):
        ids = ids.cast(pa.string())
    if pa.types.is_string(ids.type):
        return _marks_of_texts(ids)
    return np.fromiter(map(hash, ids.to_pylist()), np.int64, len(ids))


def _marks_of_texts(ids: pa.Array) -> Array:
    """Texts of one length are taken together, eight bytes of each at a time.

    The last eight are added as a number: names that count up have marks that do, and these are sorted already.
    """
    _, ends, texts = ids.buffers()
    ends = np.frombuffer(ends, np.int32, len(ids) + 1, 4 * ids.offset)
    data = np.frombuffer(texts, np.uint8) if texts is not None else np.zeros(0, np.uint8)
    starts, sizes = ends[:-1], np.diff(ends)
    marks = np.zeros(len(ids), np.uint64)
    for row in np.flatnonzero(sizes > _LONG):
        digest = hashlib.blake2b(data[starts[row] : ends[row + 1]].tobytes(), digest_size=8).digest()
        marks[row] = int.from_bytes(digest, "little")
    for size in np.flatnonzero(np.bincount(sizes[sizes <= _LONG])):
        chosen = np.flatnonzero(sizes == size)
        words = np.zeros((len(chosen), max(1, -(-int(size) // 8)) * 8), np.uint8)
        if size:
            windows = np.ndarray((len(data) - size + 1,), f"V{size}", data, strides=(1,))
            words[:, -size:] = windows[starts[chosen]].view(np.uint8).reshape(len(chosen), size)
        mark = np.full(len(chosen), size, np.uint64) * _ODD
        for word in words[:, :-8].view(np.uint64).T:
            mark = (mark ^ word) * _ODD
            mark ^= mark >> np.uint64(29)
        marks[chosen] = mark + words[:, -8:].view(">u8")[:, 0]
    found: Array = marks.view(np.int64)
    return found
