"""Texts that look misread or mistyped: named with what they may have been, never taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from scoring.keeping import remembered
from scoring.model import Evaluation, Indicator, Place, Remark
from scoring.quantity import NO_UNIT, Quantity, Unreadable, Value, plain
from scoring.spelling import fold, parse_figure, parse_value

from .lexicon import lexicon

_LONGEST: Final = 24
_WHOLE: Final = 100
_FAR_OFF: Final = 3
"""A target this many times what was achieved, with full marks, was hardly meant."""
_NEVER: Final = 10
"""An actual this many times a target in percent, and this many times the whole, was hardly meant."""
_CEILINGS: Final = ("≤", "<")


def misreadings(evaluation: Evaluation) -> Iterator[Remark]:
    """Yield a remark for every cell of a table that may have been misread or mistyped."""
    for indicator in evaluation.indicators:
        meant, typed, whole = _target(indicator), _hundredfold(indicator), _multiplied(indicator)
        unread = [
            (column, reading)
            for column, reading in (
                ("分值", indicator.weight), ("得分", indicator.printed_score),
                ("目标值", indicator.target), ("实际完成值", indicator.actual),
            )
            if isinstance(reading, Unreadable)
        ]  # fmt: skip
        if not (meant or typed or whole or unread):
            continue
        place = indicator.place
        if meant:
            yield _remark("目标值", _text(indicator.target), meant, place)
        if typed:
            read = _text(indicator.actual)
            yield _remark("实际完成值", read, f"{typed}%", place, _cause(typed, read, place))
        if whole:
            read, (number, unit) = _text(indicator.actual), whole
            cause = f"填的像是没有折算成“{unit}”的数"
            yield _remark("实际完成值", read, f"{number}{unit}", place, cause)
        for column, reading in unread:
            yield from _figure(column, reading, place)
    for line in evaluation.funds:
        for column, money in (
            ("年初预算数", line.initial), ("全年预算数", line.adjusted), ("全年执行数", line.executed),
            ("执行率", line.printed_rate), ("得分", line.printed_score),
        ):  # fmt: skip
            if isinstance(money, Unreadable):
                yield from _figure(column, money, line.place)


def _target(indicator: Indicator) -> str:
    """What a target without an operator may have been: ``≥90%`` for ``290%`` or ``工90%``; "" where it is sound."""
    printed = _text(indicator.target)
    if not printed or not _may_be_misread(printed):
        return ""
    text = fold(printed)
    meant = parse_value(f"≥{text[1:]}")
    actual = indicator.actual
    if not isinstance(meant, Quantity) or not isinstance(actual, Quantity) or meant.unit != actual.unit:
        return ""
    if not text[0].isdigit():
        return meant.text
    read = indicator.target
    if not isinstance(read, Quantity) or read.operator or not text[1].isdigit() or text[1] == "0":
        return ""
    if meant.unit.text == "%":
        sure = read.number > _WHOLE >= meant.number and actual.number <= _WHOLE
    else:
        full = indicator.printed_value is not None and indicator.printed_value == indicator.weight_value
        sure = full and actual.number > 0 and read.number >= _FAR_OFF * actual.number
    return meant.text if sure and meant.number <= actual.number * _FAR_OFF else ""


@remembered()
def _may_be_misread(target: str) -> bool:
    """Does a target begin with what a "≥" may have become?"""
    text = fold(target)
    return 2 <= len(text) <= _LONGEST and text.startswith(lexicon().words("misread", "not_less"))


def _hundredfold(indicator: Indicator) -> str:
    """The number that a percentage was hundredfold of: ``95`` for 9500% where ≥95% was asked; "" where it is sound.

    A cell shown in percent takes a plain 95 as 9500%; only some programs add the sign to what is typed.
    """
    target, actual = indicator.target, indicator.actual
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity):
        return ""
    if target.unit.text != "%" or actual.unit.text != "%" or actual.number < _WHOLE:
        return ""
    meant, asked = actual.number / _WHOLE, abs(target.number)
    near = asked <= _FAR_OFF * meant and meant <= _FAR_OFF * asked
    # 100% is said often, and only of what should be little is it odd.
    odd = actual.number > _WHOLE or target.operator in _CEILINGS
    return plain(meant) if (near and odd) or actual.number >= _NEVER * max(Decimal(_WHOLE), asked) else ""


def _multiplied(indicator: Indicator) -> tuple[str, str] | None:
    """The number and the unit that were meant where a multiplier was forgotten: ``3.42`` 万人次 for 34200; None: sound.

    Where the actual has the target's unit, or none, and is beyond all measure of it, the number counted
    what the unit counts by ten thousand.
    """
    target, actual = indicator.target, indicator.actual
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity) or target.number <= 0:
        return None
    unit = target.unit
    if unit.factor <= 1 or actual.unit not in (unit, NO_UNIT):
        return None
    meant = actual.number / unit.factor
    near = target.number <= _FAR_OFF * meant and meant <= _FAR_OFF * target.number
    return (plain(meant), unit.text) if near and actual.number >= _NEVER * target.number else None


def _cause(typed: str, read: str, place: Place) -> str:
    if place.sheet:
        return f"单元格按百分比显示，直接键入 {typed} 即可读作 {read}"
    return f"漏了小数点，或在按百分比显示的单元格里直接键入了 {typed}"


def _figure(column: str, reading: Unreadable, place: Place) -> Iterator[Remark]:
    if len(reading.text) > _LONGEST:
        return
    text = fold(reading.text)
    if text in lexicon().words("misread", "dashes"):
        yield _remark(column, reading.text, "—", place)
        return
    meant = text
    for pair in lexicon().words("misread", "digits"):
        meant = meant.replace(pair[0], pair[1])
    # A text of letters only is no number that went wrong.
    if meant == text or not any(character.isdigit() for character in text):
        return
    figure = parse_figure(meant)
    value = getattr(figure, "value", None)
    if isinstance(value, Decimal) or isinstance(parse_value(meant), Quantity):
        yield _remark(column, reading.text, meant, place)


def _remark(column: str, read: str, meant: str, place: Place, cause: str = "") -> Remark:
    if cause:
        return Remark("R6", f"{column}读作“{read}”，疑为“{meant}”：{cause}；没有按后者计算", place, column)
    return Remark("R6", f"{column}印作“{read}”，可能是“{meant}”，没有按后者计算", place, column)


def _text(value: Value | None) -> str:
    return value.text if value is not None else ""
