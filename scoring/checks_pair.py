"""Findings of two documents: goal tables beside self-evaluations, last year's beside this year's.

A finding stands at the table rechecked; its other places are in the document compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import evolve, frozen

from .baseline import file_name
from .changes import Change, changes, in_one_unit, is_same_figure, match_rows
from .checks_last_year import Before, below_last_year
from .comparison import same_words
from .counterpart import Other, is_of_units, is_of_year, others_of, owner_of, without_copies
from .examined import Examined, text_of
from .finding import Finding, Where
from .matching import is_same_unit, match_tables, nearest
from .model import Document, Evaluation, Indicator
from .opinion import Pair, Pairing
from .quantity import Moment, Quantity, Several, Span, figure_value, plain
from .spelling import unit_of_name
from .wording import finding

_GOALS = "目标表"
_LAST = "上年自评表"
_MOST_NAMED = 6


@frozen
class Compared:
    """What came of setting a document beside others."""

    pairing: Pairing
    findings: tuple[Finding, ...]


def compare_goals(
    document: Document,
    tables: Sequence[Examined],
    goals: Sequence[Document],
    elsewhere: Sequence[Evaluation] = (),
) -> Compared | None:
    """Set self-evaluations beside the goal tables of the same year; None where there are none to set.

    Args:
        document: the document rechecked.
        tables: its tables.
        goals: the documents whose goal tables are meant; none: the document's own, where it holds both.
        elsewhere: self-evaluations in other documents, which no goal table misses here.
    """
    mine = [table for table in tables if table.evaluation.form == "self-evaluation"]
    theirs = others_of(goals or [document], "goal", _GOALS, own=not goals)
    if not mine or not theirs:
        return None
    years = {table.evaluation.year for table in mine}
    meant = [other for other in theirs if is_of_year(other.evaluation.year, years)]
    return _compared("goals", document, mine, theirs, meant, elsewhere)


def compare_last(document: Document, tables: Sequence[Examined], last: Sequence[Document]) -> Compared | None:
    """Set a document beside last year's self-evaluations; None where there are none to set.

    Args:
        document: the document rechecked.
        tables: its tables; the self-evaluations where it holds both forms.
        last: last year's documents.
    """
    scored = [table for table in tables if table.evaluation.form == "self-evaluation"]
    mine = scored or list(tables)
    theirs = others_of(last, "self-evaluation", _LAST)
    if not mine or not theirs:
        return None
    years = {None if table.evaluation.year is None else table.evaluation.year - 1 for table in mine}
    meant = [other for other in theirs if is_of_year(other.evaluation.year, years)]
    return _compared("last", document, mine, theirs, meant)


def _compared(
    kind: Literal["goals", "last"],
    document: Document,
    mine: Sequence[Examined],
    theirs: Sequence[Other],
    meant: Sequence[Other],
    elsewhere: Sequence[Evaluation] = (),
) -> Compared | None:
    word = theirs[0].word
    own = all(not other.document for other in theirs)
    units = {table.evaluation.unit for table in mine}
    around = {*units, owner_of(document), *(table.evaluation.department for table in mine)}
    near = without_copies(o for o in meant if "" in units or is_of_units(o, around))
    sources = tuple(dict.fromkeys(other.document for other in (near or theirs)))

    def nothing(why: str) -> Compared | None:
        if own:
            return None
        found = finding("F8", Where(), what=why, others=tuple(o.where() for o in theirs[:1]))
        return Compared(Pairing(kind, sources, (), why), (found,))

    if not meant:
        years = "、".join(f"{year}" for year in sorted({o.evaluation.year or 0 for o in theirs}))
        here = "、".join(f"{year}" for year in sorted({t.evaluation.year or 0 for t in mine}))
        return nothing(f"{word}是 {years} 年度的，这份文件是 {here} 年度的，没有对照")
    if not near:
        named = _listed(o.evaluation.unit for o in meant)
        here = _listed(t.evaluation.unit for t in mine)
        return nothing(f"{word}的单位是{named}，这份文件的单位是{here}，不能确定是同一单位，没有对照")
    found = match_tables([t.evaluation for t in mine], [o.evaluation for o in near])
    if not found.pairs and not found.unsure:
        return nothing(f"{word}里没有与这份文件同名的项目，没有对照")
    findings: list[Finding] = []
    for one, other in found.pairs:
        check = _goals if kind == "goals" else _last
        findings += _unit(mine[one], near[other])
        findings += check(mine[one], near[other])
    for ones, others in found.unsure:
        findings += _unsure([mine[n] for n in ones], [near[n] for n in others])
    here_left, there_left = [mine[n] for n in found.here], [near[n] for n in found.there]
    missed = _missed(there_left, {*units, owner_of(document)} - {""}, elsewhere)
    if kind == "goals":
        findings += _without_goals(here_left, there_left)
        findings += _without_evaluation(here_left, missed)
    counts = [f"{len(mine)} 张表中 {len(found.pairs)} 张对上"]
    if found.unsure:
        counts.append(f"{sum(len(ones) for ones, _ in found.unsure)} 张不能确定")
    if here_left:
        counts.append(f"{len(here_left)} 张没有{word}")
    if missed and kind == "goals":
        counts.append(f"{len(missed)} 张目标表没有自评表")
    names = "、".join(file_name(name) for name in sources if name not in ("", word))
    sentence = f"与{'本文件的' if own else ''}{word}对照{f'（{names}）' if names else ''}：{'，'.join(counts)}"
    pairs = tuple(Pair(mine[a].number, near[b].document, near[b].number) for a, b in found.pairs)
    return Compared(Pairing(kind, sources, pairs, sentence), tuple(findings))


def _listed(names: Iterable[str]) -> str:
    found = [name for name in dict.fromkeys(names) if name]
    more = f"等 {len(found)} 个" if len(found) > _MOST_NAMED else ""
    return "、".join(f"“{name}”" for name in found[:_MOST_NAMED]) + more


def _unit(table: Examined, other: Other) -> Iterator[Finding]:
    """The two tables of a project name different units."""
    unit, theirs = table.evaluation.unit, other.evaluation.unit
    if not unit or not theirs or is_same_unit(unit, theirs):
        return
    what = f"实施单位与{other.word}不同：“{theirs}”→“{unit}”，是否调整了实施单位？"
    where, beside = table.where(0, "单位"), other.where(0, "单位")
    yield finding("F6", where, severity="note", read=unit, expected=theirs, what=what, others=(beside,))


def _unsure(mine: Sequence[Examined], others: Sequence[Other]) -> Iterator[Finding]:
    word = others[0].word
    tables = "、".join(f"表{table.number}“{table.evaluation.title}”" for table in mine)
    several = len({other.document for other in others}) > 1
    theirs = "、".join(
        f"{file_name(other.document) if several else ''}表{other.number}“{other.evaluation.title}”" for other in others
    )
    what = f"{tables}与{word}的{theirs}名称相当，不能确定谁对应谁，没有对照"
    yield finding("F8", mine[0].where(), read=tables, what=what, others=tuple(other.where() for other in others))


def _without_goals(mine: Sequence[Examined], free: Sequence[Other]) -> Iterator[Finding]:
    near = nearest([table.evaluation for table in mine], [other.evaluation for other in free])
    for table, number in zip(mine, near, strict=True):
        others = () if number is None else (free[number],)
        name = others[0].evaluation.title if others else ""
        hint = f"（目标表中名称相近的是“{name}”）" if name else ""
        what = f"有自评表而没有目标表{hint}，是年中追加的吗？"
        yield finding(
            "F5",
            table.where(),
            read=table.evaluation.title,
            expected=name,
            what=what,
            others=tuple(other.where() for other in others),
        )


def _missed(left: Sequence[Other], units: set[str], elsewhere: Sequence[Evaluation]) -> list[Other]:
    """Of the tables left over, those of the units whose document this is that no other document has either."""
    own = [other for other in left if not units or is_of_units(other, units)]
    found = match_tables(elsewhere, [other.evaluation for other in own])
    there = {*(n for _, n in found.pairs), *(n for _, several in found.unsure for n in several)}
    return [other for number, other in enumerate(own) if number not in there]


def _without_evaluation(mine: Sequence[Examined], free: Sequence[Other]) -> Iterator[Finding]:
    near = nearest([other.evaluation for other in free], [table.evaluation for table in mine])
    for other, number in zip(free, near, strict=True):
        name = mine[number].evaluation.title if number is not None else ""
        hint = f"（自评表中名称相近的是“{name}”）" if name else ""
        what = f"“{other.evaluation.title}”有目标表而没有自评表{hint}"
        yield finding("F5", Where(), read=other.evaluation.title, expected=name, what=what, others=(other.where(),))


def _goals(table: Examined, goal: Other) -> Iterator[Finding]:
    """What changed between a goal table and its self-evaluation."""
    yield from _budget(table, goal)
    old, new = goal.evaluation.indicators, table.evaluation.indicators
    if not old or not new:
        return
    rows = match_rows(old, new)
    scale = _weight_scale([(old[before].weight_value, new[after].weight_value) for before, after in rows.pairs])
    if scale is not None and scale != 1:
        yield _scaled(table, goal, scale)
    for before, after in rows.pairs:
        yield from _target(table, goal, before, after)
        if scale is None:
            yield from _weight(table, goal, before, after)
    for befores, afters in rows.unsure:
        name = new[afters[0]].name
        what = f"“{name}”在目标表有 {len(befores)} 行、自评表有 {len(afters)} 行，不能确定谁对应谁，没有对照"
        others = tuple(goal.where(number + 1, "目标值") for number in befores)
        yield finding("F8", table.where(afters[0] + 1, "指标名称"), read=name, what=what, others=others)
    for number in rows.old:
        row = old[number]
        what = f"目标表的指标“{row.name}”（目标“{text_of(row.target)}”）在自评表里没有"
        others = (goal.where(number + 1, "指标名称"),)
        yield finding("F5", table.where(0, "指标名称"), read=row.name, what=what, others=others)
    for number in rows.new:
        row = new[number]
        what = f"这个指标（目标“{text_of(row.target)}”）目标表里没有"
        yield finding("F5", table.where(number + 1, "指标名称"), read=row.name, what=what, others=(goal.where(),))


def _target(table: Examined, goal: Other, before: int, after: int) -> Iterator[Finding]:
    old, new = goal.evaluation.indicators[before], table.evaluation.indicators[after]
    change = changes(old, new, (goal.evaluation.year, table.evaluation.year))
    if change is None:
        return
    yield finding(
        "F5",
        table.where(after + 1, "目标值"),
        severity="warning" if change.certain else "note",
        read=text_of(new.target),
        expected=text_of(old.target),
        arithmetic=change.arithmetic,
        what=_sentence(change, text_of(old.target), text_of(new.target)),
        others=(goal.where(before + 1, "目标值"),),
    )


def _sentence(change: Change, old: str, new: str) -> str:
    way = f"（{change.direction}）" if change.direction else ""
    return f"{change.what}与目标表不同：“{old}”→“{new}”{way}"


def _weight_scale(weights: Sequence[tuple[Decimal | None, Decimal | None]]) -> Fraction | None:
    """By how much all weights are larger or smaller, where it is the same for every row of both tables.

    Rows without a weight in either table say nothing.

    Args:
        weights: of each row, in the goal table and here.

    Returns:
        The share; None where the rows must be looked at one by one.
    """
    shares = []
    for mine, other in weights:
        if mine and other:
            shares.append(Fraction(other) / Fraction(mine))
        elif mine or other:
            return None
    return shares[0] if len(shares) > 1 and len(set(shares)) == 1 else None


def _scaled(table: Examined, goal: Other, scale: Fraction) -> Finding:
    old, new = goal.evaluation.indicator_weight, table.evaluation.indicator_weight
    is_share = Fraction(new) == scale * Fraction(old)  # rows of one table alone may have weights, too
    what = f"各项分值都按同一比例折算：目标表合计 {plain(old)} 分，自评表合计 {plain(new)} 分"
    return finding(
        "F5",
        table.where(0, "分值"),
        severity="note",
        read=plain(new),
        expected=plain(old),
        arithmetic=f"{plain(new)} ÷ {plain(old)} = {float(scale):.4g}" if is_share else "",
        what=what,
        others=(goal.where(0, "分值"),),
    )


def _weight(table: Examined, goal: Other, before: int, after: int) -> Iterator[Finding]:
    old = goal.evaluation.indicators[before].weight_value
    new = table.evaluation.indicators[after].weight_value
    if old is None or new is None or old == new:
        return
    yield finding(
        "F5",
        table.where(after + 1, "分值"),
        read=plain(new),
        expected=plain(old),
        arithmetic=_difference(old, new),
        what=f"分值与目标表不同：{plain(old)} 分→{plain(new)} 分",
        others=(goal.where(before + 1, "分值"),),
    )


def _difference(old: Decimal, new: Decimal) -> str:
    high, low = max(old, new), min(old, new)
    return f"{high:f} − {low:f} = {high - low:f}"


def _budget(table: Examined, goal: Other) -> Iterator[Finding]:
    """The money of the goal table, against what the self-evaluation had at first; else against the year's."""
    mine, theirs = table.evaluation.budget, goal.evaluation.budget
    if mine is None or theirs is None:
        return
    column = "年初预算数" if theirs.initial is not None else "全年预算数"
    approved = figure_value(theirs.initial if theirs.initial is not None else theirs.adjusted)
    at_first, adjusted = figure_value(mine.initial), figure_value(mine.adjusted)
    shown = at_first if mine.initial is not None else adjusted
    if approved is None or shown is None or is_same_figure(approved, shown):
        return
    where = table.money("年初预算数" if mine.initial is not None else "全年预算数")
    if adjusted is not None and is_same_figure(approved, adjusted):
        what = (
            f"目标表的预算 {approved:f} 万元等于全年预算数，而年初预算数是 {shown:f} 万元，目标表是年中调整后填的吗？"
        )
    else:
        what = f"目标表的预算是 {approved:f} 万元，自评表的{where.column}是 {shown:f} 万元"
    yield finding(
        "F5",
        where,
        severity="note" if adjusted is not None and is_same_figure(approved, adjusted) else "warning",
        read=f"{shown:f}",
        expected=f"{approved:f}",
        arithmetic=_difference(approved, shown),
        what=what,
        others=(goal.money(column),),
    )


