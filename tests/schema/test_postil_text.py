"""The quick way to text gives what the long way gives, letter for letter."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.postil_json import annotation_to_json, record_to_json
from postil.schema.postil_text import annotation_to_log, record_to_text
from postil.schema.record import Record, Status, Work

WORDS = st.text(max_size=6) | st.sampled_from(['"', "\\", "\n\x00\x7f\u2028", "🏳️‍🌈", "\ud800"])
NUMBERS = st.integers(-5, 1 << 60)
SCORES = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0, 1, 1e-7, 1e22])
FILLERS = st.builds(Filler, annotation=WORDS) | st.builds(Filler, suggestion=WORDS) | st.builds(Filler, text=WORDS)
FIELDS: dict[str, Any] = {
    "id": WORDS,
    "layer": WORDS,
    "label": WORDS,
    "start": st.none() | NUMBERS,
    "end": NUMBERS,
    "text": WORDS,
    "roles": st.dictionaries(WORDS, st.lists(FILLERS, max_size=2).map(tuple), max_size=2),
    "attributes": st.dictionaries(WORDS, WORDS, max_size=2),
    "rank": st.none() | NUMBERS,
    "target": WORDS,
}
SUGGESTIONS = st.builds(Suggestion, **FIELDS, source=WORDS, score=SCORES, current=st.booleans())
VERDICTS = st.sampled_from(Verdict)
ANNOTATIONS = st.builds(
    Annotation, **FIELDS, verdict=VERDICTS, by=WORDS, at=WORDS, note=WORDS, flag=st.booleans(), origin=st.none() | SUGGESTIONS
)
WORK = st.builds(Work, st.sampled_from(Status), SCORES, st.booleans(), WORDS)
META = st.dictionaries(WORDS, st.none() | st.booleans() | NUMBERS | SCORES | WORDS | st.lists(WORDS, max_size=2), max_size=3)
HIDDEN = st.lists(st.builds(Region, NUMBERS, NUMBERS, WORDS), max_size=2).map(tuple)


def alike(annotation: Annotation, changed: Annotation) -> Annotation:
    """An annotation that answers a suggestion which is much like it."""
    names = ("layer", "label", "start", "end", "text", "roles", "attributes", "rank", "target")
    origin = Suggestion(id="s", source="x", score=0.5, **{name: getattr(changed, name) for name in names})
    return replace(annotation, origin=origin)


ANSWERS = st.builds(lambda a: alike(a, a), ANNOTATIONS) | st.builds(
    lambda a, b, name: alike(a, replace(a, **{name: getattr(b, name)})),
    ANNOTATIONS,
    ANNOTATIONS,
    st.sampled_from(list(FIELDS)[1:]),
)
RECORDS = st.builds(
    Record,
    st.builds(Article, WORDS, WORDS, META, HIDDEN),
    st.lists(ANNOTATIONS | ANSWERS, max_size=3).map(tuple),
    st.lists(SUGGESTIONS, max_size=2).map(tuple),
    st.dictionaries(WORDS, WORK, max_size=2),
)


@given(RECORDS)
def test_a_record_is_written_as_json_would_write_it(record: Record) -> None:
    assert record_to_text(record) == json.dumps(record_to_json(record), ensure_ascii=False, allow_nan=False)


@given(ANNOTATIONS | ANSWERS)
def test_the_log_has_no_space_in_it(annotation: Annotation) -> None:
    long = json.dumps(annotation_to_json(annotation), ensure_ascii=False, separators=(",", ":"))
    assert annotation_to_log(annotation) == long


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        record_to_text(Record(Article("x", "abc", {"score": math.nan})))
    found = Suggestion(id="s", layer="entity", label="GPE", source="x", score=math.inf)
    with pytest.raises(ValueError, match="not JSON compliant"):
        record_to_text(Record(Article("x", "abc"), suggestions=(found,)))
