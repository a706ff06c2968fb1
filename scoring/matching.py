"""Match tables of two documents by their names, and units by theirs.

A project is written ``2023年“送文化下乡”项目经费`` in one document and ``送文化下乡项目`` in another.  Names
are compared in steps, the strictest first; two tables are a pair only where each is the only one that
fits the other.  Where several fit, that is said, not guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from .keeping import remembered
from .model import Evaluation
from .spelling import fold
from .words import DIGITS, PROJECT_SUFFIXES, UNIT_SPELLINGS

_YEAR: Final = re.compile(
    r"(?:(?<!\d)((?:19|20)\d\d)(?!\d)|(二[零〇][零〇一二三四五六七八九]{2})(?=年))(?:年度|年(?![初终末底]))?"
)
_BRACKETS: Final = str.maketrans("【〔[{〈】〕]}〉", "((((()))))")
_MARKS: Final = re.compile(r"[\s“”\"'‘’「」『』《》,，.。、;；:：·•\-—–_/~～]+")
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_SHORTEST: Final = 2
_SHORTEST_UNIT: Final = 4
_ALIKE: Final = 0.7

_Key: TypeAlias = Callable[[str, "int | None"], str]


@frozen
class Matching:
    """Which of two lists of tables belong together, by their indexes.

    Attributes:
        pairs: one of each, each the only one that fits the other.
        unsure: several that fit each other equally well.
        here, there: those without a counterpart.
    """

    pairs: tuple[tuple[int, int], ...]
    unsure: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    here: tuple[int, ...]
    there: tuple[int, ...]


def match_tables(here: Sequence[Evaluation], there: Sequence[Evaluation]) -> Matching:
    """Match tables by kind, unit and name; the order in which they stand does not matter.

    A project may be one unit's in one document and that of the department above in the other; what is
    left is matched by its name alone where one of the two units has no tables in the other list.
    """
    units = _unit_numbers(one.unit for one in (*here, *there))
    left_here, left_there = dict(enumerate(here)), dict(enumerate(there))
    pairs: list[tuple[int, int]] = []
    unsure: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for key in _STEPS:
        for mine, others in _groups(here, left_here, there, left_there, key):
            if key is _without_brackets and not _one_has_no_brackets(here, mine, there, others):
                continue
            found, doubtful = _within_units(
                {number: units.get(here[number].unit) for number in mine},
                {number: units.get(there[number].unit) for number in others},
            )
            pairs += found
            unsure += doubtful
            for one, other in (*found, *((n, m) for ns, ms in doubtful for n in ns for m in ms)):
                left_here.pop(one, None)
                left_there.pop(other, None)
    known_here, known_there = ({units.get(table.unit) for table in side} for side in (here, there))
    for key in _STEPS[:-1]:
        for mine, others in _groups(here, left_here, there, left_there, key):
            if len(mine) == len(others) == 1 and (
                units.get(here[mine[0]].unit) not in known_there or units.get(there[others[0]].unit) not in known_here
            ):
                pairs.append((mine[0], others[0]))
                left_here.pop(mine[0])
                left_there.pop(others[0])
    return Matching(tuple(sorted(pairs)), tuple(sorted(unsure)), tuple(left_here), tuple(left_there))


def _groups(
    here: Sequence[Evaluation],
    left_here: Iterable[int],
    there: Sequence[Evaluation],
    left_there: Iterable[int],
    key: _Key,
) -> list[tuple[list[int], list[int]]]:
    """What is left on both sides of one kind and name."""
    groups: dict[tuple[str, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, tables, left in ((0, here, left_here), (1, there, left_there)):
        for number in left:
            groups[tables[number].kind, _name(tables[number], key)][side].append(number)
    return [(mine, others) for mine, others in groups.values() if mine and others]


def _within_units(
    mine: dict[int, int | None], others: dict[int, int | None]
) -> tuple[list[tuple[int, int]], list[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """Pairs among tables of one name, a unit at a time; a table without a unit fits any that is left."""
    pairs: list[tuple[int, int]] = []
    unsure: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for unit in dict.fromkeys(mine.values()):
        if unit is None:
            continue
        same = [n for n, u in mine.items() if u == unit]
        theirs = [m for m, u in others.items() if u == unit]
        if len(same) == len(theirs) == 1:
            pairs.append((same[0], theirs[0]))
        elif same and theirs:
            unsure.append((tuple(same), tuple(theirs)))
    done = {n for n, _ in pairs} | {n for ns, _ in unsure for n in ns}
    taken = {m for _, m in pairs} | {m for _, ms in unsure for m in ms}
    rest = {n: u for n, u in mine.items() if n not in done}
    free = {m: u for m, u in others.items() if m not in taken}
    nowhere = [n for n, u in rest.items() if u is None]
    somewhere = [m for m, u in free.items() if u is None]
    fits = list(rest) if somewhere else nowhere
    theirs = list(free) if nowhere else somewhere
    if len(fits) == len(theirs) == 1:
        pairs.append((fits[0], theirs[0]))
    elif fits and theirs:
        unsure.append((tuple(fits), tuple(theirs)))
    return pairs, unsure


def _name(table: Evaluation, key: _Key) -> str:
    # A department has one table of its kind; its name is its unit's, however it is written.
    return "" if table.kind == "department" else key(table.title, table.year)


def _one_has_no_brackets(
    here: Sequence[Evaluation], mine: Sequence[int], there: Sequence[Evaluation], others: Sequence[int]
) -> bool:
    """A part in brackets may be missing on one side; two different ones, (上级) and (本级), are two projects."""
    sides = ((here, mine), (there, others))
    return any(all(not _BRACKETED.search(_plain(side[n].title)) for n in numbers) for side, numbers in sides)


def _plain(name: str) -> str:
    return fold(name).translate(_BRACKETS)


def _relative_years(text: str, year: int | None) -> str:
    """Take years out of a name; one that is not the table's own stays, counted from it: 2022年尾款 of 2023."""

    def offset(match: re.Match[str]) -> str:
        found = int(match[1] or "".join(str(DIGITS[digit]) for digit in match[2]))
        gap = found - year if year is not None else 0
        return f"〔{gap:+d}〕" if gap else ""

    return _YEAR.sub(offset, text)


