"""Suggestions stored: many articles in one short transaction, one huge article in several."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from postil.db.connection import Database
from postil.db.renewal import plan
from postil.db.results import Renewed
from postil.db.suggestion_rows import Prepared
from postil.db.suggestion_statements import CHANGE, CURRENT, DELETE, INSERT, changed, many, read_states, write_article
from postil.db.suggestions_huge import MOST, store_huge
from postil.db.tables import articles

_ARTICLES = 200


def store_prepared(
    database: Database, batch: Sequence[Prepared], version: str, pause: Callable[[], None] | None = None
) -> list[Renewed]:
    """Renew the suggestions of these articles: what became of them, in this order.

    Each is renewed wholly or not at all, but for one of more than MOST rows (see `store_huge`), since no transaction
    writes many more than that. `pause` is called between two of them. Raises PostilError, NotSaved.
    """
    told: list[Renewed] = []
    for number, (some, rows) in enumerate(_portions(batch, _stored_counts(database, batch))):
        if number and pause:
            pause()
        renewed = store_huge(database, some[0], version, pause) if rows > MOST else None
        if renewed is not None:
            told.append(renewed)
            continue
        with database.write() as connection:
            told += _store(connection, some, version)
    return told


def _stored_counts(database: Database, batch: Sequence[Prepared]) -> dict[int, int]:
    """How many suggestions each of these articles has."""
    counts: dict[int, int] = {}
    with database.read() as connection:
        for start in range(0, len(batch), _ARTICLES):
            numbers = [prepared.number for prepared in batch[start : start + _ARTICLES]]
            query = select(articles.c.number, articles.c.suggestions).where(articles.c.number.in_(numbers))
            counts |= {row.number: row.suggestions for row in connection.execute(query)}
    return counts


def _portions(batch: Iterable[Prepared], stored: Mapping[int, int]) -> Iterator[tuple[list[Prepared], int]]:
    """What is stored at once, and at most how many rows that writes; more than MOST only for a single article."""
    some: list[Prepared] = []
    rows = 0
    for prepared in batch:
        more = max(len(prepared.rows), stored.get(prepared.number, 0))
        if some and (rows + more > MOST or len(some) == _ARTICLES):
            yield some, rows
            some, rows = [], 0
        some.append(prepared)
        rows += more
    if some:
        yield some, rows


def _store(connection: Connection, batch: Sequence[Prepared], version: str) -> list[Renewed]:
    states = read_states(connection, [prepared.number for prepared in batch])
    plans = [plan(prepared.number, prepared.rows, states[prepared.number]) for prepared in batch]
    many(connection, DELETE, [(one.number, key) for one in plans for key in one.delete])
    many(connection, INSERT, [row for one in plans for row in one.insert])
    many(connection, CHANGE, [changed(row) for one in plans for row in one.change])
    many(connection, CURRENT, [(0, one.number, key) for one in plans for key in one.hide])
    many(connection, CURRENT, [(1, one.number, key) for one in plans for key in one.show])
    write_article(connection, plans, version)
    return [one.renewed for one in plans]
