"""Texts looked at by a compiled loop are read as those looked at without."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("numpy", reason="numpy is not installed: zipingbiao[columns]")
pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")
pytest.importorskip("numba", reason="numba is not installed")

from hypothesis import example, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from reports.columns.cells import plain_cells  # noqa: E402
from reports.columns.scan_loop import scan_by_loop, scanning_loop  # noqa: E402
from reports.columns.scanned import PLACES, Scanned, scan  # noqa: E402
from scoring import column_loops  # noqa: E402
from scoring.quantity import Unit  # noqa: E402

SIGNS = ["", "≥", "≤", ">", "<", "=", ">=", "<=", "==", "<>", "\u2260", "\u2268"]
TAILS = [
    "",
    "%",
    "人次",
    "万元",
    "年",
    "個月以內完成",
    "一二三四五",
    "一二三四五六",
    "9",
    ".",
    ",",
    "\0",
    " ",
    "\ufeff",
]
NUMBERS = st.from_regex(r"[0-9]{0,11}(\.[0-9]{0,8}){0,2}0*", fullmatch=True)
TEXTS = st.one_of(
    st.none(),
    st.text("0123456789.,≥≤<>=%人\0", max_size=18),
    st.tuples(st.sampled_from(SIGNS), NUMBERS, st.sampled_from(TAILS)).map("".join),
)


@pytest.fixture(scope="module", autouse=True)
def _loops_are_loaded() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(column_loops, "_LOADED", {"another": None})
        yield


def looped(texts: Any) -> Scanned:
    loop = scanning_loop()
    assert loop is not None
    return scan_by_loop(texts, loop)


def read(found: Scanned) -> list[tuple[int, Decimal, str] | None]:
    return [
        (int(found.operator[row]), Decimal(int(found.values[row])).scaleb(-found.places), found.tails[found.tail[row]])
        if found.plain[row]
        else None
        for row in range(len(found.plain))
    ]


@given(st.lists(TEXTS, max_size=40), st.integers(0, 3))
@example(["999999999.999999", "≥0000000001.000000%", "1234567890", "1.1234567", "1.", ".5", ">", "≥", "\u2265"], 0)
@example(["3" + "甲" * 5, "3" + "甲" * 5 + "a", "3" + "甲" * 5 + "ab"], 0)
def test_a_loop_finds_in_texts_what_is_found_without(texts: list[str | None], start: int) -> None:
    column = pa.array([*["7次"] * start, *texts], pa.string())[start:]
    found = looped(column)
    assert read(found) == read(scan(column))
    assert found.places <= PLACES


def test_numbers_have_as_many_places_as_one_needs() -> None:
    assert looped(pa.array(["1.500", "2.25%", "30", "x1.123"])).places == 2
    assert looped(pa.array(["1.0", "30"])).places == 0


def test_more_tails_than_are_told_apart_are_left_to_those_who_read_one_by_one() -> None:
    texts = [f"7{chr(0x4E00 + number)}" for number in range(300)] * 2
    found = looped(pa.array(texts))
    plain = read(found)
    assert plain[:255] == plain[300:555] == [(0, Decimal(7), text[1]) for text in texts[:255]]
    assert not found.plain[255:300].any()
    assert not found.plain[555:].any()


@given(st.lists(TEXTS, min_size=1, max_size=40))
def test_cells_are_the_same_with_and_without_a_loop(texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string())
    units: tuple[list[Unit], list[Unit]] = ([], [])
    one = plain_cells(column, units[0])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(column_loops, "_LOADED", {})
        other = plain_cells(column, units[1])
    for name in ("plain", "blank", "values", "operator"):
        assert list(getattr(one, name)) == list(getattr(other, name)), name
    assert one.places == other.places
    assert [units[0][number] for number in one.unit] == [units[1][number] for number in other.unit]
