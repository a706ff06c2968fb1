"""Severities as a reviewer wants them, code by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from attrs import evolve

from .errors import ZipingbiaoError
from .finding import SEVERITIES, Finding
from .opinion import Recheck
from .ranking import ranked
from .wording import WORDINGS

Setting: TypeAlias = Literal["error", "warning", "note", "off"]
"""A severity, or ``off``: do not report."""

SETTINGS: Final[tuple[Setting, ...]] = (*SEVERITIES, "off")


def settings_of(wanted: Mapping[str, object], place: str = "") -> dict[str, Setting]:
    """Check severities by code.

    Args:
        wanted: ``{"A3": "off", "C1": "error"}``; codes in either case.
        place: where they were written, for the message.

    Raises:
        ZipingbiaoError: a code or a severity is not known; the message names the nearest.
    """
    found: dict[str, Setting] = {}
    for name, setting in wanted.items():
        code = name.strip().upper()
        if code not in WORDINGS:
            from difflib import get_close_matches

            near = get_close_matches(code, WORDINGS, n=1, cutoff=0.5)
            hint = f"是不是 {near[0]}？" if near else ""
            raise ZipingbiaoError(
                f"没有代码 {name}" if name else "没有写代码", place=place, cure=f"{hint}全部代码见 docs/findings.md"
            )
        if setting not in SETTINGS:
            raise ZipingbiaoError(
                f"{code} 的严重程度写成了“{setting}”", place=place, cure=f"写 {'、'.join(SETTINGS)} 之一"
            )
        if found.setdefault(code, setting) != setting:
            what = f"{code} 写了两种严重程度：{found[code]} 和 {setting}"
            raise ZipingbiaoError(what, place=place, cure="只留一种")
    return found


def with_severities(result: Recheck, settings: Mapping[str, Setting]) -> Recheck:
    """The same recheck with the findings of some codes at other severities, or without them.

    Args:
        result: what ``recheck`` returned.
        settings: severities by code.

    Raises:
        ZipingbiaoError: a code or a severity is not known.
    """
    known = settings_of(settings)
    if not known:
        return result

    def set_anew(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        wanted = ((one, known.get(one.code, one.severity)) for one in findings)
        return ranked(one if to == one.severity else evolve(one, severity=to) for one, to in wanted if to != "off")

    return evolve(
        result,
        findings=set_anew(result.findings),
        tables=tuple(evolve(table, findings=set_anew(table.findings)) for table in result.tables),
    )
