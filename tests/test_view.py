"""Views: what numbers, verdicts, traces and findings look like in print."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pytest
from attrs import evolve

from reports import blank_form, read_text, render
from reports.sheets.building import form_sheet
from reports.sheets.sheet import Sheet
from reports.views import figures
from reports.views.findings import finding_blocks, finding_view
from reports.views.measure import HOW_NAMES
from reports.views.mending import measured_by
from reports.views.opinion import opinion_view
from reports.views.report import report_view
from reports.views.rows import fund_views, level_sums, row_views, step_text
from reports.views.summary import summary_view
from rulesets import catalogue
from scoring import Document, Figure, Quantity, Recheck, Step, Trace, Unreadable, Verdict, Words, recheck
from scoring.mending import mend
from workbench.recheck_lines import recheck_lines
from workbench.terminal import Screen

from . import samples
from .forms import WHOLE


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, "—"),
        ("100", "100.00"),
        ("9.5", "9.50"),
        ("4.415", "4.415"),
        ("9.333333333333", "9.3333…"),
        ("1E+2", "100.00"),
    ],
)
def test_points_have_two_places_at_least(number: str | None, text: str) -> None:
    assert figures.points(None if number is None else Decimal(number)) == text


@pytest.mark.parametrize(("number", "text"), [("1994", "1,994.00"), ("0", "0.00"), ("8.125", "8.125")])
def test_amounts_are_grouped_by_thousands(number: str, text: str) -> None:
    assert figures.amount(Decimal(number)) == text


@pytest.mark.parametrize(("number", "text"), [("0.5", "+0.50"), ("-1", "−1.00"), ("0", "0.00"), (None, "—")])
def test_differences_carry_their_sign(number: str | None, text: str) -> None:
    assert figures.gap(None if number is None else Decimal(number)) == text


def test_blank_is_a_dash_and_unreadable_is_shown_as_it_stands() -> None:
    assert figures.printed_points(None) == "—"
    assert figures.printed_points(Unreadable("1O分")) == "1O分"
    assert figures.printed_points(Figure("70分", Decimal(70))) == "70.00"
    assert figures.value_text(None) == "—"
    assert figures.value_text(Words("长期")) == "长期"
    assert figures.value_text(Quantity("", "≥", Decimal(3))) == "≥3"


def test_rounding_is_named_only_where_it_changes_the_number() -> None:
    exact = Step("得分", "分值", "10", "10", "10.00", "四舍五入到 2 位小数")
    assert step_text(exact) == "得分 = 分值 = 10"
    cut = Step("得分", "分值 ÷ 3", "10 ÷ 3", "3.333333…", "3.33", "四舍五入到 2 位小数")
    assert step_text(cut) == "得分 = 分值 ÷ 3 = 10 ÷ 3 = 3.333333…，四舍五入到 2 位小数得 3.33"
    assert step_text(Step("得分", "0", "0", "0", "0.00", "四舍五入到 2 位小数")) == "得分 = 0"


def test_the_brief_of_a_score_in_binary_arithmetic_ends_with_the_score_given() -> None:
    view = opinion_view(samples.rechecked())
    brief = view.tables[1].execution_trace.brief
    assert brief == "得分 = (99.38 − 60) × 10 ÷ 40 = 9.845，四舍五入到 2 位小数得 9.85；系统按二进制浮点数得 9.84"


def test_a_bare_zero_is_explained_by_its_condition() -> None:
    evaluation, card = samples.scored()
    rows = row_views(evaluation, card)
    assert rows[4].trace.brief == "条件“20.83 < 60”成立，得分 = 0"


def test_level_cells_are_merged_over_neighbours_only() -> None:
    evaluation, card = samples.scored()
    rows = row_views(evaluation, card)
    assert [row.span1 for row in rows] == [4, 0, 0, 0, 2, 0, 1, 1]
    assert [row.span2 for row in rows] == [2, 0, 1, 1, 2, 0, 1, 1]


def test_level_sums_are_unknown_where_a_score_is() -> None:
    evaluation, card = samples.scored(samples.gap_project())
    sums = {name: got for name, _, got in level_sums(row_views(evaluation, card))}
    assert sums["产出指标"] == 40
    assert sums["满意度指标"] is None


def test_an_unreadable_score_is_never_replaced_by_ours() -> None:
    evaluation, card = samples.scored(samples.gap_project())
    row = row_views(evaluation, card)[-1]
    assert (row.score, row.points, row.computed) == ("1O分", None, "10.00")
    assert ("公众满意度", "得分“1O分”无法识别") in report_view(evaluation, card).unscored


@pytest.mark.parametrize(("printed", "rate"), [(Unreadable("8O"), "—"), (Figure("12", Decimal(12)), "120.00%")])
def test_the_execution_rates_share_is_that_of_the_score_shown(printed: Figure | Unreadable, rate: str) -> None:
    evaluation, card = samples.scored()
    budget = evolve(evaluation.budget, printed_score=printed)
    funds = tuple(budget if line.total else line for line in evaluation.funds)
    view = report_view(evolve(evaluation, printed_total=None, funds=funds), card)
    assert view.execution.rate == rate
    unread = ("预算执行率", "得分“8O”无法识别")
    assert (unread in view.unscored) == (rate == "—") == any("有 1 项没有得分" in one for one in view.conclusion)


def test_what_was_not_printed_comes_from_the_scorecard() -> None:
    evaluation, card = samples.scored(samples.part_project())
    bare = evolve(
        evaluation, funds=tuple(evolve(line, printed_score=None, printed_rate=None) for line in evaluation.funds)
    )
    total = fund_views(bare, card)[0]
    assert (total.rate, total.score) == ("99.38%", "9.84")
    assert fund_views(bare, card)[1].score == "—"


def _total(sheet: Sheet) -> str:
    return next(
        cell.text
        for part in sheet.parts
        for row in part.rows
        if row.total
        for cell in row.cells
        if cell.role == "score"
    )


def test_a_form_prefers_the_printed_total() -> None:
    evaluation, card = samples.scored()
    assert _total(form_sheet(evaluation, card)) == "92分"
    assert _total(form_sheet(evolve(evaluation, printed_total=None), card)) == "75.22"


def test_a_grade_is_given_only_for_the_total_that_is_shown() -> None:
    evaluation, card = samples.scored()
    assert report_view(evaluation, card).grade == ""
    evaluation, card = samples.scored(samples.plain_project())
    assert report_view(evaluation, card).grade == "优"
    assert report_view(evolve(evaluation, printed_grade="良"), card).grade == "良"


def test_reasons_are_quoted_and_missing_ones_are_named() -> None:
    evaluation, card = samples.scored()
    losses = {loss.name: loss for loss in report_view(evaluation, card).losses}
    assert losses["演练达标率"].reason == ""
    assert losses["培训村级水管员人数"].lost == "3.33"
    assert not losses["培训村级水管员人数"].has_measure
    evaluation, card = samples.scored(samples.hostile_project())
    assert report_view(evaluation, card).losses[1].has_measure


def test_a_missed_target_with_full_marks_is_named_among_the_reasons() -> None:
    table = samples.wrong_project()
    missed = [row for row in row_views(*samples.scored(table)) if row.met is False]
    view = report_view(*samples.scored(table))
    assert {row.name for row in missed} <= {loss.name for loss in view.losses}
    kept = [loss for loss in view.losses if loss.kept]
    assert kept
    assert {loss.lost for loss in kept} == {"0.00"}
    assert any(f"“{kept[0].name}”未达到目标，填报未失分" in sentence for sentence in view.measures)


def test_findings_of_one_code_share_their_source_and_suggestion() -> None:
    table = samples.rechecked().tables[2]
    views = [finding_view(finding, number) for number, finding in enumerate(table.findings)]
    blocks = finding_blocks(views)
    assert sum(len(block.items) for block in blocks) == len(views)
    assert len(next(block for block in blocks if block.code == "B2").items) == 3


def test_the_conclusion_counts_the_verdicts_in_words() -> None:
    result = samples.rechecked()
    counts = result.verdicts()
    sentence = opinion_view(result).conclusion[0]
    assert sentence.startswith(f"共复核 12 张表、{sum(counts.values())} 个印出的得分：一致 {counts[Verdict.AGREES]} 个")


def test_the_conclusion_says_what_agreement_with_an_inferred_rule_means() -> None:
    said = "不代表评分本身是否恰当"
    assert any(said in sentence for sentence in opinion_view(samples.rechecked()).conclusion)
    table = samples.plain_project()
    for named in (samples.FLOOR.id, None):
        conclusion = "".join(opinion_view(recheck([table], samples.RULESETS, ruleset=named)).conclusion)
        assert (said in conclusion) == (named is None)
    bare = opinion_view(recheck([samples.goal_table()], samples.RULESETS)).conclusion
    assert said not in "".join(bare)


def test_a_named_measure_does_not_say_who_named_it_twice() -> None:
    measure = opinion_view(recheck([samples.plain_project()], samples.RULESETS, ruleset=samples.FLOOR.id)).measure
    assert measure is not None
    assert measure.how == "已指定"


def test_groups_hold_every_finding_once_by_severity() -> None:
    result = samples.rechecked()
    groups = opinion_view(result).groups
    assert [group.severity.slug for group in groups] == ["error", "warning", "note"]
    blocks = [block for group in groups for _, _, blocks in group.tables for block in blocks]
    items = [item.anchor for block in blocks for item in block.items]
    assert len(items) == len(set(items))
    assert sum(block.count for block in blocks) == sum(group.count for group in groups)
    assert sum(group.count for group in groups) == len(list(result.all_findings()))


def test_five_candidates_at_most_are_shown_and_the_measure_is_marked() -> None:
    measure = opinion_view(samples.rechecked()).measure
    assert measure is not None
    assert len(measure.candidates) <= 5
    assert [item.taken for item in measure.candidates].count(True) == 1
    assert measure.source.startswith("澄湖县示例办法")


def test_candidates_are_left_out_where_nothing_was_printed() -> None:
    measure = opinion_view(recheck([samples.goal_table()], samples.RULESETS)).measure
    assert measure is not None
    assert measure.candidates == ()


def test_a_summary_counts_documents_and_the_commonest_findings_first() -> None:
    view = summary_view([samples.rechecked(), Recheck(Document("空.txt"))])
    assert [document.source for document in view.documents] == [samples.disclosure().source, "空.txt"]
    counts = [code.count for code in view.codes]
    assert counts == sorted(counts, reverse=True)
    assert all(code.documents == 1 for code in view.codes)


def test_totals_that_cannot_be_computed_are_not_said_to_agree() -> None:
    whole = samples.plain_project()
    blank = evolve(whole, project="另一个", indicators=tuple(evolve(row, actual=None) for row in whole.indicators))
    view = opinion_view(recheck([blank], samples.RULESETS))
    assert any("1 个印出的总分不能重算" in line for line in view.conclusion)
    assert not any("总分相符" in line for line in view.conclusion)


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    names = [item.source for item in summary_view([Recheck(Document(one)) for one in SOURCES]).documents]
    assert names == ["甲/2023/自评表.docx", "乙/2023/自评表.docx", "丙/自评表.docx", "说明.txt"]


SOURCES = ("/市/甲/2023/自评表.docx", "/市/乙/2023/自评表.docx", "/市/丙/自评表.docx", "/市/丙/说明.txt")


def test_a_report_says_that_the_weights_do_not_add_up_and_not_how_a_rule_was_understood() -> None:
    table, card = samples.scored(samples.plain_project())
    assert not any("分值" in sentence for sentence in report_view(table, card).conclusion)
    for printed, added in (("100", True), ("90", True), ("99", False)):  # with and without the execution rate's
        other = evolve(table, printed_weight_total=Figure(printed, Decimal(printed)))
        told = [one for one in report_view(other, card).conclusion if f"总分一行的分值为 {printed} 分" in one]
        assert bool(told) != added
    trace = Trace("规则", "办法", notes=("规则说明：这是我们的理解", "实际值没有写单位"))
    marked = evolve(card, marks=tuple(evolve(mark, trace=trace) for mark in card.marks))
    view = report_view(table, marked)
    assert [note.partition("（")[0] for note in view.notes] == ["实际值没有写单位"]


def test_what_is_read_and_shown_does_not_depend_on_the_callers_arithmetic() -> None:
    def shown() -> tuple[object, ...]:
        goal = samples.goal_table()
        weights = (Figure(f"{number}.5", Decimal(f"{number}.5")) for number, _ in enumerate(goal.indicators, 11))
        rows = tuple(evolve(row, weight=worth) for row, worth in zip(goal.indicators, weights, strict=True))
        goal = evolve(goal, indicators=rows)
        return (
            render("report", samples.scored(), "md"),
            render("form", evolve(samples.scored()[0], printed_weight_total=None), "md"),
            blank_form(goal, catalogue()["national/2020"]),
            read_text(WHOLE.replace("=93%", "=9345%"), "甲.txt"),
        )

    as_usual = shown()
    with localcontext(Context(prec=1)):
        assert shown() == as_usual


def test_the_parts_of_a_total_begin_with_the_execution_rate() -> None:
    page = str(render("report", samples.scored(samples.plain_project()), "md"))
    assert "| --- | ---: | ---: | ---: |\n| 预算执行率 | 10 |" in page


def test_rulesets_that_explain_as_much_are_named_once_and_three_at_most() -> None:
    result = samples.rechecked()
    assert result.attribution is not None
    for how, expected in (("default", "甲/1、乙/1、丙/1 等 4 个规则集"), ("inferred", "")):
        found = evolve(result.attribution, how=how, tied=("甲/1", "乙/1", "丙/1", "丁/1"))
        measure = opinion_view(evolve(result, attribution=found)).measure
        assert measure is not None
        assert measure.tied == expected


@pytest.mark.parametrize("how", ["named", "inferred", "beside", "default"])
def test_how_a_ruleset_was_found_is_said_in_the_same_words_everywhere(how: str) -> None:
    result = samples.rechecked()
    assert result.attribution is not None
    result = evolve(result, attribution=evolve(result.attribution, how=how, sentence=""))
    name = HOW_NAMES[how]
    measure = opinion_view(result).measure
    assert measure is not None
    assert measure.how.startswith(name)
    assert summary_view([result]).documents[0].how == name
    assert f"，{name}）" in measured_by(mend(result))
    assert f"，{name}" in "".join(recheck_lines(result, Screen(100)))
