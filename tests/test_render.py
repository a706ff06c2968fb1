"""Reports as people get them: HTML that opens from disk, Markdown that reads back."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from attrs import evolve

from reports import ReportError, read_text, render
from reports.escaping import cell
from reports.formats import KINDS, TEXTS
from reports.typography import numeral, tie
from scoring import Document, Evaluation, Recheck, Verdict, Words, recheck, score

from . import samples

VOID = {"meta", "col", "br", "input", "link", "img", "hr"}

SUBJECTS: dict[str, Callable[[], Any]] = {
    "report": samples.scored,
    "form": samples.scored,
    "opinion": samples.rechecked,
    "summary": lambda: [samples.rechecked(), samples.rechecked()],
}

TABLES: dict[str, Callable[[], Evaluation]] = {
    "plain": samples.plain_project,
    "parts": samples.part_project,
    "wrong": samples.wrong_project,
    "gaps": samples.gap_project,
    "hostile": samples.hostile_project,
    "long": samples.long_project,
    "department": samples.department,
    "goal": samples.goal_table,
}


class Balance(HTMLParser):
    """Checks that tags are closed in order, ids are unique and links go somewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if found.get("href"):
            self.links.append(found["href"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(html: str) -> Balance:
    parser = Balance()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def visible(html: str) -> str:
    """The page's text without style sheet and tags."""
    return "".join(parsed(re.sub(r"<style>.*?</style>", "", html, flags=re.S)).text)


@pytest.mark.parametrize("kind", KINDS)
def test_html_is_well_formed_with_unique_ids_and_live_links(kind: str) -> None:
    page = parsed(render(kind, SUBJECTS[kind](), "html"))
    assert len(page.ids) == len(set(page.ids))
    assert {link for link in page.links if not link.startswith("#")} == set()
    assert {link[1:] for link in page.links} <= set(page.ids)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("kind", ["report", "form"])
def test_every_sort_of_table_becomes_a_well_formed_page(kind: str, name: str) -> None:
    page = parsed(render(kind, samples.scored(TABLES[name]()), "html"))
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("kind", KINDS)
def test_html_needs_no_network_and_no_script(kind: str) -> None:
    html = render(kind, SUBJECTS[kind](), "html")
    assert not re.search(r"https?://|//[a-z]+\.", html)
    assert "@import" not in html
    assert set(re.findall(r"url\((.)", html)) <= {"#"}
    assert not {"script", "link", "img", "iframe"} & set(parsed(html).tags)
    assert '<html lang="zh-CN">' in html


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_escaped_in_html(kind: str) -> None:
    subject = samples.scored(samples.hostile_project()) if kind in ("report", "form") else SUBJECTS[kind]()
    html = render(kind, subject, "html")
    assert "<A&B>" not in html
    assert "&lt;A&amp;B&gt;" in html
    assert samples.HOSTILE_NAME in visible(html)


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_escaped_once_in_markdown(kind: str) -> None:
    subject = samples.scored(samples.hostile_project()) if kind in ("report", "form") else SUBJECTS[kind]()
    text = render(kind, subject, "md")
    assert "&lt;A&amp;B&gt;" in text
    assert "<A" not in text
    assert "&amp;lt;" not in text


ATTACK = "河道<script>alert(1)</script><img src=x onerror=alert(1)>`rm`![图](//e.example/x.png)&lt;b"
UNSEEN = "\x00\x1b[31m\x85\u202e91\u2066\u200f\ud800"


def attacked(project: str, name: str) -> Any:
    table = samples.plain_project()
    first = evolve(table.indicators[0], name=name, reason=name, target=Words(name))
    return evolve(
        table,
        project=project,
        unit=name,
        goal=name,
        achieved=f"{name}\n第二行",
        indicators=(first, *table.indicators[1:]),
    )


@pytest.mark.parametrize("format_", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_table_brings_no_markup_and_nothing_unseen(kind: str, format_: str) -> None:
    table = attacked(ATTACK + UNSEEN, ATTACK + UNSEEN)
    result = recheck(Document(f"{ATTACK}{UNSEEN}.txt", (table,)), samples.RULESETS)
    subject: Any = {"opinion": result, "summary": [result]}.get(kind, samples.scored(table))
    text = render(kind, subject, format_)
    text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert "<script" not in text
    assert "<img" not in text
    if format_ == "md":
        assert not re.search(r"(?<!\\)`", text)
        assert "](" not in text


def test_a_hostile_form_reads_back() -> None:
    table = attacked(ATTACK, ATTACK)
    back = read_text(render("form", samples.scored(table), "md"), "自评表.md").evaluations[0]
    assert (back.project, back.unit) == (ATTACK, ATTACK)
    assert back.indicators[0].name == ATTACK


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("kind", ["report", "form", "opinion", "summary"])
def test_markdown_tables_have_as_many_cells_in_every_row(kind: str, name: str) -> None:
    table = TABLES[name]()
    result = recheck([table], samples.RULESETS, compare=(samples.STRAIGHT.id,))
    subject: Any = {"opinion": result, "summary": [result]}.get(kind, samples.scored(table))
    widths: set[int] = set()
    for line in [*render(kind, subject, "md").splitlines(), ""]:
        if line.startswith("|"):
            assert line.endswith("|")
            widths.add(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(widths) <= 1
            widths.clear()


@pytest.mark.parametrize("text", ["a|b", "甲\n乙", "甲 \r\n\t乙|丙"])
def test_a_cell_stays_in_its_cell(text: str) -> None:
    assert re.search(r"(?<!\\)\|", cell(text)) is None
    assert "\n" not in cell(text)


def test_missing_values_are_shown_as_a_dash() -> None:
    html = visible(render("opinion", recheck([samples.gap_project()], samples.RULESETS), "html"))
    assert "None" not in html
    assert "—" in html


@pytest.mark.parametrize("format_", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_python_shows_through(kind: str, format_: str) -> None:
    text = render(kind, SUBJECTS[kind](), format_)
    shown = visible(text) if format_ == "html" else text
    assert not re.search(r"\bNone\b|Decimal\(|Undefined|\bTrue\b|\bFalse\b|\[\]", shown)


@pytest.mark.parametrize("format_", TEXTS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_subject_gives_the_same_text(kind: str, format_: str) -> None:
    assert render(kind, SUBJECTS[kind](), format_) == render(kind, SUBJECTS[kind](), format_)


def test_the_opinion_shows_every_finding_with_its_code_place_source_and_suggestion() -> None:
    result = samples.rechecked()
    shown = visible(render("opinion", result, "html")).replace("\u00a0", " ")
    for finding in result.all_findings():
        assert finding.message in shown
        assert finding.source in shown
        assert finding.suggestion in shown
        assert f"{finding.code}" in shown


def test_the_opinion_shows_every_printed_and_computed_score() -> None:
    result = samples.rechecked()
    html = render("opinion", result, "html")
    assert html.count('<tr class="head-row" id=') == sum(len(t.scores) for t in result.tables)
    counts = result.verdicts()
    assert f"{sum(counts.values())}\u00a0个印出的得分" in html
    for verdict in Verdict:
        assert verdict.chinese in html


def test_verdicts_and_severities_can_be_told_apart_without_colour() -> None:
    html = render("opinion", samples.rechecked(), "html")
    for mark in ("＝", "≈", "◇", "≠", "？", "■", "▲", "○"):
        assert mark in html


def test_only_the_name_of_the_file_is_shown_not_its_folders() -> None:
    result = recheck(evolve(samples.disclosure(), source="/home/someone/inbox/文件.txt"), samples.RULESETS)
    assert "someone" not in render("opinion", result, "html")
    assert "someone" not in render("summary", [result], "md")


def test_an_empty_document_gives_an_opinion_that_says_so() -> None:
    empty = Recheck(Document("空.txt"))
    assert "没有读到" in render("opinion", empty, "html")
    assert "没有读到" in render("opinion", empty, "md")
    assert "没有发现问题" in render("summary", [empty], "html")


def test_a_report_says_what_is_missing_instead_of_inventing_it() -> None:
    shown = visible(render("report", samples.scored(), "html"))
    assert "未填写原因" in shown
    assert "【待补充】" in shown
    assert "两期培训因道路施工推迟到次年春季" in shown


def test_a_report_without_losses_has_nothing_to_improve() -> None:
    shown = visible(render("report", samples.scored(samples.plain_project()), "html"))
    assert "没有失分" in shown
    assert "待补充" not in shown


def test_a_total_is_never_made_up_where_a_score_is_missing() -> None:
    shown = visible(render("report", samples.scored(samples.gap_project()), "html"))
    assert "不能合计总分" in shown


def test_the_arithmetic_is_printed_even_where_it_is_folded_on_screen() -> None:
    html = render("report", samples.scored(), "html")
    assert '</summary></details>\n<ul class="trace">' in html
    assert "@media print" in html


def test_merged_level_cells_cover_their_rows() -> None:
    html = render("form", samples.scored(samples.long_project()), "html")
    assert html.count('rowspan="20">产出指标') == 1
    assert html.count('rowspan="10">数量指标') == 1
    assert html.count("<td>东沟村") == 4


@pytest.mark.parametrize("name", ["plain", "parts", "hostile", "long", "department"])
def test_a_published_form_reads_back_and_its_recheck_finds_no_mistake(name: str) -> None:
    """Score without printed scores, publish, read the publication, recheck it."""
    table = TABLES[name]()
    bare = evolve(
        table,
        printed_total=None,
        printed_grade="",
        funds=tuple(evolve(line, printed_rate=None, printed_score=None) for line in table.funds),
        indicators=tuple(evolve(i, printed_score=None, printed_completion=None) for i in table.indicators),
    )
    text = render("form", (bare, score(bare, samples.FLOOR)), "md")
    document = read_text(text, "自评表.md")
    assert len(document.evaluations) == 1
    back = document.evaluations[0]
    assert (back.title, back.year, back.kind, back.form) == (table.title, 2023, table.kind, "self-evaluation")
    assert [i.name for i in back.indicators] == [i.name for i in table.indicators]
    assert [i.target for i in back.indicators] == [i.target for i in table.indicators]
    result = recheck(document, samples.RULESETS, ruleset=samples.FLOOR.id)
    counts = result.verdicts()
    assert counts[Verdict.DIFFERS] == counts[Verdict.OTHER_RULE] == counts[Verdict.NOT_SCORED] == 0
    assert [f for f in result.all_findings() if f.severity == "error" and f.code[0] == "A"] == []
    assert result.tables[0].total.verdict in (Verdict.AGREES, Verdict.CONVENTION)


@pytest.mark.parametrize("name", ["wrong", "gaps"])
def test_a_form_prints_the_scores_that_were_filled_in_and_ours_only_where_none_was(name: str) -> None:
    table, card = samples.scored(TABLES[name]())
    back = read_text(render("form", (table, card), "md"), "自评表.md").evaluations[0]
    expected = [
        mark.score if indicator.printed_score is None else indicator.printed_value
        for indicator, mark in zip(table.indicators, card.marks, strict=True)
    ]
    assert [i.printed_value for i in back.indicators] == expected


@pytest.mark.parametrize(
    ("kind", "format_", "said"),
    [("poster", "html", "没有“poster”这种报告"), ("opinion", "pdf", "不能写成“pdf”格式")],
)
def test_an_unknown_kind_or_format_is_refused_with_the_known_ones(kind: str, format_: str, said: str) -> None:
    with pytest.raises(ReportError, match=said) as caught:
        render(kind, samples.rechecked(), format_)
    assert "可选的有" in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_a_subject_of_another_kind_is_refused(kind: str) -> None:
    wrong: Any = samples.scored() if kind in ("opinion", "summary") else samples.rechecked()
    with pytest.raises(ReportError):
        render(kind, wrong, "html")


@pytest.mark.parametrize("format_", TEXTS)
def test_an_opinion_on_goal_tables_shows_their_tasks_and_claims_no_weights(format_: str) -> None:
    text = re.sub(r"<[^>]+>|[| ]+", " ", render("opinion", samples.goals_rechecked(), format_))
    assert re.search(r"任务名称\s+主要内容\s+金额（万元）", text)
    assert re.search(r"水库除险加固\s+加固小型水库 6 座\s+1,240\.00", text)
    assert re.search(r"合计\s+1,326\.50", text)
    assert "指标分值合计 80 分" in text
    assert "没有分值列" in text
    assert "合计 0 分" not in text


@pytest.mark.parametrize("format_", TEXTS)
def test_an_error_in_a_row_whose_score_agrees_is_marked_beside_the_verdict(format_: str) -> None:
    result = samples.erring_though_agreeing()
    text = re.sub(r"<[^>]+>", "", render("opinion", result, format_).replace("\u00a0", " "))
    (finding,) = [f for f in result.tables[0].findings if f.severity == "error" and f.where.row]
    assert re.search(rf"一致\s*■ 错误 {finding.code}", text)
    assert "其中 1 个得分虽与规则一致，但另有“错误”级问题，见第四部分。" in text
    plain = render("opinion", recheck([samples.plain_project()], samples.RULESETS), format_)
    assert "虽与规则一致" not in plain
    assert "一致■" not in re.sub(r"<[^>]+>", "", plain)


@pytest.mark.parametrize("format_", TEXTS)
def test_without_printed_scores_nothing_is_said_to_explain_them(format_: str) -> None:
    text = render("opinion", samples.goals_rechecked(), format_)
    assert "没有印出的得分可供推断" in text
    assert "同样能够解释" not in text


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (45, "四十五"), (100, "100")])
def test_numerals_are_written_as_headings_count(number: int, text: str) -> None:
    assert numeral(number) == text


def test_a_number_keeps_the_word_it_counts() -> None:
    assert tie("共 12 张表，第 3 行") == "共 12\u00a0张表，第\u00a03\u00a0行"


@pytest.mark.parametrize("format_", TEXTS)
@pytest.mark.parametrize("missing", [{"funds": (), "year": None}, {"project": "", "unit": ""}, {"indicators": ()}])
def test_a_table_with_parts_missing_is_still_laid_out(missing: dict[str, Any], format_: str) -> None:
    table = evolve(samples.gap_project(), **missing)
    for kind in ("report", "form"):
        assert render(kind, samples.scored(table), format_)
    assert render("opinion", recheck([table], samples.RULESETS), format_)
