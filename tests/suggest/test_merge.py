"""Several sources, one list: what agrees is joined, rivals are settled, roles still name what is there."""

from dataclasses import replace

import pytest

from postil.schema.annotation import Filler, Suggestion
from postil.schema.scheme import Scheme
from postil.schema.scheme_file import builtin, parse_project
from postil.suggest.calibration import PLAIN, Calibration
from postil.suggest.layers import mark_id
from postil.suggest.merge import merge

TEXT = "Ilse Marrow de la Mornésie accuse Tomas Brell"


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return parse_project(builtin("diplomacy")).scheme


def span(label: str, start: int, end: int, source: str, score: float, layer: str = "entity") -> Suggestion:
    return Suggestion(
        id=mark_id(layer, label, start, end), layer=layer, label=label, start=start, end=end, text=TEXT[start:end],
        source=source, score=score,
    )  # fmt: skip


def choice(
    label: str, rank: int | None, source: str, score: float, layer: str = "article_event", target: str = ""
) -> Suggestion:
    key = mark_id(layer, label, target=target)
    return Suggestion(id=key, layer=layer, label=label, rank=rank, target=target, source=source, score=score)


def test_one_source_alone_stays_as_it_is(scheme: Scheme) -> None:
    said = (span("PER", 0, 11, "rules:person.given", 0.9), span("PER", 0, 4, "rules:person.run", 0.6))
    assert merge(scheme, [said], PLAIN) == said


def test_where_two_agree_the_row_names_both_and_scores_higher(scheme: Scheme) -> None:
    (made,) = merge(scheme, [[span("PER", 0, 11, "rules:person.given", 0.9)], [span("PER", 0, 11, "model:1", 0.8)]], PLAIN)
    assert made.source == "rules:person.given + model:1"
    assert made.agreed
    assert made.score == pytest.approx(0.98)


def test_the_order_of_names_is_that_of_the_kinds(scheme: Scheme) -> None:
    (made,) = merge(scheme, [[span("PER", 0, 11, "llm:x", 0.5)], [span("PER", 0, 11, "rules:a", 0.5)]], PLAIN)
    assert made.sources == ("rules:a", "llm:x")


def test_of_rivals_the_likelier_is_kept(scheme: Scheme) -> None:
    rules = [span("PER", 0, 11, "rules:person.run", 0.6), span("GPE", 18, 26, "rules:city", 0.9)]
    model = [span("ORG", 0, 26, "model:1", 0.7)]
    assert [m.label for m in merge(scheme, [rules, model], PLAIN)] == ["PER", "GPE"], "one that lost takes nobody with it"
    assert [m.label for m in merge(scheme, [rules[:1], model], PLAIN)] == ["ORG"]


def test_ranges_that_one_source_nests_are_no_rivals(scheme: Scheme) -> None:
    rules = [span("PER", 0, 11, "rules:a", 0.6), span("PER", 0, 4, "rules:b", 0.6)]
    assert len(merge(scheme, [rules, []], PLAIN)) == 2


def test_a_role_follows_to_the_rival_that_won_where_it_may(scheme: Scheme) -> None:
    short, long = span("PER", 0, 4, "rules:a", 0.5), span("PER", 0, 11, "model:1", 0.9)
    wrong = span("DATE", 18, 26, "model:1", 0.9)
    place = span("GPE", 18, 26, "rules:b", 0.5)
    roles = {"actor": (Filler(suggestion=short.id),), "recipient": (Filler(suggestion=place.id),)}
    event = replace(span("ACCUSE", 27, 33, "rules:events.verb", 0.8, "event"), roles=roles)
    made = {m.label: m for m in merge(scheme, [[short, place, event], [long, wrong]], PLAIN)}
    assert set(made) == {"PER", "DATE", "ACCUSE"}
    assert made["ACCUSE"].roles == {"actor": (Filler(suggestion=long.id),)}


def test_frames_agree_where_their_triggers_overlap(scheme: Scheme) -> None:
    one = span("ACCUSE", 27, 33, "rules:events.verb", 0.8, "event")
    other = span("ACCUSE", 18, 33, "model:1", 0.6, "event")
    (made,) = merge(scheme, [[one], [other]], PLAIN)
    assert (made.start, made.end, made.agreed) == (27, 33, True)


def test_two_frames_of_one_source_on_one_place_both_stay(scheme: Scheme) -> None:
    both = [span("ACCUSE", 27, 33, "model:1", 0.8, "event"), span("ACCUSE", 27, 45, "model:1", 0.6, "event")]
    made = merge(scheme, [[span("ACCUSE", 27, 33, "rules:v", 0.8, "event")], both], PLAIN)
    assert [(m.start, m.end) for m in made] == [(27, 45), (27, 33)]


def test_choices_are_ranked_anew_and_single_answers_are_one(scheme: Scheme) -> None:
    rules = [choice("ACCUSE", 1, "rules:r", 0.6), choice("CONSULT", 2, "rules:r", 0.5)]
    model = [choice("CONSULT", 1, "model:1", 0.6)]
    stances = [choice("FAVOR", None, "rules:s", 0.5, "article_stance", "le traité")]
    others = [choice("AGAINST", None, "model:1", 0.7, "article_stance", "le traité")]
    made = merge(scheme, [[*rules, *stances], [*model, *others]], PLAIN)
    assert [(m.label, m.rank) for m in made] == [("CONSULT", 1), ("ACCUSE", 2), ("AGAINST", None)]


def test_what_scores_under_the_floor_is_left_out(scheme: Scheme) -> None:
    calibration = Calibration(frozenset(("rules", "model")), {"entity rules": ((0.5, 0.1), (0.9, 0.2))}, {"entity": 0.3})
    said = [span("PER", 0, 11, "rules:a", 0.9)]
    assert merge(scheme, [said, []], calibration) == ()
    assert merge(scheme, [said, [span("PER", 0, 11, "model:1", 0.9)]], calibration)[0].score == pytest.approx(0.99)
    known = [span("PER", 0, 11, "pipeline:x", 0.2)]
    assert len(merge(scheme, [known], calibration)) == 1, "of a source that was not there when it was fitted nothing is known"
