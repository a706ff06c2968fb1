"""Pieces of a file cut where tables end, and tables whose rows do not stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import define, field

from ..errors import WorkbenchError

LONGEST_TABLE: Final = 100_000
"""Rows of a table; a table has some tens of them."""


def whole_tables(pieces: Iterable[pa.RecordBatch], at: int, source: str, done: int = 0) -> Iterator[pa.RecordBatch]:
    """The same rows, no piece ending within a table.

    Args:
        pieces: the rows in order.
        at: number of the column that names the table.
        source: the file, for messages.
        done: rows of the file before the first piece.

    Raises:
        WorkbenchError: a table has no end.
    """
    carried: pa.RecordBatch | None = None
    for piece in pieces:
        joined = piece if carried is None else _joined(carried, piece)
        start = _last_start(joined.column(at))
        if len(joined) - start > LONGEST_TABLE:
            raise WorkbenchError(
                f"从第 {done + start + 1} 行起，一张表超过 {LONGEST_TABLE} 行",
                place=source,
                cure="检查“表号”列：它要使每一张表不同",
            )
        done += start
        carried = joined.slice(start)
        if start:
            yield joined.slice(0, start)
    if carried is not None and len(carried):
        yield carried


def _joined(*batches: pa.RecordBatch) -> pa.RecordBatch:
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

    def add(self, names: Sequence[Any]) -> list[int]:
        """Take in some tables; returns the numbers, from 0, of those that may have been there before."""
        hashes = np.fromiter(map(hash, names), np.int64, len(names))
        order = np.argsort(hashes, kind="stable")
        run = hashes[order]
        twice = np.zeros(len(run), np.bool_)
        twice[1:] = run[1:] == run[:-1]
        for other in self._runs:
            at = np.minimum(np.searchsorted(other, run), len(other) - 1)
            twice |= other[at] == run
        found = sorted(int(number) for number in order[twice])
        if len(run):
            self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-2]) <= 2 * len(self._runs[-1]):
            last = self._runs.pop()
            self._runs[-1] = np.sort(np.concatenate([self._runs[-1], last]), kind="stable")
        return found
