"""The words of the forms, read from ``lexicon.toml``: the one table all readers share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from scoring.keeping import remembered
from scoring.model import FundLine, Indicator, Task
from scoring.words import FOLDED

from ..errors import LexiconError
from ..keys import names
from ..section import nearest, toml

_FILE: Final = Path(__file__).with_name("lexicon.toml")
_LONGEST_KEY: Final = 40
_SHORTEST_HEAD: Final = 3
_LONGEST_HEAD: Final = 24
_NOTE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_ENDS: Final = ":★*#☆·.。、"
_PLAIN: Final = {**FOLDED, **str.maketrans("（）：，／［］　", "():,/[] ")}

_TRANSLATED: Final = frozenset(map(chr, _PLAIN))

COLUMN_ROLES: Final = (*names(Indicator), "operator", "measure", "revised", "other")
FUND_ROLES: Final = ("source", *(name for name in names(FundLine) if name not in ("name", "total")), "other")
LABELS: Final = (
    "project", "department_name", "unit", "department", "year", "goal", "achieved", "grade", "ruleset", "private",
    "other",
)  # fmt: skip

# Every section with its keys; a section of roles holds tables with "words" and "pieces".
_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "fund_rows": ("total", "parts", "groups"),
    "labels": LABELS,
    "sides": ("words",),
    "task_columns": names(Task),
    "totals": ("words",),
    "levels": ("level1", "level2"),
    "content": ("rule_ends", "rules", "basis", "basis_starts", "basis_ends", "evidence", "natures", "nothing"),
    "titles": ("subject", "ends", "department", "evaluation", "goal"),
    "headlines": ("subjects", "ends", "unit_ends"),
    "between": ("starts", "notes"),
    "announcements": (
        "about", "department", "project", "counters", "budget", "executed", "nonfiscal", "fiscal", "evaluation",
        "goal", "never",
    ),
    "accounts": ("other_income", "carried_in", "carried_out", "fiscal_carried_in", "fiscal_carried_out"),
    "misread": ("not_less", "digits", "dashes"),
    "prompts": ("words", "tails"),
    "narrative": ("project_ends", "analysis_ends", "totals"),
}  # fmt: skip
_ROLES: Final = {"columns": COLUMN_ROLES, "fund_columns": FUND_ROLES}
# Sections in which one word must not mean two things.
_UNAMBIGUOUS: Final = ("labels", "task_columns")


@frozen
class Lexicon:
    """Words and what they mean; every word is in the form that :func:`key` gives.

    Attributes:
        columns: head word of an indicator table → role.
        pieces: parts of long head words with their role.
        fund_columns: head word of a money block → role.
        task_columns: head word of a task list → role.
        labels: label → what its value is.
        fund_totals: names of the row that sums the funds up.
        fund_parts: names, or beginnings of names, of the other fund rows.
        fund_groups: words that head several fund rows.
        sides: side headings that belong to no column.
        totals: words of the total row.
        level1: names of level 1.
        level2: names of level 2.
        lists: the remaining word lists by (section, key).
        heads: every word that can stand in a head row, of whichever table.
    """

    columns: Mapping[str, str]
    pieces: tuple[tuple[str, str], ...]
    fund_columns: Mapping[str, str]
    task_columns: Mapping[str, str]
    labels: Mapping[str, str]
    fund_totals: frozenset[str]
    fund_parts: tuple[str, ...]
    fund_groups: frozenset[str]
    sides: frozenset[str]
    totals: frozenset[str]
    level1: frozenset[str]
    level2: frozenset[str]
    lists: Mapping[tuple[str, str], tuple[str, ...]]
    heads: frozenset[str]

    def words(self, section: str, name: str) -> tuple[str, ...]:
        """The words of one list of the file, e.g. ``words("titles", "ends")``."""
        return self.lists[section, name]

    def column(self, text: str) -> str | None:
        """The role of an indicator table's head word, or None."""
        word = key(text)
        role = self.columns.get(word)
        if role is not None or not _SHORTEST_HEAD <= len(word) <= _LONGEST_HEAD:
            return role
        return next((role for piece, role in self.pieces if piece in word), None)

    def label(self, text: str) -> str | None:
        """What the value beside this label is, or None where ``text`` is no label.

        Goals may be numbered: ``年度绩效目标1``.
        """
        word = key(text)
        name = self.labels.get(word)
        if name is None and word[-1:].isdigit() and self.labels.get(word.rstrip("0123456789")) == "goal":
            return "goal"
        return name


