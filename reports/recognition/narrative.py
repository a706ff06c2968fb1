"""Read self-evaluations written as sentences: a heading for each project, a sentence for each indicator.

``（2）质量指标：合格率，年初目标值≥90%，实际完成值95%，分值20分，自评得分20分。``  The words are the head words
of the tables; the name stands before the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from attrs import define, evolve, field

from scoring.model import NOWHERE, Evaluation, FundLine, Indicator, Place
from scoring.quantity import Reading
from scoring.spelling import parse_value

from ..grid import Paragraph
from .cleaning import heal
from .columns import classify
from .forms import form_title
from .funds import money
from .lexicon import key, lexicon
from .readings import read_figure

_SENTENCE_ENDS: Final = re.compile("[。；;\n]")
_ORDINAL: Final = re.compile(r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|指标\d{1,2}[:：]|[①-⑳])\s*")
_VALUE: Final = r"(?:[是为:：]|\s)*((?:[^,，;；。、\n]|(?<=\d)[,，](?=\d{3}))+)"
_COUNTED: Final = ("target", "actual", "weight", "score", "completion", "reason")
_MONEY: Final = ("initial", "adjusted", "executed", "rate", "weight", "score")
_LONGEST_SENTENCE: Final = 400
_LONGEST_HEADING: Final = 60
_FEWEST: Final = 2
"""Sentences of this form that make a self-evaluation; a single one is a remark in running text."""


def narrative(
    paragraphs: Iterable[Paragraph], year: int | None, known: Iterable[str], first: int
) -> tuple[Evaluation, ...]:
    """Read the self-evaluations that the text itself holds.

    Args:
        paragraphs: the text outside tables.
        year: the year the document speaks of.
        known: names of projects that have a table; what the text says of them only repeats it.
        first: the number of the first one found.
    """
    paragraphs = list(paragraphs)
    # Said anywhere at all, before it is looked for in every paragraph.
    whole = "\n".join([paragraph.text for paragraph in paragraphs])
    if not _may_tell(whole) or not any(_may_tell(paragraph.text) for paragraph in paragraphs):
        return ()
    reader = _Reader()
    for paragraph in paragraphs:
        reader.paragraph(paragraph)
    names = {key(name) or name for name in known}
    drafts = [d for d in [*reader.done, reader.draft] if len(d.indicators) >= _FEWEST and key(d.project) not in names]
    return tuple(draft.evaluation(number, year) for number, draft in enumerate(drafts, first))


@define
class _Draft:
    project: str = ""
    unit: str = ""
    place: Place = NOWHERE
    level1: str = ""
    level2: str = ""
    level1_mark: str = ""  # how the sentence was numbered that named level 1
    funds: list[FundLine] = field(factory=list)
    indicators: list[Indicator] = field(factory=list)
    total: Reading = None

    def evaluation(self, number: int, year: int | None) -> Evaluation:
        """The finished self-evaluation, its places numbered."""
        rows = [
            evolve(indicator, place=evolve(indicator.place, table=number, row=row))
            for row, indicator in enumerate(self.indicators, 1)
        ]
        return Evaluation(
            kind="project",
            form="self-evaluation",
            project=self.project,
            unit=self.unit,
            year=year,
            funds=tuple(evolve(line, place=evolve(line.place, table=number)) for line in self.funds),
            indicators=tuple(rows),
            printed_total=self.total,
            place=evolve(self.place, table=number),
        )


@define
class _Reader:
    draft: _Draft = field(factory=_Draft)
    done: list[_Draft] = field(factory=list)

    def paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        if self._heading(text, paragraph.place) or self._label(text):
            return
        for sentence in _SENTENCE_ENDS.split(text):
            if sentence.strip() and len(sentence) <= _LONGEST_SENTENCE:
                self._sentence(sentence, paragraph.place)

    def _heading(self, text: str, place: Place) -> bool:
        """Does the paragraph name the project that the next sentences are about?"""
        bare = _bare(text)
        if len(bare) > _LONGEST_HEADING or "，" in bare or "," in bare or form_title(bare) is not None:
            return False
        word = bare.rstrip("：:。")
        end = next((end for end in _longest_first("project_ends") if word.endswith(end)), None)
        if end is None or _fields(word, "columns"):
            return False
        name = word.removesuffix(end) + ("项目" if end.startswith("项目") else "")
        if not name.removesuffix("项目"):
            return False
        self.done.append(self.draft)
        self.draft = _Draft(name, unit=self.draft.unit, place=place)
        return True

    def _label(self, text: str) -> bool:
        label, colon, value = text.replace("：", ":").partition(":")
        name = lexicon().label(_bare(label)) if colon and len(label) < _LONGEST_HEADING else None
        if name == "project" and value.strip():
            self.done.append(self.draft)
            self.draft = _Draft(heal(value), unit=self.draft.unit)
        elif name in ("unit", "department_name") and value.strip():
            self.draft.unit = heal(value)
        return name is not None

    def _sentence(self, sentence: str, place: Place) -> None:
        total = _total(sentence)
        if total is not None:
            self.draft.total = total if self.draft.indicators else self.draft.total
            return
        amounts = _fields(sentence, "fund_columns")
        if len(amounts.keys() & {"initial", "adjusted", "executed"}) >= _FEWEST:
            self.draft.funds.append(_fund_line(amounts, place))
            return
        values = _fields(sentence, "columns")
        words = self._levels(_bare(sentence), _mark(sentence))
        if not values.keys() >= {"target", "actual"} and not values.keys() >= {"actual", "score"}:
            return
        name = heal(words.split("，")[0].strip("：:，, "))
        if name and not _fields(name, "columns"):
            self.draft.indicators.append(_indicator(name, self.draft.level1, self.draft.level2, values, place))

    def _levels(self, text: str, numbered: str) -> str:
        """Take level names off the front of a sentence; what is left begins with the indicator's name."""
        draft = self.draft
        while True:
            head, mark, rest = _cut(text)
            word = head
            for end in _longest_first("analysis_ends"):
                word = word.removesuffix(end)
            kind = classify(word) if word else "text"
            # A level's word right before the values is what the row is about: 满意度指标：服务对象满意度，年初目标值….
            if kind not in ("level1", "level2", "level") or _pattern("columns").match(_bare(rest)):
                return text
            # 满意度指标 names both levels; numbered like the last level 1, it is one.
            if kind == "level1" or (kind == "level" and (not draft.level1 or numbered == draft.level1_mark)):
                draft.level1, draft.level2, draft.level1_mark = word, "", numbered
            else:
                draft.level2 = word
            numbered = ""
            if not mark:
                return ""
            text = _bare(rest)


