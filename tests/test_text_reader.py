"""Text: encodings, blocks, the three ways of writing a table, cleaning of cells."""

from __future__ import annotations

import pytest

from reports import Grid, Paragraph, UnreadableFile, read
from reports.readers.text import blocks, decode
from reports.readers.vertical import vertical_rows
from reports.recognition.cleaning import heal, heal_lines, strip_marks
from scoring import figure_value

from .forms import WHOLE, document, table, texts


def grids(text: str) -> list[list[list[str]]]:
    found = [block for block in blocks(text) if isinstance(block, Grid)]
    return [[[cell.text for cell in row.cells] for row in grid.rows] for grid in found]


class TestDecoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16"])
    def test_usual_encodings(self, encoding: str) -> None:
        assert decode("总分\t100分\n".encode(encoding), "甲.txt") == "总分\t100分\n"

    def test_letters_of_gbk_outside_gb2312(self) -> None:
        assert decode("朱镕基广场".encode("gb18030"), "甲.txt") == "朱镕基广场"

    def test_short_gbk_text_is_not_taken_for_another_encoding(self) -> None:
        assert decode("得分".encode("gbk"), "甲.txt") == "得分"

    def test_bytes_of_no_encoding_are_refused_with_their_place(self) -> None:
        with pytest.raises(UnreadableFile) as caught:
            decode("得分".encode() + b"\xff\xfe\xff", "甲.txt")
        assert caught.value.place == "甲.txt"
        assert "第" in caught.value.what
        assert caught.value.cure

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"", "空"),
            (b" \n\t\r\n", "空"),
            (b"\xef\xbb\xbf \n", "空白"),
            ("得分\0".encode(), "NUL"),
            (bytes(range(1, 32)) * 100, "控制字符"),
        ],
    )
    def test_what_is_no_text_is_refused(self, data: bytes, what: str) -> None:
        with pytest.raises(UnreadableFile, match=what):
            decode(data, "甲.txt")

    @pytest.mark.parametrize("data", [b"\0\x01\x02" * 99, bytes(range(1, 32)) * 100, b"\xff\xd0\x81" * 99])
    @pytest.mark.parametrize(
        ("name", "promised"), [("甲.docx", "Word 文档"), ("包.zip/乙.XLS", "Excel 工作簿"), ("丙.pdf", "PDF")]
    )
    def test_what_is_neither_text_nor_what_its_name_promises_is_said_to_be_broken(
        self, data: bytes, name: str, promised: str
    ) -> None:
        with pytest.raises(UnreadableFile, match=f"不是 ?{promised}，.*多半已损坏") as caught:
            read(name, data)
        assert "纯文本" not in caught.value.cure

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize(("text", "what"), [("", "空白"), (" \n\u3000", "空白"), ("\0\x01" * 50, "控制字符")])
    def test_wide_text_is_checked_like_any_other(self, encoding: str, text: str, what: str) -> None:
        with pytest.raises(UnreadableFile, match=what):
            decode(f"\ufeff{text}".encode(encoding), "甲.txt")

    def test_a_missing_file_is_told_in_chinese(self) -> None:
        with pytest.raises(UnreadableFile, match="打不开文件"):
            read("没有这个文件.txt")

    def test_bytes_at_hand_are_read_without_the_file(self) -> None:
        found = read("没有这个文件.txt", WHOLE.encode("gb18030"))
        assert len(found.evaluations) == 1
        assert len(found.sha256) == 64


