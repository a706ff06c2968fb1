"""``explain`` and ``score`` with rulesets side by side, full marks, steps and sensitivity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .command import EXAMPLE, EXAMPLES, run

FILLED = EXAMPLES / "filled-2024.docx"


def test_explain_says_what_gives_full_marks_and_where_the_score_changes() -> None:
    text = run("explain", EXAMPLE, "--table", "4", "--row", "2").stdout
    assert "得满分的实际值：6场及以上（现在 5场，还差 1场）" in text
    assert "6场 得 15.00（+6.25），4场 得 2.50（−6.25）" in text
    assert "不超过 3场 得 0.00 分；4场及以上 得 2.50 到 15.00 分（现在）" in text
    assert "再少 2场 退到前一段" in text


def test_explain_sets_rulesets_side_by_side() -> None:
    text = run("explain", EXAMPLE, "--table", "4", "--row", "2", "--compare", "national/2020,xinjiang/2024").stdout
    assert "xinjiang/2023" in text  # the one inferred
    for ruleset, points in (("national/2020", "12.50"), ("xinjiang/2023", "8.75")):
        (line,) = [line for line in text.splitlines() if line.startswith(f"  {ruleset} ")]
        assert points in line


def test_explain_puts_rulesets_that_agree_on_one_line() -> None:
    text = run("explain", EXAMPLE, "--table", "3", "--row", "7", "--all").stdout
    assert text.count("20.00") == 2  # as printed, and one line for all


@pytest.mark.parametrize("columns", [80, 120])
def test_side_by_side_fits_the_screen(columns: int) -> None:
    from workbench.terminal import Screen

    for arguments in (
        ["explain", EXAMPLE, "--table", "4", "--all"],
        ["score", FILLED, "--all", "--sensitivity"],
        ["check", FILLED],
    ):
        text = run(*arguments, columns=columns).stdout
        assert max(Screen(columns).width(line) for line in text.splitlines()) <= columns


def test_score_compares_totals_and_grades() -> None:
    text = run("score", FILLED, "--compare", "national/2020", "--compare", "xinjiang/2023").stdout
    lines = {ruleset: line for line in text.splitlines() for ruleset in ("national/2020",) if ruleset in line}
    assert "97.11" in lines["national/2020"]
    assert "优" in lines["national/2020"]
    assert "得分不同的行" in text


def test_score_says_what_the_total_hangs_on() -> None:
    text = run("score", FILLED, "--sensitivity").stdout
    assert "再失 7.06 分以内仍是“优”，再多降为“良”" in text
    table = text.partition("总分取决于哪些行")[2]
    rows = [line for line in table.splitlines() if "每场演出费用" in line or "下乡演出场次" in line]
    assert "每场演出费用" in rows[0]  # loses most
    assert "多 0.03万元/场" in rows[0]
    assert "差 6场" in rows[1]


def test_json_holds_comparison_and_sensitivity_only_where_asked_for() -> None:
    plain = json.loads(run("score", FILLED, "--format", "json").stdout)
    data = json.loads(run("score", FILLED, "--format", "json", "--compare", "national/2020", "--sensitivity").stdout)
    assert "sensitivity" not in plain
    (card,) = data["compared"]
    assert (card["ruleset"], card["total"], card["grade"]) == ("national/2020", "97.11", "优")
    assert len(card["scores"]) == len(data["indicators"])
    assert data["sensitivity"]["worse"] == {"grade": "良", "points": "7.06", "beyond": True}
    assert [row["row"] for row in data["sensitivity"]["rows"]] == list(range(9))


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_pages_hold_the_comparison(ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"对照.{ending}"
    run("score", FILLED, "--compare", "national/2020", "--sensitivity", "-o", target)
    assert target.stat().st_size > 1000
    if ending == "html":
        page = target.read_text(encoding="utf-8")
        assert "97.11" in page
        assert "以内仍是“优”" in page


def test_a_format_without_comparison_is_refused(tmp_path: Path) -> None:
    result = run("score", FILLED, "--sensitivity", "--format", "pdf", "-o", tmp_path / "a.pdf")
    assert result.exit_code == 2
    assert "可选的格式：text、json、html、xlsx" in result.stderr.replace("\n", "")


def test_an_unknown_ruleset_is_refused_with_the_nearest() -> None:
    for command in (["score", FILLED], ["explain", EXAMPLE, "--table", "1"]):
        result = run(*command, "--compare", "national/2020,xinjiang/2203")
        assert result.exit_code == 2
        assert "是不是 xinjiang/2023？" in result.stderr


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    path = tmp_path / "空表.txt"
    path.write_text(
        "项目支出绩效自评表\n\n（2023年度）\n\n项目名称\t\t测试项目\t\t\t\t\t\t\n"
        "项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
        "\t\t年度资金总额\t8.00\t8.00\t8.00\t10\t100.00%\t10.00\n"
        "\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
        "总分\t\t\t\t\t\t100\t10分\t\n",
        encoding="utf-8",
    )
    assert "表里没有指标行，还算不出总分和等级" in run("score", path, "--sensitivity").stdout
    result = run("explain", path, "--row", 1)
    assert (result.exit_code, "没有读到指标行" in result.stderr) == (2, True)
