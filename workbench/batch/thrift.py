"""Thrift's compact protocol: structures are read and written without knowing what their fields mean."""

from __future__ import annotations

from typing import Any, TypeAlias

_TRUE, _FALSE, _BYTE, I16, I32, I64, _DOUBLE, BINARY, LIST, _SET, _MAP, STRUCT = range(1, 13)
"""The types of fields."""

Struct: TypeAlias = dict[int, tuple[int, Any]]
"""Fields by their numbers: type and value."""


def read_struct(data: bytes, at: int = 0) -> tuple[Struct, int]:
    """A structure that begins there, and where it ends."""
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
    if kind in (I16, I32, I64):
        return _read_integer(data, at)
    if kind == BINARY:
        size, at = _read_varint(data, at)
        return data[at : at + size], at + size
    if kind == STRUCT:
        return read_struct(data, at)
    if kind in (LIST, _SET):
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


def write_struct(out: bytearray, fields: Struct) -> None:
    """Add a structure to bytes; its fields in the order of their numbers."""
    last = 0
    for number, (kind, value) in fields.items():
        if 0 < number - last < 16:
            out.append((number - last) << 4 | kind)
        else:
            out.append(kind)
            write_integer(out, number)
        last = number
        if kind not in (_TRUE, _FALSE):
            _write_value(out, kind, value)
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in (I16, I32, I64):
        write_integer(out, value)
    elif kind == BINARY:
        write_varint(out, len(value))
        out += value
    elif kind == STRUCT:
        write_struct(out, value)
    elif kind in (LIST, _SET):
        of, values = value
        out.append(min(len(values), 15) << 4 | of)
        if len(values) >= 15:
            write_varint(out, len(values))
        for one in values:
            _write_value(out, of, one)
    elif kind == _MAP:
        kinds, pairs = value
        write_varint(out, len(pairs))
        if pairs:
            out.append(kinds)
        for key, one in pairs:
            _write_value(out, kinds >> 4, key)
            _write_value(out, kinds & 15, one)
    else:
        out += value


def write_varint(out: bytearray, number: int) -> None:
    """Add a natural number to bytes, seven bits in each."""
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def write_integer(out: bytearray, number: int) -> None:
    """Add a whole number to bytes, small ones in few."""
    write_varint(out, number << 1 if number >= 0 else (-number << 1) - 1)
