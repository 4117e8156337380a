"""spaCy DocBins: postil's own, those of others, those changed since, and broken ones."""

import random
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span
from srsly import msgpack_dumps, msgpack_loads  # type: ignore[import-untyped]

from postil import exports
from postil.corpus import BadLine, read, spacy_docbin, spacy_document, unpacking
from postil.corpus.reading import NOBODY
from postil.schema.annotation import Annotation, Suggestion, Verdict
from postil.schema.article import Article, Region
from postil.schema.loss import Losses
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme

SAMPLE = Path(__file__).parents[2].parent / "shared" / "samples" / "one-article" / "sample.spacy"
NLP = spacy.blank("fr")
TEXT = "😊 Kim Jong Un a salué\nla Corée du Nord."
SCHEME = Scheme(
    name="test",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="GPE"))),
        Layer(name="type", kind=Kind.CHOICES, labels=(Label(name="a"), Label(name="b"))),
    ),
)

Ranges = list[tuple[str, str, int | None, int | None]]


def doc_of(*entities: tuple[int, int, str], text: str = TEXT) -> Doc:
    """A document of somebody else's."""
    doc = NLP.make_doc(text)
    if entities:
        doc.ents = [span(doc, *entity) for entity in entities]
    return doc


def span(doc: Doc, start: int, end: int, label: str) -> Span:
    found = doc.char_span(start, end, label)
    assert found is not None
    return found


def packed(path: Path, *docs: Doc, user_data: bool = True) -> Path:
    DocBin(store_user_data=user_data, docs=docs).to_disk(path)
    return path


def reads(path: Path) -> tuple[list[Record], list[BadLine], Losses]:
    losses, bad = Losses(), list[BadLine]()
    return list(read([path], losses=losses, bad=bad.append)), bad, losses


def one(path: Path) -> Record:
    records, bad, _ = reads(path)
    assert not bad
    (record,) = records
    return record


def ranges(record: Record) -> Ranges:
    return [(a.layer, a.label, a.start, a.end) for a in record.annotations]


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample files of other tools are not here")
def test_the_sample_of_all_formats() -> None:
    found: list[str] = []
    (record,) = read([SAMPLE], detected=found.append)
    assert found == ["spacy"]
    assert ranges(record) == [
        ("sc", "ORG", 2, 17),
        ("sc", "GPE", 10, 17),
        ("sc", "PERSON", 27, 35),
        ("sc", "EVT", 36, 44),
        ("sc", "DATE", 48, 54),
        ("sc", "GPE", 66, 77),
        ("cats", "neutral", None, None),
    ]
    assert record.work == {NOBODY: Work(Status.DONE)}


def test_entities_groups_and_categories_of_others(tmp_path: Path) -> None:
    doc = doc_of((2, 13, "PER"), (25, 38, "GPE"))
    doc.spans["quotes"] = [span(doc, 2, 39, "Q"), span(doc, 6, 10, "Q"), span(doc, 6, 10, "Q")]
    doc.spans["quotes_incorrect"] = [span(doc, 14, 15, "Q")]
    doc.cats = {"yes": 1.0, "half": 0.5, "no": 0.49}
    record = one(packed(tmp_path / "a.spacy", doc))
    assert record.article == Article("a-1", TEXT)
    assert ranges(record) == [
        ("ents", "PER", 2, 13),
        ("ents", "GPE", 25, 38),
        ("quotes", "Q", 2, 39),
        ("quotes", "Q", 6, 10),
        ("quotes", "Q", 14, 15),
        ("cats", "yes", None, None),
        ("cats", "half", None, None),
    ]
    assert [a.verdict for a in record.annotations].count(Verdict.REJECTED) == 1
    assert record.annotations[4].verdict is Verdict.REJECTED
    assert len({a.id for a in record.annotations}) == 7
    assert all(a.text == (TEXT[a.start : a.end] if a.start is not None else "") for a in record.annotations)
    assert {a.by for a in record.annotations} == {NOBODY}


