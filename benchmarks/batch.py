"""Times a file of rows from Parquet to Parquet on all cores, beside polars with expressions written by hand.

The rule and the invented rows are those of :mod:`benchmarks.columns`, as three files: of whole numbers, of decimals,
and of texts as they are printed, which polars takes apart by patterns made for just these.  The rates, the points
and the totals must be the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Final

from .columns import OF_A_TABLE
from .measured import Goal, Measured, Section, ratio, versions_of

ROWS: Final = 5_000_000
TEXT_SHARE: Final = 4
"""One in so many rows, in the file of texts."""
MANY: Final = 4
"""So many times as many rows are in the largest file."""
ROUNDS: Final = 5
MEMORY: Final = (5_000_000, 20_000_000)
"""Rows of the files of which the memory is told."""
_PIECE: Final = 1 << 20
_PIECES: Final = 4
_RULESET: Final = "provincial/system"
_UNIT: Final = "纳秒一行"

_MEMORY_OF: Final = r"""
import re, sys
from pathlib import Path
from benchmarks.batch import score
score(Path(sys.argv[1]))
print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


def measure(rows: int = ROWS) -> Section:
    """Time all ways, taking turns."""
    figures: list[Measured] = []
    with TemporaryDirectory() as name:
        folder = Path(name)
        for title, count, make, peer, goal in (
            ("整数", rows, whole_numbers, _polars_numbers, Goal("≥", 1.5)),
            (f"{MANY * rows:,} 行整数", MANY * rows, whole_numbers, _polars_numbers, Goal("≥", 1.5)),
            ("十进制数", rows, decimals, _polars_decimals, Goal("≥", 1.5)),
            ("文字", rows // TEXT_SHARE, texts, _polars_texts, Goal("≥", 1.5)),
        ):
            source = folder / "rows.parquet"
            make(source, count)
            ours, theirs, whole = _in_turns(source, count, (score_same, peer, score))
            figures += [
                Measured(f"{title}，本软件，写同样几列", _UNIT, ours[0], None, _processor(ours[1])),
                Measured(f"{title}，polars", _UNIT, theirs[0], None, _processor(theirs[1])),
            ]
            figures.append(ratio(f"{title}，写同样几列，比 polars 快", figures[-1], figures[-2], goal, " "))
            figures.append(Measured(f"{title}，本软件，写全部的列", _UNIT, whole[0], None, _processor(whole[1])))
            figures.append(ratio(f"{title}，写全部的列，比 polars 快", figures[-3], figures[-1], None, " "))
            figures.append(_stages(title, source, count))
        for count in (MEMORY if rows == ROWS else (rows,)) if Path("/proc/self/status").exists() else ():
            whole_numbers(source, count)
            command = [sys.executable, "-c", _MEMORY_OF, str(source)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
            figures.append(Measured(f"{count:,} 行整数，内存", "MB", [int(done.stdout) / 1024]))
    return Section(
        "batch",
        "成批计算",
        f"从一个 Parquet 到各行得分、各表总分两个 Parquet，{rows:,} 行（文字 {rows // TEXT_SHARE:,} 行），"
        f"{OF_A_TABLE} 行一张表，{os.cpu_count()} 个核，各轮轮流，计经过的时间；完成率、得分和总分逐分相同。"
        "polars 用流式引擎，一次读入、同时写两个文件，表达式只为这几种写法手写：整数照列相除，文字用正则取数。",
        figures,
        versions_of(["numpy", "numba", "polars", "pyarrow"]),
        (
            "同样几列是表号、完成率和得分（`--columns`）；全部的列还有行号、所用的规则和没有得分的原因。两种写法，本软件都另写出"
            "每张表的行数、缺几行得分和等级，查明每个数读得对、不会溢出，写到一半被结束能接着算。",
            "各步的处理器时间是一步一步单独量的最少的一次，写全部的列；行数多到值得时用编译的循环，与实际运行相同。",
        ),
    )


def main(rows: int = ROWS) -> None:
    """Measure and print, as Markdown."""
    print(measure(rows).markdown())


def _stages(title: str, source: Path, rows: int) -> Measured:
    """Where the processor's time of a row goes: each stage by itself, the best of some pieces."""
    from reports.columns import score_batch
    from reports.columns.results import PAYS
    from rulesets import catalogue
    from scoring.column_loops import has_compiler
    from workbench.batch.files import PIECE, row_file
    from workbench.batch.results import Format
    from workbench.batch.tables import whole_tables

    compiled = rows >= PAYS and has_compiler()
    best: dict[str, float] = {}

    def timed(stage: str, rows: int, work: Callable[[], Any]) -> Any:
        begun = process_time()
        found = work()
        best[stage] = min(best.get(stage, float("inf")), (process_time() - begun) / (rows or len(found)) * 1e9)
        return found

    pieces, parquet = row_file(source).pieces(), Format(".parquet", in_chinese=False)
    for _ in range(max(1, min(_PIECES, rows // PIECE))):
        piece = timed("读", 0, lambda: next(pieces))
        batch = next(whole_tables([piece], 0, ""))
        score_one = partial(score_batch, batch, catalogue()[_RULESET], short=True, compiled=compiled)
        made = timed("取数和评分", len(batch), score_one)
        for results in (made.rows, made.tables):
            stage = "写各行" if results is made.rows else "写各表"
            timed(stage, len(batch), partial(parquet.encode, results, first=False))
    remark = "、".join(f"{stage} {spent:.0f}" for stage, spent in best.items())
    return Measured(f"{title}，本软件各步的处理器时间", _UNIT, [sum(best.values())], None, remark)


def _processor(times: Sequence[float]) -> str:
    return f"处理器时间最少 {min(times):.0f} 纳秒一行"


def _in_turns(
    source: Path, rows: int, ways: Sequence[Callable[[Path], object]]
) -> list[tuple[list[float], list[float]]]:
    """For each way the nanoseconds a row, by the clock on the wall and by that of the processor."""
    expected = None
    found: list[tuple[list[float], list[float]]] = [([], []) for _ in ways]
    for _ in range(ROUNDS):
        for (walls, processors), way in zip(found, ways, strict=True):
            begun = perf_counter(), process_time()
            way(source)
            walls.append((perf_counter() - begun[0]) / rows * 1e9)
            processors.append((process_time() - begun[1]) / rows * 1e9)
            if not expected or len(walls) == 1:
                made = _cents(source)
                if expected is not None and made != expected:
                    raise AssertionError(f"{way.__name__} gives other cents")
                expected = made
    return found


def _outputs(source: Path) -> tuple[Path, Path]:
    return source.with_name("scores.parquet"), source.with_name("totals.parquet")


def _cents(source: Path) -> tuple[int, ...]:
    """Fingerprints of rates, points and totals, whatever else was written."""
    import polars as pl

    rows, totals = (pl.read_parquet(path) for path in _outputs(source))

    def cents(frame: Any, *names: str) -> Any:
        (name,) = set(names) & set(frame.columns)
        column = frame[name]
        return column.to_physical().cast(pl.Int64) if column.dtype == pl.Decimal else column.cast(pl.Int64)

    columns = [rows["table"], cents(rows, "rate", "completion"), cents(rows, "points", "score")]
    ordered = totals.sort("table")
    columns += [ordered["table"], cents(ordered, "points", "total")]
    return tuple(int(column.hash(7).sum()) for column in columns)


def score(source: Path, columns: Sequence[str] = ()) -> None:
    """Score a file as the command does."""
    from rulesets import catalogue
    from workbench.batch.run import run_batch

    run_batch(source, *_outputs(source), catalogue()[_RULESET], columns)


def score_same(source: Path) -> None:
    """Score a file and write of its rows what the expressions give."""
    score(source, ("table", "completion", "score"))


def _polars_numbers(source: Path) -> None:
    import polars as pl

    weight = pl.col("weight") * 100
    _polars(source, pl.col("operator") == "≥", pl.col("target"), pl.col("actual"), weight)


def _polars_decimals(source: Path) -> None:
    import polars as pl

    target, actual, weight = (pl.col(name).to_physical().cast(pl.Int64) for name in ("target", "actual", "weight"))
    _polars(source, pl.col("operator") == "≥", target, actual, weight * 10)


def _polars_texts(source: Path) -> None:
    import polars as pl

    def number(text: Any) -> Any:
        return text.cast(pl.Decimal(18, 2)).to_physical().cast(pl.Int64)

    target, actual = (number(pl.col(name).str.extract(r"([0-9.]+)")) for name in ("target", "actual"))
    _polars(source, pl.col("target").str.starts_with("≥"), target, actual, number(pl.col("weight")))


def _polars(source: Path, is_more: Any, target: Any, actual: Any, weight: Any) -> None:
    """Score by expressions.

    Args:
        is_more: whether more is better.
        target, actual: in one unit.
        weight: in hundredths of a point.
    """
    import polars as pl

    a, t, w = pl.col("actual"), pl.col("target"), pl.col("weight")
    over = pl.max_horizontal(a, 0)

    def rounded(number: Any) -> Any:
        return (2 * number + t) // (2 * t)

    def reverse(full: Any) -> Any:
        return pl.when(a <= t).then(full).when(a >= 2 * t).then(0).otherwise(rounded((2 * t - a) * full))

    more = pl.col("more")
    rate = pl.when(more).then(rounded(over * 10_000)).otherwise(reverse(pl.lit(10_000))).alias("rate")
    direct = pl.when(a >= t).then(w).otherwise(rounded(over * w))
    points = pl.when(more).then(direct).otherwise(reverse(w)).alias("points")
    read = pl.scan_parquet(source).select("table", more=is_more, target=target, actual=actual, weight=weight)
    scored = read.select("table", rate, points)
    rows, totals = _outputs(source)
    sums = scored.group_by("table").agg(pl.col("points").sum())
    sinks = [one.sink_parquet(path, lazy=True) for one, path in ((scored, rows), (sums, totals))]
    pl.collect_all(sinks, engine="streaming")


def whole_numbers(path: Path, rows: int) -> None:
    """A file of whole numbers."""
    _write(path, rows, lambda part: {name: part[name] for name in ("target", "actual", "weight")})


def decimals(path: Path, rows: int) -> None:
    """A file of decimals, stored as whole numbers as databases do."""
    import pyarrow as pa

    def columns(part: dict[str, Any]) -> dict[str, Any]:
        kinds = {"target": pa.decimal128(12, 2), "actual": pa.decimal128(12, 2), "weight": pa.decimal128(5, 1)}
        return {name: _decimal(part[name], kind) for name, kind in kinds.items()}

    _write(path, rows, columns)


def texts(path: Path, rows: int) -> None:
    """A file of texts as they are printed: shares, counts and amounts, most of them reached."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    random = np.random.default_rng(2025)

    def printed(cents: Any) -> Any:
        whole, rest = pa.array(cents // 100).cast(pa.string()), pa.array(cents % 100 + 100).cast(pa.string())
        point = pc.binary_join_element_wise(whole, pc.utf8_slice_codeunits(rest, 1, 3), ".")
        return pc.if_else(pa.array(cents % 100 == 0), whole, point)

    def columns(part: dict[str, Any]) -> dict[str, Any]:
        count = len(part["table"])
        more = part.pop("more")
        kind = np.where(more, random.integers(0, 2, count), 2)
        share, number = random.integers(50, 101, count) * 100, random.integers(1, 500, count) * 100
        target = np.choose(kind, [share, number, part["target"]])
        actual = (target * random.uniform(0.4, 1.3, count)).astype(np.int64)
        actual = np.where(random.random(count) < 0.6, target, np.where(kind == 1, actual // 100 * 100, actual))
        signs = pa.array(["≥", "≥", "≤"]).take(pa.array(kind))
        units = pa.array(["%", "人次", "万元"]).take(pa.array(kind))
        table = pc.utf8_lpad(pa.array(part["table"]).cast(pa.string()), 8, "0")
        part["table"] = pc.binary_join_element_wise("2023", table, "-")
        return {
            "target": pc.binary_join_element_wise(signs, printed(target), units, ""),
            "actual": pc.binary_join_element_wise(printed(actual), units, ""),
            "weight": pa.array(["5", "10", "2.5", "8", "20"]).take(pa.array(random.integers(0, 5, count))),
        }

    _write(path, rows, columns)


def _write(path: Path, rows: int, columns: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Write invented rows, a piece at a time."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(2024)
    writer = None
    for start in range(0, rows, _PIECE):
        count = min(_PIECE, rows - start)
        target, more = random.integers(1, 100_000, count), random.random(count) < 0.8
        part = {
            "table": (start + np.arange(count)) // OF_A_TABLE,
            "more": more,
            "target": target,
            "actual": (target * random.uniform(0.4, 1.3, count)).astype(np.int64),
            "weight": random.integers(1, 30, count),
        }
        made = columns(part)
        found = {"table": part["table"], **made}
        if "more" in part:
            found["operator"] = pa.array(["≤", "≥"]).take(pa.array(more.astype(np.int8)))
        batch = pa.record_batch(found)
        if writer is None:
            writer = pq.ParquetWriter(path, batch.schema, store_decimal_as_integer=True)
        writer.write_batch(batch)
    if writer is not None:
        writer.close()


def _decimal(numbers: Any, kind: Any) -> Any:
    import numpy as np
    import pyarrow as pa

    words = np.stack([numbers, numbers >> 63], axis=1)
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(words)])
