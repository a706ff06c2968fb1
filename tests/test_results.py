"""Writing results: what one of them does costs that one only, and nothing that was named or read is written over."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from attrs import frozen

from reports import copies, render_file
from scoring import Document
from workbench import limits, outputs
from workbench.errors import WorkbenchError
from workbench.inputs import Effort, Inputs
from workbench.outputs import Output
from workbench.sources import Source

from . import samples
from .archives import packed
from .command import EXAMPLE, PROJECT, ROOT, run
from .forms import WHOLE

FORM = WHOLE.encode()
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
score_command = import_module("workbench.commands.score")
REFUSED = "会覆盖读入的文件，没有写"


@frozen
class Dying:
    """Work that kills its process on some files, as a library without memory does."""

    def __call__(self, source: Source, _document: Document) -> tuple[str, int]:
        if source.stem.startswith("坏"):
            os.kill(os.getpid(), signal.SIGABRT)
        return source.stem, os.getpid()


@posix
@pytest.mark.parametrize("jobs", [None, 1, 2])
def test_work_that_may_crash_its_process_is_never_done_in_this_one(
    jobs: int | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("乙", "坏", "甲"):
        (tmp_path / f"{name}.txt").write_bytes(FORM)
    inputs = Inputs([str(tmp_path)], Effort(jobs))
    done = inputs.run(Dying(), apart=True)
    assert [stem for stem, _ in done] == ["乙", "甲"]
    assert os.getpid() not in {process for _, process in done}
    assert inputs.failed
    told = capsys.readouterr().err
    assert f"错误：{tmp_path / '坏.txt'}：处理它的进程意外终止（信号 SIGABRT，可能是内存不够）" in told


@pytest.mark.parametrize(
    "arguments", [["recheck"], ["report"], ["report", "--kind", "form"], ["report", "--kind", "opinion"], ["score"]]
)
def test_no_pdf_is_set_in_this_process(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("typst", reason="needs the extra pdf")
    from reports.writers import pdf

    def never(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(pdf, "write", never)
    given, out = tmp_path / "入", tmp_path / "出"
    given.mkdir()
    (given / "表.txt").write_bytes(EXAMPLE.read_bytes())
    out.mkdir()
    result = run(*arguments, given, "--format", "pdf", "-o", out)
    assert result.exit_code in (0, 1), result.output
    assert all(path.read_bytes().startswith(b"%PDF-") for path in out.glob("*.pdf"))
    assert list(out.glob("*.pdf"))


class TestResultsAsTheyCome:
    """Results are handed on in the order of the inputs, whatever process is done first."""

    @pytest.mark.parametrize("jobs", [1, 3])
    @pytest.mark.parametrize("broken", [(), (0,), (3, 4), (7,)])
    def test_in_order_and_let_go_of(self, broken: tuple[int, ...], jobs: int, tmp_path: Path) -> None:
        for number in range(8):
            data = b"%PDF-" if number in broken else FORM
            (tmp_path / f"{number}.txt").write_bytes(data)
        kept: list[str] = []

        def keep(one: tuple[str, int]) -> tuple[str, int]:
            kept.append(one[0])
            return one[0], 0

        done = Inputs([str(tmp_path)], Effort(jobs)).run(Dying(), keep=keep)
        assert kept == [stem for stem, _ in done] == [str(n) for n in range(8) if n not in broken]
        assert {process for _, process in done} == {0}

    def test_ctrl_c_leaves_those_that_waited_for_others(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from workbench import inputs
        from workbench.pool import Outcome

        for number in range(4):
            (tmp_path / f"{number}.txt").write_bytes(FORM)

        def outcomes(*_: object) -> object:
            yield Outcome(2, "二")
            yield Outcome(0, "〇")
            raise KeyboardInterrupt

        monkeypatch.setattr(inputs.Inputs, "_outcomes", outcomes)
        kept: list[str] = []

        def keep(one: str) -> str:
            kept.append(one)
            return one

        run_ = Inputs([str(tmp_path)])
        assert run_.run(lambda *_: "", keep=keep) == ["〇", "二"]
        assert kept == ["〇", "二"]
        assert run_.interrupted


class TestNames:
    """File names are cut to what file systems take."""

    @pytest.mark.parametrize("stem", ["长" * 83, "a" * 250, "长" * 70, "a.b" * 60])
    @pytest.mark.parametrize("arguments", [["report", "--format", "md"], ["score", "--format", "md"], ["recheck"]])
    def test_a_long_name_is_cut_and_keeps_its_ending(self, arguments: list[str], stem: str, tmp_path: Path) -> None:
        given, out = tmp_path / "入", tmp_path / "出"
        given.mkdir()
        (given / f"{stem}.txt").write_bytes(FORM)
        (given / "短.txt").write_bytes(FORM)
        arguments = [*arguments, *([] if len(arguments) > 1 else ["--format", "md"])]
        result = run(*arguments, given, "-o", out)
        assert "错误：" not in result.stderr.replace("检查出", "")
        written = {path.name for path in out.iterdir()} - {"汇总.md"}
        assert len(written) == 2
        assert all(name.endswith((".自评报告.md", ".自评表.md", ".复核意见.md")) for name in written)
        assert all(len(os.fsencode(name)) <= 255 for name in written)

    def test_names_that_are_the_same_once_they_are_cut_are_told_apart(self, tmp_path: Path) -> None:
        out = tmp_path / "出"
        where = Output(out, many=True)
        for last in "甲乙丙":
            where.write_file(last, f"{'长' * 100}{last}.自评表.md")
        assert sorted(path.read_text(encoding="utf-8").strip() for path in out.iterdir()) == sorted("甲乙丙")

    def test_each_input_is_looked_at_once_however_many_results_there_are(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked: list[str] = []
        identity = outputs._identity
        monkeypatch.setattr(outputs, "_identity", lambda path: looked.append(Path(path).name) or identity(path))
        inputs = [tmp_path / f"{number}.txt" for number in range(5)]
        for path in inputs:
            path.write_text("入", encoding="utf-8")
        where = Output(tmp_path, many=True, inputs=inputs)
        for number in range(5):
            where.write_file("出", f"{number}.md")
        assert [looked.count(path.name) for path in inputs] == [1] * 5
        with pytest.raises(WorkbenchError, match="会覆盖读入的文件"):
            where.write_file("出", "3.txt")


@pytest.mark.parametrize(
    "arguments",
    [["report", "--format", "md"], ["score", "--format", "md"], ["recheck", "--format", "md"], ["explain"]],
)
def test_a_result_that_cannot_be_written_costs_no_other(arguments: list[str], tmp_path: Path) -> None:
    given, out = tmp_path / "入", tmp_path / "出"
    given.mkdir()
    for name in ("1", "2", "3"):
        (given / f"{name}.txt").write_bytes(FORM)
    assert run(*arguments, given, "-o", out).exit_code in (0, 1)
    names = sorted(path.name for path in out.iterdir() if path.name.startswith("2"))
    for path in out.iterdir():
        path.unlink()
    for name in names:
        (out / name).mkdir()  # in the way
    result = run(*arguments, given, "-o", out)
    assert result.exit_code == 2
    assert "写不出结果" in result.stderr
    assert {path.name[0] for path in out.iterdir() if path.is_file()} >= {"1", "3"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    "arguments", [["report", "--format", "html"], ["score", "--format", "md"], ["recheck", "--format", "html"]]
)
def test_a_full_disk_is_told_once_and_ends_the_run(arguments: list[str], tmp_path: Path) -> None:
    given, out = tmp_path / "入", tmp_path / "出"
    given.mkdir()
    for name in ("1", "2", "3", "4"):
        (given / f"{name}.txt").write_bytes(FORM)
    assert run(*arguments, given, "-o", out).exit_code in (0, 1)
    for path in out.iterdir():
        path.unlink()
        if path.name.startswith(("2", "3")):
            path.symlink_to("/dev/full")
    result = run(*arguments, given, "-o", out)
    assert result.exit_code == 2
    assert result.stderr.count("磁盘已满，写好的 1 份留着，其余的没有写") == result.stderr.count("错误：") == 1
    assert [path.name[0] for path in out.iterdir() if not path.is_symlink()] == ["1"]


def test_a_result_that_the_disk_takes_half_of_is_named_and_taken_away(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield "一半"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(WorkbenchError, match="磁盘已满") as caught:
        Output(tmp_path, many=True).write_pieces(pieces(), "结果.txt")
    assert caught.value.place == str(tmp_path / "结果.txt")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [["recheck", "-o", "旧.txt"], ["recheck", "-o", "旧.html"], ["recheck", "-o", "旧.parquet"], ["score", "-o", "旧.md"],
     ["check", "-o", "旧.txt"], ["infer", "-o", "旧.txt"], ["explain", "-o", "旧.txt"], ["report", "-o", "旧.html"]],
)  # fmt: skip
def test_where_nothing_is_written_an_older_result_is_called_older(arguments: list[str], tmp_path: Path) -> None:
    *command, name = arguments
    older = tmp_path / name
    told = f"{older}：这次没有写，里面还是以前的内容"
    assert told not in run(*command, older, tmp_path / "没有.txt").stderr
    older.write_text("以前的", encoding="utf-8")
    result = run(*command, older, tmp_path / "没有.txt")
    assert result.exit_code == 2
    assert told in result.stderr
    assert older.read_text(encoding="utf-8") == "以前的"
    given = tmp_path / "有.txt"
    given.write_bytes(FORM)
    assert told not in run(*command, older, given).stderr
    assert older.read_bytes() != "以前的".encode()


class TestNothingIsWrittenOver:
    """-o never names a file that was named on the command line or read."""

    def refused(self, path: Path, *arguments: object) -> None:
        before = path.read_bytes()
        result = run(*arguments, "-o", path)
        assert path.read_bytes() == before
        assert REFUSED in result.stderr, result.output
        assert result.exit_code == 2

    @pytest.mark.parametrize("link", [False, True])
    def test_the_template(self, link: bool, tmp_path: Path) -> None:
        template = tmp_path / "模板.md"
        template.write_text("{{ title }}", encoding="utf-8")
        named = template
        if link:
            named = tmp_path / "另名.md"
            os.link(template, named)
        self.refused(template, "report", EXAMPLE, "--kind", "summary", "--template", named)

    @pytest.mark.parametrize("command", ["score", "recheck", "infer", "explain"])
    def test_a_file_of_rulesets(self, command: str, tmp_path: Path) -> None:
        shelf = tmp_path / "规则" / "某地"
        shelf.mkdir(parents=True)
        text = (ROOT / "rulesets" / "national" / "2020.toml").read_text(encoding="utf-8")
        path = shelf / "2020.toml"
        path.write_text(text.replace('"national/2020"', '"某地/2020"'), encoding="utf-8")
        table = ["--table", "1"] if command == "explain" else []
        self.refused(path, command, EXAMPLE, *table, "--format", "json", "--rulesets", tmp_path / "规则")

    @pytest.mark.parametrize("broken", [b"PK\x03\x04broken", packed({}), b"%PDF-1.4", b"\x00\x01"])
    @pytest.mark.parametrize("in_folder", [False, True])
    def test_an_input_that_could_not_be_read(self, in_folder: bool, broken: bytes, tmp_path: Path) -> None:
        path = tmp_path / "坏.zip"
        path.write_bytes(broken)
        (tmp_path / "好.txt").write_bytes(FORM)
        named = [tmp_path] if in_folder else [path, tmp_path / "好.txt"]
        self.refused(path, "recheck", *named, "--format", "json")

    @pytest.mark.parametrize("format_", ["json", "parquet"])
    @pytest.mark.parametrize("address", [False, True])
    @pytest.mark.parametrize("name", ["表.txt", "别处/../表.txt", "另名.txt", "链接.txt"])
    def test_an_input_by_another_name(self, name: str, address: bool, format_: str, tmp_path: Path) -> None:
        for module in ("pyarrow",) * (format_ == "parquet") + ("fsspec",) * address:
            pytest.importorskip(module, reason=f"没有安装 {module}")
        path = tmp_path / "表.txt"
        path.write_bytes(FORM)
        (tmp_path / "别处").mkdir()
        os.link(path, tmp_path / "另名.txt")
        (tmp_path / "链接.txt").symlink_to(path)
        given = f"file://{path}" if address else str(path)
        self.refused(tmp_path / name, "recheck", given, "--format", format_)

    def test_the_project_that_is_scored(self, tmp_path: Path) -> None:
        path = tmp_path / "项目.toml"
        path.write_bytes(PROJECT.read_bytes())
        self.refused(path, "score", path, "--format", "json")


class TestSummaryByATemplate:
    """The user's template draws a summary once, in a process of its own."""

    def folder(self, tmp_path: Path) -> Path:
        given = tmp_path / "入"
        given.mkdir()
        for name in ("甲", "乙", "丙"):
            (given / f"{name}.txt").write_bytes(FORM)
        return given

    def summary(self, tmp_path: Path, template: str) -> object:
        path = tmp_path / "模板.md"
        path.write_text(template, encoding="utf-8")
        out = tmp_path / "出.md"
        return run("report", self.folder(tmp_path), "--kind", "summary", "--template", path, "-o", out)

    def test_it_is_written(self, tmp_path: Path) -> None:
        self.summary(tmp_path, "一共：{{ title }}")
        assert "一共：" in (tmp_path / "出.md").read_text(encoding="utf-8")

    def test_a_template_that_fails_is_told_of_once(self, tmp_path: Path) -> None:
        result = self.summary(tmp_path, "{{ nothing_of_the_kind }}")
        assert result.exit_code == 2  # type: ignore[attr-defined]
        errors = [line for line in result.stderr.splitlines() if "错误：" in line]  # type: ignore[attr-defined]
        assert len(errors) == 1
        assert "模板.md" in errors[0]
        assert not (tmp_path / "出.md").exists()


