"""Times scoring by columns beside what one would write oneself, on one core, in one process, taking turns.

The rule is that of provincial/system: ≥ in the proportion of the target, ≤ by what is exceeded, completion
and score to two places, with the total of every table.  All ways must give the same.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, Final

from .measured import Goal, Measured, Section, in_turns, ratio, versions_of

ROWS: Final = 3_000_000
ROUNDS: Final = 7
OURS: Final = "本软件（numpy）"
COMPILED: Final = "本软件（numba）"
OF_A_TABLE: Final = 10

_C: Final = """
#include <stdint.h>
void score(int64_t n, const int8_t *more, const int64_t *target, const int64_t *actual, const int64_t *weight,
           int64_t *rates, int64_t *points, int64_t per, int64_t *totals) {
    for (int64_t table = 0; table * per < n; table++) {
        int64_t total = 0, end = table * per + per < n ? table * per + per : n;
        for (int64_t i = table * per; i < end; i++) {
            int64_t a = actual[i], t = target[i], w = weight[i] * 10, b = a > 0 ? a : 0, r, p;
            if (more[i]) {
                r = (20000 * b + t) / (2 * t);
                p = a >= t ? w : (2 * b * w + t) / (2 * t);
            } else {
                r = a <= t ? 10000 : a >= 2 * t ? 0 : (20000 * (2 * t - a) + t) / (2 * t);
                p = a <= t ? w : a >= 2 * t ? 0 : (2 * (2 * t - a) * w + t) / (2 * t);
            }
            rates[i] = r;
            points[i] = p;
            total += p;
        }
        totals[table] = total;
    }
}
"""


def measure(rows: int = ROWS) -> Section:
    """Time all ways, in a process of one thread."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.columns", str(rows)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    times = {name: Measured(name, "纳秒一行", spent) for name, spent in json.loads(done.stdout).items()}
    missing = {name: Measured(name, "纳秒一行", (), None, "没有安装") for name in WAYS if name not in times}
    figures = [(times | missing)[name] for name in WAYS]
    blocks, loop, polars, duckdb, c = figures
    return Section(
        "columns",
        "按列评分",
        f"{rows:,} 行、{-(-rows // OF_A_TABLE):,} 张表，一个核，各轮轮流，计处理器时间；按 provincial/system "
        "计算完成率、得分和每张表的总分，各种算法逐分相同。"
        "polars 和 DuckDB 用手写的 64 位整数表达式，C 是手写的同一公式。",
        (
            *figures,
            ratio("numba，比 polars 快", polars, loop, Goal("≥", 3)),
            ratio("numba，比 DuckDB 快", duckdb, loop, Goal("≥", 10)),
            ratio("numba，是手写 C 的", c, loop, Goal("≥", 0.4)),
            ratio("numpy，比 polars 快", polars, blocks),
            ratio("numpy，比 DuckDB 快", duckdb, blocks),
            ratio("numpy，是手写 C 的", c, blocks),
        ),
        versions_of(["numpy", "numba", "polars", "duckdb"]),
        (
            "手写 C 每行写出完成率和得分两个数；本软件还逐行找出适用的规则，查明数的大小不会溢出，"
            "写出有没有得分和完成率、没有的原因和所用的规则，并给每张表评等级。",
            "C 每行做两次 64 位整数除法，处理器只能一行一行地做。本软件的循环里没有分支，数在 2 的 53 次方以内，"
            "用 binary64 相除再取整，商与整数除法相同（证明见 scoring/column_code.py），所以能几行一起算。",
        ),
    )


def main(rows: int = ROWS) -> None:
    """Measure and print, as Markdown."""
    print(measure(rows).markdown())


def invented(rows: int) -> dict[str, Any]:
    """Columns of invented rows: the table, whether more is better, target, actual, weight in tenths of a point."""
    import numpy as np

    random = np.random.default_rng(2024)
    target = random.integers(1, 100_000, rows)
    return {
        "table": np.arange(rows) // OF_A_TABLE,
        "more": random.random(rows) < 0.8,
        "target": target,
        "actual": (target * random.uniform(0.4, 1.3, rows)).astype(np.int64),
        "weight": random.integers(10, 300, rows),
    }


def _measure(rows: int) -> dict[str, list[float]]:
    """Nanoseconds a row, for each way that there is."""
    import numpy as np

    from .peers import installed

    data = invented(rows)
    ways: dict[str, Callable[[], tuple[Any, ...]]] = {}
    with TemporaryDirectory() as folder:
        for name, (needed, make) in WAYS.items():
            way = make(data, Path(folder)) if not needed or installed(needed) else None
            if way is not None:
                ways[name] = way
        expected = [np.asarray(one) for one in ways[OURS]()]
        for name, way in ways.items():
            for mine, other in zip(expected, way(), strict=True):
                if not np.array_equal(mine, np.asarray(other)):
                    raise AssertionError(f"{name} gives other cents")
        spent = in_turns(list(ways.values()), process_time, ROUNDS, rows / 1e9)
    return dict(zip(ways, spent, strict=True))


def _in_a_loop(data: dict[str, Any], folder: Path) -> Callable[[], tuple[Any, ...]]:
    return _in_blocks(data, folder, compiled=True)


