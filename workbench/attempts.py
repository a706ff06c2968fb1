"""Work on one file in this process, within its limits: what it came to, or what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from scoring.errors import ZipingbiaoError

from .faults import work_on_one_file
from .limits import MEMORY, SECONDS, bounded


class Named(Protocol):
    """An item of work; its name is shown to the user."""

    @property
    def name(self) -> str: ...


_Item = TypeVar("_Item", bound=Named)
_ItemIn = TypeVar("_ItemIn", bound=Named, contravariant=True)
_Result = TypeVar("_Result")
_ResultOut = TypeVar("_ResultOut", covariant=True)


class Task(Protocol[_ItemIn, _ResultOut]):
    """What is done with each item; must be picklable."""

    def seconds(self, item: _ItemIn, /) -> float:
        """How long it may take; asked first, under the shortest limit."""
        ...

    def __call__(self, item: _ItemIn, /) -> _ResultOut: ...


@frozen
class Outcome(Generic[_Result]):
    """What became of one item.

    Attributes:
        number: of the item, from 0.
        result: what the task returned, where ``fault`` is None.
        fault: what went wrong, else None.
        told: what was written on standard error meanwhile.
    """

    number: int
    result: _Result | None = None
    fault: ZipingbiaoError | None = None
    told: str = ""


def attempt(
    task: Task[_Item, _Result], number: int, item: _Item, begin: Callable[[float], None], memory: int = MEMORY
) -> Outcome[_Result]:
    """Do the work on one item in this process, within its limits; whatever it raises becomes its fault.

    Args:
        begin: is told how many seconds the work may take.
        memory: how many bytes it may take.
    """
    faults: list[ZipingbiaoError] = []
    result: _Result | None = None
    with work_on_one_file(item.name, faults.append):
        with bounded(item.name, SECONDS):
            seconds = task.seconds(item)
        begin(seconds)
        with bounded(item.name, seconds, memory):
            result = task(item)
    return Outcome(number, None if faults else result, faults[0] if faults else None)
