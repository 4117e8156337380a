"""What suggesting reads and writes, by the driver itself, since there are hundreds of thousands of rows."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from postil.db.reading import article_row, read_size
from postil.db.renewal import Plan, Said, State
from postil.db.suggestion_rows import RENEWED, Row
from postil.db.tables import NOTHING_SUGGESTED

_NAMES = ", ".join(f'"{name}"' for name in Row._fields)
INSERT = f"INSERT INTO suggestions ({_NAMES}) VALUES ({', '.join('?' * len(Row._fields))})"
CHANGE = f"UPDATE suggestions SET {', '.join(f'{name} = ?' for name in RENEWED)} WHERE article = ? AND id = ?"
DELETE = "DELETE FROM suggestions WHERE article = ? AND id = ?"
CURRENT = "UPDATE suggestions SET current = ? WHERE article = ? AND id = ?"
_ARTICLE = "UPDATE articles SET suggested = ?, suggestions = ?, certainty = ? WHERE number = ?"
_THERE = f"SELECT {_NAMES} FROM suggestions WHERE article IN ({{}}) ORDER BY article, key"
_SAID = 'SELECT article, suggestion, layer, label, start, "end", target, roles FROM annotations WHERE article IN ({})'
_LOG = "SELECT article, changes FROM log WHERE article IN ({}) AND kind != 'import'"


def many(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Run a statement for each row. The driver takes a bare tuple a fifth faster than a named one."""
    if given := list(map(tuple, rows)):
        connection.exec_driver_sql(statement, given)


def changed(row: Row) -> tuple[Any, ...]:
    """The parameters of CHANGE."""
    return (*row.renewed, row.article, row.id)


def write_article(connection: Connection, plans: Iterable[Plan], version: str) -> None:
    """Who suggested for these articles, how much, and how sure."""
    rows = [(version, p.count, NOTHING_SUGGESTED if p.certainty is None else p.certainty, p.number) for p in plans]
    many(connection, _ARTICLE, rows)


def read_states(
    connection: Connection, numbers: Sequence[int], there: Mapping[int, Sequence[Row]] | None = None
) -> dict[int, State]:
    """What is stored for these articles; their suggestions may be given. Raises PostilError for one that is not there."""
    size = read_size(connection)
    for number in numbers:
        if not 1 <= number <= size:
            article_row(connection, number)
    if there is None:
        found: dict[int, list[Row]] = {number: [] for number in numbers}
        for row in _ask(connection, _THERE, numbers):
            found[row[0]].append(Row._make(row))
        there = found
    states = {number: State(there[number]) for number in numbers}
    for number, answers, layer, label, start, end, target, roles in _ask(connection, _SAID, numbers):
        states[number].said.append(Said(answers, (layer, label, start, end, target), roles))
    if any(there.values()):
        for number, changes in _ask(connection, _LOG, numbers):
            states[number].mentioned.update(_mentioned(changes))
    return states


def read_some(connection: Connection, number: int, after: str, limit: int) -> list[tuple[Any, ...]]:
    """Some suggestions of an article, by id: the key of each, and its row."""
    query = f"SELECT key, {_NAMES} FROM suggestions WHERE article = ? AND id > ? ORDER BY id LIMIT ?"
    return _fetched(connection, query, (number, after, limit))


def _ask(connection: Connection, query: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    return _fetched(connection, query.format(", ".join("?" * len(numbers))), tuple(numbers))


def _fetched(connection: Connection, query: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    cursor = connection.exec_driver_sql(query, parameters).cursor
    return [] if cursor is None else [*cursor.fetchall()]  # the driver's own tuples


def _mentioned(changes: str) -> Iterator[str]:
    """The suggestions that a decision speaks of: undo and redo must find them."""
    for mark in (mark for change in json.loads(changes) for mark in change.get("annotation", ()) if mark):
        if mark["from"]:
            yield mark["from"]["id"]
        for fillers in mark.get("roles", {}).values():
            yield from (filler["suggestion"] for filler in fillers if "suggestion" in filler)
