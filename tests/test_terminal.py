"""Widths, cutting, wrapping and tables on a terminal."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.terminal import Cell, Column, Screen, clean, harmless, harmless_json, table

SCREEN = Screen(columns=80)
TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("自评表得分≥≤—…“”（），。：12.50%元abc +-/"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("得分", 4), ("≥95%", 4), ("ＡＢ", 4), ("e\u0301", 1), ("3次，5场", 8)],
)
def test_chinese_takes_two_columns(text: str, columns: int) -> None:
    assert SCREEN.width(text) == columns


def test_ambiguous_characters_take_two_columns_on_a_gbk_console() -> None:
    assert Screen(ambiguous=2).width("≥95%") == 5


@given(TEXTS)
def test_clean_text_is_one_harmless_line(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.splitlines()) <= 1
    assert "\x1b" not in cleaned
    assert clean(cleaned) == cleaned


@given(TEXTS, st.integers(0, 30))
def test_cut_never_exceeds_its_columns(text: str, columns: int) -> None:
    assert SCREEN.width(SCREEN.cut(text, columns)) <= columns


@given(TEXTS, st.integers(1, 30), st.sampled_from(["left", "right"]))
def test_pad_gives_exactly_its_columns(text: str, columns: int, align: str) -> None:
    assert SCREEN.width(SCREEN.pad(text, columns, "left" if align == "left" else "right")) == columns


@example("00 000", 2)
@given(TEXTS, st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_nothing(text: str, columns: int) -> None:
    lines = SCREEN.wrap(text, columns)
    assert lines
    assert all(SCREEN.width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean(text).split())


def test_a_number_is_not_broken_and_punctuation_does_not_begin_a_line() -> None:
    assert SCREEN.wrap("合计是1,287.37万元", 12) == ["合计是", "1,287.37万元"]
    assert SCREEN.wrap("各行相加，不符", 8) == ["各行相", "加，不符"]


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6), st.integers(80, 160))
def test_a_table_fits_the_screen(rows: list[tuple[str, str, str]], columns: int) -> None:
    screen = Screen(columns=columns)
    heads = [Column("项目", least=10), Column("内容", least=10), Column("结论", least=10)]
    assert all(screen.width(line) <= columns for line in table(screen, heads, rows))


def test_columns_line_up_under_their_heads() -> None:
    lines = list(table(SCREEN, [Column("项目"), Column("得分", "right")], [["图书馆", "9.5"], ["a", "10.00"]]))
    assert lines == ["项目     得分", "─────────────", "图书馆    9.5", "a       10.00"]


def test_colours_only_where_the_screen_has_them() -> None:
    rows = [[Cell("错误", ("red",))]]
    assert "\033[31m" in "\n".join(table(Screen(colour=True), [Column("结论")], rows))
    assert "\033" not in "\n".join(table(Screen(colour=False), [Column("结论")], rows))


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_no_colour_when_no_color_is_set_or_off_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Screen.of(_Terminal()).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Screen.of(_Terminal()).colour
    monkeypatch.delenv("NO_COLOR")
    assert not Screen.of(io.StringIO()).colour


@pytest.mark.parametrize(("columns", "used"), [("40", 80), ("120", 120), ("400", 160)])
def test_the_width_follows_the_terminal_within_limits(monkeypatch: pytest.MonkeyPatch, columns: str, used: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert Screen.of(_Terminal()).columns == used


@given(TEXTS)
def test_a_result_holds_nothing_that_steers_a_terminal(text: str) -> None:
    shown = harmless(f"\x1b]0;title\x07\x1b[31m{text}\u202e\n\u2066", colour=False)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


def test_only_colours_survive_in_a_coloured_result() -> None:
    assert harmless("\x1b[31;1m红\x1b[0m\x1b[2J\x1b]52;c;x\x07", colour=True) == "\x1b[31;1m红\x1b[0m [2J ]52;c;x "


def test_what_is_painted_is_cleaned() -> None:
    assert Screen(colour=True).paint("题\x1b[2J\u202e", "bold") == "\x1b[1m题 [2J\x1b[0m"


@given(TEXTS)
def test_json_is_made_harmless_without_loss(text: str) -> None:
    value = f"{text}\x9b\u202e\u2028\U000e0041"
    shown = harmless_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(shown) == value
    assert not re.search("[\x7f-\x9f\u2028\u202e\U000e0041]", shown)


def test_a_sign_stays_with_its_number() -> None:
    assert Screen(80).wrap("得分变动的（−0.33）", 14) == ["得分变动的", "（−0.33）"]
