"""Label Studio's smaller exports: JSON-MIN, and CSV with JSON in its cells."""

import csv
import json
from pathlib import Path

import pytest

from labelstudio_files import TEXT, Json, counted, read
from postil import corpus
from postil.corpus import labelstudio_results
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.loss import Losses
from postil.schema.record import Status, Work


def test_json_min(tmp_path: Path) -> None:
    row = {"text": TEXT, "source": "wire", "id": 5, "annotation_id": 2, "annotator": 3, "lead_time": 4.5, "updated_at": None}
    said = {"ner": [{"start": 3, "end": 14, "text": "Kim Jong Un", "labels": ["PER"]}], "kind": {"choices": ["A", "B"]}}
    other = {**row, "annotator": "z@b.c", "annotation_id": 3}
    (record,) = read(tmp_path, [{**row, **said}, other])
    assert record.article == Article("export-5", TEXT, {"source": "wire"})
    assert [(a.layer, a.label, a.text, a.by) for a in record.annotations] == [
        *(("ner", "PER", "Kim Jong Un", "3"), ("kind", "A", "", "3"), ("kind", "B", "", "3"))
    ]
    assert record.work == {"3": Work(Status.DONE, 4.5), "z@b.c": Work(Status.DONE, 4.5)}


def test_single_choices_in_json_min_stand_between_the_id_and_the_annotator(tmp_path: Path) -> None:
    behind = {"annotator": 3, "annotation_id": 2, "created_at": None, "updated_at": None, "lead_time": 4.5}
    said = {"tone": "Good", "summary": "One sentence.\nAnd one more.", "stars": [{"rating": 4}], "parts": ["A", "B"]}
    losses = Losses()
    (record,) = read(tmp_path, [{"text": TEXT, "source": "wire", "id": 5, **said, **behind}], losses)
    assert [(a.layer, a.label, a.rank) for a in record.annotations] == [("tone", "Good", None)]
    assert record.article == Article("export-5", TEXT, {"source": "wire"})
    assert counted(losses) == {labelstudio_results.STRAY: 1, labelstudio_results.OTHERS: 3}


def test_where_the_data_has_an_id_the_name_of_a_control_tells_a_choice_from_metadata(tmp_path: Path) -> None:
    row = {"id": 5, "text": TEXT, "source": "wire", "sentiment": "Good", "annotator": 3, "annotation_id": 2}
    (record,) = read(tmp_path, [row])
    assert [(a.layer, a.label) for a in record.annotations] == [("sentiment", "Good")]
    assert record.article.meta == {"source": "wire"}


def test_a_task_in_json_min_that_nobody_annotated_has_no_work(tmp_path: Path) -> None:
    row = {"text": TEXT, "id": 5, "annotator": "", "annotation_id": None, "created_at": None, "lead_time": None}
    (record,) = read(tmp_path, [row])
    assert (record.article.id, record.work, record.annotations) == ("export-5", {}, ())


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_the_csv_export_has_json_in_its_cells(tmp_path: Path, delimiter: str) -> None:
    ner = [{"start": 3, "end": 14, "text": "Kim Jong Un", "labels": ["PER"]}]
    rows: list[dict[str, Json]] = [
        {"id": 5, "text": TEXT, "tags": ["x"], "label": json.dumps(ner), "kind": json.dumps({"choices": ["A", "B"]})},
        {"id": 6, "text": "Bon.", "sentiment": "Good"},
        {"id": 7, "text": "[1] Rien."},
    ]
    by = {"annotator": "z@b.c", "annotation_id": 2, "lead_time": 4.5}
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        names = sorted({*rows[0], *rows[1], *by})
        writer = csv.DictWriter(stream, names, delimiter=delimiter, quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        writer.writerows([{**rows[0], "tags": '["x"]', **by}, {**rows[1], **by}, rows[2]])
    found: list[str] = []
    one, other, third = corpus.read([path], detected=found.append)
    assert found == ["labelstudio"]
    assert one.article == Article("export-5", TEXT, {"tags": ["x"]})
    assert [(a.layer, a.label, a.text, a.by) for a in one.annotations] == [
        *(("label", "PER", "Kim Jong Un", "z@b.c"), ("kind", "A", "", "z@b.c"), ("kind", "B", "", "z@b.c"))
    ]
    assert [(a.layer, a.label) for a in other.annotations] == [("sentiment", "Good")]
    assert one.work == other.work == {"z@b.c": Work(Status.DONE, 4.5)}
    assert (third.article.text, third.work) == ("[1] Rien.", {})


def test_a_control_called_like_the_data_does_not_hide_the_text(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        '"_data_text","annotation_id","annotator","id","lead_time","text"\n"Le texte",1,"z",2,3,"Un mot"\n"x",1\n',
        encoding="utf-8",
    )
    bad: list[corpus.BadLine] = []
    (record,) = corpus.read([path], bad=bad.append)
    assert record.article.text == "Le texte"
    assert [(b.line, b.reason) for b in bad] == [(3, "the row has 2 cells, the header 6")]


def test_a_table_that_is_no_export_is_refused_where_the_format_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,x\n", encoding="utf-8")
    with pytest.raises(PostilError, match="neither JSON nor a CSV export"):
        list(corpus.read([tmp_path / "a.csv"], format="labelstudio"))


def test_results_in_a_cell_that_are_broken_are_no_choice(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    head = "annotation_id,annotator,id,label,lead_time,text"
    path.write_text(f'{head}\n1,z,1,"[{{""start"": NaN}}]",1,Bon\n2,z,2,[a],1,Bien\n', encoding="utf-8")
    bad: list[corpus.BadLine] = []
    (record,) = corpus.read([path], bad=bad.append)
    assert [a.label for a in record.annotations] == ["[a]"]
    assert [(b.line, b.reason) for b in bad] == [(2, "a cell holds a list of results that is broken: NaN is not JSON")]
    path.write_text(f"{head},id\n1,z,1,A,1,Bon,2\n", encoding="utf-8")
    with pytest.raises(PostilError, match="names the column 'id' twice"):
        list(corpus.read([path]))
