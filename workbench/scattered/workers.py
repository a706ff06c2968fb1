"""Where lots of files are worked on: here, by threads with a process each, or by the workers of a Dask cluster."""

from __future__ import annotations

import pickle
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import lru_cache
from importlib.metadata import version
from threading import Event
from typing import Protocol

import pyarrow as pa
from attrs import define, frozen

from ..errors import WorkbenchError
from .lots import Lot
from .processes import end_processes, kill_busy_processes
from .rechecking import Rechecking
from .work import Stopped, recheck_sources


class Workers(Protocol):
    """Whoever rechecks lots."""

    def results(self, packed: Packed, lots: Sequence[Lot]) -> Generator[tuple[Lot, pa.RecordBatch]]:
        """The rows of each lot, in the order in which they come to an end; each once."""
        ...


@frozen
class Packed:
    """A rechecking as bytes, made once and unpacked once wherever it is used.

    Attributes:
        data: the pickled :class:`Rechecking`.
        version: of this program, which must be the same everywhere.
    """

    data: bytes
    version: str

    @classmethod
    def of(cls, rechecking: Rechecking) -> Packed:
        """Pack it."""
        return cls(pickle.dumps(rechecking), version("zipingbiao"))


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> Rechecking:
    found = pickle.loads(data)
    assert isinstance(found, Rechecking)
    return found


def recheck_lot(packed: Packed, lot: Lot) -> pa.RecordBatch:
    """Recheck the files of a lot; runs where the work is done.

    Raises:
        WorkbenchError: another version of the program is installed there.
    """
    _check_version(packed)
    return recheck_sources(_unpacked(packed.data), lot.sources, together=True)


def _check_version(packed: Packed) -> None:
    mine = version("zipingbiao")
    if mine != packed.version:
        raise WorkbenchError(
            f"计算节点上的 zipingbiao 是 {mine} 版，这里是 {packed.version} 版", cure="各个节点装同一个版本"
        )


@define
class Here:
    """This machine.

    Attributes:
        jobs: how many processes work at the same time.
    """

    jobs: int

    def results(self, packed: Packed, lots: Sequence[Lot]) -> Generator[tuple[Lot, pa.RecordBatch]]:
        """See :class:`Workers`."""
        stopped = Event()

        def work(lot: Lot) -> pa.RecordBatch:
            if stopped.is_set():
                raise Stopped
            return recheck_sources(_unpacked(packed.data), lot.sources, together=True, stopped=stopped.is_set)

        with ThreadPoolExecutor(self.jobs) as threads:
            left = iter(lots)
            running: dict[Future[pa.RecordBatch], Lot] = {}
            try:
                while True:
                    for lot in left:
                        running[threads.submit(work, lot)] = lot
                        if len(running) > self.jobs:
                            break
                    if not running:
                        return
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        yield running.pop(future), future.result()
            finally:
                stopped.set()
                kill_busy_processes()
                threads.shutdown(cancel_futures=True)
                end_processes()
