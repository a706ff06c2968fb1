"""By which ruleset a table is scored when the user names none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import Evaluation
from scoring.ruleset import Ruleset

from .options import AUTO, named

if TYPE_CHECKING:
    from rulesets import Catalogue


def measure_of(evaluation: Evaluation, rulesets: Catalogue, wanted: str = AUTO) -> Ruleset:
    """The ruleset for a table: the one the user names, else the table's own, else by place and year.

    Raises:
        WorkbenchError: there is no such ruleset.
    """
    if wanted != AUTO:
        return named(rulesets, wanted)
    if evaluation.ruleset:
        return named(rulesets, evaluation.ruleset)
    return rulesets.pick(evaluation.unit or evaluation.department, evaluation.year)
