"""Figures of benchmarks: their spread, their goal, and how they are written down."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from benchmarks import page, quoting
from benchmarks.measured import Goal, Measured, Section, in_turns, ratio
from benchmarks.page import Kept


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


ROWS = Section(
    "rows",
    "逐行计算",
    "怎样测的。",
    (Measured("只算公式，比 simpleeval（Fraction）快", "倍", (7.0, 6.0, 9.0), Goal("≥", 5)),),
)
KEPT = {"rows": Kept(ROWS, "2026-01-31", "某处理器，2 核", 3.0)}


def test_what_was_measured_is_kept_and_read_again(tmp_path: Path) -> None:
    page.save(KEPT, tmp_path / "kept.json")
    assert page.load(tmp_path / "kept.json") == KEPT
    assert page.load(tmp_path / "none.json") == {}


def test_the_page_names_a_machine_once_and_another_where_it_differs() -> None:
    other = Kept(Section("columns", "按列评分", "", ()), "2026-01-31", "另一处理器", 0.0)
    again = Kept(Section("startup", "启动", "", ()), "2026-01-31", "某处理器，2 核", 0.0)
    text = page.page({**KEPT, "columns": other, "startup": again})
    assert text.count("某处理器，2 核") == 1
    assert "测于 2026-01-31，另一处理器。" in text
    assert "测于 2026-01-31，开始时别的程序平均占着 3.0 个核。" in text
    assert text.index("## 启动") < text.index("## 逐行计算") < text.index("## 按列评分")


def test_a_section_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert page.main("没有") == 2
    assert "没有“没有”一节；有的是：tables、" in capsys.readouterr().err


def test_figures_are_quoted_in_both_languages() -> None:
    assert quoting.table(KEPT, "zh").splitlines()[2] == "| 逐行算公式，比 simpleeval 快 | 7（6–9） 倍 | ≥ 5 倍 |"
    assert (
        quoting.table(KEPT, "en").splitlines()[2] == "| formulas row by row, against simpleeval | 7 (6–9) × | ≥ 5 × |"
    )


def test_a_figure_that_is_quoted_must_be_there() -> None:
    with pytest.raises(KeyError):
        quoting.table({"rows": Kept(Section("rows", "逐行计算", "", ()), "", "", 0.0)}, "zh")
