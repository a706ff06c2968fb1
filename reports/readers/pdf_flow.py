"""Put laid-out pages in reading order: running heads left out, lines joined into paragraphs, tables stitched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve

from scoring.model import Place

from ..grid import Block, Grid, Paragraph, Parsed, Row
from ..recognition.forms import form_title, year_line
from ..recognition.lexicon import key, lexicon
from .pdf_layout import Item, Laid, Piece, Unruled, adopt_overhang
from .pdf_stitch import goes_on, stitched
from .pdf_text import Line, between
from .pdf_unruled import find_unruled

_PAGE_NUMBER: Final = re.compile(r"第?[-—–_.·\s]*\d{1,4}[-—–_.·\s]*页?(?:\s*[,，]?\s*[共/]\s*\d{1,4}\s*页?)?$")
_DIGITS: Final = re.compile(r"\d+")
_MARGIN: Final = 0.11
_SAME_HEIGHT: Final = 3.0
_FEWEST_REPEATS: Final = 3
_INDENT: Final = 0.8
_LEADING: Final = 1.6
_SAME_SIZE: Final = 0.25
_FULL_LINE: Final = 0.5
_MOST_OVERHANG: Final = 12
_HUNG_OUT: Final = 0.3


def in_order(pages: Sequence[Laid]) -> Parsed:
    """The paragraphs and grids of a file in the order a person reads them, and what is to be said of them."""
    _drop_furniture(pages)
    skipped, remarks = find_unruled(pages)
    for page, following in pairwise(pages):
        _close_overhang(page, following)
    edges = _edges(pages)
    found: list[Block] = []
    paragraph = _Paragraph()
    items = [(page, item, at == 0) for page in pages for at, item in enumerate(page.items)]
    tables: Counter[int] = Counter()
    at = 0
    while at < len(items):
        page, item, _ = items[at]
        at += 1
        if isinstance(item, Line):
            if not paragraph.take(item, page.number, edges[page.width > page.height]):
                found += paragraph.close()
                paragraph.take(item, page.number, edges[page.width > page.height])
            continue
        if isinstance(item, Unruled):
            found += paragraph.close()
            tables[page.number] += 1
            place = Place(page=page.number, grid=tables[page.number])
            found.append(Grid(tuple(Row(row, evolve(place, grid_row=n)) for n, row in enumerate(item.rows, 1))))
            continue
        chain = [item]
        while at < len(items) and items[at][2] and isinstance(rest := items[at][1], Piece) and goes_on(chain[-1], rest):
            chain.append(rest)
            at += 1
        if len(chain) == 1 and len(item.cells) == 1:
            # A box around text is no table.
            found += paragraph.close()
            found += (Paragraph(line, Place(page=page.number)) for line in item.cells[0].text.split("\n") if line)
            continue
        found += paragraph.close()
        tables.update(piece.page for piece in chain)
        found += stitched(chain, [tables[piece.page] for piece in chain])
    found += paragraph.close()
    return Parsed(tuple(found), tuple(skipped), tuple(remarks))


def _close_overhang(page: Laid, following: Laid) -> None:
    """Give the lines under the last table of a page to its cells, if the table goes on upon the next page."""
    count = 0
    while count < len(page.items) and isinstance(page.items[-1 - count], Line):
        count += 1
    if not 0 < count <= _MOST_OVERHANG or count == len(page.items) or not following.items:
        return
    above, below = page.items[-1 - count], following.items[0]
    lines = [item for item in page.items[-count:] if isinstance(item, Line)]
    if not (isinstance(above, Piece) and isinstance(below, Piece) and goes_on(above, below)):
        return
    if not (below.lattice.open_top or lines[0].top - above.lattice.ys[-1] < _HUNG_OUT * lines[0].size):
        return
    if adopt_overhang(above, lines):
        del page.items[-count:]


class _Paragraph:
    """Takes lines as long as they belong to one paragraph."""

    def __init__(self) -> None:
        self.text = ""
        self.last: Line | None = None
        self.page = self.last_page = 0

    def close(self) -> Iterator[Paragraph]:
        """Hand out what was gathered."""
        text, self.text, self.last = self.text.replace("\u00ad", "").strip(), "", None
        if text:
            yield Paragraph(text, Place(page=self.page))

    def take(self, line: Line, page: int, edges: tuple[float, float]) -> bool:
        """Add a line; False if it begins another paragraph."""
        last = self.last
        if last is None:
            self.text, self.page = line.text, page
        else:
            gap = self._wrapped(last, line, page, edges)
            if gap is None:
                return False
            self.text += gap + line.text
        self.last, self.last_page = line, page
        return True

    def _wrapped(self, last: Line, line: Line, page: int, edges: tuple[float, float]) -> str | None:
        left, right = edges
        if abs(last.size - line.size) > _SAME_SIZE * max(last.size, line.size):
            return None
        if line.left > min(last.left, left + _INDENT * line.size) + _INDENT * line.size:
            return None
        if last.right - last.left < _FULL_LINE * (right - left):
            return None
        if page == self.last_page and not -1.0 < line.top - last.bottom < _LEADING * line.size:
            return None
        if page > self.last_page + 1:
            return None
        gap = between(last, line, right - last.left)
        return None if gap == "\n" else gap


def _edges(pages: Sequence[Laid]) -> dict[bool, tuple[float, float]]:
    """From where to where lines of text go, on upright pages and on those that lie on their side."""
    found: dict[bool, tuple[float, float]] = {}
    for lying in (False, True):
        chosen = [page for page in pages if (page.width > page.height) == lying]
        sides = [_sides(item) for page in chosen for item in page.items]
        if sides:
            width = max(page.width for page in chosen)
            left = max(0.0, min(side[0] for side in sides))
            found[lying] = left, max(min(width, max(side[1] for side in sides)), 0.75 * width)
    return found


def _sides(item: Item) -> tuple[float, float]:
    return (item.lattice.xs[0], item.lattice.xs[-1]) if isinstance(item, Piece) else (item.left, item.right)


def _drop_furniture(pages: Sequence[Laid]) -> None:
    """Leave out page numbers and the lines that stand at the same place of the margin of page after page."""
    seen: Counter[tuple[str, int]] = Counter()
    outer: list[list[tuple[Line, tuple[str, int]]]] = []
    for page in pages:
        lines = []
        for item in (*page.items[:2], *page.items[2:][-2:]):
            if isinstance(item, Line) and not _MARGIN < item.top / page.height < 1 - _MARGIN:
                name = _DIGITS.sub("#", "".join(item.text.split()))
                lines.append((item, (name, round(item.top / _SAME_HEIGHT))))
        outer.append(lines)
        seen.update(name for _, name in lines)
    for page, lines in zip(pages, outer, strict=True):
        dropped = {id(item) for item, name in lines if _is_furniture(item.text, _times(seen, name))}
        if dropped:
            page.items = [item for item in page.items if id(item) not in dropped]


def _times(seen: Counter[tuple[str, int]], name: tuple[str, int]) -> int:
    text, at = name
    return max(seen[text, near] + seen[text, near + 1] for near in (at - 1, at))


def _is_furniture(text: str, times: int) -> bool:
    if _PAGE_NUMBER.match(text.strip()):
        return True
    if times < _FEWEST_REPEATS or form_title(text) is not None or year_line(text) is not None:
        return False
    return not key(text).startswith(lexicon().words("between", "starts"))
