"""The file and its connections: all that is particular to SQLite when reading and writing."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from postil.db.errors import told
from postil.db.journal import Journal, choose
from postil.schema.errors import NotSaved

APPLICATION_ID = 0x506F7374  # "Post"


class Database:
    """One SQLite file. `read` and `write` are transactions; `write` holds the write lock from its first moment."""

    def __init__(self, path: Path, *, backups: Path | None = None, wait: float = 20.0) -> None:
        self.path = path.absolute()
        self.backups = backups if backups is not None else self.path.parent / "backups"
        self.wait = wait
        self.journal: Journal = choose(self.path)
        self._readers = self._engine("BEGIN")
        self._writers = self._engine("BEGIN IMMEDIATE")
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._identity = self._look()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state. Raises PostilError."""
        self._after_fork()
        with told(self.path, self.backups, writing=False, wait=self.wait), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes, committed at the end. Raises NotSaved, and then nothing has changed."""
        self._after_fork()
        with self._lock, told(self.path, self.backups, writing=True, wait=self.wait):
            self._still_there()
            with self._writers.begin() as connection:
                yield connection
                self._still_there()

    def close(self) -> None:
        """Close every connection."""
        self._readers.dispose()
        self._writers.dispose()

    def connect(self) -> sqlite3.Connection:
        """A bare connection with the rules of the house set. A path that does not exist is an error, never a new file."""
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode=rw", uri=True, timeout=self.wait, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA busy_timeout={int(self.wait * 1000)}")
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _engine(self, begin: str) -> Engine:
        engine = create_engine("sqlite://", creator=self.connect, poolclass=QueuePool, pool_size=2, max_overflow=4)

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def _after_fork(self) -> None:
        if self._process != os.getpid():
            self._readers.dispose(close=False)
            self._writers.dispose(close=False)
            self._process = os.getpid()
            self._lock = threading.Lock()

    def _look(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _still_there(self) -> None:
        if self._look() != self._identity:
            raise NotSaved(
                f"The database {self.path} was deleted, moved or replaced while it was open, so nothing can be stored in it.",
                hint="Put the file back, or leave postil and start it again.",
            )
