"""Read one table of the forms: who, for what, the money, the goals, the indicators, the total."""

from __future__ import annotations

import re
from typing import Final

from attrs import define, evolve, field

from scoring.model import NOWHERE, Evaluation, Form, FundLine, Place, Skipped
from scoring.quantity import Figure, Reading
from scoring.words import NOT_CALCULATED

from ..grid import Cell
from .cleaning import heal, heal_lines
from .columns import WIDEST, Head, classify, fund_head, second_head_row, told_from_content
from .forms import Draft, DraftRow, is_label, is_private, is_total, year_line
from .funds import AMOUNT_CLASSES, BlockUnit, block_unit, fund_row, is_fund_name, labelled_funds
from .indicators import IndicatorReader, total_row
from .lexicon import key, label_name
from .readings import read_figure
from .tasks import TaskReader, task_head

_LONGEST_SHOWN: Final = 30
_OF_FORMS: Final = re.compile("绩效|自评|三级指标|指标值|完成值")
"""Words of which a table that is plainly no form has none."""
# The longest form known has 90 rows; a file made to be endless must not take endless time.
_MOST_ROWS: Final = 5000


@define
class _TableReader:
    """Reads the rows of a draft one after another; every row goes to the part it belongs to."""

    draft: Draft
    table: int
    labels: dict[str, str] = field(factory=dict, init=False)
    funds: list[FundLine] = field(factory=list, init=False)
    fund_head: Head | None = field(default=None, init=False)
    unit: BlockUnit = field(default="", init=False)  # of the money
    tasks: TaskReader | None = field(default=None, init=False)
    indicators: IndicatorReader | None = field(default=None, init=False)
    goals: dict[str, list[str]] = field(factory=dict, init=False)
    goal_columns: list[tuple[str, int]] = field(factory=list, init=False)
    weight_total: Reading = field(default=None, init=False)
    total: Reading = field(default=None, init=False)
    total_pending: bool = field(default=False, init=False)
    total_place: Place = field(default=NOWHERE, init=False)
    grade_place: Place = field(default=NOWHERE, init=False)
    left: list[Skipped] = field(factory=list, init=False)
    at: str = field(default="labels", init=False)  # the part the last row belonged to
    row: DraftRow = field(init=False)  # the one being read, and its number
    number: int = field(default=0, init=False)

    def read(self) -> None:
        if self.draft.head is None:
            head = told_from_content(row.cells for row in self._indicator_like())
            if head is not None:
                self.indicators = IndicatorReader(head, self.table)
        rows = self.draft.rows
        if len(rows) > _MOST_ROWS:
            what = f"表有 {len(rows)} 行，只读了前 {_MOST_ROWS} 行"
            self.left.append(Skipped(what, evolve(rows[_MOST_ROWS].row.place, table=self.table)))
        for self.number, self.row in enumerate(rows[:_MOST_ROWS], 1):
            self._row(self.row)

    @property
    def place(self) -> Place:
        """Where the row being read stands."""
        return self.row.row.place.of_row(self.table, self.number)

    def goal_text(self, name: str) -> str:
        """The text beside the label and the texts under it, a line each."""
        return heal_lines("\n".join([self.labels.get(name, ""), *self.goals.get(name, ())]))

    def _indicator_like(self) -> list[DraftRow]:
        """Rows of a table without a head row that look like indicators."""
        found = []
        for row in self.draft.rows[:_MOST_ROWS]:
            kinds = {classify(cell.text) for cell in row.cells}
            levels = kinds & {"level1", "level2", "level"}
            if (levels or "quantity" in kinds) and kinds & {"quantity", "number", "rule"}:
                found.append(row)
        return found

    def _row(self, row: DraftRow) -> None:
        everything, cells = row.row.cells, row.cells
        if len(everything) > WIDEST:
            self.left.append(Skipped(f"一行有 {len(everything)} 格，没有读：{_short(everything[0].text)}", self.place))
            return
        if self.indicators is None:
            self.unit = self.unit or block_unit(everything)
        if not cells or self._head(cells, row.head):
            return
        if self.at in ("indicators", "end") or (self.indicators is not None and not self.indicators.head.printed):
            # Only a label in front: 评价结果 may well be the evidence of an indicator.
            if self._end(cells) or (is_label(cells[0].text) and self._labels(cells)):
                return
            if self.indicators is not None and self.at != "end" and self._is_indicator(cells):
                self.at = "indicators"
                self.indicators.add(cells, row.row.place, self.number, row.after_break)
                return
            if self.at == "indicators" or self.at == "end":
                return
        if self.at == "tasks" and self.tasks is not None:
            if len(cells) < len(everything) and self.tasks.begun:
                self.at = "labels"  # a side heading begins another block
            elif self.tasks.add(cells, self.place):
                return
        if self.at == "funds" and self.fund_head is not None and label_name(cells[0].text) is None:
            line = fund_row(cells, self.fund_head, self.place, self.unit)
            if line is not None:
                self.funds.append(line)
                return
        if self._goal_texts(cells) or self._labels(cells):
            return
        if is_fund_name(cells[0].text):
            self.funds += labelled_funds(cells, self.place, self.unit)

    def _is_indicator(self, cells: tuple[Cell, ...]) -> bool:
        return self.at == "indicators" or any(
            classify(cell.text) in ("quantity", "level1", "level2", "level", "rule") for cell in cells
        )

    def _head(self, cells: tuple[Cell, ...], head: Head | None) -> bool:
        """Is the row a head, an indicator head if ``head`` says so?"""
        if head is not None:
            if self.indicators is None:
                self.indicators = IndicatorReader(head, self.table)
            self.indicators.head = head
            self.at = "indicators"
            return True
        if self.at == "indicators" and self.indicators is not None:
            second = second_head_row(self.indicators.head, cells) if not self.indicators.begun else None
            if second is not None:
                self.indicators.head = second
            return second is not None
        head = fund_head(cells)
        if head is not None:
            self.fund_head, self.at = head, "funds"
            return True
        head = task_head(cells)
        if head is not None:
            self.tasks, self.at = TaskReader(head, self.unit), "tasks"
            return True
        return False

    def _end(self, cells: tuple[Cell, ...]) -> bool:
        """Read the total row, or the row below it that holds its numbers."""
        if is_total(cells) and self.indicators is not None:
            weight, total = total_row(cells, self.indicators.head)
            self.weight_total = self.weight_total or weight
            self.total = self.total or total
            self.total_place = _of_total(self.place, self.indicators.head)
            # The score may follow in the row below; then a lone number beside the word was the weight.
            self.total_pending = weight is None and (total is None or not total.text.endswith("分"))
            self.at = "end"
            self._labels(cells[1:])
            return True
        pending, self.total_pending = self.total_pending, False
        if pending and all(classify(cell.text) in ("number", "misprint", "blank") for cell in cells):
            if self.total is not None:
                self.weight_total = self.total
            self.total = read_figure("score", cells[-1].text)
            if self.indicators is not None:
                self.total_place = _of_total(self.place, self.indicators.head)
            return True
        return False

    def _labels(self, cells: tuple[Cell, ...]) -> bool:
        """Read labels with their values beside them; True if the row holds any."""
        found = [label_name(cell.text) for cell in cells]
        if not any(found):
            return self._inline_label(cells)
        goals = [(name, cell.column) for name, cell in zip(found, cells, strict=True) if name in ("goal", "achieved")]
        read = False
        for index, name in enumerate(found):
            if name is None or name in ("private", "other"):
                continue
            if index + 1 < len(cells) and found[index + 1] is None:
                if name in ("goal", "achieved") and name in self.labels:
                    self.goals.setdefault(name, []).append(cells[index + 1].text)
                else:
                    self.labels.setdefault(name, cells[index + 1].text)
                if name == "grade" and self.grade_place == NOWHERE:
                    self.grade_place = self.place.with_columns((("grade", cells[index + 1].column),))
                read = True
        if goals and not read:
            # Heads above their texts; the first goal word is the side heading when two stand there.
            self.goal_columns = goals[-2:] if len(goals) > 2 else goals
            if len(goals) == 2 and goals[0][0] == goals[1][0]:
                self.goal_columns = goals[1:]
        if self.at not in ("indicators", "end"):
            self.at = "labels"
        return True

    def _inline_label(self, cells: tuple[Cell, ...]) -> bool:
        """Read ``项目名称：…`` inside one cell."""
        read = False
        for cell in cells:
            head, colon, text = cell.text.replace("：", ":").partition(":")
            name = label_name(head) if colon and len(head) < _LONGEST_SHOWN else None
            if name is not None:
                read = True
                if name not in ("private", "other") and text.strip():
                    self.labels.setdefault(name, text)
        return read

    def _goal_texts(self, cells: tuple[Cell, ...]) -> bool:
        """Read the row under 预期目标 and 实际完成情况."""
        if not self.goal_columns or label_name(cells[0].text) is not None:
            return False
        if is_fund_name(cells[0].text) and (self.goals or any(classify(c.text) in AMOUNT_CLASSES for c in cells[1:])):
            return False
        if len(cells) >= len(self.goal_columns):
            pairs = list(zip(self.goal_columns, cells, strict=False))
        else:
            near = min(self.goal_columns, key=lambda column: abs(column[1] - cells[0].column))
            pairs = [(near, cells[0])]
        for (name, _), cell in pairs:
            self.goals.setdefault(name, []).append(cell.text)
        return True


