"""Folders and archives on the command line: what is read, in which order, by how many processes, and Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from reports.readers.kinds import kind_of
from scoring import Document
from scoring.errors import ZipingbiaoError
from workbench import inputs
from workbench.inputs import Effort, Inputs
from workbench.progress import Progress
from workbench.sources import Source, natural_order, sources_behind

from .archives import packed
from .command import EXAMPLE, PROJECT, ROOT, run
from .forms import WHOLE

FORM = WHOLE.encode()
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and a pseudo-terminal")


def archive(folder: Path, name: str = "档案.zip") -> Path:
    """An archive of two forms, a paper without one, an inner archive and a picture."""
    path = folder / name
    path.write_bytes(
        packed(
            {
                "目录/单位10.txt": FORM,
                "目录/单位2.txt": FORM,
                "通知.txt": "没有表".encode(),
                "内.zip": packed({"单位1.txt": FORM}),
                "图.png": b"\x89PNG\r\n",
            }
        )
    )
    return path


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("named", [True, False])
def test_an_archive_is_read_like_a_folder(named: bool, jobs: str, tmp_path: Path) -> None:
    path = archive(tmp_path)
    result = run("recheck", path if named else tmp_path, "--jobs", jobs)
    found = [line.removeprefix("复核：") for line in result.stdout.splitlines() if line.startswith("复核：")]
    assert found == [f"{path}/内.zip/单位1.txt", f"{path}/目录/单位2.txt", f"{path}/目录/单位10.txt"]
    assert f"跳过 {path}/通知.txt" in result.stderr
    assert "图.png" not in result.output
    assert result.exit_code in (0, 1)


def test_an_archive_named_on_the_command_line_needs_no_ending(tmp_path: Path) -> None:
    assert "共 3 份文件" in run("recheck", archive(tmp_path, "档案")).stdout


def test_an_archive_from_standard_input_is_read_like_a_folder(tmp_path: Path) -> None:
    result = run("recheck", "-", given=archive(tmp_path).read_bytes())
    assert "共 3 份文件" in result.stdout
    assert "复核：标准输入/目录/单位2.txt" in result.stdout


@pytest.mark.parametrize("digits", ["9" * 5000, "９" * 300, "9" * 240])
def test_a_name_of_thousands_of_digits_costs_at_most_itself(digits: str, tmp_path: Path) -> None:
    (tmp_path / "坏.zip").write_bytes(packed({f"{digits}.txt": FORM, "里.txt": FORM}))
    (tmp_path / "好.txt").write_bytes(FORM)
    result = run("recheck", tmp_path)
    assert "内部错误" not in result.output
    assert f"复核：{tmp_path / '坏.zip'}/里.txt" in result.stdout
    assert f"复核：{tmp_path / '好.txt'}" in result.stdout
    assert len(max(result.stderr.splitlines(), default="")) < 500


@given(st.lists(st.integers(0, 10**6), min_size=2))
def test_natural_order_is_that_of_the_numbers(numbers: list[int]) -> None:
    def named(number: int) -> str:
        return f"第{number:0{number % 9}d}册"

    assert sorted(map(named, numbers), key=natural_order) == list(map(named, sorted(numbers)))


def test_of_a_file_in_a_folder_one_text_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_bytes(FORM)
    (source,) = sources_behind(str(tmp_path), pytest.fail)
    assert source.place is source.name
    assert source.path == tmp_path / "甲.txt"


@pytest.mark.parametrize("first", [0, 1])
def test_a_name_that_cannot_be_followed_costs_itself_only(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "好.txt").write_bytes(FORM)

    def broken(name: str, tell: Callable[[ZipingbiaoError], None], meet: Callable[[str], None]) -> Iterator[Source]:
        if name == "坏":
            raise ValueError("没有料到")
        yield from sources_behind(name, tell, meet)

    monkeypatch.setattr(inputs, "sources_behind", broken)
    names = ["坏", str(tmp_path / "好.txt")]
    result = run("recheck", *(names if first else reversed(names)))
    assert "错误：坏：内部错误（ValueError：没有料到）" in result.stderr
    assert "共 1 份文件" in result.stdout
    assert result.exit_code == 2


@pytest.mark.parametrize("packed_up", [True, False])
@pytest.mark.parametrize("arguments", [["recheck"], ["recheck", "--format", "json"], ["score"], ["infer"]])
def test_a_folder_without_any_form_is_a_fault(arguments: list[str], packed_up: bool, tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("没有表", encoding="utf-8")
    path = tmp_path
    if packed_up:
        path = tmp_path / "公开.zip"
        path.write_bytes(packed({"通知.txt": "没有表".encode(), "名单.txt": "也没有表".encode()}))
    result = run(arguments[0], path, *arguments[1:])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "没有一份文件含有绩效目标表或自评表" in result.stderr.splitlines()[-1]


def test_one_form_among_other_papers_is_enough(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("没有表", encoding="utf-8")
    (tmp_path / "自评表.txt").write_bytes(FORM)
    result = run("recheck", tmp_path)
    assert result.exit_code in (0, 1)
    assert "没有一份文件" not in result.stderr


def test_results_of_files_that_only_their_endings_tell_apart_carry_the_whole_name(tmp_path: Path) -> None:
    folder = tmp_path / "自评"
    (folder / "一").mkdir(parents=True)
    for name in ("表.txt", "表.MD", "单.txt", "一/单.txt"):
        (folder / name).write_bytes(FORM)
    done = run("report", "--kind", "opinion", "--format", "md", folder, "-o", tmp_path / "out")
    assert done.exit_code in (0, 1), done.output
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"表.txt.复核意见.md", "表.MD.复核意见.md", "单.复核意见.md", "单.复核意见-2.md"}


def test_a_broken_archive_and_an_empty_one_cost_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "坏.zip").write_bytes(archive(tmp_path).read_bytes()[:-30])
    (tmp_path / "空.zip").write_bytes(packed({}))
    result = run("recheck", tmp_path)
    assert result.exit_code == 2
    assert f"错误：{tmp_path / '坏.zip'}：文件不完整" in result.stderr
    assert f"错误：{tmp_path / '空.zip'}：压缩包里没有可读的文件" in result.stderr
    assert "共 3 份文件" in result.stdout


@pytest.mark.parametrize("arguments", [["score"], ["infer"], ["explain"], ["report", "--format", "md"]])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_command_takes_archives_and_several_processes(arguments: list[str], jobs: str, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    out.mkdir()
    result = run(*arguments, archive(tmp_path), "--jobs", jobs, "-o", out)
    assert result.exit_code in (0, 1), result.output
    written = sorted(path.name for path in out.iterdir())
    assert len(written) == (1 if arguments == ["infer"] else 3)
    if arguments == ["explain"]:
        assert written == ["单位1.算法.txt", "单位10.算法.txt", "单位2.算法.txt"]


def test_results_are_the_same_whatever_number_of_processes(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_bytes(FORM if number % 2 else EXAMPLE.read_bytes())
    documents = [
        json.loads(run("recheck", tmp_path, "--format", "json", "--jobs", jobs).stdout) for jobs in ("1", "2", "4")
    ]
    assert documents[0] == documents[1] == documents[2]


def test_what_work_says_in_other_processes_reaches_the_user(tmp_path: Path) -> None:
    given = tmp_path / "入"
    given.mkdir()
    (given / "甲.txt").write_bytes(EXAMPLE.read_bytes())
    (given / "乙.txt").write_bytes(EXAMPLE.read_bytes())
    said = []
    for jobs in ("1", "2"):
        lines = run("report", given, "--jobs", jobs, "-o", tmp_path / jobs).stderr.splitlines()
        said.append(sorted(line for line in lines if not line.startswith("已写出")))
    assert (
        said[0]
        == said[1]
        == [f"{given / name}：检查出 3 处错误，用 zipingbiao score 查看" for name in ("乙.txt", "甲.txt")]
    )


class TestHowManyProcesses:
    """Other processes are started where that is worth it."""

    def sources(self, *sizes: int) -> list[Source]:
        return [Source(f"{number}.txt", Path(f"{number}.txt"), size=size) for number, size in enumerate(sizes)]

    @pytest.fixture(autouse=True)
    def _eight(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(inputs, "processors", lambda: 8)

    @pytest.mark.parametrize(
        ("sizes", "jobs"),
        [
            ((), 0),
            ((100,), 0),
            ((50 << 20,), 0),
            ((100,) * 20, 0),
            ((100_000,) * 3, 0),
            ((100_000,) * 4, 4),
            ((100_000,) * 20, 8),
            ((5 << 20,) * 2, 2),
        ],
    )
    def test_by_the_number_and_the_size_of_the_files(self, sizes: tuple[int, ...], jobs: int) -> None:
        assert Effort().processes_for(self.sources(*sizes)) == jobs

    @pytest.mark.parametrize(("wish", "jobs"), [(1, 0), (2, 2), (100, 20)])
    def test_as_the_user_wishes_but_no_more_than_there_are_files(self, wish: int, jobs: int) -> None:
        assert Effort(wish).processes_for(self.sources(*[100] * 20)) == jobs


@frozen
class Where:
    """Work that tells in which process it was done, and how much of the file came back with it."""

    def __call__(self, source: Source, _document: Document) -> tuple[str, int, int]:
        return source.name, os.getpid(), len(source.data or b"")


@pytest.fixture
def without_pdfs(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, and only in it, a PDF cannot be read."""
    import reports

    read = reports.read

    def refused(name: str, data: bytes) -> Document:
        assert kind_of(data) != "pdf"
        return read(name, data)

    monkeypatch.setattr(reports, "read", refused)


