"""The code of docs/distributed.md runs as it stands there, on engines that are installed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="没有安装 pyarrow")

ROOT = Path(__file__).parent.parent
DOCUMENTS = 6
pytestmark = pytest.mark.xdist_group("engines")


@pytest.mark.parametrize(("engine", "module"), [("spark", "pyspark"), ("ray", "ray")])
def test_the_code_of_the_page_comes_to_what_the_commands_do(engine: str, module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"没有安装 {module}")
    if engine == "spark" and shutil.which("java") is None:
        pytest.skip("没有安装 Java")
    done = subprocess.run(
        [sys.executable, "docs/engines.py", engine, str(DOCUMENTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "与本机逐行相同" in done.stdout


def test_the_pieces_for_each_engine_are_found_and_short() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from engines import code_of  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(ROOT / "docs"))
    for engine in ("spark", "ray"):
        pieces = code_of(engine)
        assert len(pieces) == 2
        for code in pieces:
            compile(code, engine, "exec")
            assert len(code.splitlines()) <= 12
            assert max(map(len, code.splitlines())) <= 120
