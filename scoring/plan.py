"""What is to be computed for a row: the rule that applies, its formulas, its numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from attrs import evolve, frozen

from .comparison import Comparison
from .computation import Computation, Numbers
from .formula import Formula
from .keeping import remembered
from .model import FundLine, Indicator
from .quantity import Figure, figure_value, fraction_of
from .ruleset import COEFFICIENT, Rule, Ruleset
from .scorecard import Mark
from .spelling import bare, fold
from .syntax import NAMES

FUND_NAMES = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数"}
NO_WEIGHT: Final = "没有分值，或分值无法识别"
"""Why a row that is worth nobody knows what has no score."""

RULE_NOTE: Final = "规则说明："
"""What a rule's own note begins with in a trace."""

_KIND_NAMES = {"number": "数值", "range": "范围", "date": "日期", "words": "文字"}
_NOTHING: Final = Fraction(0)
_NO_WORDS: Final[frozenset[str]] = frozenset()
_ANSWERS = {"met": 0, "partly": 1, "missed": -1}


@frozen(slots=False)
class Plan:
    """A computation ready to run.

    Attributes:
        weight: points.
        values: the names of the formulas, amounts in one unit.
        completion: formula of the completion in percent, or None.
        score: formula of the score in points.
        rule: the rule, or None for the budget execution.
        title: the rule's name for the reader.
        met: whether the target was met, where that has a meaning.
        notes: how values were read and the rule was chosen, in Chinese.
    """

    weight: Decimal
    values: dict[str, Any]
    completion: Formula | None
    score: Formula
    rule: Rule | None
    title: str
    met: bool | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def computation(self) -> Computation:
        """The formulas with their numbers."""
        return Computation(Numbers(self.values), self.completion, self.score)


def plan_indicator(
    indicator: Indicator, ruleset: Ruleset, found: Comparison, words: frozenset[str] | None = None
) -> Plan | Mark:
    """Plan a row's score, or return the mark that says why it has none.

    Args:
        indicator: the row.
        ruleset: the rules.
        found: the row's target beside its actual.
        words: those of the ruleset's that stand in its name, from :func:`words_of`; None: they are looked for.
    """
    weight = indicator.weight_value
    if found.kind is None:
        return Mark(weight, problem=found.problem)
    if words is None:
        words = words_of(indicator, ruleset.indicator_words)
    rule, notes = rule_for(indicator.rule, found, ruleset, words)
    if rule is None:
        kind = f"{_KIND_NAMES[found.kind]}目标{found.operator}"
        return Mark(weight, problem=f"《{ruleset.title}》没有适用于“{kind}”的规则", met=found.met)
    if rule.compares and found.problem and found.met is None:
        low, high = _whole_band(rule, weight, ruleset)
        return Mark(weight, rule=rule.id, problem=found.problem, low=low, high=high)
    if weight is None:
        return Mark(weight, rule=rule.id, met=found.met, problem=NO_WEIGHT)
    if rule.met_only and not found.met:
        return _judged(rule, weight, ruleset, found)
    formulas = formulas_for(rule, found)
    if formulas is None:
        problem = f"目标值为 0，《{ruleset.title}》没有说怎样计分"
        return Mark(weight, rule=rule.id, met=found.met, problem=problem)
    if found.notes or rule.note:
        notes = (*notes, *found.notes, *_note(rule.note))
    if _is_zero(found):
        notes = (*notes, "目标值为 0，不计算完成率")
    values = row_values(indicator, weight, found)
    for name in formulas[1].written:
        if name not in values:
            return Mark(weight, rule=rule.id, met=found.met, problem=f"{NAMES[name][1]}没有填写或无法识别")
    return Plan(weight, values, *formulas, rule, rule.title, found.met, notes)


