"""The `postil` command: the table of its commands, and how each of them ends."""

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from postil.cli import annotate, backup, check, demo, export, import_, init, messages, project, scheme, status, suggest
from postil.schema.errors import PostilError

# Typer vendors Click and gives out only the leaves of its errors: this is what they have in common, a wrong command line.
_WrongUsage: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="postil",
    help="Annotate news articles in the terminal: accept, correct or reject each suggestion with a key.",
    epilog="Inside a project, `postil` alone opens the screen. A first look: postil demo",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("init")(init.init)
app.command("import")(import_.import_)
app.command("suggest")(suggest.suggest)
app.command("annotate")(annotate.annotate)
app.command("export")(export.export)
app.command("status")(status.status)
app.command("check")(check.check)
app.command("backup")(backup.backup)
app.add_typer(scheme.app, name="scheme")


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    directory: Annotated[list[str], typer.Option("-C", metavar="DIR", help="Run as if started in DIR.")] = [],  # noqa: B006  # Typer copies it
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Annotate news articles in the terminal: accept, correct or reject each suggestion with a key."""
    if version:
        print(f"postil {_version()}")
        raise typer.Exit
    for step in directory:
        _enter(step)
    if context.invoked_subcommand is None:
        if project.find(Path.cwd()) is None:
            messages.say(project.NO_PROJECT_HELP)
            raise typer.Exit(messages.REFUSED)
        annotate.annotate()


def main() -> None:
    """Run this process's command line and exit: 0 done, 2 refused with a sentence, 130 interrupted, 1 a defect of postil."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    raise SystemExit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code."""
    command = typer.main.get_command(app)
    try:
        code = command.main(args=list(arguments), prog_name="postil", standalone_mode=False)
        sys.stdout.flush()
    except PostilError as error:
        messages.refuse(error)
        return messages.REFUSED
    except (typer.Abort, KeyboardInterrupt):
        code = messages.INTERRUPTED
    except _WrongUsage as error:
        messages.refuse(_usage(error))
        return messages.REFUSED
    except OSError as error:
        return _system_error(error)
    except Exception as error:
        # The last line of defence: nothing is swallowed, the traceback goes to a log instead of the terminal.
        messages.crashed(error, project.find(Path.cwd()))
        return 1
    if code == messages.INTERRUPTED:
        messages.say("Stopped. The same command, run again, goes on from what is stored.")
    return code if isinstance(code, int) else 0


def _system_error(error: OSError) -> int:
    if error.errno == errno.EPIPE:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        return 141
    name = f" {error.filename}" if error.filename else ""
    hints = {
        errno.ENOSPC: "The disk is full: make room, then run the same command again.",
        errno.EACCES: "You have no right to do that there.",
        errno.EROFS: "That place is read-only.",
    }
    messages.refuse(
        PostilError(f"{error.strerror or error}:{name}." if name else f"{error}.", hint=hints.get(error.errno or 0, ""))
    )
    return messages.REFUSED


def _usage(error: Exception) -> PostilError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "postil"
    sentence = error.format_message() if hasattr(error, "format_message") else str(error)
    return PostilError(sentence, hint=f"See: {path} --help")


def _enter(directory: str) -> None:
    try:
        os.chdir(directory)
    except OSError as error:
        raise PostilError(f"Cannot enter the folder {directory}: {error.strerror}.") from error


def _version() -> str:
    from importlib.metadata import version

    return version("postil")


if __name__ == "__main__":
    main()
