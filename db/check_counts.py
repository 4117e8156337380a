"""Counts that are kept beside what they count, and lists that are kept beside the log: all counted anew."""

import json
from collections.abc import Iterator
from itertools import zip_longest

from sqlalchemy import Connection, func, select

from postil.db.connection import Database
from postil.db.faults import Faults
from postil.db.reading import read_size
from postil.db.tables import annotators, articles, entries, log, settled, work
from postil.db.work import COUNTED, SETTLED
from postil.schema.safe import safe

_PAGE = 500


def check_counts(connection: Connection, faults: Faults) -> None:
    """The project's size, and for each annotator the counts and the runs of settled articles. One transaction."""
    size = read_size(connection)
    here = select(func.count(), func.min(articles.c.number)).where(articles.c.number <= size)
    there, first = connection.execute(here).one()
    if there != size or (size and first != 1):
        faults.add("count of articles is wrong", "counts of articles are wrong", f"{size} are told, {there} are there")
    counted: dict[str, dict[str, int]] = {}
    query = select(work.c.annotator, work.c.status, func.count().label("n")).where(work.c.article <= size)
    for row in connection.execute(query.group_by(work.c.annotator, work.c.status)):
        counted.setdefault(row.annotator, {})[row.status] = row.n
    kept = {row.name: row for row in connection.execute(select(annotators))}
    for name in sorted(kept.keys() | counted.keys()):
        faults.looked_at("annotators")
        for status, column in COUNTED.items():
            right = counted.get(name, {}).get(status.value, 0)
            found = getattr(kept[name], column) if name in kept else 0
            if found != right:
                example = f"{safe(name)}, {column}: {found} is told, {right} is right"
                faults.add("count of an annotator is wrong", "counts of annotators are wrong", example)
        place = kept[name].place_article if name in kept else None
        if place is not None and not 1 <= place <= size:
            faults.add("place is in no article", "places are in no article", f"{safe(name)} at {place}")
        _check_settled(connection, name, size, faults)


def _check_settled(connection: Connection, name: str, size: int, faults: Faults) -> None:
    """The runs hold exactly the articles that are done or skipped; both are walked side by side."""
    done = select(work.c.article).where(work.c.annotator == name, work.c.article <= size)
    done = done.where(work.c.status.in_([status.value for status in SETTLED])).order_by(work.c.article)
    runs = select(settled.c.first, settled.c.last).where(settled.c.annotator == name, settled.c.first <= size)
    told = (number for row in connection.execute(runs.order_by(settled.c.first)) for number in range(row.first, row.last + 1))
    for run, article in zip_longest(told, connection.execute(done).scalars()):
        if run != article:
            what = f"{safe(name)}, article {min(n for n in (run, article) if n is not None)}"
            faults.add("run of finished articles is wrong", "runs of finished articles are wrong", what)
            return


def check_lists(database: Database, faults: Faults) -> None:
    """The entries of the project's lists are those that the log leads to."""
    uses: dict[tuple[str, str], int] = {}
    for changes in _list_changes(database):
        for item in json.loads(changes):
            if "list" in item:
                key = (str(item["list"]), str(item["entry"]))
                uses[key] = max(uses.get(key, 0) + (1 if item["added"] else -1), 0)
    right = {key: number for key, number in uses.items() if number}
    with database.read() as connection:
        found = {(row.list, row.entry): row.uses for row in connection.execute(select(entries))}
    for key in sorted(right.keys() | found.keys()):
        faults.looked_at("entries of lists")
        if right.get(key) != found.get(key):
            one, many = "entry of a list is not as the log tells it", "entries of lists are not as the log tells them"
            faults.add(one, many, f"{safe(key[1])} in {safe(key[0])}")


def _list_changes(database: Database) -> Iterator[str]:
    after = 0
    while True:
        with database.read() as connection:
            query = select(log.c.seq, log.c.changes, func.instr(log.c.changes, '"added":').label("found"))
            query = query.where(log.c.seq > after, log.c.article <= read_size(connection)).order_by(log.c.seq).limit(_PAGE)
            rows = [(row.seq, row.changes if row.found else "") for row in connection.execute(query)]
        if not rows:
            return
        yield from (changes for _, changes in rows if changes)
        after = rows[-1][0]
