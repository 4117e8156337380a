"""Articles alone, without what is said about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from postil.db.connection import Database
from postil.db.marks import CHUNK
from postil.db.reading import read_size
from postil.db.rows import to_article
from postil.db.tables import articles, texts
from postil.schema.article import Article

_PAGE, _MOST_CHARACTERS = 200, 2_000_000
_COLUMNS = (articles.c.number, articles.c.id, articles.c.meta, articles.c.hidden, texts.c.text)
_ARTICLES = select(*_COLUMNS).join_from(articles, texts, articles.c.number == texts.c.number).order_by(articles.c.number)


@dataclass(frozen=True, slots=True)
class Head:
    """What an article is called: its id, date and title; the latter two may be ""."""

    id: str
    date: str
    title: str


def read_articles(database: Database) -> Iterator[Article]:
    """Every article, by number; a few megabytes are in memory at a time, and no transaction is open between two."""
    after = 0
    while page := _page(database, after):
        yield from page
        after += len(page)  # numbers have no gaps


def read_heads(connection: Connection, ids: Sequence[str]) -> list[Head]:
    """What these articles are called, in this order; ids that are not there are left out."""
    found: dict[str, Head] = {}
    for start in range(0, len(ids), CHUNK):
        some = select(articles.c.id, articles.c.date, articles.c.title).where(articles.c.id.in_(ids[start : start + CHUNK]))
        found.update((row.id, Head(row.id, row.date, row.title)) for row in connection.execute(some))
    return [found[one] for one in ids if one in found]


def _page(database: Database, after: int) -> list[Article]:
    found: list[Article] = []
    characters = 0
    with database.read() as connection:
        until = min(after + _PAGE, read_size(connection))
        for row in connection.execute(_ARTICLES.where(articles.c.number > after, articles.c.number <= until)):
            found.append(to_article(row))
            characters += len(row.text)
            if characters > _MOST_CHARACTERS:
                break
    return found
