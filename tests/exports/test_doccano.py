"""doccano JSONL: what is written, and what becomes of it when doccano gives it back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from postil import corpus, exports
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.json_types import Json
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Role, Scheme

TEXT = "😀 Kim salue l’accord d’Anna."
SCHEME = Scheme(
    name="news",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="AGREE"), Label(name="a.b"))),
        Layer(
            name="event", kind=Kind.FRAMES, labels=(Label(name="AGREE"), Label(name="X")), roles=(Role(name="who", text=True),)
        ),
        Layer(name="kind", kind=Kind.CHOICES, many=True, labels=(Label(name="PER"), Label(name="Z"))),
        Layer(name="tone", kind=Kind.CHOICES, each="targets", labels=(Label(name="Z"),)),
    ),
    lists={"targets": ("l’Otan",)},
)
AT = "2026-11-22T14:02:11.000Z"


def mark(name: str, layer: str, label: str, start: int | None = None, end: int | None = None, **more: object) -> Annotation:
    text = TEXT[start:end] if start is not None else ""
    base = Annotation(
        id=name, layer=layer, label=label, start=start, end=end, text=text, verdict=Verdict.ADDED, by="alice", at=AT
    )
    return replace(base, **more)  # type: ignore[arg-type]


ORIGIN = Suggestion(id="s1", layer="entity", label="AGREE", start=2, end=5, text="Kim", source="rules:x", score=0.5)
KIM = mark("a1", "entity", "PER", 2, 5, verdict=Verdict.CORRECTED, origin=ORIGIN, note="sure?")
EVENT = mark("e1", "event", "X", 6, 11, roles={"who": (Filler(suggestion="s1"), Filler(text="eux"))}, flag=True)
NO = mark(
    "r1",
    "entity",
    "PER",
    6,
    11,
    verdict=Verdict.REJECTED,
    origin=replace(ORIGIN, id="s2", start=6, end=11, text="salue", label="PER"),
)
RECORD = Record(
    Article("n1", TEXT, {"date": "2024-01-02", "label": "x"}, (Region(0, 2, "boilerplate"),)),
    (
        KIM,
        EVENT,
        mark("b", "entity", "AGREE", 12, 20),
        mark("c2", "kind", "Z", rank=2),
        mark("c1", "kind", "PER", rank=1),
        mark("t", "tone", "Z", target="l’Otan"),
        NO,
    ),
    work={"alice": Work(Status.DONE, 12.5, note="long")},
)


def rows(folder: Path, *records: Record) -> tuple[list[dict[str, Any]], exports.Written]:
    written = exports.write("doccano", folder / "a.jsonl", records, SCHEME)
    return [json.loads(line) for line in (folder / "a.jsonl").read_text(encoding="utf-8").split("\n")[:-1]], written


def given_back(folder: Path, row: dict[str, Any]) -> Record:
    path = folder / "back.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (record,) = corpus.read([path])
    return record


def test_a_row(tmp_path: Path) -> None:
    (row,), written = rows(tmp_path, RECORD)
    assert {key: item for key, item in row.items() if key != "_postil"} == {
        "id": "n1",
        "text": TEXT,
        "date": "2024-01-02",
        "Comments": ["long"],
        "entities": [
            {"id": 0, "start_offset": 2, "end_offset": 5, "label": "PER"},
            {"id": 1, "start_offset": 6, "end_offset": 11, "label": "X"},
            {"id": 2, "start_offset": 12, "end_offset": 20, "label": "entity:AGREE"},
        ],
        "relations": [{"id": 0, "from_id": 1, "to_id": 0, "type": "who"}],
        "cats": ["tone:l’Otan:Z", "PER", "kind:Z"],
    }
    assert not written.losses
    assert written.labels[("kind", "Z")] == 1


def test_everything_comes_back(tmp_path: Path) -> None:
    rows(tmp_path, RECORD)
    (back,) = corpus.read([tmp_path / "a.jsonl"])
    assert back.article == RECORD.article
    assert back.work == RECORD.work
    assert {m.id for m in back.annotations} == {m.id for m in RECORD.annotations}
    by_id = {m.id: m for m in back.annotations}
    assert by_id["a1"] == KIM
    assert by_id["r1"] == NO
    assert by_id["e1"].roles == {"who": (Filler(annotation="a1"), Filler(text="eux"))}


def test_what_was_changed_in_doccano_comes_back_changed(tmp_path: Path) -> None:
    (row,), _ = rows(tmp_path, RECORD)
    # doccano has numbers of its own, one entity is gone, one is new, and so is a relation; the metadata is as it was.
    row["id"] = 4711
    row["entities"] = [
        {"id": 901, "start_offset": 6, "end_offset": 11, "label": "X"},
        {"id": 902, "start_offset": 12, "end_offset": 20, "label": "entity:AGREE"},
        {"id": 903, "start_offset": 23, "end_offset": 27, "label": "PER"},
    ]
    row["relations"] = [{"id": 5, "from_id": 901, "to_id": 903, "type": "who"}]
    row["Comments"] = ["long", "and more"]
    back = given_back(tmp_path, row)
    assert back.article.id == "n1"
    by_id = {m.id: m for m in back.annotations}
    assert set(by_id) == {"e1", "b", "903", "c1", "c2", "t", "r1"}
    assert (by_id["903"].by, by_id["903"].verdict, by_id["903"].label) == ("alice", Verdict.ADDED, "PER")
    assert by_id["e1"].roles == {"who": (Filler(text="eux"), Filler(annotation="903"))}
    assert by_id["e1"].flag
    assert back.work["alice"].note == "long; and more"


def test_a_project_of_spans_only_gives_triples_back(tmp_path: Path) -> None:
    (row,), _ = rows(tmp_path, RECORD)
    row["label"] = [[e["start_offset"], e["end_offset"], e["label"]] for e in row.pop("entities")]
    by_id = {m.id: m for m in given_back(tmp_path, row).annotations}
    assert set(by_id) == {m.id for m in RECORD.annotations}
    assert set(by_id["e1"].roles["who"]) == {Filler(text="eux"), Filler(annotation="a1")}


def test_each_annotator_has_a_row_and_they_are_one_article_again(tmp_path: Path) -> None:
    both = replace(
        RECORD,
        annotations=(KIM, replace(KIM, id="b9", by="bob")),
        work={"alice": Work(Status.DONE), "bob": Work(Status.STARTED)},
    )
    made, _ = rows(tmp_path, both)
    assert [row["_postil"]["by"] for row in made] == ["alice", "bob"]
    (back,) = corpus.read([tmp_path / "a.jsonl"])
    assert {(m.by, m.label) for m in back.annotations} == {("alice", "PER"), ("bob", "PER")}
    assert {who: work.status for who, work in back.work.items()} == {"alice": Status.DONE, "bob": Status.STARTED}


def test_numbers_from_doccano_stay(tmp_path: Path) -> None:
    numbered = [
        mark(name, "entity", "PER", at, at + 1) for at, name in enumerate(("7", "x", "0", "007", "-1", "²", "9" * 5000), 2)
    ]
    (row,), _ = rows(tmp_path, replace(RECORD, annotations=tuple(numbered)))
    assert [entity["id"] for entity in row["entities"]] == [7, 1, 0, 2, 3, 4, 5]


def test_overlaps_are_warned_of_and_lose_nothing(tmp_path: Path) -> None:
    _, written = rows(tmp_path, replace(RECORD, annotations=(KIM, mark("x", "entity", "PER", 4, 8))))
    assert [(loss.count, loss.lossy) for loss in written.losses if "overlap" in loss.what] == [(1, False)]
    _, written = rows(tmp_path, replace(RECORD, annotations=(KIM, mark("x", "entity", "PER", 5, 8))))
    assert not written.losses


def test_roles_filled_by_what_nobody_answered_are_counted(tmp_path: Path) -> None:
    event = replace(EVENT, roles={"who": (Filler(suggestion="s9"), Filler(suggestion="s2"), Filler(text="eux"))})
    (row,), written = rows(tmp_path, replace(RECORD, annotations=(event, NO)))
    assert [(loss.what, loss.count) for loss in written.losses] == [
        ("roles filled by suggestions nobody answered or by rejected ones", 1)
    ]
    assert row["_postil"]["marks"][0]["roles"] == {"who": [{"text": "eux"}]}


def test_metadata_by_the_name_of_a_key_of_doccanos_goes_with_postils_own(tmp_path: Path) -> None:
    meta: dict[str, Json] = {"label": "a", "text": "b", "_postil": 1, "answer": "accept", "entities": [], "x": {"y": [1]}}
    (row,), _ = rows(tmp_path, Record(Article("n1", TEXT, meta), work={"alice": Work(Status.DONE)}))
    assert row["x"] == {"y": [1]}
    assert given_back(tmp_path, row).article.meta == meta


def test_what_json_cannot_hold_is_a_sentence(tmp_path: Path) -> None:
    for broken in (Article("n1", "a", {"x": float("nan")}), Article("n1", "a\ud800")):
        with pytest.raises(PostilError, match="'n1' cannot be written as JSON"):
            exports.write("doccano", tmp_path / "a", [Record(broken, work={"alice": Work(Status.DONE)})], SCHEME)
