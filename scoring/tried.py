"""All rulesets tried on all printed scores of a document, each formula once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from .conventions import Convention
from .plan import formulas_for, rule_for, words_of
from .printed import Printed, PrintedTable
from .ruleset import Rule, Ruleset
from .trial import Trial, Trials


class Tried:
    """The trials of a document's printed scores; scores with the same facts share theirs.

    Attributes:
        rulesets: by id.
        scores: one for all printed scores with the same facts, with their count.
        trials: of each ruleset, by its id; one for each of ``scores``, None where it has no formula.
        tables: the document's tables.
        rows: for each table the numbers of its scores in ``scores``.
    """

    def __init__(self, tables: Sequence[PrintedTable], rulesets: Sequence[Ruleset]) -> None:
        self.rulesets = {ruleset.id: ruleset for ruleset in rulesets}
        self.tables = tuple(tables)
        self._words = frozenset(word for ruleset in rulesets for word in ruleset.indicator_words)
        self._numbers: dict[tuple[object, ...], int] = {}
        found: list[Printed] = []
        counts: list[int] = []
        rows = []
        for table in tables:
            mine = []
            for item in table.scores:
                number = self._numbers.setdefault(self._key(item), len(found))
                if number == len(found):
                    found.append(item)
                    counts.append(0)
                counts[number] += 1
                mine.append(number)
            rows.append(tuple(mine))
        self.rows = tuple(rows)
        self.scores = tuple(
            item if count == 1 else evolve(item, count=count) for item, count in zip(found, counts, strict=True)
        )
        self.trials = self._tried(self.scores)
        self._late: dict[tuple[object, ...], dict[str, tuple[Trial | None, ...]]] = {}

    def _tried(self, scores: Sequence[Printed]) -> dict[str, tuple[Trial | None, ...]]:
        named = [words_of(one.indicator, self._words) if one.indicator is not None else self._words for one in scores]
        known = [Trials(item) for item in scores]
        return {name: tuple(_trials(ruleset, scores, known, named)) for name, ruleset in self.rulesets.items()}

    def _key(self, item: Printed) -> tuple[object, ...]:
        named = words_of(item.indicator, self._words) if self._words and item.indicator is not None else None
        return (*item.facts, named)

    def of(self, item: Printed) -> dict[str, Trial | None]:
        """The trial of a printed score under each ruleset, whether it is among ``scores`` or not."""
        key = self._key(item)
        number = self._numbers.get(key)
        if number is not None:
            return {name: trials[number] for name, trials in self.trials.items()}
        late = self._late.get(key)
        if late is None:
            late = self._late[key] = self._tried([item])
        return {name: trial for name, (trial,) in late.items()}

    def gives(self, ruleset: str, convention: Convention, number: int) -> bool | None:
        """Does a ruleset give a printed score under a convention?  None: it gives none."""
        trial = self.trials[ruleset][number]
        return None if trial is None else trial.gives(convention)


def _trials(
    ruleset: Ruleset, scores: Sequence[Printed], known: Sequence[Trials], named: Sequence[frozenset[str]]
) -> Iterator[Trial | None]:
    """Each printed score under the formulas the ruleset has for it, None where it has none."""
    execution = ruleset.execution
    rules: dict[tuple[object, ...], Rule | None] = {}
    own = ruleset.indicator_words
    for item, trials, words in zip(scores, known, named, strict=True):
        if item.indicator is None:
            yield trials.of(execution.completion, execution.score)
            continue
        found, printed = item.found, item.indicator.rule
        mine = words & own if own else own
        key = found.kind, found.operator, printed, mine
        if key not in rules:
            rules[key] = rule_for(printed, found, ruleset, mine)[0] if found.kind is not None else None
        rule = rules[key]
        formulas = formulas_for(rule, found) if rule is not None else None
        yield trials.of(*formulas) if formulas is not None else None
