"""The ruling lines of a page of a PDF, drawn as strokes or as thin filled boxes, and how much pictures cover."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, TypeAlias

from attrs import define, field

from .pdf_calls import plain

_Box: TypeAlias = tuple[float, float, float, float]
_Matrix: TypeAlias = tuple[float, float, float, float, float, float]

THICKEST: Final = 3.5
"""A filled box thinner than this is a ruling line, in points."""
_MOST_SEGMENTS: Final = 200_000
_MOST_OBJECTS: Final = 200_000
_DEEPEST: Final = 12
_PALEST: Final = 250
_FEWEST_TO_LOOK_INTO: Final = 6
_SHORTEST: Final = 0.2
_IDENTITY: Final[_Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@define
class Marks:
    """What is drawn on a page besides letters.

    Attributes:
        rules: boxes of ruling lines in the file's positions: left, bottom, right, top.
        pictured: how much of the page pictures cover, 0 to 1.
        crowded: why ruling lines were left out, "" where none were.
    """

    rules: list[_Box] = field(factory=list)
    pictured: float = 0.0
    crowded: str = ""


def read_marks(page: Any, bounds: _Box) -> Marks:
    """Read the ruling lines of a loaded page.

    Args:
        page: the handle pdfium gave.
        bounds: what is seen of the page; lines outside are left out.
    """
    import pypdfium2.raw as pdfium

    reader = _MarkReader(pdfium, bounds)
    count = pdfium.FPDFPage_CountObjects(page)
    if count > _MOST_OBJECTS:
        reader.marks.crowded = f"有 {count} 个图形对象，最多读 {_MOST_OBJECTS} 个"
        return reader.marks
    reader.objects(plain("FPDFPage_GetObject"), page, count, _IDENTITY, 0)
    marks = reader.marks
    if marks.crowded:
        marks.rules.clear()
    area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
    marks.pictured = min(1.0, reader.pictured / area) if area > 0 else 0.0
    return marks


class _MarkReader:
    """Walks the objects of a page and of the forms in it."""

    def __init__(self, pdfium: Any, bounds: _Box) -> None:
        from ctypes import byref, c_float, c_int, c_uint

        self.pdfium = pdfium
        self.bounds = bounds
        self.marks = Marks()
        self.segments = 0
        self.pictured = 0.0
        self._box = tuple(c_float() for _ in range(4))
        self._at_box = tuple(byref(value) for value in self._box)
        self._color = tuple(c_uint() for _ in range(4))
        self._at_color = tuple(byref(value) for value in self._color)
        self._fill, self._stroke = c_int(), c_int()
        self._at_mode = byref(self._fill), byref(self._stroke)
        self._kind_of = plain("FPDFPageObj_GetType")
        self._bounds_of = plain("FPDFPageObj_GetBounds")
        self._segments_of = plain("FPDFPath_CountSegments")
        self._mode_of = plain("FPDFPath_GetDrawMode")
        self._stroke_of, self._fill_of = plain("FPDFPageObj_GetStrokeColor"), plain("FPDFPageObj_GetFillColor")
        self._clip_of, self._clips_in = plain("FPDFPageObj_GetClipPath"), plain("FPDFClipPath_CountPaths")
        self._point_of = plain("FPDFPathSegment_GetPoint")

    def objects(self, get: Any, holder: Any, count: int, matrix: _Matrix, depth: int) -> None:
        """Read the objects of the page or of one form."""
        pdfium = self.pdfium
        kind_of = self._kind_of
        path, form, image = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_IMAGE
        for index in range(count):
            thing = get(holder, index)
            kind = kind_of(thing)
            if kind == path:
                self.path(thing, matrix)
                if self.marks.crowded:
                    return
            elif kind in (image, form):
                if kind == form and depth < _DEEPEST:
                    own = pdfium.FS_MATRIX()
                    if pdfium.FPDFPageObj_GetMatrix(thing, own):
                        inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
                        many = pdfium.FPDFFormObj_CountObjects(thing)
                        self.objects(plain("FPDFFormObj_GetObject"), thing, max(many, 0), inner, depth + 1)
                elif kind == image and (box := self.box_of(thing, matrix)) is not None:
                    seen = _common(box, self.bounds)
                    self.pictured += max(0.0, seen[2] - seen[0]) * max(0.0, seen[3] - seen[1])

    def box_of(self, thing: Any, matrix: _Matrix) -> _Box | None:
        """The box around an object."""
        if not self._bounds_of(thing, *self._at_box):
            return None
        left, bottom, right, top = self._box
        box = left.value, bottom.value, right.value, top.value
        return box if matrix is _IDENTITY else _moved(box, matrix)

    def path(self, thing: Any, matrix: _Matrix) -> None:
        """Read the ruling lines of one path."""
        box = self.box_of(thing, matrix)
        if box is None:
            return
        left, bottom, right, top = box
        low, under, high, over = self.bounds
        if right < low or left > high or top < under or bottom > over:
            return
        segments = self._segments_of(thing)
        self.segments += segments
        if self.segments > _MOST_SEGMENTS:
            self.marks.crowded = f"线条太多（超过 {_MOST_SEGMENTS} 段）"
            return
        thin = right - left <= THICKEST or top - bottom <= THICKEST
        self._mode_of(thing, *self._at_mode)
        stroked, filled = bool(self._stroke.value), bool(self._fill.value)
        if not thin and not stroked and segments < _FEWEST_TO_LOOK_INTO:
            return  # the background of a cell
        stroked = stroked and self._shows(self._stroke_of, thing)
        filled = filled and self._shows(self._fill_of, thing)
        if not (stroked or filled):
            return
        if not thin or segments >= _FEWEST_TO_LOOK_INTO:
            boxes = list(self._pieces(thing, matrix, segments, stroked))
        else:
            boxes = [box]
        seen = self._seen(thing, matrix) if boxes else None
        for piece in boxes:
            x0, y0, x1, y1 = piece if seen is None else _common(piece, seen)
            if x1 - x0 >= 0 and y1 - y0 >= 0 and max(x1 - x0, y1 - y0) > _SHORTEST:
                self.marks.rules.append((x0, y0, x1, y1))

    def _shows(self, color_of: Any, thing: Any) -> bool:
        """Is the color one that shows on white paper?  A pattern is taken for one."""
        if not color_of(thing, *self._at_color):
            return True
        red, green, blue, alpha = self._color
        return alpha.value > 0 and min(red.value, green.value, blue.value) < _PALEST

    def _seen(self, thing: Any, matrix: _Matrix) -> _Box | None:
        """The box that the path is clipped to, None for no clipping."""
        pdfium = self.pdfium
        clip = self._clip_of(thing)
        seen: _Box | None = None
        for path in range(max(0, self._clips_in(clip))):
            count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
            if not 0 < count < _FEWEST_TO_LOOK_INTO:
                continue
            x, y = self._box[:2]
            points = []
            for index in range(count):
                segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
                self._point_of(segment, *self._at_box[:2])
                points.append((x.value, y.value))
            box = _around(points)
            if matrix is not _IDENTITY:
                box = _moved(box, matrix)
            # Half a point more: a line at the very edge of its clip is seen.
            box = box[0] - 0.5, box[1] - 0.5, box[2] + 0.5, box[3] + 0.5
            seen = box if seen is None else _common(seen, box)
        return seen

    def _pieces(self, thing: Any, matrix: _Matrix, segments: int, stroked: bool) -> Any:
        """The straight lines of a stroked path, the thin boxes of a filled one."""
        pdfium = self.pdfium
        own = pdfium.FS_MATRIX()
        whole = matrix
        if pdfium.FPDFPageObj_GetMatrix(thing, own):
            whole = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        x, y = self._box[:2]
        outline: list[tuple[float, float]] = []
        curved = False
        for index in range(segments):
            segment = pdfium.FPDFPath_GetPathSegment(thing, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            self._point_of(segment, *self._at_box[:2])
            point = _at(whole, x.value, y.value)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if not curved:
                    yield from _drawn(outline, stroked)
                outline, curved = [point], False
                continue
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            outline.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment) and outline:
                outline.append(outline[0])
        if not curved:
            yield from _drawn(outline, stroked)


def _drawn(outline: list[tuple[float, float]], stroked: bool) -> list[_Box]:
    if len(outline) < 2:
        return []
    around = _around(outline)
    if around[2] - around[0] <= THICKEST or around[3] - around[1] <= THICKEST:
        return [around]
    if not stroked:
        return []
    lines = (_around([first, second]) for first, second in pairwise(outline))
    return [line for line in lines if line[2] - line[0] <= THICKEST or line[3] - line[1] <= THICKEST]


def _around(points: list[tuple[float, float]]) -> _Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _common(one: _Box, other: _Box) -> _Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _at(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved(box: _Box, matrix: _Matrix) -> _Box:
    left, bottom, right, top = box
    return _around([_at(matrix, x, y) for x in (left, right) for y in (bottom, top)])


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    (p, q), (r, s) = _at((*then[:4], 0.0, 0.0), a, b), _at((*then[:4], 0.0, 0.0), c, d)
    t, u = _at(then, e, f)
    return p, q, r, s, t, u
