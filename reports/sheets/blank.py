"""A blank self-evaluation (自评表) made from an approved goal table, ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from attrs import evolve, frozen

from scoring.arguments import evaluation_of, ruleset_of
from scoring.model import NOWHERE, Evaluation, FundLine, Indicator
from scoring.quantity import Figure, Reading, figure_value, plain
from scoring.rounding import exactly
from scoring.ruleset import Ruleset
from scoring.spelling import is_blank

from ..errors import ReportError
from ..views.figures import amount
from .building import form_sheet
from .inputs import input_of
from .layouts import AUTO, LABELS
from .sheet import OPTIONAL, Sheet, SheetCell, SheetPart, SheetRow

FIELDS: Final = ("actual", "weight", "score", "reason")
"""Columns a form needs to be filled in and scored."""

TOTAL_NAME: Final = "年度资金总额"
_HERE: Final = "点此填写"


@frozen
class BlankForm:
    """A form to be filled in, its amounts in 万元.

    Attributes:
        evaluation: what it asks for; actuals, amounts and scores are blank.
        ruleset: the rules it will be scored by.
        sheet: how it is drawn; cells to fill in have a ``prompt``.
        summed: whether the total row of the money block was added and is the sum of the others.
    """

    evaluation: Evaluation
    ruleset: Ruleset
    sheet: Sheet
    summed: bool = False


@exactly
def blank_form(goal: Evaluation, ruleset: Ruleset, layout: str = AUTO) -> BlankForm:
    """Make the blank form of an approved goal table.

    Args:
        goal: the goal table.
        ruleset: the rules it will be scored by; their id is printed on the form.
        layout: id of a layout of self-evaluations, or ``auto``.

    Raises:
        ReportError: the table is no goal table, or has no indicators; there is no such layout.
        WrongArgument: ``goal`` is no table, or ``ruleset`` no ruleset.
    """
    goal, ruleset = evaluation_of("blank_form", goal), ruleset_of("blank_form", ruleset)
    if goal.form != "goal":
        raise ReportError(f"“{goal.title}”是自评表，不是绩效目标表", cure="用批复的绩效目标表来制作空白自评表")
    if not goal.indicators:
        raise ReportError(f"“{goal.title}”没有指标，不能制作空白自评表", cure="检查绩效目标表是否完整")
    funds, summed = _funds(goal, ruleset)
    blank = evolve(
        goal,
        form="self-evaluation",
        funds=funds,
        tasks=tuple(
            evolve(task, amount=_in_wan(task.amount), fiscal=_in_wan(task.fiscal), other=_in_wan(task.other))
            for task in goal.tasks
        ),
        achieved="",
        indicators=tuple(_asked(indicator) for indicator in goal.indicators),
        printed_total=None,
        printed_grade="",
        ruleset=ruleset.id,
        place=NOWHERE,
        total_place=NOWHERE,
    )
    execution = figure_value(blank.budget.weight) if blank.budget is not None else None
    if all(indicator.weight_value is not None for indicator in blank.indicators):
        blank = evolve(blank, printed_weight_total=_figure(blank.indicator_weight + (execution or Decimal(0))))
    sheet = form_sheet(blank, None, layout, FIELDS)
    return BlankForm(blank, ruleset, _asking(sheet, blank, ruleset), summed)


def _asked(indicator: Indicator) -> Indicator:
    return evolve(indicator, actual=None, printed_completion=None, printed_score=None, reason="", place=NOWHERE)


def _funds(goal: Evaluation, ruleset: Ruleset) -> tuple[tuple[FundLine, ...], bool]:
    """The money block with what is to be executed left blank; a total row is added where there is none."""
    lines = tuple(
        FundLine(line.name, _in_wan(line.initial), _in_wan(line.adjusted), total=line.total) for line in goal.funds
    )
    if not lines:
        return (), False
    summed = goal.budget is None
    if summed:
        lines = (FundLine(TOTAL_NAME, *_sums(lines), total=True), *lines)
    budget = next((line for line in lines if line.total), lines[0])
    worth = _figure(ruleset.execution.weight)
    return tuple(evolve(line, weight=worth) if line is budget else line for line in lines), summed


def _sums(lines: Iterable[FundLine]) -> tuple[Reading, Reading]:
    """The sum of the initial and of the adjusted budgets, None where a line has none that can be read."""
    lines = tuple(lines)
    sums: list[Reading] = []
    for readings in ([line.initial for line in lines], [line.adjusted for line in lines]):
        values = [figure_value(reading) for reading in readings]
        known = [value for value in values if value is not None]
        sums.append(_in_wan(_figure(sum(known, Decimal(0)))) if len(known) == len(values) else None)
    return sums[0], sums[1]


def _in_wan(reading: Reading) -> Reading:
    """An amount as it is printed in a block that is in 万元."""
    value = figure_value(reading)
    return reading if value is None else Figure(amount(value), value)


def _figure(number: Decimal) -> Figure:
    return Figure(plain(number), number)


def _asking(sheet: Sheet, blank: Evaluation, ruleset: Ruleset) -> Sheet:
    """The sheet with a prompt in every cell that is to be filled in."""
    parts = tuple(SheetPart(tuple(_row(row, blank, ruleset) for row in part.rows), part.heads) for part in sheet.parts)
    return evolve(sheet, parts=parts)


def _row(row: SheetRow, blank: Evaluation, ruleset: Ruleset) -> SheetRow:
    return evolve(row, cells=tuple(_asked_cell(cell, _prompt(cell, row, blank, ruleset)) for cell in row.cells))


def _asked_cell(cell: SheetCell, prompt: str) -> SheetCell:
    """A cell with its prompt; a blank mark would stand in the way of who fills it in."""
    return evolve(cell, prompt=prompt, text="" if prompt and is_blank(cell.text) else cell.text)


def _prompt(cell: SheetCell, row: SheetRow, blank: Evaluation, ruleset: Ruleset) -> str:
    """What is to be filled in here, or ""."""
    role = cell.role
    if role == "achieved":
        return f"{_HERE}实际完成情况"
    if role in LABELS and not cell.text.strip():
        return _HERE
    if row.fund and role in ("initial", "adjusted", "executed"):
        line = blank.funds[row.fund - 1]
        given = role != "executed" and getattr(line, role) is not None
        return "" if given and role == "initial" else _HERE
    if not row.indicator:
        return ""
    indicator = blank.indicators[row.indicator - 1]
    if role == "actual":
        short = input_of(indicator, ruleset).short
        return f"{_HERE}（{short}）" if short else _HERE
    if role == "weight":
        return _HERE if indicator.weight_value is None else ""
    if role == "reason":
        return f"{_HERE}（失分的写原因）"
    return _HERE if role in OPTIONAL and not cell.text.strip() else ""
