"""A score tried under all conventions at once is explained as if each had been computed by itself."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import Evaluation, Ruleset
from scoring.conventions import conventions
from scoring.marking import run
from scoring.plan import Plan, plan_execution, plan_indicator
from scoring.printed import Printed, printed_scores
from scoring.trial import Trials
from tests.strategies import evaluations, figure, numbers, publish

RULESETS = st.sampled_from(list(catalogue().values()))


def plan_of(item: Printed, ruleset: Ruleset, *, on_initial: bool) -> Plan | None:
    """What the engine would compute for the row by itself."""
    if item.indicator is not None:
        plan = plan_indicator(item.indicator, ruleset, item.found)
    else:
        assert item.budget is not None
        plan = plan_execution(item.budget, ruleset, on_initial=on_initial)
    return plan if isinstance(plan, Plan) else None


@st.composite
def tables(draw: st.DrawFn) -> tuple[Evaluation, Ruleset]:
    """A table as its office printed it, its initial budget and some of its scores changed."""
    table = publish(draw(evaluations()), draw(RULESETS))
    (budget,) = table.funds
    budget = evolve(budget, initial=draw(st.sampled_from([None, budget.adjusted, figure(draw(numbers("1", "9000")))])))
    rows = [
        evolve(
            row, printed_score=draw(st.sampled_from([row.printed_score, row.weight, figure(draw(numbers("0", "5")))]))
        )
        for row in table.indicators
    ]
    return evolve(table, funds=(budget,), indicators=tuple(rows)), draw(RULESETS)


@given(tables())
def test_a_trial_says_what_each_convention_gives(drawn: tuple[Evaluation, Ruleset]) -> None:
    table, ruleset = drawn
    for item in printed_scores([table]):
        plan = plan_of(item, ruleset, on_initial=False)
        if plan is None:
            continue
        trial = Trials(item).of(plan.completion, plan.score)
        tried = conventions(ruleset.calculation, with_initial=True)
        for convention in tried:
            other = plan_of(item, ruleset, on_initial=convention.on_initial)
            expected = None if other is None else run(other, convention.calculation).score == item.score
            assert trial.gives(convention) is expected
            known = convention.outcome in trial.outcomes(on_initial=convention.on_initial)
            assert known is bool(expected) or not convention.assumptions  # a ruleset may round as no convention does
        if trial.is_settled():
            assert all(trial.gives(convention) for convention in tried)


@given(tables())
def test_equal_formulas_share_a_trial(drawn: tuple[Evaluation, Ruleset]) -> None:
    table, ruleset = drawn
    for item in printed_scores([table]):
        plan = plan_of(item, ruleset, on_initial=False)
        if plan is not None:
            trials = Trials(item)
            assert trials.of(plan.completion, plan.score) is trials.of(plan.completion, plan.score)
