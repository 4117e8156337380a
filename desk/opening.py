"""Opening a project for one annotator. Imported late: this is where the database and YAML libraries come in."""

from pathlib import Path

from postil.db.store import Store
from postil.desk.desk import Desk
from postil.schema.fit import require_fit
from postil.schema.scheme import ProjectFile
from postil.schema.scheme_file import load_project


def read_project(folder: Path) -> ProjectFile:
    """The project's postil.yaml. Raises PostilError naming line and column of what is wrong."""
    return load_project(folder / "postil.yaml")


def open_desk(folder: Path, project: ProjectFile, annotator: str, *, order: str = "") -> Desk:
    """The desk of `annotator` at the project in `folder`. Raises PostilError where the database cannot be used.

    `order` decides which article comes next; without it, postil.yaml does. A scheme that changed since the last time must
    still have every label that is in use.
    """
    store = Store.open(folder / project.settings.database, backups=folder / "backups")
    if not store.holds_scheme(project):
        require_fit(project.scheme, store.in_use())
        store.keep_scheme(project)
    return Desk(store, project.scheme, annotator, order=order or project.settings.order)
