"""A copy of the user's own file with scores or notes put into it; what kind of file it is tells its content."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from .errors import ReportError
from .places import Fill, Filled, Note

COPIED: Final = ("docx", "xlsx")
"""The kinds of files that can be copied with something put into them."""

_MAIN_PARTS: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def kind_of(data: bytes) -> str:
    """``docx``, ``xlsx``, or "" for anything else."""
    if not data.startswith(b"PK"):
        return ""
    try:
        with ZipFile(BytesIO(data)) as package:
            names = package.namelist()
    except (BadZipFile, OSError, ValueError):
        return ""
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), "")


def fill(source: str, data: bytes, fills: Sequence[Fill]) -> Filled:
    """Put values into cells of a copy; all else stays as it is.

    Args:
        source: the file's name, for messages.
        data: its bytes.

    Raises:
        ReportError: it is neither a .docx nor an .xlsx, or is broken.
    """
    kind = _copied(source, data)
    filled: Filled = getattr(import_module(f".writers.{kind}_copy", __package__), f"fill_{kind}")(data, fills)
    return filled


def annotate(source: str, data: bytes, notes: Sequence[Note]) -> bytes:
    """Put notes beside cells of a copy as comments; all else stays as it is.

    Raises:
        ReportError: it is neither a .docx nor an .xlsx, or is broken.
    """
    kind = _copied(source, data)
    copy: bytes = getattr(import_module(f".writers.{kind}_copy", __package__), f"annotate_{kind}")(data, notes)
    return copy


def _copied(source: str, data: bytes) -> str:
    kind = kind_of(data)
    if not kind:
        raise ReportError(
            "只能把批注和得分写进 .docx 和 .xlsx 文件的副本",
            place=source,
            cure="先另存为 .docx 或 .xlsx，或改用其他格式输出",
        )
    return kind
