"""The example disclosure: every planted fault is found, and no error besides."""

from __future__ import annotations

import re
from functools import cache

import pytest

import reports
import rulesets
from scoring import Finding, Recheck, Verdict, recheck, score

from .command import EXAMPLE, EXAMPLES


@cache
def rechecked() -> Recheck:
    return recheck(reports.read(EXAMPLE), rulesets.catalogue().values(), compare=("national/2020",))


def planted() -> list[tuple[int, str]]:
    """Table number (0: the whole text) and code of each fault that examples/README.md lists."""
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+|全文) \|.*\| ([A-F]\d+) \|$", page, re.MULTILINE)
    return [(0 if table == "全文" else int(table), code) for table, code in rows]


def findings(code: str, table: int) -> list[Finding]:
    return [f for f in rechecked().all_findings() if f.code == code and f.where.table == table]


def test_the_list_of_planted_faults_is_read() -> None:
    assert len(planted()) >= 10


@pytest.mark.parametrize(("table", "code"), planted())
def test_every_planted_fault_is_found(table: int, code: str) -> None:
    assert findings(code, table)


def test_the_rule_is_inferred_and_everything_else_agrees() -> None:
    result = rechecked()
    assert result.attribution is not None
    assert result.attribution.ruleset == "xinjiang/2023"
    assert result.attribution.how == "inferred"
    assert [len(item.evaluation.indicators) for item in result.tables] == [8, 7, 8, 8, 7, 8, 7, 7, 8, 7, 7, 8]
    verdicts = result.verdicts()
    # One row by another rule, one cent from binary64, one answered in words.
    assert verdicts[Verdict.AGREES] == sum(verdicts.values()) - 3
    assert verdicts[Verdict.CONVENTION] == verdicts[Verdict.NOT_SCORED] == 1


def test_no_error_is_found_that_was_not_planted() -> None:
    errors = {(f.where.table, f.code) for f in rechecked().all_findings() if f.severity == "error"}
    assert errors <= set(planted())


def test_a_wrong_total_is_found_at_its_row() -> None:
    (finding,) = findings("A1", 9)
    line = EXAMPLE.read_text(encoding="utf-8").splitlines()[finding.where.place.line - 1]
    assert line.startswith("总分")
    assert "91.76" in line


PUBLISHED = EXAMPLES / "published-2024"


def planted_by_file() -> dict[str, set[str]]:
    """The codes of the faults that examples/README.md lists for each file of the folder."""
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, code in re.findall(r"^\| `([\w.]+)` \|.*\| ([A-F]\d+) \|$", page, re.MULTILINE):
        found.setdefault(name, set()).add(code)
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in PUBLISHED.iterdir()))
def test_each_published_form_has_the_planted_faults_and_no_other(name: str) -> None:
    result = recheck(reports.read(PUBLISHED / name), rulesets.catalogue().values())
    assert {finding.code for finding in result.all_findings()} == planted_by_file()[name]


def test_the_goals_make_a_form_and_the_filled_form_scores() -> None:
    goals = reports.read(EXAMPLES / "goals-2024.txt")
    assert [(one.kind, one.form, len(one.indicators)) for one in goals.evaluations] == [
        ("department", "goal", 6),
        ("project", "goal", 7),
        ("project", "goal", 8),
        ("project", "goal", 7),
    ]
    filled = reports.read(EXAMPLES / "filled-2024.docx").evaluations[0]
    assert [(one.name, one.target) for one in filled.indicators] == [
        (one.name, one.target) for one in goals.evaluations[2].indicators
    ]
    assert str(score(filled, rulesets.catalogue()["xinjiang/2024"]).total) == "97.06"


def test_the_two_structured_files_say_the_same() -> None:
    toml, json = (reports.read(EXAMPLES / name) for name in ("project.toml", "project.json"))
    assert toml.evaluations[0].indicators == json.evaluations[0].indicators
    assert toml.evaluations[0].project == json.evaluations[0].project
