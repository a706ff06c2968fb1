"""Rulesets side by side: which formulas each of them has for a row, looked up once for all rows alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeAlias

from attrs import field, frozen

from .conventions import Convention, conventions
from .keeping import Kept
from .plan import FUND_NAMES, facts_of, formulas_for, rule_for, words_of
from .printed import Printed
from .quantity import figure_value
from .ruleset import EVIDENCE_ORDER, Ruleset
from .trial import Pair, Settled, Trial, trials_of

Groups: TypeAlias = tuple[tuple[Ruleset, ...], ...]
"""Rulesets that make the same of some rows stand together."""

_MOST_SCORES: Final = 2048
"""Printed scores whose trials are kept; about 10 kB each."""

_MOST_SHAPES: Final = 1024
"""Shapes of rows that are kept."""

_MOST_GROUPINGS: Final = 1024
"""Sets of shapes whose groups of rulesets are kept."""

_MOST_ORDERS: Final = 256
"""Units and years whose order of the rulesets is kept."""


@frozen(slots=False)
class Shape:
    """Rows that every ruleset scores by the same formulas.

    Attributes:
        pairs: the formulas, each pair once.
        places: for each ruleset, by its id, the number of its pair; None where it has none.
        own: the convention of each ruleset's own calculation, by its id.
        is_whole: whether each ruleset has a pair.
        needed: the names whose numbers some pair cannot do without.
    """

    pairs: tuple[Pair, ...]
    places: Mapping[str, int | None]
    own: Mapping[str, Convention]
    is_whole: bool = field(init=False)
    needed: frozenset[str] = field(init=False)

    @is_whole.default
    def _is_whole(self) -> bool:
        return None not in self.places.values()

    @needed.default
    def _needed(self) -> frozenset[str]:
        return frozenset[str]().union(*[pair.needed for pair in self.pairs])

    @cached_property
    def ways(self) -> tuple[tuple[int, Convention, tuple[str, ...]], ...]:
        """The numbers of pairs and the own conventions that go with them, each with the ids of its rulesets."""
        found: dict[tuple[int, str], list[str]] = {}
        for name, place in self.places.items():
            if place is not None:
                found.setdefault((place, self.own[name].outcome), []).append(name)
        return tuple([(place, self.own[names[0]], tuple(names)) for (place, _), names in found.items()])


@frozen(slots=False)
class Tries:
    """A printed score tried by all rulesets of a shelf.

    Attributes:
        shape: the formulas.
        trials: one for each pair of them.
        are_settled: whether every ruleset gives the score, under whatever convention.
    """

    shape: Shape
    trials: tuple[Trial, ...]
    are_settled: bool = field(init=False)

    @are_settled.default
    def _are_settled(self) -> bool:
        first = self.trials[0] if self.trials else None
        return self.shape.is_whole and type(first) is Settled and self.trials.count(first) == len(self.trials)

    @cached_property
    def agreeing(self) -> frozenset[str]:
        """The ids of the rulesets that give the score by their own calculation."""
        found: list[str] = []
        for place, convention, names in self.shape.ways:
            if self.trials[place].gives(convention):
                found += names
        return frozenset(found)

    def of(self, ruleset: str) -> Trial | None:
        """The trial under a ruleset, by its id; None where it has no formula."""
        place = self.shape.places[ruleset]
        return None if place is None else self.trials[place]


class Shelf:
    """The rulesets a document is tried by.

    What was tried once is kept: tables of many units print the same scores for the same facts.

    Attributes:
        rulesets: by id.
        own: the convention of each ruleset's own calculation, by its id.
        words: all that their rules look for in a row beside target and rule name.
    """

    __slots__ = ("_alike", "_execution", "_known", "_orders", "_shapes", "own", "rulesets", "words")

    def __init__(self, rulesets: Iterable[Ruleset]) -> None:
        self.rulesets = {ruleset.id: ruleset for ruleset in rulesets}
        self.own = {ruleset.id: conventions(ruleset.calculation)[0] for ruleset in self.rulesets.values()}
        self.words = frozenset(word for ruleset in self.rulesets.values() for word in ruleset.indicator_words)
        self._execution = self._shape(
            {one.id: Pair(one.execution.completion, one.execution.score) for one in self.rulesets.values()}
        )
        self._orders: Kept[tuple[frozenset[str], frozenset[int]], tuple[str, ...]] = Kept(_MOST_ORDERS)
        self._shapes: Kept[tuple[object, ...], Shape] = Kept(_MOST_SHAPES)
        self._alike: Kept[frozenset[int], tuple[tuple[Shape, ...], Groups]] = Kept(_MOST_GROUPINGS)
        self._known: Kept[tuple[object, ...], Tries] = Kept(_MOST_SCORES)

    def order(self, units: frozenset[str], years: frozenset[int]) -> tuple[str, ...]:
        """The ids of the rulesets, first those that fit a document by place and year, then the better known ones.

        Args:
            units: names of the document's units.
            years: budget years of its tables.
        """
        key = units, years
        order = self._orders.get(key)
        if order is None:
            ranks = sorted(_rank(ruleset, units, years) for ruleset in self.rulesets.values())
            order = self._orders.keep(key, tuple(rank[-1] for rank in ranks))
        return order

    def alike(self, shapes: Iterable[Shape]) -> Groups:
        """The rulesets by what they make of rows of some shapes: a group has the same calculation and formulas."""
        # By identity: an entry keeps its shapes alive.
        distinct = {id(shape): shape for shape in shapes}
        key = frozenset(distinct)
        known = self._alike.get(key)
        if known is None:
            groups: dict[tuple[object, ...], list[Ruleset]] = {}
            for name, ruleset in self.rulesets.items():
                places = [shape.places[name] for shape in distinct.values()]
                groups.setdefault((ruleset.calculation, *places), []).append(ruleset)
            known = self._alike.keep(key, (tuple(distinct.values()), tuple(map(tuple, groups.values()))))
        return known[1]

    def facts(self, item: Printed) -> tuple[object, ...]:
        """All that the rules can look at; scores with equal facts are tried alike."""
        if item.budget is not None:
            return item.score, item.weight, *(figure_value(getattr(item.budget, name)) for name in FUND_NAMES)
        if item.indicator is None:
            return item.score, item.weight, item.found
        words = words_of(item.indicator, self.words)
        return item.score, item.weight, *facts_of(item.indicator, item.found, words)

    def tries(self, item: Printed, facts: tuple[object, ...]) -> Tries:
        """Try a printed score by every ruleset.

        Args:
            item: the score.
            facts: its facts, from :meth:`facts`.
        """
        tries = self._known.get(facts)
        if tries is None:
            shape = self._shape_of(item)
            tries = self._known.keep(facts, Tries(shape, trials_of(item, shape.pairs, shape.needed)))
        return tries

    def _shape_of(self, item: Printed) -> Shape:
        indicator, found = item.indicator, item.found
        if indicator is None:
            return self._execution
        named = words_of(indicator, self.words)
        lacking = bool(found.problem) and found.met is None
        key = (found.kind, found.operator, lacking, bool(found.met), found.is_of_nothing, indicator.rule, named)
        shape = self._shapes.get(key)
        if shape is None:
            pairs: dict[str, Pair | None] = {}
            for name, ruleset in self.rulesets.items():
                words = named & ruleset.indicator_words
                rule = None if found.kind is None else rule_for(indicator.rule, found, ruleset, words)[0]
                formulas = None if rule is None else formulas_for(rule, found)
                pairs[name] = None if formulas is None else Pair(*formulas)
            shape = self._shapes.keep(key, self._shape(pairs))
        return shape

    def _shape(self, pairs: Mapping[str, Pair | None]) -> Shape:
        numbers: dict[tuple[str, str], int] = {}
        distinct: list[Pair] = []
        places: dict[str, int | None] = {}
        for name, pair in pairs.items():
            if pair is None:
                places[name] = None
                continue
            texts = "" if pair.completion is None else pair.completion.text, pair.score.text
            number = numbers.setdefault(texts, len(distinct))
            if number == len(distinct):
                distinct.append(pair)
            places[name] = number
        return Shape(tuple(distinct), places, self.own)


_SHELVES: Final[Kept[tuple[int, ...], Shelf]] = Kept(8)
"""Shelves by the identity of their rulesets."""


def shelf_of(rulesets: Sequence[Ruleset]) -> Shelf:
    """The shelf of rulesets; the same ones share theirs."""
    # By identity: rulesets hold dictionaries, and a shelf keeps its own alive.
    key = tuple(map(id, rulesets))
    return _SHELVES.get(key) or _SHELVES.keep(key, Shelf(rulesets))


def _rank(ruleset: Ruleset, units: frozenset[str], years: frozenset[int]) -> tuple[int, int, int, int, str]:
    """How well year and place fit, as the catalogue picks: lower is better; then evidence and id.

    Behind those that fit come those of an unknown place, then those of another year, place, or both.
    """
    near = ruleset.nearness(units)
    elsewhere = bool(ruleset.places) and not near and not ruleset.is_of_unknown_place
    misfits = elsewhere + any(not ruleset.covers(year) for year in years)
    rank = 2 + misfits if misfits else 0 if near else 2 if ruleset.is_of_unknown_place else 1
    since = ruleset.valid_from.toordinal() if ruleset.valid_from else 0
    return rank, -near, -since, EVIDENCE_ORDER.index(ruleset.source.evidence), ruleset.id
