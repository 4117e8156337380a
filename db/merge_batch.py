"""Records merged many at once: planned while nobody has to wait, and stored in one short transaction.

Planning takes several times as long as storing. So it is done before, from what is stored then; should anybody have decided
or suggested something about one of the articles meanwhile, it is done again inside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from postil.db.connection import Database
from postil.db.import_rows import Rows
from postil.db.incoming import Incoming
from postil.db.merging import merge
from postil.db.standing import Standing, fingerprint, read_standings, renew_counts

Waiting = tuple[int, int, Incoming]  # the number of the article with that text, the record's own from 1, the record


@dataclass(frozen=True, slots=True)
class Batch:
    """What records bring to articles. `idle`: those that bring nothing, with the ids of their articles."""

    rows: Rows
    changed: Sequence[Standing] = ()
    merged: int = 0
    unmerged: int = 0
    idle: Sequence[tuple[int, Incoming, str]] = field(default_factory=list)

    def store(self, connection: Connection, *, above: int) -> None:
        """Store it, but for what is kept beside the articles."""
        self.rows.store(connection, above=above)
        renew_counts(connection, self.changed)


def merge_batch(
    database: Database,
    waiting: Sequence[Waiting],
    empty: Callable[[], Rows],
    store: Callable[[Connection, Batch], None],
) -> Batch:
    """Merge each record into its article. `empty` makes an empty set of rows; `store` is called within the transaction.

    Raises NotSaved.
    """
    numbers = sorted({number for number, _, _ in waiting})
    with database.read() as connection:
        before = fingerprint(connection, numbers)
        standings = read_standings(connection, numbers)
    batch = _plan(standings, waiting, empty())
    with database.write() as connection:
        if fingerprint(connection, numbers) != before:
            batch.rows.forget_entries()
            batch = _plan(read_standings(connection, numbers), waiting, empty())
        store(connection, batch)
    return batch


def _plan(standings: dict[int, Standing], waiting: Sequence[Waiting], rows: Rows) -> Batch:
    changed: dict[int, Standing] = {}
    merged = unmerged = 0
    idle: list[tuple[int, Incoming, str]] = []
    for number, seen, incoming in waiting:
        there = standings[number]
        brought = merge(there, incoming, rows.uses.apart)
        unmerged += brought.left
        if not brought:
            idle.append((seen, incoming, there.id))
            continue
        merged += 1
        changed[number] = there
        rows.suggested(number, brought.suggestions)
        answered = {annotation.origin.id for annotation in brought.annotations if annotation.origin is not None}
        rows.waiting += sum(made.current and made.id not in answered for made in brought.suggestions)
        rows.said(number, brought.annotations, brought.told, brought.work, brought.before)
    return Batch(rows, list(changed.values()), merged, unmerged, idle)
