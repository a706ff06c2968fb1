"""Files made to do harm, or broken as files come broken; each by code, named by what is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

MILLION = 1 << 20


@frozen
class Hostile:
    """A file and what may come of it.

    Attributes:
        name: with its ending.
        make: makes its bytes.
        read: whether it may also be read, as far as it goes; otherwise it must be refused.
        heavy: whether it goes for time or memory.
    """

    name: str
    make: Callable[[], bytes]
    read: bool = False
    heavy: bool = False

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.make())
        return path


HOSTILE: dict[str, Hostile] = {}


def hostile(
    *names: str, read: bool = False, heavy: bool = False
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def known(make: Callable[[], bytes]) -> Callable[[], bytes]:
        for name in names:
            HOSTILE[name] = Hostile(name, make, read, heavy)
        return make

    return known


def noise(size: int, letters: str = "0123456789abcdef") -> str:
    """Text that does not shrink to nothing when it is packed; always the same."""
    return "".join(random.Random(size).choices(letters, k=size))
