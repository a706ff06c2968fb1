"""Layout families: which columns a form has, how their heads are worded, and how its rows stand in a grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

from attrs import field, frozen

from reports.grid import Cell
from scoring import Evaluation, FundLine, Indicator, Value
from scoring.quantity import Quantity, Reading, plain

Kind: TypeAlias = Literal["project", "department"]
Rows: TypeAlias = list[list[Cell]]

_MISSED_SCALE: Final = "定性"


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
        rows: how each row is written, a sentence or cells.
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


_LEVELS: Final = {"level1": "一级指标", "level2": "二级指标", "name": "三级指标"}
_FUNDS: Final = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "executed": "全年执行数",
    "weight": "分值",
    "rate": "执行率",
    "score": "得分",
}
_BARE_FUNDS: Final = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数"}

FAMILIES: Final = (
    Family(
        "accounts-2023",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "实际完成值",
            "weight": "分值",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "accounts-2024",
        "project",
        {
            **_LEVELS,
            "weight": "权重",
            "target": "目标值",
            "actual": "业绩值",
            "completion": "完成率",
            "score": "指标得分",
            "basis": "指标值设定依据",
            "prior": "上年完成情况",
            "rule": "赋分规则",
            "evidence": "佐证资料",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "department-2024",
        "department",
        {
            **_LEVELS,
            "target": "预期指标值",
            "basis": "指标值设定依据",
            "weight": "分值权重",
            "actual": "实际完成指标值",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        {**_FUNDS, "weight": "分值权重"},
        title="单位整体支出绩效自评表",
        total=False,
        side=False,
    ),
    Family(
        "ministry",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "全年完成值",
            "weight": "分值",
            "score": "得分",
            "reason": "未完成原因分析",
        },
        {
            "adjusted": "全年预算数（A）",
            "executed": "全年执行数（B）",
            "weight": "分值",
            "rate": "执行率（B/A）",
            "score": "得分",
        },
        grade=True,
        heads=("年初设定目标", "年度总体目标完成情况综述"),
    ),
    Family(
        "weight-first",
        "project",
        {
            **_LEVELS,
            "weight": "分值",
            "target": "年度指标值",
            "actual": "全年实际值",
            "score": "得分",
            "reason": "未完成原因及拟采取的改进措施",
        },
        _FUNDS,
    ),
    Family(
        "no-weight",
        "project",
        {**_LEVELS, "target": "年初目标值(A)", "actual": "实际完成值(B)", "score": "得分"},
        {"adjusted": "预算数(A)", "executed": "执行数(B)", "rate": "执行率(B/A)", "score": "得分(20分*执行率)"},
        execution_weight=False,
    ),
    Family(
        "operator-split",
        "project",
        {
            **_LEVELS,
            "operator": "指标性质",
            "number": "指标值",
            "measure": "度量单位",
            "actual": "完成值",
            "weight": "权重",
            "score": "得分",
            "reason": "未完成原因分析",
        },
        {**_FUNDS, "initial": "年初预算", "adjusted": "调整后预算数", "executed": "预算执行数"},
        grade=True,
    ),
    Family(
        "coefficient",
        "department",
        {
            "name": "指标名称",
            "measure": "计量单位",
            "operator": "指标性质",
            "number": "年初指标值",
            "revised": "调整指标值",
            "actual": "全年完成值",
            "coefficient": "得分系数(%)",
            "weight": "指标权重(分)",
            "score": "指标得分(分)",
            "core": "是否核心指标",
        },
        {
            "initial": "年初预算数",
            "adjusted": "全年预算数",
            "executed": "全年执行数",
            "rate": "执行率",
            "weight": "执行率权重",
            "score": "执行率得分(分)",
        },
        title="部门整体支出绩效自评表",
        total=False,
        side=False,
    ),
    Family(
        "rule-printed",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "实际完成值",
            "weight": "分值",
            "rule": "得分计算方法",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "with-recheck",
        "project",
        {
            **_LEVELS,
            "weight": "分值",
            "target": "目标值",
            "actual": "完成值",
            "score": "自评分",
            "second": "复核分",
            "criteria": "评价标准及依据",
            "reason": "偏差原因分析及改进措施",
        },
        _FUNDS,
    ),
    Family(
        "execution-row",
        "project",
        {
            **_LEVELS,
            "target": "年度指标值",
            "actual": "实际完成值",
            "weight": "分值",
            "score": "得分",
            "reason": "偏差原因分析及改进措施",
        },
        {**_BARE_FUNDS, "rate": "执行率"},
        execution_row=True,
    ),
    Family(
        "narrative",
        "project",
        {**_LEVELS, "target": "年初目标值", "actual": "实际完成值", "weight": "分值", "score": "自评得分"},
        {"adjusted": "全年预算数", "executed": "执行数", "rate": "执行率", "score": "得分"},
        execution_weight=False,
        goals=False,
        sentences=True,
    ),
)

GOALS: Final = Family(
    "goals",
    "project",
    {**_LEVELS, "target": "指标值", "basis": "指标值设置依据", "weight": "指标分值权重"},
    {"initial": "年初预算数"},
    title="项目支出绩效目标表",
    total=False,
)
"""The form of goal tables that a document is compared with."""

FAMILY: Final = {family.name: family for family in (*FAMILIES, GOALS)}


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
