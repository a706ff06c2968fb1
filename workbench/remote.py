"""Files that lie elsewhere, named by a URL such as ``s3://bucket/folder``: listed and read by way of fsspec."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from attrs import field, frozen

from reports.readers.kinds import is_document, is_hidden

from .errors import WorkbenchError
from .faults import reason

_URL: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]+::)*[A-Za-z][A-Za-z0-9+.\-]+://")
"""Two letters at least: one is a drive."""
_CHAINED: Final = re.compile(r"::(?=[A-Za-z][A-Za-z0-9+.\-]+:)")
"""Between file systems of which one lies in a file of the next."""
_ACCESS: Final = re.compile(r"//.*@")
_SECRET: Final = re.compile(r"^[^\[\]]*:[0-9]*[^0-9\[\]]")
"""Where a host is named, and behind it no port."""
_OF_THIS_MACHINE: Final = frozenset({"file", "local"})
_WEB: Final = frozenset({"http", "https"})
_MAGIC: Final = re.compile(r"[*?\[]")
_PIECE: Final = 1 << 22
_STAMPS: Final = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "modified", "created")
"""Under which names file systems say when a file was changed, the surest first."""


@frozen
class RemoteFile:
    """A file that lies elsewhere.

    Attributes:
        url: its address, with what is needed to open it; never shown.
        size: bytes, 0 where that is not known.
        stamp: what changes when the file does, "" where that is not known.
        is_named: whether the URL spoke of this file, and of no folder.
    """

    url: str = field(repr=False)
    size: int = 0
    stamp: str = ""
    is_named: bool = False

    @property
    def name(self) -> str:
        """The address as it may be shown."""
        return shown(self.url)


def is_remote(name: str) -> bool:
    """Is it a URL, and no path?"""
    return _URL.match(name) is not None


def here(name: str) -> Path | None:
    """Where on this machine a path or a URL leads to, links followed; None: nowhere."""
    if not is_remote(name):
        return Path(os.path.realpath(name))
    protocol, _, path = without_pattern(name).partition("://")
    return Path(os.path.realpath(path)) if protocol.lower() in _OF_THIS_MACHINE else None


def refuse_remote(path: Path) -> None:
    """Refuse to write to a URL, of which Path leaves one line.

    Raises:
        WorkbenchError: it is one.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.\-]+:/", path.as_posix()):
        raise WorkbenchError("结果不能直接写到网络地址", place=str(path), cure="先写到本机，再上传")


def shown(url: str) -> str:
    """A URL without what gives access: user, password and signature."""
    if _CHAINED.search(url):
        return "::".join(map(shown, _CHAINED.split(url)))
    try:
        parts = urlsplit(url)
    except ValueError:
        return _ACCESS.sub("//", re.split("[?#]", url)[0])
    if "@" not in parts.netloc and _SECRET.search(parts.netloc):
        # A password with one of /?# in it, which should have been written otherwise.
        return f"{parts.scheme}://{url.rpartition('@')[2] if '@' in url else parts.netloc.partition(':')[0]}"
    fragment = parts.scheme in _WEB and parts.fragment
    if "@" not in parts.netloc and not parts.query and not fragment:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", "" if parts.scheme in _WEB else parts.fragment))


def without_pattern(url: str) -> str:
    """The folder above the first part of a URL that is a pattern."""
    parts = url.split("/")
    return "/".join(takewhile(lambda part: not _MAGIC.search(part), parts))


def listed(url: str, wanted: Callable[[str], bool] = is_document) -> Iterator[RemoteFile]:
    """The documents behind a URL: the file itself, those in a folder and below, or those a pattern with ``*`` names.

    Args:
        url: the address.
        wanted: whether a file of a folder is one, by its path.

    Raises:
        WorkbenchError: nothing is there, or it cannot be reached.
    """
    name = shown(url)
    with _told(name):
        system, root = _system(url)
        named = bool(_MAGIC.search(root))
        found = system.glob(root, detail=True) if named else system.find(root, detail=True)
        if not found and not named and not system.exists(root):
            raise WorkbenchError("没有这个文件或文件夹", place=name, cure="检查地址和访问权限")
    for path, info in found.items():
        if info.get("type") == "directory":
            continue
        below = PurePosixPath(path[len(root) :] if path.startswith(root) and path != root else PurePosixPath(path).name)
        if path == root or (wanted(path) and not any(map(is_hidden, below.parts))):
            stamp = next((str(info[key]) for key in _STAMPS if info.get(key)), "")
            yield RemoteFile(_address(system, url, path), int(info.get("size") or 0), stamp, path == root)