def test_a_group_that_holds_all_entities_says_them_once(tmp_path: Path) -> None:
    doc = doc_of((2, 13, "PER"))
    doc.spans["sc"] = [span(doc, 2, 13, "PER"), span(doc, 6, 10, "PER")]
    assert ranges(one(packed(tmp_path / "a.spacy", doc))) == [("sc", "PER", 2, 13), ("sc", "PER", 6, 10)]
    doc.ents = [*doc.ents, span(doc, 25, 38, "GPE")]
    assert ranges(one(packed(tmp_path / "a.spacy", doc)))[:2] == [("ents", "PER", 2, 13), ("ents", "GPE", 25, 38)]


def test_what_is_known_of_the_work(tmp_path: Path) -> None:
    nothing, none, some = doc_of(), doc_of(text="Rien de rien."), doc_of()
    none.set_ents([], default="outside")
    some.set_ents([span(some, 2, 13, "PER")], default="missing")
    spans = doc_of(text="Un autre.")
    spans.spans["sc"] = []
    records, _, _ = reads(packed(tmp_path / "a.spacy", nothing, none, some, spans))
    done = {NOBODY: Work(Status.DONE)}
    assert [record.work for record in records] == [{}, done, {NOBODY: Work(Status.STARTED)}, done]


def test_what_else_a_document_holds(tmp_path: Path) -> None:
    doc = doc_of()
    doc.ents = [Span(doc, 1, 4, label="PER", kb_id="Q56226", span_id="k1")]
    doc[0].tag_ = "X"
    Doc.set_extension("seen", default=False, force=True)
    doc._.seen = True
    doc.user_data |= {"id": 7, "meta": {"date": "2024"}, "title": "Un titre", "raw": b"\0"}
    records, bad, losses = reads(packed(tmp_path / "a.spacy", doc))
    assert not bad
    (record,) = records
    assert record.article == Article("7", TEXT, {"date": "2024", "title": "Un titre"})
    (annotation,) = record.annotations
    assert (annotation.id, annotation.note) == ("k1", "Q56226")
    counted = {loss.what: loss.count for loss in losses.result()}
    assert counted == {
        "links of spans to a knowledge base: in the note of each": 1,
        "documents with tags, lemmas or parses: those, left out": 1,
        "values in doc.user_data that are no JSON, such as extension attributes": 2,
    }


def test_words_without_known_spaces(tmp_path: Path) -> None:
    doc = Doc(NLP.vocab, words=["Kim", "est", "là"], ents=["B-PER", "O", "O"])
    record = one(packed(tmp_path / "a.spacy", doc))
    assert record.article.text == doc.text == "Kim est là "
    assert ranges(record) == [("ents", "PER", 0, 3)]


def test_labels_that_spacy_knows_by_number(tmp_path: Path) -> None:
    doc = doc_of((2, 13, "PERSON"))
    assert ranges(one(packed(tmp_path / "a.spacy", doc))) == [("ents", "PERSON", 2, 13)]


def said(name: str, label: str, start: int, end: int, verdict: Verdict = Verdict.ADDED) -> Annotation:
    text, at = TEXT[start:end], "2026-11-22T14:02:11.000Z"
    return Annotation(
        id=name, layer="entity", label=label, start=start, end=end, text=text, verdict=verdict, by="alice", at=at
    )  # fmt: skip


def own() -> Record:
    """A record with all that stands beside what spaCy reads."""
    origin = Suggestion(id="s1", layer="entity", label="GPE", start=2, end=5, text="Kim", source="rules:x", score=0.5)
    return Record(
        Article("n1", TEXT, {"n": 10**30}, (Region(14, 15, "repeated"),)),
        (
            replace(said("a1", "PER", 2, 13, Verdict.CORRECTED), origin=origin),
            replace(said("a2", "GPE", 25, 38), note="!"),
            Annotation(id="a3", layer="type", label="b", verdict=Verdict.ADDED, by="alice", flag=True),
            said("a4", "GPE", 6, 10, Verdict.REJECTED),
        ),
        (),
        {"alice": Work(Status.DONE, 12.5, True, "fait")},
    )


