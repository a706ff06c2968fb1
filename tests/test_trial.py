"""A score tried under all conventions at once is explained as if each had been computed by itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import Evaluation, Indicator, Ruleset
from scoring.comparison import Comparison
from scoring.conventions import conventions
from scoring.marking import run
from scoring.plan import Plan, plan_execution, plan_indicator
from scoring.printed import Printed, printed_scores
from scoring.shelf import Shelf, shelf_of
from tests.strategies import evaluations, figure, numbers, publish

EVERYTHING = list(catalogue().values())
RULESETS = st.sampled_from(EVERYTHING)
SHELF = shelf_of(EVERYTHING)


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
        trial = SHELF.tries(item, SHELF.facts(item)).of(ruleset.id)
        assert trial is not None
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
def test_rulesets_with_the_same_formulas_share_a_trial(drawn: tuple[Evaluation, Ruleset]) -> None:
    for item in printed_scores([drawn[0]]):
        tries = SHELF.tries(item, SHELF.facts(item))
        by_formulas: dict[tuple[str, str], object] = {}
        for ruleset in EVERYTHING:
            plan = plan_of(item, ruleset, on_initial=False)
            if plan is not None:
                key = "" if plan.completion is None else plan.completion.text, plan.score.text
                assert by_formulas.setdefault(key, tries.of(ruleset.id)) is tries.of(ruleset.id)


@given(tables())
def test_a_row_seen_before_is_tried_as_if_it_were_new(drawn: tuple[Evaluation, Ruleset]) -> None:
    fresh = Shelf(EVERYTHING)
    for item in printed_scores([drawn[0]]):
        old, new = (shelf.tries(item, shelf.facts(item)) for shelf in (SHELF, fresh))
        assert old.agreeing == new.agreeing
        assert fresh.tries(item, fresh.facts(item)) is new


def test_a_shelf_forgets_what_it_has_tried_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.shelf._MOST_KNOWN", 2)
    shelf = Shelf(EVERYTHING)
    found = Comparison("number", "≥", target=Fraction(10), actual=Fraction(9), met=False)
    items = [Printed(Decimal(score), Decimal(10), Indicator("数量"), found) for score in (9, 8, 7)]
    first = [shelf.tries(item, shelf.facts(item)) for item in items]
    assert shelf.tries(items[2], shelf.facts(items[2])) is first[2]
    assert shelf.tries(items[0], shelf.facts(items[0])) is not first[0]
