"""Adding articles: all or nothing, across many short transactions.

Rows get numbers above the project's size, so that nobody sees them, and appear when one last transaction raises it.
What a killed import leaves behind is deleted by the next one.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from postil.db.connection import Database
from postil.db.incoming import Incoming, add_log, prepare
from postil.db.lease import Lease
from postil.db.leftovers import clear_leftovers
from postil.db.lists import ListUse, change_lists, list_use
from postil.db.reading import read_size
from postil.db.results import Added, Duplicate
from postil.db.rows import now
from postil.db.tables import annotations, annotators, articles, entries, log, project, settled, suggestions, texts, work
from postil.db.work import COUNTED, SETTLED, known
from postil.schema.errors import PostilError
from postil.schema.record import ListChange, Record, Status
from postil.schema.safe import safe

_SHORT = 0.025  # seconds that one transaction should take
_FEWEST, _MOST, _MOST_SIZE = 16, 4000, 2_000_000
_NAMED = 10


@dataclass(slots=True)
class _Intake:
    """An import under way."""

    database: Database
    lease: Lease
    uses: ListUse
    next: int
    at: str = field(default_factory=now)
    added: int = 0
    duplicates: int = 0
    unmerged: int = 0
    named: list[Duplicate] = field(default_factory=list)
    entries: set[tuple[str, str]] = field(default_factory=set)
    new_entries: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[str, dict[Status, int]] = field(default_factory=dict)
    newest_run: dict[str, dict[str, Any]] = field(default_factory=dict)
    most: int = 200


def add_records(database: Database, records: Iterable[Record], tick: Callable[[int], None] | None) -> Added:
    """Add every record, or none. `tick` is called with the number of records seen so far.

    Raises PostilError that names the record that cannot be stored, NotSaved.
    """
    lease = Lease()
    with database.write() as connection:
        lease.take(connection)
    try:
        clear_leftovers(database, lease)
        with database.read() as connection:
            intake = _Intake(database, lease, list_use(connection), read_size(connection) + 1)
            intake.entries = {(row.list, row.entry) for row in connection.execute(select(entries))}
        _add_all(intake, records, tick)
        with database.write() as connection:
            _appear(connection, intake)
    except BaseException:
        _undo(database, lease)
        raise
    return Added(intake.added, intake.duplicates, tuple(intake.named), intake.unmerged)


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
        incoming = prepare(record, intake.uses)
        waiting.append(incoming)
        size += incoming.size
        seen += 1
        if len(waiting) >= intake.most or size >= _MOST_SIZE:
            _store(intake, waiting)
            waiting, size = [], 0
            if tick:
                tick(seen)
    _store(intake, waiting)
    if tick:
        tick(seen)


def _store(intake: _Intake, waiting: list[Incoming]) -> None:
    new = _new_ones(intake, waiting)
    if not new:
        return
    for number, incoming in enumerate(new, start=intake.next):
        intake.new_entries += add_log(incoming, intake.at, intake.uses, intake.entries)
        incoming.article["number"] = number
        for rows in (incoming.suggestions, incoming.annotations, incoming.log):
            for row in rows:
                row["article"] = number
    with intake.database.write() as connection:
        started = time.perf_counter()
        intake.lease.renew(connection)
        _insert(connection, intake, new)
        took = time.perf_counter() - started
    intake.next += len(new)
    intake.added += len(new)
    intake.most = max(_FEWEST, min(_MOST, int(intake.most * min(2.0, max(0.5, _SHORT / max(took, 1e-6))))))


def _insert(connection: Connection, intake: _Intake, new: list[Incoming]) -> None:
    for table, rows in (
        (articles, [incoming.article for incoming in new]),
        (texts, [{"number": incoming.article["number"], "text": incoming.text} for incoming in new]),
        (suggestions, [row for incoming in new for row in incoming.suggestions]),
        (annotations, [row for incoming in new for row in incoming.annotations]),
        (log, [row for incoming in new for row in incoming.log]),
        (work, [row for incoming in new for row in _work_rows(incoming)]),
        (settled, _new_runs(connection, intake, _runs(new))),
    ):
        if rows:  # by the driver itself, since there are hundreds of thousands
            names = ", ".join(f'"{name}"' for name in rows[0])
            values = ", ".join(f":{name}" for name in rows[0])
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({values})", rows)
    for incoming in new:
        for annotator in {row["annotator"] for row in incoming.log}:
            counts = intake.counts.setdefault(annotator, {})
            status = incoming.work[annotator].status if annotator in incoming.work else Status.TODO
            counts[status] = counts.get(status, 0) + 1


def _work_rows(incoming: Incoming) -> Iterable[dict[str, Any]]:
    for annotator, state in incoming.work.items():
        yield {
            "annotator": annotator,
            "article": incoming.article["number"],
            "status": state.status.value,
            "seconds": state.seconds,
            "flag": int(state.flag),
            "note": state.note,
        }


def _new_runs(connection: Connection, intake: _Intake, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The runs to store; one that begins where the annotator's run before ended makes that one longer instead."""
    new = []
    for run in runs:
        annotator = run["annotator"]
        before = intake.newest_run.get(annotator)
        if before is not None and before["last"] == run["first"] - 1:
            here = (settled.c.annotator == annotator, settled.c.first == before["first"])
            connection.execute(update(settled).where(*here).values(last=run["last"]))
            run = before | {"last": run["last"]}
        else:
            new.append(run)
        intake.newest_run[annotator] = run
    return new


