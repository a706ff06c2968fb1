"""Read the number of a cell by what its column is.

A score may be printed with 分, a rate with %, and with nothing else: ``45%`` in a column of points
is a slip, whichever of the two was meant; it is no 45.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from scoring.quantity import Reading
from scoring.rounding import CONTEXT
from scoring.spelling import figure_reader
from scoring.words import NOT_CALCULATED

_IN_WAN: Final = {
    "亿元": Decimal(10) ** 4, "万元": Decimal(1), "亿": Decimal(10) ** 4, "万": Decimal(1), "元": Decimal("0.0001"),
}  # fmt: skip
"""How many 万元 one of each unit of money is; longer units first."""

UNITS: Final[dict[str, tuple[str, ...]]] = {
    "weight": ("分",),
    "score": ("分",),
    "rate": ("%",),
    "completion": ("%",),
    "coefficient": ("%",),
    "deduction": ("分",),
    "amount": tuple(_IN_WAN),
}
"""What may stand behind the number, by role."""
_READERS: Final = {role: figure_reader(units) for role, units in UNITS.items()}
COMPUTED: Final = frozenset(("score", "completion", "rate"))
"""Roles whose cells a form computes from the others: one whose formula was never calculated is not filled in yet."""


def read_figure(role: str, text: str) -> Reading:
    """Read a number cell of a column of this role.

    Args:
        role: a key of :data:`UNITS`.
        text: the cell as printed.

    Returns:
        The number without its unit, ``Unreadable`` for anything else; None for a blank cell, and for one that a
        form computes while its formula was never calculated, which the reader's R4 has told.
    """
    if not text or (role in COMPUTED and text.startswith(NOT_CALCULATED)):
        return None
    return _READERS[role](text)


def in_wan(amount: Decimal, unit: str) -> Decimal:
    """An amount of money in 万元.

    Args:
        amount: in the unit.
        unit: 亿元, 亿, 万元, 万 or 元.
    """
    return CONTEXT.multiply(amount, _IN_WAN[unit])
