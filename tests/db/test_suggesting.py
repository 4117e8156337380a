"""Suggesting again replaces what nobody touched; everything else stays as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from desks import PROJECT, make_store, record, span, suggested
from postil.db.store import Renewed, Store
from postil.schema.annotation import Filler, Suggestion, Verdict
from postil.schema.errors import PostilError
from stores import added, answered, decide, made, wrong


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, record())
    yield store
    store.close()
    assert wrong(tmp_path / "postil.db") == []


def there(store: Store, by: str = "alice") -> dict[str, Suggestion]:
    """The suggestions on an annotator's sheet."""
    return {s.id: s for s in store.sheet(1, by).suggestions}


def renamed(found: Sequence[Suggestion], prefix: str) -> list[Suggestion]:
    """The same suggestions as another run would number them."""

    def moved(filler: Filler) -> Filler:
        return replace(filler, suggestion=prefix + filler.suggestion) if filler.suggestion else filler

    return [
        replace(s, id=prefix + s.id, roles={role: tuple(map(moved, fillers)) for role, fillers in s.roles.items()})
        for s in found
    ]


def test_the_same_suggestions_keep_their_ids(store: Store) -> None:
    before = there(store)
    assert store.suggest(1, renamed(suggested(), "new-"), "rules-2") == Renewed(new=0, kept=22)
    assert there(store) == before
    assert store.sheet(1, "alice").suggested == "rules-2"
    assert store.suggest(1, renamed([replace(s, score=0.25) for s in suggested()], ""), "rules-3").kept == 22
    assert {s.score for s in there(store).values()} == {0.25}


def test_what_is_not_made_again_goes(store: Store) -> None:
    assert store.suggest(1, suggested()[:3], "rules-2") == Renewed(new=0, kept=3, removed=19)
    assert list(there(store)) == ["v1", "v2", "m1"]


def test_what_is_answered_stays_and_never_comes_back_as_open(store: Store) -> None:
    found = there(store)
    decide(store, 1, *made(answered(found["v1"]), answered(found["u1"], Verdict.REJECTED)))
    assert store.suggest(1, renamed(suggested(), "x"), "rules-2") == Renewed(new=0, kept=20, answered=2)
    assert there(store).keys() == found.keys()
    (line,) = store.listing("alice", 1, 1)
    assert (line.suggestions, line.undecided, line.annotations) == (22, 20, 1)
    assert store.suggest(1, [], "rules-3").retired == 2
    assert {key: s.current for key, s in there(store).items()} == {"v1": False, "u1": False}
    assert [a.origin and a.origin.id for a in store.sheet(1, "alice").annotations] == ["v1", "u1"]
    store.suggest(1, renamed(suggested(), "y"), "rules-4")
    assert {key: s.current for key, s in there(store).items() if key in ("v1", "u1")} == {"v1": True, "u1": True}
    assert len([key for key, s in there(store).items() if s.identity == found["u1"].identity]) == 1


def test_what_a_person_added_is_not_suggested_to_them(store: Store) -> None:
    store.suggest(1, [], "nothing")
    mine = added("a1", label="GPE")
    decide(store, 1, *made(mine))
    same = Suggestion(id="s", layer="entity", label="GPE", start=3, end=11, text=mine.text, source="rules:x", score=0.5)
    store.suggest(1, [same], "rules-2")
    assert [s for s in there(store).values() if s.current] == []


def test_retired_ones_fill_roles_still(store: Store) -> None:
    frame = added("f1", 12, 17, layer="event", label="SUPPORT", roles={"actor": (Filler(suggestion="o1"),)})
    decide(store, 1, *made(frame))
    told = store.suggest(1, [s for s in suggested() if s.id == "d1"], "rules-2")
    assert told == Renewed(new=0, kept=1, retired=1, removed=20)
    assert {key: s.current for key, s in there(store).items()} == {"o1": False, "d1": True}
    (line,) = store.listing("alice", 1, 1)
    assert (line.suggestions, line.undecided) == (1, 1)
    store.undo("alice")
    store.suggest(1, [], "rules-3")
    assert there(store) == {}


def test_roles_are_filled_by_the_ids_that_stay(store: Store) -> None:
    store.suggest(1, renamed(suggested(), "new-"), "rules-2")
    assert there(store)["e1"].roles == {"actor": (Filler(suggestion="v1"),)}
    assert there(store)["c1"].roles["holder"] == (Filler(suggestion="v1"),)


def test_a_new_suggestion_with_an_id_that_is_taken_gets_another(store: Store) -> None:
    before = there(store)["v1"]
    decide(store, 1, *made(answered(before)))
    other = span("v1", "entity", "ORG", "Mornésie")
    frame = replace(span("e9", "event", "AID", "livrera"), roles={"actor": (Filler(suggestion="v1"),)})
    store.suggest(1, [other, frame], "rules-2")
    found = there(store)
    assert found["v1"].identity == before.identity
    fresh = next(s for s in found.values() if s.identity == other.identity)
    assert fresh.id != "v1"
    assert next(s for s in found.values() if s.label == "AID").roles == {"actor": (Filler(suggestion=fresh.id),)}


def test_an_undone_answer_is_open_again_after_a_renewal(store: Store) -> None:
    found = there(store)
    decide(store, 1, *made(answered(found["u1"], Verdict.REJECTED)))
    store.suggest(1, renamed(suggested(), "x"), "rules-2")
    store.undo("alice")
    assert there(store).keys() == found.keys()
    assert store.sheet(1, "alice").annotations == ()
    assert store.listing("alice", 1, 1)[0].undecided == 22
    store.redo("alice")
    assert store.listing("alice", 1, 1)[0].undecided == 21


@pytest.mark.parametrize(
    ("made_now", "said"),
    [
        ([replace(suggested()[0], text="Valdory")], "but the text there is"),
        ([replace(suggested()[0], end=10_000)], "outside of the text"),
        ([suggested()[0], replace(suggested()[1], id="v1")], "Two suggestions have the id 'v1'"),
        ([suggested()[14]], "filled by 'v1', which is not there"),
    ],
)
def test_what_does_not_hold_is_refused(store: Store, made_now: list[Suggestion], said: str) -> None:
    before = there(store)
    with pytest.raises(PostilError, match=said):
        store.suggest(1, made_now, "rules-2")
    assert there(store) == before


def test_what_waits_for_suggestions(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    store = make_store(folder, *(record(f"x{n}", f"texte {n}", ()) for n in range(5)), project=PROJECT)
    assert [number for number, _ in store.pending("rules-1", limit=3)] == [1, 2, 3]
    store.suggest(2, [], "rules-1")
    assert [number for number, _ in store.pending("rules-1", after=1)] == [3, 4, 5]
    assert [number for number, _ in store.pending("rules-1", again=True)] == [1, 3, 4, 5]
    assert [number for number, _ in store.pending("rules-2", again=True)] == [1, 2, 3, 4, 5]
    for number in range(1, 6):
        store.suggest(number, [], "rules-1")
    store.set_waiting([2, 5])
    assert [number for number, _ in store.pending("rules-1")] == [2, 5]
    store.close()
