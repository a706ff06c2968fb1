"""``zipingbiao recheck``: what a reviewer sees, the formats, the exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from workbench.terminal import Screen

from .command import EXAMPLE, PROJECT, ROOT, run, run_process


def test_a_reviewer_reads_the_measure_the_tables_the_findings_and_the_text_s_figures() -> None:
    result = run("recheck", EXAMPLE)
    assert result.exit_code == 1, result.output
    text = result.stdout
    parts = ["复核：", "衡量的规则：", "\n表  项目", "错误（", "疑点（", "提示（", "公开说明的文字与表中", "共 1 份"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "xinjiang/2023" in text
    assert re.search(r"^ *9 .*91\.76 +91\.67 ", text, re.MULTILINE)
    assert "1,047.65" in text
    assert "1,047.64" in text


def test_certain_findings_come_first_and_arithmetic_before_rules() -> None:
    text = run("recheck", EXAMPLE).stdout
    errors = text[text.index("错误（") : text.index("疑点（")]
    codes = re.findall(r"^  ([A-F]\d+) ", errors, re.MULTILINE)
    assert codes
    assert codes == sorted(codes, key=lambda code: (code[0], int(code[1:])))


@pytest.mark.parametrize("columns", [80, 100, 120, 160])
def test_every_line_fits_the_terminal(columns: int) -> None:
    screen = Screen(columns=columns)
    lines = run("recheck", EXAMPLE, columns=columns).stdout.splitlines()
    assert max(map(screen.width, lines)) <= columns


def test_json_holds_the_documents_with_their_tables_and_findings() -> None:
    result = run("recheck", EXAMPLE, "--format", "json")
    assert result.exit_code == 1
    (document,) = json.loads(result.stdout)["documents"]
    assert len(document["tables"]) == 12
    assert document["tables"][8]["total"]["printed"] == "91.76"


def test_html_and_markdown_are_written_to_a_file_or_a_folder(tmp_path: Path) -> None:
    page = tmp_path / "意见.html"
    assert run("recheck", EXAMPLE, "--format", "html", "-o", page).exit_code == 1
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    folder = tmp_path / "out"
    assert run("recheck", EXAMPLE, EXAMPLE.parent / "project.toml", "--format", "md", "-o", folder).exit_code == 1
    assert sorted(path.name for path in folder.iterdir()) == [
        "disclosure-2023.复核意见.md",
        "project.复核意见.md",
        "汇总.md",
    ]


def test_the_ruleset_can_be_named() -> None:
    text = run("recheck", EXAMPLE, "--ruleset", "national/2020").stdout
    assert "已指定" in text


def test_the_comparison_can_be_left_out() -> None:
    assert "全国办法" not in run("recheck", EXAMPLE, "--compare", "none").stdout


def test_a_document_from_standard_input_gives_the_same_tables() -> None:
    piped = run("recheck", "-", "--format", "json", given=EXAMPLE.read_bytes())
    named = run("recheck", EXAMPLE, "--format", "json")
    assert json.loads(piped.stdout)["documents"][0]["tables"] == json.loads(named.stdout)["documents"][0]["tables"]


def test_a_folder_is_read_whole_in_natural_order(tmp_path: Path) -> None:
    text = EXAMPLE.read_bytes()
    (tmp_path / "下级").mkdir()
    for name in ("单位10.txt", "单位2.txt", "下级/单位1.txt", ".隐藏.txt", "说明.bin"):
        (tmp_path / name).write_bytes(text)
    result = run("recheck", tmp_path)
    found = [Path(line[3:]).name for line in result.stdout.splitlines() if line.startswith("复核：")]
    assert found == ["单位1.txt", "单位2.txt", "单位10.txt"]
    assert "共 3 份文件、36 张表" in result.stdout


def test_a_file_named_twice_is_done_once() -> None:
    assert "共 1 份文件" in run("recheck", EXAMPLE, EXAMPLE).stdout


def test_the_rest_is_done_when_a_file_cannot_be_read(tmp_path: Path) -> None:
    result = run("recheck", tmp_path / "没有.txt", EXAMPLE)
    assert result.exit_code == 2
    assert "没有.txt：没有这个文件" in result.stderr
    assert "共 1 份文件、12 张表" in result.stdout
    assert "另有 1 份读不出，没有复核：" in result.stdout


def test_json_names_what_could_not_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "没有.txt"
    told = json.loads(run("recheck", missing, PROJECT, "--format", "json").stdout)
    assert told["unread"] == [str(missing)]
    assert list(told) == ["documents", "statistics", "unread"]
    schema = json.loads((ROOT / "reports" / "schema" / "recheck.json").read_text(encoding="utf-8"))
    pytest.importorskip("jsonschema", reason="没有安装 jsonschema").validate(told, schema)
    assert "unread" not in json.loads(run("recheck", PROJECT, "--format", "json").stdout)


@pytest.mark.parametrize("ending", ["txt", "html", "xlsx"])
def test_what_is_written_of_many_files_names_those_that_could_not_be_read(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "公开"
    folder.mkdir()
    for name in ("甲.txt", "乙.txt"):
        (folder / name).write_bytes(EXAMPLE.read_bytes())
    for number in range(12):
        (folder / f"坏{number}.pdf").write_bytes(b"%PDF-1.4 broken")
    target = tmp_path / "复核"
    assert run("recheck", folder, *(() if ending == "txt" else ("--format", ending)), "-o", target).exit_code == 2
    if ending == "xlsx":
        sheet = load_workbook(target / "汇总.xlsx")["汇总"]
        said = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    else:
        said = (target / ("复核.txt" if ending == "txt" else "汇总.html")).read_text(encoding="utf-8")
    said = re.sub(r"\s", "", said)
    assert "另有12份读不出，没有复核：" in said
    assert "坏9.pdf等12份。" in said
    assert "坏10.pdf" not in said


def test_exit_code_0_when_nothing_is_wrong() -> None:
    assert run("recheck", PROJECT).exit_code == 0


def test_no_colours_off_a_terminal_and_no_progress_on_standard_error() -> None:
    result = run_process("recheck", EXAMPLE)
    assert result.returncode == 1
    assert b"\x1b" not in result.stdout
    assert result.stderr == b""


def test_a_console_in_gbk_does_not_fail() -> None:
    result = run_process("recheck", EXAMPLE, PYTHONUTF8="0", PYTHONIOENCODING="gbk")
    assert result.returncode == 1, result.stderr
    text = result.stdout.decode("gbk")
    assert "复核：" in text
    assert "?" not in text


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m workbench recheck "{EXAMPLE}" "{EXAMPLE.parent / "project.toml"}" | true'
    run = subprocess.run(command, shell=True, cwd=EXAMPLE.parent.parent, capture_output=True, check=False)
    assert b"Traceback" not in run.stderr
    assert b"BrokenPipe" not in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_there_are_colours_and_progress_unless_no_color_is_set() -> None:
    shown = _on_a_terminal(NO_COLOR="")
    assert "\x1b[31;1m错误" in shown
    assert "正在读取 1/2" in shown
    assert "\x1b[31" not in _on_a_terminal(NO_COLOR="1")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_report_on_a_terminal_is_text_and_in_a_pipe_a_web_page() -> None:
    shown = _on_a_terminal("report", PROJECT)
    assert "<html" not in shown
    assert "# " in shown
    assert "用 -o 写明文件，如 -o 自评报告.html" in shown
    assert "<html" in _on_a_terminal("report", PROJECT, "--format", "html")
    piped = run("report", PROJECT)
    assert "<html" in piped.stdout
    assert "-o" not in piped.stderr


def _on_a_terminal(*arguments: object, **environment: str) -> str:
    """What a terminal gets to see of a run, of a recheck of two files where no other is named."""
    import pty

    main, second = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", *map(str, arguments or ("recheck", EXAMPLE, PROJECT))],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "PYTHONUTF8": "1", **environment},
        stdout=second,
        stderr=second,
    )
    os.close(second)
    shown = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:  # Linux says so when the other end is closed.
            break
        if not part:
            break
        shown += part
    process.wait(60)
    os.close(main)
    return shown.decode()


def test_a_narrow_screen_names_the_verdicts_it_counts() -> None:
    text = run("recheck", EXAMPLE, columns=80).stdout
    assert re.search(r"^ *3 .* 一致8 口径1 ", text, re.MULTILINE)
    assert "口径＝口径差异" in text
    assert not re.search(r"\d/\d/\d", text)


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    path, other = tmp_path / "表.txt", tmp_path / "同一份.md"
    path.write_bytes(EXAMPLE.read_bytes())
    os.link(path, other)
    for target in (path, other):
        result = run("recheck", path, "-o", target)
        assert result.exit_code == 2
        assert f"{target}：会覆盖读入的文件" in result.stderr
    project = tmp_path / "填报.toml"
    project.write_bytes(PROJECT.read_bytes())
    assert run("score", project, "-o", project, "--format", "md").exit_code == 2
    assert path.read_bytes() == EXAMPLE.read_bytes()
    assert project.read_bytes() == PROJECT.read_bytes()


def test_several_results_do_not_make_a_folder_called_like_a_page(tmp_path: Path) -> None:
    target = tmp_path / "意见.html"
    result = run("recheck", EXAMPLE, PROJECT, "--format", "html", "-o", target)
    assert result.exit_code == 2
    assert result.stderr.count("有多份结果，不能写进一个文件") == 1
    assert not target.exists()


@pytest.mark.parametrize("command", ["recheck", "report"])
def test_several_results_for_one_file_are_refused_before_the_rest_is_read(
    command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in "甲乙丙":
        (tmp_path / f"{name}.toml").write_bytes(PROJECT.read_bytes())
    done = []

    def read_one(source: object, *_: object) -> object:
        done.append(source)
        return read(source)

    from workbench import inputs

    read = inputs.read
    monkeypatch.setattr(inputs, "read", read_one)
    files = [tmp_path / f"{name}.toml" for name in "甲乙丙"]
    result = run(command, *files, "--format", "html", "-o", tmp_path / "意见.html")
    assert result.exit_code == 2
    assert "有多份结果，不能写进一个文件" in result.stderr
    assert len(done) == 2


def test_an_interrupt_keeps_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def read_one(source: object, *_: object) -> object:
        if done:
            raise KeyboardInterrupt
        done.append(source)
        return read(source)

    from workbench import inputs

    read = inputs.read
    monkeypatch.setattr(inputs, "read", read_one)
    result = run("recheck", EXAMPLE, PROJECT)
    assert result.exit_code == 130
    assert "已中断，已完成的 1 份照常写出" in result.stderr
    assert "共 1 份文件、12 张表" in result.stdout


def test_the_summary_of_an_interrupted_run_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = []

    def read_one(source: object, *_: object) -> object:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(source)
        return read(source)

    from workbench import inputs

    read = inputs.read
    monkeypatch.setattr(inputs, "read", read_one)
    copy = tmp_path / "又一份.txt"
    copy.write_bytes(EXAMPLE.read_bytes())
    other = tmp_path / "第三份.txt"
    other.write_bytes(EXAMPLE.read_bytes())
    result = run("recheck", EXAMPLE, copy, other, "--format", "md")
    assert result.exit_code == 130
    assert "运行被中断，只包括 3 份文件中已完成的 2 份" in result.stdout


def test_an_interrupt_while_the_command_is_imported_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.program.import_module", interrupted)
    result = run("recheck", EXAMPLE)
    assert result.exit_code == 130
    assert result.stderr.strip() == "已中断。"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("redirection", "words"),
    [(f"'{PROJECT}' >&-", "标准输出已关闭"), ("- <&-", "标准输入：已关闭"), (f"'{PROJECT}' >/dev/full", "磁盘已满")],
)
def test_closed_and_full_streams_are_told(redirection: str, words: str) -> None:
    if "full" in redirection and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    command = f"'{sys.executable}' -m workbench recheck {redirection}"
    environment = {**os.environ, "PYTHONUTF8": "1"}
    result = subprocess.run(command, shell=True, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert result.returncode == 2
    (line,) = result.stderr.decode().splitlines()
    assert words in line


def test_tables_that_are_no_forms_are_named_once(tmp_path: Path) -> None:
    path = tmp_path / "决算.txt"
    other = "收入支出决算总表\n\n收入\t\t支出\t\n项目\t金额\t项目\t金额\n财政拨款\t12.00\t文化\t12.00\n合计\t12.00\t合计\t12.00\n"
    path.write_text(f"{other}\n\n{EXAMPLE.read_text(encoding='utf-8')}", encoding="utf-8")
    text = run("recheck", path).stdout
    assert "没有复核的有 1 处，见下面的 R2。" in text
    assert text.count("收入支出决算总表") == 1
    known = tmp_path / "基线.json"
    run("recheck", path, "--write-baseline", known)
    assert "没有复核：非绩效表：收入支出决算总表（第" in run("recheck", path, "--baseline", known).stdout
