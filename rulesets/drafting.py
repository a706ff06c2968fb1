"""The beginning of a ruleset file that stands on another one, with comments that say how to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scoring.formula import Formula
from scoring.ruleset import Example, Rule, Ruleset

from .building import UNNAMED
from .errors import RulesetError
from .files import id_of, is_plain


def draft(parent: Ruleset, path: str | Path) -> str:
    """Return the text of a new ruleset file; it passes its check as it stands.

    Args:
        parent: the ruleset it stands on.
        path: where the file will lie; its folder and name make the id.

    Raises:
        RulesetError: they make no id, or that of the ruleset it stands on.
    """
    name, cure = id_of(Path(path)), "写成 文件夹/文件名.toml，如 某市/2025.toml"
    folder, _, file = name.partition("/")
    if not (is_plain(folder) and is_plain(file)):
        raise RulesetError(f"文件夹名和文件名合成的编号“{name}”不能用", file=str(path), cure=cure)
    if name == parent.id:
        raise RulesetError(f"编号 {name} 与上级相同", file=str(path), cure=cure)
    return "\n".join(_lines(parent, name)) + "\n"


def _lines(parent: Ruleset, name: str) -> Iterator[str]:
    yield f"# 在“{parent.title}”（{parent.id}）的基础上写的规则集。# 后面的文字是说明，改好以后可以删去。"
    yield "# 每改一处，用 zipingbiao rulesets check 检查；改了什么，用 zipingbiao rulesets diff 对照。"
    yield ""
    yield f"id = {_text(name)}    # 必须等于“文件夹/文件名”"
    yield f"title = {_text(f'{parent.title}，{name}')}    # 名称，自己改"
    yield f"documents = {_text(parent.documents)}    # 适用于哪些文件"
    yield f"extends = {_text(parent.id)}    # 没有写的都同它"
    yield '# places = ["某市"]    # 单位名称里出现这些字样时选用；不写同上级'
    yield f"# valid_from = {parent.valid_from or '2024-01-01'}    # 从哪一天起适用"
    yield '# scale = "90/80/60"    # 总分的等级：优、良、中的下限；不写同上级'
    yield ""
    yield "# 使用者必须知道的事：哪些是原文，哪些是理解，哪些不知道。"
    yield '# note = "……"'
    yield ""
    yield "[source]"
    yield f"document = {_text(UNNAMED)}"
    yield "# document 读过原文，published-tables 由公开的表反推，secondary 见于系统或附注，recalled 凭通行理解"
    yield 'evidence = "recalled"'
    yield '# number = "某财绩〔2024〕1号"    # 文号，没有见到的不要写'
    yield ""
    yield "# 怎样计算和取整；不写同上级。"
    yield "# [calculation]"
    for key in ("completion", "score"):
        rounding = getattr(parent.calculation, key)
        yield f'# {key} = {{ way = "{rounding.way}", places = {rounding.places} }}'
    yield ""
    yield "# 何时要说明原因，百分数。"
    yield "# [limits]"
    yield "# execution_reason_below = 90"
    yield ""
    yield "# 下面是上级的规则，供改写：去掉要改的那一条每行前面的“# ”，再改公式和算例；不改的不要留。"
    for rule in parent.rules:
        yield ""
        yield f"# —— {rule.title}"
        yield from (f"# {line}" for line in _rule(rule))


def _rule(rule: Rule) -> Iterator[str]:
    yield "[[rule]]"
    yield f"id = {_text(rule.id)}"
    yield f"title = {_text(rule.title)}"
    for key, words in (("names", rule.names), ("indicators", rule.indicators), ("targets", rule.targets)):
        if words:
            yield f"{key} = {_texts(words)}"
    if rule.operators:
        yield f"operators = {_texts(rule.operators)}"
    for key, formula in (("completion", rule.completion), ("score", rule.score), ("zero", rule.zero)):
        if formula is not None:
            yield f"{key} = {_formula(formula)}"
    for key in ("only_by_name", "by_hand", "met_only"):
        if getattr(rule, key) and not (key == "met_only" and rule.by_hand):
            yield f"{key} = true"
    if rule.note:
        yield f"note = {_text(rule.note)}"
    for option in rule.options:
        yield "[[rule.option]]"
        yield f"name = {_text(option.name)}"
        yield f"when = {_formula(option.when)}"
        yield f"score = {_formula(option.score)}"
    for example in rule.examples:
        yield from _example(example)


def _example(example: Example) -> Iterator[str]:
    yield "[[rule.example]]"
    yield f"given = {_cells(example.given)}"
    yield f"expect = {_cells(example.expect)}"


def _cells(cells: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{name} = {_text(text)}' for name, text in cells.items())} }}"


def _texts(words: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, words))}]"


def _formula(formula: Formula) -> str:
    return _text(formula.text)


def _text(text: str) -> str:
    """A TOML string on one line."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
