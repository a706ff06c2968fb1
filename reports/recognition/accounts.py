"""What the document's text states of the unit's income and of money carried over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final

from scoring.model import Account, AccountRole
from scoring.quantity import Figure
from scoring.spelling import fold

from ..grid import Paragraph
from .lexicon import lexicon
from .readings import in_wan

_LONGEST: Final = 2000
_ROLES: Final[tuple[AccountRole, ...]] = (
    "other-income", "carried-in", "carried-out", "fiscal-carried-in", "fiscal-carried-out",
)  # fmt: skip


def accounts(paragraphs: Iterable[Paragraph]) -> tuple[Account, ...]:
    """Read the amounts that directly follow their word; a word with two different amounts says nothing."""
    found: dict[str, list[Account]] = {}
    for paragraph in paragraphs:
        if "元" not in paragraph.text or len(paragraph.text) > _LONGEST:
            continue
        for match in _pattern().finditer(fold(paragraph.text)):
            number = Decimal(match["number"].replace(",", ""))
            figure = Figure(match["number"] + match["unit"], in_wan(number, match["unit"]))
            word = match["word"]
            found.setdefault(word, []).append(Account(_role(word), word, figure, paragraph.place, match.group()))
    return tuple(mine[0] for mine in found.values() if len({one.amount.value for one in mine}) == 1)


def _role(word: str) -> AccountRole:
    return next(role for role in _ROLES if word in lexicon().words("accounts", role.replace("-", "_")))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = [word for role in _ROLES for word in lexicon().words("accounts", role.replace("-", "_"))]
    choices = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?P<word>{choices})(?:为|共|合计)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元)")
