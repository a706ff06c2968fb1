"""How a form's rows stand in a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from reports.grid import Cell
from scoring import Evaluation, FundLine, Indicator, Value
from scoring.quantity import Quantity, Reading, plain

from .family import Family

Rows: TypeAlias = list[list[Cell]]

_MISSED_SCALE: Final = "定性"


def grid_of(table: Evaluation, family: Family) -> Rows:
    """The rows of a table's form, merged cells as one."""
    shift = 1 if family.side else 0
    rows: Rows = []
    width = len(family.columns) + shift
    rows += _identity(table, family)
    rows += _money(table, family)
    if family.goals:
        rows += _goals(table, family, width)
    heads = [Cell(head, shift + number) for number, head in enumerate(family.columns.values())]
    rows.append(heads)
    first = len(rows)
    for number, indicator in enumerate(table.indicators):
        rows.append(_indicator(table, number, indicator, family, shift))
    if family.side:
        rows[first].insert(0, Cell("年度绩效指标完成情况", 0, rowspan=len(table.indicators)))
    if family.total and table.printed_total is not None:
        rows.append(_total(table, family, shift))
    if family.grade and table.printed_grade:
        rows.append([Cell("评价等级", 0), Cell(table.printed_grade, 1)])
    return rows


def _identity(table: Evaluation, family: Family) -> Rows:
    if family.kind == "department" or table.kind == "department":
        return [[Cell("单位名称", 0), Cell(table.project, 1)]]
    return [
        [Cell("项目名称", 0), Cell(table.project, 1)],
        [Cell("主管部门", 0), Cell(table.department, 1), Cell("实施单位", 2), Cell(table.unit, 3)],
    ]


def _money(table: Evaluation, family: Family) -> Rows:
    label = "项目资金（万元）" if family.kind == "project" else "部门资金（万元）"
    rows = [[Cell(label, 0, rowspan=1 + len(table.funds))]]
    rows[0] += [Cell(head, 2 + number) for number, head in enumerate(family.funds.values())]
    for line in table.funds:
        texts = [_FUND_TEXTS[role](line) for role in family.funds]
        cells = [Cell(text, 2 + number) for number, text in enumerate(texts) if text]
        rows.append([Cell(line.name, 1), *cells])
    return rows


def _dashed(reading: Callable[[FundLine], Reading]) -> Callable[[FundLine], str]:
    def text(line: FundLine) -> str:
        value = reading(line)
        return value.text if value is not None else "" if line.total else "—"

    return text


_FUND_TEXTS: Final[dict[str, Callable[[FundLine], str]]] = {
    "initial": lambda line: _text(line.initial),
    "adjusted": lambda line: _text(line.adjusted),
    "executed": lambda line: _text(line.executed),
    "weight": _dashed(lambda line: line.weight),
    "rate": _dashed(lambda line: line.printed_rate),
    "score": _dashed(lambda line: line.printed_score),
}


def _goals(table: Evaluation, family: Family, width: int) -> Rows:
    half = max(1, (width - 1) // 2)
    if table.form == "goal":
        return [[Cell("年度总体目标", 0), Cell(table.goal or "按计划完成全年任务。", 1)]]
    heads = [Cell(family.heads[0], 1, colspan=half), Cell(family.heads[1], 1 + half)]
    texts = [(table.goal, 1, half), (table.achieved, 1 + half, 1)]
    cells = [Cell(text, column, colspan=span) for text, column, span in texts if text]
    return [[Cell("年度总体目标", 0, rowspan=2), *heads], cells]


def _indicator(table: Evaluation, number: int, indicator: Indicator, family: Family, shift: int) -> list[Cell]:
    cells = []
    for column, role in enumerate(family.columns):
        span = 1
        if role in ("level1", "level2"):
            span = _repeats(table.indicators, number, role)
            if not span:
                continue
        text = _TEXTS[role](indicator)
        if text:
            cells.append(Cell(text, shift + column, rowspan=span))
    return cells


def _repeats(rows: Sequence[Indicator], number: int, role: str) -> int:
    """Over how many rows a level's name goes; 0 where the row above has the same."""

    def key(row: Indicator) -> tuple[str, ...]:
        return (row.level1,) if role == "level1" else (row.level1, row.level2)

    mine = key(rows[number])
    if number and key(rows[number - 1]) == mine:
        return 0
    end = number
    while end < len(rows) and key(rows[end]) == mine:
        end += 1
    return end - number


def _total(table: Evaluation, family: Family, shift: int) -> list[Cell]:
    roles = list(family.columns)
    places = {"weight": table.printed_weight_total, "score": table.printed_total}
    cells = [Cell(_text(value), shift + roles.index(role)) for role, value in places.items() if role in roles]
    cells = sorted((cell for cell in cells if cell.text), key=lambda cell: cell.column)
    return [Cell("总分", 0, colspan=max(1, cells[0].column)), *cells]


def _text(value: Value | Reading) -> str:
    return "" if value is None else value.text


def _operator(row: Indicator) -> str:
    return row.target.operator or "=" if isinstance(row.target, Quantity) else _MISSED_SCALE


def _number(row: Indicator) -> str:
    return plain(row.target.number) if isinstance(row.target, Quantity) else _text(row.target)


def _measure(row: Indicator) -> str:
    return row.target.unit.text if isinstance(row.target, Quantity) else ""


_TEXTS: Final[dict[str, Callable[[Indicator], str]]] = {
    "level1": lambda row: row.level1,
    "level2": lambda row: row.level2,
    "name": lambda row: row.name,
    "operator": _operator,
    "number": _number,
    "measure": _measure,
    "target": lambda row: _text(row.target),
    "actual": lambda row: _text(row.actual),
    "completion": lambda row: _text(row.printed_completion),
    "weight": lambda row: _text(row.weight),
    "score": lambda row: _text(row.printed_score),
    "basis": lambda row: row.basis,
    "prior": lambda row: _text(row.prior),
    "rule": lambda row: row.rule,
    "evidence": lambda row: row.evidence,
    "reason": lambda row: row.reason,
    "revised": lambda row: "",
    "coefficient": lambda row: _text(row.coefficient),
    "core": lambda row: "是" if row.level2 == "数量指标" else "否",
    "second": lambda row: _text(row.printed_score),
    "criteria": lambda row: "按完成情况评价",
}
