"""The outermost group: turns whatever goes wrong into a Chinese message and an exit code."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, NoReturn, TextIO

import click

from .chinese import Group, translated
from .exits import FAILED, FINE, INTERRUPTED
from .faults import complain, internal_error, reason, say

_PLAINER: Final = "zipingbiao-plainer"
_MISTYPED: Final = 0.75
"""How much of an option's letters a mistyped one shares with it, at least."""
_SUBSTITUTES: Final = {"−": "-", "≦": "≤", "≧": "≥", "²": "2", "³": "3", "•": "·"}


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Encode what the console's encoding lacks as something like it, else as a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_SUBSTITUTES.get(character, "?") for character in lacking), error.end


class Program(Group):
    """The program as a whole."""

    def main(  # type: ignore[override]  # click's own declares overloads for standalone_mode
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        extra.pop("standalone_mode", None)
        if not (sys.argv[1:] if args is None else args):
            args = ["--help"]
        codecs.register_error(_PLAINER, _plainer)
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                # A console in GBK must not fail on a character that GBK lacks.
                stream.reconfigure(errors=_PLAINER)
        try:
            code = super().main(args=args, prog_name=prog_name or "zipingbiao", standalone_mode=False, **extra)
            if sys.stdout is not None:
                sys.stdout.flush()
        except click.ClickException as error:
            code = _refuse(error)
        except (click.Abort, KeyboardInterrupt):  # click makes the one of the other
            say("已中断。")
            code = INTERRUPTED
        except _own_errors() as error:  # looked up only when something was raised
            complain(error)
            code = FAILED
        except OSError as error:
            code = _system_refused(error)
        except Exception as error:
            # The last resort for what belongs to no file: nobody outside is to see a traceback.
            complain(internal_error(error, ""))
            code = FAILED
        _end_quietly(sys.stdout)
        _end_quietly(sys.stderr)
        sys.exit(code if isinstance(code, int) else FINE)


def program(
    name: str,
    *,
    purpose: str,
    commands: dict[str, tuple[str, str | dict[str, tuple[str, str]]]],
) -> Program:
    """The program from the list of its commands.

    Args:
        name: what the user types.
        purpose: what it is for, with its exit codes.
        commands: name to purpose and ``module:attribute`` under ``workbench.commands``, or, for a
            group, the same again.
    """
    version = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help="显示版本号",
    )
    return Program(name, help=purpose, params=[version], lazy=_lazy(commands))


def _lazy(commands: dict[str, tuple[str, Any]]) -> dict[str, tuple[str, Callable[[], click.Command]]]:
    return {
        name: (purpose, _imported(where) if isinstance(where, str) else _group(name, purpose, where))
        for name, (purpose, where) in commands.items()
    }


def _imported(where: str) -> Callable[[], click.Command]:
    """Imports a command's module when it is run: ``--help`` must not wait for the engine."""
    module, attribute = where.split(":")

    def command() -> click.Command:
        found = getattr(import_module(f"workbench.commands.{module}"), attribute)
        assert isinstance(found, click.Command)
        return found

    return command


def _group(name: str, purpose: str, commands: dict[str, tuple[str, Any]]) -> Callable[[], click.Command]:
    return lambda: Group(name, help=f"{purpose}。", lazy=_lazy(commands))


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"zipingbiao {version('zipingbiao')}")
        context.exit()


def _own_errors() -> type[Exception]:
    """The root of our exceptions, imported late: the engine is not needed to print a help text."""
    from scoring.errors import ZipingbiaoError

    return ZipingbiaoError


def _refuse(error: click.ClickException) -> int:
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter) and error.param:
        complain(f"{'/'.join(error.param.opts)}：{error.message}")
    else:
        near = _meant(error)
        hint = f"，是不是 {'、'.join(near)}？" if near else ""
        complain(translated(error.format_message()) + hint)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(f"说明见：{error.ctx.command_path} --help", err=True)
    return FAILED


def _meant(error: click.ClickException) -> list[str]:
    """Options that a mistyped one may stand for: those it begins, else those like it."""
    if not isinstance(error, click.NoSuchOption):
        return []
    import difflib

    near = sorted(error.possibilities or ())
    begun = [option for option in near if option.startswith(error.option_name)]
    # click's own measure takes --all for what is meant by --table.
    return begun or difflib.get_close_matches(error.option_name, near, cutoff=_MISTYPED)


def _system_refused(error: OSError) -> int:
    # A reader that has seen enough (`| head`) closes the pipe; Windows calls that EINVAL.
    if error.errno != errno.EPIPE and (error.errno != errno.EINVAL or os.name != "nt"):
        complain(f"{error.filename or '标准输出'}：{reason(error)}")
    return FAILED


def _end_quietly(stream: TextIO | None) -> None:
    """Flush; what cannot be written is thrown away, or Python would complain of it at its own end."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
