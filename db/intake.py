"""Adding articles: all or nothing, across many short transactions.

Rows get numbers above the project's size, so that nobody sees them, and appear when one last transaction raises it.
What a killed import leaves behind is deleted by the next one.

What is said about a text that is there already is merged into its article. Articles of the same import are not visible yet,
so that is done at once. What goes into visible ones waits on disk until every record was read and checked and the new
articles have appeared, because it cannot be one transaction: a decision would wait for it. Were it done before, an import
that is broken off would have changed articles without bringing its own. So one that is broken off before the new articles
appear leaves nothing; after that, each article is as it was or has all that is for it, and the same import run again does
the rest, since it finds its texts there and merges only what nobody has worked on.
"""

import time
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update

from postil.db.connection import Database
from postil.db.import_rows import Rows, keep
from postil.db.incoming import Incoming, check
from postil.db.lease import SECONDS, Lease
from postil.db.leftovers import clear_leftovers
from postil.db.lists import ListUse, list_use
from postil.db.merge_batch import Batch, Waiting, merge_batch
from postil.db.reading import read_size, uncollected
from postil.db.results import Added, Duplicate
from postil.db.rows import now
from postil.db.spool import Spool, spool
from postil.db.tables import articles, entries, project
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status
from postil.schema.safe import safe

_SHORT = 0.025  # seconds of work that one transaction should take
_FEWEST, _MOST, _MOST_SIZE = 16, 4000, 2_000_000
_NAMED = 10


@dataclass(slots=True)
class _Intake:
    """An import under way. `size` is the number of articles visible before it."""

    database: Database
    lease: Lease
    later: Spool
    uses: ListUse
    size: int
    next: int
    at: str = field(default_factory=now)
    added: int = 0
    duplicates: int = 0
    unmerged: int = 0
    merged: int = 0
    annotations: int = 0
    waiting: int = 0
    named: list[tuple[int, str, str, str]] = field(default_factory=list)
    entries: set[tuple[str, str]] = field(default_factory=set)
    new_entries: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[str, dict[Status, int]] = field(default_factory=dict)
    most: int = 200
    renewed: float = field(default_factory=time.monotonic)

    def stay(self) -> None:
        """Keep the lease when a while went by in which there was nothing to store."""
        if time.monotonic() - self.renewed > SECONDS / 4:
            with self.database.write() as connection:
                self.lease.renew(connection)
            self.renewed = time.monotonic()

    def rows(self) -> Rows:
        """An empty set of rows."""
        return Rows(self.at, self.uses, self.entries)

    def count(self, rows: Rows) -> None:
        """These rows are stored."""
        self.annotations += rows.annotations
        self.waiting += rows.waiting

    def keep_later(self, rows: Rows) -> None:
        """Remember what is to be kept beside the articles when they appear."""
        self.new_entries += rows.new_entries
        for who, numbers in rows.counts.items():
            counts = self.counts.setdefault(who, {})
            for status, number in numbers.items():
                counts[status] = counts.get(status, 0) + number

    def pace(self, took: float) -> None:
        """Put more into the next transaction, or less, by the seconds of work in this one.

        Of work, not by the clock: on a busy machine that would cut it ever shorter, and most of the time go into commits.
        """
        self.most = max(_FEWEST, min(_MOST, int(self.most * min(2.0, max(0.5, _SHORT / max(took, 1e-6))))))

    def duplicate(self, seen: int, incoming: Incoming, same_as: str) -> None:
        """Record `seen` brought nothing. The first few are named, in the order of the import."""
        self.duplicates += 1
        insort(self.named, (seen, incoming.record.article.id, same_as, incoming.record.where))
        del self.named[_NAMED:]

    def result(self) -> Added:
        """What was done."""
        named = tuple(Duplicate(*named) for _, *named in self.named)
        return Added(self.added, self.duplicates, named, self.unmerged, self.merged, self.annotations, self.waiting)


def add_records(database: Database, records: Iterable[Record], tick: Callable[[int], None] | None) -> Added:
    """Add every record, or none. `tick` is called with the number of records seen so far.

    What goes into articles that were there already follows when all others are there, article by article.
    Raises PostilError that names the record that cannot be stored, NotSaved.
    """
    lease = Lease()
    with database.write() as connection:
        lease.take(connection)
    try:
        clear_leftovers(database, lease)
        with spool() as later:
            with database.read() as connection:
                size = read_size(connection)
                intake = _Intake(database, lease, later, list_use(connection), size, size + 1)
                intake.entries = {(row.list, row.entry) for row in connection.execute(select(entries))}
            _add_all(intake, records, tick)
            with database.write() as connection:
                _appear(connection, intake)
            _merge_later(intake)
        with database.write() as connection:
            lease.release(connection)
    except BaseException:
        _undo(database, lease)
        raise
    return intake.result()


def _undo(database: Database, lease: Lease) -> None:
    """Take away what a failed import stored; if even that fails, the next import does it."""
    try:
        clear_leftovers(database, lease)
        with database.write() as connection:
            lease.release(connection)
    except PostilError:
        return


