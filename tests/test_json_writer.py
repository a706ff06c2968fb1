"""The JSON of rechecks: the documented shape, strings for numbers, nothing lost on the way."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator

from reports import to_json
from reports.writers.json import json_text, score_to_json, table_to_json
from reports.writers.json_attribution import attribution_to_json
from reports.writers.json_values import number, value_to_json
from rulesets import catalogue
from scoring import Document, Recheck, infer, parse_value, recheck, score

from . import samples
from .tables import CLEAN, row


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = (resources.files("reports") / "schema" / "recheck.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return to_json([samples.rechecked()])


def walk(data: Any) -> Any:
    yield data
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from walk(part)


def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


def test_output_is_of_the_shipped_schema(schema: dict[str, Any], data: dict[str, Any]) -> None:
    Draft202012Validator(schema).validate(json.loads(json_text(data)))


def test_what_infer_prints_is_of_the_schema(schema: dict[str, Any]) -> None:
    rows = (row("≥300册", "=240册", "20", "19.00", name="册数"), *CLEAN.indicators[1:])
    found = infer(Document("示例.txt", (evolve(CLEAN, indicators=rows),)), catalogue().values())
    assert found.cells
    data = {"documents": [{"source": "示例.txt", "attribution": attribution_to_json(found)}]}
    inference = {"$ref": "#/$defs/inference", "$defs": schema["$defs"]}
    Draft202012Validator(inference).validate(json.loads(json_text(data)))


def test_nothing_rechecked_is_of_the_schema_too(schema: dict[str, Any]) -> None:
    Draft202012Validator(schema).validate(to_json([]))
    Draft202012Validator(schema).validate(to_json([Recheck(Document("空.txt"))]))


def test_a_scored_table_has_the_shape_of_a_rechecked_one(schema: dict[str, Any]) -> None:
    table = {"$ref": "#/$defs/table", "$defs": schema["$defs"]}
    for evaluation in samples.disclosure().evaluations:
        Draft202012Validator(table).validate(score_to_json(evaluation, score(evaluation, samples.FLOOR)))


def test_no_number_of_a_table_is_a_float(data: dict[str, Any]) -> None:
    assert not [part for part in walk(data) if isinstance(part, float)]


def test_scores_are_strings_without_exponent(data: dict[str, Any]) -> None:
    table = data["documents"][0]["tables"][1]
    assert table["budget"]["printed_score"] == "9.84"
    assert table["budget"]["computed_score"] == "9.84"
    assert table["budget"]["exact_score"] == "9.85"
    assert table["budget"]["verdict"] == "convention"
    assert number(Decimal("1E+3")) == "1000"


def test_the_documented_keys_are_there(data: dict[str, Any]) -> None:
    document = data["documents"][0]
    assert {"source", "sha256", "findings", "tables"} <= set(document)
    table = document["tables"][0]
    assert set("kind form unit project year budget indicators total ruleset findings".split()) <= set(table)
    assert set(
        "level1 level2 name target actual prior weight rule basis printed_completion printed_score "
        "computed_completion computed_score verdict explained_by trace".split()
    ) <= set(table["indicators"][0])
    assert {"printed", "computed", "verdict"} <= set(table["total"])
    assert {"code", "severity", "where", "message", "read", "expected"} <= set(document["findings"][0])


def test_blank_is_null_and_unreadable_keeps_its_text(data: dict[str, Any]) -> None:
    rows = data["documents"][0]["tables"][3]["indicators"]
    assert rows[0]["actual"] is None
    assert rows[-1]["printed_score"] is None
    assert rows[-1]["unreadable"] == {"printed_score": "1O分"}


@pytest.mark.parametrize(
    ("text", "kind", "more"),
    [
        ("≥95%", "number", {"operator": "≥", "value": "95", "unit": "%"}),
        ("2.60亿元", "number", {"operator": "", "value": "2.60", "unit": "亿元"}),
        ("5-10次", "range", {"low": "5", "high": "10", "unit": "次"}),
        ("2023年12月10日前", "date", {"year": 2023, "month": 12, "day": 10, "before": True, "end": False}),
        ("长期", "words", {"value": None}),
    ],
)
def test_a_value_keeps_its_text_and_says_its_kind(text: str, kind: str, more: dict[str, Any]) -> None:
    value = value_to_json(parse_value(text))
    assert value is not None
    assert value["text"] == text
    assert value["kind"] == kind
    assert {key: value[key] for key in more} == more


def test_all_findings_are_written_in_their_order(data: dict[str, Any]) -> None:
    document = data["documents"][0]
    written = [*document["findings"], *(f for table in document["tables"] for f in table["findings"])]
    expected = list(samples.rechecked().all_findings())
    assert [(f["code"], f["message"]) for f in written] == [(f.code, f.message) for f in expected]


def test_tasks_of_a_goal_table_are_written_with_their_amounts(schema: dict[str, Any]) -> None:
    data = to_json([recheck([samples.department_goal()], samples.RULESETS)])
    Draft202012Validator(schema).validate(data)
    first, second = data["documents"][0]["tables"][0]["tasks"]
    assert (first["name"], first["amount"], first["fiscal"], first["other"]) == (
        "水库除险加固", "1240.00", "1000.00", "240.00",
    )  # fmt: skip
    assert (second["content"], second["amount"], second["fiscal"]) == ("保洁河道 80 公里，打捞水草", "86.5", None)


def test_statistics_count_what_is_there(data: dict[str, Any]) -> None:
    statistics = data["statistics"]
    result = samples.rechecked()
    assert statistics["printed_scores"] == sum(result.verdicts().values()) == sum(statistics["verdicts"].values())
    assert statistics["tables"] == len(result.tables) == 12
    assert sum(statistics["findings"].values()) == sum(statistics["codes"].values())
    assert sum(statistics["totals"].values()) == sum(t.total.verdict is not None for t in result.tables)


def test_codes_are_counted_in_the_order_of_the_catalogue(data: dict[str, Any]) -> None:
    codes = list(data["statistics"]["codes"])
    assert codes == sorted(codes, key=lambda code: (code[0], int(code[1:])))


def test_scoring_and_rechecking_compute_the_same_numbers() -> None:
    evaluation, card = samples.scored()
    alone = score_to_json(evaluation, card)
    judged = table_to_json(recheck([evaluation], samples.RULESETS, ruleset=samples.FLOOR.id).tables[0])
    for left, right in zip(alone["indicators"], judged["indicators"], strict=True):
        for key in ("computed_score", "computed_completion", "exact_score", "trace", "target", "actual"):
            assert left[key] == right[key]
    assert alone["budget"]["computed_score"] == judged["budget"]["computed_score"]
    assert alone["total"]["computed"] == judged["total"]["computed"]
    assert alone["ruleset"] == judged["ruleset"] == samples.FLOOR.id


def test_writing_json_does_not_load_the_template_engine() -> None:
    import subprocess
    import sys

    code = "import reports, sys; reports.to_json([]); print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
