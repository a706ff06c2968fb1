"""From checked tables to a :class:`scoring.ruleset.Ruleset`."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from scoring.errors import FormulaError
from scoring.formula import Formula
from scoring.rounding import HALF_UP_2, Rounding
from scoring.ruleset import (
    Calculation,
    Example,
    ExecutionRule,
    Grade,
    Limits,
    Option,
    Rule,
    Ruleset,
    Source,
    TargetKind,
    TextGrade,
    WeightScheme,
)
from scoring.syntax import COMPLETION_NAMES, EXECUTION_NAMES, RATE_NAMES, WRITTEN_NAMES, Kind

from .errors import RulesetError, entry_of
from .files import Tables
from .schema import TARGET_NAMES

_OUTCOME_NAMES = frozenset({"met", "reason"})
_FORMULA_CURE = "公式的写法见 docs/rulesets.md"
UNNAMED: Final = "（写文件名称；没有见到文件的，写从哪里知道的）"
"""Stands in a new file for the name of its source."""

UNWRITTEN: Final = "规则集没有写明依据"
"""What stands for the name of a source that nobody has written yet."""

NAMES_OF: dict[TargetKind, frozenset[str]] = {
    "number": COMPLETION_NAMES - {"low", "high"},
    "range": COMPLETION_NAMES - {"target"},
    "date": _OUTCOME_NAMES,
    "words": _OUTCOME_NAMES,
}
"""Names a formula may use by kind of target; a formula for several kinds has what they share."""


def build_ruleset(tables: Tables, file: str) -> Ruleset:
    """Build the ruleset of merged and checked tables.

    Raises:
        RulesetError: a formula is not in the language, or uses a name its rule does not have.
    """
    builder = _Builder(file)
    return Ruleset(
        id=tables["id"],
        title=tables["title"],
        documents=tables["documents"],
        source=_source(tables["source"]),
        execution=builder.execution(tables["execution"]),
        rules=tuple(map(builder.rule, tables["rule"])),
        grades=_grades(tables["grade"]),
        places=tuple(tables.get("places", ())),
        valid_from=tables.get("valid_from"),
        valid_to=tables.get("valid_to"),
        calculation=_calculation(tables.get("calculation", {})),
        total_weight=Decimal(tables.get("total_weight", 100)),
        weights=tuple(
            WeightScheme(scheme["name"], _decimals(scheme["levels"])) for scheme in tables.get("weights", ())
        ),
        text_grades=_text_grades(tables.get("text_grade", ())),
        limits=_limits(tables.get("limits", {})),
        note=tables.get("note", ""),
        inherited={part: _source(source) for part, source in _inherited(tables).items()},
        file=file,
    )


@lru_cache(maxsize=512)
def _formula(text: str, names: frozenset[str], kind: Kind) -> Formula:
    """One formula of many rules is checked and compiled once."""
    return Formula(text, names, kind)


class _Builder:
    """Builds what holds formulas, so that each formula's error names its place."""

    def __init__(self, file: str) -> None:
        self.file = file

    def formula(self, text: str, names: frozenset[str], *, rule: str, key: str, kind: Kind = "number") -> Formula:
        try:
            # A file may write a long formula over several lines.
            return _formula(" ".join(text.split()), names, kind)
        except FormulaError as error:
            raise RulesetError(
                error.what, file=self.file, rule=rule, key=key, cure=error.cure or _FORMULA_CURE
            ) from None

    def execution(self, table: Tables) -> ExecutionRule:
        return ExecutionRule(
            weight=Decimal(table["weight"]),
            completion=self.formula(table["completion"], RATE_NAMES, rule="", key="execution.completion"),
            score=self.formula(table["score"], EXECUTION_NAMES, rule="", key="execution.score"),
            examples=tuple(map(_example, table["example"])),
            note=table.get("note", ""),
        )

    def rule(self, table: Tables) -> Rule:
        rule, targets = table["id"], tuple(table["targets"])
        names = frozenset.intersection(*(NAMES_OF[target] for target in targets))
        completion = zero = None
        if "completion" in table:
            self._only_for(targets, ("number", "range"), rule, "completion")
            completion = self.formula(table["completion"], names, rule=rule, key="completion")
        if "zero" in table:
            self._only_for(targets[:1] if "number" not in targets else (), ("number",), rule, "zero")
            zero = self.formula(table["zero"], NAMES_OF["number"] | WRITTEN_NAMES | {"weight"}, rule=rule, key="zero")
        points = names | WRITTEN_NAMES | {"weight"}
        # A target of 0 has no completion but may have an option, so options do without it.
        options = tuple(
            Option(
                option["name"],
                self.formula(
                    option["when"], points, rule=rule, key=f"{entry_of('option', number=number)}.when", kind="truth"
                ),
                self.formula(option["score"], points, rule=rule, key=f"{entry_of('option', number=number)}.score"),
            )
            for number, option in enumerate(table.get("option", ()), 1)
        )
        return Rule(
            id=rule,
            title=table["title"],
            score=self.formula(
                table["score"],
                points | ({"completion"} if completion is not None else frozenset()),
                rule=rule,
                key="score",
            ),
            targets=targets,
            names=tuple(table.get("names", ())),
            operators=tuple(table.get("operators", ())),
            indicators=tuple(table.get("indicators", ())),
            completion=completion,
            zero=zero,
            met_only=table.get("met_only", False) or table.get("by_hand", False),
            by_hand=table.get("by_hand", False),
            only_by_name=table.get("only_by_name", False),
            options=options,
            examples=tuple(map(_example, table["example"])),
            source=_source(table["source"]) if "source" in table else None,
            note=table.get("note", ""),
        )

    def _only_for(self, targets: tuple[TargetKind, ...], fitting: tuple[TargetKind, ...], rule: str, key: str) -> None:
        for target in targets:
            if target not in fitting:
                told = "和".join(TARGET_NAMES[kind] for kind in fitting)
                raise RulesetError(
                    f"{TARGET_NAMES[target]}目标没有 {key}，它只用于{told}目标",
                    file=self.file,
                    rule=rule,
                    key=key,
                    cure=f"删去 {key}，或把{TARGET_NAMES[target]}目标写成另一条规则",
                )


