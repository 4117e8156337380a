"""doccano's files, in each of their shapes."""

import json
from pathlib import Path

import pytest

from postil import corpus
from postil.corpus import BadLine
from postil.schema.annotation import Filler
from postil.schema.json_types import Json
from postil.schema.record import Record, Status, Work

SHARED = Path(__file__).parents[3] / "shared" / "samples"
SAMPLES = SHARED / "doccano" / "import"
TEXT = "😀 Brell meets Anna."
ENTITIES: list[Json] = [
    {"id": 7, "start_offset": 2, "end_offset": 7, "label": "PER"},
    {"id": 3, "start_offset": 8, "end_offset": 13, "label": "Meet"},
]


def read(path: Path, form: str = "doccano") -> tuple[list[Record], list[BadLine]]:
    detected: list[str] = []
    bad: list[BadLine] = []
    records = list(corpus.read([path], detected=detected.append, bad=bad.append))
    assert detected == [form]
    return records, bad


def rows(folder: Path, *lines: dict[str, Json]) -> tuple[list[Record], list[BadLine]]:
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    bad: list[BadLine] = []
    return list(corpus.read([path], format="doccano", bad=bad.append)), bad


def found(record: Record) -> list[tuple[str, str, int | None, int | None]]:
    return [(m.layer, m.label, m.start, m.end) for m in record.annotations]


def test_rows_of_different_shapes_in_one_file(tmp_path: Path) -> None:
    records, bad = rows(
        tmp_path,
        {"text": TEXT, "label": [[2, 7, "PER"]]},
        {"data": TEXT, "labels": [[14, 18, "PER"]], "id": 5},
        {"text": TEXT, "label": ["good", "old"]},
        {"text": TEXT, "labels": "good"},
        {"text": TEXT, "entities": [[2, 7, "PER"]], "cats": ["good"]},
        {"text": TEXT, "entities": ENTITIES, "relations": [{"id": 1, "from_id": 3, "to_id": 7, "type": "who"}]},
    )
    assert not bad
    assert [found(record) for record in records] == [
        [("label", "PER", 2, 7)],
        [("labels", "PER", 14, 18)],
        [("label", "good", None, None), ("label", "old", None, None)],
        [("labels", "good", None, None)],
        [("entities", "PER", 2, 7), ("cats", "good", None, None)],
        [("entities", "PER", 2, 7), ("entities", "Meet", 8, 13)],
    ]
    assert records[1].article.id == "5"
    assert [m.rank for m in records[2].annotations] == [1, 2]
    one, other = records[5].annotations
    assert (one.id, other.id, other.roles) == ("7", "3", {"who": (Filler(annotation="7"),)})


def test_what_nobody_annotated_and_what_has_nothing_to_annotate(tmp_path: Path) -> None:
    (bare, empty), _ = rows(tmp_path, {"text": TEXT, "label": None}, {"text": TEXT, "label": []})
    assert (dict(bare.work), [work.status for work in empty.work.values()]) == ({}, [Status.DONE])


def test_comments_are_the_note_and_other_keys_metadata(tmp_path: Path) -> None:
    (record, bare), bad = rows(
        tmp_path,
        {"text": TEXT, "label": [], "Comments": ["one", {"text": "two"}], "meta": {"a": 1}, "source": "AVP"},
        {"text": TEXT, "Comments": []},
    )
    assert not bad
    assert [work.note for work in record.work.values()] == ["one; two"]
    assert record.article.meta == {"a": 1, "source": "AVP"}
    assert not bare.work


