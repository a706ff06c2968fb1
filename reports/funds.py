"""Read the money block: rows under a head, or labels with their amounts beside them.

All amounts come out in 万元; a block or a cell that says 元 is converted.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from scoring.model import NOWHERE, FundLine, Place
from scoring.quantity import Figure, Reading, Unreadable
from scoring.spelling import fold, is_blank, parse_figure

from .cleaning import heal
from .columns import Head, classify
from .grid import Cell
from .lexicon import key, lexicon
from .rows import align

# How many 万元 one of the unit is; longer units first.
_UNITS: Final = {
    "亿元": Decimal(10) ** 4, "万元": Decimal(1), "亿": Decimal(10) ** 4, "万": Decimal(1), "元": Decimal("0.0001"),
}  # fmt: skip
_AMOUNT_CLASSES: Final = ("number", "measured")


def money(text: str, in_yuan: bool = False) -> Reading:
    """Read an amount as 万元.

    Args:
        text: the cell, e.g. ``1,994.00``, ``59.8万元``, ``598000元``.
        in_yuan: the block says that amounts without a unit are in 元.
    """
    body = fold(text)
    factor = _UNITS["元"] if in_yuan else Decimal(1)
    for unit, in_wan in _UNITS.items():
        if body.endswith(unit):
            body, factor = body[: -len(unit)], in_wan
            break
    reading = parse_figure(body)
    if reading is None:
        return None
    shown = heal(text)
    return Figure(shown, reading.value * factor) if isinstance(reading, Figure) else Unreadable(shown)


def is_fund_name(text: str) -> bool:
    """Is this the name of a row of the money block?"""
    word = key(text)
    return bool(word) and (word in lexicon().fund_totals or word.startswith(lexicon().fund_parts))


def says_yuan(cells: tuple[Cell, ...]) -> bool:
    """Does a cell of this row say that the block counts in 元: ``项目资金（元）``?"""
    return any(fold(cell.text).endswith(("(元)", "单位:元")) for cell in cells)


def fund_row(cells: tuple[Cell, ...], head: Head, place: Place = NOWHERE, in_yuan: bool = False) -> FundLine | None:
    """Read a row under the head of the money block, or None where it is none."""
    if not cells:
        return None
    named = is_fund_name(cells[0].text)
    amounts = sum(classify(cell.text) in _AMOUNT_CLASSES for cell in cells)
    if not named and amounts < 2:
        return None
    texts = align(cells, head).texts
    name = texts.get("source", "")
    return FundLine(
        name=_fund_name(name),
        initial=_money_of(texts, "initial", in_yuan),
        adjusted=_money_of(texts, "adjusted", in_yuan),
        executed=_money_of(texts, "executed", in_yuan),
        weight=parse_figure(texts.get("weight", "")),
        printed_rate=parse_figure(texts.get("rate", "")),
        printed_score=parse_figure(texts.get("score", "")),
        total=key(name) in lexicon().fund_totals,
        place=place,
    )


def labelled_funds(cells: tuple[Cell, ...], place: Place = NOWHERE, in_yuan: bool = False) -> list[FundLine]:
    """Read names with their amounts beside them: ``年度预算总额： | 60万元 | 其中：财政拨款 | | 其他资金： | 60万元``.

    The amounts are the approved budget.  A row without any amount is a heading and gives nothing.
    """
    lines: list[FundLine] = []
    read = 0
    for index, cell in enumerate(cells):
        if not is_fund_name(cell.text):
            continue
        after = cells[index + 1] if index + 1 < len(cells) else None
        beside_name = after is not None and is_fund_name(after.text)
        if beside_name and key(cell.text) in lexicon().fund_groups:
            continue
        text = "" if after is None or beside_name else after.text
        amount = None if is_blank(text) else money(text, in_yuan)
        read += amount is not None
        total = key(cell.text) in lexicon().fund_totals
        lines.append(FundLine(_fund_name(cell.text), initial=amount, total=total, place=place))
    return lines if read else []


def _fund_name(text: str) -> str:
    return heal(text).rstrip(":：")


def _money_of(texts: dict[str, str], role: str, in_yuan: bool) -> Reading:
    return money(texts[role], in_yuan) if role in texts else None