def facts_of(indicator: Indicator, found: Comparison, words: frozenset[str]) -> tuple[object, ...]:
    """All that a ruleset looks at in a row but its weight; rows with equal facts and weights get equal plans.

    Args:
        indicator: the row.
        found: its target beside its actual.
        words: those of the ruleset's that stand in its name, from :func:`words_of`.
    """
    # The cells themselves: what is not written is another fact than what cannot be read.
    return found, indicator.rule, bool(indicator.reason.strip()), indicator.coefficient, indicator.deduction, words


def formulas_for(rule: Rule, found: Comparison) -> tuple[Formula | None, Formula] | None:
    """The formulas of completion and score by which a rule scores a row; None: it leaves the row to people."""
    if rule.compares and found.problem and found.met is None:
        return None
    if rule.met_only and not found.met:
        return None
    if not _is_zero(found):
        return rule.completion, rule.score
    return None if rule.zero is None else (None, rule.zero)


def _is_zero(found: Comparison) -> bool:
    return found.kind == "number" and found.is_of_nothing


def row_values(indicator: Indicator, weight: Decimal, found: Comparison) -> dict[str, Any]:
    """The values of the names in a row's formulas."""
    values: dict[str, Any] = {
        "weight": fraction_of(weight),
        "met": bool(found.met),
        "reason": bool(indicator.reason and indicator.reason.strip()),
    }
    if found.target is not None:
        values["target"] = found.target
    if found.actual is not None:
        values["actual"] = found.actual
    if found.low is not None and found.high is not None:
        values["low"], values["high"] = found.low, found.high
    coefficient, deduction = indicator.coefficient, indicator.deduction
    if isinstance(coefficient, Figure):
        values["coefficient"] = fraction_of(coefficient.value)
    # Nothing written means nothing taken off; what cannot be read is not nothing.
    if deduction is None:
        values["deduction"] = _NOTHING
    elif isinstance(deduction, Figure):
        values["deduction"] = fraction_of(deduction.value)
    return values


def plan_execution(line: FundLine, ruleset: Ruleset, *, on_initial: bool = False) -> Plan | Mark:
    """Plan the score of the budget execution.

    Args:
        line: the total row of the money block.
        ruleset: the rules.
        on_initial: measure against the initial budget, as some units do by habit.
    """
    rule = ruleset.execution
    weight = execution_weight(line, ruleset)
    if weight is None:
        return Mark(None, problem=NO_WEIGHT)
    values = fund_values(line, weight, on_initial=on_initial)
    used = rule.completion.used | rule.score.used
    blank = [name for word, name in FUND_NAMES.items() if word in used and word not in values]
    if blank:
        return Mark(weight, problem=f"{'、'.join(blank)}没有填写或无法识别")
    return Plan(weight, values, rule.completion, rule.score, None, "预算执行率", None, _note(rule.note))


def execution_weight(line: FundLine, ruleset: Ruleset) -> Decimal | None:
    """Points of the budget execution: as printed, else the ruleset's own; None where what is printed cannot be read."""
    return ruleset.execution.weight if line.weight is None else figure_value(line.weight)


def fund_values(line: FundLine, weight: Decimal, *, on_initial: bool = False) -> dict[str, Any]:
    """The values of the names in the formulas of the budget execution, those that are filled in."""
    amounts = {name: figure_value(getattr(line, name)) for name in FUND_NAMES}
    if on_initial:
        amounts["adjusted"] = amounts["initial"]
    values: dict[str, Any] = {name: fraction_of(value) for name, value in amounts.items() if value is not None}
    values["weight"] = fraction_of(weight)
    return values


def _note(note: str) -> tuple[str, ...]:
    return (f"{RULE_NOTE}{note}",) if note else ()


def words_of(indicator: Indicator, words: frozenset[str]) -> frozenset[str]:
    """Those of the words that stand in a row's name or in the levels above it.

    ``COEFFICIENT`` among the words is no word: it is there where the row has a coefficient printed.
    """
    if not words:
        return words
    found = _words_in((indicator.name, indicator.level2, indicator.level1, words))
    return found | {COEFFICIENT} if COEFFICIENT in words and indicator.coefficient is not None else found


