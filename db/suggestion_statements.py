"""What suggesting reads and writes, by the driver itself, since there are hundreds of thousands of rows."""

import json
from collections.abc import Iterable, Iterator, Sequence
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
    """Run a statement for each row."""
    if given := list(rows):
        connection.exec_driver_sql(statement, given)


def changed(row: Row) -> tuple[Any, ...]:
    """The parameters of CHANGE."""
    return (*row.renewed, row.article, row.id)


def write_article(connection: Connection, plans: Iterable[Plan], version: str) -> None:
    """Who suggested for these articles, how much, and how sure."""
    rows = [(version, p.count, NOTHING_SUGGESTED if p.certainty is None else p.certainty, p.number) for p in plans]
    many(connection, _ARTICLE, rows)


def read_states(connection: Connection, numbers: Sequence[int]) -> dict[int, State]:
    """What is stored for these articles. Raises PostilError for one that is not there."""
    size = read_size(connection)
    for number in numbers:
        if not 1 <= number <= size:
            article_row(connection, number)
    marks = ", ".join("?" * len(numbers))

    def ask(query: str) -> Iterable[tuple[Any, ...]]:
        cursor = connection.exec_driver_sql(query.format(marks), tuple(numbers)).cursor
        return () if cursor is None else cursor.fetchall()  # the driver's own tuples

    there: dict[int, list[Row]] = {}
    for row in ask(_THERE):
        there.setdefault(row[0], []).append(Row._make(row))
    said: dict[int, list[Said]] = {}
    for number, answers, layer, label, start, end, target, roles in ask(_SAID):
        said.setdefault(number, []).append(Said(answers, (layer, label, start, end, target), roles))
    mentioned: dict[int, set[str]] = {}
    for number, changes in ask(_LOG) if there else ():
        mentioned.setdefault(number, set()).update(_mentioned(changes))
    return {n: State(there.get(n, ()), said.get(n, ()), mentioned.get(n, set())) for n in numbers}


def _mentioned(changes: str) -> Iterator[str]:
    """The suggestions that a decision speaks of: undo and redo must find them."""
    for mark in (mark for change in json.loads(changes) for mark in change.get("annotation", ()) if mark):
        if mark["from"]:
            yield mark["from"]["id"]
        for fillers in mark.get("roles", {}).values():
            yield from (filler["suggestion"] for filler in fillers if "suggestion" in filler)
