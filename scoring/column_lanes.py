"""The formulas of a whole ruleset as one loop without branches, for a compiler to run over many rows at once.

Each row's shape is looked up in a table, which says by which formulas it is scored.  What each pair of
formulas divides is computed for all rows, the pair of the row is chosen, and there is one division for the
completion and one for the score.  All numbers are whole binary64 numbers below ``LARGEST_WHOLE``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from .column_code import LARGEST_WHOLE
from .column_data import FILLED, HOLDS, KINDS, OPERATORS, PROBLEMS, STATES
from .column_writer import Number, Writer
from .rounding import Rounding
from .ruleset import Arithmetic

Pair: TypeAlias = tuple[str | None, str]
"""Texts of the formulas of a completion, or None, and of a score."""

LEFT: Final = -2
"""Stands in the column ``rule`` of a row that the loop has not scored."""

OUTS: Final = ("rule", "problem", "score", "has_score", "completion", "has_completion")
"""The columns that a loop fills."""

_MET: Final = sum(1 << number for number, holds in enumerate(HOLDS) if holds)
_TABLE: Final = {"number": KINDS.index("number"), "range": KINDS.index("range")}


@frozen(cache_hash=True)
class Layout:
    """Which columns there are.

    Attributes:
        places: the decimal places of each column of numbers, by name.
        states: the numbers that are not all filled in.
        rules, words: whether there is more than one printed name of a rule, and more than one set of words.
    """

    places: tuple[tuple[str, int], ...]
    states: frozenset[str]
    rules: bool
    words: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a loop takes, in their order."""
        names = [name for name, _ in self.places]
        given = ["kind", "operator", "met", "reason"]
        given += [name for name, there in (("rules", self.rules), ("words", self.words)) if there]
        given += [f"{name}_column" for name in names]
        return (*given, *(f"{name}_state" for name in names if name in self.states))


@frozen(cache_hash=True)
class LaneCode:
    """A loop over rows.

    Attributes:
        layout: the columns it takes.
        used: the numbers that its formulas read; for each it takes a limit.
        source: of the function ``loop``; its arguments are those of ``layout.columns``, the table of shapes, how
            many names of rules and sets of words there are, a limit for each of ``used``, and ``OUTS``.  It
            returns whether it left rows.
        bound: takes the largest absolute number of each column by name, returns the largest on the way.
    """

    layout: Layout
    used: tuple[str, ...]
    source: str = field(repr=False)
    bound: Callable[[Mapping[str, int]], int] = field(repr=False, eq=False)


def entry(pair: int, problem: int, rule: int) -> int:
    """What stands in the table for a shape: the pair from 1, 0 for none; the problem; the rule, -1 for none."""
    return pair | problem << 8 | (rule + 1) << 16


@lru_cache(maxsize=256)
def lane_code(
    pairs: tuple[Pair, ...], roundings: tuple[Rounding, Rounding], layout: Layout, arithmetic: Arithmetic = "exact"
) -> LaneCode | None:
    """Write the loop; None where it cannot hold some number, or where a result is not rounded to places.

    Args:
        pairs: all formulas that a row may be scored by.
        roundings: of the completion and of the score.
        layout: the columns that there are.
        arithmetic: of the scores; completions are exact as they are printed.
    """
    code = Lanes(dict(layout.places), frozenset(), frozenset(), layout)
    if arithmetic == "binary64":
        from .column_float_lanes import FloatLanes

        code = FloatLanes(dict(layout.places), frozenset(), frozenset(), layout)
    if len(pairs) > 0xFE or not code.can_write(pairs, roundings):
        return None
    code.write(pairs, roundings)
    names = sorted(code.names)
    arguments = (*layout.columns, "table", "rule_count", "word_count", *(f"{name}_limit" for name in names), *OUTS)
    source = "\n".join(
        [
            f"def loop({', '.join(f'{name}_out' if name in OUTS else name for name in arguments)}):",
            "    left = False",
            "    for i in range(len(kind)):",
            *code.lines,
            "    return left",
        ]
    )
    if any(int(number) >= LARGEST_WHOLE for number in re.findall(r"\b\d+\b", source)):
        return None
    table: dict[str, Any] = {}
    exec("\n".join(["def bound(values):", "    most = 0", *code.limits, "    return most"]), table)
    return LaneCode(layout, tuple(names), source, table["bound"])


