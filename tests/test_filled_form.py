"""Blank forms filled in, by hand and by a spreadsheet: read and scored as the engine does."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from attrs import evolve
from openpyxl import load_workbook

from reports import read, render
from reports.writers.docx import write as write_docx
from reports.writers.xlsx_blank import write_blank
from rulesets import catalogue
from scoring import (
    Document,
    Evaluation,
    figure_value,
    recheck,
    score,
)

from .blanks import SEEDS, TARGETS, blank, goal, prompts_of
from .command import EXAMPLE, EXAMPLES, run
from .filling import fill_in
from .spreadsheets import converted, needs_soffice, recalculated


def answered(data: bytes, *, marked: bool = True) -> bytes:
    """The blank Word form with its first actual filled in; ``marked``: the program keeps what marks a prompt."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as package, ZipFile(file, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            if name == "word/document.xml":
                text = content.decode()
                at = text.index('<w:tag w:val="actual"/>')
                first = text[at:].replace("<w:showingPlcHdr/>", "", 1).replace("点此填写（套）", "170套", 1)
                text = text[:at] + first
                content = (text if marked else text.replace("<w:showingPlcHdr/>", "")).encode()
            copy.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("marked", [True, False])
def test_prompts_left_in_a_word_form_are_no_content_and_go_from_the_scored_copy(tmp_path: Path, marked: bool) -> None:
    path, copy = tmp_path / "填好.docx", tmp_path / "得分.docx"
    path.write_bytes(answered(write_docx("form", blank().sheet), marked=marked))
    (before,) = read(path).evaluations
    assert [row.actual is None for row in before.indicators] == [False] + [True] * (len(TARGETS) - 1)
    assert not any(row.reason for row in before.indicators)
    assert before.achieved == ""
    assert run("score", path, "-o", copy).exit_code in (0, 1)
    with ZipFile(copy) as package:
        text = package.read("word/document.xml").decode()
    assert ">点此填写" not in text
    assert "FFF0B3" not in text
    assert text.count("<w:sdt>") == prompts_of(blank())
    (after,) = read(copy).evaluations
    assert after.indicators[0].printed_value == 9
    assert [evolve(row, printed_score=None) for row in after.indicators] == [
        evolve(row, printed_score=None) for row in before.indicators
    ]


def compared(document: Document) -> tuple[int, int]:
    """Every score of the sheets beside the engine's; how many, and how many are left to people."""
    count = left = 0
    for table in document.evaluations:
        card = score(table, catalogue()[table.ruleset])
        pairs = [(row.printed_score, mark) for row, mark in zip(table.indicators, card.marks, strict=True)]
        if table.budget is not None and card.execution is not None:
            pairs.append((table.budget.printed_score, card.execution))
        for printed, mark in pairs:
            count += 1
            if mark.score is None:
                left += 1
                assert printed is None, (table.title, mark.problem)  # the sheet shows that it is pending
            else:
                assert figure_value(printed) == mark.score, (table.title, printed, mark.trace)
        assert figure_value(table.printed_total) == card.total
    return count, left


