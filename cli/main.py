"""The table of all commands."""

from collections.abc import Sequence
from typing import Annotated

import typer

from postil.cli import (
    annotate,
    backup,
    check,
    demo,
    duplicates,
    evaluate,
    export,
    formats,
    import_,
    init,
    learn,
    models,
    rules,
    scheme,
    stats,
    status,
    suggest,
)
from postil.cli.ending import ended, enter
from postil.cli.opening import open_screen
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
app.command("formats")(formats.formats)
app.command("evaluate")(evaluate.evaluate)
app.command("status")(status.status)
app.command("stats")(stats.stats)
app.command("rules")(rules.rules)
app.command("learn")(learn.learn)
app.command("duplicates")(duplicates.duplicates)
app.command("check")(check.check)
app.command("backup")(backup.backup)
app.add_typer(models.app, name="models")
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
        enter(step)
    if context.invoked_subcommand is None:
        raise typer.Exit(open_screen(asked=False))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code."""
    return ended(lambda: _run(arguments))


def _run(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(app)
    try:
        code = command.main(args=list(arguments), prog_name="postil", standalone_mode=False)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except _WrongUsage as error:
        raise _usage(error) from error
    return code if isinstance(code, int) else 0


def _usage(error: Exception) -> PostilError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "postil"
    sentence = error.format_message() if hasattr(error, "format_message") else str(error)
    return PostilError(sentence, hint=f"See: {path} --help")


def _version() -> str:
    from importlib.metadata import version

    return version("postil")
