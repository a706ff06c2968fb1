"""The yearly main tasks of a department's goal table, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from scoring.model import Task
from scoring.quantity import Unreadable, figure_value

from .figures import BLANK, amount, printed_amount


@frozen
class TaskView:
    """One task; its amounts in 万元."""

    name: str
    content: str
    amount: str
    fiscal: str
    other: str


@frozen
class TasksView:
    """The tasks of a table and what they come to.

    Attributes:
        label: names the sum, and how many amounts it leaves out because they are no numbers.
        total: in 万元; a dash where no task has an amount.
    """

    items: tuple[TaskView, ...]
    label: str
    total: str


def tasks_view(tasks: Sequence[Task]) -> TasksView | None:
    """Word the tasks; None where there are none."""
    if not tasks:
        return None
    amounts = [value for task in tasks if (value := figure_value(task.amount)) is not None]
    unread = sum(isinstance(task.amount, Unreadable) for task in tasks)
    return TasksView(
        items=tuple(
            TaskView(t.name or BLANK, t.content or BLANK, *map(printed_amount, (t.amount, t.fiscal, t.other)))
            for t in tasks
        ),
        label=f"合计（{unread} 项金额读不出，未计入）" if unread else "合计",
        total=amount(sum(amounts, Decimal(0))) if amounts else BLANK,
    )
