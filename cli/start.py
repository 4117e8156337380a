"""Where the `postil` command begins: the short way to the screen, or the table of all commands.

The annotator waits for the screen, so the command lines that open it are read here, without Typer and all commands.
`postil.cli.main` reads them too, for help and completion, and must read them alike.
"""

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

# Loading libraries makes many objects and no garbage: with Python's own threshold, a seventh of the start goes into looking.
_COLLECT_AFTER = 50_000
_OPTIONS = {"--as": "name", "--article": "article", "--order": "order"}
_COMPLETION = "_POSTIL_COMPLETE"  # set by the shell when it asks what could come next


@dataclass(slots=True)
class Request:
    """What a command line that opens the screen says."""

    directories: list[str]
    asked: bool = False
    name: str = ""
    article: str = ""
    order: str = ""


def main() -> None:
    """Run this process's command line and exit: 0 done, 2 refused with a sentence, 130 interrupted, 1 a defect of postil."""
    gc.set_threshold(_COLLECT_AFTER, 10, 10)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    request = None if _COMPLETION in os.environ else short(sys.argv[1:])
    if request is not None:
        from postil.cli.ending import ended

        raise SystemExit(ended(lambda: _open(request)))
    from postil.cli.main import run

    raise SystemExit(run(sys.argv[1:]))


def short(arguments: Sequence[str]) -> Request | None:
    """What an `annotate` command line says; None where it is another command, or wrong, or asks for help."""
    request = Request([])
    rest = list(arguments)
    while len(rest) >= 2 and rest[0] == "-C":
        request.directories.append(rest[1])
        del rest[:2]
    if rest:
        request.asked = rest.pop(0) == "annotate"
        if not request.asked:
            return None
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        if option not in _OPTIONS or not (equals or rest):
            return None
        value = value if equals else rest.pop(0)
        if value.startswith("-"):
            return None
        if option == "--order" and value not in _orders():
            return None
        setattr(request, _OPTIONS[option], value)
    return request


def _orders() -> Sequence[str]:
    from postil.schema.settings import ORDERS

    return ORDERS


def _open(request: Request) -> int:
    from postil.cli.ending import enter
    from postil.cli.opening import open_screen

    for directory in request.directories:
        enter(directory)
    return open_screen(request.name, request.article, request.order, asked=request.asked)
