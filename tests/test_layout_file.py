"""The file of layouts is checked when it is read: what is wrong is named with file, place and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

import reports
from reports import LayoutError
from reports.sheets.layouts import layouts, parse_layouts

SHIPPED = (Path(reports.__file__).with_name("sheets") / "layouts.toml").read_text(encoding="utf-8")
FIRST = "[layouts.project-2023]"
GRADE = '    { role = "score", head = "得分", width = 9 },\n'


def test_the_shipped_file_is_sound() -> None:
    assert list(parse_layouts(SHIPPED, "layouts.toml").layouts) == list(layouts())


@pytest.mark.parametrize(
    ("old", "new", "place", "what", "cure"),
    [
        ("[layouts.project-2023]", "[layouts.project-2023", "", "不是有效的 TOML", "方括号"),
        ("[labels]", "[label]", "", "不认识的键 label", "是不是 labels"),
        ('[labels]\nproject = "项目名称"', "[labels]", "[labels]：project", "没有写", "project ="),
        ('prior = { head = "上年完成情况", width = 9 }', "", "[columns]：prior", "每个字段", "prior = {"),
        ('prior = { head = "上年完成情况", width = 9 }', "prior = 9", "[columns.prior]", "应是一个表", "对照"),
        ('rate = { head = "执行率", width = 9 }', "", "[funds]：rate", "每个字段", "rate = {"),
        ("prior = { head", "prio = { head", "[columns]", "不认识的键 prio", "是不是 prior"),
        ("width = 13 }", "widht = 13 }", "[columns.reason]", "不认识的键 widht", "是不是 width"),
        ("width = 13 }", "width = 0 }", "[columns.reason]：width", "1 到 100 的整数", "width = 10"),
        ("width = 13 }", "width = true }", "[columns.reason]：width", "true/false", "width = 10"),
        ("width = 13 }", 'width = "宽" }', "[columns.reason]：width", "文字", "width = 10"),
        ("landscape = true", "landscap = true", "[layouts.project-2024]", "不认识的键 landscap", "是不是 landscape"),
        ("landscape = true", 'landscape = "是"', "[layouts.project-2024]：landscape", "true 或 false", "true"),
        ("since = 2000", "since = 2000.5", f"{FIRST}：since", "整数", "since"),
        ("since = 2000", "", f"{FIRST}：since", "没有写", "since"),
        ('kind = "project"', 'kind = "projekt"', f"{FIRST}：kind", "不认识的值", "是不是 project"),
        ('kind = "project"', "", f"{FIRST}：kind", "没有写", "project、department"),
        ('title = "项目支出绩效自评表"', "title = 3", f"{FIRST}：title", "应是文字", "title ="),
        ('title = "项目支出绩效自评表"', 'title = " "', f"{FIRST}：title", "没有写", "title ="),
        ('rows = [["project"], ["department", "unit"]]', 'rows = ["project"]', f"{FIRST}：rows", "一个或两个标签", "rows ="),
        ('rows = [["project"]', 'rows = [["projekt"]', f"{FIRST}：rows", "不认识的词 projekt", "是不是 project"),
        ('money = { label = "项目资金"', "money = { lable = 1", "[layouts.project-2023.money]", "lable", "是不是 label"),
        ('layout = "table", c', 'layout = "tables", c', "[layouts.project-2023.money]：layout", "不认识的值", "是不是 table"),
        ('["source", "initial"', '["sauce", "initial"', "[layouts.project-2023.money]：columns", "sauce", "是不是 source"),
        ('["source", "initial"', '["initial"', "[layouts.project-2023.money]：columns", "没有 source", "source"),
        ('heads = { source = "" }', 'heads = { reason = "" }', "[layouts.project-2023.money.heads]", "reason", "可用的"),
        ('heads = ["预期目标", "实际完成情况"]', 'heads = ["预期目标"]', "[layouts.project-2023.goal]：heads", "两栏", "两个"),
        (GRADE, GRADE * 2, f"{FIRST} columns 第 8 项：role", "写了两次", "删去"),
        (GRADE, GRADE.replace("score", "skore"), f"{FIRST} columns 第 7 项：role", "skore", "是不是 score"),
        ('{ role = "name", head = "三级指标", width = 19 },', "", f"{FIRST}：columns", "没有 name", "三级指标"),
        ('kind = "department"\nform = "goal"', 'kind = "project"\nform = "goal"', "layouts", "没有 kind = department", "加一个"),
    ],
)  # fmt: skip
def test_a_broken_file_says_what_is_wrong(old: str, new: str, place: str, what: str, cure: str) -> None:
    assert old in SHIPPED
    count = -1 if "department" in old else 1
    with pytest.raises(LayoutError) as caught:
        parse_layouts(SHIPPED.replace(old, new, count), "我的表样.toml")
    assert caught.value.place.startswith("我的表样.toml")
    assert caught.value.place.endswith(place)
    assert what in caught.value.what
    assert cure in caught.value.cure
