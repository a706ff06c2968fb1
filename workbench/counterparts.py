"""The documents that a recheck compares with: those the user names, and goal tables beside self-evaluations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click
from attrs import frozen

from scoring import Document
from scoring.model import Evaluation, Form

from .errors import WorkbenchError
from .exits import FAILED
from .facts import Facts
from .inputs import Effort, Inputs, Source

_Function = TypeVar("_Function", bound=Callable[..., Any])

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
            files=tuple(map(Path, (*goals[1].files, *last[1].files))),
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
class Wanted:
    """What a document must be compared with once all have been read.

    Attributes:
        goals: the documents of the run whose goal tables are meant, by index; none: those the user named.
        group: in which group of ``Completed.elsewhere`` its own tables and those beside it are.
    """

    goals: tuple[int, ...] = ()
    group: int = 0


@frozen
class Completed:
    """What documents must be compared with once all of them have been read.

    Attributes:
        wanted: by the index of the document; those that are as they should be are left out.
        elsewhere: groups of documents: of each, by its index, its self-evaluations without what is in them.
    """

    wanted: dict[int, Wanted]
    elsewhere: tuple[dict[int, tuple[Evaluation, ...]], ...] = ()

    def elsewhere_of(self, number: int, wanted: Wanted) -> tuple[Evaluation, ...]:
        """The self-evaluations in the other documents of its group."""
        group = self.elsewhere[wanted.group] if self.elsewhere else {}
        return tuple(one for other, theirs in group.items() if other != number for one in theirs)


def completed(done: Sequence[tuple[Source, Facts]], named: Counterparts) -> Completed:
    """What documents must be compared with once all of them have been read.

    Where the user named no goal tables, those in the same folder; else the self-evaluations in the other documents,
    for documents that miss some to the goal tables.
    """
    if not named.goals:
        return _neighbours(done)
    scored = {number: found.scored for number, (_, found) in enumerate(done) if found.scored}
    return Completed(
        {
            number: Wanted()
            for number, (_, found) in enumerate(done)
            if found.misses and len(scored) > (number in scored)
        },
        (scored,),
    )


def judged_alike(done: Sequence[tuple[Source, Facts]]) -> dict[int, str]:
    """By which ruleset to judge documents without scores, by index: the one of the unit's self-evaluations.

    Where the self-evaluations of a unit and year in one folder were not all inferred to have been scored by one
    ruleset, nothing tells.
    """
    scored: dict[tuple[object, int, str], set[str]] = {}
    for source, facts in done:
        if facts.how == "inferred":
            for year, name in _known_by(facts.tables):
                scored.setdefault((source.folder, year, name), set()).add(facts.ruleset)
    found: dict[int, str] = {}
    for number, (source, facts) in enumerate(done):
        if not scored or facts.how != "default" or facts.scored:
            continue
        folder = source.folder
        near = {ruleset for year, name in _known_by(facts.tables) for ruleset in scored.get((folder, year, name), ())}
        if len(near) == 1 and facts.ruleset not in near:
            found[number] = near.pop()
    return found


def _neighbours(done: Sequence[tuple[Source, Facts]]) -> Completed:
    """For documents with self-evaluations: those in the same folder with goal tables of the same unit and year."""
    folders: dict[object, list[int]] = {}
    for number, (source, _) in enumerate(done):
        folders.setdefault(source.folder, []).append(number)
    wanted: dict[int, Wanted] = {}
    groups: list[dict[int, tuple[Evaluation, ...]]] = []
    for together in folders.values():
        if len(together) < 2 or not any(done[number][1].goals for number in together):
            continue
        goals: dict[tuple[int, str], list[int]] = {}
        for number in together:
            for goal in done[number][1].goals:
                for known in _known_by((goal,)):
                    goals.setdefault(known, []).append(number)
        met = False
        for number in together:
            facts = done[number][1]
            beside = {other for known in _known_by(facts.scored) for other in goals.get(known, ())} - {number}
            if beside and not facts.paired:
                wanted[number] = Wanted(tuple(sorted(beside)), len(groups))
                met = True
        if met:
            groups.append({number: done[number][1].scored for number in together if done[number][1].scored})
    return Completed(wanted, tuple(groups))


def _known_by(tables: Sequence[Evaluation]) -> set[tuple[int, str]]:
    """The years of some tables, each with every spelling of every unit of theirs; years that are not known are none."""
    from scoring.matching import unit_names

    names = {name for one in tables for name in unit_names(one.unit)}
    return {(year, name) for year in {one.year for one in tables} if year is not None for name in names}
