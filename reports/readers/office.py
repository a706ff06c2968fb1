"""Files of older programs, .doc .wps .rtf and their like: LibreOffice turns them into .docx where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from functools import lru_cache
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from ..errors import UnreadableFile
from ..grid import Parsed
from .compound import ole_kind

__all__ = ["can_convert", "convert", "ole_kind", "parse_old"]

_SECONDS: Final = 60
_LARGEST: Final = 256 << 20
_COMMANDS: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/snap/bin/libreoffice",
)
_WINDOWS_FOLDERS: Final = ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432")
_SUFFIXES: Final = ((b"{\\rtf", ".rtf"), (b"PK", ".odt"), (b"<", ".xml"))
_CURE: Final = "用 Word 或 WPS 打开，另存为 .docx 再读"
# No macros, no links: a document must not fetch anything while it is converted.
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def can_convert() -> bool:
    """Is LibreOffice installed?"""
    return bool(_program())


def parse_old(data: bytes, source: str) -> Parsed:
    """Read a file of an older program by way of .docx.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Raises:
        UnreadableFile: LibreOffice is not installed, cannot open the file or takes too long.
    """
    from .docx import parse

    return parse(convert(data, source), source)


def convert(data: bytes, source: str, to: str = "docx", seconds: float = _SECONDS) -> bytes:
    """Let LibreOffice turn a file into another format.

    Args:
        data: the file's bytes.
        source: its name, for messages.
        to: ending of the wanted format, such as ``docx``, ``pdf``, ``html``.
        seconds: how long it may take.

    Raises:
        UnreadableFile: LibreOffice is not installed, cannot open the file or takes too long.
    """
    program = _program()
    if not program:
        raise UnreadableFile(
            "这是旧格式的文件，要借助 LibreOffice 才能读，但没有找到 LibreOffice",
            place=source,
            cure=f"{_CURE}，或安装 LibreOffice",
        )
    # Its own profile: two of them on one profile end each other without a word.
    with TemporaryDirectory(prefix="zipingbiao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        given = folder / f"document{_suffix(data)}"
        given.write_bytes(data)
        out = folder / "out"
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
        _run([*command, "--convert-to", to, "--outdir", str(out), str(given)], seconds, source)
        made = out / f"document.{to.partition(':')[0]}"
        if not made.is_file() or not made.stat().st_size:
            raise UnreadableFile("LibreOffice 打不开它，文件可能已损坏", place=source, cure=_CURE)
        if made.stat().st_size > _LARGEST:
            raise UnreadableFile(f"转换后超过 {_LARGEST >> 20} MiB，没有读", place=source, cure=_CURE)
        return made.read_bytes()


def _run(command: list[str], seconds: float, source: str) -> None:
    # A session of its own, so that whatever the program starts ends with it.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(
            f"LibreOffice 转换超过 {seconds:g} 秒，已停止", place=source, cure=f"{_CURE}，或只留有自评表的部分"
        ) from None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@lru_cache(maxsize=1)
def _program() -> str:
    """Where LibreOffice is, "" where it is not."""
    for name in _COMMANDS:
        found = shutil.which(name)
        if found:
            return found
    windows = [
        str(Path(folder) / "LibreOffice*" / "program" / "soffice.exe")
        for variable in _WINDOWS_FOLDERS
        if (folder := os.environ.get(variable))
    ]
    return next((path for place in (*windows, *_PLACES) for path in sorted(glob(place))), "")


def _suffix(data: bytes) -> str:
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((suffix for mark, suffix in _SUFFIXES if start.startswith(mark)), ".doc")
