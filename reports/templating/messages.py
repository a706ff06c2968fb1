"""What Jinja says of a user's template, in Chinese: what is wrong, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Final, TypeAlias

TAGS: Final = ("for", "endfor", "if", "elif", "else", "endif", "set", "endset", "with", "endwith", "raw", "endraw")
"""The tags a template needs."""

_TOKENS: Final = {
    "end of print statement": "}}", "end of statement block": "%}", "end of template": "模板的结尾",
    "name": "名称", "integer": "整数", "float": "小数", "string": "带引号的文字",
    "begin of print statement": "{{", "begin of statement block": "{%",
}  # fmt: skip
_CHINESE: Final = str.maketrans("“”‘’（），：；！？【】％＝＋－．｜", "\"\"''(),:;!?[]%=+-.|")
_FULLWIDTH: Final = frozenset("“”‘’（）。，：；！？、【】％＝＋－．｜《》")
_LONGEST: Final = 200

Explained: TypeAlias = tuple[str, str]
"""What is wrong, and the cure."""


def explained(error: str) -> Explained:
    """Explain what Jinja said; of what is no slip of the pen, the exception's name stands before the message."""
    for pattern, explain in _MESSAGES:
        found = pattern.search(error)
        if found is not None:
            what, cure = explain(found)
            return f"模板有误：{what}（原文：{error[:_LONGEST]}）", cure
    return f"模板有误（原文：{error[:_LONGEST]}）", "检查 {{ }} 和 {% %} 是否成对、写法是否正确"


def _unclosed(found: re.Match[str]) -> Explained:
    tag = found.group(1)
    return f"{{% {tag} %}} 没有结束，到模板结尾也没有 {{% end{tag} %}}", f"在该结束的地方写 {{% end{tag} %}}"


def _misplaced(found: re.Match[str]) -> Explained:
    tag, inner = found.group(1), found.group(2)
    if tag not in TAGS:
        return _unknown(found)
    cure = f"先写 {{% end{inner} %}} 结束里面的 {{% {inner} … %}}，再写 {{% {tag} %}}"
    return f"{{% {tag} %}} 写错了位置，里面的 {{% {inner} … %}} 还没有结束", cure


def _unknown(found: re.Match[str]) -> Explained:
    tag = found.group(1)
    if tag in TAGS:
        begin = "if" if tag in ("elif", "else") else tag.removeprefix("end")
        return f"{{% {tag} %}} 前面没有对应的 {{% {begin} … %}}", f"补上 {{% {begin} … %}}，或删去 {{% {tag} %}}"
    near = get_close_matches(tag, TAGS, n=1, cutoff=0.5)
    hint = f"是不是 {near[0]}？" if near else ""
    return f"没有 {{% {tag} %}} 这种标签", f"{hint}能用的有 for、if、set、with；取值写 {{{{ 字段 }}}}"


def _expected(found: re.Match[str]) -> Explained:
    wanted, got = found.group(1), found.group(2)
    shown = _TOKENS.get(got, got)
    if wanted == "end of statement block" and got == "=":
        return "条件里写了一个等号", "判断相等写两个等号：{% if 甲 == 乙 %}"
    if wanted == "end of statement block" and got == "if":
        return "{% else if %} 不是标签", "写成 {% elif 条件 %}"
    if wanted == "in":
        return f"{{% for %}} 里该写 in 的地方写了“{shown}”", "写成 {% for 一项 in 列表 %}"
    expected = _TOKENS.get(wanted, wanted)
    return f"该写“{expected}”的地方写了“{shown}”", f"检查“{shown}”前后；一个 {{{{ }}}} 里只写一个值"


def _character(found: re.Match[str]) -> Explained:
    character = found.group(1)
    if character in _FULLWIDTH:
        plain = character.translate(_CHINESE)
        instead = plain if plain != character else "半角的符号"
        return f"{{{{ }}}} 或 {{% %}} 里有中文标点 {character} ", f"改成 {instead}"
    if character in "'\"":
        return "引号没有成对", f"补上另一个 {character}"
    return f"{{{{ }}}} 或 {{% %}} 里不能用“{character}”", "并且写 and，或者写 or，否定写 not"


def _bracket(found: re.Match[str]) -> Explained:
    if found.group(2):
        return f"括号没有成对，缺“{found.group(2)}”", f"在“{found.group(1)}”前面补上“{found.group(2)}”"
    return f"多了一个“{found.group(1)}”", "删去它，或补上与它成对的另一半；取值要写 {{ 和 }} 各两个"


def _nothing(found: re.Match[str]) -> Explained:
    return f"“{_TOKENS.get(found.group(1), found.group(1))}”前面没有写值", "写上字段或条件，如 {{ project }}"


def _said(what: str, cure: str) -> Callable[[re.Match[str]], Explained]:
    """One message, the first group of the pattern put in."""

    def explain(found: re.Match[str]) -> Explained:
        given = found.group(1) if found.re.groups else ""
        return what.replace("…", given, 1), cure

    return explain


_MESSAGES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Explained]], ...]] = tuple(
    (re.compile(pattern), explain)
    for pattern, explain in (
        (r"^Unexpected end of template\..*innermost block that needs to be closed is '(\w+)'", _unclosed),
        (r"^Encountered unknown tag '(\w+)'.*innermost block that needs to be closed is '(\w+)'", _misplaced),
        (r"^Encountered unknown tag '(\w+)'", _unknown),
        (r"^unexpected end of template", _said("写到结尾也没有 }} 或 %}", "补上 }} 或 %}")),
        (r"^expected token '([^']+)', got '([^']+)'", _expected),
        (r"^Expected an expression, got '([^']+)'", _nothing),
        (r"^expected name or number", _said("“.”后面没有写字段", "写成 {{ 一项.字段 }}")),
        (r"^tag name expected", _said("{% %} 里什么也没有写", "写上标签，或删去 {% %}")),
        (r"^unexpected char [\"'](.)[\"']", _character),
        (r"^unexpected '(.)'(?:, expected '(.)')?", _bracket),
        (r"^Missing end of comment tag", _said("注释 {# 没有结束", "在注释后面写 #}")),
        (r"^Missing end of raw directive", _said("{% raw %} 没有结束", "写上 {% endraw %}")),
        (r"No filter named '(\w+)'", _said("没有过滤器“…”", "检查“|”后面的名称；如 join、length")),
        (r"No test named '(\w+)'", _said("没有“is …”这种判断", "检查 is 后面的名称")),
        (r"^block '(\w+)' defined twice", _said("{% block … %} 写了两次", "换一个名称，或删去一个")),
        (r"no loader for this environment", _said("模板不能引用别的文件", "把要引用的内容直接写进模板")),
        (r"division by zero", _said("除数是 0", "先用 {% if %} 判断除数不是 0")),
        (r"Range too big", _said("range 的范围太大", "至多 100000")),
        (r"has no element (\d+)", _said("列表里没有序号 … 的一项", "序号从 0 起；可用 {% for %} 逐项取")),
        (r"object is not callable", _said("后面不能写括号，它不是函数", "去掉括号")),
        (r"object is not iterable", _said("{% for %} 里的不是列表", "用 report --fields 查看哪些是列表（有 []）")),
        (r"^TypeError", _said("数和文字不能这样计算", "字段都是写好的文字，直接取用，不再计算")),
    )
)  # fmt: skip