def fetched(url: str, most: int) -> bytes:
    """What a file holds, of a longer one ``most`` bytes.

    Raises:
        WorkbenchError: it cannot be read.
    """
    with _told(shown(url)):
        system, path = _system(url)
        with system.open(path, "rb") as stream:
            data: bytes = stream.read(most)
            return data


def fetched_to(url: str, target: Path) -> None:
    """Copy a file to this machine.

    Raises:
        WorkbenchError: it cannot be read.
        OSError: it cannot be written.
    """
    with _told(shown(url)):
        system, path = _system(url)
        stream = system.open(path, "rb")
    with stream, target.open("wb") as file:
        while True:
            with _told(shown(url)):
                piece = stream.read(_PIECE)
            if not piece:
                return
            file.write(piece)


def known(url: str) -> str:
    """A URL of a file system that is known here and can be reached.

    Raises:
        WorkbenchError: it is not.
    """
    with _told(shown(url)):
        _system(url)
    return url


def sent(file: Path, url: str) -> None:
    """Copy a file of this machine to where a URL says.

    Raises:
        WorkbenchError: it cannot be written there.
    """
    name = shown(url)
    with _told(name):
        system, path = _system(url)
    try:
        with file.open("rb") as stream, system.open(path, "wb") as out:
            while piece := stream.read(_PIECE):
                out.write(piece)
    except Exception as error:
        # As broad as the libraries behind fsspec, each of which has errors of its own, with passwords in some.
        what = reason(error) if isinstance(error, OSError) and error.errno else type(error).__name__
        raise WorkbenchError(
            f"写不到（{what}），写好的文件留在 {file}",
            place=name,
            cure="检查地址、网络和账号，再运行同一命令；账号用环境变量或配置文件给出",
        ) from None


def _system(url: str) -> tuple[Any, str]:
    """The file system that a URL speaks of, and the path in it."""
    name = shown(url)
    if _CHAINED.search(url):
        raise WorkbenchError("不认识连写的地址", place=name, cure="只写一个地址；压缩包先解开")
    try:
        from fsspec.core import url_to_fs
        from fsspec.registry import known_implementations
    except ImportError:
        raise WorkbenchError(
            "读网络地址要用的 fsspec 没有安装", place=name, cure="运行 pip install 'zipingbiao[dask]'"
        ) from None
    protocol = url.partition("://")[0].lower()
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        behind = known_implementations.get(protocol, {}).get("class", protocol).partition(".")[0]
        package = behind if behind != "fsspec" else getattr(error.__cause__, "name", None) or protocol
        raise WorkbenchError(
            f"读 {protocol}:// 要用的 {package} 没有安装", place=name, cure=f"运行 pip install {package}"
        ) from None
    except ValueError:
        raise WorkbenchError(
            f"不认识的地址 {protocol}://",
            place=name,
            cure="写成 fsspec 认识的，如 s3://、hdfs://",
        ) from None
    return system, str(path)


def _address(system: Any, url: str, path: str) -> str:
    """The URL of a path found behind a URL; of some systems the host stands in the URL only."""
    plain = str(system.unstrip_protocol(path))
    kind = type(system)
    if kind._get_kwargs_from_urls(plain) == kind._get_kwargs_from_urls(url):
        return plain
    parts = urlsplit(url)
    whole = f"{parts.scheme}://{parts.netloc}/{path.lstrip('/')}"
    return whole if kind._strip_protocol(whole) == path else plain


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Tell in Chinese what is wrong with a file; the library's own words may hold passwords."""
    try:
        yield
    except WorkbenchError:
        raise
    except FileNotFoundError:
        raise WorkbenchError("没有这个文件或文件夹", place=name, cure="检查地址和访问权限") from None
    except PermissionError:
        raise WorkbenchError("没有访问权限", place=name, cure="检查账号和权限；账号用环境变量或配置文件给出") from None
    except Exception as error:
        # As broad as the libraries behind fsspec, each of which has errors of its own.
        what = reason(error) if isinstance(error, OSError) and error.errno else type(error).__name__
        raise WorkbenchError(
            f"读不到（{what}）", place=name, cure="检查地址、网络和账号；账号用环境变量或配置文件给出"
        ) from None
