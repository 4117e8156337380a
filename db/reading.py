"""Articles with what is said about them: one annotator's sheet, and whole records."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from postil.db.connection import Database
from postil.db.fillers import Said
from postil.db.mark_rows import AnnotationRow, SuggestionRow, among, read_annotations, read_suggestions
from postil.db.marks import CHUNK
from postil.db.results import Sheet
from postil.db.rows import AnyRow, identity, to_annotation, to_article, to_suggestion, to_work
from postil.db.tables import annotations, articles, project, suggestions, texts, work
from postil.schema.annotation import Mark, Suggestion
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status, Work

_ARTICLE = select(articles, texts.c.text).join_from(articles, texts, articles.c.number == texts.c.number)
_NAMES_ANNOTATION = '["annotation",'  # in a column of roles
_Row = AnyRow | SuggestionRow
_PAGE, _PAGE_COST, _MARK_COST = 200, 4_000_000, 400


def read_size(connection: Connection) -> int:
    """The number of articles."""
    return int(connection.execute(select(project.c.size)).scalar_one())


def article_row(connection: Connection, number: int) -> AnyRow:
    """The article's row with its text. Raises PostilError."""
    size = read_size(connection)
    row = connection.execute(_ARTICLE.where(articles.c.number == number)).first() if 1 <= number <= size else None
    if row is None:
        raise PostilError(f"There is no article number {number}: the project has {size}.")
    return row


