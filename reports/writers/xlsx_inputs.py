"""Open cells of a blank workbook: how what is typed is shown, and what is accepted."""

from __future__ import annotations

from typing import Any, Final

from ..sheets.inputs import Input
from ..sheets.sheet import SheetCell, SheetRow

AMOUNT_FORMAT: Final = "#,##0.00######"
_PERCENT_FORMAT: Final = "0.00######%"
_DATE_FORMAT: Final = 'yyyy"年"m"月"d"日"'
_LARGEST_SHARE: Final = 10
"""The largest percentage accepted, as a share: more is a number typed without its sign."""


def input_format(wanted: Input, role: str) -> dict[str, Any]:
    """The number format of an open cell."""
    unit = wanted.unit.replace('"', "").replace("\\", "")
    if role in ("initial", "adjusted", "executed"):
        return {"num_format": AMOUNT_FORMAT}
    if role == "weight":
        return {"num_format": "General"}
    if wanted.kind == "percent":
        return {"num_format": _PERCENT_FORMAT}
    if wanted.kind == "amount":
        return {"num_format": f'{AMOUNT_FORMAT}"{unit}"' if unit else AMOUNT_FORMAT}
    if wanted.kind == "number":
        return {"num_format": f'General"{unit}"' if unit else "General"}
    if wanted.kind == "date":
        return {"num_format": _DATE_FORMAT}
    return {}


def validation(wanted: Input, cell: SheetCell, row: SheetRow) -> dict[str, Any]:
    """What an open cell accepts, and what it says of it."""
    title = {"actual": "实际完成值", "weight": "分值"}.get(cell.role, "金额" if row.fund else "填写")
    hint = {"input_title": title, "input_message": f"{wanted.hint}。"[:255], "error_title": title}
    unit = f"，单位：{wanted.unit}" if wanted.unit else ""
    if wanted.kind in ("number", "amount"):
        least = -1e15 if wanted.negative else 0
        message = f"请填数{unit}。" if wanted.negative else f"请填大于或等于 0 的数{unit}，不要写文字。"
        return {**hint, "validate": "decimal", "criteria": ">=", "value": least, "error_message": message[:255]}
    if wanted.kind == "percent":
        low = -_LARGEST_SHARE if wanted.negative else 0
        message = f"请填百分数，连同百分号，如 95%；最多 {_LARGEST_SHARE * 100}%。有的软件把 95 记成 9500%。"
        return {**hint, "validate": "decimal", "criteria": "between", "minimum": low, "maximum": _LARGEST_SHARE,
                "error_message": message}  # fmt: skip
    if wanted.kind == "date":
        from datetime import date

        return {**hint, "validate": "date", "criteria": "between", "minimum": date(1990, 1, 1),
                "maximum": date(2100, 12, 31), "error_message": "请填日期，如 2024-12-10。"}  # fmt: skip
    if wanted.kind == "words" and len(",".join(wanted.choices)) <= 255:
        return {**hint, "validate": "list", "source": list(wanted.choices),
                "error_message": f"请从列表里选：{'、'.join(wanted.choices)}。"[:255]}  # fmt: skip
    return {}
