"""Totals under several rulesets, and what a total hangs on: the tables and sentences, whatever they are drawn on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import frozen

from scoring.model import Evaluation
from scoring.quantity import figure_value, plain
from scoring.scorecard import Scorecard
from scoring.what_if_total import RowSensitivity, Sensitivity

from .figures import BLANK, gap, points, value_text
from .listing import Entry, Heading, Listing, Section

EXECUTION = "预算执行率"


@frozen
class Alike:
    """Rulesets that give every row of a table the same score.

    Attributes:
        number: its number in the table, from 1.
        cards: one for each ruleset.
    """

    number: int
    cards: tuple[Scorecard, ...]

    @property
    def ids(self) -> str:
        """The rulesets' ids."""
        return "、".join(card.ruleset for card in self.cards)

    def scores(self) -> tuple[Decimal | None, ...]:
        """The execution's score and the indicators'."""
        return _scores(self.cards[0])


@frozen
class TableWhatIf:
    """A table, what it is compared with, and what its total hangs on.

    Attributes:
        evaluation: the table.
        number: its number in the document.
        card: its scores by the measure.
        compared: its scores by the others; () where it is not compared.
        sensitivity: None where that was not asked for.
    """

    evaluation: Evaluation
    number: int
    card: Scorecard
    compared: tuple[Scorecard, ...] = ()
    sensitivity: Sensitivity | None = None

    def alike(self) -> tuple[Alike, ...]:
        """The rulesets in groups that give every row the same score, in order of appearance."""
        groups: dict[tuple[object, ...], list[Scorecard]] = {}
        for card in (self.card, *(card for card in self.compared if card.ruleset != self.card.ruleset)):
            groups.setdefault((_scores(card), card.total, card.grade), []).append(card)
        return tuple(Alike(number, tuple(cards)) for number, cards in enumerate(groups.values(), 1))


def level_names(cards: Sequence[Scorecard]) -> list[str]:
    """The level-1 names of a table."""
    return list(dict.fromkeys(level.name for card in cards for level in card.levels))


def totals_row(one: Alike, levels: Sequence[str]) -> list[str]:
    """Execution, levels, total, grade, rows without a score."""
    card = one.cards[0]
    sums = {level.name: level.score for level in card.levels}
    return [
        points(card.execution.score if card.execution is not None else None),
        *(points(sums.get(level)) for level in levels),
        points(card.total),
        card.grade or BLANK,
        str(card.missing or BLANK),
    ]


def differing(table: TableWhatIf) -> Iterator[tuple[int, str, str, str, list[Decimal | None]]]:
    """Rows to which not all rulesets give the same score: number, name, target, actual, the scores by group."""
    groups = [one.scores() for one in table.alike()]
    rows: list[tuple[int, str, str, str]] = [
        (number, indicator.name, value_text(indicator.target), value_text(indicator.actual))
        for number, indicator in enumerate(table.evaluation.indicators, 1)
    ]
    budget = table.evaluation.budget
    money = [figure_value(one) for one in (budget.adjusted, budget.executed)] if budget is not None else [None, None]
    rows.insert(0, (0, EXECUTION, *(BLANK if one is None else f"{plain(one)}万元" for one in money)))  # type: ignore[arg-type]
    for place, row in enumerate(rows):
        scores = [group[place] for group in groups]
        if len(set(scores)) > 1:
            yield *row, scores


def by_loss(found: Sensitivity) -> list[RowSensitivity]:
    """The rows, those that lose most first; those without a score at the end."""
    return sorted(found.rows, key=lambda row: (row.lost is None, -(row.lost or 0), row.row))


def nudge_text(row: RowSensitivity) -> str:
    """By how much the actual is moved: ``1场``, ``0.64万元``."""
    return BLANK if row.nudge is None else f"{plain(row.nudge)}{row.unit}"


def gap_text(row: RowSensitivity) -> str:
    """What the actual lacks to full marks."""
    if row.gap is None:
        return BLANK
    if not row.gap:
        return "已满分"
    return f"{'差' if row.gap > 0 else '多'} {plain(abs(row.gap))}{row.unit}"


def change_text(change: Decimal | None) -> str:
    """Points won or lost."""
    return BLANK if change is None else gap(change)


