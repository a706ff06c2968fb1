"""Web pages: their tables as they are displayed, whoever saved them and in whatever encoding."""

from __future__ import annotations

import subprocess
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings

from reports import Cell, Grid, Paragraph, Row, UnreadableFile, read, read_parsed
from reports.grid import Parsed
from reports.readers import html
from reports.readers.html import parse
from reports.readers.lines import lines_apart
from reports.readers.text import blocks
from scoring.model import Place

from .forms import WHOLE, document
from .roundtrip import same
from .spreadsheets import SOFFICE, needs_soffice
from .strategies import tiled_rows
from .workbooks import html_of

SEEDS: Final = Path(__file__).resolve().parents[2] / "shared" / "seeds"


def page(text: str | bytes) -> Parsed:
    return parse(text if isinstance(text, bytes) else text.encode(), "测试.html")


def shown(text: str | bytes) -> list[object]:
    """Paragraphs as texts, grids as lists of rows of texts."""
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row.cells] for row in block.rows]
        for block in page(text).blocks
    ]


def table(rows: str) -> list[list[tuple[object, ...]]]:
    """Text, column, colspan and rowspan of the cells of one table."""
    (grid,) = page(f"<table>{rows}</table>").blocks
    assert isinstance(grid, Grid)
    return [[(c.text, c.column, c.colspan, c.rowspan) for c in row.cells] for row in grid.rows]


class TestWholeForms:
    def test_a_form_says_the_same_as_its_text(self) -> None:
        found = read("自评表.html", html_of(blocks(WHOLE)))
        (one,) = found.evaluations
        same(document(WHOLE).evaluations[0], one)
        assert (found.skipped, found.remarks) == ((), ())

    def test_every_value_knows_its_table_and_its_cell(self) -> None:
        (one,) = read("自评表.html", html_of(blocks(WHOLE))).evaluations
        row = one.indicators[1]
        assert row.place.grid == 1
        assert row.place.within_file("target") == f"第 1 个表格第 {row.place.grid_row} 行第 5 列"

    @pytest.mark.skipif(not SEEDS.is_dir(), reason="the published documents are not beside this checkout")
    @pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
    def test_a_published_document_says_the_same_as_a_page(self, number: str) -> None:
        (path,) = SEEDS.glob(f"{number}_*.txt")
        parts = blocks(path.read_text("utf-8"))
        expected = read_parsed(Parsed(tuple(parts)), path.name)
        found = read("公开.html", html_of(parts))
        assert len(found.evaluations) == len(expected.evaluations)
        for one, other in zip(expected.evaluations, found.evaluations, strict=True):
            same(one, other)
        assert [(s.kind, s.count, s.budget) for s in found.statements] == [
            (s.kind, s.count, s.budget) for s in expected.statements
        ]

    @needs_soffice
    @pytest.mark.parametrize("kind", ["html:HTML (StarWriter)", "html:HTML (StarCalc)"])
    def test_a_page_saved_by_libreoffice_says_the_same(self, kind: str, tmp_path: Path) -> None:
        from .workbooks import xlsx_of

        calc = "Calc" in kind
        path = tmp_path / ("自评表.xlsx" if calc else "自评表.html")
        path.write_bytes(xlsx_of(blocks(WHOLE), True) if calc else html_of(blocks(WHOLE)))
        subprocess.run(
            [str(SOFFICE), f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless",
             *([] if calc else ["--writer"]), "--convert-to", kind, "--outdir", str(tmp_path / "out"), str(path)],
            capture_output=True, timeout=300, check=True,
        )  # fmt: skip
        (found,) = read(tmp_path / "out" / "自评表.html").evaluations
        same(document(WHOLE).evaluations[0], found)


