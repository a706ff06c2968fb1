"""All rulesets tried on all printed scores of a document, each formula once."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from .conventions import Convention
from .model import Document
from .printed import Printed, PrintedTable
from .ruleset import Ruleset
from .shelf import Groups, Tries, shelf_of
from .trial import Trial


class Tried:
    """The trials of a document's printed scores; scores with the same facts share theirs.

    Attributes:
        rulesets: by id.
        own: the convention of each ruleset's own calculation, by its id.
        scores: one for all printed scores with the same facts, with their count.
        tries: their trials, one for each of ``scores``.
        tables: the document's tables.
        rows: for each table the numbers of its scores in ``scores``.
    """

    def __init__(self, tables: Sequence[PrintedTable], rulesets: Sequence[Ruleset]) -> None:
        self._shelf = shelf = shelf_of(rulesets)
        self.rulesets, self.own = shelf.rulesets, shelf.own
        self.tables = tuple(tables)
        numbers: dict[tuple[object, ...], int] = {}
        found: list[Printed] = []
        counts: list[int] = []
        tries: list[Tries] = []
        rows = []
        for table in tables:
            mine = []
            for item in table.scores:
                facts = shelf.facts(item)
                number = numbers.setdefault(facts, len(found))
                if number == len(found):
                    found.append(item)
                    counts.append(0)
                    tries.append(shelf.tries(item, facts))
                counts[number] += 1
                mine.append(number)
            rows.append(tuple(mine))
        self.rows = tuple(rows)
        self.scores = tuple(
            item if count == 1 else evolve(item, count=count) for item, count in zip(found, counts, strict=True)
        )
        self.tries = tuple(tries)

    def of(self, item: Printed) -> Tries:
        """The trials of a printed score, whether it is among ``scores`` or not."""
        return self._shelf.tries(item, self._shelf.facts(item))

    def trial(self, ruleset: str, number: int) -> Trial | None:
        """A printed score under a ruleset, by its id; None where it has no formula."""
        return self.tries[number].of(ruleset)

    def alike(self) -> Groups:
        """The rulesets by what they make of these scores: those of a group have the same calculation and formulas."""
        return self._shelf.alike(tries.shape for tries in self.tries)

    def order(self, document: Document) -> tuple[str, ...]:
        """The ids of the rulesets, first those that fit a document by place and year, then the better known ones."""
        units: set[str] = set()
        for one in document.evaluations:
            units.update(
                (one.unit, one.department, one.project) if one.kind == "department" else (one.unit, one.department)
            )
        years = frozenset(one.year for one in document.evaluations if one.year is not None)
        return self._shelf.order(frozenset(units - {""}), years)

    def gives(self, ruleset: str, convention: Convention, number: int) -> bool | None:
        """Does a ruleset give a printed score under a convention?  None: it gives none."""
        trial = self.tries[number].of(ruleset)
        return None if trial is None else trial.gives(convention)