def sensitivity_sentences(found: Sensitivity) -> Iterator[str]:
    """The margin to the grades beside, and the rows that decide the grade."""
    card = found.card
    if card.total is None:
        why = f"有 {card.missing} 行没有得分" if card.missing else "表里没有指标行"
        yield f"{why}，还算不出总分和等级。"
        return
    parts = [f"总分 {points(card.total)}，等级“{card.grade}”" if card.grade else f"总分 {points(card.total)}"]
    if (up := found.better) is not None:
        parts.append(f"再得{'超过' if up.beyond else ''} {points(up.points)} 分升为“{up.grade}”")
    if (down := found.worse) is not None:
        within = f"再失 {points(down.points)} 分"
        parts.append(f"{within}以内仍是“{card.grade}”，再多" if down.beyond else within)
        parts[-1] += f"降为“{down.grade}”"
    yield "，".join(parts) + "。"
    if not card.grade:
        return
    for what, which in (
        ("改得满分", "grade_full"),
        ("改得 0 分", "grade_without"),
        ("从表里去掉、其余各行按比例折成满分", "grade_left_out"),
    ):
        rows = found.deciding(which)
        grades = dict.fromkeys(getattr(row, which) for row in rows)
        told = [f"变为“{grade}”的有{_rows([row for row in rows if getattr(row, which) == grade])}" for grade in grades]
        yield f"一行{what}，等级{'；'.join(told)}。" if told else f"任何一行{what}，等级都不变。"


def _rows(rows: Sequence[RowSensitivity]) -> str:
    """``预算执行率，第 1、2、5 行``."""
    numbers = "、".join(str(row.row) for row in rows if row.row)
    parts = [row.name for row in rows if not row.row] + ([f"第 {numbers} 行"] if numbers else [])
    return "，".join(parts)


def what_if_listing(source: str, tables: Sequence[TableWhatIf]) -> Listing:
    """The page about the tables of a document."""
    sections = [section for table in tables for section in _sections(table)]
    lead = [
        f"表{table.number}《{table.evaluation.title}》按{table.card.title}（{table.card.ruleset}）"
        + (
            f"总分 {points(table.card.total)}，等级“{table.card.grade}”。"
            if table.card.total is not None
            else "有行没有得分。"
        )
        for table in tables
    ]
    return Listing("得分的对照与敏感性", source, tuple(lead), tuple(sections))


def _sections(table: TableWhatIf) -> Iterator[Section]:
    name = f"表{table.number}《{table.evaluation.title}》"
    if table.compared:
        groups = table.alike()
        levels = level_names([card for one in groups for card in one.cards])
        heads = (
            Heading("组", 5, number=True), Heading("规则集", 30), Heading(EXECUTION, 10, number=True),
            *(Heading(level or "未分级", 10, number=True) for level in levels),
            Heading("总分", 10, number=True), Heading("等级", 8), Heading("没有得分的行", 8, number=True),
        )  # fmt: skip
        rows: list[tuple[Entry, ...]] = []
        for one in groups:
            card = one.cards[0]
            sums = {level.name: level.score for level in card.levels}
            execution = card.execution.score if card.execution is not None else None
            rows.append((one.number, one.ids, execution, *(sums.get(level) for level in levels), card.total,
                         card.grade, card.missing))  # fmt: skip
        yield Section(f"{name}按各规则集的总分", heads, tuple(rows), short=f"表{table.number}总分")
        heads = (
            Heading("行", 5, number=True), Heading("指标", 26), Heading("目标值", 14), Heading("实际完成值", 14),
            *(Heading(f"第 {one.number} 组", 10, number=True) for one in groups),
        )  # fmt: skip
        found = [(row or None, *texts, *scores) for row, *texts, scores in differing(table)]
        notes = () if found else ("各规则集给每一行的得分都相同。",)
        yield Section(f"{name}得分不同的行", heads, tuple(found), notes, f"表{table.number}各行")
    if table.sensitivity is not None:
        heads = (
            Heading("行", 5, number=True), Heading("指标", 26), Heading("分值", 8, number=True),
            Heading("得分", 8, number=True), Heading("失分", 8, number=True), Heading("离满分", 14),
            Heading("变动", 12), Heading("多这么多", 10, number=True), Heading("少这么多", 10, number=True),
            Heading("得满分的等级", 8), Heading("不得分的等级", 8), Heading("去掉的等级", 8),
        )  # fmt: skip
        yield Section(
            f"{name}总分取决于哪些行",
            heads,
            tuple(
                (row.row or None, row.name, row.weight, row.score, row.lost, gap_text(row), nudge_text(row), row.more,
                 row.less, row.grade_full, row.grade_without, row.grade_left_out)
                for row in by_loss(table.sensitivity)
            ),
            tuple(sensitivity_sentences(table.sensitivity)),
            f"表{table.number}敏感性",
        )  # fmt: skip


def _scores(card: Scorecard) -> tuple[Decimal | None, ...]:
    execution = card.execution.score if card.execution is not None else None
    return (execution, *(mark.score for mark in card.marks))
