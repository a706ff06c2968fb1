"""A batch that was stopped, killed or whose results cannot be put away goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

from .batches import LINES, TABLES, in_pieces, rows_file, stopped, written
from .command import ROOT, run


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return rows_file(tmp_path)


KILLED = """
import os, signal, sys
sys.modules["numba"] = None  # compiling takes longer than all the rest
import workbench.batch.files as files, workbench.batch.parts as parts
files.PIECE = 50
parts.INTERVAL = 0.0
where, number = sys.argv[1], int(sys.argv[2])
def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "before the journal":
    write, calls = parts.Parts._write, []
    def dies(self, *lines):
        calls.append(lines)
        kill() if len(calls) == number else write(self, *lines)
    parts.Parts._write = dies
elif where == "within the journal":
    write, calls = parts.Parts._write, []
    def dies(self, *lines):
        calls.append(lines)
        if len(calls) == number:
            self._journal.write(b'{"number": 9, "ro')
            self._journal.flush()
            kill()
        write(self, *lines)
    parts.Parts._write = dies
elif where == "after the journal":
    make_sure = parts.Parts.make_sure
    def dies(self):
        make_sure(self)
        if len(self.done) == number:
            kill()
    parts.Parts.make_sure = dies
elif where == "long after the journal":
    parts.INTERVAL = 1e9
    keep = parts.Parts.keep
    def dies(self, *given):
        keep(self, *given)
        if len(self.done) == 2:
            self.make_sure()
        if len(self.done) == number:
            for file in self._files:
                file.flush()
            kill()
    parts.Parts.keep = dies
elif where == "within a part":
    sync, calls = parts.Parts._sync, []
    def dies(self):
        calls.append(1)
        if len(calls) == number:
            for file in self._files:
                file.write(b"PAR1 and no more")
                file.flush()
            kill()
        sync(self)
    parts.Parts._sync = dies
elif where == "before a file is in its place":
    replace, calls = os.replace, []
    def dies(*given):
        calls.append(given)
        kill() if len(calls) == number else replace(*given)
    parts.os.replace = dies
elif where == "before the parts are thrown away":
    parts.Parts.throw_away = kill
