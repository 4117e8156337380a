"""`postil backup`: a copy of the database that is whole, even while somebody annotates."""

from pathlib import Path
from typing import Annotated

import typer

from postil.cli import messages
from postil.cli.project import here
from postil.schema.errors import PostilError


def backup(out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; it must not exist.")]) -> None:
    """Copy the database into one file, while others may go on working."""
    from postil.db.backup import backup as copy

    project = here()
    if out.is_dir():
        raise PostilError(f"{out} is a folder.", hint=f"Name a file in it, such as {out / 'postil-backup.db'}.")
    copy(project.database, out)
    messages.say(f"Copied {project.database} to {out} ({out.stat().st_size / 1e6:,.1f} MB).")
