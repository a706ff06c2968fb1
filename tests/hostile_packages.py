"""Hostile archives, Word files, workbooks, web pages and texts; and with them all others."""

from __future__ import annotations

from .archives import encrypted, packed
from .forms import WHOLE
from .hostile import HOSTILE, MILLION, hostile, noise
from .hostile_binaries import pdf

__all__ = ["HOSTILE"]

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")


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


@hostile("属性十万.html")
def _many_attributes() -> bytes:
    return page("<p " + " ".join(f"a{number}=1" for number in range(120_000)) + ">1</p>")


@hostile("编码不存在.html", read=True)
def _no_such_encoding() -> bytes:
    return "<meta charset=undefined><table><tr><td>项目名称</td><td>清淤</td></tr></table>".encode("gb18030")


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
