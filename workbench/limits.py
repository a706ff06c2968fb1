"""What one file may cost, in seconds and in memory, held from within the process that works on it.

Time is processor time, so that a busy machine gives up no sound file, with a longer limit by the
clock.  It is held by alarms, where the system has them, and memory by a ceiling on what the process
may still ask for, on Linux.  Both stop Python and most of what it calls; a library that is deaf to
an alarm is stopped from outside (:mod:`workbench.pool`).
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .errors import WorkbenchError

if TYPE_CHECKING:
    from reports.readers.kinds import Kind

SECONDS: Final = 8.0
"""Processor time for a small file, where the user names no other."""
BY_THE_CLOCK: Final = 3
"""How many times as long a file may take by the clock."""
SECONDS_A_MEGABYTE: Final = 3.0
LONGEST: Final = 60.0
"""Processor time for a file of any size, where the user names no other."""
SECONDS_TO_CONVERT: Final = 25.0
"""For a file that another program must convert first, within a minute by the clock."""
SECONDS_TO_SET: Final = 40.0
"""More, for what is set as PDF."""
MEMORY: Final = 420 << 20
"""Bytes that work on a file may take beyond what the process has already."""
MEMORY_TO_SET: Final = 1600 << 20
"""The same where it is set as PDF: the largest that :mod:`reports.writers.pdf` sets."""

_AGAIN: Final = 1.0
_at_the_start: int | None = None


class OutOfTime(BaseException):
    """The alarm rang; no Exception, so that no library takes it for a fault of its own."""


def seconds_for(kind: Kind, size: int, wish: float | None = None) -> float:
    """How much processor time a file may take: what the user wished, else by its size and kind."""
    if wish is not None:
        return wish
    from reports.readers.kinds import CONVERTED

    least = SECONDS_TO_CONVERT if kind in CONVERTED else SECONDS
    return min(LONGEST, least + size / (1 << 20) * SECONDS_A_MEGABYTE)


def took_too_long(name: str, seconds: float) -> WorkbenchError:
    """The error for a file that did not end in time."""
    return WorkbenchError(
        f"{seconds:.0f} 秒内没有读完，已放弃",
        place=name,
        cure="文件可能损坏或过于复杂，只留有自评表的部分另存；确要读时用 --timeout 放宽",
    )


def took_too_much(name: str) -> WorkbenchError:
    """The error for a file that wanted more memory than a document needs."""
    return WorkbenchError("读它要用的内存超过限额，已放弃", place=name, cure="只留有自评表的部分另存，或拆成几个文件")


@contextmanager
def bounded(name: str, seconds: float, memory: int = MEMORY) -> Iterator[None]:
    """Work on a file within limits, of time in seconds and of memory in bytes.

    Raises:
        WorkbenchError: it took too long or too much memory.
    """
    try:
        with _alarm(seconds), _ceiling(memory):
            yield
    except OutOfTime:
        raise took_too_long(name, seconds) from None
    except MemoryError:
        raise took_too_much(name) from None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise OutOfTime

    before = {number: signal.signal(number, ring) for number in (signal.SIGPROF, signal.SIGALRM)}
    # Once more every second, lest a broad handler somewhere should keep it to itself.
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    signal.setitimer(signal.ITIMER_REAL, seconds * BY_THE_CLOCK, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _ceiling(memory: int) -> Iterator[None]:
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = (_at_the_start or _taken()) + memory
    # Only what the process has set itself may be lifted again, so the hard limit stays.
    lower = wanted if soft == resource.RLIM_INFINITY else min(soft, wanted)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (lower, hard))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def only_work_on_files() -> None:
    """This process does nothing else: what one file leaves behind counts against the next."""
    global _at_the_start
    if sys.platform == "linux":
        _at_the_start = _taken()


def _taken() -> int:
    """Bytes of data this process has now."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    except (OSError, ValueError, IndexError):
        return 64 << 20
    return pages * resource.getpagesize()
