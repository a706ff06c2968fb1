"""What the document's text announces: how many tables, how much money."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from attrs import frozen

from scoring.model import Form, Kind, Place, Statement
from scoring.numerals import chinese_number
from scoring.quantity import Figure
from scoring.spelling import fold

from ..grid import Paragraph
from .lexicon import lexicon
from .readings import in_wan

_CLAUSE_ENDS: Final = re.compile("[;；。！\n]")
_LONGEST_CLAUSE: Final = 400
_CHINESE: Final = "零〇一两二三四五六七八九十百千万"
_AMOUNT: Final = r"[^\d;。]{0,6}?(\d[\d,]*(?:\.\d+)?)(亿元|万元|元)"


@frozen
class _Patterns:
    count: re.Pattern[str]
    budget: re.Pattern[str]
    executed: re.Pattern[str]


def statements(paragraphs: Iterable[Paragraph]) -> tuple[Statement, ...]:
    """Read the announcements of the paragraphs that speak of performance (绩效)."""
    about = lexicon().words("announcements", "about")
    found: list[Statement] = []
    for paragraph in paragraphs:
        if any(word in paragraph.text for word in about):
            found += _of_paragraph(paragraph.text, paragraph.place)
    return tuple(found)


def _of_paragraph(text: str, place: Place) -> list[Statement]:
    found: list[Statement] = []
    form: Form | Literal[""] = ""
    for clause in _CLAUSE_ENDS.split(text):
        if not clause or len(clause) > _LONGEST_CLAUSE:
            continue
        body = fold(clause)
        form = _form(body) or form
        statement = _of_clause(body, clause.strip(), form, place)
        if statement is not None:
            found.append(statement)
    return found


def _of_clause(body: str, shown: str, form: Form | Literal[""], place: Place) -> Statement | None:
    words = lexicon().words
    if any(word in body for word in words("announcements", "never")):
        return None
    kind: Kind | None = None
    if any(word in body for word in words("announcements", "department")):
        kind = "department"
    elif any(word in body for word in words("announcements", "project")):
        kind = "project"
    patterns = _patterns()
    count = patterns.count.search(body)
    if kind is None or count is None:
        return None
    budget, executed = patterns.budget.search(body), patterns.executed.search(body)
    if budget is None and not _form(body):
        return None
    number = chinese_number(next(group for group in count.groups() if group))
    if number is None:
        return None
    nonfiscal = any(word in body for word in words("announcements", "nonfiscal"))
    fiscal = any(word in body for word in words("announcements", "fiscal"))
    return Statement(
        kind=kind,
        form=form,
        count=int(number),
        fiscal=False if nonfiscal else True if fiscal else None,
        budget=_figure(budget),
        executed=_figure(executed),
        text=shown,
        place=place,
    )


def _form(body: str) -> Form | Literal[""]:
    words = lexicon().words
    if any(word in body for word in words("announcements", "evaluation")):
        return "self-evaluation"
    return "goal" if any(word in body for word in words("announcements", "goal")) else ""


def _figure(match: re.Match[str] | None) -> Figure | None:
    """The amount in 万元."""
    if match is None:
        return None
    number, unit = match.group(1), match.group(2)
    return Figure(number + unit, in_wan(Decimal(number.replace(",", "")), unit))


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = lexicon().words
    counter = _any_of(words("announcements", "counters"))
    # The whole numeral, never its end: 共十二个 is no 2, 几十个 no 10, 12,345个 no 345.
    number = rf"(?<![\d.,几点{_CHINESE}])(\d{{1,5}}|[{_CHINESE}]{{1,9}})"
    subject = _any_of(words("announcements", "project"))
    return _Patterns(
        count=re.compile(rf"{subject}[^\d,;。]{{0,6}}?{number}{counter}|{number}{counter}[^\d,;。]{{0,12}}?{subject}"),
        budget=re.compile(_any_of(words("announcements", "budget")) + _AMOUNT),
        executed=re.compile(_any_of(words("announcements", "executed")) + _AMOUNT),
    )


def _any_of(choices: tuple[str, ...]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, choices), key=len, reverse=True)) + ")"
