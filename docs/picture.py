"""Take the pictures of the reports that README.md shows, with Chromium.

    python docs/picture.py

writes docs/images/opinion.png from the example.  Chromium (or Chrome) and a
Chinese font must be installed; nothing else in the project needs them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WINDOW = "920,1560"
"""Width and height of the picture in pixels."""
LEFT_OUT = "<style>.toc { display: none }</style>"
"""The list of contents would fill half the picture."""


def main() -> None:
    """Write the pictures."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"None of {', '.join(BROWSERS)} is installed.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "opinion.html"
        command = [sys.executable, "-m", "workbench", "recheck", "examples/disclosure-2023.txt", "--format", "html"]
        subprocess.run([*command, "-o", str(page)], cwd=ROOT, check=False)
        target = ROOT / "docs" / "images" / "opinion.png"
        target.parent.mkdir(exist_ok=True)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WINDOW}"]
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("</head>", f"{LEFT_OUT}</head>", 1), encoding="utf-8")
        subprocess.run(
            [browser, *options, f"--screenshot={target}", page.as_uri()],
            check=True,
            stderr=subprocess.DEVNULL,
            timeout=120,
        )
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
