"""Rechecks of files, each within its limits, as rows: what one file does costs that file only."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from itertools import groupby
from typing import Any, Final, TypeAlias

import pyarrow as pa
from attrs import evolve, frozen

from reports.readers.archive import Archive, Entry
from reports.readers.kinds import kind_of
from scoring import Recheck
from scoring.errors import ZipingbiaoError

from ..counterparts import Counterparts, Wanted, completed, judged_alike
from ..errors import WorkbenchError
from ..facts import Facts
from ..faults import work_on_one_file
from ..sources import Source, natural_order
from .fetching import fetching
from .opinions import batch_of, fault_row, opinion_rows
from .processes import RecheckPool, process_for
from .rechecking import Beside, Item, Rechecking

MOST_TOGETHER: Final = 500
"""Documents of a folder that are set beside each other; further ones are a lot of their own."""

_READERS: Final = 8
_AHEAD: Final = 32
_AT_ONCE: Final = 32 << 20
"""Bytes of files that are held at the same time, if not a single one is larger."""
_OFTEN: Final = 0.1


class Stopped(Exception):
    """The run was broken off."""


@frozen
class _Done:
    """What became of a document: its recheck, or what was wrong."""

    source: Source
    recheck: Recheck | None = None
    fault: ZipingbiaoError | None = None


_Opened: TypeAlias = Item | _Done


def recheck_sources(
    rechecking: Rechecking,
    sources: Iterable[Source],
    *,
    together: bool,
    stopped: Callable[[], bool] = lambda: False,
) -> pa.RecordBatch:
    """Recheck files, archives with all they hold.

    Args:
        rechecking: how.
        sources: the files, those of a folder one after the other.
        together: whether the documents of a folder are set beside each other.
        stopped: is asked from time to time whether to go on.

    Returns:
        The rows of all documents, in their order, as :data:`~workbench.scattered.opinions.OPINIONS` has them.

    Raises:
        WorkbenchError: no process can be started.
        Stopped: ``stopped`` said so.
    """
    rows: list[dict[str, Any]] = []
    with process_for(rechecking) as pool:
        opened = _opened(sources, stopped)
        for lot in _lots(opened) if together else _pieces(opened):
            done = list(_first(pool, lot, stopped))
            if together:
                done = _again(pool, done, stopped)
            for one in done:
                rows += _rows(one)
    return batch_of(rows)


def _rows(one: _Done) -> list[dict[str, Any]]:
    faults: list[ZipingbiaoError] = [one.fault] if one.fault is not None else []
    with work_on_one_file(one.source.name, faults.append):
        if one.recheck is not None:
            return opinion_rows(one.source.name, one.recheck)
    return [fault_row(one.source.name, faults[0], found=one.source.found)]


def _opened(sources: Iterable[Source], stopped: Callable[[], bool]) -> Iterator[_Opened]:
    """The documents in the files with their bytes, in order; the next files are read while some are worked on."""
    waiting: deque[tuple[Source, Future[bytes]]] = deque()
    ahead = 0
    with fetching(_READERS) as fetch:
        for source in sources:
            while waiting and (len(waiting) >= _AHEAD or ahead + source.size > _AT_ONCE):
                ahead -= waiting[0][0].size
                yield from _unpacked(*waiting.popleft(), stopped)
            waiting.append((source, fetch(source)))
            ahead += source.size
        while waiting:
            yield from _unpacked(*waiting.popleft(), stopped)


def _unpacked(source: Source, data: Future[bytes], stopped: Callable[[], bool]) -> Iterator[_Opened]:
    """The document, or those in it where it is an archive."""
    while not data.done():
        if stopped():
            raise Stopped
        wait([data], _OFTEN)
    faults: list[ZipingbiaoError] = []
    with work_on_one_file(source.name, faults.append):
        content = data.result()
        if kind_of(content) != "zip":
            yield Item(source, content)
            return
        archive = Archive(content, source.name)
        entries = list(archive.entries())
        if not entries:
            raise WorkbenchError("压缩包里没有可读的文件", place=source.name, cure="检查是不是选错了压缩包")
        for fault in entries:
            if not isinstance(fault, Entry):
                yield _Done(evolve(source, name=fault.place or source.name), fault=fault)
        inner = [_within(source, entry) for entry in entries if isinstance(entry, Entry)]
        for one in sorted(inner, key=_by_folder):
            yield _taken_out(archive, one)
    for wrong in faults:
        yield _Done(source, fault=wrong)


def _within(source: Source, entry: Entry) -> Source:
    return evolve(source, name=entry.name, found=True, inside=entry.path, size=entry.size)


def _by_folder(source: Source) -> tuple[Any, Any]:
    """Key of the order of documents: those of a folder stand together."""
    return natural_order(source.name.rpartition("/")[0]), natural_order(source.name)


def _taken_out(archive: Archive, source: Source) -> _Opened:
    """A document of an archive."""
    faults: list[ZipingbiaoError] = []
    with work_on_one_file(source.name, faults.append):
        return Item(source, archive.take(source.inside))
    faults[0].place = source.name
    return _Done(source, fault=faults[0])


def _pieces(opened: Iterable[_Opened]) -> Iterator[list[_Opened]]:
    """Cut where enough of them are held."""
    piece: list[_Opened] = []
    held = 0
    for one in opened:
        piece.append(one)
        held += len(one.data) if isinstance(one, Item) else 0
        if len(piece) >= _AHEAD or held >= _AT_ONCE:
            yield piece
            piece, held = [], 0
    if piece:
        yield piece


def _lots(opened: Iterable[_Opened]) -> Iterator[Iterator[_Opened]]:
    """Those of a folder, at most so many at once."""
    for _, together in groupby(_in_lots(opened), key=lambda numbered: numbered[0]):
        yield (one for _, one in together)


def _in_lots(opened: Iterable[_Opened]) -> Iterator[tuple[tuple[int, int], _Opened]]:
    """Each with the number of its folder, and of its lot within that."""
    before: object = None
    folder = count = 0
    for one in opened:
        here = one.source.folder
        if here != before:
            before, count = here, 0
            folder += 1
        yield (folder, count // MOST_TOGETHER), one
        count += 1


def _first(pool: RecheckPool, lot: Iterable[_Opened], stopped: Callable[[], bool]) -> Iterator[_Done]:
    """Recheck each by itself."""
    for piece in _pieces(lot):
        items = [one for one in piece if isinstance(one, Item)]
        found = iter(_rechecked(pool, items, stopped))
        for one in piece:
            yield next(found) if isinstance(one, Item) else one


def _rechecked(pool: RecheckPool, items: Sequence[Item], stopped: Callable[[], bool]) -> list[_Done]:
    found: dict[int, _Done] = {}
    for outcome in pool.run(items):
        found[outcome.number] = _Done(items[outcome.number].source, outcome.result, outcome.fault)
        if stopped():
            raise Stopped
    return [found[number] for number in range(len(items))]


def _again(pool: RecheckPool, done: list[_Done], stopped: Callable[[], bool]) -> list[_Done]:
    """Recheck anew the documents of a folder that have to be set beside others of it."""
    places = [number for number, one in enumerate(done) if one.recheck is not None]
    sound = [(one.source, one.recheck) for one in done if one.recheck is not None]
    known = [(source, Facts.of(recheck)) for source, recheck in sound]
    beside, alike = completed(known, Counterparts()), judged_alike(known)
    items = {}
    for number in sorted({*beside.wanted, *alike}):
        wanted = beside.wanted.get(number, Wanted())
        compared = Counterparts(
            tuple(sound[other][1].document for other in wanted.goals),
            elsewhere=beside.elsewhere_of(number, wanted) if number in beside.wanted else (),
        )
        source, recheck = sound[number]
        items[places[number]] = Item(source, document=recheck.document, beside=Beside(compared, alike.get(number)))
    for number, one in zip(items, _rechecked(pool, list(items.values()), stopped), strict=True):
        done[number] = one
    return done