def _add_all(intake: _Intake, records: Iterable[Record], tick: Callable[[int], None] | None) -> None:
    waiting: list[Incoming] = []
    size = seen = 0
    for record in records:
        incoming = check(record, intake.uses)
        waiting.append(incoming)
        size += incoming.size
        seen += 1
        if len(waiting) >= intake.most or size >= _MOST_SIZE:
            _store(intake, waiting, seen)
            waiting, size = [], 0
            if tick:
                tick(seen)
    _store(intake, waiting, seen)
    if tick:
        tick(seen)


def _store(intake: _Intake, waiting: Sequence[Incoming], seen: int) -> None:
    """Store what is new, and merge what is not; `seen` is the number of records read so far."""
    intake.stay()
    new, hidden = _sorted(intake, waiting, seen - len(waiting))
    if new:
        rows = intake.rows()
        with uncollected():
            for number, incoming in enumerate(new, start=intake.next):
                rows.article(number, incoming)
        with intake.database.write() as connection:
            started = time.thread_time()
            intake.lease.renew(connection)
            rows.store(connection, above=intake.size)
            intake.pace(time.thread_time() - started)
        intake.keep_later(rows)
        intake.count(rows)
        intake.next += len(new)
        intake.added += len(new)
    for start in range(0, len(hidden), intake.most):
        _merge(intake, hidden[start : start + intake.most], visible=False)


def _sorted(intake: _Intake, waiting: Sequence[Incoming], seen: int) -> tuple[list[Incoming], list[Waiting]]:
    """Those whose text is not there yet, and those to merge into articles of this import; those for others are spooled.

    Only importers add articles, so a read suffices.
    """
    by_digest, by_id = _stored(intake.database, waiting)
    new: list[Incoming] = []
    hidden: list[Waiting] = []
    for place, incoming in enumerate(waiting, start=seen + 1):
        article = incoming.record.article
        same = by_digest.get(incoming.digest)
        if same is None:
            if article.id in by_id:
                raise PostilError(
                    f"{safe(incoming.record.where) or 'An article'}: the id {safe(article.id)!r} belongs to another text "
                    "already.",
                    hint="A text never changes once it is in the project: give the new one another id.",
                )
            by_digest[incoming.digest] = (intake.next + len(new), article.id)
            by_id.add(article.id)
            new.append(incoming)
        elif not incoming.says:
            intake.duplicate(place, incoming, same[1])
        elif same[0] > intake.size:
            hidden.append((same[0], place, incoming))
        else:
            intake.later.add(same[0], place, incoming)
    return new, hidden


def _stored(database: Database, waiting: Sequence[Incoming]) -> tuple[dict[bytes, tuple[int, str]], set[str]]:
    """The numbers and ids of articles by the digests of the texts, and which of the ids are taken."""
    by_digest: dict[bytes, tuple[int, str]] = {}
    by_id: set[str] = set()
    with database.read() as connection:
        for some in (waiting[start : start + 500] for start in range(0, len(waiting), 500)):
            digests = select(articles.c.digest, articles.c.number, articles.c.id)
            found = connection.execute(digests.where(articles.c.digest.in_([w.digest for w in some])))
            by_digest.update((row.digest, (row.number, row.id)) for row in found)
            ids = [w.record.article.id for w in some]
            by_id.update(connection.execute(select(articles.c.id).where(articles.c.id.in_(ids))).scalars())
    return by_digest, by_id


def _merge(intake: _Intake, some: Sequence[Waiting], *, visible: bool) -> None:
    """Merge each into its article, in one transaction."""
    took = 0.0

    def store(connection: Connection, batch: Batch) -> None:
        nonlocal took
        started = time.thread_time()
        intake.lease.renew(connection)
        batch.store(connection, above=0 if visible else intake.size)
        if visible:
            keep(connection, batch.rows.counts, batch.rows.new_entries)
        took = time.thread_time() - started

    batch = merge_batch(intake.database, some, intake.rows, store)
    intake.pace(took)
    intake.count(batch.rows)
    intake.merged += batch.merged
    intake.unmerged += batch.unmerged
    for seen, incoming, same_as in batch.idle:
        intake.duplicate(seen, incoming, same_as)
    if not visible:
        intake.keep_later(batch.rows)


def _appear(connection: Connection, intake: _Intake) -> None:
    """Every new article becomes visible at once."""
    intake.lease.renew(connection)
    keep(connection, intake.counts, intake.new_entries)
    connection.execute(update(project).values(size=intake.next - 1))


def _merge_later(intake: _Intake) -> None:
    """Merge what waits for visible articles, as many whole articles at once as stay short."""
    waiting: list[Waiting] = []
    size = 0
    for one in intake.later:
        if waiting and one[0] != waiting[-1][0] and (len(waiting) >= intake.most or size >= _MOST_SIZE):
            _merge(intake, waiting, visible=True)
            waiting, size = [], 0
        waiting.append(one)
        size += one[2].size
    if waiting:
        _merge(intake, waiting, visible=True)
