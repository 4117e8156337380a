"""A copy of a database that is whole, even while others write to it."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from postil.db.connection import Database
from postil.db.errors import told
from postil.schema.errors import PostilError


def backup(path: Path, out: Path) -> None:
    """Copy the database at `path` to `out` (a new file, or a folder that gets a file named by the time).

    Uses SQLite's online backup, so that nothing that is committed is missed. Raises PostilError.
    """
    if not path.is_file():
        raise PostilError(f"There is no database at {path}.")
    if out.is_dir():
        out = out / f"{path.stem}-{datetime.now(UTC).strftime('%Y%m%d-%H%M%S')}.db"
    database = Database(path)
    try:
        copy_database(database, out)
    finally:
        database.close()


def copy_database(database: Database, out: Path) -> None:
    """Copy to the new file `out`: written aside, checked, then renamed."""
    if out.exists():
        raise PostilError(f"{out} exists already.", hint="Name another file: a backup never replaces one.")
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with told(database.path, database.backups, writing=False, wait=database.wait), closing(database.connect()) as source:
            _copy(source, aside, out)
        _sync(aside)
        os.rename(aside, out)
        _sync(out.parent)
    except OSError as error:
        raise PostilError(f"The backup {out} could not be written: {error.strerror}.", hint="Name another place.") from error
    finally:
        with suppress(OSError):
            aside.unlink()


def _copy(source: sqlite3.Connection, aside: Path, out: Path) -> None:
    try:
        with closing(sqlite3.connect(aside, isolation_level=None)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
            found = target.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
            raise PostilError(
                f"The backup {out} could not be written: {error}.", hint="Name a place with more room."
            ) from error
        raise
    if found != "ok":
        raise PostilError(f"The copy of the database is damaged ({found}), so it was not kept.", hint="Run `postil check`.")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