def read_table(draft: Draft, table: int, document_year: int | None) -> tuple[Evaluation | None, list[Skipped]]:
    """Read a draft.

    Args:
        draft: the rows of one table.
        table: its number among the forms of the document, from 1.
        document_year: the year the document speaks of, for a table that prints none.

    Returns:
        The evaluation, None where the table is none of the forms, and what was left unread.
    """
    if draft.title is None and draft.head is None:
        return None, [_not_a_form(draft)]
    reader = _TableReader(draft, table)
    reader.read()
    indicators = reader.indicators.indicators() if reader.indicators is not None else ()
    skipped = reader.left
    if reader.indicators is not None:
        skipped += (Skipped(f"没有归入任何一列：{_short(text)}", place) for text, place in reader.indicators.left)
    title, titled = (draft.title.text, draft.title.year) if draft.title is not None else ("没有表题的表", None)
    if not indicators:
        if not reader.funds and not reader.labels and not reader.goals:
            return None, [*skipped, Skipped(f"{title}：没有读出内容", draft.place)]
        skipped.append(Skipped(f"{title}：没有读到指标行", draft.place))
    labels = {name: heal(text) for name, text in reader.labels.items()}
    department_name = labels.get("department_name", "")
    kind = draft.title.kind if draft.title is not None else "department" if department_name else "project"
    if kind == "department":
        project = department_name or labels.get("project", "") or labels.get("unit", "")
    else:
        project = labels.get("project", "") or department_name
    evaluation = Evaluation(
        kind=kind,
        form=_form(draft, reader),
        project=project,
        unit=labels.get("unit", "") or department_name,
        department=labels.get("department", ""),
        year=draft.year or _year(reader.labels.get("year", "")) or titled or document_year,
        funds=tuple(reader.funds),
        tasks=reader.tasks.tasks() if reader.tasks is not None else (),
        goal=reader.goal_text("goal"),
        achieved=reader.goal_text("achieved"),
        indicators=indicators,
        printed_weight_total=reader.weight_total,
        printed_total=reader.total,
        printed_grade="" if (grade := labels.get("grade", "")).startswith(NOT_CALCULATED) else grade,
        ruleset=labels.get("ruleset", ""),
        place=evolve(draft.place, table=table),
        total_place=reader.total_place,
        grade_place=reader.grade_place,
    )
    return evaluation, skipped


