"""Marks as a file has them, under the names of a scheme."""

from dataclasses import replace

import pytest

from postil.corpus.matching import (
    CROWDED,
    FILLER_GONE,
    LEFT_OUT,
    NO_ATTRIBUTE,
    NO_ROLE,
    TWICE,
    UNKNOWN,
    UNKNOWN_SUGGESTIONS,
    Matcher,
)
from postil.corpus.naming import as_suggestions, named
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.form import Form
from postil.schema.loss import Losses
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

TEXT = "Kim a salué la Corée."


def labels(*names: str) -> tuple[Label, ...]:
    return tuple(Label(name=name) for name in names)


SCHEME = Scheme(
    name="s",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=labels("PER", "GPE", "SUPPORT")),
        Layer(name="flat", kind=Kind.SPANS, labels=labels("NP"), overlap=False),
        Layer(
            name="event",
            kind=Kind.FRAMES,
            labels=labels("SUPPORT", "GPE"),
            roles=(Role(name="actor", many=True), Role(name="to-whom"), Role(name="x")),
            attributes=(Attribute(name="modality", values=("asserted", "negated")),),
        ),
        Layer(name="relation", kind=Kind.FRAMES, labels=labels("Located"), roles=(Role(name="from"), Role(name="to"))),
        Layer(name="kind", kind=Kind.CHOICES, labels=labels("SUPPORT", "Politics")),
        Layer(name="stance", kind=Kind.CHOICES, labels=labels("FAVOR"), each="targets"),
    ),
)


def span(name: str, label: str, start: int = 0, end: int = 3, layer: str = "", **more: object) -> Annotation:
    base = Annotation(
        id=name, layer=layer, label=label, start=start, end=end, text=TEXT[start:end], verdict=Verdict.ADDED, by="a"
    )
    return replace(base, **more)  # type: ignore[arg-type]


def choice(name: str, label: str, layer: str = "", target: str = "") -> Annotation:
    return Annotation(id=name, layer=layer, label=label, target=target, verdict=Verdict.ADDED, by="a")


def match(*marks: Annotation, maps: dict[str, str] | None = None) -> tuple[tuple[Annotation, ...], Losses, Matcher]:
    losses = Losses()
    matcher = Matcher.of(SCHEME, maps or {}, losses)
    return matcher.match(Record(Article("n", TEXT), marks)).annotations, losses, matcher


def counts(losses: Losses) -> dict[str, int]:
    return {loss.what: loss.count for loss in losses.result()}


@pytest.mark.parametrize(
    ("mark", "home"),
    [
        (span("1", "PER"), "entity.PER"),
        (span("1", "per"), "entity.PER"),
        (span("1", "SUPPORT"), "entity.SUPPORT"),
        (span("1", "SUPPORT", layer="event"), "event.SUPPORT"),
        (span("1", "GPE", attributes={"modality": "asserted"}), "event.GPE"),
        (span("1", "event:SUPPORT"), "event.SUPPORT"),
        (span("1", "event.SUPPORT", layer="label"), "event.SUPPORT"),
        (choice("1", "SUPPORT"), "kind.SUPPORT"),
        (choice("1", "politics", "cats"), "kind.Politics"),
        (choice("1", "FAVOR", target="Kim"), "stance.FAVOR"),
    ],
)
def test_where_a_label_goes(mark: Annotation, home: str) -> None:
    (found,), losses, _ = match(mark)
    assert f"{found.layer}.{found.label}" == home
    assert not losses.result()


@pytest.mark.parametrize(
    "mark", [span("1", "ORG"), choice("1", "PER"), choice("1", "FAVOR"), span("1", "Politics"), choice("1", "X", target="y")]
)
def test_what_leads_nowhere_is_counted_by_form(mark: Annotation) -> None:
    found, losses, matcher = match(mark)
    assert not found
    assert counts(losses) == {UNKNOWN.what: 1}
    form = Form.RANGE if mark.start is not None else Form.TARGET if mark.target else Form.WHOLE
    assert matcher.unknown == {("", mark.label, form): 1}


def test_maps_go_before_names_and_can_name_layers() -> None:
    maps = {"x.PER": "event.SUPPORT", "PER": "GPE", "ORG": ""}
    found, losses, _ = match(span("1", "PER", layer="x"), span("2", "PER", 4, 5), span("3", "ORG"), maps=maps)
    assert [(m.layer, m.label) for m in found] == [("event", "SUPPORT"), ("entity", "GPE")]
    assert counts(losses) == {LEFT_OUT.what: 1}
    assert not losses.lossy


