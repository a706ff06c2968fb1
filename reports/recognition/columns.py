"""What a column is: head words name it, the content of the cells votes for or against.

A cell belongs to one class (an operator with a number, a name of a level, a rule …); ``VOTES`` says
how well each class suits each column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from attrs import frozen

from scoring.keeping import remembered
from scoring.model import FundLine, Indicator, Task
from scoring.spelling import fold, is_blank
from scoring.words import MEASURES, NOT_CALCULATED, OPERATOR_PREFIXES, OPERATOR_SPELLINGS, UNIT_NAMES

from ..grid import Cell
from ..keys import Holds, keys
from .lexicon import fund_role, head_role, key, lexicon

CellClass: TypeAlias = Literal[
    "blank", "level1", "level2", "level", "levelish", "rule", "basis", "evidence", "number", "percent", "quantity",
    "measured", "misprint", "operator", "measure", "text", "long",
]  # fmt: skip

_NUMBER: Final = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?分?$")
_PERCENT: Final = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%$")
_MEASURED: Final = re.compile(r"\d[\d.,]*(?:[^\d.,]{1,6}|(?:[年月日./-]\d{0,2}){1,3}.{0,4})$")
# A number gone wrong: 4O, 4.5.0, 100分/100, 四十五, 约45, 45左右.  It is no number, but it stands where one belongs.
_MISPRINT: Final = re.compile(
    r"(?:大?约|近|得)?[+-]?(?=.*[\d十百分])[\dOoIl|.,。/%分零〇一二两三四五六七八九十百点]{2,16}"
    r"(?:左右|以上|以下|上下|多|余)?分?$"
)
_DATED: Final = re.compile(r"\d{4}[./]\d{1,2}(?:[./]\d{1,2})?$")
_SYMBOLS: Final = frozenset(spelling[0] for spelling in OPERATOR_SPELLINGS)
_PREFIXES: Final = tuple(OPERATOR_PREFIXES)
_LONG: Final = 40
_LONGEST_MISPRINT: Final = 22
_LONGEST_LEVEL: Final = 10
_FEWEST_HEADS: Final = 3
_FEWEST_FUND_HEADS: Final = 2
LEVEL_CLASSES: Final = frozenset(("level", "level1", "level2"))
"""The classes of names of levels."""
WORDY: Final = ("name", "reason", "basis", "evidence")
"""The columns that hold running words."""
WIDEST: Final = 60
"""A row with more cells belongs to none of the forms; the widest form known has 13 columns."""

# Points for a class under a role; what is not listed gets the role's "" entry.
VOTES: Final[dict[str, dict[str, float]]] = {
    "level1": {"level1": 5, "level": 4.5, "levelish": 2, "text": -1, "level2": -3, "blank": 0, "": -6},
    "level2": {"level2": 5, "level": 4.5, "levelish": 2, "text": -1, "level1": -2, "blank": 0, "": -6},
    "name": {
        "text": 2, "long": 1.5, "levelish": 0, "measured": 0, "misprint": 0, "evidence": 0, "basis": 0.5, "level": -2,
        "level1": -3, "level2": -3, "measure": 0, "rule": -3, "blank": -1, "": -4,
    },
    "operator": {"operator": 5, "blank": 0, "": -5},
    "measure": {"measure": 4, "text": 0, "percent": 1, "blank": 0, "": -5},
    "target": {
        "quantity": 3, "measured": 2, "misprint": 2, "percent": 2, "number": 0.5, "text": 0.5, "measure": 0.5,
        "long": 0, "blank": 0, "evidence": -1, "levelish": -3, "": -4,
    },
    "completion": {"percent": 3, "number": 1, "misprint": 0.5, "blank": 0, "measured": -1, "": -4},
    "weight": {"number": 3, "misprint": 0.5, "blank": 0, "percent": -1, "": -4},
    "basis": {"basis": 5, "text": 0.5, "long": 0.5, "evidence": 0, "blank": 0, "": -4},
    "rule": {"rule": 5, "text": 0, "long": 1, "blank": 0, "": -5},
    "evidence": {"evidence": 4, "text": 0.5, "long": 0.5, "blank": 0, "basis": -1, "": -4},
    "reason": {"text": 0.5, "long": 1, "blank": 0, "basis": 0, "measured": -0.5, "misprint": -0.5, "": -4},
    "other": {"": 0},
    "content": {"long": 2, "text": 1, "evidence": 1, "basis": 1, "": -4},
    "source": {"text": 2, "blank": 0, "": -4},
    "amount": {"number": 3, "measured": 2, "misprint": 2, "blank": 0, "percent": -3, "": -4},
}  # fmt: skip
for _same, _as in (("revised", "target"), ("rate", "completion"), ("private", "amount")):
    VOTES[_same] = VOTES[_as]
# Every other field is like one that holds the same.
_LIKE: Final[dict[Holds, str]] = {"value": "target", "figure": "weight", "money": "amount", "text": "reason"}
for _key in (*keys(Indicator), *keys(FundLine), *keys(Task)):
    if _key.holds in _LIKE:
        VOTES.setdefault(_key.name, VOTES[_LIKE[_key.holds]])


@frozen(cache_hash=True)
class Column:
    """A column of a table: its role and where its head stood."""

    role: str
    position: int


@frozen(cache_hash=True)
class Head:
    """The columns of a table from left to right.

    Attributes:
        columns: its columns.
        printed: False where the table had no head row and the columns were told from the content.
    """

    columns: tuple[Column, ...]
    printed: bool = True

    def has(self, role: str) -> bool:
        """Is there a column of this role?"""
        return any(column.role == role for column in self.columns)

    def position(self, role: str) -> int | None:
        """Where the column of this role stands, or None."""
        return next((column.position for column in self.columns if column.role == role), None)

    def roles(self) -> Mapping[int, str]:
        """Position → role, not to be changed."""
        return _roles(self)


def head_of(columns: Iterable[Column], *, printed: bool = True) -> Head:
    """A head of these columns; equal ones are one object, which is quick to look up."""
    return _known_head(tuple(columns), printed)


@lru_cache(maxsize=1024)
def _known_head(columns: tuple[Column, ...], printed: bool) -> Head:
    return Head(columns, printed)


@lru_cache(maxsize=1024)
def _roles(head: Head) -> Mapping[int, str]:
    return {column.position: column.role for column in head.columns}


def vote(role: str, kind: CellClass) -> float:
    """How well a cell of this class suits a column of this role."""
    votes = VOTES[role]
    return votes.get(kind, votes[""])


@remembered()
def classify(text: str) -> CellClass:
    """The class of a cell's text."""
    if is_blank(text):
        return "blank"
    if text.startswith(NOT_CALCULATED):
        return "misprint"
    words = lexicon().words
    word = key(text)
    if word:
        known = _known_classes().get(word)
        if known is not None:
            return known
        if word.endswith(words("content", "rule_ends")):
            return "rule"
    body = fold(text)
    if not body:
        return "blank"
    first = body[0]
    begins_with_digit = first.isdigit()
    if begins_with_digit or first in "+-":
        if _NUMBER.match(body):
            return "number"
        if _PERCENT.match(body):
            return "percent"
    if len(body) <= _LONGEST_MISPRINT and _MISPRINT.match(body) and not _DATED.match(body) and body not in MEASURES:
        return "misprint"
    if begins_with_digit and _MEASURED.match(body):
        return "measured"
    if first in _SYMBOLS:
        return "operator" if body in OPERATOR_SPELLINGS else "quantity"
    if body.startswith(_PREFIXES) and _has_operator_word(body):
        return "quantity"
    if body in UNIT_NAMES or body in MEASURES:
        return "measure"
    if body.startswith(words("content", "basis_starts")) or (
        len(body) > 4 and body.endswith(words("content", "basis_ends"))
    ):
        return "basis"
    if len(body) <= _LONGEST_LEVEL and body.endswith("指标"):
        return "levelish"
    return "long" if len(body) > _LONG else "text"


