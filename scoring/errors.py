"""Exceptions of the engine.

A finding is a value; an exception means that a file, a ruleset or a call is
broken.  Every exception carries its facts as attributes and prints itself as
one Chinese sentence: what, where, why, what to do.
"""

from typing import Self


class ZipingbiaoError(Exception):
    """Root of every exception this project raises on purpose.

    Attributes:
        what: what is wrong, a Chinese sentence without a full stop.
        place: file, table, row or key where it is wrong, or "".
        cure: what the user can do about it, or "".
    """

    def __init__(self, what: str, *, place: str = "", cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.place = place
        self.cure = cure

    def __str__(self) -> str:
        head = f"{self.place}：" if self.place else ""
        tail = f"。处理办法：{self.cure}" if self.cure else ""
        return f"{head}{self.what}{tail}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.__dict__))


def _rebuild(kind: type[ZipingbiaoError], facts: dict[str, str]) -> ZipingbiaoError:
    """Unpickle an exception of any subclass without calling its __init__."""
    error = kind.__new__(kind)
    error.args = (facts["what"],)
    error.__dict__.update(facts)
    return error


class FormulaError(ZipingbiaoError):
    """A formula is not in the allowed language; raised when a ruleset loads.

    Attributes:
        text: the formula as written.
    """

    def __init__(self, what: str, *, text: str, place: str = "", cure: str = "") -> None:
        super().__init__(what, place=place, cure=cure)
        self.text = text


class UndefinedScore(ZipingbiaoError):
    """A checked formula has no value for these numbers (division by zero)."""


class WrongArgument(ZipingbiaoError, TypeError):
    """A function was called with something of another kind than it takes."""

    @classmethod
    def of(cls, call: str, wanted: str, given: object, cure: str) -> Self:
        """A call that was given something else.

        Args:
            call: the function.
            wanted: what it takes there, in Chinese.
            given: what it was given.
            cure: what to write instead.
        """
        return cls(f"{call} 要的是{wanted}，给的是 {type(given).__name__}", cure=cure)