class TestBlocks:
    def test_lines_with_tabs_are_a_grid_and_others_paragraphs(self) -> None:
        found = blocks("正文\n甲\t乙\n丙\t\t丁\n完\n")
        assert [type(block) for block in found] == [Paragraph, Grid, Paragraph]
        assert [block.place.line for block in found] == [1, 2, 4]
        assert isinstance(found[1], Grid)
        assert [(cell.text, cell.column) for cell in found[1].rows[1].cells] == [("丙", 0), ("丁", 2)]

    def test_a_blank_line_parts_grids(self) -> None:
        assert grids("甲\t乙\n\n丙\t丁\n") == [[["甲", "乙"]], [["丙", "丁"]]]

    def test_line_ends_of_every_system(self) -> None:
        assert grids("甲\t乙\r\n丙\t丁\r戊\t己\n") == [[["甲", "乙"], ["丙", "丁"], ["戊", "己"]]]

    def test_pipe_tables(self) -> None:
        text = "| 甲 | 乙 |\n| :-- | --: |\n| 丙\\|丁 |  |\n"
        assert grids(text) == [[["甲", "乙"], ["丙|丁"]]]

    def test_a_document_in_pipes_reads_like_one_in_tabs(self) -> None:
        lines = [f"| {line.replace(chr(9), ' | ')} |" if "\t" in line else line for line in WHOLE.split("\n")]
        assert [texts(row) for row in table("\n".join(lines)).indicators] == [
            texts(row) for row in table(WHOLE).indicators
        ]

    def test_one_cell_a_line(self) -> None:
        lines = "\t项目名称\n\t河道清淤\n\n\t一级指标\n\t\n\t得分\t\n\n\t甲\n"
        assert grids(lines) == [[["项目名称", "河道清淤"], ["一级指标", "得分"], ["甲"]]]

    def test_a_row_of_one_cell_a_line_stands_where_its_first_word_stands(self) -> None:
        (grid,) = (block for block in blocks("\t\n\t\n\t甲\n\t乙\n\n\t丙\n\t丁\n\t戊\n") if isinstance(block, Grid))
        assert [row.place.line for row in grid.rows] == [3, 6]

    def test_a_document_with_one_cell_a_line_reads_like_one_in_tabs(self) -> None:
        rows = [line.split("\t") if "\t" in line else [line] for line in WHOLE.split("\n") if line]
        text = "前言\n" + "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows) + "\n附记\n"
        found = table(text)
        assert [texts(row) for row in found.indicators] == [texts(row) for row in table(WHOLE).indicators]
        assert figure_value(found.printed_total) == figure_value(table(WHOLE).printed_total)
        assert (found.project, found.year) == ("河道清淤经费", 2024)

    @pytest.mark.parametrize(("said", "weight", "score"), [("", "100", None), ("96.5", "100", "96.5")])
    def test_a_total_of_one_cell_a_line_stands_under_its_heads(self, said: str, weight: str, score: str | None) -> None:
        rows = [
            ["", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
            ["绩效指标", "产出指标", "数量指标", "培训人数", "≥100人", "100人", "100", "96.5", ""],
            ["总分", "100", said, ""],
        ]
        groups = ["项目支出绩效自评表", "（2024年度）"]
        groups += ["\n\t".join(row) for row in ([["项目名称", "职工培训"], *rows])]
        (table,) = read("自评表.txt", "".join(f"\t{group}\n\n" for group in groups).encode()).evaluations
        assert table.printed_weight_total is not None
        assert table.printed_weight_total.text == weight
        assert (table.printed_total and table.printed_total.text) == score

    def test_the_label_of_a_total_that_begins_further_right_stays_there(self) -> None:
        lines = "\t三级指标\n\t目标值\n\t分值\n\t得分\n\n\t\n\t总分\n\t100\n".split("\n")
        *_, total = vertical_rows(lines, 0, len(lines))
        assert [(cell.text, cell.column, cell.colspan) for cell in total.cells] == [("总分", 1, 1), ("100", 2, 1)]

    def test_a_spreadsheets_csv_reads_like_one_in_tabs(self) -> None:
        lines = [
            ",".join(f'"{cell}"' if "，" in cell else cell for cell in line.split("\t")) for line in WHOLE.split("\n")
        ]
        found = table("\r\n".join(lines))
        assert [texts(row) for row in found.indicators] == [texts(row) for row in table(WHOLE).indicators]
        assert found.indicators[0].place.line == table(WHOLE).indicators[0].place.line

    def test_prose_with_commas_is_no_csv(self) -> None:
        assert [type(block) for block in blocks("一级指标,二级指标及其他,说明如下,共三条\n")] == [Paragraph]

    def test_headings_lose_their_marks(self) -> None:
        (found,) = blocks("## **附件** 1\n")
        assert isinstance(found, Paragraph)
        assert found.text == "附件 1"


class TestCleaning:
    @pytest.mark.parametrize(
        ("text", "clean"),
        [
            ("<p>目标一</p><p>目标二</p>", "目标一\n目标二"),
            ("甲<br/>乙<BR>丙", "甲\n乙\n丙"),
            ("**满意度**", "满意度"),
            ("**", "**"),
            ("a\\_b", "a_b"),
            ("&lt;=3次", "<=3次"),
            ("<=3次", "<=3次"),
            ("<5且>3", "<5且>3"),
            ("10<sup>2</sup>", "10²"),
        ],
    )
    def test_marks_of_the_export(self, text: str, clean: str) -> None:
        assert strip_marks(text) == clean

    @pytest.mark.parametrize(
        ("text", "healed"),
        [
            ("产出指 标", "产出指标"),
            ("沿岸居民满 意\n度", "沿岸居民满意度"),
            ("<=1028 .71", "<=1028.71"),
            ("< =3 次", "<=3次"),
            ("716. 40万元", "716.40万元"),
            ("2024 年 度", "2024年度"),
            ("LED 显示屏", "LED 显示屏"),
            ("Open Data 平 台", "Open Data 平台"),
            ("保障 SM\n信 息", "保障 SM 信息"),
            ("总额（万 元）", "总额（万元）"),
            ("\u200b得\u200b分", "得分"),
            ("得分 \u200b", "得分"),
            ("\ufeff 得分", "得分"),
            ("\u200b LED 屏", "LED 屏"),
            ("", ""),
            ("95\n90", "95 90"),
            ("36.6 7", "36.6 7"),
            ("1,994 95", "1,994 95"),
            ("1,200.0\n0", "1,200.00"),
            ("1,99\n4.00", "1,994.00"),
            ("1,234,567.\n89万元", "1,234,567.89万元"),
            ("12月10\n日前", "12月10日前"),
        ],
    )
    def test_wraps_are_healed(self, text: str, healed: str) -> None:
        assert heal(text) == healed

    def test_paragraphs_of_a_goal_stay(self) -> None:
        assert heal_lines("目标1：清 淤。\n\n目标2：验 收。") == "目标1：清淤。\n目标2：验收。"


def test_a_square_number_stays_what_it_is() -> None:
    row = document(WHOLE.replace("清淤里程", "清淤面积10² m²")).evaluations[0].indicators[0]
    assert row.name == "清淤面积10² m²"
