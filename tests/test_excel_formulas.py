"""Formulas for spreadsheets give the same cents as the engine, ties and binary64 included."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from reports.sheets.inputs import input_of
from reports.writers.excel_formulas import Names, Translator, number_text
from reports.writers.live_scores import PENDING, RowCells, live_execution, live_row
from rulesets import catalogue
from scoring import Figure, FundLine, Indicator, Ruleset, mark_indicator, parse_value
from scoring.formula import Formula
from scoring.marking import mark_execution
from scoring.model import column_letters
from scoring.rounding import Rounding
from scoring.syntax import SCORE_NAMES

from .spreadsheets import needs_soffice, recalculated

ROWS: Final = int(os.environ.get("ZIPINGBIAO_SHEET_ROWS", "1000"))
"""Rows tried for each ruleset; set to 20000 it takes some four minutes."""

WEIGHTS: Final = ("10", "5", "15", "20", "25", "7", "12.5", "8", "3", "50", "6.4", "1")
TARGETS: Final = (
    "100",
    "3",
    "8",
    "16",
    "40",
    "80",
    "125",
    "160",
    "200",
    "400",
    "1000",
    "31.80",
    "0.6",
    "1234567.89",
    "7",
    "0",
    "-5",
)
UNITS: Final = ("户", "", "万元", "%", "人次")
WORDS: Final = ("达成", "基本达成", "部分达成", "未达成", "完成", "长期", "说不清", "  达成 ")
RULES: Final = ("", "", "", "按照完成比例赋分", "直接赋分", "按评判等级赋分")


@frozen
class Case:
    """A row with its actual as a spreadsheet holds it."""

    indicator: Indicator
    typed: Any


def figure(number: Decimal | str) -> Figure:
    return Figure(str(number), Decimal(number))


def tied_case(random: Random) -> Case:
    """A completion of two places, so that many scores end in 5 behind the cents, and many completions of three."""
    target, places = random.choice(
        (("100%", 2), ("100人", 2), ("200人", 2), ("1000人", 2), ("8000人", 1), ("20000人", 0))
    )
    number = Decimal(target.rstrip("%人"))
    actual = (number * Decimal(random.randint(59_000, 100_100)) / 100_000).quantize(Decimal(1).scaleb(-places))
    percent = target.endswith("%")
    typed = actual / 100 if percent else actual
    return row(random, random.choice("≥=≤") + target, f"{actual:f}{'%' if percent else '人'}", float(typed))


def number_case(random: Random) -> Case:
    if random.random() < 0.4:
        return tied_case(random)
    unit = random.choice(UNITS)
    operator = random.choice(("≥", "≥", "≤", "=", ">", "<", ""))
    target = Decimal(random.choice(TARGETS))
    if random.random() < 0.2:
        target = Decimal(random.randint(1, 2_000_000)).scaleb(-2)
    places = random.choice((0, 0, 1, 2, 2, 4))
    share = Decimal(random.randint(0, 13_000)).scaleb(-4)
    # Shares of two or four places make completions that end in 5 behind the cents: ties.
    actual = (target * share if target else Decimal(random.randint(0, 3))).quantize(Decimal(1).scaleb(-places))
    if random.random() < 0.3 and target:
        actual = Decimal(f"{target * Decimal(random.randint(0, 130)) / 100:.6f}").normalize()
    typed = actual / 100 if unit == "%" else actual
    text = f"{operator}{target:f}{unit}"
    return row(random, text, f"{actual:f}{unit}", float(typed))


def row(random: Random, target: str, actual: str, typed: Any) -> Case:
    return Case(
        Indicator(
            name="指标",
            target=parse_value(target),
            actual=parse_value(actual),
            weight=figure(random.choice(WEIGHTS)),
            rule=random.choice(RULES),
            reason=random.choice(("", "", "因故推迟")),
        ),
        typed,
    )


def other_case(random: Random) -> Case:
    chosen = random.random()
    if chosen < 0.4:
        actual = Decimal(random.randint(0, 2000)).scaleb(-2)
        return row(random, random.choice(("5-10次", "0.5-2.5万元")), f"{actual}", float(actual))
    if chosen < 0.7:
        year, month, day = random.randint(2022, 2024), random.randint(1, 12), random.randint(1, 28)
        target = random.choice(("2023年12月10日前", "2023年底", "12月底前", "2023年6月", "2月29日前", "2023年9月30日"))
        from datetime import date

        serial = (date(year, month, day) - date(1899, 12, 30)).days
        return row(random, target, f"{year}年{month}月{day}日", serial)
    word = random.choice(WORDS)
    return row(random, random.choice(("长期", "有效提升", "≥3次；≥60人次")), word, word)


def cases(count: int, seed: str) -> list[Case]:
    random = Random(seed)
    return [number_case(random) if random.random() < 0.9 else other_case(random) for _ in range(count)]


def engine(case: Case, ruleset: Ruleset) -> Decimal | str:
    mark = mark_indicator(case.indicator, ruleset, year=2023, trace=False)
    return PENDING if mark.score is None else mark.score


class Columns:
    """Puts the named parts of a row's formulas into cells of the row."""

    def __init__(self, number: int, first: int) -> None:
        self.number, self.first = number, first

    def __call__(self, part: int, text: str) -> str:
        return f"${column_letters(self.first + part)}{self.number}"