def _spelt_out(name: str, year: int | None) -> str:
    return _MARKS.sub("", _relative_years(_plain(name), year)).replace("()", "")


def _without_marks(name: str, year: int | None) -> str:
    return re.sub(r"[()]", "", _spelt_out(name, year)) or fold(name)


def _without_suffixes(name: str, year: int | None) -> str:
    return _shortened(_without_marks(name, year))


def _without_brackets(name: str, year: int | None) -> str:
    return _shortened(re.sub(r"[()]", "", _BRACKETED.sub("", _spelt_out(name, year)))) or fold(name)


def _shortened(name: str) -> str:
    while True:
        for suffix in PROJECT_SUFFIXES:
            if name.endswith(suffix) and len(name) - len(suffix) >= _SHORTEST:
                name = name.removesuffix(suffix)
                break
        else:
            return name


_STEPS: Final[tuple[_Key, ...]] = (
    lambda name, _: fold(name),
    _without_marks,
    _without_suffixes,
    _without_brackets,
)


def nearest(mine: Sequence[Evaluation], others: Sequence[Evaluation]) -> list[int | None]:
    """For each table the index of the other one with the most similar name, where it is similar enough to mention."""
    from difflib import SequenceMatcher

    keys = [_without_suffixes(other.title, other.year) for other in others]
    found: list[int | None] = []
    for table in mine:
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(_without_suffixes(table.title, table.year))
        best, share = None, _ALIKE
        for number, key in enumerate(keys):
            matcher.set_seq1(key)
            if matcher.real_quick_ratio() > share and matcher.quick_ratio() > share and matcher.ratio() > share:
                best, share = number, matcher.ratio()
        found.append(best)
    return found


@remembered()
def unit_names(unit: str) -> frozenset[str]:
    """The spellings that a unit's name stands for: whole, without its brackets, and what stands in them."""
    whole = _plain(unit)
    for long, short in UNIT_SPELLINGS.items():
        whole = whole.replace(long, short)
    inside = [part[1:-1] for part in _BRACKETED.findall(whole)]
    spellings = [whole, _BRACKETED.sub("", whole), *(part for part in inside if len(part) >= _SHORTEST_UNIT)]
    return frozenset(name for name in (_MARKS.sub("", re.sub(r"[()]", "", one)) for one in spellings) if name)


def is_same_unit(one: str, other: str) -> bool:
    """Do two names mean one unit for sure?  A blank one does not."""
    return not unit_names(one).isdisjoint(unit_names(other))


def _unit_numbers(units: Iterable[str]) -> dict[str, int]:
    """Number the units that are met; spellings of one unit share a number, blank ones have none."""
    numbers: dict[str, int] = {}
    known: dict[str, int] = {}
    for unit in dict.fromkeys(units):
        names = unit_names(unit)
        if not names:
            continue
        met = {known[name] for name in names if name in known}
        number = min(met) if met else len(numbers) + 1
        for old in met - {number}:
            known = {name: number if n == old else n for name, n in known.items()}
            numbers = {text: number if n == old else n for text, n in numbers.items()}
        known.update(dict.fromkeys(names, number))
        numbers[unit] = number
    return numbers