def _inherited(tables: Tables) -> Tables:
    """The sources of parts that another document set; a scale of grades may be taken from anywhere."""
    scale = {"grade": tables["scale_source"]} if "scale_source" in tables else {}
    return {**tables.get("inherited", {}), **scale}


def _example(table: Tables) -> Example:
    return Example(dict(table["given"]), dict(table["expect"]))


def _source(table: Tables) -> Source:
    # A finding must not cite the words that ask for a name.
    return Source(**{**table, "document": UNWRITTEN} if table["document"] == UNNAMED else table)


def _decimals(table: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(number) for name, number in table.items()}


def _limits(table: Tables) -> Limits:
    values: dict[str, Any] = {name: one if isinstance(one, bool) else Decimal(one) for name, one in table.items()}
    return Limits(**values)


def _rounding(table: Tables | None) -> Rounding:
    if table is None:
        return HALF_UP_2
    return Rounding(table["way"], 0 if table["way"] == "none" else table.get("places", 2))


def _calculation(table: Tables) -> Calculation:
    return Calculation(
        arithmetic=table.get("arithmetic", "exact"),
        completion=_rounding(table.get("completion")),
        score=_rounding(table.get("score")),
        when=table.get("when", "row"),
    )


def _text_grades(tables: list[Tables] | tuple[()]) -> tuple[TextGrade, ...]:
    grades = (
        TextGrade(one["name"], Decimal(one["low"]), Decimal(one["high"]), one.get("high_included", False))
        for one in tables
    )
    return tuple(sorted(grades, key=lambda grade: (-grade.high, -grade.low)))


def _grades(tables: list[Tables]) -> tuple[Grade, ...]:
    grades = (
        Grade(
            one["name"],
            Decimal(one["low"]),
            Decimal(one["high"]),
            one.get("low_included", True),
            one.get("high_included", False),
        )
        for one in tables
    )
    return tuple(sorted(grades, key=lambda grade: (-grade.high, -grade.low)))
