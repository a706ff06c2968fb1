"""Word documents: what a person sees in them is read, once each, and its place is found again."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from reports import Cell, Grid, Paragraph, Row, UnreadableFile, read, read_parsed, read_text
from reports.readers.docx import parse
from reports.readers.text import blocks
from scoring.model import NOWHERE

from .forms import WHOLE
from .roundtrip import same
from .word import (
    cell,
    docx,
    grid_rows,
    paragraph,
    read_blocks,
    read_grids,
    run,
    table_row,
    texts,
    word_table,
    write_blocks,
)
from .word_content import box, cells_of, control, one_text, placeless_blocks

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
PLACEHOLDER = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"


def field(part: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{part}">{inner}</w:fldChar></w:r>'


class TestTables:
    def test_blocks_come_in_the_order_of_the_body(self) -> None:
        found = read_blocks(paragraph("项目支出绩效自评表"), word_table(table_row("甲")), paragraph("说明"))
        assert [type(block) for block in found] == [Paragraph, Grid, Paragraph]

    def test_a_merged_cell_is_listed_once_with_its_columns(self) -> None:
        assert cells_of(word_table(table_row(cell("合计", span=3), "100"))) == [[("合计", 0, 3, 1), ("100", 3, 1, 1)]]

    def test_a_cell_merged_over_rows_keeps_the_columns_of_the_rows_below(self) -> None:
        rows = (table_row(cell("产出指标", merge="restart"), "数量"), table_row(cell(merge="continue"), "质量"))
        assert cells_of(word_table(*rows)) == [[("产出指标", 0, 1, 2), ("数量", 1, 1, 1)], [("质量", 1, 1, 1)]]

    def test_text_left_under_a_merge_is_not_read(self) -> None:
        rows = (table_row(cell("10", merge="restart")), table_row(cell("10", merge="continue"), "甲"))
        assert texts(read_grids(word_table(*rows))[0]) == [["10"], ["甲"]]

    def test_two_merges_below_each_other_stay_two(self) -> None:
        rows = [table_row(cell(text, merge="restart" if text else "continue"), "值") for text in ("甲", "", "乙", "")]
        found = [row[0] for row in cells_of(word_table(*rows)) if len(row) == 2]
        assert found == [("甲", 0, 1, 2), ("乙", 0, 1, 2)]

    def test_a_merge_that_goes_on_from_nothing_is_a_cell(self) -> None:
        assert cells_of(word_table(table_row(cell("甲", merge="continue"), "乙")))[0][0] == ("甲", 0, 1, 1)

    def test_old_merges_to_the_right(self) -> None:
        first = cell("合计", properties='<w:hMerge w:val="restart"/>')
        covered = cell(properties='<w:hMerge w:val="continue"/>')
        assert cells_of(word_table(table_row(first, covered, "100"))) == [[("合计", 0, 2, 1), ("100", 2, 1, 1)]]

    def test_a_row_that_begins_late_keeps_its_columns(self) -> None:
        late = table_row("10", properties='<w:gridBefore w:val="3"/><w:gridAfter w:val="1"/>')
        assert cells_of(word_table(late)) == [[("10", 3, 1, 1)]]

    def test_a_span_beyond_reason_is_bounded(self) -> None:
        ((first, second),) = cells_of(word_table(table_row(cell("甲", span=99999999), "乙")))
        assert second[1] == first[2] == 1000

    def test_paragraphs_of_a_cell_are_lines(self) -> None:
        assert texts(read_grids(word_table(table_row("社会效\n益指标", "1\n\n2")))[0]) == [["社会效\n益指标", "1\n\n2"]]

    def test_empty_cells_and_rows_are_not_listed_but_counted(self) -> None:
        (grid,) = read_grids(word_table(table_row("", "甲"), table_row("", ""), table_row("乙", "　")))
        assert [(row.place.grid_row, [c.column for c in row.cells]) for row in grid.rows] == [(1, [1]), (3, [0])]

    @pytest.mark.parametrize(
        "body",
        [
            control(word_table(table_row("户数", "118", "14.75"))),
            word_table(control(table_row("户数", "118", "14.75"))),
            word_table(f"<w:tr>{cell('户数')}{control(cell('118'))}{cell('14.75')}</w:tr>"),
            word_table(table_row("户数", cell(control(paragraph("118"))), "14.75")),
            word_table(table_row("户数", cell(paragraph(control(run("118")))), "14.75")),
            word_table(table_row("户数", cell(paragraph(control(control(run("118"))))), "14.75")),
        ],
        ids=["body", "row", "cell", "paragraph", "run", "nested"],
    )
    def test_content_controls_hide_nothing(self, body: str) -> None:
        assert [[(c[0], c[1]) for c in row] for row in cells_of(body)] == [[("户数", 0), ("118", 1), ("14.75", 2)]]

    @pytest.mark.parametrize(
        "middle",
        [
            control(cell("单击此处输入文字"), PLACEHOLDER),
            cell(paragraph(control(run("单击此处输入文字"), PLACEHOLDER))),
            cell(control(paragraph("单击此处输入文字"), PLACEHOLDER)),
        ],
        ids=["cell", "run", "paragraph"],
    )
    def test_the_prompt_of_an_unfilled_control_is_no_value(self, middle: str) -> None:
        found = cells_of(word_table(f"<w:tr>{cell('户数')}{middle}{cell('14.75')}</w:tr>"))
        assert [(c[0], c[1]) for c in found[0]] == [("户数", 0), ("14.75", 2)]

    def test_a_hidden_row_is_not_read_but_counted(self) -> None:
        hidden = table_row("旧", properties="<w:hidden/>")
        (grid,) = read_grids(word_table(table_row("甲"), hidden, table_row("乙")))
        assert [(row.cells[0].text, row.place.grid_row) for row in grid.rows] == [("甲", 1), ("乙", 3)]


class TestNested:
    def test_a_table_in_a_cell_is_a_grid_of_its_own_behind_the_form(self) -> None:
        inner = word_table(table_row("内", "表"))
        head = table_row("一级指标", "二级指标", "三级指标", "分值")
        outer, nested = read_grids(word_table(head, table_row("备注", cell("见下表", inner, "<w:p/>"), "丙", "丁")))
        assert texts(outer) == [["一级指标", "二级指标", "三级指标", "分值"], ["备注", "见下表", "丙", "丁"]]
        assert texts(nested) == [["内", "表"]]
        assert [grid.place.grid for grid in (outer, nested)] == [1, 2]

    def test_a_table_that_only_places_others_gives_them_where_they_stand(self) -> None:
        first, second = (word_table(table_row(name, "值")) for name in ("甲", "乙"))
        layout = word_table(
            table_row(cell("项目支出绩效自评表")), table_row(cell("第一张", first, "第二张", second, "<w:p/>")),
            table_row(cell("填报人")),
        )  # fmt: skip
        found = read_blocks(layout, word_table(table_row("丙")))
        shown = [block.text if isinstance(block, Paragraph) else texts(block) for block in found]
        assert shown == [
            [["项目支出绩效自评表"]], "第一张", [["甲", "值"]], "第二张", [["乙", "值"]], [["填报人"]], [["丙"]],
        ]  # fmt: skip
        assert [block.place.grid for block in found if isinstance(block, Grid)] == [1, 2, 3, 1, 4]

    def test_a_whole_form_in_a_layout_cell_is_read(self) -> None:
        (grid,) = [block for block in blocks(WHOLE[WHOLE.index("项目名称") :]) if isinstance(block, Grid)]
        inner = word_table(*grid_rows([list(row.cells) for row in grid.rows], 9))
        layout = word_table(table_row(cell("项目支出绩效自评表\n（2024年度）", inner, "<w:p/>")))
        (found,) = read_parsed(parse(docx(layout), "甲.docx"), "甲.docx").evaluations
        same(found, read_text(WHOLE, "甲.txt").evaluations[0])

    def test_a_text_box_is_read_once(self) -> None:
        found = read_blocks(
            paragraph(box(paragraph("项目支出绩效自评表"), word_table(table_row("甲")))), paragraph("后")
        )
        assert placeless_blocks(found) == [
            Paragraph("项目支出绩效自评表"), Grid((Row((Cell("甲", 0),)),)), Paragraph("后"),
        ]  # fmt: skip

    def test_the_old_drawing_is_taken_where_the_new_one_is_silent(self) -> None:
        pict = f"<w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('甲')}</w:txbxContent></v:textbox></v:shape></w:pict>"
        alternate = (
            '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice>'
            f"<mc:Fallback>{pict}</mc:Fallback></mc:AlternateContent></w:r>"
        )
        assert placeless_blocks(read_blocks(paragraph(alternate))) == [Paragraph("甲")]

    def test_a_text_box_over_a_filled_cell_is_not_glued_to_its_number(self) -> None:
        stamped = cell(paragraph("10", box(paragraph("5"), word_table(table_row("章")))))
        first, second = read_grids(word_table(table_row("甲", stamped)))
        assert (texts(first), texts(second)) == ([["甲", "10"]], [["章"]])

    def test_the_text_box_of_an_empty_cell_is_its_text(self) -> None:
        assert one_text(box(paragraph("10"))) == "10"

    def test_a_framed_paragraph_is_a_paragraph(self) -> None:
        framed = paragraph("附件", properties='<w:framePr w:w="2000" w:wrap="around"/>')
        assert placeless_blocks(read_blocks(framed)) == [Paragraph("附件")]

    def test_tables_nested_deeper_than_any_person_does_are_refused(self) -> None:
        body = word_table(table_row("芯"))
        for _ in range(51):
            body = word_table(f"<w:tr><w:tc>{body}</w:tc></w:tr>")
        with pytest.raises(UnreadableFile, match="50 层"):
            read_blocks(body)

    def test_forty_nested_tables_are_all_read(self) -> None:
        body = word_table(table_row("0"))
        for number in range(1, 40):
            body = word_table(table_row(cell(str(number), body)))
        assert sum(len(grid.rows) for grid in read_grids(body)) + len(read_blocks(body)) >= 40


class TestRevisions:
    def test_insertions_are_taken_and_deletions_dropped(self) -> None:
        changed = (
            "<w:del w:id='1'><w:r><w:delText>15</w:delText></w:r></w:del>",
            "<w:ins w:id='2'><w:r><w:t>14.75</w:t></w:r></w:ins>",
        )
        assert one_text(*changed, "户") == "14.75户"

    def test_moves_are_read_where_they_went(self) -> None:
        moved = (
            "<w:moveFrom w:id='1'><w:r><w:t>旧</w:t></w:r></w:moveFrom>",
            "<w:moveTo w:id='2'><w:r><w:t>新</w:t></w:r></w:moveTo>",
        )
        assert one_text(*moved) == "新"

    def test_a_deleted_row_is_not_read_and_breaks_no_merge(self) -> None:
        rows = (
            table_row(cell("产出", merge="restart"), "一"),
            table_row(cell(merge="continue"), "删", properties="<w:del w:id='1'/>"),
            table_row(cell(merge="continue"), "三"),
        )
        (grid,) = read_grids(word_table(*rows))
        assert texts(grid) == [["产出", "一"], ["三"]]
        assert [row.place.grid_row for row in grid.rows] == [1, 3]

    def test_a_deleted_paragraph_end_joins_its_lines(self) -> None:
        ended = paragraph("12.", properties="<w:rPr><w:del w:id='1'/></w:rPr>")
        assert cells_of(word_table(table_row(cell(ended, paragraph("75")))))[0][0][0] == "12.75"
        assert placeless_blocks(read_blocks(ended, paragraph("75"))) == [Paragraph("12.75")]

    def test_one_remark_counts_them(self) -> None:
        body = paragraph(
            "<w:ins w:id='1' w:author='审核人'><w:r><w:t>甲</w:t></w:r></w:ins>",
            "<w:del w:id='2'/>",
            "<w:ins w:id='3'/>",
        )
        (remark,) = parse(docx(body), "甲.docx").remarks
        assert remark.code == "R3"
        assert "插入 2 处" in remark.what
        assert "删除 1 处" in remark.what

    def test_a_document_without_changes_gets_no_remark(self) -> None:
        assert parse(docx(paragraph("甲")), "甲.docx").remarks == ()


class TestText:
    @pytest.mark.parametrize(
        ("content", "text"),
        [
            (("10", run("2", '<w:vertAlign w:val="superscript"/>'), "平方米"), "10²平方米"),
            (("H", run("2", '<w:vertAlign w:val="subscript"/>'), "O"), "H2O"),
            (("100", run("99", "<w:vanish/>"), "人"), "100人"),
            (("100", run("9", '<w:vanish w:val="0"/>'), "人"), "1009人"),
            (("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t><w:tab/><w:t>丁</w:t></w:r>",), "甲\n乙\n丙\t丁"),
            (("<w:r><w:t>2023</w:t><w:noBreakHyphen/><w:t>1</w:t><w:softHyphen/><w:t>2</w:t></w:r>",), "2023-12"),
            (('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>90%</w:t></w:r>',), "≥90%"),
            (('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>',), "☑是"),
            (("☑项目 □部门",), "☑项目 □部门"),
            (('<w:fldSimple w:instr="SUM(ABOVE)"><w:r><w:t>100</w:t></w:r></w:fldSimple>',), "100"),
            ((field("begin"), "<w:r><w:instrText>=1+9</w:instrText></w:r>", field("separate"), "10", field("end")), "10"),
            ((field("begin"), "代码", field("begin"), "5", field("separate"), "6", field("end"), field("end"), "值"), "值"),
            (("值", "<w:r><w:footnoteReference w:id='1'/></w:r>"), "值"),
            (("<w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink>", "<w:smartTag><w:r><w:t>乙</w:t></w:r></w:smartTag>"), "甲乙"),
            (("<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup></m:oMath>",), "10⁴"),
            (("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",), "1/2"),
            (("<w:r><w:ruby><w:rt><w:r><w:t>qīng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>清</w:t></w:r></w:rubyBase></w:ruby></w:r>",), "清"),
            ((field("begin", "<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>"), field("end"), "优"), "☑优"),
            ((field("begin", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='优'/><w:listEntry w:val='良'/></w:ddList></w:ffData>"), field("end")), "良"),
        ],
        ids="raised lowered hidden shown breaks hyphens symbol checkbox kept simple field nested footnote links power fraction ruby tick choice".split(),
    )  # fmt: skip
    def test_a_cell_says_what_a_person_sees(self, content: tuple[str, ...], text: str) -> None:
        assert one_text(*content) == text

    def test_an_unknown_symbol_is_left_to_be_noticed(self) -> None:
        assert one_text('<w:r><w:sym w:font="MT Extra" w:char="F04B"/><w:t>90</w:t></w:r>') == "\uf04b90"

    def test_a_comment_inside_a_number_does_not_cut_it(self) -> None:
        assert one_text("<w:r><w:t>1<!-- 注 -->0</w:t></w:r>") == "10"

    def test_a_title_and_its_year_in_one_paragraph_are_two_lines(self) -> None:
        assert placeless_blocks(read_blocks(paragraph("项目支出绩效自评表\n（2023年度）"))) == [
            Paragraph("项目支出绩效自评表"), Paragraph("（2023年度）"),
        ]  # fmt: skip

    def test_embedded_workbooks_and_foreign_parts_are_named(self) -> None:
        sheet = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
        parsed = parse(docx(paragraph("见表", sheet), '<w:altChunk r="x"/>'), "甲.docx")
        assert ["altChunk" in left.what or "Excel" in left.what for left in parsed.skipped] == [True, True]

    def test_a_document_of_pictures_is_named_as_such(self) -> None:
        (remark,) = parse(docx(paragraph("<w:r><w:drawing/></w:r>")), "甲.docx").remarks
        assert remark.code == "R5"


class TestForms:
    def test_a_whole_form_reads_as_its_text_does(self) -> None:
        data = write_blocks(blocks(WHOLE))
        (found,) = read_parsed(parse(data, "甲.docx"), "甲.docx").evaluations
        same(found, read_text(WHOLE, "甲.txt").evaluations[0])
        assert found.indicators[1].place == evolve(found.indicators[1].place, grid=1, grid_row=11, line=0)
        assert dict(found.indicators[1].place.columns)["target"] == 4

    def test_sum_of_weights_is_not_doubled_by_merged_cells(self) -> None:
        rows = [table_row("一级指标", "三级指标", "指标值", cell("分值", span=2))]
        rows += [
            table_row(
                cell("产出指标" if n == 0 else "", merge="continue" if n else "restart"),
                f"任务{n}",
                "≥3次",
                cell("10", span=2),
            )
            for n in range(10)
        ]
        found = read_parsed(parse(docx(paragraph("项目支出绩效目标表"), word_table(*rows)), "甲.docx"), "甲.docx")
        (evaluation,) = found.evaluations
        assert [row.level1 for row in evaluation.indicators] == ["产出指标"] * 10
        assert evaluation.indicator_weight == 100

    @pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
    @pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
    def test_a_published_document_reads_as_its_text_does(self, number: str) -> None:
        (path,) = SEEDS.glob(f"{number}_*.txt")
        text = path.read_text(encoding="utf-8-sig")
        expected = read(path)
        found = read_parsed(parse(write_blocks(blocks(text)), path.name), path.name)
        assert len(found.evaluations) == len(expected.evaluations) > 0
        for ours, theirs in zip(found.evaluations, expected.evaluations, strict=True):
            same(ours, theirs)
        assert [evolve(one, place=NOWHERE) for one in found.statements] == [
            evolve(one, place=NOWHERE) for one in expected.statements
        ]
        assert [left.what for left in found.skipped] == [left.what for left in expected.skipped]
