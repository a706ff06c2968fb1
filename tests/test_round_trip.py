"""Whatever a form shows comes back from it, in every format that forms are written in."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from hypothesis import given, settings

from reports import read_text, render
from reports.formats import FILES
from reports.sheets.layouts import layouts
from scoring import Document, Evaluation, score

from . import samples
from .roundtrip import differences, placeless, same, through
from .strategies_printed import printed_evaluations
from .test_seeds import SEEDS, seed

LIBRARIES = {"pdf": "typst"}
FORMATS = [
    pytest.param(
        format_,
        marks=pytest.mark.skipif(
            find_spec(LIBRARIES.get(format_, "reports")) is None, reason="the extra that writes it is not installed"
        ),
    )
    for format_ in FILES["form"]
]


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=25)
@given(evaluation=printed_evaluations())
def test_any_table_comes_back_from_its_form(format_: str, evaluation: Evaluation) -> None:
    same(evaluation, through(evaluation, format_))


@pytest.mark.parametrize("layout", layouts())
@settings(max_examples=20)
@given(evaluation=printed_evaluations())
def test_any_layout_of_its_kind_loses_nothing(layout: str, evaluation: Evaluation) -> None:
    if layouts()[layout].suits(evaluation):
        same(evaluation, through(evaluation, "md", layout))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
@pytest.mark.parametrize("format_", FORMATS)
def test_every_published_table_comes_back_from_its_form(format_: str, number: str) -> None:
    for evaluation in seed(number).evaluations:
        same(evaluation, through(evaluation, format_))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_all_tables_of_a_document_come_back_from_one_file(number: str) -> None:
    tables = seed(number).evaluations
    back = together(tables).evaluations
    assert [differences(placeless(one), placeless(other)) for one, other in zip(tables, back, strict=True)] == [
        [] for _ in tables
    ]


@settings(max_examples=25)
@given(first=printed_evaluations(), second=printed_evaluations())
def test_two_forms_in_a_row_stay_two(first: Evaluation, second: Evaluation) -> None:
    back = together((first, second)).evaluations
    # A table that prints no year is of the year its document speaks of.
    assert [table.project for table in back] == [first.project, second.project]
    assert [len(table.indicators) for table in back] == [len(first.indicators), len(second.indicators)]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("make", [samples.long_project, samples.hostile_project, samples.gap_project])
def test_what_was_computed_is_read_as_if_it_had_been_printed(format_: str, make: object) -> None:
    assert callable(make)
    table: Evaluation = make()
    card = score(table, samples.FLOOR)
    back = through(table, format_, card=card)
    expected = [
        mark.score if row.printed_score is None else row.printed_value
        for row, mark in zip(table.indicators, card.marks, strict=True)
    ]
    assert [row.printed_value for row in back.indicators] == expected
    assert [row.name for row in back.indicators] == [row.name for row in table.indicators]


def together(tables: tuple[Evaluation, ...]) -> Document:
    """What is read from all forms in one text."""
    return read_text("\n".join(render("form", table, "md") for table in tables), "自评表.md")
