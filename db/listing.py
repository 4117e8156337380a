"""Lists and counts: what is there, how far an annotator is, and which article comes next."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Connection, and_, func, select

from postil.db.reading import read_size
from postil.db.results import Listed, Place, Progress
from postil.db.rows import AnyRow
from postil.db.said import spoken_of
from postil.db.tables import annotations, annotators, articles, copies, suggestions, work
from postil.schema.record import Status

_RECENT = 20
_COLUMNS = (
    articles.c.number,
    articles.c.id,
    articles.c.title,
    articles.c.date,
    articles.c.length,
    articles.c.suggestions,
)


def fold(text: str) -> str:
    """`text` as it is searched: without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def read_listing(connection: Connection, annotator: str, first: int, last: int) -> list[Listed]:
    """The articles from number `first` to `last`, both included."""
    return _listed(connection, annotator, (articles.c.number.between(max(first, 1), min(last, read_size(connection))),), None)


def find_articles(connection: Connection, annotator: str, words: str, limit: int) -> list[Listed]:
    """The articles whose id or title holds every word, whatever its case and accents."""
    wanted = [articles.c.folded.contains(word, autoescape=True) for word in fold(words).split()]
    return _listed(connection, annotator, (articles.c.number <= read_size(connection), *wanted), limit)


def read_progress(connection: Connection, annotator: str) -> Progress:
    """Counts that are kept, not counted; the speed is that of the articles finished last."""
    row = connection.execute(select(annotators).where(annotators.c.name == annotator)).first()
    total = read_size(connection)
    if row is None:
        return Progress(total, 0, 0, 0, 0.0)
    recent = select(work.c.seconds).where(work.c.annotator == annotator, work.c.finished.is_not(None))
    seconds = list(connection.execute(recent.order_by(work.c.finished.desc()).limit(_RECENT)).scalars())
    per_hour = 3600 * len(seconds) / sum(seconds) if sum(seconds) > 0 else 0.0
    return Progress(total, row.done, row.skipped, row.started, per_hour)


def read_place(connection: Connection, annotator: str) -> Place | None:
    """Where the annotator stopped, or None."""
    row = connection.execute(select(annotators).where(annotators.c.name == annotator)).first()
    return Place(row.place_article, row.place_row) if row and row.place_article is not None else None


def _listed(connection: Connection, annotator: str, where: Sequence[ColumnElement[bool]], limit: int | None) -> list[Listed]:
    query = select(*_COLUMNS).where(*where).order_by(articles.c.number)
    rows = connection.execute(query if limit is None else query.limit(limit)).all()
    if not rows:
        return []
    numbers = [row.number for row in rows]

    def within(column: Column[int]) -> ColumnElement[bool]:
        return column.between(numbers[0], numbers[-1]) if limit is None else column.in_(numbers)

    states = {
        row.article: row
        for row in connection.execute(
            select(work.c.article, work.c.status, work.c.flag).where(work.c.annotator == annotator, within(work.c.article))
        )
    }
    kept: dict[int, int] = dict(
        connection.execute(
            select(annotations.c.article, func.count())
            .where(within(annotations.c.article), annotations.c.annotator == annotator, annotations.c.verdict != "rejected")
            .group_by(annotations.c.article)
        ).all()
    )
    mine = (within(annotations.c.article), annotations.c.annotator == annotator)
    answered: dict[int, int] = dict(
        connection.execute(
            select(suggestions.c.article, func.count())
            .where(suggestions.c.article.in_(select(annotations.c.article).where(*mine)), suggestions.c.current == 1)
            .where(spoken_of(and_(*mine)))
            .group_by(suggestions.c.article)
        ).all()
    )
    alike: dict[int, int] = dict(
        connection.execute(select(copies.c.article, copies.c.size - 1).where(within(copies.c.article))).all()
    )
    return [
        _line(row, states.get(row.number), kept.get(row.number, 0), answered.get(row.number, 0), alike.get(row.number, 0))
        for row in rows
    ]


def _line(row: AnyRow, state: AnyRow | None, kept: int, answered: int, alike: int) -> Listed:
    return Listed(
        number=row.number,
        id=row.id,
        title=row.title,
        date=row.date,
        status=Status(state.status) if state else Status.TODO,
        flag=bool(state and state.flag),
        length=row.length,
        suggestions=row.suggestions,
        annotations=kept,
        undecided=max(row.suggestions - answered, 0),
        copies=alike,
    )
