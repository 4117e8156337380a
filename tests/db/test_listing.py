"""Lists, counts and the next article: right, and as quick with twenty thousand articles as with five."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import postil.db.connection
from desks import make_store, plain, record
from postil.db.connection import Database
from postil.db.store import Listed, Progress, Store
from postil.schema.annotation import Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.settings import ORDERS
from stores import added, answered, decide, finish, made, sql


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path, record(), *(plain(n) for n in range(2, 8)))


def test_a_line_of_the_list(store: Store) -> None:
    found = {s.id: s for s in store.sheet(1, "alice").suggestions}
    decide(store, 1, *made(answered(found["v1"]), answered(found["u1"], Verdict.REJECTED), added("a1")))
    (line,) = store.listing("alice", 1, 1)
    length = len(store.article(1).text)
    title = "LA VALDORIE SALUE L’ACCORD DE PORT-SELVIN"
    assert line == Listed(1, "valdorie", title, "2026-03-04", Status.STARTED, False, length, 22, 2, 20, 0)
    (other,) = store.listing("bob", 1, 1)
    assert (other.status, other.annotations, other.undecided) == (Status.TODO, 0, 22)


def test_a_line_says_how_many_near_copies_the_article_has(store: Store) -> None:
    store.keep_copies([["valdorie", "port-3", "port-5"], ["port-4", "port-7"]])
    shown = {line.number: line.copies for line in store.listing("alice", 1, 7)}
    assert shown == {1: 2, 2: 0, 3: 2, 4: 1, 5: 2, 6: 0, 7: 1}
    assert [line.copies for line in store.listing("alice", 2, 3)] == [0, 2]
    assert [(line.number, line.copies) for line in store.find("bob", "port", limit=3)] == [(1, 2), (2, 0), (3, 2)]


def test_a_part_of_the_list(store: Store) -> None:
    assert [line.number for line in store.listing("alice", 3, 5)] == [3, 4, 5]
    assert [line.number for line in store.listing("alice", -3, 99)] == [1, 2, 3, 4, 5, 6, 7]
    assert store.listing("alice", 5, 4) == []


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("valdorie", [1]),
        ("VALDORIE accord", [1]),
        ("NUMERO mornesie", [2, 3, 4, 5, 6, 7]),
        ("port-4", [4]),
        ("numéro 4 valdorie", []),
        ("100%", []),
        ("_", []),
        ("", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_find_by_words_without_case_and_accents(store: Store, words: str, numbers: list[int]) -> None:
    assert [line.number for line in store.find("alice", words)] == numbers
    assert [line.number for line in store.find("alice", words, limit=2)] == numbers[:2]


def test_next_and_progress(store: Store) -> None:
    assert store.next_article("alice") == 1
    for number, status in ((1, Status.DONE), (2, Status.SKIPPED), (4, Status.DONE)):
        finish(store, number, status, seconds=36.0)
    decide(store, 5)
    assert [store.next_article("alice", after) for after in (0, 1, 3, 4, 6, 7, 99)] == [3, 3, 5, 5, 7, 3, 3]
    assert store.next_article("bob") == 1
    assert store.progress("alice") == Progress(7, 2, 1, 1, 100.0)
    assert store.progress("bob") == Progress(7, 0, 0, 0, 0.0)
    finish(store, 2, Status.STARTED)
    assert store.next_article("alice") == 2
    store.undo("alice")
    assert store.next_article("alice") == 3


def test_each_order_of_finishing_and_reopening(store: Store) -> None:
    open_ones = set(range(1, 8))
    for number in (3, 5, 4, 1, 2, 7, 4, 6, 3, 1, 7, 4):
        state = Status.STARTED if number not in open_ones else Status.DONE
        finish(store, number, state)
        open_ones ^= {number}
        for after in range(8):
            assert store.next_article("alice", after) == min(open_ones, key=lambda n: (n <= after, n), default=None)


def big(folder: Path, size: int) -> Path:
    """A project of which alice has done every article but the last three."""
    folder.mkdir()
    done = {"alice": Work(Status.DONE, 2.0)}
    store = make_store(folder)
    store.add(Record(Article(f"n{n}", f"Le texte {n}."), work=done if n < size - 3 else {}) for n in range(size))
    store.keep_copies([[f"n{n}" for n in range(size)]])
    store.close()
    sql(store.path, f"UPDATE articles SET suggested = 'v' WHERE number < {size - 2}")
    return store.path


def steps(path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Store], object]) -> int:
    """The steps of SQLite's machine that it takes, in tens."""
    count = 0
    connect = Database.connect

    def counting(self: Database) -> sqlite3.Connection:
        connection = connect(self)

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        connection.set_progress_handler(tick, 10)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(postil.db.connection.Database, "connect", counting)
        store = Store(Database(path))
        ask(store)
        store.close()
    return count


def test_no_key_press_costs_more_with_more_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = big(tmp_path / "few", 5), big(tmp_path / "many", 20_000)
    for name, ask in (
        ("next", lambda store: store.next_article("alice")),
        *((order, lambda store, order=order: store.next_article("alice", store.size, order)) for order in ORDERS),
        ("first for another", lambda store: store.next_article("bob", 3, "uncertain")),
        ("progress", lambda store: store.progress("alice")),
        ("size", lambda store: store.size),
        ("number", lambda store: store.number("n3")),
        ("place", lambda store: store.place("alice")),
        ("list", lambda store: store.listing("alice", store.size - 4, store.size)),
        ("list to choose from", lambda store: store.find("alice", "", limit=3)),
        ("sheet", lambda store: store.sheet(store.size, "alice")),
        ("pending", lambda store: store.pending("rules-1", limit=2)),
        ("pending again", lambda store: store.pending("v", again=True)),
        ("pending of others", lambda store: store.pending("w", again=True, limit=2)),
        ("decide", lambda store: decide(store, store.size)),
        ("finish", lambda store: finish(store, store.size)),
        ("undo", lambda store: store.undo("alice")),
        ("redo", lambda store: store.redo("alice")),
        ("suggest", lambda store: store.suggest(store.size, [], "rules-2")),
    ):
        small = steps(few, monkeypatch, ask)
        assert steps(many, monkeypatch, ask) <= small * 1.5 + 60, name


LIGHT = """
import sys
from pathlib import Path
from postil.db.store import Store
store = Store.open(Path(sys.argv[1]))
store.sheet(store.next_article("alice"), "alice")
store.undo("alice")
print(*(name for name in sys.modules if name.startswith("postil.")))
"""


def test_the_screen_starts_without_what_imports_and_suggests(store: Store) -> None:
    out = subprocess.run([sys.executable, "-c", LIGHT, str(store.path)], capture_output=True, text=True, check=True).stdout
    heavy = ("intake", "incoming", "suggestions", "lease", "leftovers", "backup", "check", "copies", "articles")
    assert not {f"postil.db.{name}" for name in heavy} & set(out.split())
    assert "postil.db.decide" in out.split()
