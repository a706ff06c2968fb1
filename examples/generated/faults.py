"""All faults, by code, and how a few of them are planted in one document."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from .drafts import Draft
from .fault import Fault
from .faults_document import ALONE, DOCUMENT, TABLES
from .faults_numbers import NUMBERS
from .faults_words import WORDS

FAULTS: Final[dict[str, Fault]] = {kind.code: kind() for kind in (*NUMBERS, *WORDS, *TABLES, *DOCUMENT, *ALONE)}
"""Code → the fault that is found under it."""

_LAST: Final = tuple(kind.code for kind in DOCUMENT)
"""What the text says is changed when the tables stand."""


def planted(random: Random, draft: Draft, codes: Sequence[str]) -> Draft:
    """Plant faults of these codes, those for which there is a place; each table gets one at most."""
    for code in sorted(codes, key=_LAST.__contains__):
        draft = FAULTS[code].plant(random, draft) or draft
    return draft


def any_planted(random: Random, draft: Draft, most: int = 4, first: str = "") -> Draft:
    """Plant up to ``most`` faults of any codes, ``first`` before all others where there is a place for it."""
    others = random.sample(sorted(FAULTS), k=min(len(FAULTS), most * 3))
    # What the text says of its tables is changed when the tables stand; it is kept for the end.
    chosen = dict.fromkeys([first] if first else [])
    late = [code for code in (*chosen, *others) if code in _LAST]
    for code in (*chosen, *others):
        if len(draft.planted) >= most - len(late[:1]):
            break
        if code not in _LAST:
            draft = FAULTS[code].plant(random, draft) or draft
    for code in late[:1]:
        draft = FAULTS[code].plant(random, draft) or draft
    return draft
