"""What a user's own template can use: the fields of a report with their meaning, and their values as plain data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from attrs import frozen, has

from ..errors import ReportError

KINDS: Final = {
    "report": ("report", "ReportView"),
    "opinion": ("opinion", "OpinionView"),
    "summary": ("summary", "SummaryView"),
}
"""Kind of report → module and class of its view; the form is filled from the same data as the report."""

_TYPES: Final[dict[Any, str]] = {str: "文本", int: "整数", bool: "是否", Decimal: "数"}


@frozen
class Field:
    """One field a template can use.

    Attributes:
        path: as a template writes it: ``project``, ``rows[].name``; ``[]`` stands for each element of a list.
        kind: 文本, 整数, 数, 是否, 列表 …
        meaning: what it holds, in Chinese.
    """

    path: str
    kind: str
    meaning: str


def fields(kind: str) -> tuple[Field, ...]:
    """The fields of a kind of report, in the order of its view.

    Raises:
        ReportError: there is no such kind.
    """
    if kind == "form":
        kind = "report"
    if kind not in KINDS:
        raise ReportError(f"没有“{kind}”这种报告", cure=f"可选的有：{'、'.join((*KINDS, 'form'))}")
    from importlib import import_module

    module, name = KINDS[kind]
    return tuple(_fields(getattr(import_module(f"reports.views.{module}"), name), ""))


def data_of(value: Any) -> Any:
    """A view as plain dicts, lists, texts, numbers, booleans and None; nothing a template could call."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if has(type(value)):
        return {attribute.name: data_of(getattr(value, attribute.name)) for attribute in value.__attrs_attrs__}
    if isinstance(value, (tuple, list)):
        return [data_of(one) for one in value]
    return str(value)


def _fields(view: type, prefix: str) -> Iterator[Field]:
    for name, hint in get_type_hints(view).items():
        shape, inner = _shape(hint)
        yield Field(f"{prefix}{name}", shape, meaning(view.__name__, name))
        if inner is not None:
            yield from _fields(inner, f"{prefix}{name}{'[]' if shape == '列表' else ''}.")


def _shape(hint: Any) -> tuple[str, type | None]:
    """The kind of a field for the reader, and the view it is made of or is a list of."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        if len(parts) == 2 and parts[1] is Ellipsis:
            return "列表", parts[0] if isinstance(parts[0], type) and has(parts[0]) else None
        return "一组", None
    if isinstance(hint, type) and has(hint):
        return "对象", hint
    return _TYPES.get(hint, "文本"), None


def meaning(view: str, name: str) -> str:
    """What a field of a view holds, in Chinese; "" where nobody has said."""
    table = _meanings()
    return table.get(view, {}).get(name) or table["names"].get(name, "")


@lru_cache(maxsize=1)
def _meanings() -> dict[str, dict[str, str]]:
    file = resources.files(__package__) / "fields.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
