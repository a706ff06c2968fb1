"""Work on many files by processes: what one file does to its process costs that file only.

Each process has one file in hand and is killed when that takes too long; another takes its place.
On Linux it is a copy of this one, which has everything loaded already, as long as no thread of this one
could be copied in the middle of something; else it is started afresh.  So a task and its items must be
picklable.  Processes leave the terminal's group: Ctrl-C reaches only the parent, which ends them
with whatever programs they have started; and where the parent is gone, they find their pipe closed
and end by themselves.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from math import ceil, inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar

from attrs import define, field

from scoring.errors import ZipingbiaoError

from .attempts import Named, Outcome, Task, attempt
from .errors import WorkbenchError
from .faults import DEBUG, reason, work_on_one_file
from .garbage import look_seldom
from .interrupts import interrupts_held
from .limits import BY_THE_CLOCK, MEMORY, SECONDS, bounded, only_work_on_files, took_too_long

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

__all__ = ["GRACE", "Outcome", "Pool", "attempt"]

_Item = TypeVar("_Item", bound=Named)
_Result = TypeVar("_Result")

GRACE: Final = 1.0
"""Seconds that a process is left after its own alarm before it is killed."""
_TO_START: Final = 60.0
_READY: Final = "ready"
_AHEAD: Final = 2
_WITHOUT_MEMORY: Final = ("SIGABRT", "SIGILL", "SIGKILL", "SIGTRAP")
"""How libraries in C, or the system, end a process that got no more memory."""


@define
class Pool(Generic[_Item, _Result]):
    """Processes that do one task.

    Attributes:
        task: what is done with each item.
        jobs: how many processes work at the same time.
        memory: bytes that work on one item may take.
        lasting: whether its processes wait for the next run, until :meth:`end`.
    """

    task: Task[_Item, _Result]
    jobs: int
    memory: int = MEMORY
    lasting: bool = False
    _items: Sequence[_Item] = field(default=(), init=False)
    _waiting: deque[int] = field(factory=deque, init=False)
    _workers: list[_Worker] = field(factory=list, init=False)

    def run(self, items: Sequence[_Item]) -> Generator[Outcome[_Result]]:
        """What became of each item, in the order in which they come to an end; all of them do.

        Raises:
            WorkbenchError: no process can be started.
        """
        from multiprocessing.connection import wait

        self._items = items
        self._waiting = deque(range(len(items)))
        self._workers = [worker for worker in self._workers if worker.process.is_alive()]
        try:
            while self._waiting or any(worker.numbers for worker in self._workers):
                self._hand_out()
                until = min(worker.deadline for worker in self._workers)
                patience = None if until == inf else max(0.0, until - monotonic())
                heard = set(wait([worker.connection for worker in self._workers], patience))
                for worker in list(self._workers):
                    if worker.connection in heard:
                        yield from self._receive(worker)
                    elif monotonic() > worker.deadline:
                        yield from self._give_up(worker)
        finally:
            if not self.lasting or any(worker.numbers for worker in self._workers):
                self.end()

    def end(self) -> None:
        """End its processes; Ctrl-C is heard when all have ended."""
        with interrupts_held():
            for worker in self._workers:
                worker.ask_to_end()
            for worker in self._workers:
                worker.end()
            self._workers.clear()

    def kill(self) -> None:
        """Kill its processes, from any thread; what they have in hand is lost."""
        for worker in list(self._workers):
            worker.process.kill()

    def current(self) -> str:
        """The name of an item being worked on, "" if there is none."""
        return next((self._items[worker.numbers[0]].name for worker in self._workers if worker.numbers), "")

    def _hand_out(self) -> None:
        """Give every process an item, and a second one to begin on at once, while there are plenty."""
        while self._waiting and len(self._workers) < self.jobs:
            try:
                self._workers.append(_Worker.start(self.task, self.memory, [one.connection for one in self._workers]))
            except OSError as error:
                if not self._workers:
                    raise _cannot_start(reason(error)) from None
                break  # the system gives no more of them; those that run do it all
        for ahead in range(1, _AHEAD + 1):
            for worker in self._workers:
                enough = ahead == 1 or len(self._waiting) > _AHEAD * self.jobs
                if self._waiting and enough and len(worker.numbers) < ahead:
                    worker.hand(self._waiting.popleft(), self._items)

    def _receive(self, worker: _Worker) -> Iterator[Outcome[_Result]]:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield from self._bury(worker)
            return
        except Exception as error:
            # A result that cannot be put together again here; the process is sound.
            yield self._failed(worker.next_one(), error)
            return
        if message == _READY:
            worker.ready = True
            worker.deadline = inf
            if worker.numbers:
                worker.allow(SECONDS)
        elif isinstance(message, float):
            worker.seconds = message
            worker.allow(message)
        else:
            worker.next_one()
            yield message

    def _bury(self, worker: _Worker) -> Iterator[Outcome[_Result]]:
        """A process has died: by its file, or before it had begun."""
        self._workers.remove(worker)
        worker.process.join(GRACE)
        worker.end()
        code = worker.process.exitcode
        if not worker.ready:
            raise _cannot_start(_death(code))

        def fault(name: str) -> ZipingbiaoError:
            if code is not None and -code == getattr(signal, "SIGXCPU", None):
                return took_too_long(name, worker.seconds)
            return WorkbenchError(
                f"处理它的进程意外终止（{_death(code)}）",
                place=name,
                cure="文件可能损坏或过大；用原来的程序打开，只留有自评表的部分另存",
            )

        yield from self._lost(worker, fault)

    def _give_up(self, worker: _Worker) -> Iterator[Outcome[_Result]]:
        """A process is deaf to its alarm."""
        if worker.connection.poll():
            yield from self._receive(worker)
            return
        self._workers.remove(worker)
        worker.end()
        if not worker.ready:
            raise WorkbenchError("读文件的进程迟迟没有启动", cure="稍后重试，或用 --jobs 1 在一个进程里读")
        yield from self._lost(worker, lambda name: took_too_long(name, worker.seconds))

    def _lost(self, worker: _Worker, fault: Callable[[str], ZipingbiaoError]) -> Iterator[Outcome[_Result]]:
        """The item in hand is lost with its process, the one that waited behind it is not."""
        if worker.numbers:
            number = worker.numbers.popleft()
            yield Outcome(number, fault=fault(self._items[number].name))
        self._waiting.extendleft(reversed(worker.numbers))
        worker.numbers.clear()

    def _failed(self, number: int, error: Exception) -> Outcome[_Result]:
        def again() -> _Result:
            raise error

        faults: list[ZipingbiaoError] = []
        with work_on_one_file(self._items[number].name, faults.append):
            again()
        return Outcome(number, fault=faults[0])


@define(eq=False)
class _Worker:
    """A process and what it has in hand, first the item it works on."""

    process: BaseProcess
    connection: Connection[Any, Any]
    deadline: float
    seconds: float = SECONDS
    ready: bool = False
    numbers: deque[int] = field(factory=deque)

    @classmethod
    def start(cls, task: Task[Any, Any], memory: int, others: Iterable[Connection[Any, Any]]) -> _Worker:
        from multiprocessing import get_context
        from multiprocessing.reduction import ForkingPickler

        method = start_method()
        context: Any = get_context(method)
        connection, theirs = context.Pipe()
        if method == "fork":
            # A copy holds the ends of all pipes, and none is closed before the last end is.
            given: tuple[Any, ...] = (theirs, memory, task, (connection, *others))
            packed = b""
        else:
            # By our own pipe, since by Python's we would wait for ever to hand it to a process that has died.
            given = (theirs, memory)
            packed = bytes(ForkingPickler.dumps(task))
            _start_tracker()
        process = context.Process(target=_serve, args=given, daemon=True)
        with interrupts_held():
            process.start()
        theirs.close()
        if packed:
            with suppress(OSError):  # it has died, which its pipe will tell
                connection.send_bytes(packed)
        return cls(process, connection, monotonic() + _TO_START)

    def hand(self, number: int, items: Sequence[Any]) -> None:
        self.numbers.append(number)
        if self.ready and len(self.numbers) == 1:
            self.allow(SECONDS)
        with suppress(OSError):  # it has died, which its pipe will tell
            self.connection.send((number, items[number]))

    def next_one(self) -> int:
        """The item in hand is done; the time of the next begins."""
        number = self.numbers.popleft()
        self.seconds = SECONDS
        self.deadline = inf
        if self.numbers:
            self.allow(SECONDS)
        return number

    def allow(self, seconds: float) -> None:
        self.deadline = monotonic() + seconds * BY_THE_CLOCK + GRACE

    def ask_to_end(self) -> None:
        """Let it end what it has started, if it has anything in hand."""
        if self.numbers:
            self.process.terminate()

    def end(self) -> None:
        """End it, at the latest after a moment, with what it has started."""
        self.ask_to_end()
        if self.numbers:
            self.process.join(GRACE)
        if hasattr(os, "killpg") and self.process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()


def start_method() -> Literal["fork", "spawn"]:
    """How a process is started now; see :mod:`multiprocessing`.

    A copy of a process with several threads may wait for ever for a lock that one of them held; of threads
    in C only the system knows.
    """
    try:
        alone = sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        alone = False
    return "fork" if alone else "spawn"


def _start_tracker() -> None:
    """Python starts its tracker of resources before the first process else, and unblocks Ctrl-C for that by it."""
    if os.name != "nt":
        from multiprocessing.resource_tracker import ensure_running

        ensure_running()


def _serve(
    connection: Connection[Any, Any],
    memory: int,
    task: Task[Any, Any] | None = None,
    copied: Iterable[Connection[Any, Any]] = (),
) -> None:
    """The life of a process: items in, outcomes out, until the pipe is closed.

    Args:
        connection: its pipe.
        memory: bytes that work on one item may take.
        task: what is done with each item; None: it is the first to come through the pipe.
        copied: ends of pipes that are of no use to it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for one in copied:
        one.close()
    signal.signal(signal.SIGTERM, _leave)
    _silence()
    if hasattr(os, "setpgrp"):
        os.setpgrp()
    only_work_on_files()
    look_seldom()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        if task is None:
            task = connection.recv()
        connection.send(_READY)
        while True:
            number, item = connection.recv()
            _limit_processor(SECONDS)
            heard = io.StringIO()
            sys.stderr = heard
            outcome = attempt(task, number, item, _beginning(connection), memory)
            outcome = Outcome(number, outcome.result, outcome.fault, heard.getvalue())
            _send(connection, outcome, item.name)


