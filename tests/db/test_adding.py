"""Articles are added all or none; what cannot be stored is named."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desks import SOURCE, TEXT, make_store, plain, record, span
from postil.db.results import Added, Duplicate
from postil.db.store import Store
from postil.schema.annotation import Filler, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import NotSaved, PostilError
from postil.schema.record import Record, Status, Work
from postil.schema.scheme_file import parse_project
from stores import added, answered, asked, decide, wrong


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = make_store(tmp_path, record())
    yield store
    store.close()
    assert wrong(tmp_path / "postil.db") == []


def test_numbers_follow_the_order_of_import(store: Store) -> None:
    seen: list[int] = []
    assert store.add((plain(n) for n in range(1000)), tick=seen.append) == Added(1000)
    assert store.size == 1001
    assert [store.number(f"port-{n}") for n in (0, 999)] == [2, 1001]
    assert store.number("port-1000") is None
    assert seen == sorted(seen)
    assert seen[-1] == 1000


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (
            record("x", "abc", [span("s", "entity", label, "abc", text="abc") for label in ("GPE", "ORG")]),
            "two suggestions have the id 's'",
        ),
        (Record(Article("", "abc")), "the article has no id"),
        (Record(Article("x", "a\ud800c")), "half a character"),
        (Record(Article("x", "abc", {"title": "\udfff"})), "half a character"),
        (Record(Article("x", "abc", hidden=(Region(0, 4, "date"),))), "hidden region from 0 to 4"),
        (Record(Article("x", "abc"), (added("a", 0, 3, text="abd"),)), "but the text there is"),
        (Record(Article("x", "abc"), (added("a", 1, 1, text="abc"),)), "is empty"),
        (Record(Article("x", "abc"), (replace(added("a", 0, 3, text="abc"), end=9),)), "outside of the text"),
        (Record(Article("x", "abc"), (replace(added("a", 0, 3, text="abc"), start=-1),)), "outside of the text"),
        (Record(Article("x", "abc"), (added("a", 0, 3, text="abc", by=""),)), "does not say whose it is"),
        (Record(Article("x", "abc"), (added("a", 0, 3, text="abc"),) * 2), "two annotations have the id 'a'"),
        (Record(Article("x", "abc"), (added("a", 0, 3, text="abc", rank=1 << 63),)), "too large"),
        (Record(Article("x", "abc"), (added("", 0, 3, text="abc"),)), "has no id"),
        (Record(Article("x", "abc"), work={"": Work(Status.DONE)}), "an annotator has no name"),
        (
            Record(Article("x", "abc"), (added("a", 0, 3, text="abc", roles={"r": (Filler(annotation="b"),)}),)),
            "filled by 'b', which is not there",
        ),
        (Record(Article("valdorie", "another text")), "the id 'valdorie' belongs to another text"),
    ],
)
def test_one_bad_record_and_nothing_is_stored(store: Store, bad: Record, said: str) -> None:
    before = list(store.records())
    records = [*(plain(n) for n in range(300)), replace(bad, where="news.jsonl, line 12"), plain(400)]
    with pytest.raises(PostilError, match=said) as caught:
        store.add(records)
    assert caught.value.message.startswith("news.jsonl, line 12: ")
    assert list(store.records()) == before
    assert asked(store.path, "SELECT count(*) FROM articles") == [(1,)]
    assert store.add([plain(1)]).added == 1


def test_an_error_while_reading_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[Record]:
        yield from (plain(n) for n in range(500))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(broken())
    assert asked(store.path, "SELECT count(*) FROM articles UNION ALL SELECT count(*) FROM suggestions") == [(1,), (22,)]


def test_duplicates_are_counted_and_named(store: Store) -> None:
    told = store.add([replace(record("copy"), where="b.txt"), plain(1), plain(1), record()])
    assert told == Added(
        1, 3, (Duplicate("copy", "valdorie", "b.txt"), Duplicate("port-1", "port-1"), Duplicate("valdorie", "valdorie"))
    )
    assert store.size == 2


def test_entries_of_lists_come_with_what_uses_them(store: Store) -> None:
    stance = added("x", layer="article_stance", label="FAVOR", start=None, end=None, target="le phare")  # type: ignore[arg-type]
    marked = Record(Article("copy", TEXT), (replace(stance, text=""),))
    assert store.add([marked]) == Added(0, merged=1)
    assert store.entries("targets") == ("le phare",)
    again = replace(marked.annotations[0], target="le quai")
    assert store.add([replace(marked, annotations=(again,))]).unmerged == 1
    assert store.entries("targets") == ("le phare",)
    assert store.add([Record(Article("other", "un autre texte"), (again,))]).unmerged == 0
    assert store.entries("targets") == ("le phare", "le quai")


def test_annotations_come_in_with_their_origin_and_can_be_worked_on(store: Store) -> None:
    text = "La Mornésie attend."
    found = span("m", "entity", "GPE", "Mornésie", text=text)
    marks = (answered(found, Verdict.REJECTED), added("b", 0, 2, text=text, by="bob", at="2026-01-01T00:00:00Z"))
    store.add([Record(Article("x", text), marks, work={"alice": Work(Status.DONE, 12.5), "carol": Work(Status.SKIPPED)})])
    assert store.sheet(2, "alice").annotations == marks[:1]
    assert store.sheet(2, "bob").annotations == marks[1:]
    assert store.sheet(2, "bob").work == Work()
    assert (store.progress("alice").done, store.progress("carol").skipped) == (1, 1)
    assert store.undo("alice") is None
    assert [store.next_article(name, 1) for name in ("alice", "bob", "carol")] == [1, 2, 1]
    decide(store, 2, by="bob")


def test_nul_and_other_planes_hold_their_offsets(store: Store) -> None:
    text = "a\0b 𝔸\u2028é🏳️‍🌈 fin"
    end = text.index(" fin")
    store.add([Record(Article("x", text), (added("a", 4, end, text=text),))])
    assert store.article(2).text == text
    (mark,) = store.sheet(2, "alice").annotations
    assert mark.text == text[4:end]


def test_overlaps_are_refused_where_the_scheme_takes_none(tmp_path: Path) -> None:
    apart = parse_project(re.sub(r"overlap: true", "overlap: false", SOURCE, count=1))
    assert not apart.scheme.layer("entity").overlap
    store = make_store(tmp_path, project=apart)
    first, inside = added("a", 3, 11), added("b", 5, 8)
    fine = Record(Article("x", TEXT), (first, replace(inside, by="bob"), replace(inside, id="c", verdict=Verdict.REJECTED)))
    with pytest.raises(PostilError, match="line 3: entity GPE 'b' from 5 to 8 overlaps GPE 'a' from 3 to 11"):
        store.add([Record(Article("x", TEXT), (first, inside), where="line 3")])
    assert store.size == 0
    store.add([fine])
    assert store.size == 1


def test_two_imports_at_once_are_refused(store: Store) -> None:
    def records() -> Iterator[Record]:
        yield plain(1)
        with pytest.raises(NotSaved, match="Another import into this project is running"):
            store.add([plain(2)])
        yield plain(3)

    assert store.add(records()).added == 2


IMPORT = """
import sys
from pathlib import Path
from postil.db.store import Store
from postil.schema.article import Article
from postil.schema.record import Record
store = Store.open(Path(sys.argv[1]))
def records():
    for n in range(100_000):
        yield Record(Article(f"x{n}", f"Le texte numéro {n}."))
