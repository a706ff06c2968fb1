"""Findings across a document: text against tables, one row against another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve

from .examined import Examined, signed, text_of
from .finding import Finding, Where, in_text
from .model import Document, Evaluation, FundLine, Statement
from .opinion import Announcement
from .quantity import Quantity, Reading, Value, figure_value, plain
from .spelling import bare, fold
from .wording import finding

_CENT = Decimal("0.01")
_FIELDS = {"目标值": "target", "实际完成值": "actual", "分值": "weight", "得分": "printed_score"}
_FUND_FIELDS = {
    "年初预算数": "initial", "全年预算数": "adjusted", "全年执行数": "executed",
    "分值": "weight", "执行率": "printed_rate", "得分": "printed_score",
}  # fmt: skip
_FEWEST_TABLES = 3
"""From how many tables on it means something that all of them are full marks."""


def announcements_of(document: Document) -> tuple[Announcement, ...]:
    """Set the text's figures beside what the tables give."""
    found = []
    for statement in document.statements:
        tables = [e for e in document.evaluations if _is_meant(e, statement)]
        field = "adjusted" if any(e.form == "self-evaluation" for e in tables) else "initial"
        budget = _sum(tables, field)
        executed = _sum(tables, "executed")
        agrees = (
            len(tables) == statement.count
            and (statement.budget is None or budget in (None, statement.budget.value))
            and (statement.executed is None or executed in (None, statement.executed.value))
        )
        found.append(Announcement(statement, len(tables), budget, executed, agrees))
    return tuple(found)


def check_document(
    document: Document, tables: Sequence[Examined], announcements: Sequence[Announcement]
) -> Iterator[Finding]:
    """What no single table shows."""
    yield from _counts(document, announcements)
    yield from _amounts(announcements)
    yield from _all_full(tables)
    yield from _same_facts(tables)
    yield from _skipped(document)
    yield from _remarks(document)


def _is_meant(evaluation: Evaluation, statement: Statement) -> bool:
    if evaluation.kind != statement.kind or statement.form not in ("", evaluation.form):
        return False
    if statement.fiscal is None:
        return True
    fiscal = any("财政" in line.name and _amount(line) for line in evaluation.funds if not line.total)
    return fiscal == statement.fiscal


def _amount(line: FundLine) -> Decimal:
    return figure_value(line.adjusted) or figure_value(line.initial) or Decimal(0)


def _sum(tables: Sequence[Evaluation], field: str) -> Decimal | None:
    """The tables' totals added up, 万元; None where one is missing or unreadable."""
    values = [_total(table, field) for table in tables]
    if not values or any(value is None for value in values):
        return None
    return sum((value or Decimal(0) for value in values), Decimal(0))


def _total(evaluation: Evaluation, field: str) -> Decimal | None:
    budget = evaluation.budget
    if budget is not None:
        return figure_value(getattr(budget, field))
    values = [figure_value(getattr(line, field)) for line in evaluation.funds]
    if not values or any(value is None for value in values):
        return None
    return sum((value or Decimal(0) for value in values), Decimal(0))


def _what(statement: Statement) -> str:
    kind = "项目" if statement.kind == "project" else "部门整体"
    fiscal = {True: "财政拨款", False: "非财政拨款", None: ""}[statement.fiscal]
    return fiscal + kind


def _text(statement: Statement, column: str) -> Where:
    return in_text(column, statement.text, statement.place)


def _counts(document: Document, announcements: Sequence[Announcement]) -> Iterator[Finding]:
    """Announced and printed tables, by kind; several sentences of one kind are added up."""
    for kind in ("project", "department"):
        mine = [a for a in announcements if a.statement.kind == kind]
        if not mine:
            continue
        forms = {a.statement.form for a in mine}
        if len(forms) > 1:
            continue
        form = forms.pop()
        announced = sum(a.statement.count for a in mine)
        found = sum(e.kind == kind and form in ("", e.form) for e in document.evaluations)
        if announced == found:
            continue
        terms = " + ".join(str(a.statement.count) for a in mine)
        yield finding(
            "F1",
            _text(mine[0].statement, "个数"),
            read=str(announced),
            expected=str(found),
            arithmetic=f"{terms} = {announced}" if len(mine) > 1 else "",
            what="项目共" if kind == "project" else "部门整体表",
            announced=announced,
            found=found,
            others=tuple(_text(a.statement, "个数") for a in mine[1:]),
        )


def _amounts(announcements: Sequence[Announcement]) -> Iterator[Finding]:
    for announcement in announcements:
        statement = announcement.statement
        pairs = (
            ("预算金额", statement.budget, announcement.budget),
            ("执行金额", statement.executed, announcement.executed),
        )
        for name, announced, found in pairs:
            if announced is None or found is None or announced.value == found:
                continue
            gap = abs(announced.value - found)
            rounding = gap <= _CENT * max(announcement.count, 1)
            missing = announcement.count != statement.count
            yield finding(
                "F2",
                _text(statement, name),
                severity="note" if rounding else "warning" if missing else "error",
                read=f"{announced.value:f}",
                expected=f"{found:f}",
                arithmetic=f"{announced.value:f} − {found:f} = {signed(announced.value - found)}",
                what=f"{_what(statement)}{name}",
                announced=f"{announced.value:f}",
                found=f"{found:f}",
                gap=f"{gap:f}",
            )


