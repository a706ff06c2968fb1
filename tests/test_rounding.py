"""Rounding: halves go up, cuts go to zero, binary64 is rounded as its exact value asks."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import Document, Evaluation, Rounding, infer, recheck, score, sensitivity, what_if, what_if_execution
from scoring.derivation import derive
from scoring.rounding import Way
from tests.tables import funds, row


@pytest.mark.parametrize(
    ("way", "places", "number", "expected"),
    [
        ("half-up", 2, "2.675", "2.68"),
        ("half-up", 2, "14.745", "14.75"),
        ("half-up", 2, "0.125", "0.13"),
        ("half-up", 2, "-0.125", "-0.13"),
        ("half-up", 0, "0.5", "1"),
        ("cut", 1, "103.789", "103.7"),
        ("cut", 2, "-1.239", "-1.23"),
        ("cut", 2, "-0.001", "0.00"),
        ("none", 0, "9.845", "9.845000000000"),
    ],
)
def test_rounding_of_exact_numbers(way: Way, places: int, number: str, expected: str) -> None:
    rounded = Rounding(way, places).decimal(Fraction(number))
    assert str(rounded) == expected


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 5))
def test_half_up_is_what_decimal_calls_half_up(number: Decimal, places: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert Rounding("half-up", places).decimal(Fraction(number)) == expected


@given(st.floats(-1e9, 1e9))
def test_a_binary64_number_is_rounded_by_its_exact_value(number: float) -> None:
    rounding = Rounding("half-up", 2)
    assert rounding.binary64(number) == float(rounding.decimal(Fraction(number)))


def test_none_keeps_everything() -> None:
    assert Rounding("none").exact(Fraction(1, 3)) == Fraction(1, 3)
    assert Rounding("none").binary64(0.1) == 0.1


def test_a_rounding_says_its_name() -> None:
    assert str(Rounding("half-up", 2)) == "四舍五入到 2 位小数"
    assert str(Rounding("none")) == "不取整"


def test_whatever_precision_a_caller_has_set_no_digit_is_lost() -> None:
    shelf, ruleset = catalogue(), catalogue()["national/2020"]
    rows = [row("≥70000.01次", "60000.01次", "30", "25.71"), row("≥1.35亿元", "13400.27万元", "60", "59.56")]
    table = Evaluation(
        "project",
        "self-evaluation",
        "项目",
        funds=(funds("12345.67", "12300.45", None, "9.96"),),
        indicators=tuple(rows),
    )

    def everything() -> tuple[object, ...]:
        document = Document("", (table,))
        return (
            score(table, ruleset),
            recheck(document, shelf.values()),
            infer(document, shelf.values()),
            derive(document, shelf.values(), 1, [0, 1, 2]),
            sensitivity(table, ruleset),
            *(what_if(one, ruleset) for one in rows),
            what_if_execution(table.funds[0], ruleset),
        )

    with localcontext() as context:
        context.prec = 3
        found = everything()
    assert found == everything()
    assert score(table, ruleset).total == Decimal("95.23")
