"""Numbers found among many texts by their bytes are those that a pattern finds in each."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from reports.columns.scanned import PLACES, TAIL, scan  # noqa: E402
from scoring.column_data import OPERATORS  # noqa: E402

PATTERN = re.compile(r"(>=|<=|[≥≤><=])?([0-9]{1,9}(?:\.[0-9]{1,6})?)([^0-9.,]*)", re.ASCII)
SPELT = {">=": "≥", "<=": "≤", None: ""}
PIECES = st.lists(
    st.sampled_from(["≥", "≤", ">", "<", "=", "0", "7", "12", "999999999", "1234567", ".", ",", "%", "万元", "人次", "\0", "é", " "]),
    max_size=6,
).map("".join)  # fmt: skip
PRINTED = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "≥", ">=", "≤", "<=", "<", ">", "=", "=="]),
    st.integers(0, 10**10),
    st.sampled_from(["", ".", ".0", ".50", ".123456", ".1234567", "..1", ".1.1"]),
    st.sampled_from(["", "%", "万元", "人次/年·户", "（含本数在内）", "a" * 16, "a" * 17]),
)


@settings(max_examples=400)
@given(st.lists(st.one_of(st.none(), PIECES, PRINTED, st.text(max_size=8)), max_size=30), st.integers(0, 5))
def test_bytes_tell_the_same_numbers_as_a_pattern(texts: list[str | None], offset: int) -> None:
    found = scan(pa.array(texts, pa.string()).slice(offset))
    for row, text in enumerate(texts[offset:]):
        whole = None if text is None else PATTERN.fullmatch(text)
        if whole is None or len(whole[3].encode()) > TAIL or "\0" in whole[3]:
            assert not found.plain[row], text
            continue
        assert found.plain[row], text
        assert OPERATORS[found.operator[row]] == SPELT.get(whole[1], whole[1])
        assert Decimal(int(found.values[row])).scaleb(-PLACES) == Decimal(whole[2])
        assert found.tails[found.tail[row]] == whole[3]
