"""The start of the command: what a recheck of a text does without, and the benchmark that times it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks import startup
from benchmarks.run import EXAMPLE, ROOT

UNNEEDED = {
    "difflib", "jinja2", "lxml", "multiprocessing", "numpy", "pyarrow", "pypdfium2", "shutil", "xlsxwriter",
    "zipfile", "reports.readers.archive", "reports.readers.structured", "reports.views.rows", "rulesets.description",
    "rulesets.edges", "scoring.changes", "workbench.again", "workbench.pool",
}  # fmt: skip


def test_the_recheck_of_a_text_imports_nothing_it_does_without() -> None:
    code = (
        "import sys\nfrom workbench.cli import main\n"
        f"try: main.main(['recheck', {str(EXAMPLE)!r}])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    loaded = set(run.stderr.split())
    assert "scoring.review" in loaded
    assert loaded & UNNEEDED == set()


def test_a_start_is_timed_without_hyperfine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(startup, "_commands", lambda: [("只启动 Python", [sys.executable, "-c", ""], startup.HELP)])
    (figure,) = startup.measure(2).figures
    assert len(figure.rounds) == 2
    assert min(figure.rounds) > 0
    assert figure.unit == "毫秒"
