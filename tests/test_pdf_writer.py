"""PDF files as people get them: everything said, nothing interpreted, whole on every page."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pypdfium2
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import rulesets
from reports import ReportError, form_sheet, read, render, render_file
from reports.escaping import clean
from reports.formats import FILES
from reports.sheets.sheet import Sheet, SheetCell, SheetPart, SheetRow
from reports.writers.pdf import KINDS, literal, pictures, plain, source, write
from reports.writers.pdf_form import fitted, width_of
from reports.writers.typesetting import STACKS, Typesetter, faces, typesetter
from scoring import Evaluation, Recheck, score

from . import samples
from .command import run

typst = pytest.importorskip("typst", reason="typst is not installed: pip install 'zipingbiao[pdf]'")

TABLES: dict[str, Callable[[], Evaluation]] = {
    "plain": samples.plain_project,
    "parts": samples.part_project,
    "wrong": samples.wrong_project,
    "gaps": samples.gap_project,
    "hostile": samples.hostile_project,
    "long": samples.long_project,
    "department": samples.department,
}
EXAMPLES = Path(__file__).parents[1] / "examples"
HEADS = ("一级指标", "三级指标", "年度指标值", "得分")


@pytest.fixture(autouse=True)
def fonts() -> None:
    try:
        typesetter()
    except ReportError as error:
        pytest.skip(f"{error}")


def pages(data: bytes) -> list[str]:
    """The text of each page without anything that is only space."""
    with pypdfium2.PdfDocument(data) as document:
        return [compact(page.get_textpage().get_text_range()) for page in document]


def compact(text: str) -> str:
    # pdfium marks a hyphen at the end of a line as one that may be taken out.
    return re.sub(r"[\s\u200b]+", "", text.replace("\x02", "-").replace("\ufffe", "-"))


def facts(markdown: str) -> Iterator[str]:
    """What a report in Markdown says, cell by cell and line by line; tables have other head rows there."""
    lines = markdown.splitlines()
    for line, below in pairwise([*lines, ""]):
        if below.startswith("| --"):
            continue
        for part in line.split(" | ") if line.startswith("|") else [line]:
            text = part.strip(" |").replace("\\|", "|").replace("**", "")
            text = re.sub(r"^#+ |^- (?:未识别：)?|^ +- ", "", text)
            text = re.sub(r"\\([`|(])", r"\1", unescape(text))
            if text.strip("-: "):
                yield text


def cell(text: str, column: int, kind: Any = "text", **more: Any) -> SheetCell:
    return SheetCell(text, column, kind=kind, **more)


def head() -> SheetRow:
    return SheetRow(tuple(cell(text, n, "head") for n, text in enumerate(HEADS)))


def form(*rows: SheetRow, heads: int = 1, landscape: bool = False) -> Sheet:
    part = SheetPart((head(), *rows) if heads else rows, heads)
    return Sheet(
        "项目支出绩效自评表", "（2023年度）", ("金额单位：万元",), (2, 5, 3, 2), (part,), landscape, "示例项目"
    )


def rows(count: int) -> list[SheetRow]:
    """Rows under one name of the first level."""
    found = [
        SheetRow((cell(f"完成第{n}批任务", 1), cell(f"≥{n}件", 2, "value"), cell("1.50", 3, "number")))
        for n in range(count)
    ]
    return [SheetRow((cell("产出指标", 0, "level", rowspan=count), *found[0].cells)), *found[1:]]


def one(text: str) -> Sheet:
    return form(SheetRow((cell(text, 0, "prose", colspan=4),)), heads=0)


def said(data: bytes) -> str:
    """What stands in a form of one cell."""
    (page,) = pages(data)
    return page.removeprefix(compact("项目支出绩效自评表（2023年度）金额单位：万元")).removesuffix("—1—")


@pytest.mark.parametrize("name", TABLES)
def test_a_report_says_all_that_it_says_in_markdown(name: str) -> None:
    subject = samples.scored(TABLES[name]())
    everything_is_said(render("report", subject, "md"), render_file("report", subject, "pdf"))


@pytest.mark.parametrize("made", [samples.rechecked, samples.goals_rechecked, samples.erring_though_agreeing])
def test_an_opinion_says_all_that_it_says_in_markdown(made: Callable[[], Recheck]) -> None:
    everything_is_said(render("opinion", made(), "md"), render_file("opinion", made(), "pdf"))


def everything_is_said(markdown: str, data: bytes) -> None:
    text = "".join(re.sub(r"—\d+—", "", page) for page in pages(data))
    for fact in facts(markdown):
        whole = compact(fact)
        parts = [whole] if whole in text else re.split(r"[，。；：:　“”（）()·\s]+", fact)
        for part in parts:  # cut by a page, or laid out in other pieces
            assert compact(part) in text, fact


@pytest.mark.parametrize("name", TABLES)
def test_a_form_shows_every_cell(name: str) -> None:
    from reports.sheets.building import form_sheet

    sheet = form_sheet(*samples.scored(TABLES[name]()))
    text = "".join(pages(write("form", sheet)))
    for part in sheet.parts:
        for row in part.rows:
            for shown in row.cells:
                words = compact(str(clean(shown.text)))
                # pdfium goes from line to line through cells that stand side by side
                assert words in text or (len(words) < 12 and set(words) <= set(text)), words


@pytest.mark.parametrize("landscape", [False, True])
def test_head_rows_and_level_names_stand_on_every_page(landscape: bool) -> None:
    found = pages(write("form", form(*rows(120), landscape=landscape)))
    assert len(found) >= 3
    for number, page in enumerate(found, 1):
        assert all(page.count(word) == 1 for word in HEADS)
        assert page.count("产出指标") == 1
        assert page.endswith(f"—{number}—")
    assert all(sum(f"完成第{n}批任务≥{n}件" in page for page in found) == 1 for n in range(120))


def test_no_row_is_lost_between_head_and_rows_that_share_a_side_heading() -> None:
    side = SheetRow(
        (cell("年度绩效指标", 0, "side", rowspan=3), *(cell(t, n, "head") for n, t in enumerate(HEADS[1:], 1)))
    )
    body = [SheetRow((cell(f"任务{n}", 1), cell("=1", 2, "value"), cell("2", 3, "number"))) for n in range(2)]
    sheet = evolve(form(), parts=(SheetPart((side, *body), 1),))
    (page,) = pages(write("form", sheet))
    assert page.count("年度绩效指标") == 1
    assert "任务0=12" in page
    assert "任务1=12" in page


def test_a_text_longer_than_a_page_goes_on_over_the_next() -> None:
    text = "".join(f"第{n}项工作已经完成；" for n in range(900))
    found = pages(write("form", one(text)))
    assert len(found) > 1
    joined = "".join(re.sub(r"—\d+—$", "", page) for page in found)
    assert all(f"第{n}项工作已经完成" in joined for n in range(900))


def test_each_form_of_several_begins_a_page() -> None:
    found = pages(write("form", (form(*rows(3)), form(*rows(3), landscape=True))))
    assert ["项目支出绩效自评表" in page for page in found] == [True, True]


def test_a_form_that_small_letters_bring_onto_one_page_stands_on_one() -> None:
    table = read(str(EXAMPLES / "filled-2024.docx")).evaluations[0]
    card = score(table, rulesets.catalogue()["xinjiang/2024"])
    (shown,) = fitted([form_sheet(table, card)]).sheets
    assert shown.landscape
    assert len(pages(render_file("form", (table, card), "pdf"))) == 1


def test_pages_are_a4_and_lie_on_their_side_where_the_form_does() -> None:
    for landscape in (False, True):
        with pypdfium2.PdfDocument(write("form", form(*rows(2), landscape=landscape))) as document:
            wide, high = document[0].get_size()
        assert {round(wide), round(high)} == {595, 842}
        assert (wide > high) is landscape


@pytest.mark.parametrize("text", ["-999,999,999,999.99", "12345678.90%", "1,994.00"])
def test_a_number_is_never_broken(text: str) -> None:
    row = SheetRow(
        (cell("产出指标", 0, "level"), cell("很长的指标名称" * 6, 1), cell("≥1", 2, "value"), cell(text, 3, "number"))
    )
    with pypdfium2.PdfDocument(write("form", form(row))) as document:
        assert text in document[0].get_textpage().get_text_range()


def test_a_word_wider_than_its_cell_is_broken_and_stays_in_it() -> None:
    word = "https://example.invalid/" + "abcdefghij" * 20
    sheet = form(
        SheetRow((cell("产出指标", 0, "level"), cell(word, 1), cell("=1", 2, "value"), cell("1", 3, "number")))
    )
    data = write("form", sheet)
    assert word in pages(data)[0]
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].get_textpage()
        right = max(page.get_charbox(n)[2] for n in range(page.count_chars()) if page.get_text_range(n, 1) in "aj")
    widths = fitted((sheet,)).sheets[0].widths
    assert right < 20 / 25.4 * 72 + widths[0] + widths[1]
    subject = samples.scored()
    report = render_file("report", (evolve(subject[0], goal=word), subject[1]), "pdf")
    assert word in "".join(pages(report))


def test_columns_fill_the_page_and_letters_shrink_before_numbers_break() -> None:
    wide = SheetRow(tuple(cell("8,888,888,888.88", n, "number") for n in range(9)))
    sheet = evolve(form(), widths=(1,) * 9, parts=(SheetPart((wide,)),))
    (found,) = fitted((sheet,)).sheets
    assert found.size < 10
    assert abs(sum(found.widths) - 481.9) < 1
    assert all(width > width_of("8,888,888,888.88") * found.size for width in found.widths) or found.size == 7.5


@cache
def compiler() -> Any:
    folder = mkdtemp()
    main = Path(folder, "main.typ")
    main.write_text("", encoding="utf-8")
    return typst.Compiler(str(main), root=folder, ignore_system_fonts=True)


def evaluated(expression: str) -> Any:
    """What a typst expression is worth."""
    return json.loads(compiler().eval(expression))


@settings(max_examples=300)
@given(st.text())
def test_any_text_is_one_string_for_typst(text: str) -> None:
    assert evaluated(str(plain(text))) == str(clean(text)).replace("\r\n", "\n")
    whole = evaluated(str(literal(text)))
    assert ("".join(whole) if isinstance(whole, list) else whole) == str(clean(text)).replace("\r\n", "\n")


@settings(max_examples=60)
@given(st.text(alphabet="#[]{}()$*_\\\"'`<>@=-+/~%&;:.,!|^ux01\x00\x1b\x7f\u202e\ufeff\ud800\t", max_size=14))
def test_nothing_in_a_text_is_markup(text: str) -> None:
    shown = said(write("form", one("甲" + text + "乙")))
    assert shown.replace("\ufeff", "") == compact(str(clean("甲" + text + "乙"))).replace("\ufeff", "")


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        '"#read("/etc/passwd")"',
        '#import "@preview/tiaoma:0.1.0": *',
        '\\"; #eval("1+1") //',
        "/* 注释",
        "https://example.invalid/a?b#c",
        "= 标题",
        "- 项",
        "{{ 7 * 7 }}{% raw %}",
        "$ x^2 $ @ref <label>",
    ],
)
def test_code_in_a_name_is_printed(text: str) -> None:
    assert compact(text) in said(write("form", one(text)))
    evaluation, card = samples.scored()
    report = "".join(pages(render_file("report", (evolve(evaluation, project=text, goal=text), card), "pdf")))
    assert report.count(compact(text)) >= 2


def test_the_same_view_gives_the_same_bytes_and_no_date() -> None:
    sheet = form(*rows(30))
    text = source("form", fitted((sheet,)))
    first = write("form", sheet)
    assert first == write("form", sheet) == Typesetter(typst.Fonts()).pdf(text)
    assert b"CreationDate" not in first
    with pypdfium2.PdfDocument(first) as document:
        found = document.get_metadata_dict(skip_empty=True)
    assert found["Title"] == "示例项目 项目支出绩效自评表"
    assert "Author" not in found


def test_headings_are_an_outline() -> None:
    with pypdfium2.PdfDocument(render_file("opinion", samples.rechecked(), "pdf")) as document:
        titles = [mark.get_title() for mark in document.get_toc()]
    assert titles[0] == "一、复核对象与依据"
    assert "附：判断与记号说明" in titles


def test_a_chart_higher_than_a_page_is_cut_between_bars() -> None:
    from decimal import Decimal

    from reports.views.charts import Bar, bars_chart

    chart = bars_chart("执行率", [Bar(f"表{n}", Decimal(n), Decimal(100), f"{n}%") for n in range(80)], "x")
    boxes = [tuple(map(int, box)) for box in re.findall(r'viewBox=\\"0 (\d+) 440 (\d+)', str(pictures(chart)))]
    assert len(boxes) > 1
    assert all(height <= 750 for _, height in boxes)
    assert [top for top, _ in boxes[1:]] == [top + height for top, height in boxes[:-1]]


def test_fonts_of_official_papers_go_before_free_ones() -> None:
    installed = frozenset({"fangsong_gb2312", "kaiti", "simsun", "simhei", "fzxiaobiaosong-b05s", "noto serif cjk sc"})
    found = faces(installed)
    assert [found[use][0] for use in STACKS] == ["FZXiaoBiaoSong-B05S", "FangSong_GB2312", "KaiTi", "SimHei", "SimSun"]
    assert found["weight"] == "regular"
    assert faces(frozenset({"noto serif cjk sc"}))["weight"] == "bold"
    assert faces(frozenset({"wenquanyi micro hei"}))["body"] == ["WenQuanYi Micro Hei"]


def test_without_a_chinese_font_it_says_what_to_install(tmp_path: Path) -> None:
    empty = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(tmp_path)])
    with pytest.raises(ReportError, match="没有中文字体") as caught:
        Typesetter(empty)
    assert "fonts-noto-cjk" in str(caught.value)


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    typesetter.cache_clear()
    try:
        with pytest.raises(ReportError, match=re.escape("zipingbiao[pdf]")):
            write("form", form())
    finally:
        typesetter.cache_clear()


def test_what_is_too_large_is_refused_before_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.writers.pdf.LARGEST", 20_000)
    assert write("form", form(*rows(100)))
    monkeypatch.setattr(Typesetter, "pdf", lambda *_: pytest.fail("it was set"))
    with pytest.raises(ReportError, match="有 1000 行，太多") as refused:
        write("form", form(*rows(1000)))
    (fits,) = re.findall(r"最多约 (\d+) 行", refused.value.cure)
    assert 100 <= int(fits) < 1000


def test_a_form_of_2000_rows_is_set_within_the_limits(tmp_path: Path) -> None:
    project = samples.plain_project()
    names = [f"第{number}项" for number in range(2000)]
    indicators = tuple(
        evolve(project.indicators[at % len(project.indicators)], name=name) for at, name in enumerate(names)
    )
    given = tmp_path / "填报.docx"
    given.write_bytes(render_file("form", evolve(project, indicators=indicators), "docx"))
    result = run("score", given, "-o", tmp_path / "结果.pdf")
    assert result.exit_code in (0, 1), result.stderr
    found = "".join(pages((tmp_path / "结果.pdf").read_bytes()))
    assert all(name in found for name in names)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ReportError, match="summary"):
        write("summary", [])
    assert set(KINDS) == {kind for kind, formats in FILES.items() if "pdf" in formats}
