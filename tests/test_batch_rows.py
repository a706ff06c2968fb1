"""Rows of many tables in Arrow's columns: scored as row by row, with the same words where there is no score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

from reports.columns import score_batch  # noqa: E402
from reports.columns.cells import AMOUNT, plain_amounts, plain_cells  # noqa: E402
from reports.columns.schema import schema_of  # noqa: E402
from reports.errors import ColumnsError  # noqa: E402
from reports.recognition.funds import money  # noqa: E402
from rulesets import catalogue  # noqa: E402
from scoring import (  # noqa: E402
    Evaluation,
    Figure,
    Formula,
    Mark,
    Quantity,
    Ruleset,
    Unit,
    WrongArgument,
    parse_value,
    score,
)
from scoring.column_data import OPERATORS  # noqa: E402
from scoring.syntax import SCORE_NAMES  # noqa: E402

from .printed_rows import NAMES, Cells, batch, is_execution, printed_rows, rows_of, tables_of  # noqa: E402
from .strategies import evaluations  # noqa: E402
from .strategies_printed import printed_evaluations  # noqa: E402

RULESETS = list(catalogue().values())
NATIONAL = catalogue()["national/2020"]


def scored(rows: Any, ruleset: Ruleset, first: int = 1) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    made = score_batch(rows, ruleset, first=first)
    return made.rows.to_pylist(), made.tables.to_pylist()


def row_by_row(rows: Sequence[Cells], ruleset: Ruleset) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the tables come to when each is scored by itself."""
    lines, tables = [], []
    cards = {one.project: score(one, ruleset, trace=False) for one in tables_of(rows)}
    marks = {name: iter(card.marks) for name, card in cards.items()}
    for number, row in enumerate(rows, 1):
        name = row["table"]
        mark = cards[name].execution if is_execution(row) else next(marks[name])
        if mark is None:
            whole = f"{ruleset.total_weight:f}"
            mark = Mark(None, rule="execution", problem=f"各行分值已满 {whole} 分，预算执行率不另计分")
        rule = "execution" if is_execution(row) else mark.rule
        lines.append(
            {
                "table": name,
                "row": number,
                "rule": rule,
                "completion": mark.completion,
                "score": mark.score,
                "problem": mark.problem,
            }
        )
    for name, card in cards.items():
        mine = [number for number, row in enumerate(rows, 1) if row["table"] == name]
        tables.append(
            {
                "table": name,
                "row": mine[0],
                "rows": len(mine),
                "total": card.total,
                "missing": card.missing,
                "grade": card.grade,
            }
        )
    return lines, tables


def check_same(rows: Sequence[Cells], made: Any, ruleset: Ruleset) -> None:
    lines, tables = scored(made, ruleset)
    wanted_lines, wanted_tables = row_by_row(rows, ruleset)
    for line, wanted, row in zip(lines, wanted_lines, rows, strict=True):
        assert line == wanted, row
    assert tables == wanted_tables


@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda ruleset: ruleset.id)
def test_rows_in_columns_are_scored_as_one_by_one(ruleset: Ruleset) -> None:
    rows = printed_rows(2_000, 7, ruleset)
    check_same(rows, batch(rows), ruleset)


@given(st.lists(st.one_of(evaluations(), printed_evaluations()), min_size=1, max_size=2), st.sampled_from(RULESETS))
def test_tables_in_columns_are_scored_as_each_by_itself(found: list[Evaluation], ruleset: Ruleset) -> None:
    rows = [row for number, one in enumerate(found) for row in rows_of(one, f"表{number}")]
    if rows:
        check_same(rows, batch(rows), ruleset)


NUMBERS = {
    "decimal": (pa.decimal128(18, 4), lambda text: Decimal(text).quantize(Decimal("0.0001"))),
    "wide decimal": (pa.decimal256(50, 8), lambda text: Decimal(text).quantize(Decimal("1e-8"))),
    "float": (pa.float64(), float),
    "short float": (pa.float32(), float),
    "whole": (pa.int32(), lambda text: int(Decimal(text))),
    "text of many": (pa.dictionary(pa.int16(), pa.string()), str),
    "large text": (pa.large_string(), str),
}
NUMERIC = ("target", "actual", "weight", "initial", "adjusted", "executed")


