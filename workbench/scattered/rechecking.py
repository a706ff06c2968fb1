"""How every file of a run is rechecked, to be sent to where the files are worked on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from attrs import asdict, field, frozen

from reports.readers.kinds import kind_of
from scoring import Document, Recheck, Ruleset, recheck, to_data

from ..counterparts import Counterparts
from ..limits import LONGEST, seconds_for
from ..sources import Source, read
from ..standards import Standards


@frozen(eq=False)
class Rechecking:
    """How files are rechecked; see :func:`scoring.recheck`.

    Attributes:
        rulesets: all there are.
        ruleset: id of the one to measure by; None: inferred from the printed scores.
        compare: ids of those whose totals are set beside.
        standards: severities, and what is known.
        last: documents with last year's self-evaluations.
        seconds: processor time for one file; None: by its size.
    """

    rulesets: tuple[Ruleset, ...]
    ruleset: str | None = None
    compare: tuple[str, ...] = ()
    standards: Standards = field(factory=Standards)
    last: tuple[Document, ...] = ()
    seconds: float | None = None

    def facts(self) -> dict[str, Any]:
        """All that results depend on besides the files, as JSON."""
        known = self.standards.baseline.known if self.standards.baseline is not None else ()
        severities = dict(sorted(self.standards.severities.items()))
        return {
            "version": version("zipingbiao"),
            "rulesets": _digest([to_data(one) for one in self.rulesets]),
            "ruleset": self.ruleset,
            "compare": list(self.compare),
            "severities": severities,
            "baseline": _digest([asdict(one) for one in known]),
            "last": [document.sha256 for document in self.last],
            "seconds": self.seconds,
        }

    def __call__(self, document: Document, beside: Beside) -> Recheck:
        """Recheck a document."""
        result = recheck(
            document,
            self.rulesets,
            ruleset=self.ruleset,
            compare=self.compare,
            trace=False,
            goals=beside.counterparts.goals,
            last=self.last,
            elsewhere=beside.counterparts.elsewhere,
            beside=beside.ruleset,
        )
        return self.standards.apply(result)


def _digest(data: Sequence[Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=sorted)
    return hashlib.sha256(text.encode()).hexdigest()


@frozen
class Beside:
    """What a document is set beside once the others of its folder are known.

    Attributes:
        counterparts: the documents to compare with.
        ruleset: the one by which the unit's self-evaluations were scored.
    """

    counterparts: Counterparts = field(factory=Counterparts)
    ruleset: str | None = None


@frozen
class Item:
    """A document to be rechecked, read already or not.

    Attributes:
        source: where it lies.
        data: its bytes, where it is not read yet.
        document: the document, where it is.
        beside: what it is set beside.
    """

    source: Source
    data: bytes = field(default=b"", repr=False)
    document: Document | None = field(default=None, repr=False)
    beside: Beside = field(factory=Beside)

    @property
    def name(self) -> str:
        """As shown to the user."""
        return self.source.name


@frozen(eq=False)
class RecheckTask:
    """Reads and rechecks documents within limits; see :class:`workbench.pool.Task`."""

    rechecking: Rechecking

    def seconds(self, item: Item) -> float:
        """How long it may take."""
        if item.document is not None:
            return self.rechecking.seconds or LONGEST
        return seconds_for(kind_of(item.data), len(item.data), self.rechecking.seconds)

    def __call__(self, item: Item) -> Recheck:
        """Do it."""
        document = read(item.source, item.data) if item.document is None else item.document
        return self.rechecking(document, item.beside)
