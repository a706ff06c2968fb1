"""The comparison of columns with the row run compares every row, and sees a difference of a cent."""

from __future__ import annotations

from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed: zipingbiao[columns]")

from benchmarks import exactness  # noqa: E402
from scoring import columns  # noqa: E402

ROWS = 3_000


@pytest.mark.parametrize("name", ["provincial/system", "xinjiang/2023", "department/steps"])
def test_columns_and_rows_agree_on_invented_rows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exactness, "find_spec", lambda _: None)
    found = exactness.compare(name, 0, ROWS)
    assert (found.rows, found.different) == (ROWS, 0)
    assert ROWS // 3 < found.scored < ROWS
    assert found.halves
    assert found.by_row


@pytest.mark.parametrize("column", ["score", "has_score", "completion", "has_completion", "rule"])
def test_a_difference_in_one_row_is_counted(column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*given: Any, **named: Any) -> Any:
        found = columns.score_columns(*given, **named)
        getattr(found, column)[ROWS // 2] += 1 if column in ("score", "completion", "rule") else 0
        if column.startswith("has"):
            getattr(found, column)[ROWS // 2] ^= True
        return found

    monkeypatch.setattr(exactness, "find_spec", lambda _: None)
    monkeypatch.setattr(exactness, "score_columns", wrong)
    assert exactness.compare("provincial/system", 0, ROWS).different == 1
