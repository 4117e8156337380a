"""Which articles wait for suggestions: found by an index, however many do not."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, func, select, update

from postil.db.reading import read_size
from postil.db.rows import to_article
from postil.db.tables import IMPORTED, articles, texts
from postil.schema.article import Article

_MOST_CHARACTERS = 2_000_000


def read_pending(connection: Connection, version: str, after: int, limit: int, again: bool) -> list[tuple[int, Article]]:
    """Articles above `after` without suggestions, or (again) with those of another version, by number.

    At most `limit`, and no more than fit into a few megabytes, but at least one if there is one.
    """
    numbers: list[int] = []
    characters = 0
    for number, length in sorted(_waiting(connection, version, after, limit, again))[:limit]:
        characters += length
        if numbers and characters > _MOST_CHARACTERS:
            break
        numbers.append(number)
    columns = (articles.c.number, articles.c.id, articles.c.meta, articles.c.hidden, texts.c.text)
    query = select(*columns).join_from(articles, texts, articles.c.number == texts.c.number)
    query = query.where(articles.c.number.in_(numbers)).order_by(articles.c.number)
    return [(row.number, to_article(row)) for row in connection.execute(query)] if numbers else []


def count_pending(connection: Connection, version: str, again: bool) -> int:
    """How many articles wait."""
    size = read_size(connection)
    here = articles.c.suggested == (version if again else "")
    counted = int(connection.execute(select(func.count()).where(here, articles.c.number <= size)).scalar_one())
    return size - counted if again else counted


def read_versions(connection: Connection) -> list[str]:
    """Every version that suggested for an article."""
    return [version for version in _versions(connection) if version not in ("", IMPORTED)]


def set_waiting(connection: Connection, numbers: Sequence[int]) -> None:
    """Let these articles wait for suggestions again; what they have stays until then."""
    connection.execute(update(articles).where(articles.c.number.in_(numbers)).values(suggested=""))


def _waiting(connection: Connection, version: str, after: int, limit: int, again: bool) -> Iterator[tuple[int, int]]:
    """Number and length of the first articles of each version that is not wanted: there are few versions."""
    size = read_size(connection)
    for old in [one for one in _versions(connection) if one != version] if again else [""]:
        first = select(articles.c.number, articles.c.length)
        first = first.where(articles.c.suggested == old, articles.c.number > after, articles.c.number <= size)
        for row in connection.execute(first.order_by(articles.c.number).limit(limit)):
            yield row.number, row.length


def _versions(connection: Connection) -> Iterator[str]:
    """Every version that suggested for an article, each found by one step in the index."""
    above: ColumnElement[bool] | None = None
    while True:
        least = select(func.min(articles.c.suggested))
        found = connection.execute(least if above is None else least.where(above)).scalar()
        if found is None:
            return
        yield found
        above = articles.c.suggested > found
