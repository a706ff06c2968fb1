"""What stands on one page of a PDF: its letters with their boxes, its ruling lines, its pictures.

pdfium is not safe in threads: a process reads one file at a time.  Positions come out in points as a
person sees the page, turned and cropped: x to the right, y downwards from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import pi
from typing import Any, Final, TypeAlias

from attrs import define, field

from .pdf_letters import BROKEN
from .pdf_runs import Letter, Run, Runs, Turn, read_runs

Rule: TypeAlias = tuple[float, float, float]
"""A ruling line: its y (a horizontal one) or x (a vertical one), and from where to where it goes."""

_MOST_LETTERS: Final = 400_000
_SAMPLE: Final = 40
_NO_CHARACTER: Final = 0x110000
_MOST_NOTES: Final = 2000


@define
class Page:
    """What stands on a page.

    Attributes:
        number: from 1.
        width, height: of what is seen, in points.
        letters: in the order they were drawn; spaces among them.
        runs: the same letters by runs.
        shown: how many of the letters are no spaces.
        across, down: horizontal and vertical ruling lines.
        pictured: how much of the page pictures cover, 0 to 1.
        unmapped: how many of the letters have no known character, 0 to 1.
        one_run: were the letters with these two indexes drawn as one piece of text?  Only while the page is open.
        turned: by how many quarters is the letter with this index turned to the left?  Only while the page is open.
        crowded: why ruling lines or letters were left out, "" where none were.
    """

    number: int
    width: float
    height: float
    letters: list[Letter] = field(factory=list)
    runs: list[Run] = field(factory=list)
    shown: int = 0
    across: list[Rule] = field(factory=list)
    down: list[Rule] = field(factory=list)
    pictured: float = 0.0
    unmapped: float = 0.0
    crowded: str = ""
    one_run: Callable[[int, int], bool] = lambda one, other: False
    turned: Callable[[int], int] = lambda index: 0


@contextmanager
def open_page(document: Any, index: int) -> Iterator[Page | None]:
    """Read a page of an open pdfium document, or None where pdfium cannot load it.

    Args:
        document: the handle pdfium gave.
        index: of the page, from 0.
    """
    import pypdfium2.raw as pdfium

    from .pdf_rules import read_marks

    handle = _loaded(pdfium, document, index)
    if not handle:
        yield None
        return
    text = None
    try:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(handle, box)
        bounds = (box.left, box.bottom, box.right, box.top)
        quarter = pdfium.FPDFPage_GetRotation(handle) % 4
        text = pdfium.FPDFText_LoadPage(handle)
        if not text:
            yield None
            return
        count = max(0, pdfium.FPDFText_CountChars(text))
        characters = _characters(pdfium, text, count)
        sample = [at for at in range(0, count, max(1, count // _SAMPLE)) if characters[at] > " "]
        quarter = (quarter + _drawn_turned(pdfium, text, sample, quarter)) % 4
        turn, width, height = _turning(bounds, quarter)
        page = Page(index + 1, width, height)
        if count > _MOST_LETTERS:
            page.crowded = f"有 {count} 个字符，最多读 {_MOST_LETTERS} 个"
        else:
            corner = None if quarter else (bounds[0], bounds[3])
            runs = read_runs(text, characters, (width, height), turn, corner)
            _take(page, runs, pdfium, text, quarter, sample)
        marks = read_marks(handle, bounds)
        page.pictured = marks.pictured
        page.crowded = page.crowded or marks.crowded
        for left, bottom, right, top in marks.rules:
            (x0, y0), (x1, y1) = turn(left, bottom), turn(right, top)
            if x0 > x1:
                x0, x1 = x1, x0
            if y0 > y1:
                y0, y1 = y1, y0
            if x1 - x0 >= y1 - y0:
                page.across.append(((y0 + y1) / 2, x0, x1))
            else:
                page.down.append(((x0 + x1) / 2, y0, y1))
        yield page
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(handle)


def _loaded(pdfium: Any, document: Any, index: int) -> Any:
    """The handle of a page; what was typed into form fields and text boxes becomes part of it."""
    handle = pdfium.FPDF_LoadPage(document, index)
    typed = pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(handle), _MOST_NOTES) if handle else 0):
        note = pdfium.FPDFPage_GetAnnot(handle, number)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind in typed:
            pdfium.FPDFPage_Flatten(handle, pdfium.FLAT_NORMALDISPLAY)
            pdfium.FPDF_ClosePage(handle)
            return pdfium.FPDF_LoadPage(document, index)
    return handle


def _turning(bounds: tuple[float, float, float, float], quarter: int) -> tuple[Turn, float, float]:
    """How to go from the file's positions to what is seen, and the size of what is seen."""
    left, bottom, right, top = bounds
    if quarter == 0:
        return (lambda x, y: (x - left, top - y)), right - left, top - bottom
    if quarter == 1:
        return (lambda x, y: (y - bottom, x - left)), top - bottom, right - left
    if quarter == 2:
        return (lambda x, y: (right - x, y - bottom)), right - left, top - bottom
    return (lambda x, y: (top - y, right - x)), top - bottom, right - left


