"""Finding B9: a limit scored as if more were better, or the other way round.

The sign of the target is the source: it says which way is good, whatever rule
the table was scored by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from .examined import Examined, text_of
from .finding import Finding, Severity
from .marking import mark_plan
from .notation import show
from .opinion import Judgement, Verdict
from .plan import Plan, plan_indicator
from .quantity import Quantity, plain
from .rounding import HALF_UP_2, Rounding
from .scorecard import Mark
from .signs import Doubt, doubt_of
from .wording import finding
from .words import (
    BUDGET_CONTROL_WORDS,
    COST_LEVEL,
    COST_WORDS,
    PAYING_WORDS,
    SAVING_WORDS,
    SPENDING_RATE_WORDS,
)

_PLACES = (Rounding("half-up", 2), Rounding("cut", 2), Rounding("half-up", 1))
_NO_MORE = "目标值的符号“{sign}”：不超过即为达标"
_NO_LESS = "目标值的符号“{sign}”：不低于即为达标"


@frozen
class _Row:
    """A row with numbers and a printed score between 0 and its weight.

    Attributes:
        printed, weight: points.
        target, actual: in one unit, both above or at 0, the target above.
    """

    table: Examined
    number: int
    judgement: Judgement
    mark: Mark
    sign: str
    printed: Decimal
    weight: Decimal
    target: Fraction
    actual: Fraction

    @property
    def said(self) -> str:
        """Target and actual as printed."""
        indicator = self.table.evaluation.indicators[self.number - 1]
        return f"目标“{text_of(indicator.target)}”，实际“{text_of(indicator.actual)}”"

    @property
    def rate(self) -> str:
        """Actual over target, percent."""
        return f"{HALF_UP_2.decimal(self.actual / self.target * 100):f}"

    @property
    def lost(self) -> str:
        """What the score lacks of its weight."""
        score = f"只得 {plain(self.printed)} 分" if self.printed else "得 0 分"
        return f"扣了 {plain(self.weight - self.printed)} 分，{score}"

    def is_share(self, share: Fraction) -> bool:
        """Is the score this share of the weight, as the rule of the table or plain proportion gives it?"""
        return any(places.decimal(Fraction(self.weight) * share) == self.printed for places in _PLACES)

    @property
    def as_direct(self) -> bool:
        """Did the row lose its points because the actual is below the target?

        The measure scores it so itself, or the score is the plain share, or nothing is left of it.
        """
        by_rule = self.judgement.verdict in (Verdict.AGREES, Verdict.CONVENTION)
        completion = self.mark.completion
        return (
            (by_rule and completion is not None and completion < 100)
            or self.is_share(self.actual / self.target)
            or not self.printed
        )

    def finding(self, what: str, expected: str, source: str, arithmetic: str, severity: Severity) -> Finding:
        """Word it."""
        return finding(
            "B9",
            self.table.where(self.number, "得分"),
            severity=severity,
            read=plain(self.printed),
            expected=expected,
            arithmetic=arithmetic,
            source=source,
            what=f"{self.said}，{what}",
        )


def check_direction(table: Examined, number: int, judgement: Judgement, mark: Mark) -> Iterator[Finding]:
    """Look at a row with a printed score between 0 and its weight.

    Args:
        table: the table.
        number: of the row, from 1.
        judgement: of its score.
        mark: by the measure.
    """
    found, printed, weight = table.comparisons[number - 1], judgement.printed, mark.weight
    if found.kind != "number" or not found.target or found.actual is None or printed is None or weight is None:
        return
    met, full = bool(found.met), printed == weight
    is_limit, is_least = found.operator in ("≤", "<"), found.operator in ("≥", ">")
    if is_limit:
        turned = met is not full
    elif is_least:
        turned = met and not full
    else:
        turned = found.target != found.actual and less_is_better(table, number)
    if not turned or found.target < 0 or found.actual < 0:
        return
    row = _Row(table, number, judgement, mark, found.operator, printed, weight, found.target, found.actual)
    look = _limit(row, met) if is_limit else _at_least(row) if is_least else _cost(row)
    doubt = doubt_of(table.evaluation.indicators[number - 1])
    for one in look:
        yield one if doubt is None or doubt.is_missing else _doubted(one, doubt, full=full)


def _doubted(found: Finding, doubt: Doubt, *, full: bool) -> Finding:
    """With the other reading: it may be the sign that is wrong, and not the score."""
    score = "得分无误" if full else "扣分无误"
    told = f"不过{doubt.why}，符号若应为“{doubt.sign}”，则{score}，要更正的是符号"
    return evolve(found, message=f"{found.message}；{told}")


def less_is_better(table: Examined, number: int) -> bool:
    """Does the row stand for a cost, of which less is better: an amount or a price, or a rate of control?

    A rate of spending is none, nor is money handed out or saved.
    """
    indicator = table.evaluation.indicators[number - 1]
    name, target = indicator.name, indicator.target
    if COST_LEVEL not in indicator.level1 + indicator.level2 or _any_of(SPENDING_RATE_WORDS, name):
        return False
    if _any_of(BUDGET_CONTROL_WORDS, name):
        return True
    money = isinstance(target, Quantity) and target.unit.dimension.startswith("元")
    return money and (_any_of(COST_WORDS, name) or not _any_of((*PAYING_WORDS, *SAVING_WORDS), name))


def _any_of(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _limit(row: _Row, met: bool) -> Iterator[Finding]:
    """A ≤ row that was kept and lost points for it, or was exceeded and lost none."""
    source = _NO_MORE.format(sign=row.sign)
    if met and row.printed < row.weight and row.actual < row.target and row.as_direct:
        full = plain(row.weight)
        what = f"没有超过上限，却按实际除以目标（{row.rate}%）{row.lost}；若按不超过为达标，应得满分 {full} 分"
        yield row.finding(what, full, source, _sums(row), "warning")
    elif not met and row.printed == row.weight:
        what = f"超过了上限，却得满分 {plain(row.printed)} 分"
        arithmetic, expected, corrected = _sums(row), f"<{plain(row.weight)}", _corrected(row)
        if row.mark.score is not None and row.mark.score < row.weight:
            # The measure itself reads the sign as meant.
            expected = plain(row.mark.score)
            what += f"；若按不超过为达标，按《{row.table.ruleset.title}》应得 {expected} 分"
            arithmetic = "；".join((arithmetic, *row.table.steps(row.mark, row.number)))
        elif corrected is None or corrected.score is None:
            what += "；若按不超过为达标，这一行没有达标"
        else:
            expected = plain(corrected.score)
            rate = f"{HALF_UP_2.decimal(row.target / row.actual * 100):f}"
            what += f"；若按不超过为达标，按目标除以实际（{rate}%）应得 {expected} 分"
            turned = f"{show(row.target)} ÷ {show(row.actual)} × 100 = {rate}"
            arithmetic = "；".join((arithmetic, turned, *_last_step(corrected)))
        # Either the sign or the score is wrong, whatever the rule.
        yield row.finding(what, expected, source, arithmetic, "error")


def _at_least(row: _Row) -> Iterator[Finding]:
    """A ≥ row that was exceeded and lost points in the proportion of a limit."""
    if row.actual <= row.target:
        return
    if row.judgement.verdict in (Verdict.AGREES, Verdict.CONVENTION) or not row.is_share(row.target / row.actual):
        return
    rate = f"{HALF_UP_2.decimal(row.target / row.actual * 100):f}"
    full = plain(row.weight)
    yield row.finding(
        f"超过了目标，却像上限类指标那样按目标除以实际（{rate}%）{row.lost}；若按不低于为达标，应得满分 {full} 分",
        full,
        _NO_LESS.format(sign=row.sign),
        f"{show(row.target)} ÷ {show(row.actual)} × {full} = {plain(row.printed)}",
        "warning",
    )


def _cost(row: _Row) -> Iterator[Finding]:
    """A cost whose target was printed with =, or bare: saving punished, or overspending not; a question."""
    sign = f"“{row.sign}”" if row.sign else "没有写符号，"
    source = "成本指标以不超过为达标，目标值的符号应为“≤”"
    if row.actual < row.target and row.printed < row.weight and row.as_direct:
        what = (
            f"成本低于目标，却按实际除以目标（{row.rate}%）{row.lost}；"
            f"目标值{sign}本意是否为“≤”？若按不超过为达标，应得满分 {plain(row.weight)} 分"
        )
        yield row.finding(what, plain(row.weight), source, _sums(row), "note")
    elif row.actual > row.target and row.printed == row.weight:
        what = (
            f"成本高于目标，却得满分 {plain(row.printed)} 分；目标值{sign}本意是否为“≤”？若按不超过为达标，不应得满分"
        )
        yield row.finding(what, f"<{plain(row.weight)}", source, _sums(row), "note")


def _sums(row: _Row) -> str:
    """The share of the target, and the step that gave the score where the measure gives the same."""
    arithmetic = f"{show(row.actual)} ÷ {show(row.target)} × 100 = {row.rate}"
    if row.mark.score == row.printed < row.weight:
        arithmetic = "；".join((arithmetic, *row.table.steps(row.mark, row.number)[-1:]))
    return arithmetic


def _corrected(row: _Row) -> Mark | None:
    """The score of an exceeded limit by the measure, with target over actual as the sign means it."""
    table = row.table
    indicator, found = table.evaluation.indicators[row.number - 1], table.comparisons[row.number - 1]
    plan = plan_indicator(indicator, table.ruleset, found)
    if not isinstance(plan, Plan) or plan.completion is None:
        return None
    turned = evolve(plan, values={**plan.values, "target": row.actual, "actual": row.target}, notes=())
    mark = mark_plan(turned, table.ruleset)
    return mark if mark.score is not None and mark.score < row.weight else None


def _last_step(mark: Mark) -> tuple[str, ...]:
    return tuple(map(str, mark.trace.steps[-1:])) if mark.trace is not None else ()