def test_postils_own_come_back_whole(tmp_path: Path) -> None:
    path = exports.write("spacy", tmp_path / "a", [own()], SCHEME).paths[0]
    assert replace(one(path), where="") == own()


def change_entities(doc: Doc) -> None:
    doc.ents = doc.ents[:1]


def change_spans(doc: Doc) -> None:
    doc.spans["entity"].append(span(doc, 6, 13, "PER"))


def change_cats(doc: Doc) -> None:
    doc.cats["a"] = 1.0


@pytest.mark.parametrize("change", [change_entities, change_spans, change_cats])
def test_what_was_changed_since_is_read_as_it_is_now(tmp_path: Path, change: Callable[[Doc], None]) -> None:
    path = exports.write("spacy", tmp_path / "a", [own()], SCHEME).paths[0]
    (doc,) = DocBin().from_disk(path).get_docs(NLP.vocab)
    assert replace(one(packed(path, doc)), where="") == own()
    change(doc)
    (record,), _, losses = reads(packed(path, doc))
    assert spacy_document.CHANGED in [loss.limit for loss in losses.result() if loss.lossy]
    assert (record.article.id, record.article.meta, record.article.hidden) == ("n1", {"n": str(10**30)}, own().article.hidden)
    assert {a.by for a in record.annotations} == {NOBODY}
    expected = {(s.start_char, s.end_char, s.label_) for s in doc.spans["entity"]}
    assert {
        (a.start, a.end, a.label) for a in record.annotations if a.layer == "entity" and a.verdict is Verdict.ADDED
    } == expected
    assert {a.label for a in record.annotations if a.layer == "cats"} == {label for label, value in doc.cats.items() if value}


def message(path: Path) -> dict[str, object]:
    found: dict[str, object] = msgpack_loads(zlib.decompress(path.read_bytes()))
    return found


def repack(path: Path, value: object) -> Path:
    path.write_bytes(zlib.compress(msgpack_dumps(value)))
    return path


