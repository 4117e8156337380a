"""Records that wait on disk until all were read: memory stays the same, however many there are."""

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from postil.db.incoming import Incoming


class Spool:
    """Records for visible articles, by number. The file is SQLite's own temporary one, which vanishes with the process."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, number: int, seen: int, incoming: Incoming) -> None:
        """Keep what goes into article `number`; it is record `seen` of the import."""
        self._connection.execute("INSERT INTO spool VALUES (?, ?, ?)", (number, seen, pickle.dumps(incoming, -1)))

    def __iter__(self) -> Iterator[tuple[int, int, Incoming]]:
        """Each with the number of its article and its own, article by article."""
        for number, seen, kept in self._connection.execute("SELECT * FROM spool ORDER BY number, seen"):
            yield number, seen, pickle.loads(kept)


@contextmanager
def spool() -> Iterator[Spool]:
    """An empty spool."""
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=OFF", "CREATE TABLE spool (number INTEGER, seen INTEGER, record BLOB)", "BEGIN"):
            connection.execute(statement)
        yield Spool(connection)
