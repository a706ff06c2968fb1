"""Texts that are one number with an operator and a unit or without, found among many at once by their bytes."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from scoring.column_data import Array

WHOLE: Final = 9
"""Digits before the point, at most."""

PLACES: Final = 6
"""Digits behind it, at most."""

TAIL: Final = 16
"""Bytes behind the number, at most: five Chinese characters."""

_LONGEST: Final = WHOLE + 1 + PLACES
_PADDING: Final = 1 + 3 + _LONGEST + 1 + TAIL
_ZERO, _POINT, _COMMA = (np.uint8(ord(one)) for one in "0.,")
_POWERS: Final[Array] = 10 ** np.arange(WHOLE + PLACES - 1, -1, -1)
_AT: Final[Array] = np.arange(_LONGEST + 1, dtype=np.int8)
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)
_SIGNS: Final = {"≥": 1, ">=": 1, "≤": 2, "<=": 2, ">": 3, "<": 4, "=": 5}


@frozen(eq=False)
class Scanned:
    """What was found in texts.

    Attributes:
        plain: bool, the texts that are a number: an operator or none, digits, with a point or without, and a tail
            in which there is no digit, point or comma.
        operator: int8, an index in ``scoring.column_data.OPERATORS``.
        values: int64, in units of the last of ``places`` places; 0 where there is none.
        tail: int32, which of ``tails`` stands behind the number.
        tails: distinct ones.
        places: decimal places, at most ``PLACES``.
    """

    plain: Array
    operator: Array
    values: Array
    tail: Array
    tails: list[str]
    places: int = PLACES


def scan(texts: pa.Array) -> Scanned:
    """Look at texts; a null is none.

    Args:
        texts: of the type ``pa.string()``.
    """
    count = len(texts)
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32, count + 1, 4 * texts.offset).astype(np.int64)
    # Behind and before the texts stand zeros, so that what is looked at around a text is always there.
    low, high = int(ends[0]), int(ends[-1])
    whole = np.zeros(high - low + 2 * _PADDING, np.uint8)
    if high > low:
        whole[_PADDING : _PADDING + high - low] = np.frombuffer(data, np.uint8)[low:high]
    starts, ends = ends[:-1] - low + _PADDING, ends[1:] - low + _PADDING
    operator, length = _operators(whole, starts)
    starts = starts + length

    left = _small(ends - starts, _LONGEST + 1)
    digits = _windows(whole, starts, _LONGEST + 1)
    is_point = digits == _POINT
    is_number = is_point | (digits - _ZERO < 10)
    is_number &= _AT[: _LONGEST + 1] < left
    is_number[:, -1] = False
    size = is_number.argmin(axis=1)
    is_point &= _AT[: _LONGEST + 1] < _small(size, _LONGEST)
    first = is_point.argmax(axis=1)
    has_point = is_point.ravel()[np.arange(0, is_point.size, _LONGEST + 1) + first]
    is_only = is_point[:, ::-1].argmax(axis=1) == _LONGEST - first
    point = np.where(has_point, first, size)
    places = size - point - has_point
    plain = (point >= 1) & (point <= WHOLE) & np.where(has_point, is_only & (places >= 1) & (places <= PLACES), True)
    before = _windows(whole, starts + point - WHOLE, WHOLE) - _ZERO
    before *= _AT[WHOLE:0:-1] <= _small(point, WHOLE)
    behind = _windows(whole, starts + point + 1, PLACES) - _ZERO
    behind *= _AT[1 : PLACES + 1] <= _small(places, PLACES)
    values = before @ _POWERS[-WHOLE - PLACES : -PLACES] + behind @ _POWERS[-PLACES:]

    starts = starts + size
    size = ends - starts
    tails = _windows(whole, starts, TAIL)
    is_tail = _AT[:TAIL] < _small(size, TAIL)
    odd = (tails == _POINT) | (tails == _COMMA) | (tails - _ZERO < 10) | (tails == 0)
    odd &= is_tail
    tails *= is_tail
    plain &= (size <= TAIL) & ~odd.any(axis=1)
    if texts.null_count:
        plain &= texts.is_valid().to_numpy(zero_copy_only=False)
    tail, kinds = _kinds_of(tails, plain)
    return Scanned(plain, np.where(plain, operator, np.int8(0)), np.where(plain, values, 0), tail, kinds)


def _kinds_of(tails: Array, plain: Array) -> tuple[Array, list[str]]:
    """Which of the distinct tails each is, and these; those of texts that are not plain count for nothing."""
    left, right = tails.view(np.uint64).T
    marks = np.where(plain, left * _ODD ^ right, np.uint64(0))
    known = pc.dictionary_encode(pa.array(marks))
    numbers = known.indices.to_numpy()
    first = np.zeros(len(known.dictionary), np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    # Should two tails have one mark, the second is left to who reads texts one by one.
    same = (left == left[first][numbers]) & (right == right[first][numbers])
    plain &= np.where(marks == 0, (left | right) == 0, same)
    return numbers, [bytes(tails[row]).rstrip(b"\0").decode() if plain[row] else "" for row in first]


def _small(numbers: Array, most: int) -> Array:
    """Numbers up to so much, as a column of bytes."""
    found: Array = np.clip(numbers, 0, most).astype(np.int8)[:, None]
    return found


def _windows(whole: Array, at: Array, width: int) -> Array:
    """So many bytes from each of some places, a row each."""
    views = np.ndarray((len(whole) - width + 1,), f"V{width}", whole, strides=(1,))
    found: Array = views[at].view(np.uint8).reshape(len(at), width)
    return found


def _operators(whole: Array, starts: Array) -> tuple[Array, Array]:
    """The operators at the beginnings of texts, and how many bytes they have."""
    heads = [whole[starts + number] for number in range(3)]
    operator, length = np.zeros(len(starts), np.int8), np.zeros(len(starts), np.int64)
    for sign in sorted(_SIGNS, key=len):
        found = np.logical_and.reduce([head == byte for head, byte in zip(heads, sign.encode(), strict=False)])
        operator[found], length[found] = _SIGNS[sign], len(sign.encode())
    return operator, length
