"""The fields of the rows of a table, and the names by which files, forms and heads know them.

Told from the classes of :mod:`scoring.model`: a field that is added there is known here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, get_type_hints

from attrs import fields, frozen

from scoring.model import Place
from scoring.quantity import Reading, Value

Holds: TypeAlias = Literal["text", "value", "figure", "money", "flag"]
"""Words, a target or an actual, points or percent, an amount in 万元, yes or no."""

_HOLDS: Final[tuple[tuple[Any, Holds], ...]] = (
    (str, "text"), (Value | None, "value"), (Reading, "figure"), (bool, "flag"),
)  # fmt: skip
_MONEY: Final = frozenset(("initial", "adjusted", "executed", "amount", "fiscal", "other"))
_PRINTED: Final = "printed_"


@frozen
class Key:
    """A field of a row.

    Attributes:
        name: what files, layouts and columns call it: ``score``.
        field: what the class calls it: ``printed_score``.
        holds: what it is.
    """

    name: str
    field: str
    holds: Holds


def keys(row: type) -> tuple[Key, ...]:
    """The fields of a class of rows in their order, without the place.

    Raises:
        TypeError: a field is of a type that nothing here can read or write.
    """
    return _keys(row)


def names(row: type) -> tuple[str, ...]:
    """The names of all fields of a class of rows."""
    return tuple(key.name for key in keys(row))


@lru_cache
def _keys(row: type) -> tuple[Key, ...]:
    hints = get_type_hints(row)
    return tuple(_key(row, one.name, hints[one.name]) for one in fields(row) if hints[one.name] is not Place)


def _key(row: type, field: str, hint: Any) -> Key:
    name = field.removeprefix(_PRINTED)
    holds = next((holds for kind, holds in _HOLDS if kind == hint), None)
    if holds is None:
        raise TypeError(f"{row.__name__}.{field}: say in {__name__} how a field of type {hint} is read and written")
    return Key(name, field, "money" if holds == "figure" and name in _MONEY else holds)
