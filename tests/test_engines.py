"""Other engines of rules that columns are timed beside: they compute the same rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .spreadsheets import needs_soffice

numpy = pytest.importorskip("numpy")
pytest.importorskip("pyarrow")
pytest.importorskip("resource")

from benchmarks import columns, engines, peer_calc, peer_openfisca, peer_zen  # noqa: E402

ROWS = 205
"""Not a whole number of tables."""


def agrees(found: tuple[Any, ...], tmp_path: Path) -> bool:
    """Are completions, scores and totals those of columns, to a cent at most?"""
    ours = columns.WAYS[columns.OURS][1](columns.invented(ROWS), tmp_path)
    assert ours is not None
    pairs = list(zip(ours(), found, strict=True))
    assert [len(mine) for mine, _ in pairs] == [len(theirs) for _, theirs in pairs] == [ROWS, ROWS, 21]
    return all(abs(numpy.asarray(mine) - theirs).max() <= 1 for mine, theirs in pairs)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("needed", "make"),
    [("openfisca_core", peer_openfisca.make), ("zen", peer_zen.make), ("zen", peer_zen.make_graph)],
    ids=["OpenFisca", "ZEN", "ZEN graph"],
)
def test_an_engine_gives_the_cents_of_columns(needed: str, make: Callable[..., Any], tmp_path: Path) -> None:
    pytest.importorskip(needed)
    spent, *found = make(columns.invented(ROWS), columns.OF_A_TABLE)()
    assert spent >= 0
    assert agrees(tuple(found), tmp_path)


@needs_soffice
def test_calc_recalculates_what_the_workbook_does_not_hold(tmp_path: Path) -> None:
    *_, rates, points, totals = peer_calc.make(columns.invented(ROWS), columns.OF_A_TABLE, tmp_path / "calc")()
    assert agrees((rates, points, totals), tmp_path)


def test_an_engine_that_is_not_installed_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "installed", lambda name: "")
    monkeypatch.setattr(peer_calc, "program", lambda: "")
    section = engines.section_of(1_000, {"times": {columns.OURS: [5.0]}, "beside": {}, "different": {}})
    line = section.figure("比 ZEN 表达式 快").line()
    assert line == "| 比 ZEN 表达式 快 | — | 倍 | ≥ 100 |  | 没有安装 |"
