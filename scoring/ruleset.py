"""A ruleset: what a scoring office set down, as data.

The classes hold what a ruleset file says; ``rulesets`` loads the files and
:mod:`scoring.marking` applies them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, TypeAlias

from attrs import evolve, field, frozen

from .compiled import CompiledRow, exact_row
from .formula import Formula
from .keeping import Kept
from .rounding import HALF_UP_2, Rounding
from .spelling import bare, fold
from .syntax import COMPLETION_NAMES, WRITTEN_NAMES

Evidence: TypeAlias = Literal["document", "published-tables", "secondary", "recalled"]
TargetKind: TypeAlias = Literal["number", "range", "date", "words"]
Arithmetic: TypeAlias = Literal["exact", "binary64"]
When: TypeAlias = Literal["row", "total"]

EVIDENCE_NAMES: dict[Evidence, str] = {
    "document": "读过原文",
    "published-tables": "由公开的表反推",
    "secondary": "见于系统或表格附注",
    "recalled": "凭通行理解，未见原文",
}
UNKNOWN_PLACE: Final = "不详"
"""Stands in ``places`` of a ruleset of an unknown place: it is a candidate, never picked for a unit."""

COEFFICIENT: Final = "coefficient"
"""The name of a printed coefficient (得分系数) in formulas, and of a row that has one."""

_MOST_CHOICES: Final = 1024
"""Choices of a rule that a ruleset keeps."""

EVIDENCE_ORDER: tuple[Evidence, ...] = ("document", "published-tables", "secondary", "recalled")


@frozen
class Source:
    """Where a ruleset or a rule comes from.

    Attributes:
        document: its name.
        evidence: how well it is known; see ``EVIDENCE_NAMES``.
        number: its official number, e.g. 财预〔2020〕10号.
        article: the article, or "".
        url: where it can be read, or "".
        note: what a reader must know of it, in Chinese.
    """

    document: str
    evidence: Evidence
    number: str = ""
    article: str = ""
    url: str = ""
    note: str = ""

    def __str__(self) -> str:
        number = f"（{self.number}）" if self.number else ""
        article = f" {self.article}" if self.article else ""
        return f"{self.document}{number}{article}〔{EVIDENCE_NAMES[self.evidence]}〕"


class _Portable:
    """Goes to other processes without what it has worked out, functions among it."""

    def __getstate__(self) -> dict[str, object]:
        kind = type(self)
        return {
            name: value
            for name, value in vars(self).items()
            if not isinstance(getattr(kind, name, None), cached_property)
        }


@frozen(cache_hash=True, slots=False)
class Calculation(_Portable):
    """The arithmetic of the issuing system.

    Attributes:
        arithmetic: exact rationals, or binary64 floats operation by operation.
        completion: how a completion or rate (percent) is rounded before it is scored.
        score: how a score (points) is rounded.
        when: scores are rounded at each indicator and then added (``row``), or added as they are and
            the total rounded once (``total``); what is printed of a row is rounded either way.
    """

    arithmetic: Arithmetic = "exact"
    completion: Rounding = HALF_UP_2
    score: Rounding = HALF_UP_2
    when: When = "row"

    def row(self, completion: Formula | None, score: Formula) -> CompiledRow:
        """Completion and score in one function over exact rationals, rounded as told."""
        row = self._rows.get((completion, score))
        if row is None:
            text = None if completion is None else completion.text
            row = self._rows[completion, score] = exact_row(text, score.text, self.completion, self.score)
        return row

    @cached_property
    def _rows(self) -> dict[tuple[Formula | None, Formula], CompiledRow]:
        return {}


@frozen
class Option:
    """A score that the rule also allows at the evaluator's discretion."""

    name: str
    when: Formula
    score: Formula


@frozen
class Example:
    """A worked example of a rule; it runs as a test when the ruleset loads."""

    given: dict[str, str]
    expect: dict[str, str]