class TestCopiesAreMadeWithinLimits:
    """What makes a copy of a file reads it again: it costs that file only, whatever it does."""

    def files(self, folder: Path) -> Path:
        data = render_file("form", samples.wrong_project(), "docx")
        for name in ("1坏", "2好"):
            (folder / f"{name}.docx").write_bytes(data)
        return folder

    @pytest.mark.parametrize(("what", "words"), [("endless", "1 秒内没有读完，已放弃"), ("memory", "内存超过限额")])
    def test_a_copy_with_comments(self, what: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if what == "memory" and sys.platform != "linux":
            pytest.skip("memory is limited on Linux only")
        monkeypatch.setattr(copies, "annotate", hungry(copies.annotate, what))
        out = tmp_path / "批注"
        result = run("recheck", self.files(tmp_path), "--annotate", "-o", out, "--timeout", "1", "--jobs", "1")
        assert words in result.stderr
        assert "1坏.docx" in result.stderr.split(words)[0].rpartition("错误：")[2]
        assert [path.name for path in out.iterdir()] == ["2好.批注.docx"]
        assert result.exit_code == 2

    @posix
    def test_a_copy_with_scores(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(score_command, "fill", hungry(score_command.fill, "endless"))
        source = self.files(tmp_path) / "1坏.docx"
        result = run("score", source, "-o", tmp_path / "得分.docx", "--timeout", "1")
        assert f"错误：{source}：1 秒内没有读完，已放弃" in result.stderr
        assert result.exit_code == 2

    def test_copies_are_made_where_their_files_are_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object) -> bytes:
            raise AssertionError("in this process")

        monkeypatch.setattr(copies, "annotate", never)
        out = tmp_path / "批注"
        result = run("recheck", self.files(tmp_path), "--annotate", "-o", out, "--jobs", "2")
        assert sorted(path.name for path in out.iterdir()) == ["1坏.批注.docx", "2好.批注.docx"]
        assert result.exit_code == 1


def hungry(copy: Callable[..., bytes], what: str) -> Callable[..., bytes]:
    """What makes a copy of a sound file, and of 坏 takes more than it may."""

    def made(source: str, data: bytes, more: object) -> bytes:
        while "坏" in Path(source).name:
            if what == "memory":
                bytearray(2 * limits.MEMORY)
        return copy(source, data, more)

    return made
