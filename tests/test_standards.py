"""Severities of the user's own, known findings, and the order and the grouping of findings."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from random import Random

import docx
import pytest
from attrs import evolve
from pypdfium2 import PdfDocument

from rulesets import catalogue
from scoring import (
    SEVERITIES,
    Baseline,
    Document,
    Evaluation,
    Finding,
    Place,
    Recheck,
    ZipingbiaoError,
    accept,
    baseline_of,
    from_data,
    grouped,
    recheck,
    to_data,
    with_severities,
)
from scoring.finding import Where
from scoring.ranking import ranked
from tests.command import EXAMPLE, run
from tests.tables import CLEAN, reading, with_row

RULESETS = tuple(catalogue().values())
FAULTY = evolve(with_row(1, actual="=240册", printed_score="15.00"), printed_total=reading("94"))


def rechecked(*tables: Evaluation, source: str = "自评表.txt", sha256: str = "") -> Recheck:
    return recheck(Document(source, tables, sha256=sha256), RULESETS, ruleset="xinjiang/2023")


def codes(result: Recheck) -> list[str]:
    return sorted(finding.code for finding in result.all_findings())


def told(code: str, severity: str = "warning", row: int = 1, message: str = "") -> Finding:
    return Finding(code, severity, Where("项目", 1, row), message or code)  # type: ignore[arg-type]


def test_findings_come_by_severity_then_arithmetic_then_what_is_missing_then_rules_then_hints() -> None:
    order = [
        told("A1", "error", 9), told("B1", "error", 1), told("A4", row=8), told("C1", row=3), told("C1", row=5),
        told("B4", row=2), told("D7", row=1), told("A10", "note", 1),
    ]  # fmt: skip
    mixed = list(order)
    Random(4).shuffle(mixed)
    assert list(ranked(mixed)) == order


def test_the_same_finding_in_many_rows_is_one_group_with_its_rows() -> None:
    groups = grouped(
        [told("C1", row=3, message="甲"), told("B1", "error"), told("C1", row=1, message="甲"), told("C1")]
    )
    assert [(group.code, [one.where.row for one in group.findings]) for group in groups] == [
        ("B1", [1]), ("C1", [1, 3]), ("C1", [1]),
    ]  # fmt: skip


def test_the_same_finding_in_many_rows_is_said_once_on_the_terminal_and_in_reports(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "表.txt"
    path.write_text(text, encoding="utf-8")
    result = rechecked(evolve(CLEAN, indicators=tuple(evolve(i, actual=None) for i in CLEAN.indicators)))
    assert codes(result).count("D2") == len(CLEAN.indicators)
    from reports.views.findings import finding_blocks, finding_view
    from workbench.finding_lines import finding_lines
    from workbench.terminal import Screen

    doubts = [f for f in result.all_findings() if f.code == "D2" and f.where.row < 5]
    lines = "\n".join(finding_lines(doubts, Screen(columns=400)))
    assert lines.count("没有实际完成值") == 1
    assert all(f"“{f.where.name}”" in lines for f in doubts)
    (block,) = finding_blocks(finding_view(f, n) for n, f in enumerate(doubts, 1))
    (item,) = block.items
    assert (block.count, item.subject.count("实际完成值")) == (4, 4)


@pytest.mark.parametrize("setting", [*SEVERITIES, "off"])
def test_a_code_takes_the_severity_it_is_given(setting: str) -> None:
    result = with_severities(rechecked(FAULTY), {"a1": setting})  # type: ignore[dict-item]
    found = [finding.severity for finding in result.all_findings() if finding.code == "A1"]
    assert found == ([] if setting == "off" else [setting])
    severities = [SEVERITIES.index(f.severity) for f in result.tables[0].findings]
    assert severities == sorted(severities)


def test_other_codes_keep_their_severity() -> None:
    before = [f for f in rechecked(FAULTY).all_findings() if f.code != "A1"]
    after = [f for f in with_severities(rechecked(FAULTY), {"A1": "off"}).all_findings() if f.code != "A1"]
    assert before == after != []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"A33": "off"}, "没有代码 A33"),
        ({"A1": "weg"}, "A1 的严重程度写成了“weg”"),
        ({"": "off"}, "没有写代码"),
        ({"A1": "off", "a1": "note"}, "A1 写了两种严重程度：off 和 note"),
    ],
)
def test_an_unknown_code_or_severity_is_a_named_error(settings: dict[str, str], words: str) -> None:
    with pytest.raises(ZipingbiaoError) as raised:
        with_severities(rechecked(CLEAN), settings)  # type: ignore[arg-type]
    assert words in str(raised.value)


def test_what_was_accepted_is_not_reported_again_and_nothing_else_is_lost() -> None:
    first = rechecked(FAULTY)
    again = accept(rechecked(FAULTY), baseline_of([first]))
    assert codes(again) == []
    assert sorted(f.code for f in again.accepted) == codes(first) != []
    assert again.gone == ()


def test_known_findings_are_known_wherever_their_table_and_row_now_stand() -> None:
    known = baseline_of([rechecked(FAULTY)])
    rows = tuple(evolve(i, place=Place(line=90 + n)) for n, i in enumerate(reversed(FAULTY.indicators)))
    moved = evolve(FAULTY, indicators=rows, place=Place(line=80))
    other = evolve(CLEAN, project="另一个项目")
    result = accept(rechecked(other, moved, source="新目录/自评表.txt"), known)
    assert codes(result) == []
    assert result.gone == ()


def test_a_new_finding_is_shown_beside_known_ones_and_one_that_is_gone_is_counted() -> None:
    known = baseline_of([rechecked(FAULTY)])
    changed = evolve(FAULTY, printed_total=reading("98"), indicators=(CLEAN.indicators[0], *FAULTY.indicators[1:]))
    result = accept(rechecked(changed), known)
    assert codes(result) == ["A1"]  # another printed total is another finding
    assert sorted(one.code for one in result.gone) == ["A1", "B2", "C1"]


def test_a_row_that_fails_twice_is_not_accepted_by_one_known_finding() -> None:
    twice = evolve(CLEAN, indicators=(*FAULTY.indicators[:1], *FAULTY.indicators))
    known = Baseline(tuple(one for one in baseline_of([rechecked(FAULTY)]).known if one.code == "B2"))
    result = accept(rechecked(twice), known)
    assert codes(result).count("B2") == 1


def test_documents_are_told_apart_by_their_bytes_or_else_by_their_names() -> None:
    known = baseline_of([rechecked(FAULTY, sha256="ab" * 32)])
    assert codes(accept(rechecked(FAULTY, source="改名.txt", sha256="ab" * 32), known)) == []
    assert codes(accept(rechecked(FAULTY, sha256="cd" * 32), known)) == []
    assert codes(accept(rechecked(FAULTY, source="改名.txt", sha256="cd" * 32), known)) != []


def test_accepting_twice_and_writing_anew_keeps_what_was_accepted() -> None:
    known = baseline_of([rechecked(FAULTY)])
    again = accept(rechecked(FAULTY), known)
    assert {(k.code, k.name, k.read) for k in baseline_of([again]).known} == {
        (k.code, k.name, k.read) for k in known.known
    }


def test_a_recheck_with_accepted_findings_survives_a_trip_through_json() -> None:
    result = accept(rechecked(FAULTY), baseline_of([rechecked(FAULTY)]))
    assert from_data(json.loads(json.dumps(to_data(result))), Recheck) == result


def test_the_command_shows_only_what_is_new(tmp_path: Path) -> None:
    known = tmp_path / "基线.json"
    assert run("recheck", EXAMPLE, "--write-baseline", known).exit_code == 0
    result = run("recheck", EXAMPLE, "--baseline", known)
    assert result.exit_code == 0
    assert "错误 0，疑点 0，提示 0" in result.stdout
    assert "已接受的问题" in result.stdout
    assert result.stdout.count("无问题") == run("recheck", EXAMPLE).stdout.count("无问题")
    assert "  已接受1\n" in result.stdout
    data = json.loads(known.read_text(encoding="utf-8"))
    kept = [one for one in data["findings"] if one["code"] != "A4"]
    gone = {**data["findings"][0], "read": "别的"}
    known.write_text(json.dumps({**data, "findings": [*kept, gone]}, ensure_ascii=False), encoding="utf-8")
    result = run("recheck", EXAMPLE, "--baseline", known)
    assert result.exit_code == 1
    assert "错误 1，疑点 0，提示 0" in result.stdout
    assert "A4 " in result.stdout
    assert "有 1 处不再出现" in result.stderr


def test_reports_say_how_much_was_accepted(tmp_path: Path) -> None:
    known = tmp_path / "基线.json"
    run("recheck", EXAMPLE, "--write-baseline", known)
    assert "处问题按基线已接受，没有列出" in run("recheck", EXAMPLE, "--baseline", known, "--format", "md").stdout
    other = tmp_path / "另一份.txt"
    other.write_text(EXAMPLE.read_text(encoding="utf-8").replace(">=", "≥"), encoding="utf-8")
    both = run("recheck", EXAMPLE, other, "--baseline", known, "--format", "md").stdout
    assert "处问题按基线已接受，没有列出" in both
    assert re.search(r"发现问题 \d+ 处", both)
    (document,) = json.loads(run("recheck", EXAMPLE, "--baseline", known, "--format", "json").stdout)["documents"]
    assert len(document["accepted"]) == len(json.loads(known.read_text(encoding="utf-8"))["findings"])
    assert (document["findings"], document["gone"]) == ([], [])


def overview(page: str) -> list[list[str]]:
    """The rows of the overview of an opinion in Markdown, with its head."""
    lines = page.partition("## 三、各表概况")[2].partition("## 四")[0].splitlines()
    return [line.strip("| ").split(" | ") for line in lines if line.startswith("|") and "---" not in line]


def test_opinions_say_table_by_table_how_much_was_accepted(tmp_path: Path) -> None:
    known = tmp_path / "基线.json"
    run("recheck", EXAMPLE, "--write-baseline", known)
    before = overview(run("recheck", EXAMPLE, "--format", "md").stdout)
    after = overview(run("recheck", EXAMPLE, "--baseline", known, "--format", "md").stdout)
    assert before[0][-3:] == ["错误", "疑点", "提示"]
    assert after[0][-4:] == ["错误", "疑点", "提示", "已接受"]
    for table, again in zip(before[1:], after[1:], strict=True):
        assert again[-4:] == ["0", "0", "0", str(sum(map(int, table[-3:])))]
    page = run("recheck", EXAMPLE, "--baseline", known, "--format", "html").stdout
    assert '<th scope="col" class="num">已接受</th>' in page
    assert "没有发现新的问题。" in page
    summary = run("recheck", EXAMPLE, EXAMPLE.parent / "project.toml", "--baseline", known, "--format", "md").stdout
    assert "提示 | 已接受 |" in summary


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_files_of_opinions_say_how_much_was_accepted(ending: str, tmp_path: Path) -> None:
    known, target = tmp_path / "基线.json", tmp_path / f"意见.{ending}"
    run("recheck", EXAMPLE, "--write-baseline", known)
    assert run("recheck", EXAMPLE, "--baseline", known, "-o", target).exit_code == 0
    if ending == "docx":
        text = "".join(cell.text for table in docx.Document(str(target)).tables for cell in table.rows[0].cells)
    else:
        text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(target))
    assert "已接受" in "".join(text.split())


def test_the_exit_code_follows_the_severities() -> None:
    errors = dict.fromkeys(("A1", "A4", "B9"), "note")
    assert run("recheck", EXAMPLE).exit_code == 1
    assert run("recheck", EXAMPLE, *(f"--severity={c}={s}" for c, s in errors.items())).exit_code == 0
    assert run("recheck", EXAMPLE.parent / "project.toml").exit_code == 0


def test_severities_are_read_from_a_file_and_the_command_line_goes_before_it(tmp_path: Path) -> None:
    path = tmp_path / "级别.toml"
    path.write_text('[severity]\nA1 = "off"\nA4 = "note"\nB9 = "note"\n', encoding="utf-8")
    assert run("recheck", EXAMPLE, "--severities", path).exit_code == 0
    assert run("recheck", EXAMPLE, "--severities", path, "--severity", "A4=error").exit_code == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[severity]\nA99 = "off"\n', "没有代码 A99"),
        ("[severity]\nA1 = 3\n", "A1 的严重程度写成了“3”"),
        ('[schwere]\nA1 = "off"\n', "不认识的部分 schwere"),
        ("", "没有 [severity] 部分"),
        ("[severity\n", "第 1 行第 10 列附近不是有效的 TOML"),
        ('[severity]\nA1 = "off"\nA1 = "note"\n', "有一个键写了两次"),
        (f"[severity]\nA1 = {'9' * 5000}\n", "数字太长"),
        (f"[severity]\nA1 = {'[' * 5000}\n", "嵌套太深"),
    ],
)
def test_a_faulty_file_of_severities_is_a_named_error(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "级别.toml"
    path.write_text(text, encoding="utf-8")
    result = run("recheck", EXAMPLE, "--severities", path)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "级别.toml" in result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "不是有效的 JSON"),
        ("[]", "不是基线文件"),
        ('{"format": "zipingbiao-baseline", "version": 9}', "版本是 9"),
        ('{"format": "zipingbiao-baseline", "version": 1}', "没有 findings"),
        ('{"format": "zipingbiao-baseline", "version": 1, "findings": [{"code": "A1"}]}', "findings 第 1 项"),
    ],
)
def test_a_file_that_is_no_baseline_is_a_named_error(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "基线.json"
    path.write_text(text, encoding="utf-8")
    result = run("recheck", EXAMPLE, "--baseline", path)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
@pytest.mark.parametrize("option", ["--baseline", "--severities"])
def test_a_pipe_is_refused_and_not_waited_for(option: str, tmp_path: Path) -> None:
    pipe = tmp_path / "管道"
    os.mkfifo(pipe)
    result = run("recheck", EXAMPLE, option, pipe)
    assert result.exit_code == 2
    assert f"错误：{pipe}：不是普通文件（是管道或设备）" in result.stderr


def test_a_severity_may_be_written_in_full_width_but_not_in_two_ways() -> None:
    assert (
        run("recheck", EXAMPLE, "--severity", "Ａ１＝ＯＦＦ").stdout
        == run("recheck", EXAMPLE, "--severity=A1=off").stdout
    )
    result = run("recheck", EXAMPLE, "--severity", "A1=off", "--severity", "A1 = error")
    assert result.exit_code == 2
    assert "--severity：A1 写了两种严重程度：off 和 error" in result.stderr


@pytest.mark.parametrize("command", ["recheck", "check"])
@pytest.mark.parametrize("option", ["--baseline", "--severities", "--goals"])
def test_no_result_is_written_over_what_was_read_beside_the_documents(
    command: str, option: str, tmp_path: Path
) -> None:
    path = tmp_path / "另.txt"
    if option == "--baseline":
        run("recheck", EXAMPLE, "--write-baseline", path)
    elif option == "--severities":
        path.write_text('[severity]\nA1 = "off"\n', encoding="utf-8")
    else:
        path.write_bytes((EXAMPLE.parent / "goals-2024.txt").read_bytes())
    before = path.read_bytes()
    result = run(command, EXAMPLE, option, path, "-o", path)
    assert (result.exit_code, path.read_bytes()) == (2, before)
    assert f"{path}：会覆盖读入的文件，没有写" in result.stderr
    if option != "--baseline":
        result = run(command, EXAMPLE, option, path, "--write-baseline", path)
        assert (result.exit_code, path.read_bytes()) == (2, before)
        assert "用 --write-baseline 写别的文件名" in result.stderr


def test_the_result_and_the_baseline_do_not_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "结果.json"
    result = run("recheck", EXAMPLE, "-o", path, "--write-baseline", path)
    assert (result.exit_code, path.exists()) == (2, False)
    assert "结果和基线不能写进同一个文件" in result.stderr


def test_a_baseline_never_writes_over_an_input(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_bytes(EXAMPLE.read_bytes())
    result = run("recheck", path, "--write-baseline", path)
    assert result.exit_code == 2
    assert path.read_bytes() == EXAMPLE.read_bytes()


def test_a_baseline_among_the_documents_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_bytes(EXAMPLE.read_bytes())
    known = tmp_path / "基线.json"
    assert run("recheck", tmp_path, "--write-baseline", known).exit_code == 0
    first = known.read_bytes()
    known.write_text(json.dumps({**json.loads(first), "findings": []}), encoding="utf-8")
    assert run("recheck", tmp_path, "--write-baseline", known).exit_code == 0
    assert known.read_bytes() == first