def _drawn_turned(pdfium: Any, text: Any, sample: Sequence[int], quarter: int) -> int:
    """By how many quarters the page must be turned for most of a sample of its letters to stand upright."""
    found = [0, 0, 0, 0]
    for index in sample:
        found[_quarters(pdfium, text, index)] += 1
    upright = max(range(4), key=lambda turned: found[turned])
    # Text that runs upwards in the file (a quarter to the left) stands upright after a quarter to the right.
    needed = (upright - quarter) % 4
    return needed if found[upright] * 3 > sum(found) * 2 else 0


def _quarters(pdfium: Any, text: Any, index: int) -> int:
    """By how many quarters a letter is turned to the left; pdfium counts to the right."""
    angle: float = pdfium.FPDFText_GetCharAngle(text, index)
    return round(-angle / (pi / 2)) % 4


def _take(page: Page, runs: Runs, pdfium: Any, text: Any, quarter: int, sample: Sequence[int]) -> None:
    """Put the letters upon the page, and what can be asked about them while it is open."""
    places = runs.places
    page.runs = runs.all
    page.letters = [letter for run in runs.all for letter in run.letters]
    page.shown = len(places) - runs.spaces
    page.one_run = lambda one, other: _object_of(pdfium, text, places[one]) == _object_of(pdfium, text, places[other])
    page.turned = lambda index: (_quarters(pdfium, text, places[index]) - quarter) % 4
    if page.shown:
        page.unmapped = max(runs.broken, _without_map(pdfium, text, sample) * page.shown) / page.shown


def _characters(pdfium: Any, text: Any, count: int) -> Sequence[str]:
    """The character of each of the letters; a text where all of them have one on the first plane."""
    from ctypes import POINTER, c_ushort, cast, create_string_buffer

    buffer = create_string_buffer(2 * count + 2)
    written = pdfium.FPDFText_GetText(text, 0, count, cast(buffer, POINTER(c_ushort)))
    characters = buffer.raw[: 2 * count].decode("utf-16-le", "replace") if written == count + 1 else ""
    if len(characters) == count:
        return characters
    codes = (pdfium.FPDFText_GetUnicode(text, at) for at in range(count))
    return [chr(code) if code < _NO_CHARACTER else BROKEN for code in codes]


def _object_of(pdfium: Any, text: Any, index: int) -> int | None:
    from ctypes import c_void_p, cast

    return cast(pdfium.FPDFText_GetTextObject(text, index), c_void_p).value


def _without_map(pdfium: Any, text: Any, sample: Sequence[int]) -> float:
    """How many of a sample of the letters belong to fonts that do not say which characters they are."""
    return sum(pdfium.FPDFText_HasUnicodeMapError(text, at) == 1 for at in sample) / len(sample) if sample else 0.0
