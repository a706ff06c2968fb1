"""Files made to do harm, or broken as files come broken; each by code, named by what is wrong with it."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from .archives import encrypted, packed
from .forms import WHOLE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")

MILLION = 1 << 20


@frozen
class Hostile:
    """A file and what may come of it.

    Attributes:
        name: with its ending.
        make: makes its bytes.
        read: whether it may also be read, as far as it goes; otherwise it must be refused.
        heavy: whether it goes for time or memory.
    """

    name: str
    make: Callable[[], bytes]
    read: bool = False
    heavy: bool = False

    def write(self, folder: Path) -> Path:
        path = folder / self.name
        path.write_bytes(self.make())
        return path


HOSTILE: dict[str, Hostile] = {}


def hostile(
    *names: str, read: bool = False, heavy: bool = False
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def known(make: Callable[[], bytes]) -> Callable[[], bytes]:
        for name in names:
            HOSTILE[name] = Hostile(name, make, read, heavy)
        return make

    return known


def docx(document: str | bytes, **parts: bytes) -> bytes:
    """A .docx with this main part; other parts by their names, ``__`` for the slash and ``_`` for the point."""
    types = (
        f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    main = document.encode() if isinstance(document, str) else document
    named = {name.replace("__", "/").replace("_", "."): part for name, part in parts.items()}
    return packed(
        {"[Content_Types].xml": types.encode(), "_rels/.rels": relations.encode(), "word/document.xml": main, **named}
    )


def body(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{inside}</w:body></w:document>'


def word_table(rows: list[list[str]], marks: str = "") -> str:
    """``marks`` stands in the properties of every cell."""
    cells = (
        "".join(f"<w:tc><w:tcPr>{marks}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def xlsx(sheet: str | bytes, strings: bytes | None = None, entities: str = "") -> bytes:
    """An .xlsx with this one sheet."""
    types = (
        f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>'
    )
    relations = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    inner = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    workbook = f'{entities}<workbook {S} {R}><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
    parts = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": relations.encode(),
        "xl/workbook.xml": workbook.encode(),
        "xl/_rels/workbook.xml.rels": inner.encode(),
        "xl/worksheets/sheet1.xml": sheet.encode() if isinstance(sheet, str) else sheet,
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    return packed(parts)


def worksheet(rows: str, dimension: str = "A1:G9", after: str = "") -> str:
    return f'<worksheet {S}><dimension ref="{dimension}"/><sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def page(inside: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{inside}</body></html>".encode()


def noise(size: int, letters: str = "0123456789abcdef") -> str:
    """Text that does not shrink to nothing when it is packed; always the same."""
    return "".join(random.Random(size).choices(letters, k=size))


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
STRANGER = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
TABLE = word_table([list(HEAD), ["产出", "数量", "次数", "≥3次", "3次", "90", "90"]])


# Too much to unpack


@hostile("炸弹.docx", heavy=True)
def _bomb_docx() -> bytes:
    return docx(body(" " * (100 * MILLION)))


@hostile("炸弹.xlsx", heavy=True)
def _bomb_xlsx() -> bytes:
    return xlsx(worksheet(" " * (100 * MILLION)))


@hostile("炸弹-字符串表.xlsx", heavy=True)
def _bomb_strings() -> bytes:
    return xlsx(worksheet(""), f"<sst {S}>{' ' * (100 * MILLION)}</sst>".encode())


@hostile("炸弹.zip", heavy=True)
def _bomb_zip() -> bytes:
    return packed({"表.txt": b" " * (100 * MILLION), "表.docx": _bomb_docx()})


@hostile("炸弹-多层.zip", heavy=True)
def _bomb_nested() -> bytes:
    inner = packed({"表.txt": b"0" * (60 * MILLION)})
    for _ in range(4):
        inner = packed({f"{number}.zip": inner for number in range(10)})
    return inner


@hostile("段落千万.docx", heavy=True)
def _many_paragraphs() -> bytes:
    """Sixty megabytes that pass for a document: no bomb by its ratio, a gigabyte as a tree."""
    piece = "".join(f'<w:p w:rsidR="{noise(8)[:3]}{number:05x}"/>' for number in range(60_000))
    return docx(body(piece * 30))


@hostile("单元格百万.xlsx", read=True, heavy=True)
def _many_cells() -> bytes:
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{chr(65 + c)}{r}"><v>{r * c}</v></c>' for c in range(20)) + "</row>"
        for r in range(1, 50_001)
    )
    return xlsx(worksheet(rows, "A1:T50000"))


# Large but sound


@hostile("十万格.docx", read=True, heavy=True)
def _large_docx() -> bytes:
    return docx(body(word_table([list(HEAD)] + [[f"{r}.{c}" for c in range(10)] for r in range(10_000)])))


@hostile("十万格.xlsx", read=True, heavy=True)
def _large_xlsx() -> bytes:
    rows = "".join(
        f'<row r="{r}">' + "".join(cell(f"{chr(65 + c)}{r}", f"{r}.{c}") for c in range(10)) + "</row>"
        for r in range(1, 10_001)
    )
    return xlsx(worksheet(rows, "A1:J10000"))


@hostile("十万格.html", read=True, heavy=True)
def _large_html() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{r}.{c}" for c in range(10)) for r in range(10_000))
    return page(f"<table>{rows}</table>")


@hostile("十万格.txt", read=True, heavy=True)
def _large_text() -> bytes:
    return "\n".join("\t".join(f"{r}.{c}" for c in range(10)) for r in range(10_000)).encode()


@hostile("十万张表.html", read=True, heavy=True)
def _many_tables() -> bytes:
    return page("<table><tr><td>1<td>2</table>" * 100_000)


# Entities


@hostile("实体炸弹.docx", heavy=True)
def _laughs_docx() -> bytes:
    return docx(LAUGHS + body(f"<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>{TABLE}").partition("?>")[2])


@hostile("实体炸弹.xlsx", heavy=True)
def _laughs_xlsx() -> bytes:
    return xlsx(LAUGHS + worksheet(f'<row r="1">{cell("A1", "&a9;")}</row>'))


@hostile("实体炸弹-工作簿.xlsx")
def _laughs_workbook() -> bytes:
    return xlsx(worksheet(""), entities=LAUGHS)


@hostile("实体炸弹.html", heavy=True)
def _laughs_html() -> bytes:
    return (LAUGHS + "<html><body><table><tr><td>&a9;</table></body></html>").encode()


@hostile("外部实体.docx")
def _stranger_docx() -> bytes:
    return docx(STRANGER + body(f"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>{TABLE}").partition("?>")[2])


@hostile("外部实体.xlsx")
def _stranger_xlsx() -> bytes:
    return xlsx(STRANGER + worksheet(f'<row r="1">{cell("A1", "&x;")}</row>'))


@hostile("外部实体.html")
def _stranger_html() -> bytes:
    return (STRANGER + "<html><body><table><tr><td>&x;</table></body></html>").encode()


# Broken, and not what it is called


@hostile("截断.docx")
def _truncated_docx() -> bytes:
    data = docx(body(word_table([[noise(200)] * 5] * 50)))
    return data[: len(data) // 2]


@hostile("截断.xlsx")
def _truncated_xlsx() -> bytes:
    return _large_xlsx()[:-2000]


@hostile("截断.zip")
def _truncated_zip() -> bytes:
    return packed({"表.txt": WHOLE.encode(), "二.txt": noise(5000).encode()})[:3000]


@hostile("数据损坏.docx")
def _damaged_docx() -> bytes:
    data = bytearray(docx(body(word_table([[noise(200)] * 5] * 50))))
    at = data.index(b"word/document.xml") + 200
    data[at : at + 50] = bytes(50)
    return bytes(data)


@hostile("不是XML.docx")
def _no_xml() -> bytes:
    return docx(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


@hostile("没有正文.docx")
def _no_body() -> bytes:
    return docx("<w:document/>")


@hostile("没有工作表.xlsx")
def _no_sheet() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": f"<workbook {S}/>".encode()})


@hostile("其实是PDF.docx", "其实是PDF.xls")
def _pdf_by_another_name() -> bytes:
    return pdf(b"BT /F 12 Tf 72 700 Td (nothing here) Tj ET")


@hostile("其实是网页.xls", read=True)
def _page_by_another_name() -> bytes:
    return page("<table><tr><td>姓名<td>人数<tr><td>甲<td>1</table>")


@hostile("其实是图片.pdf", "其实是图片.zip", "其实是图片.txt")
def _picture_by_another_name() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@hostile("加密.zip")
def _encrypted_zip() -> bytes:
    return encrypted(packed({"a.txt": WHOLE.encode()}), "a.txt")


@hostile("版式.ofd")
def _ofd() -> bytes:
    return packed({"OFD.xml": b"<ofd:OFD/>"})


@hostile("空.docx", "空.pdf", "空.xls", "空.zip", "空.html", "空.txt")
def _empty() -> bytes:
    return b""


# Depth and circles


@hostile("千层表.docx", read=True, heavy=True)
def _deep_docx() -> bytes:
    return docx(body("<w:tbl><w:tr><w:tc>" * 1000 + TABLE + "<w:p/></w:tc></w:tr></w:tbl>" * 1000))


@hostile("千层表.html", read=True, heavy=True)
def _deep_html() -> bytes:
    return page("<table><tr><td>" * 1000 + "<b>1</b>" + "</table>" * 1000)


@hostile("万层标记.html", read=True, heavy=True)
def _deep_marks() -> bytes:
    return page("<div><b>" * 100_000 + "1")


@hostile("万层标记.docx", read=True, heavy=True)
def _deep_controls() -> bytes:
    return docx(body("<w:sdt><w:sdtContent>" * 20_000 + TABLE + "</w:sdtContent></w:sdt>" * 20_000))


@hostile("合并不止.docx", read=True, heavy=True)
def _endless_merge() -> bytes:
    rows = [list(HEAD)] * 2000
    return docx(body(word_table(rows, '<w:gridSpan w:val="2147483647"/><w:vMerge/>')))


@hostile("合并不止.html", read=True, heavy=True)
def _endless_spans() -> bytes:
    rows = "<tr><td rowspan=65534 colspan=1000>1<td colspan=999999999>2" * 2000
    return page(f"<table>{rows}</table>")


@hostile("合并不止.xlsx", read=True, heavy=True)
def _endless_ranges() -> bytes:
    merges = '<mergeCells count="5000">' + '<mergeCell ref="A1:XFD1048576"/>' * 5000 + "</mergeCells>"
    return xlsx(worksheet(f'<row r="1">{cell("A1", "指标")}</row>', after=merges))


@hostile("范围最大.xlsx", read=True, heavy=True)
def _claimed_dimension() -> bytes:
    rows = f'<row r="1">{cell("A1", "指标")}</row><row r="1048576">{cell("XFD1048576", "完")}</row>'
    return xlsx(worksheet(rows, "A1:XFD1048576"))


@hostile("行号最大.xlsx", read=True)
def _claimed_rows() -> bytes:
    rows = f'<row r="4294967295">{cell("ZZZZZZ4294967295", "指标")}</row><row r="-1">{cell("A-1", "完")}</row>'
    return xlsx(worksheet(rows))


@hostile("指向自己.docx", read=True)
def _self_reference() -> bytes:
    relations = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/aFChunk" Target="document.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/subDocument" Target="document.xml"/></Relationships>'
    )
    return docx(
        f'<w:document {W} {R}><w:body><w:altChunk r:id="r1"/><w:subDoc r:id="r2"/>{TABLE}</w:body></w:document>',
        word___rels__document_xml_rels=relations.encode(),
    )


@hostile("深.json", heavy=True)
def _deep_json() -> bytes:
    return b'{"indicators": ' + b"[" * 200_000


@hostile("深.toml")
def _deep_toml() -> bytes:
    return b"indicators = " + b"[" * 200_000


@hostile("深.rtf", read=True, heavy=True)
def _deep_rtf() -> bytes:
    return b"{\\rtf1" + b"{\\b " * 200_000


@hostile("套信.mht")
def _deep_mail() -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=%d\r\n\r\n"
    return b"".join(head % number + b"--%d\r\n" % number for number in range(3000))


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
