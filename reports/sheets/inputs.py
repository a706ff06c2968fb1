"""What is to be typed into a blank form as an actual."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, TypeAlias

from attrs import frozen

from scoring.model import Indicator
from scoring.quantity import Moment, Quantity, Span, Unit, Words
from scoring.ruleset import Ruleset
from scoring.words import MET_WORDS, MISSED_WORDS, PARTLY_WORDS

InputKind: TypeAlias = Literal["number", "percent", "amount", "date", "words", "text"]
ANSWERS: Final = ("达成", "基本达成", "部分达成", "未达成")
"""Offered for targets in words where the ruleset has no grades of its own for them."""


@frozen
class Input:
    """What is to be typed as an actual.

    Attributes:
        kind: ``percent`` is typed and shown with its sign; ``amount`` is money; ``text`` anything.
        unit: the unit shown behind the number, or "".
        choices: the answers offered.
        negative: whether numbers below zero make sense.
    """

    kind: InputKind
    unit: str = ""
    choices: tuple[str, ...] = ()
    negative: bool = False

    @property
    def short(self) -> str:
        """The unit or the answers, or "" for anything."""
        return {"date": "日期", "words": "/".join(self.choices), "text": ""}.get(self.kind, self.unit)

    @property
    def hint(self) -> str:
        """What to fill in, in a few words."""
        if self.kind in ("number", "amount"):
            return f"填数字，单位：{self.unit}" if self.unit else "填数字"
        if self.kind == "percent":
            return "填百分数，连同百分号，如 95%"
        if self.kind == "date":
            return "填日期，如 2024-12-10"
        if self.kind == "words":
            return f"选填：{'、'.join(self.choices)}"
        return "如实填写"


def input_of(indicator: Indicator, ruleset: Ruleset) -> Input:
    """What is to be typed as the actual of a row."""
    target = indicator.target
    if isinstance(target, Quantity):
        return _number_input(target.unit, target.number)
    if isinstance(target, Span):
        return _number_input(target.unit, target.low)
    if isinstance(target, Moment):
        return Input("date")
    if isinstance(target, Words):
        return Input("words", choices=answers(ruleset))
    return Input("text")


def answers(ruleset: Ruleset) -> tuple[str, ...]:
    """The answers to targets in words: the ruleset's grades, as far as the engine understands their names."""
    known = MET_WORDS | PARTLY_WORDS | MISSED_WORDS
    names = tuple(grade.name for grade in ruleset.text_grades)
    if names and all(name in known for name in names) and names[0] in MET_WORDS:
        return names
    return ANSWERS


def _number_input(unit: Unit, number: Decimal) -> Input:
    if unit.dimension == "%":
        return Input("percent", "%", negative=number < 0)
    return Input("amount" if unit.is_money else "number", unit.text, negative=number < 0)
