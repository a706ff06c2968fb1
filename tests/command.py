"""Running the command line in tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from workbench.cli import main

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
EXAMPLE = EXAMPLES / "disclosure-2023.txt"
PROJECT = EXAMPLES / "project.toml"


def run(*arguments: object, given: str | bytes | None = None, columns: int = 100) -> Result:
    """Run the command in this process, on a screen of ``columns``, without colours."""
    runner = CliRunner(env={"COLUMNS": str(columns), "NO_COLOR": "1"})
    return runner.invoke(main, [str(argument) for argument in arguments], input=given)


def run_process(
    *arguments: object, given: bytes | None = None, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "workbench", *map(str, arguments)],
        input=given,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )
