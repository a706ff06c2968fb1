"""The outputs shown in README and docs are what the commands print today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_outputs_in_the_pages_are_current() -> None:
    run = subprocess.run(
        [sys.executable, "docs/refresh.py", "--check"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_pages_link_only_to_files_that_exist() -> None:
    import re

    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_page_of_findings_is_current() -> None:
    run = subprocess.run([sys.executable, "docs/findings.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_the_pages_of_the_rulesets_and_their_schema_are_current() -> None:
    run = subprocess.run([sys.executable, "docs/catalogue.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_page_of_benchmarks_is_what_was_measured() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "page", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
