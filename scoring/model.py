"""What a document says: its tables, their rows, and where each stood.

All classes are frozen; tuples inside.  None means blank in the document.
Amounts of money are in 万元 unless a field says otherwise, completion and
rates in percent, weights and scores in points.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, TypeAlias

from attrs import frozen

from .quantity import Figure, Reading, Value, figure_value

Kind: TypeAlias = Literal["project", "department"]
Form: TypeAlias = Literal["goal", "self-evaluation"]

_NOTHING: Final = Decimal(0)


@frozen
class Place:
    """Where something stood in its document; numbers count from 1, 0 means unknown.

    Attributes:
        line: line of a text file.
        page: page of a paged document.
        table: table in the document, forms only.
        row: row of that table, as it was gathered.
        sheet: name of the sheet of a workbook, "" elsewhere.
        grid: the table in the file, all tables counted in the order they begin, nested ones too;
            in a workbook the number of the sheet; in a PDF all tables of the page, a table that goes on
            from the page before among them.
        grid_row: row of that grid; in a PDF of its part on the page, repeated head rows among them.
        columns: the grid's columns, from 0, in which the fields of this row stand, by the field's
            role (``target``, ``actual``, ``weight``, ``score`` …); only where ``grid`` is known.
    """

    line: int = 0
    page: int = 0
    table: int = 0
    row: int = 0
    sheet: str = ""
    grid: int = 0
    grid_row: int = 0
    columns: tuple[tuple[str, int], ...] = ()

    def of_row(self, table: int, row: int, columns: tuple[tuple[str, int], ...] = ()) -> Place:
        """The same place as that of a row of a form; with the columns of its fields where a grid is known."""
        stand = columns if columns and self.grid else self.columns
        return Place(self.line, self.page, table, row, self.sheet, self.grid, self.grid_row, stand)

    def with_columns(self, columns: tuple[tuple[str, int], ...]) -> Place:
        """The same row with the columns in which its fields stand; as it is where no grid is known."""
        if not self.grid:
            return self
        return Place(self.line, self.page, self.table, self.row, self.sheet, self.grid, self.grid_row, columns)

    def __str__(self) -> str:
        return " ".join(part for part in (f"表{self.table}" if self.table else "", self.within_file()) if part)

    def within_file(self, role: str = "") -> str:
        """Where to look in the file: line, page, table and row, or the cell of a workbook; "" where unknown.

        Args:
            role: the field that is meant; names the cell where it is known.
        """
        column = self.column(role)
        if self.sheet:
            cell = self.cell(role) or f"第 {self.grid_row} 行"
            return f"工作表“{self.sheet}”{cell if self.grid_row else ''}"
        parts = []
        if self.page:
            parts.append(f"第 {self.page} 页")
        if self.line:
            parts.append(f"第 {self.line} 行")
        elif self.grid:
            parts.append(f"第 {self.grid} 个表格")
            if self.grid_row:
                parts.append(f"第 {self.grid_row} 行")
            if column is not None:
                parts.append(f"第 {column + 1} 列")
        return "".join(parts)

    def column(self, role: str) -> int | None:
        """The grid's column in which a field of this row stands, from 0; None where it is not known."""
        for name, column in reversed(self.columns) if role else ():
            if name == role:
                return column
        return None

    def cell(self, role: str) -> str:
        """The name of the cell of a workbook in which a field of this row stands; "" where there is none."""
        column = self.column(role)
        return f"{column_letters(column)}{self.grid_row}" if self.sheet and self.grid_row and column is not None else ""


def column_letters(column: int) -> str:
    """The letters of a column of a workbook, counted from 0: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


NOWHERE = Place()


@frozen
class Indicator:
    """One row of the indicator tree, as printed beside what it was read as.

    Attributes:
        level1: 一级指标, e.g. 产出指标; "" where the table names none.
        level2: 二级指标.
        name: 三级指标.
        target: 年度指标值; None where blank.
        actual: 实际完成值; None where blank or in a goal table.
        prior: 上年完成值.
        weight: 分值, points.
        rule: 赋分规则 as printed, or "".
        basis: 指标值设置依据 as printed, or "".
        evidence: 佐证资料 as printed, or "".
        coefficient: 得分系数 as printed, percent of the weight.
        deduction: 扣分 as printed, points taken off.
        printed_completion: 完成率 as printed, percent.
        printed_score: 得分 as printed, points.
        reason: 偏差原因分析及改进措施 as printed, or "".
        place: where the row stood.
    """

    name: str
    level1: str = ""
    level2: str = ""
    target: Value | None = None
    actual: Value | None = None
    prior: Value | None = None
    weight: Reading = None
    rule: str = ""
    basis: str = ""
    evidence: str = ""
    coefficient: Reading = None
    deduction: Reading = None
    printed_completion: Reading = None
    printed_score: Reading = None
    reason: str = ""
    place: Place = NOWHERE

    @property
    def weight_value(self) -> Decimal | None:
        """Points the indicator is worth, or None where blank or unreadable."""
        return figure_value(self.weight)

    @property
    def printed_value(self) -> Decimal | None:
        """Points printed as its score, or None where blank or unreadable."""
        return figure_value(self.printed_score)


@frozen
class FundLine:
    """One row of the money block (资金行).

    Attributes:
        name: 年度资金总额, 其中：当年财政拨款, 上级资金, …
        initial: 年初预算数, 万元.
        adjusted: 全年预算数, 万元.
        executed: 全年执行数, 万元.
        weight: 分值, points.
        printed_rate: 执行率 as printed, percent.
        printed_score: 得分 as printed, points.
        total: True for the row that sums the others up (年度资金总额 or 合计).
        reason: why the budget was changed or not spent, where the table says so.
    """

    name: str
    initial: Reading = None
    adjusted: Reading = None
    executed: Reading = None
    weight: Reading = None
    printed_rate: Reading = None
    printed_score: Reading = None
    total: bool = False
    place: Place = NOWHERE
    reason: str = ""


@frozen
class Task:
    """A yearly main task of a department's goal table with its amounts in 万元."""

    name: str
    content: str = ""
    amount: Reading = None
    fiscal: Reading = None
    other: Reading = None
    place: Place = NOWHERE


