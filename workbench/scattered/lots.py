"""Lots of files, each handed out as one piece of work: those of a folder together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import field, frozen

from ..sources import Source
from .work import MOST_TOGETHER

_FEWEST: Final = 8
_MOST: Final = 200
"""Files of a lot, where they do not lie in one folder: work for some seconds."""
_SHARES: Final = 64
"""As many lots at least, where there are enough files."""
_LARGEST: Final = 64 << 20
"""Bytes of a lot, where its files do not lie in one folder."""


@frozen
class Lot:
    """Files that are worked on together.

    Attributes:
        sources: the files.
        key: what tells it from every other lot, and from itself once a file has changed.
    """

    sources: tuple[Source, ...] = field(repr=False)
    key: str

    @classmethod
    def of(cls, sources: Sequence[Source]) -> Lot:
        """The lot of these files."""
        digest = hashlib.sha256()
        for source in sources:
            digest.update(f"{source.name}\0{source.size}\0{source.stamp}\0{source.found}\n".encode(errors="replace"))
        return cls(tuple(sources), digest.hexdigest()[:24])


def lots_of(sources: Iterable[Source]) -> list[Lot]:
    """Cut files into lots; a folder is cut only where it holds more files than are set beside each other."""
    folders: dict[object, list[Source]] = {}
    count = 0
    for source in sources:
        folders.setdefault(source.folder, []).append(source)
        count += 1
    enough = min(_MOST, max(_FEWEST, count // _SHARES))
    lots: list[Lot] = []
    lot: list[Source] = []
    for folder in folders.values():
        for start in range(0, len(folder), MOST_TOGETHER):
            part = folder[start : start + MOST_TOGETHER]
            size = sum(source.size for source in (*lot, *part))
            if lot and (len(lot) + len(part) > enough or size > _LARGEST):
                lots.append(Lot.of(lot))
                lot = []
            lot += part
    if lot:
        lots.append(Lot.of(lot))
    return lots
