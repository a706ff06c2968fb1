"""Read the list of yearly main tasks of a department's goal table."""

from __future__ import annotations

from attrs import define, field

from scoring.model import Place, Task
from scoring.quantity import Reading

from ..grid import Cell
from .columns import Column, Head, classify, head_of
from .forms import is_total
from .funds import AMOUNT_CLASSES, BlockUnit, money
from .lexicon import label_name, task_role
from .rows import align

# The columns' roles in VOTES: the amount of other funds is "private" there, "other" means unread.
_ROLE_OF = {"other": "private"}


@define
class TaskReader:
    """Takes the rows under the head of a task list.

    Attributes:
        head: its columns; a second head row with the kinds of funds replaces the amounts.
        unit: what the amounts are counted in.
    """

    head: Head
    unit: BlockUnit = ""
    _tasks: list[Task] = field(factory=list, init=False)

    def add(self, cells: tuple[Cell, ...], place: Place) -> bool:
        """Read one row; False if it does not belong to the list."""
        columns = _columns(cells)
        if columns and len(columns) == len(cells):
            words = [column for column in self.head.columns if column.role in ("name", "content")]
            self.head = head_of((*words, *columns))
            return True
        if is_total(cells):
            return True  # the sum of the list is no task
        if not any(classify(cell.text) in AMOUNT_CLASSES for cell in cells) and not self._stands(cells):
            return False
        texts = align(cells, self.head).texts
        self._tasks.append(
            Task(
                name=texts.get("name", ""),
                content=texts.get("content", ""),
                amount=self._money(texts, "amount"),
                fiscal=self._money(texts, "fiscal"),
                other=self._money(texts, "private"),
                place=place,
            )
        )
        return True

    @property
    def begun(self) -> bool:
        """Was any task read?"""
        return bool(self._tasks)

    def tasks(self) -> tuple[Task, ...]:
        """The tasks read so far."""
        return tuple(self._tasks)

    def _stands(self, cells: tuple[Cell, ...]) -> bool:
        """Are these words under the heads of words, though without an amount?"""
        roles = self.head.roles()
        found = [roles.get(cell.column) for cell in cells]
        return found[:1] == ["name"] and set(found) <= {"name", "content"} and label_name(cells[0].text) is None

    def _money(self, texts: dict[str, str], role: str) -> Reading:
        return money(texts[role], self.unit) if role in texts else None


def task_head(cells: tuple[Cell, ...]) -> Head | None:
    """The columns of a task list if these are the cells of its head row, else None."""
    columns = _columns(cells)
    if len(columns) < 2:
        return None
    roles = {column.role for column in columns}
    return head_of(columns) if {"name", "content"} <= roles else None


def _columns(cells: tuple[Cell, ...]) -> list[Column]:
    found = [(role, cell.column) for cell in cells if (role := task_role(cell.text)) is not None]
    return [Column(_ROLE_OF.get(role, role), position) for role, position in found]
