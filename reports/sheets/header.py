"""The upper part of a form: who, for what, the money, the tasks, the goals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from scoring.model import Evaluation, FundLine, Task
from scoring.quantity import Figure, Reading
from scoring.scorecard import Mark, Scorecard

from ..recognition.funds import BlockUnit, is_fund_name, money
from ..recognition.lexicon import key, lexicon
from ..views.figures import BLANK, amount, percent, printed_text, weight
from ..views.shown import score_text
from .grid import Columns, Span, cell
from .layouts import FUND_FIELDS, Layout, LayoutColumn, fund_columns
from .sheet import SheetCell, SheetRow

_LABEL: Final = 14
_PAIR: Final = (12, 12)
_MOST_PAIRS: Final = 3
_TASKS: Final = ((18, "任务名称", "name"), (40, "主要内容", "content"))
_TASK_AMOUNTS: Final = ((12, "总额", "amount"), (12, "财政拨款", "fiscal"), (12, "其他资金", "other"))
_NARROW: Final = 0.75
"""A column of the money block with less than this of its width is too narrow."""

FEWEST_COLUMNS: Final = 4
"""Two labels with their values."""


def columns_needed(evaluation: Evaluation, layout: Layout) -> int:
    """How many columns the upper part needs at least."""
    needed = [FEWEST_COLUMNS]
    if evaluation.funds:
        pairs = _pairs(evaluation.funds, layout)
        needed.append(1 + (2 * pairs if pairs else len(fund_columns(layout, evaluation.funds))))
    if evaluation.tasks:
        needed.append(1 + len(_TASKS) + len(_TASK_AMOUNTS))
    return max(needed)


def columns_for(evaluation: Evaluation, layout: Layout, widths: Sequence[int]) -> Columns:
    """The columns of a form: those of the indicators, divided where the upper part needs it.

    The tasks are running text and have columns of their own; of the money block, a column that the
    indicators' would leave much too narrow is cut free.

    Args:
        evaluation, layout: what is to be printed, and how.
        widths: of the indicators' columns, the side heading's first if there is one.
    """
    fewest = columns_needed(evaluation, layout)
    edges = set(_ends([width for width, _, _ in (*_TASKS, *_TASK_AMOUNTS)])) if evaluation.tasks else set()
    columns = Columns.of(widths, fewest, sorted(edges))
    if not evaluation.funds or _pairs(evaluation.funds, layout):
        return columns
    shares = [column.width for column in fund_columns(layout, evaluation.funds)]
    for _ in shares:
        narrow = _narrow_ends(columns, shares)
        if narrow <= edges:
            break
        edges |= narrow
        columns = Columns.of(widths, fewest, sorted(edges))
    return columns


def _narrow_ends(columns: Columns, shares: Sequence[int]) -> set[int]:
    """Where the blocks that are much too narrow should begin and end, in hundredths."""
    ends = (0, *_ends(shares), 100)
    whole = sum(columns.widths[1:])
    found: set[int] = set()
    for number, (start, count) in enumerate(columns.fit(shares, 1)):
        if sum(columns.widths[start : start + count]) * sum(shares) < _NARROW * shares[number] * whole:
            found.update((ends[number], ends[number + 1]))
    return found - {0, 100}


def _ends(widths: Sequence[int]) -> tuple[int, ...]:
    """Where all but the last end, in hundredths of the whole."""
    return tuple(100 * end // sum(widths) for end in accumulate(widths))[:-1]


def header_rows(evaluation: Evaluation, card: Scorecard | None, layout: Layout, columns: Columns) -> Iterator[SheetRow]:
    """The rows above the indicators."""
    yield from _identity(evaluation, layout, columns)
    unit = money_unit(evaluation)
    if evaluation.tasks:
        yield from _tasks(evaluation.tasks, unit, columns)
    if evaluation.funds:
        yield from _funds(evaluation, card, layout, unit, columns)
    yield from _goals(evaluation, layout, columns)


def money_unit(evaluation: Evaluation) -> BlockUnit:
    """The unit to print above the amounts, so that each of them, printed as it was, says what it says."""
    readings = [
        *(reading for line in evaluation.funds for reading in (line.initial, line.adjusted, line.executed)),
        *(reading for task in evaluation.tasks for reading in (task.amount, task.fiscal, task.other)),
    ]
    figures = [reading for reading in readings if isinstance(reading, Figure)]
    units: tuple[BlockUnit, ...] = ("万元", "", "元")
    return max(units, key=lambda unit: sum(money(figure.text, unit) == figure for figure in figures))


def amount_text(reading: Reading, unit: BlockUnit) -> str:
    """An amount as printed, or in 万元 where its text would say something else under this unit."""
    if isinstance(reading, Figure) and money(reading.text, unit) != reading:
        return amount(reading.value) + ("" if unit == "万元" else "万元")
    return printed_text(reading)


def _identity(evaluation: Evaluation, layout: Layout, columns: Columns) -> Iterator[SheetRow]:
    values = {
        "project": evaluation.project,
        "department_name": evaluation.title if evaluation.project or evaluation.unit else "",
        "unit": evaluation.unit,
        "department": evaluation.department,
    }
    rows = list(layout.rows)
    known = {role for row in rows for role in row}
    if "department_name" in known and evaluation.unit not in ("", values["department_name"]):
        known.discard("unit")
    elif "department_name" in known:
        known.add("unit")
    rows += [(role,) for role in ("department", "unit") if role not in known and values[role]]
    for roles in rows:
        spans = columns.fit((_LABEL, 100 - _LABEL) if len(roles) == 1 else (_LABEL, 40, 12, 34))
        cells = []
        for index, role in enumerate(roles):
            cells.append(cell(spans[2 * index], layout.labels[role], "label"))
            cells.append(cell(spans[2 * index + 1], values[role], "text", role))
        yield SheetRow(tuple(cells))


def _tasks(tasks: Sequence[Task], unit: BlockUnit, columns: Columns) -> Iterator[SheetRow]:
    shown = (*_TASKS, *_TASK_AMOUNTS)
    spans = columns.fit([width for width, _, _ in shown], 1)
    first = spans[len(_TASKS)][0]
    amounts = (first, columns.count - first)
    side = cell((0, 1), "年度主要任务", "side", rowspan=len(tasks) + 2)
    heads = [cell(span, head, "head", rowspan=2) for span, (_, head, _) in zip(spans, _TASKS, strict=False)]
    yield SheetRow((side, *heads, cell(amounts, f"预算金额（{unit}）" if unit else "预算金额", "head")))
    yield SheetRow(
        tuple(cell(span, head, "head") for span, (_, head, _) in zip(spans[len(_TASKS) :], _TASK_AMOUNTS, strict=True))
    )
    for task in tasks:
        texts = [task.name, task.content]
        texts += (amount_text(reading, unit) for reading in (task.amount, task.fiscal, task.other))
        yield SheetRow(
            tuple(
                cell(span, text, "text" if index < len(_TASKS) else "number", role)
                for index, (span, text, (_, _, role)) in enumerate(zip(spans, texts, shown, strict=True))
            )
        )


def _funds(
    evaluation: Evaluation, card: Scorecard | None, layout: Layout, unit: BlockUnit, columns: Columns
) -> Iterable[SheetRow]:
    heading = f"{layout.money.label}（{unit}）" if unit else layout.money.label
    pairs = _pairs(evaluation.funds, layout)
    if pairs:
        return _labelled(evaluation.funds, heading, unit, pairs, columns)
    return _fund_table(evaluation, card, layout, heading, unit, columns)


def _pairs(lines: tuple[FundLine, ...], layout: Layout) -> int:
    """How many names with the approved budget beside them stand in a row; 0 where they need head words."""
    if layout.money.layout == "table":
        return 0
    for line in lines:
        if any(getattr(line, field) for field in FUND_FIELDS.values() if field != "initial"):
            return 0
        if not is_fund_name(line.name) or line.total != (key(line.name) in lexicon().fund_totals):
            return 0
    count = 1 if layout.money.layout == "lines" else min(_MOST_PAIRS, len(lines))
    # A row without any amount would be a heading.
    rows = [lines[start : start + count] for start in range(0, len(lines), count)]
    return count if all(any(line.initial for line in row) for row in rows) else 0


def _labelled(
    lines: tuple[FundLine, ...], heading: str, unit: BlockUnit, pairs: int, columns: Columns
) -> Iterator[SheetRow]:
    rows = -(-len(lines) // pairs)
    spans = columns.fit(_PAIR * pairs, 1)
    for row in range(rows):
        cells: list[SheetCell] = [cell((0, 1), heading, "side", rowspan=rows)] if row == 0 else []
        shown = lines[row * pairs : (row + 1) * pairs]
        for index, line in enumerate(shown):
            beside = spans[2 * index + 1]
            if index == len(shown) - 1:
                beside = (beside[0], columns.count - beside[0])
            cells.append(cell(spans[2 * index], line.name, "label", "source"))
            # A name with an empty cell beside it would be a heading of the names after it.
            cells.append(cell(beside, amount_text(line.initial, unit) or BLANK, "number", "initial"))
        yield SheetRow(tuple(cells), fund=row * pairs + 1)


def _fund_table(
    evaluation: Evaluation, card: Scorecard | None, layout: Layout, heading: str, unit: BlockUnit, columns: Columns
) -> Iterator[SheetRow]:
    shown = fund_columns(layout, evaluation.funds)
    spans = columns.fit([column.width for column in shown], 1)
    side = cell((0, 1), heading, "side", rowspan=len(evaluation.funds) + 1)
    heads = (cell(span, column.head, "head") for span, column in zip(spans, shown, strict=True))
    yield SheetRow((side, *heads))
    budget = evaluation.budget
    for number, line in enumerate(evaluation.funds, 1):
        mark = card.execution if card is not None and line is budget else None
        cells = tuple(
            _fund_cell(line, column, span, unit, mark, part=line is not budget)
            for span, column in zip(spans, shown, strict=True)
        )
        yield SheetRow(cells, fund=number)


def _fund_cell(
    line: FundLine, column: LayoutColumn, span: Span, unit: BlockUnit, mark: Mark | None, *, part: bool
) -> SheetCell:
    role = column.role
    if role in ("source", "reason"):
        return cell(span, line.name if role == "source" else line.reason, "text", role)
    reading: Reading = getattr(line, FUND_FIELDS[role])
    if role in ("initial", "adjusted", "executed"):
        text = amount_text(reading, unit)
    elif reading is None and part:
        text = BLANK
    elif reading is None and mark is not None:
        text = weight(mark.weight) if role == "weight" else percent(mark.completion)
        text = score_text(None, mark) if role == "score" else text
    else:
        text = printed_text(reading)
    return cell(span, text, "number", role)


def _goals(evaluation: Evaluation, layout: Layout, columns: Columns) -> Iterator[SheetRow]:
    heads = layout.goal_heads or (("预期目标", "实际完成情况") if evaluation.achieved else ())
    if not heads:
        (span,) = columns.fit((100,), 1)
        yield SheetRow((cell((0, 1), layout.goal, "side"), cell(span, evaluation.goal, "prose", "goal")))
        return
    spans = columns.fit((50, 50), 1)
    side = cell((0, 1), layout.goal, "side", rowspan=2)
    yield SheetRow((side, *(cell(span, head, "head") for span, head in zip(spans, heads, strict=True))))
    yield SheetRow(
        (cell(spans[0], evaluation.goal, "prose", "goal"), cell(spans[1], evaluation.achieved, "prose", "achieved"))
    )
