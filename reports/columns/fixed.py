"""Numbers of Arrow's columns as int64 in units of a last decimal place, and back."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from attrs import frozen

from scoring.column_data import Array

MOST_PLACES: Final = 6
"""Decimal places of numbers that are computed as columns; those with more are scored one by one."""

MOST: Final = 10**17
"""The largest number, in units of its last place, that is computed as a column."""

_MOST_SHORT: Final = 10**18 - 1

_FEW: Final = 64
"""Numbers of which the places are looked at before those of all."""


@frozen(eq=False)
class FixedPoint:
    """A column of numbers.

    Attributes:
        values: int64, in units of the last decimal place.
        places: decimal places.
        fits: bool, where there is a number and it fits; None: everywhere.
        most: no number is larger, nor smaller than that below 0; known only where all fit.
    """

    values: Array
    places: int
    fits: Array | None = None
    most: int = 0

    def is_small(self, most: int) -> bool:
        """Is there a number in each row, none larger than so much, nor smaller than that below 0?"""
        return self.fits is None and self.most <= most


def fixed_point(column: pa.Array) -> FixedPoint | None:
    """A column of numbers as int64 with its decimal places; None: no numbers.

    Floats are taken as the shortest decimal that stands for them.
    """
    kind = column.type
    if pa.types.is_integer(kind):
        return _of_integers(column)
    if pa.types.is_decimal(kind):
        wide = kind.precision > 38 or kind.bit_width != 128 or kind.scale < 0
        return None if wide else of_decimals(column)
    return _of_floats(column) if pa.types.is_floating(kind) else None


def _of_integers(column: pa.Array) -> FixedPoint:
    if pa.types.is_uint64(column.type):
        large = column.fill_null(0).to_numpy(zero_copy_only=False)
        fits: Array = large <= np.uint64(MOST)
        return FixedPoint(np.where(fits, large, 0).astype(np.int64), 0, fits)
    if column.null_count:
        values = column.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        return FixedPoint(values, 0, _small(values, MOST))
    values = column.to_numpy().astype(np.int64, copy=False)
    most = _most(values)
    return FixedPoint(values, 0, None if most <= MOST else _small(values, MOST), most)


def of_decimals(column: pa.Array) -> FixedPoint:
    """A column of decimals like :func:`fixed_point`.

    Their low words are the numbers where the high words say no more than the sign.
    """
    count = len(column)
    words = np.frombuffer(column.buffers()[1], np.int64, 2 * count, 16 * column.offset).reshape(count, 2)
    values = words[:, 0].copy()
    fits: Array | None = None
    most, scale = _most(values), int(column.type.scale)
    if column.null_count or most > MOST or (words[:, 1] != values >> 63).any():
        fits = (words[:, 1] == values >> 63) & _small(values, MOST)
        if column.null_count:
            fits &= column.is_valid().to_numpy(zero_copy_only=False)
        values[~fits] = 0
    values, places = shortened(values, scale)
    if places > MOST_PLACES:
        unit = 10 ** (places - MOST_PLACES)
        whole = values % unit == 0
        fits = whole if fits is None else fits & whole
        values, places = values // unit, MOST_PLACES
    return FixedPoint(values, places, fits, most // 10 ** (scale - places))


def shortened(values: Array, places: int) -> tuple[Array, int]:
    """The values without decimal places that are 0 in all of them."""
    # The first few tell it mostly.
    while places and not (values[:_FEW] % 10).any() and not (values % 10).any():
        values = values // 10
        places -= 1
    return values, places


def all_small(values: Array, most: int) -> bool:
    """Is none larger than so much, nor smaller than that below 0?"""
    return _most(values) <= most


def _most(values: Array) -> int:
    """How large the largest is, or the smallest below 0."""
    return max(int(values.max()), -int(values.min())) if len(values) else 0


def has_room(values: Array, places: int) -> Array:
    """Where numbers stay small enough with as many places as there can be."""
    return _small(values, MOST // 10 ** (MOST_PLACES - places))


def _small(values: Array, most: int) -> Array:
    small: Array = (values <= most) & (values >= -most)
    return small


def _of_floats(column: pa.Array) -> FixedPoint:
    numbers = column.to_numpy(zero_copy_only=False)
    finite = np.isfinite(numbers) & (np.abs(numbers) < 10.0**9)
    tried = np.where(finite, numbers, 0.0)
    for places in range(MOST_PLACES + 1):
        whole = np.rint(tried * 10**places)
        same = whole / 10**places == tried
        if same.all() or places == MOST_PLACES:
            break
    fits: Array = finite & same
    if fits.all():
        values = whole.astype(np.int64)
        return FixedPoint(values, places, None, _most(values))
    return FixedPoint(np.where(same, whole, 0).astype(np.int64), places, fits)


def scaled(values: Array, places: int, wanted: int) -> Array:
    """The values with more decimal places."""
    return values if places == wanted else values * np.int64(10 ** (wanted - places))


def decimals(values: Array, places: int, has: Array, *, short: bool = False) -> pa.Array:
    """Whole numbers of a last decimal place as Arrow's decimals, null where there is none.

    Args:
        values: int64.
        places: decimal places.
        has: bool.
        short: as decimals of 64 bits; they are of at most 18 digits.
    """
    count = len(values)
    valid = None if has.all() else pa.array(np.ascontiguousarray(has, np.bool_)).buffers()[1]
    if short:
        return pa.Array.from_buffers(pa.decimal64(18, places), count, [valid, pa.py_buffer(values)])
    words = np.empty((count, 2), np.int64)
    words[:, 0] = values
    words[:, 1] = values >> 63
    return pa.Array.from_buffers(pa.decimal128(19, places), count, [valid, pa.py_buffer(words)])


def is_short(values: Array) -> bool:
    """Have all numbers at most 18 digits?"""
    return all_small(values, _MOST_SHORT)
