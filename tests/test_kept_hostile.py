"""What runs keep beside their output, and where they write: nothing that is not theirs is touched, nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

import pyarrow.parquet as pq  # noqa: E402

from workbench import remote  # noqa: E402
from workbench.batch.journal import JOURNAL, begun, hold, line_of, lines_of  # noqa: E402
from workbench.batch.run import UNFINISHED  # noqa: E402
from workbench.errors import WorkbenchError  # noqa: E402
from workbench.scattered.run import ScatteredRun  # noqa: E402

from .command import EXAMPLE, run  # noqa: E402
from .scattering import InThisProcess, by_place, rechecking, rows  # noqa: E402

pytestmark = pytest.mark.xdist_group("scattered")
TABLES = ["a", "b", "c", "d", "e", "f"]


def written(path: Path, *, tables: list[str] = TABLES) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    ones = ["1"] * len(tables)
    pq.write_table(pa.table({"table": tables, "target": ones, "actual": ones, "weight": ones}), path)
    return path


def batch(source: Path | str, output: Path) -> Any:
    return run("batch", source, "-o", output, "--ruleset", "national/2020")


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def recheck(folder: Path, output: Path, workers: InThisProcess) -> int:
    return ScatteredRun([str(folder)], output, rechecking(), workers).run()


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two folders with a document each, worked on one after the other."""
    monkeypatch.setattr("workbench.scattered.lots._FEWEST", 1)
    for name in ("甲", "乙"):
        (tmp_path / "说明" / name).mkdir(parents=True)
        (tmp_path / "说明" / name / "表.txt").write_bytes(EXAMPLE.read_bytes())
    return tmp_path / "说明"


class TestFolderOfARun:
    @pytest.mark.parametrize("command", ["batch", "recheck"])
    @pytest.mark.parametrize("link", [False, True])
    def test_what_is_not_of_a_run_is_not_touched(self, command: str, link: bool, tmp_path: Path) -> None:
        mine = tmp_path / "我的"
        mine.mkdir()
        (mine / "重要.txt").write_text("x", "utf-8")
        folder = tmp_path / f"得分.parquet{UNFINISHED}"
        if link:
            folder.symlink_to(mine)
        else:
            mine.rename(folder)
        source = written(tmp_path / "a.parquet") if command == "batch" else EXAMPLE
        more = ["--ruleset", "national/2020"] if command == "batch" else []
        result = run(command, source, "-o", tmp_path / "得分.parquet", *more)
        assert result.exit_code == 2
        assert "里面不是做到一半的结果，没有动它" in result.stderr
        assert (folder / "重要.txt").read_text("utf-8") == "x"

    def test_a_journal_that_is_a_link_is_not_written_to(self, tmp_path: Path) -> None:
        (tmp_path / "重要.txt").write_text("x", "utf-8")
        (tmp_path / "f").mkdir()
        (tmp_path / "f" / JOURNAL).symlink_to(tmp_path / "重要.txt")
        with pytest.raises(WorkbenchError, match="没有动它"):
            begun(tmp_path / "f")

    def test_a_journal_that_another_run_has_removed_meanwhile_is_not_held(self, tmp_path: Path) -> None:
        pytest.importorskip("fcntl", reason="没有 fcntl 的系统")
        with begun(tmp_path / "f") as journal:
            (tmp_path / "f" / JOURNAL).unlink()
            with pytest.raises(WorkbenchError, match="另一个进程"):
                hold(journal, tmp_path / "f")

    def test_lines_are_read_up_to_the_first_that_is_not_as_it_was_written(self) -> None:
        lines = [line_of({"number": number, "名": "\udcff"}) for number in range(3)]
        assert [line["number"] for _, line in lines_of(b"".join(lines))] == [0, 1, 2]
        assert [at for at, _ in lines_of(b"".join(lines))][-1] == sum(map(len, lines))
        edited = lines[1].replace(b"1", b"7", 1)
        assert [line["number"] for _, line in lines_of(lines[0] + edited + lines[2])] == [0]
        for broken in (b"{}\n", b"\n", b"\xff\n", b"[] 00000000\n", lines[0][:-1], b"null\n"):
            assert list(lines_of(broken)) == []


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "overwritten": lambda data: b"\xff" * len(data),
    "other lines": lambda data: data.split(b"\n")[0] + b"\n[]\n1\n{}\n",
    "edited": lambda data: data.replace(b'"rows": ', b'"rows": 1').replace(b'"files": ', b'"files": 1'),
    "a word cut": lambda data: data.replace(b'"tables"', b'"table"'),
    "lines lost": lambda data: b"".join(data.splitlines(keepends=True)[::2]),
}


