"""Suggestions stored: many articles in one short transaction, one huge article in several."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from postil.db.connection import Database
from postil.db.reading import article_row, read_size
from postil.db.renewal import Plan, Said, State, plan
from postil.db.results import Renewed
from postil.db.suggestion_rows import RENEWED, Prepared, Row
from postil.db.tables import NOTHING_SUGGESTED

MOST = 4000  # rows in one transaction: about 25 ms
_ATTEMPTS = 5
_Pause = Callable[[], None]
_Step = Callable[[Connection], None]
_NAMES = ", ".join(f'"{name}"' for name in Row._fields)
_INSERT = f"INSERT INTO suggestions ({_NAMES}) VALUES ({', '.join('?' * len(Row._fields))})"
_CHANGE = f"UPDATE suggestions SET {', '.join(f'{name} = ?' for name in RENEWED)} WHERE article = ? AND id = ?"
_DELETE = "DELETE FROM suggestions WHERE article = ? AND id = ?"
_CURRENT = "UPDATE suggestions SET current = ? WHERE article = ? AND id = ?"
_ARTICLE = "UPDATE articles SET suggested = ?, suggestions = ?, certainty = ? WHERE number = ?"
_THERE = f"SELECT {_NAMES} FROM suggestions WHERE article IN ({{}}) ORDER BY article, key"
_SAID = 'SELECT article, suggestion, layer, label, start, "end", target, roles FROM annotations WHERE article IN ({})'
_LOG = "SELECT article, changes FROM log WHERE article IN ({}) AND kind != 'import'"


def store_prepared(database: Database, batch: Iterable[Prepared], version: str, pause: _Pause | None = None) -> list[Renewed]:
    """Renew the suggestions of these articles, each wholly or not at all: what became of them, in this order.

    No transaction writes many more rows than MOST; `pause` is called between two of them. Raises PostilError, NotSaved.
    """
    told: list[Renewed] = []
    for number, some in enumerate(_portions(batch)):
        if number and pause:
            pause()
        if len(some) == 1 and len(some[0].rows) > MOST:
            told.append(_store_huge(database, some[0], version, pause))
            continue
        with database.write() as connection:
            told += _store(connection, some, version)
    return told


def _portions(batch: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    some: list[Prepared] = []
    rows = 0
    for prepared in batch:
        if some and rows + len(prepared.rows) > MOST:
            yield some
            some, rows = [], 0
        some.append(prepared)
        rows += len(prepared.rows)
    if some:
        yield some


def _store(connection: Connection, batch: Sequence[Prepared], version: str) -> list[Renewed]:
    states = _states(connection, [prepared.number for prepared in batch])
    plans = [plan(prepared.number, prepared.rows, states[prepared.number]) for prepared in batch]
    _write(connection, plans)
    _many(connection, _ARTICLE, [_article(one, version) for one in plans])
    return [one.renewed for one in plans]


def _write(connection: Connection, plans: Sequence[Plan]) -> None:
    _many(connection, _DELETE, [(one.number, key) for one in plans for key in one.delete])
    _many(connection, _INSERT, [row for one in plans for row in one.insert])
    _many(connection, _CHANGE, [_changed(row) for one in plans for row in one.change])
    for current in (0, 1):
        turned = [(current, one.number, key) for one in plans for key in (one.show if current else one.hide)]
        _many(connection, _CURRENT, turned)


def _changed(row: Row) -> tuple[Any, ...]:
    return (*row.renewed, row.article, row.id)


def _article(one: Plan, version: str) -> tuple[Any, ...]:
    return version, one.count, NOTHING_SUGGESTED if one.certainty is None else one.certainty, one.number


def _many(connection: Connection, statement: str, rows: Sequence[Any]) -> None:
    if rows:  # by the driver itself, since there are hundreds of thousands
        connection.exec_driver_sql(statement, list(rows))


def _states(connection: Connection, numbers: Sequence[int]) -> dict[int, State]:
    """What is stored for these articles. Raises PostilError for one that is not there."""
    size = read_size(connection)
    for number in numbers:
        if not 1 <= number <= size:
            article_row(connection, number)
    states = {number: State() for number in numbers}
    marks = ", ".join("?" * len(numbers))

    def ask(query: str) -> Any:
        return connection.exec_driver_sql(query.format(marks), tuple(numbers)).cursor

    there: dict[int, list[Row]] = {}
    for row in ask(_THERE):
        there.setdefault(row[0], []).append(Row._make(row))
    said: dict[int, list[Said]] = {}
    for number, answers, layer, label, start, end, target, roles in ask(_SAID):
        said.setdefault(number, []).append(Said(answers, (layer, label, start, end, target), roles))
    if there:
        for number, changes in ask(_LOG):
            states[number].mentioned.update(_mentioned(changes))
    for number, state in states.items():
        state.there, state.said = there.get(number, ()), said.get(number, ())
    return states


def _mentioned(changes: str) -> Iterator[str]:
    """The suggestions that a decision speaks of: undo and redo must find them."""
    for mark in (mark for change in json.loads(changes) for mark in change.get("annotation", ()) if mark):
        if mark["from"]:
            yield mark["from"]["id"]
        for fillers in mark.get("roles", {}).values():
            yield from (filler["suggestion"] for filler in fillers if "suggestion" in filler)


def _store_huge(database: Database, prepared: Prepared, version: str, pause: _Pause | None) -> Renewed:
    """Renew one article in several transactions, so that no decision waits for long.

    What is new is stored hidden, and shown by the last transaction, which is also the one that names the version: killed
    before it, the article is still to be suggested for, and the next run goes on with what it finds. What somebody
    decides on the article meanwhile makes the plan void; then it is made anew.
    """
    for _ in range(_ATTEMPTS):
        with database.read() as connection:
            seen = _newest(connection, prepared.number)
            state = _states(connection, [prepared.number])[prepared.number]
        one = plan(prepared.number, prepared.rows, state)
        steps: list[_Step] = [*_hidden_steps(one, state), partial(_show, one=one, version=version)]
        if all(_step(database, prepared.number, seen, step, pause) for step in steps):
            return one.renewed
    with database.write() as connection:
        return _store(connection, [prepared], version)[0]


def _step(database: Database, number: int, seen: int, step: _Step, pause: _Pause | None) -> bool:
    """One transaction, unless the article's newest decision is not the one that was seen: then False."""
    with database.write() as connection:
        if _newest(connection, number) != seen:
            return False
        step(connection)
    if pause:
        pause()
    return True


def _newest(connection: Connection, number: int) -> int:
    return int(connection.exec_driver_sql("SELECT coalesce(max(seq), 0) FROM log WHERE article = ?", (number,)).scalar_one())


def _hidden_steps(one: Plan, state: State) -> Iterator[_Step]:
    """Everything but what shows: new rows hidden, others changed as hidden or shown as they are."""
    stored = {row.id: row for row in state.there}
    inserted = [row._replace(current=0) for row in one.insert]
    changed = [row._replace(current=stored[row.id].current) for row in one.change]
    changed = [row for row in changed if row != stored[row.id]]
    for statement, rows in (
        (_INSERT, inserted),
        (_CHANGE, [_changed(row) for row in changed]),
        (_DELETE, [(one.number, key) for key in one.delete]),
    ):
        for start in range(0, len(rows), MOST):
            yield partial(_many, statement=statement, rows=rows[start : start + MOST])


def _show(connection: Connection, one: Plan, version: str) -> None:
    everything = "UPDATE suggestions SET current = 1 WHERE article = ? AND current = 0"
    connection.exec_driver_sql(everything, (one.number,))
    _many(connection, _CURRENT, [(0, one.number, key) for key in one.hidden])
    _many(connection, _ARTICLE, [_article(one, version)])
