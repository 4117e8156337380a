"""Roles whose fillers go away: by a newer run, by their owner, or because the reader does not get them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desks import PROJECT
from postil.db.store import Store
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import Stale
from postil.schema.record import AnnotationChange, Record
from stores import decide, made, wrong

TEXT = "Kim visite Minsk."
KIM = Suggestion(id="s1", layer="entity", label="PER", start=0, end=3, text="Kim", source="rules:x", score=0.9)
VISIT = Suggestion(
    id="s2",
    layer="event",
    label="CONSULT",
    start=4,
    end=10,
    text="visite",
    roles={"actor": (Filler(suggestion="s1"),)},
    source="rules:x",
    score=0.8,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "postil.db", PROJECT)
    store.add([Record(Article("a", TEXT))])
    yield store
    assert wrong(tmp_path / "postil.db") == []
    fresh = Store.create(tmp_path / "fresh.db", PROJECT)
    assert fresh.add(store.records()).duplicates == 0
    for chosen in ("alice", "bob"):
        assert fresh.add(store.records(annotators=[chosen])).duplicates == store.size
    assert list(fresh.records()) == list(store.records())
    store.close()
    fresh.close()


def answer(suggestion: Suggestion, key: str, by: str = "alice", **other: object) -> Annotation:
    """The suggestion accepted with other roles, say."""
    mark = Annotation(
        id=key,
        layer=suggestion.layer,
        label=suggestion.label,
        start=suggestion.start,
        end=suggestion.end,
        text=suggestion.text,
        roles=suggestion.roles,
        verdict=Verdict.ACCEPTED,
        by=by,
        origin=suggestion,
    )
    return replace(mark, **other)  # type: ignore[arg-type]  # the fields of an annotation


def test_undo_and_redo_find_what_newer_runs_no_longer_make(store: Store) -> None:
    store.suggest(1, [KIM, VISIT], "1")
    accepted = answer(VISIT, "a1")
    decide(store, 1, *made(accepted))
    (stored,) = store.sheet(1, "alice").annotations
    decide(store, 1, AnnotationChange(stored, None))
    store.suggest(1, [], "2")
    assert store.undo("alice") is not None
    assert store.undo("alice") is not None
    store.suggest(1, [], "3")
    assert store.redo("alice") is not None
    (again,) = store.sheet(1, "alice").annotations
    assert again.roles == VISIT.roles
    assert again.origin == replace(VISIT, current=False)


def test_an_answer_to_a_suggestion_that_is_gone_keeps_what_is_there_of_it(store: Store) -> None:
    store.suggest(1, [KIM, VISIT], "1")
    store.suggest(1, [], "2")
    with pytest.raises(Stale, match="s1"):
        decide(store, 1, *made(answer(VISIT, "a1")))
    decide(store, 1, *made(answer(VISIT, "a1", roles={}, verdict=Verdict.REJECTED)))
    (stored,) = store.sheet(1, "alice").annotations
    assert stored.origin == replace(VISIT, roles={}, current=False)


def test_an_annotation_that_fills_a_role_of_a_suggestion_and_is_taken_back(store: Store) -> None:
    kim = replace(answer(KIM, "a1", by="bob"), origin=None, verdict=Verdict.ADDED, at="2026-01-01T00:00:00.000Z")
    visit = replace(VISIT, start=5, end=11, roles={"actor": (Filler(annotation="a1"), Filler(text="Minsk"))})
    text = f"{TEXT[:4]} {TEXT[4:]}"
    assert store.add([Record(Article("b", text), (kim,), (visit,))]).added == 1
    assert store.sheet(2, "bob").suggestions == (visit,)
    told = replace(visit, roles={"actor": (Filler(text="Kim"), Filler(text="Minsk"))})
    assert store.sheet(2, "alice").suggestions == (told,)
    assert [r.suggestions for r in store.records(annotators=["alice"])] == [(), (told,)]
    decide(store, 2, AnnotationChange(kim, None), by="bob")
    left = replace(visit, roles={"actor": (Filler(text="Minsk"),)})
    assert store.sheet(2, "bob").suggestions == (left,)
    assert store.undo("bob") is not None
    assert store.sheet(2, "bob").suggestions == (visit,)
