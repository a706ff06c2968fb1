"""Parquet files written apart and laid one behind the other: the footer of the whole is made from theirs.

A footer is one structure of Thrift's compact protocol, which says where in the file each column of each
group of rows begins.  It is read without knowing what its fields mean but for those places, and what a
later writer may add to it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from .thrift import BINARY, I16, I64, LIST, STRUCT, Struct, read_struct, write_struct

MAGIC: Final = b"PAR1"
"""At the beginning and at the end of a file."""

Bytes: TypeAlias = bytes | bytearray | memoryview

_TAIL: Final = 4 + len(MAGIC)

_ROWS, _GROUPS = 3, 4
_COLUMNS, _UNPACKED, _ROWS_OF_GROUP, _GROUP_OFFSET, _PACKED, _ORDINAL = 1, 2, 3, 5, 6, 7
_COLUMN_OFFSETS: Final = (2, 4, 6)
"""In the chunk of a column: of its metadata, of the index of offsets, of the index of pages."""
_META: Final = 3
_PAGE_OFFSETS: Final = (9, 10, 11, 14)
"""In its metadata: of the pages of data, of an index, of the dictionary, of the Bloom filter."""
_FIRST_PAGES: Final = (9, 11)
_UNPACKED_OF_COLUMN, _PACKED_OF_COLUMN, _STATISTICS = 6, 7, 12


@frozen(eq=False)
class Chunk:
    """A column of a group of rows.

    Attributes:
        at: where its first page begins in the file that it is described in.
        data: its pages, in parts that stand one behind the other.
        described: what the footer of that file says of it.
    """

    at: int
    data: Sequence[Bytes]
    described: Struct

    def tell(self, least: bytes, most: bytes) -> None:
        """Say what its least and its most are; it has no nulls."""
        meta = self.described[_META][1]
        told = {**meta, _STATISTICS: (STRUCT, {3: (I64, 0), 5: (BINARY, most), 6: (BINARY, least)})}
        self.described[_META] = STRUCT, dict(sorted(told.items()))


def size_of(parts: Iterable[Bytes]) -> int:
    """How many bytes they are together."""
    return sum(map(len, parts))


def split(file: memoryview) -> tuple[memoryview, bytes]:
    """A whole file in memory as what stands before its footer, and the footer."""
    size = int.from_bytes(file[-_TAIL : -len(MAGIC)], "little")
    at = len(file) - _TAIL - size
    return file[:at], bytes(file[at:-_TAIL])


def chunks_of(file: memoryview) -> list[Chunk]:
    """The columns of a whole file of one group of rows, in memory."""
    whole, _ = read_struct(split(file)[1])
    (group,) = whole[_GROUPS][1][1]
    found = []
    for column in group[_COLUMNS][1][1]:
        meta = column[_META][1]
        at = min(meta[number][1] for number in _FIRST_PAGES if number in meta and meta[number][1])
        found.append(Chunk(at, [file[at : at + meta[_PACKED_OF_COLUMN][1]]], column))
    return found


def laid(schema: bytes | None, rows: int, chunks: Sequence[Chunk]) -> tuple[list[Bytes], bytes]:
    """A file of one group of rows as what stands between its magic number and its footer, in parts, and the footer.

    Args:
        schema: the footer of a file of the same columns without a row; None: the file is to be laid behind another,
            and its footer says nothing of what columns there are.
        rows: how many there are.
        chunks: all columns, in their order.
    """
    whole = {} if schema is None else read_struct(schema)[0]
    at = len(MAGIC)
    for chunk in chunks:
        _shift_column(chunk.described, at - chunk.at)
        at += size_of(chunk.data)
    metas = [chunk.described[_META][1] for chunk in chunks]
    group = {
        _COLUMNS: (LIST, (STRUCT, [chunk.described for chunk in chunks])),
        _UNPACKED: (I64, sum(meta[_UNPACKED_OF_COLUMN][1] for meta in metas)),
        _ROWS_OF_GROUP: (I64, rows),
        _GROUP_OFFSET: (I64, len(MAGIC)),
        _PACKED: (I64, at - len(MAGIC)),
    }
    whole[_ROWS], whole[_GROUPS] = (I64, rows), (LIST, (STRUCT, [group]))
    footer = bytearray()
    write_struct(footer, whole)
    return [part for chunk in chunks for part in chunk.data], bytes(footer)


def joined(footers: Iterable[tuple[int, bytes]]) -> bytes:
    """The end of a file made of several.

    Args:
        footers: by how many bytes the groups of each file stand further back than in their own, and its footer;
            at least one, and the first says what columns there are.
    """
    whole: Struct | None = None
    for offset, footer in footers:
        one, _ = read_struct(footer)
        groups = one[_GROUPS][1][1]
        for group in groups:
            _shift(group, offset)
        if whole is None:
            whole = one
        else:
            whole[_ROWS] = I64, whole[_ROWS][1] + one[_ROWS][1]
            whole[_GROUPS][1][1].extend(groups)
    assert whole is not None
    for number, group in enumerate(whole[_GROUPS][1][1]):
        if _ORDINAL in group:
            group[_ORDINAL] = I16, number & 0x7FFF
    out = bytearray()
    write_struct(out, whole)
    return bytes(out) + len(out).to_bytes(4, "little") + MAGIC


def _shift(group: Struct, offset: int) -> None:
    """Move a group of rows back."""
    _move(group, (_GROUP_OFFSET,), offset)
    for column in group[_COLUMNS][1][1]:
        _shift_column(column, offset)


def _shift_column(column: Struct, offset: int) -> None:
    _move(column, _COLUMN_OFFSETS, offset)
    if _META in column:
        _move(column[_META][1], _PAGE_OFFSETS, offset)


def _move(fields: Struct, numbers: Sequence[int], offset: int) -> None:
    for number in numbers:
        # What is 0 says that there is none; nothing of a file begins before its magic number.
        if number in fields and fields[number][1]:
            kind, at = fields[number]
            fields[number] = kind, at + offset
