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
_Step = Callable[[Connection], None]


def store_huge(database: Database, prepared: Prepared, version: str, pause: Callable[[], None] | None) -> Renewed | None:
    """Renew one article; None when somebody kept deciding on it, and nothing but hidden rows may have changed.

    What is new is stored hidden, and shown by the last transaction, which is also the one that names the version: killed
    before it, the article is still to be suggested for, and the next run goes on with what it finds. What somebody
    decides on the article meanwhile makes the plan void; then it is made anew.
    """
    with uncollected():  # a collection may take longer than a transaction, and would fall into one
        for _ in range(_ATTEMPTS):
            seen, state = _read(database, prepared.number)
            one = plan(prepared.number, prepared.rows, state)
            steps: list[_Step] = [*_hidden_steps(one, state), partial(_show, one=one, version=version)]
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

    After it, whoever waits to decide gets a chance at least as long.
    """
    began = time.perf_counter()
    with database.write() as connection:
        if _newest(connection, number) != seen:
            return False
        step(connection)
    if pause:
        pause()
    else:
        time.sleep(time.perf_counter() - began)
    return True


def _newest(connection: Connection, number: int) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM log WHERE article = ?", (number,)).scalar_one())


def _hidden_steps(one: Plan, state: State) -> Iterator[_Step]:
    """Everything but what shows: new rows hidden, others changed as hidden or shown as they are, the rest deleted.

    After each step, whatever fills a role is there.
    """
    stored = {row.id: row for row in state.there}
    new = [row._replace(current=0) for row in _fillers_first(one.insert)]
    same = [row._replace(current=stored[row.id].current) for row in one.change]
    gone = _fillers_first([stored[key] for key in one.delete])[::-1]
    yield from (partial(many, statement=INSERT, rows=part) for part in _parts(new))
    yield from (partial(_change, rows=part) for part in _parts([row for row in same if row != stored[row.id]]))
    yield from (partial(_delete, rows=part) for part in _parts(gone))


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + MOST] for start in range(0, len(rows), MOST))


def _change(connection: Connection, rows: Sequence[Row]) -> None:
    many(connection, CHANGE, [changed(row) for row in rows])


def _delete(connection: Connection, rows: Sequence[Row]) -> None:
    many(connection, DELETE, [(row.article, row.id) for row in rows])
    fewer = "UPDATE articles SET suggestions = suggestions - ? WHERE number = ?"
    connection.exec_driver_sql(fewer, (sum(row.current for row in rows), rows[0].article))


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


def _show(connection: Connection, one: Plan, version: str) -> None:
    everything = "UPDATE suggestions SET current = 1 WHERE article = ? AND current = 0"
    connection.exec_driver_sql(everything, (one.number,))
    many(connection, CURRENT, [(0, one.number, key) for key in one.hidden])
    write_article(connection, [one], version)
