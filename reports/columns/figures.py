"""Columns of weights, coefficients, deductions and amounts: each distinct cell is read once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen

from scoring.column_data import BLANK, FILLED, UNREADABLE, Array, Numbers
from scoring.quantity import Figure, Reading

from ..recognition.funds import money
from ..recognition.readings import read_figure
from .cells import MOST_PLACES, distinct_texts, fixed_point, is_text

_LARGEST: Final = 10**14
"""Of a weight or an amount that is computed as a column, in units of its last place."""


@frozen(eq=False)
class Figures:
    """A column of figures.

    Attributes:
        numbers: what was read.
        unfit: bool, rows whose number has too many digits for a column; None: there are none.
        codes, readings: the distinct cells as they were read, and which of them each row has; no
            readings where the cells were numbers already.
        column: the cells.
    """

    numbers: Numbers
    unfit: Array | None
    codes: Array
    readings: Sequence[Reading]
    column: Any

    def reading(self, row: int) -> Reading:
        """The cell of a row, with the digits that were printed."""
        if self.readings:
            return self.readings[int(self.codes[row])]
        codes, texts = distinct_texts(self.column.slice(row, 1))
        return read_figure("weight", texts[codes[0]])


def figures(column: pa.Array, role: str) -> Figures:
    """Read a column.

    Args:
        column: texts or numbers.
        role: ``weight``, ``coefficient``, ``deduction`` or ``amount``, in 万元.
    """
    found = None if is_text(column.type) else fixed_point(column)
    if found is not None:
        values, places, fits = found
        blank = column.is_null(nan_is_null=True).to_numpy(zero_copy_only=False)
        if (fits | blank).all() and (np.abs(values) <= _LARGEST).all():
            state = np.where(blank, np.int8(BLANK), np.int8(FILLED)) if blank.any() else None
            return Figures(Numbers(values, places, state), None, np.zeros(0, np.int32), (), column)
    codes, texts = distinct_texts(column)
    readings = [money(text) if role == "amount" else read_figure(role, text) for text in texts]
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
    numbers = Numbers(values[codes], places, state[codes])
    return Figures(numbers, unfit[codes] if unfit.any() else None, codes, readings, column)


def _whole(reading: Reading) -> tuple[int, int]:
    """A figure as a whole number and its decimal places, without zeros at the end."""
    if not isinstance(reading, Figure):
        return 0, 0
    over, under = reading.value.as_integer_ratio()
    places = 0
    while 10**places % under:
        places += 1
    return over * (10**places // under), places
