"""Work on several things, in this process where they are few and small, else in others."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any, Protocol, TypeVar, cast

from attrs import evolve

from .attempts import Named, Outcome, Task, attempt
from .errors import NeedsProcess
from .limits import MEMORY, MEMORY_TO_SET
from .progress import Progress

_Item = TypeVar("_Item", bound=Named)
_ItemIn = TypeVar("_ItemIn", bound=Named, contravariant=True)
_Result = TypeVar("_Result")
_ResultOut = TypeVar("_ResultOut", covariant=True)


class HomeTask(Task[_ItemIn, _ResultOut], Protocol[_ItemIn, _ResultOut]):
    """A task, an attrs class, that can be told to refuse what must not be done in the process that the user started."""

    at_home: bool


def worked_on(
    items: Sequence[_Item], task: HomeTask[_Item, _Result], jobs: int, progress: Progress, apart: bool
) -> Generator[Outcome[_Result]]:
    """What came of each item, in the order in which they come to an end.

    Args:
        items: what is worked on.
        task: what is done with each.
        jobs: processes to start; 0: this one does it all, but for what it must not.
        progress: is told what is being worked on.
        apart: all must be done in other processes, and may take more memory there.
    """
    jobs = jobs or int(apart)
    left = list(range(len(items)))
    if not jobs:
        jobs, left = 1, []
        here = cast(Task[_Item, _Result], evolve(cast(Any, task), at_home=True))
        for number, item in enumerate(items):
            progress.draw(item.name)
            outcome = attempt(here, number, item, lambda _: None)
            if isinstance(outcome.fault, NeedsProcess):
                left.append(number)
            else:
                yield outcome
    if not left:
        return
    from .pool import Pool

    pool: Pool[_Item, _Result] = Pool(task, jobs, MEMORY_TO_SET if apart else MEMORY)
    progress.draw(items[left[0]].name)
    with closing(pool.run([items[number] for number in left])) as outcomes:
        for outcome in outcomes:
            yield evolve(outcome, number=left[outcome.number])
            progress.draw(pool.current())
