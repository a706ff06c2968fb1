"""The unit whose document it is, read from the document's title."""

from __future__ import annotations

import pytest

from reports.grid import Paragraph
from reports.recognition.headline import headline_unit
from scoring import Place


def unit_of(*lines: str) -> tuple[str, int] | None:
    found = headline_unit([Paragraph(line, Place(line=number)) for number, line in enumerate(lines, 1)])
    return None if found is None else (found.text, found.place.line)


@pytest.mark.parametrize(
    "title",
    [
        "云岭县水务局2023年度部门决算公开说明",
        "云岭县水务局 2023 年度部门决算公开说明",
        "云岭县水务局预算公开",
        "云岭县水务局关于2024年单位预算的公开说明",
        "云岭县水务局2023年度项目支出绩效自评结果公示",
    ],
)
def test_the_title_names_the_unit(title: str) -> None:
    assert unit_of(title, "目 录") == ("云岭县水务局", 1)


def test_the_unit_may_stand_in_the_line_above() -> None:
    assert unit_of("云岭县水务局", "2023年度部门决算公开说明") == ("云岭县水务局", 1)
    assert unit_of("云岭县水务局（云岭县河长办公室）", "2023年部门预算") == ("云岭县水务局（云岭县河长办公室）", 1)


@pytest.mark.parametrize(
    "lines",
    [
        ("2023年度部门决算公开说明",),
        ("目 录", "2023年度部门决算公开说明"),
        ("部门（单位）整体支出绩效目标表", "（2022年）"),
        ("按照要求，云岭县水务局2023年度部门决算公开如下。",),
        ("云岭县水务局主要职能", "一、预算"),
        (*["第一段"] * 20, "云岭县水务局2023年度部门决算公开说明"),
    ],
)
def test_where_no_title_names_a_unit_none_is_guessed(lines: tuple[str, ...]) -> None:
    assert unit_of(*lines) is None
