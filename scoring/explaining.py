"""What else gives a printed score that its rule does not give: the simplest explanation first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import evolve, frozen

from .comparison import Comparison
from .conventions import Convention, at_other_time, conventions
from .errors import UndefinedScore
from .habits import TEN_THOUSAND, Habit, habits_of_score, in_other_units, with_other_unit
from .marking import run
from .mixing import Terms
from .model import FundLine, Indicator
from .opinion import Judgement, Verdict
from .plan import Plan, plan_execution, plan_indicator
from .printed import Printed
from .quantity import plain
from .scorecard import Mark
from .shelf import Tries
from .trial import Trial
from .tried import Tried

_MOST_NAMED = 3
"""How many rulesets are named in one breath."""


@frozen
class Explainer:
    """Explains the printed scores of one table.

    Attributes:
        terms: what the table is measured by.
        tried: all rulesets tried on the document.
        order: ids of all rulesets, the likelier first.
        tied: ids of rulesets that explain the document as well as the measure.
        rival: another convention of the measure that leaves no score of the document unexplained, or None.
    """

    terms: Terms
    tried: Tried
    order: Sequence[str]
    tied: Sequence[str] = ()
    rival: Convention | None = None

    def others(self, item: Printed) -> tuple[str, ...]:
        """Titles of the other rulesets that give a printed score, by their own calculation."""
        return self._others(self.tried.of(item))

    def _others(self, tries: Tries) -> tuple[str, ...]:
        agreeing = tries.agreeing - {self.terms.ruleset}
        return tuple(self.tried.rulesets[name].title for name in self.order if name in agreeing) if agreeing else ()

    def explain(self, judgement: Judgement, item: Printed, mark: Mark) -> Judgement:
        """Complete the judgement of a printed score the rule does not give.

        One assumption explains before two: a convention of the rule, another rule, a habit, the rival
        convention, another rule under a convention.  Other rules explain part scores only.

        Args:
            judgement: with what was printed and computed.
            item: the printed score with its row.
            mark: by the measure.
        """
        tries = self.tried.of(item)
        habits = tuple(self._habits(item, mark))
        if self.terms.habit and habits and habits[0].name == self.terms.habit:
            return self._by_habit(judgement, habits)
        trial = tries.of(self.terms.ruleset)
        names = self._conventions(item, trial)
        if names:
            return evolve(judgement, verdict=Verdict.CONVENTION, explained_by=names[0], also=names[1:])
        by_rival = self.rival is not None and trial is not None and trial.gives(self.rival) is True
        disputed = by_rival or self._is_disputed(tries)
        judgement = evolve(judgement, verdict=Verdict.DIFFERS, disputed=disputed)
        titles = self._others(tries) if item.is_part else ()
        if titles:
            named = "、".join(f"“{title}”" for title in titles[:_MOST_NAMED])
            if len(titles) > _MOST_NAMED:
                named += f" 等 {len(titles)} 个规则集"
            return evolve(judgement, verdict=Verdict.OTHER_RULE, explained_by=named, also=titles[1:], rulesets=titles)
        if habits:
            return self._by_habit(judgement, habits)
        if by_rival and self.rival is not None:
            return evolve(judgement, explained_by=self._for_rows(self.rival))
        far = tuple(self._other_conventions(tries)) if item.is_part else ()
        return evolve(judgement, explained_by=far[0], also=far[1:]) if far else judgement

    def _by_habit(self, judgement: Judgement, habits: Sequence[Habit]) -> Judgement:
        first, *rest = habits
        return evolve(
            judgement,
            verdict=Verdict.DIFFERS,
            explained_by=first.name,
            workings=first.workings,
            also=tuple(habit.name for habit in rest),
        )

    @property
    def row_convention(self) -> str:
        """Name of the document's convention as far as single scores go; "" where they follow the rule's own."""
        return self._for_rows(self.terms.convention)

    def _for_rows(self, convention: Convention) -> str:
        own = self.tried.rulesets[self.terms.ruleset].calculation
        is_other = convention.calculation.when != own.when
        return at_other_time(own, convention).name if is_other else convention.name

    def _conventions(self, item: Printed, trial: Trial | None) -> tuple[str, ...]:
        """Conventions, one step from the rule or the document's own, that give the score; the document's first."""
        if trial is None:
            return ()
        known = self.row_convention
        own = self.tried.rulesets[self.terms.ruleset].calculation
        found = [
            one.name
            for one in conventions(own, with_initial=item.budget is not None)[1:]
            if (one.assumptions == 1 or one.name == known) and trial.gives(one)
        ]
        return tuple(sorted(found, key=lambda name: name != known))

    def _other_conventions(self, tries: Tries) -> Iterator[str]:
        for name in self.order:
            if name == self.terms.ruleset:
                continue
            other, trial = self.tried.rulesets[name], tries.of(name)
            for one in conventions(other.calculation) if trial is not None else ():
                if one.assumptions == 1 and trial is not None and trial.gives(one):
                    yield f"按“{other.title}”（口径：{one.name}）"

    def _is_disputed(self, tries: Tries) -> bool:
        """Does a ruleset that explains the document as well compute another score than the measure?"""
        ours = _score(tries.of(self.terms.ruleset), self.terms.convention)
        own = (conventions(self.tried.rulesets[name].calculation)[0] for name in self.tied)
        return any(_score(tries.of(name), one) != ours for name, one in zip(self.tied, own, strict=True))

    def _habits(self, item: Printed, mark: Mark) -> Iterator[Habit]:
        keep = self.terms.convention.calculation.score
        yield from habits_of_score(item.score, item.weight, mark.full, keep, is_missed=item.is_missed)
        yield from self._in_other_units(item)

    def _in_other_units(self, item: Printed) -> Iterator[Habit]:
        """元 read as 万元, or the other way round."""
        ruleset = self.tried.rulesets[self.terms.ruleset]
        if item.budget is not None:
            lines: tuple[FundLine, ...] = with_other_unit(item.budget)
            plans = [plan_execution(line, ruleset) for line in lines]
        elif item.indicator is not None:
            plans = [plan_indicator(item.indicator, ruleset, found) for found in in_other_units(item.found)]
        else:
            return
        for plan in plans:
            if not isinstance(plan, Plan):
                continue
            try:
                result = run(plan, self.terms.convention.calculation)
            except UndefinedScore:
                continue
            if result.score == item.score:
                rate = "" if result.completion is None else f"完成率 {plain(result.completion)}%，"
                yield Habit(TEN_THOUSAND, f"按 1 万元 = 10000 元换算后，{rate}得 {plain(item.score)} 分")


def _score(trial: Trial | None, convention: Convention) -> Decimal | None:
    points = trial.unrounded(convention) if trial is not None else None
    return None if points is None else convention.calculation.score.decimal(points)


def item_of(
    printed: Decimal, weight: Decimal | None, indicator: Indicator | None, found: Comparison, budget: FundLine | None
) -> Printed | None:
    """The printed score of a row or of the money block, None where it is none a rule could give."""
    if not weight or not 0 <= printed <= weight or (indicator is None and budget is None):
        return None
    return Printed(printed, weight, indicator, found, budget)
