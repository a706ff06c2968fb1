"""Loops as machine code that stands alone: made by the compiler, kept in files, and run without the compiler.

To load the compiler takes as long as to score millions of rows; the code itself is a few thousand bytes that
call nothing, and the linker that comes with the compiler puts it in memory in a moment.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import frozen

_MARK: Final = 32
"""Bytes of what tells whether the rest of a file is whole."""

Argument: TypeAlias = tuple[str, bool | None]
"""The type of the numbers of a column, and whether it is filled; None: it is no column but one number."""

_OF_A_COLUMN: Final = (ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * 2, ctypes.c_void_p, *[ctypes.c_int64] * 2)
"""What a compiled function takes for a column: its owner, what it is part of, how many numbers there are and how many
bytes each has, where they begin, and again how many there are and how far apart."""

_NAMES: Final = {ctypes.c_void_p: "ptr", ctypes.c_int32: "i32", ctypes.c_int64: "i64"}
"""Of these in the compiler's language."""


class NotAlone(Exception):
    """The code calls what only the compiler has, or is called otherwise than is known here."""


@frozen
class Code:
    """Machine code.

    Attributes:
        symbol: what the function is called in it.
        code: an object file.
    """

    symbol: str
    code: bytes

    def write(self, path: Path) -> None:
        """Keep it in a file."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        rest = b"\n".join([_machine().encode(), self.symbol.encode(), self.code])
        spare = path.with_suffix(f".{os.getpid()}")
        spare.write_bytes(sha256(rest).digest() + rest)
        spare.replace(path)

    @classmethod
    def read(cls, path: Path) -> Code | None:
        """What is kept in a file; None if it is not whole, or is for another machine."""
        try:
            whole = path.read_bytes()
        except OSError:
            return None
        mark, rest = whole[:_MARK], whole[_MARK:]
        if sha256(rest).digest() != mark:
            return None
        machine, symbol, code = rest.split(b"\n", 2)
        return cls(symbol.decode(), code) if machine.decode() == _machine() else None


@frozen(eq=False)
class NativeLoop:
    """Machine code in memory, to be called with numpy's columns and numbers.

    Attributes:
        arguments: what it takes.
        kept: whether it was read from a file.
    """

    arguments: Sequence[Argument]
    kept: bool
    _run: Callable[..., int]
    _engine: Any

    def __call__(self, *given: Any) -> bool:
        """Run it.

        Raises:
            TypeError: an argument is of another type.
        """
        found = ctypes.c_uint8()
        fault = ctypes.c_void_p()
        flat: list[Any] = [ctypes.byref(found), ctypes.byref(fault)]
        for (kind, filled), one in zip(self.arguments, given, strict=True):
            if filled is None:
                flat.append(int(one))
                continue
            flags = one.flags
            if one.dtype != kind or one.ndim != 1 or not (flags.c_contiguous and flags.aligned):
                raise TypeError(f"{one.dtype} for a column of {kind}")
            if filled and not flags.writeable:
                raise TypeError("a column that cannot be filled")
            count, size = len(one), one.itemsize
            flat += (None, None, count, size, one.ctypes.data, count, size)
        if self._run(*flat):
            raise ArithmeticError("the loop failed")
        return bool(found.value)


def opened(code: Code, arguments: Sequence[Argument], *, kept: bool) -> NativeLoop:
    """Put machine code in memory."""
    import llvmlite.binding as llvm

    _begin()
    machine = llvm.Target.from_default_triple().create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.code))
    engine.finalize_object()
    address = engine.get_function_address(code.symbol)
    if not address:
        raise NotAlone(code.symbol)
    return NativeLoop(arguments, kept, ctypes.CFUNCTYPE(ctypes.c_int32, *_taken(arguments))(address), engine)


def compiled(source: str, arguments: Sequence[Argument]) -> Callable[..., bool]:
    """Compile the function ``loop``, to be run by the compiler.

    Args:
        source: its code.
        arguments: what it takes.
    """
    made: Callable[..., bool] = _compiled(source, arguments)
    return made


def compiled_apart(source: str, arguments: Sequence[Argument]) -> Code:
    """Compile the function ``loop``, to be run without the compiler.

    Args:
        source: its code.
        arguments: what it takes.

    Raises:
        NotAlone: it cannot be; or any other error, for another version of the compiler may keep the code elsewhere.
    """
    # Without a wrapper for Python no column is owned, and none is counted.
    alone = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
    return _code_of(_compiled(source, arguments, **alone), arguments)


def _compiled(source: str, arguments: Sequence[Argument], **more: bool) -> Any:
    import numpy
    from numba import from_dtype, njit, types
    from numba.core.compiler import Compiler

    class Apart(Compiler):
        """Columns do not overlap: only so are rows computed side by side."""

        def define_pipelines(self) -> Any:
            self.state.flags.noalias = True
            return super().define_pipelines()  # type: ignore[no-untyped-call]

    def kind_of(kind: str, filled: bool | None) -> Any:
        number = from_dtype(numpy.dtype(kind))
        return number if filled is None else types.Array(number, 1, "C", readonly=not filled)

    table: dict[str, Any] = {"np": numpy}
    exec(compile(source, "<loop>", "exec"), table)
    signature = types.boolean(*(kind_of(*one) for one in arguments))
    options: dict[str, Any] = {"error_model": "numpy", "nogil": True, "pipeline_class": Apart, **more}
    return njit(signature, **options)(table["loop"])


def _code_of(made: Any, arguments: Sequence[Argument]) -> Code:
    """The machine code of what was compiled.

    Raises:
        NotAlone: it cannot be called without the compiler.
    """
    (result,) = made.overloads.values()
    symbol = result.fndesc.llvm_func_name
    module = result.library._final_module
    if any(one.is_declaration and not one.name.startswith("llvm.") for one in module.functions):
        raise NotAlone(symbol)
    taken = ["ptr" if str(one.type).endswith("*") else str(one.type) for one in module.get_function(symbol).arguments]
    if taken != [_NAMES[one] for one in _taken(arguments)]:
        raise NotAlone(symbol)
    return Code(symbol, result.library._get_compiled_object())


def _taken(arguments: Sequence[Argument]) -> Iterator[Any]:
    """What a compiled function takes: where to put what it returns, where to put a fault, and its arguments."""
    yield from (ctypes.c_void_p, ctypes.c_void_p)
    for kind, filled in arguments:
        yield from _OF_A_COLUMN if filled is not None else (ctypes.c_int32 if kind == "int32" else ctypes.c_int64,)


def _begin() -> None:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def _machine() -> str:
    """What machine code hangs on: the processor and what it can do."""
    import llvmlite.binding as llvm

    _begin()
    return f"{llvm.get_default_triple()} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
