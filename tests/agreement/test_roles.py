"""Whether two frames agree in a role or an attribute."""

from dataclasses import replace

import pytest

from desks import PROJECT, span
from postil.agreement.roles import Known, same_attribute, same_role
from postil.schema.annotation import Annotation, Filler, Mark, Suggestion, Verdict

CLAIM = span("c", "stance", "FAVOR", "a salué mardi l’accord de pêche")


def held(*fillers: Filler) -> Mark:
    return replace(CLAIM, roles={"holder": fillers} if fillers else {})


def agree(gold: Filler | None, found: Filler | None, *marks: Mark) -> bool:
    one, other = (held(filler) if filler else held() for filler in (gold, found))
    known = Known.of(marks)
    return same_role("holder", known, known)(one, other)


FULL = span("full", "entity", "PER", "Tomas Brell")
AGAIN = span("again", "entity", "PER", "Tomas Brell", 1)
SHORT = span("short", "entity", "PER", "Brell", 1)
OTHER = span("other", "entity", "PER", "Tomas")
PLACE = span("place", "entity", "GPE", "Valdorie")
LONG_PLACE = span("union", "entity", "MISC", "Charte de l’Union")
UNION = span("u", "entity", "ORG", "Union")


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        (FULL, FULL, True),
        (FULL, AGAIN, True),  # another mention of the same words
        (FULL, SHORT, True),  # the words at the end, one label
        (FULL, OTHER, True),  # overlapping ranges
        (FULL, PLACE, False),
        (UNION, LONG_PLACE, True),  # one lies in the other
    ],
)
def test_marks_that_fill_a_role(gold: Suggestion, found: Suggestion, expected: bool) -> None:
    assert agree(Filler(suggestion=gold.id), Filler(suggestion=found.id), gold, found) is expected


def test_words_at_the_end_of_a_mark_of_another_label_are_somebody_else() -> None:
    ministry = Mark(id="m", layer="entity", label="ORG", start=500, end=520, text="ministère de Valdorie")
    assert not agree(Filler(suggestion="m"), Filler(suggestion="place"), ministry, PLACE)
    assert not agree(Filler(suggestion="place"), Filler(suggestion="m"), ministry, PLACE)


def test_free_text_needs_the_same_words_whatever_case_and_accents() -> None:
    assert agree(Filler(text="L’accord de pêche"), Filler(text="l'ACCORD de peche"))
    assert not agree(Filler(text="l’accord de pêche"), Filler(text="l’accord"))
    assert agree(Filler(text="TOMAS BRELL"), Filler(suggestion="full"), FULL)


def test_nobody_on_both_sides_is_agreement_and_on_one_side_is_not() -> None:
    assert agree(None, None)
    assert not agree(Filler(text="x"), None)
    assert not agree(None, Filler(text="x"))


def test_one_filler_in_common_is_enough() -> None:
    known = Known.of([FULL, PLACE])
    gold, found = (
        held(Filler(suggestion="full"), Filler(suggestion="place")),
        held(Filler(text="?"), Filler(suggestion="place")),
    )
    assert same_role("holder", known, known)(gold, found)


def test_what_was_answered_is_known_by_the_suggestion_too() -> None:
    corrected = Annotation(
        id="a1", layer="entity", label="PER", start=5, end=9, text="Brel", verdict=Verdict.CORRECTED, by="x", origin=FULL
    )
    rejected = replace(corrected, id="a2", verdict=Verdict.REJECTED, origin=PLACE)
    known = Known.of([FULL, PLACE, corrected, rejected])
    assert known.fillers(held(Filler(suggestion="full")), "holder") == [corrected]
    assert known.fillers(held(Filler(annotation="a1")), "holder") == [corrected]
    assert known.fillers(held(Filler(suggestion="place")), "holder") == [PLACE]
    assert known.fillers(held(Filler(suggestion="gone")), "holder") == []


def test_an_attribute_that_is_not_set_has_its_first_value() -> None:
    (modality, *_) = PROJECT.scheme.layer("event").attributes
    trigger = span("t", "event", "SUPPORT", "salué")
    asserted, negated = (replace(trigger, attributes={"modality": value}) for value in ("asserted", "negated"))
    agree = same_attribute(modality)
    assert agree(trigger, asserted)
    assert not agree(trigger, negated)
