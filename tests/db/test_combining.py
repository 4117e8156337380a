"""What one annotator says about a text in several records of one import comes together, wherever the records stand."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from desks import PROJECT, SOURCE, TEXT, content, make_store, plain, record
from postil.db import intake
from postil.db.check import check
from postil.db.results import Added, Duplicate
from postil.db.store import Store
from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.scheme_file import parse_project
from records import annotated
from stores import added, asked, wrong


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, record(), plain(2))
    yield store
    store.close()
    assert wrong(tmp_path / "postil.db") == []


def said(*marks: Annotation, suggestions: Iterable[Suggestion] = (), **work: Work) -> Record:
    """What a tool says about the article that is number 1."""
    return Record(Article("elsewhere", TEXT), marks, tuple(suggestions), work, "b.jsonl, line 1")


def test_rows_about_one_text_come_together_wherever_they_stand(tmp_path: Path) -> None:
    store = make_store(tmp_path, record())
    others = [replace(plain(n), work={"alice": Work(Status.DONE)}) for n in range(500)]
    bare = "Ostréa attend."
    for text, number in ((TEXT, 1), (bare, 2)):  # one that was there, one of this import
        rows = [
            Record(Article(f"row-{n}-{number}", text), (added("a", start, end, text=text, verdict=verdict),), (), work)
            for n, (start, end, verdict, work) in enumerate([
                (0, 2, Verdict.ADDED, {"alice": Work(Status.SKIPPED, 1.5)}),
                (3, 6, Verdict.REJECTED, {"alice": Work(Status.STARTED, 2.25, True, "vu")}),
                (7, 9, Verdict.ADDED, {}),
                (3, 6, Verdict.REJECTED, {"alice": Work(Status.STARTED, 2.25, True, "vu")}),  # once more
                (0, 2, Verdict.REJECTED, {"alice": Work(Status.DONE, 3.0, False, "revu")}),  # the opposite
            ])
        ]  # fmt: skip
        mixed = [one for n, row in enumerate(rows) for one in (row, *others[100 * n : 100 * n + 100])]
        told = store.add(mixed)
        assert (told.merged, told.unmerged) == ((4, 1), (3, 501))[number - 1]
        sheet = store.sheet(store.number("valdorie" if number == 1 else "row-0-2") or 0, "alice")
        assert [(a.start, a.verdict) for a in sheet.annotations] == [
            (0, Verdict.ADDED), (3, Verdict.REJECTED), (7, Verdict.ADDED),
        ]  # fmt: skip
        assert sheet.work == Work(Status.DONE, 6.75, True, "vu; revu")
        before = list(store.records())
        assert store.add(mixed).merged == 0
        assert list(store.records()) == before
        assert wrong(store.path) == []
    assert store.progress("alice").done == 502
    assert store.undo("alice") is None
    assert asked(store.path, "SELECT count(*) FROM work WHERE finished IS NOT NULL") == [(0,)]
    assert asked(store.path, "SELECT sum(seconds) FROM log WHERE article = 1") == [(6.75,)]
    store.close()


def test_what_goes_into_a_visible_article_is_one_transaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = make_store(tmp_path, record(), plain(2))
    monkeypatch.setattr(intake, "_MOST_SIZE", 1)
    merge, stored = intake._merge, []

    def watched(some: Any, waiting: Any, **more: Any) -> None:
        merge(some, waiting, **more)
        stored.append(len(waiting))

    monkeypatch.setattr(intake, "_merge", watched)
    rows = [said(added("a", n, n + 1)) for n in range(40)]
    other = Record(plain(2).article, (added("a", 0, 2, text=plain(2).article.text),))
    assert store.add([*rows[:20], other, *rows[20:]]) == Added(0, merged=41)
    assert stored == [40, 1]
    assert len(store.sheet(1, "alice").annotations) == 40
    store.close()
    assert wrong(store.path) == []


def test_entities_in_one_file_and_topics_in_another(store: Store) -> None:
    others = [plain(n) for n in range(1000, 1300)]
    for text in (TEXT, "Ostréa attend."):
        entity = added("a1", 0, 2, text=text)
        topic = added("a1", layer="article_event", label="AID", start=None, end=None)  # type: ignore[arg-type]
        first = Record(Article("ner", text), (entity,), work={"alice": Work(Status.DONE)})
        second = Record(Article("textcat", text), (replace(topic, text=""),), work={"alice": Work(Status.DONE)})
        assert store.add([first, *others, second]).unmerged == 0
        number = store.number("valdorie" if text == TEXT else "ner") or 0
        first_said, second_said = store.sheet(number, "alice").annotations
        assert (first_said, replace(second_said, id="a1")) == (entity, replace(topic, text=""))
    assert store.progress("alice").done == 2


def test_work_that_goes_on_in_a_later_transaction_keeps_runs_and_counts(store: Store) -> None:
    def rows(status: Status, every: int) -> Iterator[Record]:
        for n in range(100, 400):
            yield replace(plain(n), work={"alice": Work(status, 1.0, note=status.value)} if n % every == 0 else {})

    parts = [*rows(Status.SKIPPED, 1), *rows(Status.STARTED, 2), *rows(Status.DONE, 3), *rows(Status.SKIPPED, 5)]
    assert store.add(parts).added == 300
    assert wrong(store.path) == []
    progress = store.progress("alice")
    assert (progress.done, progress.started, progress.skipped) == (100, 100, 100)
    assert store.sheet(store.number("port-330") or 0, "alice").work == Work(Status.DONE, 4.0, note="skipped; started; done")
    assert store.number("port-100") == 3
    assert store.next_article("alice", after=2) == 3  # it is started
    assert store.next_article("alice", after=3) == 7  # and so is the next even one that is not done


def test_the_same_in_a_role_is_what_is_there_and_more_of_it_is_counted(store: Store) -> None:
    bare = "Ostréa attend."
    place, verb = added("p", 0, 6, text=bare), added("e", 7, 13, text=bare, layer="event", label="AID")
    frame = replace(verb, roles={"actor": (Filler(annotation="p"),)})
    first, second = (
        Record(Article("x", bare), (place,)),
        Record(Article("x2", bare), (replace(place, id="q"), replace(frame, roles={"actor": (Filler(annotation="q"),)}))),
    )
    noted = Record(Article("x3", bare), (replace(place, note="vu"),))
    assert store.add([first, second, second, noted]) == Added(1, 2, (Duplicate("x2", "x"), Duplicate("x3", "x")), 1, 1)
    there, event = store.sheet(store.number("x") or 0, "alice").annotations
    assert there == place
    assert event == frame


def test_a_layer_without_overlaps_keeps_the_first(tmp_path: Path) -> None:
    project = parse_project(SOURCE.replace("overlap: true", "overlap: false"))
    store = make_store(tmp_path, record(), project=project)
    bare = "Ostréa attend la Mornésie."
    for text in (TEXT, bare):
        first = Record(Article("one", text), (added("a", 3, 8, text=text), added("b", 12, 14, text=text)))
        inside, across, beside, between = (
            Record(Article(f"n{start}", text), (added("c", start, end, text=text, label="ORG", **more),))
            for start, end, more in ((4, 6, {}), (7, 13, {}), (8, 12, {}), (0, 20, {"by": "bob"}))
        )
        denied = Record(Article("no", text), (added("c", 3, 9, text=text, verdict=Verdict.REJECTED),))
        told = store.add([first, inside, across, beside, between, denied])
        assert (told.unmerged, told.duplicates) == (2, 2)
        found = [(a.start, a.end) for a in store.sheet(store.size, "alice").annotations]
        assert found == [(3, 8), (12, 14), (8, 12), (3, 9)]
        assert [(a.start, a.end) for a in store.sheet(store.size, "bob").annotations] == [(0, 20)]
    store.close()
    assert not [one for one in check(store.path, project) if one.level != "ok"]


def known(mark: Mark) -> tuple[object, ...]:
    """What a mark says, whatever ids it has and names."""
    return (mark.identity, mark.text, dict(mark.attributes), mark.rank)


def split(whole: Record, data: st.DataObject) -> list[Record]:
    """The record's annotations over several records, with what fills their roles; some of them in more than one."""
    count: int = data.draw(st.integers(1, 4))
    marks = {a.id: a for a in whole.annotations}
    answers = {a.origin.id: a for a in whole.annotations if a.origin}
    opened = {s.id: s for s in whole.suggestions}
    parts: list[dict[str, Mark]] = [{} for _ in range(count)]

    def put(part: dict[str, Mark], mark: Mark) -> None:
        part[mark.id] = mark
        origin = mark.origin if isinstance(mark, Annotation) else None
        for filler in (f for one in (mark, origin) if one for fillers in one.roles.values() for f in fillers):
            needed = marks.get(filler.annotation) or opened.get(filler.suggestion) or answers.get(filler.suggestion)
            if needed and needed.id not in part:
                put(part, needed)

    for mark in data.draw(st.permutations([*marks.values(), *opened.values()])):
        for place in data.draw(st.sets(st.integers(0, count - 1), min_size=1)):
            put(parts[place], mark)
    work: list[dict[str, Work]] = [{} for _ in parts]
    for who, state in whole.work.items():
        for place in data.draw(st.sets(st.integers(0, count - 1), min_size=1)):
            work[place][who] = state
    return [
        Record(
            whole.article if n == 0 else replace(whole.article, id=f"part-{n}"),
            tuple(mark for mark in part.values() if isinstance(mark, Annotation)),
            tuple(mark for mark in part.values() if isinstance(mark, Suggestion)),
            work[n],
        )
        for n, part in enumerate(parts)
    ]


