"""LibreOffice as a calculator for tests: a workbook in, the values of its cells out."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

needs_soffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: nothing recalculates formulas"
)


def converted(paths: Sequence[Path], folder: Path, kind: str) -> list[Path]:
    """Let LibreOffice open files and write them as another kind; formulas without values are calculated."""
    assert SOFFICE is not None
    out = folder / "converted"
    run = subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", kind,
         "--outdir", str(out), *map(str, paths)],
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    made = [out / f"{path.stem}.{kind}" for path in paths]
    assert all(path.exists() for path in made), run.stderr.decode(errors="replace")
    return made


def recalculated(path: Path, folder: Path) -> Any:
    """The workbook as LibreOffice calculates it, values instead of formulas."""
    (made,) = converted([path], folder, "xlsx")
    return load_workbook(made, data_only=True)
