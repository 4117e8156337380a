"""An annotator's state of an article, and the counts that are kept beside it."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, insert, select, update

from postil.db.rows import Values, to_work
from postil.db.settled import settle, unsettle
from postil.db.tables import annotators, work
from postil.schema.errors import Stale
from postil.schema.record import Change, Status, Work, WorkChange

COUNTED = {Status.DONE: "done", Status.SKIPPED: "skipped", Status.STARTED: "started"}
SETTLED = (Status.DONE, Status.SKIPPED)


def next_work(stored: Work, changes: Sequence[Change], seconds: float, *, reverting: bool) -> Work:
    """The state after these changes. A decision makes an article that was todo started, unless it says otherwise.

    Raises Stale if the status, flag or note are not as a change saw them; todo and started count as the same.
    """
    work_changes = [change for change in changes if isinstance(change, WorkChange)]
    after = stored
    for change in work_changes:
        if _seen(change.before) != _seen(after):
            raise Stale("The article's status, flag or note is not as it was any more.", hint="Read the article anew.")
        after = replace(change.after, seconds=after.seconds)
    if not work_changes and not reverting and after.status is Status.TODO:
        after = replace(after, status=Status.STARTED)
    return replace(after, seconds=round(after.seconds + max(seconds, 0.0), 2))


def read_work(connection: Connection, annotator: str, article: int) -> Work | None:
    """The annotator's state of the article, or None when it was never touched."""
    row = connection.execute(select(work).where(work.c.annotator == annotator, work.c.article == article)).first()
    return to_work(row) if row else None


def write_work(connection: Connection, annotator: str, article: int, before: Work | None, after: Work, seq: int) -> None:
    """Store the state, the annotator's counts and the runs of settled articles. `seq` is the decision that did it."""
    values: Values = {"status": after.status.value, "seconds": after.seconds, "flag": int(after.flag), "note": after.note}
    then = before.status if before else Status.TODO
    if then is not after.status:
        values["finished"] = seq if after.status is Status.DONE else None
        _count(connection, annotator, then, after.status)
        if then in SETTLED and after.status not in SETTLED:
            unsettle(connection, annotator, article)
        elif then not in SETTLED and after.status in SETTLED:
            settle(connection, annotator, article)
    if before is None:
        connection.execute(insert(work).values(annotator=annotator, article=article, **values))
    elif before != after:
        connection.execute(update(work).where(work.c.annotator == annotator, work.c.article == article).values(**values))


def known(connection: Connection, annotator: str) -> None:
    """Make sure that the annotator has a row."""
    if connection.execute(select(annotators.c.name).where(annotators.c.name == annotator)).first() is None:
        connection.execute(insert(annotators).values(name=annotator))


def _count(connection: Connection, annotator: str, then: Status, now: Status) -> None:
    steps = {COUNTED[status]: step for status, step in ((then, -1), (now, 1)) if status in COUNTED}
    values = {annotators.c[name]: annotators.c[name] + step for name, step in steps.items()}
    connection.execute(update(annotators).where(annotators.c.name == annotator).values(values))


def _seen(state: Work) -> tuple[Status, bool, str]:
    status = Status.STARTED if state.status is Status.TODO else state.status
    return status, state.flag, state.note
