"""The step to version 2: an old database gets what a new one has, and what is in it stays."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desks import PROJECT, make_store
from postil.db.connection import APPLICATION_ID
from postil.db.migrations import VERSION
from postil.db.store import Store
from postil.schema.record import Status
from stores import asked, decide, finish, keys, wrong

OLD = Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database that the postil of version 1 made: four articles with suggestions, two decisions, one article done."""
    path = tmp_path / "postil.db"
    (tmp_path / "postil.yaml").write_text(PROJECT.source, encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("PRAGMA user_version=1")
    return path


def shape(path: Path) -> dict[str, Any]:
    """Every table's columns, keys and indexes, and every index's definition."""
    tables = [name for (name,) in asked(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found: dict[str, Any] = {}
    for table in tables:
        found[table] = [
            asked(path, f"PRAGMA table_list({table})"),
            asked(path, f"PRAGMA table_info({table})"),
            asked(path, f"PRAGMA foreign_key_list({table})"),
            sorted(row[1:] for row in asked(path, f"PRAGMA index_list({table})")),
        ]
    found["indexes"] = asked(path, "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
    return found


def test_an_old_database_gets_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    Store.open(old).close()
    (tmp_path / "new").mkdir()
    fresh = make_store(tmp_path / "new")
    fresh.close()
    assert shape(old) == shape(fresh.path)
    assert asked(old, "PRAGMA user_version") == [(VERSION,)]
    (copy,) = (tmp_path / "backups").iterdir()
    assert asked(copy, "PRAGMA user_version") == [(1,)]
    assert wrong(old) == []


def test_what_was_in_it_is_as_if_it_had_been_made_now(old: Path, tmp_path: Path) -> None:
    before = asked(old, "SELECT * FROM log"), asked(old, "SELECT * FROM annotations"), asked(old, "SELECT * FROM suggestions")
    store = Store.open(old)
    assert (asked(old, "SELECT * FROM log"), asked(old, "SELECT * FROM annotations")) == before[:2]
    assert asked(old, "SELECT * FROM suggestions") == before[2]
    assert keys(store) == ["a-v1", "a-u1"]
    assert store.progress("alice").done == 1
    (tmp_path / "new").mkdir()
    other = make_store(tmp_path / "new")
    other.add(store.records())
    ordering = "SELECT id, shuffle, certainty FROM articles ORDER BY number"
    assert asked(old, ordering) == asked(other.path, ordering)
    decide(store, 3)
    finish(store, 3, Status.SKIPPED)
    store.undo("alice")
    store.close()
    other.close()
    assert wrong(old) == []
