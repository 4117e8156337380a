"""What is stored of articles into which records are merged, as far as merging must know it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from postil.db.marks import CHUNK
from postil.db.rows import Identity, dump
from postil.db.suggestion_rows import certainty
from postil.db.tables import NOTHING_SUGGESTED

_ARTICLES = "SELECT number, id, suggested FROM articles WHERE number IN ({})"
_SUGGESTED = (
    'SELECT article, id, layer, label, start, "end", target, source, score, current FROM suggestions '
    "WHERE article IN ({}) ORDER BY article, key"
)
_SAID = (
    'SELECT article, id, annotator, layer, label, start, "end", target, suggestion FROM annotations '
    "WHERE article IN ({}) ORDER BY article, key"
)
_WORK = "SELECT article, annotator FROM work WHERE article IN ({})"
_LOG = "SELECT article, changes FROM log WHERE article IN ({}) AND kind != 'import'"
_NEWEST = (
    "SELECT number, suggested, (SELECT group_concat(id || current) FROM suggestions WHERE article = number), "
    "(SELECT max(seq) FROM log WHERE article = number) FROM articles WHERE number IN ({})"
)
_RENEW = "UPDATE articles SET suggested = ?, suggestions = ?, certainty = ? WHERE number = ?"


class Made(NamedTuple):
    """A stored suggestion."""

    identity: Identity
    source: str
    score: float
    current: bool


class Said(NamedTuple):
    """A stored annotation; `answers` is the id of a suggestion, or None."""

    by: str
    identity: Identity
    answers: str | None


@dataclass(slots=True)
class Standing:
    """An article: its suggestions and annotations by id, who worked on it, and the decisions about it as the log has them."""

    number: int
    id: str
    suggested: str
    made: dict[str, Made] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    workers: set[str] = field(default_factory=set)
    decisions: list[str] = field(default_factory=list)

    def has(self, key: str) -> bool:
        """Whether something has this id, or a decision speaks of it: redo must find again what undo took back."""
        if key in self.made or key in self.said:
            return True
        told = dump(key)
        return any(told in changes for changes in self.decisions)

    def count(self) -> tuple[str, int, float, int]:
        """The parameters of the statement that renews what is kept beside the article: who suggested, how much, how sure."""
        answered = {said.answers for said in self.said.values()}
        decided = {said.identity for said in self.said.values()}
        current = [(key, made) for key, made in self.made.items() if made.current]
        sure = certainty(m.score for key, m in current if key not in answered and m.identity not in decided)
        return self.suggested, len(current), NOTHING_SUGGESTED if sure is None else sure, self.number


def fingerprint(connection: Connection, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """What differs as soon as anything of these articles does that a Standing holds."""
    return [row for start in range(0, len(numbers), CHUNK) for row in _ask(connection, _NEWEST, numbers[start : start + CHUNK])]


def read_standings(connection: Connection, numbers: Sequence[int]) -> dict[int, Standing]:
    """The articles of these numbers as they are."""
    found: dict[int, Standing] = {}

    def article(number: int, key: str, suggested: str) -> None:
        found[number] = Standing(number, key, suggested)

    def made(number: int, key: str, *row: Any) -> None:
        found[number].made[key] = Made(row[:5], row[5], row[6], bool(row[7]))

    def said(number: int, key: str, by: str, *row: Any) -> None:
        found[number].said[key] = Said(by, row[:5], row[5])
        found[number].workers.add(by)

    def worked(number: int, who: str) -> None:
        found[number].workers.add(who)

    def decided(number: int, changes: str) -> None:
        found[number].decisions.append(changes)

    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        steps: Sequence[tuple[str, Callable[..., None]]] = (
            (_ARTICLES, article), (_SUGGESTED, made), (_SAID, said), (_WORK, worked), (_LOG, decided),
        )  # fmt: skip
        for query, take in steps:
            for row in _ask(connection, query, some):
                take(*row)
    return found


def _ask(connection: Connection, query: str, numbers: Sequence[int]) -> Sequence[tuple[Any, ...]]:
    cursor = connection.exec_driver_sql(query.format(", ".join("?" * len(numbers))), tuple(numbers)).cursor
    return [] if cursor is None else cursor.fetchall()


def renew_counts(connection: Connection, standings: Sequence[Standing]) -> None:
    """Store who suggested for these articles, how much, and how sure."""
    if standings:
        connection.exec_driver_sql(_RENEW, [standing.count() for standing in standings])