@pytest.mark.parametrize("harm", HARMS)
class TestBrokenJournal:
    def test_of_a_batch_is_gone_on_with_and_comes_to_the_same(
        self, harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workbench.batch.files.PIECE", 2)
        monkeypatch.setattr("workbench.batch.parts.INTERVAL", 0.0)
        source, output = written(tmp_path / "a.parquet"), tmp_path / "得分.parquet"
        with monkeypatch.context() as patched:
            patched.setattr("workbench.batch.parts.Parts.finish", stopped)
            assert batch(source, output).exit_code == 130
        journal = tmp_path / f"得分.parquet{UNFINISHED}" / JOURNAL
        journal.write_bytes(HARMS[harm](journal.read_bytes()))
        result = batch(source, output)
        assert result.exit_code == 0, result.stderr
        assert [row["table"] for row in rows(output)] == TABLES

    def test_of_a_recheck_is_gone_on_with_and_comes_to_the_same(
        self, harm: str, documents: Path, tmp_path: Path
    ) -> None:
        output = tmp_path / "复核.parquet"
        assert recheck(documents, output, InThisProcess([], until=1)) == 130
        journal = tmp_path / f"复核.parquet{UNFINISHED}" / JOURNAL
        journal.write_bytes(HARMS[harm](journal.read_bytes()))
        assert recheck(documents, output, InThisProcess([])) in (0, 1)
        assert sum(table == 0 for _, table in by_place(rows(output))) == 2

    def test_of_a_folder_is_gone_on_with_and_comes_to_the_same(self, harm: str, tmp_path: Path) -> None:
        written(tmp_path / "in" / "a.parquet")
        (tmp_path / "in" / "b.csv").write_text("x", "utf-8")
        assert batch(tmp_path / "in", tmp_path / "out").exit_code == 2
        journal = tmp_path / "out.未完成.jsonl"
        journal.write_bytes(HARMS[harm](journal.read_bytes()))
        written(tmp_path / "in" / "b.parquet", tables=["z"])
        (tmp_path / "in" / "b.csv").unlink()
        result = batch(tmp_path / "in", tmp_path / "out")
        assert result.exit_code == 0, result.stderr
        assert "2 个文件，7 张表，7 行" in result.stderr


@pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: b"", lambda data: data[:40] + b"\xff" * 400])
def test_a_lot_that_is_broken_is_named_and_done_again(
    harm: Callable[[bytes], bytes], documents: Path, tmp_path: Path
) -> None:
    output = tmp_path / "复核.parquet"
    assert recheck(documents, output, InThisProcess([], until=1)) == 130
    (lot,) = (tmp_path / f"复核.parquet{UNFINISHED}").glob("*.arrow")
    lot.write_bytes(harm(lot.read_bytes()))
    with pytest.raises(WorkbenchError, match="做到一半的结果坏了"):
        recheck(documents, output, InThisProcess([]))
    assert not output.exists()
    again = InThisProcess([])
    assert recheck(documents, output, again) in (0, 1)
    assert again.done == [lot.stem]
    assert sum(table == 0 for _, table in by_place(rows(output))) == 2


def test_a_file_that_changes_while_it_is_scored_is_not_taken_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path / "a.csv.parquet")

    def changes(*_: object) -> None:
        os.utime(source, (1, 1))

    monkeypatch.setattr("workbench.batch.rows_progress.RowsProgress.draw", changes)
    result = batch(source, tmp_path / "得分.parquet")
    assert result.exit_code == 2
    assert "计算的时候文件变了" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


def test_memory_that_does_not_suffice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("workbench.batch.run.score_rows", fails)
    result = batch(written(tmp_path / "a.parquet"), tmp_path / "b.parquet")
    assert result.exit_code == 2
    assert "内存不够" in result.stderr


