"""The rule a document was measured by, ready to print: how it was found and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from scoring.opinion import Attribution, TableRecheck

from .figures import BLANK

HOW_NAMES: Final = {
    "named": "已指定",
    "inferred": "由印出的得分推断",
    "beside": "同一单位的自评表所用",
    "default": "按地区和年度选定",
}
"""How a ruleset was found, ``Attribution.how``, in Chinese."""

_MOST_CANDIDATES: Final = 5
_MOST_TIED: Final = 3


@frozen
class CandidateView:
    """A rule that was considered; ``taken`` marks the one that became the measure."""

    title: str
    ruleset: str
    convention: str
    parts: str
    zeros: str
    fulls: str
    misses: str
    unknown: str
    taken: bool


@frozen
class MeasureView:
    """The rule the document was measured by and how sure that is."""

    title: str
    ruleset: str
    convention: str
    how: str
    sentence: str
    source: str
    tied: str
    candidates: tuple[CandidateView, ...]
    more: int


def measure_view(found: Attribution | None, tables: Sequence[TableRecheck]) -> MeasureView | None:
    """Say which rule was taken, how, from where, and what else was considered."""
    if found is None:
        return None
    taken = (found.ruleset, found.terms)
    # Without printed scores neither candidates nor ties tell anything.
    printed = _has_scores(found)
    return MeasureView(
        title=found.title or "（没有可用的规则集）",
        ruleset=found.ruleset,
        convention=found.terms,
        how=how_found(found),
        sentence=found.sentence,
        source=_source(found, tables),
        # What was inferred names them in its sentence.
        tied=_some(found.tied) if printed and found.how != "inferred" else "",
        candidates=tuple(
            CandidateView(
                c.title,
                c.ruleset,
                c.terms or BLANK,
                f"{c.parts}/{found.parts}",
                f"{c.zeros}/{found.zeros}",
                f"{c.fulls}/{found.fulls}",
                str(c.misses),
                str(c.unknown),
                (c.ruleset, c.terms) == taken,
            )
            for c in found.candidates[:_MOST_CANDIDATES]
            if printed
        ),
        more=max(0, len(found.candidates) - _MOST_CANDIDATES),
    )


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many there are."""
    more = f" 等 {len(names)} 个规则集" if len(names) > _MOST_TIED else ""
    return "、".join(names[:_MOST_TIED]) + more


def how_found(found: Attribution) -> str:
    """How the rule was found and, where it was not inferred, why not; in Chinese."""
    how = HOW_NAMES.get(found.how, found.how)
    if found.how not in ("beside", "default"):
        return how
    return f"{how}（{'印出的得分不足以推断' if _has_scores(found) else '没有印出的得分可供推断'}）"


def _has_scores(found: Attribution) -> bool:
    return bool(found.parts + found.zeros + found.fulls)


def _source(found: Attribution, tables: Sequence[TableRecheck]) -> str:
    """The measure's source."""
    cards = (table.scorecard for table in tables)
    return next((card.source for card in cards if card is not None and card.ruleset == found.ruleset), "")
