"""Numbers in Chinese characters: every one written as it should be is read, and none is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring import Words, parse_value
from scoring.mentions import mentions
from scoring.numerals import chinese_number

_DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """A whole number as it is written out in full: 10500 → 一万零五百."""
    for power, sign in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= power:
            many, rest = divmod(number, power)
            gap = "零" if 0 < rest < power // 10 else ""
            return written(many) + sign + gap + (written(rest) if rest else "")
    return _DIGITS[number]


@given(st.integers(min_value=0, max_value=10**12 - 1))
@example(350_000_000)
@example(300_005_000)
@example(10_500)
@example(110)
def test_a_number_written_out_is_read_as_itself(number: int) -> None:
    assert chinese_number(written(number)) == number


@given(st.integers(min_value=0, max_value=10**12 - 1), st.text("零一二三四五六七八九", min_size=1, max_size=12))
def test_so_are_its_decimals(number: int, fraction: str) -> None:
    digits = "".join(str(_DIGITS.index(ch)) for ch in fraction)
    assert chinese_number(f"{written(number)}点{fraction}") == Decimal(f"{number}.{digits}")


@pytest.mark.parametrize(("text", "number"), [("十五", 15), ("一百十五", 115), ("一千零十", 1010), ("百", 100)])
def test_a_one_may_be_left_out_where_it_is_usual(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "万", "亿", "万亿", "零万", "一百二", "三千五", "一万二", "三亿五", "三亿五千", "百十", "千百", "百千"),
        *("零百", "二〇二三", "十十", "五点", "点五", "五点五点五", "٣", "9.", "一亿三万万", "一" + "亿" * 100_000),
    ],
)
def test_what_is_no_number_for_sure_is_none(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize("text", ["万元", "千元", "亿元", "百万元", "万人", "百人", "千家", "一百二", "百分之٣"])
def test_a_unit_with_nothing_in_front_is_no_number_of_it(text: str) -> None:
    assert parse_value(text) == Words(text)


@pytest.mark.parametrize("text", ["完成率达到百分之٣", "投入万元以上", "服务一百二人"])
def test_a_text_that_holds_none_mentions_none(text: str) -> None:
    assert mentions(text) == []
