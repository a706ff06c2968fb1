"""Faults of the file, and of what its text says of the unit's accounts."""

from __future__ import annotations

from random import Random

from attrs import evolve

from scoring import Evaluation, figure_value

from .choosing import any_table
from .drafts import Draft, Planted
from .fault import Fault
from .files import Mark


class NoOtherIncome(Fault):
    """Other funds in a table, and by the text the unit has no other income."""

    code = "E7"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, _has_other_funds)
        if place is None or draft.family.sentences:
            return None
        note = "本年收入全部为财政拨款收入，事业收入0.00万元，其他收入0.00万元。"
        fault = Planted("E7", column="全年预算数", what="有其他资金，文中其他收入为 0", brings=("E7",))
        return evolve(draft, notes=(*draft.notes, note), kept=(*draft.kept, place)).with_planted(fault)


def _has_other_funds(table: Evaluation) -> bool:
    return len(table.funds) == 3 and table.funds[2].name == "其他资金" and bool(figure_value(table.funds[2].adjusted))


class NothingCarriedOver(Fault):
    """Money carried over in a table, and by the text there was none."""

    code = "E8"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        place = any_table(random, draft, _has_other_funds)
        if place is None or draft.family.sentences:
            return None
        table = draft.tables[place - 1]
        total, first, other = table.funds
        table = evolve(table, funds=(total, first, evolve(other, name="上年结转资金")))
        note = "年初结转和结余0.00万元。"
        fault = Planted("E8", place, 0, "全年预算数", "有上年结转资金，文中年初结转为 0")
        return evolve(draft, notes=(*draft.notes, note)).with_table(place, table).with_planted(fault)


class OtherTable(Fault):
    """A table among the forms that is none."""

    code = "R2"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        if draft.family.sentences:
            return None
        return evolve(draft, other_table=True).with_planted(Planted("R2", what="夹有国有资产占用情况表"))


def _marked(draft: Draft, mark: Mark, code: str, what: str) -> Draft | None:
    """The document with a mark that only one kind of file can bear."""
    if draft.family.sentences or draft.marks:
        return None
    return evolve(draft, marks=(mark,)).with_planted(Planted(code, what=what))


class TrackedChanges(Fault):
    """A Word document with changes that nobody accepted."""

    code = "R3"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        return _marked(draft, "tracked", self.code, "Word 文件里留有修订")


class FormulaWithoutResult(Fault):
    """A workbook with a formula that was never calculated."""

    code = "R4"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        return _marked(draft, "formula", self.code, "工作簿里有没有计算的公式")


class ScannedPage(Fault):
    """A PDF with a page that is only a picture."""

    code = "R5"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        return _marked(draft, "scanned", self.code, "PDF 里有一页是图片")


class UnshownFormat(Fault):
    """A workbook with a number in a format that no reader can follow."""

    code = "R7"

    def plant(self, random: Random, draft: Draft) -> Draft | None:
        return _marked(draft, "fraction", self.code, "工作簿里有显示为分数的数")


FILE: tuple[type[Fault], ...] = (
    NoOtherIncome,
    NothingCarriedOver,
    OtherTable,
    TrackedChanges,
    FormulaWithoutResult,
    ScannedPage,
    UnshownFormat,
)
