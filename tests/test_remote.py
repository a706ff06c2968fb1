"""Files named by URLs: found, read and compared like those of a folder, and no password is ever shown."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

fsspec = pytest.importorskip("fsspec", reason="没有安装 fsspec")

from workbench import remote  # noqa: E402
from workbench.errors import WorkbenchError  # noqa: E402
from workbench.sources import LARGEST, bytes_of, sources_behind  # noqa: E402

from .archives import packed  # noqa: E402
from .command import EXAMPLE, run  # noqa: E402
from .forms import WHOLE  # noqa: E402

FORM = WHOLE.encode()
FILES = {
    "甲/单位10.txt": FORM,
    "甲/单位2.txt": FORM,
    "乙/说明.txt": EXAMPLE.read_bytes(),
    "乙/.隐藏.txt": FORM,
    "乙/图.png": b"\x89PNG\r\n",
    "丙/档案.zip": packed({"里/一.txt": FORM}),
    "通知.txt": "没有表".encode(),
}


@pytest.fixture
def memory() -> Iterator[Any]:
    """A file system in memory, with documents in it."""
    system = fsspec.filesystem("memory")
    system.pipe({f"/说明/{name}": data for name, data in FILES.items()})
    yield system
    system.rm("/", recursive=True)


def names(url: str) -> list[str]:
    faults: list[Exception] = []
    found = [source.name for source in sources_behind(url, faults.append)]
    assert not faults
    return found


@pytest.mark.usefixtures("memory")
def test_a_folder_elsewhere_is_read_like_one_here(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    there = run("recheck", "memory://说明", "--format", "json")
    here = run("recheck", tmp_path, "--format", "json")
    assert there.exit_code == here.exit_code
    assert "跳过 memory:///说明/通知.txt" in there.stderr
    found, wanted = json.loads(there.stdout), json.loads(here.stdout)
    assert [one.pop("source").removeprefix("memory:///说明/") for one in found["documents"]] == [
        one.pop("source").removeprefix(f"{tmp_path}/") for one in wanted["documents"]
    ]
    assert found == wanted


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("memory://说明/甲", ["memory:///说明/甲/单位2.txt", "memory:///说明/甲/单位10.txt"]),
        ("memory://说明/甲/单位2.txt", ["memory:///说明/甲/单位2.txt"]),
        ("memory://说明/*/单位*.txt", ["memory:///说明/甲/单位2.txt", "memory:///说明/甲/单位10.txt"]),
        ("memory://说明/丙/档案.zip", ["memory:///说明/丙/档案.zip/里/一.txt"]),
    ],
)
def test_what_a_url_names(url: str, found: list[str]) -> None:
    assert names(url) == found


def test_files_of_this_machine_may_be_named_by_a_url_and_read_by_other_processes(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.txt").write_bytes(FORM)
    result = run("recheck", f"file://{tmp_path}", "--jobs", "2")
    assert "共 4 份文件" in result.stdout


@pytest.mark.usefixtures("memory")
def test_opinions_and_copies_are_called_after_the_file(tmp_path: Path) -> None:
    result = run("recheck", "memory://说明/甲", "--format", "html", "-o", tmp_path / "意见")
    assert result.exit_code in (0, 1)
    assert {path.name for path in (tmp_path / "意见").iterdir()} == {
        "单位2.复核意见.html",
        "单位10.复核意见.html",
        "汇总.html",
    }


def told(url: str) -> str:
    with pytest.raises(WorkbenchError) as caught:
        list(remote.listed(url))
    return str(caught.value)


def test_nothing_there_is_told() -> None:
    assert told("memory://没有") == "memory://没有：没有这个文件或文件夹。处理办法：检查地址和访问权限"


def test_an_unknown_protocol_is_told() -> None:
    assert "不认识的地址 nowhere://" in told("nowhere://x")


def test_a_missing_library_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "pip install" in _without("fsspec", "s3://桶/说明", monkeypatch)
    monkeypatch.undo()
    text = _without("s3fs", "s3://桶/说明", monkeypatch)
    assert text == "s3://桶/说明：读 s3:// 要用的 s3fs 没有安装。处理办法：运行 pip install s3fs"


def _without(name: str, url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    real = builtins.__import__

    def refusing(module: str, *rest: Any, **named: Any) -> Any:
        if module.split(".")[0] == name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(module, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refusing)
    for module in [module for module in __import__("sys").modules if module.split(".")[0] == name]:
        monkeypatch.delitem(__import__("sys").modules, module)
    return told(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@127.0.0.1:1/说明.docx",
        "sftp://user:secret@127.0.0.1/说明",
        "https://127.0.0.1:1/说明.docx?X-Amz-Signature=secret",
        "memory://user:secret@没有",
    ],
)
def test_no_password_is_shown(url: str) -> None:
    result = run("recheck", url)
    assert result.exit_code == 2
    assert "错误：" in result.stderr
    assert "secret" not in result.output


def test_the_words_of_a_library_are_not_shown_for_they_may_hold_passwords(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError("key=secret")

    monkeypatch.setattr(type(memory), "_open", refuse)
    with pytest.raises(WorkbenchError, match="RuntimeError") as caught:
        remote.fetched("memory://说明/通知.txt", 10)
    assert "secret" not in str(caught.value)


def test_a_file_elsewhere_may_not_be_longer_than_one_here(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.sources.LARGEST", 1000)
    memory.pipe("/长/长.txt", b"x" * 1001)
    (source,) = sources_behind("memory://长", lambda error: pytest.fail(str(error)))
    with pytest.raises(WorkbenchError, match="不像一份公开说明"):
        bytes_of(source)
    assert LARGEST > 1000


def test_a_drive_is_no_url() -> None:
    assert not remote.is_remote("C://说明")
    assert not remote.is_remote("说明/a.docx")
    assert remote.is_remote("s3://桶")
