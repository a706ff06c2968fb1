"""Filling a blank form in as a preparer does: open cells only, by what each of them accepts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import load_workbook

WORDS = ("达成", "达成", "达成", "未达成")


def fill_in(path: Path, seed: int = 0) -> Path:
    """Fill every open cell of every worksheet and save beside the blank."""
    random = Random(seed)
    book = load_workbook(path)
    for sheet in book.worksheets:
        rules = {}
        for rule in sheet.data_validations.dataValidation:
            for area in rule.sqref.ranges:
                rules[area.min_row, area.min_col] = rule
        heads = _heads(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.__class__.__name__ == "MergedCell" or cell.protection.locked or cell.value is not None:
                    continue
                cell.value = _value(cell, rules.get((cell.row, cell.column)), heads, random)
    filled = path.with_name(f"{path.stem}-filled.xlsx")
    book.save(filled)
    return filled


def _heads(sheet: Any) -> dict[int, list[tuple[int, str]]]:
    """The texts of each column with their rows."""
    found: dict[int, list[tuple[int, str]]] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                found.setdefault(cell.column, []).append((cell.row, cell.value))
    return found


def _value(cell: Any, rule: Any, heads: dict[int, list[tuple[int, str]]], random: Random) -> Any:
    if rule is None or rule.type is None:
        head = next((text for row, text in reversed(heads.get(cell.column, [])) if row < cell.row), "")
        if "原因" in head:
            return random.choice((None, "报名人数少于预计；下一年提前通知"))
        return "按计划完成。" if "完成" in head else None
    if rule.type == "list":
        return random.choice(WORDS)
    if rule.type == "date":
        return date(2023, random.randint(1, 12), random.randint(1, 28))
    if "%" in cell.number_format:
        return random.randint(6000, 11000) / 10000
    if '"' in cell.number_format or cell.number_format == "General":
        return _near(cell, random)
    return random.randint(1, 20000) / 100


def _near(cell: Any, random: Random) -> float:
    """Something near the target, which stands in the same row."""
    import re

    for other in cell.parent[cell.row]:
        match = re.search(r"[≥≤=<>]\s*=?\s*([\d,]+(?:\.\d+)?)", str(other.value or ""))
        if match is not None and not str(other.value).startswith("=IF"):
            number = float(match[1].replace(",", ""))
            return round(number * random.randint(60, 125) / 100, random.choice((0, 0, 2)))
    return float(random.randint(1, 100))
