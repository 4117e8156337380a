"""postil JSONL: nothing is lost on the way out and back, and what is wrong is named."""

import json
import math
from contextlib import suppress
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.postil_json import (
    annotation_from_json,
    annotation_to_json,
    record_from_json,
    record_to_json,
    suggestion_from_json,
)
from postil.schema.record import Record, Status, Work

words = st.text(max_size=12)
names = st.text(min_size=1, max_size=8)
scores = st.floats(0, 1, allow_nan=False)
offsets = st.integers(0, 1000)
fillers = st.one_of(
    st.builds(lambda i: Filler(annotation=i), names),
    st.builds(lambda i: Filler(suggestion=i), names),
    st.builds(lambda t: Filler(text=t), words),
)
roles = st.dictionaries(names, st.lists(fillers, max_size=3).map(tuple), max_size=2)
attributes = st.dictionaries(names, words, max_size=2)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def marks(draw: st.DrawFn) -> dict[str, object]:
    out: dict[str, object] = {"id": draw(names), "layer": draw(names), "label": draw(names)}
    if draw(st.booleans()):
        out |= {"start": draw(offsets), "end": draw(offsets), "text": draw(words)}
        out |= {"roles": draw(roles), "attributes": draw(attributes)}
    else:
        out |= {"rank": draw(st.none() | st.integers(1, 20)), "target": draw(words)}
    return out


@st.composite
def suggestions(draw: st.DrawFn) -> Suggestion:
    fields = draw(marks())
    return Suggestion(**fields, source=draw(words), score=draw(scores), current=draw(st.booleans()))  # type: ignore[arg-type]  # drawn to fit


@st.composite
def annotations(draw: st.DrawFn) -> Annotation:
    fields = draw(marks())
    return Annotation(
        **fields,  # type: ignore[arg-type]  # drawn to fit
        verdict=draw(st.sampled_from(Verdict)),
        by=draw(names),
        at=draw(words),
        origin=draw(st.none() | suggestions() | origins_like(fields)),
        note=draw(words),
        flag=draw(st.booleans()),
    )


@st.composite
def origins_like(draw: st.DrawFn, fields: dict[str, object]) -> Suggestion:
    """The suggestion that was corrected: the same mark but for some of its fields."""
    other = draw(marks())
    kept = {key: value for key, value in fields.items() if draw(st.booleans()) or key in ("start", "end", "text")}
    mixed = {key: value for key, value in other.items() if key not in ("start", "end", "text")} | kept
    return Suggestion(**mixed, source=draw(words), score=draw(scores))  # type: ignore[arg-type]  # drawn to fit


works = st.builds(Work, st.sampled_from(Status), st.floats(0, 1e9), st.booleans(), words)
records = st.builds(
    Record,
    st.builds(
        Article,
        words,
        words,
        st.dictionaries(words, values, max_size=3),
        st.lists(st.builds(Region, offsets, offsets, words), max_size=3).map(tuple),
    ),
    st.lists(annotations(), max_size=3).map(tuple),
    st.lists(suggestions(), max_size=3).map(tuple),
    st.dictionaries(words, works, min_size=1, max_size=2),
)


@given(records)
def test_round_trip(record: Record) -> None:
    line = json.dumps(record_to_json(record))
    assert record_from_json(json.loads(line)) == record


@given(annotations())
def test_annotations_round_trip(annotation: Annotation) -> None:
    assert annotation_from_json(json.loads(json.dumps(annotation_to_json(annotation)))) == annotation


def test_from_holds_only_what_the_annotator_changed() -> None:
    origin = Suggestion(
        id="s1", layer="entity", label="ORG", start=597, end=611, text="ministre Jo Ch", source="rules:org", score=0.61
    )
    now = Annotation(
        id="a2",
        layer="entity",
        label="PER",
        start=600,
        end=611,
        text="Jo Chol Su",
        verdict=Verdict.CORRECTED,
        by="alice",
        origin=origin,
    )
    assert annotation_to_json(now)["from"] == {
        "id": "s1",
        "source": "rules:org",
        "score": 0.61,
        "label": "ORG",
        "start": 597,
        "text": "ministre Jo Ch",
    }


def test_scores_and_seconds_are_not_rounded() -> None:
    suggestion = Suggestion(id="s", layer="e", label="A", start=0, end=1, text="x", source="m", score=0.123456789)
    record = Record(Article("a", "x"), suggestions=(suggestion,), work={"alice": Work(Status.DONE, 12.3456789)})
    again = record_from_json(record_to_json(record))
    assert again == record


