"""What the public functions take: a slip in a call is told with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .errors import WrongArgument, ZipingbiaoError
from .model import Document, Evaluation
from .ruleset import Ruleset


def evaluation_of(call: str, given: Any) -> Evaluation:
    """The table to score.

    Raises:
        WrongArgument: it is none.
    """
    if isinstance(given, Evaluation):
        return given
    cure = "先用 reports.read 读文件，再从 document.evaluations 里取一张表"
    raise WrongArgument.of(call, "一张表（Evaluation）", given, cure)


def document_of(call: str, given: Any) -> Document:
    """The document to look at; tables from anywhere become one.

    Raises:
        WrongArgument: it is neither.
    """
    if isinstance(given, Document):
        return given
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        tables = tuple(given)
        if all(isinstance(table, Evaluation) for table in tables):
            return Document("", tables)
    cure = "文件先用 reports.read 读成 Document；几张表写成列表"
    raise WrongArgument.of(call, "一份文件（Document）或几张表", given, cure)


def documents_of(call: str, given: Any) -> list[Document]:
    """The documents to compare with: one or several, or tables from anywhere.

    Raises:
        WrongArgument: they are none.
    """
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        several = list(given)
        if all(isinstance(one, Document) for one in several):
            return several
        given = several
    return [document_of(call, given)]


def ruleset_of(call: str, given: Any) -> Ruleset:
    """The ruleset to score by.

    Raises:
        WrongArgument: it is none, such as the id of one.
    """
    if isinstance(given, Ruleset):
        return given
    name = given if isinstance(given, str) else "national/2020"
    raise WrongArgument.of(call, "一个规则集（Ruleset）", given, f'写 rulesets.catalogue()["{name}"]')


def rulesets_of(call: str, given: Any) -> list[Ruleset]:
    """The rulesets to choose from, each once, in the order of their ids.

    Raises:
        WrongArgument: they are none, such as ids or a catalogue.
        ZipingbiaoError: two of them share an id.
    """
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        found = list(given)
        if all(isinstance(one, Ruleset) for one in found):
            return [known for _, known in sorted(_by_id(found).items())]
    raise WrongArgument.of(call, "几个规则集（Ruleset）", given, "写 rulesets.catalogue().values()")


def _by_id(rulesets: Iterable[Ruleset]) -> dict[str, Ruleset]:
    found: dict[str, Ruleset] = {}
    for one in rulesets:
        known = found.setdefault(one.id, one)
        if known is not one and known != one:
            raise ZipingbiaoError(f"有两个规则集的编号是“{one.id}”", cure="给其中一个另起编号，或只留一个")
    return found


def named_among(rulesets: Sequence[Ruleset], names: Iterable[str | None], place: str) -> dict[str, Ruleset]:
    """The rulesets by id, where those named are among them.

    Args:
        rulesets: to choose from.
        names: ids; None is none.
        place: the file, for the message.

    Raises:
        ZipingbiaoError: there are no rulesets, or one is named that is not among them.
    """
    known = {one.id: one for one in rulesets}
    for name in names:
        if name is not None and name not in known:
            raise ZipingbiaoError(f"没有规则集“{name}”", place=place, cure=f"可用的有：{'、'.join(known)}")
    if not known:
        raise ZipingbiaoError("没有规则集可用", cure="至少给出一个规则集")
    return known
