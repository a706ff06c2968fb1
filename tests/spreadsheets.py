"""LibreOffice as a calculator for tests: a workbook in, the values of its cells out."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

needs_soffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: nothing recalculates formulas"
)


def converted(path: Path, folder: Path, kind: str) -> Path:
    """Let LibreOffice open a file and write it as another kind; formulas without values are calculated."""
    assert SOFFICE is not None
    out = folder / "converted"
    run = subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", kind,
         "--outdir", str(out), str(path)],
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    made = out / f"{path.stem}.{kind}"
    assert made.exists(), run.stderr.decode(errors="replace")
    return made


def recalculated(path: Path, folder: Path) -> Any:
    """The workbook as LibreOffice calculates it, values instead of formulas."""
    return load_workbook(converted(path, folder, "xlsx"), data_only=True)