def _of_total(place: Place, head: Head) -> Place:
    """The place of the total row with the columns its numbers belong to."""
    stand = [(column.role, column.position) for column in head.columns if column.role in ("weight", "score")]
    return place.with_columns(tuple(stand))


def _form(draft: Draft, reader: _TableReader) -> Form:
    """A goal table has no actuals and no scores; the columns tell better than the title."""
    head = reader.indicators.head if reader.indicators is not None else None
    if head is not None and head.printed:
        return "self-evaluation" if head.has("actual") or head.has("score") else "goal"
    if any(isinstance(line.executed, Figure) for line in reader.funds):
        return "self-evaluation"
    return draft.title.form if draft.title is not None else "goal"


def _year(text: str) -> int | None:
    return year_line(text)


def _not_a_form(draft: Draft) -> Skipped:
    caption = draft.caption if key(draft.caption).endswith("表") else ""
    first = caption or " ".join(heal(cell.text) for cell in draft.rows[0].row.cells[:4] if not is_private(cell.text))
    texts = (draft.caption, *(cell.text for row in draft.rows for cell in row.row.cells))
    near_form = any(_OF_FORMS.search(heal(text)) for text in texts)
    return Skipped(f"非绩效表：{_short(first)}", draft.place, other_table=not near_form)


def _short(text: str) -> str:
    text = heal(text[: 4 * _LONGEST_SHOWN])
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
