"""Whatever formulas a ruleset has, and however large the numbers are, columns give what each row gives by itself."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest

np = pytest.importorskip("numpy", reason="numpy is not installed: zipingbiao[columns]")

from attrs import evolve  # noqa: E402
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from rulesets import catalogue  # noqa: E402
from scoring import Formula, FundLine, Rounding, Ruleset, mark_execution  # noqa: E402
from scoring.column_data import BLANK, FILLED, OPERATORS, PROBLEMS, Array, Numbers, RowColumns, ScoreColumns  # noqa: E402
from scoring.column_rows import mark_row, row_of  # noqa: E402
from scoring.columns import execution_columns, score_columns  # noqa: E402
from scoring.plan import words_of  # noqa: E402
from scoring.rounding import HALF_UP_2  # noqa: E402
from scoring.ruleset import Arithmetic, Calculation, Rule  # noqa: E402
from scoring.syntax import COMPLETION_NAMES, EXECUTION_NAMES, RATE_NAMES, SCORE_NAMES  # noqa: E402

from .strategies import figure  # noqa: E402
from .strategies_formulas import ROUNDINGS, dividing_formulas, whole_numbers  # noqa: E402

ARITHMETICS: tuple[Arithmetic, ...] = ("exact", "binary64")
LEAST, MOST = -(2**63), 2**63 - 1


def ruleset(
    *scores: str,
    rate: str | None = None,
    arithmetic: Arithmetic = "exact",
    score: Rounding = HALF_UP_2,
    completion: Rounding = HALF_UP_2,
) -> Ruleset:
    """A ruleset whose rules for numbers, chosen by their printed names, have these formulas."""
    found = None if rate is None else Formula(rate, COMPLETION_NAMES)
    rules = tuple(
        Rule(f"rule{number}", "规则", Formula(text, SCORE_NAMES), ("number",), (f"规则{number}",), completion=found)
        for number, text in enumerate(scores)
    )
    shipped = catalogue()["national/2020"]
    return evolve(shipped, rules=rules, calculation=Calculation(arithmetic, completion, score))


def number_rows(places: int = 0, **columns: list[int]) -> RowColumns:
    """Rows with ≥ and numbers of these places; the weight is 10 and all others 1 where they are not given."""
    count = len(next(iter(columns.values())))
    given = {"target": [1] * count, "actual": [1] * count, "weight": [10] * count, **columns}
    return RowColumns(
        kind=np.zeros(count, np.int8),
        operator=np.full(count, OPERATORS.index("≥"), np.int8),
        numbers={
            name: Numbers(np.array(values, np.int64), 0 if name == "weight" else places)
            for name, values in given.items()
        },
        met=np.full(count, -1, np.int8),
        reason=np.zeros(count, np.bool_),
        rules=(np.zeros(count, np.int32), [""]),
        words=(np.zeros(count, np.int32), [frozenset[str]()]),
    )


def points(column: Array, there: Array, places: int) -> list[Decimal | None]:
    return [
        Decimal(whole).scaleb(-places) if is_there else None
        for whole, is_there in zip(column.tolist(), there.tolist(), strict=True)
    ]


def scores_of(found: ScoreColumns) -> list[Decimal | None]:
    return points(found.score, found.has_score, found.score_places)


def completions_of(found: ScoreColumns) -> list[Decimal | None]:
    return points(found.completion, found.has_completion, found.completion_places)


def fitting(number: Decimal | None, places: int) -> Decimal | None:
    """A number of so many places that 64 bits hold, else None."""
    return None if number is None or abs(number.scaleb(places)) >= 2**63 else number


def agreed(rows: RowColumns, rules: Ruleset) -> list[Decimal | None]:
    """The scores of columns, which are those of the rows by themselves."""
    found = score_columns(rows, rules, compiled=False)
    target, actual = rows.numbers["target"], rows.numbers["actual"]
    met = (actual.values >= target.values).tolist()
    scores = scores_of(found)
    assert scores == [mark_row(rows, row, int(met[row]), rules).score for row in range(len(rows))]
    assert [PROBLEMS[code] != "" for code in found.problem] == [score is None for score in scores]
    return scores


@st.composite
def rulesets(draw: st.DrawFn) -> Ruleset:
    """Rulesets of one rule, with any formulas and roundings, all rounded to places."""
    rate = draw(st.none() | dividing_formulas(("target", "actual")))
    score = draw(dividing_formulas(("target", "actual", "weight", "completion" if rate else "weight")))
    last, kept = (draw(ROUNDINGS.filter(lambda one: one.way != "none")) for _ in range(2))
    return ruleset(score, rate=rate, arithmetic=draw(st.sampled_from(ARITHMETICS)), score=last, completion=kept)


@given(rulesets(), st.lists(st.tuples(*[whole_numbers()] * 3), min_size=1, max_size=8), st.integers(0, 4))
def test_rows_are_scored_by_any_formulas_as_each_by_itself(
    rules: Ruleset, cells: list[tuple[int, int, int]], places: int
) -> None:
    targets, actuals, weights = map(list, zip(*cells, strict=True))
    rows = number_rows(places, target=targets, actual=actuals, weight=weights)
    found = score_columns(rows, rules, compiled=False)
    marks = [mark_row(rows, row, int(actuals[row] >= targets[row]), rules) for row in range(len(rows))]
    scores = [fitting(mark.score, found.score_places) for mark in marks]
    completions = [fitting(mark.completion, found.completion_places) for mark in marks]
    assert scores_of(found) == scores
    assert completions_of(found) == [
        None if score is None else completion for score, completion in zip(scores, completions, strict=True)
    ]


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
def test_a_score_may_be_the_same_for_all_rows(arithmetic: Arithmetic) -> None:
    assert agreed(number_rows(actual=[1, 2]), ruleset("0", arithmetic=arithmetic)) == [0, 0]


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weight if not 1 < 2 else 0", [0, 0, 0]),
        ("weight if 1 > 2 else weight / actual", [None, 10, 5]),
        ("weight / actual if 1 > 2 else weight", [10, 10, 10]),
        ("weight if 1 < 2 < actual or 2 < 1 else 0", [0, 0, 0]),
    ],
)
def test_conditions_may_be_the_same_for_all_rows(text: str, expected: list[int | None], arithmetic: Arithmetic) -> None:
    assert agreed(number_rows(actual=[0, 1, 2]), ruleset(text, arithmetic=arithmetic)) == expected


@pytest.mark.parametrize(("arithmetic", "expected"), [("exact", [0, 10]), ("binary64", [10, 10])])
def test_numbers_that_are_only_compared_are_not_taken_for_their_neighbours(
    arithmetic: Arithmetic, expected: list[int]
) -> None:
    rows = number_rows(target=[2**53 + 1, 2**53], actual=[2**53, 2**53])
    assert agreed(rows, ruleset("weight if actual >= target else 0", arithmetic=arithmetic)) == expected


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
@pytest.mark.parametrize("text", ["999999999999999999", "min(weight, 999999999999999999)"])
def test_a_formula_may_hold_numbers_beyond_64_bits(text: str, arithmetic: Arithmetic) -> None:
    finest = Rounding("half-up", 6)
    rows = number_rows(actual=[1, 2])
    found = score_columns(rows, ruleset(text, arithmetic=arithmetic, score=finest), compiled=False)
    assert found.row_by_row == 2
    assert scores_of(found) == ([None, None] if text[0] == "9" else [10, 10])


def test_numbers_of_0_do_not_hide_how_large_a_factor_is() -> None:
    rows = number_rows(weight=[0, 0], actual=[2**55, 1])
    assert agreed(rows, ruleset("weight * 999999999999999999 * 999 + actual")) == [2**55, 1]


def test_a_negative_constant_counts_by_its_size() -> None:
    rows = number_rows(weight=[2**60, 1])
    found = score_columns(rows, ruleset("(-30 if met else -30) * weight * 0.1"), compiled=False)
    assert found.row_by_row == 1
    assert scores_of(found) == [None, -3]


@pytest.mark.parametrize("compiled", [False, True])
def test_a_loop_ends_where_no_number_is_small_enough_for_it(compiled: bool) -> None:
    if compiled:
        pytest.importorskip("numba", reason="numba is not installed")
    part = "(weight * 9999999 + 1)"
    rows = number_rows(weight=[1, 0])
    found = score_columns(rows, ruleset(f"{part} * {part} * {part} / {part} / {part}"), compiled=compiled)
    assert scores_of(found) == [10**7, 1]


def test_there_may_be_more_formulas_than_a_byte_counts() -> None:
    count = 260
    rows = number_rows(actual=[1] * count)
    rows = evolve(rows, rules=(np.arange(count, dtype=np.int32), [f"规则{number}" for number in range(count)]))
    rules = ruleset(*(f"weight + {number}" for number in range(count)))
    assert agreed(rows, rules) == [10 + number for number in range(count)]


@pytest.mark.parametrize("places", ["2", "2.0"])
def test_places_within_a_formula_may_have_a_point(places: str) -> None:
    rows = number_rows(3, actual=[1005, 1004])
    rules = ruleset(f"half_up(actual, {places})", arithmetic="binary64")
    # 1.005 is a little less in binary64.
    assert agreed(rows, rules) == [Decimal("1.00"), Decimal("1.00")]


def test_large_scores_in_binary64_keep_their_last_place() -> None:
    rows = number_rows(2, actual=[2**53 - 1, 100])
    rules = ruleset("actual", arithmetic="binary64", score=Rounding("half-up", 4))
    found = score_columns(rows, rules, compiled=False)
    assert found.row_by_row == 1
    assert agreed(rows, rules)[1] == 1


def test_large_numbers_in_binary64_are_rounded_within_a_formula_as_each_by_itself() -> None:
    # With six places it is more than 2**53 of the last one.
    rows = number_rows(5, actual=[9007197139335359, 4])
    assert agreed(rows, ruleset("(actual - half_up(actual, 6)) * 10000", arithmetic="binary64")) == [0, 0]


@pytest.mark.parametrize("roundings", [(Rounding("none"), HALF_UP_2), (HALF_UP_2, Rounding("none"))])
def test_what_is_not_rounded_keeps_its_places(roundings: tuple[Rounding, Rounding]) -> None:
    rules = ruleset("weight / 3", rate="actual / target * 100", score=roundings[0], completion=roundings[1])
    rows = number_rows(target=[3], actual=[1])
    found = score_columns(rows, rules, compiled=False)
    mark = mark_row(rows, 0, 0, rules)
    assert scores_of(found) == [mark.score]
    assert completions_of(found) == [mark.completion]


def test_whatever_precision_a_caller_has_set_no_digit_is_lost() -> None:
    rows = number_rows(2, actual=[2**62 + 1], target=[2**62 + 1])
    rules = ruleset("actual / target * weight - target / actual + actual / 100000000000000")
    with localcontext() as context:
        context.prec = 3
        found = score_columns(rows, rules, compiled=False)
    assert found.row_by_row == 1
    assert scores_of(found) == [mark_row(rows, 0, 1, rules).score]


def test_words_of_a_row_by_itself_are_those_it_has_in_columns() -> None:
    rows = evolve(number_rows(actual=[1]), words=(np.zeros(1, np.int32), [frozenset({"成本", "率"})]))
    indicator, _ = row_of(rows, 0, 1)
    assert words_of(indicator, frozenset({"成本", "率", "本率", "率成", "社会"})) == {"成本", "率"}


def execution_ruleset(score: str, weight: str = "10") -> Ruleset:
    shipped = catalogue()["national/2020"]
    rule = evolve(
        shipped.execution,
        weight=Decimal(weight),
        completion=Formula("executed / adjusted * 100", RATE_NAMES),
        score=Formula(score, EXECUTION_NAMES),
    )
    return evolve(shipped, execution=rule)


def test_an_amount_that_only_the_score_of_an_execution_needs_must_be_filled_in() -> None:
    filled = np.array([FILLED, BLANK], np.int8)
    columns = {
        "initial": Numbers(np.array([200, 0]), 0, filled),
        "adjusted": Numbers(np.array([100, 100])),
        "executed": Numbers(np.array([50, 50])),
    }
    found = execution_columns(columns, execution_ruleset("weight * executed / max(initial, 1)"))
    assert scores_of(found) == [Decimal("2.50"), None]
    assert [PROBLEMS[code] for code in found.problem] == ["", "not-filled-in"]


def test_a_printed_weight_beside_a_finer_one_of_the_ruleset_may_be_of_any_size() -> None:
    weights = [LEAST, MOST, 2**60, 5, 7]
    states = np.array([FILLED] * 4 + [BLANK], np.int8)
    columns = {
        "adjusted": Numbers(np.full(5, 10**6)),
        "executed": Numbers(np.full(5, 5 * 10**5)),
        "weight": Numbers(np.array(weights, np.int64), 0, states),
    }
    rules = execution_ruleset("completion * weight / 1000000", "12.345")
    expected = []
    for weight, state in zip(weights, states.tolist(), strict=True):
        printed = Numbers(np.array([weight]), 0, np.array([state], np.int8)).reading(0)
        line = FundLine("", adjusted=figure(10**6), executed=figure(5 * 10**5), weight=printed)
        expected.append(mark_execution(line, rules, trace=False).score)
    found = execution_columns(columns, rules)
    assert scores_of(found) == expected
    assert found.row_by_row == 3


ODD = (
    "0",
    "-7.5",
    "weight if not 1 < 2 else half_up(actual, 1)",
    "weight / actual if actual != 0 else 0",
    "(-30 if met else -30) * weight * 0.1",
    "weight if target < actual / (actual - 3) < 5 else -abs(target)",
    "weight if met and weight / (target - actual) > 1 or reason else cut(-actual / 7, 3)",
    "max(0, min(weight, actual / target * weight, 100 - weight / (weight - 10)))",
    "(weight if actual / (target - 1) > 1 else 1) if (reason if met else target == 0) else 1 / 0",
)


@pytest.mark.parametrize("arithmetic", ARITHMETICS)
def test_a_loop_scores_by_any_formulas_as_blocks_do(arithmetic: Arithmetic) -> None:
    pytest.importorskip("numba", reason="numba is not installed")
    # Nothing is rounded within formulas of a loop over binary64.
    scores = [one for one in ODD if arithmetic == "exact" or not ("cut" in one or "half_up" in one)]
    rules = ruleset(*scores, rate="actual / target * 100", arithmetic=arithmetic)
    random = np.random.default_rng(5)
    count = 4_000
    cells = {name: random.integers(-9, 40, count) for name in ("target", "actual", "weight")}
    rows = number_rows(1, **{name: column.tolist() for name, column in cells.items()})
    which = random.integers(0, len(scores), count).astype(np.int32)
    rows = evolve(rows, reason=which % 2 == 0, rules=(which, [f"规则{number}" for number in range(len(scores))]))
    looped, plain = (score_columns(rows, rules, compiled=compiled) for compiled in (True, False))
    assert looped.row_by_row == 0
    for name in ("score", "has_score", "completion", "has_completion", "problem", "rule"):
        assert getattr(looped, name).tolist() == getattr(plain, name).tolist(), name
    assert 0 < np.count_nonzero(plain.has_score) < count
