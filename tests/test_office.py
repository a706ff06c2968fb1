"""Files of older programs: told apart by what is in them, read through LibreOffice where it is installed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from reports import UnreadableFile, read_parsed, read_text
from reports.readers import office
from reports.readers.compound import MAGIC
from reports.readers.office import can_convert, convert, ole_kind, parse_old
from reports.readers.text import blocks

from .forms import WHOLE
from .roundtrip import same
from .word import write_blocks

needs_libreoffice = pytest.mark.skipif(not can_convert(), reason="LibreOffice is not installed")

PATH, NAME = "{http://openoffice.org/2001/registry}path", "{http://openoffice.org/2001/registry}name"
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def compound(**streams: bytes) -> bytes:
    """A compound file of these streams, each at least as long as streams that stand on their own."""
    names = ["Root Entry", *streams]
    bodies = [content.ljust(4096, b"\0") for content in streams.values()]
    directory = -(-len(names) // 4)
    chains = [0xFFFFFFFD, *range(2, directory + 1), _END]
    entries, body = [], b""
    for index, name in enumerate(names):
        content = bodies[index - 1] if index else b""
        start = len(chains) if index else _END
        sectors = -(-len(content) // 512)
        if sectors:
            chains += [*range(start + 1, start + sectors), _END]
            body += content.ljust(sectors * 512, b"\0")
        spelt = name.encode("utf-16-le")
        entries.append(
            spelt.ljust(64, b"\0")
            + struct.pack("<HBB", len(spelt) + 2, 5 if not index else 2, 1)
            + b"\xff" * 12
            + b"\0" * 36
            + struct.pack("<IQ", start, len(content))
        )
    assert len(chains) <= 128
    header = MAGIC + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0) + struct.pack("<I", _FREE) * 108
    table = b"".join(struct.pack("<I", number) for number in chains).ljust(512, b"\xff")
    return header + table + b"".join(entries).ljust(directory * 512, b"\0") + body


def record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(content)) + content


@cache
def workbook() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("甲").write(0, 0, "项目支出绩效自评表")
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cache
def old(ending: str) -> bytes:
    """The sample form as LibreOffice saves it for an older program."""
    return convert(write_blocks(blocks(WHOLE)), "甲.docx", to=ending)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that has nothing, and what it was asked for."""
    paths: list[str] = []

    class Nothing(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            paths.append(self.rfile.readline().decode("latin-1"))
            self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Nothing) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


def linked(address: str) -> bytes:
    """A text of LibreOffice with a picture and a section that stand elsewhere."""
    names = {
        "office": "office:1.0", "text": "text:1.0", "draw": "drawing:1.0", "svg": "svg-compatible:1.0",
    }  # fmt: skip
    spaces = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}"' for key, name in names.items())
    frame = 'svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"'
    link = f'xlink:type="simple" xlink:show="embed" xlink:href="{address}'
    data = BytesIO()
    with ZipFile(data, "w") as package:
        kind = "application/vnd.oasis.opendocument.text"
        package.writestr("mimetype", kind)
        entries = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/><m:file-entry m:full-path="content.xml"/>'
        space = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        package.writestr("META-INF/manifest.xml", f"<m:manifest {space}>{entries}</m:manifest>")
        package.writestr(
            "content.xml",
            f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>'
            f'<text:p>甲<draw:frame {frame}><draw:image {link}/picture.png"/></draw:frame></text:p>'
            f'<text:section text:name="乙"><text:section-source {link}/section.odt"/><text:p>乙</text:p></text:section>'
            "</office:text></office:body></office:document-content>",
        )
    return data.getvalue()


