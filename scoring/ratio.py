"""Exact results of formulas: two integers, never brought to lowest terms.

``fractions.Fraction`` divides by the greatest common divisor at every step, which costs more than the
step; a formula has a dozen steps at most, so the integers stay short without it.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Final


def coprime(numerator: int, denominator: int) -> Fraction:
    """A Fraction of two integers in lowest terms, the denominator positive, which are not looked at again."""
    fraction = _new(Fraction)
    fraction._numerator, fraction._denominator = numerator, denominator  # type: ignore[attr-defined]
    return fraction


_new: Final = object.__new__


class Ratio:
    """A quotient of two integers; the denominator is positive."""

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: int, denominator: int = 1) -> None:
        self.numerator = numerator
        self.denominator = denominator

    def as_integer_ratio(self) -> tuple[int, int]:
        """Numerator and denominator, as of any other number but not in lowest terms."""
        return self.numerator, self.denominator

    def fraction(self) -> Fraction:
        """The same number in lowest terms."""
        common = gcd(self.numerator, self.denominator)
        return coprime(self.numerator // common, self.denominator // common)

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    def __sub__(self, other: Ratio) -> Ratio:
        return Ratio(
            self.numerator * other.denominator - other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    def __mul__(self, other: Ratio) -> Ratio:
        return Ratio(self.numerator * other.numerator, self.denominator * other.denominator)

    def __truediv__(self, other: Ratio) -> Ratio:
        if other.numerator > 0:
            return Ratio(self.numerator * other.denominator, self.denominator * other.numerator)
        if not other.numerator:
            raise ZeroDivisionError
        return Ratio(-self.numerator * other.denominator, self.denominator * -other.numerator)

    def __int__(self) -> int:
        return int(self.fraction())

    def __neg__(self) -> Ratio:
        return Ratio(-self.numerator, self.denominator)

    def __abs__(self) -> Ratio:
        return Ratio(abs(self.numerator), self.denominator)

    def __le__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator <= other.numerator * self.denominator

    def __lt__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __ge__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator >= other.numerator * self.denominator

    def __gt__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator > other.numerator * self.denominator

    def equals(self, other: Ratio) -> bool:
        """Is it the same number?  ``==`` asks whether it is the same object, so that ratios can be kept in sets."""
        return self.numerator * other.denominator == other.numerator * self.denominator

    def __repr__(self) -> str:
        return f"Ratio({self.numerator}, {self.denominator})"
