"""A table on the examiner's desk: what the checks need to know about it."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from .comparison import Comparison
from .finding import Where
from .model import Evaluation, Indicator
from .opinion import Judgement
from .quantity import Value
from .ruleset import Ruleset
from .scorecard import Mark, Scorecard


@frozen
class Examined:
    """A table with everything that was worked out about it.

    Attributes:
        evaluation: the table.
        number: its number among the document's forms, from 1.
        ruleset: the measure.
        certain: the measure is known well enough to call a different score an error.
        comparisons: one for each indicator.
        scorecard: None for a goal table.
        rate, execution, completions, scores, total, printed_sum: as in ``TableRecheck``.
    """

    evaluation: Evaluation
    number: int
    ruleset: Ruleset
    certain: bool
    comparisons: tuple[Comparison, ...] = ()
    scorecard: Scorecard | None = None
    rate: Judgement = Judgement()  # noqa: RUF009 - frozen
    execution: Judgement = Judgement()  # noqa: RUF009 - frozen
    completions: tuple[Judgement, ...] = ()
    scores: tuple[Judgement, ...] = ()
    total: Judgement = Judgement()  # noqa: RUF009 - frozen
    printed_sum: Decimal | None = None

    def where(self, row: int = 0, column: str = "", name: str = "") -> Where:
        """The place of a row (0: the table) and column."""
        if row:
            indicator = self.evaluation.indicators[row - 1]
            return Where(self.evaluation.title, self.number, row, indicator.name, column, indicator.place)
        return Where(self.evaluation.title, self.number, 0, name, column, self.evaluation.place)

    def source(self, mark: Mark | None) -> str:
        """Where the rule that gave a mark comes from; the ruleset's own source without a trace."""
        trace = mark.trace if mark is not None else None
        return trace.source if trace is not None else str(self.ruleset.source)

    def money(self, column: str) -> Where:
        """The place of the money block's total row."""
        budget = self.evaluation.budget
        place = budget.place if budget is not None else self.evaluation.place
        return Where(self.evaluation.title, self.number, 0, budget.name if budget else "资金", column, place)


def text_of(value: Value | None) -> str:
    """A target or an actual as printed; — where blank."""
    return value.text if value is not None else "—"


def points(number: Decimal) -> str:
    """Write points or percent without needless zeros, but never in exponent form."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(number: Decimal) -> str:
    """Write a difference with the minus sign of the formulas."""
    return f"{number:f}".replace("-", "−")


def level_name(indicator: Indicator) -> str:
    """A level-1 name without 指标 behind: 产出指标 → 产出."""
    return indicator.level1.removesuffix("指标")
