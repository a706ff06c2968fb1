"""Sentences of a document's text that say why a budget was changed or not spent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from scoring.model import Passage
from scoring.spelling import fold
from scoring.words import ADJUSTMENT_WORDS, REASON_WORDS

from ..grid import Paragraph

_SENTENCE_ENDS: Final = re.compile("[。！\n]")
_LONGEST: Final = 600


def explanations(paragraphs: Iterable[Paragraph]) -> tuple[Passage, ...]:
    """The sentences that name a change of the budget, or money left over, and a reason for it."""
    return tuple(
        Passage(sentence.strip(), paragraph.place)
        for paragraph in paragraphs
        if _explains(paragraph.text)
        for sentence in _SENTENCE_ENDS.split(paragraph.text)
        if len(sentence) <= _LONGEST and _explains(sentence)
    )


def _explains(text: str) -> bool:
    body = fold(text)
    return any(word in body for word in ADJUSTMENT_WORDS) and any(word in body for word in REASON_WORDS)
