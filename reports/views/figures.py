"""How numbers and values are written in reports: percent, points, 万元, blanks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import Final

from scoring.quantity import Reading, Value, figure_value, format_value, plain
from scoring.rounding import CONTEXT

BLANK: Final = "—"
"""What stands where there is nothing; the forms use the same dash."""

_MOST_PLACES: Final = 6
_SHOWN_PLACES: Final = 4


def points(number: Decimal | None) -> str:
    """Points or percent without a sign, at least two places; a dash where there is none.

    A number that goes on for more than six places (rounding waits for the total) is cut to four
    and an ellipsis says so.
    """
    if number is None:
        return BLANK
    places = _places(number)
    if places > _MOST_PLACES:
        return f"{number.quantize(Decimal(1).scaleb(-_SHOWN_PLACES), ROUND_DOWN, CONTEXT):f}…"
    return f"{number:.2f}" if places < 2 else f"{number:f}"


def percent(number: Decimal | None) -> str:
    """A completion or a rate with its sign."""
    return BLANK if number is None else f"{points(number)}%"


def amount(number: Decimal | None) -> str:
    """An amount in 万元 with separators, at least two places, as the documents print it."""
    if number is None:
        return BLANK
    return f"{number:,.2f}" if _places(number) < 2 else f"{number:,f}"


def weight(number: Decimal | None) -> str:
    """A weight in points: 10, 12.5."""
    return BLANK if number is None else plain(number)


def gap(number: Decimal | None) -> str:
    """A difference with its sign: +0.50, −1.00, 0.00."""
    if number is None:
        return BLANK
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + points(abs(number))


def value_text(value: Value | None) -> str:
    """A target or an actual as printed, a dash where the cell was blank."""
    if value is None:
        return BLANK
    return value.text.strip() or format_value(value) or BLANK


def reading_text(reading: Reading) -> str:
    """A number cell as printed, a dash where it was blank."""
    return BLANK if reading is None else reading.text.strip() or BLANK


def printed_text(reading: Reading) -> str:
    """A number cell exactly as printed, "" where it was blank."""
    return "" if reading is None else reading.text


def printed_points(reading: Reading) -> str:
    """A printed score: the number as points, or the text that could not be read."""
    return _printed(reading, points)


def printed_percent(reading: Reading) -> str:
    """A printed rate: the number with its sign, or the text that could not be read."""
    return _printed(reading, percent)


def printed_amount(reading: Reading) -> str:
    """A printed amount in 万元, or the text that could not be read."""
    return _printed(reading, amount)


def printed_weight(reading: Reading) -> str:
    """A printed weight, or the text that could not be read."""
    return _printed(reading, weight)


def _printed(reading: Reading, write: Callable[[Decimal | None], str]) -> str:
    value = figure_value(reading)
    return write(value) if value is not None else reading_text(reading)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
