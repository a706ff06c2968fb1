"""A weight of the money row that cannot be read: nobody takes another in its place, and whoever asks is told."""

from __future__ import annotations

import pytest
from attrs import evolve

import rulesets
from reports import render
from scoring import Evaluation, Recheck, Unreadable, parse_figure, recheck, score, sensitivity
from scoring.plan import NO_WEIGHT
from scoring.printed import printed_tables
from scoring.quantity import Reading
from scoring.what_if_row import what_if_execution

from .samples import FLOOR, RULESETS, plain_project

UNREAD = Unreadable("1O")


def table(weight: Reading) -> Evaluation:
    """A table that is scored throughout, with this as the weight of its money row."""
    found = plain_project()
    funds = tuple(evolve(line, weight=weight) if line is found.budget else line for line in found.funds)
    return evolve(found, funds=funds)


def rechecked(weight: Reading) -> Recheck:
    return recheck([table(weight)], RULESETS, ruleset=FLOOR.id)


def test_a_weight_that_cannot_be_read_gives_no_score_and_no_total() -> None:
    card = score(table(UNREAD), FLOOR)
    assert card.execution is not None
    assert (card.execution.weight, card.execution.score, card.execution.problem) == (None, None, NO_WEIGHT)
    assert (card.total, card.missing) == (None, 1)


def test_a_blank_weight_is_the_rulesets_own() -> None:
    card = score(table(None), FLOOR)
    assert card.execution is not None
    assert card.execution.weight == FLOOR.execution.weight
    assert card.total is not None


def test_the_recheck_names_the_cell_and_judges_neither_its_score_nor_the_total() -> None:
    (found,) = rechecked(UNREAD).tables
    assert ("R1", "1O") in [(finding.code, finding.read) for finding in found.findings]
    assert [one.verdict and one.verdict.value for one in (found.execution, found.total)] == ["not-scored"] * 2
    assert "A2" not in [finding.code for finding in found.findings]


def test_the_sum_of_weights_is_checked_where_they_can_be_read() -> None:
    (found,) = rechecked(parse_figure("12")).tables
    assert "A2" in [finding.code for finding in found.findings]


def test_no_printed_score_is_held_against_a_weight_that_was_guessed() -> None:
    (known,) = printed_tables([table(None)])
    assert [item.weight for item in known.scores if item.budget is not None] == [10]
    (unread,) = printed_tables([table(UNREAD)])
    assert [item for item in unread.scores if item.budget is not None] == []


def test_what_else_would_bring_points_is_not_told_without_a_weight() -> None:
    evaluation = table(UNREAD)
    assert evaluation.budget is not None
    found = what_if_execution(evaluation.budget, FLOOR)
    assert (found.weight, found.problem, found.full) == (None, NO_WEIGHT, ())
    row = sensitivity(evaluation, FLOOR).rows[0]
    assert (row.weight, row.score, row.grade_full) == (None, None, "")


@pytest.mark.parametrize("name", list(rulesets.catalogue()))
def test_no_ruleset_takes_its_own_weight_for_one_that_cannot_be_read(name: str) -> None:
    card = score(table(UNREAD), rulesets.catalogue()[name])
    assert card.execution is not None
    assert card.execution.problem == NO_WEIGHT


def test_a_report_without_printed_scores_says_why_there_is_no_total() -> None:
    found = table(UNREAD)
    blank = evolve(found, funds=tuple(evolve(line, printed_score=None) for line in found.funds), printed_total=None)
    shown = render("report", (blank, score(blank, FLOOR)), "md")
    assert NO_WEIGHT in shown
    assert "不能合计总分" in shown
    assert "各项分值相加" not in shown
