"""The catalogue: what is in it, loaded when asked for, and picked by place and year."""

from __future__ import annotations

import os
import pickle
import random
import sys
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from rulesets import Catalogue, RulesetError, catalogue, default_catalogue, load
from rulesets.files import id_of
from rulesets.loading import SHIPPED, files_in, shipped
from scoring import score
from scoring.ruleset import Limits

from . import samples

module = import_module("rulesets.catalogue")
"""The module; the name in the package is the function."""

CHILD = """
id = "{id}"
title = "自己的规则集"
documents = "测试用"
extends = "{parent}"
source = {{ document = "测试", evidence = "secondary" }}
{more}
"""


def write(folder: Path, name: str, *, parent: str = "national/2020", more: str = "") -> Path:
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CHILD.format(id=id_of(path), parent=parent, more=more), encoding="utf-8")
    return path


def test_it_is_a_mapping_in_the_order_of_ids() -> None:
    shelf = catalogue()
    assert list(shelf) == sorted(shelf)
    assert len(shelf) == len(list(shelf.values()))
    assert "xinjiang/2023" in shelf
    assert "mars/2077" not in shelf
    assert [ruleset.id for ruleset in shelf.values()] == list(shelf)
    assert "national/2021" in repr(shelf)
    with pytest.raises(KeyError):
        shelf["mars/2077"]
    assert shelf.get("mars/2077") is None


def test_every_id_is_the_place_of_its_file() -> None:
    for name in catalogue():
        path = catalogue().file(name)
        assert name == f"{path.parent.name}/{path.stem}"
        assert catalogue()[name].file == f"rulesets/{name}.toml"


def test_the_file_of_an_unknown_id_is_refused_with_the_nearest() -> None:
    with pytest.raises(RulesetError, match=r"是不是 xinjiang/2023"):
        catalogue().file("xinjiang/2033")


def test_a_file_is_loaded_when_it_is_asked_for_and_once() -> None:
    shelf = Catalogue({**shipped(), "broken/1": Path("nowhere/broken/1.toml")})
    assert shelf["xinjiang/2023"] is shelf["xinjiang/2023"]
    with pytest.raises(RulesetError, match="没有这个文件"):
        shelf["broken/1"]


def test_the_catalogue_without_folders_is_shared() -> None:
    assert catalogue() is default_catalogue()


@pytest.mark.parametrize(
    ("unit", "year", "picked"),
    [
        ("昌吉回族自治州示例局", 2023, "xinjiang/2023"),
        ("中共阿克陶县委员会组织部", 2024, "xinjiang/2024"),
        ("新疆维吾尔自治区示例局", None, "xinjiang/2024"),
        ("新疆维吾尔自治区示例局", 2022, "national/2021"),
        ("新疆维吾尔自治区示例局", 2025, "xinjiang/2024"),
        ("武汉市示例局", 2023, "hubei/2020"),
        ("某省示例局", 2020, "national/2020"),
        ("某省示例局", 2021, "national/2021"),
        ("某省示例局", 1999, "national/2021"),
        ("", None, "national/2021"),
        ("单位不详", 2023, "national/2021"),
    ],
)
def test_the_ruleset_that_fits_place_and_year_is_picked(unit: str, year: int | None, picked: str) -> None:
    assert catalogue().pick(unit, year).id == picked


def test_what_is_picked_does_not_depend_on_order() -> None:
    names = list(shipped())
    for seed in range(10):
        random.Random(seed).shuffle(names)
        shelf = Catalogue({name: shipped()[name] for name in names})
        assert shelf.pick("伊宁市示例局", 2024).id == "xinjiang/2024"
        assert shelf.pick("某省示例局", 2024).id == "national/2021"


def test_the_longest_place_word_is_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "changji/2023", parent="xinjiang/2023", more='places = ["昌吉回族自治州"]\nvalid_from = 2020-01-01')
    shelf = catalogue(tmp_path)
    assert shelf.pick("昌吉回族自治州示例局", 2023).id == "changji/2023"
    assert shelf.pick("昌吉市示例局", 2023).id == "xinjiang/2023"