store.add(records(), tick=lambda n: print(n, flush=True))
"""


def test_what_a_killed_import_leaves_is_seen_by_nobody_and_cleared(store: Store) -> None:
    with subprocess.Popen([sys.executable, "-c", IMPORT, str(store.path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 1000:
            pass
        process.send_signal(signal.SIGKILL)
    left = asked(store.path, "SELECT count(*) FROM articles")[0][0] - 1
    assert left >= 1000
    assert (store.size, store.number("x5"), len(list(store.records()))) == (1, None, 1)
    assert [one.id for one in store.find("alice", "x5")] == []
    assert any(f"{left:,} articles are left of an import" in what for what in wrong(store.path))
    assert store.add([Record(Article("x7", "un texte")), plain(1)]).added == 2
    assert asked(store.path, "SELECT count(*), max(number) FROM articles") == [(3, 3)]


MANY = """
import resource, sys
from pathlib import Path
from postil.db.check import check
from postil.db.store import Store
from postil.schema.article import Article
from postil.schema.record import Record
from postil.schema.scheme_file import load_project
store = Store.open(Path(sys.argv[1]))
store.add(Record(Article(f"w{n}", f"Le texte numéro {n}. " + "x" * 200)) for n in range(3000))
for found in store.records(): pass
project = load_project(store.path.with_name("postil.yaml"))
check(store.path, project)
at_first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
store.add(Record(Article(f"x{n}", f"Un texte numéro {n}. " + "x" * 200)) for n in range(50_000))
for found in store.records(): pass
assert not [one for one in check(store.path, project) if one.level != "ok"]
print(store.size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - at_first)
"""


def test_memory_stays_as_it_is_however_many_come(store: Store) -> None:
    out = subprocess.run([sys.executable, "-c", MANY, str(store.path)], capture_output=True, text=True, check=True).stdout
    size, kilobytes = map(int, out.split())
    assert size == 53_001
    assert kilobytes < 24_000
