"""By which ruleset a table is scored when the user names none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring.model import Evaluation
from scoring.ruleset import Ruleset

from .errors import WorkbenchError
from .options import AUTO, named

if TYPE_CHECKING:
    from rulesets import Catalogue


def measure_of(evaluation: Evaluation, rulesets: Catalogue, wanted: str = AUTO) -> Ruleset:
    """The ruleset for a table: the one the user names, else the table's own, else by place and year.

    Raises:
        WorkbenchError: there is no such ruleset, or none covers the place and year.
    """
    if wanted != AUTO:
        return named(rulesets, wanted)
    if evaluation.ruleset:
        return named(rulesets, evaluation.ruleset)
    picked = rulesets.pick(evaluation.unit or evaluation.department, evaluation.year)
    if picked is None:
        raise WorkbenchError(
            f"没有适用于“{evaluation.unit or '（未写单位）'}”{evaluation.year or ''} 年度的规则集",
            place=evaluation.title,
            cure="用 --ruleset 指定，可选的有：" + "、".join(rulesets),
        )
    return picked
