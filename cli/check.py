"""`postil check`: is everything in order?"""

from typing import Annotated

import typer

from postil.cli.findings import report
from postil.cli.project import here


def check(
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Verify the database, every offset, the scheme and the log of decisions. Exits with 2 when something is wrong."""
    from postil.db.check import check as verify

    project = here()
    code = report(verify(project.database, project.file), as_json=as_json)
    if code:
        raise typer.Exit(code)
