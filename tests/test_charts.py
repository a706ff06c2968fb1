"""Charts: well-formed, labelled, honest about length, safe for any name."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.views.charts import PATTERNS, Bar, Share, bars_chart, shares_chart, width_of, wrapped
from reports.views.findings import SEVERITY_VIEWS, VERDICTS

from .samples import HOSTILE_NAME


def bar(label: str, value: str | None, whole: str = "10") -> Bar:
    return Bar(label, Decimal(value) if value is not None else None, Decimal(whole), value or "—")


def test_a_bar_is_as_long_as_its_value() -> None:
    picture = ET.fromstring(bars_chart("标题", [bar("甲", "5"), bar("乙", "10")], "c"))
    widths = [float(r.attrib["width"]) for r in picture.iter("rect") if r.attrib["fill"] != "#fff"]
    assert widths[0] == pytest.approx(widths[1] / 2, abs=0.1)


def test_a_missing_value_has_a_frame_and_no_bar() -> None:
    picture = ET.fromstring(bars_chart("标题", [bar("甲", None)], "c"))
    assert [r.attrib["fill"] for r in picture.iter("rect")] == ["#fff"]


def test_a_value_beyond_its_whole_is_shown_at_length_with_a_tick() -> None:
    picture = ET.fromstring(bars_chart("标题", [bar("甲", "110", "100")], "c"))
    frame, filled = (float(r.attrib["width"]) for r in picture.iter("rect"))
    assert filled > frame
    assert len(list(picture.iter("line"))) == 1


def test_a_line_stands_at_the_whole_of_every_bar_where_the_note_speaks_of_it() -> None:
    bars = [bar("甲", "50", "100"), bar("乙", "110", "100"), bar("丙", None, "100")]
    lines = list(ET.fromstring(bars_chart("标题", bars, "c", "竖线为 100%", ticked=True)).iter("line"))
    assert len(lines) == 3
    assert len({line.attrib["x1"] for line in lines}) == 1
    assert {line.attrib["stroke"] for line in lines}.isdisjoint({"#fff"})


def test_charts_have_an_accessible_name_and_say_their_numbers_in_words() -> None:
    picture = ET.fromstring(bars_chart("预算执行率", [bar("甲", "5")], "c"))
    assert picture.attrib["role"] == "img"
    ids = {element.attrib["id"] for element in picture.iter() if "id" in element.attrib}
    assert set(picture.attrib["aria-labelledby"].split()) <= ids
    assert picture.findtext("title") == "预算执行率"
    assert picture.findtext("desc") == "甲 5"


def test_charts_scale_with_the_page() -> None:
    picture = ET.fromstring(bars_chart("标题", [bar("甲", "5")], "c"))
    assert "viewBox" in picture.attrib
    assert "width" not in picture.attrib


def test_a_long_name_is_wrapped_and_kept_whole_in_its_title() -> None:
    picture = ET.fromstring(bars_chart("标题", [bar(HOSTILE_NAME, "5")], "c"))
    lines = ["".join(text.itertext()) for text in picture.iter("text")]
    assert any("…" in line for line in lines)
    assert HOSTILE_NAME in "".join(title.text or "" for title in picture.iter("title"))


def test_the_parts_of_a_whole_fill_it() -> None:
    shares = [Share("一致", 3, "agrees"), Share("不一致", 1, "differs"), Share("无法计算", 0, "not-scored")]
    picture = ET.fromstring(shares_chart("标题", shares, "c"))
    widths = [float(r.attrib["width"]) for r in picture.iter("rect") if r.attrib["height"] == "22"]
    assert widths == [330, 110]


def test_every_verdict_and_severity_has_a_fill_of_its_own() -> None:
    for views in (VERDICTS.values(), SEVERITY_VIEWS.values()):
        fills = [PATTERNS[view.slug] for view in views]
        assert len(set(fills)) == len(fills)


def test_two_charts_on_a_page_do_not_share_ids() -> None:
    first, second = (ET.fromstring(shares_chart("标题", [Share("甲", 1, "convention")], p)) for p in ("a", "b"))
    ids = [{e.attrib["id"] for e in picture.iter() if "id" in e.attrib} for picture in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]


@given(st.text(min_size=1, max_size=120), st.floats(min_value=3, max_value=40))
def test_no_line_of_a_label_is_wider_than_its_room(text: str, width: float) -> None:
    for line in wrapped(text, width):
        assert width_of(line) <= width or len(line) <= 2


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=60))
def test_any_name_gives_a_well_formed_picture(name: str) -> None:
    ET.fromstring(bars_chart(name, [bar(name, "1")], "c"))
    ET.fromstring(shares_chart(name, [Share(name, 1, "agrees")], "c"))
