"""Counts of what was decided: what is told is what was done, and what was undone is not told."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desks import make_store, plain, record, suggested
from postil.db.statistics import AnnotatorCount, Correction, LabelCount, Pace, ScoreCount, SourceCount
from postil.db.store import Store
from postil.schema.annotation import AND, Annotation, Suggestion, Verdict
from postil.schema.record import ListChange, Record, Status, Work
from stores import added, answered, asked, decide, finish, made

BOTH = AND.join(["rules:city", "model:m1"])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The articles of a project where alice and bob decided on the first."""
    sources = {"v1": "rules:city", "m1": BOTH, "o1": BOTH, "u1": "rules:union", "e1": "rules:verb", "i1": "rules:island"}
    found = tuple(replace(s, source=sources.get(s.id, s.source)) for s in suggested())
    store = make_store(tmp_path, record(suggestions=found), plain(2), plain(3))
    decide(store, 1, *made(answered(here(store, "v1"))), kind="accept", seconds=1.5)
    decide(store, 1, *made(answered(here(store, "m1"))), kind="accept", seconds=2.5)
    decide(store, 1, *made(answered(here(store, "u1"), Verdict.REJECTED)), kind="reject", seconds=4.0)
    decide(store, 1, *made(changed(here(store, "o1"), label="LOC")), kind="label", seconds=3.0)
    decide(store, 1, *made(changed(here(store, "i1"), start=here(store, "i1").start + 5)), kind="edges")  # type: ignore[operator]
    decide(store, 1, *made(changed(here(store, "e1"), attributes={"modality": "negated"})), kind="attribute", seconds=5.0)
    decide(store, 1, ListChange("targets", "le phare"), *made(added("x1")), kind="add", seconds=6.0)
    decide(store, 1, *made(answered(here(store, "d1"))), kind="accept", seconds=99.0)
    store.undo("alice")
    finish(store, 1, seconds=1.0)
    decide(store, 1, *made(replace(answered(here(store, "v1"), by="bob"), id="b1")), kind="accept", by="bob", seconds=7.0)
    return store


def here(store: Store, key: str) -> Suggestion:
    """A suggestion for the first article."""
    return next(s for s in store.sheet(1, "alice").suggestions if s.id == key)


def changed(found: Suggestion, **how: object) -> Annotation:
    """A correction."""
    mark = replace(answered(found, Verdict.CORRECTED), **how)  # type: ignore[arg-type]  # given by each test
    text = record().article.text
    return replace(mark, text=text[mark.start : mark.end])


def test_the_tally_counts_for_each_source(store: Store) -> None:
    assert store.tally() == {
        "model:m1": (1, 2),
        "rules:city": (3, 4),
        "rules:island": (0, 1),
        "rules:union": (0, 1),
        "rules:verb": (0, 1),
    }


def test_verdicts_by_label_and_by_source(store: Store) -> None:
    told = store.statistics()
    assert told.labels == (
        LabelCount("entity", "GPE", Verdict.ACCEPTED, 3),
        LabelCount("entity", "GPE", Verdict.ADDED, 1),
        LabelCount("entity", "GPE", Verdict.CORRECTED, 1),
        LabelCount("entity", "LOC", Verdict.CORRECTED, 1),
        LabelCount("entity", "ORG", Verdict.REJECTED, 1),
        LabelCount("event", "SUPPORT", Verdict.CORRECTED, 1),
    )
    assert [one for one in told.sources if one.label == "GPE"] == [
        SourceCount("entity", "GPE", "model:m1", Verdict.ACCEPTED, 1),
        SourceCount("entity", "GPE", "model:m1", Verdict.CORRECTED, 1),
        SourceCount("entity", "GPE", "rules:city", Verdict.ACCEPTED, 3),
        SourceCount("entity", "GPE", "rules:city", Verdict.CORRECTED, 1),
    ]


