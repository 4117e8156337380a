"""The project folder: found from where one stands, read, and opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from postil.schema.errors import PostilError
from postil.schema.scheme import ProjectFile

if TYPE_CHECKING:
    from postil.db.store import Store

FILE = "postil.yaml"
NO_PROJECT_HELP = """There is no postil project here.

  postil demo            look around with sample articles
  postil init news       make a project in the folder news
  cd news
  postil import FILES    bring articles in
  postil suggest         let the rules suggest
  postil                 annotate

All commands: postil --help"""


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and its postil.yaml, read."""

    folder: Path
    file: ProjectFile

    @property
    def database(self) -> Path:
        """Where the database is."""
        return self.folder / self.file.settings.database

    @property
    def backups(self) -> Path:
        """Where the store keeps the copies that it makes before it migrates."""
        return self.folder / "backups"


def find(start: Path) -> Path | None:
    """The project folder that holds `start`: the nearest one upwards with a postil.yaml, or None."""
    start = start.absolute()
    return next((place for place in (start, *start.parents) if (place / FILE).is_file()), None)


def here() -> Project:
    """The project around the working directory. Raises PostilError when there is none, or its postil.yaml is wrong."""
    return read(folder())


def folder() -> Path:
    """The project folder around the working directory. Raises PostilError when there is none."""
    found = find(Path.cwd())
    if found is None:
        raise PostilError(
            f"There is no postil project in {Path.cwd()} or above it.",
            hint="Make one with `postil init DIR`, or name one with `postil -C DIR …`.",
        )
    return found


def read(place: Path) -> Project:
    """The project in the folder `place`. Raises PostilError when its postil.yaml is wrong."""
    from postil.schema.scheme_file import load_project

    return Project(place, load_project(place / FILE))


@contextmanager
def opened(project: Project, *, writing: bool = False) -> "Iterator[Store]":
    """The project's store, closed at the end. Refuses a scheme that does not fit what is stored.

    Before `writing`, the scheme is kept, should it be a new version.
    """
    from postil.db.store import Store
    from postil.schema.fit import require_fit

    store = Store.open(project.database, backups=project.backups)
    try:
        require_fit(project.file.scheme, store.in_use())
        if writing:
            store.keep_scheme(project.file)
        yield store
    finally:
        store.close()