@lru_cache(maxsize=1)
def _known_classes() -> Mapping[str, CellClass]:
    """The class of every word that a list names; of a word in several the first of them here."""
    words = lexicon()
    lists: tuple[tuple[CellClass, Iterable[str]], ...] = (
        ("level", words.level1 & words.level2),
        ("level1", words.level1),
        ("level2", words.level2),
        ("rule", words.words("content", "rules")),
        ("operator", words.words("content", "natures")),
        ("basis", words.words("content", "basis")),
        ("evidence", words.words("content", "evidence")),
    )
    return {word: kind for kind, found in reversed(lists) for word in found}


def _has_operator_word(body: str) -> bool:
    return any(body.startswith(word) and body[len(word) : len(word) + 1].isdigit() for word in _PREFIXES)


def rest_of_row(cells: Sequence[Cell], head: Head) -> dict[str, str] | None:
    """Role → text if every cell holds words and stands exactly under a column of words, else None.

    What a page break cuts off a row keeps its columns, and that is all there is to tell it by.
    """
    roles = head.roles()
    found = {}
    for cell in cells:
        role = roles.get(cell.column)
        if role not in WORDY or classify(cell.text) not in ("text", "long", "basis", "evidence"):
            return None
        found[role] = cell.text
    return found or None


def indicator_head(cells: Sequence[Cell]) -> Head | None:
    """The columns of an indicator table if these are the cells of its head row, else None.

    A head needs a column for the name (or for two levels) and one for a target, a weight or a score.
    """
    if not _FEWEST_HEADS <= len(cells) <= WIDEST or not (head_role(cells[0].text) or head_role(cells[1].text)):
        return None
    roles = [(head_role(cell.text), cell.column) for cell in cells]
    columns = [Column(role, position) for role, position in roles if role is not None]
    names = {column.role for column in columns}
    if len(columns) < _FEWEST_HEADS or not names & {"target", "revised", "weight", "score", "actual"}:
        return None
    if "name" not in names:
        if not {"level1", "level2"} & names:
            return None
        columns = _last_level_is_the_name(columns)
    # A head word that no list knows still takes its place, so that its cells go nowhere else.
    columns += [
        Column("other", position) for role, position in roles if role is None and position > columns[0].position
    ]
    return head_of(sorted(_once(columns), key=lambda column: column.position))