def workbook(path: Path, rulesets: list[Ruleset]) -> dict[str, list[Case]]:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    tried: dict[str, list[Case]] = {}
    for ruleset in rulesets:
        sheet = book.add_worksheet(ruleset.id.replace("/", "-"))
        tried[ruleset.id] = cases(ROWS, ruleset.id)
        for index, case in enumerate(tried[ruleset.id]):
            number = index + 1
            names = Names(Columns(number, 4))
            live = live_row(case.indicator, ruleset, 2023, RowCells(f"$A{number}", f"$B{number}", f"$C{number}"), names)
            sheet.write(index, 0, case.typed)
            sheet.write(index, 1, float(case.indicator.weight.value))  # type: ignore[union-attr]
            sheet.write(index, 2, case.indicator.reason)
            sheet.write_formula(index, 3, "=" + live.score, None, "")
            for part, (_, text) in enumerate(names.parts):
                sheet.write_formula(index, 5 + part, "=" + text, None, "")
    book.close()
    return tried


@needs_soffice
def test_every_shipped_ruleset_gives_the_same_cents_in_a_spreadsheet(tmp_path: Path) -> None:
    rulesets = list(catalogue().values())
    path = tmp_path / "cases.xlsx"
    tried = workbook(path, rulesets)
    book = recalculated(path, tmp_path)
    for ruleset in rulesets:
        sheet = book[ruleset.id.replace("/", "-")]
        wrong = []
        for case, values in zip(tried[ruleset.id], sheet.iter_rows(values_only=True), strict=False):
            ours = engine(case, ruleset)
            theirs = values[3] if isinstance(values[3], str) else Decimal(repr(values[3])).quantize(Decimal("0.0001"))
            if ours != theirs:
                wrong.append((case.indicator.target, case.typed, case.indicator.weight, ours, theirs))
        assert not wrong, (ruleset.id, len(wrong), wrong[:5])


def written(text: str, *, binary: bool = False, **values: str) -> str:
    write = Translator("binary64" if binary else "exact", Names(lambda number, _: f"part{number}"))
    return write.formula(Formula(text, SCORE_NAMES), values)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("completion * weight / 100", "((c*w)/100)"),
        ("0 if completion < 60 else weight", "IF((c<60),0,w)"),
        ("min(completion, 100) - 0.5", "(MIN(c,100)-0.5)"),
        ("-weight", "(0-w)"),
        ("weight if 60 <= completion < 80 and met else 0", "IF(IF(IF((60<=c),(c<80),FALSE),m,FALSE),w,0)"),
        ("weight if not met or reason else abs(weight)", "IF(IF(NOT(m),TRUE,r),w,ABS(w))"),
        ("half_up(completion, 1)", "(ROUND(ROUND(c*10,10),0)/10)"),
        ("cut(completion, 0)", "TRUNC(ROUND(c,10))"),
    ],
)
def test_every_kind_of_node_is_written(text: str, formula: str) -> None:
    assert written(text, completion="c", weight="w", met="m", reason="r") == formula


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_numbers_are_written_as_what_they_are(number: Any) -> None:
    from fractions import Fraction

    text = number_text(number).strip("()")
    upper, _, lower = text.partition("/")
    assert Fraction(Decimal(upper)) / (int(lower) if lower else 1) == number
    assert "e" not in text.lower()


def test_a_part_used_twice_is_named_once() -> None:
    names = Names(lambda number, _: f"p{number}")
    assert names.name("A1*2") == names.name("A1*2") == "p1"
    assert names.parts == [("p1", "A1*2")]


@given(st.integers(0, 10_000_000), st.sampled_from((0, 1, 2, 3)))
def test_binary64_is_rounded_as_the_number_itself(thousandths: int, places: int) -> None:
    # The parts are run here as Python floats: the same operations on the same numbers as in a spreadsheet.
    number = thousandths / 1000 * 1.1 if thousandths % 2 else thousandths / 1000
    for rounding in (Rounding("half-up", places), Rounding("cut", places)):
        parts: dict[str, float] = {"x": number}

        def refer(count: int, text: str, known: dict[str, float] = parts) -> str:
            known[f"p{count}"] = run(text, known)
            return f"p{count}"

        text = Translator("binary64", Names(refer)).rounded("x", rounding)
        assert run(text, parts) == rounding.binary64(number)


def run(text: str, known: dict[str, float]) -> Any:
    from math import floor

    text = text.replace("IF(", "choose(").replace("INT(", "floor(").replace("ABS(", "abs(")
    return eval(text, {"choose": lambda test, yes, no: yes if test else no, "floor": floor, **known})


