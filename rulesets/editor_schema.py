"""The JSON Schema of ruleset files, for editors that know it: made from the same table the loader reads."""

from __future__ import annotations

from typing import Any, Final

from .schema import LARGEST_NUMBER, LONGEST_TEXT, TABLES, Key

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The editors' extensions for TOML know this one best."""


def json_schema() -> dict[str, Any]:
    """Return the schema; what a file inherits by ``extends`` may be missing, so little is required."""
    definitions = {_name(table): _table(table) for table in TABLES if table}
    return {
        "$schema": DIALECT,
        "title": "评分规则集",
        "description": "一套计分规则；写法见 docs/rulesets.md",
        **_table(""),
        "definitions": definitions,
    }


def _name(table: str) -> str:
    return table.replace(" ", "_")


def _table(table: str) -> dict[str, Any]:
    keys = TABLES[table]
    required = ["id"] if not table else [name for name, key in keys.items() if key.required and table not in _PARTIAL]
    shape: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _value(key) for name, key in keys.items()},
    }
    if required:
        shape["required"] = required
    return shape


_PARTIAL: Final = ("execution",)
"""Tables merged key by key with the parent's, so that any key may be missing."""


def _value(key: Key) -> dict[str, Any]:
    return {**_shape(key), "description": key.meaning}


def _shape(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "maxLength": LONGEST_TEXT}
    if key.shape == "text":
        return {"enum": list(key.choices)} if key.choices else text
    if key.shape == "texts":
        return {"type": "array", "items": {"enum": list(key.choices)} if key.choices else text}
    if key.shape == "number":
        return {"type": "number", "minimum": 0, "maximum": LARGEST_NUMBER}
    if key.shape == "places":
        return {"type": "integer", "minimum": 0, "maximum": 6}
    if key.shape == "date":
        return {"type": "string", "format": "date"}
    if key.shape == "truth":
        return {"type": "boolean"}
    if key.shape == "cells":
        cells = {name: {"type": "string"} for name in key.choices}
        return {"type": "object", "additionalProperties": False, "properties": cells, "minProperties": 1}
    if key.shape == "levels":
        points = {"type": "number", "minimum": 0, "maximum": LARGEST_NUMBER}
        return {"type": "object", "additionalProperties": points, "minProperties": 1}
    table = {"$ref": f"#/definitions/{_name(key.table)}"}
    return {"allOf": [table]} if key.shape == "table" else {"type": "array", "items": table}
