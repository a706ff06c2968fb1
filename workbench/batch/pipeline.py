"""Work on one piece after another: one thread takes the pieces, others work on them, the results come in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event, Semaphore, Thread
from typing import TypeVar

from ..interrupts import item_of, result_of

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


def results_in_order(
    pieces: Iterable[_Piece], work: Callable[[_Piece], _Result], threads: int, pressed: list[bool]
) -> Generator[_Result]:
    """What work makes of pieces, in their order; the next ones are taken and worked on meanwhile.

    Args:
        pieces: are taken by a thread of their own.
        work: is done by other threads.
        threads: how many do it; of so many pieces and one the results are still to be had, and one more is taken.
        pressed: that of :func:`workbench.interrupts.interrupts_noted`.

    Raises:
        KeyboardInterrupt: Ctrl-C was noted.
    """
    line: SimpleQueue[Future[_Result] | None] = SimpleQueue()
    room, stopped = Semaphore(threads + 1), Event()

    def take() -> None:
        try:
            for piece in pieces:
                room.acquire()
                if stopped.is_set():
                    return
                line.put(pool.submit(work, piece))
        except BaseException as error:  # whatever it is, who waits for the pieces is told
            line.put(_failed(error))
        line.put(None)

    pool, taker = ThreadPoolExecutor(threads), Thread(target=take)
    taker.start()
    try:
        while (next_one := item_of(line, pressed)) is not None:
            yield result_of(next_one, pressed)
            room.release()
    finally:
        stopped.set()
        room.release()
        taker.join()
        pool.shutdown(cancel_futures=True)


def _failed(error: BaseException) -> Future[_Result]:
    found: Future[_Result] = Future()
    found.set_exception(error)
    return found
