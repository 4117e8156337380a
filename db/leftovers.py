"""What an import that failed or was killed left above the project's size."""

from sqlalchemy import Connection, delete, func, select

from postil.db.connection import Database
from postil.db.lease import Lease
from postil.db.reading import read_size
from postil.db.tables import annotations, articles, log, settled, suggestions, texts, work

_AT_ONCE = 200


def count_leftovers(connection: Connection) -> int:
    """The number of articles that an unfinished import left."""
    above = select(func.count()).select_from(articles).where(articles.c.number > read_size(connection))
    return int(connection.execute(above).scalar_one())


def clear_leftovers(database: Database, lease: Lease) -> int:
    """Delete them, newest first, in short transactions; return how many articles there were."""
    cleared = 0
    while True:
        with database.write() as connection:
            lease.renew(connection)
            size = read_size(connection)
            newest = (
                select(articles.c.number).where(articles.c.number > size).order_by(articles.c.number.desc()).limit(_AT_ONCE)
            )
            numbers = list(connection.execute(newest).scalars())
            if not numbers:
                connection.execute(delete(settled).where(settled.c.first > size))
                return cleared
            for table in (log, work, annotations, suggestions):
                connection.execute(delete(table).where(table.c.article >= numbers[-1]))
            for table in (texts, articles):
                connection.execute(delete(table).where(table.c.number >= numbers[-1]))
            cleared += len(numbers)
