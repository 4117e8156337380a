"""The schema's version, and the steps that lead from each version to the next.

A step is a named function; it runs in one transaction together with the new `user_version`, after a backup was made.
Databases are created at the newest version: a step and the tables must say the same (a test compares them).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from postil.db.connection import Database
from postil.db.migration_copies import near_copies
from postil.db.migration_orders import orders_and_answers

Step = Callable[[Connection], None]
STEPS: tuple[Step, ...] = (orders_and_answers, near_copies)
VERSION = 1 + len(STEPS)


def migrate(database: Database, version: int, steps: Sequence[Step] = STEPS) -> None:
    """Bring a database of this version up to the newest, with a backup before. Raises NotSaved; then nothing has changed."""
    from postil.db.backup import copy_database

    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    database.backups.mkdir(parents=True, exist_ok=True)
    copy_database(database, database.backups / f"{database.path.stem}-{stamp}-version-{version}.db")
    for number, step in enumerate(steps, start=1):
        if number >= version:
            with database.write() as connection:
                step(connection)
                connection.exec_driver_sql(f"PRAGMA user_version={number + 1}")
