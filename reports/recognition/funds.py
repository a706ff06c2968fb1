"""Read the money block: rows under a head, or labels with their amounts beside them.

All amounts come out in 万元; a block or a cell that says 元 is converted.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, TypeAlias

from attrs import evolve

from scoring.keeping import remembered
from scoring.model import NOWHERE, FundLine, Place
from scoring.quantity import Figure, Reading, Unreadable
from scoring.spelling import fold, is_blank

from ..grid import Cell
from .cleaning import heal
from .columns import Head, classify, head_of, vote
from .lexicon import key, lexicon
from .readings import UNITS, in_wan, read_figure
from .rows import align

BlockUnit: TypeAlias = Literal["", "元", "万元"]
"""The unit a money block prints above its amounts, if any."""

_UNIT_ENDS: Final[dict[BlockUnit, tuple[str, ...]]] = {"元": ("(元)", "单位:元"), "万元": ("(万元)", "单位:万元")}

AMOUNT_CLASSES: Final = ("number", "measured", "misprint")
"""The classes of cells that stand where an amount belongs."""


def money(text: str, block: BlockUnit = "") -> Reading:
    """Read an amount as 万元.

    Args:
        text: the cell, e.g. ``1,994.00``, ``59.8万元``, ``598000元``.
        block: the unit of the block.  An amount without a unit is in it, in 万元 where it says
            none; 元 behind an amount of a block in 万元 contradicts it and cannot be read.
    """
    return _money((text, block))


@remembered()
def _money(asked: tuple[str, BlockUnit]) -> Reading:
    text, block = asked
    shown = heal(text)
    reading = read_figure("amount", shown)
    if reading is None:
        return None
    body = fold(shown)
    unit = next((unit for unit in UNITS["amount"] if body.endswith(unit)), "")
    if not isinstance(reading, Figure) or (unit == "元" and block == "万元"):
        return Unreadable(shown)
    return Figure(shown, in_wan(reading.value, unit or block or "万元"))


@remembered()
def is_fund_name(text: str) -> bool:
    """Is this the name of a row of the money block?"""
    word = key(text)
    return bool(word) and (word in lexicon().fund_totals or word.startswith(lexicon().fund_parts))


def block_unit(cells: tuple[Cell, ...]) -> BlockUnit:
    """The unit that a cell of this row says the block counts in: ``项目资金（元）``."""
    for cell in cells:
        if "元" in cell.text:
            body = fold(cell.text)
            for unit, ends in _UNIT_ENDS.items():
                if body.endswith(ends):
                    return unit
    return ""


def fund_row(cells: tuple[Cell, ...], head: Head, place: Place = NOWHERE, block: BlockUnit = "") -> FundLine | None:
    """Read a row under the head of the money block, or None where it is none."""
    if not cells:
        return None
    head = _named_where_it_stands(cells, head)
    if not is_fund_name(cells[0].text):
        amounts = sum(classify(cell.text) in AMOUNT_CLASSES for cell in cells)
        if amounts < (1 if _stands(cells, head) else 2):
            return None
    aligned = align(cells, head)
    texts = aligned.texts
    name = texts.get("source", "")
    return FundLine(
        name=_fund_name(name),
        initial=_money_of(texts, "initial", block),
        adjusted=_money_of(texts, "adjusted", block),
        executed=_money_of(texts, "executed", block),
        weight=read_figure("weight", texts.get("weight", "")),
        printed_rate=read_figure("rate", texts.get("rate", "")),
        printed_score=read_figure("score", texts.get("score", "")),
        total=key(name) in lexicon().fund_totals,
        place=place.with_columns(aligned.columns),
        reason=texts.get("reason", ""),
    )


def _named_where_it_stands(cells: tuple[Cell, ...], head: Head) -> Head:
    """The head with its names where this row's name stands, if all else stands under the head words.

    The names have no head word in most forms; they may stand anywhere left of the first amount.
    """
    first = cells[0].column
    others = _others(head)
    if not others or first >= min(others) or not others.issuperset([cell.column for cell in cells[1:]]):
        return head
    return _named_at(head, first)


@lru_cache(maxsize=256)
def _others(head: Head) -> frozenset[int]:
    """Where the columns stand that are not the names'."""
    return frozenset(column.position for column in head.columns if column.role != "source")


@lru_cache(maxsize=256)
def _named_at(head: Head, position: int) -> Head:
    return head_of(evolve(column, position=position) if column.role == "source" else column for column in head.columns)


def _stands(cells: tuple[Cell, ...], head: Head) -> bool:
    """Does every cell stand under its head, the name first?"""
    roles = head.roles()
    return roles.get(cells[0].column) == "source" and all(
        cell.column in roles and vote(roles[cell.column], classify(cell.text)) >= 0 for cell in cells
    )


def labelled_funds(cells: tuple[Cell, ...], place: Place = NOWHERE, block: BlockUnit = "") -> list[FundLine]:
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
        amount = None if is_blank(text) else money(text, block)
        read += amount is not None
        total = key(cell.text) in lexicon().fund_totals
        lines.append(FundLine(_fund_name(cell.text), initial=amount, total=total, place=place))
    return lines if read else []


def _fund_name(text: str) -> str:
    return heal(text).rstrip(":：")


def _money_of(texts: dict[str, str], role: str, block: BlockUnit) -> Reading:
    return money(texts[role], block) if role in texts else None