def test_keys_that_may_be_left_out() -> None:
    """An object written by hand: no meta, no work, no id of the suggestion in `from`, no `at`."""
    place: dict[str, Json] = {"layer": "entity", "label": "GPE", "start": 10, "end": 15, "text": "Corée"}
    taken: dict[str, Json] = {"id": "a1", **place, "verdict": "accepted", "by": "alice"}
    chosen: dict[str, Json] = {
        "id": "a4",
        "layer": "article_event",
        "label": "SUPPORT",
        "rank": 1,
        "verdict": "added",
        "by": "bob",
    }
    record = record_from_json(
        {
            "postil": 1,
            "id": "x",
            "text": "Mardi, la Corée",
            "status": "done",
            "annotations": [{**taken, "from": {"source": "rules:territory", "score": 0.97}}, {**chosen, "from": None}],
        },
        where="x.jsonl, line 3",
    )
    first, second = record.annotations
    assert first.origin == Suggestion(
        id="s-a1", layer="entity", label="GPE", start=10, end=15, text="Corée", source="rules:territory", score=0.97
    )
    assert (second.start, second.rank, second.origin) == (None, 1, None)
    assert record.work == {"alice": Work(Status.DONE), "bob": Work(Status.DONE)}
    assert record.where == "x.jsonl, line 3"


ONE: dict[str, Json] = {"id": "s", "layer": "e", "label": "A", "start": 0, "end": 1, "text": "x", "source": "m", "score": 0.5}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"id": 3}, "id"),
        ({"layer": None}, "layer"),
        ({"start": "0"}, "start"),
        ({"start": True}, "start"),
        ({"start": 0.0}, "start"),
        ({"end": None}, "end"),
        ({"text": ["x"]}, "text"),
        ({"score": "high"}, "score"),
        ({"score": None}, "score"),
        ({"score": True}, "score"),
        ({"score": math.nan}, "score"),
        ({"score": math.inf}, "score"),
        ({"score": 10**400}, "score"),
        ({"score": -0.1}, "score"),
        ({"current": "no"}, "current"),
        ({"rank": "1"}, "rank"),
        ({"target": 1}, "target"),
        ({"attributes": []}, "attributes"),
        ({"attributes": {"modality": 1}}, "attributes.modality"),
        ({"roles": "holder"}, "roles"),
        ({"roles": {"holder": "a1"}}, "roles.holder"),
        ({"roles": {"holder": {"annotation": "a1"}}}, "roles.holder"),
        ({"roles": {"holder": ["a1"]}}, "roles.holder"),
        ({"roles": {"holder": [{}]}}, "filled by"),
        ({"roles": {"holder": [{"annotation": "a", "text": "b"}]}}, "filled by"),
        ({"roles": {"holder": [{"id": "a"}]}}, "filled by"),
        ({"roles": {"holder": [{"text": 1}]}}, "text"),
        ({"labell": "x"}, "labell"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Json], named: str) -> None:
    with pytest.raises(PostilError, match=named):
        suggestion_from_json(ONE | change)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({}, "postil"),
        ({"postil": 2, "id": "a", "text": ""}, "postil"),
        ({"postil": True, "id": "a", "text": ""}, "postil"),
        ({"postil": 1, "text": ""}, "id"),
        ({"postil": 1, "id": "a"}, "text"),
        ({"postil": 1, "id": "a", "text": "", "txt": ""}, "txt"),
        ({"postil": 1, "id": "a", "text": "", "meta": []}, "meta"),
        ({"postil": 1, "id": "a", "text": "", "hidden": [{"start": 1}]}, "end"),
        ({"postil": 1, "id": "a", "text": "", "hidden": [3]}, "hidden"),
        ({"postil": 1, "id": "a", "text": "", "hidden": [{"start": 0, "end": 0, "reason": "", "why": ""}]}, "why"),
        ({"postil": 1, "id": "a", "text": "", "status": "finished"}, "status"),
        ({"postil": 1, "id": "a", "text": "", "status": []}, "status"),
        ({"postil": 1, "id": "a", "text": "", "annotations": {}}, "annotations"),
        ({"postil": 1, "id": "a", "text": "", "annotations": [ONE]}, "score"),
        ({"postil": 1, "id": "a", "text": "", "work": {"alice": "done"}}, "work"),
        ({"postil": 1, "id": "a", "text": "", "work": {"alice": {"seconds": 1}}}, "status"),
        ({"postil": 1, "id": "a", "text": "", "work": {"alice": {"status": "done", "flag": 1}}}, "flag"),
        ({"postil": 1, "id": "a", "text": "", "work": {"alice": {"status": "done", "seconds": -1}}}, "seconds"),
    ],
)  # fmt: skip
def test_wrong_records(value: dict[str, Json], named: str) -> None:
    with pytest.raises(PostilError, match=named):
        record_from_json(value)


@given(records, st.data())
def test_any_damage_is_a_postil_error_or_harmless(record: Record, data: st.DataObject) -> None:
    """One value anywhere in the object is replaced by another: it is read, or refused with a PostilError."""
    value = cast(Json, json.loads(json.dumps(record_to_json(record))))
    damaged = damage(value, data)
    if isinstance(damaged, dict):
        with suppress(PostilError):
            record_from_json(damaged)


def damage(value: Json, data: st.DataObject) -> Json:
    if isinstance(value, dict) and value and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: damage(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.booleans()):
        index = data.draw(st.integers(0, len(value) - 1))
        return [*value[:index], damage(value[index], data), *value[index + 1 :]]
    return data.draw(values)