def test_broken_files_are_a_sentence(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.spacy", doc_of((2, 13, "PER")))
    data, whole = path.read_bytes(), message(path)
    texts = {}
    for name, content in {"cut": data[:-9], "empty": b"", "text": b"Kim", "other": zlib.compress(b"\xc1")}.items():
        path.write_bytes(content)
        (bad,) = list_bad(path)
        texts[name] = bad.reason
    assert "it is cut off" in texts["cut"]
    assert "it is cut off" in texts["empty"]
    assert "not packed as one" in texts["text"]
    assert "damaged" in texts["other"]
    changes: dict[str, object] = {
        "attrs": [1, 2], "tokens": b"\0" * 12, "lengths": b"\xff" * 4, "spaces": b"", "strings": [1], "cats": [],
        "span_groups": {}, "user_data": ["x"] * 3, "flags": 3,
    }  # fmt: skip
    for key, value in changes.items():
        repack(path, {**whole, key: value})
        (bad,) = list_bad(path)
        assert "it is no DocBin that can be read" in str(bad)
    repack(path, [1])
    assert list_bad(path)[0].hint


def list_bad(path: Path) -> list[BadLine]:
    losses, bad = Losses(), list[BadLine]()
    assert list(read([path], format="spacy", losses=losses, bad=bad.append)) == []
    return bad


def test_a_broken_document_leaves_the_others(tmp_path: Path) -> None:
    docs = [doc_of(text=f"Kim numéro {n}") for n in range(6)]
    for doc in docs:
        doc.spans["sc"] = [doc[0:1]]
    path = packed(tmp_path / "a.spacy", *docs)
    value = message(path)
    groups, cats, data = value["span_groups"], value["cats"], value["user_data"]
    assert isinstance(groups, list)
    assert isinstance(cats, list)
    assert isinstance(data, list)
    groups[0] = groups[0].replace(b"\0\0\0\1" + b"\0\0\0\0", b"\0\0\0\x77" + b"\0\0\0\0")
    groups[1] = b"\xc1"
    cats[2] = {"a": "b"}
    data[3] = msgpack_dumps({"id": [1]})
    value["strings"] = [string for string in value["strings"] if string != "4"]  # type: ignore[attr-defined]
    records, bad, _ = reads(repack(path, value))
    assert [record.article.text for record in records] == ["Kim numéro 5"]
    assert [str(line).split(": ", 1)[1] for line in bad] == [
        "document 1: a span goes from token 0 to token 119, and there are 3",
        "document 2: what is packed in it is damaged",
        "document 3: a category is no label with a number",
        'document 4: "id" must be text or a whole number',
        "document 5: it has a word, a label or an id that is not among the file's strings",
    ]


def test_a_document_of_blanks_is_refused(tmp_path: Path) -> None:
    _, bad, _ = reads(packed(tmp_path / "a.spacy", doc_of(text=" \n"), doc_of(text="")))
    assert [line.reason for line in bad] == ["document 1: the text is empty", "document 2: the text is empty"]


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_LARGEST", 1 << 20)
    (tmp_path / "a.spacy").write_bytes(zlib.compress(b"\0" * (64 << 20)))
    (bad,) = list_bad(tmp_path / "a.spacy")
    assert "unpacks to more than" in bad.reason


def test_damage_anywhere_ends_in_sentences(tmp_path: Path) -> None:
    """Cut anywhere, and with any byte of what is packed altered: records or sentences, and nothing else."""
    path = exports.write("spacy", tmp_path / "a", [own()], SCHEME).paths[0]
    data = path.read_bytes()
    plain = zlib.decompress(data)
    chance = random.Random(4)
    for at in range(0, len(data), max(1, len(data) // 60)):
        path.write_bytes(data[:at])
        assert list_bad(path)
    for _ in range(600):
        altered = bytearray(plain)
        for _ in range(chance.choice([1, 1, 3])):
            altered[chance.randrange(len(plain))] = chance.randrange(256)
        path.write_bytes(zlib.compress(bytes(altered), 1))
        records, bad, _ = reads(path)
        assert len(records) + len(bad) <= 1 or records
    path.write_bytes(zlib.compress(b"\x91" * 100_000))
    assert list_bad(path)


def test_a_docbin_is_known_by_its_content_or_its_name(tmp_path: Path) -> None:
    path = packed(tmp_path / "train.bin", doc_of((2, 13, "PER")))
    (record,), bad, _ = reads(path)
    assert ([a.label for a in record.annotations], bad) == (["PER"], [])
    (tmp_path / "text.spacy").write_text("no DocBin", "utf-8")
    records, bad, _ = reads(tmp_path / "text.spacy")
    assert (records, len(bad)) == ([], 1)


def test_labels_of_tokens_without_where_an_entity_begins_are_counted(tmp_path: Path) -> None:
    DocBin(docs=[doc_of((2, 13, "PER")), doc_of()], attrs=["ORTH", "ENT_TYPE"]).to_disk(tmp_path / "a.spacy")
    records, _, losses = reads(tmp_path / "a.spacy")
    assert [(len(r.annotations), len(r.work)) for r in records] == [(0, 0), (0, 0)]
    assert [(loss.limit, loss.count, loss.lossy) for loss in losses.result()] == [(spacy_docbin.UNTOLD, 1, True)]


def test_scores_of_categories_are_counted(tmp_path: Path) -> None:
    doc = doc_of()
    doc.cats = {"a": 0.7, "b": 0.3, "c": 1.0, "d": 0.0}
    (record,), _, losses = reads(packed(tmp_path / "a.spacy", doc))
    assert [a.label for a in record.annotations] == ["a", "c"]
    assert [(loss.limit, loss.count, loss.lossy) for loss in losses.result()] == [(spacy_document.SCORES, 2, False)]
