"""Columns of weights, coefficients, deductions and amounts: each distinct cell is read once."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen

from scoring.column_data import BLANK, FILLED, UNREADABLE, Array, Numbers
from scoring.quantity import Figure, Reading

from ..recognition.funds import money
from ..recognition.readings import read_figure
from .cells import blanks, distinct_texts, is_text, plain_amounts
from .fixed import MOST_PLACES, FixedPoint, all_small, fixed_point

_LARGEST: Final = 10**14
"""Of a weight or an amount that is computed as a column, in units of its last place."""


@frozen(eq=False)
class Figures:
    """A column of figures.

    Attributes:
        role: what they are: ``weight``, ``coefficient``, ``deduction`` or ``amount``, in 万元.
        numbers: what was read.
        unfit: bool, rows whose number has too many digits for a column; None: there are none.
        column: the cells.
    """

    role: str
    numbers: Numbers
    unfit: Array | None
    column: Any

    def reading(self, row: int) -> Reading:
        """The cell of a row, with the digits that were printed."""
        codes, texts = distinct_texts(self.column.slice(row, 1))
        return _read(self.role, texts[codes[0]])

    def distinct(self, rows: Array) -> tuple[Array, int]:
        """Some of the rows as codes that tell apart what was printed, and how many there may be."""
        codes, texts = distinct_texts(self.column.take(pa.array(rows)))
        return codes, len(texts)


def figures(column: pa.Array, role: str) -> Figures:
    """Read a column of texts or numbers."""
    if is_text(column.type) and role == "amount":
        return _amounts(column)
    found = None if is_text(column.type) else fixed_point(column)
    if found is not None:
        blank = blanks(column)
        if found.is_small(_LARGEST) or (_all_fit(found, blank) and all_small(found.values, _LARGEST)):
            state = None if blank is None else np.where(blank, np.int8(BLANK), np.int8(FILLED))
            return Figures(role, Numbers(found.values, found.places, state), None, column)
    return Figures(role, *_distinct(column, role), column)


def _all_fit(found: FixedPoint, blank: Array | None) -> bool:
    """Does each number fit that is there?"""
    fits = found.fits
    return fits is None or bool((fits if blank is None else fits | blank).all())


def _amounts(column: pa.Array) -> Figures:
    """Read a column of amounts: they hardly repeat, most are plain numbers, and those are read together."""
    plain, is_plain = plain_amounts(column)
    if is_plain.all():
        return Figures("amount", plain, None, column)
    rest = np.flatnonzero(~is_plain)
    others, other_unfit = _distinct(column.take(pa.array(rest)), "amount")
    places = max(plain.places, others.places)
    values = plain.values * 10 ** (places - plain.places)
    values[rest] = others.values * 10 ** (places - others.places)
    state = np.full(len(values), FILLED, np.int8) if plain.state is None else plain.state
    state[rest] = FILLED if others.state is None else others.state
    unfit = np.abs(values) > _LARGEST
    if other_unfit is not None:
        unfit[rest] |= other_unfit
    values[unfit] = 0
    return Figures("amount", Numbers(values, places, state), unfit if unfit.any() else None, column)


def _distinct(column: pa.Array, role: str) -> tuple[Numbers, Array | None]:
    """Read each distinct cell; also which rows have a number that is too long."""
    codes, texts = distinct_texts(column)
    readings = [_read(role, text) for text in texts]
    known = [_whole(reading) for reading in readings]
    places = max((digits for _, digits in known if digits <= MOST_PLACES), default=0)
    values, unfit = np.zeros(len(readings), np.int64), np.zeros(len(readings), np.bool_)
    state = np.full(len(readings), BLANK, np.int8)
    for number, (reading, (whole, digits)) in enumerate(zip(readings, known, strict=True)):
        if reading is None:
            continue
        state[number] = FILLED if isinstance(reading, Figure) else UNREADABLE
        scaled = whole * 10 ** max(0, places - digits)
        unfit[number] = digits > MOST_PLACES or abs(scaled) > _LARGEST
        values[number] = 0 if unfit[number] else scaled
    known_state = None if (state == FILLED).all() else state.take(codes)
    return Numbers(values.take(codes), places, known_state), unfit.take(codes) if unfit.any() else None


def _read(role: str, text: str) -> Reading:
    return money(text) if role == "amount" else read_figure(role, text)


def _whole(reading: Reading) -> tuple[int, int]:
    """A figure as a whole number and its decimal places, without zeros at the end."""
    if not isinstance(reading, Figure):
        return 0, 0
    over, under = reading.value.as_integer_ratio()
    places = 0
    while 10**places % under:
        places += 1
    return over * (10**places // under), places
