"""What is said about a text that is there already is merged into its article, whole, and never into anybody's work."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desks import PROJECT, TEXT, content, make_store, plain, record, span, suggested
from postil.db import intake, merge_batch
from postil.db.check import check
from postil.db.results import Added, Duplicate
from postil.db.store import Store
from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import NotSaved
from postil.schema.record import Record, Status, Work
from records import annotated
from stores import added, answered, asked, decide, finish, made, wrong


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, record(), plain(2))
    yield store
    store.close()
    assert wrong(tmp_path / "postil.db") == []


def said(*marks: Annotation, suggestions: Iterable[Suggestion] = (), **work: Work) -> Record:
    """What a tool says about the article that is number 1."""
    return Record(Article("elsewhere", TEXT), marks, tuple(suggestions), work, "b.jsonl, line 1")


def test_annotations_and_work_come_back_into_the_article(store: Store) -> None:
    mark = added("a1", at="2026-01-01T00:00:00Z", note="vu", flag=True)
    assert store.add([said(mark, added("b1", 0, 2, by="bob"), alice=Work(Status.DONE, 12.5, True, "fini"))]) == Added(
        0, merged=1
    )
    assert store.size == 2
    assert store.sheet(1, "alice").annotations == (mark,)
    assert store.sheet(1, "alice").work == Work(Status.DONE, 12.5, True, "fini")
    assert [a.id for a in store.sheet(1, "bob").annotations] == ["b1"]
    assert store.progress("alice").done == 1
    assert (store.next_article("alice"), store.next_article("bob")) == (2, 1)
    assert store.annotators() == ("alice", "bob")
    assert store.undo("alice") is None
    decide(store, 1, *made(added("b2", 3, 5, by="bob")), by="bob")
    assert store.undo("bob")


def test_who_worked_there_is_left_alone(store: Store) -> None:
    decide(store, 1, *made(added("mine")))
    finish(store, 1, Status.SKIPPED, by="bob")
    before = [store.sheet(1, who) for who in ("alice", "bob")]
    both = said(added("x"), added("y", by="bob"), carol=Work(Status.STARTED, 1.0))
    assert store.add([both]) == Added(0, 0, (), 1, 1)
    assert [store.sheet(1, who) for who in ("alice", "bob")] == before
    assert store.sheet(1, "carol").work == Work(Status.STARTED, 1.0)
    assert store.add([both]) == Added(0, 1, (Duplicate("elsewhere", "valdorie", "b.jsonl, line 1"),), 1)


def test_ids_that_are_taken_give_way_and_roles_follow(store: Store) -> None:
    decide(store, 1, *made(added("a1"), added("f1", 12, 17)))
    frame = added("f1", 12, 17, layer="event", label="SUPPORT", by="bob")
    actors = (Filler(annotation="a1"), Filler(suggestion="v1"), Filler(text="x"))
    own = replace(span("v1", "entity", "ORG", "Ostréa"), source="tool")  # another one than the article's v1
    store.add([said(added("a1", by="bob"), replace(frame, roles={"actor": actors}), suggestions=[own])])
    sheet = store.sheet(1, "bob")
    actor, event = sheet.annotations
    assert {actor.id, event.id}.isdisjoint({"a1", "f1"})
    first, second, third = event.roles["actor"]
    assert (first, third) == (Filler(annotation=actor.id), Filler(text="x"))
    (found,) = (s for s in sheet.suggestions if s.id == second.suggestion)
    assert found == replace(own, id=found.id)
    assert found.id != "v1"


def test_roles_filled_by_what_is_left_out(store: Store) -> None:
    decide(store, 1, *made(added("here", 3, 11)))
    frame = added("f", 12, 17, layer="event", label="SUPPORT", by="bob")
    fillers = (Filler(annotation="same"), Filler(annotation="other"), Filler(annotation="whole"))
    whole = replace(added("whole", 0, 0, layer="article_event", label="AID"), start=None, end=None)
    record = said(
        added("same", 3, 11), added("other", 0, 2), whole, replace(frame, roles={"actor": fillers, "place": fillers[2:]})
    )
    assert store.add([record]) == Added(0, unmerged=1, merged=1)
    rows = asked(store.path, "SELECT roles FROM annotations WHERE id = 'f'")
    assert rows == [('{"actor":[["annotation","here"],["text","LA"]]}',)]


def test_an_answer_finds_the_suggestion_that_is_there(store: Store) -> None:
    there = {s.id: s for s in suggested()}
    again = replace(there["m1"], id="their-m1", score=0.2)
    elsewhere = replace(there["o1"], source="tool")  # the same from another source: kept beside it, and not asked about
    unknown = span("z9", "entity", "MISC", "Charte")
    store.add([said(answered(again), answered(elsewhere, key="k"), answered(unknown, Verdict.REJECTED))])
    first, second, third = store.sheet(1, "alice").annotations
    assert first.origin == there["m1"]
    assert second.origin
    assert (second.origin.source, second.origin.current) == ("tool", False)
    assert third.origin == replace(unknown, current=False)
    assert [s.id for s in store.sheet(1, "bob").suggestions] == [s.id for s in suggested()]
    (line,) = store.listing("alice", 1, 1)
    assert (line.suggestions, line.undecided) == (22, 20)


def test_suggestions_that_are_new_there_wait_to_be_decided(store: Store) -> None:
    decide(store, 1, *made(added("mine", 0, 2, label="ORG")))
    new, known = span("n", "entity", "MISC", "Charte"), replace(suggested()[0], id="k", source="tool")
    mine = replace(span("m", "entity", "ORG", "LA"), source="tool")
    retired = replace(span("r", "entity", "MISC", "Union"), current=False)
    frame = replace(span("f", "event", "AID", "menacé"), roles={"actor": (Filler(suggestion="k"), Filler(suggestion="m"))})
    told = said(suggestions=[new, known, mine, retired, frame])
    assert store.add([told]) == Added(0, merged=1)
    sheet = {s.id: s for s in store.sheet(1, "bob").suggestions}
    assert sheet.keys() - {s.id for s in suggested()} == {"n", "f", "m"}
    assert sheet["f"].roles == {"actor": (Filler(suggestion="v1"), Filler(suggestion="m"))}
    assert not sheet["m"].current
    assert store.listing("bob", 1, 1)[0].suggestions == 24
    assert store.add([told]).duplicates == 1


def test_an_article_without_suggestions_gets_those_that_come(store: Store) -> None:
    store.add([Record(Article("bare", "Ostréa attend."))])
    found = span("o", "entity", "GPE", "Ostréa", text="Ostréa attend.")
    assert store.add([Record(Article("x", "Ostréa attend."), suggestions=(found,))]).merged == 1
    assert store.suggested(3) == "import"
    assert store.sheet(3, "bob").suggestions == (found,)


def test_what_was_undone_can_be_done_again_after_the_same_id_came(store: Store) -> None:
    decide(store, 1, *made(added("b", by="bob")), by="bob")
    store.undo("bob")
    store.add([said(added("b", 0, 2))])
    assert store.redo("bob")
    assert [a.id for a in store.sheet(1, "bob").annotations] == ["b"]
    assert [a.text for a in store.sheet(1, "alice").annotations] == ["LA"]


def test_every_annotator_has_a_row_of_their_own(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    text = "Ostréa attend la Mornésie."
    origin = span("s", "entity", "GPE", "Ostréa", text=text)
    rows = [
        Record(
            Article(f"r{n}", text),
            (added("a", 7, 13, text=text, by=who), answered(origin, key="o", by=who)),
            work={who: Work(Status.DONE, 1.0)},
        )
        for n, who in enumerate(("alice", "bob", "carol", "alice"))
    ]
    others = [plain(n) for n in range(50)]
    assert store.add([*rows[:2], *others, *rows[2:]]) == Added(51, 1, (Duplicate("r3", "r0"),), 0, 2)
    (first, *_) = store.records()
    assert [(a.by, a.text, a.origin) for a in first.annotations] == [
        (who, *one) for who in ("alice", "bob", "carol") for one in (("attend", None), ("Ostréa", origin))
    ]
    assert len({a.id for a in first.annotations}) == 6
    assert [store.progress(who).done for who in ("alice", "bob", "carol")] == [1, 1, 1]
    assert [store.next_article(who) for who in ("alice", "bob", "carol")] == [2, 2, 2]
    store.close()
    assert wrong(store.path) == []


def test_runs_of_finished_articles_join_those_of_the_same_import_only(store: Store) -> None:
    for number in (1, 2):
        finish(store, number)
    done = {"alice": Work(Status.DONE, 1.0)}
    rows = [replace(plain(n), work=done if n % 2 else {}) for n in range(10, 20)]
    late = [replace(r, work=done) for r in rows if not r.work]

    def broken() -> Iterator[Record]:
        yield from (*rows, *late)
        raise KeyboardInterrupt

    before = list(store.records())
    with pytest.raises(KeyboardInterrupt):
        store.add(broken())
    assert list(store.records()) == before
    assert asked(store.path, "SELECT first, last FROM settled") == [(1, 2)]
    assert store.add([*rows, *late]) == Added(10, merged=5)
    assert store.progress("alice").done == 12
    assert store.next_article("alice") is None


def test_nothing_of_a_failed_import_is_merged(store: Store) -> None:
    before = list(store.records())

    def broken() -> Iterator[Record]:
        yield said(added("a"))
        yield from (plain(n) for n in range(100, 700))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(broken())
    assert list(store.records()) == before


def test_merging_that_breaks_off_is_completed_by_the_same_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [plain(n) for n in range(60)]
    store = make_store(tmp_path, *many)
    mine = [replace(r, annotations=(added("a", 0, 2, text=r.article.text),), work={"alice": Work(Status.DONE)}) for r in many]
    merge, turns = intake._merge, iter(range(100))

    def broken(*given: Any, **more: Any) -> None:
        if next(turns) == 2:
            raise NotSaved("The disk is full.")
        merge(*given, **more)

    monkeypatch.setattr(intake, "_merge", broken)
    monkeypatch.setattr(intake, "_MOST", 16)
    with pytest.raises(NotSaved):
        store.add([*mine, plain(1000)])
    assert store.size == 61
    assert wrong(store.path) == []
    came = store.progress("alice").done
    assert 0 < came < 60
    monkeypatch.setattr(intake, "_merge", merge)
    told = store.add([*mine, plain(1000)])
    assert (told.added, told.merged, told.duplicates) == (0, 60 - came, came + 1)
    assert store.progress("alice").done == 60
    store.close()
    assert wrong(store.path) == []


def test_what_is_decided_while_a_merge_is_planned_counts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = merge_batch._plan
    decisions: Iterator[Callable[[], object]] = iter(
        [lambda: decide(store, 1, *made(added("mine"))), lambda: store.suggest(1, [], "rules-2")]
    )

    def interrupted(*given: Any) -> merge_batch.Batch:
        batch = plan(*given)
        next(decisions)()
        monkeypatch.setattr(merge_batch, "_plan", plan)
        return batch

    stance = added("x", layer="article_stance", label="FAVOR", start=None, end=None, target="le phare")  # type: ignore[arg-type]
    monkeypatch.setattr(merge_batch, "_plan", interrupted)
    assert store.add([said(replace(stance, text=""))]) == Added(
        0, 1, (Duplicate("elsewhere", "valdorie", "b.jsonl, line 1"),), 1
    )
    assert [a.id for a in store.sheet(1, "alice").annotations] == ["mine"]
    assert store.entries("targets") == ()
    monkeypatch.setattr(merge_batch, "_plan", interrupted)
    assert store.add([said(answered(suggested()[0], by="bob"), replace(stance, text="", by="bob"))]).merged == 1
    assert store.sheet(1, "bob").annotations[0].origin == replace(suggested()[0], current=False)
    assert store.entries("targets") == ("le phare",)


KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from postil.db import intake, merge_batch
from postil.db.store import Store
from postil.schema.annotation import Annotation, Verdict
keep, turns = intake.keep, iter(range(100))
def killed(*given):
    keep(*given)
    if next(turns) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
intake.keep = killed
intake._MOST = 16
store = Store.open(Path(sys.argv[1]))
def said():
    for r in store.records():
        mark = Annotation(id="a", layer="entity", label="GPE", start=0, end=2, text=r.article.text[:2], verdict=Verdict.ADDED,
            by="alice")
        yield replace(r, annotations=(mark,), suggestions=())
store.add(list(said()))
"""


