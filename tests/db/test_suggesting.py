"""Suggesting again replaces what nobody touched; everything else stays as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks import PROJECT, TEXT, choice, content, make_store, plain, record, span, suggested
from postil.db.rows import dump
from postil.db.store import Renewed, Store
from postil.db.suggestion_rows import Prepared, prepare
from postil.schema.annotation import Filler, Suggestion, Verdict
from postil.schema.errors import PostilError
from postil.schema.record import Record
from stores import added, answered, asked, decide, made, wrong


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, record())
    yield store
    store.close()
    assert wrong(tmp_path / "postil.db") == []


def there(store: Store, by: str = "alice", *, number: int = 1) -> dict[str, Suggestion]:
    """The suggestions on an annotator's sheet."""
    return {s.id: s for s in store.sheet(number, by).suggestions}


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


def test_what_one_person_added_is_suggested_to_the_others_still(store: Store) -> None:
    store.suggest(1, [], "nothing")
    mine = added("a1", label="GPE")
    chosen = choice("c", "article_stance", "FAVOR", target="l’accord de pêche", score=0.25)
    decide(store, 1, *made(mine, replace(answered(chosen), verdict=Verdict.ADDED, origin=None)))
    same = Suggestion(id="s", layer="entity", label="GPE", start=3, end=11, text=mine.text, source="rules:x", score=0.5)
    other = replace(same, id="o", label="ORG", score=0.75)
    assert store.suggest(1, [same, chosen, other], "rules-2").new == 3
    for version in ("rules-2", "rules-3"):
        assert there(store, "bob") == {"s": same, "c": chosen, "o": other}
        assert [store.listing(who, 1, 1)[0].undecided for who in ("alice", "bob")] == [1, 3]
        assert [sum(store.statistics(names).undecided.values()) for names in (["alice"], ["bob"], None)] == [1, 3, 1]
        assert store.statistics(["alice"]).undecided == {"article_stance": 0, "entity": 1}
        assert asked(store.path, "SELECT suggestions, certainty FROM articles") == [(3, 0.5)]
        assert [s.id for one in store.records() for s in one.suggestions] == ["o"], "what goes out is what nobody said"
        store.suggest(1, [replace(s, id=f"{s.id}-{version}") for s in (same, chosen, other)], version)
    store.undo("alice")
    assert store.listing("alice", 1, 1)[0].undecided == 3


def test_what_another_person_corrected_is_suggested_as_it_is(store: Store) -> None:
    found = there(store)
    wider = replace(answered(found["v1"], Verdict.CORRECTED), label="ORG")
    decide(store, 1, *made(wider))
    again = replace(found["v1"], id="w", label="ORG")
    store.suggest(1, [found["v1"], again], "rules-2")
    assert there(store, "bob") == {"v1": found["v1"], "w": again}
    assert [store.listing(who, 1, 1)[0].undecided for who in ("alice", "bob")] == [0, 2]


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
        ([replace(suggested()[0], text=TEXT[suggested()[0].start :], end=len(TEXT) + 1)], "outside of the text"),
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


def test_articles_that_came_with_annotations_alone_wait_like_any(tmp_path: Path) -> None:
    said, text = added("a1"), record().article
    found = suggested()[0]
    answer = replace(answered(found), at="2026-01-01T00:00:00Z")
    store = make_store(tmp_path)
    store.add(
        Record(replace(text, id=f"n{n}", text=text.text + str(n)), marks, open_ones)
        for n, (marks, open_ones) in enumerate([((said,), ()), ((answer,), ()), ((said,), (found,)), ((), (found,))])
    )
    assert [number for number, _ in store.pending("v1")] == [1, 2]
    assert store.suggest(2, suggested(), "v1") == Renewed(new=21, answered=1)
    assert [number for number, _ in store.pending("v1")] == [1]
    store.close()
    assert wrong(store.path) == []


