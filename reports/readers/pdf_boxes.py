"""Ask pdfium for the boxes of all letters of a page at once.

A call through ctypes costs more than what it does; here the calls run in one ``map`` over plain
addresses and leave their results in one array.
"""

from __future__ import annotations

from collections import deque
from functools import cache
from itertools import repeat
from typing import Any, TypeAlias

Boxes: TypeAlias = tuple[list[float], list[float], list[float], list[float], list[float], list[float]]
"""Left, top, right, bottom of the letters, then the x and y of the pen; in the file's positions, y upwards."""


@cache
def _functions() -> tuple[Any, Any]:
    """pdfium's functions for the loose box and the origin, taking addresses as numbers."""
    from ctypes import CFUNCTYPE, c_int, c_void_p, cast

    import pypdfium2.raw as pdfium

    box = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)
    origin = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p, c_void_p)
    return (
        box(cast(pdfium.FPDFText_GetLooseCharBox, c_void_p).value or 0),
        origin(cast(pdfium.FPDFText_GetCharOrigin, c_void_p).value or 0),
    )


def read_boxes(text: Any, count: int) -> Boxes:
    """The boxes and origins of the first letters of an open text page.

    Args:
        text: the handle pdfium gave.
        count: how many; all of them must exist.
    """
    from ctypes import addressof, c_double, c_float, c_void_p, cast

    box, origin = _functions()
    boxes, pens = (c_float * (4 * count))(), (c_double * (2 * count))()
    at_box, at_pen = addressof(boxes), addressof(pens)
    handle = cast(text, c_void_p).value
    deque(map(box, repeat(handle), range(count), range(at_box, at_box + 16 * count, 16)), 0)
    xs = range(at_pen, at_pen + 16 * count, 16)
    deque(map(origin, repeat(handle), range(count), xs, range(at_pen + 8, at_pen + 8 + 16 * count, 16)), 0)
    return boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4], pens[0::2], pens[1::2]
