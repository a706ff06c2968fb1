"""Findings about tables that are too much alike, and about units that should be alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from .examined import Examined
from .finding import Finding, Where
from .matching import is_same_unit, unit_names
from .model import Document, Evaluation, Indicator
from .quantity import figure_value
from .spelling import fold
from .wording import finding
from .words import ORDINAL_WORDS

_FEWEST_ROWS: Final = 3
"""Rows from which on equal tables are no coincidence."""

_MOST_LEFT_OUT: Final = 3
"""Characters that a slip leaves out of a unit's name."""

_MOST_UNITS: Final = 3
"""Units up to which two names alike are one unit's; a department's document has many, and schools have like names."""

_ALIKE: Final = 0.5
"""Share of two names from which on one may be the other's former one."""


def check_alike(document: Document, tables: Sequence[Examined]) -> Iterator[Finding]:
    """F4 and F6."""
    yield from _copies(tables)
    yield from _units(document, tables)


def _copies(tables: Sequence[Examined]) -> Iterator[Finding]:
    long: dict[tuple[object, ...], list[Examined]] = defaultdict(list)
    for table in tables:
        rows = table.evaluation.indicators
        if len(rows) >= _FEWEST_ROWS:
            long[table.evaluation.form, table.evaluation.kind, len(rows)].append(table)
    likely: dict[tuple[object, ...], list[Examined]] = defaultdict(list)
    for shape, some in long.items():
        for table in some if len(some) > 1 else ():
            likely[*shape, _facts(table.evaluation.indicators[0])].append(table)
    groups: dict[tuple[object, ...], list[Examined]] = defaultdict(list)
    for first, some in likely.items():
        for table in some if len(some) > 1 else ():
            groups[first, *map(_facts, table.evaluation.indicators)].append(table)
    for alike in groups.values():
        money: dict[tuple[object, ...], list[Examined]] = defaultdict(list)
        for table in alike:
            money[_money(table.evaluation)].append(table)
        for same in money.values():
            if len(same) > 1:
                yield _copy(same, "资金和全部指标", "warning")
        if len(money) > 1:
            # A goal table has nothing but its targets, and two like projects may well share them.
            found = [table for table in alike if table.evaluation.form == "self-evaluation"]
            if len(found) > 1:
                yield _copy(found, f"{len(found[0].evaluation.indicators)} 个指标的目标、实际和得分", "note")


def _copy(tables: Sequence[Examined], what: str, severity: str) -> Finding:
    names = "、".join(f"表{table.number}“{table.evaluation.title}”" for table in tables)
    if len({fold(table.evaluation.title) for table in tables}) == 1:
        sentence = f"{names}名称相同，{what}也完全相同，是否重复？"
    elif severity == "note":
        sentence = f"{names}资金不同，而{what}完全相同，是否照抄？"
    else:
        sentence = f"{names}除名称外，{what}完全相同，是否照抄？"
    return finding(
        "F4",
        tables[-1].where(),
        severity="note" if severity == "note" else "warning",
        read=tables[-1].evaluation.title,
        what=sentence,
        others=tuple(table.where() for table in tables[:-1]),
    )


def _facts(row: Indicator) -> tuple[object, ...]:
    texts = (cell.text if cell is not None else "" for cell in (row.target, row.actual, row.weight, row.printed_score))
    return (fold(row.name), *map(fold, texts))


def _money(evaluation: Evaluation) -> tuple[object, ...]:
    return tuple(
        (figure_value(line.initial), figure_value(line.adjusted), figure_value(line.executed))
        for line in evaluation.funds
    )


