"""Rechecks into rows: as the plain recheck finds them, gone on with where a run was stopped, batch by batch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

import pyarrow.parquet as pq  # noqa: E402

from scoring.errors import WrongArgument  # noqa: E402
from workbench.scattered import OPINIONS, recheck_batch  # noqa: E402
from workbench.scattered import lots as lots_module  # noqa: E402
from workbench.scattered.ledger import JOURNAL, Ledger  # noqa: E402
from workbench.scattered.lots import Lot, lots_of  # noqa: E402
from workbench.scattered.run import ScatteredRun  # noqa: E402
from workbench.scattered.workers import Packed  # noqa: E402
from workbench.sources import files_behind  # noqa: E402

from .command import EXAMPLE, run  # noqa: E402
from .scattering import BROKEN, InThisProcess, add_others, assert_same, by_place, fill, of_json, rechecking, rows  # noqa: E402

pytestmark = pytest.mark.xdist_group("scattered")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in folders, one archive, one broken file, one without a form."""
    made = fill(tmp_path_factory.mktemp("说明"), 3)
    add_others(made)
    return made


@pytest.fixture(scope="module")
def wanted(folder: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """What the plain recheck finds."""
    return of_json(run("recheck", folder, "--format", "json").stdout)


def in_small_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots_module, "_FEWEST", 1)


class TestIntoParquet:
    def test_rows_hold_what_the_plain_recheck_finds(
        self, folder: Path, wanted: dict[tuple[str, int], dict[str, Any]], tmp_path: Path
    ) -> None:
        result = run("recheck", folder, "-o", tmp_path / "复核.parquet", "--jobs", "2")
        found = rows(tmp_path / "复核.parquet")
        assert_same(found, wanted)
        assert result.exit_code == 2
        assert f"错误：{folder}/{BROKEN}：" in result.stderr
        faults = {row["source"].removeprefix(f"{folder}/"): row for row in found if row["status"] != "done"}
        assert {name: row["status"] for name, row in faults.items()} == {
            BROKEN: "failed",
            "档案.zip/二/坏.docx": "failed",
            "档案.zip/通知.txt": "no-forms",
            "通知.txt": "no-forms",
        }
        assert "处理办法：" in faults[BROKEN]["error"]
        documents = sum(row["table"] == 0 for row in found)
        assert f"共 {documents} 份文件，复核 {documents - 4} 份、{len(found) - documents} 张表" in result.stderr
        assert "2 份没有绩效目标表或自评表，2 份读不出" in result.stderr
        assert not (tmp_path / "复核.parquet.未完成").exists()

    def test_the_columns_are_those_of_the_schema(self, tmp_path: Path) -> None:
        run("recheck", EXAMPLE, "-o", tmp_path / "复核.parquet")
        assert pq.read_schema(tmp_path / "复核.parquet").equals(OPINIONS)

    @pytest.mark.parametrize("severity", ["note", "off"])
    def test_exit_code_and_rows_follow_the_standards(self, severity: str, tmp_path: Path) -> None:
        assert run("recheck", EXAMPLE, "-o", tmp_path / "一.parquet").exit_code == 1
        codes = {
            f["code"] for row in rows(tmp_path / "一.parquet") for f in row["findings"] if f["severity"] == "error"
        }
        settings = [f"--severity={code}={severity}" for code in codes]
        assert run("recheck", EXAMPLE, "-o", tmp_path / "二.parquet", *settings).exit_code == 0
        left = {f["code"] for row in rows(tmp_path / "二.parquet") for f in row["findings"]}
        assert (codes <= left) == (severity == "note")

    def test_a_named_file_must_hold_a_form(self, tmp_path: Path) -> None:
        (tmp_path / "通知.txt").write_text("没有表", encoding="utf-8")
        result = run("recheck", tmp_path / "通知.txt", "-o", tmp_path / "复核.parquet")
        assert result.exit_code == 2
        assert "没有读到绩效目标表或自评表" in result.stderr
        assert rows(tmp_path / "复核.parquet")[0]["status"] == "failed"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--goals", EXAMPLE, "-o", "x.parquet"], "不能用 --goals"),
            (["--write-baseline", "基线.json", "-o", "x.parquet"], "不能用 --write-baseline"),
            (["--format", "parquet"], "parquet"),
            (["--scheduler", "tcp://127.0.0.1:1", "-o", "x.html"], "只能写成 Parquet"),
            (["-o", "s3://桶/x.parquet"], "不能直接写到网络地址"),
        ],
    )
    def test_what_cannot_be_is_refused(self, arguments: list[object], words: str) -> None:
        result = run("recheck", EXAMPLE, *arguments)
        assert result.exit_code == 2
        assert words in result.stderr

    def test_without_dask_it_is_told_what_to_install(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "distributed", None)
        result = run("recheck", EXAMPLE, "-o", tmp_path / "x.parquet", "--scheduler", "tcp://127.0.0.1:1")
        assert result.exit_code == 2
        assert "pip install 'zipingbiao[dask]'" in result.stderr

    def test_standard_input_is_refused(self, tmp_path: Path) -> None:
        assert "标准输入" in run("recheck", "-", "-o", tmp_path / "x.parquet", given=b"x").stderr

    def test_an_input_is_not_written_over(self, tmp_path: Path) -> None:
        path = tmp_path / "表.parquet"
        path.write_bytes(EXAMPLE.read_bytes())
        assert "会覆盖读入的文件" in run("recheck", path, "-o", path).stderr
        assert path.read_bytes() == EXAMPLE.read_bytes()

    def test_files_elsewhere_are_read(self, tmp_path: Path) -> None:
        fsspec = pytest.importorskip("fsspec", reason="没有安装 fsspec")
        memory = fsspec.filesystem("memory")
        memory.pipe("/表/一.txt", EXAMPLE.read_bytes())
        try:
            run("recheck", "memory://表", "-o", tmp_path / "复核.parquet")
        finally:
            memory.rm("/", recursive=True)
        (tmp_path / "一.txt").write_bytes(EXAMPLE.read_bytes())
        here = of_json(run("recheck", tmp_path / "一.txt", "--format", "json").stdout)
        assert_same(
            rows(tmp_path / "复核.parquet"),
            {("memory:///表/一.txt", table): facts for (_, table), facts in here.items()},
        )


