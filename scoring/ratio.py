"""Exact rationals for formulas that run once: two integers, never brought to lowest terms.

``fractions.Fraction`` divides by the greatest common divisor at every step, which costs more than the
step; a formula has a dozen steps at most, so the integers stay short without it.
"""

from __future__ import annotations

from fractions import Fraction


class Ratio:
    """A quotient of two integers; the denominator is positive."""

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: int, denominator: int = 1) -> None:
        self.numerator = numerator
        self.denominator = denominator

    @classmethod
    def of(cls, number: Fraction) -> Ratio:
        """The same number."""
        return cls(number.numerator, number.denominator)

    def fraction(self) -> Fraction:
        """The same number in lowest terms."""
        return Fraction(self.numerator, self.denominator)

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
        over, under = self.numerator * other.denominator, self.denominator * other.numerator
        if not under:
            raise ZeroDivisionError
        return Ratio(over, under) if under > 0 else Ratio(-over, -under)

    def __neg__(self) -> Ratio:
        return Ratio(-self.numerator, self.denominator)

    def __abs__(self) -> Ratio:
        return Ratio(abs(self.numerator), self.denominator)

    def __int__(self) -> int:
        whole = abs(self.numerator) // self.denominator
        return -whole if self.numerator < 0 else whole

    def __bool__(self) -> bool:
        return self.numerator != 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ratio):
            return NotImplemented
        return self.numerator * other.denominator == other.numerator * self.denominator

    def __lt__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator < other.numerator * self.denominator

    def __le__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator <= other.numerator * self.denominator

    def __gt__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator > other.numerator * self.denominator

    def __ge__(self, other: Ratio) -> bool:
        return self.numerator * other.denominator >= other.numerator * self.denominator

    __hash__ = None  # type: ignore[assignment]  # equal ones may differ in their integers

    def __repr__(self) -> str:
        return f"Ratio({self.numerator}, {self.denominator})"
