"""Files and rows in Arrow's batches, as engines that map batches hand them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import pyarrow as pa

from scoring.errors import WrongArgument

from ..sources import Source
from .rechecking import Rechecking
from .work import recheck_sources

if TYPE_CHECKING:
    from scoring import Ruleset

_Batch = TypeVar("_Batch", pa.RecordBatch, pa.Table)

SCORES: Final = pa.schema(
    [
        ("by_rule", pa.string()),
        ("completion", pa.decimal128(38, 6)),
        ("score", pa.decimal128(38, 6)),
        ("problem", pa.string()),
    ]
)
"""What is added to rows: the rule's id, percent, points, and why there is no score."""
_SCORED: Final = {name.removeprefix("by_"): SCORES.field(name).type for name in SCORES.names}

_CONTENTS: Final = ("content", "bytes")
"""What engines call the column of the files' bytes."""


def recheck_batch(
    batch: _Batch,
    *,
    ruleset: str | None = None,
    rulesets: Sequence[Path | str] = (),
    compare: Sequence[str] = (),
    seconds: float | None = None,
) -> _Batch:
    """Recheck files, each by itself; what is wrong with one of them stands in its row.

    Args:
        batch: the columns ``path`` (text) and ``content`` or ``bytes`` (binary); others are not looked at.
        ruleset: id of the ruleset to measure by; None: inferred from the printed scores.
        rulesets: folders with rulesets besides those shipped, the same path on every machine.
        compare: ids of rulesets whose totals are set beside.
        seconds: processor time for one file; None: by its size.

    Returns:
        The rows of :data:`workbench.scattered.OPINIONS`; a table for a table, else a batch.

    Raises:
        WrongArgument: a column is missing.
        ZipingbiaoError: a ruleset is broken, or no process can be started.
    """
    rechecking = _rechecking(ruleset, tuple(map(str, rulesets)), tuple(compare), seconds)
    found = recheck_sources(rechecking, _sources(batch), together=False)
    if isinstance(batch, pa.Table):
        return pa.Table.from_batches([found])
    return found


@lru_cache(maxsize=4)
def _rechecking(
    ruleset: str | None, folders: tuple[str, ...], compare: tuple[str, ...], seconds: float | None
) -> Rechecking:
    from ..options import known_rulesets, named

    known = known_rulesets([Path(folder) for folder in folders])
    for name in (*compare, *([] if ruleset is None else [ruleset])):
        named(known, name)
    return Rechecking(tuple(known.values()), ruleset, compare, seconds=seconds)


def _sources(batch: pa.RecordBatch | pa.Table) -> Iterator[Source]:
    """The files of a batch."""
    names = batch.schema.names
    content = next((name for name in _CONTENTS if name in names), None)
    if "path" not in names or content is None:
        raise WrongArgument.of(
            "recheck_batch", "列名", "、".join(names), "要有 path（文件名）和 content 或 bytes（内容）两列"
        )
    for piece in batch.to_batches() if isinstance(batch, pa.Table) else [batch]:
        paths, contents = piece.column("path"), piece.column(content)
        for path, data in zip(paths, contents, strict=True):
            yield Source(str(path.as_py()), Path(str(path.as_py())), found=True, data=data.as_py() or b"")


def score_batches(batches: Iterable[pa.RecordBatch], ruleset: Ruleset) -> Iterator[pa.RecordBatch]:
    """Rows with their scores, as :func:`reports.columns.score_batch` computes them, beside them.

    Args:
        batches: the rows of a table one after the other; a batch may end within a table.
        ruleset: the rules.

    Returns:
        The same rows with the columns of :data:`workbench.scattered.SCORES` added.

    Raises:
        ColumnsError: a column is missing, or a row is broken.
        WrongArgument: the ruleset does not round each score.
    """
    from reports.columns import score_batch
    from reports.columns.schema import schema_of

    from ..batch.tables import whole_tables

    rows = iter(batches)
    first = next(rows, None)
    if first is None:
        return
    at = schema_of(first.schema.names).at["table"]
    done = 0
    for tables in whole_tables(chain([first], rows), at, ""):
        found = score_batch(tables, ruleset, first=done + 1).rows
        done += len(tables)
        scores = [found.column(name).cast(kind) for name, kind in _SCORED.items()]
        yield pa.RecordBatch.from_arrays([*tables.columns, *scores], names=[*tables.schema.names, *SCORES.names])
