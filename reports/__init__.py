"""Documents in and out: read tables of any layout, write reports.

This module is the public door; what it offers is loaded when it is first asked for, so that
reading does not load the template engine and ``--help`` loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.door import door as _door

if TYPE_CHECKING:
    from .blanks import write_blank
    from .document import Archive, read, read_archive, read_parsed, read_text
    from .errors import LayoutError, LexiconError, ReportError, StructuredError, UnreadableFile
    from .grid import Block, Cell, Grid, Paragraph, Parsed, Row
    from .readers.structured import read_structured
    from .rendering import render, render_file, render_template
    from .sheets.blank import BlankForm, blank_form
    from .sheets.building import form_sheet
    from .writers.json import to_json
    from .writers.structured import write_structured

__all__ = [
    "Archive",
    "BlankForm",
    "Block",
    "Cell",
    "Grid",
    "LayoutError",
    "LexiconError",
    "Paragraph",
    "Parsed",
    "ReportError",
    "Row",
    "StructuredError",
    "UnreadableFile",
    "blank_form",
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
    "write_blank",
    "write_structured",
]

_HOMES = {
    "Archive": "document",
    "BlankForm": "sheets.blank",
    "Block": "grid",
    "Cell": "grid",
    "Grid": "grid",
    "LayoutError": "errors",
    "LexiconError": "errors",
    "Paragraph": "grid",
    "Parsed": "grid",
    "ReportError": "errors",
    "Row": "grid",
    "StructuredError": "errors",
    "UnreadableFile": "errors",
    "blank_form": "sheets.blank",
    "form_sheet": "sheets.building",
    "read": "document",
    "read_archive": "document",
    "read_parsed": "document",
    "read_structured": "readers.structured",
    "read_text": "document",
    "render": "rendering",
    "render_file": "rendering",
    "render_template": "rendering",
    "to_json": "writers.json",
    "write_blank": "blanks",
    "write_structured": "writers.structured",
}

__getattr__, __dir__ = _door(globals(), _HOMES)
