"""Run the code of docs/distributed.md on the engines it is for, and compare what comes out with the commands.

    python docs/engines.py spark [DOCUMENTS]
    python docs/engines.py ray [DOCUMENTS]

The engine and the program must be installed; DOCUMENTS are invented, 200 if not said otherwise.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import rulesets  # noqa: E402
from examples.generated import Generated, generate  # noqa: E402
from reports import ReportError  # noqa: E402
from scoring import Ruleset  # noqa: E402

PAGE = ROOT / "docs" / "distributed.md"
BLOCK = re.compile(r"<!-- engine: (?P<engine>\w+) -->\n```python\n(?P<code>.*?)```", re.DOTALL)
PROVINCES = ("11", "65")


def code_of(engine: str) -> list[str]:
    """The page's pieces of code for an engine."""
    return [found["code"] for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if found["engine"] == engine]


def fill(folder: Path, documents: int) -> None:
    """Write documents, one of them broken, and rows of tables."""
    shelf = tuple(rulesets.catalogue().values())
    made = _documents(shelf)
    tables: list[dict[str, Any]] = []
    for number in range(documents):
        one = next(made)
        unit = folder / "说明" / f"单位{number}"
        unit.mkdir(parents=True)
        (unit / one.name).write_bytes(one.data)
        for table in one.draft.tables:
            tables += _rows(f"{number}-{len(tables)}", table)
    (folder / "说明" / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    for index, province in enumerate(PROVINCES):
        path = folder / "指标" / f"province={province}" / "部分-0.parquet"
        path.parent.mkdir(parents=True)
        mine = [row for row in tables if int(row["table"].partition("-")[0]) % len(PROVINCES) == index]
        pq.write_table(pa.Table.from_pylist(mine), path)


def _documents(shelf: Sequence[Ruleset]) -> Iterator[Generated]:
    for seed in count():
        with suppress(ReportError):  # a PDF, which needs typst and a Chinese font
            yield generate(seed, shelf)


def _rows(name: str, table: Any) -> Iterator[dict[str, Any]]:
    """The indicators of a table as rows."""
    for row in table.indicators:
        texts = {column: getattr(row, column) for column in ("target", "actual", "weight")}
        printed = {column: "" if value is None else value.text for column, value in texts.items()}
        yield {"table": name, "name": row.name, "level1": row.level1, **printed}


def run(engine: str, documents: int) -> list[str]:
    """Run an engine's pieces; returns what differs from what the commands make, and says how long each took."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        fill(folder, documents)
        for code in code_of(engine):
            began = monotonic()
            subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            print(f"{engine}：{monotonic() - began:.1f} 秒")
        _command(folder, "recheck", "说明", "-o", "本机.parquet", "--compare", "none")
        _command(folder, "batch", "指标", "-o", "本机得分", "--ruleset", "national/2020")
        return [*_different_opinions(folder), *_different_scores(folder)]


def _command(folder: Path, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "workbench", *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 1, 2):
        sys.exit(done.stderr)


def _different_opinions(folder: Path) -> Iterator[str]:
    mine = {(_place(row["source"]), row["table"]): row for row in _read(folder / "本机.parquet")}
    found = _read(folder / "复核")
    theirs = {(_place(row["source"]), row["table"]): row for row in found}
    if len(found) != len(mine) or theirs.keys() != mine.keys():
        yield f"复核：{len(found)} 行，本机 {len(mine)} 行"
    print(f"复核：{len(found)} 行，{len(list(folder.glob('复核/*.parquet')))} 个文件")
    for place in theirs.keys() & mine.keys():
        for column in theirs[place].keys() - {"source", "error"}:
            if theirs[place][column] != mine[place][column]:
                yield f"复核：{place} 的 {column}：{theirs[place][column]}，本机 {mine[place][column]}"


def _place(source: str) -> str:
    """A path below the folder of documents; engines give whole ones, or URLs."""
    return "/".join(Path(unquote(urlsplit(source).path)).parts[-2:])


def _different_scores(folder: Path) -> Iterator[str]:
    given = [row for path in sorted(folder.glob("指标/*/*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()]
    scored = [
        row for path in sorted(folder.glob("本机得分/*/*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()
    ]
    mine = sorted(_key(row, score["rule"], score) for row, score in zip(given, scored, strict=True))
    theirs = sorted(_key(row, row["by_rule"], row) for row in _read(folder / "得分"))
    print(f"得分：{len(theirs)} 行")
    if mine != theirs:
        yield f"得分：{len(set(theirs) - set(mine))} 行不同，共 {len(theirs)} 行，本机 {len(mine)} 行"


def _key(row: dict[str, Any], rule: str, score: dict[str, Any]) -> tuple[str, ...]:
    values = (score["completion"], score["score"])
    shown = ("" if value is None else str(value.normalize()) for value in values)
    return (row["table"], row["name"], row["target"], row["actual"], rule, *shown, score["problem"] or "")


def _read(path: Path) -> Sequence[dict[str, Any]]:
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


def main(arguments: Sequence[str]) -> int:
    """Run the pieces of an engine and say what differs; returns the exit code."""
    if not arguments or not code_of(arguments[0]):
        sys.exit(__doc__)
    different = run(arguments[0], int(arguments[1]) if len(arguments) > 1 else 200)
    print("\n".join(different[:20]) or "与本机逐行相同")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
