"""Tables that were scored otherwise than the document they stand in.

A rule fits a document, not a cell: one score that another rule happens to
explain is a slip.  A table is told apart where all its part scores, at least
two of which the document's rule does not give, have one other explanation; or
one part score and another score, if every score of the table agrees.  Of five
and more part scores one in five may be a slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from .candidates import is_habit
from .conventions import Convention, convention_named, conventions
from .habits import OF_DOCUMENTS
from .opinion import Candidate, TableAttribution
from .tried import Tried

_FEWEST = 2
"""Printed scores the document's rule must fail to give before a table is looked at by itself."""

_SLIPS = 5
"""Of how many part scores one may be a slip."""

_FEWEST_FOR_TWO_ASSUMPTIONS = 3
"""Part scores from which on another ruleset under another convention is believed."""


@frozen
class Terms:
    """A ruleset, a convention of its calculation and a habit."""

    ruleset: str
    convention: Convention
    habit: str = ""


def terms_of(candidate: Candidate, tried: Tried) -> Terms:
    """The terms of a candidate."""
    calculation = tried.rulesets[candidate.ruleset].calculation
    return Terms(candidate.ruleset, convention_named(calculation, candidate.convention), candidate.habit)


def tables_apart(tried: Tried, document: Terms, order: Sequence[str], titles: Sequence[str]) -> list[TableAttribution]:
    """The tables that were scored otherwise than the document, in their order.

    Args:
        tried: the trials.
        document: what the document as a whole was scored by.
        order: ids of all rulesets, the likelier first.
        titles: of the document's tables.
    """
    found = []
    for table, rows in zip(tried.tables, tried.rows, strict=True):
        parts = [number for number in rows if tried.scores[number].is_part]
        missed = [number for number in rows if _gives(tried, document, number) is False]
        lost = set(missed) & set(parts)
        if len(missed) < _FEWEST or not lost:
            continue
        explanation = _explanation(tried, document, order, rows, parts, len(missed), len(lost))
        if explanation is None:
            continue
        best, misses, tied = explanation
        explained = sum(_gives(tried, best, number) is True for number in parts)
        found.append(
            TableAttribution(
                table=table.number,
                project=titles[table.number - 1],
                ruleset=best.ruleset,
                title=tried.rulesets[best.ruleset].title,
                convention=best.convention.name,
                habit=best.habit,
                parts=len(parts),
                explained=explained,
                by_document=sum(_gives(tried, document, number) is True for number in parts),
                misses=misses,
                tied=tied,
            )
        )
    return found


def _explanation(
    tried: Tried,
    document: Terms,
    order: Sequence[str],
    rows: Sequence[int],
    parts: Sequence[int],
    missed: int,
    lost: int,
) -> tuple[Terms, int, tuple[str, ...]] | None:
    """The simplest terms that give the part scores, what they leave, and the ids of rulesets that give them too."""
    for level in _levels(tried, document, order, lost):
        fitting = []
        for terms in level:
            left = sum(not _gives(tried, terms, number) for number in parts)
            if left > len(parts) // _SLIPS:
                continue
            misses = sum(_gives(tried, terms, number) is False for number in rows)
            if misses < missed and (lost > 1 or not misses):
                fitting.append((terms, misses))
        if fitting:
            fewest = min(misses for _, misses in fitting)
            best = [terms for terms, misses in fitting if misses == fewest]
            others = dict.fromkeys(terms.ruleset for terms in best if terms.ruleset != best[0].ruleset)
            return best[0], fewest, tuple(others)
    return None


def _levels(tried: Tried, document: Terms, order: Sequence[str], lost: int) -> Iterator[list[Terms]]:
    """Terms by the number of assumptions they add to the document's."""
    others = [name for name in order if name != document.ruleset]
    calculation = tried.rulesets[document.ruleset].calculation
    if lost > 1:
        own = [Terms(document.ruleset, one) for one in _near(tried, document.ruleset)]
        yield [Terms(document.ruleset, conventions(calculation)[0]), *own]
    yield [Terms(name, conventions(tried.rulesets[name].calculation)[0]) for name in others]
    if lost > 1:
        yield [Terms(document.ruleset, document.convention, habit) for habit in OF_DOCUMENTS]
    if lost >= _FEWEST_FOR_TWO_ASSUMPTIONS:
        yield [Terms(name, one) for name in others for one in _near(tried, name)]


def _near(tried: Tried, ruleset: str) -> list[Convention]:
    """The conventions one assumption from a ruleset's own."""
    own = tried.rulesets[ruleset].calculation
    return [one for one in conventions(own, with_initial=True) if one.assumptions == 1]


def _gives(tried: Tried, terms: Terms, number: int) -> bool | None:
    answer = tried.gives(terms.ruleset, terms.convention, number)
    if not answer and terms.habit:
        item, trial = tried.scores[number], tried.trial(terms.ruleset, number)
        if item.is_part and is_habit(terms.habit, item, trial, terms.convention):
            return True
    return answer
