"""The measurements of documents: on files that are all different, each read once by a process that never saw it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from benchmarks import fresh, rows
from benchmarks.corpora import Corpus


def test_no_two_of_the_files_are_alike() -> None:
    files = fresh.distinct(("html",), 8).files["html"]
    assert len(set(files)) == len(files) == 8


def test_every_way_is_timed_on_every_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(fresh, "ROUNDS", 1)
    fresh.main(fresh.distinct(("html",), 2))
    times, rates = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| html")]
    assert times.startswith("| html | 2 |")
    read, both, again = (float(figure) for figure in re.findall(r"([\d.]+)（[\d.]+–", times)[:3])
    assert 0 < read < both
    assert again > 0
    assert re.fullmatch(r"\| html \| [\d,]+ \| [\d,]+ \| [\d,]+（lxml 解析） \| [\d.]+ \| [\d.]+ \|", rates)


def test_a_file_that_one_way_cannot_read_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fresh, "ROUNDS", 1)
    sound = fresh.distinct(("docx",), 1).files["docx"]
    fresh.main(Corpus("两份", {"docx": [*sound, b"PK\x03\x04"]}))
    assert "\n| docx | 1 |" in capsys.readouterr().out


def test_rows_are_timed_only_where_all_ways_give_the_same_cents(monkeypatch: pytest.MonkeyPatch) -> None:
    section = rows.measure(50, 1)
    assert len(section.figure("本软件，整行").rounds) == 1
    monkeypatch.setattr(rows, "_cents", lambda number: Decimal(0))
    with pytest.raises(AssertionError, match="gives other cents"):
        rows.measure(50, 1)
