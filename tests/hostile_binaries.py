"""Hostile PDFs, compound files and pictures, and noise behind each sign; known once the module is imported."""

from __future__ import annotations

import random
import struct
import zlib

from .archives import packed
from .forms import WHOLE
from .hostile import HOSTILE, MILLION, Hostile, hostile, noise

# PDF


def pdf(content: bytes, *objects: bytes, length: int | None = None, pages: bytes = b"", packing: bytes = b"") -> bytes:
    """A PDF of one page with this content; more objects are numbered from 6."""
    size = len(content) if length is None else length
    made = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        pages or b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d %b >> stream\n%b\nendstream" % (size, packing, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    data, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, made_object in enumerate(made, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, made_object)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(made) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(made) + 1, table) + trailer


@hostile("交叉表坏.pdf")
def _broken_xref() -> bytes:
    data = pdf(b"BT /F 12 Tf 72 700 Td (nothing here) Tj ET")
    return (
        data[: data.index(b"xref\n0")] + b"xref\n0 999999999\nrubbish\ntrailer << /Root 99 0 R >>\nstartxref\n7\n%%EOF"
    )


@hostile("交叉表成环.pdf", heavy=True)
def _circular_xref() -> bytes:
    data = pdf(b"BT /F 12 Tf 72 700 Td (nothing here) Tj ET")
    start = data.rindex(b"startxref\n") + 10
    own = data[start:].split(b"\n")[0]
    return data.replace(b"/Root 1 0 R", b"/Prev %b /Root 1 0 R" % own)


@hostile("声称两吉.pdf", heavy=True)
def _claimed_length() -> bytes:
    return pdf(b"BT /F 12 Tf 72 700 Td (nothing here) Tj ET", length=2**31 - 1)


@hostile("截断.pdf")
def _truncated_pdf() -> bytes:
    return pdf(zlib.compress(noise(50_000).encode()), packing=b"/Filter /FlateDecode")[:2000]


@hostile("炸弹.pdf", heavy=True)
def _bomb_pdf() -> bytes:
    packed_once = zlib.compress(b" " * (200 * MILLION), 9)
    return pdf(zlib.compress(packed_once), packing=b"/Filter [/FlateDecode /FlateDecode]")


@hostile("线百万.pdf", heavy=True)
def _many_lines() -> bytes:
    lines = b"".join(b"%d %d m %d %d l S\n" % (n % 595, 0, n % 595, 842) for n in range(500_000))
    return pdf(zlib.compress(lines), packing=b"/Filter /FlateDecode")


@hostile("字百万.pdf", read=True, heavy=True)
def _many_letters() -> bytes:
    text = b"BT /F 1 Tf 1 800 Td " + b"(abcdefghij) Tj 0 -1 Td\n" * 100_000 + b"ET"
    return pdf(zlib.compress(text), packing=b"/Filter /FlateDecode")


@hostile("页成环.pdf", heavy=True)
def _circular_pages() -> bytes:
    return pdf(b"", pages=b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000 >>")


@hostile("页百万.pdf")
def _claimed_pages() -> bytes:
    return pdf(b"", pages=b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>")


@hostile("页重复.pdf", read=True, heavy=True)
def _same_page() -> bytes:
    kids = b"3 0 R " * 20_000
    return pdf(
        b"BT /F 12 Tf 72 700 Td (nothing here at all) Tj ET", pages=b"<< /Type /Pages /Kids [%b] /Count 20000 >>" % kids
    )


@hostile("图形自套.pdf", heavy=True)
def _circular_form() -> bytes:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 12 >>"
        b" stream\n/X Do /X Do \nendstream"
    )
    return pdf(b"/X Do", form).replace(b"/Resources << /Font", b"/Resources << /XObject << /X 6 0 R >> /Font")


@hostile("数组深.pdf", heavy=True)
def _deep_array() -> bytes:
    return pdf(b"", b"[" * 100_000 + b"]" * 100_000)


# Compound files and pictures


def compound(table: list[int], directory: bytes = b"", *, start: int = 1, sectors: int = 4) -> bytes:
    """A compound file of sectors of 512 bytes: the allocation table, then the directory, then nothing."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<108I", head, 80, *[0xFFFFFFFF] * 108)
    allocation = struct.pack("<128I", *(table + [0xFFFFFFFF] * (128 - len(table))))
    return bytes(head) + allocation + directory.ljust(512 * sectors, b"\0")


def entry(name: str, kind: int, start: int = 0, size: int = 0) -> bytes:
    """An entry of the directory of a compound file."""
    packed_name = (name + "\0").encode("utf-16-le")
    made = bytearray(128)
    made[: len(packed_name)] = packed_name
    struct.pack_into("<HBB", made, 64, len(packed_name), kind, 1)
    struct.pack_into("<III", made, 68, 0xFFFFFFFF, 0xFFFFFFFF, 1)
    struct.pack_into("<II", made, 116, start, size)
    return bytes(made)


@hostile("扇区成环.doc", "扇区成环.xls")
def _circular_sectors() -> bytes:
    return compound([0xFFFFFFFD, 2, 1, 3], entry("Root Entry", 5))


@hostile("流成环.xls", heavy=True)
def _circular_workbook() -> bytes:
    directory = entry("Root Entry", 5) + entry("Workbook", 2, 2, 2**31 - 1)
    return compound([0xFFFFFFFD, 0xFFFFFFFE, 3, 2], directory)


@hostile("流成环.doc", heavy=True)
def _circular_document() -> bytes:
    directory = entry("Root Entry", 5) + entry("WordDocument", 2, 2, 2**31 - 1)
    return compound([0xFFFFFFFD, 0xFFFFFFFE, 3, 2], directory)


@hostile("加密.docx")
def _encrypted_office() -> bytes:
    directory = entry("Root Entry", 5) + entry("EncryptedPackage", 2, 2, 512)
    return compound([0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFE], directory)


@hostile("声称两吉.png", "声称两吉.docx", heavy=True)
def _claimed_picture() -> bytes:
    head = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31 - 1) + b"IHDR" + head


@hostile("声称两吉.zip", read=True, heavy=True)
def _claimed_zip() -> bytes:
    data = packed({"a.txt": WHOLE.encode()})
    at = data.index(b"PK\x01\x02")
    return data[: at + 20] + struct.pack("<II", 2**31 - 1, 2**31 - 1) + data[at + 28 :]


@hostile("目录六万.zip", heavy=True)
def _many_entries() -> bytes:
    return packed({f"{number}.bin": b"" for number in range(66_000)})


for _number, (_name, _magic) in enumerate(
    {
        "docx": b"PK\x03\x04",
        "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "pdf": b"%PDF-1.7\n",
        "rtf": b"{\\rtf1",
        "html": b"<html>",
        "txt": b"\xff\xfe",
        "rar": b"Rar!\x1a\x07\x01\0",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "gz": b"\x1f\x8b\x08\0",
        "mht": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n",
    }.items()
):

    def _random(magic: bytes = _magic, seed: int = _number) -> bytes:
        return magic + random.Random(seed).randbytes(5000)

    HOSTILE[f"乱码.{_name}"] = Hostile(
        f"乱码.{_name}", _random, read=_name in ("rtf", "html", "mht"), heavy=_name == "rtf"
    )
