"""A zip archive put together from parts: the same parts give the same bytes, at any time and on any machine."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Final

from attrs import frozen

_LEVEL: Final = 4
_DATE: Final = 0x21
"""1980-01-01, the first date the format knows."""
_UTF8_NAME: Final = 0x800
_DEFLATED: Final = 8
_VERSION: Final = 20
_ENTRY: Final = struct.Struct("<4s5H3L2H")
_LISTED: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")


@frozen
class Part:
    """A part of the archive, deflated once and used again.

    Attributes:
        name: its path, ``/`` between folders.
        packed: its bytes, raw deflate.
        size: how many they are unpacked.
        crc: their CRC-32.
    """

    name: str
    packed: bytes
    size: int
    crc: int


def part(name: str, data: bytes) -> Part:
    """Deflate a part."""
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(name, press.compress(data) + press.flush(), len(data), zlib.crc32(data))


def archive(parts: Iterable[Part]) -> bytes:
    """Put parts together in their order."""
    body: list[bytes] = []
    listing: list[bytes] = []
    at = 0
    for one in parts:
        name = one.name.encode()
        facts = (_VERSION, _UTF8_NAME, _DEFLATED, 0, _DATE, one.crc, len(one.packed), one.size, len(name), 0)
        piece = b"".join((_ENTRY.pack(b"PK\x03\x04", *facts), name, one.packed))
        listing.append(_LISTED.pack(b"PK\x01\x02", _VERSION, *facts, 0, 0, 0, 0, at) + name)
        body.append(piece)
        at += len(piece)
    directory = b"".join(listing)
    count = len(listing)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), at, 0)
    return b"".join((*body, directory, end))
