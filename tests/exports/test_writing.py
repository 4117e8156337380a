"""Writing aside, and what is written for a record known by heart."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from postil import exports
from postil.exports.formats import Shape
from postil.schema.annotation import Annotation, Filler, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme

SCHEME = Scheme(
    name="test",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="GPE"))),
        Layer(name="event", kind=Kind.FRAMES, labels=(Label(name="SUPPORT"),)),
        Layer(name="type", kind=Kind.CHOICES, many=True, labels=(Label(name="SUPPORT"), Label(name="ACCUSE"))),
    ),
)
TEXT = "Le dirigeant Kim Jong Un a salué la Corée du Nord.\n\nKim est parti."


def mark(name: str, label: str, surface: str, verdict: Verdict = Verdict.ADDED, *, layer: str = "entity") -> Annotation:
    start = TEXT.index(surface)
    end = start + len(surface)
    return Annotation(id=name, layer=layer, label=label, start=start, end=end, text=surface, verdict=verdict, by="alice")


def suggested(annotation: Annotation) -> Annotation:
    names = ("id", "layer", "label", "start", "end", "text")
    origin = Suggestion(**{n: getattr(annotation, n) for n in names}, source="rules:x", score=0.5)
    return replace(annotation, origin=replace(origin, id="s1"))


RECORD = Record(
    Article("n1", TEXT, {"language": "fr"}),
    (
        suggested(mark("a1", "PER", "Kim Jong Un", Verdict.ACCEPTED)),
        mark("a2", "GPE", "Corée du Nord"),
        mark("a3", "GPE", "Corée"),
        mark("a4", "PER", "dirigeant", Verdict.REJECTED),
        mark("a5", "GPE", "oré"),
        replace(
            mark("a6", "SUPPORT", "salué", layer="event"),
            roles={"actor": (Filler(suggestion="s1"), Filler(text="on")), "recipient": (Filler(annotation="a2"),)},
            attributes={"modality": "asserted"},
            note="vu",
        ),
        Annotation(id="a7", layer="type", label="SUPPORT", rank=1, verdict=Verdict.ADDED, by="alice"),
    ),
    work={"alice": Work(Status.DONE)},
)
STARTED = Record(Article("n2", "Kim est là."), work={"alice": Work(Status.STARTED)})


def test_spacy(tmp_path: Path) -> None:
    written = exports.write("spacy", tmp_path / "train", [RECORD, STARTED], SCHEME)
    assert written.paths == (tmp_path / "train.spacy",)
    (doc,) = DocBin().from_disk(written.paths[0]).get_docs(spacy.blank("fr").vocab)
    assert [(e.text, e.label_) for e in doc.ents] == [("Kim Jong Un", "PER"), ("Corée du Nord", "GPE")]
    assert [s.text for s in doc.spans["entity"]] == ["Kim Jong Un", "Corée du Nord", "Corée"]
    assert [s.text for s in doc.spans["entity_incorrect"]] == ["dirigeant"]
    assert [s.text for s in doc.spans["event"]] == ["salué"]
    assert doc.cats == {"SUPPORT": 1.0, "ACCUSE": 0.0}
    (frame,) = doc.user_data["frames"]
    assert [f["text"] for f in frame["roles"]["actor"]] == ["Kim Jong Un", "on"]
    assert frame["roles"]["recipient"][0]["id"] == "a2"
    assert frame["attributes"] == {"modality": "asserted"}
    assert (doc.user_data["id"], doc.user_data["annotator"]) == ("n1", "alice")
    assert [(loss.what, loss.count) for loss in written.losses] == [
        ("spans whose edges are not token edges, left out", 1),
        ("spans that overlap longer ones: in doc.spans, not in doc.ents", 1),
        ("articles that nobody has worked on, left out", 1),
    ]
    assert written.losses[1].examples == ("n1: entity GPE at 36 “Corée”",)
    assert written.labels["entity", "GPE"] == 2


def test_hidden_passages_are_no_training_data(tmp_path: Path) -> None:
    start = TEXT.index("Kim est parti")
    repeated = replace(RECORD, article=replace(RECORD.article, hidden=(Region(start, len(TEXT), "repeated"),)))
    written = exports.write("spacy", tmp_path / "a", [repeated], SCHEME)
    (doc,) = DocBin().from_disk(written.paths[0]).get_docs(spacy.blank("fr").vocab)
    assert [t.ent_iob_ for t in doc if t.idx >= start] == [""] * 4
    assert doc.user_data["hidden"] == ((start, len(TEXT), "repeated"),)


def test_csv(tmp_path: Path) -> None:
    written = exports.write("csv", tmp_path / "a", [RECORD], SCHEME)
    assert written.paths == (tmp_path / "a.csv", tmp_path / "a.articles.csv")
    rows = written.paths[0].read_text(encoding="utf-8").splitlines()
    assert rows[0] == (
        "article,layer,label,start,end,text,verdict,by,at,source,score,rank,target,roles,attributes,note,flag,id,suggested"
    )
    assert rows[1] == 'n1,entity,PER,13,24,Kim Jong Un,accepted,alice,,rules:x,0.5,,,,,,,a1,"{""id"": ""s1""}"'
    assert rows[7] == "n1,type,SUPPORT,,,,added,alice,,,,1,,,,,,a7,"
    assert len(rows) == 8
    articles = written.paths[1].read_text(encoding="utf-8")
    assert articles.startswith("id,text,title,date,language,meta,hidden,work\n")
    assert f'n1,"{TEXT}",,,fr,"{{""language"": ""fr""}}",,' in articles


@pytest.mark.parametrize("language", ["fr-CA", "xx", "zz", "ja", "", "-", "char_classes", "fr.stop_words", "../fr"])
def test_any_language_and_any_metadata_can_be_written(tmp_path: Path, language: str) -> None:
    article = replace(RECORD.article, meta={"language": language, "n": 10**30, "k": [1, {"x": None}]})
    written = exports.write("spacy", tmp_path / "a", [replace(RECORD, article=article)], SCHEME)
    (doc,) = DocBin().from_disk(written.paths[0]).get_docs(spacy.blank("fr").vocab)
    assert (doc.text, doc.user_data["meta"]["n"]) == (TEXT, str(10**30))


def test_two_annotators_are_two_documents(tmp_path: Path) -> None:
    bob = tuple(replace(a, id=f"b{a.id}", by="bob") for a in RECORD.annotations[1:3])
    both = replace(RECORD, annotations=(*RECORD.annotations, *bob))
    written = exports.write("spacy", tmp_path / "a", [both], SCHEME)
    docs = list(DocBin().from_disk(written.paths[0]).get_docs(spacy.blank("fr").vocab))
    assert [(d.user_data["annotator"], len(d.ents)) for d in docs] == [("alice", 2), ("bob", 1)]
    assert docs[0][0].ent_iob_ == "O"
    assert docs[1][0].ent_iob_ == ""


@pytest.mark.parametrize("format_", exports.FORMATS)
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_interrupted_export_leaves_everything_as_it_was(tmp_path: Path, format_: str, error: type[BaseException]) -> None:
    def broken() -> Iterator[Record]:
        yield RECORD
        raise error

    (tmp_path / "old").write_text("old")
    folder = exports.FORMATS[format_].shape is Shape.FOLDER  # it is written to no place where a file stands
    for out in (tmp_path / "old", tmp_path / "new" / "er" / "a.x"):
        with pytest.raises(PostilError if folder and out.exists() else error):
            exports.write(format_, out, broken(), SCHEME)
    (tmp_path / "old.x").write_text("old")
    with pytest.raises(PostilError if folder else error):
        exports.write(format_, tmp_path / "old.x", broken(), SCHEME)
    assert sorted(os.listdir(tmp_path)) == ["old", "old.x"]
    assert (tmp_path / "old.x").read_text() == "old"


def test_the_file_is_replaced_as_a_whole_and_folders_are_made(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b" / "c"
    ticks: list[int] = []
    for records in ([RECORD, STARTED], [STARTED]):
        exports.write("postil", out, records, SCHEME, tick=ticks.append)
    assert os.listdir(out.parent) == ["c.jsonl"]
    assert (out.parent / "c.jsonl").read_bytes().count(b"\n") == 1
    assert ticks == [1, 2, 1]


def test_where_no_file_can_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "folder.jsonl" / "mine").write_text("x")
    with pytest.raises(PostilError, match="is a folder"):
        exports.write("postil", tmp_path / "folder.jsonl", [], SCHEME)
    os.mkfifo(tmp_path / "fifo.jsonl")
    with pytest.raises(PostilError, match="not a regular file"):
        exports.write("postil", tmp_path / "fifo.jsonl", [RECORD], SCHEME)
    (tmp_path / "file").write_text("x")
    with pytest.raises(PostilError, match="could not be written"):
        exports.write("postil", tmp_path / "file" / "a.jsonl", [], SCHEME)
    with pytest.raises(PostilError, match="no format 'pdf'"):
        exports.write("pdf", tmp_path / "a", [], SCHEME)


def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    out = tmp_path / "a.csv"
    out.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PostilError, match=r"a\.csv' could not be written: No space left on device"):
        exports.write("csv", out, [RECORD], SCHEME)
    assert os.listdir(tmp_path) == ["a.csv"]
    assert out.read_text() == "old"


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "real" / "a.jsonl")
    exports.write("postil", tmp_path / "a.jsonl", [RECORD], SCHEME)
    assert (tmp_path / "a.jsonl").is_symlink()
    assert (tmp_path / "real" / "a.jsonl").stat().st_size


def test_what_json_cannot_hold_is_a_sentence(tmp_path: Path) -> None:
    for broken in (Article("n1", "a", {"x": float("nan")}), Article("n1", "a\ud800")):
        with pytest.raises(PostilError, match="'n1' cannot be written as JSON"):
            exports.write("postil", tmp_path / "a", [Record(broken)], SCHEME)
    assert not os.listdir(tmp_path)


def test_examples_are_safe_to_show(tmp_path: Path) -> None:
    open_one = replace(RECORD.annotations[0].origin or pytest.fail("it has none"), id="s2", start=0, end=2, text="Le")
    hostile = replace(RECORD, article=replace(RECORD.article, id="\x1b[31m"), suggestions=(open_one,))
    written = exports.write("csv", tmp_path / "a", [hostile], SCHEME)
    shown = [example for loss in written.losses for example in loss.examples]
    assert shown
    assert not any("\x1b" in example for example in shown)


def test_spacy_is_loaded_by_its_writers_only() -> None:
    heavy = ["spacy", "numpy", "charset_normalizer"]
    code = f"import sys, postil.corpus, postil.exports; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
