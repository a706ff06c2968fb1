"""Cells of Arrow's columns: as the texts they would be printed as, and plain numbers without that detour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen

from scoring.column_data import BLANK, FILLED, Array, Numbers
from scoring.quantity import NO_UNIT, Quantity, Unit
from scoring.spelling import fold, parse_value

from ..errors import ColumnsError
from .fixed import MOST, MOST_PLACES, fixed_point, has_room, of_decimals, shortened
from .scan_loop import scan_by_loop, scanning_loop
from .scanned import scan

_MANY: Final = 1024
"""Rows that may say all that others do."""

NOT_FINITE: Final = "#NUM!"
"""What an infinite number is printed as; a spreadsheet does so, and it cannot be read."""

AMOUNT: Final = r"^(?:[0-9]{1,10}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:,[0-9]{3}){1,2}(?:\.[0-9]{1,6})?)?$"
_OF_DATES: Final = frozenset("年月日号底末前完成")
"""What has one of these behind its digits may be a date, depending on the digits."""


@frozen(eq=False)
class PlainCells:
    """The cells of a column of targets or actuals that are one number, and where those are.

    Attributes:
        plain: bool.
        blank: bool, nothing stands in the cell.
        values: int64, in units of the last decimal place; 0 where the cell is not plain.
        places: decimal places.
        operator: int8, an index in ``scoring.column_data.OPERATORS``, of what stands before the number.
        unit: int32, an index in the list of units that was given.
        bare: all cells are plain numbers, with neither operators nor units.
    """

    plain: Array
    blank: Array
    values: Array
    places: int
    operator: Array
    unit: Array
    bare: bool = False


def is_text(kind: pa.DataType) -> bool:
    """Is it a column of texts?"""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def check_type(kind: pa.DataType, name: str, source: str) -> None:
    """Refuse a column of what is neither a text nor a number nor a date.

    Raises:
        ColumnsError: it is none of them.
    """
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    known = (pa.types.is_null, pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_date, is_day)
    if not is_text(kind) and not any(test(kind) for test in known):
        into = "日期（date）" if pa.types.is_timestamp(kind) else "文字或十进制数"
        raise ColumnsError(
            f"“{name}”列的类型是 {kind}，应是文字、数或日期", place=source, cure=f"先把这一列转换成{into}"
        )


def is_day(kind: pa.DataType) -> bool:
    """Is it one of times that may be whole days?  With a time zone nobody knows where the day begins."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_timestamp(kind)) and kind.tz is None


def normal(column: pa.Array) -> pa.Array:
    """The column in one of the types that the others here know: texts, whole numbers, decimals, binary64, dates."""
    kind = column.type
    if pa.types.is_dictionary(kind) and not is_text(kind):
        return normal(column.dictionary_decode())
    # Written out shortest: 0.1 of 32 bits is meant as 0.1.
    if pa.types.is_float16(kind):
        known, which = np.unique(column.to_numpy(zero_copy_only=False), return_inverse=True)
        return pa.array(np.array([float(str(one)) for one in known])[which], from_pandas=True)
    if pa.types.is_float32(kind):
        return column.cast(pa.string()).cast(pa.float64())
    if pa.types.is_decimal(kind) and kind.bit_width < 128:
        return column.cast(pa.decimal128(kind.precision, kind.scale))
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    return column.cast(pa.date32()) if is_day(kind) else column


def decoded(column: pa.Array) -> pa.Array:
    """The column without a dictionary, and not as views of texts, which Arrow can do little with."""
    if pa.types.is_string_view(column.type):
        return column.cast(pa.string())
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def picked(column: pa.Array, rows: Array) -> pa.Array:
    """Some rows of the column, :func:`decoded`."""
    at = pa.array(rows)
    return decoded(column.take(at)) if pa.types.is_dictionary(column.type) else decoded(column).take(at)


def distinct_texts(column: pa.Array) -> tuple[Array, list[str]]:
    """A column as codes and the distinct texts they stand for; what is null is ""."""
    if len(column) == 0 or pa.types.is_null(column.type):
        return np.broadcast_to(np.int32(0), len(column)), [""]
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column)
    codes, known = column.indices, column.dictionary
    if codes.null_count:
        codes = pc.fill_null(codes.cast(pa.int32()), len(known))
    numbers = codes.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    # Of a longer column's part: what only its other rows say is left out.  Mostly the first few rows say everything.
    is_there = np.zeros(len(known) + 1, np.bool_)
    is_there[numbers[:_MANY]] = True
    if not is_there[:-1].all() or column.null_count:
        is_there[numbers[_MANY:]] = True
    texts = [_printed(value) for value in known.filter(pa.array(is_there[:-1])).to_pylist()]
    if len(texts) < len(known):
        numbers = (np.cumsum(is_there) - 1).astype(np.int32).take(numbers)
    if is_there[-1]:
        texts.append("")
    return numbers, texts


def each(values: Sequence[Any], codes: Array, kind: type[np.generic]) -> Array:
    """For each row the value that its code stands for."""
    if len(values) == 1:
        return np.full(len(codes), values[0], kind)
    found: Array = np.array(values, kind).take(codes)
    return found


