"""Which article comes next, in each of the orders, at a cost that does not grow with the corpus.

Every order but the file's is an index that ends with the article's number. It is entered at the place of the article that
the annotator had last, and followed to the first one that is open for them, round its end if need be. Where only few are
open, these are looked up instead, so that nobody walks past everything that is done.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, exists, select

from postil.db.reading import read_size
from postil.db.settled import next_open
from postil.db.tables import annotators, articles, settled, work
from postil.db.work import SETTLED
from postil.schema.errors import PostilError
from postil.schema.settings import ORDERS

_FEW = 200
_Place = tuple[Any, int]  # an article's key in the order, and its number
# Undated articles come last: the round begins behind them.
_COLUMNS: dict[str, tuple[Column[Any], _Place]] = {
    "date": (articles.c.date, ("", 1 << 62)),
    "random": (articles.c.shuffle, (-1, 0)),
    "uncertain": (articles.c.certainty, (-1.0, 0)),
}


def next_number(connection: Connection, annotator: str, after: int, order: str) -> int | None:
    """The first article behind `after` (0: from the beginning) that is todo or started, going round; or None.

    After an article that is done or skipped, "uncertain" begins anew: what is most uncertain may have changed meanwhile.
    """
    if order not in ORDERS:
        raise PostilError(f"There is no order {order!r}.", hint=f"There are: {', '.join(ORDERS)}.")
    size = read_size(connection)
    if order == "file":
        found = next_open(connection, annotator, max(after, 0))
        found = found if found <= size else next_open(connection, annotator, 0)
        return found if found <= size else None
    column, beginning = _COLUMNS[order]
    place = beginning
    if 1 <= after <= size and not (order == "uncertain" and _is_settled(connection, annotator, after)):
        place = (connection.execute(select(column).where(articles.c.number == after)).scalar_one(), after)
    left = size - _settled_count(connection, annotator)
    if left <= 0:
        return None
    if left <= _FEW:
        return _nearest(connection, column, place, _open_ones(connection, annotator, size))
    return _walk(connection, annotator, column, place, size)


def _walk(connection: Connection, annotator: str, column: Column[Any], place: _Place, size: int) -> int | None:
    through = exists().where(work.c.annotator == annotator, work.c.article == articles.c.number, work.c.status.in_(SETTLED))
    query = select(articles.c.number).where(~through).limit(1)
    for part in _parts(column, place):
        here = query.where(part, articles.c.number <= size).order_by(column, articles.c.number)
        number = connection.execute(here).scalar()
        if number is not None:
            return int(number)
    return None


def _parts(column: Column[Any], place: _Place) -> Iterator[ColumnElement[bool]]:
    """The round from behind the place to the place itself, each part one range of the index."""
    key, number = place
    yield (column == key) & (articles.c.number > number)
    yield column > key
    yield column < key
    yield (column == key) & (articles.c.number <= number)


def _nearest(connection: Connection, column: Column[Any], place: _Place, numbers: Iterable[int]) -> int | None:
    rows = connection.execute(select(column.label("key"), articles.c.number).where(articles.c.number.in_(numbers)))
    places = [(row.key, row.number) for row in rows]
    behind = [one for one in places if one > place]
    return min(behind or places)[1] if places else None


def _open_ones(connection: Connection, annotator: str, size: int) -> list[int]:
    """What lies between the runs of settled articles; only for few, since all are listed."""
    runs = select(settled.c.first, settled.c.last).where(settled.c.annotator == annotator, settled.c.first <= size)
    numbers: list[int] = []
    at = 1
    for row in connection.execute(runs.order_by(settled.c.first)):
        numbers += range(at, row.first)
        at = max(at, row.last + 1)
    return [*numbers, *range(at, size + 1)]


def _settled_count(connection: Connection, annotator: str) -> int:
    row = connection.execute(select(annotators.c.done, annotators.c.skipped).where(annotators.c.name == annotator)).first()
    return row.done + row.skipped if row else 0


def _is_settled(connection: Connection, annotator: str, number: int) -> bool:
    status = select(work.c.status).where(work.c.annotator == annotator, work.c.article == number)
    return connection.execute(status).scalar() in SETTLED