class TestSpans:
    @settings(max_examples=100)
    @given(tiling=tiled_rows())
    def test_any_merged_table_comes_back(self, tiling: tuple[list[list[Cell]], int]) -> None:
        rows = [Row(tuple(cells), Place(grid=1, grid_row=n)) for n, cells in enumerate(tiling[0], 1)]
        assert page(html_of([Grid(tuple(rows))])).blocks == tuple(lines_apart(rows))

    def test_cells_stand_in_the_columns_that_spans_leave_them(self) -> None:
        assert table("<tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d") == [
            [("a", 0, 1, 2), ("b", 1, 2, 1)],
            [("c", 1, 1, 1), ("d", 2, 1, 1)],
        ]

    def test_a_span_of_no_rows_goes_to_the_end_and_absurd_ones_no_further(self) -> None:
        for span in ("0", "65534", "99999999999"):
            assert table(f"<tr><td rowspan={span}>a<td>b<tr><td>c<tr><td>d")[0][0] == ("a", 0, 1, 3)
        assert table("<tr><td colspan=65534>甲<td>x<tr><td>a<td>b<td>e<tr><td rowspan=2 colspan=9999>c<tr><td>d") == [
            [("甲", 0, 3, 1), ("x", 3, 1, 1)],
            [("a", 0, 1, 1), ("b", 1, 1, 1), ("e", 2, 1, 1)],
            [("c", 0, 3, 2)],
            [("d", 3, 1, 1)],
        ]
        assert table("<tr><td>a<td colspan=0>b<tr><td>c<td colspan=-3>d<tr><td>e<td colspan=x>f")[2][1][2] == 1

    def test_a_span_ends_with_its_part_of_the_table(self) -> None:
        rows = "<thead><tr><td rowspan=9>a<td>b</thead><tbody><tr><td>c<td>d</tbody>"
        assert table(rows) == [[("a", 0, 1, 1), ("b", 1, 1, 1)], [("c", 0, 1, 1), ("d", 1, 1, 1)]]

    def test_the_foot_is_displayed_last_and_the_head_first(self) -> None:
        rows = "<tfoot><tr><td>总分<td>9</tfoot><tbody><tr><td>x<td>9</tbody><thead><tr><th>名<th>分</thead>"
        assert shown(f"<table>{rows}</table>") == [[["名", "分"], ["x", "9"], ["总分", "9"]]]


class TestText:
    def test_breaks_and_blocks_in_a_cell_are_lines(self) -> None:
        cell = "<p>a</p><p>b<br>c<div>d</div>e<ul><li>f<li>g</ul>"
        assert shown(f"<table><tr><td>{cell}<td>x</table>") == [[["a\nb\nc\nd\ne\nf\ng", "x"]]]

    def test_white_space_is_shown_as_a_browser_shows_it(self) -> None:
        assert shown("<table><tr><td>  ≥1100 \n\t人&nbsp;次 <td>产出指\n  标<td>a\nb</table>") == [
            [["≥1100 人\xa0次", "产出指标", "a b"]]
        ]

    def test_raised_digits_stay_raised_and_entities_are_characters(self) -> None:
        cells = (
            "<td>10m<sup>2</sup><td>&ge;3&lt;5&#20154;<td>m<span style='vertical-align: super'>3</span>以上<td>a<=3次"
        )
        assert shown(f"<table><tr>{cells}</table>") == [[["10m²", "≥3<5人", "m³以上", "a<=3次"]]]

    def test_what_is_not_displayed_is_not_read(self) -> None:
        text = (
            "<head><title>题</title><style>p{}</style></head><p>一<script>x</script><!-- 注 -->"
            "<span style='DISPLAY:none'>藏</span><b hidden>藏</b><noscript>藏</noscript>二"
            "<table><tr style='display: none'><td>藏<td>藏<tr><td>a<td style='display:none'>藏</td><td>b</table>"
        )
        assert shown(text) == ["一二", [["a", "b"]]]

    def test_deleted_text_is_left_out_and_said(self) -> None:
        found = page("<p>得分<del>90</del><ins>95</ins>分")
        assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == ["得分95分"]
        assert [remark.code for remark in found.remarks] == ["R3"]
        assert page("<p>a<del> </del>").remarks == ()

    def test_text_between_tables_comes_as_paragraphs_in_order(self) -> None:
        text = "前<table><caption>表名</caption><tr><td>a<td>b</table>中<h2>间</h2><table><tr><td>c<td>d</table>后"
        assert shown(text) == ["前", "表名", [["a", "b"]], "中", "间", [["c", "d"]], "后"]

    def test_lines_over_and_under_a_table_in_rows_of_their_own_are_paragraphs(self) -> None:
        rows = "<tr><td colspan=2>项目支出绩效自评表<tr><td>a<td>b<tr><td>总分<tr><td colspan=2>注：略<br>二"
        assert shown(f"<table>{rows}</table>") == ["项目支出绩效自评表", [["a", "b"], ["总分"]], "注：略", "二"]


