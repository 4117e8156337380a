"""Near-copies are kept as they were found, whole or not at all; articles can be read without what is said about them."""

from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

import postil.db.articles
from desks import make_store, plain, record
from postil.db.articles import Head
from postil.db.store import Store
from postil.schema.article import Article, Region
from postil.schema.errors import NotSaved, PostilError
from postil.schema.record import Record
from stores import asked, wrong


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_store(tmp_path, record(), *(plain(n) for n in range(2, 8)))


def test_groups_come_back_in_the_order_of_the_articles(store: Store) -> None:
    assert (store.copies(), store.compared()) == ([], 0)
    store.keep_copies([["port-7", "port-4"], ["port-5", "valdorie", "port-3"]])
    assert store.copies() == [["valdorie", "port-3", "port-5"], ["port-4", "port-7"]]
    assert store.compared() == 7
    again = Store.open(store.path)
    assert again.copies() == store.copies()
    again.close()
    assert wrong(store.path) == []


def test_what_was_kept_before_is_replaced(store: Store) -> None:
    store.keep_copies([["valdorie", "port-3"], ["port-4", "port-7"]])
    store.keep_copies([["port-3", "port-4"]])
    assert store.copies() == [["port-3", "port-4"]]
    store.keep_copies([])
    assert (store.copies(), store.compared()) == ([], 7)


def test_one_article_alone_is_no_group(store: Store) -> None:
    store.keep_copies([["valdorie"], [], ["port-3", "port-3"], ["port-4", "port-5"]])
    assert store.copies() == [["port-4", "port-5"]]


def test_articles_that_came_since_are_told(store: Store) -> None:
    store.keep_copies([["port-3", "port-4"]])
    store.add([plain(8), plain(9)])
    assert (store.size, store.compared()) == (9, 7)
    assert store.copies() == [["port-3", "port-4"]]
    store.keep_copies([["port-3", "port-9"]], compared=8)
    assert store.compared() == 8


def test_an_unknown_id_changes_nothing(store: Store) -> None:
    store.keep_copies([["port-3", "port-4"]])
    with pytest.raises(PostilError, match="There is no article 'port-99'"):
        store.keep_copies([["valdorie", "port-99"]])
    assert store.copies() == [["port-3", "port-4"]]


def test_keeping_that_fails_half_way_changes_nothing(store: Store) -> None:
    store.keep_copies([["port-3", "port-4"]], compared=5)

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE project"):
            raise OSError("the disk is full")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        with pytest.raises((NotSaved, OSError)):
            store.keep_copies([["valdorie", "port-7"]])
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert (store.copies(), store.compared()) == ([["port-3", "port-4"]], 5)


def test_many_articles_in_one_group(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.add(Record(Article(f"n{n}", f"Le texte {n}.")) for n in range(2500))
    store.keep_copies([[f"n{n}" for n in reversed(range(2500))]])
    assert store.copies() == [[f"n{n}" for n in range(2500)]]
    assert {line.copies for line in store.listing("alice", 1, 2500)} == {2499}
    assert asked(store.path, "SELECT count(*), min(first), max(first) FROM copies") == [(2500, 1, 1)]


def test_articles_without_what_is_said_about_them(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = Article("framed", "Publicité. Le texte.", {"date": "2026-01-02"}, (Region(0, 10, "boilerplate"),))
    store.add([Record(hidden)])
    every = [found.article for found in store.records()]
    assert every[-1] == hidden
    assert list(store.articles()) == every
    for name, value in (("_PAGE", 3), ("_MOST_CHARACTERS", 1)):
        monkeypatch.setattr(postil.db.articles, name, value)
        assert list(store.articles()) == every


def test_no_articles(tmp_path: Path) -> None:
    assert list(make_store(tmp_path).articles()) == []


def test_what_articles_are_called(store: Store) -> None:
    title = "LA VALDORIE SALUE L’ACCORD DE PORT-SELVIN"
    found = store.heads(["port-3", "nobody", "valdorie"])
    assert [head.id for head in found] == ["port-3", "valdorie"]
    assert found[1] == Head("valdorie", "2026-03-04", title)
    assert store.heads([]) == []
