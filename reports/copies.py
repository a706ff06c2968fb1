"""A copy of the user's own file with scores or notes put into it; what kind of file it is tells its content."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from .errors import ReportError
from .places import Fill, Filled, Note
from .readers.kinds import kind_of

COPIED: Final = ("docx", "xlsx")
"""The kinds of files that can be copied with something put into them."""


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
    if kind not in COPIED:
        raise ReportError(
            "只能把批注和得分写进 .docx 和 .xlsx 文件的副本",
            place=source,
            cure="先另存为 .docx 或 .xlsx，或改用其他格式输出",
        )
    return kind
