"""All faults, and how a few of them are planted in one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

from .drafts import Draft
from .fault import Fault
from .faults_blank import BLANKS
from .faults_document import ALONE, DOCUMENT, TABLES
from .faults_file import FILE
from .faults_pair import PAIR
from .faults_rules import RULES
from .faults_scores import SCORES
from .faults_sums import SUMS
from .faults_words import WORDS

_LATE: Final = (*DOCUMENT, *PAIR)
"""What the text says of its tables, and what other documents give, is set when the tables stand."""

FAULTS: Final[tuple[Fault, ...]] = tuple(
    kind() for kind in (*SUMS, *SCORES, *RULES, *WORDS, *TABLES, *BLANKS, *FILE, *_LATE, *ALONE)
)
"""One for each way to go wrong; several may be found under one code."""

CODES: Final = tuple(dict.fromkeys(fault.code for fault in FAULTS))
"""The codes under which they are found."""


def planted(random: Random, draft: Draft, codes: Iterable[str]) -> Draft:
    """Plant a fault of each of these codes for which there is a place; each table gets one at most."""
    wanted = set(codes)
    return _planted(random, draft, [fault for fault in FAULTS if fault.code in wanted], len(wanted))


def any_planted(random: Random, draft: Draft, most: int = 4, first: Fault | None = None) -> Draft:
    """Plant up to ``most`` faults, ``first`` before all others where there is a place for it."""
    others = random.sample(FAULTS, k=min(len(FAULTS), most * 3))
    chosen = others if first is None else [first, *(fault for fault in others if fault is not first)]
    late = [fault for fault in chosen if isinstance(fault, _LATE)][:1]
    early = [fault for fault in chosen if not isinstance(fault, _LATE)]
    return _planted(random, _planted(random, draft, early, most - len(late)), late, most)


def _planted(random: Random, draft: Draft, faults: Sequence[Fault], most: int) -> Draft:
    for fault in sorted(faults, key=lambda one: isinstance(one, _LATE)):
        if len(draft.planted) >= most:
            break
        if fault.code not in {one.code for one in draft.planted}:
            draft = fault.plant(random, draft) or draft
    return draft
