"""Opening the screen: who annotates, on what terminal, in which project."""

import os
import sys
from pathlib import Path

from postil.cli import messages
from postil.cli.project import NO_PROJECT_HELP, find, folder
from postil.schema.errors import PostilError

LONGEST_NAME = 64


def open_screen(name: str = "", article: str = "", order: str = "", *, asked: bool = True) -> int:
    """Open the screen on the project around the working directory; the exit code. Raises PostilError.

    `order`: which article comes next, one of `schema.settings.ORDERS`; as postil.yaml says where it is "".

    When nobody `asked` for it by name, and there is no project, say what there is to do instead.
    """
    if not asked and find(Path.cwd()) is None:
        for line in NO_PROJECT_HELP.split("\n"):
            messages.say(line)
        return messages.REFUSED
    who = annotator(name)
    require_terminal()
    return show(folder(), who, article, order)


def show(place: Path, name: str, article: str = "", order: str = "") -> int:
    """Open the screen on the project in the folder `place`; the exit code. Raises PostilError."""
    from postil.tui.app import run

    return run(place, name, article, order)


def annotator(given: str) -> str:
    """The annotator's name: as given, else $POSTIL_ANNOTATOR, else the login. Raises PostilError for one that cannot be."""
    name = (given or os.environ.get("POSTIL_ANNOTATOR", "") or _login()).strip()
    if not name:
        raise PostilError("It is not known who annotates.", hint="Say it with --as NAME.")
    if len(name) > LONGEST_NAME:
        raise PostilError(f"The annotator's name is {len(name)} characters long; {LONGEST_NAME} is the most.")
    if not name.isprintable():
        raise PostilError(f"The annotator's name {name!r} holds a character that cannot be printed.")
    return name


def require_terminal() -> None:
    """Raise a PostilError where there is no terminal to draw on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise PostilError(
            "The screen needs a terminal, and the input or the output is not one.",
            hint="Over SSH, ask for one: ssh -t HOST postil … In a script, use the other commands: postil --help",
        )
    if os.environ.get("TERM", "") in ("", "dumb"):
        raise PostilError(
            "The terminal cannot place text on the screen (TERM is dumb, or not set).",
            hint="Set TERM to what the terminal is, for example: TERM=xterm-256color postil",
        )


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
