"""Times scoring by columns beside engines of rules: OpenFisca-Core, ZEN, and formulas in LibreOffice Calc.

The rule and the rows are those of :mod:`benchmarks.columns`; each engine is given as many rows as it can handle in
a few seconds, and takes turns with ours on all of them.  The engines compute in numbers of their own, so their cents
are counted, not asserted.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any, Final, TypeAlias

from attrs import frozen

from . import peer_calc, peer_openfisca, peer_zen
from .columns import COMPILED, OF_A_TABLE, OURS, ROWS, WAYS, invented
from .measured import Goal, Measured, Section, ratio, versions_of
from .peers import installed

ROUNDS: Final = 5
_UNIT: Final = "纳秒一行"

Round: TypeAlias = Callable[[], tuple[list[float], tuple[Any, ...]]]
"""Gives the seconds of processor time of each figure, and completions, scores and totals in hundredths."""


@frozen
class Engine:
    """An engine that one might take instead.

    Attributes:
        figures: what is measured of it, in Chinese, the main figure first.
        rows: how many rows it is given.
        version: of it, "" where it is not installed.
        make: prepares rows, in a folder of their own.
        goal: how many times as fast we should be as its main figure.
        inside: whether it runs in this process.
    """

    figures: tuple[str, ...]
    rows: int
    version: str
    make: Callable[[dict[str, Any], Path], Round]
    goal: Goal
    inside: bool = True


def measure(rows: int = ROWS) -> Section:
    """Time ours and every engine that is installed, in a process of one thread."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.engines", str(rows)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return section_of(rows, json.loads(done.stdout))


def section_of(rows: int, found: dict[str, Any]) -> Section:
    """The section of what was measured in the other process."""
    name = COMPILED if installed("numba") else OURS
    ours = Measured(name, _UNIT, found["times"][name], None, f"{rows:,} 行")
    figures, ratios = [ours], []
    for engine in _engines():
        for number, what in enumerate(engine.figures):
            spent = found["times"].get(what, ())
            different = found["different"].get(what)
            remark = "没有安装" if different is None else f"{engine.rows:,} 行，{different:,} 行的分不同"
            figures.append(Measured(what, _UNIT, spent, None, remark))
            theirs = Measured(what, _UNIT, spent, None, "" if engine.version else "没有安装")
            mine = Measured(name, _UNIT, found["beside"].get(what, ()))
            ratios.append(ratio(f"比 {what} 快", theirs, mine, engine.goal if not number else None))
    return Section(
        "engines",
        "与规则引擎相比",
        "同一规则，同样的行（取前面一部分），一个核，各轮轮流，计处理器时间；每轮连算两遍，计第二遍，"
        "因为第一遍要收拾别人留下的内存和缓存（Calc 每次都是新进程，只算一遍）。OpenFisca 从建立模拟到算出总分；"
        "ZEN 的表达式只编译一次；Calc 打开带公式的工作簿、全部重算、写成 CSV，"
        "减去打开空工作簿的时间，“只重算”还减去打开同样大小、没有公式的工作簿的时间。",
        (*figures, *ratios),
        {**versions_of(["OpenFisca-Core", "zen-engine", "numba", "numpy"]), **_calc_version()},
    )


def main(rows: int = ROWS) -> None:
    """Measure and print, as Markdown."""
    print(measure(rows).markdown())


def _calc_version() -> dict[str, str]:
    return {"LibreOffice": peer_calc.version()} if peer_calc.version() else {}


def _engines() -> list[Engine]:
    fisca, zen = installed("OpenFisca-Core"), installed("zen-engine")
    return [
        Engine(("OpenFisca-Core",), 1_000_000, fisca, _timed(peer_openfisca.make), Goal("≥", 25)),
        Engine(("ZEN 表达式",), 50_000, zen, _timed(peer_zen.make), Goal("≥", 100)),
        Engine(("ZEN 决策图",), 2_000, zen, _timed(peer_zen.make_graph), Goal("≥", 100)),
        Engine(
            ("LibreOffice Calc", "LibreOffice Calc（只重算）"),
            100_000,
            peer_calc.version(),
            _calc,
            Goal("≥", 1_000),
            False,
        ),
    ]


def _timed(make: Callable[[dict[str, Any], int], Callable[[], tuple[Any, ...]]]) -> Callable[..., Round]:
    def made(data: dict[str, Any], _: Path) -> Round:
        run = make(data, OF_A_TABLE)

        def once() -> tuple[list[float], tuple[Any, ...]]:
            spent, *found = run()
            return [spent], tuple(found)

        return once

    return made


def _calc(data: dict[str, Any], folder: Path) -> Round:
    run = peer_calc.make(data, OF_A_TABLE, folder)

    def once() -> tuple[list[float], tuple[Any, ...]]:
        whole, without, *found = run()
        return [whole, whole - without], tuple(found)

    return once


def _measure(rows: int) -> dict[str, Any]:
    """Nanoseconds a row for each figure, of ours beside it, and how many rows have another completion or score."""
    import numpy as np

    data = invented(rows)
    name = COMPILED if installed("numba") else OURS
    times: dict[str, list[float]] = {name: []}
    beside: dict[str, list[float]] = {}
    different: dict[str, int] = {}
    with TemporaryDirectory() as folder:
        ours = WAYS[name][1](data, Path(folder))
        assert ours is not None
        expected = ours()
        for number, engine in enumerate(_engines()):
            if not engine.version:
                continue
            place = Path(folder) / str(number)
            place.mkdir()
            count = min(rows, engine.rows)
            once = engine.make({column: values[:count] for column, values in data.items()}, place)
            # What its rows are made of is no garbage, and not to be looked through while ours is timed.
            gc.freeze()
            for _ in range(ROUNDS):
                ours()
                start = process_time()
                ours()
                mine = (process_time() - start) / rows * 1e9
                if engine.inside:
                    once()
                spent, found = once()
                wrong = (found[0] != expected[0][:count]) | (found[1] != expected[1][:count])
                times[name].append(mine)
                for what, seconds in zip(engine.figures, spent, strict=True):
                    times.setdefault(what, []).append(seconds / count * 1e9)
                    beside.setdefault(what, []).append(mine)
                    different[what] = int(np.count_nonzero(wrong))
    return {"times": times, "beside": beside, "different": different}


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
