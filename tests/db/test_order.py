"""Which article comes next: each order against a plain sort, and as quick with twenty thousand articles as with some."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from desks import make_store, record, span
from postil.db.shuffle import shuffled
from postil.db.store import Store
from postil.schema.annotation import Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status
from postil.schema.settings import ORDERS
from stores import answered, asked, decide, finish, made

DATES = ["2026-03-04", "", "2025-12", "2026-01-09", "2026-03-04", "", "2024-05-01", "2026-01-09"]
SCORES: list[Sequence[float]] = [(0.9, 0.1), (0.5,), (), (0.6, 0.9), (0.5,), (0.99,), (), (0.75,)]
Key = Callable[[int], tuple[object, ...]]


def marks(text: str, scores: Sequence[float]) -> list[Suggestion]:
    """A suggestion of each score."""
    words = [span(f"s{n}", "entity", label, "Mornésie", text=text) for n, label in enumerate(("GPE", "LOC", "ORG"))]
    return [replace(word, score=score) for word, score in zip(words, scores, strict=False)]


def article(number: int) -> Article:
    """One of eight, of some date."""
    meta = {"date": DATES[number - 1]} if DATES[number - 1] else {}
    return Article(f"n{number}", f"La Mornésie attend depuis {number} jours.", meta)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = make_store(tmp_path, *(Record(article(number)) for number in range(1, 9)))
    store.suggest_many([(n, marks(article(n).text, SCORES[n - 1])) for n in range(1, 9) if n != 3], "v1")
    return store


def uncertain(number: int) -> float:
    """The mean distance from a toss-up; 2 where nothing is suggested."""
    scores = SCORES[number - 1]
    return sum(abs(2 * score - 1) for score in scores) / len(scores) if scores else 2.0


KEYS: dict[str, Key] = {
    "file": lambda n: (n,),
    "date": lambda n: (not DATES[n - 1], DATES[n - 1], n),
    "random": lambda n: (shuffled(f"n{n}"), n),
    "uncertain": lambda n: (round(uncertain(n), 6), n),
}


def test_every_order_is_tested() -> None:
    assert set(KEYS) == set(ORDERS)


@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize("order", ORDERS)
def test_it_goes_round_past_what_is_settled(store: Store, order: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.db.order._FEW", few)
    moments = random.Random(3)
    open_ones = set(range(1, 9))
    ring = sorted(range(1, 9), key=KEYS[order])
    for _ in range(16):
        for after in range(9):
            begin_anew = after == 0 or (order == "uncertain" and after not in open_ones)
            at = 0 if begin_anew else ring.index(after) + 1
            expected = next((n for n in ring[at:] + ring[:at] if n in open_ones), None)
            assert store.next_article("alice", after, order) == expected
        number = moments.randint(1, 8)
        again = number not in open_ones
        finish(store, number, Status.STARTED if again else moments.choice([Status.DONE, Status.SKIPPED]))
        open_ones ^= {number}
    assert store.next_article("bob", 0, order) == ring[0]


def test_the_round_of_an_annotator_takes_every_article_once(store: Store) -> None:
    for order in ORDERS:
        seen, at = [], 0
        while (number := store.next_article(order, at, order)) is not None:
            seen.append(number)
            finish(store, number, by=order)
            at = number
        assert seen == sorted(range(1, 9), key=KEYS[order])


def test_what_is_decided_is_uncertain_no_more(store: Store) -> None:
    assert store.next_article("alice", 0, "uncertain") == 2
    (found,) = store.sheet(2, "alice").suggestions
    decide(store, 2, *made(answered(found)))
    store.suggest(2, [found], "v2")
    assert store.next_article("alice", 0, "uncertain") == 5
    store.suggest(8, marks(article(8).text, [0.5, 0.5]), "v2")
    store.suggest(5, [], "v2")
    assert store.next_article("alice", 5, "uncertain") == 7
    assert store.next_article("alice", 0, "uncertain") == 8


def test_imported_suggestions_count_too(tmp_path: Path) -> None:
    store = make_store(tmp_path, record("a", article(1).text, marks(article(1).text, [0.9])))
    store.add([record("b", article(2).text, marks(article(2).text, [0.6]))])
    assert store.next_article("alice", 0, "uncertain") == 2


def test_what_came_with_an_annotation_that_says_the_same_is_certain(tmp_path: Path) -> None:
    sure, open_one = marks(article(1).text, [0.5, 0.9])
    said = replace(answered(sure), verdict=Verdict.ADDED, origin=None, at="2026-01-01T00:00:00Z")
    store = make_store(tmp_path)
    store.add([Record(article(1), (said,), (sure, open_one))])
    assert asked(store.path, "SELECT suggestions, certainty FROM articles") == [(2, 0.8)]
    store.suggest(1, [sure, open_one], "v1")
    assert asked(store.path, "SELECT suggestions, certainty FROM articles") == [(2, 0.8)]


def test_an_import_that_was_broken_off_is_in_no_order(store: Store) -> None:
    def records() -> object:
        yield Record(Article("m1", "Un texte.", {"date": "1999-01-01"}))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(records())  # type: ignore[arg-type]  # a generator that breaks down
    for order in ORDERS:
        assert store.next_article("alice", 0, order) == min(range(1, 9), key=KEYS[order])


def test_random_is_the_same_everywhere(store: Store) -> None:
    assert shuffled("n1") == 6968380663135570302
    assert asked(store.path, "SELECT shuffle FROM articles WHERE number = 1") == [(shuffled("n1"),)]


def test_an_order_that_is_not(store: Store) -> None:
    with pytest.raises(PostilError, match="There is no order 'size'"):
        store.next_article("alice", 0, "size")
