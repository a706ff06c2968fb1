"""Findings of tables beside each other: of one document, and of last year."""

from __future__ import annotations

import pytest
from attrs import evolve

from rulesets import catalogue
from scoring import Document, Evaluation, Finding, recheck
from scoring.model import Passage, Place
from tests.tables import CLEAN, funds, value, with_funds, with_row

from .counterparts import GOAL, LAST, compared, found


class TestLastYear:
    def test_a_target_below_last_year_s_result_is_asked_about(self) -> None:
        last = evolve(CLEAN, year=2022, indicators=(LAST.indicators[0],))
        (finding,) = [f for f in found(compared([CLEAN], last=[last])) if f.where.row == 1]
        assert finding.code == "D11"
        assert finding.message.endswith("？")
        assert [(w.document, w.row, w.column) for w in finding.others] == [("上年.docx", 1, "实际完成值")]

    def test_several_targets_below_last_year_s_results_are_asked_about_once(self) -> None:
        rows = tuple(evolve(LAST.indicators[0], name=name) for name in ("采购图书册数", "捐赠图书册数"))
        mine = tuple(evolve(CLEAN.indicators[0], name=row.name) for row in rows)
        this = evolve(CLEAN, indicators=(*mine, *CLEAN.indicators[2:]))
        (finding,) = found(compared([this], last=[evolve(LAST, indicators=rows)]))
        assert (finding.code, finding.where.row) == ("D11", 0)
        assert [(w.document, w.row) for w in finding.others] == [("", 1), ("", 2), ("上年.docx", 1), ("上年.docx", 2)]

    def test_goals_of_the_year_are_compared_with_last_year_s_results(self) -> None:
        assert "D11" in {finding.code for finding in found(compared([GOAL], last=[LAST]))}

    def test_a_target_that_is_not_lower_is_not_mentioned(self) -> None:
        last = evolve(LAST, indicators=(evolve(LAST.indicators[0], actual=value("=300册")),))
        assert found(compared([CLEAN], last=[last])) == []

    def test_another_prior_result_than_was_printed_last_year_is_found(self) -> None:
        (finding,) = [f for f in found(compared([with_row(1, prior="250册")], last=[LAST])) if f.code == "F7"]
        assert (finding.read, finding.expected, finding.where.column) == ("250册", "=360册", "上年完成值")
        assert finding.others[0].document == "上年.docx"

    @pytest.mark.parametrize("prior", ["360册", "=360册", "360", "360.0册"])
    def test_the_same_prior_result_is_not_mentioned(self, prior: str) -> None:
        assert "F7" not in {f.code for f in found(compared([with_row(1, prior=prior)], last=[LAST]))}

    @pytest.mark.parametrize(
        ("prior", "actual", "is_same"),
        [
            ("3-5次", "3～5次", True),
            ("3-5次", "3-6次", False),
            ("12月底", "2022年12月31日", True),
            ("11月底", "2022年12月31日", False),
            ("3.5次", "35次", False),
        ],
    )
    def test_ranges_and_dates_are_the_same_result_in_another_spelling(
        self, prior: str, actual: str, is_same: bool
    ) -> None:
        last = evolve(LAST, indicators=(evolve(LAST.indicators[0], actual=value(actual)),))
        codes = {one.code for one in found(compared([with_row(1, prior=prior)], last=[last]))}
        assert ("F7" not in codes) is is_same

    def test_a_document_of_the_same_year_is_not_last_year_s(self) -> None:
        (finding,) = found(compared([CLEAN], last=[evolve(LAST, year=2023)]))
        assert (finding.code, finding.severity) == ("F8", "note")


class TestAlike:
    def findings(self, *tables: Evaluation, code: str, unit: str = "") -> list[Finding]:
        named = Passage(unit, Place(line=1)) if unit else None
        result = recheck(Document("自评.txt", tables, unit=named), catalogue().values(), ruleset="xinjiang/2023")
        return [finding for finding in result.all_findings() if finding.code == code]

    def test_tables_identical_but_for_the_name_are_found(self) -> None:
        (finding,) = self.findings(CLEAN, evolve(CLEAN, project="设备采购项目"), code="F4")
        assert (finding.severity, finding.where.table, finding.others[0].table) == ("warning", 2, 1)

    def test_other_money_makes_it_a_question(self) -> None:
        other = evolve(with_funds(funds("90.00", "90.00", "100.00%", "10.00")), project="设备采购项目")
        (finding,) = self.findings(CLEAN, other, code="F4")
        assert finding.severity == "note"

    @pytest.mark.parametrize(
        "other",
        [
            with_row(1, actual="=301册"),
            evolve(CLEAN, indicators=CLEAN.indicators[:4]),
            evolve(CLEAN, form="goal", funds=()),
        ],
    )
    def test_tables_with_a_difference_are_not_copies(self, other: Evaluation) -> None:
        assert self.findings(CLEAN, evolve(other, project="设备采购项目"), code="F4") == []

    def test_a_unit_written_in_two_ways_is_asked_about(self) -> None:
        tables = [evolve(with_row(1, actual=f"={n}册"), project=f"项目{n}") for n in (301, 302, 303)]
        tables[2] = evolve(tables[2], unit="云县示例局")
        (finding,) = self.findings(*tables, code="F6")
        assert (finding.where.table, finding.read, finding.expected) == (3, "云县示例局", "云岭县示例局")
        assert finding.message.endswith("？")

    @pytest.mark.parametrize(
        "other", ["云岭县 示例局", "云岭县示例局（云岭县样品办公室）", "云岭县示例局机关", "远山县档案馆", ""]
    )
    def test_another_unit_and_the_same_one_are_not_asked_about(self, other: str) -> None:
        assert self.findings(CLEAN, evolve(with_row(1, actual="=301册"), unit=other), code="F6") == []

    def test_units_that_only_a_number_tells_apart_are_two(self) -> None:
        other = evolve(with_row(1, actual="=301册"), unit="云岭县第二小学")
        assert self.findings(evolve(CLEAN, unit="云岭县小学"), other, code="F6") == []

    def test_a_unit_other_than_the_title_s_is_asked_about(self) -> None:
        (finding,) = self.findings(CLEAN, code="F6", unit="云岭县示范样例局")
        assert (finding.severity, finding.expected) == ("warning", "云岭县示范样例局")
        assert finding.others[0].place.line == 1
        (finding,) = self.findings(CLEAN, code="F6", unit="云岭县示例服务局")
        assert finding.severity == "warning"
        (finding,) = self.findings(CLEAN, code="F6", unit="远山县档案馆")
        assert finding.severity == "note"

    @pytest.mark.parametrize("unit", ["云岭县示例局", "云岭县 示例局（机关）", ""])
    def test_the_title_s_own_unit_is_not_asked_about(self, unit: str) -> None:
        assert self.findings(CLEAN, code="F6", unit=unit) == []

    def test_a_unit_under_the_department_of_the_title_is_not_asked_about(self) -> None:
        table = evolve(CLEAN, unit="云岭县图书馆", department="云岭县文化局")
        assert self.findings(table, code="F6", unit="云岭县文化局") == []
