"""One decision: one row in the append-only log, and what it changes.

Undo and redo append rows too. The log carries its own stacks: for a row that reverts nothing, `below` is the decision
that undo would take back after it; a row that reverts names in `undo_next` and `redo_next` what undo and redo would take
next. So both look at two rows, however long the log is.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from postil.db.changes import read_changes, write_changes
from postil.db.lists import change_lists
from postil.db.marks import change_marks
from postil.db.results import Reverted, Saved
from postil.db.rows import AnyRow, Values, now
from postil.db.tables import annotators, log
from postil.db.work import known, next_work, read_work, write_work
from postil.schema.annotation import Suggestion
from postil.schema.errors import PostilError
from postil.schema.record import Change, Decision, Work

Text = Callable[[], str]
RESERVED = ("import", "undo", "redo")


@dataclass(frozen=True, slots=True)
class _Head:
    """What undo and redo would take next: numbers in the log, or None."""

    undo: int | None = None
    redo: int | None = None


def store_decision(connection: Connection, decision: Decision, text: Text) -> Saved:
    """Store a decision, or find that it is stored already. Raises Stale, PostilError."""
    if decision.kind in RESERVED or not decision.kind:
        raise PostilError(f"A decision cannot be of the kind {decision.kind!r}.")
    stored = connection.execute(select(log.c.seq, log.c.at).where(log.c.uuid == decision.id)).first()
    if stored:
        return Saved(stored.seq, stored.at)
    at, head = now(), _head(connection, decision.annotator)
    row = {"uuid": decision.id, "kind": decision.kind, "seconds": round(max(decision.seconds, 0.0), 2), "below": head.undo}
    seq, _ = _apply(
        connection, decision.annotator, decision.article, decision.changes, at, decision.place, text, row, decision.referred
    )
    return Saved(seq, at)


def undo(connection: Connection, annotator: str, text: Callable[[int], Text]) -> Reverted | None:
    """Take back the annotator's newest decision that is not taken back yet, or None. Raises Stale."""
    head = _head(connection, annotator)
    if head.undo is None:
        return None
    target = _row(connection, head.undo)
    row = {"kind": "undo", "reverts": target.seq, "undo_next": target.below, "redo_next": target.seq, "below": head.redo}
    decision = Decision(annotator, target.article, target.kind, read_changes(target.changes))
    return _revert(connection, target, decision.reversed_changes(), text, row)


def redo(connection: Connection, annotator: str, text: Callable[[int], Text]) -> Reverted | None:
    """Make anew what was undone last, if nothing was decided since, or None. Raises Stale."""
    head = _head(connection, annotator)
    if head.redo is None:
        return None
    target = _row(connection, head.redo)
    undone = select(log.c.below).where(log.c.reverts == target.seq, log.c.kind == "undo").order_by(log.c.seq.desc()).limit(1)
    after = connection.execute(undone).scalar()
    row = {"kind": "redo", "reverts": target.seq, "undo_next": target.seq, "redo_next": after}
    return _revert(connection, target, read_changes(target.changes), text, row)


def keep_place(connection: Connection, annotator: str, article: int, row: str) -> None:
    """Remember where the annotator stands. The annotator has a row already."""
    here = update(annotators).where(annotators.c.name == annotator)
    connection.execute(here.values(place_article=article, place_row=row))


def _head(connection: Connection, annotator: str) -> _Head:
    newest = select(log.c.seq, log.c.reverts, log.c.undo_next, log.c.redo_next)
    newest = newest.where(log.c.annotator == annotator, log.c.kind != "import").order_by(log.c.seq.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        return _Head()
    return _Head(row.seq) if row.reverts is None else _Head(row.undo_next, row.redo_next)


def _row(connection: Connection, seq: int) -> AnyRow:
    return connection.execute(select(log).where(log.c.seq == seq)).one()


def _revert(
    connection: Connection, target: AnyRow, changes: Sequence[Change], text: Callable[[int], Text], row: Values
) -> Reverted:
    at = now()
    row["uuid"] = uuid.uuid4().hex
    seq, applied = _apply(connection, target.annotator, target.article, changes, at, target.place, text(target.article), row)
    return Reverted(seq, at, target.kind, target.article, applied, target.place)


def _apply(
    connection: Connection,
    annotator: str,
    article: int,
    changes: Sequence[Change],
    at: str,
    place: str,
    text: Text,
    row: Values,
    referred: Sequence[Suggestion] = (),
) -> tuple[int, tuple[Change, ...]]:
    known(connection, annotator)
    applied = change_marks(connection, article, annotator, changes, text, at, referred)
    before = read_work(connection, annotator, article)
    after = next_work(before or Work(), applied, row.get("seconds", 0.0), reverting="reverts" in row)
    change_lists(connection, applied)
    row |= {"annotator": annotator, "article": article, "at": at, "place": place, "changes": write_changes(applied)}
    result = connection.execute(insert(log).values(row))
    assert result.inserted_primary_key is not None
    seq = int(result.inserted_primary_key[0])
    write_work(connection, annotator, article, before, after, seq)
    keep_place(connection, annotator, article, place)
    return seq, applied
