"""What a layout family is: which columns a form has and how their heads are worded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from attrs import field, frozen

Kind: TypeAlias = Literal["project", "department"]


@frozen
class Family:
    """A form.

    Attributes:
        name: its name in domain documents.
        kind: project or department.
        columns: role → head of the indicator table, in order.
        funds: role → head of the money block, in order.
        title: of the form.
        total: whether it has a row of the total.
        grade: whether it prints the grade.
        execution_row: whether the execution rate is a row among the indicators.
        execution_weight: whether the money block prints its weight.
        goals: whether it has the goal in words.
        side: whether a label stands to the left of the indicators.
        sentences: whether its rows are written as sentences, not as cells.
        heads: of the goal and of what became of it.
    """

    name: str
    kind: Kind
    columns: Mapping[str, str]
    funds: Mapping[str, str]
    title: str = "项目支出绩效自评表"
    total: bool = True
    grade: bool = False
    execution_row: bool = False
    execution_weight: bool = True
    goals: bool = True
    side: bool = True
    sentences: bool = False
    heads: tuple[str, str] = field(default=("预期目标", "实际完成情况"))

    def has(self, role: str) -> bool:
        """Does the indicator table print this?"""
        return role in self.columns

    def has_fund(self, role: str) -> bool:
        """Does the money block print this?"""
        return role in self.funds