def _units(document: Document, tables: Sequence[Examined]) -> Iterator[Finding]:
    """Units of the tables against each other and against the one whose document it is."""
    if len(tables) > 1:
        yield from _slips(_by_unit(tables))
    owner = _owner(document, tables)
    if owner is None:
        return
    # Several units: the document of a department with units under it.
    projects = _by_unit([table for table in tables if table.evaluation.kind == "project"])
    if len(projects) != 1:
        return
    (mine,) = projects
    theirs, where = owner
    first = mine[0]
    unit = first.evaluation.unit
    slip = _is_slip(unit, theirs)
    if is_same_unit(unit, theirs) or (slip and where.table):
        return
    alike = slip or _are_alike(unit, theirs)
    if is_same_unit(first.evaluation.department, theirs) and not alike:
        return
    whose = "文件标题" if not where.table else "整体绩效表"
    question = "是否同一单位？" if slip else "是否已更名？" if alike else "是否为所属单位？"
    yield finding(
        "F6",
        first.where(0, "单位"),
        severity="warning" if alike else "note",
        read=unit,
        expected=theirs,
        what=f"{_tables(mine)}的单位是“{unit}”，{whose}写的是“{theirs}”，{question}",
        others=(where, *(table.where(0, "单位") for table in mine[1:])),
    )


def _by_unit(tables: Iterable[Examined]) -> list[list[Examined]]:
    """Tables of one unit together; those that name none are left out."""
    groups: list[list[Examined]] = []
    for table in tables:
        unit = table.evaluation.unit
        if not unit_names(unit):
            continue
        mine = next((group for group in groups if is_same_unit(group[0].evaluation.unit, unit)), None)
        if mine is None:
            groups.append([table])
        else:
            mine.append(table)
    return groups


def _slips(groups: Sequence[Sequence[Examined]]) -> Iterator[Finding]:
    """Names of which one leaves out a few characters of the other."""
    if len(groups) > _MOST_UNITS:
        return
    ranked = sorted(groups, key=lambda group: (-len(group), group[0].number))
    for index, group in enumerate(ranked):
        unit = group[0].evaluation.unit
        usual = next((other for other in ranked[:index] if _is_slip(unit, other[0].evaluation.unit)), None)
        if usual is None:
            continue
        name = usual[0].evaluation.unit
        yield finding(
            "F6",
            group[0].where(0, "单位"),
            read=unit,
            expected=name,
            what=f"{_tables(group)}的单位写作“{unit}”，{_tables(usual)}写作“{name}”，是否同一单位？",
            others=tuple(table.where(0, "单位") for table in (*group[1:], *usual)),
        )


def _tables(group: Sequence[Examined]) -> str:
    named = "、".join(f"表{table.number}" for table in group[:3])
    return named + (f"等 {len(group)} 张表" if len(group) > 3 else "")


def _owner(document: Document, tables: Sequence[Examined]) -> tuple[str, Where] | None:
    """The unit whose document it is, by its title or the table of the whole unit, and where that stands."""
    if document.unit is not None:
        return document.unit.text, Where(column="单位", place=document.unit.place)
    whole = next((table for table in tables if table.evaluation.kind == "department"), None)
    if whole is None or not whole.evaluation.unit:
        return None
    return whole.evaluation.unit, whole.where(0, "单位")


def _is_slip(one: str, other: str) -> bool:
    """Does one name leave out a few characters of the other that tell no units apart?"""
    return any(_left_out(a, b) for a in unit_names(one) for b in unit_names(other))


def _left_out(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if not 0 < len(long) - len(short) <= _MOST_LEFT_OUT or long.startswith(short):
        return False  # 教育局 and 教育局机关: a unit under the other
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, short, long, autojunk=False).get_matching_blocks()
    if sum(block.size for block in blocks) != len(short):
        return False
    kept = {block.b + offset for block in blocks for offset in range(block.size)}
    return ORDINAL_WORDS.isdisjoint(character for index, character in enumerate(long) if index not in kept)


def _are_alike(one: str, other: str) -> bool:
    return any(_share(a, b) >= _ALIKE for a in unit_names(one) for b in unit_names(other))


def _share(one: str, other: str) -> float:
    """How much two names have in common behind what they begin with alike, the name of the place."""
    from difflib import SequenceMatcher

    same = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        same += 1
    place = max((one[:same].rfind(end) for end in "省市县区州盟旗"), default=-1) + 1
    return SequenceMatcher(None, one[place:], other[place:], autojunk=False).ratio()