@frozen
class Evaluation:
    """A goal table or a self-evaluation; a goal table has no actuals and no scores.

    Attributes:
        kind: project or department (单位整体).
        form: goal or self-evaluation.
        project: 项目名称; for a department its 单位名称.
        unit: 实施单位 or 预算单位.
        department: 主管部门.
        year: the budget year, None where not printed.
        funds: the rows of the money block, the total row among them.
        tasks: yearly main tasks (department goal tables).
        goal: the goal in words (年度总体目标).
        achieved: what was achieved in words (实际完成情况).
        indicators: the rows.
        printed_weight_total: weight printed on the total row, points.
        printed_total: 总分 as printed, points.
        printed_grade: 评价等级 as printed, or "".
        ruleset: id of the ruleset the preparer asked for, or "".
        place: where the table began.
        total_place: where the total row stood.
        grade_place: where the grade stood.
    """

    kind: Kind
    form: Form
    project: str
    unit: str = ""
    department: str = ""
    year: int | None = None
    funds: tuple[FundLine, ...] = ()
    tasks: tuple[Task, ...] = ()
    goal: str = ""
    achieved: str = ""
    indicators: tuple[Indicator, ...] = ()
    printed_weight_total: Reading = None
    printed_total: Reading = None
    printed_grade: str = ""
    ruleset: str = ""
    place: Place = NOWHERE
    total_place: Place = NOWHERE
    grade_place: Place = NOWHERE

    @property
    def budget(self) -> FundLine | None:
        """The total row of the money block, or the only row, or None."""
        for line in self.funds:
            if line.total:
                return line
        return self.funds[0] if len(self.funds) == 1 else None

    @property
    def indicator_weight(self) -> Decimal:
        """Sum of the indicators' weights, points; blank and unreadable ones are left out."""
        return sum([figure_value(indicator.weight) or _NOTHING for indicator in self.indicators], _NOTHING)

    @property
    def title(self) -> str:
        """The project's name, or the unit's for a department's table."""
        return self.project or self.unit or "（未写名称）"


@frozen
class Statement:
    """What the document's text announces about its tables.

    Attributes:
        kind: which tables it speaks of.
        form: goal or self-evaluation; "" where the text does not say.
        fiscal: True for 财政拨款 projects only, False for 非财政拨款 only, None for both.
        count: how many it announces.
        budget: their budget, 万元.
        executed: their execution, 万元.
        text: the sentence it was read from.
    """

    kind: Kind
    form: Literal["goal", "self-evaluation", ""]
    count: int
    fiscal: bool | None = None
    budget: Figure | None = None
    executed: Figure | None = None
    text: str = ""
    place: Place = NOWHERE


@frozen
class Passage:
    """A sentence of the document's text that says why a budget was changed or not spent."""

    text: str
    place: Place = NOWHERE


AccountRole: TypeAlias = Literal["other-income", "carried-in", "carried-out", "fiscal-carried-in", "fiscal-carried-out"]
"""What an amount of the accounts is: income that is no fiscal grant; money carried over, of all kinds or fiscal."""


@frozen
class Account:
    """An amount of the unit's accounts or budget that the document's text states.

    Attributes:
        role: what it is.
        name: the text's word for it, e.g. 其他收入.
        amount: 万元.
        place: the paragraph.
        text: word and amount as they stand there.
    """

    role: AccountRole
    name: str
    amount: Figure
    place: Place = NOWHERE
    text: str = ""


@frozen
class Skipped:
    """A table that was not recognised as one of the forms, or a part left unread, and why.

    Attributes:
        what: its title or first words, and why it was left out, in Chinese.
        place: where it began.
        other_table: True for a table that is plainly none of the forms, such as a budget table.
    """

    what: str
    place: Place = NOWHERE
    other_table: bool = False


@frozen
class Remark:
    """Something about the file itself that a reviewer must know before trusting what was read.

    Attributes:
        code: the finding that says so: R3 tracked changes, R4 a formula never calculated, R5 a page
            without text, R6 a text that looks misread or mistyped, R7 a number whose format cannot be shown.
        what: what it is, in Chinese, with what to do where the finding's wording does not say it.
        place: where.
        column: the field's word for the cell, 单元格 for one that is no field's, or "".
    """

    code: Literal["R3", "R4", "R5", "R6", "R7"]
    what: str
    place: Place = NOWHERE
    column: str = ""


@frozen
class Document:
    """What was read from one file.

    Attributes:
        source: the file's name as the user gave it.
        sha256: hex digest of its bytes, "" where there was no file.
        evaluations: its goal tables and self-evaluations in order.
        statements: what its text announces about them.
        skipped: tables that are none of the forms.
        remarks: what its reader noticed about the file.
        explanations: where its text says why a budget was changed or not spent.
        accounts: what its text states of the unit's income and of money carried over.
        unit: the unit that its title names; None where no title does.
    """

    source: str
    evaluations: tuple[Evaluation, ...] = ()
    statements: tuple[Statement, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    sha256: str = ""
    remarks: tuple[Remark, ...] = ()
    explanations: tuple[Passage, ...] = ()
    accounts: tuple[Account, ...] = ()
    unit: Passage | None = None
