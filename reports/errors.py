"""Exceptions of the package: a file that cannot be read, a report that cannot be written."""

from __future__ import annotations

from scoring.errors import ZipingbiaoError


class ReportError(ZipingbiaoError):
    """A document cannot be read or written as asked."""
