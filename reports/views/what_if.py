"""Other actuals and what they bring, in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from scoring.quantity import plain
from scoring.what_if_line import Stretch
from scoring.what_if_row import Band, Nearby, WhatIf

from .figures import BLANK, gap, points

_HERE: Final = "（现在）"


def full_text(found: WhatIf) -> str:
    """Actuals that give full marks: ``95% 及以上``."""
    if found.answer:
        return found.answer
    if found.problem:
        return BLANK
    return "或 ".join(stretch_text(stretch, found.unit) for stretch in found.full) or "没有"


def beyond_text(found: WhatIf) -> str:
    """Which of the actuals that give full marks miss the target: ``其中 44.81万元 到 44.82万元 不合目标值``, or ""."""
    beyond = "、".join(stretch_text(stretch, found.unit) for stretch in found.beyond)
    return f"其中 {beyond} 不合目标值" if beyond else ""


def full_sentence(found: WhatIf) -> str:
    """Actuals that give full marks, which of them miss the target, and what the actual lacks to them."""
    beyond, lacking = beyond_text(found), lacking_text(found)
    return f"{full_text(found)}{f'（{beyond}）' if beyond else ''}{f'，{lacking}' if lacking else ''}"


def lacking_text(found: WhatIf) -> str:
    """What the actual lacks to full marks: ``还差 5%``, ``多出 3次``, ``已满分``; "" where that is not known."""
    if found.nearest is None or found.actual is None:
        return ""
    lacking = found.nearest - found.actual
    if not lacking:
        return "已满分"
    return f"还差 {_amount(lacking, found.unit)}" if lacking > 0 else f"多出 {_amount(-lacking, found.unit)}"


def nearby_text(found: WhatIf) -> str:
    """The nearest actuals with another score: ``91% 得 9.58（+0.11），89% 得 9.37（−0.10）``."""
    steps = [one for one in (found.above, found.below) if one is not None]
    return "，".join(_nearby(one, found) for one in steps)


def what_if_sentences(found: WhatIf) -> Iterator[str]:
    """Full marks, the next step of the score, and the bands, a sentence for each."""
    if found.problem:
        yield f"改变实际值的结果没有算：{found.problem}"
        return
    lacking = lacking_text(found)
    now = f"（现在 {_amount(found.actual, found.unit)}，{lacking}）" if lacking else ""
    beyond = beyond_text(found)
    yield f"得满分的实际值：{full_text(found)}{now}{f'；{beyond}，是取整或规则使它满分' if beyond else ''}"
    if found.actual is not None and found.bands:
        shown = nearby_text(found)
        yield f"得分变动的最近处：{shown}" if shown else "实际值怎样变，得分都不变"
    if len(found.bands) > 1:
        yield f"分段：{'；'.join(band_text(band, found.unit) for band in found.bands)}"
        following = _following(found)
        if following:
            yield following
    if found.texts:
        parts = []
        for one in found.texts:
            upper = f"到 {points(one.high)} 分" if one.high_included else f"以上、{points(one.high)} 分以下"
            parts.append(f"{one.name} {points(one.low)} {upper}{_HERE if one.here else ''}")
        yield f"评判等级：{'；'.join(parts)}"


def band_text(band: Band, unit: str) -> str:
    """``57% 到 94% 得 0.05 到 9.74 分``, with a mark where the actual lies in it."""
    if band.first is None and band.last is None:
        scores = "由人评判或无法计算"
    elif band.first == band.last:
        scores = f"得 {points(band.first)} 分"
    else:
        scores = f"得 {points(band.first)} 到 {points(band.last)} 分"
    return f"{stretch_text(band.actuals, unit)} {scores}{_HERE if band.here else ''}"


def stretch_text(stretch: Stretch, unit: str) -> str:
    """``95% 及以上``, ``不超过 44.82万元``, ``5次到10次``."""
    if stretch.low is None and stretch.high is None:
        return "任何值"
    if stretch.high is None:
        return f"{_amount(stretch.low, unit)}及以上"
    if stretch.low is None:
        return f"不超过 {_amount(stretch.high, unit)}"
    if stretch.low == stretch.high:
        return _amount(stretch.low, unit)
    return f"{_amount(stretch.low, unit)} 到 {_amount(stretch.high, unit)}"


def _following(found: WhatIf) -> str:
    """How far the neighbouring bands are."""
    here = found.band
    if here is None or found.actual is None:
        return ""
    parts = []
    if here + 1 < len(found.bands):
        edge = found.bands[here + 1].actuals.low
        if edge is not None:
            parts.append(f"再多 {_amount(edge - found.actual, found.unit)} 进入下一段")
    if here:
        edge = found.bands[here - 1].actuals.high
        if edge is not None:
            parts.append(f"再少 {_amount(found.actual - edge, found.unit)} 退到前一段")
    return "，".join(parts)


def _nearby(one: Nearby, found: WhatIf) -> str:
    text = f"{_amount(one.actual, found.unit)} "
    if one.score is None:
        return f"{text}由人评判或无法计算"
    change = f"（{gap(one.score - found.score)}）" if found.score is not None else ""
    return f"{text}得 {points(one.score)}{change}"


def _amount(number: Decimal | None, unit: str) -> str:
    return BLANK if number is None else f"{plain(number)}{unit}"
