"""A form written and read back, compared field by field."""

from __future__ import annotations

from typing import Any

from attrs import evolve, fields, has

from reports import read, render_file
from scoring import Document, Evaluation, Scorecard
from scoring.model import NOWHERE


def through(evaluation: Evaluation, format_: str, layout: str = "auto", card: Scorecard | None = None) -> Evaluation:
    """The evaluation as it comes back from its own form; there must be exactly one."""
    document = written(evaluation, format_, layout, card)
    assert [one.what for one in document.skipped] == []
    (back,) = document.evaluations
    return back


def written(evaluation: Evaluation, format_: str, layout: str = "auto", card: Scorecard | None = None) -> Document:
    """What is read from the form of an evaluation, with what its scorecard computed where it is given."""
    subject = evaluation if card is None else (evaluation, card)
    return read(f"自评表.{format_}", render_file("form", subject, format_, layout))


def same(first: Evaluation, second: Evaluation) -> None:
    """Assert that two evaluations say the same, wherever it stood."""
    found = list(differences(placeless(first), placeless(second)))
    assert not found, "\n".join(found)


def placeless(evaluation: Evaluation) -> Evaluation:
    """The evaluation without any place."""
    return evolve(
        evaluation,
        place=NOWHERE,
        total_place=NOWHERE,
        grade_place=NOWHERE,
        funds=tuple(evolve(line, place=NOWHERE) for line in evaluation.funds),
        tasks=tuple(evolve(task, place=NOWHERE) for task in evaluation.tasks),
        indicators=tuple(evolve(row, place=NOWHERE) for row in evaluation.indicators),
    )


def differences(first: Any, second: Any, path: str = "") -> list[str]:
    """Each field in which two values differ, with both values."""
    if first == second and type(first) is type(second):
        return []
    if isinstance(first, tuple) and isinstance(second, tuple):
        if len(first) != len(second):
            return [f"{path}: {len(first)} != {len(second)}: {first!r} != {second!r}"]
        pairs = enumerate(zip(first, second, strict=True), 1)
        return [line for number, (a, b) in pairs for line in differences(a, b, f"{path}[{number}]")]
    if has(type(first)) and type(first) is type(second):
        names = [field.name for field in fields(type(first))]
        return [
            line
            for name in names
            for line in differences(getattr(first, name), getattr(second, name), f"{path}.{name}".lstrip("."))
        ]
    return [f"{path}: {first!r} != {second!r}"]
