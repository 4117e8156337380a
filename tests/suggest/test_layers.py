"""Hits become suggestions; a hit that no text holds does not."""

import pytest

from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.analysis import EntityHit, FrameHit
from postil.suggest.layers import Layers

TEXT = "Ostréa a condamné le raid."


def layers() -> Layers:
    return Layers(parse_project(builtin("diplomacy")).scheme)


def event(start: int, end: int) -> FrameHit:
    return FrameHit("event", "ACCUSE", start, end, "events.verb", 0.8)


def test_a_hit_inside_the_text_is_a_suggestion() -> None:
    (made,) = layers().suggestions(TEXT, (), (event(9, 17),), ())
    assert (made.text, made.label) == ("condamné", "ACCUSE")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (17, 9), (5, 5), (9, 99)])
def test_a_hit_outside_the_text_is_left_out_and_logged(start: int, end: int, caplog: pytest.LogCaptureFixture) -> None:
    person = EntityHit(start, end, "PER", "person.given", 0.9)
    made = layers().suggestions(TEXT, (person,), (event(start, end), event(9, 17)), ())
    assert [suggestion.text for suggestion in made] == ["condamné"]
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert TEXT not in caplog.text
    caplog.clear()
