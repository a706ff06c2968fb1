"""Finding B5: different rules in one document, told by tables and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from .attribution import listed
from .examined import Examined, text_of
from .finding import Finding, Where
from .notation import show
from .opinion import Attribution, Judgement, TableAttribution, Verdict
from .quantity import plain
from .rounding import HALF_UP_2
from .ruleset import Ruleset
from .spelling import fold, is_blank
from .wording import finding

_Row: TypeAlias = tuple[Examined, int, Fraction]
"""A table, the number of a row in it, and how far the row was completed."""

_FEWEST_ROWS = 2
"""Rows of a table that one other ruleset must explain before it is a mixture of rules, and no slip."""

_MOST_SHOWN = 3
"""How many rows show that a table was scored by another ruleset."""


def check_rules(
    tables: Sequence[Examined], attribution: Attribution, rulesets: Mapping[str, Ruleset]
) -> Iterator[Finding]:
    """Tables scored by another ruleset than the document, tables that mix rulesets, rows treated unequally."""
    apart = {one.table: one for one in attribution.tables if one.ruleset != attribution.ruleset}
    for table in tables:
        if table.number in apart:
            yield _apart(table, apart[table.number], rulesets[attribution.ruleset])
        else:
            yield from _mixed(table)
    yield from _over_completed(tables)


def _apart(table: Examined, own: TableAttribution, measure: Ruleset) -> Finding:
    also = f"（{listed(own.tied)}同样能解释）" if own.tied else ""
    under = f"（口径：{own.terms}）" if own.terms else ""
    few = f"只解释其中 {own.by_document} 个" if own.by_document else "一个也解释不了"
    nearly = f"中的 {own.explained} 个" if own.explained < own.parts else "都"
    what = (
        f"表{table.number}的 {own.parts} 个部分得分{nearly}合《{own.title}》{under}{also}，"
        f"全文所用的《{measure.title}》{few}；本表按前者复核"
    )
    shown = [
        f"“{_name(table, number)}”印 {plain(judgement.printed)} 分，按《{own.title}》得 {plain(judgement.computed)} 分"
        for number, judgement in enumerate((table.execution, *table.scores))
        if _is_part(table, number, judgement) and judgement.printed is not None and judgement.computed is not None
    ]
    more = f"等 {len(shown)} 处" if len(shown) > _MOST_SHOWN else ""
    return finding(
        "B5",
        table.where(0, "得分"),
        read=own.title,
        expected=measure.title,
        arithmetic="；".join(shown[:_MOST_SHOWN]) + more,
        source=str(table.ruleset.source),
        what=what,
    )


def _mixed(table: Examined) -> Iterator[Finding]:
    """Rows of one table that one other ruleset explains; of several such rulesets the one that explains most."""
    if Verdict.OTHER_RULE not in [judgement.verdict for judgement in table.scores]:
        return
    rows = [
        (number, judgement, judgement.rulesets)
        for number, judgement in enumerate(table.scores, 1)
        if judgement.verdict is Verdict.OTHER_RULE
    ]
    counts = Counter(title for _, _, titles in rows for title in titles)
    if not counts:
        return
    most = max(counts.values())
    # Counter keeps the order of appearance, and the likelier ruleset appears first.
    title = next(name for name, count in counts.items() if count == most)
    if most < _FEWEST_ROWS:
        return
    alike = sum(count == most for count in counts.values())
    also = f"等 {alike} 个规则集" if alike > 1 else ""
    mine = [(number, judgement) for number, judgement, titles in rows if title in titles]
    named = "、".join(
        f"“{_name(table, number)}”（得 {plain(judgement.printed or Decimal(0))} 分）" for number, judgement in mine
    )
    what = f"表{table.number}里 {named}合《{title}》{also}，其余各行按《{table.ruleset.title}》，一张表里用了两种规则"
    shown = "；".join(
        f"“{_name(table, number)}”按《{table.ruleset.title}》应为 {plain(judgement.computed)} 分"
        for number, judgement in mine
        if judgement.computed is not None
    )
    yield finding(
        "B5",
        table.where(0, "得分"),
        read=title,
        expected=table.ruleset.title,
        arithmetic=shown,
        source=str(table.ruleset.source),
        others=tuple(table.where(number, "得分") for number, _ in mine[1:]),
        what=what,
    )


def _name(table: Examined, number: int) -> str:
    return table.evaluation.indicators[number - 1].name if number else "预算执行率"


def _is_part(table: Examined, number: int, judgement: Judgement) -> bool:
    card = table.scorecard
    mark = None if card is None else card.marks[number - 1] if number else card.execution
    weight = mark.weight if mark is not None else None
    return judgement.printed is not None and weight is not None and 0 < judgement.printed < weight


def _over_completed(tables: Sequence[Examined]) -> Iterator[Finding]:
    """Over-completed rows, some of which lost points for it and some not.

    Rows that print rules of different names (赋分规则) are treated differently by right; a row without
    a name may be under any of them.
    """
    lost: list[tuple[Examined, int]] = []
    kept: list[tuple[Examined, int]] = []
    for table in tables:
        for number, found in enumerate(table.comparisons, 1):
            if not found.met or found.operator not in ("≥", ">") or not found.target or found.actual is None:
                continue
            printed, weight = table.printed[number - 1], table.weights[number - 1]
            if printed is None or weight is None or found.actual == found.target:
                continue
            (lost if printed < weight else kept).append((table, number))
    if lost and kept:
        yield from _unequal([_completed(*row) for row in lost], [_completed(*row) for row in kept])


def _completed(table: Examined, number: int) -> _Row:
    found = table.comparisons[number - 1]
    return table, number, (found.actual or Fraction(0)) / (found.target or Fraction(1))


def _unequal(lost: Sequence[_Row], kept: Sequence[_Row]) -> Iterator[Finding]:
    """Over-completed rows that lost points beside those that did not."""
    names = {_rule(row) for row in lost}
    kept = [row for row in kept if not _rule(row) or "" in names or _rule(row) in names]
    if not kept:
        return
    worst = max(lost, key=lambda row: row[2])
    more = [row for row in kept if row[2] > worst[2]]
    what = f"{_rows(lost)}因超额完成被扣分，"
    what += f"超额更多的{_rows(more)}却得满分" if more else f"同样超额的{_rows(kept)}却得满分"
    if all(map(_has_reason, lost)) and not any(map(_has_reason, more or kept)):
        what += "；被扣分的写了偏差原因，得满分的没有写"
    arithmetic = "；".join(_ratio(row) for row in (*lost, *(more or kept)))
    yield finding("B5", Where(column="超额完成的行"), arithmetic=arithmetic, what=what)


def _has_reason(row: _Row) -> bool:
    table, number, _ = row
    return not is_blank(table.evaluation.indicators[number - 1].reason)


def _rule(row: _Row) -> str:
    table, number, _ = row
    return fold(table.evaluation.indicators[number - 1].rule)


def _rows(rows: Sequence[_Row]) -> str:
    named = []
    for table, number, _ in rows:
        indicator = table.evaluation.indicators[number - 1]
        printed = plain(indicator.printed_value or Decimal(0))
        line = indicator.place.within_file() or f"第 {number} 项"
        named.append(
            f"表{table.number}{line}“{indicator.name}”（{text_of(indicator.target)}，"
            f"实际{text_of(indicator.actual)}，得 {printed} 分）"
        )
    return "、".join(named)


def _ratio(row: _Row) -> str:
    table, number, ratio = row
    found = table.comparisons[number - 1]
    actual, target = found.actual or Fraction(0), found.target or Fraction(1)
    return f"{show(actual)} ÷ {show(target)} = {plain(HALF_UP_2.decimal(ratio * 100))}%"
