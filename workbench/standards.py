"""What the user makes of findings: severities of their own, and a baseline of what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from unicodedata import normalize

import click
from attrs import field, fields, frozen

from .errors import WorkbenchError
from .faults import reason
from .options import Where
from .outputs import Output

if TYPE_CHECKING:
    from scoring import Baseline, Recheck
    from scoring.severities import Setting

_Function = TypeVar("_Function", bound=Callable[..., Any])
_FORMAT: Final = "zipingbiao-baseline"
_VERSION: Final = 1
_ANEW: Final = "用 --write-baseline 重新写一份"


@frozen
class Standards:
    """What is reported, and how gravely.

    Attributes:
        severities: by code.
        baseline: what is known; None where no file was named.
        written: where everything that is found is to be written as known; None: nowhere.
        files: the files it was read from, which no result may be written over.
    """

    severities: Mapping[str, Setting] = field(factory=dict)
    baseline: Baseline | None = None
    written: Path | None = None
    files: tuple[Path, ...] = ()

    def apply(self, result: Recheck) -> Recheck:
        """The recheck without what is known, and with the severities that were asked for."""
        from scoring import accept, with_severities

        if self.baseline is not None:
            result = accept(result, self.baseline)
        return with_severities(result, self.severities)

    def sentence(self, accepted: int, gone: int) -> str:
        """How much of the baseline was found and how much was not; "" without one."""
        if self.baseline is None:
            return ""
        return f"基线：已接受的问题 {accepted} 处，没有列出；基线里有 {gone} 处不再出现。"


def standards(function: _Function) -> _Function:
    """``--severity``, ``--severities``, ``--baseline``, ``--write-baseline``; the command is given a Standards."""

    @wraps(function)
    def command(
        severity: tuple[str, ...],
        severities: Path | None,
        baseline: Path | None,
        write_baseline: Path | None,
        **rest: Any,
    ) -> Any:
        made = Standards(
            {**({} if severities is None else read_severities(severities)), **_written(severity)},
            None if baseline is None else read_baseline(baseline),
            write_baseline,
            tuple(path for path in (severities, baseline) if path is not None),
        )
        result = rest.get("output")
        if write_baseline is not None and result is not None and result.absolute() == write_baseline.absolute():
            cure = "--write-baseline 和 -o 写不同的文件名"
            raise WorkbenchError("结果和基线不能写进同一个文件", place=str(write_baseline), cure=cure)
        return function(standards=made, **rest)

    options = (
        click.option(
            "--severity",
            multiple=True,
            metavar="代码=级别",
            help="改一个代码的严重程度：error、warning、note 或 off（不报），如 A3=off，可写多次。",
        ),
        click.option(
            "--severities", type=Where(), metavar="文件", help="从这个 TOML 文件的 [severity] 读入各代码的严重程度。"
        ),
        click.option(
            "--baseline", type=Where(), metavar="文件", help="这个文件里已接受的问题不再列出，退出码只看新的。"
        ),
        click.option(
            "--write-baseline",
            type=Where(),
            metavar="文件",
            help="把这次的全部问题写成基线，以后用 --baseline 读入；写成后退出码不计问题。",
        ),
    )
    wrapped: Any = command
    for option in reversed(options):
        wrapped = option(wrapped)
    return cast(_Function, wrapped)


def _written(settings: Iterable[str]) -> dict[str, Setting]:
    """Severities as the command line writes them: ``A3=off``."""
    from scoring.severities import settings_of

    found: dict[str, str] = {}
    for text in settings:
        code, sign, setting = (part.strip() for part in normalize("NFKC", text).partition("="))
        if not sign:
            raise WorkbenchError(f"“{text}”不是严重程度的写法", place="--severity", cure="写成 代码=级别，如 A3=off")
        setting = setting.lower()
        if found.setdefault(code, setting) != setting:
            what = f"{code} 写了两种严重程度：{found[code]} 和 {setting}"
            raise WorkbenchError(what, place="--severity", cure="只留一种")
    return settings_of(found, "--severity")


def read_severities(path: Path) -> dict[str, Setting]:
    """The severities of a TOML file with a section ``[severity]``.

    Raises:
        ZipingbiaoError: it cannot be read, or names a code or a severity that is not known.
    """
    from reports.errors import UnreadableFile
    from reports.section import toml
    from scoring.severities import settings_of

    cure = '写成 [severity]，下面每行一个 代码 = "级别"，如 A3 = "off"'
    try:
        data = toml(_text(path), str(path), UnreadableFile)
    except (ValueError, RecursionError):
        raise WorkbenchError("数字太长，或括号嵌套太深", place=str(path), cure=cure) from None
    wanted = data.get("severity")
    if not isinstance(wanted, dict) or len(data) > 1:
        other = "、".join(key for key in data if key != "severity")
        what = f"不认识的部分 {other}" if other else "没有 [severity] 部分"
        raise WorkbenchError(what, place=str(path), cure=cure)
    return settings_of(wanted, str(path))


def read_baseline(path: Path) -> Baseline:
    """The known findings of a file that ``--write-baseline`` wrote.

    Raises:
        WorkbenchError: it cannot be read or is none.
    """
    import json

    from scoring import Baseline, Known

    try:
        data = json.loads(_text(path))
    except (ValueError, RecursionError):
        raise WorkbenchError("不是基线文件（不是有效的 JSON）", place=str(path), cure=_ANEW) from None
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise WorkbenchError("不是基线文件", place=str(path), cure=_ANEW)
    if data.get("version") != _VERSION:
        raise WorkbenchError(
            f"基线文件的版本是 {data.get('version')}，只读得懂 {_VERSION}", place=str(path), cure=_ANEW
        )
    names = {one.name for one in fields(Known)}
    items = data.get("findings")
    if not isinstance(items, list):
        raise WorkbenchError("基线文件里没有 findings 一列", place=str(path), cure=_ANEW)
    known = []
    for number, item in enumerate(items, 1):
        sound = isinstance(item, dict) and set(item) <= names and all(isinstance(v, str) for v in item.values())
        if not sound or not {"document", "code"} <= set(item):
            raise WorkbenchError(f"findings 第 {number} 项不是一个已接受的问题", place=str(path), cure=_ANEW)
        known.append(Known(**{"sha256": "", **item}))
    return Baseline(tuple(known))


def write_baseline(path: Path, results: Iterable[Recheck], inputs: Sequence[str | Path]) -> None:
    """Write everything that was found as known; an older baseline is written over, an input never.

    Raises:
        WorkbenchError: it cannot be written.
    """
    from attrs import asdict

    from scoring import baseline_of

    # A baseline in a folder of documents was met among them.
    others = [file for file in inputs if not (Path(file) == path and _is_baseline(path))]
    found = [asdict(known) for known in baseline_of(results).known]
    Output(path, inputs=others, option="--write-baseline").write_json(
        {"format": _FORMAT, "version": _VERSION, "findings": found}, "基线.json"
    )


def _is_baseline(path: Path) -> bool:
    try:
        read_baseline(path)
    except WorkbenchError:
        return False
    return True


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # Opening a pipe waits for whoever writes to it, for ever.
            raise WorkbenchError("不是普通文件（是管道或设备）", place=str(path), cure="写出文件的路径")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WorkbenchError(f"打不开文件（{reason(error)}）", place=str(path), cure="检查文件名和权限") from None
    except UnicodeDecodeError:
        raise WorkbenchError("不是 UTF-8 编码的文字", place=str(path), cure="另存为 UTF-8 编码") from None
