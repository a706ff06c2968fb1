"""Ratios reckon as fractions do."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ratio import Ratio
from scoring.rounding import Rounding

FRACTIONS = st.fractions(max_denominator=10**6)
STEPS = (operator.add, operator.sub, operator.mul, operator.truediv)
COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)


@pytest.mark.parametrize("step", STEPS)
@given(FRACTIONS, FRACTIONS, FRACTIONS)
def test_a_step_gives_what_fractions_give(
    step: Callable[[Any, Any], Any], a: Fraction, b: Fraction, c: Fraction
) -> None:
    # One step first, so that the second starts from integers with a common divisor.
    left, right = Ratio.of(a) + Ratio.of(c), Ratio.of(b)
    if step is operator.truediv and not b:
        with pytest.raises(ZeroDivisionError):
            step(left, right)
        return
    assert step(left, right).fraction() == step(a + c, b)
    assert step(left, right).denominator > 0


@pytest.mark.parametrize("compare", COMPARISONS)
@given(FRACTIONS, FRACTIONS)
def test_they_compare_as_fractions_do(compare: Callable[[Any, Any], Any], a: Fraction, b: Fraction) -> None:
    assert compare(Ratio.of(a), Ratio.of(b)) == compare(a, b)
    assert compare(Ratio(2 * a.numerator, 2 * a.denominator), Ratio.of(a)) == compare(a, a)


@given(FRACTIONS, st.sampled_from(["half-up", "cut"]), st.integers(0, 4))
def test_they_round_as_fractions_do(a: Fraction, way: Any, places: int) -> None:
    rounding = Rounding(way, places)
    shifted = Ratio(3 * a.numerator, 3 * a.denominator)
    assert rounding.exact(shifted).fraction() == rounding.exact(a)
    assert rounding.gives(shifted, *rounding.decimal(a).as_integer_ratio())
    assert (-shifted).fraction() == -a
    assert abs(shifted).fraction() == abs(a)
    assert int(shifted) == int(a)
    assert bool(shifted) == bool(a)
