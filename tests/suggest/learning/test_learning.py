"""One run from end to end: better is put to use, no better is not; the curve and the same data are told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fleets import fleet, lesson_of
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.scheme import Scheme
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.engine import Suggester
from postil.suggest.learning.curve import gain
from postil.suggest.learning.holding import split
from postil.suggest.learning.learning import Task, learn
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.meta import ALONE, LAST, MERGED, WITHOUT, Point
from postil.suggest.learning.plans import How, plan
from postil.suggest.learning.runs import Runs
from postil.suggest.learning.source import in_use
from postil.suggest.rules import Rules
from postil.suggest.source import Source


class Oracle:
    """A source that is always right."""

    name = "rules"
    version = "oracle"

    def __init__(self, found: Sequence[Lesson]) -> None:
        self._marks = {lesson.article.id: lesson.gold for lesson in found}

    def suggest_many(self, articles: Sequence[Article]) -> list[tuple[Suggestion, ...]]:
        return [tuple(self._as_suggestion(mark) for mark in self._marks[article.id]) for article in articles]

    def _as_suggestion(self, mark: Annotation) -> Suggestion:
        return Suggestion(
            id=mark.id, layer=mark.layer, label=mark.label, start=mark.start, end=mark.end, text=mark.text,
            source="rules:oracle", score=0.9,
        )  # fmt: skip


def task(
    scheme: Scheme,
    folder: Path,
    found: Sequence[Lesson],
    *,
    other: Source | None = None,
    hold_back: float = 0.3,
    curve: bool = False,
) -> Task:
    others = (other or Rules(scheme),)
    return Task(
        scheme=scheme, folder=folder, lessons=found, hold_back=hold_back, others=others, finished=len(found), curve=curve
    )


def test_what_is_better_is_put_to_use(scheme: Scheme, tmp_path: Path) -> None:
    outcome = learn(task(scheme, tmp_path, fleet(), curve=True))
    meta = outcome.meta
    assert outcome.used
    assert (meta.in_use, meta.finished, meta.by) == (["entity"], 60, {"ada": 60})
    assert meta.f1("entity", MERGED) > 0.9 > meta.f1("entity", WITHOUT)
    assert LAST not in meta.scores["entity"]
    assert meta.reliability
    assert [point.articles for point in meta.curve][-1] == meta.articles
    model = in_use(tmp_path, scheme)
    assert model is not None
    assert model.version == f"model-{meta.run}"
    suggester = Suggester(scheme, sources=[Rules(scheme), model], calibration=model.calibration)
    found = suggester.suggest(Article("new", "La compagnie vestral a quitté Madrid.", {"language": "fr"}))
    assert {(mark.text, mark.label) for mark in found} == {("vestral", "ORG"), ("Madrid", "GPE")}


def test_what_is_no_better_is_kept_but_not_used(scheme: Scheme, tmp_path: Path) -> None:
    found = fleet(40)
    outcome = learn(task(scheme, tmp_path, found, other=Oracle(found)))
    assert not outcome.used
    assert Runs(tmp_path).ids() == [outcome.meta.run]
    assert in_use(tmp_path, scheme) is None
    assert outcome.meta.curve == ()


def test_the_last_model_stays_where_it_does_better(scheme: Scheme, tmp_path: Path) -> None:
    found = fleet()
    first = learn(task(scheme, tmp_path, found))
    train, held = split(found, 0.3)
    careless = [replace(one, gold=tuple(mark for mark in one.gold if mark.label == "GPE")) for one in train[5:]]
    second = learn(task(scheme, tmp_path, [*train[:5], *careless, *held]))
    assert second.before == first.meta.run
    assert second.meta.f1("entity", MERGED) < second.meta.f1("entity", LAST)
    assert not second.used
    assert Runs(tmp_path).current() == first.meta.run


def test_a_tie_is_put_to_use_only_when_it_learned_from_more(scheme: Scheme, tmp_path: Path) -> None:
    found = fleet()
    first = learn(task(scheme, tmp_path, found))
    again = learn(task(scheme, tmp_path, found))
    assert again.meta.f1("entity", MERGED) == again.meta.f1("entity", LAST)
    assert not again.used
    assert again.sentence.endswith(f"{first.meta.run}, which is in use, does as well on the articles held back.")
    assert Runs(tmp_path).current() == first.meta.run
    train = [lesson.article.id for lesson in split(found, 0.3)[0]]
    extra = [replace(one, article=replace(one.article, id=f"{one.article.id}-{n}")) for n in range(3) for one in found[:20]]
    extra = split(extra, 0.3)[0]
    more = learn(task(scheme, tmp_path, [*found, *extra]))
    assert more.meta.f1("entity", MERGED) == more.meta.f1("entity", LAST)
    assert more.used
    assert f"learned from more articles ({len(train) + len(extra)}, not {len(train)})" in more.sentence


def test_a_broken_model_in_use_gives_way(scheme: Scheme, tmp_path: Path) -> None:
    found = fleet()
    first = learn(task(scheme, tmp_path, found))
    (Runs(tmp_path).path(first.meta.run) / "meta.json").write_text("{")
    second = learn(task(scheme, tmp_path, found))
    assert second.used
    assert f"The model {first.meta.run} is broken" in second.sentence


def test_without_articles_held_back_nothing_is_put_to_use(scheme: Scheme, tmp_path: Path) -> None:
    outcome = learn(task(scheme, tmp_path, fleet(30), hold_back=0.0))
    assert (outcome.used, outcome.meta.held_back, outcome.meta.scores) == (False, 0, {})


def test_the_same_lessons_have_the_same_digest(scheme: Scheme, tmp_path: Path) -> None:
    assert task(scheme, tmp_path, fleet(30)).data == task(scheme, tmp_path, fleet(30)).data
    assert task(scheme, tmp_path, fleet(30)).data != task(scheme, tmp_path, fleet(31)).data
    assert task(scheme, tmp_path, fleet(30)).data != task(scheme, tmp_path, fleet(30), hold_back=0.1).data


def test_too_little_is_refused(scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(PostilError, match="Too little was decided"):
        learn(task(scheme, tmp_path, fleet(5)))
    nothing = [lesson_of(f"Rien {number}.", [], name=str(number)) for number in range(40)]
    with pytest.raises(PostilError) as told:
        learn(task(scheme, tmp_path, nothing))
    assert "entity: 0 of 20 examples" in told.value.hint
    assert Runs(tmp_path).ids() == []


def test_choices_are_learned_by_a_classifier_of_the_text(tmp_path: Path) -> None:
    scheme = parse_project(builtin("diplomacy")).scheme
    out = []
    for number in range(60):
        label, words = [("AID", "Le don de riz arrive."), ("PROTEST", "La foule crie.")][number % 2]
        choice = Annotation(id="c", layer="article_event", label=label, rank=1, verdict=Verdict.ADDED, by="ada")
        article = Article(f"n{number}", f"{words} Port {number}.", {"language": "fr"})
        out.append(Lesson(article, "ada", True, (choice,), ()))
    plans = {one.layer: one for one in plan(scheme, out)}
    assert (plans["article_event"].how, plans["article_event"].labels) == (How.CLASSIFIER, ("AID", "PROTEST"))
    assert plans["stance"].how is plans["article_stance"].how is How.NOTHING
    outcome = learn(Task(scheme=scheme, folder=tmp_path, lessons=out, hold_back=0.4))
    assert outcome.meta.f1("article_event", ALONE) > 0.9
    assert outcome.used
    model = in_use(tmp_path, scheme)
    assert model is not None
    (found,) = model.suggest_many([Article("x", "Le don de riz arrive. Port 7.", {"language": "fr"})])
    assert [(mark.layer, mark.label, mark.rank, mark.start) for mark in found] == [("article_event", "AID", 1, None)]


def test_clauses_and_seldom_labels_are_left_to_the_rules(scheme: Scheme) -> None:
    text = "Brell dort " + "très longtemps et bien " * 4
    long = [lesson_of(text, [(text.strip(), "ORG")], name=str(number)) for number in range(30)]
    assert "clauses" in plan_of(scheme, [*long, lesson_of("x", [])])
    found = [*fleet(30), lesson_of("Brell dort.", [("Brell", "PER")])]
    (one,) = plan(scheme, found)
    assert one.labels == ("ORG", "GPE")
    assert "PER (1)" in one.why


def plan_of(scheme: Scheme, found: Sequence[Lesson]) -> str:
    with pytest.raises(PostilError) as told:
        plan(scheme, found)
    return told.value.hint


def test_the_gain_is_that_of_the_next_articles() -> None:
    assert gain([Point(25, 0.7), Point(50, 0.75), Point(100, 0.8)]) == pytest.approx(0.05)
    assert gain([Point(25, 0.9), Point(50, 0.9), Point(100, 0.85)]) == 0.0
    assert gain([Point(10, 0.1), Point(20, 0.5), Point(40, 0.9)]) == pytest.approx(0.1)  # never above 1
    assert gain([Point(50, 0.75), Point(100, 0.8)]) is None


def test_a_short_curve_foretells_nothing() -> None:
    assert gain([Point(10, 0.7), Point(20, 0.75), Point(39, 0.8)]) is None
    assert gain([Point(10, 0.7), Point(20, 0.75), Point(40, 0.8)]) is not None