class TestOddTables:
    def test_cells_without_rows_and_tags_without_ends(self) -> None:
        assert shown("<table><td>a<td>b<tr><td>c<td>d<p>e") == [[["a", "b"], ["c", "d\ne"]]]

    def test_forms_between_rows_and_text_between_cells(self) -> None:
        text = "<table><tr><td>a</td>散<td>b</td></tr><form><tr><td>c</td><td>d</td></tr></form></table>"
        assert shown(text) == ["散", [["a", "b"], ["c", "d"]]]
        text = "<table><tr><td>a</td><td>b</td></tr><tr>在前<td>c</td><td>d</td></tr></table>"
        assert shown(text) == ["在前", [["a", "b"], ["c", "d"]]]

    def test_cells_outside_tables_are_text(self) -> None:
        assert shown("<td>a</td><tr><td>b</tr>") == ["a", "b"]

    def test_a_table_that_lays_out_others_gives_way_to_them(self) -> None:
        inner = "<table><tr><td>一级指标<td>得分<tr><td>产出指标<td>9</table>"
        text = f"<table><tr><td>导航<td>搜索<tr><td>正文{inner}文后{inner}<td>栏目</table>"
        found = page(text)
        assert shown(text)[:3] == ["导航", "搜索", "正文"]
        assert [block.place.grid for block in found.blocks if isinstance(block, Grid)] == [2, 3]
        assert shown(text)[-1] == "栏目"

    def test_a_layout_within_a_layout(self) -> None:
        inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"
        for _ in range(5):
            inner = f"<table><tr><td>{inner}</td></tr></table>"
        assert shown(inner) == [[["a", "b"], ["c", "d"]]]

    def test_a_small_table_in_a_cell_of_data_is_text_of_that_cell(self) -> None:
        row = "<tr><td>数量指标<td>≥3次<td>10"
        text = f"<table>{row}{row}<tr><td>质量<td>说明<table><tr><td>甲<td>5<tr><td>乙<td>6</table>完<td>9</table>"
        assert shown(text) == [[["数量指标", "≥3次", "10"]] * 2 + [["质量", "说明\n甲 5\n乙 6\n完", "9"]]]

    def test_tables_nested_without_reason_are_read_as_text_and_said(self) -> None:
        found = page("<table><tr><td>" * 40 + "深" + "</table>" * 40)
        assert [block.text for block in found.blocks if isinstance(block, Paragraph)] == ["深"]
        assert [one.what for one in found.skipped] == ["8 个表格套在太多层表格里，按文字读"]


class TestSavedByPrograms:
    def test_word(self) -> None:
        text = (
            "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta http-equiv=Content-Type "
            "content='text/html; charset=gb2312'><!--[if gte mso 9]><xml><o:x>9</o:x></xml><![endif]--></head><body>"
            "<p class=MsoNormal>年度绩效<span lang=EN-US><o:p>&nbsp;</o:p></span></p><![if !supportEmptyParas]>"
            "<table class=MsoTable><tr><td><p class=MsoNormal>产出<span lang=EN-US>10m<sup>2</sup><o:p></o:p></span></p>"
            "</td><td><p><span style='mso-spacerun:yes'>&nbsp;</span>朱镕基</p></td></tr></table><![endif]>"
        )
        assert shown(text.encode("gb18030")) == ["年度绩效", [["产出10m²", "朱镕基"]]]

    def test_excel(self) -> None:
        text = (
            "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><meta charset=gb2312></head><body>"
            "<table><col width=72><tr height=18><td height=18 class=xl65 x:num='0.9'>90.00%</td><td>1,200.00 </td></tr>"
            "<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=72></td><td></td></tr><![endif]>"
            "</table></body></html>"
        )
        assert shown(text.encode("gb18030")) == [[["90.00%", "1,200.00"]]]

    def test_a_set_of_frames_says_where_its_tables_are(self) -> None:
        (left,) = page("<html><frameset rows='*,39'><frame src='sheet001.htm'></frameset></html>").skipped
        assert "sheet001" not in left.what
        assert "框架" in left.what

    @pytest.mark.parametrize("encoding", ["gb2312", "utf-8"])
    def test_an_archive_of_pages(self, encoding: str) -> None:
        mail = MIMEMultipart("related")
        for number in (1, 2):
            body = f"<p>第{number}页</p><table><tr><td>{number}<td>分</table>"
            mail.attach(MIMEText(body, "html", encoding))
        mail.attach(MIMEText("p{}", "css"))
        found = page(mail.as_bytes())
        assert shown(mail.as_bytes()) == ["第1页", [["1", "分"]], "第2页", [["2", "分"]]]
        assert [block.place.grid for block in found.blocks if isinstance(block, Grid)] == [1, 2]


