"""The wheel: what is in it, and that it works where nothing of this repository is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("scoring", "rulesets", "reports", "workbench")
pytestmark = pytest.mark.xdist_group("wheel")


def _pip(*arguments: str, python: str = sys.executable) -> None:
    """Run pip; skip the test where no package index answers, fail on anything else."""
    run = subprocess.run([python, "-m", "pip", *arguments], capture_output=True, text=True, encoding="utf-8")
    if run.returncode == 0:
        return
    unreachable = ("No matching distribution found", "Could not fetch", "ConnectionError", "NewConnectionError")
    if any(word in run.stderr + run.stdout for word in unreachable):
        pytest.skip(f"pip cannot reach a package index: {run.stderr.strip().splitlines()[-1]}")
    pytest.fail(run.stdout + run.stderr)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the sources: a build leaves folders behind, which must not land in the tree."""
    source = tmp_path_factory.mktemp("source")
    for name in (*PACKAGES, "tests", "benchmarks"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    target = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(source))
    (built,) = target.glob("*.whl")
    return built


def test_the_wheel_holds_the_packages_with_their_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    for package in PACKAGES:
        expected = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / package).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert expected - names == set()
        assert f"{package}/py.typed" in names
    assert any(name.endswith("LICENSE") for name in names)


def test_the_installed_command_works_elsewhere(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    venv.create(home, with_pip=True)
    folder = home / ("Scripts" if os.name == "nt" else "bin")
    _pip("install", "--quiet", str(wheel), python=str(folder / "python"))
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(ROOT / "examples" / "disclosure-2023.txt", work)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    run = subprocess.run(
        [str(folder / "zipingbiao"), "recheck", "disclosure-2023.txt", "--format", "json"],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 1, run.stderr
    assert '"xinjiang/2023"' in run.stdout
    pages = subprocess.run(
        [str(folder / "zipingbiao"), "recheck", "disclosure-2023.txt", "--format", "html", "-o", "out"],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert pages.returncode == 1, pages.stderr
    assert list((work / "out").glob("*.html"))