def test_many_at_once_are_as_one_by_one(tmp_path: Path) -> None:
    stores = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        articles = (record(suggestions=()), *(plain(n) for n in range(2, 6)), record("x", "y", ()))
        stores.append(make_store(tmp_path / name, *articles))
        decide(stores[-1], 2, *made(answered(there(stores[-1], number=2)["m1"])))
        decide(stores[-1], 1, *made(added("a1")))
    one, other = stores
    batch = [(4, plain(4).suggestions[:1]), (2, plain(2).suggestions[1:]), (1, suggested()), (6, ())]
    assert one.suggest_many(batch, "v") == [other.suggest(number, found, "v") for number, found in batch]
    assert content(one) == content(other)
    for store in stores:
        assert [number for number, _ in store.pending("v", again=True)] == [3, 5]
        store.close()
        assert wrong(store.path) == []


def test_a_batch_for_an_article_that_is_not_there(store: Store) -> None:
    with pytest.raises(PostilError, match="There is no article number 2"):
        store.suggest_many([(1, ()), (2, ())], "v")
    before = there(store)
    with pytest.raises(PostilError, match="There is no article number 9"):
        store.store_prepared([Prepared(1, ()), Prepared(9, ())], "v")
    assert there(store) == before


@pytest.fixture
def huge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are as many as one transaction may write."""
    for module in ("suggestions", "suggestions_huge"):
        monkeypatch.setattr(f"postil.db.{module}.MOST", 3)


def rows(found: Sequence[Suggestion]) -> list[Prepared]:
    """What a worker would hand over for the article of the store."""
    return [prepare(1, record().article.text, found)]


@pytest.mark.usefixtures("huge")
@pytest.mark.parametrize("after", range(14))
def test_a_huge_article_that_is_killed_is_whole_and_ends_the_same(tmp_path: Path, after: int) -> None:
    later = [*renamed([replace(s, score=0.25) for s in suggested() if s.id not in ("i1", "e1", "n1", "k3")], "x-"), EXTRA]
    for name, first in (("empty", ()), ("full", suggested())):
        (tmp_path / name).mkdir()
        store = make_store(tmp_path / name, record(suggestions=first))
        if first:
            decide(store, 1, *made(answered(there(store)["v1"])))
        store.suggest(1, first, "v1")

        class Killed(Exception):
            """The process ends between two transactions."""

        moments = iter(range(100))

        def pause(moments: Iterator[int] = moments) -> None:
            if next(moments) == after:
                raise Killed

        try:
            store.store_prepared(rows(later), "v2", pause=pause)
        except Killed:
            assert wrong(store.path) == []
            if store.sheet(1, "alice").suggested == "v1":
                assert [number for number, _ in store.pending("v2", again=True)] == [1]
        (told,) = store.store_prepared(rows(later), "v2")
        expected = make_store_like(tmp_path / f"{name}-other", first)
        expected.suggest(1, later, "v2")
        assert content(store) == content(expected)
        assert told.new + told.kept + told.answered == 19
        lines = [one.listing("alice", 1, 1)[0] for one in (store, expected)]
        assert lines[0] == lines[1]
        assert asked(store.path, "SELECT certainty FROM articles") == asked(expected.path, "SELECT certainty FROM articles")
        store.close()
        assert wrong(store.path) == []


EXTRA = replace(
    span("x-frame", "event", "CONSULT", "conclu"), roles={"actor": (Filler(suggestion="x-v1"), Filler(suggestion="x-t1"))}
)


def make_store_like(folder: Path, first: Sequence[Suggestion]) -> Store:
    """The store of the test above, before it goes wrong."""
    folder.mkdir()
    store = make_store(folder, record(suggestions=first))
    if first:
        decide(store, 1, *made(answered(there(store)["v1"])))
    return store


@pytest.mark.usefixtures("huge")
def test_what_is_decided_while_a_huge_article_is_stored_stays(store: Store) -> None:
    found = there(store)
    waiting = ["u1", "e2"]

    def pause() -> None:
        if waiting:
            decide(store, 1, *made(answered(found[waiting.pop()], Verdict.REJECTED)))

    store.store_prepared(rows([s for s in suggested() if s.id not in ("u1", "e2")]), "v2", pause=pause)
    now = there(store)
    assert {key: s.current for key, s in now.items() if key in ("u1", "e2")} == {"u1": False, "e2": False}
    assert len(now) == 22
    assert store.listing("alice", 1, 1)[0].suggestions == 20


@pytest.mark.usefixtures("huge")
def test_who_never_stops_deciding_gets_the_suggestions_too(store: Store) -> None:
    numbers = iter(range(100))

    def pause() -> None:
        decide(store, 1, *made(added(f"a{next(numbers)}", 0, 2)))

    (told,) = store.store_prepared(rows([replace(s, score=0.125) for s in suggested()]), "v2", pause=pause)
    assert told == Renewed(kept=22)
    assert {s.score for s in there(store).values()} == {0.125}


@pytest.mark.usefixtures("huge")
def test_a_huge_article_that_loses_all(store: Store) -> None:
    pauses: list[int] = []
    (told,) = store.store_prepared(rows(()), "v2", pause=lambda: pauses.append(len(there(store))))
    assert told == Renewed(removed=22)
    assert pauses == [19, 16, 13, 10, 7, 4, 1, 0, 0]


def test_what_waits_is_found_in_whatever_order_versions_came(tmp_path: Path) -> None:
    store = make_store(tmp_path, *(record(f"x{n}", f"texte {n}", ()) for n in range(9)))
    for number, version in ((1, "c"), (2, "a"), (4, "b"), (5, "a"), (7, "b"), (9, "c")):
        store.suggest(number, [], version)

    def waiting(version: str, **how: Any) -> list[int]:
        return [number for number, _ in store.pending(version, **how)]

    assert waiting("b", again=True) == [1, 2, 3, 5, 6, 8, 9]
    assert waiting("b", again=True, after=2, limit=3) == [3, 5, 6]
    assert waiting("d", again=True, limit=4) == [1, 2, 3, 4]
    assert waiting("b") == [3, 6, 8]
    assert (store.count_pending("b"), store.count_pending("b", again=True)) == (3, 7)
    assert store.count_pending("d", again=True) == 9
    assert store.versions() == ["a", "b", "c"]
    store.close()


def test_what_waits_comes_a_few_megabytes_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.db.waiting._MOST_CHARACTERS", 20)
    store = make_store(tmp_path, *(record(f"x{n}", "x" * size, ()) for n, size in enumerate((30, 8, 9, 10))))
    assert [number for number, _ in store.pending("v")] == [1]
    assert [number for number, _ in store.pending("v", after=1)] == [2, 3]
    store.close()


def test_of_two_with_one_identity_the_first_stays_and_fills_the_roles(store: Store) -> None:
    twice = [
        span("p1", "entity", "GPE", "Mornésie", score=0.9),
        span("p2", "entity", "GPE", "Mornésie", score=0.2),
        replace(span("e", "event", "AID", "livrera"), roles={"recipient": (Filler(suggestion="p2"), Filler(text="l’île"))}),
    ]
    store.suggest(1, [], "nothing")
    assert store.suggest(1, twice, "rules-2").new == 2
    found = there(store)
    assert {key: s.score for key, s in found.items()} == {"p1": 0.9, "e": 0.9}
    assert found["e"].roles == {"recipient": (Filler(suggestion="p1"), Filler(text="l’île"))}


@given(
    roles=st.dictionaries(
        st.text(max_size=5),
        st.lists(
            st.builds(Filler, text=st.text(st.sampled_from('a"\\\n\x00é\ud800\u2028🚀'), min_size=1)), min_size=1, max_size=3
        ),
        min_size=1,
    )
)
def test_roles_are_written_as_json(roles: dict[str, list[Filler]]) -> None:
    """They are put together by hand, for speed."""
    frame = replace(span("e", "event", "AID", "livrera"), roles={role: tuple(fillers) for role, fillers in roles.items()})
    (row,) = prepare(1, TEXT, [frame]).rows
    assert row.roles == dump({role: [["text", f.text] for f in fillers] for role, fillers in roles.items()})


def test_it_works_on_after_a_rest(store: Store) -> None:
    store.rest()
    assert not [handle for handle in Path("/proc/self/fd").iterdir() if handle.exists() and handle.samefile(store.path)]
    assert store.suggest(1, suggested(), "rules-2").kept == 22