class TestEncodings:
    TEXT = "<p>朱镕基</p><table><tr><td>产出指标<td>≥3次</table>"
    SHOWN: Final = ["朱镕基", [["产出指标", "≥3次"]]]

    @pytest.mark.parametrize(
        ("declared", "encoding"),
        [
            ("gb2312", "gb18030"),
            ("GBK", "gbk"),
            ("gb18030", "gb18030"),
            ("utf-8", "utf-8"),
            ("gb2312", "utf-8"),
            ("utf-8", "gb18030"),
            ("iso-8859-1", "utf-8"),
            ("iso-8859-1", "gb18030"),
            ("", "gb18030"),
            ("", "utf-8-sig"),
            ("gb2312", "utf-16"),
            ("不认识", "utf-8"),
        ],
    )
    def test_a_page_is_read_whatever_it_says_of_its_encoding(self, declared: str, encoding: str) -> None:
        head = f"<meta charset='{declared}'>" if declared else ""
        assert shown((head + self.TEXT).encode(encoding)) == self.SHOWN

    def test_traditional_and_western_encodings_are_taken_at_their_word(self) -> None:
        assert shown("<meta charset=big5><p>績效評價</p>".encode("big5")) == ["績效評價"]
        assert shown("<meta charset=windows-1252><p>&#32489;caf\xe9 x</p>".encode("cp1252")) == ["绩café x"]

    def test_bytes_of_no_encoding_are_refused(self) -> None:
        for data in (b"<p>\xff\xff\xff</p>", b"", b" \n"):
            with pytest.raises(UnreadableFile) as error:
                page(data)
            assert error.value.place == "测试.html"


class TestSize:
    def test_nesting_without_end_is_refused_by_name(self) -> None:
        with pytest.raises(UnreadableFile, match="嵌套太深"):
            page("<div>" * 100_000 + "x")

    @pytest.mark.parametrize("before", ["", "<b>", "<b>" * 4000])
    def test_a_mark_of_attributes_without_end_is_refused_by_name(self, before: str) -> None:
        many = " ".join(f"a{number}" for number in range(4002))
        with pytest.raises(UnreadableFile, match="一个标记的属性多得不像网页"):
            page(f"{before}<p {many}>1</p>")

    def test_a_thousand_layers_are_read(self) -> None:
        assert shown("<div>" * 1000 + "x") == ["x"]

    def test_too_many_cells_are_cut_and_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(html, "MOST_CELLS", 10)
        found = page("<table>" + "<tr><td>a<td>b" * 20 + "</table>")
        assert [one.what for one in found.skipped] == ["网页没有读完：有字的单元格超过 10 个"]
        assert len(found.blocks[0].rows) == 5  # type: ignore[union-attr]

    def test_spans_over_everything_in_every_cell_take_no_long(self) -> None:
        found = page("<table>" + ("<tr>" + "<td rowspan=65534 colspan=1000>a" * 3) * 3000 + "</table>")
        assert isinstance(found.blocks[0], Grid)

    def test_long_runs_of_spaces_and_breaks_take_no_long(self) -> None:
        for filler in (" " * 1_000_000, "<br>" * 100_000, "\n 中" * 100_000, "<![if " * 100_000, "&" * 1_000_000):
            page(f"<p>a{filler}b")

    def test_parts_of_an_archive_in_one_another_without_end_are_refused(self) -> None:
        layers = b"".join(
            b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="%d"\n\n--%d\n' % (n, n) for n in range(1000)
        )
        with pytest.raises(UnreadableFile):
            page(layers)
