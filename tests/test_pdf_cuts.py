"""Where pages cut tables: by hand, each with one certain difficulty."""

from __future__ import annotations

import pytest

from reports.grid import Grid
from reports.readers.pdf import parse

from . import drawn, drawn_pages


def grids(data: bytes) -> list[Grid]:
    return [block for block in parse(data, "表.pdf").blocks if isinstance(block, Grid)]


def texts(data: bytes) -> list[list[str]]:
    """The texts of all rows."""
    return [[cell.text for cell in row.cells] for grid in grids(data) for row in grid.rows]


class TestWholeRows:
    """Rows that fill their cells to the edge on either side of a page's end."""

    @pytest.mark.parametrize(
        ("above", "below"),
        [
            (("培训人数", "≥100人", "10"), ("培训课时", "≥200时", "10")),
            (("培训人数", "≥100人", "十分"), ("培训课时", "≥200时", "五分")),
            (("培训人数", "100.00", "十分"), ("培训课时", "200.00", "五分")),
            (("培训人数", "达到目标", "10"), ("培训课时", "达到目标", "15")),
            (("培训人数", "达到目标", "9"), ("培训课时", "达到目标", "10")),
            (("数量指标", "培训人数", "十分"), ("质量指标", "培训课时", "五分")),
            (("培训人数", "达到目标", "10", "不变"), ("培训课时", "达到目标", "15", "")),
        ],
        ids=["figures", "figures of a target", "numbers", "weights", "order", "levels", "fewer cells"],
    )
    @pytest.mark.parametrize("opened", [False, True], ids=["ruled", "open"])
    def test_two_rows_with_figures_of_their_own_are_two(
        self, above: tuple[str, ...], below: tuple[str, ...], opened: bool
    ) -> None:
        widths = [max(len(one), len(other)) for one, other in zip(above, below, strict=True)]
        narrow = [min(len(cell.encode("gbk")) / 2, width) for cell, width in zip(above, widths, strict=True)]
        others = [("前", "一", "二", "三")[: len(above)], ("后", "一", "二", "三")[: len(above)]]
        pages = [[others[0], above], [below, others[1]]]
        found = texts(drawn_pages.paged(pages, narrow, opened=opened))
        assert list(above) in found
        assert [text for text in below if text] in found

    def test_a_row_of_figures_is_no_rest_of_the_heads_at_the_foot_of_the_page_before(self) -> None:
        heads = ("三级指标", "权重", "目标值", "业绩值", "指标得分", "偏差原因分析及改进措施")
        row, next_row = (
            ("修补路面", "10", "≥900米", "900米", "9.50", "供货延迟"),
            ("养护里程", "15", "≥40里", "40里", "15", ""),
        )
        pages = [[("项目名称", "甲", "", "", "", ""), heads], [row, next_row]]
        found = texts(drawn_pages.paged(pages, (8, 4, 6, 6, 8, 11), opened=True))
        assert list(heads) in found
        assert list(row) in found


