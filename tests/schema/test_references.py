"""Roles name suggestions inside postil, and annotations outside."""

from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.record import Record
from postil.schema.references import inward, outward

TEXT = "La Valdorie soutient la Mornésie."


def span(key: str, start: int, end: int) -> Suggestion:
    return Suggestion(
        id=key, layer="entity", label="GPE", start=start, end=end, text=TEXT[start:end], source="rules:x", score=0.9
    )


def answer(origin: Suggestion, key: str, verdict: Verdict = Verdict.ACCEPTED, by: str = "alice") -> Annotation:
    return Annotation(
        id=key, layer=origin.layer, label=origin.label, start=origin.start, end=origin.end, text=origin.text,
        roles=origin.roles, verdict=verdict, by=by, origin=origin,
    )  # fmt: skip


def frame(*fillers: Filler) -> Suggestion:
    return Suggestion(
        id="s9",
        layer="event",
        label="SUPPORT",
        start=12,
        end=20,
        text=TEXT[12:20],
        roles={"actor": fillers},
        source="rules:y",
        score=0.8,
    )


def test_an_answered_suggestion_is_named_by_its_annotation_outside() -> None:
    actor, other = span("s1", 3, 11), span("s2", 24, 32)
    event = frame(Filler(suggestion="s1"), Filler(suggestion="s2"), Filler(text="elle"))
    record = Record(Article("a", TEXT), (answer(actor, "a1"), answer(event, "a9")), (other,))
    told = outward(record)
    assert told.annotations[1].roles["actor"] == (Filler(annotation="a1"), Filler(suggestion="s2"), Filler(text="elle"))
    assert told.annotations[1].origin is not None
    assert told.annotations[1].origin.roles == told.annotations[1].roles, "an accepted frame says nothing changed"
    assert inward(told) == record


def test_a_rejected_one_stays_named_by_its_suggestion() -> None:
    record = Record(
        Article("a", TEXT), (answer(span("s1", 3, 11), "a1", Verdict.REJECTED), answer(frame(Filler(suggestion="s1")), "a9"))
    )
    assert outward(record).annotations[1].roles["actor"] == (Filler(suggestion="s1"),)
    assert inward(outward(record)) == record


def test_open_suggestions_name_annotations_only_where_one_annotator_worked() -> None:
    mine, open_one = answer(span("s1", 3, 11), "a1"), frame(Filler(suggestion="s1"))
    alone = Record(Article("a", TEXT), (mine,), (open_one,))
    assert outward(alone).suggestions[0].roles["actor"] == (Filler(annotation="a1"),)
    assert inward(outward(alone)) == alone
    both = Record(Article("a", TEXT), (mine, answer(span("s1", 3, 11), "a2", by="bob")), (open_one,))
    assert outward(both).suggestions[0].roles["actor"] == (Filler(suggestion="s1"),)
