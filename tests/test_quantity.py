"""Values: what spellings are read as, and that nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import (
    Figure,
    Moment,
    Quantity,
    Several,
    Span,
    Unreadable,
    Value,
    Words,
    format_value,
    parse_figure,
    parse_value,
)
from scoring.quantity import Unit, plain
from scoring.spelling import unit_of_name
from tests.strategies import values


@given(values())
def test_a_printed_value_is_read_back_as_itself(value: Value) -> None:
    assert parse_value(format_value(value)) == value


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(text: str) -> None:
    value = parse_value(text)
    assert value is None or value.text == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "operator", "number", "unit"),
    [
        ("≥95%", "≥", "95", "%"),
        (">=3 次", "≥", "3", "次"),
        ("< =1113.22 万元", "≤", "1113.22", "万元"),
        ("<=1028 .71", "≤", "1028.71", ""),
        ("≤716. 40万元", "≤", "716.40", "万元"),
        ("≧5", "≥", "5", ""),
        ("≦5", "≤", "5", ""),
        ("═12次", "=", "12", "次"),
        ("＞10人", ">", "10", "人"),
        ("＜1次", "<", "1", "次"),
        ("不少于4部", "≥", "4", "部"),
        ("不低于90%", "≥", "90", "%"),
        ("不超过30天", "≤", "30", "天"),
        ("大于等于5个", "≥", "5", "个"),
        ("小于2小时", "<", "2", "小时"),
        ("95%以上", "≥", "95", "%"),
        ("达到95％以上", "≥", "95", "%"),
        ("100万元以内", "≤", "100", "万元"),
        ("=0.60万元/人", "=", "0.60", "万元/人"),
        ("10万人次", "", "10", "万人次"),
        ("1,994.00万元", "", "1994.00", "万元"),
        ("１００％", "", "100", "%"),
        ("0.0900000762939453", "", "0.0900000762939453", ""),
        ("三百一十二人", "", "312", "人"),
        ("两次", "", "2", "次"),
        ("一百二十", "", "120", ""),
        ("一千零一十", "", "1010", ""),
        ("三万元", "", "30000", "元"),
        ("50千瓦", "", "50", "千瓦"),
        ("3次/年", "", "3", "次/年"),
        ("百分之九十五", "", "95", "%"),
        ("百分之九点五", "", "9.5", "%"),
        ("0起", "", "0", "起"),
        ("-5%", "", "-5", "%"),
        ("12个月", "", "12", "个月"),
        ("=12月", "=", "12", "月"),
        ("2023.5", "", "2023.5", ""),
    ],
)
def test_spellings_of_quantities(text: str, operator: str, number: str, unit: str) -> None:
    value = parse_value(text)
    assert isinstance(value, Quantity)
    assert (value.operator, value.number, value.unit.text) == (operator, Decimal(number), unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年12月10日", (2023, 12, 10, False, False)),
        ("=2023 年 12 月 10 日之前", (2023, 12, 10, True, False)),
        ("2023年底", (2023, None, None, False, True)),
        ("12月底前", (None, 12, None, True, True)),
        ("2024年11月", (2024, 11, None, False, False)),
        ("2023-12-10", (2023, 12, 10, False, False)),
        ("5月20日前完成", (None, 5, 20, True, False)),
    ],
)
def test_spellings_of_dates(text: str, expected: tuple[object, ...]) -> None:
    value = parse_value(text)
    assert isinstance(value, Moment)
    assert (value.year, value.month, value.day, value.before, value.end) == expected


@pytest.mark.parametrize("text", ["", " ", "-", "—", "–", "/", "·", "空", "无", "……", "**"])
def test_blank_marks_hold_no_value(text: str) -> None:
    assert parse_value(text) is None
    assert parse_figure(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "7,00.0,77",
        "≥",
        "≥99.9.9%",
        "1/2",
        "≥12次34",
        "=1,0000",
        "2023年13月",
        "2024年11月31日前",
        "≥1O",
        "≥1l",
        "10-",
        "5+",
        "10²",
        "10余",
        "≥90%或以上",
        "90%%",
        "1个半",
        "≥3-5次",
        "5-10次以上",
        "3 5",
        "95 90",
        "100 120",
        "≥2023年12月",
        "9" * 30,
        f"1-{'9' * 30}",
        f"{'9' * 30}次；2人",
        "≥1 2次；≥100人",
        "≤95%以上",
        "≥3天以内",
    ],
)
def test_digits_that_form_no_number_are_unreadable_and_never_zero(text: str) -> None:
    assert isinstance(parse_value(text), Unreadable)


@pytest.mark.parametrize("text", ["长期", "一流", "十分满意", "一般公共预算", "有效提升", "保障①"])
def test_words_stay_words(text: str) -> None:
    assert parse_value(text) == Words(text)


def test_a_range_keeps_both_ends() -> None:
    assert parse_value("80%-90%") == Span("80%-90%", Decimal(80), Decimal(90), Unit.of("%"))
    assert parse_value("3～5次") == Span("3～5次", Decimal(3), Decimal(5), Unit.of("次"))


def test_several_targets_in_one_cell_are_kept_apart() -> None:
    value = parse_value("≥3次；≥100人")
    assert isinstance(value, Several)
    assert [part.unit.text for part in value.parts] == ["次", "人"]


@pytest.mark.parametrize(
    ("text", "dimension", "factor"),
    [("万元", "元", 10**4), ("亿元", "元", 10**8), ("万人次", "人次", 10**4), ("名", "人", 1), ("百分比", "%", 1),
     ("元/人/天", "元/人/天", 1), ("万元/天", "元/天", 10**4), ("万", "", 10**4)],
)  # fmt: skip
def test_multipliers_are_told_from_what_is_counted(text: str, dimension: str, factor: int) -> None:
    assert (Unit.of(text).dimension, Unit.of(text).factor) == (dimension, Decimal(factor))


def test_the_unit_may_stand_in_the_name_only() -> None:
    assert unit_of_name("项目总成本(万元)").dimension == "元"
    assert unit_of_name("合格率（%）").dimension == "%"
    assert unit_of_name("站点（远程）").text == ""
    assert unit_of_name("次数").text == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [("10", "10"), ("99.07 分", "99.07"), ("1,994.00", "1994.00"), ("77.66%", "77.66"), ("8.00万元", "8.00")],
)
def test_figures_keep_their_text_and_their_digits(text: str, value: str) -> None:
    figure = parse_figure(text)
    assert isinstance(figure, Figure)
    assert figure.text == text
    assert str(figure.value) == value


@pytest.mark.parametrize("text", ["十分", "10分左右", "1,99.0", "１O", "4 5", "9" * 40])
def test_unreadable_figures_are_said_to_be_so(text: str) -> None:
    assert isinstance(parse_figure(text), Unreadable)


def test_plain_numbers_have_no_exponent_and_no_needless_zeros() -> None:
    assert plain(Decimal("1E+2")) == "100"
    assert plain(Decimal("9.50")) == "9.5"


def test_a_very_long_cell_is_words() -> None:
    assert isinstance(parse_value("9" * 500), Words)


def test_figures_may_be_held_to_their_units() -> None:
    assert isinstance(parse_figure("45元", units=("分",)), Unreadable)
    assert isinstance(parse_figure("45分", units=("分",)), Figure)
