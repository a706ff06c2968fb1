"""The unit whose document it is, from the document's title: ``某县示例局2023年度部门决算公开说明``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from scoring.model import Passage

from ..grid import Paragraph
from .lexicon import lexicon

_FIRST: Final = 12
"""Paragraphs in which a title may stand."""
_LONGEST: Final = 80
_SHORTEST_UNIT: Final = 4
_NO_NAME: Final = re.compile(r"[，,。；;：:？！\d]")


def headline_unit(paragraphs: Sequence[Paragraph]) -> Passage | None:
    """The unit that the title names, and where; None where no title names one.

    The name may stand in the title's line or in the line above it.
    """
    above: Paragraph | None = None
    for paragraph in paragraphs[:_FIRST]:
        text = "".join(paragraph.text.split())
        match = _pattern().match(text) if len(text) <= _LONGEST else None
        if match is not None:
            if match["unit"]:
                return _named(match["unit"], paragraph)
            return _named("".join(above.text.split()), above) if above is not None else None
        above = paragraph
    return None


def _named(unit: str, paragraph: Paragraph) -> Passage | None:
    unit = unit.strip("《》“”")
    if not _SHORTEST_UNIT <= len(unit) <= _LONGEST or _NO_NAME.search(unit):
        return None
    if not any(unit.rstrip(")）").endswith(end) for end in lexicon().words("headlines", "unit_ends")):
        return None
    return Passage(unit, paragraph.place)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = lexicon().words
    subjects, ends = (_any_of(words("headlines", key)) for key in ("subjects", "ends"))
    return re.compile(rf"(?P<unit>.*?)(?:关于)?(?:20\d\d年?度?)?(?:{subjects})+(?:{ends})*$")


def _any_of(choices: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, choices), key=len, reverse=True))
