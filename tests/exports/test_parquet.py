"""What stands in a Parquet file, for those who read it with other tools."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no stubs
import pytest

from postil import corpus, exports
from postil.exports import Options, arrow
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Attribute, Kind, Label, Layer, Role, Scheme

SCHEME = Scheme(
    name="test",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="GPE"))),
        Layer(
            name="event",
            kind=Kind.FRAMES,
            labels=(Label(name="SUPPORT"),),
            roles=(Role(name="actor", many=True, text=True),),
            attributes=(Attribute(name="modality", values=("asserted",)),),
        ),
        Layer(name="type", kind=Kind.CHOICES, many=True, labels=(Label(name="SUPPORT"),)),
    ),
)
TEXT = "😀 Kim salue Oslo."
SUGGESTED = Suggestion(id="s1", layer="entity", label="GPE", start=2, end=5, text="Kim", source="rules:x", score=0.5)


def span(key: str, label: str, surface: str, verdict: Verdict = Verdict.ADDED, by: str = "alice") -> Annotation:
    start = TEXT.index(surface)
    return Annotation(
        id=key, layer="entity", label=label, start=start, end=start + len(surface), text=surface, verdict=verdict, by=by
    )


RECORD = Record(
    Article("n1", TEXT, {"language": "fr", "title": "T", "n": 10**30}, (Region(0, 1, "boilerplate"),)),
    (
        replace(span("a1", "PER", "Kim", Verdict.CORRECTED), origin=SUGGESTED),
        span("a2", "GPE", "salue", Verdict.REJECTED),
        replace(
            span("a3", "SUPPORT", "salue"),
            layer="event",
            roles={"actor": (Filler(suggestion="s1"), Filler(text="on"))},
            attributes={"modality": "asserted"},
        ),
        Annotation(id="a4", layer="type", label="SUPPORT", rank=1, verdict=Verdict.ADDED, by="alice", note="vu", flag=True),
        span("b1", "GPE", "Oslo", by="bob"),
    ),
    (),
    {"alice": Work(Status.DONE, 2.5), "bob": Work(Status.STARTED), "eve": Work(Status.SKIPPED)},
)
UNTOUCHED = Record(Article("n0", "Rien."), (), (), {"alice": Work(Status.DONE)})


def test_rows_can_be_used_without_postil(tmp_path: Path) -> None:
    written = exports.write("parquet", tmp_path / "a", [UNTOUCHED, RECORD], SCHEME)
    assert written.paths == (tmp_path / "a.parquet",)
    empty, alice, bob = pq.read_table(written.paths[0]).to_pylist()
    assert (empty["id"], empty["entity"], empty["event"], empty["type"]) == ("n0", [], [], [])
    assert (alice["id"], alice["text"], alice["annotator"], alice["status"]) == ("n1", TEXT, "alice", "done")
    assert (alice["title"], alice["date"], alice["language"]) == ("T", None, "fr")
    assert json.loads(alice["meta"]) == RECORD.article.meta
    assert alice["hidden"] == [{"start": 0, "end": 1, "reason": "boilerplate"}]
    (kim,) = alice["entity"]
    assert (kim["start"], kim["end"], kim["label"], kim["text"], kim["verdict"]) == (2, 5, "PER", "Kim", "corrected")
    assert (kim["source"], kim["score"], json.loads(kim["suggested"])) == ("rules:x", 0.5, {"id": "s1", "label": "GPE"})
    assert [mark["text"] for mark in alice["entity_rejected"]] == ["salue"]
    (event,) = alice["event"]
    assert [(f["role"], f["id"], f["label"], f["start"], f["text"]) for f in event["roles"]] == [
        ("actor", "a1", "PER", 2, "Kim"),
        ("actor", None, None, None, "on"),
    ]
    assert event["attributes"] == [{"name": "modality", "value": "asserted"}]
    (kind,) = alice["type"]
    assert (kind["label"], kind["rank"], kind["target"], kind["note"], kind["flag"]) == ("SUPPORT", 1, "", "vu", True)
    assert (bob["annotator"], bob["status"], [m["text"] for m in bob["entity"]]) == ("bob", "started", ["Oslo"])


def test_the_schema_comes_from_the_scheme_and_not_from_the_data(tmp_path: Path) -> None:
    exports.write("parquet", tmp_path / "empty", [], SCHEME)
    exports.write("parquet", tmp_path / "full", [RECORD], SCHEME)
    empty, full = (pq.read_schema(tmp_path / f"{name}.parquet") for name in ("empty", "full"))
    assert empty.equals(full, check_metadata=True)
    known = json.loads(full.metadata[arrow.KEY])
    assert [(layer["name"], layer["kind"], layer["column"]) for layer in known["layers"]] == [
        ("entity", "spans", "entity"),
        ("event", "frames", "event"),
        ("type", "choices", "type"),
    ]


def test_without_negatives_there_are_no_columns_for_them(tmp_path: Path) -> None:
    exports.write("parquet", tmp_path / "a", [RECORD], SCHEME, options=Options(negatives=False))
    assert not [name for name in pq.read_schema(tmp_path / "a.parquet").names if name.endswith("_rejected")]


def test_layers_that_are_called_like_other_columns_are_told_apart(tmp_path: Path) -> None:
    names = ("Title", "entity", "entity_rejected", "tokens", "ner_tags_", "seconds")
    layers = tuple(Layer(name=name, kind=Kind.SPANS, labels=(Label(name="PER"),)) for name in names)
    scheme = replace(SCHEME, layers=layers)
    marks = tuple(replace(span(f"a{n}", "PER", "Kim"), layer=name) for n, name in enumerate(names))
    record = Record(Article("n1", TEXT, {"title": "T"}), marks, (), {"alice": Work(Status.DONE)})
    exports.write("parquet", tmp_path / "a", [record], scheme)
    columns = pq.read_schema(tmp_path / "a.parquet").names
    assert len({name.casefold() for name in columns}) == len(columns)
    assert {"Title_", "entity", "entity_rejected_", "tokens_", "seconds_"} <= set(columns)
    (back,) = corpus.read([tmp_path / "a.parquet"])
    assert back.annotations == marks
    assert back.article == record.article


def test_many_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "_ROWS", 3)
    records = [replace(RECORD, article=replace(RECORD.article, id=f"n{n}")) for n in range(10)]
    exports.write("parquet", tmp_path / "a", records, SCHEME)
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert file.metadata.num_rows == 20
    assert file.metadata.num_row_groups > 5
    assert [r.article.id for r in corpus.read([tmp_path / "a.parquet"])] == [f"n{n}" for n in range(10)]


def test_what_the_scheme_has_no_layer_for_is_counted(tmp_path: Path) -> None:
    stray = replace(span("a9", "PER", "Kim"), layer="gone")
    asking = replace(span("a8", "SUPPORT", "salue"), layer="event", roles={"actor": (Filler(annotation="a9"),)})
    record = Record(Article("n1", TEXT), (stray, asking), (), {"alice": Work(Status.DONE)})
    written = exports.write("parquet", tmp_path / "a", [record], SCHEME)
    assert [(loss.what, loss.count) for loss in written.losses] == [
        ("annotations that the scheme has no layer for, left out", 1),
        ("roles filled by suggestions nobody answered or by rejected ones", 1),
    ]
    (back,) = corpus.read([tmp_path / "a.parquet"])
    assert [a.id for a in back.annotations] == ["a8"]


def test_text_that_is_no_unicode_is_a_sentence(tmp_path: Path) -> None:
    for form in ("parquet", "huggingface"):
        broken = replace(RECORD, article=Article("n1", TEXT + "\ud800"))
        with pytest.raises(PostilError, match="half of a surrogate pair"):
            exports.write(form, tmp_path / "a", [broken], SCHEME)
    with pytest.raises(PostilError, match="cannot be written as JSON"):
        exports.write("parquet", tmp_path / "a", [replace(RECORD, article=Article("n1", TEXT, {"x": float("nan")}))], SCHEME)
    assert not list(tmp_path.iterdir())


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    for form in ("parquet", "huggingface", "csv"):
        with exports.export(form, tmp_path / "a", [RECORD], SCHEME, dry=True) as dataset:
            assert dataset.labels["entity", "PER"] == 1
    assert not list(tmp_path.iterdir())


def test_arrow_types_are_the_same_for_all_rows() -> None:
    found = arrow.schema(SCHEME, arrow.places(SCHEME, negatives=True))
    assert found.field("entity").type.value_type.field("start").type == pa.int64()
    assert found.field("meta").type == pa.string()
