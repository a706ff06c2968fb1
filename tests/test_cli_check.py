"""``zipingbiao check``: what a preparer has to mend, in the order of the table, and whether it can be handed in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from attrs import evolve

import rulesets
from reports.recognition.misreadings import misreadings
from reports.views.mending import READY, mending_listing
from scoring import Document, Evaluation, FundLine, Indicator, Place, parse_figure, parse_value, recheck
from scoring.mending import mend, must_count

from .command import EXAMPLES, run

SHELF = rulesets.catalogue()
CELLS = tuple(
    (role, column) for column, role in enumerate(("target", "actual", "weight", "score", "reason", "evidence"))
)

FILLED = """
project = "示例项目"
kind = "project"
unit = "澄湖县水利局"
year = 2024
ruleset = "national/2020"
[budget]
initial = "100"
adjusted = "100"
executed = "100"
"""


def row(
    number: int,
    target: str = "≥10次",
    actual: str = "10次",
    given: str | None = "45",
    reason: str = "",
    evidence: str = "台账",
) -> Indicator:
    return Indicator(
        f"指标{number}",
        level1="产出指标",
        target=parse_value(target) if target else None,
        actual=parse_value(actual) if actual else None,
        weight=parse_figure("45"),
        printed_score=parse_figure(given) if given is not None else None,
        place=Place(grid=1, grid_row=4 + number, columns=CELLS),
        reason=reason,
        evidence=evidence,
    )


def table(*rows: Indicator, total: str | None = "100") -> Evaluation:
    fund = FundLine(
        "年度资金总额",
        initial=parse_figure("100"),
        adjusted=parse_figure("100"),
        executed=parse_figure("100"),
        weight=parse_figure("10"),
        printed_rate=parse_figure("100%"),
        printed_score=parse_figure("10"),
        total=True,
        place=Place(grid=1, grid_row=3),
    )
    return Evaluation(
        "project",
        "self-evaluation",
        "示例项目",
        funds=(fund,),
        indicators=rows,
        printed_total=parse_figure(total) if total else None,
        ruleset="national/2020",
        total_place=Place(grid=1, grid_row=9, columns=CELLS),
    )


def codes(*rows: Indicator, total: str | None = "100", missing: str = "A3 D6 D7 B10") -> list[tuple[str, int, str]]:
    """What is to be mended of a table: code, row, cell; but for remarks on the table as a whole."""
    (one,) = mend(recheck(Document("表", (table(*rows, total=total),)), SHELF.values())).tables
    return [(f.code, f.where.row, f.where.column) for f in one.findings if f.code not in missing.split()]


def test_a_complete_table_has_nothing_to_mend() -> None:
    assert codes(row(1), row(2)) == []


def test_a_form_without_its_department_is_told() -> None:
    filled = evolve(table(row(1), row(2)), place=Place(grid=1, grid_row=1))
    for department, wanted in (("", ["T6"]), ("青石县水利局", [])):
        one = recheck(Document("表", (evolve(filled, department=department),)), SHELF.values())
        assert [f.code for f in mend(one).all_findings() if f.code[0] == "T"] == wanted
    other = recheck(Document("表", (evolve(filled, ruleset=""),)), SHELF.values())
    assert not [f for f in mend(other).all_findings() if f.code == "T6"]  # it may have no cell for it


def test_weights_that_do_not_add_up_are_told_once_and_at_their_cells() -> None:
    rows = (row(1), evolve(row(2), weight=parse_figure("50"), printed_score=parse_figure("50")))
    heavy = evolve(table(*rows, total="105"), printed_weight_total=parse_figure("100"))
    found = [f for f in mend(recheck(Document("表", (heavy,)), SHELF.values())).all_findings() if f.code == "A2"]
    assert [(f.read, f.expected) for f in found] == [("105", "100")]
    assert found[0].where.place.grid_row == 5
    assert found[0].where.place.column(found[0].where.role) == 2


def test_a_score_only_people_can_give_asks_for_their_judgement() -> None:
    words = row(1, target="有效改善", actual="部分达成", given=None)
    (one,) = mend(recheck(Document("表", (table(words, row(2), total=None),)), SHELF.values())).tables
    (found,) = [f for f in one.findings if f.code == "T1"]
    assert "评判" in found.message
    assert "打分" in found.suggestion or "评判" in found.suggestion


def test_a_remark_stands_at_its_row_with_what_was_read() -> None:
    percent = evolve(row(1), target=parse_value("≥90%"), actual=parse_value("9500%"))
    (found,) = [f for f in recheck(remarked(table(percent, row(2))), SHELF.values()).all_findings() if f.code == "R6"]
    assert (found.where.row, found.where.name, found.where.column, found.read) == (1, "指标1", "实际完成值", "9500%")
    (line,) = [
        row
        for row in mending_listing([mend(recheck(remarked(table(percent)), SHELF.values()))]).sections[0].rows
        if row[-1] == "R6"
    ]
    assert line[5] == "9500%"


def remarked(whole: Evaluation) -> Document:
    """A document with what its reader remarks on: it does so table by table."""
    placed = evolve(whole, indicators=tuple(evolve(one, place=evolve(one.place, table=1)) for one in whole.indicators))
    return Document("表", (placed,), remarks=tuple(misreadings(placed)))


def test_a_blank_score_is_told_with_what_belongs_there() -> None:
    blank = table(row(1, given=None), row(2), total="")
    (one,) = mend(recheck(Document("表", (blank,)), SHELF.values())).tables
    found = {f.code: f for f in one.findings}
    assert (found["T1"].where.row, found["T1"].expected) == (1, "45")
    assert (found["T4"].where.column, found["T4"].expected) == ("总分", "100")


def test_a_blank_score_that_loses_points_wants_a_reason() -> None:
    assert ("C1", 1, "偏差原因") in codes(row(1, actual="5次", given=None), row(2), total=None)
    assert ("C1", 1, "偏差原因") not in codes(row(1, actual="5次", given=None, reason="下雨停工"), row(2), total=None)


def test_a_blank_actual_is_told_once_and_not_its_score() -> None:
    assert codes(row(1, actual="", given=None), row(2), total=None) == [("T2", 1, "实际完成值")]


def test_a_blank_target_is_told_by_the_reviewer_where_it_was_scored() -> None:
    assert [code for code, *_ in codes(row(1, target="", given=None), row(2), total=None)][:1] == ["T3"]
    assert "T3" not in {code for code, *_ in codes(row(1, target=""), row(2))}


def test_a_blank_weight_is_told_but_where_rows_are_scored_without_weights() -> None:
    todo, done = evolve(row(1, actual="", given=None), weight=None), row(2)
    assert ("T3", 1, "分值") in codes(todo, done)
    assert "T3" not in {code for code, *_ in codes(todo, evolve(done, weight=None))}


def test_missing_evidence_is_told_where_the_form_has_a_place_for_it() -> None:
    assert codes(row(1, evidence=""), row(2)) == [("T5", 1, "佐证资料")]
    without = tuple(cell for cell in CELLS if cell[0] != "evidence")
    bare = [evolve(row(n, evidence=""), place=Place(grid=1, grid_row=n, columns=without)) for n in (1, 2)]
    assert codes(*bare) == []


def test_a_file_of_data_needs_no_scores(tmp_path: Path) -> None:
    rows = "".join(
        f'[[indicators]]\nlevel1 = "产出指标"\nname = "指标{n}"\ntarget = "≥10次"\nactual = "10次"\nweight = 45\n'
        for n in (1, 2)
    )
    path = tmp_path / "填报.toml"
    path.write_text(FILLED + rows, encoding="utf-8")
    result = run("check", path)
    assert result.exit_code == 0, result.stdout
    assert READY in result.stdout.splitlines()[-1]


def test_findings_come_in_the_order_of_the_table() -> None:
    found = codes(row(1, evidence="", given="40"), row(2, actual="5次", given="45"), total="90", missing="A3 D6 D7")
    assert [number for _, number, _ in found] == [1, 1, 1, 2, 0]
    assert found[-1][2] == "总分"


def test_a_blank_form_lists_every_cell_to_fill_in() -> None:
    found = codes(row(1, actual="", given=None), row(2, actual="", given=None), total=None)
    assert [one for one in found if one[0] == "T2"] == [("T2", 1, "实际完成值"), ("T2", 2, "实际完成值")]


def test_notes_need_no_mending() -> None:
    one = mend(recheck(Document("表", (table(row(1), row(2)),)), SHELF.values()))
    assert one.all_findings()
    assert one.to_mend == must_count(f for f in one.all_findings() if f.severity != "note") == 0


def test_the_last_line_and_the_exit_code_say_whether_it_can_be_handed_in() -> None:
    good, bad = run("check", EXAMPLES / "project.toml"), run("check", EXAMPLES / "published-2024" / "culture.xlsx")
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert good.stdout.splitlines()[-1].startswith(READY)
    assert bad.stdout.splitlines()[-1].startswith("还有 ")
    assert run("check", EXAMPLES / "没有.docx").exit_code == 2


@pytest.mark.parametrize("format_", ["text", "json", "html"])
def test_what_could_not_be_read_is_not_said_to_be_ready(tmp_path: Path, format_: str) -> None:
    (tmp_path / "空.docx").touch()
    result = run("check", EXAMPLES / "project.toml", tmp_path / "空.docx", "--format", format_)
    assert result.exit_code == 2
    if format_ == "json":
        assert json.loads(result.stdout)["ready"] is False
        return
    text = re.sub(r"\s", "", result.stdout)
    assert "另有1份读不出，没有检查：" in text
    assert "检查过的可以上报。" in text


def test_each_item_names_its_cell_and_what_should_stand_there() -> None:
    text = run("check", EXAMPLES / "filled-2024.docx").stdout
    assert "第 5 行“每场演出费用”" in text
    assert "第 2 个表格第 6 行" in text
    assert "得分没有填写，按规则是 19 分（T1）" in text
    assert "办法：" in text


def test_severities_and_a_baseline_decide_what_is_left_to_mend(tmp_path: Path) -> None:
    file, known = EXAMPLES / "filled-2024.docx", tmp_path / "基线.json"
    assert "（T1）" not in run("check", file, "--severity", "T1=off").stdout
    assert run("check", file, "--severity", "T1=note", "--severity", "T4=note").exit_code == 0
    assert run("check", file, "--write-baseline", known).exit_code == 0
    again = run("check", file, "--baseline", known)
    assert again.exit_code == 0
    assert READY in again.stdout


def test_a_table_is_compared_with_its_goals() -> None:
    file = EXAMPLES / "published-2024" / "culture.xlsx"
    result = run("check", file, "--goals", EXAMPLES / "goals-2024.txt")
    assert result.exit_code == 1
    assert "还有 " in result.stdout


def test_a_goal_table_is_checked_as_one() -> None:
    result = run("check", EXAMPLES / "goals-2024.txt")
    assert "绩效目标表" in result.stdout
    assert "实际完成值" not in result.stdout


def test_json_holds_the_same(tmp_path: Path) -> None:
    file = EXAMPLES / "filled-2024.docx"
    data = json.loads(run("check", file, "--format", "json").stdout)
    (document,) = data["documents"]
    assert data["ready"] is document["ready"] is False
    assert data["to_mend"] == sum(one["to_mend"] for one in document["tables"])
    assert {"code", "place", "expected", "suggestion"} <= document["tables"][0]["findings"][0].keys()


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_pages_are_written(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"检查.{ending}"
    assert run("check", EXAMPLES / "filled-2024.docx", "-o", target).exit_code == 1
    assert target.stat().st_size > 1000
    if ending == "html":
        page = target.read_text(encoding="utf-8")
        assert "每场演出费用" in page
        assert "按规则是 19 分" in page


def test_what_is_written_holds_no_markup_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "填报.toml"
    path.write_text(FILLED.replace("示例项目", "<b>示例&项目</b>"), encoding="utf-8")
    page = run("check", path, "--format", "html").stdout
    assert "<b>示例" not in page
    assert "&lt;b&gt;示例&amp;项目" in page
