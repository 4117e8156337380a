"""Decisions turned into what is known: of finished and of begun articles, by one annotator, on tokens."""

import numpy as np
import pytest

from fleets import lesson_of
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article, Region
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Scheme
from postil.suggest.analyst import Analyst
from postil.suggest.learning.holding import split
from postil.suggest.learning.lattice import tags_of
from postil.suggest.learning.lessons import Lesson, digest, lessons
from postil.suggest.learning.sight import Sight, look
from postil.suggest.learning.targets import target

TEXT = "Le groupe Brell Marine a quitté Oslo. Brell Marine se tait."
LABELS = ["PER", "ORG", "GPE"]
TAGS = tags_of(LABELS)


def mark(by: str, at: str = "", verdict: Verdict = Verdict.ACCEPTED, start: int = 10, end: int = 22) -> Annotation:
    return Annotation(
        id=f"{by}{start}",
        layer="entity",
        label="ORG",
        start=start,
        end=end,
        text=TEXT[start:end],
        verdict=verdict,
        by=by,
        at=at,
    )


def record(*marks: Annotation, hidden: tuple[Region, ...] = (), **status: Status) -> Record:
    return Record(Article("a", TEXT, hidden=hidden), marks, (), {who: Work(one) for who, one in status.items()})


def sight(scheme: Scheme, lesson: Lesson) -> Sight:
    return look(Analyst(scheme).study(lesson.article))


def known(scheme: Scheme, lesson: Lesson) -> dict[str, list[str]]:
    """By token, which tags can be right."""
    seen = sight(scheme, lesson)
    table = target(lesson, "entity", LABELS, seen).known
    return {f"{at} {t.text}": [TAGS[i] for i in np.flatnonzero(table[at])] for at, t in enumerate(seen.tokens)}


def test_who_finished_counts_before_who_decided_last() -> None:
    (found,) = lessons([record(mark("ada", "2026-01-01"), mark("bo", "2026-02-02"), ada=Status.DONE, bo=Status.STARTED)])
    assert (found.by, found.done, len(found.gold)) == ("ada", True, 1)


def test_of_two_who_finished_the_newer_one_counts_unless_one_is_named() -> None:
    both = record(mark("ada", "2026-01-01"), mark("bo", "2026-02-02"), ada=Status.DONE, bo=Status.DONE)
    assert [found.by for found in lessons([both])] == ["bo"]
    assert [found.by for found in lessons([both], "ada")] == ["ada"]


def test_nothing_is_learned_from_what_was_skipped_or_never_begun() -> None:
    assert lessons([record(), record(mark("ada"), ada=Status.SKIPPED)]) == []


def test_a_finished_article_without_annotations_is_a_lesson() -> None:
    (found,) = lessons([record(ada=Status.DONE)])
    assert (found.by, found.done, found.gold) == ("ada", True, ())


def test_marks_in_hidden_regions_are_left_out() -> None:
    (found,) = lessons([record(mark("ada"), hidden=(Region(0, 12, "repeated"),), ada=Status.DONE)])
    assert found.gold == ()


def test_the_digest_changes_with_every_decision() -> None:
    one = lessons([record(mark("ada"), ada=Status.DONE)])
    assert digest(one) == digest(lessons([record(mark("ada"), ada=Status.DONE)]))
    others = [
        lessons([record(mark("ada"), ada=Status.STARTED)]),
        lessons([record(mark("ada", verdict=Verdict.REJECTED), ada=Status.DONE)]),
        lessons([record(mark("ada", end=15), ada=Status.DONE)]),
    ]
    assert len({digest(found) for found in [one, *others]}) == 4
    assert digest(one, "other rules") != digest(one)


def test_in_a_finished_article_what_is_not_marked_is_nothing(scheme: Scheme) -> None:
    tags = known(scheme, lesson_of(TEXT, [("Brell Marine", "ORG")]))
    assert tags["2 Brell"] == ["B-ORG"]
    assert tags["3 Marine"] == ["I-ORG"]
    assert tags["6 Oslo"] == tags["8 Brell"] == ["O"]


def test_in_a_begun_article_only_what_was_decided_is_known(scheme: Scheme) -> None:
    tags = known(scheme, lesson_of(TEXT, [("Brell Marine", "ORG"), ("Oslo", "-PER")], done=False))
    assert tags["2 Brell"] == ["B-ORG"]
    assert tags["4 a"] == [tag for tag in TAGS if tag != "I-ORG"]  # the name ends before it
    assert tags["6 Oslo"] == [tag for tag in TAGS if tag[0] != "B"]
    assert tags["8 Brell"] == TAGS


def test_where_a_label_stands_that_is_not_learned_nothing_is_known(scheme: Scheme) -> None:
    tags = known(scheme, lesson_of(TEXT, [("Brell Marine", "MISC")]))
    assert tags["2 Brell"] == tags["3 Marine"] == TAGS
    assert tags["6 Oslo"] == ["O"]


def test_what_stands_inside_or_off_the_tokens_is_counted(scheme: Scheme) -> None:
    found = lesson_of(TEXT, [("Brell Marine", "ORG"), ("Marine", "PER"), ("Osl", "GPE"), ("Oslo. Brell", "ORG")])
    aim = target(found, "entity", LABELS, sight(scheme, found))
    assert aim.nested == 2  # "Marine", and "Osl", which lies in what crosses the border of a sentence
    assert aim.off_grid == 1


def many(count: int) -> list[Lesson]:
    return [lesson_of(TEXT, [], name=f"article-{number}") for number in range(count)]


def test_an_article_stays_on_its_side() -> None:
    few, more = split(many(50), 0.2), split(many(500), 0.2)
    assert {lesson.article.id for lesson in few[1]} == {lesson.article.id for lesson in more[1]} & {
        lesson.article.id for lesson in many(50)
    }
    assert 60 < len(more[1]) < 140


def test_copies_are_on_one_side() -> None:
    ids = [lesson.article.id for lesson in many(40)]
    groups = [ids[at : at + 4] for at in range(0, 40, 4)]
    train, held = ({lesson.article.id for lesson in side} for side in split(many(40), 0.5, groups))
    assert train
    assert held
    assert all(train.issuperset(group) or held.issuperset(group) for group in groups)


@pytest.mark.parametrize(("share", "sizes"), [(0.0, (30, 0)), (1.0, (0, 30))])
def test_none_or_all_can_be_held_back(share: float, sizes: tuple[int, int]) -> None:
    assert tuple(map(len, split(many(30), share))) == sizes


def test_what_is_only_begun_is_not_judged_on() -> None:
    begun = [Lesson(one.article, one.by, False, one.gold, one.rejected) for one in many(40)]
    train, held = split(begun, 0.5)
    assert not held
    assert len(train) < 40
