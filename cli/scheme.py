"""`postil scheme`: look at a scheme before it is used."""

from pathlib import Path
from typing import Annotated

import typer

from postil.cli.findings import report
from postil.cli.output import data_json

app = typer.Typer(help="Look at a scheme before it is used.", rich_markup_mode=None, no_args_is_help=True)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A postil.yaml.")],
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Say what is wrong with a scheme, and what is probably not meant. Exits with 2 when it cannot be used."""
    from postil.schema.scheme_check import check_project

    code = report(check_project(file), as_json=as_json)
    if code:
        raise typer.Exit(code)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of postil.yaml, for editors that complete and check while you type."""
    from postil.schema.scheme_file import json_schema

    data_json(json_schema())
