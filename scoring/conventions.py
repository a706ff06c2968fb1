"""The ways in which people calculate otherwise than a ruleset says.

A convention keeps the rule and changes the arithmetic or the rounding; each
change is one assumption a reviewer has to make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from attrs import evolve, field, frozen

from .ratio import Ratio
from .rounding import Rounding
from .ruleset import Arithmetic, Calculation, When

COMPLETIONS = (
    Rounding("none", 0),
    Rounding("half-up", 2),
    Rounding("half-up", 1),
    Rounding("half-up", 0),
    Rounding("cut", 2),
    Rounding("cut", 1),
)
"""How completions and rates are seen to be rounded before they are scored."""

SCORES = (Rounding("half-up", 2), Rounding("half-up", 1), Rounding("half-up", 0), Rounding("cut", 2))
"""How scores are seen to be rounded."""

ARITHMETICS: tuple[Arithmetic, ...] = ("exact", "binary64")
BINARY64 = "与二进制浮点数计算的结果相符"
"""What explains a score that differs from exact arithmetic because the ruleset's system used floats."""

ON_INITIAL = "执行率按年初预算数算"
"""The habit of measuring execution against the initial budget."""

WHENS: dict[When, str] = {"row": "各项得分先取整再相加", "total": "总分时才取整"}
"""The habit of rounding at each indicator, or once at the total."""

_ARITHMETIC_NAMES: dict[Arithmetic, str] = {"exact": "精确计算", "binary64": "二进制浮点数计算"}


@frozen
class Convention:
    """A calculation and how it differs from the ruleset's own.

    Attributes:
        name: the differences in Chinese, "" where there are none.
        calculation: the arithmetic and roundings.
        on_initial: the execution rate is taken on the initial budget.
        assumptions: number of differences.
        basis: equal for conventions of the same arithmetic and rounding of the completion; they share
            the score of a row before it is rounded.
        kept: equal for conventions that round the score alike.
        outcome: equal for conventions with the same of both.
        bit: a bit for each outcome that is usual, so that many of them are one number; 0: it is none of them.
    """

    name: str
    calculation: Calculation
    on_initial: bool = False
    assumptions: int = 0
    basis: str = field(init=False)
    kept: str = field(init=False)
    outcome: str = field(init=False)
    bit: int = field(init=False, eq=False, repr=False)

    @basis.default
    def _basis(self) -> str:
        return _basis_of(self.calculation)

    @kept.default
    def _kept(self) -> str:
        return str(self.calculation.score)

    @outcome.default
    def _outcome(self) -> str:
        return f"{self.basis} {self.kept}"

    @bit.default
    def _bit(self) -> int:
        return _usual().get(self.outcome, 0)


@lru_cache(maxsize=64)
def conventions(own: Calculation, *, with_initial: bool = False, with_totals: bool = False) -> tuple[Convention, ...]:
    """All conventions of a ruleset's calculation, its own first, then by number of assumptions.

    Each rounds completions and scores in one of the ways seen, or in the ruleset's own.

    Args:
        own: the calculation.
        with_initial: also those that measure execution against the initial budget.
        with_totals: also those that round at the other time, at each indicator or at the total;
            single scores are the same under them.
    """
    found = []
    times: tuple[When, ...] = ("row", "total") if with_totals else (own.when,)
    for arithmetic in ARITHMETICS:
        for completion in dict.fromkeys((*COMPLETIONS, own.completion)):
            for score in dict.fromkeys((*SCORES, own.score)):
                for when, on_initial in product(times, (False, True) if with_initial else (False,)):
                    calculation = Calculation(arithmetic, completion, score, when)
                    names = _differences(own, calculation, on_initial)
                    found.append(Convention("，".join(names), calculation, on_initial, len(names)))
    plain = Convention("", own)
    others = [convention for convention in found if convention.assumptions]
    return (plain, *sorted(others, key=lambda convention: (convention.assumptions, convention.name)))


class OtherConventions:
    """The conventions of a calculation but its own, as :func:`conventions` lists them.

    Attributes:
        unusual: those whose outcome has no bit.
    """

    __slots__ = ("_usual", "unusual")

    def __init__(self, found: Sequence[Convention]) -> None:
        self.unusual = [one for one in found if not one.bit]
        self._usual: list[tuple[int, bool, int, dict[int, Convention]]] = []
        for on_initial in (False, True):
            for assumptions in sorted({one.assumptions for one in found}):
                alike = [one for one in found if (one.on_initial, one.assumptions) == (on_initial, assumptions)]
                by_bit = {one.bit: one for one in alike if one.bit}
                if by_bit:
                    self._usual.append((assumptions, on_initial, sum(by_bit), by_bit))

    def hopeful(self, alike: Mapping[tuple[int, int], int], given: Mapping[str, int]) -> list[Convention]:
        """Those that explain most part scores, less the assumptions they make.

        Args:
            alike: how many part scores are given by the same usual conventions: their bits, and the bits of those
                that are measured on the initial budget.
            given: how many an unusual convention gives, by its name.
        """
        unusual = [(one.assumptions - given.get(one.name, 0), one) for one in self.unusual]
        places = (0, 1) if self._usual[-1][1] else (0,)
        counts = [_by_count([(pair[place], count) for pair, count in alike.items()]) for place in places]
        usual = []
        for assumptions, on_initial, mine, by_bit in self._usual:
            count, bits = next((count, bits & mine) for count, bits in counts[on_initial] if bits & mine)
            usual.append((assumptions - count, bits, by_bit))
        best = min([*[standing for standing, _ in unusual], *[standing for standing, _, _ in usual]])
        found = [by_bit[bit] for standing, bits, by_bit in usual if standing == best for bit in bits_in(bits)]
        return [*found, *[one for standing, one in unusual if standing == best]]


