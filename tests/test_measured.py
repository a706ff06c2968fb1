"""Figures of benchmarks: their spread, their goal, and how they are written down."""

from __future__ import annotations

from itertools import count

import pytest

from benchmarks.measured import Goal, Measured, Section, in_turns, ratio


def test_a_figure_is_the_median_of_its_rounds_with_the_least_and_the_most() -> None:
    assert str(Measured("读入", "毫秒", (3.25, 1.5, 2.0))) == "2（1.5–3.25）"


def test_large_figures_are_written_in_full_and_small_ones_with_three_digits() -> None:
    assert str(Measured("读入", "行一秒", (1234567.0,))) == "1,234,567"
    assert str(Measured("读入", "秒", (0.012345,))) == "0.0123"


@pytest.mark.parametrize(("side", "met"), [("≥", False), ("≤", True)])
def test_a_goal_is_met_by_the_median(side: str, met: bool) -> None:
    goal = Goal("≥", 3) if side == "≥" else Goal("≤", 3)
    assert Measured("快几倍", "倍", (2.0, 2.9, 9.0), goal).met is met


def test_what_could_not_be_measured_says_why_and_reaches_no_goal() -> None:
    theirs = Measured("zen-engine", "纳秒一行", (), remark="没有安装")
    ours = Measured("本软件", "纳秒一行", (1.0,))
    found = ratio("比 ZEN 快", theirs, ours, Goal("≥", 100))
    assert found.met is None
    assert found.line() == "| 比 ZEN 快 | — | 倍 | ≥ 100 |  | 没有安装 |"


def test_ratios_are_taken_within_a_round() -> None:
    theirs, ours = Measured("一", "毫秒", (10.0, 40.0, 10.0)), Measured("二", "毫秒", (1.0, 4.0, 2.0))
    assert ratio("快几倍", theirs, ours).rounds == (10.0, 10.0, 5.0)


def test_works_take_turns_after_each_was_run_once() -> None:
    ran: list[str] = []
    ticks = count()
    found = in_turns([lambda: ran.append("一"), lambda: ran.append("二")], lambda: float(next(ticks)), 2, per=10)
    assert ran == ["一", "二", "一", "二", "一", "二"]
    assert found == [[0.1, 0.1], [0.1, 0.1]]


def test_a_section_shows_its_figures_versions_and_notes() -> None:
    figure = Measured("比 polars 快", "倍", (3.5,), Goal("≥", 3))
    section = Section("columns", "成列计算", "怎样测的。", (figure,), {"polars": "1.0"}, ("可见……",))
    assert section.figure("比 polars 快") is figure
    assert section.markdown().splitlines()[-5:] == [
        "| 比 polars 快 | 3.5 | 倍 | ≥ 3 | 达到 |  |", "", "版本：polars 1.0。", "", "可见……",
    ]  # fmt: skip
    with pytest.raises(KeyError):
        section.figure("比 C 快")