class TestFolders:
    def test_files_in_a_folder_and_one_below_it_are_found(self, tmp_path: Path) -> None:
        write(tmp_path / "mine", "2025")
        write(tmp_path / "mine", "province/2025")
        write(tmp_path / "mine", "province/deeper/2025")
        write(tmp_path / "mine", ".hidden/2025")
        (tmp_path / "mine" / "notes.txt").write_text("", encoding="utf-8")
        assert list(files_in(tmp_path / "mine")) == ["mine/2025", "province/2025"]
        assert {"mine/2025", "province/2025", "national/2020"} <= set(catalogue(tmp_path / "mine"))

    def test_a_relative_folder_has_its_own_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path / "mine", "2025")
        monkeypatch.chdir(tmp_path / "mine")
        assert catalogue(".")["mine/2025"].title == "自己的规则集"
        assert load("2025.toml").file == "2025.toml"

    def test_examples_of_a_users_file_run(self, tmp_path: Path) -> None:
        bad = (
            '[execution]\nexample = [{ given = { adjusted = "100", executed = "50", weight = "10" }, '
            'expect = { score = "9.00" } }]'
        )
        path = write(tmp_path, "mine/2025", more=bad)
        with pytest.raises(RulesetError, match="写的得分是") as caught:
            catalogue(tmp_path)["mine/2025"]
        assert caught.value.file == str(path)

    def test_one_id_twice_is_refused(self, tmp_path: Path) -> None:
        write(tmp_path, "national/2020")
        with pytest.raises(RulesetError, match="编号 national/2020 已经有了"):
            catalogue(tmp_path)

    def test_one_folder_twice_is_one_folder(self, tmp_path: Path) -> None:
        write(tmp_path, "mine/2025")
        assert list(catalogue(tmp_path, tmp_path, SHIPPED)) == sorted([*shipped(), "mine/2025"])

    def test_two_folders_stand_on_one_another(self, tmp_path: Path) -> None:
        write(tmp_path / "one", "base/1")
        write(tmp_path / "two", "top/1", parent="base/1", more="valid_from = 2024-02-29")
        assert catalogue(tmp_path / "one", tmp_path / "two")["top/1"].valid_from == date(2024, 2, 29)

    def test_an_empty_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(RulesetError, match="没有规则集"):
            catalogue(tmp_path)

    def test_a_folder_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(RulesetError, match="没有这个文件或文件夹"):
            catalogue(tmp_path / "none")

    def test_a_file_is_not_a_folder(self, tmp_path: Path) -> None:
        path = write(tmp_path, "mine/2025")
        with pytest.raises(RulesetError, match="不是文件夹"):
            catalogue(path)

    def test_a_folder_one_may_not_read_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(path: Path) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "iterdir", refuse)
        with pytest.raises(RulesetError, match="没有读取权限"):
            catalogue(tmp_path)

    def test_a_disk_that_fails_is_said_to(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise OSError(5, "Input/output error")

        path = write(tmp_path, "mine/2025")
        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", fail)
            with pytest.raises(RulesetError, match="无法读取"):
                load(path)
        other = write(tmp_path / "other", "mine/2025")
        monkeypatch.setattr("os.path.samefile", fail)
        with pytest.raises(RulesetError, match="无法读取"):
            catalogue(path.parent.parent, other.parent.parent)


class TestExtends:
    def test_named_entries_are_replaced_in_place_and_new_rules_come_first(self, tmp_path: Path) -> None:
        more = """
drop = ["date"]
total_weight = 100
[limits]
over_completion_reason = 150
[[rule]]
id = "percent"
title = "百分数"
targets = ["number"]
operators = [">"]
score = "weight if met else 0"
example = [{ given = { target = ">50%", actual = "=60%", weight = "5" }, expect = { score = "5.00", met = "是" } }]
[[rule]]
id = "words"
title = "文字"
targets = ["words", "date"]
score = "weight if met else 0"
example = [{ given = { target = "长期", actual = "长期", weight = "5", year = "2023" }, expect = { score = "5.00" } }]
"""
        ruleset = load(write(tmp_path, "mine/2025", more=more))
        assert [rule.id for rule in ruleset.rules] == ["percent", "direct", "reverse", "range", "words"]
        assert ruleset.rules[-1].title == "文字"
        assert ruleset.limits == Limits(over_completion=Decimal(120), over_completion_reason=Decimal(150))
        assert ruleset.rules[1].source is not None
        assert ruleset.rules[1].source.number == "财预〔2020〕10号"
        assert ruleset.rules[0].source is None
        assert ruleset.note == ""

    def test_places_are_inherited_and_dates_are_not(self, tmp_path: Path) -> None:
        ruleset = load(write(tmp_path, "mine/2025", parent="xinjiang/2023"))
        assert "新疆" in ruleset.places
        assert ruleset.valid_from is None

    def test_what_is_inherited_cites_whoever_set_it(self, tmp_path: Path) -> None:
        above = load(write(tmp_path / "own", "above", parent="hubei/2020"))
        assert above.inherited["grade"] == default_catalogue()["hubei/2020"].inherited["grade"]
        assert "财预〔2020〕10号" in str(above.source_of("grade"))
        assert above.inherited["execution"] == default_catalogue()["hubei/2020"].source
        below = load(write(tmp_path / "own", "below", parent="own/above", more='scale = "90/80/60"'))
        assert "grade" not in below.inherited
        assert below.inherited["execution"] == above.inherited["execution"]

    def test_what_is_dropped_is_not_inherited(self, tmp_path: Path) -> None:
        whole = load(write(tmp_path / "own", "whole"))
        dropped, *_ = [scheme.name for scheme in whole.weights]
        assert f"weights.{dropped}" in whole.inherited
        less = load(write(tmp_path / "own", "less", more=f'drop = ["{dropped}"]'))
        assert f"weights.{dropped}" not in less.inherited
        assert dropped not in [scheme.name for scheme in less.weights]

    def test_a_parent_beside_the_file_goes_before_a_shipped_one(self, tmp_path: Path) -> None:
        write(tmp_path, "base/1", parent="hubei/2020")
        assert load(write(tmp_path, "mine/2025", parent="base/1")).execution.weight == 20


class TestChangedFiles:
    """A file that was read is not read again, and never taken for another."""

    def test_another_file_of_the_same_time_is_read(self, tmp_path: Path) -> None:
        path = write(tmp_path / "own", "one")
        when = path.stat().st_mtime_ns
        assert load(path).note == ""
        write(tmp_path / "own", "one", more='note = "改过"')
        os.utime(path, ns=(when, when))
        assert load(path).note == "改过"

    def test_a_relative_path_is_another_file_in_another_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for note in ("甲", "乙"):
            path = write(tmp_path / note / "own", "one", more=f'note = "{note}"')
            os.utime(path, ns=(1, 1))
            monkeypatch.chdir(tmp_path / note)
            assert load(Path("own/one.toml")).note == note


class Plugin:
    """Stands in for the entry points of an installed package."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, thing: object) -> None:
        entry = SimpleNamespace(name="shelf", load=lambda: thing)
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry] if group == module.GROUP else [])
        monkeypatch.setattr(module, "_may_be_extended", lambda: True)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Catalogues of this test are made anew, and leave nothing behind."""
    monkeypatch.setattr(module, "_common_files", module._common_files.__wrapped__)


@pytest.mark.usefixtures("fresh")
class TestPackages:
    def test_a_package_brings_rulesets(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, "sichuan/2099")
        package = ModuleType("shelf")
        package.__path__ = [str(tmp_path)]
        Plugin(monkeypatch, package)
        assert "sichuan/2099" in catalogue(SHIPPED)

    def test_a_path_brings_rulesets(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, "sichuan/2099")
        Plugin(monkeypatch, str(tmp_path))
        assert "sichuan/2099" in catalogue(SHIPPED)

    @pytest.mark.parametrize("thing", [7, ModuleType("not_a_package")])
    def test_anything_else_is_refused_and_named(self, thing: object, monkeypatch: pytest.MonkeyPatch) -> None:
        Plugin(monkeypatch, thing)
        with pytest.raises(RulesetError, match="shelf 读不了"):
            catalogue(SHIPPED)

    def test_installed_packages_are_looked_through(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "none")])
        (tmp_path / "other-1.0.dist-info").mkdir()
        (tmp_path / "other-1.0.dist-info" / "entry_points.txt").write_text("[console_scripts]\n", encoding="utf-8")
        (tmp_path / "bare-1.0.dist-info").mkdir()
        assert not module._may_be_extended()
        (tmp_path / "shelf-1.0.dist-info").mkdir()
        (tmp_path / "shelf-1.0.dist-info" / "METADATA").write_text("Name: shelf\nVersion: 1.0\n", encoding="utf-8")
        (tmp_path / "shelf-1.0.dist-info" / "entry_points.txt").write_text(
            f"[{module.GROUP}]\nshelf = shelf_rules\n", encoding="utf-8"
        )
        write(tmp_path / "shelf_rules", "sichuan/2099")
        (tmp_path / "shelf_rules" / "__init__.py").write_text("", encoding="utf-8")
        assert module._may_be_extended()
        assert "sichuan/2099" in catalogue(SHIPPED)
        sys.modules.pop("shelf_rules", None)

    def test_a_zip_file_on_the_path_is_left_to_the_library(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        archive = tmp_path / "packages.zip"
        archive.write_bytes(b"")
        monkeypatch.setattr(sys, "path", [str(archive)])
        assert module._may_be_extended()

    def test_a_package_that_does_not_import_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        entry = EntryPoint("shelf", "no_such_package_at_all", module.GROUP)
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry])
        monkeypatch.setattr(module, "_may_be_extended", lambda: True)
        with pytest.raises(RulesetError, match="shelf 读不了"):
            catalogue(SHIPPED)


@pytest.mark.parametrize("name", list(catalogue()))
def test_a_ruleset_that_has_scored_goes_to_another_process_and_scores_there(name: str) -> None:
    ruleset = catalogue()[name]
    table = samples.plain_project()
    card = score(table, ruleset)
    copy = pickle.loads(pickle.dumps(ruleset))
    assert copy == ruleset
    assert hash(copy.calculation) == hash(ruleset.calculation)
    assert score(table, copy) == card
