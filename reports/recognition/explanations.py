"""Sentences of a document's text that say why a budget was changed or not spent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from scoring.model import Passage
from scoring.spelling import fold
from scoring.words import ADJUSTMENT_WORDS, FOLDED, REASON_WORDS

from ..grid import Paragraph

_SENTENCE_ENDS: Final = re.compile("[。！\n]")
_LONGEST: Final = 600


def _any_first(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the first characters of the words, and all that are folded into them: a quick first look."""
    firsts = {word[0] for word in words}
    return re.compile(
        f"[{''.join(firsts)}{''.join(chr(one) for one, plain in FOLDED.items() if chr(plain) in firsts)}]"
    )


_FIRST_OF_CHANGES: Final = _any_first(ADJUSTMENT_WORDS)
_FIRST_OF_REASONS: Final = _any_first(REASON_WORDS)


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
    if _FIRST_OF_REASONS.search(text) is None or _FIRST_OF_CHANGES.search(text) is None:
        return False
    body = fold(text)
    return any(word in body for word in ADJUSTMENT_WORDS) and any(word in body for word in REASON_WORDS)
