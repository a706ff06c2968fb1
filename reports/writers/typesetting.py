"""typst with the fonts of this machine: which faces a document can use, and text to PDF.

typst falls back in silence where a font is missing and prints boxes where no font has Chinese
letters, so the fonts are looked up before anything is set.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from ..errors import ReportError

if TYPE_CHECKING:
    import typst

_SERIF: Final = (
    "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "Songti SC", "STSong", "SimSun",
    "宋体", "NSimSun", "AR PL UMing CN", "AR PL SungtiL GB", "FandolSong",
)  # fmt: skip
_SANS: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "微软雅黑",
    "PingFang SC", "Heiti SC", "STHeiti", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "FandolHei",
    "Droid Sans Fallback",
)  # fmt: skip
_LAST: Final = (
    "Noto Serif CJK JP", "Noto Serif CJK TC", "Noto Sans CJK JP", "Noto Sans CJK TC", "Noto Sans Mono CJK SC",
    "LXGW WenKai", "Sarasa Gothic SC", "Arial Unicode MS",
)  # fmt: skip

STACKS: Final[dict[str, tuple[str, ...]]] = {
    "title": (
        "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "STZhongsong",
        "华文中宋", *_SERIF,
    ),
    "body": (
        "FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋", "FandolFang", *_SERIF,
    ),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "华文楷体", "Kaiti SC", "FandolKai", *_SERIF),
    "hei": ("SimHei", "黑体", *_SANS),
    "song": ("SimSun", "宋体", "NSimSun", "STSong", *_SERIF),
}  # fmt: skip
"""The fonts of official papers and what stands in for them, best first, by use."""

_MOST_FONTS: Final = 3
"""So many of a stack are used: where a letter is missing in the first, the next has it."""


def faces(families: frozenset[str]) -> dict[str, Any]:
    """The fonts to use, by use, of those that are installed.

    Args:
        families: names of the installed families, in lower case.

    Raises:
        ReportError: none of the fonts known to hold Chinese letters is installed.
    """
    known = tuple(dict.fromkeys((*_SERIF, *_SANS, *_LAST)))
    found: dict[str, Any] = {}
    for use, stack in STACKS.items():
        fonts = [name for name in dict.fromkeys((*stack, *known)) if name.lower() in families][:_MOST_FONTS]
        if not fonts:
            raise ReportError(
                "本机没有中文字体，写 PDF 会只见方框",
                cure="安装 Noto Serif CJK SC（Debian、Ubuntu：apt install fonts-noto-cjk）、思源宋体或仿宋、宋体后再试",
            )
        found[use] = fonts
    # The title faces are heavy by themselves; a text face is not.
    found["weight"] = "bold" if found["title"][0] in _SERIF else "regular"
    return found


class Typesetter:
    """A typst compiler that is kept: fonts are looked up once, what was set before is not set again.

    It reads no file but the layout that comes with the package.

    Args:
        fonts: those to use.

    Raises:
        ReportError: no font among them has Chinese letters.
    """

    def __init__(self, fonts: typst.Fonts) -> None:
        import typst

        chosen = faces(frozenset(family.lower() for family in fonts.families()))
        self._files = ExitStack()
        folder = self._files.enter_context(resources.as_file(resources.files("reports") / "templates" / "typst"))
        self._compiler = typst.Compiler(
            b"",
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"faces": json.dumps(chosen, ensure_ascii=False)},
            package_path=folder / "none",
            package_cache_path=folder / "none",
        )

    def pdf(self, source: str) -> bytes:
        """Set a document.

        Raises:
            ReportError: typst could not set it.
        """
        import typst

        try:
            data, _ = self._compiler.compile_with_warnings(source.encode(), format="pdf")
        except typst.TypstError as error:
            raise ReportError(f"typst 不能排版：{error.message}") from error
        assert isinstance(data, bytes)
        return data


@lru_cache(maxsize=1)
def typesetter() -> Typesetter:
    """The typesetter of this process, with the fonts of this machine.

    Raises:
        ReportError: typst or a Chinese font is not installed.
    """
    # Imported here: only who writes a PDF needs typst.
    try:
        import typst
    except ImportError as error:
        raise ReportError("写 PDF 需要 typst，没有安装", cure="pip install 'zipingbiao[pdf]'") from error
    return Typesetter(typst.Fonts())
