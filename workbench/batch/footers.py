"""Parquet files written apart and laid one behind the other: the footer of the whole is made from theirs.

A footer is one structure of Thrift's compact protocol, which says where in the file each column of each
group of rows begins.  It is read without knowing what its fields mean but for those places, and what a
later writer may add to it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

MAGIC: Final = b"PAR1"
"""At the beginning and at the end of a file."""

_TAIL: Final = 4 + len(MAGIC)

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)

Struct: TypeAlias = dict[int, tuple[int, Any]]
"""Fields by their numbers: type and value."""

_ROWS, _GROUPS = 3, 4
_COLUMNS, _ROWS_OF_GROUP, _GROUP_OFFSET, _ORDINAL = 1, 3, 5, 7
_COLUMN_OFFSETS: Final = (2, 4, 6)
"""In the chunk of a column: of its metadata, of the index of offsets, of the index of pages."""
_META: Final = 3
_PAGE_OFFSETS: Final = (9, 10, 11, 14)
"""In its metadata: of the pages of data, of an index, of the dictionary, of the Bloom filter."""


def split(file: memoryview) -> tuple[memoryview, bytes]:
    """A whole file in memory as what stands before its footer, and the footer."""
    size = int.from_bytes(file[-_TAIL : -len(MAGIC)], "little")
    at = len(file) - _TAIL - size
    return file[:at], bytes(file[at:-_TAIL])


def joined(footers: Iterable[tuple[int, bytes]]) -> bytes:
    """The end of a file made of several.

    Args:
        footers: by how many bytes the groups of each file stand further back than in their own, and its footer;
            at least one.
    """
    whole: Struct | None = None
    for offset, footer in footers:
        one, _ = _read_struct(footer, 0)
        groups = one[_GROUPS][1][1]
        for group in groups:
            _shift(group, offset)
        if whole is None:
            whole = one
        else:
            whole[_ROWS] = _I64, whole[_ROWS][1] + one[_ROWS][1]
            whole[_GROUPS][1][1].extend(groups)
    assert whole is not None
    for number, group in enumerate(whole[_GROUPS][1][1]):
        if _ORDINAL in group:
            group[_ORDINAL] = _I16, number & 0x7FFF
    out = bytearray()
    _write_struct(out, whole)
    return bytes(out) + len(out).to_bytes(4, "little") + MAGIC


def _shift(group: Struct, offset: int) -> None:
    """Move a group of rows back."""
    _move(group, (_GROUP_OFFSET,), offset)
    for column in group[_COLUMNS][1][1]:
        _move(column, _COLUMN_OFFSETS, offset)
        if _META in column:
            _move(column[_META][1], _PAGE_OFFSETS, offset)


def _move(fields: Struct, numbers: Sequence[int], offset: int) -> None:
    for number in numbers:
        # What is 0 says that there is none; nothing of a file begins before its magic number.
        if number in fields and fields[number][1]:
            kind, at = fields[number]
            fields[number] = kind, at + offset


def _read_struct(data: bytes, at: int) -> tuple[Struct, int]:
    fields: Struct = {}
    number = 0
    while head := data[at]:
        at += 1
        kind = head & 15
        if head >> 4:
            number += head >> 4
        else:
            number, at = _read_integer(data, at)
        fields[number], at = _read_field(data, at, kind)
    return fields, at + 1


def _read_field(data: bytes, at: int, kind: int) -> tuple[tuple[int, Any], int]:
    if kind in (_TRUE, _FALSE):
        return (kind, None), at
    value, at = _read_value(data, at, kind)
    return (kind, value), at


def _read_value(data: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (_I16, _I32, _I64):
        return _read_integer(data, at)
    if kind == _BINARY:
        size, at = _read_varint(data, at)
        return data[at : at + size], at + size
    if kind == _STRUCT:
        return _read_struct(data, at)
    if kind in (_LIST, _SET):
        return _read_list(data, at)
    if kind == _MAP:
        return _read_map(data, at)
    if kind in (_TRUE, _FALSE, _BYTE):  # a truth within a list is a byte
        return data[at : at + 1], at + 1
    if kind == _DOUBLE:
        return data[at : at + 8], at + 8
    raise ValueError(f"no type of Thrift: {kind}")


def _read_list(data: bytes, at: int) -> tuple[tuple[int, list[Any]], int]:
    size, kind = data[at] >> 4, data[at] & 15
    at += 1
    if size == 15:
        size, at = _read_varint(data, at)
    values = []
    for _ in range(size):
        value, at = _read_value(data, at, kind)
        values.append(value)
    return (kind, values), at


def _read_map(data: bytes, at: int) -> tuple[tuple[int, list[tuple[Any, Any]]], int]:
    size, at = _read_varint(data, at)
    if not size:
        return (0, []), at
    kinds = data[at]
    at += 1
    pairs = []
    for _ in range(size):
        key, at = _read_value(data, at, kinds >> 4)
        value, at = _read_value(data, at, kinds & 15)
        pairs.append((key, value))
    return (kinds, pairs), at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7


def _read_integer(data: bytes, at: int) -> tuple[int, int]:
    number, at = _read_varint(data, at)
    return number >> 1 ^ -(number & 1), at


def _write_struct(out: bytearray, fields: Struct) -> None:
    last = 0
    for number, (kind, value) in fields.items():
        if 0 < number - last < 16:
            out.append((number - last) << 4 | kind)
        else:
            out.append(kind)
            _write_integer(out, number)
        last = number
        if kind not in (_TRUE, _FALSE):
            _write_value(out, kind, value)
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (_I16, _I32, _I64):
        _write_integer(out, value)
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind == _STRUCT:
        _write_struct(out, value)
    elif kind in (_LIST, _SET):
        of, values = value
        out.append(min(len(values), 15) << 4 | of)
        if len(values) >= 15:
            _write_varint(out, len(values))
        for one in values:
            _write_value(out, of, one)
    elif kind == _MAP:
        kinds, pairs = value
        _write_varint(out, len(pairs))
        if pairs:
            out.append(kinds)
        for key, one in pairs:
            _write_value(out, kinds >> 4, key)
            _write_value(out, kinds & 15, one)
    else:
        out += value


def _write_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def _write_integer(out: bytearray, number: int) -> None:
    _write_varint(out, number << 1 if number >= 0 else (-number << 1) - 1)
