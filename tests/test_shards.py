"""The command ``batch`` over folders and URLs: each file by itself, here or on a Dask cluster."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

import pyarrow.parquet as pq  # noqa: E402

from reports.columns import score_batch  # noqa: E402
from rulesets import catalogue  # noqa: E402
from workbench.scattered import SCORES, score_batches  # noqa: E402
from workbench.scattered import shards as shards_module  # noqa: E402
from workbench.scattered.shards import ScoreShard, ShardsRun, shards_behind  # noqa: E402

from .command import run  # noqa: E402
from .printed_rows import batch, printed_rows  # noqa: E402

NATIONAL = catalogue()["national/2020"]
NAMES = ("省=65/部分-1.parquet", "省=65/部分-2.parquet", "省=11/部分-1.parquet")
OPTIONS = ("--ruleset", "national/2020")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files of rows, as an engine leaves it."""
    folder = tmp_path_factory.mktemp("库") / "指标"
    for number, name in enumerate(NAMES):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_batches([batch(printed_rows(200, number, NATIONAL))]), path)
    (folder / "_SUCCESS").touch()
    (folder / "_temporary").mkdir()
    (folder / "_temporary" / "a.parquet").write_bytes(b"half")
    return folder


def results(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {path.relative_to(folder).as_posix(): rows(path) for path in folder.rglob("*") if path.is_file()}


def rows(path: Path) -> list[dict[str, Any]]:
    return list(pq.ParquetFile(path).read().to_pylist())


@pytest.fixture(scope="module")
def wanted(given: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the command makes of each file."""
    made = tmp_path_factory.mktemp("逐个")
    for name in NAMES:
        for folder in ("得分", "总分"):
            (made / folder / name).parent.mkdir(parents=True, exist_ok=True)
        result = run("batch", given / name, "-o", made / "得分" / name, "--totals", made / "总分" / name, *OPTIONS)
        assert result.exit_code == 0, result.stderr
    return results(made / "得分"), results(made / "总分")


def test_each_file_of_a_folder_is_scored_like_it_is_alone(given: Path, wanted: Any, tmp_path: Path) -> None:
    result = run("batch", given, "-o", tmp_path / "得分", *OPTIONS)
    assert result.exit_code == 0, result.stderr
    assert (results(tmp_path / "得分"), results(tmp_path / "得分.总分")) == wanted
    assert "3 个文件，" in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"得分", "得分.总分"}


@pytest.fixture
def memory(given: Path) -> Iterator[Any]:
    """The same files in a file system in memory."""
    fsspec = pytest.importorskip("fsspec", reason="没有安装 fsspec")
    system = fsspec.filesystem("memory")
    system.pipe({f"/指标/{name}": (given / name).read_bytes() for name in NAMES})
    yield system
    system.rm("/", recursive=True)


@pytest.mark.usefixtures("memory")
def test_a_folder_elsewhere_is_scored_like_one_here(wanted: Any, tmp_path: Path) -> None:
    assert run("batch", "memory://指标", "-o", tmp_path / "得分", *OPTIONS).exit_code == 0
    assert (results(tmp_path / "得分"), results(tmp_path / "得分.总分")) == wanted


@pytest.mark.usefixtures("memory")
def test_one_file_elsewhere_is_scored_into_one_file(wanted: Any, tmp_path: Path) -> None:
    assert run("batch", f"memory://指标/{NAMES[0]}", "-o", tmp_path / "得分.parquet", *OPTIONS).exit_code == 0
    assert rows(tmp_path / "得分.parquet") == wanted[0][NAMES[0]]
    assert rows(tmp_path / "得分.总分.parquet") == wanted[1][NAMES[0]]


def test_a_broken_file_is_named_and_only_it_is_done_again(given: Path, wanted: Any, tmp_path: Path) -> None:
    folder = tmp_path / "指标"
    shutil.copytree(given, folder)
    broken = folder / NAMES[1]
    broken.write_bytes(b"PAR1 broken")
    result = run("batch", folder, "-o", tmp_path / "得分", *OPTIONS)
    assert result.exit_code == 2
    assert f"错误：{broken}：文件不完好" in result.stderr
    assert "1 个文件没有算成" in result.stderr
    assert set(results(tmp_path / "得分")) == {NAMES[0], NAMES[2]}
    shutil.copy(given / NAMES[1], broken)
    again = run("batch", folder, "-o", tmp_path / "得分", *OPTIONS)
    assert again.exit_code == 0
    assert "接着上次：2 个文件已经算好" in again.stderr
    assert (results(tmp_path / "得分"), results(tmp_path / "得分.总分")) == wanted


def test_nothing_is_said_to_be_written_where_nothing_was(tmp_path: Path) -> None:
    (tmp_path / "指标").mkdir()
    (tmp_path / "指标" / "坏.parquet").write_bytes(b"PAR1 broken")
    result = run("batch", tmp_path / "指标", "-o", tmp_path / "得分", *OPTIONS)
    assert result.exit_code == 2
    assert "1 个文件没有算成" in result.stderr
    assert "已写出" not in result.stderr


def test_only_the_columns_that_are_named_are_written_of_each_file(given: Path, wanted: Any, tmp_path: Path) -> None:
    command = ("batch", given, "-o", tmp_path / "得分", "--totals", tmp_path / "总分", *OPTIONS)
    assert run(*command).exit_code == 0
    result = run(*command, "--columns", "score,table")
    assert result.exit_code == 0, result.stderr
    assert results(tmp_path / "得分") == {
        name: [{key: line[key] for key in ("score", "table")} for line in lines] for name, lines in wanted[0].items()
    }
    assert results(tmp_path / "总分") == wanted[1]


def test_columns_that_mean_nothing_are_named_once(tmp_path: Path) -> None:
    folder = tmp_path / "指标"
    folder.mkdir()
    for name, column in (("a.csv", "备注"), ("b.csv", "备注"), ("c.csv", "页码")):
        text = f"表号,年度指标值,实际完成值,分值,{column}\n甲,≥1次,1次,100,\n"
        (folder / name).write_text(text, encoding="utf-8")
    result = run("batch", folder, "-o", tmp_path / "得分", *OPTIONS)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("没有用到的列：备注（") == 1
    assert result.stderr.count("没有用到的列：页码（") == 1
    (shard,) = shards_behind(str(folder / "b.csv"))
    assert ScoreShard(NATIONAL)(shard).unused == "备注"


def test_a_file_elsewhere_is_named_by_its_url_and_row(memory: Any, tmp_path: Path) -> None:
    memory.pipe("/坏/坏.csv", "表号,年度指标值,实际完成值,分值\n甲,≥1,1,5\n甲,≥1,1,5,多\n".encode())
    result = run("batch", "memory://坏", "-o", tmp_path / "得分", *OPTIONS)
    assert "错误：memory:///坏/坏.csv：第 2 行：有 5 格" in result.stderr


def test_a_run_that_was_stopped_goes_on(
    given: Path, wanted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real = shards_module.run_batch

    def counted(path: Path, *rest: Any) -> Any:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(path.name)
        return real(path, *rest)

    monkeypatch.setattr(shards_module, "run_batch", counted)
    job = (str(given), tmp_path / "得分", tmp_path / "总分", NATIONAL)
    assert ShardsRun(*job).run() == 130
    assert len(results(tmp_path / "得分")) == 2
    done.clear()
    assert ShardsRun(*job).run() == 0
    assert len(done) == 1
    assert (results(tmp_path / "得分"), results(tmp_path / "总分")) == wanted


@pytest.mark.parametrize(
    ("source", "output", "words"),
    [
        ("指标", "得分.parquet", "有多个文件，结果不能写进一个文件"),
        ("指标", "指标/得分", "结果不能放在读入的文件夹里"),
        ("指标", "s3://桶/得分", "不能直接写到网络地址"),
        ("空", "得分", "没有 Parquet 或 CSV"),
        ("没有", "得分", "没有这个文件"),
        ("memory://没有", "得分", "没有这个文件"),
        ("", "得分", "路径是空的"),
    ],
)
def test_what_cannot_be_is_refused(given: Path, tmp_path: Path, source: str, output: str, words: str) -> None:
    shutil.copytree(given, tmp_path / "指标")
    (tmp_path / "空").mkdir()
    name = source if "://" in source or not source else tmp_path / source
    result = run("batch", name, "-o", output if "://" in output else tmp_path / output, *OPTIONS)
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_place_of_a_file_below_its_folder_is_kept(given: Path) -> None:
    assert {shard.within for shard in shards_behind(str(given))} == {name.removesuffix(".parquet") for name in NAMES}
    assert [shard.within for shard in shards_behind(str(given / NAMES[0]))] == ["部分-1"]


def test_batches_are_scored_wherever_they_end_and_stand_beside_their_rows() -> None:
    whole = batch(printed_rows(60, 1, NATIONAL))
    pieces = [whole.slice(start, 7) for start in range(0, len(whole), 7)]
    found = pa.Table.from_batches(score_batches(pieces, NATIONAL))
    assert found.schema.names == [*whole.schema.names, *SCORES.names]
    assert found.select(whole.schema.names).to_pylist() == whole.to_pylist()
    assert pa.schema([found.schema.field(name) for name in SCORES.names]).equals(SCORES)
    alone = score_batch(whole, NATIONAL).rows.to_pylist()
    assert [(row["by_rule"], row["completion"], row["score"], row["problem"]) for row in found.to_pylist()] == [
        (row["rule"], row["completion"], row["score"], row["problem"]) for row in alone
    ]
    assert list(score_batches([], NATIONAL)) == []
