"""Put the real output of commands into README.md, README.en.md and docs/*.md.

A block between ``<!-- output: COMMAND -->`` and ``<!-- end -->`` holds what the
command prints; ``<!-- output 40: COMMAND -->`` only its first 40 lines.  Blocks
``<!-- quoted: COMMAND -->`` hold the Markdown that the command prints, as part of the page.

    python docs/refresh.py            write them anew
    python docs/refresh.py --check    exit 1 and say which are out of date
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", ROOT / "README.en.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(
    r"(?P<mark><!-- (?P<kind>output|quoted)(?: (?P<lines>\d+))?: (?P<command>.+?) -->\n)"
    r".*?(?P<end><!-- end -->)",
    re.DOTALL,
)


def refreshed(page: str) -> str:
    """The page with its blocks renewed."""

    def block(found: re.Match[str]) -> str:
        lines = output_of(found["command"]).rstrip().splitlines()
        if found["kind"] == "quoted":
            return "\n".join([found["mark"].rstrip(), *lines, found["end"]])
        if found["lines"] and len(lines) > int(found["lines"]):
            lines = [*lines[: int(found["lines"])], "……"]
        body = "\n".join(line.rstrip() for line in lines)
        return f"{found['mark']}```text\n$ {found['command']}\n{body}\n```\n{found['end']}"

    return BLOCK.sub(block, page)


@cache
def output_of(command: str) -> str:
    """What a command prints in the root of the repository, 100 columns wide, without colours."""
    words = shlex.split(command)
    # Exit code 1 of ours says that errors were found in a table; of Python, that the command failed.
    fine = (0, 1) if words[0] == "zipingbiao" else (0,)
    if words[0] == "zipingbiao":
        words = [sys.executable, "-m", "workbench", *words[1:]]
    elif words[0] == "python":
        words[0] = sys.executable
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    run = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8")
    if run.returncode not in fine:
        sys.exit(f"{command}: exit {run.returncode}\n{run.stderr}")
    return run.stdout


def main(arguments: list[str]) -> int:
    """Renew or check all pages; returns the exit code."""
    stale = []
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        fresh = refreshed(page)
        if fresh != page:
            stale.append(path.relative_to(ROOT))
            if "--check" not in arguments:
                path.write_text(fresh, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"{name}: {'out of date, run make refresh' if '--check' in arguments else 'refreshed'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