def _in_blocks(data: dict[str, Any], _: Path, *, compiled: bool = False) -> Callable[[], tuple[Any, ...]]:
    import numpy as np

    from rulesets import catalogue
    from scoring.column_data import OPERATORS, Numbers, RowColumns
    from scoring.columns import score_columns, total_columns

    ruleset = catalogue()["provincial/system"]
    count = len(data["target"])
    none = np.zeros(count, np.int32)
    rows = RowColumns(
        kind=np.zeros(count, np.int8),
        operator=np.where(data["more"], OPERATORS.index("≥"), OPERATORS.index("≤")).astype(np.int8),
        numbers={
            "target": Numbers(data["target"]),
            "actual": Numbers(data["actual"]),
            "weight": Numbers(data["weight"], 1),
        },
        met=np.full(count, -1, np.int8),
        reason=np.zeros(count, np.bool_),
        rules=(none, [""]),
        words=(none, [frozenset[str]()]),
    )
    starts = np.arange(0, count, OF_A_TABLE)

    def run() -> tuple[Any, ...]:
        scored = score_columns(rows, ruleset, compiled=compiled)
        return scored.completion, scored.score, total_columns(starts, scored, ruleset).total

    return run


def _polars(data: dict[str, Any], _: Path) -> Callable[[], tuple[Any, ...]]:
    import polars as pl

    frame = pl.DataFrame(data)
    a, t, w = pl.col("actual"), pl.col("target"), pl.col("weight") * 10
    more, over = pl.col("more"), pl.max_horizontal(a, 0)

    def rounded(number: Any) -> Any:
        return (2 * number + t) // (2 * t)

    def reverse(full: Any) -> Any:
        return pl.when(a <= t).then(full).when(a >= 2 * t).then(0).otherwise(rounded((2 * t - a) * full))

    rate = pl.when(more).then(rounded(over * 10_000)).otherwise(reverse(pl.lit(10_000))).alias("rate")
    direct = pl.when(a >= t).then(w).otherwise(rounded(over * w))
    points = pl.when(more).then(direct).otherwise(reverse(w)).alias("points")

    def run() -> tuple[Any, ...]:
        scored = frame.select("table", rate, points)
        totals = scored.group_by("table", maintain_order=True).agg(pl.col("points").sum())
        return scored["rate"].to_numpy(), scored["points"].to_numpy(), totals["points"].to_numpy()

    return run


def _duckdb(data: dict[str, Any], _: Path) -> Callable[[], tuple[Any, ...]]:
    import duckdb
    import pyarrow

    base = duckdb.connect()
    base.execute("SET threads = 1")
    base.register("given", pyarrow.table(data))
    base.execute("CREATE TABLE row AS SELECT row_number() OVER () AS number, * FROM given")
    reverse = """CASE WHEN actual <= target THEN {full} WHEN actual >= 2 * target THEN 0
        ELSE (2 * (2 * target - actual) * {full} + target) // (2 * target) END"""
    over = "(2 * greatest(actual, 0) * {full} + target) // (2 * target)"
    rate = f"CASE WHEN more THEN {over} ELSE {reverse} END".format(full=10_000)
    direct = f"CASE WHEN actual >= target THEN weight * 10 ELSE {over} END"
    points = f"CASE WHEN more THEN {direct} ELSE {reverse} END".format(full="weight * 10")

    def run() -> tuple[Any, ...]:
        base.execute(f'CREATE OR REPLACE TABLE scored AS SELECT "table", {rate} AS rate, {points} AS points FROM row')
        totals = base.execute(
            'SELECT CAST(sum(points) AS BIGINT) AS total FROM scored GROUP BY "table" ORDER BY "table"'
        )
        total = totals.fetchnumpy()["total"]
        scored = base.execute("SELECT rate, points FROM scored").fetchnumpy()
        return scored["rate"], scored["points"], total

    return run


def _in_c(data: dict[str, Any], folder: Path) -> Callable[[], tuple[Any, ...]] | None:
    import numpy as np

    source, library = folder / "score.c", folder / "score.so"
    source.write_text(_C, encoding="ascii")
    try:
        subprocess.run(["cc", "-O3", "-march=native", "-shared", "-fPIC", "-o", library, source], check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    score = ctypes.CDLL(str(library)).score
    more = data["more"].astype(np.int8)
    count = len(more)

    def run() -> tuple[Any, ...]:
        rates, points = np.empty(count, np.int64), np.empty(count, np.int64)
        totals = np.empty(-(-count // OF_A_TABLE), np.int64)
        columns = (more, data["target"], data["actual"], data["weight"], rates, points)
        pointers = [ctypes.c_void_p(column.ctypes.data) for column in columns]
        score(ctypes.c_int64(count), *pointers, ctypes.c_int64(OF_A_TABLE), ctypes.c_void_p(totals.ctypes.data))
        return rates, points, totals

    return run


WAYS: Final[dict[str, tuple[str, Callable[[dict[str, Any], Path], Callable[[], tuple[Any, ...]] | None]]]] = {
    OURS: ("numpy", _in_blocks),
    COMPILED: ("numba", _in_a_loop),
    "polars": ("polars", _polars),
    "DuckDB": ("duckdb", _duckdb),
    "手写 C": ("", _in_c),
}
"""What is timed, with the distribution it needs."""


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