def test_the_budget_execution_is_written_like_a_row() -> None:
    ruleset = catalogue()["xinjiang/2024"]
    live = live_execution(
        ruleset, {"initial": "A1", "adjusted": "B1", "executed": "C1"}, "D1", Names(lambda number, _: f"p{number}")
    )
    assert live.score.startswith('IF(OR(TRIM(B1)="",TRIM(C1)=""),""')
    assert "((p1*D1)/100)" in live.score


def test_what_no_rule_covers_is_left_to_people() -> None:
    ruleset = evolve(catalogue()["xinjiang/2024"], rules=())
    row = Indicator(name="甲", target=parse_value("≥3次"), weight=figure("10"))
    live = live_row(row, ruleset, 2024, RowCells("A1", "B1", "C1"), Names(lambda number, _: f"p{number}"))
    assert live.score == f'IF(TRIM(A1)="","","{PENDING}")'


def test_a_zero_target_without_a_rule_for_it_is_left_to_people() -> None:
    row = Indicator(name="甲", target=parse_value("=0起"), weight=figure("10"))
    live = live_row(
        row, catalogue()["xinjiang/2023"], 2023, RowCells("A1", "B1", "C1"), Names(lambda number, _: f"p{number}")
    )
    assert "p1" not in live.score
    assert PENDING in live.score


def test_what_the_target_decides_is_not_asked_in_the_sheet() -> None:
    """Names stand for their whole text in some programs, which take formulas up to a length."""
    ruleset = catalogue()["xinjiang/2023"]
    parts = []
    for target in ("≥5%", "≥-5%"):
        names = Names(lambda number, _: f"p{number}")
        row = Indicator(name="甲", target=parse_value(target), weight=figure("10"))
        live_row(row, ruleset, 2023, RowCells("A1", "B1", "C1"), names)
        parts.append(names.parts[0][1])
    assert parts == ["MIN(((ROUND(A1*100,10)/5)*100),100)", "IF((ROUND(A1*100,10)>=(-5)),100,0)"]


@pytest.mark.parametrize(
    ("target", "kind", "unit"),
    [
        ("≥162套", "number", "套"),
        ("≥95%", "percent", "%"),
        ("≤31.80万元", "amount", "万元"),
        ("5-10次", "number", "次"),
        ("2023年12月底前", "date", ""),
        ("长期", "words", ""),
        ("≥3次；≥60人次", "text", ""),
    ],
)
def test_a_cell_accepts_what_its_target_asks_for(target: str, kind: str, unit: str) -> None:
    found = input_of(Indicator(name="甲", target=parse_value(target)), catalogue()["national/2020"])
    assert (found.kind, found.unit) == (kind, unit)


def test_answers_are_the_grades_of_the_ruleset() -> None:
    row = Indicator(name="甲", target=parse_value("长期"))
    assert input_of(row, catalogue()["hubei/2020"]).choices == ("达成", "部分达成", "未达成")
    assert input_of(row, catalogue()["xinjiang/2024"]).choices == ("达成", "基本达成", "部分达成", "未达成")


@needs_soffice
def test_the_execution_rate_gives_the_same_cents_in_a_spreadsheet(tmp_path: Path) -> None:
    import xlsxwriter

    random = Random(7)
    path = tmp_path / "execution.xlsx"
    book = xlsxwriter.Workbook(str(path))
    tried: dict[str, list[FundLine]] = {}
    for ruleset in catalogue().values():
        sheet = book.add_worksheet(ruleset.id.replace("/", "-"))
        tried[ruleset.id] = []
        for index in range(400):
            number = index + 1
            adjusted = random.choice(("100", "200.00", f"{random.randint(1, 999999) / 100:.2f}", "0"))
            executed = f"{Decimal(adjusted) * random.randint(5000, 11000) / 10000:.2f}"
            line = FundLine(
                "合计", None, figure(adjusted), figure(executed), figure(random.choice(WEIGHTS)), total=True
            )
            tried[ruleset.id].append(line)
            names = Names(Columns(number, 5))
            cells = {"initial": f"$A{number}", "adjusted": f"$B{number}", "executed": f"$C{number}"}
            live = live_execution(ruleset, cells, f"$D{number}", names)
            sheet.write_row(index, 1, [float(adjusted), float(executed), float(line.weight.value)])  # type: ignore[union-attr]
            sheet.write_formula(index, 4, "=" + live.score, None, "")
            for part, (_, text) in enumerate(names.parts):
                sheet.write_formula(index, 6 + part, "=" + text, None, "")
    book.close()
    found = recalculated(path, tmp_path)
    for name, lines in tried.items():
        for line, values in zip(lines, found[name.replace("/", "-")].iter_rows(values_only=True), strict=False):
            mark = mark_execution(line, catalogue()[name], trace=False)
            ours = PENDING if mark.score is None else mark.score
            theirs = values[4] if isinstance(values[4], str) else Decimal(repr(values[4])).quantize(Decimal("0.0001"))
            assert ours == theirs, (name, line)