def test_a_map_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(PostilError, match="PRE") as error:
        Matcher.of(SCHEME, {"Person": "PRE"}, Losses())
    assert "PER" in error.value.hint


def test_roles_and_attributes() -> None:
    frame = span(
        "1", "SUPPORT", 6, 11, "event",
        roles={"Actor": (Filler(annotation="2"),), "to_whom": (Filler(text="x"),), "Theme": (Filler(text="y"),)},
        attributes={"Modality": "Negated", "tense": "past"},
    )  # fmt: skip
    found, losses, _ = match(frame, span("2", "PER"), maps={})
    assert found[0].roles == {"actor": (Filler(annotation="2"),), "to-whom": (Filler(text="x"),)}
    assert found[0].attributes == {"modality": "negated"}
    assert counts(losses) == {NO_ROLE.what: 1, NO_ATTRIBUTE.what: 1}
    found, losses, _ = match(frame, span("2", "PER"), maps={"SUPPORT.Theme": "x", "tense": ""})
    assert found[0].roles["x"] == (Filler(text="y"),)


def test_a_role_whose_filler_does_not_come_over() -> None:
    frame = span("1", "SUPPORT", 6, 11, "event", roles={"actor": (Filler(annotation="2"), Filler(text="on"))})
    found, losses, _ = match(frame, span("2", "ORG"))
    assert found[0].roles == {"actor": (Filler(text="on"),)}
    assert counts(losses)[FILLER_GONE.what] == 1


def test_relations_between_spans_are_frames() -> None:
    head = span("1", "PER", roles={"located": (Filler(annotation="2"),), "Family": (Filler(annotation="2"),)})
    found, losses, _ = match(head, span("2", "GPE", 15, 20))
    assert [(m.layer, m.label, m.start, m.end) for m in found] == [
        ("entity", "PER", 0, 3),
        ("entity", "GPE", 15, 20),
        ("relation", "Located", 0, 3),
    ]
    assert found[2].roles == {"from": (Filler(annotation="1"),), "to": (Filler(annotation="2"),)}
    assert not found[0].roles
    assert counts(losses) == {NO_ROLE.what: 1}


def test_the_same_thing_twice_is_once_with_the_roles_of_both() -> None:
    one = span("1", "SUPPORT", 6, 11, "event", roles={"actor": (Filler(text="x"),)})
    two = span("2", "SUPPORT", 6, 11, "event", roles={"actor": (Filler(text="y"),)}, attributes={"modality": "negated"})
    (found,), losses, _ = match(
        one,
        two,
    )
    assert found.roles == {"actor": (Filler(text="x"), Filler(text="y"))}
    assert found.attributes == {"modality": "negated"}
    assert counts(losses) == {TWICE.what: 1}
    assert len(match(one, replace(two, by="b"))[0]) == 2


def test_a_layer_without_overlaps_keeps_the_longest() -> None:
    found, losses, _ = match(span("1", "NP", 0, 3), span("2", "NP", 0, 5), span("3", "NP", 6, 11), span("4", "PER", 0, 1))
    assert [m.id for m in found] == ["2", "3", "4"]
    assert counts(losses) == {CROWDED.what: 1}


def test_a_suggestion_without_a_home_leaves_its_answer_as_added() -> None:
    origin = Suggestion(id="s", layer="", label="ORG", start=0, end=3, text="Kim", source="m", score=0.5)
    (found,), losses, matcher = match(span("1", "PER", origin=origin, verdict=Verdict.CORRECTED))
    assert (found.verdict, found.origin) == (Verdict.ADDED, None)
    assert counts(losses) == {UNKNOWN_SUGGESTIONS.what: 1}
    assert not matcher.unknown


def test_names_are_given_to_nobody_only() -> None:
    record = Record(
        Article("n", TEXT), (span("1", "PER", by=""), span("2", "PER")), work={"": Work(Status.DONE), "a": Work(Status.STARTED)}
    )
    found = named(record, {"": "zoe"})
    assert [a.by for a in found.annotations] == ["zoe", "a"]
    assert set(found.work) == {"zoe", "a"}