def everything(record: Record) -> tuple[object, ...]:
    """All that a record says, whatever ids it has."""
    marks: list[Mark] = [*record.annotations, *record.suggestions, *(a.origin for a in record.annotations if a.origin)]
    by_id = {mark.id: mark for mark in marks}

    def one(mark: Mark) -> tuple[object, ...]:
        roles = {
            role: [
                (known(by_id[f.annotation or f.suggestion]), bool(f.annotation)) if f.annotation or f.suggestion else f.text
                for f in fillers
            ]
            for role, fillers in mark.roles.items()
        }
        if isinstance(mark, Annotation):
            return (known(mark), roles, mark.verdict, mark.by, mark.at, mark.note, mark.flag, mark.origin and one(mark.origin))
        assert isinstance(mark, Suggestion)
        return (known(mark), roles, mark.source, mark.score, mark.current)

    said = sorted(map(one, record.annotations), key=repr)
    return said, sorted(map(one, record.suggestions), key=repr), record.work


@given(annotated(1), st.data())
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_a_record_in_pieces_makes_the_article_that_it_makes_whole(whole: Record, data: st.DataObject) -> None:
    suggestions = {s.id: s for s in (*whole.suggestions, *(a.origin for a in whole.annotations if a.origin))}
    assume(len({s.identity for s in suggestions.values()}) == len(suggestions))
    assume(len({(a.by, a.identity) for a in whole.annotations}) == len(whole.annotations))
    pieces = split(whole, data)
    others: list[Record] = [plain(n) for n in range(3)] if data.draw(st.booleans()) else []
    visible: bool = data.draw(st.booleans())
    with TemporaryDirectory() as folder, TemporaryDirectory() as other:
        bare = [Record(whole.article)] if visible else []
        store, expected = make_store(Path(folder), *bare), make_store(Path(other), *bare)
        with patch.object(intake, "_MOST_SIZE", data.draw(st.sampled_from([1, 2_000_000]))):  # 1: each piece by itself
            told = store.add(one for n, piece in enumerate(pieces) for one in (*others[n:], piece))
        expected.add([whole])
        assert told.unmerged == 0
        found, right = (next(r for r in one.records() if r.article.text == whole.article.text) for one in (store, expected))
        assert everything(found) == everything(right)
        assert [store.progress(who).done for who in whole.work] == [expected.progress(who).done for who in whole.work]
        before = content(store)
        again = store.add(pieces)
        assert (again.added, again.merged, again.duplicates) == (0, 0, len(pieces))
        assert content(store) == before
        store.close()
        expected.close()
        assert not [one.what for one in check(store.path, PROJECT) if one.level == "error"]
