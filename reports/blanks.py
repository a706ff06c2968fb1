"""Blank forms as files: made of a goal table by :func:`reports.blank_form`, written here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scoring.rounding import exactly

from .errors import ReportError
from .sheets.blank import BlankForm

FORMATS: Final = ("xlsx", "docx")
"""The formats a blank form can be written in."""


@exactly
def write_blank(forms: BlankForm | Sequence[BlankForm], format: str = FORMATS[0]) -> bytes:  # noqa: A002
    """Write blank forms as the bytes of a file.

    Args:
        forms: one form, or several for the worksheets of a workbook.
        format: ``xlsx``, where scores compute as one types, or ``docx``, one form a file.

    Raises:
        ReportError: there is no such format, no form, or more than a file of this format holds.
    """
    several = [forms] if isinstance(forms, BlankForm) else list(forms)
    if format not in FORMATS:
        raise ReportError(f"空白自评表不能写成“{format}”格式", cure=f"可选的有：{'、'.join(FORMATS)}")
    if not several:
        raise ReportError("没有空白自评表可写", cure="至少给出一张，由 blank_form 制作")
    if format == "xlsx":
        from .writers.xlsx_blank import write_blank as write_workbook

        return write_workbook(several)
    if len(several) > 1:
        raise ReportError(f"一个 docx 文件只放一张空白自评表，给了 {len(several)} 张", cure="逐张写，或写成 xlsx")
    from .writers.docx import write

    return write("form", several[0].sheet)
