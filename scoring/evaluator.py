"""The evaluator of explanations, which dies without running a line of Python.

Imported when a formula is first explained: simpleeval takes its time.
"""

from __future__ import annotations

from simpleeval import SimpleEval


class Evaluator(SimpleEval):  # type: ignore[misc]  # simpleeval has no types
    """An evaluator that is taken apart in C.

    simpleeval's has a ``__del__``; Ctrl-C pressed while the garbage collector runs it would raise in there,
    where Python throws exceptions away.
    """

    __del__ = object.__init__
