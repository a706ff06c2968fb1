"""The tables of the shipped ruleset files, packed: the same as those read, and never those of another file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rulesets import catalogue, load, packed
from rulesets.files import read_tables, tables_of
from rulesets.loading import shipped

every_file = pytest.mark.parametrize("name", sorted(shipped()))


@pytest.fixture(autouse=True)
def unpacked_anew() -> Iterator[None]:
    packed._all.cache_clear()
    yield
    packed._all.cache_clear()


@every_file
def test_packed_tables_are_those_of_the_file(name: str) -> None:
    content = shipped()[name].read_bytes()
    assert repr(packed.unpacked(content)) == repr(tables_of(content, name))


@every_file
def test_a_shipped_file_is_not_read_from_toml(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rulesets.files.tomllib.loads", None)
    assert read_tables(shipped()[name], name)["id"] == name


def test_a_file_that_was_changed_is_read_itself(tmp_path: Path) -> None:
    path = tmp_path / "xinjiang" / "2024.toml"
    path.parent.mkdir()
    shutil.copy(shipped()["xinjiang/2024"], path)
    before = load(path).title
    assert before == catalogue()["xinjiang/2024"].title
    path.write_text(path.read_text(encoding="utf-8").replace(before, before[::-1]), encoding="utf-8")
    assert load(path).title == before[::-1]


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff\xfe"])
def test_without_packed_tables_the_files_are_read(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "packed.json"
    if content is not None:
        other.write_bytes(content)
    monkeypatch.setattr(packed, "PACKED", other)
    path = shipped()["national/2020"]
    assert packed.unpacked(path.read_bytes()) is None
    assert repr(read_tables(path, "")) == repr(tables_of(path.read_bytes(), ""))
