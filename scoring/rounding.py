"""How numbers are rounded and cut: named here, done here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache, wraps
from typing import Final, Literal, ParamSpec, TypeAlias, TypeVar

from attrs import field, frozen

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


WAY_NAMES: dict[Way, str] = {"half-up": "四舍五入", "cut": "截去", "cut-text": "写成文字后截去", "none": "不取整"}


@frozen
class Rounding:
    """A way of rounding and the decimal places kept.

    Attributes:
        way: ``half-up`` (四舍五入, halves away from zero), ``cut`` (towards zero), ``cut-text`` (a binary64
            number is written out and digits are dropped from the text, so that 4.35 stays 4.35 though the
            number is a little less), ``none``.
        places: decimal places kept; not used by ``none``.
        one: how many units of the last place of a number as ``decimal`` writes it make 1.
    """

    way: Way
    places: int = 2
    one: int = field(init=False, eq=False, repr=False)
    _to_nearest: bool = field(init=False, eq=False, repr=False)

    @one.default
    def _one(self) -> int:
        return int(10**self.digits)

    @_to_nearest.default
    def _is_to_nearest(self) -> bool:
        return self.way in ("half-up", "none")

    def __attrs_post_init__(self) -> None:
        if self.way == "none":
            object.__setattr__(self, "places", 0)  # so that all ways of not rounding are equal

    def exact(self, number: Exact) -> Exact:
        """Round an exact number; one that this does not change comes back as it is."""
        if self.way == "none" or not number.numerator * self.one % number.denominator:
            return number
        return type(number)(self._scaled(number), self.one)

    def decimal(self, number: Fraction | Ratio) -> Decimal:
        """Round an exact number to a Decimal with ``places`` digits.

        For ``none`` it has 12, rounded half-up.
        """
        return CONTEXT.scaleb(Decimal(self._scaled(number)), -self.digits)

    @property
    def digits(self) -> int:
        """The places of a number as ``decimal`` writes it."""
        return 12 if self.way == "none" else self.places

    def gives(self, number: Fraction | Ratio, numerator: int, denominator: int) -> bool:
        """Is ``numerator / denominator`` the number rounded this way?  As ``decimal`` would say, in integers."""
        return bool(self._scaled(number) * denominator == numerator * self.one)

    def _scaled(self, number: Fraction | Ratio) -> int:
        """The rounded number in units of its last place."""
        over, under = number.numerator * self.one, number.denominator
        if self._to_nearest:
            over, under = 2 * over + (under if over >= 0 else -under), 2 * under
        return over // under if over >= 0 else -(-over // under)

    def seen(self, number: float) -> Ratio:
        """A binary64 number as this way of rounding sees it: its exact value, or what is written of it."""
        if self.way == "cut-text":
            return Ratio(*Decimal(repr(number)).as_integer_ratio())
        return Ratio(*number.as_integer_ratio())

    def binary64(self, number: float) -> float:
        """Round a binary64 number as its exact value asks for, to the nearest binary64."""
        if self.way == "none" or number.is_integer():
            return number
        # A quotient of integers is rounded once, to the nearest binary64.
        return float(self._scaled(self.seen(number)) / self.one)

    def __str__(self) -> str:
        return "不取整" if self.way == "none" else f"{WAY_NAMES[self.way]}到 {self.places} 位小数"


@lru_cache(maxsize=64)
def rounding_to(way: Way, places: int) -> Rounding:
    """A way of rounding for those who ask for many: the same one is made once."""
    return Rounding(way, places)


HALF_UP_2 = Rounding("half-up", 2)
