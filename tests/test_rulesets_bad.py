"""Every way a ruleset file can be wrong has a small file, and the words its message must contain."""

from __future__ import annotations

import pickle
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulesets import RulesetError, check, load
from rulesets.files import LARGEST_FILE, LONGEST_CHAIN
from rulesets.loading import shipped

BAD = sorted((Path(__file__).parent / "rulesets_bad").glob("*.toml"))


def expected(path: Path) -> list[str]:
    """The words in the first line: ``# expect: words | more words``."""
    first = path.read_bytes().splitlines()[0].decode()
    assert first.startswith("# expect: ")
    return [words.strip() for words in first.removeprefix("# expect: ").split("|")]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_with_the_words_that_help(path: Path) -> None:
    with pytest.raises(RulesetError) as caught:
        check(path)
    message = str(caught.value)
    for words in expected(path):
        assert words in message
    assert message.startswith(caught.value.file)
    assert caught.value.file.endswith(".toml")
    assert caught.value.cure or "要写成" in message or "是空的" in message or "要以" in message or "四位" in message


TEXTS = [path.read_text(encoding="utf-8") for path in sorted(shipped().values())]
JUNK = '''|true|-1|1e999999999|nan|[]|{}|[[]]|""|2023-02-30|\\0|１|not|weight /|()|"""|#|\n|"超" '''.split("|")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.sampled_from(TEXTS), junk=st.sampled_from(JUNK), data=st.data())
def test_a_damaged_file_is_loaded_or_refused_and_never_breaks(
    tmp_path: Path, text: str, junk: str, data: st.DataObject
) -> None:
    spots = [found.span() for found in re.finditer(r"\w+|[=\[\]{}\"]|[*/<>+-]", text)]
    first, last = data.draw(st.sampled_from(spots))
    damaged = re.sub("^id = .*", 'id = "damaged/1"', text[:first] + junk + text[last:], flags=re.MULTILINE)
    path = tmp_path / "damaged" / "1.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(damaged, encoding="utf-8")
    with suppress(RulesetError):
        assert check(path).id == "damaged/1"


def test_an_error_survives_pickling_with_its_facts() -> None:
    with pytest.raises(RulesetError) as caught:
        check(next(path for path in BAD if path.stem == "formula-name"))
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.rule, copy.key, str(copy)) == ("mine", "score", str(caught.value))
    assert copy.file == caught.value.file


def test_examples_may_be_left_out() -> None:
    path = next(path for path in BAD if path.stem == "example-score")
    assert load(path, examples=False).rules[0].id == "direct"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesetError, match="没有这个文件") as caught:
        load(tmp_path / "none.toml")
    assert caught.value.file == str(tmp_path / "none.toml")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(RulesetError, match="是文件夹"):
        load(tmp_path)


def test_a_file_below_a_file_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("", encoding="utf-8")
    with pytest.raises(RulesetError, match="不是文件夹"):
        load(tmp_path / "a" / "b.toml")


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    path.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(RulesetError, match="超过 256 KB"):
        load(path)


def test_a_chain_of_parents_may_not_be_endless(tmp_path: Path) -> None:
    text = (
        'id = "deep/{own}"\ntitle = "第 {own} 层"\ndocuments = "测试"\nextends = "{parent}"\n'
        'source = {{ document = "测试", evidence = "recalled" }}\n'
    )
    folder = tmp_path / "deep"
    folder.mkdir()
    for level in range(LONGEST_CHAIN):
        parent = f"deep/{level - 1}" if level else "national/2020"
        (folder / f"{level}.toml").write_text(text.format(own=level, parent=parent), encoding="utf-8")
    assert load(folder / f"{LONGEST_CHAIN - 2}.toml").rules
    with pytest.raises(RulesetError, match=f"超过 {LONGEST_CHAIN} 层"):
        load(folder / f"{LONGEST_CHAIN - 1}.toml")