@pytest.fixture(scope="module")
def recalculated_forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the filled forms of all rulesets as LibreOffice calculates them, which it starts for once."""
    folder = tmp_path_factory.mktemp("forms")
    filled = []
    for ruleset in catalogue():
        forms = [blank(goal(*(TARGETS[:7] * 3), project=f"项目{number}"), ruleset) for number in range(3)]
        path = folder / f"{ruleset.replace('/', '-')}.xlsx"
        path.write_bytes(write_blank(forms))
        filled.append(fill_in(path, seed=len(ruleset)))
    return converted(filled, folder, "xlsx")[0].parent


@needs_soffice
@pytest.mark.xdist_group("filled forms")
@pytest.mark.parametrize("ruleset", sorted(catalogue()))
def test_a_filled_form_shows_the_scores_of_the_engine(recalculated_forms: Path, ruleset: str) -> None:
    count, left = compared(read(recalculated_forms / f"{ruleset.replace('/', '-')}-filled.xlsx"))
    assert count == 3 * 22
    assert left < count / 2


@needs_soffice
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
@pytest.mark.parametrize("number", ["000", "003"])
def test_published_goal_tables_become_forms_that_score_like_the_engine(tmp_path: Path, number: str) -> None:
    (seed,) = SEEDS.glob(f"{number}_*.txt")
    path = tmp_path / "空白.xlsx"
    assert run("form", seed, "-o", path).exit_code == 0
    filled = fill_in(path)
    recalculated(filled, tmp_path)
    document = read(tmp_path / "converted" / filled.name)
    assert len(document.evaluations) == sum(table.form == "goal" for table in read(seed).evaluations)
    compared(document)
    told = run("score", tmp_path / "converted" / filled.name)
    assert told.exit_code in (0, 1)


def goal_file(folder: Path, *tables: Evaluation) -> Path:
    path = folder / "目标.md"
    path.write_text("\n\n".join(render("form", table, "md") for table in tables or (goal(),)), encoding="utf-8")
    return path


def test_the_command_writes_one_worksheet_for_each_goal_table(tmp_path: Path) -> None:
    path = goal_file(tmp_path, goal(), goal(project="另一个项目"))
    result = run("form", path, "-o", tmp_path / "空白.xlsx", "--ruleset", "xinjiang/2024")
    assert result.exit_code == 0, result.output
    assert load_workbook(tmp_path / "空白.xlsx").sheetnames == ["节水器具补助", "另一个项目"]


def test_the_command_takes_one_table_and_writes_word(tmp_path: Path) -> None:
    path = goal_file(tmp_path, goal(), goal(project="另一个项目"))
    assert run("form", path, "--table", 2, "-o", tmp_path / "空白.docx").exit_code == 0
    (table,) = read(tmp_path / "空白.docx").evaluations
    assert table.project == "另一个项目"


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    path = goal_file(tmp_path)
    assert "没有第 3 张" in run("form", path, "--table", 3, "-o", tmp_path / "x.xlsx").output
    assert "没有绩效目标表" in run("form", EXAMPLE, "-o", tmp_path / "x.xlsx").output
    assert run("form", path).exit_code == 2
    assert run("form", path, "--ruleset", "no/such", "-o", tmp_path / "x.xlsx").exit_code == 2
    assert not (tmp_path / "x.xlsx").exists()


def test_a_filled_form_never_calculated_gets_its_scores_and_keeps_its_formulas(tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    path.write_bytes(write_blank([blank(goal(*TARGETS[:6]))]))
    filled = fill_in(path)
    assert run("score", filled, "-o", tmp_path / "得分.xlsx").exit_code in (0, 1)
    compared(read(tmp_path / "得分.xlsx"))
    before, after = (load_workbook(one).active for one in (filled, tmp_path / "得分.xlsx"))
    assert [c.value for row in after.iter_rows() for c in row] == [c.value for row in before.iter_rows() for c in row]


def test_an_untouched_form_counts_as_calculated_and_one_saved_without_results_says_so_once(tmp_path: Path) -> None:
    target = tmp_path / "空白.xlsx"
    assert run("form", EXAMPLES / "goals-2024.txt", "-o", target).exit_code == 0
    untouched = read(target)
    assert untouched.remarks == ()
    assert all(row.actual is None and row.printed_completion is None for row in untouched.evaluations[1].indicators)
    saved = tmp_path / "另存.xlsx"
    load_workbook(target).save(saved)
    document = read(saved)
    assert {remark.code for remark in document.remarks} == {"R4"}
    assert all(row.actual is None for evaluation in document.evaluations for row in evaluation.indicators)
    found = recheck(document, catalogue().values()).all_findings()
    assert [finding.code for finding in found if finding.code.startswith("R")] == ["R4"] * len(document.remarks)


def test_a_form_that_is_there_already_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "填好的.xlsx"
    target.write_bytes(b"filled in")
    done = run("form", EXAMPLES / "goals-2024.txt", "-o", target)
    assert done.exit_code == 2
    assert "没有覆盖" in done.stderr
    assert target.read_bytes() == b"filled in"
