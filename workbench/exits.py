"""Exit codes of the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scoring import Finding

FINE: Final = 0
"""Everything was done and nothing is wrong."""

FINDINGS: Final = 1
"""Everything was done; at least one finding is certain (severity error)."""

FAILED: Final = 2
"""Something could not be run: a file, a ruleset or the command line itself."""

INTERRUPTED: Final = 130
"""The user pressed Ctrl-C (128 and the signal's number, as shells count)."""


def exit_code(
    findings: Iterable[Finding], *, errors: bool = False, failed: bool = False, interrupted: bool = False
) -> int:
    """The code for a run with these findings or ``errors``, ``failed`` when any of its files could not be done."""
    if interrupted:
        return INTERRUPTED
    if failed:
        return FAILED
    return FINDINGS if errors or any(finding.severity == "error" for finding in findings) else FINE
