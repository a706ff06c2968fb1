"""The documents that a recheck compares with: those the user names, and goal tables beside self-evaluations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click
from attrs import evolve, frozen

from scoring import Document, Recheck
from scoring.model import Evaluation, Form

from .errors import WorkbenchError
from .exits import FAILED
from .inputs import Effort, Inputs, Source
from .limits import LONGEST, SECONDS_TO_SET

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Result = TypeVar("_Result")

_WANTED: Final[Mapping[str, tuple[Form, str, str]]] = {
    "--goals": ("goal", "绩效目标表", "写出含有本年绩效目标表的文件"),
    "--last": ("self-evaluation", "自评表", "写出含有上年自评表的文件"),
}


@frozen
class Counterparts:
    """What to compare with.

    Attributes:
        goals: documents with goal tables of the same year.
        last: documents with last year's self-evaluations.
        elsewhere: self-evaluations in the other documents of the folder or of the run.
        failed: whether some file of theirs could not be read, which has been told about.
        files: their files, which no result may be written over.
    """

    goals: tuple[Document, ...] = ()
    last: tuple[Document, ...] = ()
    elsewhere: tuple[Evaluation, ...] = ()
    failed: bool = False
    files: tuple[Path, ...] = ()


@frozen
class Named:
    """What the user named to compare with, not read yet."""

    goals: tuple[str, ...] = ()
    last: tuple[str, ...] = ()

    def read(self, effort: Effort) -> Counterparts:
        """Read it.

        Raises:
            WorkbenchError: none of the files named holds the form that is wanted.
        """
        goals, last = (
            _documents(option, names, effort) for option, names in (("--goals", self.goals), ("--last", self.last))
        )
        return Counterparts(
            goals[0],
            last[0],
            failed=goals[1].failed or last[1].failed,
            files=(*goals[1].files, *last[1].files),
        )


def counterparts(function: _Function) -> _Function:
    """``--goals`` and ``--last``; the command is given a :class:`Named`."""

    @wraps(function)
    def command(goals: tuple[str, ...], last: tuple[str, ...], **rest: Any) -> Any:
        return function(beside=Named(goals, last), **rest)

    with_last = click.option(
        "--last",
        multiple=True,
        metavar="文件或文件夹",
        help="与上年的自评表对照：目标是否低于上年实际，上年完成值是否一致；可写多次。",
    )
    with_goals = click.option(
        "--goals",
        multiple=True,
        metavar="文件或文件夹",
        help="与本年的绩效目标表对照：项目、目标、分值、预算有没有变；可写多次。同一文件夹里的目标表自动对照。",
    )
    return cast(_Function, with_goals(with_last(command)))


def _documents(option: str, names: Sequence[str], effort: Effort) -> tuple[tuple[Document, ...], Inputs]:
    """The documents behind names that hold the form that is wanted, and the inputs that they were."""
    inputs = Inputs(names, effort, "对照")
    if not names:
        return (), inputs
    form, title, cure = _WANTED[option]
    read = inputs.run(_the_document)
    if inputs.interrupted:
        raise KeyboardInterrupt
    found = tuple(document for document in read if any(one.form == form for one in document.evaluations))
    if not read and inputs.failed:
        raise click.exceptions.Exit(FAILED)
    if not found:
        raise WorkbenchError(f"给出的文件里没有读到{title}", place=f"{option} {'、'.join(names)}", cure=cure)
    return found, inputs


def _the_document(_source: Source, document: Document) -> Document:
    return document


@frozen
class Again:
    """Does the work on a document once more, in another process; see :class:`workbench.pool.Task`.

    Attributes:
        work: what is done.
        document: the document, read already.
        granted: seconds; None: as long as the largest file may take.
    """

    work: Callable[[Source, Document], Any]
    document: Document
    granted: float | None = None

    def seconds(self, _source: Source) -> float:
        """How long it may take."""
        return self.granted or LONGEST + SECONDS_TO_SET

    def __call__(self, source: Source) -> Any:
        """Do it."""
        return self.work(source, self.document)


def completed(done: Sequence[tuple[Source, Recheck]], named: Counterparts) -> dict[int, Counterparts]:
    """What documents must be compared with once all of them have been read.

    Where the user named no goal tables, those in the same folder; else the self-evaluations in the other documents,
    for documents that miss some to the goal tables.

    Returns:
        What to compare with, by index; those that are as they should be are left out.
    """
    if not named.goals:
        return _neighbours(done)
    scored = [[one for one in r.document.evaluations if one.form == "self-evaluation"] for _, r in done]
    found: dict[int, Counterparts] = {}
    for number, (_, result) in enumerate(done):
        if any(one.code == "F5" and not one.where.table for one in (*result.findings, *result.accepted)):
            elsewhere = tuple(one for other, theirs in enumerate(scored) if other != number for one in theirs)
            if elsewhere:
                found[number] = evolve(named, elsewhere=elsewhere)
    return found


def judged_alike(done: Sequence[tuple[Source, Recheck]]) -> dict[int, str]:
    """By which ruleset to judge documents without scores, by index: the one of the unit's self-evaluations.

    Where the self-evaluations of a unit and year in one folder were not all inferred to have been scored by one
    ruleset, nothing tells.
    """
    scored: dict[object, list[tuple[Recheck, str]]] = {}
    for source, result in done:
        if result.attribution is not None and result.attribution.how == "inferred":
            scored.setdefault(_folder(source), []).append((result, result.attribution.ruleset))
    found: dict[int, str] = {}
    for number, (source, result) in enumerate(done):
        attribution, mine = result.attribution, result.document.evaluations
        if attribution is None or attribution.how != "default" or any(e.form != "goal" for e in mine):
            continue
        years = {one.year for one in mine}
        near = {
            ruleset
            for other, ruleset in scored.get(_folder(source), ())
            if years & {e.year for e in other.document.evaluations} - {None}
            and _of_one_unit(mine, other.document.evaluations)
        }
        if len(near) == 1 and attribution.ruleset not in near:
            found[number] = near.pop()
    return found


def _neighbours(done: Sequence[tuple[Source, Recheck]]) -> dict[int, Counterparts]:
    """For documents with self-evaluations: those in the same folder with goal tables of the same unit and year.

    Returns:
        What to compare with, by index; those that find nothing are left out.
    """
    folders: dict[object, list[tuple[int, Recheck]]] = {}
    for number, (source, result) in enumerate(done):
        folders.setdefault(_folder(source), []).append((number, result))
    found: dict[int, Counterparts] = {}
    for together in folders.values():
        holders = [(n, r.document) for n, r in together if any(e.form == "goal" for e in r.document.evaluations)]
        if not holders or len(together) < 2:
            continue
        by_year: dict[int, list[tuple[int, Document, list[Evaluation]]]] = {}
        for number, document in holders:
            for evaluation in document.evaluations:
                if evaluation.form == "goal" and evaluation.year is not None:
                    mine = by_year.setdefault(evaluation.year, [])
                    if not mine or mine[-1][0] != number:
                        mine.append((number, document, []))
                    mine[-1][2].append(evaluation)
        for number, result in together:
            if any(pairing.beside == "goals" for pairing in result.pairings):
                continue
            scored = [e for e in result.document.evaluations if e.form == "self-evaluation"]
            beside = {
                other: document
                for year in {e.year for e in scored if e.year is not None}
                for other, document, goals in by_year.get(year, ())
                if other != number and _of_one_unit(scored, goals)
            }
            if beside:
                found[number] = Counterparts(
                    tuple(beside[other] for other in sorted(beside)),
                    elsewhere=tuple(
                        one
                        for other, theirs in together
                        for one in theirs.document.evaluations
                        if other != number and one.form == "self-evaluation"
                    ),
                )
    return found


def _folder(source: Source) -> object:
    """Where a document lies: a folder, or a folder within an archive."""
    if source.inside:
        return source.path, source.url, *source.inside[:-1], source.inside[-1].rpartition("/")[0]
    if source.url:
        return source.url.rpartition("/")[0]
    return source.path.parent if source.path is not None else None


def _of_one_unit(mine: Sequence[Evaluation], others: Sequence[Evaluation]) -> bool:
    from scoring.matching import is_same_unit

    units, theirs = {one.unit for one in mine}, {one.unit for one in others}
    return any(is_same_unit(unit, other) for unit in units for other in theirs)
