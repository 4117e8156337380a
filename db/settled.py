"""Which articles an annotator is through with, kept as runs of numbers, so that the next one is found without counting."""

from sqlalchemy import Connection, delete, insert, select, update

from postil.db.rows import AnyRow
from postil.db.tables import settled


def settle(connection: Connection, annotator: str, number: int, last: int | None = None, *, above: int = 0) -> None:
    """Article `number`, or those up to `last`, are done or skipped; they were not before.

    They join no run that begins at `above` or before: so runs of articles that are not visible yet stay apart.
    """
    last = number if last is None else last
    before, after = _run(connection, annotator, number - 1), _run(connection, annotator, last + 1)
    if before and before.first <= above:
        before = None
    if after:
        last = after.last
        connection.execute(delete(settled).where(settled.c.annotator == annotator, settled.c.first == after.first))
    if before:
        here = (settled.c.annotator == annotator, settled.c.first == before.first)
        connection.execute(update(settled).where(*here).values(last=last))
    else:
        connection.execute(insert(settled).values(annotator=annotator, first=number, last=last))


def unsettle(connection: Connection, annotator: str, number: int) -> None:
    """Article `number` is todo or started again; it was done or skipped before."""
    run = _run(connection, annotator, number)
    if run is None:
        return
    here = (settled.c.annotator == annotator, settled.c.first == run.first)
    if run.first == number:
        connection.execute(delete(settled).where(*here))
    else:
        connection.execute(update(settled).where(*here).values(last=number - 1))
    if run.last > number:
        connection.execute(insert(settled).values(annotator=annotator, first=number + 1, last=run.last))


def next_open(connection: Connection, annotator: str, after: int) -> int:
    """The first number above `after` that is in no run. Runs of separate imports may touch, so several may be passed."""
    number = after + 1
    while run := _run(connection, annotator, number):
        number = run.last + 1
    return number


def _run(connection: Connection, annotator: str, number: int) -> AnyRow | None:
    found = connection.execute(
        select(settled.c.first, settled.c.last)
        .where(settled.c.annotator == annotator, settled.c.first <= number)
        .order_by(settled.c.first.desc())
        .limit(1)
    ).first()
    return found if found and found.last >= number else None
