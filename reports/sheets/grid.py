"""The columns of a sheet, and blocks of other columns fitted to them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from attrs import frozen

from .sheet import CellKind, SheetCell, SheetPart

_NEAR: Final = 0.02

Span: TypeAlias = tuple[int, int]
"""First column and how many."""


@frozen
class Columns:
    """The columns of a sheet.

    Attributes:
        widths: their relative widths.
        spans: the columns that each column of the indicators covers, the side heading's first if there is one.
    """

    widths: tuple[int, ...]
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, widths: Sequence[int], fewest: int, edges: Sequence[int] = ()) -> Columns:
        """Columns of these widths, divided where they must be.

        Args:
            widths: relative widths.
            fewest: the widest are divided until there are so many.
            edges: where a column must end, in hundredths of what is right of the first; an edge of a
                column near by will do.
        """
        parts = _cut(widths, edges)
        while sum(map(len, parts)) < fewest:
            widest = max(parts, key=lambda part: part[0])
            total, count = sum(widest), len(widest) + 1
            widest[:] = [total * (n + 1) // count - total * n // count for n in range(count)]
        spans, start = [], 0
        for part in parts:
            spans.append((start, len(part)))
            start += len(part)
        return cls(tuple(width for part in parts for width in part), tuple(spans))

    def fit(self, shares: Sequence[int], start: int = 0) -> list[Span]:
        """Divide the columns from ``start`` on into blocks whose widths come nearest to ``shares``.

        Args:
            shares: relative widths of the blocks, no more of them than there are columns.
            start: the first column.
        """
        edges = [0.0]
        for width in self.widths[start:]:
            edges.append(edges[-1] + width)
        scale = edges[-1] / sum(shares)
        last = len(edges) - 1
        # Cost of the best way to end so many blocks at each edge, and where the last of them began.
        best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
        wanted = 0.0
        for number, share in enumerate(shares, 1):
            wanted += share * scale
            now: dict[int, tuple[float, tuple[int, ...]]] = {}
            for edge in range(number, last - (len(shares) - number) + 1):
                cost, ends = min(best[before] for before in best if before < edge)
                now[edge] = cost + (edges[edge] - wanted) ** 2, (*ends, edge)
            best = now
        spans, begin = [], 0
        for end in best[last][1]:
            spans.append((start + begin, end - begin))
            begin = end
        return spans

    @property
    def count(self) -> int:
        """How many columns there are."""
        return len(self.widths)


def _cut(widths: Sequence[int], edges: Sequence[int]) -> list[list[int]]:
    """The widths, those divided in which one of the edges lies."""
    whole = sum(widths[1:])
    wanted = [widths[0] + whole * edge / 100 for edge in edges]
    parts, begin = [], 0
    for width in widths:
        cuts = [begin]
        for edge in wanted:
            if cuts[-1] + whole * _NEAR < edge < begin + width - whole * _NEAR:
                cuts.append(round(edge))
        cuts.append(begin + width)
        parts.append([high - low for low, high in pairwise(cuts)])
        begin += width
    return parts


def cell(span: Span, text: str, kind: CellKind = "text", role: str = "", rowspan: int = 1) -> SheetCell:
    """A cell that covers these columns."""
    return SheetCell(text, span[0], span[1], rowspan, kind, role)


def unmerged(part: SheetPart, count: int) -> list[list[str]]:
    """The texts of a part by row and column, for formats without merged cells.

    A level stands on each of its rows, any other text in the first cell that it covers.

    Args:
        part: a part of a sheet.
        count: how many columns the sheet has.
    """
    texts = [[""] * count for _ in part.rows]
    for number, row in enumerate(part.rows):
        for one in row.cells:
            for covered in range(number, number + (one.rowspan if one.kind == "level" else 1)):
                texts[covered][one.column] = one.text
    return texts
