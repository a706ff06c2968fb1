"""Rows: shifted, cut, carried-down, composed; every cell goes under the column it belongs to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scoring import Figure, Moment, Quantity, Unreadable, Words, figure_value

from .forms import COLUMNS, FUNDS, IDENTITY, ROWS, TITLE, TOTAL, WHOLE, document, rows, table, texts

GOAL_COLUMNS = (
    "一级指标\t二级指标\t三级指标\t指标值\t指标值设置依据\t上年完成值\t指标分值权重\t指标赋分规则\t佐证资料\n"
)
PLAIN = "\t产出指标\t数量指标\t清淤里程\t≥12公里\t=11公里\t40\t36.67\t汛期提前"
EXPECTED = ("产出指标", "数量指标", "清淤里程", "≥12公里", "=11公里", "40", "36.67")


class TestNumbersGoneWrong:
    """What stands exactly under the head of a number column stays there, readable or not."""

    @pytest.mark.parametrize(
        "cell", ["4O", "45.0O", "4.5.0", "四十五", "45左右", "45%", "45元", "9/10", "优", "1OO", "36 67", "36<br>67"]
    )
    def test_a_score(self, cell: str) -> None:
        (row,) = rows(PLAIN.replace("36.67", cell))
        assert row.printed_score == Unreadable(cell.replace("<br>", " "))
        assert (row.reason, figure_value(row.weight)) == ("汛期提前", Decimal(40))

    @pytest.mark.parametrize("cell", ["4O", "四十", "45万元", "40%", "约40", "40分/40", "4\u30000"])
    def test_a_weight(self, cell: str) -> None:
        (row,) = rows(PLAIN.replace("\t40\t", f"\t{cell}\t"))
        assert row.weight == Unreadable(cell.replace("\u3000", " "))
        assert figure_value(row.printed_score) == Decimal("36.67")

    @pytest.mark.parametrize("cell", ["100元", "1OO%", "一百", "91,67%"])
    def test_a_completion(self, cell: str) -> None:
        (row,) = rows(
            f"产出指标\t数量指标\t清淤里程\t≥12公里\t=11公里\t{cell}\t40\t36.67",
            columns="一级指标\t二级指标\t三级指标\t目标值\t完成值\t完成率\t权重\t得分\n",
        )
        assert row.printed_completion == Unreadable(cell)

    def test_units_that_belong_there(self) -> None:
        (row,) = rows(
            "产出指标\t数量指标\t清淤里程\t≥12公里\t=11公里\t91.67％\t40分\t36.67 分",
            columns="一级指标\t二级指标\t三级指标\t目标值\t完成值\t完成率\t权重\t得分\n",
        )
        readings = (row.printed_completion, row.weight, row.printed_score)
        assert [figure_value(reading) for reading in readings] == [Decimal("91.67"), 40, Decimal("36.67")]

    @pytest.mark.parametrize("before", range(3))
    def test_in_a_row_shifted_as_a_whole(self, before: int) -> None:
        (row,) = rows("\t" * before + PLAIN.lstrip("\t").replace("36.67", "36.6O"))
        assert (row.printed_score, row.reason) == (Unreadable("36.6O"), "汛期提前")

    @pytest.mark.parametrize(
        ("cells", "weight", "score"),
        [
            ("1OO\t95.67分", Unreadable("1OO"), Decimal("95.67")),
            ("100\t9O", Decimal(100), Unreadable("9O")),
            ("100分/100\t95", Unreadable("100分/100"), Decimal(95)),
            ("100\t不合格", Decimal(100), Unreadable("不合格")),
            ("100\t95%", Decimal(100), Unreadable("95%")),
            ("一百\t九十五分", Unreadable("一百"), Unreadable("九十五分")),
            ("\t95万元", None, Unreadable("95万元")),
            ("100\t95<br>67", Decimal(100), Unreadable("95 67")),
        ],
    )
    def test_the_totals(self, cells: str, weight: object, score: object) -> None:
        found = table(WHOLE.replace("100\t95.67分", cells))
        for reading, expected in ((found.printed_weight_total, weight), (found.printed_total, score)):
            assert (reading if isinstance(reading, Unreadable) else figure_value(reading)) == expected

    def test_a_grade_beside_the_total_is_no_total(self) -> None:
        found = table(WHOLE.replace("总分\t\t\t\t\t\t100\t95.67分", "总分\t\t\t100\t95.67分\t\t评价等级\t优"))
        assert (figure_value(found.printed_total), found.printed_grade) == (Decimal("95.67"), "优")


class TestShiftedRows:
    @pytest.mark.parametrize("before", range(4))
    def test_a_row_shifted_as_a_whole(self, before: int) -> None:
        (row,) = rows("\t" * before + PLAIN.lstrip("\t"))
        assert texts(row) == EXPECTED
        assert row.reason == "汛期提前"

    @pytest.mark.parametrize("at", range(1, 8))
    def test_an_empty_cell_anywhere_inside(self, at: int) -> None:
        cells = PLAIN.split("\t")
        (row,) = rows("\t".join([*cells[:at], "", *cells[at:]]))
        assert texts(row) == EXPECTED

    @pytest.mark.parametrize("gap", [1, 2, 3])
    def test_the_weight_some_cells_to_the_right(self, gap: int) -> None:
        line = "产出指标\t数量指标\t清淤里程\t≥12公里\t计划标准\t" + "\t" * gap + "10\t按照完成比例赋分\t工作资料"
        (row,) = rows(line, columns=GOAL_COLUMNS)
        assert (figure_value(row.weight), row.rule, row.basis) == (Decimal(10), "按照完成比例赋分", "计划标准")
        assert (row.evidence, row.prior) == ("工作资料", None)

    def test_the_level_cells_are_missing_and_the_name_stands_first(self) -> None:
        first, second = rows(
            "产出指标\t时效指标\t清淤按期完成率\t=100%\t计划标准\t\t7\t按照完成比例赋分\t工作资料",
            "验收按期完成率\t\t=100%\t计划标准\t\t\t8\t按照完成比例赋分\t工作资料",
            columns=GOAL_COLUMNS,
        )
        assert (second.level1, second.level2, second.name) == ("产出指标", "时效指标", "验收按期完成率")
        assert (figure_value(first.weight), figure_value(second.weight)) == (Decimal(7), Decimal(8))

    def test_a_level_2_name_in_the_name_column(self) -> None:
        first, second = rows(
            PLAIN, "\t\t\t时效指标\t清淤按期完成率\t≥95%\t=100%\t10\t10.00\t",
        )  # fmt: skip
        assert texts(second) == ("产出指标", "时效指标", "清淤按期完成率", "≥95%", "=100%", "10", "10.00")
        assert first.level2 == "数量指标"

    def test_words_as_target_and_actual_after_a_page_break(self) -> None:
        table_text = (
            TITLE
            + COLUMNS
            + "\t效益指标\t社会效益指标\t改善沿岸环境\t有效改善\t有效改善\t15\t15\t\n\n"
            + "\t\t便利群众出行\t逐步提高\t逐步提高\t15\t15.00\t\t\n"
        )
        second = table(table_text).indicators[1]
        assert texts(second) == ("效益指标", "社会效益指标", "便利群众出行", "逐步提高", "逐步提高", "15", "15.00")

    def test_levels_of_another_place_are_kept_as_printed(self) -> None:
        (row,) = rows("\t管水效能\t巡查类\t巡查次数\t≥12次\t=12次\t10\t10\t")
        assert texts(row)[:3] == ("管水效能", "巡查类", "巡查次数")


class TestLevels:
    def test_levels_are_carried_down_and_level_2_not_across_level_1(self) -> None:
        found = rows(
            "\t产出指标\t数量指标\t清淤里程\t≥12公里\t=12公里\t10\t10\t",
            "\t\t\t清淤方量\t≥3万立方米\t=3万立方米\t10\t10\t",
            "\t效益指标\t\t改善环境\t有效\t有效\t10\t10\t",
        )
        assert [(row.level1, row.level2) for row in found] == [
            ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("效益指标", ""),
        ]  # fmt: skip

    def test_wrapped_level_names(self) -> None:
        (row,) = rows("\t满意度 指标\t满意度指 标\t居民 满意度\t≥90%\t=93%\t10\t10\t")
        assert texts(row)[:3] == ("满意度指标", "满意度指标", "居民满意度")

    def test_a_cost_heading_of_the_old_forms_is_a_level_2_where_level_1_goes_on(self) -> None:
        columns = "\t一级指标\t二级指标\t三级指标\t指标值\n"
        found = rows(
            "年度绩效指标\t产出指标\t数量指标\t清淤里程\t≥12公里",
            "\t\t成本指标\t清淤单价\t≤30元",
            columns=columns,
        )
        assert (found[1].level1, found[1].level2) == ("产出指标", "成本指标")


class TestCutRows:
    def test_a_name_cut_by_the_page(self) -> None:
        (row,) = rows(
            "\t成本指标\t经济成本指标\t清淤费用总额（万\t≤50万元\t=45万元\t20\t18.00\t", "", "\t\t元）\t\t\t\t\t"
        )
        assert row.name == "清淤费用总额（万元）"

    def test_a_reason_cut_by_the_page(self) -> None:
        (row,) = rows(PLAIN + "，\n\n\t\t\t\t\t\t\t\t停工一个月")
        assert row.reason == "汛期提前，停工一个月"

    def test_the_head_repeated_on_the_next_page(self) -> None:
        found = table(
            TITLE + COLUMNS + PLAIN + "\n\n" + COLUMNS + "\t\t质量指标\t合格率\t=100%\t=100%\t30\t30\t\n" + TOTAL
        )
        assert [row.level2 for row in found.indicators] == ["数量指标", "质量指标"]
        assert figure_value(found.printed_total) is not None

    def test_a_page_number_between_the_pages(self) -> None:
        found = table(TITLE + COLUMNS + PLAIN + "\n\n- 12 -\n\n\t\t质量指标\t合格率\t=100%\t=100%\t30\t30\t\n" + TOTAL)
        assert len(found.indicators) == 2

    def test_budget_figures_after_a_table_do_not_become_its_rows(self) -> None:
        found = document(TITLE + COLUMNS + PLAIN + "\n\n201\t32\t01\t行政运行\t409.90\t409.90\t0.00\n")
        assert [len(evaluation.indicators) for evaluation in found.evaluations] == [1]
        assert [left.what[:5] for left in found.skipped] == ["非绩效表："]
        assert [left.other_table for left in found.skipped] == [True]


class TestSeveralTables:
    def test_two_tables_one_after_another(self) -> None:
        found = document(WHOLE + "\n" + WHOLE.replace("河道清淤经费", "水闸维修经费"))
        assert [evaluation.project for evaluation in found.evaluations] == ["河道清淤经费", "水闸维修经费"]
        assert [evaluation.place.table for evaluation in found.evaluations] == [1, 2]

    def test_two_tables_without_titles_part_at_the_project_name(self) -> None:
        body = IDENTITY + FUNDS + COLUMNS + ROWS + TOTAL
        found = document(body + body.replace("河道清淤经费", "水闸维修经费"))
        assert [(e.project, len(e.indicators)) for e in found.evaluations] == [("河道清淤经费", 3), ("水闸维修经费", 3)]

    def test_a_title_in_the_first_row_of_the_table(self) -> None:
        text = "项目支出绩效自评表\t\t\t\n（2024年度）\t\t\t\n" + IDENTITY + COLUMNS + ROWS
        assert (table(text).year, table(text).kind, len(table(text).indicators)) == (2024, "project", 3)

    def test_a_table_of_contents_is_no_table(self) -> None:
        found = document("4. 项目支出绩效目标表\n\n一、主要职能\n\n序号\t部门\t金额\n1\t水务局\t3.00\n")
        assert found.evaluations == ()
        assert len(found.skipped) == 1


def test_a_label_word_inside_a_row_is_a_cell_like_any_other() -> None:
    (row,) = rows(
        "产出指标\t数量指标\t清淤里程\t≥12公里\t计划标准\t\t10\t按照完成比例赋分\t评价结果", columns=GOAL_COLUMNS
    )
    assert (row.name, row.evidence) == ("清淤里程", "评价结果")


class TestWholeTable:
    def test_everything_printed_is_there(self) -> None:
        found = table(WHOLE)
        assert (found.kind, found.form, found.year) == ("project", "self-evaluation", 2024)
        assert (found.project, found.unit, found.department) == ("河道清淤经费", "云岭县河道管理站", "云岭县水务局")
        assert (found.goal, found.achieved) == ("清淤河道12公里。", "清淤河道11公里。")
        assert (figure_value(found.printed_weight_total), str(figure_value(found.printed_total))) == (
            Decimal(100),
            "95.67",
        )
        assert [row.place.line for row in found.indicators] == [14, 15, 16]
        assert document(WHOLE).skipped == ()

    def test_persons_are_not_kept(self) -> None:
        found = document(TITLE + "项目名称\t河道清淤经费\t\t项目负责人\t某某某\n联系电话\t000\n" + COLUMNS + ROWS)
        assert "某某某" not in repr(found)

    def test_the_grade_and_a_total_inside_one_cell(self) -> None:
        found = table(
            TITLE + IDENTITY + COLUMNS + ROWS + "自评总分：95.67分\n评价等级\t优\n".replace("分\n", "分\t\n", 1)
        )
        assert (figure_value(found.printed_total), found.printed_grade) == (
            figure_value(table(WHOLE).printed_total),
            "优",
        )

    def test_the_total_in_the_row_below_its_word(self) -> None:
        found = table(TITLE + IDENTITY + COLUMNS + ROWS + "总分\t\t\t\n\t\t\t\t\t\t\t95.67\n")
        assert str(figure_value(found.printed_total)) == "95.67"

    def test_traditional_characters_in_labels(self) -> None:
        found = table(TITLE + "項目名稱\t河道清淤經費\n實施單位\t云岭县河道管理站\n" + COLUMNS + ROWS)
        assert (found.project, found.unit) == ("河道清淤經費", "云岭县河道管理站")


class TestComposedValues:
    def test_operator_number_and_unit_in_columns_of_their_own(self) -> None:
        (row,) = rows(
            "产出指标\t数量指标\t清淤里程\t≥\t12\t公里\t11\t40\t36.67",
            columns="一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t完成值\t权重\t得分\n",
        )
        assert isinstance(row.target, Quantity)
        assert (row.target.operator, str(row.target.number), row.target.unit.text) == ("≥", "12", "公里")
        assert isinstance(row.actual, Quantity)
        assert row.actual.unit == row.target.unit

    def test_a_target_changed_in_the_year_counts(self) -> None:
        (row,) = rows(
            "清淤里程\t公里\t≥\t12\t10\t10\t100\t40\t40\t是",
            columns="指标名称\t计量单位\t指标性质\t年初指标值\t调整指标值\t全年完成值\t得分系数(%)\t指标权重(分)\t指标得分(分)\t是否核心指标\n",
        )
        assert isinstance(row.target, Quantity)
        assert row.target.number == 10
        assert figure_value(row.weight) == 40

    def test_values_keep_what_was_printed(self) -> None:
        (row,) = rows("\t产出指标\t时效指标\t完工时间\t2024年12月31日前\t=2024年12月20日\t10\t10.00\t")
        assert isinstance(row.target, Moment)
        assert row.target.text == "2024年12月31日前"
        assert row.printed_score == Figure("10.00", Decimal("10.00"))

    def test_a_weight_that_is_no_number_is_unreadable_and_not_zero(self) -> None:
        (row,) = rows("\t产出指标\t数量指标\t清淤里程\t≥12公里\t=11公里\t四十左右\t36.67\t")
        assert row.weight == Unreadable("四十左右")
        assert row.weight_value is None

    def test_a_row_without_a_weight_keeps_its_score(self) -> None:
        (row,) = rows("\t产出指标\t数量指标\t清淤里程\t≥12公里\t=11公里\t\t36.67\t")
        assert row.weight is None
        assert str(row.printed_value) == "36.67"

    def test_an_answer_in_words(self) -> None:
        (row,) = rows("\t产出指标\t数量指标\t清淤里程\t≥12公里\t已完成\t40\t40\t")
        assert row.actual == Words("已完成")
