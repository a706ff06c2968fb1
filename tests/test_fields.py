"""A field of the model is known wherever fields are read, shown, checked and written; a forgotten place is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from attrs import evolve, fields

from reports import read_structured, read_text, render, write_structured
from reports.keys import Key, keys, names
from reports.recognition.columns import VOTES
from reports.recognition.funds import money
from reports.recognition.lexicon import lexicon
from reports.recognition.readings import read_figure
from reports.sheets.layouts import parse_layouts
from reports.views.rows import fund_views, row_views
from reports.views.tasks import tasks_view
from reports.writers.json import score_to_json
from rulesets import catalogue
from scoring import Document, Evaluation, FundLine, Indicator, Unreadable, parse_figure, parse_value, recheck, score
from scoring.finding import ROLES
from scoring.model import Task
from scoring.serial import from_data, to_data

from .roundtrip import placeless, through

ROWS: dict[type, str] = {Indicator: "indicators", FundLine: "funds", Task: "tasks"}
FIELDS = [(row, key) for row in ROWS for key in keys(row)]
NUMBERS = [(row, key) for row, key in FIELDS if key.holds in ("value", "figure", "money")]
KNOWN_TEXTS = {
    "level1": "产出指标", "level2": "数量指标", "rule": "直接赋分", "basis": "计划标准", "evidence": "工作资料",
}  # fmt: skip
KNOWN_FIGURES = {"completion": "90%", "rate": "90%"}
RULES = catalogue()["national/2021"]


def held(key: Key, other: bool = False) -> Any:
    """Something that a field may hold, or something else."""
    if key.holds == "text":
        return f"另一个{key.name}" if other else KNOWN_TEXTS.get(key.name, f"{key.name}的话")
    if key.holds == "value":
        return parse_value("≥13公里" if other else "≥12公里")
    if key.holds == "figure":
        return read_figure(key.name, "8" if other else KNOWN_FIGURES.get(key.name, "9"))
    if key.holds == "money":
        return money("70.00" if other else "60.00")
    return not other


def filled(row: type) -> Any:
    """A row with all its fields filled in."""
    one = row(**{key.field: held(key) for key in keys(row)})
    return evolve(one, name="年度资金总额") if row is FundLine else one


def table(row: type, one: Any) -> Evaluation:
    """A table with this row."""
    found = Evaluation(
        "project", "self-evaluation", "河道清淤", "水利站", "水务局", 2024, goal="清淤", achieved="已清淤",
        funds=(FundLine("年度资金总额", money("60.00"), money("60.00"), money("54.00"), total=True),),
        indicators=(Indicator("清淤里程", "产出指标", "数量指标", parse_value("≥12公里"), weight=read_figure("weight", "90")),),
    )  # fmt: skip
    if row is Task:
        found = evolve(found, kind="department", form="goal")
    rows: dict[str, Any] = {ROWS[row]: (one,)}
    return evolve(found, **rows)


def json_of(evaluation: Evaluation) -> Any:
    return score_to_json(evaluation, score(evaluation, RULES))


def views_of(evaluation: Evaluation) -> Any:
    return row_views(evaluation, None), fund_views(evaluation, None), tasks_view(evaluation.tasks)


def form_of(evaluation: Evaluation) -> Any:
    return render("form", evaluation, "html")


OUTPUTS: dict[str, tuple[Callable[[Evaluation], Any], str]] = {
    "toml": (write_structured, "reports/writers/structured.py"),
    "json": (json_of, "reports/writers/json.py 和 reports/schema/recheck.json"),
    "views": (
        views_of,
        "reports/views/rows.py 或 tasks.py（*View 和填它的函数），说明写在 reports/templating/fields.toml",
    ),
    "form": (form_of, "reports/sheets/layouts.toml 的 [columns] 或 [funds]，任务在 reports/sheets/header.py"),
}
"""What is made of a table, and where a field that it does not show has been forgotten."""


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize(("row", "key"), FIELDS)
def test_every_field_shows_in_all_that_is_written(row: type, key: Key, output: str) -> None:
    if output == "form" and key.holds == "flag":
        return  # its name says that a row is the total
    make, where = OUTPUTS[output]
    one = filled(row)
    shown, changed = make(table(row, one)), make(table(row, evolve(one, **{key.field: held(key, other=True)})))
    assert shown != changed, f"{row.__name__}.{key.field} 没有写出来，加在 {where}"


@pytest.mark.parametrize(("row", "key"), FIELDS)
def test_every_field_is_in_the_schema_of_the_json(row: type, key: Key) -> None:
    text = (resources.files("reports") / "schema" / "recheck.json").read_text(encoding="utf-8")
    shape = json.loads(text)["$defs"][{Indicator: "indicator", FundLine: "fund", Task: "task"}[row]]
    assert key.field in shape["properties"], f"把 {key.field} 加进 reports/schema/recheck.json"
    assert key.field in shape["required"]


@pytest.mark.parametrize("row", ROWS)
def test_every_field_goes_to_data_and_back(row: type) -> None:
    evaluation = table(row, filled(row))
    assert from_data(json.loads(json.dumps(to_data(evaluation))), Evaluation) == evaluation


@pytest.mark.parametrize(("row", "key"), FIELDS)
def test_every_field_of_a_preparers_file_is_read(row: type, key: Key) -> None:
    one = filled(row)
    (back,) = getattr(read_structured(write_structured(table(row, one))), ROWS[row])
    assert getattr(back, key.field) == getattr(one, key.field), f"加在 reports/readers/structured.py：{key.name}"


@pytest.mark.parametrize(("row", "key"), FIELDS)
def test_every_field_has_head_words_and_votes(row: type, key: Key) -> None:
    words = lexicon()
    heads = {Indicator: words.columns, FundLine: words.fund_columns, Task: words.task_columns}[row]
    role = "source" if (row, key.name) == (FundLine, "name") else key.name
    if key.holds != "flag":
        block = {Indicator: "columns", FundLine: "fund_columns", Task: "task_columns"}[row]
        assert role in heads.values(), f"在 reports/recognition/lexicon.toml 的 [{block}] 里写 {role} 的列名"
        assert role in VOTES, f"在 reports/recognition/columns.py 的 VOTES 里写 {role}"


@pytest.mark.parametrize("key", keys(Indicator), ids=lambda key: key.field)
def test_every_column_of_the_indicators_is_read(key: Key) -> None:
    one = filled(Indicator)
    heads = parse_layouts_shipped().columns
    cells = [getattr(getattr(one, other.field), "text", getattr(one, other.field)) for other in keys(Indicator)]
    lines = ["项目支出绩效自评表", "", "\t".join(heads[name].head for name in names(Indicator)), "\t".join(cells)]
    (found,) = read_text("\n".join(lines), "表.txt").evaluations
    (back,) = found.indicators
    assert getattr(back, key.field) == getattr(one, key.field), "加在 reports/recognition/indicators.py 的 _indicator"


def parse_layouts_shipped() -> Any:
    text = (resources.files("reports") / "sheets" / "layouts.toml").read_text(encoding="utf-8")
    return parse_layouts(text, "layouts.toml")


@pytest.mark.parametrize("row", ROWS)
def test_every_field_of_a_form_is_read_back(row: type) -> None:
    evaluation = table(row, filled(row))
    back = placeless(through(evaluation, "html"))
    for key in keys(row):
        (one,), (again,) = getattr(evaluation, ROWS[row]), getattr(back, ROWS[row])
        told = f"{row.__name__}.{key.field}：看 reports/recognition/ 的 indicators.py、funds.py、tasks.py 和 sheets/"
        assert getattr(again, key.field) == getattr(one, key.field), told


@pytest.mark.parametrize(("row", "key"), [one for one in NUMBERS if one[0] is not Task])
def test_the_cell_of_every_number_has_a_word_for_findings(row: type, key: Key) -> None:
    assert key.name in ROLES.values(), f"在 scoring/finding.py 的 ROLES 里写 {row.__name__}.{key.field} 的中文名"


@pytest.mark.parametrize(("row", "key"), NUMBERS)
def test_every_number_that_cannot_be_read_is_a_finding(row: type, key: Key) -> None:
    evaluation = table(row, evolve(filled(row), **{key.field: Unreadable("读不出")}))
    found = recheck(Document("表.txt", (evaluation,)), [RULES]).all_findings()
    told = f"{row.__name__}.{key.field} 读不出时没有 R1，加在 scoring/checks_reasons.py"
    assert any(finding.code == "R1" and finding.read == "读不出" for finding in found), told


EVALUATION = [one.name for one in fields(Evaluation) if one.type is not None and not one.name.endswith("place")]
OTHER: dict[str, Any] = {
    "kind": "department", "form": "goal", "project": "别的项目", "unit": "别的单位", "department": "别的部门", "year": 2023,
    "goal": "别的目标", "achieved": "别的情况", "printed_weight_total": parse_figure("99"),
    "printed_total": parse_figure("88"), "printed_grade": "良", "ruleset": "national/2021",
}  # fmt: skip
SHOWN_OTHERWISE = {
    ("json", "ruleset"): "the ruleset that was used",
    ("form", "kind"): "the title of its layout",
}


def test_every_field_of_a_table_is_here() -> None:
    assert set(EVALUATION) == {*OTHER, *ROWS.values()}, "Evaluation 有新的字段：写进这里的 OTHER"


@pytest.mark.parametrize("output", ["toml", "json", "form"])
@pytest.mark.parametrize("name", OTHER)
def test_every_field_of_a_table_shows_in_all_that_is_written(name: str, output: str) -> None:
    make, where = OUTPUTS[output]
    one = evolve(table(Indicator, filled(Indicator)), printed_weight_total=parse_figure("100"))
    if (output, name) not in SHOWN_OTHERWISE:
        assert make(one) != make(evolve(one, **{name: OTHER[name]})), f"Evaluation.{name} 没有写出来，加在 {where}"


@pytest.mark.parametrize("name", OTHER)
def test_every_field_of_a_table_is_read_from_a_preparers_file(name: str) -> None:
    one = evolve(table(Indicator, filled(Indicator)), **{name: OTHER[name]})
    assert getattr(read_structured(write_structured(one)), name) == OTHER[name], "加在 reports/readers/structured.py"
