"""What a run keeps of each document while it goes on: which others it may have to be set beside, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from sys import intern
from typing import Final

from attrs import evolve, frozen

from scoring import Evaluation, Recheck
from scoring.model import Form, Kind

_KINDS: Final[dict[Kind, Kind]] = {"project": "project", "department": "department"}
_FORMS: Final[dict[Form, Form]] = {"goal": "goal", "self-evaluation": "self-evaluation"}
_TABLE_MISSED: Final = "F5"
"""The code for tables that have no counterpart; about a document as a whole: some goal table has none in it."""


@frozen
class Facts:
    """A rechecked document in a few words.

    Attributes:
        tables: its tables without what is in them.
        how: how the ruleset was found, ``Attribution.how``; "" where there is none.
        ruleset: the one its scores were measured by, or "".
        paired: whether it was set beside goal tables.
        misses: whether goal tables lack their self-evaluations in it.
    """

    tables: tuple[Evaluation, ...]
    how: str
    ruleset: str
    paired: bool
    misses: bool

    @classmethod
    def of(cls, recheck: Recheck) -> Facts:
        """Those of one recheck."""
        found = recheck.attribution
        return cls(
            bare(recheck.document.evaluations),
            found.how if found is not None else "",
            found.ruleset if found is not None else "",
            any(pairing.beside == "goals" for pairing in recheck.pairings),
            any(one.code == _TABLE_MISSED and not one.where.table for one in (*recheck.findings, *recheck.accepted)),
        )

    def shared(self) -> Facts:
        """The same, with one text for all that name a unit or a ruleset alike, wherever they come from."""
        tables = tuple(
            evolve(
                one,
                kind=_KINDS[one.kind],
                form=_FORMS[one.form],
                unit=intern(one.unit),
                department=intern(one.department),
            )
            for one in self.tables
        )
        return evolve(self, tables=tables, how=intern(self.how), ruleset=intern(self.ruleset))

    @property
    def goals(self) -> tuple[Evaluation, ...]:
        """Its goal tables."""
        return tuple(one for one in self.tables if one.form == "goal")

    @property
    def scored(self) -> tuple[Evaluation, ...]:
        """Its self-evaluations."""
        return tuple(one for one in self.tables if one.form == "self-evaluation")


def bare(tables: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    """Tables with all that tells them apart, and nothing of what is in them."""
    return tuple(Evaluation(one.kind, one.form, one.project, one.unit, one.department, one.year) for one in tables)