def _printed(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float):
        number = Decimal(repr(value))
        return f"{number:f}" if number.is_finite() else NOT_FINITE
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def plain_cells(column: pa.Array, units: list[Unit]) -> PlainCells:
    """Find the cells that are one number, with an operator and a unit or without.

    Args:
        column: targets or actuals.
        units: those met so far; new ones are added.
    """
    count = len(column)
    if not units:
        units.append(NO_UNIT)
    if is_text(column.type):
        return _spread(column, units)
    found = fixed_point(column)
    if found is None:
        blank = blanks(column)
        none = np.zeros(count, np.bool_)
        return PlainCells(none, none if blank is None else blank, *_no_numbers(count))
    values, places = found.values, found.places
    operator, unit = (np.broadcast_to(kind(0), count) for kind in (np.int8, np.int32))
    if found.is_small(MOST // 10 ** (MOST_PLACES - places)):
        plain, blank = (np.broadcast_to(np.bool_(one), count) for one in (True, False))
        return PlainCells(plain, blank, values, places, operator, unit, bare=True)
    blank = blanks(column)
    plain = has_room(values, places)
    if found.fits is not None:
        plain &= found.fits
    if blank is None:
        blank = np.zeros(count, np.bool_)
    else:
        plain &= ~blank
    return PlainCells(plain, blank, np.where(plain, values, 0), places, operator, unit)


def blanks(column: pa.Array) -> Array | None:
    """The cells of a column of numbers in which there is none; None: one is in each."""
    if not column.null_count and not pa.types.is_floating(column.type):
        return None
    blank: Array = column.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)
    return blank if blank.any() else None


def _no_numbers(count: int) -> tuple[Array, int, Array, Array]:
    return np.zeros(count, np.int64), 0, np.zeros(count, np.int8), np.zeros(count, np.int32)


def _spread(column: pa.Array, units: list[Unit]) -> PlainCells:
    """The plain cells among texts; each distinct text is looked at once, unless that takes longer than all."""
    if not pa.types.is_dictionary(column.type):
        if scanning_loop() is not None:
            return _plain_texts(column, units)
        column = pc.dictionary_encode(column)
    found = _plain_texts(column.dictionary.cast(pa.string()), units)
    codes = column.indices.cast(pa.int32())
    last = len(column.dictionary)
    at = (pc.fill_null(codes, last) if codes.null_count else codes).to_numpy(zero_copy_only=False).astype(np.intp)
    # Behind the distinct texts stands one more, of the cells that are null.
    return PlainCells(
        np.append(found.plain, False).take(at),
        np.append(found.blank, True).take(at),
        np.append(found.values, 0).take(at),
        found.places,
        np.append(found.operator, np.int8(0)).take(at),
        np.append(found.unit, np.int32(0)).take(at),
    )


def _plain_texts(texts: pa.Array, units: list[Unit]) -> PlainCells:
    ends = np.frombuffer(texts.buffers()[1], np.int32, len(texts) + 1, 4 * texts.offset)
    blank = ends[1:] == ends[:-1]
    if texts.null_count:
        blank |= texts.is_null().to_numpy(zero_copy_only=False)
    loop = scanning_loop()
    found = scan(texts) if loop is None else scan_by_loop(texts, loop)
    unit_of_tails = np.array([_unit_number(tail, units) for tail in found.tails], np.int32)
    unit = np.maximum(unit_of_tails, 0).take(found.tail)
    plain, values, operator = found.plain, found.values, found.operator
    if (unit_of_tails < 0).any():
        plain = plain & (unit_of_tails >= 0).take(found.tail)
        values, operator = np.where(plain, values, 0), np.where(plain, operator, np.int8(0))
    values, places = shortened(values, found.places)
    return PlainCells(plain, blank, values, places, operator, unit)


def plain_amounts(column: pa.Array) -> tuple[Numbers, Array]:
    """The texts of a column that are plain numbers, such as ``1,994.00``, or blank; and which are, as bools."""
    column = decoded(column).cast(pa.string()).fill_null("")
    matched = pc.match_substring_regex(column, AMOUNT)
    blank = pc.equal(column, "")
    filled = pc.and_not(matched, blank)
    digits = pc.if_else(filled, pc.replace_substring(column, ",", ""), "0").cast(pa.decimal128(24, MOST_PLACES))
    numbers = of_decimals(digits)
    is_blank = blank.to_numpy(zero_copy_only=False)
    state = np.where(is_blank, np.int8(BLANK), np.int8(FILLED)) if is_blank.any() else None
    return Numbers(numbers.values, numbers.places, state), matched.to_numpy(zero_copy_only=False)


def _unit_number(tail: str, units: list[Unit]) -> int:
    """The number of the unit that stands behind digits; -1 where what stands there is none for sure."""
    if not _OF_DATES.isdisjoint(tail):
        return -1
    value = parse_value(f"7{tail}")
    # Of 左右 and the like nothing is left; what they mean depends on what stands before the number.
    if not isinstance(value, Quantity) or value.operator or value.number != 7 or value.unit.text != fold(tail):
        return -1
    if value.unit not in units:
        units.append(value.unit)
    return units.index(value.unit)


def combined(columns: Sequence[tuple[Array, int]]) -> tuple[Array, Array]:
    """Distinct rows of columns of codes.

    Args:
        columns: codes from 0, and how many there are.

    Returns:
        The first row of each distinct one, and for each row which one it is.
    """
    count = len(columns[0][0])
    code = np.zeros(count, np.int64)
    size = 1
    for codes, many in columns:
        if many == 1:
            continue
        if size * many >= 1 << 62:
            code, size = _numbered(code)
        code = code * many + codes
        size *= many
    which, size = _numbered(code)
    first = np.zeros(size, np.int64)
    # Of many that are put in one place the last stays, so it is begun from behind.
    first[which[::-1]] = np.arange(count - 1, -1, -1)
    return first, which


def _numbered(code: Array) -> tuple[Array, int]:
    """Numbers from 0, the same for the same, and how many there are."""
    found = pc.dictionary_encode(pa.array(code))
    return found.indices.to_numpy(), len(found.dictionary)