@pytest.mark.parametrize("kind", NUMBERS)
@given(
    st.lists(
        st.tuples(
            *(st.one_of(st.none(), st.integers(-500, 99_999)) for _ in range(2)),
            st.one_of(st.none(), st.integers(1, 3_000)),
            st.sampled_from(["≥", "≤", "=", "", ">", "<"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_numbers_are_scored_like_the_same_numbers_in_print(
    kind: str, given_rows: list[tuple[int | None, int | None, int | None, str, bool]]
) -> None:
    arrow, made = NUMBERS[kind]
    places = 0 if kind == "whole" else 2
    rows: list[Cells] = []
    for number, (target, actual, weight, operator, ends) in enumerate(given_rows):
        cells = {"target": target, "actual": actual, "weight": weight}
        texts = {name: "" if one is None else f"{Decimal(one).scaleb(-places):f}" for name, one in cells.items()}
        table = f"表{sum(row[4] for row in given_rows[:number])}"
        rows.append({"table": table, "kind": "指标", "operator": operator, **texts})
        if ends:
            amounts = {"adjusted": texts["target"], "executed": texts["actual"]}
            rows.append({"table": table, "kind": "预算执行", "weight": texts["weight"], **amounts})
    columns = {
        name: pa.array([made(row[name]) if row.get(name) else None for row in rows], arrow)
        if name in NUMERIC
        else pa.array([row.get(name, "") for row in rows])
        for name in NAMES
    }
    check_same(rows, pa.record_batch(columns), NATIONAL)


def test_a_float_that_is_no_short_decimal_is_read_with_all_its_digits() -> None:
    rows = pa.record_batch({"table": [1, 1], "target": [0.3, 0.3], "actual": [0.1 + 0.2, 0.3], "weight": [10.0, 10.0]})
    lines, _ = scored(rows.append_column("operator", pa.array(["=", "="])), NATIONAL)
    assert [line["score"] for line in lines] == [Decimal(10), Decimal(10)]
    lines, _ = scored(rows.append_column("operator", pa.array(["≤", "≤"])), NATIONAL)
    assert [line["problem"] for line in lines] == ["", ""]
    assert lines[0]["completion"] == lines[1]["completion"] == Decimal(100)


def test_what_is_no_number_of_a_float_is_blank_and_what_is_endless_cannot_be_read() -> None:
    numbers = {"target": [90.0, float("nan"), float("inf")], "actual": [float("nan"), 90.0, 90.0]}
    lines, _ = scored(pa.record_batch({"table": ["a"] * 3, **numbers, "weight": [10] * 3}), NATIONAL)
    assert [line["problem"] for line in lines] == ["没有实际完成值", "没有目标值", "目标值“#NUM!”无法识别"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"table": ["a", None]}, "甲.csv：第 12 行：没有表号"),
        ({"kind": ["指标", "资产"]}, "甲.csv：第 12 行：类别“资产”不认识"),
        ({"kind": ["预算执行", "execution"]}, "甲.csv：第 12 行：这张表有两行预算执行"),
        ({"year": ["2023", "二〇二三"]}, "甲.csv：第 12 行：年度“二〇二三”无法识别"),
        ({"weight": [True, False]}, "“weight”列的类型是 bool"),
        (
            {"actual": [datetime(2023, 6, 30), datetime(2023, 6, 30, 8)]},
            "甲.csv：第 12 行：“actual”列的 2023-06-30 08:",
        ),
        ({"actual": pa.array([0, 1], pa.timestamp("ns"))}, "“actual”列的 1970-01-01 00:00:00.000000001 不是整天"),
        ({"actual": pa.array([0, 1], pa.timestamp("s")).dictionary_encode()}, "甲.csv：第 12 行：“actual”列的 1970"),
        ({"actual": [datetime(2023, 6, 30, tzinfo=UTC)] * 2}, "“actual”列的类型是 timestamp.*UTC"),
    ],
)
def test_a_broken_row_is_named(change: dict[str, Any], said: str) -> None:
    columns = {"table": ["a", "a"], "target": ["≥1", "≥1"], "actual": ["1", "1"], "weight": ["5", "5"], **change}
    rows = pa.record_batch(columns)
    with pytest.raises(ColumnsError, match=said) as caught:
        score_batch(rows, NATIONAL, first=11, source="甲.csv")
    assert caught.value.cure


def test_columns_are_known_by_both_names_and_the_missing_one_is_named() -> None:
    known = schema_of(["表号", "target", "实际完成值", "weight", "备注"])
    assert known.at == {"table": 0, "target": 1, "actual": 2, "weight": 3}
    assert known.unknown == ("备注",)
    with pytest.raises(ColumnsError, match=r"没有“分值”（weight）这一列.*“wieght”是不是“分值”"):
        schema_of(["table", "target", "actual", "wieght"], "甲.csv")
    with pytest.raises(ColumnsError, match="“表号”和“table”是同一列"):
        schema_of(["表号", "table"])
    with pytest.raises(ColumnsError, match="没有“年度指标值”（target）、“实际完成值”（actual）这几列"):
        schema_of(["表号", "分值"])
    assert schema_of(["TABLE", "Target", " ACTUAL", "Weight"]).unknown == ()


def test_a_time_that_is_a_whole_day_is_read_as_the_date() -> None:
    days: list[datetime | None] = [datetime(2023, 6, 30), datetime(2023, 7, 1), None]
    for unit in ("s", "ms", "us", "ns"):
        times = pa.array(days, pa.timestamp(unit))
        rows = pa.record_batch(
            {"table": [1] * 3, "target": ["2023年6月30日前"] * 3, "actual": times, "weight": [5] * 3}
        )
        lines, _ = scored(rows, NATIONAL)
        assert [line["score"] for line in lines] == [5, None, None]
        assert lines[1]["problem"].startswith("目标未达到")


def test_a_ruleset_that_rounds_only_the_total_is_refused() -> None:
    ruleset = evolve(NATIONAL, calculation=evolve(NATIONAL.calculation, when="total"))
    with pytest.raises(WrongArgument, match="不在每一行取整"):
        score_batch(batch([]), ruleset)


TAILS = [
    "",
    "%",
    "％",
    "万元",
    "人次",
    "元/人/天",
    "册",
    "个月",
    "月",
    "年",
    "余人",
    "以上",
    "以内",
    "左右",
    "分",
    "km",
    " 册",
    "-",
    "成",
]
DIGITS = st.one_of(
    st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,6})?", fullmatch=True),
    st.builds("{}.{}".format, st.integers(1990, 2100), st.integers(0, 123_199)),
)