def test_annotations_as_suggestions_count_as_nobodys_work() -> None:
    origin = Suggestion(id="s1", layer="entity", label="PER", start=0, end=3, text="Kim", source="m", score=0.5)
    open_one = replace(origin, id="s2", start=15, end=20, text="Corée", label="GPE")
    record = Record(
        Article("n", TEXT),
        (
            span("a1", "PER", layer="entity", origin=origin, verdict=Verdict.ACCEPTED),
            span("a2", "SUPPORT", 6, 11, "event", roles={"actor": (Filler(suggestion="s1"),), "x": (Filler(annotation="a3"),)}),
            span("a3", "GPE", 15, 20, "entity", verdict=Verdict.REJECTED),
        ),
        (open_one,),
        {"a": Work(Status.DONE)},
    )
    losses = Losses()
    found = as_suggestions(record, "import:x", losses)
    assert counts(losses) == {"rejections, which are no suggestions": 1}
    assert not found.annotations
    assert not found.work
    assert [(s.id, s.source) for s in found.suggestions] == [("a1", "import:x"), ("a2", "import:x"), ("s2", "m")]
    assert found.suggestions[1].roles == {"actor": (Filler(suggestion="a1"),)}


def test_people_trade_names_and_two_under_one_name_did_the_work_of_both() -> None:
    work = {"alice": Work(Status.DONE, 10.0), "bob": Work(Status.SKIPPED, 5.0)}
    record = Record(Article("n", TEXT), (span("1", "PER", by="alice"), span("2", "GPE", by="bob")), work=work)
    found = named(record, {"alice": "bob", "bob": "alice"})
    assert [a.by for a in found.annotations] == ["bob", "alice"]
    assert found.work == {"bob": work["alice"], "alice": work["bob"]}
    one = named(record, {"alice": "x", "bob": "x"})
    assert one.work == {"x": Work(Status.DONE, 15.0)}


def test_what_several_say_is_one_suggestion_with_all_that_they_say() -> None:
    frame = span("f", "SUPPORT", 6, 11, "event", by="bob", roles={"actor": (Filler(annotation="p2"),)}, attributes={"m": "x"})
    other = replace(frame, id="g", by="alice", roles={}, attributes={"m": "y"})
    record = Record(Article("n", TEXT), (span("p1", "PER", by="alice"), span("p2", "PER", by="bob"), other, frame))
    losses = Losses()
    found = as_suggestions(record, "s", losses)
    assert [s.id for s in found.suggestions] == ["p1", "g"]
    assert found.suggestions[1].roles == {"actor": (Filler(suggestion="p1"),)}
    assert found.suggestions[1].attributes == {"m": "y"}
    assert losses.lossy


def test_a_role_filled_by_what_stands_there_twice_is_filled_by_the_one_that_stays() -> None:
    frame = span("f", "SUPPORT", 6, 11, "event", roles={"actor": (Filler(annotation="2"),)})
    found, losses, _ = match(span("1", "PER"), span("2", "PER", note="hard", flag=True), frame)
    assert found[1].roles == {"actor": (Filler(annotation="1"),)}
    assert (found[0].note, found[0].flag) == ("hard", True)
    assert counts(losses) == {TWICE.what: 1}


def test_relations_of_one_kind_from_one_span_are_one_frame() -> None:
    head = span("1", "PER", roles={"Located": (Filler(annotation="2"), Filler(annotation="3"))})
    found, losses, _ = match(head, span("2", "GPE", 15, 20), span("3", "GPE", 4, 5))
    assert found[3].roles["to"] == (Filler(annotation="2"), Filler(annotation="3"))
    assert not losses.result()


def test_an_attribute_that_the_map_leaves_out_is_no_loss() -> None:
    frame = span("f", "SUPPORT", 6, 11, "event", attributes={"mood": "glad"})
    found, losses, _ = match(frame, maps={"mood": ""})
    assert not found[0].attributes
    assert not losses.result()


def test_what_only_a_suggestion_has_is_no_loss_of_labelled_data() -> None:
    origin = Suggestion(
        id="s", layer="event", label="SUPPORT", start=6, end=11, text=TEXT[6:11], source="m", score=0.5, attributes={"x": "y"}
    )
    frame = span("f", "SUPPORT", 6, 11, "event", origin=origin, verdict=Verdict.CORRECTED)
    _, losses, _ = match(frame)
    assert [loss.count for loss in losses.result()] == [1]
    assert not losses.lossy


def test_what_is_altered_is_counted_under_the_layer_of_the_scheme() -> None:
    _, losses, _ = match(span("f", "SUPPORT", 6, 11, "", attributes={"modality": "negated", "x": "y"}))
    assert losses.altered == {"event": 1}
