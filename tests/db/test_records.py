"""What goes out comes back in without loss."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desks import PROJECT, make_store, plain, record
from postil.db.check import check
from postil.db.store import Store
from postil.schema.annotation import Filler, Verdict
from postil.schema.postil_json import record_from_json, record_to_json
from postil.schema.record import Record, Status
from records import annotated
from stores import added, answered, decide, finish, keys, made, wrong


@given(st.tuples(annotated(1), annotated(2), annotated(3)))
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_records_go_out_and_come_back_the_same(records: tuple[Record, ...]) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first = make_store(Path(one), *records)
        told = list(first.records())
        assert told == list(records)
        second = make_store(Path(other))
        second.add(record_from_json(record_to_json(r)) for r in told)
        assert list(second.records()) == told
        first.close()
        second.close()
        assert not [one.what for one in check(second.path, PROJECT) if one.level == "error"]


def test_a_worked_on_project_goes_into_an_empty_store(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    store = make_store(here, record(), plain(2), plain(3))
    found = {s.id: s for s in store.sheet(1, "alice").suggestions}
    decide(store, 1, *made(answered(found["v1"]), answered(found["u1"], Verdict.REJECTED, key="r")), seconds=3.0)
    frame = replace(answered(found["e1"], key="f"), roles={"actor": (Filler(annotation="a-v1"), Filler(suggestion="o1"))})
    decide(store, 1, *made(frame))
    decide(store, 1, *made(added("b", by="bob")), by="bob")
    store.suggest(1, [], "rules-2")
    finish(store, 2)
    other = make_store(there)
    assert other.add(store.records()).added == 3
    assert list(other.records()) == list(store.records())
    assert keys(other) == ["a-v1", "r", "f"]
    for one in (store, other):
        one.close()
        assert wrong(one.path) == []


@pytest.fixture
def shared(tmp_path: Path) -> Store:
    store = make_store(tmp_path, record(), plain(2), plain(3))
    decide(store, 1, *made(added("a")))
    decide(store, 1, *made(added("b", by="bob")), by="bob")
    finish(store, 1)
    finish(store, 2, Status.SKIPPED, by="bob")
    return store


def test_some_annotators_only(shared: Store) -> None:
    assert [[m.id for m in r.annotations] for r in shared.records(annotators=["bob"])] == [["b"], [], []]
    assert [dict(r.work) for r in shared.records(annotators=["carol"])] == [{}, {}, {}]


def test_those_that_somebody_began(tmp_path: Path) -> None:
    store = make_store(tmp_path, *(plain(n) for n in range(2, 6)), record(), plain(7))
    finish(store, 2, Status.SKIPPED)
    decide(store, 5, *made(added("z")))
    begun = list(store.records(begun=True))
    assert begun == [r for r in store.records() if r.work or r.annotations]
    assert [r.article.id for r in begun] == [plain(3).article.id, record().article.id]
    assert [r.article.id for r in store.records(only=Status.SKIPPED)] == [plain(3).article.id]


def test_what_came_annotated_was_begun(tmp_path: Path) -> None:
    store = make_store(tmp_path, plain(1), replace(record(), annotations=(added("m"),)), plain(3))
    assert [r.article.id for r in store.records(begun=True)] == [record().article.id]


def test_one_status_only(shared: Store) -> None:
    assert [(r.article.id, [m.id for m in r.annotations]) for r in shared.records(only=Status.DONE)] == [("valdorie", ["a"])]
    assert [r.article.id for r in shared.records(only=Status.SKIPPED)] == ["port-2"]
    assert [r.article.id for r in shared.records(only=Status.TODO)] == ["port-3"]


def test_others_may_write_while_records_are_read(shared: Store) -> None:
    reading = shared.records()
    next(reading)
    decide(shared, 3)
    assert len(list(reading)) == 2


def test_rejections_are_in_use_but_are_no_work(shared: Store) -> None:
    found = next(s for s in shared.sheet(1, "carol").suggestions if s.id == "p1")
    decide(shared, 1, *made(answered(found, Verdict.REJECTED, by="carol")), by="carol")
    assert shared.in_use() == {("entity", "GPE"): 2, ("entity", "ORG"): 1}
    assert shared.in_use(rejected=False) == {("entity", "GPE"): 2}
    assert shared.annotators() == ("alice", "bob", "carol")
    assert shared.holds_scheme(PROJECT)
