"""Documents and workers for tests of runs that are handed out."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import frozen

import rulesets
from examples.generated import Generated, generate
from reports import ReportError
from scoring import Ruleset
from workbench.scattered.lots import Lot
from workbench.scattered.rechecking import Rechecking
from workbench.scattered.workers import Packed, recheck_lot

from .archives import packed
from .forms import WHOLE

PARTS = (
    "code", "severity", "title", "where", "message", "read", "expected", "arithmetic", "source", "suggestion",
)  # fmt: skip
BROKEN = "坏.docx"
DEADLY = "致命.txt"


def fill(folder: Path, documents: int) -> Path:
    """A folder for each of some invented documents; beside every other one, what it is to be compared with."""
    shelf = tuple(rulesets.catalogue().values())
    made = _documents(shelf)
    for number in range(documents):
        one = next(one for one in made if not one.name.endswith(".pdf") and (one.goals is None) == bool(number % 2))
        unit = folder / f"单位{number}"
        unit.mkdir(parents=True)
        (unit / one.name).write_bytes(one.data)
        for other in (one.goals, one.last):
            if other is not None:
                (unit / other[0]).write_bytes(other[1])
    return folder


def _documents(shelf: Sequence[Ruleset]) -> Iterator[Generated]:
    for seed in count():
        with suppress(ReportError):  # a PDF, which needs typst and a Chinese font
            yield generate(seed, shelf)


def add_others(folder: Path) -> None:
    """What else lies in folders."""
    (folder / "档案.zip").write_bytes(
        packed({"一/表.txt": WHOLE.encode(), "通知.txt": b"-", "二/坏.docx": b"PK\x03\x04x"})
    )
    (folder / BROKEN).write_bytes(b"PK\x03\x04 broken")
    (folder / "通知.txt").write_text("没有表", encoding="utf-8")


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    return list(pq.read_table(path).to_pylist())


def rechecking(**changes: Any) -> Rechecking:
    """What the command does by default."""
    return Rechecking(tuple(rulesets.catalogue().values()), compare=("national/2020",), **changes)


def by_place(rows: Sequence[dict[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Rows of results by file and table; none is there twice."""
    found = {(row["source"], row["table"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def of_json(text: str) -> dict[tuple[str, int], dict[str, Any]]:
    """What a recheck into JSON found, as far as rows have it."""

    def row(data: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"findings": [{part: one[part] for part in PARTS} for one in data["findings"]], **more}

    found = {}
    for document in json.loads(text)["documents"]:
        attribution = document["attribution"]
        found[document["source"], 0] = row(
            document, ruleset=attribution["ruleset"], how=attribution["how"], sha256=document["sha256"]
        )
        for table in document["tables"]:
            total = table["total"]
            found[document["source"], table["number"]] = row(
                table,
                ruleset=table["ruleset"],
                project=table["project"],
                year=table["year"],
                missing=table["missing"] if table["ruleset"] is not None else None,
                verdict=total["verdict"],
                printed=total["printed"],
                computed=total["computed"],
            )
    return found


def same(value: Any, wanted: Any) -> bool:
    """Is the cell of a row what JSON has?"""
    if value is not None and isinstance(wanted, str) and not isinstance(value, str):
        return bool(value == type(value)(wanted))
    return bool(value == wanted)


def assert_same(found: list[dict[str, Any]], wanted: dict[tuple[str, int], dict[str, Any]]) -> None:
    """The rows of documents that could be rechecked are those that are wanted."""
    placed = by_place([row for row in found if row["status"] == "done"])
    assert placed.keys() == wanted.keys()
    for place, facts in wanted.items():
        for name, value in facts.items():
            assert same(placed[place][name], value), (place, name)


@frozen
class InThisProcess:
    """Workers that are called one after the other, and may be broken off.

    Attributes:
        until: after how many lots Ctrl-C is pressed.
        done: the keys of the lots that were worked on.
    """

    done: list[str]
    until: int | None = None

    def results(self, packed: Packed, lots: Sequence[Lot]) -> Generator[tuple[Lot, pa.RecordBatch]]:
        """See :class:`workbench.scattered.workers.Workers`."""
        for number, lot in enumerate(lots):
            if number == self.until:
                raise KeyboardInterrupt
            self.done.append(lot.key)
            yield lot, recheck_lot(packed, lot)


@frozen
class DiesOnce:
    """Rechecks a lot; the first time, its worker is killed when all is done and nothing has been handed back.

    Attributes:
        mark: a file that says that it has happened.
    """

    mark: Path

    def __call__(self, packed: Packed, lot: Lot) -> pa.RecordBatch:
        rows = recheck_lot(packed, lot)
        try:
            self.mark.touch(exist_ok=False)
        except FileExistsError:
            return rows
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def dies_of_a_file(packed: Packed, lot: Lot) -> pa.RecordBatch:
    """Recheck a lot; a certain file kills the worker every time."""
    if any(source.name.endswith(DEADLY) for source in lot.sources):
        os.kill(os.getpid(), signal.SIGKILL)
    return recheck_lot(packed, lot)
