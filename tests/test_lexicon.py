"""The table of form words: looked up whatever the spelling, extended by data, checked when read."""

from __future__ import annotations

from pathlib import Path

import pytest

import reports
from reports import LexiconError
from reports.recognition.lexicon import key, lexicon, parse_lexicon

SHIPPED = (Path(reports.__file__).with_name("recognition") / "lexicon.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("全年 预算数（A）：", "全年预算数"), ("指标分值\n权重", "指标分值权重"), ("項目名稱", "项目名称"),
        ("得分(20分*执行率)", "得分"), ("★清淤里程", "清淤里程"), ("（万元）", "(万元)"), ("字" * 300, ""), ("其中： 财政 拨款", "其中:财政拨款"),
    ],
)  # fmt: skip
def test_words_are_found_whatever_their_spelling(text: str, word: str) -> None:
    assert key(text) == word


def test_synonyms_of_the_forms() -> None:
    words = lexicon()
    assert {words.column(text) for text in ("年度指标值", "年初目标值(A)", "考评指标值", "目标值")} == {"target"}
    assert {words.column(text) for text in ("未完成原因及拟采取的改进措施", "偏差大或目标未完成原因分析")} == {"reason"}
    assert words.column("得分系数(%)") == "coefficient"
    assert words.column("上级评分") == "other"
    assert words.column("清淤里程") is None
    assert words.label("预算单位：") == "unit"


def test_a_word_added_to_the_file_is_known() -> None:
    words = parse_lexicon(SHIPPED.replace('words = ["完成率"', 'words = ["达成度", "完成率"'), "我的.toml")
    assert words.column("达成度") == "completion"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[totals]", "[total]", r"total，|不认识的部分 total"),
        ("[columns.prior]", "[columns.prio]", "prior"),
        ('words = ["完成率"', 'word = ["完成率"', "words"),
        ('words = ["完成率"', 'words = [3, "完成率"', "一列词"),
        ('words = ["完成率"', 'words = ["", "完成率"', "空的词"),
        ('words = ["完成率"', 'words = ["完成率：", "完成率"', "冒号"),
        ('words = ["完成率"', 'words = ["得分", "完成率"', "既是"),
        ('unit = ["预算单位"', 'unit = ["项目名称", "预算单位"', "“项目名称”既是 project 又是 unit"),
        ('content = ["主要内容"', 'content = ["任务名称", "主要内容"', "“任务名称”既是 name 又是 content"),
        ("[totals]", "[totals", "TOML"),
    ],
)
def test_a_broken_file_says_what_is_wrong(old: str, new: str, message: str) -> None:
    assert old in SHIPPED
    with pytest.raises(LexiconError, match=message) as caught:
        parse_lexicon(SHIPPED.replace(old, new, 1), "我的.toml")
    assert "我的.toml" in str(caught.value)
    assert caught.value.cure or "TOML" in caught.value.what