def test_old_exports_by_number_of_label_and_user(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    made = [
        {"label": 2, "start_offset": 2, "end_offset": 7, "user": 1},
        {"label": 3, "start_offset": 8, "end_offset": 13, "user": 4},
    ]
    path.write_text(json.dumps([{"id": 1, "text": TEXT, "annotations": made, "annotation_approver": None}]))
    (record,), bad = read(path)
    assert not bad
    assert [(m.layer, m.label, m.text, m.by) for m in record.annotations] == [
        ("annotations", "2", "Brell", "user-1"),
        ("annotations", "3", "meets", "user-4"),
    ]
    assert set(record.work) == {"user-1", "user-4"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lists_objects_over_several_lines_and_encodings(
    tmp_path: Path, encoding: str, indent: int | None, listed: bool, newline: str
) -> None:
    row = {"text": TEXT, "entities": ENTITIES, "relations": []}
    text = json.dumps([row] if listed else row, ensure_ascii=False, indent=indent)
    path = tmp_path / "a.jsonl"
    path.write_bytes((text.replace("\n", newline) + newline).encode(encoding))
    (record,), bad = read(path)
    assert not bad
    assert [m.text for m in record.annotations] == ["Brell", "meets"]


def test_a_text_longer_than_what_is_looked_at_first(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": 1, "Comments": [], "text": "a" * 200_000, "entities": []}))
    (record,), _ = read(path)
    assert len(record.article.text) == 200_000


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"label": [[0, 1, "LOC"]]}, 'the key "text" is missing'),
        ({"text": " ", "label": []}, "the text is empty"),
        ({"text": TEXT, "label": [[0, 99, "LOC"]]}, '"label[0]" at 0–99 is outside the text'),
        ({"text": TEXT, "label": [[4, 4, "LOC"]]}, '"label[0]" at 4–4 is empty'),
        ({"text": TEXT, "label": [["0", 1, "LOC"]]}, '"label[0][0]" must be a whole number'),
        ({"text": TEXT, "label": [1]}, '"label[0]" must be a label'),
        ({"text": TEXT, "label": 1}, '"label" must be a list'),
        (
            {"text": TEXT, "entities": [{"id": 1, "start_offset": 0, "label": "A"}]},
            '"entities[0]" must have one of end and end_offset',
        ),
        ({"text": TEXT, "entities": [{**ENTITIES[0], "id": "x"}]}, "must be a whole number"),  # type: ignore[dict-item]
        ({"text": TEXT, "entities": [ENTITIES[0], ENTITIES[0]]}, 'two of "entities" have the id 7'),
        ({"text": TEXT, "entities": ENTITIES, "relations": [{"from_id": 3, "to_id": 9, "type": "a"}]}, "names the entity 9"),
        (
            {"text": TEXT, "entities": ENTITIES, "relations": [{"from_id": 3, "to_id": 7}]},
            '"relations[0].type" must be a label',
        ),
        ({"text": TEXT, "entities": ENTITIES, "relations": [5]}, '"relations[0].type" must be a label'),
        ({"text": TEXT, "entities": ENTITIES, "relations": {}}, '"relations" must be a list'),
        ({"text": TEXT, "Comments": "a"}, '"Comments" must be a list'),
        ({"text": TEXT, "Comments": [1]}, '"Comments" must hold texts'),
        ({"text": TEXT, "label": [], "_postil": 1}, '"_postil" must be an object'),
        ({"text": TEXT, "label": [], "_postil": {"id": "a"}}, '"_postil" must have an id, by and work'),
    ],
)
def test_what_does_not_hold_is_refused_with_line_and_reason(tmp_path: Path, row: dict[str, Json], reason: str) -> None:
    records, bad = rows(tmp_path, {"text": TEXT, "label": []}, row, {"text": TEXT, "label": []})
    assert len(records) == 2
    assert [b.line for b in bad] == [2]
    assert reason in bad[0].reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"marks": [{"id": "a", "layer": "x", "label": "y", "start": 0, "end": 99, "verdict": "added"}]},
            "is outside the text",
        ),
        ({"marks": [{"id": "a", "layer": "x", "label": "y", "start": 0, "end": 2, "verdict": "no"}]}, '"verdict" is'),
        ({"marks": [{"id": "a", "layer": "x", "label": "y", "rank": 0, "verdict": "added"}]}, "has rank 0"),
        ({"marks": [{"id": "a", "layer": "x", "label": "y", "verdict": "added"}] * 2}, "have the same id"),
        ({"marks": [5]}, "must be objects"),
        ({"marks": 5}, "must be lists"),
        ({"hidden": [{"start": 0, "end": 99, "reason": "x"}]}, "a hidden region"),
        ({"hidden": [{}]}, "a hidden region"),
        ({"work": {"status": "gone"}}, '"status" is'),
        ({"meta": 5}, "must have an id, by and work"),
    ],
)
def test_what_postil_would_not_have_written_is_refused(tmp_path: Path, change: dict[str, Json], reason: str) -> None:
    own: dict[str, Json] = {"id": "n", "by": "alice", "work": {"status": "done"}, "marks": []}
    records, bad = rows(tmp_path, {"text": TEXT, "entities": [], "_postil": {**own, **change}}, {"text": TEXT, "_postil": own})
    assert [record.article.id for record in records] == ["n"]
    assert [reason in b.reason for b in bad] == [True]


def test_broken_files_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": TEXT, "label": [[2, 7, "PER"]]})
    for broken in (good[:-5], "[" * 100_000, "nonsense", '{"text": "\\ud800", "label": []}', '"a"'):
        path.write_text(f"{good}\n{broken}\n{good}\n", encoding="utf-8")
        records, bad = read(path)
        assert (len(records), [b.line for b in bad]) == (2, [2])
    path.write_bytes(b"")
    assert not list(corpus.read([path], format="doccano"))


