"""Whatever is put in: a message with file, place and cure, no traceback, and the other files still done."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import Result

from .command import EXAMPLE, ROOT, run

HEAD = (
    "项目支出绩效自评表\n\n（2023年度）\n\n"
    "项目名称\t\t测试项目\t\t\t\t\t\t\n"
    "主管部门\t\t新疆维吾尔自治区天池市文化局\t\t实施单位\t新疆维吾尔自治区天池市文化局\t\t\t\n"
    "项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
    "\t\t年度资金总额\t8.00\t8.00\t8.00\t10\t100.00%\t10.00\n"
)
COLUMNS = "\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
ROW = "年度绩效指标完成情况\t产出指标\t数量指标\t走访次数\t>=3次\t=3次\t{weight}\t{score}\t\n"
SECOND = "\t满意度指标\t满意度指标\t群众满意度\t>=90%\t=95%\t{weight}\t{score}\t\n"
TOTAL = "总分\t\t\t\t\t\t100\t100分\t\n"
GOOD = HEAD + COLUMNS + ROW.format(weight=45, score="45.00") + SECOND.format(weight=45, score="45.00") + TOTAL


def recheck(path: Path, content: bytes) -> Result:
    """Recheck a file with this content together with the example, which must be done whatever happens."""
    path.write_bytes(content)
    started = time.monotonic()
    result = run("recheck", path, EXAMPLE)
    assert time.monotonic() - started < 30
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    assert f"复核：{EXAMPLE}" in result.stdout
    return result


def refused(result: Result, path: Path, *words: str) -> None:
    """The file was refused: exit code 2, its name, the cause and a cure."""
    assert result.exit_code == 2
    assert f"错误：{path}" in result.stderr
    assert "处理办法：" in result.stderr
    for word in words:
        assert word in result.stderr


def test_the_sound_table_these_cases_are_made_from_is_fine(tmp_path: Path) -> None:
    good = tmp_path / "好.txt"
    good.write_text(GOOD, encoding="utf-8")
    result = run("recheck", good)
    assert result.exit_code == 0, result.output
    assert "项目支出绩效自评表 1 张，指标 2 个" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "编码.txt"
    path.write_bytes(GOOD.encode(encoding))
    assert run("recheck", path).exit_code == 0


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    refused(recheck(path, b""), path, "空")


def test_a_file_of_spaces(tmp_path: Path) -> None:
    path = tmp_path / "空白.txt"
    refused(recheck(path, b" \n\t\r\n" * 100), path)


def test_a_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "图片.txt"
    refused(recheck(path, bytes(range(256)) * 64), path)


def test_a_nul_byte(tmp_path: Path) -> None:
    path = tmp_path / "NUL.txt"
    result = recheck(path, GOOD.replace("走访次数", "走访\0次数").encode())
    assert result.exit_code in (1, 2)
    assert "\0" not in result.output


def test_a_document_without_a_table(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    result = recheck(path, "关于开展绩效自评工作的通知\n\n请各单位按时完成自评。\n".encode())
    refused(result, path, "没有读到绩效目标表或自评表")


def test_a_table_without_a_head_row(tmp_path: Path) -> None:
    path = tmp_path / "无表头.txt"
    result = recheck(path, GOOD.replace(COLUMNS, "").encode())
    assert result.exit_code in (1, 2)
    assert str(path) in result.output


def test_half_a_table(tmp_path: Path) -> None:
    path = tmp_path / "半张.txt"
    half = GOOD[: GOOD.index("满意度指标")]
    result = recheck(path, half.encode())
    assert result.exit_code in (1, 2)
    assert str(path) in result.output


def test_a_row_without_a_weight_is_a_finding_and_not_a_score_of_0(tmp_path: Path) -> None:
    path = tmp_path / "无分值.txt"
    result = recheck(path, GOOD.replace("=3次\t45\t", "=3次\t\t").encode())
    block = result.stdout[: result.stdout.index(f"复核：{EXAMPLE}")]
    assert "无法计算 1" in block
    assert "走访次数" in block


def test_a_weight_in_words_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "分值文字.txt"
    result = recheck(path, GOOD.replace("=3次\t45\t", "=3次\t四十五左右\t").encode())
    block = result.stdout[: result.stdout.index(f"复核：{EXAMPLE}")]
    assert "无法计算 1" in block
    assert "走访次数" in block


def test_escape_sequences_of_a_document_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "转义.txt"
    result = recheck(path, GOOD.replace("走访次数", "走访\x1b[31m次数").encode())
    assert "\x1b" not in result.output


def test_ten_megabytes_of_text(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    line = "本单位按照要求开展工作，全年完成各项任务。\t第二列\n".encode()
    result = recheck(path, line * (10_000_000 // len(line)))
    assert result.exit_code in (1, 2)


def test_a_document_of_one_endless_line(tmp_path: Path) -> None:
    path = tmp_path / "长行.txt"
    result = recheck(path, b"9" * 2_000_000)
    refused(result, path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("坏.toml", 'project = "甲', "坏.toml"),
        ("坏.json", '{"project": ', "坏.json"),
        ("空.json", "[]", "空.json"),
        ("键.toml", 'projct = "甲"\n', "projct"),
        ("数.toml", 'project = "甲"\n[[indicators]]\nname = "次数"\nweight = "十"\n', "次数"),
    ],
)
def test_a_broken_structured_file(name: str, content: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    result = recheck(path, content.encode())
    assert result.exit_code in (1, 2)
    assert words in result.output


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os')",
        "9**9**9",
        '"a"*10**9',
        "rand()",
        "(1).__class__",
        "0x10",
        "1e5",
        "1_000",
        "weight if",
        "",
        "ｗeight",
        "+".join(["weight"] * 400),
        "(" * 60 + "weight" + ")" * 60,
        "[weight for weight in (1, 2)]",
        "weight; 1",
        "lambda: 1",
    ],
)
def test_a_dangerous_or_broken_formula_is_refused_at_once(formula: str, tmp_path: Path) -> None:
    text = (ROOT / "rulesets" / "xinjiang" / "2023.toml").read_text(encoding="utf-8")
    path = tmp_path / "xinjiang" / "2023.toml"
    path.parent.mkdir()
    replaced, count = re.subn(r'(?m)^score = ".*$', lambda _: f"score = '''{formula}'''", text, count=1)
    assert count == 1
    path.write_text(replaced, encoding="utf-8")
    started = time.monotonic()
    result = run("rulesets", "check", path)
    assert time.monotonic() - started < 5
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert "execution" in result.stderr
    assert "Traceback" not in result.output


def test_a_loop_in_extends_is_told_with_its_files(tmp_path: Path) -> None:
    shipped = (ROOT / "rulesets" / "xinjiang" / "2023.toml").read_text(encoding="utf-8")
    for name, parent in (("甲地", "乙地"), ("乙地", "甲地")):
        text = shipped.replace('id = "xinjiang/2023"', f'id = "{name}/2023"\nextends = "{parent}/2023"', 1)
        assert "extends" in text
        (tmp_path / name).mkdir()
        (tmp_path / name / "2023.toml").write_text(text, encoding="utf-8")
    result = run("recheck", EXAMPLE, "--rulesets", tmp_path)
    assert result.exit_code == 2
    assert "extends" in result.stderr
    assert ".toml" in result.stderr
    assert "Traceback" not in result.output


def test_a_broken_ruleset_does_not_keep_the_others_from_being_checked(tmp_path: Path) -> None:
    broken = tmp_path / "坏.toml"
    broken.write_text("id = ", encoding="utf-8")
    result = run("rulesets", "check", broken, ROOT / "rulesets" / "xinjiang" / "2023.toml")
    assert result.exit_code == 2
    assert "坏.toml" in result.stderr
    assert "2023.toml：没有问题" in result.stdout


def test_a_folder_without_documents(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    result = run("recheck", tmp_path / "空", EXAMPLE)
    assert result.exit_code == 2
    assert "文件夹里没有可读的文件" in result.stderr
    assert "共 1 份文件" in result.stdout


def test_an_unreadable_standard_input() -> None:
    result = run("recheck", "-", given=b"")
    assert result.exit_code == 2
    assert "标准输入" in result.stderr


@pytest.mark.parametrize("error", [ValueError("坏"), ZeroDivisionError(), RecursionError(), KeyError("k")])
@pytest.mark.parametrize("step", ["reports.read", "scoring.recheck", "workbench.commands.recheck.recheck_lines"])
def test_a_fault_of_the_program_costs_one_file_and_shows_no_traceback(
    error: Exception, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "坏.txt"
    path.write_text(GOOD, encoding="utf-8")
    if step == "scoring.recheck":
        step = "workbench.commands.recheck.recheck"
    working = _resolve(step)

    def failing(subject: object, *rest: object, **options: object) -> object:
        if "坏.txt" in str(getattr(getattr(subject, "document", subject), "source", subject)):
            raise error
        return working(subject, *rest, **options)

    monkeypatch.setattr(step, failing)
    result = run("recheck", path, EXAMPLE)
    assert result.exit_code == 2
    assert f"错误：{path}：内部错误（{type(error).__name__}" in result.stderr
    assert "报告" in result.stderr
    assert "Traceback" not in result.output
    assert f"复核：{EXAMPLE}" in result.stdout
    monkeypatch.setenv("ZIPINGBIAO_DEBUG", "1")
    assert "Traceback" in run("recheck", path, EXAMPLE).stderr


def _resolve(name: str) -> Callable[..., object]:
    module, _, function = name.rpartition(".")
    found: Callable[..., object] = getattr(import_module(module), function)
    return found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("command", [["recheck"], ["score"], ["rulesets", "check"]])
def test_a_pipe_or_a_device_by_name_is_refused_at_once(command: list[str], tmp_path: Path) -> None:
    pipe = tmp_path / "管道.toml"
    os.mkfifo(pipe)
    result = run(*command, pipe)
    assert result.exit_code == 2
    assert f"{pipe}：不是普通文件" in result.stderr


def test_an_input_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("workbench.sources.LARGEST", 2**20)
    path = tmp_path / "大.txt"
    path.write_bytes(b" " * (2**20 + 1))
    for result in (run("recheck", path), run("recheck", "-", given=path.read_bytes())):
        assert result.exit_code == 2
        assert "超过 1 MB" in result.stderr


def test_what_cannot_be_entered_is_told_and_the_rest_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "锁").mkdir()
    (tmp_path / "表.txt").write_text(GOOD, encoding="utf-8")
    scan, status = os.scandir, Path.stat

    def locked(path: str) -> object:
        if str(path).endswith("锁"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    def hidden(path: Path, **options: bool) -> os.stat_result:
        if path.name == "不可入":
            raise PermissionError(13, "Permission denied", str(path))
        return status(path, **options)

    monkeypatch.setattr(os, "scandir", locked)
    monkeypatch.setattr(Path, "stat", hidden)
    result = run("recheck", tmp_path, tmp_path / "不可入")
    assert result.exit_code == 2
    assert f"{tmp_path / '锁'}：没有访问权限。处理办法" in result.stderr
    assert f"{tmp_path / '不可入'}：没有访问权限。处理办法" in result.stderr
    assert "共 1 份文件" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [["recheck"], ["score"], ["explain"], ["infer"], ["report", "--format", "md"], ["score", "--format", "json"]],
)
def test_no_command_lets_a_name_steer_the_terminal(arguments: list[str], tmp_path: Path) -> None:
    path = tmp_path / "名\x1b[2J.txt"
    path.write_text(
        GOOD.replace("测试项目", "测试\x1b]52;c;aGk=\x07项目\u202e").replace("走访次数", "走访\x9b31m\u2066次数"),
        encoding="utf-8",
    )
    result = run(*arguments, path)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", result.output)


@pytest.mark.parametrize(
    "arguments", [["recheck", "--format", "json"], ["recheck", "--format", "md"], ["report", "--kind", "summary"]]
)
def test_a_result_about_all_files_only_names_the_one_it_cannot_be_written_of(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "坏.txt"
    path.write_text(GOOD, encoding="utf-8")
    step = "reports.writers.json.document_text" if "json" in arguments else "reports.render"
    working = _resolve(step)

    def failing(*subjects: object) -> object:
        if "坏.txt'" in str(subjects):  # as a document, not in the sentence on those that could not be done
            raise ValueError("坏")
        return working(*subjects)

    monkeypatch.setattr(import_module(step.rpartition(".")[0]), step.rpartition(".")[2], failing)
    result = run(*arguments, path, EXAMPLE)
    assert result.exit_code == 2
    assert f"错误：{path}：内部错误（ValueError" in result.stderr
    assert EXAMPLE.name in result.stdout
    assert result.stdout.count("坏.txt") == 1
