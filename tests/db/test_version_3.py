"""The step to version 3: a database of version 2 gets a table of near-copies, and what is in it stays."""

from pathlib import Path

import pytest

from desks import make_store, plain, record
from postil.db.migrations import VERSION
from postil.db.store import Store
from stores import added, asked, decide, keys, made, sql, wrong


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the postil of version 2 made it: three articles, a decision."""
    store = make_store(tmp_path, record(), plain(2), plain(3))
    decide(store, 1, *made(added("a1")))
    store.close()
    sql(store.path, "DROP TABLE copies", "ALTER TABLE project DROP COLUMN compared", "PRAGMA user_version=2")
    return store.path


def test_a_database_of_version_2_can_keep_copies(old: Path, tmp_path: Path) -> None:
    before = asked(old, "SELECT * FROM articles"), asked(old, "SELECT * FROM log"), asked(old, "SELECT * FROM annotations")
    store = Store.open(old)
    after = asked(old, "SELECT * FROM articles"), asked(old, "SELECT * FROM log"), asked(old, "SELECT * FROM annotations")
    assert after == before
    assert asked(old, "PRAGMA user_version") == [(VERSION,)]
    assert (keys(store), store.size, store.copies(), store.compared()) == (["a1"], 3, [], 0)
    assert [line.copies for line in store.listing("alice", 1, 3)] == [0, 0, 0]
    store.keep_copies([["port-2", "port-3"]])
    assert [line.copies for line in store.listing("alice", 1, 3)] == [0, 1, 1]
    store.close()
    assert wrong(old) == []
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name.endswith("-version-2.db")
    assert "copies" not in {name for (name,) in asked(copy, "SELECT name FROM sqlite_master")}
