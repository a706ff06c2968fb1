"""The public names of a package: there when they are asked for, and nothing before."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import reports
import rulesets
import scoring

doors = pytest.mark.parametrize("package", [scoring, reports, rulesets], ids=["scoring", "reports", "rulesets"])


@doors
def test_every_public_name_is_there_and_listed(package: ModuleType) -> None:
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        value = getattr(package, name)
        assert vars(package)[name] is value


@doors
def test_no_other_name_is_there(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'nothing'"):
        _ = package.nothing


def test_a_package_that_is_imported_loads_nothing_of_its_own_but_the_door() -> None:
    code = "import sys, scoring, reports; print(*(n for n in sys.modules if n.startswith(('scoring.', 'reports.'))))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["scoring.door"]