def _may_tell(text: str) -> bool:
    """Does the paragraph speak of what was achieved, beside a target or a score?"""
    actual, others = _telling()
    return any(word in text for word in actual) and any(word in text for word in others)


@lru_cache(maxsize=1)
def _telling() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The head words of what was achieved, and those of targets and scores."""
    words = _words("columns")
    return (
        tuple(word for word, role in words.items() if role == "actual"),
        tuple(word for word, role in words.items() if role in ("target", "score")),
    )


def _cut(text: str) -> tuple[str, str, str]:
    match = re.search("[：:，,]", text)
    return (text, "", "") if match is None else (text[: match.start()], match.group(), text[match.end() :])


def _bare(text: str) -> str:
    """The text without its ordinal."""
    text = text.strip()
    while (match := _ORDINAL.match(text)) is not None and match.end() < len(text):
        text = text[match.end() :]
    return text


def _mark(text: str) -> str:
    """How a sentence is numbered: ``1.`` and ``2.`` alike, ``（1）`` otherwise, "" where it is not."""
    match = _ORDINAL.match(text)
    return re.sub(r"\w+|\s", "", match.group()).replace("（", "(").replace("）", ")") if match is not None else ""


def _fields(text: str, section: str) -> dict[str, str]:
    """Role → value for every head word in a sentence."""
    found: dict[str, str] = {}
    words = _words(section)
    for match in _pattern(section).finditer(text):
        found.setdefault(words[match.group(1)], match.group(2).strip())
    return found


@lru_cache(maxsize=2)
def _words(section: str) -> dict[str, str]:
    if section == "columns":
        return {word: role for word, role in lexicon().columns.items() if role in _COUNTED}
    return {word: role for word, role in lexicon().fund_columns.items() if role in _MONEY}


@lru_cache(maxsize=2)
def _pattern(section: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_words(section), key=len, reverse=True)))
    return re.compile(f"({words}){_VALUE}")


def _longest_first(name: str) -> list[str]:
    return sorted(lexicon().words("narrative", name), key=len, reverse=True)


def _total(sentence: str) -> Reading:
    word = _bare(sentence)
    for start in _longest_first("totals"):
        if word.startswith(start):
            reading = read_figure("score", word[len(start) :].strip("是为:： "))
            return reading if getattr(reading, "value", None) is not None else None
    return None


def _fund_line(texts: dict[str, str], place: Place) -> FundLine:
    return FundLine(
        name=lexicon().words("fund_rows", "total")[0],
        initial=money(texts["initial"]) if "initial" in texts else None,
        adjusted=money(texts["adjusted"]) if "adjusted" in texts else None,
        executed=money(texts["executed"]) if "executed" in texts else None,
        weight=read_figure("weight", texts.get("weight", "")),
        printed_rate=read_figure("rate", texts.get("rate", "")),
        printed_score=read_figure("score", texts.get("score", "")),
        total=True,
        place=place,
    )


def _indicator(name: str, level1: str, level2: str, texts: dict[str, str], place: Place) -> Indicator:
    return Indicator(
        name=name,
        level1=level1,
        level2=level2,
        target=parse_value(texts.get("target", "")),
        actual=parse_value(texts.get("actual", "")),
        weight=read_figure("weight", texts.get("weight", "")),
        printed_completion=read_figure("completion", texts.get("completion", "")),
        printed_score=read_figure("score", texts.get("score", "")),
        reason=texts.get("reason", ""),
        place=place,
    )
