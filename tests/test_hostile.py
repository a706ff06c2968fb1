"""Hostile and broken files: each ends in bounded time and memory with an error that names it, and the others are done.

What goes for time or memory is read by a process of its own, which is measured; all others, and one of those of each
format, in one run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from reports.readers.kinds import is_document

from .archives import packed
from .command import EXAMPLE, ROOT, run_process
from .forms import WHOLE
from .hostile import Hostile
from .hostile_packages import HOSTILE

MEMORY = 500 << 20
PROCESSOR = 20.0
"""Seconds: a file has 8 of them, on Python's own start and on writing the result may go as many on a slow machine."""
CONVERTED = {"深.rtf", "乱码.rtf", "流成环.doc"}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured and limited on Linux only")


@frozen
class Run:
    """What a run of the command came to.

    Attributes:
        code: exit code.
        output: standard output and standard error.
        seconds: processor time of all its processes.
        memory: bytes of the largest of them.
    """

    code: int
    output: str
    seconds: float
    memory: int


_MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    print(code, used.ru_utime + used.ru_stime, used.ru_maxrss, file=file)
"""
"""Starts the command from a small process: what a large one is at the time would count as the command's own memory."""


def measured(folder: Path, *arguments: object) -> Run:
    """Run the command."""
    figures = folder / "figures"
    done = subprocess.run(
        [sys.executable, "-S", "-c", _MEASURE, figures, sys.executable, "-m", "workbench", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=600,
        check=True,
    )
    code, seconds, memory = figures.read_text(encoding="ascii").split()
    return Run(int(code), done.stdout.decode(errors="replace"), float(seconds), int(memory) << 10)


@pytest.mark.parametrize("case", [case for case in HOSTILE.values() if case.heavy], ids=lambda case: case.name)
def test_it_ends_with_its_name_in_bounded_time_and_memory(case: Hostile, tmp_path: Path) -> None:
    if case.name in CONVERTED and shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    path = case.write(tmp_path)
    run = measured(tmp_path, "recheck", path, *(["--timeout", "2"] if case.name in CONVERTED else []))
    assert run.memory < MEMORY
    assert run.seconds < PROCESSOR
    assert "Traceback" not in run.output
    assert "内部错误" not in run.output
    assert "root:" not in run.output
    if case.read and run.code in (0, 1):
        assert f"复核：{path}" in run.output
    else:
        assert run.code == 2
        assert re.search(rf"^错误：{re.escape(str(path))}.*处理办法：", run.output, re.MULTILINE)


def test_in_a_folder_of_them_the_good_files_are_done(tmp_path: Path) -> None:
    folder = tmp_path / "一批"
    folder.mkdir()
    known = [case for case in HOSTILE.values() if is_document(case.name) and case.name not in CONVERTED]
    heavy = {Path(case.name).suffix: case for case in reversed(known) if case.heavy}
    cases = [case for case in known if not case.heavy or case in heavy.values()]
    assert len(heavy) >= 6
    for case in cases:
        case.write(folder)
    shutil.copy(EXAMPLE, folder / "好.txt")
    (folder / "好.zip").write_bytes(packed({"内/好.txt": WHOLE.encode()}))
    run = measured(tmp_path, "recheck", folder, "--jobs", 2)
    assert run.code == 2
    assert run.memory < MEMORY
    assert "Traceback" not in run.output
    assert "内部错误" not in run.output
    assert f"复核：{folder / '好.txt'}" in run.output
    assert f"复核：{folder / '好.zip'}/内/好.txt" in run.output
    for case in cases:
        assert re.search(rf"^(?:错误：|跳过 |复核：){re.escape(str(folder / case.name))}", run.output, re.MULTILINE), (
            case
        )


def test_a_folder_gives_the_same_by_one_process_and_by_several(tmp_path: Path) -> None:
    for number in range(1, 12):
        text = EXAMPLE.read_bytes() if number % 2 else WHOLE.encode()
        (tmp_path / f"单位{number}.txt").write_bytes(text)
    (tmp_path / "坏.txt").write_bytes(b"\xff\xff\xff")
    one, several = (run_process("recheck", tmp_path, "--jobs", jobs) for jobs in (1, 3))
    assert one.stdout == several.stdout
    assert one.stderr == several.stderr
    assert one.returncode == several.returncode == 2
    names = re.findall(r"^复核：.*?([^/\\]+)\.txt$", one.stdout.decode(), re.MULTILINE)
    assert names == [f"单位{number}" for number in range(1, 12)]
