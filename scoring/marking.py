"""Score a table by a ruleset: the rule of each row, its completion, its score, its trace."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from .comparison import Comparison, compare
from .errors import UndefinedScore
from .formula import Explanation, Formula
from .model import Evaluation, FundLine, Indicator
from .notation import show
from .quantity import figure_value
from .rounding import UNROUNDED, Rounding
from .ruleset import Rule, Ruleset
from .scorecard import LevelSum, Mark, OptionScore, Scorecard, Step, Trace
from .spelling import fold

_ANSWERS = {"met": 0, "partly": 1, "missed": -1}


def score(evaluation: Evaluation, ruleset: Ruleset, *, trace: bool = True) -> Scorecard:
    """Score a self-evaluation.

    Args:
        evaluation: the table; printed scores in it are not looked at.
        ruleset: the rules.
        trace: whether to explain each score; without it the same numbers come out faster.

    Returns:
        The scorecard.  A row that cannot be scored has ``score`` None and says why; the total is
        then None, never a sum with a silent 0.
    """
    marks = tuple(mark_indicator(i, ruleset, year=evaluation.year, trace=trace) for i in evaluation.indicators)
    budget = evaluation.budget
    execution = mark_execution(budget, ruleset, trace=trace) if budget is not None else None
    everything = marks if execution is None else (execution, *marks)
    missing = sum(mark.score is None for mark in everything)
    total = None
    if not missing and everything:
        total = sum((mark.score or Decimal(0) for mark in everything), Decimal(0))
        if ruleset.calculation.when == "total":
            total = ruleset.calculation.score.decimal(Fraction(total))
    return Scorecard(
        ruleset=ruleset.id,
        title=ruleset.title,
        marks=marks,
        execution=execution,
        levels=_level_sums(evaluation.indicators, marks),
        total=total,
        missing=missing,
        grade=ruleset.grade_of(total) if total is not None else "",
    )


def mark_indicator(
    indicator: Indicator,
    ruleset: Ruleset,
    *,
    year: int | None = None,
    trace: bool = True,
    comparison: Comparison | None = None,
) -> Mark:
    """Score one row.

    Args:
        indicator: the row.
        ruleset: the rules.
        year: the budget year, for dates printed without one.
        trace: whether to explain.
        comparison: the row's comparison where the caller has it already.
    """
    weight = indicator.weight_value
    found = comparison or compare(indicator, year)
    if found.kind is None:
        return Mark(weight, problem=found.problem)
    rule, notes = rule_for(indicator.rule, found, ruleset)
    if rule is None:
        return Mark(weight, problem=f"{ruleset.title}没有适用于“{_operator_name(found)}”的规则", met=found.met)
    if found.problem and found.met is None:
        low, high = _whole_band(rule, weight, ruleset)
        return Mark(weight, rule=rule.id, problem=found.problem, low=low, high=high)
    if weight is None:
        return Mark(weight, rule=rule.id, met=found.met, problem="没有分值，或分值无法识别")
    return _Marking(indicator, found, rule, weight, ruleset, (*notes, *found.notes), trace).mark()


def mark_execution(line: FundLine, ruleset: Ruleset, *, trace: bool = True) -> Mark:
    """Score the budget execution from the total row of the money block."""
    rule = ruleset.execution
    printed = figure_value(line.weight)
    weight = rule.weight if printed is None else printed
    amounts = {k: figure_value(getattr(line, k)) for k in ("initial", "adjusted", "executed")}
    used = {name: value for name, value in amounts.items() if name in rule.completion.text}
    blank = [name for name, value in used.items() if value is None]
    if blank:
        names = {"initial": "年初预算数", "adjusted": "全年预算数", "executed": "全年执行数"}
        return Mark(weight, problem=f"{'、'.join(names[name] for name in blank)}没有填写或无法识别")
    values: dict[str, Any] = {name: Fraction(value) for name, value in amounts.items() if value is not None}
    values["weight"] = Fraction(weight)
    notes = (rule.note,) if rule.note else ()
    return _compute(
        _Plan(rule.completion, rule.score, "执行率", "预算执行率得分", "execution", notes),
        values,
        weight,
        ruleset,
        None,
        trace,
    )


def rule_for(printed: str, comparison: Comparison, ruleset: Ruleset) -> tuple[Rule | None, tuple[str, ...]]:
    """Choose the rule of a row: the one its printed name names, else the first that applies.

    Returns:
        The rule (None where none applies) and notes on the choice.
    """
    applying = [
        rule
        for rule in ruleset.rules
        if comparison.kind in rule.targets and (not rule.operators or comparison.operator in rule.operators)
    ]
    name = fold(printed)
    for rule in applying:
        if name and name in map(fold, rule.names):
            return rule, ()
    first = next((rule for rule in applying if not rule.only_by_name), None)
    if name and first is not None and any(name in map(fold, rule.names) for rule in ruleset.rules):
        return first, (f"表中写明“{printed}”，它不适用于这种目标，按“{first.title}”计算",)
    if name and first is not None and first.names:
        return first, (f"本规则集里没有“{printed}”这一规则名，按“{first.title}”计算",)
    return first, ()


@frozen
class _Plan:
    """What to compute, under which labels."""

    completion: Formula | None
    score: Formula
    completion_label: str
    score_label: str
    rule: str
    notes: tuple[str, ...] = ()


@frozen
class _Marking:
    """One row on its way to a mark."""

    indicator: Indicator
    found: Comparison
    rule: Rule
    weight: Decimal
    ruleset: Ruleset
    notes: tuple[str, ...]
    trace: bool

    def mark(self) -> Mark:
        found, rule = self.found, self.rule
        if rule.met_only and not found.met:
            return self._judged()
        values: dict[str, Any] = {
            "weight": Fraction(self.weight),
            "met": bool(found.met),
            "reason": bool(self.indicator.reason.strip()),
        }
        for name in ("target", "actual", "low", "high"):
            value = getattr(found, name)
            if value is not None:
                values[name] = value
        notes = (*self.notes, rule.note) if rule.note else self.notes
        if found.kind == "number" and found.target == 0:
            if rule.zero is None:
                return Mark(
                    self.weight, rule=rule.id, met=found.met, problem=f"目标值为 0，{self.ruleset.title}没有说怎样计分"
                )
            plan = _Plan(None, rule.zero, "完成率", "得分", rule.id, (*notes, "目标值为 0，不计算完成率"))
        else:
            plan = _Plan(rule.completion, rule.score, "完成率", "得分", rule.id, notes)
        mark = _compute(plan, values, self.weight, self.ruleset, rule, self.trace, met=found.met)
        return self._with_grade(mark) if found.kind == "words" else mark

    def _judged(self) -> Mark:
        """A missed target the rule leaves to people: the band, where the ruleset names one."""
        low, high = _whole_band(self.rule, self.weight, self.ruleset)
        grade = ""
        grades = self.ruleset.text_grades
        if self.found.answer in _ANSWERS and grades:
            band = grades[_ANSWERS[self.found.answer]]
            grade, low, high = band.name, band.low * self.weight / 100, band.high * self.weight / 100
        return Mark(
            self.weight,
            rule=self.rule.id,
            met=self.found.met,
            grade=grade,
            low=low,
            high=high,
            problem="目标未达到，应得多少分由人评判" + (f"，在 {low:f} 到 {high:f} 分之间" if grade else ""),
        )

    def _with_grade(self, mark: Mark) -> Mark:
        from attrs import evolve

        if not self.ruleset.text_grades:
            return mark
        band = self.ruleset.text_grades[0]
        return evolve(mark, grade=band.name, low=band.low * self.weight / 100, high=band.high * self.weight / 100)


def _whole_band(rule: Rule, weight: Decimal | None, ruleset: Ruleset) -> tuple[Decimal | None, Decimal | None]:
    if weight is None or "words" not in rule.targets or not ruleset.text_grades:
        return None, None
    low = min(grade.low for grade in ruleset.text_grades)
    high = max(grade.high for grade in ruleset.text_grades)
    return low * weight / 100, high * weight / 100


def _compute(
    plan: _Plan,
    values: dict[str, Any],
    weight: Decimal,
    ruleset: Ruleset,
    rule: Rule | None,
    trace: bool,
    *,
    met: bool | None = None,
) -> Mark:
    """Run a plan over exact rationals, and over binary64 where the ruleset computes so."""
    calculation = ruleset.calculation
    keep = calculation.score if calculation.when == "indicator" else UNROUNDED
    floats = dict(values)
    try:
        completion = None
        if plan.completion is not None:
            completion = calculation.completion.exact(plan.completion.exact(values))
        known = values if completion is None else {**values, "completion": completion}
        unrounded = Fraction(plan.score.exact(known))
        exact = keep.decimal(unrounded)
        given = exact
        if calculation.arithmetic == "binary64":
            if plan.completion is not None:
                floats["completion"] = calculation.completion.binary64(plan.completion.binary64(values))
            given = _decimal64(plan.score.binary64(floats), keep)
        options = _options(rule, known, keep) if rule is not None else ()
    except UndefinedScore as error:
        return Mark(weight, rule=plan.rule, met=met, problem=error.what)
    return Mark(
        weight=weight,
        completion=None if completion is None else calculation.completion.decimal(completion),
        score=given,
        exact=exact,
        unrounded=show(unrounded),
        met=met,
        options=options,
        rule=plan.rule,
        trace=_trace(plan, values, known, floats, ruleset, rule, given, keep) if trace else None,
    )


def _decimal64(number: float, keep: Rounding) -> Decimal:
    return keep.decimal(Fraction(number))


def _options(rule: Rule, values: dict[str, Any], keep: Rounding) -> tuple[OptionScore, ...]:
    return tuple(
        OptionScore(option.name, keep.decimal(Fraction(option.score.exact(values))))
        for option in rule.options
        if option.when.exact(values)
    )


def _trace(
    plan: _Plan,
    values: dict[str, Any],
    known: dict[str, Any],
    floats: dict[str, Any],
    ruleset: Ruleset,
    rule: Rule | None,
    given: Decimal,
    keep: Rounding,
) -> Trace:
    calculation = ruleset.calculation
    steps: list[Step] = []
    explained: list[Explanation] = []
    if plan.completion is not None:
        explanation = plan.completion.explain(values)
        explained.append(explanation)
        rounded = calculation.completion.decimal(explanation.value)
        steps.append(
            Step(
                f"{plan.completion_label}(%)",
                explanation.applied,
                explanation.numbers,
                show(explanation.value),
                f"{rounded:f}",
                str(calculation.completion),
            )
        )
    explanation = plan.score.explain(known)
    explained.append(explanation)
    exact = keep.decimal(explanation.value)
    rounding = "" if keep.way == "none" else str(keep)
    steps.append(
        Step(
            plan.score_label, explanation.applied, explanation.numbers, show(explanation.value), f"{exact:f}", rounding
        )
    )
    notes = list(plan.notes)
    if calculation.arithmetic == "binary64" and given != exact:
        number = plan.score.binary64(floats)
        notes.insert(0, f"系统用二进制浮点数计算，取整前是 {number!r}，因此给出 {given:f}，精确计算是 {exact:f}")
    source = rule.source if rule is not None and rule.source is not None else ruleset.source
    title = rule.title if rule is not None else plan.score_label
    branches = tuple(branch for explanation in explained for branch in explanation.branches)
    return Trace(title, str(source), tuple(steps), branches, tuple(notes))


def _level_sums(indicators: Sequence[Indicator], marks: Sequence[Mark]) -> tuple[LevelSum, ...]:
    sums: dict[str, tuple[Decimal, Decimal | None]] = {}
    for indicator, mark in zip(indicators, marks, strict=True):
        weight, total = sums.get(indicator.level1, (Decimal(0), Decimal(0)))
        total = None if total is None or mark.score is None else total + mark.score
        sums[indicator.level1] = (weight + (mark.weight or Decimal(0)), total)
    return tuple(LevelSum(name, weight, total) for name, (weight, total) in sums.items())


def _operator_name(found: Comparison) -> str:
    names = {"number": "数值", "range": "范围", "date": "日期", "words": "文字"}
    return f"{names[found.kind or 'words']}目标{found.operator}"
