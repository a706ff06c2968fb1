"""Tables and rows of two documents are matched by name, and doubts are said instead of settled."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from scoring import Evaluation
from scoring.changes import changes, match_rows
from scoring.matching import Matching, is_same_unit, match_tables, nearest
from tests.strategies import respelt_names
from tests.tables import CLEAN, row


def tables(*names: str, unit: str = "云岭县示例局", year: int | None = 2023) -> list[Evaluation]:
    return [evolve(CLEAN, project=name, unit=unit, year=year) for name in names]


def matched(mine: list[Evaluation], theirs: list[Evaluation]) -> Matching:
    return match_tables(mine, theirs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("图书采购", "图书采购"),
        ("图书采购", "图 书 采 购"),
        ("图书采购经费", "图书采购项目"),
        ("2023年图书采购经费", "图书采购"),
        ("2023 年度图书采购", "图书采购"),
        ("二〇二三年图书采购", "图书采购"),
        ("图书采购（2023年）", "图书采购"),
        ("“送书下乡”工作经费", "送书下乡"),
        ("党员（远程）教育项目", "党员(远程)教育项目"),
        ("党员（远程）教育项目", "党员远程教育项目"),
        ("党员（远程）教育项目", "党员教育"),
        ("道路维修、养护", "道路维修养护"),
        ("2022年项目尾款", "2022年项目尾款"),
    ],
)
def test_one_project_is_known_in_two_spellings(one: str, other: str) -> None:
    assert matched(tables(one), tables(other)).pairs == ((0, 0),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("图书采购", "设备采购"),
        ("2022年项目尾款", "2021年项目尾款"),
        ("教师培训（上级）", "教师培训（本级）"),
        ("第一期工程", "第二期工程"),
        ("项目经费", "工作经费"),
    ],
)
def test_two_projects_are_not_taken_for_one(one: str, other: str) -> None:
    found = matched(tables(one), tables(other))
    assert (found.pairs, found.unsure, found.here, found.there) == ((), (), (0,), (0,))


def test_the_year_of_its_own_table_is_no_part_of_a_name() -> None:
    assert matched(tables("2023年图书采购", year=2023), tables("2022年图书采购", year=2022)).pairs == ((0, 0),)
    assert matched(tables("2022年图书采购", year=2023), tables("2022年图书采购项目", year=2022)).pairs == ()


def test_the_strictest_spelling_wins() -> None:
    mine = tables("2023年机关运行补助经费", "机关运行补助")
    found = matched(mine, tables("机关运行补助", "2023年机关运行补助经费"))
    assert found.pairs == ((0, 1), (1, 0))


def test_several_that_fit_are_said_and_not_guessed() -> None:
    found = matched(tables("机关运行补助经费", "机关运行补助项目"), tables("机关运行补助"))
    assert found.pairs == ()
    assert found.unsure == (((0, 1), (0,)),)
    assert (found.here, found.there) == ((), ())


def test_projects_of_one_name_are_told_apart_by_their_units() -> None:
    mine = [*tables("公用经费", unit="甲县图书馆"), *tables("公用经费", unit="甲县文化馆")]
    theirs = [*tables("公用经费", unit="甲县文化馆"), *tables("公用经费", unit="甲县图书馆")]
    assert matched(mine, theirs).pairs == ((0, 1), (1, 0))


def test_a_project_that_went_to_another_unit_is_known_where_that_unit_has_no_other() -> None:
    mine = [*tables("图书馆免费开放", unit="甲县图书馆"), *tables("演出", unit="甲县文化馆")]
    above = tables("演出", "图书馆免费开放经费", unit="甲县文化局")
    assert matched(mine, above).pairs == ((0, 1), (1, 0))
    elsewhere = [*tables("图书馆免费开放", unit="甲县文化馆"), *tables("讲座", unit="甲县图书馆")]
    assert matched(mine, elsewhere).pairs == ()


def test_a_table_without_a_unit_fits_the_only_one_of_its_name() -> None:
    assert matched(tables("公用经费", unit=""), tables("公用经费", unit="甲县文化馆")).pairs == ((0, 0),)
    both = [*tables("公用经费", unit="甲县图书馆"), *tables("公用经费", unit="甲县文化馆")]
    assert matched(tables("公用经费", unit=""), both).unsure == (((0,), (0, 1)),)


def test_a_department_s_table_is_matched_by_its_unit() -> None:
    whole = evolve(CLEAN, kind="department", project="中共云岭县委员会组织部", unit="中共云岭县委员会组织部")
    other = evolve(whole, project="云岭县委组织部", unit="云岭县委组织部")
    assert matched([whole], [other]).pairs == ((0, 0),)
    assert matched([whole], tables(whole.project, unit=whole.unit)).pairs == ()


NAMES = ["图书采购", "道路养护", "干部培训", "安全巡查", "文化下乡", "信息系统维护"]


@given(st.permutations(NAMES), st.data())
def test_every_project_finds_its_own_whatever_the_order_and_the_spelling(order: list[str], data: st.DataObject) -> None:
    mine = tables(*(data.draw(respelt_names(name, 2023)) for name in NAMES))
    theirs = tables(*(data.draw(respelt_names(name, 2023)) for name in order))
    found = matched(mine, theirs)
    assert found.pairs == tuple((number, order.index(name)) for number, name in enumerate(NAMES))


@given(st.lists(st.sampled_from([*NAMES, "图书采购经费", "2023年图书采购"]), max_size=6), st.data())
def test_no_table_is_lost_and_none_is_used_twice(names: list[str], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.sampled_from(names or NAMES), max_size=6))
    found = matched(tables(*names), tables(*others))
    mine = [*(one for one, _ in found.pairs), *(n for ns, _ in found.unsure for n in ns), *found.here]
    theirs = [*(two for _, two in found.pairs), *(m for _, ms in found.unsure for m in ms), *found.there]
    assert sorted(mine) == list(range(len(names)))
    assert sorted(theirs) == list(range(len(others)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("中共云岭县委员会组织部", "云岭县委组织部", True),
        ("云岭县教育中心（云岭县教育办公室）", "云岭县教育办公室", True),
        ("云岭县教育中心(云岭县教育办公室)", "云岭县教育中心", True),
        ("云岭县人民政府办公室", "云岭县 政府办公室", True),
        ("云岭县教育局", "云岭县教育局机关服务中心", False),
        ("甲县教育局", "乙县教育局", False),
        ("", "", False),
    ],
)
def test_a_unit_is_known_by_any_of_its_names(one: str, other: str, same: bool) -> None:
    assert is_same_unit(one, other) is same
    assert is_same_unit(other, one) is same


def test_the_nearest_name_is_mentioned_only_where_it_is_near() -> None:
    others = tables("道路养护", "图书购置经费")
    assert nearest(tables("2023年图书购置和装订经费", "食堂补贴"), others) == [1, None]


class TestRows:
    def test_rows_of_one_name_are_told_apart_by_level_and_target(self) -> None:
        old = [row("≥3次", "", "5", None, name="培训"), row("≥9次", "", "5", None, name="培训")]
        new = [row("≥9次", "", "5", None, name="培训"), row("≥3次", "", "5", None, name="培训")]
        assert match_rows(old, new).pairs == ((0, 1), (1, 0))

    def test_the_row_that_is_left_of_one_name_has_changed(self) -> None:
        old = [row("≥3次", "", "5", None, name="培训"), row("≥9次", "", "5", None, name="培训")]
        new = [row("≥3次", "", "5", None, name="培训"), row("≥8次", "", "5", None, name="培训")]
        assert match_rows(old, new).pairs == ((0, 0), (1, 1))

    def test_rows_that_cannot_be_told_apart_are_left(self) -> None:
        old = [row("≥3次", "", "5", None, name="培训"), row("≥9次", "", "5", None, name="培训")]
        new = [row("≥4次", "", "5", None, name="培训"), row("≥8次", "", "5", None, name="培训")]
        found = match_rows(old, new)
        assert found.pairs == ()
        assert found.unsure == (((0, 1), (0, 1)),)

    def test_the_unit_behind_a_name_is_no_part_of_it(self) -> None:
        found = match_rows([row("≤9", "", "5", None, name="成本（万元）")], [row("≤9万元", "", "5", None, name="成本")])
        assert found.pairs == ((0, 0),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("≥95%", ">=95％"),
        ("≥95%", "不低于95%"),
        ("≥95%", "≥0.95"),
        ("≤44.80万元", "≤44.8万元"),
        ("≤1万元", "≤10000元"),
        ("5-10次", "5~10次"),
        ("2023年12月31日前", "2023年12月底前"),
        ("12月31日前", "2023年12月31日"),
        ("有效提升", "有效提升。"),
        ("≥3次；≥100人", "≥3次、≥100人"),
        ("", "≥3次"),
    ],
)
def test_a_target_that_says_the_same_has_not_changed(old: str, new: str) -> None:
    assert changes(row(old, "", None, None), row(new, "", None, None), (2023, 2023)) is None


@pytest.mark.parametrize(
    ("old", "new", "what", "direction"),
    [
        ("≥300册", "≥200册", "目标值", "降低"),
        ("≥300册", "≥400册", "目标值", "提高"),
        ("≥1万元", "≥9000元", "目标值", "降低"),
        ("≥3次", "≤3次", "符号", ""),
        ("≥3次", "≤5次", "目标值及其符号", "提高"),
        ("≥3次", "3次", "符号", ""),
        ("≥3次", "≥3人", "单位", ""),
        ("≥3次", "≥5人", "目标值及其单位", ""),
        ("≥3次", "≥3", "单位", ""),
        ("5-10次", "5-12次", "目标值", ""),
        ("2023年6月30日前", "2023年12月31日前", "时限", "推迟"),
        ("有效提升", "基本稳定", "目标值", ""),
        ("≥3次", "长期", "目标值", ""),
    ],
)
def test_a_change_says_what_changed_and_which_way(old: str, new: str, what: str, direction: str) -> None:
    found = changes(row(old, "", None, None), row(new, "", None, None), (2023, 2023))
    assert found is not None
    assert (found.what, found.direction) == (what, direction)
