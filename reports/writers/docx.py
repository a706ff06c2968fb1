"""Write .docx: Jinja over the parts of the document, put together by ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from ..errors import ReportError
from ..escaping import clean
from ..sheets.sheet import Sheet
from ..typography import numeral, tie
from ..views.figures import BLANK
from ..views.findings import FindingBlock, SeverityView
from ..views.opinion import OpinionView
from ..views.report import ReportView
from ..views.rows import TraceView
from .archive import Part, archive, part
from .docx_form import LANDSCAPE, PORTRAIT, drawing, twips

_FOLDER: Final = "templates/docx"
_STATIC: Final = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/footer_odd.xml": "footer_odd.xml",
    "word/footer_even.xml": "footer_even.xml",
    "docProps/app.xml": "app.xml",
}
"""Part → file of :data:`_FOLDER`, the same in every document."""
_LOOKS: Final = {"l": "Left", "c": "Centre", "r": "Right", "h": "Head"}


def write(kind: str, view: object) -> bytes:
    """Write a report, an opinion or a form.

    Args:
        kind: ``report`` of a ReportView, ``opinion`` of an OpinionView, ``form`` of a Sheet.
        view: what it shows.

    Returns:
        The bytes of the file; the same for the same view.

    Raises:
        ReportError: there is no such kind, or the view is not of that kind.
    """
    page, more = PORTRAIT, {}
    if kind == "report" and isinstance(view, ReportView):
        title = f"{view.project} {view.title}"
    elif kind == "opinion" and isinstance(view, OpinionView):
        title = f"{view.title} {view.source}"
    elif kind == "form" and isinstance(view, Sheet):
        title = f"{view.name} {view.title}".strip()
        page = LANDSCAPE if view.landscape else PORTRAIT
        more = {"drawing": drawing(view, page)}
    else:
        raise ReportError(f"“{kind}”不能由 {type(view).__name__} 写成 docx")
    document = _template(f"{kind}.xml.j2").render(view=view, page=page, **more)
    core = _template("core.xml.j2").render(title=title)
    return archive(
        (*_static_parts(), part("docProps/core.xml", core.encode()), part("word/document.xml", document.encode()))
    )


@lru_cache(maxsize=1)
def _static_parts() -> tuple[Part, ...]:
    folder = resources.files("reports") / _FOLDER
    parts = [part(name, (folder / file).read_bytes()) for name, file in _STATIC.items()]
    return (*parts, part("word/styles.xml", _template("styles.xml.j2").render().encode()))


@lru_cache(maxsize=8)
def _template(name: str) -> Template:
    return _environment().get_template(name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports", _FOLDER),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(twips=twips, beginnings=_beginnings, zip=zip)
    environment.filters.update(
        beside=_beside,
        counted=_counted,
        explained=explained,
        named=_named,
        numeral=numeral,
        run=run,
        termed=_termed,
        tie=tie,
        totals=_totals,
        xml=Markup,  # only for pieces that stand in the templates themselves
    )
    return environment


@lru_cache(maxsize=512)
def _beginnings(widths: tuple[int, ...], kinds: str, size: int, keep: bool) -> tuple[str, ...]:
    """The beginnings of the cells of a row, each up to its text."""
    begin: Callable[[int, str, bool], str] = getattr(_template("parts.xml.j2").module, "begin")  # noqa: B009
    return tuple(begin(width, f"{_LOOKS[kind]}{size}", keep) for width, kind in zip(widths, kinds, strict=True))


def _shown(value: object) -> object:
    """Remove what cannot be seen from a text; what is markup already went through here."""
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    return clean(value)


def run(text: object, look: str = "") -> Markup:
    """A run of text as XML; line breaks in it become ``w:br``.

    Args:
        text: any text or number.
        look: the children of ``w:rPr``, from a template.
    """
    shown = str(escape(_shown(str(text))))
    if not shown:
        return Markup("")
    if "\n" in shown:
        shown = shown.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return Markup(f'<w:r>{properties}<w:t xml:space="preserve">{shown}</w:t></w:r>')


def explained(trace: TraceView) -> list[str]:
    """The explanation of a score, as lines of a narrow cell."""
    if not trace.lines:
        return [trace.brief] if trace.brief else []
    rule = [f"规则：{trace.rule}"] if trace.rule else []
    return [*rule, "；".join(trace.lines), *trace.notes]


def _termed(texts: Iterable[str], term: str) -> list[tuple[str, str]]:
    return [(term, text) for text in texts]


def _counted(counts: Iterable[tuple[SeverityView, int]]) -> list[str]:
    return [str(count or BLANK) for _, count in counts]


def _totals(compared: Sequence[tuple[str, str]], wanted: int) -> list[str]:
    """The totals by the rulesets compared with, dashes for a table without any."""
    return [total for _, total in compared] or [BLANK] * wanted


def _beside(compared: Iterable[tuple[str, str]]) -> str:
    return "".join(f"；{title} {total} 分" for title, total in compared)


def _named(blocks: Iterable[FindingBlock]) -> str:
    """The findings of a table by name."""
    return "；".join(
        f"{block.severity.mark} {block.code} {block.title}" + (f"（{block.count} 处）" if block.count > 1 else "")
        for block in blocks
    )