def _by_count(given: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """All bits by how often they are given, most often first, of bits that are each given so many times."""
    found = {0: -1}
    for bits, times in given:
        more: dict[int, int] = {}
        for count, some in found.items():
            for sum_of, those in ((count + times, some & bits), (count, some & ~bits)):
                if those:
                    more[sum_of] = more.get(sum_of, 0) | those
        found = more
    return sorted(found.items(), reverse=True)


@lru_cache(maxsize=64)
def other_conventions(own: Calculation, *, with_initial: bool = False) -> OtherConventions:
    """The conventions of a calculation but its own; see :func:`conventions`."""
    return OtherConventions(conventions(own, with_initial=with_initial)[1:])


def convention_named(own: Calculation, name: str) -> Convention:
    """The convention of a calculation that has this name; its own where none has."""
    everything = conventions(own, with_initial=True, with_totals=True)
    return next((convention for convention in everything if convention.name == name), everything[0])


def at_other_time(own: Calculation, convention: Convention) -> Convention:
    """The convention rounding at the total where it rounded at each indicator, and the other way round."""
    when: When = "row" if convention.calculation.when == "total" else "total"
    calculation = evolve(convention.calculation, when=when)
    names = _differences(own, calculation, convention.on_initial)
    return Convention("，".join(names), calculation, convention.on_initial, len(names))


@frozen
class Basis:
    """Calculations of one arithmetic that round completions alike or not at all; any rounding of the score.

    Attributes:
        calculations: one for each way of rounding the completion, the first of which does not.
        places: for each of these the first of its bits among those of the outcomes, which :func:`ways_giving` is
            multiplied by.
        everywhere: the same for all of them at once.
        bits: of all its outcomes.
    """

    calculations: tuple[Calculation, ...]
    places: tuple[int, ...]
    everywhere: int
    bits: int


@lru_cache(maxsize=1)
def bases() -> tuple[Basis, ...]:
    """All arithmetics with all roundings, whichever ruleset they belong to."""
    found: list[Basis] = []
    for arithmetic in ARITHMETICS:
        calculations = tuple(Calculation(arithmetic, completion, SCORES[0]) for completion in COMPLETIONS)
        places = tuple(1 << len(SCORES) * (len(found) * len(COMPLETIONS) + n) for n in range(len(COMPLETIONS)))
        found.append(Basis(calculations, places, sum(places), sum(places) * _EVERY_WAY))
    return tuple(found)


_EVERY_WAY = (1 << len(SCORES)) - 1


def ways_giving(number: Ratio, numerator: int, denominator: int) -> int:
    """The ways of ``SCORES`` by which a number is rounded to ``numerator / denominator``, a bit each."""
    found = 0
    for place, way in enumerate(SCORES):
        if way.gives(number, numerator, denominator):
            found |= 1 << place
    return found


@lru_cache(maxsize=1024)
def bits_in(outcomes: int) -> tuple[int, ...]:
    """The bits of some outcomes one by one."""
    return tuple(1 << place for place in range(outcomes.bit_length()) if outcomes >> place & 1)


@lru_cache(maxsize=1)
def _usual() -> dict[str, int]:
    """The bits of the outcomes of all of them."""
    return {
        f"{_basis_of(calculation)} {way}": first << place
        for basis in bases()
        for calculation, first in zip(basis.calculations, basis.places, strict=True)
        for place, way in enumerate(SCORES)
    }


def _basis_of(calculation: Calculation) -> str:
    # What is written of a binary64 number is another number than it is.
    written = " 文字" if calculation.score.way == "cut-text" else ""
    return f"{calculation.arithmetic} {calculation.completion}{written}"


def _differences(own: Calculation, other: Calculation, on_initial: bool) -> list[str]:
    names = []
    if own.arithmetic != other.arithmetic:
        names.append(_ARITHMETIC_NAMES[other.arithmetic])
    if own.completion != other.completion:
        names.append(f"完成率{other.completion}")
    if own.score != other.score:
        names.append(f"得分{other.score}")
    if own.when != other.when:
        names.append(WHENS[other.when])
    if on_initial:
        names.append(ON_INITIAL)
    return names