@settings(max_examples=1_000)
@given(st.sampled_from(["", "≥", ">=", "<=", "=", "<", ">", "≤", "≧"]), DIGITS, st.sampled_from(TAILS))
def test_a_cell_taken_for_a_plain_number_is_read_as_that_number_everywhere(sign: str, digits: str, tail: str) -> None:
    text = f"{sign}{digits}{tail}"
    units: list[Unit] = []
    found = plain_cells(pa.array([text]), units)
    if found.plain[0]:
        value = parse_value(text)
        assert isinstance(value, Quantity)
        assert value.number == Decimal(int(found.values[0])).scaleb(-found.places)
        assert (OPERATORS.index(value.operator), value.unit) == (found.operator[0], units[found.unit[0]])
    assert found.plain[0] or tail not in ("", "%", "万元", "人次", "册") or sign == "≧"


@settings(max_examples=500)
@given(st.from_regex(AMOUNT, fullmatch=True))
def test_an_amount_read_together_with_others_is_what_it_is_alone(text: str) -> None:
    found, is_plain = plain_amounts(pa.array([text]))
    assert is_plain[0]
    read = money(text)
    assert (read is None) == (found.state is not None)
    if isinstance(read, Figure):
        assert read.value == Decimal(int(found.values[0])).scaleb(-found.places)


def test_a_score_beyond_64_bits_is_left_out_with_the_reason() -> None:
    rule = evolve(NATIONAL.rules[0], score=Formula("weight * 999999999999999999", SCORE_NAMES), completion=None)
    rows = pa.record_batch({"table": ["a"], "target": ["≥1"], "actual": ["1"], "weight": ["10"]})
    lines, _ = scored(rows, evolve(NATIONAL, rules=(rule,)))
    assert (lines[0]["score"], lines[0]["problem"]) == (None, "得分太大，放不下")