def _last(table: Examined, last: Other) -> Iterator[Finding]:
    """This year's targets and its column of last year's results, against what was printed last year."""
    old, new = last.evaluation.indicators, table.evaluation.indicators
    results: list[Before] = []
    for before, after in match_rows(old, new).pairs:
        was, row = old[before], new[after]
        if was.actual is None:
            continue
        there = last.where(before + 1, "实际完成值")
        if row.prior is None:
            results.append(Before(after + 1, was.actual, there))
        elif not _is_same_result(row, was, last.evaluation.year):
            yield finding(
                "F7",
                table.where(after + 1, "上年完成值"),
                read=text_of(row.prior),
                expected=text_of(was.actual),
                what=f"上年完成值印为“{text_of(row.prior)}”，上年自评表的实际完成值是“{text_of(was.actual)}”",
                others=(there,),
            )
    yield from below_last_year(table, results)


def _is_same_result(row: Indicator, was: Indicator, year: int | None) -> bool:
    """Is last year's result what last year's table says?  ``year``: last year's."""
    prior, actual = row.prior, was.actual
    if prior is None or actual is None or same_words(prior.text, actual.text):
        return True
    if isinstance(prior, Quantity) and isinstance(actual, Quantity):
        units = [v.unit if v.unit.text else unit_of_name(i.name) for v, i in ((prior, row), (actual, was))]
        before, after = in_one_unit(actual, units[1], prior, units[0])
        if before is not None and before == after:
            return True
        return units[0] == units[1] and is_same_figure(prior.number, actual.number)
    if type(prior) is type(actual) and isinstance(prior, Span | Moment | Several):
        return changes(evolve(was, target=actual), evolve(row, target=prior), (year, year)) is None
    return True  # words are for people to compare, and so is a number beside words