@frozen(slots=False)
class Rule(_Portable):
    """One scoring rule.

    Attributes:
        id: unique in the ruleset.
        title: what a finance officer would call it.
        names: rule names as printed in the forms (赋分规则); first is the usual one.
        targets: the kinds of targets it applies to.
        operators: operators it applies to; empty for all.
        indicators: words in the name of an indicator, or of a level above it, that it applies to; empty
            for all.
        completion: formula of the completion in percent; None for dates and words.
        score: formula of the score in points.
        zero: formula of the score when the target is 0; None: no score can be computed.
        met_only: True when the formula speaks only of targets that were met; a missed target is
            judged by people, inside the text grades' bands.
        by_hand: True when people give a missed target any points up to the weight; ``met_only`` is then True.
        only_by_name: True when only its printed name calls for it.
        options: scores also allowed at discretion.
        examples: worked examples.
        source: where this rule comes from, if not where the ruleset does.
        note: what a reader must know, in Chinese.
    """

    id: str
    title: str
    score: Formula
    targets: tuple[TargetKind, ...]
    names: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    completion: Formula | None = None
    zero: Formula | None = None
    met_only: bool = False
    by_hand: bool = False
    only_by_name: bool = False
    options: tuple[Option, ...] = ()
    examples: tuple[Example, ...] = ()
    source: Source | None = None
    note: str = ""

    @cached_property
    def folded_names(self) -> frozenset[str]:
        """Its names in the form in which they are looked up."""
        return frozenset(map(fold, self.names))

    @cached_property
    def bare_indicators(self) -> tuple[str, ...]:
        """Its words for indicators in the form in which they are looked up."""
        return tuple(map(bare, self.indicators))

    @cached_property
    def takes_coefficient(self) -> bool:
        """Does it score by the printed coefficient, so that it applies only where there is one?"""
        return any(COEFFICIENT in one.used for one in (self.score, self.zero) if one is not None)

    @cached_property
    def compares(self) -> bool:
        """Does it look at target and actual at all?  A rule that takes what people wrote does not."""
        formulas = [one for one in (self.completion, self.score, self.zero) if one is not None]
        used = frozenset[str]().union(*(formula.used for formula in formulas))
        return self.met_only or not used & WRITTEN_NAMES or bool(used & COMPLETION_NAMES - {"reason"})


@frozen
class ExecutionRule:
    """How the budget execution rate is scored.

    Attributes:
        weight: points it is worth when the table prints none.
        completion: formula of the rate in percent over initial, adjusted, executed (万元).
        score: formula of the score in points over completion, weight.
    """

    weight: Decimal
    completion: Formula
    score: Formula
    examples: tuple[Example, ...] = ()
    note: str = ""


@frozen
class TextGrade:
    """A grade of a target in words and the share of the weight it allows.

    Attributes:
        name: e.g. 基本达成.
        low, high: percent of the weight; ``low`` belongs to the band.
        high_included: whether ``high`` belongs to it too.
    """

    name: str
    low: Decimal
    high: Decimal
    high_included: bool = False


@frozen
class Grade:
    """A grade of the total: from ``low`` points (included) up to ``high``."""

    name: str
    low: Decimal
    high: Decimal
    low_included: bool = True
    high_included: bool = False


@frozen
class WeightScheme:
    """Points each level-1 indicator should have; levels are named without 指标 behind."""

    name: str
    levels: dict[str, Decimal]


@frozen
class Limits:
    """Where a ruleset asks for a written explanation; percent, None: it does not say.

    Attributes:
        execution_reason_below: execution rate below which a reason is required.
        over_completion: completion from which over-completion is remarked on.
        over_completion_reason: completion from which it must have a reason.
        unspent_warning: share of the budget left unspent that is remarked on.
        results_gap_warning: with S the indicators' scores in percent of their weight and E the execution
            score in percent of its, (S − E) / S from which it is remarked on that results are claimed
            much better than the money was spent.
        adjustment_reason: True: a change of the budget within the year must be explained.
        lost_points_reason: True: a score below the weight is not taken without a reason.
        default_cost_weight: most points of the cost row a project gets that declared none.
    """

    execution_reason_below: Decimal | None = None
    over_completion: Decimal | None = None
    over_completion_reason: Decimal | None = None
    unspent_warning: Decimal | None = None
    results_gap_warning: Decimal | None = None
    adjustment_reason: bool = False
    lost_points_reason: bool = False
    default_cost_weight: Decimal | None = None


