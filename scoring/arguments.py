"""What the public functions take: a slip in a call is told with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .errors import WrongArgument
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
    """The rulesets to choose from, in the order of their ids.

    Raises:
        WrongArgument: they are none, such as ids or a catalogue.
    """
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        found = list(given)
        if all(isinstance(one, Ruleset) for one in found):
            return sorted(found, key=lambda one: one.id)
    raise WrongArgument.of(call, "几个规则集（Ruleset）", given, "写 rulesets.catalogue().values()")
