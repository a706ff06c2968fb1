"""The recheck opinion and the summary as lists: one row for each, to filter, sort and count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import ceil
from typing import Any, Final, TypeAlias

from attrs import frozen

from ..views.findings import SeverityView, VerdictView
from ..views.listing import Listing
from ..views.lists import FindingRow, ScoreRow, Spot
from ..views.opinion import OpinionView
from ..views.summary import SummaryView, TotalView
from .xlsx_book import LINE, TALLEST, Book, shown
from .xlsx_form import BORDERS, LANDSCAPE_WIDTH, PORTRAIT_WIDTH
from .xlsx_values import Number, column_width, exact_number, line_count

_RIGHT: Final[dict[str, Any]] = {"align": "right", "indent": 1}
_MIDDLE: Final[dict[str, Any]] = {"align": "center"}
_COUNTER: Final = 6
"""Columns no wider than this hold counts and serial numbers."""

_SMALLEST: Final = 0.6
"""To so much of its size a list is made smaller to go on one page; a wider one is printed on several side by side."""

HEAD_FILL: Final = "#E7EAEF"
_SEVERITY_FILLS: Final = {"error": "#F8DCDC", "warning": "#FCEFD0", "note": "#EEF1F5"}
_VERDICT_FILLS: Final = {"differs": "#F8DCDC", "other-rule": "#FCEFD0", "not-scored": "#EEF1F5"}


@frozen
class Difference:
    """The difference of two columns of the same row, computed by the workbook itself."""

    minuend: int
    subtrahend: int
    value: Decimal


Value: TypeAlias = str | int | Decimal | Number | Difference | SeverityView | VerdictView | None


@frozen
class Column:
    """A column of a list.

    Attributes:
        head: its head word.
        most: its greatest width.
        centred: whether its texts are set in the middle; numbers always are to the right.
        figure: whether texts that are numbers are written as numbers.
    """

    head: str
    most: int = 14
    centred: bool = False
    figure: bool = False


SPOT_COLUMNS: Final = (
    Column("页", 6), Column("表格", 14, centred=True), Column("行", 6), Column("单元格", 9, centred=True),
)  # fmt: skip
"""Where to look in the file; the table's and the row's number in the form have columns of their own."""

FINDING_COLUMNS: Final = (
    Column("序号", 6), Column("表号", 6), Column("项目", 18), Column("行号", 6), Column("指标", 18),
    *SPOT_COLUMNS, Column("栏目", 10), Column("严重程度", 9, centred=True), Column("代码", 7, centred=True),
    Column("问题类别", 14), Column("问题说明", 40), Column("读到", 14, figure=True), Column("应为", 14, figure=True),
    Column("算式", 28), Column("对照位置", 20), Column("依据", 22), Column("建议", 28),
)  # fmt: skip

DOCUMENT_FINDING_COLUMNS: Final = (Column("文件", 28), Column("单位", 20), *FINDING_COLUMNS)

SCORE_COLUMNS: Final = (
    Column("表号", 6), Column("项目", 20), Column("行号", 6), Column("一级指标", 10), Column("指标", 24),
    *SPOT_COLUMNS, Column("目标值", 14, centred=True), Column("实际完成值", 14, centred=True), Column("分值", 8),
    Column("印出得分", 9), Column("重算得分", 9), Column("差", 8), Column("判断", 11, centred=True),
    Column("另有错误", 12, centred=True), Column("口径或他规", 20), Column("衡量规则", 20), Column("算法", 40),
)  # fmt: skip
_PRINTED, _COMPUTED = ([c.head for c in SCORE_COLUMNS].index(head) for head in ("印出得分", "重算得分"))

DOCUMENT_COLUMNS: Final = (
    Column("序号", 6), Column("文件", 36), Column("单位", 28), Column("年度", 10, centred=True),
    Column("衡量规则集", 18), Column("如何确定", 12, centred=True), Column("表数", 6), Column("印出得分数", 10),
)  # fmt: skip

TOTAL_COLUMNS: Final = (
    Column("文件", 36), Column("单位", 26), Column("年度", 8, centred=True), Column("表号", 6), Column("项目", 36),
    Column("印出总分", 10), Column("重算总分", 10), Column("差", 8), Column("判断", 12, centred=True),
    Column("说明", 28), Column("错误", 6), Column("疑点", 6), Column("提示", 6),
)  # fmt: skip

CODE_COLUMNS: Final = (
    Column("代码", 8, centred=True), Column("问题类别", 36), Column("严重程度", 18, centred=True), Column("处数", 8),
    Column("涉及文件数", 10),
)  # fmt: skip


def draw_opinion(view: OpinionView) -> bytes:
    """Write the recheck opinion: conclusion, findings, scores."""
    book = Book(f"{view.title} {view.source}", ("结论", "问题", "得分对照"))
    facts = [("文件", view.source), ("单位", view.unit), ("年度", view.year), ("范围", view.scope)]
    if view.measure is not None:
        facts.append(("衡量规则", view.measure.title))
        facts += [(label, text) for label, text in _measure(view) if text]
    lines = [("结论", line) for line in view.conclusion]
    lines += [("正文数字", _announcement(a.what, a.said, a.found, a.agrees)) for a in view.announcements]
    lines += [("没有识别", f"{what}（{place}）") for what, place in view.skipped]
    legend = [(f"{v.mark} {v.name}", v.meaning) for v in view.verdicts]
    legend += [(f"{s.mark} {s.name}", s.meaning) for s in view.severities]
    draw_facts(book, 0, view.title, (*facts, *lines), legend)
    draw_list(book, 1, FINDING_COLUMNS, [_finding(n, row) for n, row in enumerate(view.finding_rows, 1)])
    draw_list(book, 2, SCORE_COLUMNS, [_score(row) for row in view.score_rows], names=(0, 2))
    return book.close()


def draw_summary(view: SummaryView) -> bytes:
    """Write the summary: conclusion, documents, tables with their totals, findings and their kinds."""
    book = Book(f"{view.title} {view.subtitle}", ("汇总", "文件", "各表总分", "问题", "问题类别"))
    legend = [(f"{v.mark} {v.name}", v.meaning) for v in view.verdicts]
    legend += [(f"{s.mark} {s.name}", s.meaning) for s in view.severities]
    lines = [("范围", view.subtitle), *(("结论", line) for line in view.conclusion)]
    draw_facts(book, 0, view.title, lines, legend)
    columns = (
        *DOCUMENT_COLUMNS,
        *(Column(verdict.name, 11) for verdict in view.verdicts),
        Column("总分数", 8),
        Column("总分不一致", 11),
        *(Column(severity.name, 6) for severity in view.tallied),
    )
    rows: list[Sequence[Value]] = [
        (d.number, d.source, d.unit, d.year, d.ruleset, d.how, d.tables, d.scores, *d.verdicts, d.totals, d.wrong,
         *(count for _, count in d.severities))
        for d in view.documents
    ]  # fmt: skip
    draw_list(book, 1, columns, rows, sums=range(len(DOCUMENT_COLUMNS) - 2, len(columns)))
    draw_list(book, 2, TOTAL_COLUMNS, [_total(total) for total in view.totals], sums=range(10, 13),
              note=view.totals_note)  # fmt: skip
    found = [(f.source, f.unit, *_finding(f.number, f.finding)) for f in view.findings]
    number = len(DOCUMENT_FINDING_COLUMNS) - len(FINDING_COLUMNS)
    draw_list(book, 3, DOCUMENT_FINDING_COLUMNS, found, names=(number, number))
    codes: list[Sequence[Value]] = [(c.code, c.title, c.severities, c.count, c.documents) for c in view.codes]
    draw_list(book, 4, CODE_COLUMNS, codes, sums=(3,))
    return book.close()


def draw_listing(view: Listing) -> bytes:
    """Write a plain page: what it comes to on the first worksheet, each table on one of its own."""
    tables = [section for section in view.sections if section.headings]
    book = Book(f"{view.title} {view.subtitle}", ("结论", *(section.short or section.title for section in tables)))
    lines = [("范围", view.subtitle), *(("结论", line) for line in view.lead)]
    lines += [("说明", note) for section in view.sections for note in section.notes]
    draw_facts(book, 0, view.title, lines)
    for number, section in enumerate(tables, 1):
        columns = [Column(one.name, one.width) for one in section.headings]
        draw_list(book, number, columns, section.rows)
    return book.close()


def draw_facts(
    book: Book,
    number: int,
    title: str,
    lines: Iterable[tuple[str, str]],
    legend: Iterable[tuple[str, str]] = (),
) -> None:
    """A page of words: a label and its text in each row, equal labels merged."""
    sheet = book.sheets[number]
    widths = (16.0, PORTRAIT_WIDTH - 16.0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 36)
    book.put(sheet, (0, 0, 0, 1), title, font_name="宋体", font_size=18, bold=True, align="center")
    row = _labelled(book, sheet, 1, list(lines), widths)
    meanings = list(legend)
    if meanings:
        sheet.set_row(row, 26)
        book.put(sheet, (row, 0, row, 1), "判断和严重程度的含义", font_name="宋体", bold=True, align="left")
        row = _labelled(book, sheet, row + 1, meanings, widths)
    sheet.print_area(0, 0, row - 1, 1)
    book.page(sheet, landscape=False)


def draw_list(
    book: Book,
    number: int,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    sums: Iterable[int] = (),
    note: str = "",
    names: tuple[int, int] = (0, 0),
) -> None:
    """A list under a head row that stays in sight, with a filter.

    Args:
        sums: columns added up below it.
        note: what stands below the sums.
        names: first and last of the columns that tell its rows apart.
    """
    sheet = book.sheets[number]
    widths = _widths(columns, rows)
    for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
        sheet.set_column(index, index, width)
        look = {"font_name": "宋体", "bold": True, "align": "center", "bg_color": HEAD_FILL, **BORDERS}
        book.put(sheet, (0, index, 0, index), column.head, **look)
    # Filter buttons cover the end of the head word: room for a second line.
    sheet.set_row(0, 32)
    for row_number, values in enumerate(rows, 1):
        height = 18.0
        for index, value in enumerate(values):
            text = _put(book, sheet, row_number, index, columns[index], value)
            height = max(height, line_count(text, widths[index] - 1) * LINE + 4)
        sheet.set_row(row_number, min(height, TALLEST))
    last = len(rows)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    if rows:
        _sums(book, sheet, rows, list(sums))
        if note:
            book.put(sheet, (last + 3, 0, last + 3, 0), note, align="left", text_wrap=False)
    elif columns:
        sheet.write_string(1, 0, "（没有）", book.format(align="left", text_wrap=False))
    across = ceil(sum(widths) * _SMALLEST / LANDSCAPE_WIDTH)
    book.page(sheet, landscape=True, repeat=(0, 0), across=across, names=names)


def _labelled(book: Book, sheet: Any, row: int, lines: Sequence[tuple[str, str]], widths: Sequence[float]) -> int:
    start = row
    for index, (label, text) in enumerate(lines):
        book.put(sheet, (row, 1, row, 1), text, align="left", **BORDERS)
        sheet.set_row(row, min(max(20.0, line_count(text, widths[1] - 1.2) * LINE + 5), TALLEST))
        row += 1
        if index + 1 == len(lines) or lines[index + 1][0] != label:
            look = {"font_name": "宋体", "bold": True, "align": "center", **BORDERS}
            book.put(sheet, (start, 0, row - 1, 0), label, **look)
            start = row
    return row


def _put(book: Book, sheet: Any, row: int, index: int, column: Column, value: Value) -> str:
    """Write a value and give the text it is shown as, for the height of its row."""
    look: dict[str, Any] = {"align": "center" if column.centred else "left", "valign": "top", **BORDERS}
    area = (row, index, row, index)
    if isinstance(value, SeverityView | VerdictView):
        fills = _SEVERITY_FILLS if isinstance(value, SeverityView) else _VERDICT_FILLS
        fill = fills.get(value.slug)
        book.put(sheet, area, value.name, **look, **({"bg_color": fill} if fill else {}))
        return value.name
    if isinstance(value, Decimal):
        value = exact_number(value, least=2) or f"{value:f}"
    elif isinstance(value, str) and column.figure:
        value = shown(value)
    if isinstance(value, Difference):
        left, right = (f"{_letter(part)}{row + 1}" for part in (value.minuend, value.subtrahend))
        number = exact_number(value.value, least=2)
        shape = book.format(**{**look, **_RIGHT, "num_format": "+0.00;-0.00;0.00"})
        sheet.write_formula(row, index, f"=ROUND({left}-{right},6)", shape, float(number.value) if number else 0)
        return ""
    if isinstance(value, Number | int):
        narrow = column.most <= _COUNTER
        book.put(sheet, area, value, **{**look, **(_MIDDLE if narrow else _RIGHT), "text_wrap": False})
        return ""
    book.put(sheet, area, value or "", **look)
    return value or ""


def _sums(book: Book, sheet: Any, rows: Sequence[Sequence[Value]], sums: Sequence[int]) -> None:
    """A row of live sums below the list, one row off so that the filter leaves it alone."""
    if not sums:
        return
    row = len(rows) + 2
    book.put(sheet, (row, 0, row, 0), "合计", align="center", bold=True, text_wrap=False)
    for index in sums:
        column = _letter(index)
        total = sum(value for values in rows if isinstance(value := values[index], int))
        formula = f"=SUBTOTAL(109,{column}2:{column}{len(rows) + 1})"
        sheet.write_formula(row, index, formula, book.format(align="right", bold=True, num_format="0"), total)


def _letter(column: int) -> str:
    from scoring.model import column_letters

    return column_letters(column)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> list[int]:
    widths = []
    for index, column in enumerate(columns):
        texts = [_text(values[index]) for values in rows]
        widths.append(column_width([column.head + "　", *texts], most=max(column.most, 6)))
    spare = LANDSCAPE_WIDTH - sum(widths)
    if spare > 0:  # let the widest column have what the page has left
        widest = max(range(len(widths)), key=lambda index: columns[index].most)
        widths[widest] += min(spare, 30)
    return widths


def _text(value: Value) -> str:
    if isinstance(value, SeverityView | VerdictView):
        return value.name
    if isinstance(value, Difference):
        return "+00.00"
    return "" if value is None else str(value)


def _finding(number: int, row: FindingRow) -> Sequence[Value]:
    return (
        number, row.table or None, row.project, row.row or None, row.name, *_spot(row.spot), row.column, row.severity,
        row.code, row.title, row.message, row.read, row.expected, row.arithmetic, row.others, row.source,
        row.suggestion,
    )  # fmt: skip


def _spot(spot: Spot) -> Sequence[Value]:
    return spot.page, spot.grid, spot.line, spot.cell


def _score(row: ScoreRow) -> Sequence[Value]:
    gap = None
    if row.printed is not None and row.computed is not None:
        gap = Difference(_PRINTED, _COMPUTED, row.printed - row.computed)
    printed: Value = row.printed if row.printed is not None else row.unread
    return (
        row.table, row.project, row.row or None, row.level, row.name, *_spot(row.spot), row.target, row.actual,
        row.weight, printed, row.computed, gap, row.verdict, row.alert, row.why, row.rule, row.brief,
    )  # fmt: skip


def _total(total: TotalView) -> Sequence[Value]:
    gap = None
    if total.printed_value is not None and total.computed_value is not None:
        gap = Difference(5, 6, total.printed_value - total.computed_value)
    printed: Value = total.printed_value if total.printed_value is not None else total.unread
    return (
        total.source, total.unit, total.year, total.number, total.title, printed, total.computed_value, gap,
        total.verdict, total.why, total.errors, total.warnings, total.notes,
    )  # fmt: skip


def _measure(view: OpinionView) -> Iterable[tuple[str, str]]:
    measure = view.measure
    if measure is not None:
        yield "规则集代号", measure.ruleset
        yield "计算口径", measure.convention
        yield "如何确定", measure.how
        yield "依据", measure.source
        yield "说明", measure.sentence


def _announcement(what: str, said: str, found: str, agrees: bool | None) -> str:
    judged = {True: "相符", False: "不相符", None: "无法核对"}[agrees]
    return f"{what}：正文 {said}，各表 {found}，{judged}"