@pytest.mark.parametrize(
    ("name", "form", "marks", "lines"),
    [
        ("intent/example.jsonl", "doccano", [2, 1, 1, 0], [5]),
        ("relation_extraction/example.jsonl", "doccano", [4], []),
        ("sequence_labeling/example.jsonl", "doccano", [1, 0], [3]),
        ("sequence_labeling/example_overlapping.jsonl", "doccano", [2], []),
    ],
)
def test_doccanos_own_files(name: str, form: str, marks: list[int], lines: list[int]) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    records, bad = read(SAMPLES / name, form)
    assert [len(record.annotations) for record in records] == marks
    assert [b.line for b in bad] == lines
    assert all(b.reason == 'the key "text" is missing' for b in bad)


def test_labels_alone_are_anybodys_and_are_read_where_they_are_wanted() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    folder = SAMPLES / "text_classification"
    for name, refused in (("example.json", [5]), ("example.jsonl", [])):
        for form in ("", "doccano"):
            bad: list[BadLine] = []
            records = list(corpus.read([folder / name], format=form, annotations=True, bad=bad.append))
            assert [len(record.annotations) for record in records] == [1, 2, 0]
            assert [b.line for b in bad] == refused


@pytest.mark.parametrize(("name", "layer"), [("doccano_relation.jsonl", "entities"), ("doccano_span.jsonl", "label")])
def test_one_article(name: str, layer: str) -> None:
    path = SHARED / "one-article" / name
    if not path.is_file():
        pytest.skip("the samples are not here")
    (record,), bad = read(path)
    assert not bad
    assert found(record) == [
        (layer, "ORG", 2, 17),
        (layer, "GPE", 10, 17),
        (layer, "PERSON", 27, 35),
        (layer, "EVT", 36, 44),
        (layer, "DATE", 48, 54),
        (layer, "GPE", 66, 77),
    ]
    expected = {"agent": (Filler(annotation=record.annotations[2].id),)} if layer == "entities" else {}
    assert record.annotations[3].roles == expected


def test_a_row_that_says_nothing_does_not_hide_what_the_file_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1, "text": "a", "label": []}\n{"id": 2, "text": "Anna", "label": [[0, 4, "PER"]]}\n')
    records, bad = read(path)
    assert [[a.label for a in r.annotations] for r in records] == [[], ["PER"]]
    assert not bad


def test_each_user_has_a_file_where_everybody_annotates_for_themselves(tmp_path: Path) -> None:
    """Whose annotations they are was lost, and with it all but those of the first user."""

    def write(name: str, *labels: list[Json], comments: tuple[str, ...] = ()) -> None:
        rows = [{"id": n, "text": TEXT[: 18 + n], "label": label, "Comments": list(comments)} for n, label in enumerate(labels)]
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    write("admin.jsonl", [[2, 7, "PER"]], [])
    write("bob.jsonl", [], [[8, 13, "Meet"]])
    (tmp_path / "unknown.jsonl").write_text("")
    (tmp_path / "label_config.json").write_text(
        json.dumps([{"id": 1, "text": "PER", "suffix_key": "p", "background_color": "#fff", "text_color": "#000"}])
    )
    records = list(corpus.read([tmp_path]))
    assert [(r.article.id, {a.by for a in r.annotations}, set(r.work)) for r in records] == [
        *(("0", {"admin"}, {"admin"}), ("1", set(), set()), ("0", set(), set()), ("1", {"bob"}, {"bob"}))
    ]
    assert all(r.work == {corpus.NOBODY: Work(Status.DONE)} for r in corpus.read([tmp_path / "bob.jsonl"]))
    write("bob.jsonl", [], comments=("?",))
    assert list(corpus.read([tmp_path]))[-1].work == {"bob": Work(Status.DONE, note="?")}


def test_files_of_different_articles_are_nobodys(tmp_path: Path) -> None:
    for number, name in enumerate(("a.jsonl", "b.jsonl", "all.jsonl")):
        row = {"id": number % 2, "text": TEXT[: 18 + number % 2], "label": [[2, 7, "PER"]], "Comments": []}
        (tmp_path / name).write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert [set(r.work) for r in corpus.read([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])] == [{corpus.NOBODY}] * 2
    assert [set(r.work) for r in corpus.read([tmp_path])] == [{"a", corpus.NOBODY}, {corpus.NOBODY}]
