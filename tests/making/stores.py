"""Decisions on stores for tests, and what a check says of them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from desks import PROJECT, TEXT
from postil.db.check import check
from postil.db.store import Saved, Store
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.record import AnnotationChange, Change, Decision, Status, Work, WorkChange


def added(key: str, start: int = 3, end: int = 11, *, text: str = TEXT, by: str = "alice", **more: Any) -> Annotation:
    """An entity that somebody added."""
    given: dict[str, Any] = {"layer": "entity", "label": "GPE", "verdict": Verdict.ADDED} | more
    return Annotation(id=key, start=start, end=end, text=text[start:end], by=by, **given)


def answered(found: Suggestion, verdict: Verdict = Verdict.ACCEPTED, *, key: str = "", by: str = "alice") -> Annotation:
    """The annotation that answers a suggestion as it is."""
    same = {name: getattr(found, name) for name in ("layer", "label", "start", "end", "text", "attributes", "rank", "target")}
    return Annotation(id=key or f"a-{found.id}", verdict=verdict, by=by, origin=found, **same)


def made(*marks: Annotation) -> tuple[Change, ...]:
    """The changes that make these annotations."""
    return tuple(AnnotationChange(None, mark) for mark in marks)


def decide(store: Store, number: int, *changes: Change, by: str = "alice", kind: str = "add", **more: Any) -> Saved:
    """Store a decision."""
    return store.decide(Decision(by, number, kind, changes, **more))


def finish(store: Store, number: int, status: Status = Status.DONE, *, by: str = "alice", seconds: float = 0.0) -> Saved:
    """Set the article's status."""
    before = store.sheet(number, by).work
    change = WorkChange(before, Work(status, before.seconds, before.flag, before.note))
    return store.decide(Decision(by, number, "finish", (change,), seconds=seconds))


def keys(store: Store, number: int = 1, by: str = "alice") -> list[str]:
    """The ids of an annotator's annotations, in the order in which they were made."""
    return [mark.id for mark in store.sheet(number, by).annotations]


def wrong(path: Path) -> list[str]:
    """What a check finds that is not in order."""
    return [found.what for found in check(path, PROJECT) if found.level != "ok"]


def sql(path: Path, *statements: str) -> None:
    """Change the database behind the store's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def asked(path: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()
