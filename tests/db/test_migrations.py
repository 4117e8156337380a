"""An older database is backed up, then migrated, each step in one transaction; a backup is whole."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

import postil.db.migrations
import postil.db.opening
from desks import make_store, plain, record
from postil.db.backup import backup
from postil.db.journal import choose, file_system, wal_is_sound
from postil.db.store import Store
from postil.schema.errors import NotSaved, PostilError
from stores import added, asked, decide, keys, made, sql, wrong


def rename(connection: Connection) -> None:
    """A step that changes something."""
    connection.exec_driver_sql("UPDATE articles SET title = upper(title)")


def break_down(connection: Connection) -> None:
    """A step that fails half-way."""
    connection.exec_driver_sql("UPDATE articles SET title = ''")
    connection.exec_driver_sql("UPDATE nothing SET title = ''")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = make_store(tmp_path, plain(1))
    decide(store, 1, *made(added("a1", 0, 2, text=plain(1).article.text)))
    store.close()
    return store.path


@pytest.fixture
def older(path: Path) -> Path:
    """The same, as if its tables were those of version 1."""
    sql(path, "PRAGMA user_version=1")
    return path


def become(monkeypatch: pytest.MonkeyPatch, *steps: postil.db.migrations.Step) -> None:
    """A postil with these steps."""
    monkeypatch.setattr(postil.db.migrations.migrate, "__defaults__", (steps,))
    monkeypatch.setattr(postil.db.opening, "VERSION", 1 + len(steps))


def test_an_older_database_is_backed_up_and_migrated(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = older
    title = asked(path, "SELECT title FROM articles")[0][0]
    become(monkeypatch, rename)
    store = Store.open(path)
    assert keys(store) == ["a1"]
    store.close()
    assert asked(path, "SELECT title FROM articles") == [(title.replace("le port", "LE PORT").upper().replace("É", "é"),)]
    assert asked(path, "PRAGMA user_version") == [(2,)]
    (copy,) = (path.parent / "backups").iterdir()
    assert copy.name.endswith("-version-1.db")
    assert asked(copy, "PRAGMA user_version") == [(1,)]
    assert asked(copy, "SELECT title FROM articles") == [(title,)]
    Store.open(path).close()
    assert len(list((path.parent / "backups").iterdir())) == 1


def test_a_step_that_fails_changes_nothing(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = older
    before = asked(path, "SELECT * FROM articles")
    become(monkeypatch, break_down)
    with pytest.raises(NotSaved):
        Store.open(path)
    assert asked(path, "SELECT * FROM articles") == before
    assert asked(path, "PRAGMA user_version") == [(1,)]


def test_only_the_steps_that_are_missing_run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql(path, "PRAGMA user_version=2")
    become(monkeypatch, break_down, rename)
    Store.open(path).close()
    assert asked(path, "PRAGMA user_version") == [(3,)]


def test_a_backup_while_another_writes(tmp_path: Path) -> None:
    store = make_store(tmp_path, record())
    ended = threading.Event()

    def write() -> None:
        for n in range(60):
            decide(store, 1, *made(added(f"a{n}"), added(f"b{n}")))
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    copies: list[Path] = []
    while not ended.is_set() or not copies:
        copies.append(tmp_path / f"copy-{len(copies)}.db")
        backup(store.path, copies[-1])
    writer.join()
    for copy in copies:
        assert asked(copy, "PRAGMA integrity_check") == [("ok",)]
        assert wrong(copy) == []
        opened = Store.open(copy)
        assert len(keys(opened)) % 2 == 0
        opened.close()
    assert len(keys(store)) == 120
    store.close()


def test_a_backup_replaces_nothing_and_leaves_nothing_half_done(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "copies"
    out.mkdir()
    backup(path, out)
    (copy,) = out.iterdir()
    content = copy.read_bytes()
    with pytest.raises(PostilError, match="exists already"):
        backup(path, copy)
    assert copy.read_bytes() == content
    with pytest.raises(PostilError, match="There is no database"):
        backup(tmp_path / "no.db", tmp_path / "x.db")
    (tmp_path / "file").write_text("")
    with pytest.raises(PostilError, match="could not be written"):
        backup(path, tmp_path / "file" / "x.db")
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_backup_of_a_locked_database_is_whole(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM annotations")
        backup(path, tmp_path / "copy.db")
        other.execute("ROLLBACK")
    assert asked(tmp_path / "copy.db", "SELECT id FROM annotations") == [("a1",)]


@pytest.mark.parametrize(
    ("version", "kind", "mode"),
    [
        ((3, 40, 1), "ext4", "delete"),
        ((3, 51, 2), "ext4", "delete"),
        ((3, 51, 3), "ext4", "wal"),
        ((3, 50, 7), "ext4", "wal"),
        ((3, 44, 6), "ext4", "wal"),
        ((3, 45, 0), "ext4", "delete"),
        ((3, 52, 0), "nfs4", "delete"),
        ((3, 52, 0), "cifs", "delete"),
    ],
)
def test_which_journal(version: tuple[int, ...], kind: str, mode: str) -> None:
    found = choose(Path("x.db"), version, kind)
    assert found.mode == mode
    assert kind in found.why or not wal_is_sound(version)


def test_the_file_system_of_a_path(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    line = "36 35 98:0 / {} rw,noatime master:1 - {} /dev/x rw\n"
    mounts.write_text(line.format("/", "ext4") + line.format(str(tmp_path / "a\\040b"), "nfs4"))
    assert file_system(tmp_path / "a b" / "postil.db", mounts) == "nfs4"
    assert file_system(tmp_path / "postil.db", mounts) == "ext4"
    assert file_system(tmp_path, tmp_path / "nothing") == ""
