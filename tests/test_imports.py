"""Imports by name, which import-linter does not see, keep the layers of setup.cfg too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

import reports

ROOT = Path(reports.__file__).parents[1]
PACKAGES = ("scoring", "rulesets", "reports", "workbench")


def layers(contract: str, container: str = "") -> dict[str, int]:
    """Package or module → its height, of one contract."""
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = parser[f"importlinter:contract:{contract}"]["layers"].split("\n")
    rows = [line.split("|") for line in lines if line.strip()]
    return {f"{container}{name.strip()}": len(rows) - number for number, row in enumerate(rows) for name in row}


HEIGHTS = layers("layers") | layers("reports", "reports.")


def imports_by_name() -> Iterator[tuple[str, str]]:
    """Module and what it imports by name, as far as the name is written out."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            module, inside = ".".join(parts), parts[:-1]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("import_module"):
                    continue
                name = written(node.args[0])
                if name.startswith("."):
                    up = len(name) - len(name.lstrip("."))
                    name = ".".join((*inside[: len(inside) + 1 - up], name.lstrip(".")))
                yield module, name


def written(argument: ast.expr) -> str:
    """What is written out of a name: all of it, or what stands before its first part that varies."""
    first = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
    return str(first.value) if isinstance(first, ast.Constant) else ""


FOUND = [pair for pair in imports_by_name() if pair[0] != "reports.__init__"]
"""All but those of the public door, which opens every layer."""


def test_imports_by_name_are_found() -> None:
    assert ("reports.rendering", "reports.writers.") in FOUND
    assert ("reports.templating.fields", "reports.views.") in FOUND


@pytest.mark.parametrize(("module", "imported"), FOUND)
def test_what_is_imported_by_name_lies_below(module: str, imported: str) -> None:
    for depth in (1, 2):
        here, there = (".".join(name.split(".")[:depth]) for name in (module, imported))
        if here != there and (depth == 1 or here.startswith("reports.")):
            assert here in HEIGHTS, f"{here} 没有写进 setup.cfg 的层次"
            assert there in HEIGHTS, f"{module} 按名称引用了 {imported}…，看不出是哪一层：名称的前两段要写明"
            assert HEIGHTS[there] < HEIGHTS[here], f"{module} 按名称引用了上面一层的 {there}"
            return
