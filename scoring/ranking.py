"""The order of findings, and what belongs together: the same finding in many rows is one group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import frozen

from .finding import SEVERITIES, Finding, Severity

_ARITHMETIC: Final = frozenset("A1 A2 A4 A6 A7 A8 A9 A10 A11 A12 E3 F1 F2".split())
_MISSING: Final = frozenset("C1 C2 C3 C4 D2".split())
_BY_RULE: Final = frozenset("A3 A5 E2".split())


@frozen
class Group:
    """The same finding in one or many rows.

    Attributes:
        code, severity, message: what all of them share.
        findings: in order of place.
    """

    code: str
    severity: Severity
    message: str
    findings: tuple[Finding, ...]


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first; within a severity arithmetic, then what is missing, then what rests on a rule, then hints.

    Findings of equal rank stand in the order of their places.
    """
    return tuple(sorted(findings, key=_rank))


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Put together the findings that say the same of several rows, in the order of :func:`ranked`."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for one in sorted(findings, key=_code_rank):
        groups.setdefault(_said(one), []).append(one)
    return tuple(Group(many[0].code, many[0].severity, many[0].message, tuple(many)) for many in groups.values())


def _said(one: Finding) -> tuple[object, ...]:
    """Everything but the place."""
    return one.code, one.severity, one.message, one.read, one.expected, one.arithmetic, one.source, one.others


def _rank(one: Finding) -> tuple[object, ...]:
    return SEVERITIES.index(one.severity), _certainty(one.code), one.where.table, one.where.row, _code_key(one.code)


def _code_rank(one: Finding) -> tuple[object, ...]:
    """As ``_rank``, but those of one code together."""
    return SEVERITIES.index(one.severity), _certainty(one.code), _code_key(one.code), one.where.table, one.where.row


def _certainty(code: str) -> int:
    """0: arithmetic; 1: something is missing or unreadable; 2: it rests on a rule; 3: a hint."""
    if code in _ARITHMETIC:
        return 0
    if code in _MISSING or code.startswith(("R", "T")):
        return 1
    return 2 if code in _BY_RULE or code.startswith("B") else 3


def _code_key(code: str) -> tuple[str, int]:
    return code[:1], int(code[1:])