@frozen(slots=False)
class Ruleset(_Portable):
    """All the rules by which one place and period scores its tables.

    Attributes:
        id: ``place/year`` or the like, unique in a catalogue.
        title: its name in Chinese.
        documents: what documents it speaks of.
        source: where it comes from.
        places: words in a unit's name that show it belongs here; empty for everywhere.
        valid_from, valid_to: budget years it covers, as dates; None: open.
        calculation: the arithmetic of the issuing system.
        total_weight: points of a whole table, execution included.
        weights: what the level-1 weights may be; empty: not set.
        execution: how the execution rate is scored.
        rules: the scoring rules, in the order they are tried.
        text_grades: bands for targets in words, best first.
        grades: the grade scale of the total, best first.
        limits: where reasons are required.
        note: what a reader must know, in Chinese.
        inherited: where parts come from that another ruleset set: ``execution``, ``calculation``, ``grade``,
            ``weights.`` and the name of a scheme, ``limits.`` and that of a limit.
        file: the file it was loaded from, "" if from elsewhere.
    """

    id: str
    title: str
    documents: str
    source: Source
    execution: ExecutionRule
    rules: tuple[Rule, ...]
    grades: tuple[Grade, ...]
    places: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    calculation: Calculation = Calculation()
    total_weight: Decimal = Decimal(100)
    weights: tuple[WeightScheme, ...] = ()
    text_grades: tuple[TextGrade, ...] = ()
    limits: Limits = Limits()
    note: str = ""
    inherited: Mapping[str, Source] = field(factory=dict)
    file: str = ""

    def source_of(self, *parts: str) -> str:
        """Where parts come from, in the order given; see ``inherited``."""
        return "；".join(dict.fromkeys(str(self.inherited.get(part, self.source)) for part in parts))

    def grade_of(self, total: Decimal) -> str:
        """Return the grade of a total in points; the loader has checked that there is one."""
        for grade in self.grades:
            above = total > grade.low or (grade.low_included and total == grade.low)
            below = total < grade.high or (grade.high_included and total == grade.high)
            if above and below:
                return grade.name
        return ""

    @cached_property
    def indicator_words(self) -> frozenset[str]:
        """What its rules look for in a row beside target and rule name: words, ``COEFFICIENT``."""
        words = frozenset(word for rule in self.rules for word in rule.bare_indicators)
        return words | {COEFFICIENT} if any(rule.takes_coefficient for rule in self.rules) else words

    def under(self, calculation: Calculation) -> Ruleset:
        """The same rules under another calculation; asked for again, the same object."""
        if calculation == self.calculation:
            return self
        known = self._under.get(calculation)
        if known is None:
            known = self._under[calculation] = evolve(self, calculation=calculation)
        return known

    @cached_property
    def _under(self) -> dict[Calculation, Ruleset]:
        return {}

    @cached_property
    def choices(self) -> Kept[tuple[object, ...], tuple[Rule | None, tuple[str, ...]]]:
        """The rules that :func:`scoring.plan.rule_for` has chosen."""
        return Kept(_MOST_CHOICES)

    def nearness(self, units: Iterable[str]) -> int:
        """Length of the longest of its ``places`` in any of the units' names; 0: none is there."""
        places = [place for place in self.places if place != UNKNOWN_PLACE]
        return max((len(place) for place in places for unit in units if place in unit), default=0)

    @property
    def is_of_unknown_place(self) -> bool:
        """Does it belong to a place, and nobody knows to which?"""
        return UNKNOWN_PLACE in self.places

    def covers(self, year: int) -> bool:
        """Does the ruleset speak of budget year ``year``?"""
        first = self.valid_from.year if self.valid_from else year
        last = self.valid_to.year if self.valid_to else year
        return first <= year <= last
