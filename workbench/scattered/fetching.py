"""What files hold, fetched ahead by threads that nobody has to wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeAlias

from ..sources import Source, bytes_of

Fetch: TypeAlias = Callable[[Source], "Future[bytes]"]
"""Begins to fetch a file."""


@contextmanager
def fetching(most: int) -> Iterator[Fetch]:
    """Fetch files, in the order in which they are asked for.

    The threads of an executor are waited for when Python ends, and a network that has fallen silent would hold
    up whoever pressed Ctrl-C; these are left behind.

    Args:
        most: files that are fetched at the same time.
    """
    asked: SimpleQueue[tuple[Source, Future[bytes]] | None] = SimpleQueue()
    over = Event()
    threads: list[Thread] = []

    def work() -> None:
        while (wanted := asked.get()) is not None and not over.is_set():
            source, future = wanted
            try:
                future.set_result(bytes_of(source))
            except BaseException as error:  # whatever it is, it belongs to whoever asked
                future.set_exception(error)

    def fetch(source: Source) -> Future[bytes]:
        future: Future[bytes] = Future()
        asked.put((source, future))
        if len(threads) < most:
            threads.append(Thread(target=work, daemon=True))
            threads[-1].start()
        return future

    try:
        yield fetch
    finally:
        over.set()
        for _ in threads:
            asked.put(None)
