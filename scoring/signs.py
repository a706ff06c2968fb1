"""Signs of targets that contradict what an indicator is about: a limit where more is better, a floor under costs."""

from __future__ import annotations

from attrs import frozen

from .model import Indicator
from .quantity import Quantity, Span
from .spelling import unit_of_name
from .words import COST_LEVEL, LESS_IS_BETTER_WORDS, MORE_IS_BETTER_WORDS, PAYING_WORDS, SAVING_WORDS

GAINS = (*PAYING_WORDS, *SAVING_WORDS)
"""Words of the name of a row in money of which more is better."""

_AT_LEAST = ("≥", ">")
_AT_MOST = ("≤", "<")


@frozen
class Doubt:
    """Why a sign may be the wrong one.

    Attributes:
        sign: the sign it should be.
        why: what is usual, in Chinese.
        what: the question about it, in Chinese.
        is_missing: there is no sign.
    """

    sign: str
    why: str
    what: str
    is_missing: bool = False


def doubt_of(indicator: Indicator) -> Doubt | None:
    """What is to be asked about the sign of a row's target; None where it is as usual."""
    target = indicator.target
    if not isinstance(target, Quantity):
        return None
    if is_cost(indicator):
        return _doubt_of_cost(indicator, target)
    if target.operator not in _AT_MOST or target.unit.is_money:
        return None
    name = indicator.name
    if "产出" not in indicator.level1 and "满意" not in indicator.level1:
        return None
    if any(word in name for word in LESS_IS_BETTER_WORDS):
        return None
    word = next((word for word in MORE_IS_BETTER_WORDS if word in name), "")
    if not word:
        return None
    why = f"“{word}”一般多多益善"
    what = f"{why}，目标“{target.text}”却是上限，照此多做反而不达标，是否应为“≥”或“=”？"
    return Doubt("≥", why, what)


def _doubt_of_cost(indicator: Indicator, target: Quantity) -> Doubt | None:
    why = "成本一般是上限"
    if target.operator in _AT_LEAST and is_money(indicator) and not any(word in indicator.name for word in GAINS):
        what = f"成本指标的目标“{target.text}”用了“{target.operator}”，{why}，是否应为“≤”？"
        return Doubt("≤", why, what)
    if target.operator == "" and is_money(indicator):
        what = f"成本指标的目标“{target.text}”没有写“≤”或“=”，看不出是上限还是定额"
        return Doubt("≤", why, what, is_missing=True)
    return None


def is_cost(indicator: Indicator) -> bool:
    """Does the row stand among the costs?"""
    return COST_LEVEL in indicator.level1 or COST_LEVEL in indicator.level2


def is_money(indicator: Indicator) -> bool:
    """Is the target an amount or a price, by its own unit or the name's?"""
    target = indicator.target
    if not isinstance(target, (Quantity, Span)):
        return False
    unit = target.unit if target.unit.dimension else unit_of_name(indicator.name)
    return unit.dimension.startswith("元") or (unit.dimension == "" and target.unit.factor > 1)
