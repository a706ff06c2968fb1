"""Pieces are taken by one thread and worked on by others; what is made of them comes in their order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from threading import Event, active_count

import pytest

from workbench.batch.pipeline import results_in_order

LONG = 10.0


def told(count: int, taken: list[int]) -> Iterator[int]:
    """Pieces that tell when they are taken."""
    for piece in range(count):
        taken.append(piece)
        yield piece


def test_results_come_in_the_order_of_the_pieces_however_long_each_takes() -> None:
    second_is_done = Event()

    def work(piece: int) -> int:
        if piece == 0:
            assert second_is_done.wait(LONG)
        if piece == 1:
            second_is_done.set()
        return piece * piece

    assert list(results_in_order(range(50), work, 2, [])) == [piece * piece for piece in range(50)]


def test_a_piece_is_taken_while_the_one_before_it_is_worked_on() -> None:
    taken = Event()

    def pieces() -> Iterator[int]:
        yield 0
        taken.set()
        yield 1

    assert list(results_in_order(pieces(), lambda piece: (piece, taken.wait(LONG)), 1, [])) == [(0, True), (1, True)]


def test_no_more_pieces_are_in_memory_than_can_be_worked_on_soon() -> None:
    taken: list[int] = []
    for given in results_in_order(told(100, taken), lambda piece: piece, 2, []):
        assert len(taken) <= given + 2 + 2 + 1


@pytest.mark.parametrize("threads", [1, 3])
def test_what_fails_is_told_behind_the_results_before_it(threads: int) -> None:
    def pieces() -> Iterator[int]:
        yield from range(5)
        raise ValueError("the sixth cannot be read")

    results = results_in_order(pieces(), lambda piece: piece, threads, [])
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="the sixth"):
        next(results)


def test_work_that_fails_ends_the_taking() -> None:
    taken: list[int] = []

    def work(piece: int) -> int:
        if piece == 3:
            raise ValueError("the fourth")
        return piece

    with pytest.raises(ValueError, match="the fourth"):
        list(results_in_order(told(1000, taken), work, 2, []))
    assert len(taken) < 10


def test_who_wants_no_more_leaves_no_thread_behind() -> None:
    before = active_count()
    with closing(results_in_order(iter(int, 1), lambda piece: piece, 2, [])) as results:
        assert next(results) == 0
    assert active_count() == before


def test_ctrl_c_that_was_noted_ends_it() -> None:
    before = active_count()
    pressed: list[bool] = []
    results = results_in_order(iter(int, 1), lambda piece: piece, 2, pressed)
    assert next(results) == 0
    pressed.append(True)
    with pytest.raises(KeyboardInterrupt):
        next(results)
    assert active_count() == before
