"""The workers of a Dask cluster: whatever becomes of a worker, all work is done, once.

Work whose worker dies goes to another one; Dask gives up after some deaths, since the work itself may
have caused them.  Such work waits until all else is done.  Of a lot of files that
did so each file is tried alone, and those that do it again are named and left out of the lot.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from importlib.metadata import version
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Final, Generic, TypeAlias, TypeVar

import pyarrow as pa
from attrs import define, field, frozen

from scoring.errors import ZipingbiaoError

from ..errors import WorkbenchError
from ..faults import DEBUG, say
from ..remote import shown
from .lots import Lot
from .opinions import batch_of, fault_row
from .workers import Packed, recheck_lot

RecheckLot: TypeAlias = Callable[[Packed, Lot], pa.RecordBatch]
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_A_THREAD: Final = 3
"""Lots handed out for each thread of the workers, so that none waits for the next."""
_FEWEST: Final = 4
_RETRIES: Final = 2
"""How often a lot is tried again that failed and left its worker alive."""
_PATIENCE: Final = 10.0
_WITHOUT_WORKERS: Final = 600.0
_TO_CONNECT: Final = 20.0
_LONGEST: Final = 200


@frozen
class _Answer(Generic[_Result]):
    """What the work on an item came to.

    Attributes:
        result: what was returned.
        deadly: whether it ended its workers, again and again, instead.
    """

    result: Any = None
    deadly: bool = False


@define
class Session:
    """A connection to a Dask cluster, by which calls of a function are handed out.

    Attributes:
        address: of the scheduler, as it may be shown.
        client: Dask's.
    """

    address: str
    client: Any
    _ended: SimpleQueue[Any] = field(factory=SimpleQueue, init=False)
    _running: dict[str, tuple[Any, Any]] = field(factory=dict, init=False)

    def each(
        self, work: Callable[[_Item], _Result], items: Sequence[_Item]
    ) -> Iterator[tuple[_Item, _Answer[_Result]]]:
        """What the work on each item came to, in the order in which they come to an end; each once.

        Those that ended their workers come last, when nothing else is running.

        Args:
            work: runs on the workers.
            items: what it is called with.

        Raises:
            WorkbenchError: the scheduler is gone, or all workers, or something is wrong with them as such.
        """
        waiting = deque(items)
        deadly: list[_Item] = []
        while waiting or self._running:
            while waiting and len(self._running) < self._enough():
                self._hand_out(work, waiting.popleft())
            item, answer = self._next()
            if answer.deadly:
                deadly.append(item)
            else:
                yield item, answer
        for item in deadly:
            yield item, _Answer(deadly=True)

    def alone(self, work: Callable[[_Item], _Result], item: _Item) -> _Answer[_Result]:
        """What the work on an item comes to while nothing else is running."""
        self._hand_out(work, item)
        return self._next()[1]

    def give_up(self) -> None:
        """Let go of what is running."""
        with suppress(Exception):  # the scheduler may be gone
            self.client.cancel([future for future, _ in self._running.values()], force=True)

    def _enough(self) -> int:
        threads: int = sum(self.client.nthreads().values())
        return max(_FEWEST, _A_THREAD * threads)

    def _hand_out(self, work: Callable[[_Item], _Result], item: _Item) -> None:
        future = self.client.submit(work, item, pure=False, retries=_RETRIES)
        self._running[future.key] = future, item
        future.add_done_callback(self._ended.put)

    def _next(self) -> tuple[Any, _Answer[Any]]:
        """An item that has come to an end."""
        from distributed import KilledWorker

        while True:
            known = self._running.pop(self._wait().key, None)
            if known is not None:
                break
        future, item = known
        if future.status == "finished":
            return item, _Answer(future.result())
        if future.status in ("cancelled", "lost"):
            raise _gone(self.address)
        error = future.exception()
        if isinstance(error, KilledWorker):
            return item, _Answer(deadly=True)
        if isinstance(error, ZipingbiaoError):
            raise error
        raise WorkbenchError(
            f"计算节点出错（{type(error).__name__}：{str(error)[:_LONGEST]}）",
            place=self.address,
            cure="看计算节点的日志；改好以后再运行同一命令，会接着做",
        )

    def _wait(self) -> Any:
        since: float | None = None
        while True:
            try:
                return self._ended.get(timeout=_PATIENCE)
            except Empty:
                if self.client.status not in ("running", "connecting"):
                    raise _gone(self.address) from None
                if self.client.status == "connecting" or self.client.nthreads():
                    since = None
                elif since is None:
                    since = monotonic()
                    say("集群里没有计算节点，等它们加入；Ctrl-C 停下，已做好的会留着")
                elif monotonic() - since > _WITHOUT_WORKERS:
                    raise WorkbenchError(
                        "一直没有计算节点", place=self.address, cure="启动 dask worker 后再运行同一命令，会接着做"
                    ) from None


@contextmanager
def session(address: str) -> Iterator[Session]:
    """Connect to the scheduler at an address, whose workers all have this version of the program.

    Raises:
        WorkbenchError: there is no Dask here, no scheduler there, or another version on a worker.
    """
    with closing(_connected(address)) as client:
        check_versions(client, _mine())
        made = Session(shown(address), client)
        try:
            yield made
        finally:
            made.give_up()


@define
class Cluster:
    """Rechecks lots of files on a Dask cluster.

    Attributes:
        address: of its scheduler, such as ``tcp://host:8786``.
        work: what is done with a lot.
    """

    address: str
    work: RecheckLot = recheck_lot

    def results(self, packed: Packed, lots: Sequence[Lot]) -> Generator[tuple[Lot, pa.RecordBatch]]:
        """See :class:`~workbench.scattered.workers.Workers`.

        Raises:
            WorkbenchError: see :func:`session`, and :meth:`Session.each`.
        """
        work = partial(self.work, packed)
        with session(self.address) as open_session:
            for lot, answer in open_session.each(work, lots):
                yield lot, _without_killers(open_session, work, lot) if answer.deadly else answer.result


def _without_killers(open_session: Session, work: Callable[[Lot], pa.RecordBatch], lot: Lot) -> pa.RecordBatch:
    """The rows of a lot some of whose files may end the worker that reads them; each is tried alone."""
    killers = {source for source in lot.sources if open_session.alone(work, Lot.of([source])).deadly}
    sound = [source for source in lot.sources if source not in killers]
    answer = open_session.alone(work, Lot.of(sound)) if sound else _Answer(batch_of([]))
    if answer.deadly:
        killers, answer = set(lot.sources), _Answer(batch_of([]))
    faults = batch_of(
        fault_row(source.name, ended_its_worker(source.name)) for source in lot.sources if source in killers
    )
    return pa.Table.from_batches([answer.result, faults]).combine_chunks().to_batches()[0]


def ended_its_worker(name: str) -> WorkbenchError:
    """The error for a file whose worker dies each time."""
    return WorkbenchError(
        "读它的计算节点每次都意外终止",
        place=name,
        cure="文件可能损坏或过大；在一台机器上不写 --scheduler 单独处理它",
    )


def _gone(address: str) -> WorkbenchError:
    return WorkbenchError(
        "与调度器的连接断了", place=address, cure="已做好的留着；调度器恢复后再运行同一命令，会接着做"
    )


def _connected(address: str) -> Any:
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
        for name in ("distributed", "distributed.client"):  # Dask gives the second a level of its own
            logging.getLogger(name).setLevel(logging.CRITICAL)
    client: Any = distributed.Client  # it has no types
    try:
        return client(address, timeout=_TO_CONNECT, set_as_default=False)
    except Exception:
        # As broad as the ways to connect, each of which has errors of its own, with passwords in some.
        raise WorkbenchError(
            "连不上调度器",
            place=shown(address),
            cure="写成 tcp://主机:端口，并检查 dask scheduler 是否在运行、端口是否开放",
        ) from None


def _mine() -> str:
    return version("zipingbiao")


def check_versions(client: Any, mine: str) -> None:
    """Refuse workers that have another version of this program, or none; one that is just going does not answer.

    Raises:
        WorkbenchError: some have; names one.
    """
    found = client.run(version, "zipingbiao", on_error="return")
    for worker, known in found.items():
        if known != mine and not isinstance(known, OSError):
            theirs = f"是 {known} 版" if isinstance(known, str) else "没有安装，或装得不全"
            raise WorkbenchError(
                f"计算节点上的 zipingbiao {theirs}，这里是 {mine} 版",
                place=worker,
                cure="在每个节点上运行 pip install 'zipingbiao[dask]'，版本与这里相同",
            )