def test_how_right_a_score_was(store: Store) -> None:
    for score in (0.7, 1.0, 0.0):
        store.suggest(2, [replace(found, score=score) for found in plain(2).suggestions], f"v{score}")
        mark = next(s for s in store.sheet(2, "alice").suggestions if s.id == ("m1" if score else "o1"))
        decide(store, 2, *made(replace(answered(mark), id=f"a{score}", text=mark.text)))
    assert store.statistics().scores == (
        ScoreCount("entity", 0, False, 1, 1, 0.0),
        ScoreCount("entity", 5, False, 1, 0, 0.5),
        ScoreCount("entity", 7, False, 2, 2, 1.4),
        ScoreCount("entity", 9, False, 3, 2, 2.7),
        ScoreCount("entity", 9, True, 2, 1, 1.8),
        ScoreCount("event", 9, False, 1, 0, 0.9),
    )


def test_corrections_say_how(store: Store) -> None:
    assert store.statistics().corrections == (
        Correction("entity", "GPE", "LOC", "label", 1),
        Correction("entity", "LOC", "LOC", "boundary", 1),
        Correction("event", "SUPPORT", "SUPPORT", "roles", 1),
    )


def test_seconds_per_kind_without_what_was_undone(store: Store) -> None:
    assert store.statistics().paces == (
        Pace("", "finish", 1, 1.0),
        Pace("entity", "accept", 3, 11.0),
        Pace("entity", "add", 1, 6.0),
        Pace("entity", "edges", 1, 0.0),
        Pace("entity", "label", 1, 3.0),
        Pace("entity", "reject", 1, 4.0),
        Pace("event", "attribute", 1, 5.0),
    )
    store.undo("alice")
    store.undo("alice")
    store.redo("alice")
    kinds = [(pace.kind, pace.decisions) for pace in store.statistics().paces]
    assert ("finish", 1) not in kinds
    assert ("add", 1) in kinds


def test_annotators_days_and_what_is_left(store: Store) -> None:
    told = store.statistics()
    assert (told.articles, told.finished) == (3, 1)
    assert told.annotators == (
        AnnotatorCount("alice", 1, 0, 0, 122.0, 8),
        AnnotatorCount("bob", 0, 0, 1, 7.0, 1),
    )
    (day,) = told.days
    assert (day.decisions, day.seconds, day.done) == (9, 30.0, 1)
    assert day.day == asked(store.path, "SELECT DISTINCT substr(at, 1, 10) FROM log")[0][0]
    assert told.undecided == {"article_event": 3, "article_stance": 1, "entity": 13, "event": 2, "stance": 1}


def test_of_some_annotators_only(store: Store) -> None:
    told = store.statistics(["bob"])
    assert told.finished == 0
    assert told.labels == (LabelCount("entity", "GPE", Verdict.ACCEPTED, 1),)
    assert told.paces == (Pace("entity", "accept", 1, 7.0),)
    assert [one.name for one in told.annotators] == ["bob"]
    assert [(day.decisions, day.done) for day in told.days] == [(1, 0)]
    assert told.undecided["entity"] == 17
    assert store.statistics([]).annotators == ()


def test_days_apart(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE log SET at = '2026-03-01T10:00:00.000Z' WHERE annotator = 'bob'")
    first, *_ = store.statistics().days
    assert (first.day, first.decisions, first.done) == ("2026-03-01", 1, 0)


def test_finished_counts_each_article_once(store: Store) -> None:
    assert store.finished() == 1
    finish(store, 1, by="bob")
    finish(store, 2, by="bob")
    finish(store, 3, Status.SKIPPED, by="bob")
    assert store.finished() == 2
    store.add([Record(plain(4).article, work={"carol": Work(Status.DONE, 3.0)})])
    assert store.finished() == 3
    finish(store, 2, Status.STARTED, by="bob")
    assert store.finished() == 2


def test_nothing_in_nothing_out(tmp_path: Path) -> None:
    told = make_store(tmp_path).statistics()
    assert (told.articles, told.finished, told.labels, told.days, told.undecided) == (0, 0, (), (), {})


def test_answers_are_kept_and_replaced(store: Store) -> None:
    assert store.answer("k") is None
    store.keep_answer("k", '{"spans": []}')
    store.keep_answer("other", "é\u2028")
    assert (store.answer("k"), store.answer("other")) == ('{"spans": []}', "é\u2028")
    store.keep_answer("k", "new")
    assert store.answer("k") == "new"
    assert asked(store.path, "SELECT count(*) FROM answers") == [(2,)]
