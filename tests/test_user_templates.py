"""A user's own templates: what they can use, what they cannot do, and what they are told when they are wrong."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from attrs import evolve

from reports import ReportError
from reports.templating.fields import KINDS, data_of, fields
from reports.templating.filling import fill_template
from reports.views.opinion import opinion_view
from reports.views.report import report_view

from .command import EXAMPLES, PROJECT, run
from .samples import HOSTILE_NAME, hostile_project, rechecked, scored


@pytest.fixture(scope="module")
def view() -> Any:
    return report_view(*scored())


def fill(template: str, view: Any, name: str = "模板.md") -> str:
    return fill_template(template.encode(), name, view).decode()


def test_every_field_a_template_can_use_is_explained() -> None:
    for kind in KINDS:
        unexplained = [field.path for field in fields(kind) if not field.meaning]
        assert not unexplained, kind


def test_every_field_that_is_listed_is_there(view: Any) -> None:
    data = data_of(view)
    for field in fields("report"):
        name = field.path.split("[")[0].split(".")[0]
        assert name in data


def test_values_are_filled_in(view: Any) -> None:
    text = fill("{{ project }}：{{ total }}\n{% for row in rows %}{{ row.number }} {{ row.name }}\n{% endfor %}", view)
    first, *rows = text.strip().split("\n")
    assert first == f"{view.project}：{view.total}"
    assert rows == [f"{row.number} {row.name}" for row in view.rows]


def test_html_templates_escape_what_is_filled_in() -> None:
    text = fill("<p>{{ project }}</p>", report_view(*scored(hostile_project())), "模板.html.j2")
    assert "<A&B>" not in text
    assert "&lt;A&amp;B&gt;" in text


@pytest.mark.parametrize(
    ("name", "goal", "filled"),
    [
        ("a.csv", "=1+1", "'=1+1"),
        ("a.csv", "-3.5", "-3.5"),
        ("a.md", "<script>&", "&lt;script&gt;&amp;"),
        ("a.txt", "<=3", "<=3"),
    ],
)
def test_what_is_filled_in_brings_no_formula_and_no_tag(name: str, goal: str, filled: str, view: Any) -> None:
    assert fill("{{ goal }}", evolve(view, goal=goal), name) == filled


def test_a_word_template_with_parts_outside_itself_is_refused(view: Any) -> None:
    file = io.BytesIO(word(["{{ project }}"]))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("../../etc/passwd", "x")
    with pytest.raises(ReportError, match="名称不正常"):
        fill_template(file.getvalue(), "模板.docx", view)


def test_a_long_paragraph_with_a_tag_costs_little(view: Any) -> None:
    filled = opened(fill_template(word(["字" * 300_000, "{{ total }}"]), "模板.docx", view))
    assert filled.paragraphs[0].text.endswith(view.total)


def test_the_opinion_can_be_filled_too() -> None:
    text = fill("{% for line in conclusion %}{{ line }}{% endfor %}", opinion_view(rechecked()))
    assert text == "".join(opinion_view(rechecked()).conclusion)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ projet }}", "不存在的字段 projet.*是不是 project"),
        ("一\n{{ rows[0].nam }}", "第 2 行：.*不存在的字段 nam.*是不是 name"),
        ("{% for row in rows %}", "模板有误"),
        ("{{ ''.__class__.__mro__ }}", "模板做了不允许的事|模板用了不存在的字段"),
        ("{{ rows.append(1) }}", "模板做了不允许的事|模板用了不存在的字段"),
        ("{% include '/etc/passwd' %}", "模板有误"),
        ("{{ 1 / 0 }}", "模板有误"),
        ("{{ 'a' * 10**10 }}", "时间或内存太多"),
        ("{{ range(10**9) | list }}", "模板有误"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "时间或内存太多"),
    ],
)
def test_a_wrong_template_is_told_what_is_wrong(
    template: str, message: str, view: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.templating.filling.SECONDS", 2)
    with pytest.raises(ReportError, match=message) as caught:
        fill(template, view)
    assert caught.value.place.startswith("模板.md")
    assert caught.value.cure


@pytest.mark.parametrize(
    ("template", "message", "cure"),
    [
        ("一\n{% for row in rows %}", "第 2 行.*{% for %} 没有结束", "{% endfor %}"),
        ("{% for row in rows %}{% endif %}", "{% endif %} 写错了位置.*{% for … %} 还没有结束", "{% endfor %}"),
        ("{% for row in rows %}{% fi %}{% endfor %}", "没有 {% fi %} 这种标签", "是不是 if"),
        ("{% endfor %}", "{% endfor %} 前面没有对应的 {% for … %}", "删去"),
        ("{% else %}", "{% else %} 前面没有对应的 {% if … %}", "补上"),
        ("{% fro row in rows %}", "没有 {% fro %} 这种标签", "是不是 for"),
        ("{{ total", "写到结尾也没有 }} 或 %}", "补上"),
        ("{{ total unit }}", "该写“}}”的地方写了“unit”", "只写一个值"),
        ("{% if total = 1 %}{% endif %}", "写了一个等号", "=="),
        ("{% if total %}{% else if unit %}{% endif %}", "{% else if %} 不是标签", "{% elif"),
        ("{% for row of rows %}{% endfor %}", "该写 in 的地方写了“of”", "in 列表"),
        ("{{ }}", "“}}”前面没有写值", "project"),
        ("{{ “甲” }}", "中文标点 “ ", '"'),
        ("{{ 'a }}", "引号没有成对", "补上"),
        ("{{ (total }}", "括号没有成对，缺“）”|括号没有成对，缺“\\)”", "补上"),
        ("{{ total && unit }}", "不能用“&”", "and"),
        ("{{ total }", "多了一个“}”", "各两个"),
        ("{# 注", "注释 {# 没有结束", "#}"),
        ("{{ total | nothing }}", "没有过滤器“nothing”", "join"),
        ("{% include 'a' %}", "不能引用别的文件", "直接写进"),
        ("{{ 1 / 0 }}", "除数是 0", "{% if %}"),
        ("{{ rows[999] }}", "没有序号 999 的一项", "从 0 起"),
        ("{{ total + 1 }}", "数和文字不能这样计算", "直接取用"),
        ("{% for a in 5 %}{% endfor %}", "不是列表", "--fields"),
    ],
)
def test_a_slip_in_a_template_is_explained_in_chinese_with_jinja_s_words_in_brackets(
    template: str, message: str, cure: str, view: Any
) -> None:
    with pytest.raises(ReportError) as caught:
        fill(template, view)
    assert re.search(message.replace("{", r"\{"), str(caught.value))
    assert cure in caught.value.cure
    assert re.search(r"（原文：[ -~“]+）$", caught.value.what)
    assert "第 " in caught.value.place


def test_a_template_that_is_no_text_is_refused(view: Any) -> None:
    with pytest.raises(ReportError, match="UTF-8"):
        fill_template(b"\xff\xfe\x00", "模板.txt", view)
    with pytest.raises(ReportError, match=r"不能用 \.exe 作模板"):
        fill_template(b"", "模板.exe", view)


def word(*paragraphs: list[str], table: list[list[str]] = ()) -> bytes:  # type: ignore[assignment]
    """A Word document; each paragraph is a list of runs."""
    document = docx.Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for number, text in enumerate(runs):
            paragraph.add_run(text).bold = number % 2 == 0
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, shown in zip(row.cells, texts, strict=True):
                cell.text = shown
    document.add_paragraph("完")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def test_a_tag_that_word_cut_into_runs_is_filled_in_the_look_of_its_first_run(view: Any) -> None:
    filled = opened(fill_template(word(["名称：{{ pro", "ject", " }}，", "总分 {{total}}"]), "模板.docx", view))
    paragraph = filled.paragraphs[0]
    assert paragraph.text == f"名称：{view.project}，总分 {view.total}"
    assert paragraph.runs[0].bold
    assert view.project in paragraph.runs[0].text


def test_rows_and_paragraphs_are_repeated_whole(view: Any) -> None:
    template = word(
        ["{%p for line in conclusion %}"],
        ["{{ line }}"],
        ["{%p endfor %}"],
        table=[
            ["名称", "得分"],
            ["{%tr for row in rows if row.score != “” %}", ""],
            ["{{ row.name }}", "{{ row.score }}"],
            ["{%tr endfor %}", ""],
        ],
    )
    filled = opened(fill_template(template, "模板.docx", view))
    assert [p.text for p in filled.paragraphs] == [*view.conclusion, "完"]
    (table,) = filled.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["名称", "得分"],
        *([row.name, row.score] for row in view.rows),
    ]


def test_names_with_markup_stay_text_in_word() -> None:
    filled = opened(
        fill_template(word(["{{ project }}{{ ‘a’ if 1 < 2 }}"]), "模板.docx", report_view(*scored(hostile_project())))
    )
    assert filled.paragraphs[0].text == f"{HOSTILE_NAME}a"


def test_other_parts_of_the_word_template_stay_as_they_are(view: Any) -> None:
    template = word(["{{ project }}"])
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (template, fill_template(template, "a.docx", view)))
    assert before.namelist() == after.namelist()
    assert all(before.read(n) == after.read(n) for n in before.namelist() if n != "word/document.xml")


@pytest.mark.parametrize("runs", [["{%p for row in rows %}"], ["{% for row in rows %}"], ["{{ nothing }}"]])
def test_a_wrong_word_template_is_told(runs: list[str], view: Any) -> None:
    with pytest.raises(ReportError, match=r"模板\.docx"):
        fill_template(word(runs), "模板.docx", view)


def test_the_command_fills_a_template_for_every_table(tmp_path: Path) -> None:
    template = tmp_path / "封面.md"
    template.write_text("{{ project }}得 {{ total }} 分", encoding="utf-8")
    done = run("report", PROJECT, "--template", str(template))
    assert (done.exit_code, done.stdout.strip()) == (0, "2024年公共图书馆免费开放补助经费得 99.22 分")


def test_the_command_lists_what_a_template_can_use() -> None:
    done = run("report", "--fields", "--kind", "opinion")
    assert done.exit_code == 0
    assert "tables[].rows[].name" in done.stdout


def test_a_template_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("report", PROJECT, "--template", str(tmp_path / "没有.docx"))
    assert done.exit_code == 2
    assert "打不开模板" in done.stderr


def test_a_word_template_is_not_written_under_another_ending(tmp_path: Path) -> None:
    done = run("report", PROJECT, "--template", EXAMPLES / "template.docx", "-o", tmp_path / "函.pdf")
    assert done.exit_code == 2
    assert "模板是 .docx" in done.stderr
    assert not (tmp_path / "函.pdf").exists()


def test_the_example_s_letter_names_no_total_where_there_is_none(tmp_path: Path) -> None:
    for drop, wanted, unwanted in ((0, "总分", "没有得分"), (1, "有1项没有得分", "总分—分")):
        source, letter = tmp_path / f"{drop}.toml", tmp_path / f"{drop}.docx"
        source.write_text(
            re.sub(r"(?m)^actual = .*\n", "", PROJECT.read_text("utf-8"), count=drop)
            if drop
            else PROJECT.read_text("utf-8"),
            "utf-8",
        )
        run("report", source, "--template", EXAMPLES / "template.docx", "-o", letter)
        with zipfile.ZipFile(letter) as package:
            text = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())
        assert wanted in text
        assert unwanted not in text
