"""The cells of a blank form that compute: the formulas that score what is typed as an actual.

A row's formulas follow the same plan as :mod:`scoring.plan`: its rule by name and operator, completion,
rounding, score, rounding.  What the formulas cannot judge shows :data:`PENDING`, never a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from attrs import frozen

from scoring.comparison import Comparison
from scoring.model import Indicator
from scoring.plan import rule_for, words_of
from scoring.quantity import Moment, Quantity, Several, Span, Unit, Unreadable, Value, Words
from scoring.ruleset import Rule, Ruleset
from scoring.words import MET_WORDS, MISSED_WORDS, PARTLY_WORDS

from .excel_formulas import Names, Translator, number_text

PENDING: Final = "待核"
"""Stands where a score is left to people."""

_SIGNS: Final = {"≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "": "="}
_LONGEST_LITERAL: Final = 200


@frozen
class RowCells:
    """Where a row's cells stand, as formulas refer to them."""

    actual: str
    weight: str
    reason: str


@frozen
class LiveRow:
    """A row's formulas, without the equals sign.

    Attributes:
        score: points; "" while the actual is blank, ``待核`` where people must judge.
        completion: percent as a fraction, or "" where the rule has none.
        by_people: whether a score typed by people is accepted where the formula cannot judge.
    """

    score: str
    completion: str = ""
    by_people: bool = False


def live_row(indicator: Indicator, ruleset: Ruleset, year: int | None, cells: RowCells, names: Names) -> LiveRow:
    """The formulas of a row.

    Args:
        indicator: the row; its actual is not looked at.
        ruleset: the rules.
        year: the budget year, which a deadline without a year is of; None: it is of the actual's.
        cells: where actual, weight and reason stand.
        names: where parts go that are used more than once.
    """
    kind, operator = _kind(indicator.target)
    words = words_of(indicator, ruleset.indicator_words)
    rule = rule_for(indicator.rule, Comparison(kind, operator), ruleset, words)[0] if kind is not None else None
    blank = f'TRIM({cells.actual})=""'
    if rule is None or isinstance(indicator.target, Unreadable) or rule.takes_coefficient:
        return LiveRow(f'IF({blank},"","{PENDING}")')
    row = _Row(rule, ruleset, year, cells, Translator(ruleset.calculation.arithmetic, names))
    judged, completion = row.judged(indicator.target)
    score = f'IF({blank},"",IF(ISNUMBER({cells.weight}),IFERROR({judged},"{PENDING}"),"{PENDING}"))'
    by_people = rule.by_hand or (rule.met_only and "words" in rule.targets and bool(ruleset.text_grades))
    return LiveRow(score, completion, by_people)


def live_execution(ruleset: Ruleset, amounts: Mapping[str, str], weight: str, names: Names) -> LiveRow:
    """The formulas of the budget execution.

    Args:
        ruleset: the rules.
        amounts: where ``initial``, ``adjusted`` and ``executed`` stand, in 万元.
        weight: where the weight stands.
        names: where parts go that are used more than once.
    """
    rule, calculation = ruleset.execution, ruleset.calculation
    write = Translator(calculation.arithmetic, names)
    values = {**amounts, "weight": weight}
    used = [amounts[name] for name in ("initial", "adjusted", "executed") if name in rule.completion.used]
    rate = names.name(write.rounded(write.formula(rule.completion, values), calculation.completion))
    points = write.formula(rule.score, {**values, "completion": rate})
    if calculation.when == "row":
        points = write.rounded(points, calculation.score)
    numbers = f"AND({','.join(f'ISNUMBER({one})' for one in (*used, weight))})"
    blank = f"OR({','.join(_is_blank(one) for one in used)})"
    score = f'IF({blank},"",IF({numbers},IFERROR({points},"{PENDING}"),"{PENDING}"))'
    plain = f"({amounts['executed']}/{amounts['adjusted']})"
    shown = f'IFERROR(ROUND(ROUND({plain}*10000,8),0)/10000,"")'
    both = f"AND(ISNUMBER({amounts['executed']}),ISNUMBER({amounts['adjusted']}))"
    return LiveRow(score, f'IF({both},{shown},"")')


def live_total(numbers: str, count: int, total: str, ruleset: Ruleset) -> str:
    """The total, "" where any score is missing.

    Args:
        numbers: how many of the scores are numbers.
        count: how many there are.
        total: their sum.
        ruleset: the rules.
    """
    keep = ruleset.calculation.score
    places = 10 if keep.way == "none" else keep.places
    # Rounded scores only lose the dust of binary64 when they are added; others are rounded here for the first time.
    whole = f"ROUND({total},{places})"
    if ruleset.calculation.when == "total":
        whole = Translator("exact", Names(lambda _, text: text)).rounded(total, keep)
    return f'IF({numbers}={count},{whole},"")'


def _is_blank(reference: str) -> str:
    return f'TRIM({reference})=""'