def _silence() -> None:
    """What libraries in C, and programs that are started, write on standard error is for nobody."""
    if os.environ.get(DEBUG):
        return
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _leave(*_: object) -> None:
    """End by way of all the clean-ups: what a reader has started or put on disk goes with it."""
    raise SystemExit(0)


def _beginning(connection: Connection[Any, Any]) -> Callable[[float], None]:
    def begin(seconds: float) -> None:
        _limit_processor(seconds)
        connection.send(float(seconds))

    return begin


def _send(connection: Connection[Any, Any], outcome: Outcome[Any], name: str) -> None:
    from multiprocessing.reduction import ForkingPickler

    faults: list[ZipingbiaoError] = []
    with work_on_one_file(name, faults.append), bounded(name, SECONDS):
        packed = ForkingPickler.dumps(outcome)
    if faults:
        packed = ForkingPickler.dumps(Outcome(outcome.number, fault=faults[0], told=outcome.told))
    connection.send_bytes(packed)


def _limit_processor(seconds: float) -> None:
    """Where it is deaf to its alarm, the system ends it, even if its parent is gone."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    last = ceil(used.ru_utime + used.ru_stime + seconds) + 1
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (last, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _cannot_start(why: str) -> WorkbenchError:
    return WorkbenchError(f"读文件的进程启动不了（{why}）", cure="用 --jobs 1 在一个进程里读")


def _death(code: int | None) -> str:
    """How a process ended, in words."""
    if code is None or code >= 0:
        return f"退出码 {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"信号 {name}，可能是内存不够" if name in _WITHOUT_MEMORY else f"信号 {name}"
