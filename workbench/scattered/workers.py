"""Where lots of files are worked on: here, by threads with a process each, or by the workers of a Dask cluster."""

from __future__ import annotations

import pickle
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from importlib.metadata import version
from itertools import islice
from queue import SimpleQueue
from threading import Event
from time import sleep
from typing import Final, Protocol, TypeVar

import pyarrow as pa
from attrs import define, frozen

from ..errors import WorkbenchError
from ..interrupts import interrupts_noted, item_of
from .lots import Lot
from .processes import end_processes, kill_busy_processes
from .rechecking import Rechecking
from .work import Stopped, recheck_sources

_Ended = TypeVar("_Ended")

_OFTEN: Final = 0.1


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
        rechecking = _unpacked(packed.data)
        ended: SimpleQueue[Future[pa.RecordBatch]] = SimpleQueue()
        running: dict[Future[pa.RecordBatch], Lot] = {}
        left = iter(lots)

        def work(lot: Lot) -> pa.RecordBatch:
            if stopped.is_set():
                raise Stopped
            return recheck_sources(rechecking, lot.sources, together=True, stopped=stopped.is_set)

        with interrupts_noted() as pressed, ThreadPoolExecutor(self.jobs) as threads:
            try:
                while True:
                    for lot in islice(left, self.jobs + 1 - len(running)):
                        future = threads.submit(work, lot)
                        running[future] = lot
                        future.add_done_callback(ended.put)
                    if not running:
                        return
                    future = item_of(ended, pressed)
                    yield running.pop(future), future.result()
            finally:
                stopped.set()
                threads.shutdown(wait=False, cancel_futures=True)
                while not all(future.done() for future in running):
                    kill_busy_processes()  # one may have been started just now
                    sleep(_OFTEN)
                end_processes()