def parse_lexicon(text: str, source: str) -> Lexicon:
    """Check and build a lexicon from the text of its TOML file.

    Raises:
        LexiconError: not TOML; an unknown section, key or role; a word that is no text, is empty,
            is not in plain spelling, or means two things.
    """
    data = toml(text, source, LexiconError)
    _check_keys(data, (*_LISTS, *_ROLES), source, "部分")
    tables: dict[str, dict[str, str]] = {}
    pieces: list[tuple[str, str]] = []
    for section, roles in _ROLES.items():
        block = data.get(section, {})
        _check_keys(block, roles, source, f"[{section}] 的列")
        tables[section] = {}
        for role, entry in block.items():
            _check_keys(entry, ("words", "pieces"), source, f"[{section}.{role}] 的键")
            _add(tables[section], _word_list(entry.get("words", []), f"{source}：[{section}.{role}]"), role, source)
            pieces += [(piece, role) for piece in _word_list(entry.get("pieces", []), f"{source}：[{section}.{role}]")]
    lists: dict[tuple[str, str], tuple[str, ...]] = {}
    for section, known in _LISTS.items():
        block = data.get(section, {})
        _check_keys(block, known, source, f"[{section}] 的键")
        for name in known:
            lists[section, name] = _word_list(block.get(name, []), f"{source}：[{section}] {name}")
    for section in _UNAMBIGUOUS:
        tables[section] = {}
        for name in _LISTS[section]:
            _add(tables[section], lists[section, name], name, source)
    return Lexicon(
        columns=tables["columns"],
        pieces=tuple(pieces),
        fund_columns=tables["fund_columns"],
        task_columns=tables["task_columns"],
        labels=tables["labels"],
        fund_totals=frozenset(lists["fund_rows", "total"]),
        fund_parts=lists["fund_rows", "parts"],
        fund_groups=frozenset(lists["fund_rows", "groups"]),
        sides=frozenset(lists["sides", "words"]),
        totals=frozenset(lists["totals", "words"]),
        level1=frozenset(lists["levels", "level1"]),
        level2=frozenset(lists["levels", "level2"]),
        lists=lists,
        heads=frozenset({*tables["columns"], *tables["fund_columns"], *tables["task_columns"], *tables["labels"]}),
    )


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that is shipped; read once."""
    return parse_lexicon(_FILE.read_text(encoding="utf-8"), _FILE.name)


@remembered()
def head_role(text: str) -> str | None:
    """What :meth:`Lexicon.column` of the shipped lexicon says; tables repeat their words."""
    return lexicon().column(text)


@remembered()
def fund_role(text: str) -> str | None:
    """The role of a money block's head word, or None."""
    return lexicon().fund_columns.get(key(text))


@remembered()
def task_role(text: str) -> str | None:
    """The role of a task list's head word, or None."""
    return lexicon().task_columns.get(key(text))


@remembered()
def label_name(text: str) -> str | None:
    """What :meth:`Lexicon.label` of the shipped lexicon says."""
    return lexicon().label(text)


@remembered()
def key(text: str) -> str:
    """The form in which words are looked up: no spaces, notes in brackets or colon, simplified, half-width.

    ``全年 预算数（A）：`` → ``全年预算数``.  A text that is too long for a word gives "".
    """
    if len(text) > 4 * _LONGEST_KEY:
        return ""
    word = "".join(text.split())
    if len(word) > _LONGEST_KEY:
        return ""
    if not _TRANSLATED.isdisjoint(word):
        word = word.translate(_PLAIN)
    bare = _NOTE.sub("", word) if "(" in word or "[" in word or "【" in word else word
    return (bare or word).strip(_ENDS)


def _check_keys(block: Any, known: tuple[str, ...], source: str, what: str) -> None:
    if not isinstance(block, dict):
        raise LexiconError(f"{what}应是一个表", place=source, cure="写成 [名称] 下的 键 = 值")
    for name in block:
        if name not in known:
            raise LexiconError(f"不认识的{what} {name}", place=source, cure=nearest(name, known, "可用的有"))


def _word_list(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise LexiconError("应是一列词", place=place, cure='写成 ["词", "词"]')
    for word in value:
        if not word.strip():
            raise LexiconError("有一个空的词", place=place, cure="删去空的词")
        if " " in word or (word.endswith((":", "：")) and "[between]" not in place):
            raise LexiconError(f"词“{word}”带空格或冒号", place=place, cure="去掉空格和末尾的冒号")
    return tuple(value)


def _add(table: dict[str, str], words: tuple[str, ...], role: str, source: str) -> None:
    for raw in words:
        word = key(raw)
        if table.setdefault(word, role) != role:
            raise LexiconError(
                f"词“{raw}”既是 {table[word]} 又是 {role}", place=source, cure="每个词只能有一个意思，删去其中一个"
            )
