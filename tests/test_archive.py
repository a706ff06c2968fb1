"""Archives: which files are taken, what they are called, what is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given

import reports
from reports import UnreadableFile
from reports.readers import archive
from reports.readers.archive import Archive, Entry, members

from .archives import encrypted, packed, windows
from .forms import WHOLE
from .strategies import file_names

FORM = WHOLE.encode()


def names(data: bytes) -> list[str]:
    return [member.name for member in members(data, "档案.zip") if member.fault is None]


def faults(data: bytes) -> list[str]:
    return [str(member.fault) for member in members(data, "档案.zip") if member.fault is not None]


def test_documents_are_taken_with_their_bytes_and_all_else_is_left() -> None:
    data = packed({"说明.txt": FORM, "目录/表.md": b"2", "图.bmp": b"3", "目录/": b"", "程序.exe": b"4"})
    assert [(one.name, one.data) for one in members(data, "档案.zip")] == [
        ("档案.zip/说明.txt", FORM),
        ("档案.zip/目录/表.md", b"2"),
    ]


def test_hidden_files_and_what_archivers_leave_are_no_documents() -> None:
    assert names(packed({".隐藏.txt": b"1", "__MACOSX/._表.txt": b"2", "~$表.docx": b"3", "a/.git/b.txt": b"4"})) == []


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_are_read_in_the_encoding_that_the_archiver_did_not_tell(encoding: str) -> None:
    assert names(windows({"绩效自评/决算公开表.txt".encode(encoding): FORM})) == ["档案.zip/绩效自评/决算公开表.txt"]


def test_letters_whose_second_byte_is_a_backslash_stay_whole() -> None:
    name = "乗乣.txt"
    assert b"\\" in name.encode("gbk")
    assert names(windows({name.encode("gbk"): FORM})) == [f"档案.zip/{name}"]


def test_a_name_in_gbk_that_is_by_chance_sound_utf8_is_chinese() -> None:
    assert "目录".encode("gbk").decode("utf-8") == "Ŀ¼"
    assert names(windows({"目录/表.txt".encode("gbk"): FORM})) == ["档案.zip/目录/表.txt"]


@given(file_names())
def test_names_of_any_encoding_come_out_as_they_were(name: str) -> None:
    assume(max(name.encode("gbk").decode("utf-8", "ignore"), default="") < "\u2000")
    for data in (packed({f"{name}.txt": FORM}), windows({f"{name}.txt".encode("gbk"): FORM})):
        assert names(data) == [f"档案.zip/{name}.txt"]


@pytest.mark.parametrize(
    "name", ["../../etc/表.txt", "/表.txt", "C:/../表.txt", "a/./表.txt", "..\\..\\表.txt", "//host/表.txt"]
)
def test_a_name_leads_nowhere_outside(name: str) -> None:
    (found,) = names(packed({name: FORM}))
    assert found.startswith("档案.zip/")
    assert ".." not in found
    assert "//" not in found
    assert "\\" not in found


def test_files_whose_names_differ_in_case_only_are_both_read() -> None:
    data = packed({"A.txt": b"1", "a.txt": b"2"})
    assert [one.data for one in members(data, "档案.zip")] == [b"1", b"2"]


def test_archives_within_archives_are_read_two_deep_and_no_deeper() -> None:
    third = packed({"三.txt": b"3"})
    second = packed({"二.txt": b"2", "丙.zip": packed({"深.zip": third, "内.txt": b"1"})})
    data = packed({"乙.zip": second, "一.txt": b"0"})
    assert names(data) == [
        "档案.zip/乙.zip/二.txt",
        "档案.zip/乙.zip/丙.zip/内.txt",
        "档案.zip/一.txt",
    ]
    (fault,) = faults(data)
    assert fault.startswith("档案.zip/乙.zip/丙.zip/深.zip：压缩包套了 2 层以上")


def test_a_document_called_zip_is_a_document() -> None:
    assert names(packed({"表.zip": FORM})) == ["档案.zip/表.zip"]


def test_an_encrypted_file_is_named_and_the_others_are_read() -> None:
    data = encrypted(packed({"secret.txt": FORM, "open.txt": FORM}), "secret.txt")
    assert names(data) == ["档案.zip/open.txt"]
    assert faults(data) == ["档案.zip/secret.txt：压缩包里的这个文件加了密码。处理办法：用密码解压后再读"]


@pytest.mark.parametrize("name", ["长" * 400, "a" * 60_000, "1a" * 32_000, "../" * 500 + "x", "a/" * 600 + "x"])
def test_a_name_of_endless_length_is_refused_and_shown_in_part(name: str) -> None:
    inner = packed({f"{name}.txt": FORM})
    data = packed({f"{name}.txt": FORM, "内.zip": inner, f"{name}.png": b"", "good.txt": FORM})
    assert names(data) == ["档案.zip/good.txt"]
    assert len(faults(data)) == 2
    for fault in faults(data):
        assert f"压缩包里的这个文件名超过 {archive.LONGEST_NAME} 字节" in fault
        assert len(fault) < 220
        assert ".txt：" in fault


def test_a_long_name_is_read_and_shown_by_its_beginning_and_its_end() -> None:
    (found,) = names(packed({f"甲{'长' * 300}乙.txt": FORM}))
    assert len(found) == len("档案.zip/") + archive.LONGEST_SHOWN
    assert found.startswith("档案.zip/甲长")
    assert found.endswith("长乙.txt")


def test_a_damaged_file_and_a_damaged_inner_archive_are_named_and_the_others_are_read() -> None:
    inner = packed({"内.txt": FORM})[:-30]
    data = bytearray(packed({"first.txt": b"x" * 1000, "inner.zip": inner, "last.txt": FORM}, zipfile.ZIP_STORED))
    data[data.index(b"xxxx") + 10] ^= 1
    assert names(bytes(data)) == ["档案.zip/last.txt"]
    assert [fault.partition("：")[0] for fault in faults(bytes(data))] == ["档案.zip/first.txt", "档案.zip/inner.zip"]


def test_a_bomb_is_named_before_it_is_unpacked() -> None:
    data = packed({"bomb.txt": b"0" * (70 << 20), "good.txt": FORM})
    assert names(data) == ["档案.zip/good.txt"]
    (fault,) = faults(data)
    assert "压缩炸弹" in fault


def test_all_files_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_LARGEST_SUM", 25)
    data = packed({f"{number}.txt": b"0123456789" for number in range(5)})
    assert names(data) == ["档案.zip/0.txt", "档案.zip/1.txt"]
    assert faults(data)


def test_the_number_of_files_is_bounded_over_all_inner_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 4)
    inner = packed({f"{number}.txt": b"1" for number in range(10)})
    data = packed({"一.txt": b"1", "二.zip": inner, "三.txt": b"1"})
    assert len(names(data)) < 4
    assert any("超过 4 个" in fault for fault in faults(data))


def test_what_is_no_archive_is_refused() -> None:
    for data in (b"", b"PK\x03\x04rest", packed({"a.txt": FORM})[:-10]):
        with pytest.raises(UnreadableFile) as caught:
            list(members(data, "档案.zip"))
        assert caught.value.place == "档案.zip"
        assert caught.value.cure


def test_entries_can_be_taken_in_any_order_again_and_again() -> None:
    data = packed({"甲.zip": packed({"一.txt": b"1"}), "乙.zip": packed({"二.txt": b"2"}), "三.txt": b"3"})
    opened = Archive(data, "档案.zip")
    entries = [one for one in opened.entries() if isinstance(one, Entry)]
    taken = [opened.take(one.path) for one in (*entries, *reversed(entries))]
    assert taken == [b"1", b"2", b"3", b"3", b"2", b"1"]


def test_an_archive_is_read_into_documents_and_faults(tmp_path: Path) -> None:
    path = tmp_path / "档案.zip"
    path.write_bytes(packed({"表.txt": FORM, "空.txt": b"", "版.ofd": packed({"OFD.xml": b"<a/>"})}))
    read = reports.read_archive(path)
    assert [document.source for document in read.documents] == [f"{path}/表.txt"]
    assert len(read.documents[0].evaluations) == 1
    assert [fault.place for fault in read.faults] == [f"{path}/空.txt", f"{path}/版.ofd"]


def test_reading_an_archive_as_one_document_says_how_to_read_it() -> None:
    with pytest.raises(UnreadableFile, match="压缩包") as caught:
        reports.read("档案.zip", packed({"表.txt": FORM}))
    assert "read_archive" in caught.value.cure