class Lanes(Writer):
    """Writes the loop."""

    def __init__(
        self, places: Mapping[str, int], natural: frozenset[str], positive: frozenset[str], layout: Layout
    ) -> None:
        super().__init__(places, natural, positive)
        self._layout = layout

    def can_write(self, pairs: Sequence[Pair], roundings: tuple[Rounding, Rounding]) -> bool:
        """Is there a loop for these?"""
        return all(rounding.way in ("half-up", "cut") for rounding in roundings)

    def write(self, pairs: Sequence[Pair], roundings: tuple[Rounding, Rounding]) -> None:
        """Write the body of the loop."""
        self._shape()
        body, self.lines = self.lines, []
        self.fill(*self.scores(pairs, roundings))
        # What is read comes first, for the shapes of rows hang on whether it is within its limits.
        lines, self.lines = self.lines, body
        self.line("entry = table[shape]")
        for name in sorted(self._read):
            whole = f"{name}_whole"
            if name not in self._places:
                self.line(f"{whole} = np.int64(0)")
            elif name in self._layout.states:
                self.line(f"{whole} = {name}_column[i] if {name}_state[i] == {FILLED} else np.int64(0)")
            else:
                self.line(f"{whole} = {name}_column[i]")
            self.line(f"{name} = float({whole})")
            # Without its sign, the least of 64 bits included.
            self.line(f"entry = entry if ({whole} ^ ({whole} >> 63)) <= {name}_limit else np.int32(-1)")
        self.line("left |= entry < 0")
        self.line("pair = entry & np.int32(255)")
        self.lines += lines

    def _shape(self) -> None:
        """Write what a row's shape is, as :meth:`scoring.column_block.Block.shapes` numbers it."""
        there = dict(self._layout.places)
        self.line("kind_of = np.int32(kind[i])")
        self.line("operator_of = np.int32(operator[i])")
        self.line("met_of = np.int32(met[i])")
        if "target" in there and "actual" in there:
            self.line("over = np.int32(actual_column[i] > target_column[i])")
            self.line("over = over - np.int32(actual_column[i] < target_column[i])")
            self.line(f"holds = (np.int32({_MET}) >> (operator_of * np.int32(3) + over + np.int32(1))) & np.int32(1)")
            self.line(f"met_of = holds if kind_of == {_TABLE['number']} else met_of")
        if "low" in there and "high" in there and "actual" in there:
            self.line("inside = (low_column[i] <= actual_column[i]) & (actual_column[i] <= high_column[i])")
            self.line(f"met_of = np.int32(inside) if kind_of == {_TABLE['range']} else met_of")
        measured = f"(kind_of == {_TABLE['number']}) | (kind_of == {_TABLE['range']})"
        if "actual" not in there:
            self.line(f"met_of = np.int32(-1) if {measured} else met_of")
        elif "actual" in self._layout.states:
            blank = f"({measured}) & (actual_state[i] != {FILLED})"
            self.line(f"met_of = np.int32(-1) if {blank} else met_of")
        self.line(
            f"shape = (kind_of + np.int32(1)) * np.int32({6 * len(OPERATORS)})"
            " + operator_of * np.int32(6) + (met_of + np.int32(1)) * np.int32(2)"
        )
        if "target" in there:
            self.line(f"shape = shape + np.int32((target_column[i] == 0) & (kind_of == {_TABLE['number']}))")
        for name in STATES:
            if name in self._layout.states:
                self.line(f"shape = shape * np.int32(3) + np.int32({name}_state[i])")
        for name, count in (("rules", "rule_count"), ("words", "word_count")):
            if getattr(self._layout, name):
                self.line(f"shape = shape * {count} + {name}[i]")

    def scores(self, pairs: Sequence[Pair], roundings: tuple[Rounding, Rounding]) -> tuple[str, str]:
        """Write what computes completion and score, and fill the columns; returns where these two stand."""
        trees = [[text and ast.parse(text, mode="eval").body for text in pair] for pair in pairs]
        self.line("undefined = False")
        self.line("has_completion = False")
        for number in range(1, len(pairs) + 1):
            self.line(f"pair_{number} = pair == np.int32({number})")
        rates = []
        for number, (pair, (tree, _)) in enumerate(zip(pairs, trees, strict=True), 1):
            if isinstance(tree, ast.expr):
                self.text = pair[0] or ""
                self.line(f"has_completion = has_completion | pair_{number}")
                rates.append((number, self.number(tree, f"pair_{number}")))
        rate = self._rounded_of(rates, roundings[0]) if rates else "0"
        self.completion = Number(rate, 1, None, 10 ** roundings[0].places)
        points = []
        for number, (pair, (_, tree)) in enumerate(zip(pairs, trees, strict=True), 1):
            assert isinstance(tree, ast.expr)
            self.text = pair[1]
            points.append((number, self.number(tree, f"pair_{number}")))
        return rate, self._rounded_of(points, roundings[1])

    def fill(self, rate: str, score: str) -> None:
        """Write what fills the columns."""
        undefined = PROBLEMS.index("undefined")
        self.line("defined = (pair > np.int32(0)) & (not undefined)")
        self.line("rule_out[i] = np.int16((entry >> np.int32(16)) - np.int32(1))")
        self.line("problem = (entry >> np.int32(8)) & np.int32(127)")
        self.line(f"problem_out[i] = np.int8(np.int32({undefined}) if undefined else problem)")
        self.line(f"score_out[i] = np.int64({score}) if defined else np.int64(0)")
        self.line("has_score_out[i] = defined")
        self.line(f"completion_out[i] = np.int64({rate}) if defined & has_completion else np.int64(0)")
        self.line("has_completion_out[i] = defined & has_completion")

    def _rounded_of(self, numbers: Iterable[tuple[int, Number]], rounding: Rounding) -> str:
        """Round the number of the row's pair."""
        scale = 10**rounding.places
        over = under = ""
        for pair, number in numbers:
            scaled = Number(number.over, number.factor * scale, number.under, number.divisor).lowest()
            mine = self._times(scaled.over, scaled.factor), self._times(scaled.under, scaled.divisor)
            over = self._chosen(f"pair_{pair}", mine[0], over) if over else mine[0]
            under = self._chosen(f"pair_{pair}", mine[1], under) if under else mine[1]
        return self.rounded(Number(over, 1, under, 1), Rounding(rounding.way, 0))

    def truth(self, node: ast.expr, path: str | None) -> str:
        if isinstance(node, ast.Name):
            return self._new("met_of == np.int32(1)" if node.id == "met" else f"{node.id}[i]")
        return super().truth(node, path)

    def line(self, text: str) -> None:
        self.lines.append(f"        {text}")

    def _take(self, name: str) -> None:
        """Nothing: a row's numbers are read before its formulas."""

    def _where(self, test: str, body: str, other: str) -> str:
        return f"{body} if {test} else {other}"

    def _size(self, number: str) -> str:
        return f"abs({number})"

    def _sign(self, number: str) -> str:
        return f"-1.0 if {number} < 0 else 1.0"

    def _not(self, truth: str) -> str:
        return f"(not {truth})"

    def _floor(self, over: str, under: str) -> str:
        return f"np.floor({over} / {under})"

    def _undefined(self, divisor: str | None, path: str | None) -> None:
        zero = "" if divisor is None else f"({divisor} == 0)"
        self.line(f"undefined = undefined | {' & '.join(filter(None, (zero, path))) or 'True'}")
