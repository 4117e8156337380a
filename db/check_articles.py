"""Every article verified: its text, what is said about it, and that its log leads to what is stored."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from sqlalchemy import Connection, select

from postil.db.check_replay import replay
from postil.db.check_scheme import check_mark, check_overlaps
from postil.db.connection import Database
from postil.db.faults import Faults
from postil.db.offsets import check_span
from postil.db.reading import grouped, next_page
from postil.db.rows import AnyRow, to_annotation, to_suggestion
from postil.db.shuffle import shuffled
from postil.db.tables import NOTHING_SUGGESTED, annotations, articles, log, suggestions, texts, work
from postil.schema.annotation import Annotation, Mark, Suggestion
from postil.schema.errors import PostilError
from postil.schema.safe import safe
from postil.schema.scheme import Scheme


def check_articles(database: Database, scheme: Scheme, faults: Faults) -> None:
    """Verify every article, a few in each transaction, so that nobody waits and memory stays as it is."""
    after = 0
    while True:
        with database.read() as connection:
            numbers = next_page(connection, after)
            if not numbers:
                return
            _check_page(connection, numbers, scheme, faults)
        after = numbers[-1]


def _check_page(connection: Connection, numbers: Sequence[int], scheme: Scheme, faults: Faults) -> None:
    first, last = numbers[0], numbers[-1]
    made = grouped(connection, suggestions, numbers)
    said = grouped(connection, annotations, numbers)
    state: dict[int, dict[str, AnyRow]] = {}
    for row in connection.execute(select(work).where(work.c.article.between(first, last))):
        state.setdefault(row.article, {})[row.annotator] = row
    columns = (articles.c.number, articles.c.id, articles.c.digest, articles.c.length, articles.c.hidden, articles.c.meta)
    there = select(*columns, articles.c.suggestions, articles.c.shuffle, articles.c.certainty, texts.c.text)
    there = there.join_from(articles, texts, articles.c.number == texts.c.number, isouter=True)
    there = there.where(articles.c.number.between(first, last)).order_by(articles.c.number)
    rows = list(connection.execute(there))
    logged = select(log.c.seq, log.c.article, log.c.annotator, log.c.kind, log.c.seconds, log.c.reverts, log.c.changes)
    logged = logged.where(log.c.article.between(first, last)).order_by(log.c.article, log.c.seq)
    histories = groupby(connection.execute(logged), key=lambda entry: entry.article)
    number, history = next(histories, (last + 1, iter(())))
    for row in rows:
        while number < row.number:
            number, history = next(histories, (last + 1, iter(())))
        mine: Iterable[AnyRow] = history if number == row.number else ()
        _check_article(row, made.get(row.number, []), said.get(row.number, []), scheme, faults)
        replay(f"article {row.number}", mine, said.get(row.number, []), state.get(row.number, {}), faults)


def _check_article(row: AnyRow, made: Sequence[AnyRow], said: Sequence[AnyRow], scheme: Scheme, faults: Faults) -> None:
    where = f"article {row.number} ({safe(row.id)})"
    faults.looked_at("articles")
    try:
        if row.text is None or hashlib.sha256(row.text.encode()).digest() != row.digest:
            faults.add("text is missing or is not as it was imported", "texts are missing or not as they were imported", where)
            return
        if row.length != len(row.text):
            faults.add("length of a text is wrong", "lengths of texts are wrong", where)
        _check_hidden(json.loads(row.hidden), row.text, where, faults)
        if not isinstance(json.loads(row.meta), dict):
            faults.add("row cannot be read", "rows cannot be read", f"the metadata of {where}")
    except (ValueError, TypeError) as error:
        faults.add("row cannot be read", "rows cannot be read", f"{where}: {error}")
        return
    if row.suggestions != sum(s.current for s in made):
        faults.add("count of suggestions is wrong", "counts of suggestions are wrong", where)
    if row.shuffle != shuffled(row.id) or not (0 <= row.certainty <= 1 or row.certainty == NOTHING_SUGGESTED):
        faults.add("place in an order is wrong", "places in orders are wrong", where)
    _check_marks(row.text, made, said, where, scheme, faults)


def _check_hidden(regions: Sequence[Sequence[object]], text: str, where: str, faults: Faults) -> None:
    for start, end, reason in regions:
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            faults.add("hidden region is not in its text", "hidden regions are not in their texts", f"{reason} in {where}")


def _check_marks(text: str, made: Sequence[AnyRow], said: Sequence[AnyRow], where: str, scheme: Scheme, faults: Faults) -> None:
    origins: dict[str, Suggestion] = {}
    marks: dict[str, Annotation] = {}
    for row in made:
        try:
            origins[row.id] = to_suggestion(row)
        except (ValueError, TypeError, AttributeError) as error:
            faults.add("row cannot be read", "rows cannot be read", f"the suggestion {safe(row.id)!r} of {where}: {error}")
    for row in said:
        try:
            marks[row.id] = to_annotation(row, origins)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            faults.add("row cannot be read", "rows cannot be read", f"the annotation {safe(row.id)!r} of {where}: {error}")
    for what, found in (("suggestions", origins.values()), ("annotations", marks.values())):
        for mark in found:
            faults.looked_at(what)
            _check_span(mark, text, where, faults)
            _check_fillers(mark, marks, origins, where, faults)
            check_mark(mark, scheme, where, faults)
    check_overlaps(marks.values(), scheme, where, faults)


def _check_span(mark: Mark, text: str, where: str, faults: Faults) -> None:
    try:
        check_span(mark, text)
    except PostilError as error:
        one, many = "span does not say what stands in the text", "spans do not say what stands in the text"
        faults.add(one, many, f"{where}, {error.message.rstrip('.')}")
    if mark.start is not None:
        faults.looked_at("offsets")


def _check_fillers(mark: Mark, marks: Mapping[str, Mark], origins: Mapping[str, Mark], where: str, faults: Faults) -> None:
    for role, fillers in mark.roles.items():
        for filler in fillers:
            taken_back = filler.annotation and filler.annotation not in marks and isinstance(mark, Annotation)
            if taken_back or (filler.suggestion and filler.suggestion not in origins):
                gone = f"{where}, {safe(role)} of {safe(mark.label)} {safe(mark.id)!r}"
                faults.add("role is filled by what is not there", "roles are filled by what is not there", gone)