from workbench.cli import main
main.main(sys.argv[3:])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL 的系统")
@pytest.mark.parametrize(
    ("where", "number"),
    [
        ("before the journal", 1),
        ("before the journal", 5),
        ("within the journal", 1),
        ("within the journal", 6),
        ("after the journal", 4),
        ("long after the journal", 6),
        ("within a part", 1),
        ("within a part", 8),
        ("within a part", 15),
        ("before a file is in its place", 1),
        ("before a file is in its place", 2),
        ("before the parts are thrown away", 1),
    ],
)
def test_a_run_that_is_killed_goes_on_and_nothing_is_lost_or_doubled(
    tmp_path: Path, given: Path, where: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("batch", str(given), "-o", str(tmp_path / "得分.parquet"), "--ruleset", "national/2020")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, where, str(number), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    if where != "before the parts are thrown away":
        assert not (tmp_path / "得分.parquet").exists()
    in_pieces(monkeypatch, 40, 1 << 14)
    again = run(*arguments)
    assert again.exit_code == 0, again.stderr
    assert ("接着上次：前" in again.stderr) == (number > 1 or "place" in where or "thrown" in where)
    if where == "long after the journal":
        assert "接着上次：前 9" in again.stderr
    assert written(tmp_path / "得分.parquet") == LINES
    assert written(tmp_path / "得分.总分.parquet") == TABLES
    assert not (tmp_path / "得分.parquet.未完成").exists()


@pytest.mark.parametrize("lost", ["rows.parquet", "tables.parquet"])
@pytest.mark.parametrize("size", [None, 20_000, 0])
def test_what_the_disk_lost_is_made_again(
    tmp_path: Path, given: Path, lost: str, size: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 50, 1 << 14)
    output = tmp_path / "得分.parquet"
    with monkeypatch.context() as patched:
        patched.setattr("workbench.batch.parts.Parts.finish", stopped)
        run("batch", given, "-o", output, "--ruleset", "national/2020")
    file = tmp_path / "得分.parquet.未完成" / lost
    if size is None:
        file.unlink()
    else:
        os.truncate(file, size)
    again = run("batch", given, "-o", output, "--ruleset", "national/2020")
    assert again.exit_code == 0
    assert ("接着上次" in again.stderr) == bool(size)
    assert written(output) == LINES
    assert written(tmp_path / "得分.总分.parquet") == TABLES


@pytest.mark.parametrize("gone", ["得分.总分.parquet", "得分.parquet.未完成/rows.parquet"])
def test_results_that_vanished_before_the_last_was_in_its_place_are_made_again(
    tmp_path: Path, given: Path, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 50, 1 << 14)
    output = tmp_path / "得分.parquet"
    replace = os.replace

    def stops(source: Path, target: Path) -> None:
        if target == output:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr("workbench.batch.parts.os.replace", stops)
        assert run("batch", given, "-o", output, "--ruleset", "national/2020").exit_code == 130
    (tmp_path / gone).unlink()
    assert run("batch", given, "-o", output, "--ruleset", "national/2020").exit_code == 0
    assert written(output) == LINES
    assert written(tmp_path / "得分.总分.parquet") == TABLES


@pytest.mark.parametrize(
    "before",
    [("--ruleset", "sichuan/2023"), ("--ruleset", "national/2020", "--columns", "表号,得分")],
    ids=["another ruleset", "other columns"],
)
def test_parts_made_otherwise_are_not_taken_for_these(
    before: tuple[str, ...], tmp_path: Path, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 50, 1 << 14)
    output = tmp_path / "得分.parquet"
    with monkeypatch.context() as patched:
        patched.setattr("workbench.batch.parts.Parts.finish", stopped)
        assert run("batch", given, "-o", output, *before).exit_code == 130
    result = run("batch", given, "-o", output, "--ruleset", "national/2020")
    assert result.exit_code == 0, result.stderr
    assert "已丢弃，从头计算" in result.stderr
    assert written(output) == LINES


def test_what_ctrl_c_leaves_is_told_and_gone_on_with(
    tmp_path: Path, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces(monkeypatch, 50, 1 << 14)
    output = tmp_path / "得分.parquet"
    with monkeypatch.context() as patched:
        calls: list[object] = []

        def stopped(*_: object) -> None:
            calls.append(1)
            if len(calls) == 3:
                raise KeyboardInterrupt

        patched.setattr("workbench.batch.rows_progress.RowsProgress.draw", stopped)
        result = run("batch", given, "-o", output, "--ruleset", "national/2020")
    assert result.exit_code == 130
    assert "再运行同一命令会接着算" in result.stderr
    result = run("batch", given, "-o", output, "--ruleset", "national/2020")
    assert "接着上次：前" in result.stderr
    assert written(output) == LINES


def test_a_second_run_at_the_same_output_is_refused(tmp_path: Path, given: Path) -> None:
    fcntl = pytest.importorskip("fcntl", reason="没有 fcntl 的系统")
    folder = tmp_path / "得分.parquet.未完成"
    folder.mkdir()
    with (folder / "journal.jsonl").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        result = run("batch", given, "-o", tmp_path / "得分.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 2
    assert "另一个进程正在写同一个结果" in result.stderr


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where results wait to be sent."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    return tmp_path / "cache" / "zipingbiao" / "sending"


def test_results_are_sent_to_where_a_url_says(tmp_path: Path, given: Path, cache: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="没有安装 fsspec")
    result = run("batch", given, "-o", "memory://省/得分.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 0, result.stderr
    for name, rows in (("得分", LINES), ("得分.总分", TABLES)):
        with fsspec.open(f"memory://省/{name}.parquet") as file:
            (tmp_path / "read.parquet").write_bytes(file.read())
        assert written(tmp_path / "read.parquet") == rows
    assert list(cache.iterdir()) == []


def test_a_run_whose_results_are_to_be_sent_goes_on_where_it_was_stopped(
    tmp_path: Path, given: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fsspec", reason="没有安装 fsspec")
    in_pieces(monkeypatch, 50, 1 << 14)
    arguments = ("batch", given, "-o", "memory://市/得分.parquet", "--totals", tmp_path / "t.parquet")
    with monkeypatch.context() as patched:
        patched.setattr("workbench.batch.parts.Parts.finish", stopped)
        assert run(*arguments, "--ruleset", "national/2020").exit_code == 130
    again = run(*arguments, "--ruleset", "national/2020")
    assert "接着上次：前" in again.stderr
    assert written(tmp_path / "t.parquet") == TABLES
    assert list(cache.iterdir()) == []


def test_results_that_cannot_be_sent_stay_and_are_told(
    given: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = pytest.importorskip("fsspec.implementations.memory", reason="没有安装 fsspec")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(memory.MemoryFileSystem, "_open", full)
    result = run("batch", given, "-o", "memory://县/得分.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 2
    left = list(cache.rglob("得分.总分.parquet"))
    assert str(left[0]) in result.stderr.replace("\n", "")
    assert written(left[0]) == TABLES


def test_a_place_that_nothing_can_reach_is_told_before_anything_is_computed(given: Path, cache: Path) -> None:
    pytest.importorskip("fsspec", reason="没有安装 fsspec")
    result = run("batch", given, "-o", "nowhere://省/得分.parquet", "--ruleset", "national/2020")
    assert result.exit_code == 2
    assert "不认识的地址 nowhere://" in result.stderr
    assert not cache.exists()
