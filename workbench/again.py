"""The second look at documents that others of the run have to be set beside: read anew, for none is kept that long."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from attrs import define, field, frozen

from reports.readers.kinds import kind_of
from scoring import Document

from .counterparts import Completed, Counterparts, Wanted
from .errors import NeedsProcess
from .inputs import Source
from .limits import LONGEST, SECONDS_TO_SET
from .sources import bytes_of, read

_Result_co = TypeVar("_Result_co", covariant=True)
_Result = TypeVar("_Result")

_KEPT = 8
"""Documents with goal tables that are kept: those of a folder are needed one after the other."""


class Work(Protocol[_Result_co]):
    """What is done with a document and what it is compared with; must be picklable."""

    def __call__(
        self, source: Source, document: Document, compared: Counterparts, beside: str | None, /
    ) -> _Result_co: ...


@frozen
class Second:
    """A document to be looked at once more.

    Attributes:
        source: the document.
        number: its index among those of the run.
        wanted: what to compare it with; None: what the user named.
        goals: the documents with the goal tables that are meant.
        beside: the ruleset by which the unit's self-evaluations were scored.
    """

    source: Source
    number: int
    wanted: Wanted | None
    goals: tuple[Source, ...] = ()
    beside: str | None = None

    @property
    def name(self) -> str:
        """The document's, as shown to the user."""
        return self.source.name


@define
class Again(Generic[_Result]):
    """Does the work on a document once more; see :class:`workbench.attempts.Task`.

    Attributes:
        work: what is done.
        compared: what the user named to compare with.
        completed: what the others of the run are.
        granted: seconds for one file; None: as long as the largest may take.
        piped: the archive from standard input, if some sources lie in one.
        at_home: True in the process that the user started, which reads no PDF.
    """

    work: Work[_Result]
    compared: Counterparts
    completed: Completed
    granted: float | None = None
    piped: bytes = field(default=b"", repr=False)
    at_home: bool = False
    _kept: dict[Source, Document] = field(factory=dict, init=False, repr=False)

    def seconds(self, item: Second) -> float:
        """How long it may take.

        Raises:
            NeedsProcess: something must be read in another process.
        """
        if self.at_home and any(
            kind_of(bytes_of(source, self.piped)) == "pdf" for source in (item.source, *item.goals)
        ):
            raise NeedsProcess("要在另一个进程里读", place=item.name)
        return self.granted or LONGEST + SECONDS_TO_SET

    def __call__(self, item: Second) -> _Result:
        """Do it."""
        compared = self.compared
        if item.wanted is not None:
            compared = Counterparts(
                tuple(map(self._goals, item.goals)) or compared.goals,
                compared.last,
                self.completed.elsewhere_of(item.number, item.wanted),
            )
        return self.work(item.source, self._read(item.source), compared, item.beside)

    def _goals(self, source: Source) -> Document:
        found = self._kept.pop(source, None)
        if found is None:
            found = self._read(source)
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[source] = found
        return found

    def _read(self, source: Source) -> Document:
        return read(source, bytes_of(source, self.piped))
