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
    loop = column_loops._loop(source, [("int64", False), ("int64", True)])
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
    assert (first.kept, second.kept) == (False, True)
    assert len(list(folder.iterdir())) == 1


def test_another_process_reads_the_loop_from_disk(folder: Path) -> None:
    tripled()
    code = (
        "import sys; from scoring import column_loops;"
        f"loop = column_loops._loop({SOURCE!r}, [('int64', False), ('int64', True)]);"
        "print(loop.kept, 'numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_another_source_or_another_version_is_another_loop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tripled()
    assert tripled(SOURCE.replace("3", "5"))[0] == [5, 10]
    monkeypatch.setattr(column_loops, "_versions", lambda: ("another",))
    _, newer = tripled()
    assert not newer.kept
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("end", [0, 5, 40, -1])
def test_what_is_broken_on_disk_is_compiled_anew(folder: Path, end: int) -> None:
    tripled()
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:end])
    column_loops._LOADED.clear()
    found, loop = tripled()
    assert (found, loop.kept) == ([3, 6], False)
    column_loops._LOADED.clear()
    assert tripled()[1].kept


def test_code_for_another_processor_is_compiled_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tripled()
    column_loops._LOADED.clear()
    monkeypatch.setattr("scoring.column_objects._machine", lambda: "another")
    assert not tripled()[1].kept


def test_code_that_calls_what_only_the_compiler_has_is_not_kept(folder: Path) -> None:
    found, _ = tripled(SOURCE.replace("starts[row] * 3", "len(str(starts[row]))"))
    assert found == [1, 1]
    assert not folder.exists()


def test_a_column_of_another_type_is_refused(folder: Path) -> None:
    _, loop = tripled()
    column, total = np.array([1, 2]), np.zeros(2, np.int64)
    for wrong in (column.astype(np.int32), np.array([1, 2, 3, 4])[::2], column.reshape(2, 1)):
        with pytest.raises(TypeError, match="int"):
            loop(wrong, total)
    total.flags.writeable = False
    with pytest.raises(TypeError, match="cannot be filled"):
        loop(column, total)


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