class TestKinds:
    @pytest.mark.parametrize(
        ("streams", "kind"),
        [
            ({"EncryptionInfo": b"", "EncryptedPackage": b""}, "encrypted-office"),
            ({"1Table": b"", "WordDocument": b"\xec\xa5\xc1\0" + b"\0" * 8}, "doc"),
            ({"WordDocument": b"\xec\xa5\xc1\0" + b"\0" * 6 + b"\x00\x13"}, "encrypted-office"),
            ({"Workbook": record(0x0809, b"\0" * 16) + record(0x000A)}, "xls"),
            ({"Book": record(0x0809, b"\0" * 8) + record(0x002F, b"\0" * 4) + record(0x000A)}, "encrypted-office"),
            ({"Workbook": record(0x0809, b"/\0") + record(0x000A) + record(0x002F)}, "xls"),
            ({"MatOST": b"", "CONTENTS": b""}, "wps"),
            ({"PowerPoint Document": b""}, "slides"),
            ({"甲": b""}, "ole"),
            ({}, "ole"),
        ],
        ids="locked-docx word locked-word excel locked-excel ended works slides unknown empty".split(),
    )
    def test_streams_say_what_a_compound_file_is(self, streams: dict[str, bytes], kind: str) -> None:
        assert ole_kind(compound(**streams)) == kind

    def test_a_workbook_of_another_maker(self) -> None:
        assert ole_kind(workbook()) == "xls"

    def test_a_stream_too_short_to_stand_alone_is_read_where_short_ones_stand(self) -> None:
        whole = bytearray(compound(Workbook=b"", Holder=record(0x0809, b"\0" * 8) + record(0x002F) + record(0x000A)))
        root, book, holder = (1024 + 128 * index for index in range(3))
        whole[root + 116 : root + 124] = whole[holder + 116 : holder + 124]
        whole[book + 116 : book + 124] = struct.pack("<II", 0, 20)
        assert ole_kind(bytes(whole)) == "encrypted-office"

    @pytest.mark.parametrize("data", [b"", MAGIC, MAGIC + b"\0" * 504, MAGIC + b"\xff" * 5000, b"PK\x03\x04"])
    def test_what_is_hardly_a_compound_file_is_none_of_them(self, data: bytes) -> None:
        assert ole_kind(data) == "ole"

    def test_a_directory_that_runs_in_a_circle_ends(self) -> None:
        whole = bytearray(compound(WordDocument=b"\0" * 12))
        whole[512 + 4 : 512 + 8] = struct.pack("<I", 1)
        assert ole_kind(bytes(whole)) == "doc"

    @given(st.data())
    def test_damage_never_fails(self, data: st.DataObject) -> None:
        whole = bytearray(compound(Workbook=record(0x0809, b"\0" * 16), Other=b"x"))
        for _ in range(data.draw(st.integers(1, 8))):
            at = data.draw(st.one_of(st.integers(8, 1100), st.integers(8, len(whole) - 1)))
            whole[at] = data.draw(st.sampled_from([0, 1, 0x10, 0xFE, 0xFF]))
        kinds = {"encrypted-office", "doc", "xls", "wps", "slides", "ole"}
        assert ole_kind(bytes(whole)) in kinds
        assert ole_kind(bytes(whole[: data.draw(st.integers(0, len(whole)))])) in kinds


class TestConversion:
    @needs_libreoffice
    @pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
    def test_an_old_file_reads_as_its_text_does(self, ending: str) -> None:
        (found,) = read_parsed(parse_old(old(ending), f"甲.{ending}"), f"甲.{ending}").evaluations
        same(found, read_text(WHOLE, "甲.txt").evaluations[0])
        assert found.indicators[0].place.grid == 1

    @needs_libreoffice
    def test_a_word_file_of_libreoffice_is_told(self) -> None:
        assert ole_kind(old("doc")) == "doc"

    @needs_libreoffice
    def test_nothing_that_a_file_links_to_is_fetched(self, asked: tuple[str, list[str]]) -> None:
        address, paths = asked
        assert [block.text for block in parse_old(linked(address), "甲.odt").blocks] == ["甲", "乙"]
        assert paths == []

    def test_the_program_runs_no_macros_and_updates_no_links(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = []

        def run(command: list[str], *_: object) -> None:
            (profile,) = (word.partition("file://")[2] for word in command if word.startswith("-env:UserInstallation="))
            settings.append((Path(profile) / "user" / "registrymodifications.xcu").read_text(encoding="utf-8"))

        monkeypatch.setattr(office, "_program", lambda: "soffice")
        monkeypatch.setattr(office, "_run", run)
        with pytest.raises(UnreadableFile):
            convert(b"{\\rtf1 x}", "甲.rtf")
        values = {
            f"{item.get(PATH)}/{prop.get(NAME)}": prop.findtext("value")
            for item in ElementTree.fromstring(settings[0])
            for prop in item
        }
        security = "/org.openoffice.Office.Common/Security/Scripting"
        assert values[f"{security}/DisableMacrosExecution"] == "true"
        assert values[f"{security}/BlockUntrustedRefererLinks"] == "true"
        assert values["/org.openoffice.Office.Writer/Content/Update/Link"] == "0"

    @needs_libreoffice
    def test_half_a_file_is_refused(self) -> None:
        with pytest.raises(UnreadableFile, match="打不开") as caught:
            parse_old(old("doc")[:3000], "半.doc")
        assert caught.value.place == "半.doc"
        assert "docx" in caught.value.cure

    @needs_libreoffice
    def test_a_conversion_that_takes_too_long_is_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ended = []
        end = office._end
        monkeypatch.setattr(office, "_end", lambda process: (end(process), ended.append(process)))
        with pytest.raises(UnreadableFile, match="已停止"):
            convert(b"{\\rtf1 x}", "慢.rtf", seconds=0.001)
        assert [process.poll() is not None for process in ended] == [True]

    def test_without_libreoffice_the_cure_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(office, "_program", str)
        assert not can_convert()
        with pytest.raises(UnreadableFile, match="LibreOffice") as caught:
            parse_old(b"{\\rtf1 x}", "旧.rtf")
        assert "另存为 .docx" in caught.value.cure
        assert "安装 LibreOffice" in caught.value.cure

    def test_usual_places_are_looked_at(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        program = tmp_path / "LibreOffice 24" / "program" / "soffice.exe"
        program.parent.mkdir(parents=True)
        program.touch()
        monkeypatch.setenv("PATH", "")
        monkeypatch.setenv("ProgramFiles", str(tmp_path))
        office._program.cache_clear()
        try:
            assert office._program() == str(program)
        finally:
            office._program.cache_clear()
