"""Parquet files, postil's and other people's."""

import json
import random
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no stubs
import pytest

from postil import corpus, exports
from postil.corpus import BadLine, parquet_rows
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.loss import Losses
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "one-article" / "hf" / "data" / "train-00000-of-00001.parquet"
SCHEME = Scheme(name="t", layers=(Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"),)),))
TEXT = "😀 Kim Un salue Oslo."
RANGE = {"start": 2, "end": 8, "label": "PER"}


def read(path: Path, rows: list[dict[str, Any]] | pa.Table, **how: Any) -> tuple[list[Record], list[BadLine]]:
    pq.write_table(rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows), path)
    return again(path, **how)


def again(path: Path, **how: Any) -> tuple[list[Record], list[BadLine]]:
    bad: list[BadLine] = []
    found: list[str] = []
    records = list(corpus.read([path], bad=bad.append, detected=found.append, **how))
    assert found == ["parquet"]
    return records, bad


def marks(record: Record) -> list[tuple[str, str, str]]:
    return [(a.layer, a.label, a.text or str(a.rank)) for a in record.annotations]


def tagged(folder: Path, features: Mapping[str, object], rows: list[dict[str, Any]]) -> Record:
    table = pa.Table.from_pylist(rows)
    described = json.dumps({"info": {"features": features}}).encode()
    (record,), bad = read(folder / "a.parquet", table.replace_schema_metadata({b"huggingface": described}))
    assert not bad
    return record


def labels(*names: str) -> dict[str, object]:
    return {"feature": {"names": list(names), "_type": "ClassLabel"}, "_type": "Sequence"}


def test_the_sample_has_exactly_its_spans() -> None:
    if not SAMPLE.exists():
        pytest.skip("the samples are not here")
    (record,), bad = again(SAMPLE, annotations=True)
    assert not bad
    assert [(a.label, a.start, a.end) for a in record.annotations] == [
        ("ORG", 2, 17),
        ("GPE", 10, 17),
        ("PERSON", 27, 35),
        ("EVT", 36, 44),
        ("DATE", 48, 54),
        ("GPE", 66, 77),
    ]
    assert record.article.meta == {"stance": "neutral"}
    assert record.work == {"": Work(Status.DONE)}


@pytest.mark.parametrize("column", ["text", "content", "article", "sentence", "Text"])
def test_the_text_goes_by_several_names(tmp_path: Path, column: str) -> None:
    row = {column: TEXT, "id": 7, "outlet": "AVP", "nothing": None, "body": None}
    (record,), _ = read(tmp_path / "a.parquet", [row])
    assert (record.article.id, record.article.text, record.article.meta) == ("7", TEXT, {"outlet": "AVP"})
    assert not record.work


@pytest.mark.parametrize("column", ["spans", "entities", "mentions"])
@pytest.mark.parametrize("shape", ["list", "parts", "offsets"])
def test_ranges_in_any_column(tmp_path: Path, column: str, shape: str) -> None:
    value: object = [RANGE]
    if shape == "parts":
        value = {key: [item] for key, item in RANGE.items()}
    if shape == "offsets":
        value = [{"start_offset": 2, "end_offset": 8, "label": "PER"}]
    (record,), bad = read(tmp_path / "a.parquet", [{"text": TEXT, column: value}])
    assert not bad
    assert marks(record) == [(column, "PER", "Kim Un")]
    assert record.work == {"": Work(Status.DONE)}


def test_labels_of_the_article_are_annotations_only_where_they_are_wanted(tmp_path: Path) -> None:
    rows = [{"text": TEXT, "label": "War", "labels": ["A", "B"], "category": "x"}]
    (record,), _ = read(tmp_path / "a.parquet", rows)
    assert (record.annotations, record.work) == ((), {})
    assert record.article.meta == {"label": "War", "labels": ["A", "B"], "category": "x"}
    (record,), _ = again(tmp_path / "a.parquet", annotations=True)
    assert sorted(marks(record)) == [("label", "War", "None"), ("labels", "A", "1"), ("labels", "B", "2")]
    assert record.article.meta == {"category": "x"}
    (record,), bad = read(tmp_path / "b.parquet", [{"text": TEXT, "label": 1}], annotations=True)
    assert (record.article.meta, bad) == ({"label": 1}, [])


@pytest.mark.parametrize(
    "tags",
    [
        ["O", "B-PER", "I-PER", "O", "B-LOC", "O"],
        ["O", "I-PER", "I-PER", "O", "I-LOC", "O"],
        ["O", "B-PER", "E-PER", "O", "S-LOC", "O"],
        ["O", "B-PER", "L-PER", "O", "U-LOC", "O"],
        ["O", "PER", "PER", "O", "LOC", "O"],
        [None, "B-PER", "I-PER", None, "B-LOC", "O"],
    ],
)
def test_tokens_with_tags_are_a_text_with_ranges(tmp_path: Path, tags: list[str | None]) -> None:
    row = {"tokens": ["😀", "Kim", "Un", "salue", "Oslo", "."], "ner_tags": tags, "guid": "g"}
    (record,), bad = read(tmp_path / "a.parquet", [row])
    assert not bad
    assert record.article.text == "😀 Kim Un salue Oslo ."
    assert [(a.label, a.start, a.end) for a in record.annotations] == [("PER", 2, 8), ("LOC", 15, 19)]
    assert record.article.meta == {"guid": "g"}
    (record,), _ = read(tmp_path / "b.parquet", [{**row, "text": TEXT}])
    assert record.article.text == TEXT
    assert marks(record) == [("ner_tags", "PER", "Kim Un"), ("ner_tags", "LOC", "Oslo")]


@pytest.mark.parametrize("kind", ["Sequence", "List", "LargeList"])
def test_numbers_stand_for_the_labels_that_hugging_face_names(tmp_path: Path, kind: str) -> None:
    features = {"ner_tags": labels("O", "B-PER", "I-PER") | {"_type": kind}}
    record = tagged(tmp_path, features, [{"tokens": ["Kim", "Un", "salue", "."], "ner_tags": [1, 2, 0, -1]}])
    assert marks(record) == [("ner_tags", "PER", "Kim Un")]
    inner = {"start": {}, "end": {}, "label": {"names": ["PER", "LOC"], "_type": "ClassLabel"}}
    record = tagged(tmp_path, {"spans": [inner]}, [{"text": TEXT, "spans": [{**RANGE, "label": 1}]}])
    assert marks(record) == [("spans", "LOC", "Kim Un")]


def test_numbers_that_nobody_names_and_words_that_are_no_tags_are_metadata(tmp_path: Path) -> None:
    row = {"text": TEXT, "tokens": ["Kim", "Oslo"], "ner_tags": [1, 2], "tags": ["war", "peace"]}
    (record,), bad = read(tmp_path / "a.parquet", [row])
    assert (record.annotations, bad) == ((), [])
    assert record.article.meta == {key: row[key] for key in ("tokens", "ner_tags", "tags")}


def test_values_of_all_kinds_become_json(tmp_path: Path) -> None:
    table = pa.table(
        {
            "text": [TEXT],
            "date": pa.array([datetime(2024, 6, 18)], pa.timestamp("ns")),
            "at": pa.array([datetime(2024, 6, 18, 9, 30, tzinfo=UTC)], pa.timestamp("ns", "UTC")),
            "day": pa.array([date(2024, 6, 18)]),
            "price": pa.array([Decimal("1.50")]),
            "image": pa.array([b"abc"]),
            "nan": pa.array([float("nan")]),
            "took": pa.array([5], pa.duration("ns")),
            "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())),
            "meta": ['{"outlet": "AVP", "x": null}'],
            "kind": pa.array(["a"]).dictionary_encode(),
            "large": pa.array(["b"], pa.large_string()),
            "__index_level_0__": [3],
        }
    )
    (record,), bad = read(tmp_path / "a.parquet", table)
    assert not bad
    assert record.article.meta == {
        "date": "2024-06-18",
        "at": "2024-06-18T09:30:00+00:00",
        "day": "2024-06-18",
        "price": "1.50",
        "image": "3 bytes",
        "nan": None,
        "took": 5,
        "map": [["k", 1]],
        "outlet": "AVP",
        "kind": "a",
        "large": "b",
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": " "}, "the text is empty"),
        ({"title": "x"}, 'there is no column "text"'),
        ({"tokens": [], "ner_tags": []}, "the text is empty"),
        ({"text": 5}, '"text" must be text'),
        ({"text": TEXT, "spans": [{**RANGE, "end": 99}]}, "outside the text"),
        ({"text": TEXT, "spans": [{**RANGE, "end": 2}]}, "is empty"),
        ({"text": TEXT, "spans": [{**RANGE, "text": "Un"}]}, "but the text there is"),
        ({"text": TEXT, "spans": [{**RANGE, "label": None}]}, "must be a label"),
        ({"text": TEXT, "spans": {"start": [1, 2], "end": [3], "label": ["A"]}}, "not equally many"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path, row: dict[str, Any], reason: str) -> None:
    alone, bad = read(tmp_path / "a.parquet", [row])
    assert (alone, len(bad)) == ([], 1)
    assert bad[0].reason.startswith("row 1: ")
    assert reason in bad[0].reason
    if isinstance(row.get("text"), str):
        good = {**dict.fromkeys(row), "text": TEXT}
        for n, rows in enumerate(([row, good, good], [good, row, good]), 1):
            records, bad = read(tmp_path / "a.parquet", rows)
            assert [b.reason.startswith(f"row {n}: ") for b in bad] == [True]
            assert len(records) == 2


def own(path: Path) -> None:
    marks = tuple(
        Annotation(
            id=f"a{n}",
            layer="entity",
            label="PER",
            start=2,
            end=8,
            text="Kim Un",
            verdict=Verdict.ADDED,
            by="alice",
            note=str(n),
        )
        for n in range(1)
    )
    records = [Record(Article(f"n{n}", TEXT), marks, (), {"alice": Work(Status.DONE)}) for n in range(50)]
    exports.write("parquet", path, records, SCHEME)


def test_a_file_that_is_cut_off_or_damaged_is_named(tmp_path: Path) -> None:
    own(tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    for cut in (4, 8, len(data) // 2, len(data) - 1):
        (tmp_path / "b.parquet").write_bytes(data[:cut])
        records, bad = again(tmp_path / "b.parquet")
        assert not records
        assert "cut off" in bad[0].reason
    draw = random.Random(1)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(draw.randint(1, 8)):
            broken[draw.randrange(4, len(data))] = draw.randrange(256)
        (tmp_path / "b.parquet").write_bytes(bytes(broken))
        again(tmp_path / "b.parquet")


def test_own_columns_that_contradict_themselves_are_named(tmp_path: Path) -> None:
    own(tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet").slice(0, 1)
    for column, value, reason in (
        ("text", "Other text", "but the text there is"),
        ("text", None, '"text" must be text'),
        ("meta", "{", "not JSON"),
        ("status", "odd", "odd"),
    ):
        at = table.schema.get_field_index(column)
        changed = table.set_column(at, table.schema.field(at), pa.array([value], pa.string()))
        records, bad = read(tmp_path / "b.parquet", changed)
        assert not records
        assert reason in bad[0].reason
    strange = table.replace_schema_metadata({b"postil": b'{"version": 9}'})
    assert "not of a version" in read(tmp_path / "b.parquet", strange)[1][0].reason


def test_own_columns_without_what_says_so_are_ranges_still(tmp_path: Path) -> None:
    own(tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet").slice(0, 1).replace_schema_metadata(None)
    (record,), bad = read(tmp_path / "b.parquet", table)
    assert not bad
    assert marks(record) == [("entity", "PER", "Kim Un")]


def test_tags_that_are_not_as_many_as_the_tokens_are_refused(tmp_path: Path) -> None:
    records, bad = read(tmp_path / "a.parquet", [{"tokens": ["Kim", "Oslo"], "ner_tags": ["O"]}])
    assert not records
    assert "not equally many (2 and 1)" in bad[0].reason


def test_tags_under_a_name_of_their_own_and_texts_beside_them_that_are_no_labels(tmp_path: Path) -> None:
    row = {"tokens": ["Kim", "Oslo"], "pos_tags": ["B-x", "O"], "fine_ner_tags": ["B-PER", "O"], "spans": ["PER: Kim"]}
    (record,), bad = read(tmp_path / "a.parquet", [row], annotations=True)
    assert not bad
    assert marks(record) == [("fine_ner_tags", "PER", "Kim")]
    assert record.article.meta == {"pos_tags": ["B-x", "O"], "spans": ["PER: Kim"]}


def test_numbers_that_nobody_names_are_counted_where_annotations_are_wanted(tmp_path: Path) -> None:
    rows = [{"tokens": ["Kim", "Oslo"], "ner_tags": [1, 2]}, {"tokens": ["Kim", "salue"], "ner_tags": [1, 0]}]
    losses = Losses()
    records, bad = read(tmp_path / "a.parquet", rows, annotations=True, losses=losses)
    assert [r.article.meta for r in records] == [{"ner_tags": [1, 2]}, {"ner_tags": [1, 0]}]
    assert not bad
    read(tmp_path / "a.parquet", [{"text": "a", "label": 3}], annotations=True, losses=losses)
    read(tmp_path / "a.parquet", [{"text": "a", "label": 3}], losses=losses)
    assert {loss.limit: loss.count for loss in losses.result()} == {parquet_rows.UNNAMED: 3}


@pytest.mark.parametrize("key", ["type", "entity", "entity_group", "tag"])
def test_the_label_of_a_range_goes_by_several_names(tmp_path: Path, key: str) -> None:
    (record,), bad = read(
        tmp_path / "a.parquet", [{"text": TEXT, "found": [{"start": 2, "end": 8, key: "PER", "text": "Kim Un"}]}]
    )
    assert not bad
    assert marks(record) == [("found", "PER", "Kim Un")]


def test_ranges_as_json_in_a_text(tmp_path: Path) -> None:
    """They were one label that was called like all of it."""
    rows = [{"text": TEXT, "spans": json.dumps([RANGE])}, {"text": TEXT, "spans": "[{'start': 2}]"}]
    (record,), bad = read(tmp_path / "a.parquet", rows, annotations=True)
    assert marks(record) == [("spans", "PER", "Kim Un")]
    assert "not JSON" in bad[0].reason


def test_what_a_program_predicted_is_suggested(tmp_path: Path) -> None:
    row = {
        "text": TEXT,
        "prediction": [{**RANGE, "score": 0.5}],
        "prediction_agent": "m1",
        "annotation": [RANGE],
        "ner.suggestion": [{"start": 15, "end": 19, "label": "LOC"}],
    }
    (record,), bad = read(tmp_path / "a.parquet", [row])
    assert not bad
    assert marks(record) == [("annotation", "PER", "Kim Un")]
    assert [(s.layer, s.label, s.text, s.source, s.score) for s in record.suggestions] == [
        *(("prediction", "PER", "Kim Un", "m1", 0.5), ("ner.suggestion", "LOC", "Oslo", "ner.suggestion", 1.0))
    ]
    assert list(record.work) == [corpus.NOBODY]
    (record,), _ = read(tmp_path / "a.parquet", [{"text": TEXT, "prediction": [RANGE]}])
    assert (record.annotations, record.work) == ((), {})


def test_a_text_without_its_tokens_is_counted(tmp_path: Path) -> None:
    losses = Losses()
    (record,), _ = read(
        tmp_path / "a.parquet", [{"text": "Kim rit.", "tokens": ["Kim", "pleure"], "ner_tags": ["B-PER", "O"]}], losses=losses
    )
    assert record.article.text == "Kim pleure"
    assert [loss.limit for loss in losses.result()] == [parquet_rows.OTHER_TEXT]


def test_a_mark_that_somebody_added_to_an_own_file_needs_no_id(tmp_path: Path) -> None:
    own(tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    rows = table.to_pylist()
    rows[0]["entity"].append({"start": 15, "end": 19, "label": "PER"})
    records, bad = read(tmp_path / "b.parquet", pa.Table.from_pylist(rows, schema=table.schema))
    assert not bad
    assert marks(records[0]) == [("entity", "PER", "Kim Un"), ("entity", "PER", "Oslo")]
    assert len({a.id for a in records[0].annotations}) == 2
    rows[0]["entity"][-1]["end"] = 99
    assert "row 1" in read(tmp_path / "b.parquet", pa.Table.from_pylist(rows, schema=table.schema))[1][0].reason


def test_lists_of_numbers_and_responses_of_several_people_are_counted(tmp_path: Path) -> None:
    losses = Losses()
    rows = [
        {"text": "a", "labels": [0, 2], "ner.responses": None},
        {"text": "b", "labels": [], "ner.responses": [[{"start": 0, "end": 1, "label": "X"}]]},
    ]
    (one, other), bad = read(tmp_path / "a.parquet", rows, annotations=True, losses=losses)
    assert not bad
    assert (one.article.meta, one.annotations, other.annotations) == ({"labels": [0, 2]}, (), ())
    assert {loss.limit: loss.count for loss in losses.result()} == {parquet_rows.UNNAMED: 1, parquet_rows.RESPONSES: 1}
