"""Known findings: accepted once, so that a second run shows only what is new.

A known finding is told by what it is about: its code, the project, the row's
name, the column and what was read there; never by numbers of tables, rows or
lines, which move.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from attrs import evolve, frozen

from .finding import Finding
from .opinion import Known, Recheck
from .spelling import bare, fold

_Key: TypeAlias = tuple[str, str, str, str, str]


@frozen
class Baseline:
    """Findings that were accepted, of any number of documents."""

    known: tuple[Known, ...] = ()

    def of(self, source: str, sha256: str = "") -> tuple[Known, ...]:
        """Those of one document: of the very same bytes, else of the same file name."""
        same = tuple(one for one in self.known if sha256 and one.sha256 == sha256)
        return same or tuple(one for one in self.known if one.document == file_name(source))


def baseline_of(results: Iterable[Recheck]) -> Baseline:
    """Everything that was found, as known; what had been accepted before stays so."""
    return Baseline(tuple(known for result in results for known in _known(result)))


def accept(result: Recheck, baseline: Baseline) -> Recheck:
    """Take the known findings out of a recheck.

    Args:
        result: what ``recheck`` returned.
        baseline: the known findings of this and other documents.

    Returns:
        The recheck with what is new in ``findings``, what was known in ``accepted``, and in ``gone``
        what was known and is not found any more.
    """
    known = baseline.of(result.document.source, result.document.sha256)
    left = Counter(_key_of_known(one) for one in known)
    accepted: list[Finding] = []

    def new(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        kept = []
        for one in findings:
            key = _key(one)
            if left[key]:
                left[key] -= 1
                accepted.append(one)
            else:
                kept.append(one)
        return tuple(kept)

    findings = new(result.findings)
    tables = tuple(evolve(table, findings=new(table.findings)) for table in result.tables)
    gone: list[Known] = []
    for one in reversed(known):
        if left[_key_of_known(one)]:
            left[_key_of_known(one)] -= 1
            gone.append(one)
    return evolve(
        result, findings=findings, tables=tables, accepted=(*result.accepted, *accepted), gone=tuple(reversed(gone))
    )


def file_name(source: str) -> str:
    """The file's own name, without the folders it lay in."""
    return re.split(r"[/\\]", source)[-1]


def _known(result: Recheck) -> Iterator[Known]:
    document = result.document
    for one in (*result.accepted, *result.all_findings()):
        where = one.where
        yield Known(
            file_name(document.source),
            document.sha256,
            one.code,
            where.project,
            where.name,
            where.column,
            one.read,
            one.message,
        )


def _key(one: Finding) -> _Key:
    return one.code, bare(one.where.project), bare(one.where.name), one.where.column, fold(one.read)


def _key_of_known(one: Known) -> _Key:
    return one.code, bare(one.project), bare(one.name), one.column, fold(one.read)
