"""The public door of a package: its names are looked up when they are first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def door(namespace: dict[str, Any], homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a package.

    Args:
        namespace: the package's globals; a name that was looked up stays there.
        homes: public name → the module in the package that has it.
    """
    package = namespace["__name__"]

    def look_up(name: str) -> Any:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = namespace[name] = getattr(import_module(f".{home}", package), name)
        return value

    def names() -> list[str]:
        return sorted({*namespace, *homes})

    return look_up, names
