"""The command line as a whole: help, version, mistakes of the user; and the smaller commands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import reports
import rulesets
from reports.readers.text import blocks
from reports.writers.json import score_to_json
from scoring import figure_value, score

from .command import EXAMPLE, EXAMPLES, PROJECT, ROOT, run
from .workbooks import xls_of

COMMANDS = ["recheck", "score", "check", "form", "infer", "explain", "batch", "report", "rulesets"]
ENGLISH = re.compile(
    r"\b(Usage|Options|Commands|Error|Show this|Missing|Try|No such|Got unexpected|requires|required)\b"
)


@pytest.mark.parametrize(
    "arguments",
    [[], *([name] for name in COMMANDS), *(["rulesets", name] for name in ("list", "show", "new", "check"))],
)
def test_help_is_in_chinese(arguments: list[str]) -> None:
    result = run(*arguments, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("用法：zipingbiao")
    assert not ENGLISH.search(result.stdout)


def test_without_arguments_the_help_is_shown() -> None:
    assert run().stdout == run("--help").stdout


def test_the_help_lists_every_command_with_its_purpose() -> None:
    text = run("--help").stdout
    assert all(re.search(rf"^  {name} +\S", text, re.MULTILINE) for name in COMMANDS)


def test_the_version_is_the_distribution_s() -> None:
    from importlib.metadata import version

    assert run("--version").stdout == f"zipingbiao {version('zipingbiao')}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rechek"], "没有命令 rechek，是不是 recheck？"),
        (["rulesets"], "缺少命令"),
        (["recheck"], "缺少参数"),
        (["recheck", "--nope", "x"], "没有选项 --nope"),
        (["recheck", "x", "--format"], "选项 --format 后面缺少值"),
        (["recheck", "x", "--format", "odt"], "--format：“odt”不在可选的范围内：text、json、html、md、docx、pdf、xlsx"),
        (["recheck", "x", "--format", "pdf"], "pdf 文件不能输出到终端"),
        (["recheck", "x", "--annotate"], "没有写明副本放在哪里"),
        (["report", "x", "--kind", "summary", "-o", "x.docx"], "汇总不能写成 docx"),
        (["score", "x", "--layout", "poster"], "没有表样“poster”，可选的有：auto、project-2023、project-2024"),
        (["score", "a", "b"], "多余的参数：b"),
        (["explain", "x", "--table", "0"], "--table：“0”不是序号"),
        (["recheck", "x", "--ruleset", "xinjang/2023"], "没有规则集 xinjang/2023。处理办法：是不是 xinjiang/2023？"),
        (["recheck", "x", "--rulesets", "没有的文件夹"], "没有的文件夹"),
        (["explain", EXAMPLE], "用 --table 写明是第几张"),
        (["explain", EXAMPLE, "--table", "13"], "没有第 13 张表，共 12 张"),
        (["score", EXAMPLE, "--table", "13"], "没有第 13 张表，共 12 张"),
        (["report", EXAMPLE, "--kind", "opinion", "--table", "1"], "复核意见说的是整份文件"),
        (["explain", EXAMPLE, "--table", "1", "--row", "99"], "没有这样的指标"),
        (["report", EXAMPLE, "--kind", "form"], "用 -o 写明放到哪个文件夹"),
        (["rulesets", "show", "nowhere/1999"], "没有规则集 nowhere/1999"),
        (["rulesets", "check", "没有.toml"], "没有.toml"),
        (["recheck", EXAMPLE, "-o", EXAMPLE / "x.txt"], "写不出结果"),
    ],
)
def test_a_mistake_is_told_in_chinese_with_exit_code_2(arguments: list[object], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "错误：" in result.stderr
    assert "Traceback" not in result.stderr
    assert not ENGLISH.search(result.stderr)
    assert isinstance(result.exception, SystemExit)


def test_score_gives_the_same_json_as_python() -> None:
    (evaluation,) = reports.read(PROJECT).evaluations
    card = score(evaluation, rulesets.catalogue()[evaluation.ruleset])
    assert json.loads(run("score", PROJECT, "--format", "json").stdout) == score_to_json(evaluation, card)


def test_score_shows_our_score_beside_the_one_filled_in() -> None:
    result = run("score", PROJECT)
    assert result.exit_code == 0, result.output
    assert re.search(r"图书购置费.* 20\.00 +20\.00 +一致", result.stdout)
    assert re.search(r"总分 .*\d", result.stdout)


def test_one_table_of_several_is_scored_and_reported(tmp_path: Path) -> None:
    text = run("score", EXAMPLE, "--table", "4").stdout
    assert re.findall(r"^评分：(.+)$", text, re.MULTILINE) == ["2023年文化旅游宣传推广经费"]
    page = tmp_path / "报告.md"
    assert run("report", EXAMPLE, "--table", "4", "-o", page).exit_code in (0, 1)
    assert "2023年文化旅游宣传推广经费" in page.read_text(encoding="utf-8")


def test_a_score_filled_in_wrongly_is_reported_and_not_overwritten(tmp_path: Path) -> None:
    text = PROJECT.read_text(encoding="utf-8").replace("score = 20 ", "score = 25 ")
    wrong = tmp_path / "错.toml"
    wrong.write_text(text, encoding="utf-8")
    result = run("score", wrong)
    assert result.exit_code == 1, result.output
    assert re.search(r"图书购置费.* 20\.00 +25\.00 +不一致", result.stdout)
    assert wrong.read_text(encoding="utf-8") == text


def forgetful(folder: Path, reason: str, score: str = "") -> Path:
    """The example with another reason for the row that loses points."""
    lines = PROJECT.read_text(encoding="utf-8").splitlines()
    row = lines.index('name = "新购图书册数"')
    at = next(number for number in range(row, len(lines)) if lines[number].startswith("reason"))
    lines[at] = "\n".join(part for part in (f'reason = "{reason}"', score) if part)
    path = folder / "填报.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("reason", ["", "无"])
def test_score_names_the_rows_that_lose_points_without_a_reason(reason: str, tmp_path: Path) -> None:
    hint = "失分而没有填写偏差原因：第 2 行“新购图书册数”（扣 0.40 分）"
    assert "没有填写偏差原因" not in run("score", PROJECT).output
    path = forgetful(tmp_path, reason)
    assert hint in run("score", path).stdout
    written = run("score", path, "-o", tmp_path / "自评表.html")
    assert written.exit_code == 0
    assert hint in written.stderr
    # A score filled in for the row has its finding, which says it.
    told = run("score", forgetful(tmp_path, reason, "score = 9.6")).stdout
    assert hint not in told
    assert ("C3" if reason else "C1") in told


def test_a_spreadsheet_of_wps_is_scored_and_the_user_is_told_that_the_result_is_no_copy(tmp_path: Path) -> None:
    (table,) = reports.read(PROJECT).evaluations
    old, new = tmp_path / "自评表.et", tmp_path / "得分.xlsx"
    old.write_bytes(xls_of(list(blocks(reports.render("form", table, "md")))))
    done = run("score", old, "-o", new)
    assert done.exit_code in (0, 1), done.output
    assert "自评表.et：.et 文件不能做副本，写出的是重新排的自评表（.xlsx）" in done.stderr
    (scored,) = reports.read(new).evaluations
    assert figure_value(scored.printed_total) == score(table, rulesets.catalogue()[table.ruleset]).total
    refused = run("score", old, "-o", tmp_path / "得分.et")
    assert refused.exit_code == 2
    assert "不能写成 .et" in refused.stderr
    assert "xlsx" in refused.stderr
    # A copy of a file that can be copied is one, and nothing else is said.
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(reports.render_file("form", table, "xlsx"))
    assert "副本" not in run("score", path, "-o", tmp_path / "副.xlsx").stderr


def test_toml_and_json_give_the_same_scores() -> None:
    texts = [run("score", EXAMPLES / f"project.{kind}", "--format", "json").stdout for kind in ("toml", "json")]
    assert texts[0] == texts[1]


def test_score_accepts_a_published_document() -> None:
    result = run("score", EXAMPLE, "--ruleset", "xinjiang/2023")
    assert result.stdout.count("评分：") == 12


def test_infer_ranks_nothing_where_no_score_is_printed() -> None:
    result = run("infer", "examples/goals-2024.txt")
    assert result.exit_code == 0
    assert "没有印出得分" in result.stdout
    assert "名次" not in result.stdout


def test_infer_lists_candidates_best_first() -> None:
    result = run("infer", EXAMPLE, "--top", "4")
    assert result.exit_code == 0
    assert re.search(r"^ +1  xinjiang/2023 ", result.stdout, re.MULTILINE)
    assert len(re.findall(r"^ +\d+  \S+/\d{4}", result.stdout, re.MULTILINE)) == 4
    assert json.loads(run("infer", EXAMPLE, "--format", "json").stdout)


def test_explain_shows_the_steps_under_several_rulesets() -> None:
    arguments = ["--table", "4", "--name", "推介会", "--ruleset", "xinjiang/2023", "--ruleset", "national/2020"]
    text = run("explain", EXAMPLE, *arguments).stdout
    assert "(83.33 − 60) × 15 ÷ 40 = 8.74875" in text
    assert "得分 12.50" in text


def test_explain_knows_the_execution_rate_by_name() -> None:
    text = run("explain", EXAMPLE, "--table", "3", "--name", "执行率").stdout
    assert "得分 9.57" in text
    assert "二进制浮点数" in text
    assert "第 1 行" not in text


@pytest.mark.parametrize("kind", ["report", "form", "opinion", "summary"])
@pytest.mark.parametrize("format_", ["html", "md"])
def test_every_report_is_written(kind: str, format_: str, tmp_path: Path) -> None:
    target = tmp_path / f"{kind}.{format_}"
    result = run("report", PROJECT, "--kind", kind, "--format", format_, "-o", target)
    assert result.exit_code == 0, result.output
    assert "图书馆" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "ending"), [("form", "pdf"), ("recheck", "doc"), ("score", "ofd"), ("infer", "html"), ("report", "txt")]
)
def test_an_ending_that_promises_another_format_is_refused(command: str, ending: str, tmp_path: Path) -> None:
    target = tmp_path / f"结果.{ending}"
    result = run(command, EXAMPLES / "goals-2024.txt", "-o", target)
    assert result.exit_code == 2
    assert f"不能写成 .{ending}" in result.stderr
    assert not target.exists()


def test_one_report_for_each_table_goes_to_a_folder(tmp_path: Path) -> None:
    run("report", EXAMPLE, "--kind", "form", "-o", tmp_path)
    names = [path.name for path in tmp_path.iterdir()]
    assert len(names) == 12
    assert "disclosure-2023.2023年天池半程马拉松赛事补助经费.自评表.html" in names


def test_the_shipped_rulesets_are_listed_shown_and_pass_their_check() -> None:
    listed = run("rulesets", "list").stdout
    assert all(name in listed for name in rulesets.catalogue())
    shelf = rulesets.catalogue()
    for name, ruleset in shelf.items():
        assert ruleset.title in run("rulesets", "show", name).stdout.replace("\n  ", "")
        result = run("rulesets", "check", shelf.file(name))
        assert result.exit_code == 0, result.output
        assert "没有问题" in result.stdout


def test_help_does_not_wait_for_the_engine() -> None:
    import subprocess
    import sys

    heavy = ("scoring", "reports", "rulesets", "jinja2", "simpleeval")
    program = f"import sys, workbench.cli; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [["--table", "1", "--row"], ["--table"]])
def test_a_number_of_thousands_of_digits_is_a_mistake_like_any_other(arguments: list[str]) -> None:
    result = run("explain", EXAMPLE, *arguments, "9" * 5000)
    assert result.exit_code == 2
    assert "不是序号" in result.stderr
    assert len(result.stderr) < 500


def test_a_mistyped_option_names_the_right_one() -> None:
    assert "没有选项 --out，是不是 --output？" in run("recheck", EXAMPLE, "--out", "x").stderr
    assert "没有选项 --outptu，是不是 --output？" in run("recheck", EXAMPLE, "--outptu", "x").stderr
    assert "是不是" not in run("infer", EXAMPLE, "--table", "4").stderr


def test_tables_and_rows_to_choose_from_stand_one_a_line() -> None:
    tables = run("explain", EXAMPLE, "--table", "13").stderr.splitlines()
    assert len(tables) == 13
    assert tables[1] == "  1 2023年公共图书馆免费开放补助经费"
    assert "  1 图书馆全年开馆天数" in run("explain", EXAMPLE, "--table", "1", "--row", "99").stderr.splitlines()


@pytest.mark.parametrize(("score", "code"), [("20", 0), ("25", 1)])
def test_the_exit_code_of_a_report_tells_of_errors(score: str, code: int, tmp_path: Path) -> None:
    path = tmp_path / "填报.toml"
    path.write_text(PROJECT.read_text(encoding="utf-8").replace("score = 20 ", f"score = {score} "), encoding="utf-8")
    result = run("report", path, "-o", tmp_path / "报告.html")
    assert result.exit_code == code, result.output
    assert (tmp_path / "报告.html").exists()
    assert ("1 处错误" in result.stderr) == bool(code)


def test_a_score_given_by_people_counts_and_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "评判.toml"
    path.write_text(
        'project = "甲"\nyear = 2021\nruleset = "national/2020"\n[[indicators]]\nlevel1 = "效益指标"\n'
        'name = "便民"\ntarget = "有效提升"\nactual = "有一些效果"\nweight = 30\nscore = 20\n'
        '[[indicators]]\nlevel1 = "效益指标"\nname = "惠民"\ntarget = "有效提升"\nactual = "有效提升"\nweight = 10\nscore = 10\n',
        encoding="utf-8",
    )
    text = run("score", path).stdout
    assert re.search(r"便民 .* 20\.00 +20\.00 +人工评判", text)
    assert re.search(r"惠民 .* 10\.00 +10\.00 +一致", text)
    assert "第 1 行“便民”由人评判，给 20 分" in text
    assert "没有适用的规则" not in run("recheck", path).stdout


@pytest.mark.parametrize(
    "arguments",
    [["recheck", "", "-o", "x.txt"], ["recheck", EXAMPLE, "-o", ""], ["recheck", EXAMPLE, "--rulesets", ""]],
)
def test_an_empty_path_is_not_the_current_folder(arguments: list[object]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "是空的" in result.stderr


def test_a_form_is_printed_in_the_layout_that_was_named() -> None:
    words = {"project-2023": "年度指标值", "project-2024": "业绩值"}
    for layout, word in words.items():
        text = run("score", PROJECT, "--format", "md", "--layout", layout).stdout
        assert [other for other in words.values() if other in text] == [word]


def test_a_layout_of_another_kind_of_table_is_left_aside_and_said() -> None:
    result = run("score", PROJECT, "--format", "md", "--layout", "department-2024")
    assert "项目支出绩效自评表" in result.stdout
    assert "表样 department-2024 是单位整体支出绩效自评表，这张表按 auto 选" in result.stderr


def test_the_forms_of_several_tables_are_called_after_their_projects(tmp_path: Path) -> None:
    assert run("score", EXAMPLE, "--format", "html", "-o", tmp_path / "得分").exit_code in (0, 1)
    names = sorted(path.name for path in (tmp_path / "得分").iterdir())
    assert len(names) == 12
    assert "disclosure-2023.2023年文化旅游宣传推广经费.自评表.html" in names