def _all_full(tables: Sequence[Examined]) -> Iterator[Finding]:
    mine = [t for t in tables if t.evaluation.kind == "project" and t.evaluation.form == "self-evaluation"]
    if len(mine) >= _FEWEST_TABLES and all(t.total.printed == t.ruleset.total_weight for t in mine):
        full = plain(mine[0].ruleset.total_weight)
        yield finding("F3", Where(), read=full, count=len(mine), full=full)


def _same_facts(tables: Sequence[Examined]) -> Iterator[Finding]:
    """Rows with one target, actual, weight and rule, but different scores."""
    scores: dict[Decimal, Decimal | None] = {}
    for table in tables:
        for printed, weight in zip(table.printed, table.weights, strict=True):
            if printed is not None and weight is not None and scores.setdefault(weight, printed) != printed:
                scores[weight] = None
    unequal = {weight for weight, printed in scores.items() if printed is None}
    if not unequal:
        return
    alike: dict[tuple[object, ...], list[tuple[Examined, int, Decimal]]] = defaultdict(list)
    for table in tables:
        for number, indicator in enumerate(table.evaluation.indicators, 1):
            printed, weight = table.printed[number - 1], table.weights[number - 1]
            if printed is not None and weight in unequal and indicator.target is not None:
                alike[weight, _fact(indicator.target)].append((table, number, printed))
    groups: dict[tuple[object, ...], list[tuple[Examined, int, Decimal]]] = defaultdict(list)
    for aims, some in alike.items():
        for row in some if len(some) > 1 else ():
            indicator = row[0].evaluation.indicators[row[1] - 1]
            if indicator.actual is not None:
                groups[aims, _fact(indicator.actual), fold(indicator.rule)].append(row)
    for rows in groups.values():
        other, other_number, best = max(rows, key=lambda row: (row[2], -row[0].number, -row[1]))
        there = other.where(other_number, "得分")
        for table, number, printed in rows:
            if printed == best:
                continue
            indicator = table.evaluation.indicators[number - 1]
            beside = "同表" if table.number == other.number else f"表{other.number}"
            what = (
                f"目标“{text_of(indicator.target)}”、实际“{text_of(indicator.actual)}”、分值 "
                f"{plain(indicator.weight_value or printed)} 的行，这里得 {plain(printed)} 分，"
                f"而{beside}“{there.name}”得 {plain(best)} 分"
            )
            where = table.where(number, "得分")
            yield finding("B10", where, read=plain(printed), expected=plain(best), what=what, others=(there,))


def _fact(value: Value) -> object:
    """What two cells share that say the same: operator, number and unit, or the bare words."""
    if isinstance(value, Quantity):
        return value.operator or "=", value.base, value.unit.dimension
    return bare(value.text)


def _remarks(document: Document) -> Iterator[Finding]:
    for remark in document.remarks:
        number = remark.place.table
        where, cell = Where("", number, column=remark.column, place=remark.place), None
        if 0 < number <= len(document.evaluations):
            where, cell = _cell(document.evaluations[number - 1], where)
        yield finding(remark.code, where, read=cell.text if cell is not None else remark.what, what=remark.what)


def _cell(evaluation: Evaluation, where: Where) -> tuple[Where, Reading | Value]:
    """The row of a table in which a remark's place lies, and what was read from its cell; None: it names none."""
    where = evolve(where, project=evaluation.title)
    for row, indicator in enumerate(evaluation.indicators, 1):
        if indicator.place == where.place:
            field = _FIELDS.get(where.column)
            return evolve(where, row=row, name=indicator.name), getattr(indicator, field) if field else None
    for line in evaluation.funds:
        if line.place == where.place:
            field = _FUND_FIELDS.get(where.column)
            return evolve(where, name=line.name), getattr(line, field) if field else None
    return where, None


def _skipped(document: Document) -> Iterator[Finding]:
    """What looked like a form one by one; plainly other tables together in one note, which asks for nothing."""
    others = [skipped for skipped in document.skipped if skipped.other_table]
    for skipped in document.skipped:
        if not skipped.other_table:
            yield finding("R2", Where(place=skipped.place), severity="warning", read=skipped.what, what=skipped.what)
    if others:
        named = "、".join(f"{one.what.partition('：')[2] or one.what}（{one.place}）" for one in others)
        what = f"另有 {len(others)} 张表不是绩效目标表或自评表，没有复核：{named}"
        yield evolve(finding("R2", Where(), read=str(len(others)), what=what), suggestion="")