def test_a_kill_leaves_every_article_whole(tmp_path: Path) -> None:
    store = make_store(tmp_path, *(plain(n) for n in range(300)))
    ended = subprocess.run([sys.executable, "-c", KILLED, str(store.path)], check=False)
    assert ended.returncode == -9
    came = sum(len(r.annotations) for r in store.records())
    assert 0 < came < 300
    store.close()
    assert not [what for what in wrong(store.path) if "An import is running" not in what]


MANY = """
import resource, sys
from pathlib import Path
from postil.db.store import Store
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.record import Record
store = Store.open(Path(sys.argv[1]))
def some(first, last, by):
    for n in range(first, last):
        text = f"Le texte numéro {n}. " + "x" * 200
        marks = tuple(Annotation(id=f"a{k}", layer="entity", label="GPE", start=k, end=k + 2, text=text[k : k + 2],
            verdict=Verdict.ADDED, by=by) for k in range(5))
        yield Record(Article(f"w{n}", text), marks)
def all_of(count):
    store.add(some(0, count, "alice"))
    return store.add(some(0, count, "bob"))
all_of(2000)
at_first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(all_of(8000).merged, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - at_first)
"""


def test_memory_stays_as_it_is_however_much_is_merged(store: Store) -> None:
    out = subprocess.run([sys.executable, "-c", MANY, str(store.path)], capture_output=True, text=True, check=True).stdout
    merged, kilobytes = map(int, out.split())
    assert merged == 6000
    assert kilobytes < 16_000


