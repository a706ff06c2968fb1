"""Archives made by code: sound ones, ones with names as Windows writes them, and encrypted ones."""

from __future__ import annotations

import io
import zipfile


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A .zip archive of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return made.getvalue()


def windows(files: dict[bytes, bytes]) -> bytes:
    """An archive whose names are these bytes, in whatever encoding, which it does not tell."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for number, (name, data) in enumerate(files.items()):
            info = zipfile.ZipInfo(f"{number:0{len(name)}d}")
            package.writestr(info, data)
    data = made.getvalue()
    for number, name in enumerate(files):
        data = data.replace(f"{number:0{len(name)}d}".encode(), name)
    return data


def encrypted(data: bytes, name: str) -> bytes:
    """The archive with this file marked as encrypted."""
    marked = bytearray(data)
    for magic, flags, named in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = -1
        while (at := marked.find(magic, at + 1)) >= 0:
            if marked[at + named :].startswith(name.encode()):
                marked[at + flags] |= 1
    return bytes(marked)
