"""Functions of pdfium that are called for every letter and every line drawn, without what makes a call dear.

A call through ctypes costs more than what it does, and most of that is turning arguments into what C takes.
These have no types declared: they are handed what needs no turning.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def plain(name: str) -> Any:
    """A function of pdfium by its name.

    It takes handles as pdfium gave them, whole numbers of 32 bits, and ``byref`` of room for results, nothing else.
    """
    from ctypes import PYFUNCTYPE, c_void_p, cast

    import pypdfium2.raw as pdfium

    declared = getattr(pdfium, name)
    return PYFUNCTYPE(declared.restype)(cast(declared, c_void_p).value or 0)
