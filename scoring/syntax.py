"""The language of formulas: one expression, checked when a ruleset loads.

``NODES`` and ``FUNCTIONS`` are the whole language; the loader, the three ways
to run a formula and the messages all read these tables.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

from .errors import FormulaError
from .rounding import rounding_to

Kind: TypeAlias = Literal["number", "truth"]

LONGEST_FORMULA: Final = 600
DEEPEST_FORMULA: Final = 24
LONGEST_LITERAL: Final = 18
_LITERAL = re.compile(r"\d+(?:\.\d+)?")

NODES: Final = frozenset(
    {
        ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Call, ast.IfExp,
        ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
        ast.UnaryOp, ast.USub, ast.Not, ast.BoolOp, ast.And, ast.Or,
        ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq,
    }
)  # fmt: skip
"""Every syntax node a formula may hold."""


def _half_up(number: Fraction, places: Fraction) -> Fraction:
    return rounding_to("half-up", int(places)).exact(number)


def _cut(number: Fraction, places: Fraction) -> Fraction:
    return rounding_to("cut", int(places)).exact(number)


def _half_up64(number: float, places: float) -> float:
    return rounding_to("half-up", int(places)).binary64(number)


def _cut64(number: float, places: float) -> float:
    return rounding_to("cut", int(places)).binary64(number)


@frozen
class Function:
    """A function of the language.

    Attributes:
        arguments: least and most number of arguments.
        exact: its meaning over exact rationals.
        binary64: its meaning over binary64 floats.
        meaning: what it does, for messages, in Chinese.
        places: True when the last argument is a literal number of decimal places, 0 to 6.
    """

    arguments: tuple[int, int]
    exact: Callable[..., Any]
    binary64: Callable[..., float]
    meaning: str
    places: bool = False


FUNCTIONS: Final[dict[str, Function]] = {
    "min": Function((2, 6), min, min, "最小者"),
    "max": Function((2, 6), max, max, "最大者"),
    "abs": Function((1, 1), abs, abs, "绝对值"),
    "half_up": Function((2, 2), _half_up, _half_up64, "四舍五入，保留几位小数", places=True),
    "cut": Function((2, 2), _cut, _cut64, "截去，保留几位小数", places=True),
}

FUNCTION_WORDS: Final = {"min": "取小", "max": "取大", "abs": "绝对值", "half_up": "四舍五入", "cut": "截取"}
"""What the functions are called in formulas shown to readers."""

NAMES: Final[dict[str, tuple[Kind, str]]] = {
    "target": ("number", "目标值"),
    "actual": ("number", "实际值"),
    "low": ("number", "目标下限"),
    "high": ("number", "目标上限"),
    "weight": ("number", "分值"),
    "completion": ("number", "完成率"),
    "initial": ("number", "年初预算数"),
    "adjusted": ("number", "全年预算数"),
    "executed": ("number", "全年执行数"),
    "coefficient": ("number", "得分系数"),
    "deduction": ("number", "扣分"),
    "met": ("truth", "达到目标"),
    "reason": ("truth", "有书面说明"),
}
"""Every name a formula may use; which of them, depends on what it computes."""

EXECUTION_RATE: Final = "执行率"
"""What the completion is called where it is that of the money."""

COMPLETION_NAMES: Final = frozenset({"target", "actual", "low", "high", "met", "reason"})
WRITTEN_NAMES: Final = frozenset({"coefficient", "deduction"})
"""Numbers that people write in columns of their own; a score may be taken from them."""

SCORE_NAMES: Final = COMPLETION_NAMES | WRITTEN_NAMES | {"completion", "weight"}
RATE_NAMES: Final = frozenset({"initial", "adjusted", "executed"})
EXECUTION_NAMES: Final = RATE_NAMES | {"completion", "weight"}


def parse(text: str, names: frozenset[str], kind: Kind = "number") -> ast.Expression:
    """Check a formula and return its tree.

    Args:
        text: the formula.
        names: the names it may use, from ``NAMES``.
        kind: what it must give.

    Raises:
        FormulaError: it is not in the language; the message says what and where.
    """
    source = " ".join(text.split())
    if len(source) > LONGEST_FORMULA:
        raise FormulaError(f"公式长 {len(source)} 个字符，最多 {LONGEST_FORMULA} 个", text=text)
    if not source:
        raise FormulaError("公式是空的", text=text)
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f"第 {error.offset} 个字符附近" if isinstance(error, SyntaxError) and error.offset else "其中"
        raise FormulaError(f"公式写法有误，{where}：{source}", text=text, cure=cure_of(source)) from None
    _Checker(source, text, names).run(tree, kind)
    return tree


def literal(node: ast.Constant, source: str) -> str | None:
    """Return the literal's own text, or None where it is not a plain decimal number.

    Args:
        node: the literal.
        source: the formula on one line.
    """
    # Sliced here rather than by ast.get_source_segment, which splits the whole text again each time.
    segment = source.encode()[node.col_offset : node.end_col_offset].decode()
    if not _LITERAL.fullmatch(segment) or len(segment) > LONGEST_LITERAL:
        return None
    return segment if Fraction(segment) == Fraction(str(node.value)) else None


_SPELLINGS: Final = {
    "（": "(", "）": ")", "，": ",", "＋": "+", "－": "-", "−": "-", "＊": "*", "×": "*", "／": "/", "÷": "/",
    "＝": "==", "＜": "<", "＞": ">", "≥": ">=", "≤": "<=", "≠": "!=", "．": ".",
}  # fmt: skip
"""Signs that people write, and what they are in a formula."""

_ALONE = re.compile(r"(?<![=<>!])=(?!=)")
_PERCENT = re.compile(r"\d\s*[%％]")
_TOLD_PERCENT: Final = "百分数写成数字：60% 写成 60"


def cure_of(source: str) -> str:
    """What to do about a formula that is no expression at all, in Chinese.

    Args:
        source: the formula on one line.
    """
    signs = [f"{sign} 写成 {meant}" for sign, meant in _SPELLINGS.items() if sign in source]
    if signs:
        return "、".join(signs)
    opened, closed = source.count("("), source.count(")")
    if opened != closed:
        return f"括号没有成对：左括号 {opened} 个，右括号 {closed} 个"
    if _PERCENT.search(source):
        return _TOLD_PERCENT
    if _ALONE.search(source):
        return "相等写成 ==；公式里不写“得分 =”"
    words = source.split()
    if words.count("if") > words.count("else"):
        return "条件写成“甲 if 条件 else 乙”，else 和它后面的一项不能省"
    if "?" in source or "？" in source or "else" in words:
        return "条件写成“甲 if 条件 else 乙”"
    return "乘除写成 * 和 /，并且写成 and，或者写成 or，两个数之间要有运算符号"


class _Checker:
    """Walks a tree once and refuses whatever is not in the tables."""

    def __init__(self, source: str, text: str, names: frozenset[str]) -> None:
        self.source, self.text, self.names = source, text, names
        self.encoded = source.encode()

    def run(self, tree: ast.Expression, kind: Kind) -> None:
        found = self.check(tree.body, 1)
        if found != kind:
            want = "一个数" if kind == "number" else "一个条件"
            raise self.error(f"公式应当给出{want}", tree.body)

    def error(self, what: str, node: ast.AST, cure: str = "") -> FormulaError:
        part = ast.get_source_segment(self.source, node) or self.source
        shown = part if len(part) <= 40 else part[:40] + "…"
        return FormulaError(f"{what}：{shown}", text=self.text, cure=cure)

    def check(self, node: ast.expr, depth: int) -> Kind:
        if depth > DEEPEST_FORMULA:
            raise self.error(f"公式嵌套超过 {DEEPEST_FORMULA} 层", node)
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        if type(node) not in NODES or handler is None:
            raise self.error(
                "公式里不允许这种写法", node, "只能用数字、名称、四则运算、比较、if else 和 " + "、".join(FUNCTIONS)
            )
        kind: Kind = handler(node, depth + 1)
        return kind

    def expect(self, node: ast.expr, kind: Kind, depth: int) -> None:
        if self.check(node, depth) != kind:
            raise self.error("这里要用数" if kind == "number" else "这里要用条件", node)

    def _constant(self, node: ast.Constant, depth: int) -> Kind:
        if literal(node, self.source) is None:
            raise self.error("数字只能写成十进制，如 60 或 0.5", node)
        return "number"

    def _name(self, node: ast.Name, depth: int) -> Kind:
        # Sliced as literals are: get_source_segment splits the whole text again for every name.
        written = self.encoded[node.col_offset : node.end_col_offset].decode()
        if written != node.id or unicodedata.normalize("NFKC", node.id) != node.id:
            raise self.error("名称含有全角字符", node, f"改成 {unicodedata.normalize('NFKC', node.id)}")
        if node.id not in self.names:
            import difflib

            usable = sorted(self.names | set(FUNCTIONS))
            near = _in_english(node.id, usable) or difflib.get_close_matches(node.id, usable, n=1)
            hint = f"是不是 {'、'.join(near)}？" if near else ""
            raise self.error("公式里没有这个名称", node, f"{hint}可用的有：{'、'.join(sorted(self.names))}")
        return NAMES[node.id][0]

    def _call(self, node: ast.Call, depth: int) -> Kind:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            known = "；".join(f"{name} {function.meaning}" for name, function in FUNCTIONS.items())
            near = _in_english(node.func.id, FUNCTIONS) if isinstance(node.func, ast.Name) else []
            hint = f"是不是 {'、'.join(near)}？" if near else ""
            raise self.error("公式里不允许这个函数", node, f"{hint}可用的有：{known}")
        function = FUNCTIONS[node.func.id]
        least, most = function.arguments
        if node.keywords or not least <= len(node.args) <= most:
            raise self.error(f"{node.func.id} 要 {least} 到 {most} 个数", node)
        for argument in node.args:
            self.expect(argument, "number", depth)
        if function.places:
            last = node.args[-1]
            if not isinstance(last, ast.Constant) or last.value not in range(7):
                raise self.error("小数位数要直接写 0 到 6", node)
        return "number"

    def _binop(self, node: ast.BinOp, depth: int) -> Kind:
        if type(node.op) not in NODES:
            percent = isinstance(node.op, ast.Mod) and _PERCENT.search(self.source)
            raise self.error("公式里不允许这种运算", node, _TOLD_PERCENT if percent else "只能用 + - * /")
        self.expect(node.left, "number", depth)
        self.expect(node.right, "number", depth)
        return "number"

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Kind:
        if type(node.op) not in NODES:
            raise self.error("公式里不允许这种运算", node)
        kind: Kind = "truth" if isinstance(node.op, ast.Not) else "number"
        self.expect(node.operand, kind, depth)
        return kind

    def _compare(self, node: ast.Compare, depth: int) -> Kind:
        if any(type(op) not in NODES for op in node.ops):
            raise self.error("公式里不允许这种比较", node)
        for part in (node.left, *node.comparators):
            self.expect(part, "number", depth)
        return "truth"

    def _boolop(self, node: ast.BoolOp, depth: int) -> Kind:
        for part in node.values:
            self.expect(part, "truth", depth)
        return "truth"

    def _ifexp(self, node: ast.IfExp, depth: int) -> Kind:
        self.expect(node.test, "truth", depth)
        kind = self.check(node.body, depth)
        self.expect(node.orelse, kind, depth)
        return kind


def _in_english(written: str, usable: Iterable[str]) -> list[str]:
    """The names and functions, of those that may be used, that a Chinese word may stand for."""
    if written.isascii():
        return []
    meanings = {name: FUNCTION_WORDS.get(name) or NAMES[name][1] for name in usable}
    begins = [name for name, meaning in meanings.items() if meaning.startswith(written)]
    return begins or [name for name, meaning in meanings.items() if meaning in written or written in meaning]


Values: TypeAlias = Mapping[str, Any]
"""Names to numbers (Fraction) or truths (bool)."""
