"""Exceptions of the package: a file that cannot be read, a word table or an input file that is broken.

What is merely odd in a document is no exception: it becomes ``Unreadable`` or ``Skipped``.
"""

from __future__ import annotations

from scoring.errors import ZipingbiaoError


class ReportError(ZipingbiaoError):
    """Root of what this package raises on purpose."""


class UnreadableFile(ReportError):
    """A file that holds no text: binary, empty, in an unknown encoding or not there."""


class LexiconError(ReportError):
    """The table of form words is broken: it says which section and which word."""


class LayoutError(ReportError):
    """The file of layouts is broken: it says which layout, which key and the nearest right one."""


class StructuredError(ReportError):
    """The preparer's TOML or JSON file is broken: it says which key and the nearest right one."""


class ColumnsError(ReportError):
    """Rows of many tables are broken: it says which file, which row and which column."""
