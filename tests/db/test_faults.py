"""Whatever happens to the file ends as a sentence, and what was not stored has changed nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import postil.db.connection
from desks import PROJECT, make_store, plain, record
from postil.db.backup import backup
from postil.db.connection import Database
from postil.db.store import Store
from postil.schema.errors import NotSaved, PostilError
from stores import added, asked, decide, keys, made, sql, wrong


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, record(), plain(2), wait=0.1)
    decide(store, 1, *made(added("a1")))
    yield store
    store.close()


@pytest.fixture
def copy(store: Store) -> Path:
    out = store.path.parent / "backups" / "monday.db"
    backup(store.path, out)
    return out


def test_locked_by_another_program(store: Store) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved, match=r"locked by another process for 0\.1 seconds"):
            decide(store, 1, *made(added("a2")))
        other.execute("ROLLBACK")
    assert keys(store) == ["a1"]
    decide(store, 1, *made(added("a2")))
    assert keys(store) == ["a1", "a2"]
    assert wrong(store.path) == []


def test_deleted_while_it_is_open(store: Store) -> None:
    store.path.unlink()
    with pytest.raises(NotSaved, match="deleted, moved or replaced"):
        decide(store, 1, *made(added("a2")))
    assert not store.path.exists()


def test_replaced_while_it_is_open(store: Store) -> None:
    other = store.path.with_name("other.db")
    shutil.copy(store.path, other)
    os.replace(other, store.path)
    with pytest.raises(NotSaved, match="deleted, moved or replaced"):
        decide(store, 1, *made(added("a2")))
    again = Store.open(store.path)
    assert keys(again) == ["a1"]
    again.close()


@pytest.mark.parametrize("setting", ["query_only=ON", "max_page_count=1"])
def test_read_only_and_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    connect = Database.connect
    allowed = [False]

    def hindered(self: Database) -> sqlite3.Connection:
        connection = connect(self)
        if not allowed[0]:
            connection.execute(f"PRAGMA {setting}")
        return connection

    make_store(tmp_path, record()).close()
    monkeypatch.setattr(postil.db.connection.Database, "connect", hindered)
    store = Store.open(tmp_path / "postil.db")
    before = list(store.records())
    said = "cannot be written" if "query" in setting else "The disk is full"
    many = [added(f"a{n}", note="x" * 5000) for n in range(20)]
    with pytest.raises(NotSaved, match=said) as caught:
        decide(store, 1, *made(*many))
    assert caught.value.hint
    assert list(store.records()) == before
    with pytest.raises(NotSaved, match=said):
        store.add([plain(n) for n in range(50)])
    store.close()
    allowed[0] = True
    store = Store.open(tmp_path / "postil.db")
    assert store.size == 1
    decide(store, 1, *made(*many))
    assert len(keys(store)) == 20
    store.close()
    assert wrong(store.path) == []


FULL = """
import resource, signal, sys
from pathlib import Path
from postil.db.store import Store
from postil.schema.errors import NotSaved
from postil.schema.record import Decision
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
store = Store.open(path)
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
stored = 0
try:
    while True:
        store.decide(Decision("alice", 1, "look", (), place="x" * 4000))
        stored += 1
except NotSaved as error:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.decide(Decision("alice", 1, "look", (), place="again"))
    print(stored + 1, error)
"""


def test_a_disk_that_is_full_and_then_is_not(store: Store) -> None:
    out = subprocess.run([sys.executable, "-c", FULL, str(store.path)], capture_output=True, text=True, check=True).stdout
    stored, said = out.split(" ", 1)
    assert "disk" in said
    assert asked(store.path, "SELECT count(*) FROM log WHERE kind = 'look'") == [(int(stored),)]
    assert wrong(store.path) == []


def refused(path: Path) -> PostilError:
    """The error on opening."""
    with pytest.raises(PostilError) as caught:
        Store.open(path)
    return caught.value


def test_what_is_no_database_is_refused_naming_the_backup(store: Store, copy: Path) -> None:
    store.close()
    for content, said in ((b"", "is empty"), (b"hello" * 100, "is not a postil database")):
        store.path.write_bytes(content)
        error = refused(store.path)
        assert said in error.message
        assert str(copy) in error.hint
        assert "-journal, -wal and -shm" in error.hint
        assert store.path.read_bytes() == content
        assert wrong(store.path) == [error.message]


def test_no_database_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "no.db"
    assert "There is no database" in refused(path).message
    assert not path.exists()


def test_a_truncated_file(store: Store, copy: Path) -> None:
    store.close()
    content = store.path.read_bytes()
    for length in (100, 4096, len(content) // 2, len(content) - 4096):
        store.path.write_bytes(content[:length])
        error = refused(store.path)
        assert "damaged" in error.message
        assert str(copy) in error.hint


def test_a_page_of_rubbish(store: Store, copy: Path) -> None:
    store.close()
    content = bytearray(store.path.read_bytes())
    content[8192:12288] = bytes(range(256)) * 16
    store.path.write_bytes(content)
    error = refused(store.path)
    assert "damaged" in error.message
    assert str(copy) in error.hint
    assert any("damaged" in what for what in wrong(store.path))


def test_damage_found_while_it_is_open(store: Store, copy: Path) -> None:
    content = bytearray(store.path.read_bytes())
    with open(store.path, "r+b") as file:
        for page in range(1, len(content) // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
        file.seek(24)
        file.write(b"\0\0\xff\xff")  # the change counter, so that no cached page is used
    with pytest.raises(NotSaved, match="damaged") as caught:
        decide(store, 1, *made(added("a2")))
    assert str(copy) in caught.value.hint
    with pytest.raises(PostilError, match="damaged"):
        store.sheet(1, "alice")


def test_the_database_of_another_program(store: Store, copy: Path) -> None:
    store.close()
    for number in ("0", "1234"):
        sql(store.path, f"PRAGMA application_id={number}")
        error = refused(store.path)
        assert "of another program" in error.message
        assert str(copy) in error.hint


def test_a_newer_postil(store: Store, copy: Path) -> None:
    store.close()
    sql(store.path, "PRAGMA user_version=99")
    error = refused(store.path)
    assert "made by a newer postil (version 99" in error.message
    assert "Install the newer postil" in error.hint
    assert str(copy) in error.hint
    assert asked(store.path, "PRAGMA user_version") == [(99,)]


def test_creating_replaces_nothing(store: Store) -> None:
    with pytest.raises(PostilError, match="exists already"):
        Store.create(store.path, PROJECT)
    assert keys(store) == ["a1"]
    with pytest.raises(NotSaved, match="could not be created"):
        Store.create(store.path.parent / "nowhere" / "x.db", PROJECT)


def test_only_its_owner_reads_it(store: Store) -> None:
    assert store.path.stat().st_mode & 0o777 == 0o600