def _runs(new: list[Incoming]) -> list[dict[str, Any]]:
    """The runs of done and skipped articles, per annotator."""
    runs: dict[str, list[dict[str, Any]]] = {}
    for incoming in new:
        number = incoming.article["number"]
        for annotator, state in incoming.work.items():
            if state.status in SETTLED:
                mine = runs.setdefault(annotator, [])
                if mine and mine[-1]["last"] == number - 1:
                    mine[-1]["last"] = number
                else:
                    mine.append({"annotator": annotator, "first": number, "last": number})
    return [run for mine in runs.values() for run in mine]


def _new_ones(intake: _Intake, waiting: list[Incoming]) -> list[Incoming]:
    """Those whose text is not there yet; the others are counted. Only importers add articles, so a read suffices."""
    by_digest, by_id = _stored(intake.database, waiting)
    new = []
    for incoming in waiting:
        same = by_digest.get(incoming.digest)
        if same is not None:
            intake.duplicates += 1
            intake.unmerged += bool(incoming.annotations)
            if len(intake.named) < _NAMED:
                intake.named.append(Duplicate(incoming.id, same, incoming.where))
            continue
        if incoming.id in by_id:
            raise PostilError(
                f"{safe(incoming.where) or 'An article'}: the id {safe(incoming.id)!r} belongs to another text already.",
                hint="A text never changes once it is in the project: give the new one another id.",
            )
        by_digest[incoming.digest] = incoming.id
        by_id.add(incoming.id)
        new.append(incoming)
    return new


def _stored(database: Database, waiting: list[Incoming]) -> tuple[dict[bytes, str], set[str]]:
    by_digest: dict[bytes, str] = {}
    by_id: set[str] = set()
    with database.read() as connection:
        for some in (waiting[start : start + 500] for start in range(0, len(waiting), 500)):
            digests = select(articles.c.digest, articles.c.id).where(articles.c.digest.in_([w.digest for w in some]))
            by_digest.update((row.digest, row.id) for row in connection.execute(digests))
            by_id.update(connection.execute(select(articles.c.id).where(articles.c.id.in_([w.id for w in some]))).scalars())
    return by_digest, by_id


def _appear(connection: Connection, intake: _Intake) -> None:
    """The last transaction: everything becomes visible at once."""
    intake.lease.renew(connection)
    for annotator, counts in intake.counts.items():
        known(connection, annotator)
        steps = {annotators.c[COUNTED[s]]: annotators.c[COUNTED[s]] + n for s, n in counts.items() if s in COUNTED}
        if steps:
            connection.execute(update(annotators).where(annotators.c.name == annotator).values(steps))
    change_lists(connection, [ListChange(*pair) for pair in intake.new_entries])
    connection.execute(update(project).values(size=intake.next - 1))
    intake.lease.release(connection)
