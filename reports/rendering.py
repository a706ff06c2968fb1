"""Lay out reports: one view model for each kind, one template for each kind and format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scoring.model import Evaluation
from scoring.opinion import Recheck
from scoring.rounding import exactly
from scoring.scorecard import Scorecard

from .errors import ReportError
from .escaping import cell, clean, lined_cell, markdown
from .formats import FILES, KINDS, LISTED, TEXTS
from .sheets.grid import unmerged
from .typography import numeral, tie

if TYPE_CHECKING:
    from jinja2 import Environment

    from .views.listing import Listing

Subject: TypeAlias = Evaluation | tuple[Evaluation, Scorecard] | Recheck | Sequence[Recheck]
"""What a report is about, see :func:`render`."""


def render(kind: str, subject: Subject, format: str, layout: str = "auto") -> str:  # noqa: A002
    """Write a report as text.

    Args:
        kind: ``report`` (自评报告) and ``form`` (自评表) of an evaluation and its scorecard,
            ``opinion`` (复核意见) of a recheck, ``summary`` (汇总) of several, or of an
            :class:`~reports.views.summary.Unfinished` run.  A form is also written
            of an evaluation alone: exactly what was printed.
        subject: what it is about.
        format: ``html`` (one file that opens without a network) or ``md``.
        layout: which layout a form is printed in, see :func:`reports.sheets.building.form_sheet`.

    Raises:
        ReportError: there is no such kind, format or layout, or the subject is not of that kind.
    """
    if kind not in KINDS:
        raise ReportError(f"没有“{kind}”这种报告", cure=f"可选的有：{'、'.join(KINDS)}")
    if format not in TEXTS:
        raise ReportError(f"不能写成“{format}”格式", cure=f"可选的有：{'、'.join(TEXTS)}")
    view = _view(kind, subject, layout)
    template = _environment(format).get_template(f"{kind}.{format}.j2")
    style = _style() if format == "html" else ""
    return template.render(view=view, style=style)


def render_file(kind: str, subject: Subject, format: str, layout: str = "auto") -> bytes:  # noqa: A002
    """Write a report as the bytes of a file.

    Args:
        kind, subject, layout: as for :func:`render`.
        format: one of ``FILES[kind]``; ``pdf`` needs the extra ``pdf``.

    Raises:
        ReportError: there is no such kind, it cannot be written in this format, or the subject is not of that kind.
    """
    if format in TEXTS:
        return render(kind, subject, format, layout).encode()
    if kind not in KINDS:
        raise ReportError(f"没有“{kind}”这种报告", cure=f"可选的有：{'、'.join(KINDS)}")
    if format not in FILES[kind]:
        raise ReportError(f"“{kind}”不能写成“{format}”格式", cure=f"可选的有：{'、'.join(FILES[kind])}")
    data: bytes = import_module(f".writers.{format}", __package__).write(kind, _view(kind, subject, layout))
    return data


def render_listing(listing: Listing, format: str) -> str | bytes:  # noqa: A002
    """Write a plain page of tables.

    Args:
        listing: the page.
        format: one of ``LISTED``: ``html`` as text, ``xlsx`` as the bytes of a workbook.

    Raises:
        ReportError: there is no such format.
    """
    if format == "html":
        return _environment(format).get_template("listing.html.j2").render(view=listing, style=_style())
    if format not in LISTED:
        raise ReportError(f"不能写成“{format}”格式", cure=f"可选的有：{'、'.join(LISTED)}")
    from .writers.xlsx_lists import draw_listing

    return draw_listing(listing)


def render_template(kind: str, subject: Subject, template: bytes, name: str) -> bytes:
    """Fill a user's own template; a form's template is filled from the same data as a report's.

    Args:
        kind, subject: as for :func:`render`.
        template, name: the template file and its name, see :func:`reports.templating.filling.fill_template`.

    Raises:
        ReportError: the template is broken or does what it must not, or the subject is not of that kind.
    """
    from .templating.filling import fill_template

    if kind not in KINDS:
        raise ReportError(f"没有“{kind}”这种报告", cure=f"可选的有：{'、'.join(KINDS)}")
    return fill_template(template, name, _view("report" if kind == "form" else kind, subject, "auto"))


def _report(subject: Any) -> object:
    from .views.report import report_view

    return report_view(*_scored(subject, "report"))


def _form(subject: Any, layout: str) -> object:
    from .sheets.building import form_sheet

    if isinstance(subject, Evaluation):
        return form_sheet(subject, layout=layout)
    return form_sheet(*_scored(subject, "form"), layout=layout)


def _opinion(subject: Any) -> object:
    from .views.opinion import opinion_view

    if not isinstance(subject, Recheck):
        raise _wrong("opinion", "一个 Recheck")
    return opinion_view(subject)


def _summary(subject: Any) -> object:
    from .views.summary import Unfinished, summary_view

    if isinstance(subject, Unfinished):
        return summary_view(subject.rechecks, subject.documents, subject.left_out)
    if isinstance(subject, Recheck) or not all(isinstance(one, Recheck) for one in subject):
        raise _wrong("summary", "若干个 Recheck")
    return summary_view(tuple(subject))


@exactly
def _view(kind: str, subject: Any, layout: str) -> object:
    return _form(subject, layout) if kind == "form" else _VIEWS[kind](subject)


_VIEWS: Final[dict[str, Callable[[Any], object]]] = {
    "report": _report,
    "opinion": _opinion,
    "summary": _summary,
}


def _scored(subject: Any, kind: str) -> tuple[Evaluation, Scorecard]:
    if (
        isinstance(subject, tuple)
        and len(subject) == 2
        and isinstance(subject[0], Evaluation)
        and isinstance(subject[1], Scorecard)
    ):
        return subject[0], subject[1]
    raise _wrong(kind, "一对 (Evaluation, Scorecard)")


def _wrong(kind: str, wanted: str) -> ReportError:
    return ReportError(f"“{kind}”要用{wanted}来写")


@lru_cache(maxsize=len(TEXTS))
def _environment(format: str) -> Environment:  # noqa: A002
    # Imported here: only who writes a report pays for jinja2.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        finalize=clean if format == "html" else markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = cell  # only Markdown templates use these two
    environment.filters["lined_cell"] = lined_cell
    environment.filters["unmerged"] = unmerged
    environment.filters["tie"] = tie
    environment.filters["numeral"] = numeral
    return environment


@lru_cache(maxsize=1)
def _style() -> Any:
    from markupsafe import Markup

    return Markup((resources.files(__package__) / "templates" / "style.css").read_text(encoding="utf-8"))
