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
    """The rows of a table's form, merged cells as one; all rows go over its full width."""
    shift = 1 if family.side else 0
    width = max(len(family.columns) + shift, len(family.funds) + 2)
    rows: Rows = []
    rows += _identity(table, family, width)
    rows += _money(table, family, width)
    if family.goals:
        rows += _goals(table, family, width)
    heads = [Cell(head, shift + number) for number, head in enumerate(family.columns.values())]
    rows.append(heads)
    first = len(rows)
    for number, indicator in enumerate(table.indicators):
        rows.append(_indicator(table, number, indicator, family, shift))
    if family.side:
        rows[first].insert(0, Cell("年度绩效指标完成情况", 0, rowspan=len(table.indicators)))
    if _has_total(table, family):
        rows.append(_total(table, family, shift))
    if family.grade and table.printed_grade:
        rows.append([Cell("评价等级", 0), Cell(table.printed_grade, 1, colspan=width - 1)])
    return rows


def _has_total(table: Evaluation, family: Family) -> bool:
    return family.total and not (table.printed_total is None and table.printed_weight_total is None)


def _identity(table: Evaluation, family: Family, width: int) -> Rows:
    if family.kind == "department" or table.kind == "department":
        return [[Cell("单位名称", 0), Cell(table.project, 1, colspan=width - 1)]]
    half = max(2, width // 2)
    rules = [[Cell("评分规则集", 0), Cell(table.ruleset, 1, colspan=width - 1)]] if table.ruleset else []
    return [
        [Cell("项目名称", 0), Cell(table.project, 1, colspan=width - 1)],
        [
            Cell("主管部门", 0),
            Cell(table.department, 1, colspan=half - 1),
            Cell("实施单位", half),
            Cell(table.unit, half + 1, colspan=width - half - 1),
        ],
        *rules,
    ]


def _money(table: Evaluation, family: Family, width: int) -> Rows:
    label = "项目资金（万元）" if family.kind == "project" else "部门资金（万元）"
    last = len(family.funds) - 1
    rest = width - 2 - last

    def cell(text: str, number: int) -> Cell:
        return Cell(text, 2 + number, colspan=rest if number == last else 1)

    rows = [[Cell(label, 0, rowspan=1 + len(table.funds))]]
    rows[0] += [cell(head, number) for number, head in enumerate(family.funds.values())]
    for line in table.funds:
        texts = [_FUND_TEXTS[role](line) for role in family.funds]
        rows.append([Cell(line.name, 1), *(cell(text, number) for number, text in enumerate(texts) if text)])
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
    if table.form == "goal":
        return [
            [Cell("年度总体目标", 0), Cell(table.goal or "按计划完成全年任务。", 1, colspan=width - 1)],
        ]
    half = max(1, (width - 1) // 2)
    places = ((1, half), (1 + half, width - 1 - half))
    heads = [Cell(head, column, colspan=span) for head, (column, span) in zip(family.heads, places, strict=True)]
    texts = zip((table.goal, table.achieved), places, strict=True)
    cells = [Cell(text, column, colspan=span) for text, (column, span) in texts if text]
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
    found = [(shift + roles.index(role), value) for role, value in places.items() if role in roles]
    cells = [Cell(_text(value), column) for column, value in sorted(found, key=lambda one: one[0])]
    return [Cell("总分", 0, colspan=max(1, min(column for column, _ in found))), *cells]


def _text(value: Value | Reading | None) -> str:
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
