"""Creating a database, and opening one: refused with a sentence when it is not what it should be."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert

from postil.db.connection import APPLICATION_ID, Database
from postil.db.errors import damaged, restore_hint, told
from postil.db.lists import keep_scheme
from postil.db.migrations import VERSION, migrate
from postil.db.rows import now
from postil.db.tables import metadata, project
from postil.schema.errors import NotSaved, PostilError
from postil.schema.scheme import ProjectFile

_MAGIC = b"SQLite format 3\0"
_QUICK_CHECK_BYTES = 8_000_000


def create_database(path: Path, file: ProjectFile, *, wait: float = 20.0) -> Database:
    """A new database with the project's scheme, for this user alone to read. Raises PostilError."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise PostilError(f"{path} exists already.", hint="Open it, or move it aside.") from error
    except OSError as error:
        raise NotSaved(f"The database {path} could not be created: {error.strerror}.") from error
    database = Database(path, wait=wait)
    try:
        with told(path, None, writing=True, wait=wait), closing(database.connect()) as connection:
            connection.execute(f"PRAGMA journal_mode={database.journal.mode}")
        with database.write() as transaction:
            metadata.create_all(transaction)
            transaction.execute(insert(project).values(one=1, created=now()))
            keep_scheme(transaction, file)
            transaction.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            transaction.exec_driver_sql(f"PRAGMA user_version={VERSION}")
    except PostilError:
        database.close()
        path.unlink(missing_ok=True)
        raise
    return database


def open_database(path: Path, backups: Path | None, *, wait: float = 20.0) -> Database:
    """An existing database: recognised, checked if it is small, migrated if it is older. Raises PostilError."""
    backups = backups if backups is not None else path.absolute().parent / "backups"
    recognise(path, backups)
    database = Database(path, backups=backups, wait=wait)
    try:
        with told(path, backups, writing=False, wait=wait), closing(database.connect()) as connection:
            version = version_of(connection, path, backups)
            _quick_check(connection, path, backups)
            _settle_journal(connection, database)
        if version < VERSION:
            migrate(database, version)
    except PostilError:
        database.close()
        raise
    return database


def recognise(path: Path, backups: Path) -> None:
    try:
        with open(path, "rb") as file:
            start = file.read(16)
    except FileNotFoundError as error:
        raise PostilError(f"There is no database at {path}.", hint="`postil init` makes a project.") from error
    except OSError as error:
        raise PostilError(f"The database {path} cannot be read: {error.strerror}.") from error
    if start != _MAGIC:
        what = "is empty" if not start else "is not a postil database"
        raise PostilError(f"The file {path} {what}.", hint=restore_hint(path, backups))


def version_of(connection: sqlite3.Connection, path: Path, backups: Path) -> int:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or version < 1:
        raise PostilError(f"The file {path} is a database of another program, not of postil.", hint=restore_hint(path, backups))
    if version > VERSION:
        raise PostilError(
            f"The database {path} was made by a newer postil (version {version} of its tables; this one knows {VERSION}).",
            hint=f"Install the newer postil. {restore_hint(path, backups)}",
        )
    return int(version)


def _quick_check(connection: sqlite3.Connection, path: Path, backups: Path) -> None:
    if path.stat().st_size > _QUICK_CHECK_BYTES:
        return
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise damaged(path, backups, str(found))


def _settle_journal(connection: sqlite3.Connection, database: Database) -> None:
    """Change the journal when it is the wrong one for this machine, unless others have the file open or it is read-only."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == database.journal.mode:
        return
    try:
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute(f"PRAGMA journal_mode={database.journal.mode}")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise
