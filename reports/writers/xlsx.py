"""Workbooks: the form as it is handed in, the recheck opinion as lists to filter, the summary."""

from __future__ import annotations

from ..errors import ReportError
from ..sheets.sheet import Sheet
from ..views.opinion import OpinionView
from ..views.summary import SummaryView
from .xlsx_book import Book
from .xlsx_form import draw_form
from .xlsx_lists import draw_opinion, draw_summary


def write(kind: str, view: object) -> bytes:
    """Write a report as a workbook.

    Args:
        kind: ``form``, ``opinion`` or ``summary``.
        view: a :class:`~reports.sheets.sheet.Sheet` or several of them, an
            :class:`~reports.views.opinion.OpinionView`, a :class:`~reports.views.summary.SummaryView`.

    Raises:
        ReportError: that kind is not written as a workbook.
    """
    if kind == "form":
        return write_forms((view,) if isinstance(view, Sheet) else tuple(view))  # type: ignore[arg-type]
    if isinstance(view, OpinionView):
        return draw_opinion(view)
    if isinstance(view, SummaryView):
        return draw_summary(view)
    raise ReportError(f"“{kind}”不能写成 xlsx 格式")


def write_forms(forms: tuple[Sheet, ...]) -> bytes:
    """Write forms, each on a worksheet of its own."""
    book = Book(forms[0].title if forms else "", [form.name or form.title for form in forms])
    for sheet, form in zip(book.sheets, forms, strict=True):
        draw_form(book, sheet, form)
    return book.close()
