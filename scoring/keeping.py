"""What was worked out once and may be asked for again: tables repeat their names, levels, cells and numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import Decimal
from functools import update_wrapper
from types import NoneType
from typing import Final, TypeVar, cast

LONGEST: Final = 200
"""The longest text whose answer :func:`remembered` keeps unless told otherwise."""
_LONGEST_FACTS: Final = 1_000
_MOST: Final = 8192
_WORDLESS: Final = frozenset({NoneType, bool, int, Decimal, frozenset})
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(dict[K, V]):
    """A dictionary that forgets everything before it grows too large, and takes no key of long texts.

    Hardly any long text comes twice, and what a process keeps must not grow with the files it reads.

    Attributes:
        most: how many entries it holds at most.
        longest: characters of all texts of a key.
    """

    __slots__ = ("longest", "most")

    def __init__(self, most: int, longest: int = _LONGEST_FACTS) -> None:
        super().__init__()
        self.most = most
        self.longest = longest

    def keep(self, key: K, value: V, length: int | None = None) -> V:
        """Keep a value, unless its key is too long, and return it.

        Args:
            key: what it is asked for by.
            value: what is kept.
            length: characters of all texts of the key, where the caller can tell sooner.
        """
        if (_length(key) if length is None else length) <= self.longest:
            if len(self) >= self.most:
                self.clear()
            self[key] = value
        return value


class _Remembered(Kept[K, V]):
    """A function of one argument with the answers it has given; nothing is quicker to ask than a dictionary."""

    def __init__(self, function: Callable[[K], V], longest: int) -> None:
        super().__init__(_MOST, longest)
        self.function = function
        update_wrapper(cast(Callable[[K], V], self), function)

    def __missing__(self, asked: K) -> V:
        return self.keep(asked, self.function(asked), len(asked) if isinstance(asked, (str, bytes)) else None)

    __call__ = dict.__getitem__


def remembered(longest: int = LONGEST) -> Callable[[Callable[[K], V]], Callable[[K], V]]:
    """Keep the answers of a function of one argument; of several together, as a tuple.

    Args:
        longest: characters of the argument, or of all texts of the tuple, up to which an answer is kept.
    """
    return lambda function: _Remembered(function, longest)


def _length(key: object) -> int:
    """The characters of a text, of all in a tuple, of a value as printed, or of what is wrong in a comparison."""
    if isinstance(key, (str, bytes)):
        return len(key)
    if not isinstance(key, tuple):
        return len(getattr(key, "text", "") or getattr(key, "problem", ""))
    total = 0
    for part in key:
        kind = type(part)
        if kind is str:
            total += len(part)
        elif kind is tuple or kind is bytes:
            total += _length(part)
        elif kind not in _WORDLESS:
            total += len(getattr(part, "text", "") or getattr(part, "problem", ""))
    return total
