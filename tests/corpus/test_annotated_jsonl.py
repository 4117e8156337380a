"""Annotations beside the text in plain JSON Lines."""

import json
from pathlib import Path

import pytest

from postil import corpus
from postil.corpus import BadLine, annotated
from postil.schema.annotation import Annotation, Verdict
from postil.schema.json_types import Json
from postil.schema.record import Record, Status

TEXT = "La Valdorie salue l’accord."


def read(folder: Path, *lines: dict[str, Json], annotations: bool = True) -> tuple[list[Record], list[BadLine]]:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    bad: list[BadLine] = []
    return list(corpus.read([path], annotations=annotations, bad=bad.append)), bad


def marks(folder: Path, line: dict[str, Json]) -> tuple[Annotation, ...]:
    (record,), bad = read(folder, {"text": TEXT, **line})
    assert not bad
    return record.annotations


RANGE: list[Json] = [
    {"start": 3, "end": 11, "label": "Place"},
    {"start_offset": 3, "end_offset": 11, "label": "Place", "id": 7},
    {"start": 3, "end": 11, "label": "Place", "text": "Valdorie", "token_start": 1},
    [3, 11, "Place"],
]


@pytest.mark.parametrize("key", ["entities", "spans", "labels", "label"])
@pytest.mark.parametrize("item", RANGE)
def test_ranges(tmp_path: Path, key: str, item: Json) -> None:
    (mark,) = marks(tmp_path, {key: [item]})
    assert (mark.layer, mark.label, mark.start, mark.end, mark.text) == (key, "Place", 3, 11, "Valdorie")
    assert mark.verdict is Verdict.ADDED


def test_offsets_are_code_points(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, {"text": "😀 Brell", "spans": [[2, 7, "Person"]]})
    assert record.annotations[0].text == "Brell"


def test_nested_ranges_stay_and_the_same_one_twice_is_one(tmp_path: Path) -> None:
    found = marks(tmp_path, {"entities": [[0, 11, "Place"], [3, 11, "Place"], [3, 11, "Org"], [3, 11, "Place"]]})
    assert [(m.start, m.end, m.label) for m in found] == [(0, 11, "Place"), (3, 11, "Place"), (3, 11, "Org")]
    assert len({m.id for m in found}) == 3


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"cats": {"Politics": 1.0, "Sport": 0.4, "World": 0.5}}, [("Politics", None, ""), ("World", None, "")]),
        ({"cats": {"Politics": True, "Sport": False}}, [("Politics", None, "")]),
        ({"label": "Politics"}, [("Politics", None, "")]),
        ({"label": ["Politics"]}, [("Politics", None, "")]),
        ({"choices": ["Politics", "Sport"]}, [("Politics", 1, ""), ("Sport", 2, "")]),
        ({"choices": {"l’accord": "For", "la pêche": "Against"}}, [("For", None, "l’accord"), ("Against", None, "la pêche")]),
    ],
)
def test_labels_of_the_article(tmp_path: Path, line: dict[str, Json], expected: list[tuple[str, int | None, str]]) -> None:
    found = marks(tmp_path, line)
    assert [(m.label, m.rank, m.target) for m in found] == expected
    assert all(m.start is None and m.end is None and m.text == "" for m in found)


def test_annotated_with_nothing_is_not_unannotated(tmp_path: Path) -> None:
    (bare, empty, null), _ = read(tmp_path, {"text": TEXT}, {"text": TEXT, "spans": []}, {"text": TEXT, "spans": None})
    assert (dict(bare.work), dict(null.work)) == ({}, {})
    assert [work.status for work in empty.work.values()] == [Status.DONE]


def test_other_keys_are_metadata_and_annotations_are_not(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, {"text": TEXT, "id": "a", "entities": [], "source": "AVP"})
    assert (record.article.id, record.article.meta) == ("a", {"source": "AVP"})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"entities": [[3, 3, "Place"]]}, '"entities[0]" at 3–3 is empty (27 code points)'),
        ({"entities": [[0, 2, "X"], [11, 3, "Place"]]}, '"entities[1]" at 11–3 ends before it begins'),
        ({"spans": [[20, 28, "Place"]]}, '"spans[0]" at 20–28 is outside the text'),
        ({"spans": [[-2, 3, "Place"]]}, '"spans[0]" at -2–3 is outside the text'),
        ({"spans": [{"start": 3, "end": 11, "label": "Place", "text": "valdorie"}]}, "the text there is 'Valdorie'"),
        ({"spans": [{"start": 3, "end": 11}]}, '"spans[0].label" must be a label'),
        ({"spans": [[3, 11, 5]]}, '"spans[0].label" must be a label'),
        ({"spans": [[3, 11, " "]]}, '"spans[0].label" must be a label'),
        ({"spans": [{"start": 3, "label": "Place"}]}, '"spans[0]" must have one of end and end_offset'),
        ({"spans": [{"start": 3, "start_offset": 3, "end": 11, "label": "A"}]}, "one of start and start_offset"),
        ({"spans": [{"start": "3", "end": 11, "label": "Place"}]}, '"spans[0].start" must be a whole number'),
        ({"spans": [[3.0, 11, "Place"]]}, '"spans[0][0]" must be a whole number'),
        ({"spans": [[True, 11, "Place"]]}, '"spans[0][0]" must be a whole number'),
        ({"spans": [[3, 11]]}, '"spans[0]" must be a label, [start, end, label]'),
        ({"spans": 5}, '"spans" must be a list'),
        ({"cats": [[3, 11, "Place"]]}, '"cats[0]" must be a label'),
        ({"cats": {"Politics": None}}, '"cats.Politics" must be a label or a number'),
    ],
)
def test_what_does_not_hold_is_refused_with_line_and_key(tmp_path: Path, line: dict[str, Json], reason: str) -> None:
    records, bad = read(tmp_path, {"text": TEXT, "spans": []}, {"text": TEXT, **line})
    assert len(records) == 1
    assert [b.line for b in bad] == [2]
    assert reason in bad[0].reason
    assert str(bad[0]).startswith(f"{tmp_path}/gold.jsonl, line 2, byte ")


def test_not_asked_for_they_are_metadata(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, {"text": TEXT, "entities": [[3, 11, "Place"]]}, annotations=False)
    assert record.annotations == ()
    assert record.article.meta == {"entities": [[3, 11, "Place"]]}


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"entities": [[3, 11, "Place"]]}, True),
        ({"spans": [{"start": 3, "end": 11, "label": "Place"}]}, True),
        ({"label": [{"start_offset": 3, "end_offset": 11, "label": "Place"}]}, True),
        ({"labels": ["world", "sea"]}, False),
        ({"label": "world"}, False),
        ({"entities": []}, False),
        ({"other": [[3, 11, "Place"]]}, False),
    ],
)
def test_metadata_that_looks_like_annotations(meta: dict[str, Json], expected: bool) -> None:
    assert annotated(meta) is expected