@remembered()
def _words_in(asked: tuple[str, str, str, frozenset[str]]) -> frozenset[str]:
    """Rows are asked for the words of many rulesets, and by more than one who asks."""
    name, level2, level1, words = asked
    names = f"{bare(name)}\n{bare(level2)}\n{bare(level1)}"
    found = [word for word in words if word in names and word != COEFFICIENT]
    return frozenset(found) if found else _NO_WORDS


def rule_for(
    printed: str, found: Comparison, ruleset: Ruleset, words: frozenset[str] = _NO_WORDS
) -> tuple[Rule | None, tuple[str, ...]]:
    """Choose the rule of a row: the one its printed name names, else the first that applies.

    Args:
        printed: the rule's name as printed, or "".
        found: the row's target beside its actual.
        ruleset: the rules.
        words: words of rules that stand in the row's name, from :func:`words_of`.

    Returns:
        The rule (None where none applies) and notes on the choice.
    """
    key = printed, found.kind, found.operator, words
    return ruleset.choices.get(key) or ruleset.choices.keep(key, _choice(printed, found, ruleset, words))


def _choice(
    printed: str, found: Comparison, ruleset: Ruleset, words: frozenset[str]
) -> tuple[Rule | None, tuple[str, ...]]:
    applying = [
        rule
        for rule in ruleset.rules
        if found.kind in rule.targets
        and (not rule.operators or found.operator in rule.operators)
        and (not rule.indicators or not words.isdisjoint(rule.bare_indicators))
        and (not rule.takes_coefficient or COEFFICIENT in words)
    ]
    name = fold(printed)
    if name:
        for rule in applying:
            if name in rule.folded_names:
                return rule, ()
    first = next((rule for rule in applying if not rule.only_by_name), None)
    if name and first is not None:
        known = any(name in rule.folded_names for rule in ruleset.rules)
        what = "它不适用于这种目标" if known else "本规则集没有这个规则名"
        return first, (f"表中写明“{printed}”，{what}，按“{first.title}”计算",)
    return first, ()


def with_text_grade(mark: Mark, plan: Plan, ruleset: Ruleset) -> Mark:
    """Add the band of the best text grade to the mark of a target in words that was met."""
    if plan.completion is not None or "target" in plan.values or not ruleset.text_grades:
        return mark
    # A rule that speaks of missed targets too leaves nothing to people.
    if plan.rule is None or "words" not in plan.rule.targets or not plan.rule.met_only:
        return mark
    best = ruleset.text_grades[0]
    low, high = best.low * plan.weight / 100, best.high * plan.weight / 100
    return evolve(mark, grade=best.name, low=low, high=high, high_included=best.high_included)


def _judged(rule: Rule, weight: Decimal, ruleset: Ruleset, found: Comparison) -> Mark:
    """A missed target that the rule leaves to people: with the band, where the ruleset names one."""
    low, high = _whole_band(rule, weight, ruleset)
    grade, included = "", True
    if found.kind == "words" and found.answer in _ANSWERS and ruleset.text_grades:
        band = ruleset.text_grades[_ANSWERS[found.answer]]
        grade, low, high = band.name, band.low * weight / 100, band.high * weight / 100
        included = band.high_included
    between = f"，“{band.name}”在 {low:f} 到 {high:f} 分之间" if grade else ""
    return Mark(
        weight,
        rule=rule.id,
        met=found.met,
        grade=grade,
        low=low,
        high=high,
        high_included=included,
        problem=f"目标未达到，得多少分由人评判{between}",
    )


def _whole_band(rule: Rule, weight: Decimal | None, ruleset: Ruleset) -> tuple[Decimal | None, Decimal | None]:
    if weight is not None and rule.by_hand:
        return Decimal(0), weight
    if weight is None or "words" not in rule.targets or not ruleset.text_grades:
        return None, None
    low = min(grade.low for grade in ruleset.text_grades)
    high = max(grade.high for grade in ruleset.text_grades)
    return low * weight / 100, high * weight / 100
