"""Hypothesis strategies of formulas that a ruleset may have, and of the numbers put into them."""

from __future__ import annotations

from hypothesis import strategies as st

from scoring.rounding import Rounding

NUMBERS = ("target", "actual", "weight", "completion")
LITERALS = ("0", "1", "60", "0.6", "12.5", "100", "0.1")
VALUES = st.fixed_dictionaries(
    {
        **{name: st.fractions(-(10**6), 10**6, max_denominator=10**4) for name in NUMBERS},
        "met": st.booleans(),
        "reason": st.booleans(),
    }
)
ROUNDINGS = st.builds(Rounding, st.sampled_from(["half-up", "cut", "cut-text", "none"]), st.integers(0, 4))


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3, names: tuple[str, ...] = NUMBERS) -> str:
    """Texts of number formulas in the language, divisions by literals above 0 only."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.one_of(st.sampled_from(names), st.sampled_from(LITERALS)))
    left, right = draw(formulas(depth - 1, names)), draw(formulas(depth - 1, names))
    kind = draw(st.sampled_from(["+", "-", "*", "/", "if", "min", "max", "abs", "not", "half_up", "cut"]))
    if kind == "/":
        return f"({left}) / {draw(st.sampled_from(['3', '7', '40', '0.7']))}"
    if kind == "if":
        compare = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
        return f"({left} if {left} {compare} {right} else {right})"
    if kind == "not":
        return f"({left} if not met and {left} < {right} or reason else {right})"
    if kind in ("min", "max"):
        return f"{kind}({left}, {right})"
    if kind == "abs":
        return f"abs({left})"
    if kind in ("half_up", "cut"):
        return f"{kind}({left}, {draw(st.integers(0, 6))})"
    return f"({left} {kind} {right})"


@st.composite
def dividing_formulas(draw: st.DrawFn, names: tuple[str, ...] = NUMBERS) -> str:
    """Texts in which a branch, a later comparison or a later condition may divide by zero, or be spared it."""
    left, right, over, under = (draw(formulas(1, names)) for _ in range(4))
    quotient = f"({over}) / ({under})"
    return draw(
        st.sampled_from(
            [
                quotient,
                f"{left} if {right} > 0 else {quotient}",
                f"{left} if {right} < {left} <= {quotient} else {right}",
                f"{left} if met and {quotient} > {left} and reason else {right}",
                f"{left} if met or {quotient} > {left} or reason else {right}",
                f"max({left}, {quotient}, {right}) if (reason if {left} < 1 else {quotient} != 1) else min({right}, 0)",
            ]
        )
    )


def whole_numbers() -> st.SearchStrategy[int]:
    """Of 64 bits: most of them small, the others beside the ends of what computers hold."""
    ends = [sign * end + step for end in (2**53, 2**62, 2**63 - 2) for sign in (-1, 1) for step in (-1, 0, 1)]
    return st.one_of(st.integers(-20, 200), st.integers(-(10**7), 10**7), st.sampled_from([*ends, -(2**63)]))