BROKEN_PDFS = {
    "其实.txt": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "其实.docx": b"\xef\xbb\xbf \r\n%PDF-1.4\n",
    "远.html": b"x" * 1020 + b"\n%PDF-1.4\n1 0 obj\n",
}


@pytest.mark.usefixtures("without_pdfs")
@pytest.mark.parametrize("wish", [None, 1, 2])
@pytest.mark.parametrize("where", ["folder", "archive", "archive in an archive", "standard input"])
def test_a_pdf_whatever_its_name_is_never_read_in_this_process(where: str, wish: int | None, tmp_path: Path) -> None:
    files = {**BROKEN_PDFS, "表.txt": FORM}
    arguments: list[object] = ["recheck", tmp_path]
    piped = None
    if where == "folder":
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
    else:
        piped = packed(files if where != "archive in an archive" else {"内.zip": packed(files)})
        (tmp_path / "档案.zip").write_bytes(piped)
    if where == "standard input":
        arguments[1] = "-"
    result = run(*arguments, *(["--jobs", wish] if wish else []), given=piped)
    assert "内部错误" not in result.output
    for name in BROKEN_PDFS:
        (line,) = [line for line in result.stderr.splitlines() if name in line]
        assert line.startswith("错误：")
    assert "复核：" in result.stdout


