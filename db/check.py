"""Whether a database is in order: the file, every offset, the scheme, the log, the counts. Nothing is changed."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, select

from postil.db.check_articles import check_articles
from postil.db.check_counts import check_counts, check_lists
from postil.db.connection import Database
from postil.db.errors import newest_backup, restore_hint, told
from postil.db.faults import Faults
from postil.db.lease import abandoned
from postil.db.leftovers import count_leftovers
from postil.db.lists import newest_hash, scheme_hash
from postil.db.migrations import VERSION
from postil.db.opening import recognise, version_of
from postil.db.tables import metadata
from postil.db.tables import project as project_row
from postil.schema.errors import PostilError
from postil.schema.finding import Finding
from postil.schema.scheme import ProjectFile

_SHOWN = 5
_T = TypeVar("_T")


def check(path: Path, project: ProjectFile, *, backups: Path | None = None) -> list[Finding]:
    """Verify the database at `path` against itself and against the scheme, in constant memory; one finding per subject.

    `backups` is where copies are looked for (default: `backups` beside the file). What cannot be read is a finding too.
    """
    backups = backups if backups is not None else path.absolute().parent / "backups"
    try:
        recognise(path, backups)
    except PostilError as error:
        return [Finding("error", error.message, error.hint)]
    database = Database(path, backups=backups)
    try:
        return _check(database, project, backups)
    finally:
        database.close()


def _check(database: Database, project: ProjectFile, backups: Path) -> list[Finding]:
    found: list[Finding] = []
    version = _attempt(found, lambda: _file(database, backups, found))
    if version == VERSION:
        faults = Faults(restore_hint(database.path, backups))
        _attempt(found, lambda: _stored(database, project, faults, found))
        _attempt(found, lambda: check_articles(database, project.scheme, faults))
        _attempt(found, lambda: check_lists(database, faults))
        found += faults.findings()
        if not any(finding.level == "error" for finding in found):
            found.append(_verified(faults.counts))
    found.append(_backup(backups))
    return found


def _attempt(found: list[Finding], step: Callable[[], _T]) -> _T | None:
    try:
        return step()
    except PostilError as error:
        found.append(Finding("error", error.message, error.hint))
        return None


def _file(database: Database, backups: Path, found: list[Finding]) -> int:
    """What SQLite itself can say; the version of the tables."""
    path = database.path
    with told(path, backups, writing=False), closing(database.connect()) as connection:
        version = version_of(connection, path, backups)
        restore = restore_hint(path, backups)
        broken = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_SHOWN})")]
        if broken == ["ok"]:
            found.append(
                Finding("ok", f"The file is whole: every page and index was read ({path.stat().st_size / 1e6:,.1f} MB).")
            )
        else:
            found.append(Finding("error", f"The database {path} is damaged: {'; '.join(broken)}.", restore))
        astray: dict[tuple[str, str], int] = {}
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            astray[table, parent] = astray.get((table, parent), 0) + 1
        for (table, parent), count in astray.items():
            found.append(Finding("error", f"{count:,} rows of {table} refer to rows of {parent} that are not there.", restore))
        if version < VERSION:
            what = f"The tables are those of version {version}; this postil's are of version {VERSION}."
            found.append(
                Finding("warning", what, "Any other command, such as `postil status`, makes a backup and converts them.")
            )
            return version
        names = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
        wanted = {*metadata.tables} | {str(index.name) for table in metadata.tables.values() for index in table.indexes}
        if wanted - names:
            found.append(Finding("error", f"Tables or indexes are missing: {', '.join(sorted(wanted - names))}.", restore))
        found.append(_journal(database, str(connection.execute("PRAGMA journal_mode").fetchone()[0])))
    return version


def _journal(database: Database, mode: str) -> Finding:
    named = {"wal": "a write-ahead log (WAL)", "delete": "a rollback journal (DELETE)"}
    if mode == database.journal.mode:
        return Finding("ok", f"The database uses {named[mode]}: {database.journal.why}.")
    what = (
        f"The database uses {named.get(mode, mode)}, but {named[database.journal.mode]} is right here: {database.journal.why}."
    )
    return Finding("warning", what, "Close every other program that has it open; the next start changes it.")


def _stored(database: Database, project: ProjectFile, faults: Faults, found: list[Finding]) -> None:
    with database.read() as connection:
        check_counts(connection, faults)
        newest = newest_hash(connection)
        _unfinished(connection, found)
    if newest != scheme_hash(project):
        what = "postil.yaml was changed since its newest version was kept in the database."
        found.append(Finding("warning", what, "The next start of `postil` keeps it, if it fits what was annotated."))


def _unfinished(connection: Connection, found: list[Finding]) -> None:
    left = count_leftovers(connection)
    row = connection.execute(select(project_row.c.importer, project_row.c.import_until)).one()
    if row.importer and not abandoned(row.importer, row.import_until):
        found.append(Finding("warning", f"An import is running: {left:,} articles so far.", "Check again when it is done."))
    elif left:
        what = f"{left:,} articles are left of an import that was broken off; nobody sees them."
        found.append(Finding("warning", what, "The next `postil import` clears them away; import the files again."))


def _verified(counts: dict[str, int]) -> Finding:
    named = ("article", "suggestion", "annotation", "offset", "decision", "annotator")
    told = [_counted(counts.get(f"{name}s", 0), name) for name in named]
    entries = counts.get("entries of lists", 0)
    what = ", ".join([*told, f"{entries:,} entr{'y' if entries == 1 else 'ies'} of lists"])
    return Finding("ok", f"Verified against texts, scheme, log and counts: {what}.")


def _counted(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"


def _backup(backups: Path) -> Finding:
    newest = newest_backup(backups)
    if newest is None:
        return Finding("ok", f"No backup is in {backups}; `postil backup FILE` makes one at any time.")
    made = datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    return Finding("ok", f"The newest backup is {newest}, of {made:%Y-%m-%d %H:%M} UTC.")
