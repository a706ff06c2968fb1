"""Compiled loops are run as code: what others may have put in their place is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed: zipingbiao[columns]")
pytest.importorskip("numba", reason="numba is not installed")
if not hasattr(os, "geteuid"):
    pytest.skip("没有文件所有者的系统", allow_module_level=True)

from scoring import column_loops  # noqa: E402

SOURCE = """
def loop(starts, total):
    for row in range(len(starts)):
        total[row] = starts[row] * {}
    return True
"""


def times(factor: int) -> list[int]:
    """What a loop makes of 1 and 2."""
    loop = column_loops._loop(SOURCE.format(factor), [("int64", False), ("int64", True)])
    total = np.zeros(2, np.int64)
    loop(np.array([1, 2]), total)
    return list(total)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where loops are kept, in a process that has loaded none."""
    monkeypatch.setenv(column_loops.FOLDER, str(tmp_path / "kept"))
    monkeypatch.setattr(column_loops, "_LOADED", {})
    (tmp_path / "kept").mkdir(mode=0o700)
    return tmp_path / "kept"


def kept(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o702])
def test_a_folder_that_others_may_write_to_keeps_nothing(mode: int, folder: Path) -> None:
    folder.chmod(mode)
    assert times(3) == [3, 6]
    assert kept(folder) == 0


def test_what_lies_in_such_a_folder_is_not_looked_at(folder: Path) -> None:
    assert times(3) == [3, 6]
    assert kept(folder) > 0
    assert column_loops._folder() == folder
    folder.chmod(0o777)
    assert folder not in (column_loops._folder(), *column_loops._folder().parents)


@pytest.mark.skipif(os.geteuid() != 0, reason="只有 root 能把文件夹交给别人")
def test_a_folder_of_somebody_else_keeps_nothing(folder: Path) -> None:
    os.chown(folder, 12345, -1)
    assert times(3) == [3, 6]
    assert kept(folder) == 0


def test_a_user_without_a_home_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(column_loops.FOLDER)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", fails)
    assert times(3) == [3, 6]
    assert kept(folder) == 0
