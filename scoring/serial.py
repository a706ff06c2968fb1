"""Everything the engine returns, to plain JSON data and back without loss.

Decimals and fractions are written as strings, values of a union carry the name
of their class under ``"type"``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from .formula import Formula
from .quantity import Reading, Value

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")


def to_data(thing: Any) -> Any:
    """Return plain dicts, lists, strings, numbers, booleans and None for any of our classes."""
    return _converter().unstructure(thing)


def from_data(data: Any, kind: type[T]) -> T:
    """Return the object that ``to_data`` was given.

    Args:
        data: what ``to_data`` returned, also after a trip through JSON.
        kind: the class of the object.

    Raises:
        cattrs.BaseValidationError: the data are not of that class.
    """
    return _converter().structure(data, kind)


@lru_cache(maxsize=1)
def _converter() -> Converter:
    # Imported here: most runs of the command never need it, and it takes longer than the engine.
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook(Fraction, str)
    converter.register_structure_hook(Fraction, lambda text, _: Fraction(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(Formula, _formula_data)
    converter.register_structure_hook(
        Formula, lambda data, _: Formula(data["text"], frozenset(data["names"]), data["kind"])
    )
    for union in (Value, Value | None, Reading):
        _tag(converter, union)
    return converter


def _formula_data(formula: Formula) -> dict[str, Any]:
    return {"text": formula.text, "names": sorted(formula.names), "kind": formula.kind}


def _tag(converter: Converter, union: Any) -> None:
    """Write the class of a union's value beside its fields; None stays None."""
    classes = {kind.__name__: kind for kind in get_args(union) if kind is not type(None)}

    def unstructure(thing: Any) -> Any:
        if thing is None:
            return None
        return {"type": type(thing).__name__, **converter.unstructure(thing, type(thing))}

    def structure(data: Any, _: Any) -> Any:
        if data is None:
            return None
        fields = {key: value for key, value in data.items() if key != "type"}
        return converter.structure(fields, classes[data["type"]])

    converter.register_unstructure_hook(union, unstructure)
    converter.register_structure_hook(union, structure)