def _kind(target: Value | None) -> tuple[Literal["number", "range", "date", "words"] | None, str]:
    if isinstance(target, Quantity):
        return "number", target.operator
    if isinstance(target, Span):
        return "range", ""
    if isinstance(target, Moment):
        return "date", ""
    return ("words", "") if isinstance(target, Words | Several) else (None, "")


@frozen
class _Row:
    """A row's rule, ready to be written."""

    rule: Rule
    ruleset: Ruleset
    year: int | None
    cells: RowCells
    write: Translator

    def judged(self, target: Value | None) -> tuple[str, str]:
        """The score of an actual that is not blank, and the completion's formula or ""."""
        if isinstance(target, Quantity):
            return self._number(target)
        if isinstance(target, Span):
            return self._range(target)
        if isinstance(target, Moment):
            return self._date(target), ""
        several = isinstance(target, Several)
        return self._words("" if several else getattr(target, "text", ""), several=several), ""

    def _number(self, target: Quantity) -> tuple[str, str]:
        actual = self._actual(target.unit)
        wanted = number_text(target.number)
        met = f"({actual}{_SIGNS[target.operator]}{wanted})"
        return self._measured({"target": wanted, "actual": actual}, met, zero=target.number == 0)

    def _range(self, target: Span) -> tuple[str, str]:
        actual = self._actual(target.unit)
        low, high = number_text(target.low), number_text(target.high)
        met = f"AND({actual}>={low},{actual}<={high})"
        return self._measured({"low": low, "high": high, "actual": actual}, met)

    def _measured(self, values: dict[str, str], met: str, *, zero: bool = False) -> tuple[str, str]:
        if zero and self.rule.zero is None:
            return f'"{PENDING}"', ""
        score, completion = self._points({**values, "met": met}, zero=zero)
        if self.rule.met_only:
            score = f'IF({met},{score},"{PENDING}")'
        shown = f'IF(ISNUMBER({self.cells.actual}),IFERROR({completion}/100,""),"")' if completion else ""
        return f'IF(ISNUMBER({self.cells.actual}),{score},"{PENDING}")', shown

    def _date(self, target: Moment) -> str:
        day = f"INT({self.cells.actual})"
        known = target.year or self.year
        year = f"YEAR({self.cells.actual})" if known is None else str(known)
        month = target.month or 12
        last = f"DATE({year},{month + 1},0)"
        deadline = f"DATE({year},{month},{target.day})" if target.day else last
        if target.day and target.day > 28:
            deadline = f"IF(DAY({deadline})={target.day},{deadline},NA())"  # 29 February of a common year
        judged = f"IF({day}<={deadline},{self._given('TRUE')},{self._given('FALSE')})"
        words = f'IF({self._says(MET_WORDS, target.text)},{self._given("TRUE")},"{PENDING}")'
        return f"IF(ISNUMBER({self.cells.actual}),{judged},{words})"

    def _words(self, wanted: str, *, several: bool) -> str:
        """Of several targets in a cell nobody says which was missed: only that all were met can be judged."""
        missed = (
            f'"{PENDING}"'
            if several
            else f'IF({self._says(PARTLY_WORDS | MISSED_WORDS)},{self._given("FALSE")},"{PENDING}")'
        )
        judged = f"IF({self._says(MET_WORDS, wanted)},{self._given('TRUE')},{missed})"
        return f'IF(ISNUMBER({self.cells.actual}),"{PENDING}",{judged})'

    def _given(self, met: str) -> str:
        """The score of a target that was met, or was not."""
        if met == "FALSE" and self.rule.met_only:
            return f'"{PENDING}"'
        return self._points({"met": met})[0]

    def _points(self, values: dict[str, str], *, zero: bool = False) -> tuple[str, str]:
        calculation = self.ruleset.calculation
        reason = f'(TRIM({self.cells.reason})<>"")'
        # A form without a column for deductions has none.
        values = {**values, "weight": self.cells.weight, "reason": reason, "deduction": "0"}
        formula, completion = self.rule.score, ""
        if zero and self.rule.zero is not None:
            formula = self.rule.zero
        elif self.rule.completion is not None:
            rate = self.write.formula(self.rule.completion, values)
            completion = self.write.names.name(self.write.rounded(rate, calculation.completion))
            values["completion"] = completion
        points = self.write.formula(formula, values)
        if calculation.when == "row":
            points = self.write.rounded(points, calculation.score)
        return points, completion

    def _actual(self, unit: Unit) -> str:
        """The number typed, as the engine will read it: per cent where the cell holds a share."""
        if unit.dimension == "%":
            return f"ROUND({self.cells.actual}*100,10)"
        return self.cells.actual

    def _says(self, words: frozenset[str], text: str = "") -> str:
        """Is the actual one of these words, or the same as a text?"""
        known = sorted(words)
        if text and len(text) <= _LONGEST_LITERAL:
            known.insert(0, text)
        listed = ",".join('"' + word.replace('"', '""') + '"' for word in known)
        return f"(SUMPRODUCT(--(TRIM({self.cells.actual})={{{listed}}}))>0)"
