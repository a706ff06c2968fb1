"""Texts that are one number, found one by one in a compiled loop: what :mod:`reports.columns.scanned` tells, sooner."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from scoring.column_data import Array
from scoring.column_loops import Loop, loop_of

from .scanned import PLACES, TAIL, WHOLE, Scanned

_TAILS: Final = 256
"""Distinct tails that are told apart; texts with others are left to who reads them one by one."""

_SLOTS: Final = 1024

_SCANNING: Final = f"""
def loop(offsets, data, plain, operator, values, tail, lefts, rights, slots, most):
    count = np.int64(1)
    places_of_all = np.int64(0)
    for row in range(len(plain)):
        at = np.uint64(offsets[row])
        end = np.uint64(offsets[row + 1])
        plain[row] = False
        operator[row] = np.int8(0)
        values[row] = np.int64(0)
        tail[row] = np.int32(0)
        sign = 0
        if at < end:
            byte = data[at]
            if byte == 0x3E or byte == 0x3C:
                at += np.uint64(1)
                sign = 3 if byte == 0x3E else 4
                if at < end and data[at] == 0x3D:
                    at += np.uint64(1)
                    sign -= 2
            elif byte == 0x3D:
                at += np.uint64(1)
                sign = 5
            elif byte == 0xE2 and end - at >= np.uint64(3) and data[at + np.uint64(1)] == 0x89:
                byte = data[at + np.uint64(2)]
                if byte == 0xA5 or byte == 0xA4:
                    at += np.uint64(3)
                    sign = 1 if byte == 0xA5 else 2
        value = np.int64(0)
        begin = at
        while at < end and 0x30 <= data[at] <= 0x39 and at - begin <= np.uint64({WHOLE}):
            value = value * 10 + (np.int64(data[at]) - 0x30)
            at += np.uint64(1)
        if at == begin or at - begin > np.uint64({WHOLE}):
            continue
        places = np.int64(0)
        needed = np.int64(0)
        if at < end and data[at] == 0x2E:
            at += np.uint64(1)
            begin = at
            while at < end and 0x30 <= data[at] <= 0x39 and at - begin <= np.uint64({PLACES}):
                value = value * 10 + (np.int64(data[at]) - 0x30)
                at += np.uint64(1)
                if data[at - np.uint64(1)] != 0x30:
                    needed = np.int64(at - begin)
            places = np.int64(at - begin)
            if places == 0 or places > {PLACES}:
                continue
        if end - at > np.uint64({TAIL}):
            continue
        left = np.uint64(0)
        right = np.uint64(0)
        is_odd = False
        for number in range(end - at):
            byte = data[at + number]
            is_odd |= (0x30 <= byte <= 0x39) | (byte == 0x2E) | (byte == 0x2C) | (byte == 0)
            if number < np.uint64(8):
                left |= np.uint64(byte) << (number * np.uint64(8))
            else:
                right |= np.uint64(byte) << ((number - np.uint64(8)) * np.uint64(8))
        if is_odd:
            continue
        found = np.int32(0)
        if left:
            mark = (left ^ (right >> np.uint64(7))) * np.uint64(0x9E3779B97F4A7C15)
            slot = (mark >> np.uint64(32)) & np.uint64({_SLOTS - 1})
            found = slots[slot]
            while found and (lefts[found] != left or rights[found] != right):
                slot = (slot + np.uint64(1)) & np.uint64({_SLOTS - 1})
                found = slots[slot]
            if not found:
                if count == {_TAILS}:
                    continue
                found = np.int32(count)
                slots[slot] = found
                lefts[count] = left
                rights[count] = right
                count += 1
        while places < {PLACES}:
            value *= 10
            places += 1
        places_of_all = max(places_of_all, needed)
        plain[row] = True
        operator[row] = np.int8(sign)
        values[row] = value
        tail[row] = found
    most[0] = count
    most[1] = places_of_all
    return True
"""


def scanning_loop() -> Loop | None:
    """The loop that looks at texts; None before any loop of a ruleset is loaded."""
    given = [("int32", False), ("uint8", False)]
    outs = ("bool", "int8", "int64", "int32", "uint64", "uint64", "int32", "int64")
    return loop_of(_SCANNING, [*given, *((kind, True) for kind in outs)])


def scan_by_loop(texts: pa.Array, loop: Loop) -> Scanned:
    """Look at texts like :func:`reports.columns.scanned.scan`.

    Args:
        texts: of the type ``pa.string()``.
        loop: that of :func:`scanning_loop`.
    """
    count = len(texts)
    _, offsets, data = texts.buffers()
    ends: Array = np.frombuffer(offsets, np.int32, count + 1, 4 * texts.offset)
    whole: Array = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    plain, operator = np.empty(count, np.bool_), np.empty(count, np.int8)
    values, tail = np.empty(count, np.int64), np.empty(count, np.int32)
    tails, slots, most = np.zeros((2, _TAILS), np.uint64), np.zeros(_SLOTS, np.int32), np.zeros(2, np.int64)
    loop(ends, whole, plain, operator, values, tail, *tails, slots, most)
    known, places = most.tolist()
    if texts.null_count:
        has = texts.is_valid().to_numpy(zero_copy_only=False)
        plain &= has
        values *= has
        operator *= has
    names = [words.tobytes().rstrip(b"\0").decode(errors="replace") for words in np.ascontiguousarray(tails.T)[:known]]
    return Scanned(plain, operator, values // 10 ** (PLACES - places), tail, names, places)