def known(mark: Mark) -> tuple[object, ...]:
    """What a mark says, whatever ids it has and names."""
    return (mark.identity, mark.text, dict(mark.attributes), mark.rank)


def told(record: Record, who: str) -> list[tuple[object, ...]]:
    """What an annotator says in a record."""
    return [
        (known(a), a.verdict, a.note, a.flag, a.at, a.origin and (known(a.origin), a.origin.source), {*a.roles})
        for a in record.annotations
        if a.by == who
    ]


@given(annotated(1), st.data())
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_any_record_merges_whole_and_once(first: Record, data: st.DataObject) -> None:
    second = data.draw(annotated(1, first.article.text))
    third = data.draw(annotated(1, first.article.text))
    at_once: bool = data.draw(st.booleans())
    with TemporaryDirectory() as folder:
        store = make_store(Path(folder), *(() if at_once else (first,)))
        store.add([*((first,) if at_once else ()), second, third])
        (found,) = store.records()
        there = set() if at_once else {a.by for a in first.annotations} | set(first.work)
        worked: set[str] = set()
        for one in (first, second, third):
            for who in {a.by for a in one.annotations} | set(one.work):
                mine, here = told(one, who), told(found, who)
                if who not in worked:
                    assert here[: len(mine)] == mine
                elif who not in there:
                    here_now = {a.identity for a in found.annotations if a.by == who}
                    assert {a.identity for a in one.annotations if a.by == who} <= here_now
                worked.add(who)
        for who in worked:
            ranks = [Status.DONE, Status.STARTED, Status.SKIPPED, Status.TODO]
            states = [one.work[who] for one in (first, second, third) if who in one.work][: 1 if who in there else 3]
            states = [] if who in there and who not in first.work else states
            assert (who in found.work) == bool(states)
            if states:
                assert found.work[who].status == min((state.status for state in states), key=ranks.index)
                assert found.work[who].flag == any(state.flag for state in states)
        assert {a.by for a in found.annotations} | set(found.work) == worked
        before = content(store)
        again = store.add([first, second, third])
        assert (again.added, again.merged, again.duplicates) == (0, 0, 3)
        assert content(store) == before
        store.close()
        assert not [one.what for one in check(store.path, PROJECT) if one.level == "error"]