class TestCutRows:
    """Rows that a page cut are one."""

    def test_heads_that_the_page_cut_go_on(self) -> None:
        heads, rest = (
            ("三级指标", "权重", "目标值", "业绩值", "得分", "偏差原因分析及"),
            ("", "", "", "", "", "改进措施"),
        )
        row = ("修补路面", "10", "≥900米", "900米", "9.50", "供货延迟")
        pages = [[("项目名称", "甲", "", "", "", ""), heads], [rest, row]]
        found = texts(drawn_pages.paged(pages, (8, 4, 6, 6, 8, 7), opened=True))
        assert [*heads[:-1], "偏差原因分析及改进措施"] in found
        assert list(row) in found

    def test_a_sentence_in_a_wide_cell_goes_on(self) -> None:
        above, below = "保障学校各类设施的正常运转改善教学环境提高教", "学水平完成培养干部的主要任务。"
        pages = [[("项目", "甲"), ("总体目标", f"{above}\n{above}")], [("", f"{above}\n{below}"), ("单位", "乙")]]
        assert ["总体目标", 3 * above + below] in texts(drawn_pages.paged(pages, (4, len(above))))

    def test_room_for_one_line_more_is_left_where_two_lines_stay_together(self) -> None:
        above, below = "保障设施\n改善环境\n提高教学\n ", "水平完成\n培养任务"
        pages = [[("项目", "甲", "乙"), ("总体", above, "按期\n完成")], [("", below, ""), ("单位", "丙", "丁")]]
        assert ["总体", (above + below).replace("\n", "").replace(" ", ""), "按期\n完成"] in texts(
            drawn_pages.paged(pages, (4, 4, 4))
        )

    def test_prose_under_a_label_is_a_row_of_its_own(self) -> None:
        goal, done = "做好教学资源建设和党员教育培训工作", "已完成教学资源建设和党员教育培训工作"
        pages = [[("项目", "甲", "乙"), ("", "预期目标", "实际完成情况")], [("年度总体目标", goal, done)]]
        found = texts(drawn_pages.paged(pages, (6, len(goal), len(done)), opened=True))
        assert found[1:] == [["年度总体目标", "预期目标", "实际完成情况"], [goal, done]]


class TestNames:
    """Names of merged cells that go over pages."""

    def test_a_new_name_is_no_part_of_the_one_two_pages_above(self) -> None:
        pages = [
            [("一", "二", "三"), ("履职效能", "甲", "1")],
            [("", "乙", "2"), ("^", "丙", "3")],
            [("服务对象满意度", "丁", "4"), ("^", "戊", "5")],
        ]
        found = texts(drawn_pages.paged(pages, (8, 4, 3)))
        assert found == [
            ["一", "二", "三"],
            ["履职效能", "甲", "1"],
            ["乙", "2"],
            ["丙", "3"],
            ["服务对象满意度", "丁", "4"],
            ["戊", "5"],
        ]

    @pytest.mark.parametrize("opened", [False, True], ids=["ruled", "open"])
    def test_what_hangs_out_of_a_cell_belongs_to_it(self, opened: bool) -> None:
        pages = [
            [("一", "二", "三"), ("年度~绩效", "甲", "1")],
            [("指标", "乙", "2"), ("^", "丙", "3")],
        ]
        found = texts(drawn_pages.paged(pages, (2, 4, 3), opened=opened))
        assert found[1:] == [["年度绩效指标", "甲", "1"], ["乙", "2"], ["丙", "3"]]

    def test_a_title_and_a_label_below_it_are_two(self) -> None:
        pages = [[("项目支出绩效自评表", ""), ("（2023年度）", "")], [("项目名称", "甲"), ("单位", "乙")]]
        found = texts(drawn_pages.paged(pages, (10, 4)))
        assert found[1:3] == [["（2023年度）"], ["项目名称", "甲"]]


class TestLines:
    def test_a_line_left_out_for_a_merged_cell_is_no_gap_between_dashes(self) -> None:
        (grid,) = grids(drawn.low_rows())
        assert [[(cell.text, cell.colspan) for cell in row.cells] for row in grid.rows] == [
            [("甲", 1), ("乙", 1)],
            [("横跨两列", 2)],
            [("丙", 1), ("丁", 1)],
        ]

    @pytest.mark.parametrize("side", ["left", "right"])
    def test_a_column_cut_above_and_below_belongs_to_the_table(self, side: str) -> None:
        first = ["侧", "甲", "1"] if side == "left" else ["甲", "1", "侧"]
        assert texts(drawn.beside(side)) == [first, ["乙", "2"]]

    @pytest.mark.parametrize(
        "printed",
        [
            ["较上年度晋位升级", "较上年度晋升", "两“好”以上"],
            ["全州各县市党委组", "全州各党委", "部，79个"],
            ["在年底一次性发放", "按照标准发", "元/天的"],
            ["全州各", "部", "，795个乡镇"],
        ],
    )
    def test_a_line_ends_before_what_stands_together(self, printed: list[str]) -> None:
        assert texts(drawn.wrapped(printed))[1][1] == "".join(printed)
