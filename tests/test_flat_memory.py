"""What a run over many files keeps of each: a small record; the rest goes to disk, and is looked at once more there."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from reports import read
from reports.rendering import render_file
from reports.views.statistics import Statistics
from reports.writers.json import document_text, json_text, to_json, whole_text
from rulesets import catalogue
from scoring import Evaluation, recheck
from workbench import spool
from workbench.errors import WorkbenchError
from workbench.inputs import Inputs

from .command import EXAMPLE, run
from .counterparts import goal_of
from .forms import WHOLE
from .tables import CLEAN

RECORD = 2000
"""Bytes of a pickled record, at most; a recheck has tens of thousands."""


@given(st.lists(st.binary(max_size=40)), st.integers(0, 100))
def test_every_piece_comes_back_wherever_it_was_kept(pieces: list[bytes], much: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_MUCH", much)
        with spool.Spool() as kept:
            assert [kept.add(piece) for piece in pieces] == list(range(len(pieces)))
            assert [kept.piece(number) for number in reversed(range(len(pieces)))] == pieces[::-1]


def test_a_disk_that_takes_no_more_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(spool, "_MUCH", 10)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with spool.Spool() as kept:
        kept.add(b"12345")
        with pytest.raises(WorkbenchError, match="磁盘已满") as caught:
            kept.add(b"123456")
    assert caught.value.place == gettempdir()
    assert "TMPDIR" in caught.value.cure


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_only_a_small_record_of_each_file_is_kept(
    format_: str, jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(WHOLE, encoding="utf-8")
    sizes: list[int] = []
    working: Any = Inputs.run

    def weighed(*given: object, **options: object) -> Any:
        found = working(*given, **options)
        sizes.extend(len(pickle.dumps(one)) for one in found)
        return found

    monkeypatch.setattr(Inputs, "run", weighed)
    result = run("recheck", tmp_path, "--format", format_, "--jobs", str(jobs))
    assert result.stdout.count("5.txt") == 1
    assert len(sizes) == 6
    assert max(sizes) < RECORD


@pytest.mark.parametrize("documents", [0, 1, 3])
def test_json_written_piece_by_piece_is_the_whole(documents: int) -> None:
    found = [recheck(read(EXAMPLE), catalogue().values())] * documents
    total = Statistics()
    for one in found:
        total.add(Statistics.of(one))
    assert "".join(whole_text(map(document_text, found), lambda: total)) == json_text(to_json(found))


@pytest.mark.parametrize("format_", ["text", "json", "md"])
def test_several_processes_look_once_more_at_what_one_does(format_: str, tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        for name, table in _tables(folder):
            (tmp_path / folder / name).write_bytes(render_file("form", table, "html"))
    alone, together = (run("recheck", tmp_path, "--format", format_, "--jobs", jobs) for jobs in ("1", "2"))
    assert alone.stdout == together.stdout
    assert alone.stderr == together.stderr
    assert "已自动对照 4 份自评表" in together.stderr
    assert "F5" in together.stdout or together.stdout.count("“2023年第三项经费”有目标表而没有自评表") == 4


def _tables(unit: str) -> list[tuple[str, Evaluation]]:
    """Two self-evaluations of a unit, and the goal tables of theirs and of a third project."""
    projects = [evolve(CLEAN, unit=f"{unit}局", project=f"2023年第{n}项经费") for n in "一二三"]
    scored = [(f"自评{n}.html", one) for n, one in enumerate(projects[:2])]
    return [*scored, *((f"目标{n}.html", goal_of(one)) for n, one in enumerate(projects))]
