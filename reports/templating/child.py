"""The process in which a user's own template runs: little memory, little time, no files, nothing to call.

Run as a script, alone: it reads one JSON object from standard input (``parts``: name → template text,
``markup``: word, html, md, csv or txt, which decides how what is filled in is escaped, ``data``,
``seconds``, ``megabytes``) and writes one to standard output (``parts``: name → text, or ``error`` with
``part`` and ``line``).
"""

from __future__ import annotations

import json
import sys
from typing import Any


def limit(seconds: int, megabytes: int) -> None:
    """Bound processor time and memory where the system can."""
    try:
        import resource
    except ImportError:  # Windows; the parent still ends a process that takes too long
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def fill(task: dict[str, Any]) -> dict[str, Any]:
    """Fill every part of a template."""
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup, escape

    breaks = Markup('</w:t><w:br/><w:t xml:space="preserve">')

    def lines(value: Any) -> Any:
        if not isinstance(value, str) or "\n" not in value or hasattr(value, "__html__"):
            return value
        return breaks.join(escape(line) for line in value.split("\n"))

    def plain(value: Any) -> Any:
        # Names and reasons come from files of strangers: in Markdown they bring no tag, in a table no formula.
        if not isinstance(value, str):
            return value
        if task["markup"] == "md":
            return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if value[:1] in ("=", "+", "-", "@", "\t", "\r") and not value[1:].replace(".", "", 1).isdigit():
            value = f"'{value}"
        return value

    finalize = {"word": lines, "md": plain, "csv": plain}
    environment = ImmutableSandboxedEnvironment(
        autoescape=task["markup"] in ("word", "html"),
        undefined=StrictUndefined,
        finalize=finalize.get(task["markup"]),
        trim_blocks=task["markup"] != "word",
        lstrip_blocks=task["markup"] != "word",
        keep_trailing_newline=True,
    )
    filled: dict[str, str] = {}
    for name, text in task["parts"].items():
        try:
            filled[name] = environment.from_string(text).render(task["data"])
        except TemplateSyntaxError as error:
            return {"error": str(error.message), "part": name, "line": error.lineno}
        except TemplateError as error:
            return {"error": f"{type(error).__name__}: {error}", "part": name, "line": line_of(error)}
        except MemoryError:
            return {"error": "memory", "part": name, "line": 0}
        except Exception as error:  # whatever a stranger's expression may raise
            return {"error": f"{type(error).__name__}: {error}", "part": name, "line": line_of(error)}
    return {"parts": filled}


def line_of(error: BaseException) -> int:
    """The line of the template an error rose from, 0 where unknown."""
    line, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def main() -> None:
    """Do the one task."""
    task = json.load(sys.stdin)
    # Loaded before memory gets scarce.
    import jinja2.sandbox  # noqa: F401

    limit(task["seconds"], task["megabytes"])
    json.dump(fill(task), sys.stdout)


if __name__ == "__main__":
    main()
