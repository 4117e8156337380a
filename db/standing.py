"""What is stored of articles into which records are merged, as far as merging must know it."""

import json
from bisect import bisect_left, insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from postil.db.marks import CHUNK
from postil.db.reading import read_size
from postil.db.rows import Identity, dump, roles_from
from postil.db.suggestion_rows import certainty
from postil.db.tables import NOTHING_SUGGESTED
from postil.schema.annotation import Annotation, Roles, Verdict
from postil.schema.record import Status, Work

_ARTICLES = "SELECT number, id, suggested FROM articles WHERE number IN ({})"
_SUGGESTED = (
    'SELECT article, id, layer, label, start, "end", target, source, score, current FROM suggestions '
    "WHERE article IN ({}) ORDER BY article, key"
)
_SAID = (
    'SELECT article, id, annotator, layer, label, start, "end", target, suggestion, verdict, roles, attributes, rank, note, '
    "flag FROM annotations "
    "WHERE article IN ({}) ORDER BY article, key"
)
_WORK = "SELECT article, annotator, status, seconds, flag, note FROM work WHERE article IN ({})"
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
    rejected: bool
    roles: Roles
    attributes: Mapping[str, str]
    rank: int | None
    note: str
    flag: bool

    @classmethod
    def of(cls, annotation: Annotation) -> "Said":
        """An annotation that will be stored."""
        a = annotation
        answers, rejected = a.origin.id if a.origin else None, a.verdict is Verdict.REJECTED
        return cls(a.by, a.identity, answers, rejected, a.roles, a.attributes, a.rank, a.note, a.flag)


@dataclass(slots=True)
class Standing:
    """An article: its suggestions and annotations by id, the work on it, and the decisions about it as the log has them.

    `workers` had annotations or work there before this import: nobody, if the article is `new` with it.
    """

    number: int
    id: str
    suggested: str
    new: bool
    made: dict[str, Made] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    work: dict[str, Work] = field(default_factory=dict)
    workers: set[str] = field(default_factory=set)
    decisions: list[str] = field(default_factory=list)
    _people: set[str] = field(default_factory=set)
    _same: dict[tuple[str, Identity, bool], str] = field(default_factory=dict)
    _spans: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)
    _new: list[tuple[str, Said]] = field(default_factory=list)

    def say(self, key: str, said: Said) -> None:
        """Let an annotation be there, under this id."""
        self.said[key] = said
        self._people.add(said.by)
        self._new.append((key, said))

    def same(self, annotation: Annotation, *, rejected: bool) -> str:
        """The id of what the annotator says there, or rejects, with the annotation's identity; else ""."""
        if annotation.by not in self._people:
            return ""
        self._find()
        return self._same.get((annotation.by, annotation.identity, rejected), "")

    def covers(self, annotation: Annotation) -> bool:
        """Whether a span of the annotator in the layer shares a character with this one; the layer takes no overlaps."""
        start, end = annotation.start, annotation.end
        if start is None or end is None or annotation.verdict is Verdict.REJECTED or annotation.by not in self._people:
            return False
        self._find()
        spans = self._spans.get((annotation.by, annotation.layer), [])
        place = bisect_left(spans, (end,))
        return place > 0 and spans[place - 1][1] > start

    def _find(self) -> None:
        """Find what was said since; most of it is never asked for."""
        for key, said in self._new:
            self._same[said.by, said.identity, said.rejected] = key
            layer, _, start, end, _ = said.identity
            if start is not None and end is not None and not said.rejected:
                insort(self._spans.setdefault((said.by, layer), []), (start, end))
        self._new.clear()

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
    size = read_size(connection)

    def article(number: int, key: str, suggested: str) -> None:
        found[number] = Standing(number, key, suggested, number > size)

    def made(number: int, key: str, *row: Any) -> None:
        found[number].made[key] = Made(row[:5], row[5], row[6], bool(row[7]))

    def said(number: int, key: str, by: str, *row: Any) -> None:
        there = found[number]
        answers, verdict, roles, attributes, *own = row[5:]
        more = {} if attributes == "{}" else json.loads(attributes)
        there.say(key, Said(by, row[:5], answers, verdict == Verdict.REJECTED, roles_from(roles), more, *own))
        if not there.new:
            there.workers.add(by)

    def worked(number: int, who: str, status: str, seconds: float, flag: int, note: str) -> None:
        there = found[number]
        there.work[who] = Work(Status(status), seconds, bool(flag), note)
        if not there.new:
            there.workers.add(who)

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
