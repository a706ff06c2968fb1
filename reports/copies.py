"""A copy of the user's own file with scores or notes put into it; what kind of file it is tells its content."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final

from .errors import ReportError
from .places import Fill, Filled, Note
from .readers.kinds import CONVERTED, Kind, kind_of

COPIED: Final = ("docx", "xlsx")
"""The kinds of files that can be copied with something put into them."""

_WORKBOOKS: Final[tuple[Kind, ...]] = ("xls", "xlsb", "ods")
"""Kinds that are workbooks when opened; all others are texts."""


def to_be_saved_as(kind: Kind) -> str:
    """The kind a workbook or a text of an older program can be saved as to be copied; "" for all that is neither."""
    if kind in _WORKBOOKS:
        return "xlsx"
    return "docx" if kind in CONVERTED else ""


def fill(source: str, data: bytes, fills: Sequence[Fill]) -> Filled:
    """Put values into cells of a copy; all else stays as it is.

    Args:
        source: the file's name, for messages.
        data: its bytes.

    Raises:
        ReportError: it is neither a .docx nor an .xlsx, or is broken.
    """
    kind = _copied(source, data, "改用其他格式输出")
    filled: Filled = getattr(import_module(f".writers.{kind}_copy", __package__), f"fill_{kind}")(data, fills)
    return filled


def annotate(source: str, data: bytes, notes: Sequence[Note]) -> bytes:
    """Put notes beside cells of a copy as comments; all else stays as it is.

    Raises:
        ReportError: it is neither a .docx nor an .xlsx, or is broken.
    """
    kind = _copied(source, data, "用 --format 输出复核意见")
    copy: bytes = getattr(import_module(f".writers.{kind}_copy", __package__), f"annotate_{kind}")(data, notes)
    return copy


def _copied(source: str, data: bytes, instead: str) -> str:
    """The kind of a file that can be copied; ``instead`` names what else the user can do with another one."""
    kind = kind_of(data)
    if kind not in COPIED:
        raise ReportError(
            "只能把批注和得分写进 .docx 和 .xlsx 文件的副本",
            place=source,
            cure=f"另存为 {'.xlsx' if kind in _WORKBOOKS else '.docx'}；或{instead}",
        )
    return kind
