"""How numbers are rounded and cut: named here, done here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import wraps
from typing import Final, Literal, ParamSpec, TypeAlias, TypeVar

from attrs import frozen

from .ratio import Ratio

Exact = TypeVar("Exact", Fraction, Ratio)
Given = ParamSpec("Given")
Found = TypeVar("Found")
Way: TypeAlias = Literal["half-up", "cut", "cut-text", "none"]

CONTEXT: Final = Context(prec=400, Emax=9999, Emin=-9999)
"""In which no number of a table loses a digit."""


def exactly(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Let a function add and multiply in ``CONTEXT``, whatever precision its caller has set for decimals."""

    @wraps(function)
    def within(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        with localcontext(CONTEXT):
            return function(*args, **kwargs)

    return within


_MODES = {"half-up": ROUND_HALF_UP, "cut": ROUND_DOWN, "cut-text": ROUND_DOWN}
WAY_NAMES: dict[Way, str] = {"half-up": "四舍五入", "cut": "截去", "cut-text": "写成文字后截去", "none": "不取整"}


@frozen
class Rounding:
    """A way of rounding and the decimal places kept.

    Attributes:
        way: ``half-up`` (四舍五入, halves away from zero), ``cut`` (towards zero), ``cut-text`` (a binary64
            number is written out and digits are dropped from the text, so that 4.35 stays 4.35 though the
            number is a little less), ``none``.
        places: decimal places kept; not used by ``none``.
    """

    way: Way
    places: int = 2

    def __attrs_post_init__(self) -> None:
        if self.way == "none":
            object.__setattr__(self, "places", 0)  # so that all ways of not rounding are equal

    def exact(self, number: Exact) -> Exact:
        """Round an exact number; a whole one, and any by ``none``, comes back as it is."""
        if self.way == "none" or not number.numerator % number.denominator:
            return number
        return type(number)(self._scaled(number, self.places), 10**self.places)

    def decimal(self, number: Fraction | Ratio) -> Decimal:
        """Round an exact number to a Decimal with ``places`` digits.

        For ``none`` the Decimal has as many digits as it needs, at most 12 places.
        """
        places = self.digits
        return CONTEXT.scaleb(Decimal(self._scaled(number, places)), -places)

    @property
    def digits(self) -> int:
        """The places of a number as ``decimal`` writes it."""
        return 12 if self.way == "none" else self.places

    def gives(self, number: Ratio, numerator: int, denominator: int) -> bool:
        """Is ``numerator / denominator`` the number rounded this way?  As ``decimal`` would say, in integers."""
        places = self.digits
        return bool(self._scaled(number, places) * denominator == numerator * 10**places)

    def _scaled(self, number: Fraction | Ratio, places: int) -> int:
        """The rounded number times ``10**places``."""
        numerator, denominator = number.numerator, number.denominator
        quotient, remainder = divmod(abs(numerator) * 10**places, denominator)
        if self.way in ("half-up", "none") and 2 * remainder >= denominator:
            quotient += 1
        return int(-quotient if numerator < 0 else quotient)

    def seen(self, number: float) -> Ratio:
        """A binary64 number as this way of rounding sees it: its exact value, or what is written of it."""
        if self.way == "cut-text":
            return Ratio(*Decimal(repr(number)).as_integer_ratio())
        return Ratio(*number.as_integer_ratio())

    def binary64(self, number: float) -> float:
        """Round a binary64 number as its exact value asks for, to the nearest binary64."""
        if self.way == "none" or number.is_integer():
            return number
        exact = Decimal(repr(number) if self.way == "cut-text" else number)
        unit = Decimal(1).scaleb(-self.places)
        return float(exact.quantize(unit, rounding=_MODES[self.way], context=CONTEXT))

    def __str__(self) -> str:
        return "不取整" if self.way == "none" else f"{WAY_NAMES[self.way]}到 {self.places} 位小数"


HALF_UP_2 = Rounding("half-up", 2)
