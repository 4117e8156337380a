"""What finished articles tell, and what they do not: a layer that nobody annotates, a label that never came up."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from fleets import fleet
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.scheme import Scheme
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.calibration import from_json
from postil.suggest.learning.judging import FEWEST_ARTICLES, FEWEST_GOLD, calibrated, evidence, judge_fairly
from postil.suggest.learning.lessons import Lesson
from postil.suggest.merge import merge


@pytest.fixture(scope="module")
def both() -> Scheme:
    """Entities, events, and more."""
    return parse_project(builtin("diplomacy")).scheme


def layer_of_frames(scheme: Scheme) -> tuple[str, str]:
    layer = next(layer for layer in scheme.layers if layer.name == "event")
    return layer.name, layer.labels[0].name


def said_of(lesson: Lesson, scheme: Scheme) -> tuple[Suggestion, ...]:
    """All that is marked, a person who is not there, and an event that nobody marked."""
    event, label = layer_of_frames(scheme)
    text = lesson.article.text
    marks = [
        Suggestion(id=mark.id, layer=mark.layer, label=mark.label, start=mark.start, end=mark.end, text=mark.text,
                   source="rules:x", score=0.8)
        for mark in lesson.gold if mark.layer == "entity"
    ]  # fmt: skip
    for key, layer, name, words in (("p", "entity", "PER", "rien"), ("e", event, label, "ouvert")):
        start = text.index(words)
        marks.append(
            Suggestion(id=key, layer=layer, label=name, start=start, end=start + len(words), text=words, source="rules:x",
                       score=0.7)
        )  # fmt: skip
    return tuple(marks)


def said(lessons: Sequence[Lesson], scheme: Scheme) -> list[tuple[Suggestion, ...]]:
    return [said_of(lesson, scheme) for lesson in lessons]


def with_events(lesson: Lesson, scheme: Scheme) -> Lesson:
    event, label = layer_of_frames(scheme)
    start = lesson.article.text.index("bureau")
    mark = Annotation(
        id="g", layer=event, label=label, start=start, end=start + 6, text="bureau", verdict=Verdict.ADDED, by="ada"
    )
    return replace(lesson, gold=(*lesson.gold, mark))


def test_a_layer_that_nobody_annotates_is_not_found_to_be_wrong(both: Scheme) -> None:
    found = fleet(60)
    told = said(found, both)
    fitted = calibrated(both, found, [told])
    event, label = layer_of_frames(both)
    assert fitted.score(event, ["rules"], 0.7, label=label) == 0.7
    assert fitted.floor(event, ["rules"], label) == 0.0
    assert event in {mark.layer for mark in merge(both, [told[0]], fitted)}
    assert sum(line.count for line in judge_fairly(both, found, [told]).reliability) <= 60 * 4


def test_a_layer_that_is_annotated_is_judged(both: Scheme) -> None:
    found = [with_events(lesson, both) for lesson in fleet(60)]
    told = said(found, both)
    fitted = calibrated(both, found, [told])
    event, label = layer_of_frames(both)
    assert fitted.score(event, ["rules"], 0.7, label=label) < 0.1
    few = [*found[: FEWEST_GOLD - 1], *fleet(60)[FEWEST_GOLD - 1 :]]
    assert evidence(both, few).layers == {"entity"}
    assert evidence(both, [*found[:FEWEST_GOLD], *few[FEWEST_GOLD:]]).layers == {"entity", event}


def test_a_label_that_is_never_used_is_shown_until_enough_articles_are_finished(both: Scheme) -> None:
    found = fleet(FEWEST_ARTICLES)
    early = calibrated(both, found[:-1], [said(found[:-1], both)])
    assert early.score("entity", ["rules"], 0.7, label="PER") == 0.7
    assert early.floor("entity", ["rules"], "PER") == 0.0
    assert early.score("entity", ["rules"], 0.8, label="ORG") > 0.9
    assert from_json(early.to_json()) == early
    late = calibrated(both, found, [said(found, both)])
    assert late.score("entity", ["rules"], 0.7, label="PER") < 0.2
    assert late.floor("entity", ["rules"], "PER") > 0.0
    old = early.to_json()
    del old["spared"]  # as older versions wrote it
    assert from_json(old) == replace(early, spared=frozenset())