@pytest.mark.usefixtures("without_pdfs")
def test_a_pdf_on_standard_input_is_never_read_in_this_process() -> None:
    result = run("score", "-", given=BROKEN_PDFS["其实.txt"])
    assert "错误：标准输入：" in result.stderr
    assert "内部错误" not in result.stderr


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_archive_from_standard_input_goes_to_other_processes_once_and_never_comes_back(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = packed({f"{number}.txt": FORM for number in range(6)})
    sources = [Source(f"标准输入/{n}.txt", None, inside=(f"{n}.txt",), data=data, size=1) for n in range(6)]
    inputs_given = Inputs(["-"], Effort(jobs))
    monkeypatch.setattr(Inputs, "sources", lambda _: sources)
    done = inputs_given.run(Where())
    assert [name for name, _, _ in done] == [one.name for one in sources]
    assert {size for _, _, size in done} == {0}
    assert (os.getpid() in {process for _, process, _ in done}) == (jobs == 1)


def test_sources_in_a_folder_know_their_size_and_name(tmp_path: Path) -> None:
    archive(tmp_path)
    (tmp_path / "表.txt").write_bytes(FORM)
    (tmp_path / "~$表.docx").write_bytes(b"lock")
    found = list(sources_behind(str(tmp_path), pytest.fail))
    assert [(one.stem, one.suffix, one.found) for one in found] == [
        ("单位1", ".txt", True),
        ("单位2", ".txt", True),
        ("单位10", ".txt", True),
        ("通知", ".txt", True),
        ("表", ".txt", True),
    ]
    assert found[-1].size == len(FORM)


def test_progress_tells_files_errors_and_the_time_left_once_it_means_something() -> None:
    progress = Progress(40)
    assert progress.line("甲.docx", 0) == "正在读取 0/40 [--------------------]  甲.docx"
    for number in range(10):
        progress.one_more(failed=number in (3, 4))
    assert progress.line("乙.docx", 1.0) == "正在读取 10/40 [#####---------------]  出错 2  乙.docx"
    assert progress.line("乙.docx", 30.0) == "正在读取 10/40 [#####---------------]  出错 2  约剩 1 分 30 秒  乙.docx"


def test_the_time_left_is_reckoned_from_what_this_run_has_done() -> None:
    progress = Progress(1000, 900)
    assert "900/1000" in progress.line("表.txt", 10)
    assert "约剩" not in progress.line("表.txt", 10)
    progress.done = 910
    assert "约剩 1 分 30 秒" in progress.line("表.txt", 10)


@posix
def test_ctrl_c_leaves_what_is_done_and_no_process(tmp_path: Path) -> None:
    import pty

    for number in range(300):
        (tmp_path / f"{number}.txt").write_bytes(EXAMPLE.read_bytes())
    main, second = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", "recheck", str(tmp_path), "--jobs", "2"],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=second,
    )
    os.close(second)
    shown = ""
    while not re.search(r"正在读取 [3-9]/300", shown):
        shown += os.read(main, 4096).decode(errors="replace")
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    # The end of the output: every process that held it is gone.
    output = process.stdout.read().decode()
    process.stdout.close()
    assert process.wait() == 130
    while "已中断" not in shown:
        shown += os.read(main, 4096).decode(errors="replace")
    os.close(main)
    assert "Traceback" not in shown + output
    done = int(re.search(r"共 (\d+) 份文件", output)[1])  # type: ignore[index]
    assert 3 <= done < 300
    assert f"已中断，已完成的 {done} 份照常写出" in shown


def test_a_time_limit_of_the_user_is_taken(tmp_path: Path) -> None:
    (tmp_path / "表.txt").write_bytes(FORM)
    assert run("recheck", tmp_path / "表.txt", "--timeout", "5").exit_code in (0, 1)
    refused = run("recheck", PROJECT, "--timeout", "0")
    assert refused.exit_code == 2
    assert "--timeout" in refused.stderr
