"""Opening a project for one annotator. Imported late: this is where the database library comes in."""

from pathlib import Path

from postil.db.store import Store
from postil.desk.desk import Desk
from postil.schema.scheme import ProjectFile


def open_desk(folder: Path, project: ProjectFile, annotator: str) -> Desk:
    """The desk of `annotator` at the project in `folder`. Raises PostilError where the database cannot be used."""
    store = Store.open(folder / project.settings.database, backups=folder / "backups")
    return Desk(store, project.scheme, annotator)
