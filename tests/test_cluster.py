"""Runs on a Dask cluster: nothing is lost or doubled, whatever becomes of a worker."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

pytest.importorskip("pyarrow", reason="没有安装 pyarrow")
distributed = pytest.importorskip("distributed", reason="没有安装 dask")

from workbench.errors import WorkbenchError  # noqa: E402
from workbench.scattered import lots as lots_module  # noqa: E402
from workbench.scattered.cluster import Cluster, check_versions  # noqa: E402
from workbench.scattered.lots import lots_of  # noqa: E402
from workbench.scattered.run import ScatteredRun  # noqa: E402
from workbench.scattered.workers import Packed  # noqa: E402
from workbench.sources import files_behind  # noqa: E402

from .command import EXAMPLE, ROOT, run  # noqa: E402
from .scattering import DEADLY, DiesOnce, add_others, by_place, dies_of_a_file, fill, rechecking, rows  # noqa: E402

pytestmark = pytest.mark.xdist_group("scattered")
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
WORKER = (
    sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in folders, one archive, one broken file, one without a form."""
    made = fill(tmp_path_factory.mktemp("说明"), 3)
    add_others(made)
    return made


@pytest.fixture(scope="module")
def wanted(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The rows that one machine makes."""
    output = tmp_path_factory.mktemp("本机") / "复核.parquet"
    run("recheck", folder, "-o", output)
    return rows(output)


@pytest.fixture(autouse=True)
def small_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lot for each folder."""
    monkeypatch.setattr(lots_module, "_FEWEST", 1)


@define
class Workers:
    """A scheduler in this process, and workers in processes of their own that nobody starts again."""

    address: str
    scheduler: Any
    alive: list[subprocess.Popen[bytes]] = field(factory=list)

    def ensure(self, count: int) -> None:
        """Start as many as are missing, and wait for them."""
        self.alive = [one for one in self.alive if one.poll() is None]
        while len(self.alive) < count:
            self.alive.append(
                subprocess.Popen(
                    [*WORKER, self.address],
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                    stderr=subprocess.DEVNULL,
                )
            )
        with distributed.Client(self.address) as client:
            client.wait_for_workers(count, timeout=120)


@pytest.fixture(scope="module")
def running() -> Iterator[Workers]:
    """A scheduler, and the workers that the tests before have left."""
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as made:
        workers = Workers(made.scheduler_address, made.scheduler)
        try:
            yield workers
        finally:
            for one in workers.alive:
                one.kill()
                one.wait()


@pytest.fixture
def cluster(running: Workers) -> Workers:
    """A cluster of two workers at least."""
    running.ensure(2)
    return running


def scattered(address: str, folder: Path, output: Path, work: Any) -> int:
    return ScatteredRun([str(folder)], output, rechecking(), Cluster(address, work)).run()


def test_a_cluster_finds_what_the_plain_recheck_finds(
    cluster: Workers, folder: Path, wanted: list[dict[str, Any]], tmp_path: Path
) -> None:
    output = tmp_path / "复核.parquet"
    result = run("recheck", folder, "-o", output, "--scheduler", cluster.address)
    assert result.exit_code == 2, result.stderr
    assert rows(output) == wanted


def test_paths_are_those_of_the_folder_in_which_the_command_was_given(
    cluster: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "说明").mkdir()
    (tmp_path / "说明" / "表.txt").write_bytes(EXAMPLE.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert run("recheck", "说明", "-o", "复核.parquet", "--scheduler", cluster.address).exit_code == 1
    assert {row["source"] for row in rows(tmp_path / "复核.parquet")} == {"说明/表.txt"}


@posix
def test_a_worker_that_dies_with_its_work_done_loses_and_doubles_nothing(
    cluster: Workers, folder: Path, wanted: list[dict[str, Any]], tmp_path: Path
) -> None:
    mark = tmp_path / "死过"
    scattered(cluster.address, folder, tmp_path / "复核.parquet", DiesOnce(mark))
    assert mark.exists()
    assert rows(tmp_path / "复核.parquet") == wanted


@posix
def test_a_worker_that_is_killed_while_the_run_goes_on_loses_and_doubles_nothing(
    cluster: Workers, folder: Path
) -> None:
    lots = lots_of(files_behind(str(folder), lambda error: pytest.fail(str(error))))
    results = Cluster(cluster.address).results(Packed.of(rechecking()), lots)
    done = [next(results)[0].key]
    cluster.alive[0].kill()
    done += [lot.key for lot, _ in results]
    assert sorted(done) == sorted(lot.key for lot in lots)


@posix
def test_a_file_that_ends_its_worker_each_time_is_named_and_the_rest_is_done(
    cluster: Workers, folder: Path, wanted: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)
    cluster.ensure(3)
    deadly = folder / "单位0" / DEADLY
    deadly.write_bytes(EXAMPLE.read_bytes())
    try:
        scattered(cluster.address, folder, tmp_path / "复核.parquet", dies_of_a_file)
    finally:
        deadly.unlink()
    found = rows(tmp_path / "复核.parquet")
    (row,) = [row for row in found if row["source"] == str(deadly)]
    assert row["status"] == "failed"
    assert "计算节点每次都意外终止" in row["error"]
    left = [row for row in found if row["source"] != str(deadly)]
    assert by_place(left) == by_place(wanted)


def test_another_version_on_the_workers_is_told(
    cluster: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.scattered.cluster._mine", lambda: "9.9")
    result = run("recheck", EXAMPLE, "-o", tmp_path / "x.parquet", "--scheduler", cluster.address)
    assert result.exit_code == 2
    assert "这里是 9.9 版" in result.stderr
    assert "pip install" in result.stderr


def test_a_scheduler_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.scattered.cluster._TO_CONNECT", 0.5)
    result = run("recheck", EXAMPLE, "-o", tmp_path / "x.parquet", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "tcp://127.0.0.1:1：连不上调度器" in result.stderr
    # What Dask itself says of a scheduler that goes away is a traceback.
    assert not logging.getLogger("distributed.client").isEnabledFor(logging.ERROR)
    assert not list(tmp_path.iterdir())


def test_a_cluster_without_workers_is_waited_for_and_then_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.scattered.cluster._PATIENCE", 0.05)
    monkeypatch.setattr("workbench.scattered.cluster._WITHOUT_WORKERS", 0.1)
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty:
        result = run("recheck", EXAMPLE, "-o", tmp_path / "x.parquet", "--scheduler", empty.scheduler_address)
    assert result.exit_code == 2
    assert "集群里没有计算节点，等它们加入" in result.stderr
    assert "一直没有计算节点" in result.stderr


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (OSError("closed"), ""),
        (PackageNotFoundError("zipingbiao"), "没有安装，或装得不全，这里是 1.0 版"),
        ("0.9", "是 0.9 版，这里是 1.0 版"),
        ("1.0", ""),
    ],
)
def test_a_worker_that_goes_while_versions_are_asked_for_is_no_other_version(answer: object, told: str) -> None:
    class Client:
        def run(self, *_: object, **__: object) -> dict[str, object]:
            return {"tcp://one": "1.0", "tcp://two": answer}

    with pytest.raises(WorkbenchError, match=told) if told else nullcontext():
        check_versions(Client(), "1.0")


def test_files_of_rows_are_scored_by_a_cluster_like_here(
    cluster: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from rulesets import catalogue

    from .printed_rows import batch, printed_rows

    (tmp_path / "指标").mkdir()
    for number in range(3):
        rows_of = pa.Table.from_batches([batch(printed_rows(100, number, catalogue()["national/2020"]))])
        pq.write_table(rows_of, tmp_path / "指标" / f"{number}.parquet")
    (tmp_path / "指标" / "坏.parquet").write_bytes(b"PAR1 broken")
    monkeypatch.chdir(tmp_path)
    options = ("--ruleset", "national/2020")
    there = run("batch", "指标", "-o", "集群", "--scheduler", cluster.address, *options)
    here = run("batch", tmp_path / "指标", "-o", tmp_path / "本机", *options)
    assert there.exit_code == here.exit_code == 2
    assert f"错误：{tmp_path / '指标' / '坏.parquet'}：文件不完好" in there.stderr
    for name in ("", ".总分"):
        for number in range(3):
            one, other = (tmp_path / f"{where}{name}" / f"{number}.parquet" for where in ("集群", "本机"))
            assert rows(one) == rows(other)
