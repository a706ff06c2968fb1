"""Columns of texts that repeat as pages of Parquet: a dictionary, and for each row which of its texts stands there.

The numbers of texts are packed by a compiled loop: eight and more of one as a run, others eight by eight into as few
bits as the dictionary needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from scoring.column_loops import Loop, loop_of

from .footers import MAGIC, Chunk, size_of
from .pages import page
from .thrift import BINARY, I32, I64, LIST, STRUCT, Struct

if TYPE_CHECKING:
    from scoring.column_data import Array

_LARGEST: Final = 1 << 20
"""Bytes of a dictionary, at most; texts that hardly repeat are left to Arrow."""

_GROUP: Final = 8
_MOST_GROUPS: Final = 63
"""So many have a head of one byte."""
_LONGEST_RUN: Final = 9
"""Bytes: of its length and of the number."""

_PACKING: Final = f"""
def loop(codes, width, out, size):
    at = np.uint64(0)
    row = np.uint64(0)
    count = np.uint64(len(codes))
    bits = np.uint64(width)
    while row < count:
        code = codes[row]
        end = row + np.uint64(1)
        while end < count and codes[end] == code:
            end += np.uint64(1)
        if end - row >= np.uint64({_GROUP}) or end == count:
            rest = (end - row) << np.uint64(1)
            while rest > np.uint64(127):
                out[at] = np.uint8(rest & np.uint64(127) | np.uint64(128))
                rest >>= np.uint64(7)
                at += np.uint64(1)
            out[at] = np.uint8(rest)
            at += np.uint64(1)
            for byte in range((bits + np.uint64(7)) >> np.uint64(3)):
                out[at] = np.uint8(np.uint64(code) >> (byte * np.uint64(8)))
                at += np.uint64(1)
            row = end
            continue
        head = at
        at += np.uint64(1)
        groups = np.uint64(0)
        is_run = False
        while groups < np.uint64({_MOST_GROUPS}) and row < count and not is_run:
            word = np.uint64(0)
            full = np.uint64(0)
            for one in range(row, row + np.uint64({_GROUP})):
                if one < count:
                    word |= np.uint64(codes[one]) << full
                full += bits
                while full >= np.uint64(8):
                    out[at] = np.uint8(word)
                    word >>= np.uint64(8)
                    full -= np.uint64(8)
                    at += np.uint64(1)
            groups += np.uint64(1)
            row += np.uint64({_GROUP})
            end = row + np.uint64({_GROUP})
            if end <= count:
                is_run = True
                for one in range(row, end):
                    is_run &= codes[one] == codes[row]
        out[head] = np.uint8(groups << np.uint64(1) | np.uint64(1))
    size[0] = np.int64(at)
    return True
"""

_PLAIN, _RLE, _NUMBERS = 0, 3, 8
_BYTES: Final = 6
_ZSTD: Final = 6
_DATA_PAGE: Final = 0
_DICTIONARY_PAGE: Final = 2


def code_loop() -> Loop | None:
    """The loop that packs the numbers of texts; None before any loop of a ruleset is loaded."""
    return loop_of(_PACKING, [("int32", False), ("int64", None), ("uint8", True), ("int64", True)])


def is_looked_up(column: pa.Array) -> bool:
    """Are these texts of a dictionary that is not large, and none of them null?"""
    kind = column.type
    if not pa.types.is_dictionary(kind) or kind.value_type != pa.string() or kind.index_type != pa.int32():
        return False
    known = column.dictionary
    return not column.null_count and not known.null_count and len(known) > 0 and known.nbytes <= _LARGEST


def looked_up(column: pa.Array, name: str, loop: Loop) -> Chunk:
    """A column as a page of its dictionary and one of numbers.

    Args:
        column: one that :func:`is_looked_up`.
        name: its name in the file.
        loop: that of :func:`code_loop`.
    """
    known, count = column.dictionary, len(column)
    zstd = pa.Codec("zstd", compression_level=1)
    texts, numbers = _listed(known), _numbers(column.indices.to_numpy(), len(known), loop)
    packed_texts, packed_numbers = (zstd.compress(one, asbytes=True) for one in (texts, numbers))
    first = page(_DICTIONARY_PAGE, {1: (I32, len(known)), 2: (I32, _PLAIN)}, [packed_texts], len(texts))
    head = {1: (I32, count), 2: (I32, _NUMBERS), 3: (I32, _RLE), 4: (I32, _RLE)}
    second = page(_DATA_PAGE, head, [packed_numbers], len(numbers))
    size = size_of(first) + size_of(second)
    meta: Struct = {
        1: (I32, _BYTES),
        2: (LIST, (I32, [_PLAIN, _RLE, _NUMBERS])),
        3: (LIST, (BINARY, [name.encode()])),
        4: (I32, _ZSTD),
        5: (I64, count),
        6: (I64, size - len(packed_texts) - len(packed_numbers) + len(texts) + len(numbers)),
        7: (I64, size),
        9: (I64, len(MAGIC) + size_of(first)),
        11: (I64, len(MAGIC)),
    }
    return Chunk(len(MAGIC), [*first, *second], {2: (I64, 0), 3: (STRUCT, meta)})


def _listed(texts: pa.Array) -> bytes:
    """Texts one behind the other, each behind its length in four bytes."""
    count = len(texts)
    _, offsets, data = texts.buffers()
    ends: Array = np.frombuffer(offsets, np.int32, count + 1, 4 * texts.offset)
    low, high = int(ends[0]), int(ends[-1])
    out = np.empty(high - low + 4 * count, np.uint8)
    heads = (ends[:-1] - low + 4 * np.arange(count))[:, None] + np.arange(4)
    is_text = np.ones(len(out), np.bool_)
    is_text[heads] = False
    out[heads] = np.diff(ends).astype("<u4").view(np.uint8).reshape(count, 4)
    if high > low:
        out[is_text] = np.frombuffer(data, np.uint8)[low:high]
    return out.tobytes()


def _numbers(codes: Array, known: int, loop: Loop) -> bytes:
    width = max(1, (known - 1).bit_length())
    out = np.empty((len(codes) // _GROUP + 1) * (max(width, _LONGEST_RUN) + 1), np.uint8)
    size = np.zeros(1, np.int64)
    loop(codes, width, out, size)
    return bytes([width]) + out[: int(size[0])].tobytes()
