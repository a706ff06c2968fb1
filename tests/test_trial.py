"""A score tried under all conventions at once is explained as if each had been computed by itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rulesets import catalogue
from scoring import Evaluation, Formula, Indicator, Ruleset, Unreadable
from scoring.comparison import Comparison
from scoring.computation import Numbers, is_settled
from scoring.conventions import ON_INITIAL, conventions, other_conventions
from scoring.marking import run
from scoring.plan import Plan, plan_execution, plan_indicator
from scoring.printed import Printed, printed_scores
from scoring.shelf import Shelf, shelf_of
from scoring.syntax import SCORE_NAMES
from tests.strategies import evaluations, figure, numbers, publish
from tests.tables import CLEAN, funds

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
            known = bool(convention.bit & trial.outcomes(on_initial=convention.on_initial))
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


TARGET, ACTUAL = Fraction(10), Fraction(9)
MISSED = Comparison("number", "≥", target=TARGET, actual=ACTUAL, met=False)
FAR_OVER = Comparison("number", "≥", target=TARGET, actual=Fraction(14), met=True)


def printed(found: Comparison = MISSED, score: str = "5", name: str = "数量", **cells: Any) -> Printed:
    """A printed score of a row worth 10 points."""
    return Printed(Decimal(score), Decimal(10), Indicator(name, **cells), found)


UNREADABLE = Unreadable("2或3")
ALIKE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a deduction that is blank or cannot be read": ({}, {"deduction": UNREADABLE}),
    "deductions": ({"deduction": figure(Decimal(1))}, {"deduction": figure(Decimal(2))}),
    "a coefficient that is blank or cannot be read": ({}, {"coefficient": UNREADABLE}),
    "coefficients": ({"coefficient": figure(Decimal(50))}, {"coefficient": figure(Decimal(60))}),
    "a printed rule": ({}, {"rule": "直接赋分"}),
    "a reason": ({"found": FAR_OVER}, {"found": FAR_OVER, "reason": "因停工"}),
    "a name that a rule looks for": ({}, {"name": "群众满意度"}),
    "a level that a rule looks for": ({}, {"level1": "满意度指标"}),
    "a cost rate": ({}, {"name": "成本控制率"}),
    "a target of 0": ({}, {"found": evolve(MISSED, target=Fraction(0))}),
    "an operator": ({}, {"found": evolve(MISSED, operator="≤", met=True)}),
    "a missing actual": ({}, {"found": Comparison("number", "≥", target=TARGET, problem="没有实际完成值")}),
    "a kind": ({}, {"found": Comparison("words", met=True)}),
    "met or not": ({"found": Comparison("words", met=True)}, {"found": Comparison("words", met=False)}),
}


def said(item: Printed, shelf: Shelf) -> list[object]:
    """What every ruleset makes of a score."""
    tries = shelf.tries(item, shelf.facts(item))
    found: list[object] = []
    for name in shelf.rulesets:
        trial = tries.of(name)
        points = trial.unrounded(shelf.own[name]) if trial is not None else None
        found.append((trial is None, None if points is None else points.fraction(), name in tries.agreeing))
    return found


@pytest.mark.parametrize("what", ALIKE)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_rows_that_differ_in_one_fact_only_are_tried_apart(what: str, order: tuple[int, int]) -> None:
    items = [printed(**cells) for cells in ALIKE[what]]
    shelf = Shelf(EVERYTHING)
    together = {number: said(items[number], shelf) for number in order}
    assert [together[0], together[1]] == [said(item, Shelf(EVERYTHING)) for item in items]


def test_every_pair_of_rows_above_is_told_apart_by_some_ruleset() -> None:
    same = [
        what for what, pair in ALIKE.items() if len({str(said(printed(**c), Shelf(EVERYTHING))) for c in pair}) == 1
    ]
    assert same == []


def test_a_shelf_forgets_what_it_has_tried_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.shelf._MOST_SCORES", 2)
    shelf = Shelf(EVERYTHING)
    items = [printed(score=score) for score in ("9", "8", "7")]
    first = [shelf.tries(item, shelf.facts(item)) for item in items]
    assert shelf.tries(items[2], shelf.facts(items[2])) is first[2]
    assert shelf.tries(items[0], shelf.facts(items[0])) is not first[0]


def test_a_score_half_a_point_from_the_printed_one_may_be_rounded_to_it() -> None:
    # 10 × 0.55 = 5.5: half-up to a whole point gives 6.
    found = Comparison("number", "≥", target=Fraction(100), actual=Fraction(55), met=False)
    item = printed(found, "6")
    trial = SHELF.tries(item, SHELF.facts(item)).of("beijing/2016")
    assert trial is not None
    whole = [
        one for one in conventions(SHELF.rulesets["beijing/2016"].calculation) if one.name == "得分四舍五入到 0 位小数"
    ]
    assert all(one.bit and one.bit & trial.outcomes() for one in whole)
    assert all(trial.gives(one) for one in whole)


def test_whole_points_that_binary64_misses_are_not_settled() -> None:
    # 3 × (0.1 + 0.2) ÷ 0.9 is 1 exactly and 1.0000000000000002 in binary64.
    score = Formula("weight * (0.1 + 0.2) / 0.9", SCORE_NAMES)
    assert Formula("weight * (0.1 + 0.2) / 0.9", SCORE_NAMES).binary64({"weight": Fraction(3)}) != 1
    assert not is_settled(Numbers({"weight": Fraction(3)}), None, score, 1)
    assert is_settled(Numbers({"weight": Fraction(3)}), None, Formula("weight / 3", SCORE_NAMES), 1)


@pytest.mark.parametrize("printed_score", ["10", "5"])
def test_full_marks_for_the_money_are_open_while_its_initial_budget_is_another(printed_score: str) -> None:
    # All of the year's budget was spent, which is half of the first one.
    line = funds("100.00", "100.00", None, printed_score, initial="200.00")
    (item,) = printed_scores([evolve(CLEAN, indicators=(), funds=(line,))])
    trial = SHELF.tries(item, SHELF.facts(item)).of("beijing/2016")
    assert trial is not None
    own, *others = conventions(SHELF.rulesets["beijing/2016"].calculation, with_initial=True)
    (on_initial,) = [one for one in others if one.name == ON_INITIAL]
    assert [trial.gives(own), trial.gives(on_initial)] == [printed_score == "10", printed_score == "5"]
    assert not trial.is_settled()


@given(RULESETS, st.booleans(), st.data())
def test_the_hopeful_conventions_are_those_that_give_most_scores_less_their_assumptions(
    ruleset: Ruleset, with_initial: bool, data: st.DataObject
) -> None:
    others = conventions(ruleset.calculation, with_initial=with_initial)[1:]
    given_by = [data.draw(st.sets(st.sampled_from(others), max_size=6)) for _ in range(data.draw(st.integers(0, 4)))]
    alike: dict[tuple[int, int], int] = {}
    unusual: dict[str, int] = {}
    for some in given_by:
        bits = [sum(one.bit for one in some if one.on_initial is on_initial) for on_initial in (False, True)]
        alike[bits[0], bits[1]] = alike.get((bits[0], bits[1]), 0) + 1
        for one in some:
            if not one.bit:
                unusual[one.name] = unusual.get(one.name, 0) + 1
    standings = {one.name: one.assumptions - sum(one in some for some in given_by) for one in others}
    best = min(standings.values())
    found = other_conventions(ruleset.calculation, with_initial=with_initial).hopeful(alike, unusual)
    assert sorted(one.name for one in found) == sorted(name for name, standing in standings.items() if standing == best)
