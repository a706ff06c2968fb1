"""Invented disclosures with known faults, read by the real readers and rechecked: what is found, missed and false."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings

import reports
import rulesets
from examples.generated import (
    CODES,
    FAMILIES,
    STYLES,
    Confusion,
    Family,
    Generated,
    Style,
    compare,
    generate,
    rechecked,
    written,
)
from examples.generated.__main__ import main
from examples.generated.document import suits
from examples.generated.printing import totalled
from reports import ReportError
from scoring import Document, Ruleset, figure_value
from scoring.wording import WORDINGS

from .strategies import generated_documents

DOCUMENTS = 60
"""How many documents are rechecked here; ``python -m benchmarks generated`` rechecks 1 000."""


@cache
def shelf() -> dict[str, Ruleset]:
    return dict(rulesets.catalogue())


def read(made: Generated) -> Document:
    return reports.read(made.name, made.data)


@cache
def confusion() -> Confusion:
    counts = Confusion()
    for seed in range(DOCUMENTS):
        try:
            made = generate(seed, tuple(shelf().values()))
        except ReportError:
            continue  # a PDF, which needs typst and a Chinese font
        counts.add(compare(made, rechecked(made, shelf()), shelf()))
    return counts


def test_the_rule_is_found_or_said_to_be_indistinguishable() -> None:
    assert confusion().attributed == confusion().documents >= DOCUMENTS * 3 // 4


def test_every_planted_fault_of_arithmetic_is_found() -> None:
    assert confusion().share_found("A") == 1, confusion().table()


def test_planted_faults_of_the_other_groups_are_found() -> None:
    assert confusion().share_found("BCDEFRT") >= 0.98, confusion().table()


def test_no_error_is_reported_that_was_not_planted() -> None:
    assert not confusion().false, confusion().table()


def test_nearly_every_code_is_planted_among_them() -> None:
    assert len(confusion().planted) >= len(CODES) - 2, confusion().table()


def test_faults_of_every_code_can_be_planted() -> None:
    assert set(CODES) == set(WORDINGS)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_department_left_blank_is_found_wherever_the_form_asks_for_it(family: Family) -> None:
    fitting = [ruleset for ruleset in shelf().values() if suits(ruleset, family)]
    made = generate(3, fitting, codes=["T6"], style="tabs", family=family)
    assert [planted.code for planted in made.planted] == ["T6"] * (family.kind == "project" and not family.sentences)
    outcome = compare(made, rechecked(made, shelf()), shelf())
    assert (outcome.missed, outcome.false) == ((), ())


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_document_without_faults_reads_as_it_was_made(family: Family, style: Style) -> None:
    if style == "pdf":
        pytest.importorskip("typst", reason="typst is not installed: pip install 'zipingbiao[pdf]'")
    fitting = [ruleset for ruleset in shelf().values() if suits(ruleset, family)]
    made = generate(7, fitting, faults=0, style=style, family=family)
    found = read(made)
    assert len(found.evaluations) == len(made.draft.tables)
    assert found.remarks == ()
    for mine, printed in zip(found.evaluations, made.draft.tables, strict=True):
        rows = [(i.name, i.target, i.actual, figure_value(i.printed_score)) for i in mine.indicators]
        assert rows == [(i.name, i.target, i.actual, figure_value(i.printed_score)) for i in printed.indicators]
        assert figure_value(mine.printed_total) == figure_value(printed.printed_total)
    outcome = compare(made, rechecked(made, shelf()), shelf())
    assert outcome.false == ()
    assert outcome.attributed


def test_equal_seeds_give_equal_documents() -> None:
    one, other = (generate(11, tuple(shelf().values()), style="tabs") for _ in range(2))
    assert (one.name, one.data, one.planted) == (other.name, other.data, other.planted)


def test_a_fault_left_out_is_counted_as_missed() -> None:
    made = generate(0, tuple(shelf().values()), codes=["A1"], style="tabs", family=FAMILIES[0])
    tables = tuple(
        totalled(table, made.draft.ruleset, made.draft.convention, made.draft.family) for table in made.draft.tables
    )
    sound = written(evolve(made.draft, tables=tables), "tabs")
    outcome = compare(evolve(sound, draft=made.draft), rechecked(sound, shelf()), shelf())
    assert [planted.code for planted in outcome.missed] == ["A1"]


def test_an_error_that_was_not_planted_is_counted_as_false() -> None:
    made = generate(0, tuple(shelf().values()), codes=["A1"], style="tabs", family=FAMILIES[0])
    unplanted = evolve(made, draft=evolve(made.draft, planted=()))
    assert [found.code for found in compare(unplanted, rechecked(made, shelf()), shelf()).false] == ["A1"]


@settings(max_examples=10, deadline=None)
@given(generated_documents())
def test_any_generated_document_is_rechecked_without_a_false_error(made: Generated) -> None:
    outcome = compare(made, rechecked(made, shelf()), shelf())
    assert outcome.false == ()


def test_the_command_writes_the_document_and_lists_what_is_planted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sys.argv",
        ["generated", "3", "-o", str(tmp_path), "--codes", "A1,F5", "--style", "html", "--family", "accounts-2023"],
    )
    main()
    said = capsys.readouterr().out
    assert "| A1 | " in said
    assert "| F5 | " in said
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".txt"}


def test_the_command_says_where_what_is_planted_needs_another_kind_of_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sys.argv",
        ["generated", "3", "-o", str(tmp_path), "--codes", "R4", "--style", "html", "--family", "accounts-2023"],
    )
    main()
    assert "没有写成 html，写成了 xlsx" in capsys.readouterr().out