class TestGoingOn:
    def run(self, folder: Path, output: Path, workers: InThisProcess, **changes: Any) -> int:
        return ScatteredRun([str(folder)], output, rechecking(**changes), workers).run()

    def test_a_run_that_was_stopped_goes_on_and_comes_to_the_same(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_small_lots(monkeypatch)
        whole, output = tmp_path / "一次.parquet", tmp_path / "两次.parquet"
        self.run(folder, whole, InThisProcess([]))
        first, second = InThisProcess([], until=2), InThisProcess([])
        assert self.run(folder, output, first) == 130
        assert not output.exists()
        self.run(folder, output, second)
        assert len(first.done) == 2
        assert second.done
        assert set(first.done).isdisjoint(second.done)
        assert rows(output) == rows(whole)

    def test_a_file_that_changed_is_done_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        in_small_lots(monkeypatch)
        for name in ("甲", "乙", "丙"):
            (tmp_path / "说明" / name).mkdir(parents=True)
            (tmp_path / "说明" / name / "表.txt").write_bytes(EXAMPLE.read_bytes())
        output = tmp_path / "复核.parquet"
        first, second = InThisProcess([], until=2), InThisProcess([])
        self.run(tmp_path / "说明", output, first)
        done = sorted((tmp_path / "说明").rglob("*.txt"))[0]
        done.write_bytes(EXAMPLE.read_bytes() + "\n补充".encode())
        self.run(tmp_path / "说明", output, second)
        assert len(second.done) == 2
        digests = {row["source"]: row["sha256"] for row in rows(output) if row["table"] == 0}
        assert len(set(digests.values())) == 2

    def test_other_options_begin_anew(self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        in_small_lots(monkeypatch)
        first, second = InThisProcess([], until=2), InThisProcess([])
        self.run(folder, tmp_path / "复核.parquet", first)
        self.run(folder, tmp_path / "复核.parquet", second, ruleset="xinjiang/2024")
        assert set(first.done) < set(second.done)

    @pytest.mark.parametrize("harm", ["half a line", "no file", "half a file"])
    def test_what_a_killed_run_left_half_done_is_done_again(
        self, harm: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_small_lots(monkeypatch)
        output = tmp_path / "复核.parquet"
        first, second = InThisProcess([], until=2), InThisProcess([])
        self.run(folder, output, first)
        left = tmp_path / "复核.parquet.未完成"
        journal = left / JOURNAL
        if harm == "half a line":
            journal.write_bytes(journal.read_bytes()[:-5])
        elif harm == "no file":
            (left / f"{first.done[1]}.arrow").unlink()
        else:
            (left / "0123.tmp").write_bytes(b"ARROW1")
        self.run(folder, output, second)
        assert (first.done[1] in second.done) == (harm != "half a file")
        assert first.done[0] not in second.done
        by_place(rows(output))

    def test_a_lot_that_is_done_twice_counts_once(self, tmp_path: Path) -> None:
        sources = list(files_behind(str(EXAMPLE), lambda error: pytest.fail(str(error))))
        lot = Lot.of(sources)
        with Ledger(tmp_path / "做到一半", {"a": 1}) as ledger:
            ((_, found),) = InThisProcess([]).results(Packed.of(rechecking()), [lot])
            assert ledger.keep(lot, found) == ledger.keep(lot, found)
            ledger.finish([lot], tmp_path / "复核.parquet")
        assert rows(tmp_path / "复核.parquet") == found.to_pylist()


class TestLots:
    def test_every_file_is_in_one_lot_and_those_of_a_folder_together(self, folder: Path) -> None:
        sources = list(files_behind(str(folder), lambda error: pytest.fail(str(error))))
        lots = lots_of(sources)
        assert sorted(s.name for lot in lots for s in lot.sources) == sorted(s.name for s in sources)
        homes: dict[Path, set[str]] = {}
        for lot in lots:
            for source in lot.sources:
                assert source.path is not None
                homes.setdefault(source.path.parent, set()).add(lot.key)
        assert all(len(keys) == 1 for keys in homes.values())

    def test_a_large_folder_is_cut(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lots_module, "MOST_TOGETHER", 2)
        in_small_lots(monkeypatch)
        sources = list(files_behind(str(folder), lambda error: pytest.fail(str(error))))
        lots = lots_of(sources)
        assert max(len(lot.sources) for lot in lots) == 2
        assert sorted(s.name for lot in lots for s in lot.sources) == sorted(s.name for s in sources)


class TestBatches:
    def batch(self, *names: str, column: str = "content") -> pa.RecordBatch:
        data = {"好.txt": EXAMPLE.read_bytes(), "坏.docx": b"PK\x03\x04 broken", "空.txt": b""}
        return pa.record_batch({"path": list(names), column: [data[name] for name in names]})

    def test_files_in_rows_out_and_the_broken_ones_are_rows(self) -> None:
        found = recheck_batch(self.batch("坏.docx", "好.txt", "空.txt"))
        assert found.schema.equals(OPINIONS)
        whole = [row for row in found.to_pylist() if row["table"] == 0]
        assert [(row["source"], row["status"]) for row in whole] == [
            ("坏.docx", "failed"), ("好.txt", "done"), ("空.txt", "failed"),
        ]  # fmt: skip
        assert len(found) == 3 + 12

    def test_a_file_is_rechecked_alike_whatever_stands_beside_it(self) -> None:
        alone = recheck_batch(self.batch("好.txt"))
        beside = recheck_batch(self.batch("坏.docx", "好.txt", "好.txt"))
        assert beside.slice(1).to_pylist() == alone.to_pylist() * 2

    def test_a_table_for_a_table(self) -> None:
        table = pa.Table.from_batches([self.batch("好.txt", column="bytes")])
        found = recheck_batch(table)
        assert isinstance(found, pa.Table)
        assert found.to_pylist() == recheck_batch(self.batch("好.txt")).to_pylist()

    def test_nothing_in_nothing_out(self) -> None:
        assert len(recheck_batch(self.batch().cast(pa.schema([("path", pa.string()), ("content", pa.binary())])))) == 0

    def test_a_missing_column_is_told(self) -> None:
        with pytest.raises(WrongArgument, match="content"):
            recheck_batch(pa.record_batch({"path": ["a"]}))

    def test_a_name_that_is_no_text_and_a_number_beyond_all_columns(self) -> None:
        from decimal import Decimal

        from workbench.scattered.opinions import _amount, _sound

        assert _sound("a\udcff") == "a?"
        assert _amount(Decimal("94.5")) == Decimal("94.500000")
        assert _amount(Decimal("2") / 3) == Decimal("0.666667")
        assert _amount(Decimal("1e40")) is None
