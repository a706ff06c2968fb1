"""Reports, opinions and forms as .pdf: Jinja writes the document, typst sets it.

In a template every value becomes a typst *expression*, a string literal for a text, so nothing a file
brings is ever read as markup or code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from ..errors import ReportError
from ..escaping import clean
from ..sheets.sheet import Sheet
from ..typography import numeral, tie
from .pdf_form import fitted
from .typesetting import typesetter

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

KINDS: Final = ("report", "opinion", "form")
"""自评报告, 复核意见, 自评表."""

LARGEST: Final = 1_600_000
"""Characters of a typst text that can be set: each takes up to 0.9 KB of memory, this many some nine seconds."""

_LONGEST_WORD: Final = 24
"""Letters without a place to break a line, after which one is made."""

_WORD: Final = re.compile(rf"[^\s\u2e80-\uffff]{{{_LONGEST_WORD + 1},}}")
_PIECE: Final = re.compile(rf".{{1,{_LONGEST_WORD // 2}}}")
_DESCRIPTION: Final = re.compile(r"<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>", re.DOTALL)
_SIZE: Final = re.compile(r'<svg class="chart" role="img" viewBox="0 0 (\d+) (\d+)"')
_SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" font-size="13" '
_BAR: Final = re.compile(r'<rect x="0\.5" y="(\d+)\.5"')
_BELOW_BAR: Final = 16
_HIGHEST: Final = 700
"""Of a piece of a chart, in its own units: 540 points on the page."""


def write(kind: str, view: object) -> bytes:
    """Write a report as a PDF file.

    Args:
        kind: one of ``KINDS``.
        view: a :class:`~reports.views.report.ReportView`, an :class:`~reports.views.opinion.OpinionView`, or for a
            form a :class:`~reports.sheets.sheet.Sheet` or several of them.

    Returns:
        The file; the same bytes for the same view and the same fonts.

    Raises:
        ReportError: there is no such kind, it is too large, typst is not installed, or no font with Chinese
            letters is.
    """
    if kind not in KINDS:
        raise ReportError(f"“{kind}”不能写成 PDF", cure=f"可选的有：{'、'.join(KINDS)}")
    setter = typesetter()
    if kind == "form":
        view = fitted((view,) if isinstance(view, Sheet) else tuple(view))  # type: ignore[arg-type]
    text = source(kind, view)
    if len(text) > LARGEST:
        rows = _rows(kind, view)
        fits = rows * LARGEST // len(text)
        raise ReportError(
            f"有 {rows} 行，太多，排不成一份 PDF",
            cure=f"用 --format docx 写成 Word 文件，或拆成几份，像这样的每份最多约 {fits // 100 * 100 or fits} 行",
        )
    return setter.pdf(text)


def _rows(kind: str, view: Any) -> int:
    """How many rows a view has."""
    if kind == "form":
        return sum(len(part.rows) for sheet in view.sheets for part in sheet.parts)
    return len(view.rows if kind == "report" else view.score_rows)


def source(kind: str, view: object) -> str:
    """The typst text of a document."""
    return _environment().get_template(f"{kind}.typ.j2").render(view=view)


def literal(value: object) -> Markup:
    """Write a value as a typst expression: a text as a string literal, a sequence as an array."""
    # Imported here: only who writes a report pays for it.
    from markupsafe import Markup

    return value if isinstance(value, Markup) else Markup(_expression(value))


def _expression(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return f"({''.join([f'{_expression(item)}, ' for item in value])})"
    raise TypeError(f"{type(value).__name__} has no typst expression")


def _text(text: str) -> str:
    text = str(clean(text))
    if len(text) > _LONGEST_WORD and (word := _WORD.search(text)) is not None:
        return _broken(text, word)
    return _quoted(text)


def _quoted(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r\n", "\n")
    return '"' + text.replace("\n", "\\n") + '"'


def _broken(text: str, word: re.Match[str]) -> str:
    """A text with a word too long for a line, in pieces between which it may be broken."""
    pieces, end = [], 0
    found: re.Match[str] | None = word
    while found is not None:
        first, *rest = _PIECE.findall(found.group())
        pieces.append(text[end : found.start()] + first)
        pieces += rest
        end = found.end()
        found = _WORD.search(text, end)
    pieces[-1] += text[end:]
    return f"({''.join(f'{_quoted(piece)}, ' for piece in pieces)})"


def plain(text: str) -> Markup:
    """A text as one string, for what typst wants a string for: a title, a name."""
    from markupsafe import Markup

    return Markup(_quoted(str(clean(text))))


def pictures(svg: str) -> Markup:
    """A chart as pictures that stand alone, cut between bars where it is higher than a page; a list of arguments."""
    from markupsafe import Markup

    found = _SIZE.search(svg)
    if found is None:
        raise ReportError("图没有写明大小，不能排入 PDF")
    width, height = map(int, found.groups())
    cuts, last = [0], 0
    for bar in [int(y) + _BELOW_BAR for y in _BAR.findall(svg)]:
        if bar - cuts[-1] > _HIGHEST and last > cuts[-1]:
            cuts.append(last)
        last = bar
    parts = [
        plain(svg.replace(found.group(), f'{_SVG}viewBox="0 {top} {width} {bottom - top}"', 1))
        for top, bottom in pairwise([*cuts, height])
    ]
    return Markup(", ").join(parts)


def said(svg: str) -> Markup:
    """What a chart shows, in words, for who cannot see it."""
    found = _DESCRIPTION.search(svg)
    return plain("：".join(unescape(part) for part in found.groups() if part) if found is not None else "")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reports", "templates/typst"),
        autoescape=True,
        finalize=literal,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(tie=tie, numeral=numeral, plain=plain, pictures=pictures, said=said)
    return environment
