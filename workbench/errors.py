"""Errors of the command line: what the user named cannot be used."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.errors import ZipingbiaoError


class WorkbenchError(ZipingbiaoError):
    """What the user named cannot be used: a file, a table, a row, a place to write to.

    Attributes:
        choices: what could be named instead, each to be shown on a line of its own.
    """

    def __init__(self, what: str, *, place: str = "", cure: str = "", choices: Iterable[str] = ()) -> None:
        super().__init__(what, place=place, cure=cure)
        self.choices = tuple(choices)


class NeedsProcess(WorkbenchError):
    """A file must not be read in this process, but in one that it may crash."""


class NoRoom(WorkbenchError):
    """A result cannot be written where no other can be either."""


class NoForms(WorkbenchError):
    """A file was read and holds none of the forms."""
