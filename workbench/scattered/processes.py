"""Processes that stand ready to work on files, kept from one call to the next.

A file that breaks the process it is read in must not break a worker of the engine that hands out the
work, and a library in C must not be used by several threads: each thread that works on files has a
process of its own beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import current_process
from threading import Lock
from typing import TypeAlias

from scoring import Recheck

from ..pool import Pool
from .rechecking import Item, Rechecking, RecheckTask

RecheckPool: TypeAlias = Pool[Item, Recheck]

_lock = Lock()
_idle: list[tuple[Rechecking, RecheckPool]] = []
_busy: list[RecheckPool] = []

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)
    os.register_at_fork(after_in_child=_busy.clear)


@contextmanager
def process_for(rechecking: Rechecking) -> Iterator[RecheckPool]:
    """A pool of one process that rechecks in this way, for this thread alone."""
    pool = _taken(rechecking)
    if pool is None:
        if current_process().daemon:
            # Engines forbid their workers to have children, lest they be left behind: ours end
            # by themselves when the pipe to their parent is closed.
            current_process().daemon = False
        pool = Pool(RecheckTask(rechecking), 1, lasting=True)
    with _lock:
        _busy.append(pool)
    try:
        yield pool
    finally:
        with _lock:
            _busy[:] = [other for other in _busy if other is not pool]
            _idle.append((rechecking, pool))


def _taken(rechecking: Rechecking) -> RecheckPool | None:
    """One that stands ready; those of other runs are ended."""
    found: RecheckPool | None = None
    with _lock:
        left = list(_idle)
        _idle.clear()
        for known, pool in left:
            if known is not rechecking:
                pool.end()
            elif found is None:
                found = pool
            else:
                _idle.append((known, pool))
    return found


def kill_busy_processes() -> None:
    """Kill those that are at work, from any thread: each of their pools sees the file in hand fail."""
    with _lock:
        for pool in _busy:
            pool.kill()


def end_processes() -> None:
    """End those that stand ready."""
    with _lock:
        for _, pool in _idle:
            pool.end()
        _idle.clear()