class TestFilesOfAFolder:
    def test_results_that_would_lie_in_one_place_are_refused(self, tmp_path: Path) -> None:
        if os.path.exists(__file__.upper()):
            pytest.skip("文件名不分大小写的系统")
        written(tmp_path / "in" / "a.parquet")
        (tmp_path / "in" / "a.PARQUET").write_bytes((tmp_path / "in" / "a.parquet").read_bytes())
        result = batch(tmp_path / "in", tmp_path / "out")
        assert result.exit_code == 2
        assert "写到同一处" in result.stderr

    def test_files_that_a_pattern_names_keep_their_folders(self, tmp_path: Path) -> None:
        fsspec = pytest.importorskip("fsspec", reason="没有安装 fsspec")
        memory = fsspec.filesystem("memory")
        for name in ("甲", "乙"):
            memory.pipe(f"/表/{name}/p.parquet", written(tmp_path / "p.parquet", tables=[name]).read_bytes())
        try:
            result = batch("memory://表/*/p.parquet", tmp_path / "out")
        finally:
            memory.rm("/", recursive=True)
        assert result.exit_code == 0, result.stderr
        assert {row["table"] for name in ("甲", "乙") for row in rows(tmp_path / "out" / name / "p.parquet")} == {
            "甲",
            "乙",
        }

    @pytest.mark.parametrize("name", ["{}/in", "file://{}/in", "local://{}/in", "file://{}/in/*.parquet"])
    @pytest.mark.parametrize("output", ["in", "in/下", "链接", "链接/下"])
    def test_what_is_read_is_not_written_over_by_whatever_name(self, name: str, output: str, tmp_path: Path) -> None:
        pytest.importorskip("fsspec", reason="没有安装 fsspec")
        source = written(tmp_path / "in" / "a.parquet")
        before = source.read_bytes()
        (tmp_path / "链接").symlink_to(tmp_path / "in")
        result = batch(name.format(tmp_path), tmp_path / output)
        assert result.exit_code == 2
        assert "结果不能放在读入的文件夹里" in result.stderr
        assert source.read_bytes() == before

    @pytest.mark.skipif(not hasattr(os, "symlink"), reason="没有符号链接的系统")
    def test_links_that_go_round_do_not_hang_it(self, tmp_path: Path) -> None:
        written(tmp_path / "in" / "下" / "a.parquet")
        (tmp_path / "in" / "下" / "上").symlink_to(tmp_path / "in")
        (tmp_path / "in" / "b.parquet").symlink_to("b.parquet")
        assert "1 个文件" in batch(tmp_path / "in", tmp_path / "out").stderr

    def test_a_folder_that_cannot_be_listed_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(tmp_path / "in" / "a.parquet")
        closed = tmp_path / "in" / "锁"
        closed.mkdir()
        scandir = os.scandir

        def refuses(path: Any = ".") -> Any:
            if os.fspath(path) == str(closed):
                raise PermissionError(13, "Permission denied", str(closed))
            return scandir(path)

        monkeypatch.setattr("os.scandir", refuses)
        result = batch(tmp_path / "in", tmp_path / "out")
        assert result.exit_code == 2
        assert f"{closed}：读不到这个文件夹，没有访问权限" in result.stderr


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("s3://key:sec/ret@桶/表", "s3://桶/表"),
        ("https://u:se?cret@主机/表", "https://主机/表"),
        ("https://u:se#cret@主机/表", "https://主机/表"),
        ("https://主机/表#secret", "https://主机/表"),
        ("s3://桶/第#1号", "s3://桶/第#1号"),
        ("https://主机:8080/甲@乙", "https://主机:8080/甲@乙"),
        ("https://[::1]:80/表", "https://[::1]:80/表"),
        ("https://u:secret@[::1/表", "https://[::1/表"),
        ("simplecache::https://u:secret@主机/表", "simplecache::https://主机/表"),
        ("zip://x::https://u:secret@主机/表?secret", "zip://x::https://主机/表"),
        ("https://u:secret", "https://u"),
    ],
)
def test_nothing_that_gives_access_is_shown(url: str, name: str) -> None:
    assert remote.is_remote(url)
    assert remote.shown(url) == name


@pytest.mark.parametrize("url", ["http://[::1/x", "simplecache::https://u:secret@127.0.0.1:1/x.csv", "zip://a::s3://b"])
def test_an_address_that_is_none_is_told(url: str, tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="没有安装 fsspec")
    for result in (batch(url, tmp_path / "out"), run("recheck", url, "-o", tmp_path / "x.parquet")):
        assert result.exit_code == 2
        assert "处理办法：" in result.stderr
        assert "内部错误" not in result.stderr
        assert "secret" not in result.stderr


def test_a_name_that_is_too_long_is_told_with_a_cure(tmp_path: Path) -> None:
    result = batch(written(tmp_path / "a.parquet"), tmp_path / f"{'长' * 100}.parquet")
    assert result.exit_code == 2
    assert "文件名太长。处理办法：" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows 的文件名总是文字")
def test_a_name_that_is_no_text_is_told_for_what_is_read_and_taken_for_what_is_written(tmp_path: Path) -> None:
    source = written(tmp_path / "a.parquet")
    output = tmp_path / os.fsdecode(b"\xff.parquet")
    assert batch(source, output).exit_code == 0
    assert pq.read_table(pa.BufferReader(output.read_bytes())).num_rows == len(TABLES)
    result = batch(output, tmp_path / "b.parquet")
    assert result.exit_code == 2
    assert "文件名不是 UTF-8 编码的。处理办法：改名后再运行" in result.stderr


@pytest.mark.parametrize(
    "scheduler", ["tls://u:secret@127.0.0.1:1", "nowhere://u:secret@x", "tcp://u:secret@127.0.0.1:x"]
)
def test_a_scheduler_that_is_none_is_told_without_its_password(scheduler: str, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="没有安装 dask")
    source = written(tmp_path / "in" / "a.parquet").parent
    result = run("batch", source, "-o", tmp_path / "out", "--ruleset", "national/2020", "--scheduler", scheduler)
    assert result.exit_code == 2
    assert "连不上调度器。处理办法：" in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize("option", ["-o", "--totals"])
def test_a_file_is_not_written_over_by_its_address(option: str, tmp_path: Path) -> None:
    pytest.importorskip("fsspec", reason="没有安装 fsspec")
    source = written(tmp_path / "a.parquet")
    before = source.read_bytes()
    more = [] if option == "-o" else ["-o", tmp_path / "b.parquet"]
    result = run("batch", source, option, f"file://{source}", *more, "--ruleset", "national/2020")
    assert result.exit_code == 2
    assert "会覆盖读入的文件" in result.stderr
    assert source.read_bytes() == before
