"""What SQLite says, told as sentences with a way out."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from postil.schema.errors import NotSaved, PostilError

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH)


def newest_backup(backups: Path | None) -> Path | None:
    """The newest backup in that folder, or None."""
    if backups is None or not backups.is_dir():
        return None
    found = [p for p in backups.iterdir() if p.suffix == ".db" and p.is_file()]
    return max(found, key=lambda p: (p.stat().st_mtime_ns, p.name), default=None)


def restore_hint(path: Path, backups: Path | None) -> str:
    """How to get back to the newest backup, or that there is none."""
    newest = newest_backup(backups)
    if newest is None:
        return f"There is no backup in {backups}." if backups else "There is no backup."
    together = f"{path.name}, and {path.name}-journal, -wal and -shm if they are there,"
    return f"The newest backup is {newest}. To go back to it, move {together} aside together and copy the backup in its place."


def damaged(path: Path, backups: Path | None, found: str = "") -> PostilError:
    """The error for a file that is an SQLite database no longer."""
    return PostilError(f"The database {path} is damaged{f' ({found})' if found else ''}.", hint=restore_hint(path, backups))


@contextmanager
def told(path: Path, backups: Path | None, *, writing: bool, wait: float = 20.0) -> Iterator[None]:
    """Turn what SQLite raises inside into NotSaved (when writing) or PostilError."""
    kind = NotSaved if writing else PostilError
    try:
        yield
    except DBAPIError as error:
        if not isinstance(error.orig, sqlite3.Error):
            raise
        raise _sentence(error.orig, path, backups, kind, wait) from error
    except sqlite3.Error as error:
        raise _sentence(error, path, backups, kind, wait) from error
    except PoolTimeout as error:
        raise kind(f"The database {path} is busy in this program.", hint="Try again.") from error
    except UnicodeEncodeError as error:
        raise kind(
            f"The text holds half a character (U+{ord(error.object[error.start]):04X}), which cannot be stored.",
            hint="Take it out and try again.",
        ) from error


def _sentence(error: sqlite3.Error, path: Path, backups: Path | None, kind: type[PostilError], wait: float) -> PostilError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return kind(
            f"The database {path} has been locked by another process for {wait:g} seconds.",
            hint="Try again; if it lasts, look for another program that has the file open.",
        )
    if code == sqlite3.SQLITE_FULL:
        return kind(f"The disk is full: {path} cannot grow.", hint="Make room on the disk, then try again.")
    if code in _READ_ONLY:
        return kind(
            f"The database {path} cannot be written: it, or its folder, is read-only.",
            hint="Change the permissions of the file and its folder, then try again.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return kind(
            f"The disk reported an error for {path} ({error}).", hint="Check the disk and the space on it, then try again."
        )
    if code in _DAMAGED:
        found = damaged(path, backups, str(error))
        return kind(found.message, hint=found.hint)
    if code == sqlite3.SQLITE_TOOBIG:
        return kind(f"This is more than one row of a database holds ({error}).")
    if code == sqlite3.SQLITE_NOMEM:
        return kind("There is not enough memory.", hint="Close other programs, then try again.")
    return kind(f"The database {path} refused this: {error}.", hint="Run `postil check`.")
