"""Take the pictures of what is written that README.md shows.

    python docs/picture.py

writes docs/images/*.png from the examples, each where the programs for it are there: Chromium (or
Chrome) for the opinion as a web page, LibreOffice and poppler's pdftoppm for a form in a
spreadsheet, pdftoppm and the extra ``pdf`` for a report.  A Chinese font must be installed.  Nothing
else in the project needs these programs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
OFFICES = ("soffice", "libreoffice")
WINDOW = "920,1275"
"""Width and height of the opinion's picture in pixels."""
LEFT_OUT = "<style>.toc { display: none }</style>"
"""The list of contents would fill half the picture."""


class Missing(Exception):
    """A program that a picture needs is not installed."""


def main() -> None:
    """Write the pictures that can be made here."""
    IMAGES.mkdir(exist_ok=True)
    pictures: dict[str, Callable[[Path, Path], None]] = {"opinion": opinion, "form": form, "report": report}
    for name, take in pictures.items():
        target = IMAGES / f"{name}.png"
        with tempfile.TemporaryDirectory() as folder:
            try:
                take(Path(folder), target)
            except Missing as missing:
                print(f"{target.relative_to(ROOT)}: not taken, {missing}")
                continue
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KB")


def opinion(folder: Path, target: Path) -> None:
    """The opinion on the example, as a browser shows it."""
    page = folder / "opinion.html"
    browser = program(*BROWSERS)
    zipingbiao("recheck", "examples/disclosure-2023.txt", "-o", str(page))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</head>", f"{LEFT_OUT}</head>", 1), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WINDOW}"]
    run(browser, *options, f"--screenshot={target}", page.as_uri())


def form(folder: Path, target: Path) -> None:
    """A blank form, as a spreadsheet prints it."""
    book = folder / "form.xlsx"
    office = program(*OFFICES)
    zipingbiao("form", "examples/goals-2024.txt", "--table", "2", "-o", str(book))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run(office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(book))
    # The page without its margins, points × resolution ÷ 72.
    first_page(book.with_suffix(".pdf"), target, 84, (55, 60, 880, 540))


def report(folder: Path, target: Path) -> None:
    """A self-evaluation report, as its first page is printed."""
    page = folder / "report.pdf"
    try:
        zipingbiao("report", "examples/filled-2024.docx", "-o", str(page))
    except subprocess.CalledProcessError:
        raise Missing("the extra pdf is not installed") from None
    first_page(page, target, 80, (60, 80, 555, 790))


def first_page(pdf: Path, target: Path, resolution: int, area: tuple[int, int, int, int]) -> None:
    """Draw part of the first page: left, top, width and height in pixels."""
    left, top, width, height = map(str, area)
    box = ("-x", left, "-y", top, "-W", width, "-H", height)
    run(program("pdftoppm"), "-r", str(resolution), *box, "-singlefile", "-png", str(pdf), str(target.with_suffix("")))


def program(*names: str) -> str:
    """The first of these programs that is installed.

    Raises:
        Missing: none is.
    """
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise Missing(f"none of {', '.join(names)} is installed")
    return found


def zipingbiao(*arguments: str) -> None:
    """Run the command; exit code 1 only means that it found errors."""
    done = subprocess.run([sys.executable, "-m", "workbench", *arguments], cwd=ROOT, capture_output=True)
    if done.returncode not in (0, 1):
        raise subprocess.CalledProcessError(done.returncode, arguments, stderr=done.stderr)


def run(*command: str) -> None:
    """Run another program."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


if __name__ == "__main__":
    main()
