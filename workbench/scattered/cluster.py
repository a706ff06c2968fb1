"""The workers of a Dask cluster: whatever becomes of a worker, each lot is done, once.

A lot whose worker dies goes to another one; Dask gives up after some deaths, since the work itself may
have caused them.  Such lots wait until all others are done.  Then each of their files is tried alone,
with nothing else running, and those that end their worker again are named and left out of the lot.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeAlias

import pyarrow as pa
from attrs import define, field

from scoring.errors import ZipingbiaoError

from ..errors import WorkbenchError
from ..faults import DEBUG, say
from ..sources import Source
from .lots import Lot
from .opinions import batch_of, fault_row
from .workers import Packed, recheck_lot

RecheckLot: TypeAlias = Callable[[Packed, Lot], pa.RecordBatch]

_A_THREAD: Final = 3
"""Lots handed out for each thread of the workers, so that none waits for the next."""
_FEWEST: Final = 4
_RETRIES: Final = 2
"""How often a lot is tried again that failed and left its worker alive."""
_PATIENCE: Final = 10.0
_TO_CONNECT: Final = 20.0


@define
class Cluster:
    """A Dask cluster.

    Attributes:
        address: of its scheduler, such as ``tcp://host:8786``.
        work: what is done with a lot.
    """

    address: str
    work: RecheckLot = recheck_lot
    _client: Any = field(default=None, init=False)
    _ended: SimpleQueue[Any] = field(factory=SimpleQueue, init=False)

    def results(self, packed: Packed, lots: Sequence[Lot]) -> Generator[tuple[Lot, pa.RecordBatch]]:
        """See :class:`~workbench.scattered.workers.Workers`.

        Raises:
            WorkbenchError: there is no Dask here, no scheduler there, or another version on a worker.
        """
        with closing(connected(self.address)) as client:
            self._client = client
            check_versions(client, packed.version)
            waiting = deque(lots)
            deadly: list[Lot] = []
            running: dict[str, tuple[Any, Lot]] = {}
            try:
                while waiting or running:
                    while waiting and len(running) < self._enough():
                        self._hand_out(packed, waiting.popleft(), running)
                    lot, rows = self._next(running)
                    if rows is None:
                        deadly.append(lot)
                    else:
                        yield lot, rows
                for lot in deadly:
                    yield lot, self._without_killers(packed, lot)
            finally:
                with suppress(Exception):  # the scheduler may be gone
                    client.cancel([future for future, _ in running.values()], force=True)

    def _enough(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(_FEWEST, _A_THREAD * threads)

    def _hand_out(self, packed: Packed, lot: Lot, running: dict[str, tuple[Any, Lot]]) -> None:
        future = self._client.submit(self.work, packed, lot, pure=False, retries=_RETRIES)
        running[future.key] = future, lot
        future.add_done_callback(self._ended.put)

    def _next(self, running: dict[str, tuple[Any, Lot]]) -> tuple[Lot, pa.RecordBatch | None]:
        """A lot that has come to an end, and its rows; None where it ended its workers."""
        from distributed import KilledWorker

        while True:
            known = running.pop(self._wait().key, None)
            if known is not None:
                break
        future, lot = known
        if future.status == "finished":
            return lot, future.result()
        if future.status in ("cancelled", "lost"):
            raise _gone(self.address)
        error = future.exception()
        if isinstance(error, KilledWorker):
            return lot, None
        if isinstance(error, ZipingbiaoError):
            raise error
        raise WorkbenchError(
            f"计算节点出错（{type(error).__name__}：{str(error)[:200]}）",
            place=self.address,
            cure="看计算节点的日志；改好以后再运行同一命令，会接着做",
        )

    def _wait(self) -> Any:
        told = False
        while True:
            try:
                return self._ended.get(timeout=_PATIENCE)
            except Empty:
                if self._client.status not in ("running", "connecting"):
                    raise _gone(self.address) from None
                if not told and self._client.status == "running" and not self._client.nthreads():
                    told = True
                    say("集群里没有计算节点，等它们加入；Ctrl-C 停下，已做好的会留着")

    def _alone(self, packed: Packed, sources: Iterable[Source]) -> pa.RecordBatch | None:
        """The rows of files, nothing else running; None where they end their workers."""
        running: dict[str, tuple[Any, Lot]] = {}
        self._hand_out(packed, Lot.of(list(sources)), running)
        return self._next(running)[1]

    def _without_killers(self, packed: Packed, lot: Lot) -> pa.RecordBatch:
        """The rows of a lot some of whose files end the worker that reads them."""
        whole = self._alone(packed, lot.sources)
        if whole is not None:  # its workers died of something else
            return whole
        killers = {source for source in lot.sources if self._alone(packed, [source]) is None}
        sound = [source for source in lot.sources if source not in killers]
        rows = self._alone(packed, sound) if sound else batch_of([])
        if rows is None:
            killers, rows = set(lot.sources), batch_of([])
        faults = batch_of(fault_row(source.name, _killed(source)) for source in lot.sources if source in killers)
        return pa.Table.from_batches([rows, faults]).combine_chunks().to_batches()[0]


def _killed(source: Source) -> WorkbenchError:
    return WorkbenchError(
        "读它的计算节点每次都意外终止",
        place=source.name,
        cure="文件可能损坏或过大；在一台机器上用 zipingbiao recheck 单独复核它",
    )


def _gone(address: str) -> WorkbenchError:
    return WorkbenchError(
        "与调度器的连接断了", place=address, cure="已做好的留着；调度器恢复后再运行同一命令，会接着做"
    )


def connected(address: str) -> Any:
    """A client of the scheduler at an address.

    Raises:
        WorkbenchError: there is no Dask here, or no scheduler there.
    """
    try:
        import distributed
    except ImportError:
        raise WorkbenchError(
            "要用的 Dask 没有安装", place="--scheduler", cure="运行 pip install 'zipingbiao[dask]'"
        ) from None
    if not os.environ.get(DEBUG):
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
    client: Any = distributed.Client  # it has no types
    try:
        return client(address, timeout=_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise WorkbenchError(
            "连不上调度器", place=address, cure="写成 tcp://主机:端口，并检查 dask scheduler 是否在运行、端口是否开放"
        ) from None


def check_versions(client: Any, mine: str) -> None:
    """Refuse workers that have another version of this program, or none.

    Raises:
        WorkbenchError: some have; names one.
    """
    found = client.run(_version, on_error="return")
    for worker, known in found.items():
        if known != mine:
            theirs = f"是 {known} 版" if isinstance(known, str) else "没有安装，或装得不全"
            raise WorkbenchError(
                f"计算节点上的 zipingbiao {theirs}，这里是 {mine} 版",
                place=worker,
                cure="在每个节点上运行 pip install 'zipingbiao[dask]'，版本与这里相同",
            )


def _version() -> str:
    from importlib.metadata import version

    return version("zipingbiao")
