"""Findings: what a reviewer would report, as data.

A finding is a value, never an exception.  Codes, severities, titles and
wording stand in :mod:`scoring.wording`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from .model import NOWHERE, Place

Severity: TypeAlias = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
SEVERITY_NAMES: dict[Severity, str] = {"error": "错误", "warning": "疑点", "note": "提示"}

ROLES: dict[str, str] = {
    "目标值": "target", "实际完成值": "actual", "上年完成值": "prior", "完成率": "completion", "分值": "weight",
    "得分": "score", "得分系数": "coefficient", "扣分": "deduction",
    "偏差原因": "reason", "赋分规则": "rule", "佐证资料": "evidence", "指标名称": "name",
    "年初预算数": "initial", "全年预算数": "adjusted", "全年执行数": "executed", "执行率": "rate",
    "总分": "score", "分值合计": "weight", "评价等级": "grade", "预算金额": "amount", "单元格": "cell",
}  # fmt: skip
"""The field's word for a column, as ``Where.column`` has it → its role, as ``Place.columns`` has it."""

_LONGEST_QUOTE = 30


@frozen
class Where:
    """The place a finding speaks of.

    Attributes:
        project: title of the table, "" for the document.
        table: number of the table among the document's forms, from 1; 0 for the document.
        row: number of the indicator in the table, from 1; 0 for the table or its money block.
        name: name of the indicator or of the row, or "".
        column: the cell's column in the field's word, or "".
        place: line or page in the file.
        document: name of the file where that is another than the one rechecked, or "".
    """

    project: str = ""
    table: int = 0
    row: int = 0
    name: str = ""
    column: str = ""
    place: Place = NOWHERE
    document: str = ""

    @property
    def role(self) -> str:
        """The cell's role, as ``Place.columns`` has it; "" where the finding names no cell."""
        return ROLES.get(self.column, "")

    def __str__(self) -> str:
        parts = [f"{self.document} " if self.document else ""]
        parts += [f"表{self.table}《{self.project}》" if self.table else "", f"“{self.name}”" if self.name else ""]
        parts.append(self.column)
        within = self.place.within_file(self.role)
        return "".join(part for part in parts if part) + (f"（{within}）" if within else "") or "全文"


def in_text(column: str, text: str, place: Place) -> Where:
    """A place in the document's text; where the file has no lines, the words that stand there say where to look.

    Args:
        column: what is spoken of.
        text: the sentence it stands in.
        place: the paragraph.
    """
    quoted = "" if place.line or place.grid else text[:_LONGEST_QUOTE] + ("…" if len(text) > _LONGEST_QUOTE else "")
    return Where(name=quoted, column=f"正文：{column}", place=place)


@frozen
class Finding:
    """One finding.

    Attributes:
        code: stable code, e.g. ``A1``.
        severity: error (certain), warning (a doubt to be cleared), note.
        where: the place.
        message: one Chinese sentence.
        read: what was read.
        expected: what was expected, or "".
        arithmetic: the numbers that show it, or "".
        source: the rule's source, or "" where arithmetic alone proves it.
        suggestion: what the unit may do.
        others: the other places it speaks of, in this document or in the one compared with.
    """

    code: str
    severity: Severity
    where: Where
    message: str
    read: str = ""
    expected: str = ""
    arithmetic: str = ""
    source: str = ""
    suggestion: str = ""
    others: tuple[Where, ...] = ()
