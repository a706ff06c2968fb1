"""What was worked out once and may be asked for again."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(dict[K, V]):
    """A dictionary that forgets everything before it grows too large.

    Attributes:
        most: how many entries it holds at most.
    """

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, key: K, value: V) -> V:
        """Keep a value and return it."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value
