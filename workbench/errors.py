"""Errors of the command line: what the user named cannot be used."""

from __future__ import annotations

from scoring.errors import ZipingbiaoError


class WorkbenchError(ZipingbiaoError):
    """What the user named cannot be used: a file, a table, a row, a place to write to."""


class NoForms(WorkbenchError):
    """A file was read and holds none of the forms."""
