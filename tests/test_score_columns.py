"""Columns give the same cents as row by row, and say of which rows they are not sure."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed: zipingbiao[columns]")

from attrs import evolve  # noqa: E402

from benchmarks.invented_rows import invented_rows  # noqa: E402
from rulesets import catalogue  # noqa: E402
from scoring import (  # noqa: E402
    FundLine,
    Indicator,
    Ruleset,
    WrongArgument,
    column_loops,
    columns,
    mark_execution,
    mark_indicator,
)
from scoring.column_data import (  # noqa: E402
    BLANK,
    FILLED,
    KINDS,
    OPERATORS,
    PROBLEMS,
    UNREADABLE,
    Numbers,
    RowColumns,
)
from scoring.columns import BLOCK, execution_columns, score_columns, total_columns  # noqa: E402
from scoring.comparison import Comparison, holds  # noqa: E402
from scoring.quantity import Figure, Unreadable  # noqa: E402
from scoring.scorecard import Mark  # noqa: E402

CATALOGUE = catalogue()
ROWS = 6_250
"""Of each of the 16 shipped rulesets: 100 000 in all."""


def number(column: Numbers | None, row: int) -> Fraction | None:
    """A cell as an exact number."""
    if column is None:
        return None
    if column.state is not None and column.state[row] != FILLED:
        return None
    return Fraction(int(column.values[row]), 10**column.places)


def reading(column: Numbers | None, row: int) -> Figure | Unreadable | None:
    value = number(column, row)
    if column is None:
        return None
    if value is None:
        return None if column.state is None or column.state[row] == BLANK else Unreadable("?")
    return Figure("", Decimal(int(column.values[row])).scaleb(-column.places))


def mark_of(rows: RowColumns, row: int, ruleset: Ruleset) -> Mark:
    """The row scored by itself, from an indicator and its comparison."""
    kind = KINDS[rows.kind[row]]
    operator = OPERATORS[rows.operator[row]]
    target, actual, low, high = (number(rows.numbers.get(name), row) for name in ("target", "actual", "low", "high"))
    met: bool | None = None if rows.met[row] < 0 else bool(rows.met[row])
    if kind in ("number", "range"):
        met = None
        if kind == "number" and actual is not None and target is not None:
            met = holds(operator, target, actual)
        elif kind == "range" and actual is not None and low is not None and high is not None:
            met = low <= actual <= high
    found = Comparison(
        kind,
        operator,
        target=target,
        actual=actual,
        low=low,
        high=high,
        met=met,
        problem="" if met is not None else "无法比较",
    )
    indicator = Indicator(
        "",
        level1="".join(rows.words[1][rows.words[0][row]]),
        weight=reading(rows.numbers["weight"], row),
        rule=rows.rules[1][rows.rules[0][row]],
        coefficient=reading(rows.numbers.get("coefficient"), row),
        deduction=reading(rows.numbers.get("deduction"), row),
        reason="因停工" if rows.reason[row] else "",
    )
    return mark_indicator(indicator, ruleset, trace=False, comparison=found)


def points(whole: int, places: int, *, there: bool) -> Decimal | None:
    return Decimal(int(whole)).scaleb(-places) if there else None


WAYS = [
    *((name, False) for name in CATALOGUE),
    *((name, True) for name in ("provincial/deduction", "department/steps", "xinjiang/2024", "xinjiang/2023")),
]


@pytest.mark.parametrize(("name", "compiled"), WAYS)
def test_columns_score_every_row_as_it_is_scored_by_itself(name: str, compiled: bool) -> None:
    if compiled:
        pytest.importorskip("numba", reason="numba is not installed")
    ruleset = CATALOGUE[name]
    rows = invented_rows(ROWS, 20_240_101, ruleset)
    found = score_columns(rows, ruleset, compiled=compiled)
    for row in range(ROWS):
        score = points(found.score[row], found.score_places, there=found.has_score[row])
        completion = points(found.completion[row], found.completion_places, there=found.has_completion[row])
        if rows.kind[row] < 0:
            assert score is None
            assert PROBLEMS[found.problem[row]] == "no-target"
            continue
        mark = mark_of(rows, row, ruleset)
        assert (score, completion) == (mark.score, mark.completion), row
        assert bool(found.problem[row]) is (mark.score is None)
        rule = ruleset.rules[found.rule[row]].id if found.rule[row] >= 0 else ""
        assert rule == mark.rule


def test_rows_too_large_to_be_sure_of_are_scored_by_themselves_and_no_others() -> None:
    ruleset = CATALOGUE["provincial/system"]
    rows = plain_rows([100, 10**17, 300], [50, 9 * 10**16, 150])
    found = score_columns(rows, ruleset)
    assert found.row_by_row == 1
    assert list(found.score) == [500, 900, 500]


@pytest.mark.parametrize("name", ["provincial/system", "xinjiang/2023"])
@pytest.mark.parametrize("compiled", [False, True])
def test_the_least_number_of_64_bits_is_not_taken_for_a_small_one(name: str, compiled: bool) -> None:
    ruleset = CATALOGUE[name]
    rows = plain_rows([100, 100], [-(2**63), 90])
    found = score_columns(rows, ruleset, compiled=compiled)
    assert found.row_by_row >= 1
    assert [points(one, 2, there=True) for one in found.score] == [mark_of(rows, row, ruleset).score for row in (0, 1)]


def test_a_loop_leaves_only_rows_that_are_too_large_for_it_or_of_a_new_shape() -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    ruleset = CATALOGUE["provincial/system"]
    count = 5_000
    targets, actuals = [100] * count, [number % 101 for number in range(count)]
    targets[4_000], actuals[4_000] = 10**17, 9 * 10**16
    targets[4_100], actuals[4_100] = -(2**63), 0
    targets[4_200], actuals[4_200] = 0, 0
    actuals[4_300] = -5
    rows = plain_rows(targets, actuals)
    rows.kind[4_400] = -1
    rows.operator[4_500] = OPERATORS.index("≤")
    found = score_columns(rows, ruleset, compiled=True)
    plain = score_columns(rows, ruleset, compiled=False)
    assert found.row_by_row == 2
    for name in ("score", "has_score", "completion", "has_completion", "problem", "rule"):
        assert list(getattr(found, name)) == list(getattr(plain, name)), name
    assert list(found.score[[4_000, 4_200, 4_300]]) == [900, 1_000, 0]


def test_what_rows_have_shown_is_learned_for_those_that_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    ruleset = CATALOGUE["provincial/system"]
    count = 4_000
    small, large = (
        plain_rows([100 * size] * count, [number % 101 * size for number in range(count)]) for size in (1, 10**9)
    )
    of_words = evolve(small, rules=(np.arange(count, dtype=np.int32) % 2, ["", "正向指标"]))
    other_words = evolve(small, rules=(np.arange(count, dtype=np.int32) % 2, ["反向指标", ""]))
    every = [small, large, of_words, other_words]
    plain = [score_columns(rows, ruleset, compiled=False) for rows in every]
    # The second time tells how large the numbers are, now that few of them were within the limits.
    for rows in (*every, large):
        score_columns(rows, ruleset, compiled=True)
    monkeypatch.setattr("scoring.column_runner.Block", None)
    for rows, expected in zip(every, plain, strict=True):
        found = score_columns(rows, ruleset, compiled=True)
        for name in ("score", "has_score", "completion", "has_completion", "problem", "rule"):
            assert list(getattr(found, name)) == list(getattr(expected, name)), name


def test_a_loop_looks_nothing_up_for_codes_of_nothing() -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    rows = plain_rows([100] * 5_000, [90] * 5_000)
    rows.operator[4_000] = 77
    with pytest.raises(IndexError):
        score_columns(rows, CATALOGUE["provincial/system"], compiled=True)


def test_a_loop_in_binary64_leaves_rows_beside_the_edge_of_a_rounding() -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    ruleset = CATALOGUE["xinjiang/2023"]
    # Scores of x.xx5 as written, most of them a little more or less in binary64.
    actuals = [number % 400 + 600 for number in range(4_000)]
    rows = plain_rows([1_000] * len(actuals), actuals)
    rows.numbers["weight"].values[:] = np.arange(len(actuals)) // 400 + 1
    found, plain = (score_columns(rows, ruleset, compiled=compiled) for compiled in (True, False))
    assert list(found.score) == list(plain.score)
    exact = ruleset.under(evolve(ruleset.calculation, arithmetic="exact"))
    assert (score_columns(rows, exact).score != found.score).any()


def test_no_rows_have_no_scores() -> None:
    for compiled in (True, False):
        assert len(score_columns(plain_rows([], []), CATALOGUE["provincial/system"], compiled=compiled).score) == 0


@pytest.mark.parametrize(
    ("kept", "loops", "ran"), [(False, False, ".....L."), (True, False, "...L.L.L."), (True, True, ".L.L.L.L.L.")]
)
def test_loops_are_used_by_themselves_once_enough_rows_were_scored(
    kept: bool, loops: bool, ran: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    pays = {"PAYS_ANOTHER": 6_000, "PAYS_KEPT": 16_000, "PAYS_COMPILED": 28_000}
    for name, rows in pays.items():
        monkeypatch.setattr(columns, name, rows)
    found: list[str] = []
    monkeypatch.setattr("scoring.column_runner.Runner.score", lambda _: found.append("L"))
    monkeypatch.setattr(columns, "is_loaded", lambda _: False)
    monkeypatch.setattr(columns, "is_kept", lambda _: kept)
    monkeypatch.setattr(columns, "has_loops", lambda: loops)
    monkeypatch.setattr(columns, "_scored", Counter())
    for _ in range(6):
        score_columns(plain_rows([100] * 5_000, [90] * 5_000), CATALOGUE["national/2020"])
        found.append(".")
    assert "".join(found) == ran


def test_blocks_meet_without_a_row_lost_or_doubled() -> None:
    ruleset = CATALOGUE["national/2020"]
    count = 2 * BLOCK + 7
    found = score_columns(plain_rows([100] * count, [number % 101 for number in range(count)]), ruleset)
    assert found.has_score.all()
    assert list(found.score) == [number % 101 * 10 for number in range(count)]


def test_a_tie_is_rounded_away_from_zero_as_in_a_row_by_itself() -> None:
    # 10 × 0.8875 = 8.875
    found = score_columns(plain_rows([10_000], [8_875]), CATALOGUE["provincial/system"])
    assert list(found.score) == [888]


@pytest.mark.parametrize("compiled", [False, True])
def test_a_completion_is_exact_where_the_score_is_not(compiled: bool) -> None:
    # 194 ÷ 320 × 100 = 60.625, in binary64 a little less
    count = 3_000
    found = score_columns(plain_rows([320] * count, [194] * count), CATALOGUE["xinjiang/2023"], compiled=compiled)
    assert set(found.completion.tolist()) == {6063}
    assert mark_of(plain_rows([320], [194]), 0, CATALOGUE["xinjiang/2023"]).completion == Decimal("60.63")


def plain_rows(targets: list[int], actuals: list[int]) -> RowColumns:
    """Rows with ≥ and a weight of 10."""
    count = len(targets)
    return RowColumns(
        kind=np.zeros(count, np.int8),
        operator=np.full(count, OPERATORS.index("≥"), np.int8),
        numbers={
            "target": Numbers(np.array(targets, np.int64), 2),
            "actual": Numbers(np.array(actuals, np.int64), 2),
            "weight": Numbers(np.full(count, 10, np.int64)),
        },
        met=np.full(count, -1, np.int8),
        reason=np.zeros(count, np.bool_),
        rules=(np.zeros(count, np.int32), [""]),
        words=(np.zeros(count, np.int32), [frozenset[str]()]),
    )


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_executions_are_scored_as_each_is_by_itself(name: str) -> None:
    ruleset = CATALOGUE[name]
    random = np.random.default_rng(7)
    count = 500
    columns = {
        "initial": Numbers(random.integers(0, 10**6, count), 2, (random.random(count) < 0.9).astype(np.int8)),
        "adjusted": Numbers(random.integers(0, 10**6, count) * (random.random(count) < 0.95), 2),
        "executed": Numbers(random.integers(0, 10**6, count), 2, (random.random(count) < 0.95).astype(np.int8)),
        "weight": Numbers(random.integers(50, 250, count), 1, random.integers(BLANK, UNREADABLE, count, np.int8, True)),
    }
    found = execution_columns(columns, ruleset)
    for row in range(count):
        initial, adjusted, executed, weight = (reading(columns[one], row) for one in columns)
        line = FundLine("", initial=initial, adjusted=adjusted, executed=executed, weight=weight)
        mark = mark_execution(line, ruleset, trace=False)
        assert points(found.score[row], found.score_places, there=found.has_score[row]) == mark.score
        assert bool(found.problem[row]) is (mark.score is None)


def test_totals_and_grades_are_those_of_tables_by_themselves() -> None:
    ruleset = CATALOGUE["national/2020"]
    rows = plain_rows([100] * 9, [100, 90, 80, 100, 100, 100, 0, 10, 20])
    executed = {"adjusted": Numbers(np.array([100, 100, 100])), "executed": Numbers(np.array([100, 50, 0]))}
    scored = score_columns(rows, ruleset)
    found = total_columns(np.array([0, 3, 6]), scored, ruleset, execution_columns(executed, ruleset))
    for table in range(3):
        expected = sum(int(one) for one in scored.score[3 * table : 3 * table + 3]) + [1000, 500, 0][table]
        assert found.total[table] == expected
        assert ruleset.grades[found.grade[table]].name == ruleset.grade_of(Decimal(expected).scaleb(-2))


def test_totals_are_the_same_with_and_without_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    ruleset = CATALOGUE["national/2020"]
    rows = plain_rows([100] * 3_000, [(number * 7) % 131 for number in range(3_000)])
    scored = score_columns(rows, ruleset)
    scored.has_score[[17, 18, 900]] = False
    scored.score[[17, 18, 900]] = 0
    starts = np.flatnonzero(np.random.default_rng(3).random(3_000) < 0.12)
    starts[0] = 0
    executed = evolve(scored, score=scored.score[: len(starts)] // 3, has_score=np.arange(len(starts)) != 5)
    counts = np.arange(len(starts)) % 3 > 0
    monkeypatch.setattr(column_loops, "_LOADED", {})
    plain = total_columns(starts, scored, ruleset, executed, counts)
    monkeypatch.setattr(column_loops, "_LOADED", {"another": None})
    looped = total_columns(starts, scored, ruleset, executed, counts)
    assert len(column_loops._LOADED) == 2
    for name in ("total", "has_total", "missing", "grade"):
        assert list(getattr(looped, name)) == list(getattr(plain, name)), name
    assert len(set(plain.grade)) > 2


def test_a_table_with_a_row_without_a_score_has_no_total() -> None:
    ruleset = CATALOGUE["national/2020"]
    rows = plain_rows([100, 100, 100], [100, 100, 100])
    rows = evolve(
        rows, numbers={**rows.numbers, "actual": evolve(rows.numbers["actual"], state=np.array([1, 0, 1], np.int8))}
    )
    found = total_columns(np.array([0, 2]), score_columns(rows, ruleset), ruleset)
    assert list(found.has_total) == [False, True]
    assert list(found.missing) == [1, 0]
    assert list(found.grade) == [-1, len(ruleset.grades) - 1]


def test_a_ruleset_that_rounds_only_the_total_is_refused() -> None:
    ruleset = CATALOGUE["national/2020"]
    late = ruleset.under(evolve(ruleset.calculation, when="total"))
    with pytest.raises(WrongArgument, match="总分时才取整"):
        total_columns(np.array([0]), score_columns(plain_rows([100], [90]), late), late)
