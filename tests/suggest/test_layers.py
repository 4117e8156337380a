"""Hits become suggestions; a hit that no text holds does not."""

import pytest

from postil.schema.annotation import Filler
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.analysis import EntityHit, FrameHit, RoleHit
from postil.suggest.layers import Layers

TEXT = "Ostréa a condamné le raid."


def layers() -> Layers:
    return Layers(parse_project(builtin("diplomacy")).scheme)


def event(start: int, end: int) -> FrameHit:
    return FrameHit("event", "ACCUSE", start, end, "events.verb", 0.8)


def test_a_hit_inside_the_text_is_a_suggestion() -> None:
    (made,) = layers().suggestions(TEXT, (), (event(9, 17),), ())
    assert (made.text, made.label) == ("condamné", "ACCUSE")


@pytest.mark.parametrize(
    ("labels", "home"),
    [
        ("GPE: {}, LOC: {}", "GPE"),
        ("PER: {}, LOC: {}, MISC: {}", "LOC"),
        ("Person: {}, Location: {}", "Location"),
        ("PLACENAME: {}, LOC: {}", "PLACENAME"),
    ],
)
def test_a_country_goes_where_the_scheme_has_a_place_for_it(labels: str, home: str) -> None:
    frames = "event: {kind: frames, labels: {ACCUSE: {}}, roles: {actor: {of: [entity]}}}"
    source = f"scheme: own\nlayers:\n  entity: {{kind: spans, labels: {{{labels}}}}}\n  {frames}\n"
    country = EntityHit(0, 6, "GPE", "territory", 0.9)
    accused = event(9, 17)._replace(roles={"actor": (RoleHit(country, "Ostréa"),)})
    place, frame = Layers(parse_project(source).scheme).suggestions(TEXT, (country,), (accused,), ())
    assert (place.label, place.text, frame.roles) == (home, "Ostréa", {"actor": (Filler(suggestion=place.id),)})


def test_what_no_label_stands_for_is_left_out() -> None:
    source = "scheme: own\nlayers:\n  entity: {kind: spans, labels: {PER: {}}}\n"
    hits = [EntityHit(0, 6, label, "territory", 0.9) for label in ("GPE", "LOC", "NORP")]
    assert not Layers(parse_project(source).scheme).suggestions(TEXT, hits, (), ())


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (17, 9), (5, 5), (9, 99)])
def test_a_hit_outside_the_text_is_left_out_and_logged(start: int, end: int, caplog: pytest.LogCaptureFixture) -> None:
    person = EntityHit(start, end, "PER", "person.given", 0.9)
    made = layers().suggestions(TEXT, (person,), (event(start, end), event(9, 17)), ())
    assert [suggestion.text for suggestion in made] == ["condamné"]
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert TEXT not in caplog.text
    caplog.clear()
