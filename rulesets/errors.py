"""Errors of ruleset files: what is wrong, in which file and rule, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from scoring.errors import ZipingbiaoError


class RulesetError(ZipingbiaoError):
    """A ruleset file, or a folder of them, cannot be used.

    Attributes:
        file: the file or folder, as the user would write it.
        rule: id of the rule, or "" where the fault is not in a rule.
        key: the key, with the table it stands in: ``source.evidence``, ``酌定 1.when``.
    """

    def __init__(self, what: str, *, file: str = "", rule: str = "", key: str = "", cure: str = "") -> None:
        where = [file] if file else []
        if rule:
            where.append(f"规则 {rule}")
        if key:
            where.append(key)
        super().__init__(what, place=" › ".join(where), cure=cure)
        self.file, self.rule, self.key = file, rule, key


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``是不是 …？`` for the nearest known word, or "" where none is near."""
    import difflib

    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"是不是 {near[0]}？" if near else ""


_ENTRIES = {"example": "算例", "option": "酌定", "grade": "等级", "text_grade": "档次", "weights": "分值方案"}


def entry_of(key: str, name: str = "", number: int = 0) -> str:
    """What to call an entry of a list in messages: ``等级“良”``, ``算例 2``; without both the list's own key."""
    if not (name or number):
        return key
    called = _ENTRIES.get(key, key)
    return f"{called}“{name}”" if name else f"{called} {number}"
