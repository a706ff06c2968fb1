"""The loop of a ruleset that computes scores in binary64, operation by operation as the issuing systems did.

Completions are exact as they are printed, as in :mod:`scoring.column_lanes`; the score is computed beside them by
:mod:`scoring.column_floats`.  A row that lies beside the edge of a rounding is left by the loop.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from attrs import evolve

from .column_floats import NEAR, NEAR_ZERO, SURELY_WHOLE, FloatWriter
from .column_lanes import LEFT, Lanes, Pair
from .rounding import Rounding
from .syntax import NAMES


class FloatLanes(Lanes):
    """Writes the loop."""

    def can_write(self, pairs: Sequence[Pair], roundings: tuple[Rounding, Rounding]) -> bool:
        if any(rounding.way == "none" for rounding in roundings):
            return False
        # A number rounded within a formula may have to be looked at by itself.
        trees = [ast.parse(text, mode="eval") for pair in pairs for text in pair if text is not None]
        calls = [node.func for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
        return all(isinstance(name, ast.Name) and name.id in ("min", "max", "abs") for name in calls)

    def scores(self, pairs: Sequence[Pair], roundings: tuple[Rounding, Rounding]) -> tuple[str, str]:
        exactly = [evolve(one, way="cut") if one.way == "cut-text" else one for one in roundings]
        rate, _ = super().scores(pairs, (exactly[0], exactly[1]))
        for name in sorted(self._read):
            self.line(f"{name}_float = {name} / {float(10 ** self._places.get(name, 0))!r}")
        self.line("unsure = False")
        self.line("completion_float = 0.0")
        writer = _Writer(self)
        shown = [(number, pair[0]) for number, pair in enumerate(pairs, 1) if pair[0] is not None]
        if shown:
            found = self._one_of([(number, writer.of(text, number)) for number, text in shown])
            self.line(f"undefined = undefined | has_completion & (not np.isfinite({found}))")
            whole = self._in_units(found, roundings[0], "has_completion")
            # No 0 has a sign.
            self.line(f"completion_float = {whole} / {float(10 ** roundings[0].places)!r} + 0.0")
        found = self._one_of([(number, writer.of(pair[1], number)) for number, pair in enumerate(pairs, 1)])
        self.line(f"undefined = undefined | (pair > np.int32(0)) & (not np.isfinite({found}))")
        return rate, self._in_units(found, roundings[1], "True")

    def fill(self, rate: str, score: str) -> None:
        super().fill(rate, score)
        self.line("unsure = unsure & defined")
        self.line(f"rule_out[i] = np.int16({LEFT}) if unsure else np.int16((entry >> np.int32(16)) - np.int32(1))")
        self.line("left |= unsure")

    def _one_of(self, numbers: Sequence[tuple[int, str]]) -> str:
        """The number of the row's pair."""
        found = "0.0"
        for pair, number in numbers:
            found = self._new(self._where(f"pair_{pair}", number, found))
        return found

    def _in_units(self, number: str, rounding: Rounding, where: str) -> str:
        """Round as :func:`scoring.column_floats.rounded` does, where that is sure."""
        scaled = self._new(f"abs({number}) * {float(10**rounding.places)!r}")
        moved = self._new(f"{scaled} + {0.5 if rounding.way == 'half-up' else 0.0}")
        apart = self._new(f"abs({moved} - np.rint({moved}))")
        near = f"({apart} <= {scaled} * {NEAR!r} + {NEAR_ZERO!r})"
        if rounding.way != "half-up":
            near += f" & (({number} != np.floor({number})) | ({scaled} >= {SURELY_WHOLE!r}))"
        self.line(f"unsure = unsure | {where} & {near}")
        whole = self._new(f"np.floor({moved})")
        return self._new(f"-{whole} if {number} < 0 else {whole}")


class _Writer(FloatWriter):
    """Writes formulas for the numbers of a row."""

    def __init__(self, lanes: Lanes) -> None:
        super().__init__("")
        self._lanes = lanes

    def of(self, text: str, pair: int) -> str:
        """Write a formula, asked for where a row is of a pair."""
        self._text = text
        return self.write(ast.parse(text, mode="eval").body, f"pair_{pair}")

    def _constant(self, number: float) -> str:
        return repr(number)

    def _name(self, name: str) -> str:
        kind, _ = NAMES[name]
        return f"{name}_float" if kind == "number" else self._lanes.truth(ast.Name(name), None)

    def _where(self, test: str, body: str, other: str) -> str:
        return f"{body} if {test} else {other}"

    def _not(self, truth: str) -> str:
        return f"(not {truth})"

    def _line(self, text: str) -> None:
        self._lanes.line(text)

    def _new(self, text: str) -> str:
        return self._lanes._new(text)
