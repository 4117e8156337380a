"""A decision that is on its way to a busy database, and what must not happen meanwhile; a note that is looked at only."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screens import opened


@contextmanager
def busy(project: Path) -> Iterator[None]:
    """Another process holds the write lock."""
    lock = sqlite3.connect(project / "postil.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        lock.execute("ROLLBACK")
        lock.close()


async def test_no_other_article_is_taken_while_a_decision_is_on_its_way(project: Path) -> None:
    async with opened(project) as stage:
        with busy(project):
            await stage.press("a", "n")
            assert stage.shows("waiting for the database")
            assert stage.desk.number == 1
        await stage.until(lambda: stage.desk.board.left == 20)
        await stage.press("n")
        assert stage.desk.number == 2


async def test_leaving_while_a_decision_is_on_its_way_stores_it(project: Path) -> None:
    async with opened(project) as stage:
        with busy(project):
            await stage.press("a", "q")
        stage.screen.close_store()
    with sqlite3.connect(project / "postil.db") as connection:
        assert connection.execute("SELECT kind FROM log").fetchall() == [("accept",)]
    connection.close()


async def test_a_note_that_is_not_edited_stays_as_it_was(project: Path) -> None:
    note = "deux\nlignes \U0001f469\u200d\U0001f33e"
    async with opened(project) as stage:
        row = stage.screen.row
        stage.desk.note(row, note)
        stored = stage.desk.saved_at
        await stage.press("m", "enter")
        item = stage.desk.board.first(row) if row else None
        assert item is not None
        assert item.annotation is not None
        assert item.annotation.note == note
        assert stage.desk.saved_at == stored
