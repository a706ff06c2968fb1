"""Ask pdfium where the letters of a page stand, in one buffer that is made once and read after each filling."""

from __future__ import annotations

from collections import deque
from functools import cache
from itertools import repeat
from struct import unpack_from
from typing import Any, Final, TypeAlias

from attrs import frozen

from .pdf_calls import plain

Boxes: TypeAlias = tuple[list[float], list[float], list[float], list[float], list[float], list[float]]
"""Left, top, right, bottom of the letters, then the x and y of the pen; in the file's positions, y upwards."""

_AT_ONCE: Final = 1024
_BYTES: Final = 16


@frozen
class _Room:
    """Where pdfium leaves its results for as many letters as are asked for at once.

    Attributes:
        boxes, box_places: room for four floats each.
        pens, x_places, y_places: room for two doubles each.
    """

    boxes: Any
    box_places: tuple[Any, ...]
    pens: Any
    x_places: tuple[Any, ...]
    y_places: tuple[Any, ...]


@cache
def _room() -> _Room:
    from ctypes import byref, create_string_buffer

    boxes, pens = create_string_buffer(_BYTES * _AT_ONCE), create_string_buffer(_BYTES * _AT_ONCE)
    places = range(0, _BYTES * _AT_ONCE, _BYTES)
    return _Room(
        boxes,
        tuple(byref(boxes, place) for place in places),
        pens,
        tuple(byref(pens, place) for place in places),
        tuple(byref(pens, place + _BYTES // 2) for place in places),
    )


def read_boxes(text: Any, count: int) -> Boxes:
    """The boxes and origins of the first letters of an open text page.

    Args:
        text: the handle pdfium gave.
        count: how many; all of them must exist.
    """
    room = _room()
    box, pen = plain("FPDFText_GetLooseCharBox"), plain("FPDFText_GetCharOrigin")
    boxes: list[float] = []
    pens: list[float] = []
    for start in range(0, count, _AT_ONCE):
        letters = range(start, min(start + _AT_ONCE, count))
        deque(map(box, repeat(text), letters, room.box_places), 0)
        boxes += unpack_from(f"{4 * len(letters)}f", room.boxes)
        deque(map(pen, repeat(text), letters, room.x_places, room.y_places), 0)
        pens += unpack_from(f"{2 * len(letters)}d", room.pens)
    return boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4], pens[0::2], pens[1::2]
