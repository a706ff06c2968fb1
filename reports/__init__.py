"""Documents in and out: read tables of any layout, write reports.

This module is the public door; what it offers is loaded when it is first asked for, so that
reading does not load the template engine and ``--help`` loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .document import Archive, read, read_archive, read_parsed, read_text
    from .errors import LexiconError, ReportError, StructuredError, UnreadableFile
    from .grid import Block, Cell, Grid, Paragraph, Parsed, Row
    from .json_writer import to_json
    from .rendering import render, render_file, render_template
    from .sheets import form_sheet
    from .structured import read_structured
    from .structured_writer import write_structured

__all__ = [
    "Archive",
    "Block",
    "Cell",
    "Grid",
    "LexiconError",
    "Paragraph",
    "Parsed",
    "ReportError",
    "Row",
    "StructuredError",
    "UnreadableFile",
    "form_sheet",
    "read",
    "read_archive",
    "read_parsed",
    "read_structured",
    "read_text",
    "render",
    "render_file",
    "render_template",
    "to_json",
    "write_structured",
]

_HOMES = {
    "Archive": "document",
    "Block": "grid",
    "Cell": "grid",
    "Grid": "grid",
    "LexiconError": "errors",
    "Paragraph": "grid",
    "Parsed": "grid",
    "ReportError": "errors",
    "Row": "grid",
    "StructuredError": "errors",
    "UnreadableFile": "errors",
    "form_sheet": "sheets",
    "read": "document",
    "read_archive": "document",
    "read_parsed": "document",
    "read_structured": "structured",
    "read_text": "document",
    "render": "rendering",
    "render_file": "rendering",
    "render_template": "rendering",
    "to_json": "json_writer",
    "write_structured": "structured_writer",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
