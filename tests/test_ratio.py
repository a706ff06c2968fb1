"""Ratios reckon as fractions do."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ratio import Ratio, coprime
from scoring.rounding import Rounding

FRACTIONS = st.fractions(max_denominator=10**6)


def ratio(number: Fraction, factor: int = 1) -> Ratio:
    """The same number, not in lowest terms where the factor is above 1."""
    return Ratio(factor * number.numerator, factor * number.denominator)


@pytest.mark.parametrize("step", [operator.add, operator.sub])
@given(FRACTIONS, FRACTIONS, FRACTIONS)
def test_a_step_gives_what_fractions_give(
    step: Callable[[Any, Any], Any], a: Fraction, b: Fraction, c: Fraction
) -> None:
    # One step first, so that the second starts from integers with a common divisor.
    left, right = ratio(a) + ratio(c), ratio(b)
    assert step(left, right).fraction() == step(a + c, b)
    assert step(left, right).denominator > 0


@given(FRACTIONS, FRACTIONS)
def test_a_fraction_made_in_lowest_terms_is_like_any_other(a: Fraction, b: Fraction) -> None:
    made = coprime(a.numerator, a.denominator)
    assert (made, hash(made), repr(made)) == (a, hash(a), repr(a))
    assert made + b == a + b
    assert ratio(a, 6).fraction() == made


@given(FRACTIONS, FRACTIONS)
def test_they_compare_as_fractions_do(a: Fraction, b: Fraction) -> None:
    assert (ratio(a) <= ratio(b)) == (a <= b)
    assert ratio(a, 2) <= ratio(a)


@given(FRACTIONS, st.sampled_from(["half-up", "cut"]), st.integers(0, 4))
def test_they_round_as_fractions_do(a: Fraction, way: Any, places: int) -> None:
    rounding = Rounding(way, places)
    assert rounding.exact(ratio(a, 3)).fraction() == rounding.exact(a)
    assert rounding.gives(ratio(a, 3), *rounding.decimal(a).as_integer_ratio())
    assert abs(ratio(a, 3)).fraction() == abs(a)