def second_head_row(head: Head, cells: Sequence[Cell]) -> Head | None:
    """The columns told more closely by a second head row: ``指标值`` above ``年度指标值 | 实际完成值``.

    None where the row is no head row.
    """
    columns = []
    for cell in cells:
        role = head_role(cell.text)
        if role is None:
            return None
        columns.append(Column(role, cell.column))
    positions, roles = {column.position for column in columns}, {column.role for column in columns}
    kept = [column for column in head.columns if column.position not in positions and column.role not in roles]
    return head_of(sorted(_once([*kept, *columns]), key=lambda column: column.position))


def fund_head(cells: Sequence[Cell]) -> Head | None:
    """The columns of the money block if these are the cells of its head row, else None."""
    if not _FEWEST_FUND_HEADS <= len(cells) <= WIDEST:
        return None
    roles = [(role, cell.column) for cell in cells if (role := fund_role(cell.text)) is not None]
    if len(roles) < _FEWEST_FUND_HEADS:
        return None
    columns = [Column(role, position) for role, position in roles]
    names = {column.role for column in columns}
    if len(names & {"initial", "adjusted", "executed", "rate"}) < 2:
        return None
    if "source" not in names:
        # The fund rows' names have no head word in most forms; they stand left of the first amount.
        columns.insert(0, Column("source", columns[0].position - 1))
    return head_of(_once(columns))


def told_from_content(rows: Iterable[Sequence[Cell]]) -> Head | None:
    """Tell the columns of a table without a head row from the content of its rows.

    Returns None where no column holds numbers or quantities.
    """
    votes: dict[int, Counter[CellClass]] = {}
    for cells in rows:
        for cell in cells:
            votes.setdefault(cell.column, Counter())[classify(cell.text)] += 1
    most = {position: kinds.most_common(1)[0][0] for position, kinds in sorted(votes.items())}
    columns: list[Column] = []
    taken: set[str] = set()
    for position, kind in most.items():
        role = next((role for role in _WANTED.get(kind, ()) if role not in taken), None)
        if role is not None:
            taken.add(role)
            columns.append(Column(role, position))
    if "name" not in taken or not ("target" in taken or {"level1", "weight"} <= taken):
        return None
    return head_of(columns, printed=False)


# Roles a column of this class may have, in the order the forms print them.
_WANTED: Final[dict[str, tuple[str, ...]]] = {
    "level1": ("level1",),
    "level2": ("level2",),
    "level": ("level1", "level2"),
    "levelish": ("level2",),
    "text": ("name", "reason"),
    "long": ("name", "reason"),
    "quantity": ("target", "actual", "prior"),
    "percent": ("target", "actual", "completion"),
    "measured": ("target", "actual"),
    "misprint": ("target", "actual"),
    "number": ("weight", "score"),
    "rule": ("rule",),
    "basis": ("basis",),
    "evidence": ("evidence",),
}


def _last_level_is_the_name(columns: list[Column]) -> list[Column]:
    last = "level2" if any(column.role == "level2" for column in columns) else "level1"
    return [Column("name", column.position) if column.role == last else column for column in columns]


def _once(columns: list[Column]) -> list[Column]:
    """Keep the first column of each role; a second one of the same role is left unread."""
    seen: set[str] = set()
    found = []
    for column in columns:
        known = column.role in seen and column.role != "other"
        found.append(Column("other", column.position) if known else column)
        seen.add(column.role)
    return found