def read_texts(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The texts of these articles. Raises PostilError for one that is not there."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), CHUNK):
        some = texts.c.number.in_(numbers[start : start + CHUNK])
        found.update(connection.execute(select(texts.c.number, texts.c.text).where(some)).all())
    for number in numbers:
        if number not in found:
            article_row(connection, number)
    return found


def read_sheet(database: Database, number: int, annotator: str) -> Sheet:
    """The article as one annotator works on it. Raises PostilError.

    The transaction is over when the rows are there: values are made of them in ten times the time, and who reads keeps
    those waiting who write.
    """
    with database.read() as connection:
        row = article_row(connection, number)
        rows = {s.id: s for s in connection.execute(_of(suggestions, number)).all()}
        mine = connection.execute(_of(annotations, number).where(annotations.c.annotator == annotator)).all()
        state = connection.execute(select(work).where(work.c.annotator == annotator, work.c.article == number)).first()
        named = any(_NAMES_ANNOTATION in one.roles for one in (*rows.values(), *mine))
        texts_of = _texts_of(connection, number) if named else {}
    said = Said({a.id for a in mine}, lambda ids: {key: texts_of[key] for key in ids if key in texts_of})
    with uncollected():
        answered = {a.suggestion for a in mine if a.suggestion is not None}
        origins = {key: said.settle(to_suggestion(rows[key])) for key in answered}
        marks = tuple(to_annotation(a, origins) for a in mine)
        found = dict(origins)
        found |= {key: said.settle(to_suggestion(s)) for key, s in rows.items() if s.current and key not in answered}
        _complete(found, marks, rows, said)
        made = tuple(found[key] for key in rows if key in found)
    return Sheet(number, to_article(row), made, marks, to_work(state) if state else Work(), row.suggested)


def _texts_of(connection: Connection, number: int) -> dict[str, str]:
    """What every annotation of the article covers, whoever made it."""
    covered = select(annotations.c.id, annotations.c.text).where(annotations.c.article == number)
    return {row.id: row.text for row in connection.execute(covered)}


def read_records(
    database: Database, annotators: Collection[str] | None, only: Status | None, *, begun: bool = False
) -> Iterator[Record]:
    """Every article by number, a few at a time, so that neither memory nor locks are held for long.

    `begun`: only those that somebody worked on; the others cost next to nothing.
    """
    begun = begun or only not in (None, Status.TODO)
    after = 0
    while True:
        with database.read() as connection:
            numbers = next_page(connection, after, begun=begun)
            page = _read_page(connection, numbers) if numbers else None
        if page is None:
            return
        yield from _records(page, annotators, only)
        after = numbers[-1]


def next_page(connection: Connection, after: int, *, begun: bool = False) -> list[int]:
    """The next numbers (of articles that somebody worked on), as many as fit into a few megabytes, at least one."""
    numbers: list[int] = []
    cost = 0
    columns = select(articles.c.number, articles.c.length, articles.c.suggestions)
    columns = columns.where(articles.c.number > after, articles.c.number <= read_size(connection))
    if begun:
        said = articles.c.number.in_(select(annotations.c.article))
        columns = columns.where(or_(articles.c.number.in_(select(work.c.article)), said))
    for row in connection.execute(columns.order_by(articles.c.number).limit(_PAGE)):
        cost += row.length + row.suggestions * _MARK_COST
        if numbers and cost > _PAGE_COST:
            break
        numbers.append(row.number)
    return numbers


@dataclass(frozen=True, slots=True)
class _Page:
    """The rows of some articles, as they were stored at one moment."""

    articles: Sequence[AnyRow]
    made: Mapping[int, list[SuggestionRow]]
    said: Mapping[int, list[AnnotationRow]]
    work: Sequence[AnyRow]


def _read_page(connection: Connection, numbers: Sequence[int]) -> _Page:
    found = _ARTICLE.where(among(articles.c.number, numbers)).order_by(articles.c.number)
    states = select(work).where(among(work.c.article, numbers))
    with uncollected():
        return _Page(
            connection.execute(found).all(),
            read_suggestions(connection, numbers),
            read_annotations(connection, numbers),
            connection.execute(states.order_by(work.c.article, work.c.annotator)).all(),
        )


def _records(page: _Page, annotators: Collection[str] | None, only: Status | None) -> Iterator[Record]:
    made, said = page.made, page.said
    state: dict[int, dict[str, Work]] = {}
    for row in page.work:
        state.setdefault(row.article, {})[row.annotator] = to_work(row)
    for row in page.articles:
        rows, marks = made.get(row.number, []), said.get(row.number, [])
        states = {who: w for who, w in state.get(row.number, {}).items() if annotators is None or who in annotators}
        chosen = marks if annotators is None else [a for a in marks if a.annotator in annotators]
        if only is Status.TODO:
            if any(w.status is not Status.TODO for w in states.values()):
                continue
        elif only is not None:
            states = {who: w for who, w in states.items() if w.status is only}
            if not states:
                continue
            chosen = [a for a in chosen if a.annotator in states]
        with uncollected():
            record = _record(to_article(row), rows, marks, chosen, states)
        yield record


def _record(
    article: Article,
    rows: list[SuggestionRow],
    marks: list[AnnotationRow],
    chosen: list[AnnotationRow],
    states: Mapping[str, Work],
) -> Record:
    said = Said({a.id for a in chosen}, lambda ids: {a.id: a.text for a in marks if a.id in ids})
    if not rows:
        return Record(article, tuple([said.settle(to_annotation(a, {})) for a in chosen]), (), states)
    by_id = {s.id: s for s in rows}
    answered = {a.suggestion for a in marks if a.suggestion is not None}
    origins = {a.suggestion: said.settle(to_suggestion(by_id[a.suggestion])) for a in chosen if a.suggestion is not None}
    given = tuple([said.settle(to_annotation(a, origins)) for a in chosen])
    found = dict(origins)
    waiting = [s for s in rows if s.current and s.id not in answered]
    if waiting:
        same = {identity(a) for a in marks}
        found |= {s.id: said.settle(to_suggestion(s)) for s in waiting if not same or identity(s) not in same}
    _complete(found, given, by_id, said)
    if len(found) == len(origins):
        return Record(article, given, (), states)
    open_ones = tuple([found[key] for key in by_id if key in found and key not in origins])
    return Record(article, given, open_ones, states)


@contextmanager
def uncollected() -> Iterator[None]:
    """Many values are made, and none of them is garbage yet: looking for it would take a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _complete(found: dict[str, Suggestion], marks: Iterable[Mark], rows: Mapping[str, _Row], said: Said) -> None:
    """Add the suggestions that fill a role of a mark, or of a suggestion found, and so on."""
    waiting: list[Mark] = [mark for mark in (*marks, *found.values()) if mark.roles]
    while waiting:
        for fillers in waiting.pop().roles.values():
            for filler in fillers:
                key = filler.suggestion
                if key and key not in found and key in rows:
                    found[key] = said.settle(to_suggestion(rows[key]))
                    waiting.append(found[key])


def _of(table: Table, number: int) -> Any:  # a typed Select of all columns, which the checker cannot name
    return select(table).where(table.c.article == number).order_by(table.c.key)


def grouped(connection: Connection, table: Table, numbers: Sequence[int]) -> dict[int, list[AnyRow]]:
    """The rows of these articles (ascending numbers), for each in the order of their keys."""
    groups: dict[int, list[AnyRow]] = {}
    found = connection.execute(select(table).where(among(table.c.article, numbers)))
    for row in sorted(found, key=lambda r: r.key):
        groups.setdefault(row.article, []).append(row)
    return groups
