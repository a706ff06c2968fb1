"""The tables of the shipped files, kept beside them as JSON: to read them from TOML takes ten times as long.

A file is known by what it holds.  One that was changed is not, and is read itself.  ``python docs/catalogue.py``
packs them anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

PACKED: Final = Path(__file__).with_name("packed.json")


def packed(tables: Mapping[bytes, Mapping[str, Any]]) -> str:
    """What :data:`PACKED` should hold, from the content of each file and the tables it comes to."""
    lines = [
        f'"{_key(content)}": {json.dumps(one, ensure_ascii=False, default=_put)}' for content, one in tables.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def unpacked(content: bytes) -> dict[str, Any] | None:
    """The tables of a shipped file by its content; None: it is another file."""
    return _all().get(_key(content))


@cache
def _all() -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(PACKED.read_bytes(), object_hook=_taken)
    except (OSError, ValueError):  # every file is read itself
        return {}
    assert isinstance(found, dict)
    return found


def _key(content: bytes) -> str:
    return sha256(content).hexdigest()


def _put(value: Decimal | date) -> dict[str, str]:
    return {"decimal": str(value)} if isinstance(value, Decimal) else {"date": value.isoformat()}


def _taken(table: dict[str, Any]) -> Any:
    if len(table) == 1:
        if "decimal" in table:
            return Decimal(table["decimal"])
        if "date" in table:
            return date.fromisoformat(table["date"])
    return table
