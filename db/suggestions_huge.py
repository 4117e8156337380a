"""The suggestions of one huge article stored in several transactions, so that no decision waits for long."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from postil.db.connection import Database
from postil.db.reading import uncollected
from postil.db.renewal import Plan, State, filling, plan
from postil.db.results import Renewed
from postil.db.suggestion_rows import Prepared, Row
from postil.db.suggestion_statements import (
    CHANGE,
    CURRENT,
    DELETE,
    INSERT,
    changed,
    many,
    read_some,
    read_states,
    write_article,
)

MOST = 4000  # rows in one transaction: about 25 ms
_ATTEMPTS = 5
_REST = 2.0  # times as long as a transaction took
_Step = Callable[[Connection], None]


def store_huge(database: Database, prepared: Prepared, version: str, pause: Callable[[], None] | None) -> Renewed | None:
    """Renew one article; None when somebody kept deciding on it, and there is more to do.

    After each transaction everything is in order; the last one names the version. Killed before it, the article has some of
    its suggestions and is to be suggested for still, and the next run goes on with what it finds. What somebody decides on
    the article meanwhile makes the plan void; then it is made anew.
    """
    with uncollected():  # a collection may take longer than a transaction, and would fall into one
        for _ in range(_ATTEMPTS):
            seen, state = _read(database, prepared.number)
            one = plan(prepared.number, prepared.rows, state)
            steps: list[_Step] = [*_steps(one, state), partial(_finish, one=one, version=version)]
            if all(_step(database, prepared.number, seen, step, pause) for step in steps):
                return one.renewed
    return None


def _read(database: Database, number: int) -> tuple[int, State]:
    """The article's newest decision and what is stored, in short transactions: a reader, too, keeps writers waiting.

    What changes meanwhile changes with a newer decision, and the first step notices that.
    """
    with database.read() as connection:
        seen = _newest(connection, number)
    rows: list[tuple[Any, ...]] = []
    while True:
        with database.read() as connection:
            page = read_some(connection, number, rows[-1][2] if rows else "", MOST)
        if not page:
            break
        rows += page
    there = [Row._make(row[1:]) for row in sorted(rows)]
    with database.read() as connection:
        return seen, read_states(connection, [number], {number: there})[number]


def _step(database: Database, number: int, seen: int, step: _Step, pause: Callable[[], None] | None) -> bool:
    """One transaction, unless the article's newest decision is not the one that was seen: then False.

    Whoever waits to decide looks now and then whether the database is free: after each step it is, for longer than not.
    """
    began = time.perf_counter()
    with database.write() as connection:
        if _newest(connection, number) != seen:
            return False
        step(connection)
    if pause:
        pause()
    else:
        time.sleep(_REST * (time.perf_counter() - began))
    return True


def _newest(connection: Connection, number: int) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM log WHERE article = ?", (number,)).scalar_one())


def _steps(one: Plan, state: State) -> Iterator[_Step]:
    """All rows that come, change and go. After each step, whatever fills a role is there, and the count is right."""
    stored = {row.id: row for row in state.there}
    gone = _fillers_first([stored[key] for key in one.delete])[::-1]
    for part in _parts(_fillers_first(one.insert)):
        yield partial(_write, number=one.number, statement=INSERT, rows=part, more=sum(row.current for row in part))
    for part in _parts(one.change):
        more = sum(row.current - stored[row.id].current for row in part)
        yield partial(_write, number=one.number, statement=CHANGE, rows=[changed(row) for row in part], more=more)
    for part in _parts(gone):
        keys = [(row.article, row.id) for row in part]
        yield partial(_write, number=one.number, statement=DELETE, rows=keys, more=-sum(row.current for row in part))


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + MOST] for start in range(0, len(rows), MOST))


def _write(connection: Connection, number: int, statement: str, rows: Sequence[tuple[Any, ...]], more: int) -> None:
    many(connection, statement, rows)
    connection.exec_driver_sql("UPDATE articles SET suggestions = suggestions + ? WHERE number = ?", (more, number))


def _fillers_first(rows: Sequence[Row]) -> list[Row]:
    """The rows, each behind those of them that fill its roles."""
    needed = {row.id: set(filling(row.roles)) for row in rows}
    ordered: list[Row] = []
    waiting = list(rows)
    while waiting:
        still = {row.id for row in waiting}
        ready = [row for row in waiting if not needed[row.id] & still] or waiting  # or they go round in a circle
        ordered += ready
        placed = {row.id for row in ready}
        waiting = [row for row in waiting if row.id not in placed]
    return ordered


def _finish(connection: Connection, one: Plan, version: str) -> None:
    many(connection, CURRENT, [(0, one.number, key) for key in one.hide])
    many(connection, CURRENT, [(1, one.number, key) for key in one.show])
    write_article(connection, [one], version)
