"""A decision is stored once, with its row in the log; undo and redo go through all of them, in any article."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import postil.db.decide
from desks import PROJECT, make_store, plain, record
from postil.db.store import Place, Store
from postil.schema.annotation import Filler, Verdict
from postil.schema.errors import PostilError, Stale
from postil.schema.record import AnnotationChange, Decision, ListChange, Status, Work, WorkChange
from stores import added, answered, asked, decide, finish, keys, made, wrong


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, record(), plain(2), plain(3))
    yield store
    store.close()
    assert wrong(tmp_path / "postil.db") == []


def test_a_decision_is_stored_with_its_place(store: Store) -> None:
    saved = decide(store, 1, *made(added("a1"), added("a2", 12, 17)), place="entity:a2", seconds=2.5)
    sheet = store.sheet(1, "alice")
    assert [(mark.id, mark.text, mark.at) for mark in sheet.annotations] == [
        ("a1", "VALDORIE", saved.at),
        ("a2", "SALUE", saved.at),
    ]
    assert sheet.work == Work(Status.STARTED, 2.5)
    assert store.place("alice") == Place(1, "entity:a2")
    assert store.place("bob") is None
    assert store.sheet(1, "bob").annotations == ()


def test_the_same_decision_twice_is_stored_once(store: Store) -> None:
    decision = Decision("alice", 1, "add", made(added("a1")), seconds=1.0)
    first = store.decide(decision)
    decide(store, 2, kind="look")
    assert store.decide(decision) == first
    assert store.sheet(1, "alice").work.seconds == 1.0
    assert asked(store.path, "SELECT count(*) FROM log") == [(2,)]


def test_undo_and_redo_across_articles_and_restarts(store: Store) -> None:
    decide(store, 1, *made(added("a1")), place="one")
    text = store.article(2).text
    decide(store, 2, *made(added("b1", 0, 7, text=text)), place="two")
    finish(store, 2)
    before = list(store.records())
    for path in [store.path] * 2:
        again = Store.open(path)
        undone = [again.undo("alice") for _ in range(3)]
        assert [one and (one.kind, one.article, one.place) for one in undone] == [
            ("finish", 2, ""),
            ("add", 2, "two"),
            ("add", 1, "one"),
        ]
        assert again.undo("alice") is None
        assert keys(again) == keys(again, 2) == []
        again.close()
        other = Store.open(path)
        assert [bool(other.redo("alice")) for _ in range(4)] == [True, True, True, False]
        other.close()
    assert list(store.records()) == before


def test_a_new_decision_ends_redo_and_undo_goes_on_below(store: Store) -> None:
    for key in ("a1", "a2", "a3"):
        decide(store, 1, *made(added(key)))
    store.undo("alice")
    store.undo("alice")
    decide(store, 1, *made(added("a4")))
    assert store.redo("alice") is None
    assert keys(store) == ["a1", "a4"]
    store.undo("alice")
    store.undo("alice")
    assert keys(store) == []
    store.redo("alice")
    assert keys(store) == ["a1"]


def test_each_annotator_undoes_their_own(store: Store) -> None:
    decide(store, 1, *made(added("a1")))
    decide(store, 1, *made(added("b1", by="bob")), by="bob")
    assert store.undo("carol") is None
    undone = store.undo("alice")
    assert undone is not None
    assert [change.id for change in undone.changes if isinstance(change, AnnotationChange)] == ["a1"]
    assert keys(store, by="bob") == ["b1"]


def test_undo_takes_back_status_list_entries_and_deletions(store: Store) -> None:
    decide(store, 1, *made(added("a1")))
    mark = store.sheet(1, "alice").annotations[0]
    work = store.sheet(1, "alice").work
    done = WorkChange(work, replace(work, status=Status.DONE, flag=True, note="à revoir"))
    decide(store, 1, AnnotationChange(mark, None), ListChange("targets", "le phare"), done)
    assert store.entries("targets") == ("le phare",)
    assert store.progress("alice").done == 1
    store.undo("alice")
    assert store.sheet(1, "alice").annotations == (mark,)
    assert store.sheet(1, "alice").work == work
    assert store.entries("targets") == ()
    assert store.progress("alice").done == 0
    assert store.next_article("alice") == 1


def test_an_entry_added_twice_stays_until_both_are_undone(store: Store) -> None:
    decide(store, 1, ListChange("targets", "le phare"))
    decide(store, 1, ListChange("targets", "le phare"), by="bob")
    store.undo("alice")
    assert store.entries("targets") == ("le phare",)
    store.undo("bob")
    assert store.entries("targets") == ()


def test_nothing_in_the_log_is_ever_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    connect = postil.db.connection.Database.connect

    def traced(self: postil.db.connection.Database) -> object:
        connection = connect(self)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(postil.db.connection.Database, "connect", traced)
    store = make_store(tmp_path, record(), plain(2))
    decide(store, 1, *made(added("a1")))
    mark = store.sheet(1, "alice").annotations[0]
    decide(store, 1, AnnotationChange(mark, replace(mark, label="ORG")))
    finish(store, 1)
    for _ in range(3):
        store.undo("alice")
    for _ in range(2):
        store.redo("alice")
    store.suggest(1, [], "rules-2")
    words = [" ".join(one.replace('"', "").split()).casefold() for one in said]
    assert sum(one.startswith("insert into log") for one in words) == 8
    assert not [one for one in words if one.startswith(("update log", "delete from log", "replace into log"))]
    store.close()


@pytest.mark.parametrize("change", ["label", "note", "missing", "there"])
def test_stale_when_it_is_not_as_it_was(store: Store, change: str) -> None:
    decide(store, 1, *made(added("a1")))
    mark = store.sheet(1, "alice").annotations[0]
    wanted = {
        "label": AnnotationChange(replace(mark, label="ORG"), None),
        "note": AnnotationChange(replace(mark, note="?"), replace(mark, label="ORG")),
        "missing": AnnotationChange(added("a9"), None),
        "there": AnnotationChange(None, mark),
    }[change]
    with pytest.raises(Stale):
        decide(store, 1, ListChange("targets", "le phare"), wanted)
    assert store.sheet(1, "alice").annotations == (mark,)
    assert store.entries("targets") == ()
    assert store.undo("alice") is not None


def test_stale_status(store: Store) -> None:
    finish(store, 1)
    with pytest.raises(Stale):
        decide(store, 1, WorkChange(Work(Status.STARTED), Work(Status.SKIPPED)))
    assert store.sheet(1, "alice").work.status is Status.DONE


def test_an_undo_of_what_another_window_changed_is_stale(store: Store) -> None:
    decide(store, 1, *made(added("a1")))
    frame = added("f1", 12, 17, layer="event", label="SUPPORT", by="bob", roles={"actor": (Filler(annotation="a1"),)})
    decide(store, 1, *made(frame), by="bob")
    with pytest.raises(PostilError, match="still fills a role"):
        store.undo("alice")
    assert keys(store) == ["a1"]


def test_a_role_is_filled_only_by_what_is_there(store: Store) -> None:
    for filler in (Filler(annotation="no"), Filler(suggestion="no")):
        with pytest.raises(Stale, match="is not there any more"):
            decide(store, 1, *made(added("f1", layer="event", label="AID", roles={"actor": (filler,)})))
    decide(store, 1, *made(added("f1", layer="event", label="AID", roles={"actor": (Filler(suggestion="v1"),)})))


def test_one_decision_may_change_an_annotation_twice(store: Store) -> None:
    decide(store, 1, *made(added("a1")), AnnotationChange(added("a1"), added("a1", note="twice")))
    (mark,) = store.sheet(1, "alice").annotations
    assert mark.note == "twice"
    store.undo("alice")
    assert keys(store) == []


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (replace(added("a1"), text="valdorie"), "but the text there is"),
        (added("a1", 3, 3), "is empty"),
        (replace(added("a1"), end=99_999), "outside of the text"),
        (replace(added("a1"), end=None), "only one of start and end"),
        (added("a1", by="bob"), "belongs to bob"),
        (added("a1", note="\ud800"), "half a character"),
    ],
)
def test_what_cannot_be_stored_is_refused(store: Store, mark: object, said: str) -> None:
    with pytest.raises(PostilError, match=said):
        decide(store, 1, *made(mark))  # type: ignore[arg-type]  # parametrised
    assert keys(store) == []
    assert asked(store.path, "SELECT count(*) FROM log") == [(0,)]


def test_no_such_article_and_no_reserved_kind(store: Store) -> None:
    for number in (0, -1, 4):
        with pytest.raises(PostilError, match="There is no article number"):
            decide(store, number)
    for kind in ("import", "undo", "redo", ""):
        with pytest.raises(PostilError, match="cannot be of the kind"):
            decide(store, 1, kind=kind)


def test_where_an_annotation_came_from_is_kept(store: Store) -> None:
    found = {s.id: s for s in store.sheet(1, "alice").suggestions}
    wider = replace(answered(found["u1"], Verdict.CORRECTED), start=found["u1"].start, label="MISC")
    decide(store, 1, *made(answered(found["v1"]), answered(found["v2"], Verdict.REJECTED), wider))
    store.suggest(1, [], "rules-2")
    back = {mark.id: mark for mark in store.sheet(1, "alice").annotations}
    for key in ("v1", "v2", "u1"):
        origin = back[f"a-{key}"].origin
        assert origin is not None
        assert replace(origin, current=True) == found[key]
    assert back["a-u1"].label == "MISC"


def test_an_answered_suggestion_that_is_gone_comes_back(store: Store) -> None:
    found = next(s for s in store.sheet(1, "alice").suggestions if s.id == "d1")
    store.suggest(1, [], "rules-2")
    decide(store, 1, *made(answered(found)))
    (mark,) = store.sheet(1, "alice").annotations
    assert mark.origin == replace(found, current=False)


def test_order_holds_when_the_clock_goes_backwards(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(
        ["2026-05-01T10:00:00.000Z", "2020-01-01T00:00:00.000Z", "1999-01-01T00:00:00.000Z", "1998-01-01T00:00:00.000Z"]
    )
    monkeypatch.setattr(postil.db.decide, "now", lambda: next(times))
    for key in ("a1", "a2", "a3"):
        decide(store, 1, *made(added(key)))
    assert keys(store) == ["a1", "a2", "a3"]
    store.undo("alice")
    assert keys(store) == ["a1", "a2"]


def test_a_decision_on_fifty_thousand_annotations(tmp_path: Path) -> None:
    text = "ab " * 50_000
    store = make_store(tmp_path, record("long", text, ()))
    marks = [added(f"a{n}", n * 3, n * 3 + 2, text=text) for n in range(50_000)]
    decide(store, 1, *made(*marks))
    undone = store.undo("alice")
    assert undone is not None
    assert len(undone.changes) == 50_000
    assert keys(store) == []
    assert store.holds_scheme(PROJECT)
    store.close()
