"""`postil annotate`: open the screen."""

import os
import sys
from typing import Annotated

import typer

from postil.cli import complete
from postil.cli.project import Project, here
from postil.schema.errors import PostilError

LONGEST_NAME = 64


def annotate(
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who annotates; else $POSTIL_ANNOTATOR, else your login.")
    ] = "",
    article: Annotated[str, typer.Option(metavar="ID", help="Begin with this article.", autocompletion=complete.articles)] = "",
) -> None:
    """Open the screen where you stopped. `postil` alone does the same."""
    who = annotator(name)
    require_terminal()
    code = show(here(), who, article)
    if code:
        raise typer.Exit(code)


def show(project: Project, name: str, article: str = "") -> int:
    """Open the screen on a project; the exit code."""
    from postil.tui.app import run

    return run(project.folder, project.file, name, article)


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
