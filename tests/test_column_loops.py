"""Compiled loops are kept on disk; what is kept is used only where it fits, and done without where it cannot be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

np = pytest.importorskip("numpy", reason="numpy is not installed: zipingbiao[columns]")
pytest.importorskip("numba", reason="numba is not installed")

from scoring import column_loops  # noqa: E402
from scoring.column_code import LARGEST_WHOLE  # noqa: E402
from scoring.column_lanes import Layout, lane_code  # noqa: E402
from scoring.rounding import HALF_UP_2  # noqa: E402

from . import strategies  # noqa: E402
from .command import ROOT  # noqa: E402

SOURCE = """
def loop(starts, total):
    for row in range(len(starts)):
        total[row] = starts[row] * 3
    return True
"""


def tripled(source: str = SOURCE) -> tuple[list[int], Any]:
    """What a loop makes of 1 and 2, and the loop."""
    loop = column_loops._loop(source, [("starts", False)], [], [("total", True)])
    total = np.zeros(2, np.int64)
    loop(np.array([1, 2]), total)
    return list(total), loop


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where loops are kept, in a process that has loaded none."""
    monkeypatch.setenv(column_loops.FOLDER, str(tmp_path / "kept"))
    monkeypatch.setattr(column_loops, "_LOADED", {})
    return tmp_path / "kept"


def test_a_loop_is_compiled_once_and_read_from_disk_after_that(folder: Path) -> None:
    found, first = tripled()
    column_loops._LOADED.clear()
    again, second = tripled()
    assert found == again == [3, 6]
    assert (sum(first.stats.cache_hits.values()), sum(second.stats.cache_hits.values())) == (0, 1)
    assert len(list(folder.glob("*.py"))) == 1


def test_another_process_reads_the_loop_from_disk(folder: Path) -> None:
    tripled()
    code = "from tests.test_column_loops import tripled; print(sum(tripled()[1].stats.cache_hits.values()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"]


def test_another_source_or_another_version_is_another_loop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tripled()
    assert tripled(SOURCE.replace("3", "5"))[0] == [5, 10]
    monkeypatch.setattr(column_loops, "_versions", lambda: ("another",))
    _, newer = tripled()
    assert sum(newer.stats.cache_hits.values()) == 0
    assert len(list(folder.glob("*.py"))) == 3


def test_a_file_that_does_not_hold_the_loop_of_its_name_is_not_used(folder: Path) -> None:
    tripled()
    (path,) = folder.glob("*.py")
    path.write_text(SOURCE.replace("3", "4"), encoding="utf-8")
    column_loops._LOADED.clear()
    assert tripled()[0] == [3, 6]


def test_what_is_broken_on_disk_is_compiled_anew(folder: Path) -> None:
    tripled()
    for path in folder.glob("__pycache__/*.nb*"):
        path.write_bytes(b"broken")
    column_loops._LOADED.clear()
    assert tripled()[0] == [3, 6]


def test_loops_run_where_nothing_can_be_kept(folder: Path) -> None:
    folder.write_text("a file, no folder", encoding="utf-8")
    assert tripled()[0] == [3, 6]


def test_it_is_known_without_the_compiler_whether_a_loop_is_kept(folder: Path) -> None:
    layout = Layout((("weight", 1),), frozenset(), False, False)
    code = lane_code(((None, "weight"),), (HALF_UP_2, HALF_UP_2), layout)
    assert code is not None
    assert not column_loops.is_kept(code)
    column_loops.loop(code)
    column_loops._LOADED.clear()
    assert column_loops.is_kept(code)
    assert not column_loops.is_loaded(code)


def test_numbers_beyond_what_binary64_holds_are_not_for_a_loop() -> None:
    layout = Layout((("weight", 1),), frozenset(), False, False)
    assert lane_code(((None, "weight + 9007199254740993"),), (HALF_UP_2, HALF_UP_2), layout) is None


@given(strategies.close_quotients(LARGEST_WHOLE))
def test_a_quotient_of_binary64_is_that_of_whole_numbers(pair: tuple[int, int]) -> None:
    over, under = pair
    assert np.floor(np.float64(over) / np.float64(under)) == over // under
