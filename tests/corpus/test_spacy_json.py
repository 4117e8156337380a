"""JSON for training spaCy 2: with and without its text, tags in each style, and broken."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Span
from spacy.training import docs_to_json

from postil.corpus import BadLine, read
from postil.corpus.reading import NOBODY
from postil.schema.json_types import Json
from postil.schema.loss import Losses
from postil.schema.record import Record, Status, Work

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "spacy"


def paragraph(*tokens: tuple[str, str], **more: Json) -> Json:
    """A paragraph of one sentence."""
    return {"sentences": [{"tokens": [{"id": n, "orth": orth, "ner": ner} for n, (orth, ner) in enumerate(tokens)]}], **more}


def reads(path: Path, value: Json) -> tuple[list[Record], list[BadLine]]:
    path.write_text(json.dumps(value), encoding="utf-8")
    found, bad = list[str](), list[BadLine]()
    records = list(read([path], detected=found.append, bad=bad.append))
    assert found == ["spacy-json"]
    return records, bad


def spans(record: Record) -> list[tuple[str, str, str]]:
    assert all(a.text == record.article.text[a.start : a.end] for a in record.annotations if a.start is not None)
    return [(a.layer, a.label, a.text) for a in record.annotations]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files of other tools are not here")
def test_the_samples() -> None:
    (path,) = SAMPLES.glob("*.json")
    losses = Losses()
    records = list(read([path], losses=losses))
    source = json.loads(path.read_text(encoding="utf-8"))
    assert len(records) == sum(len(document["paragraphs"]) for document in source)
    assert len({record.article.id for record in records}) == len(records)
    tags = [t["ner"] for d in source for p in d["paragraphs"] for s in p["sentences"] for t in s["tokens"]]
    assert sum(len(record.annotations) for record in records) == sum(tag[0] in "BU" for tag in tags)
    assert spans(records[0])[0] == ("ents", "PERSON", "Sebastian Thrun")
    assert records[0].work == {NOBODY: Work(Status.DONE)}
    assert not losses.result()


def test_what_spacy_3_makes_of_documents(tmp_path: Path) -> None:
    nlp = spacy.blank("fr")
    nlp.add_pipe("sentencizer")
    docs = [nlp("😊 Kim Jong Un a salué\nla Corée. Puis l’ONU."), nlp("Rien  ici.")]
    docs[0].ents = [Span(docs[0], 1, 4, "PER"), Span(docs[0], 8, 9, "GPE")]
    docs[1].set_ents([], default="outside")
    docs[1].cats = {"yes": 1.0, "no": 0.0}
    records, bad = reads(tmp_path / "a.json", [docs_to_json(docs)])
    assert not bad
    assert [record.article.text for record in records] == [doc.text for doc in docs]
    assert spans(records[0]) == [("ents", "PER", "Kim Jong Un"), ("ents", "GPE", "Corée")]
    assert spans(records[1]) == [("cats", "yes", "")]
    assert [record.article.id for record in records] == ["a-1", "a-2"]


def test_tags_in_each_style_and_words_without_a_text(tmp_path: Path) -> None:
    for tags in (
        ["B-PER", "I-PER", "L-PER"],
        ["B-PER", "I-PER", "I-PER"],
        ["I-PER", "I-PER", "I-PER"],
        ["B-PER", "I-PER", "E-PER"],
    ):
        tokens = [*zip(("Kim", "Jong", "Un"), tags, strict=True), ("parle", "O"), ("ici", "U-LOC"), ("là", "B-LOC"), ("!", "-")]
        ((record,), bad) = reads(tmp_path / "a.json", [{"id": "x", "paragraphs": [paragraph(*tokens)]}])
        assert not bad
        assert (record.article.id, record.article.text) == ("x", "Kim Jong Un parle ici là !")
        assert spans(record) == [("ents", "PER", "Kim Jong Un"), ("ents", "LOC", "ici"), ("ents", "LOC", "là")]
        assert record.work == {NOBODY: Work(Status.STARTED)}


def test_paragraphs_are_articles(tmp_path: Path) -> None:
    kim, here = paragraph(("Kim", "U-PER")), paragraph(("Ici", "-"), raw="  Ici \n")
    records, _ = reads(tmp_path / "a.json", [{"id": "x", "paragraphs": [kim, here]}, {"id": 3, "paragraphs": [kim]}])
    assert [(r.article.id, r.article.text) for r in records] == [("x-1", "Kim"), ("x-2", "  Ici \n"), ("a-3", "Kim")]
    assert [bool(r.work) for r in records] == [True, False, True]


def test_entities_of_the_paragraph_count_where_tokens_have_no_tags(tmp_path: Path) -> None:
    tokens: Json = [{"tokens": [{"orth": "Kim"}, {"orth": "Jong"}]}]
    value: Json = {"raw": "Kim  Jong", "sentences": tokens, "entities": [[0, 9, "PER"]]}
    ((record,), _) = reads(tmp_path / "a.json", [{"id": 0, "paragraphs": [value]}])
    assert spans(record) == [("ents", "PER", "Kim  Jong")]
    broken: Json = {"raw": "Kim  Jong", "sentences": tokens, "entities": [[1, 9, "PER"]]}
    _, (bad,) = reads(tmp_path / "a.json", [{"id": 0, "paragraphs": [broken]}])
    assert "does not begin and end with a token" in bad.reason


def test_broken_paragraphs_are_sentences_and_the_others_are_read(tmp_path: Path) -> None:
    good = paragraph(("Kim", "U-PER"))
    wrong: list[Json] = [
        7,
        {"sentences": 3},
        {"sentences": [[]]},
        {"sentences": [{"tokens": [{"ner": "O"}]}]},
        {"sentences": [{"tokens": [{"orth": "Kim", "ner": 3}]}]},
        {"sentences": [{"tokens": []}]},
        paragraph(("Kim", "PER")),
        paragraph(("Kim", "U-")),
        paragraph(("Kim", "O"), raw="Jong"),
        paragraph(("Kim", "O"), raw="a Kim"),
        paragraph(("Kim", "O"), raw=["a"]),
        paragraph(("Kim", "O"), cats=[{"label": "a"}]),
        paragraph(("Kim", "O"), cats="a"),
        paragraph(("Kim", "-"), entities={"a": 1}),
    ]
    records, bad = reads(tmp_path / "a.json", [{"id": 1, "paragraphs": [good, *wrong, good]}, {"paragraphs": 1}])
    assert [record.article.text for record in records] == ["Kim", "Kim"]
    assert len(bad) == 15
    assert "paragraphs[1]: a paragraph must be an object" in str(bad[0])
    assert bad[-1].hint.startswith("A document looks so")


def test_a_file_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    document = {"id": 1, "paragraphs": [paragraph(("Kim", "U-PER"))]}
    (tmp_path / "a.json").write_text(json.dumps([document, document], indent=1)[:-120], encoding="utf-8")
    bad: list[BadLine] = []
    records = list(read([tmp_path / "a.json"], bad=bad.append))
    assert len(records) == 1
    assert len(bad) == 1


def test_what_a_document_of_spacy_3_makes_of_itself(tmp_path: Path) -> None:
    doc = spacy.blank("fr").make_doc("😊 Kim Jong Un a salué Oslo.")
    doc.ents = [Span(doc, 1, 4, "PER"), Span(doc, 6, 7, "LOC")]
    doc.spans["sc"] = [Span(doc, 1, 7, "EVT")]
    doc.cats = {"a": 1.0, "b": 0.0}
    bare = spacy.blank("fr").make_doc("Kim est là.")
    bare.spans["sc"] = [Span(bare, 0, 1, "PER")]
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(json.dumps({**one.to_json(), "id": name}) + "\n" for name, one in (("x", doc), ("y", bare))), "utf-8"
    )
    found, losses = list[str](), Losses()
    first, second = read([path], detected=found.append, losses=losses)
    assert found == ["spacy-json"]
    assert [(a.layer, a.label, a.text) for a in first.annotations] == [
        ("ents", "PER", "Kim Jong Un"),
        ("ents", "LOC", "Oslo"),
        ("sc", "EVT", "Kim Jong Un a salué Oslo"),
        ("cats", "a", ""),
    ]
    assert (first.article.id, first.article.text, dict(first.article.meta)) == ("x", doc.text, {})
    assert [(a.layer, a.label, a.text) for a in second.annotations] == [("sc", "PER", "Kim")]
    assert not losses.result()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"ents": [{"start": 1, "end": 3, "label": "A"}]}, '"ents[0]" at 1–3 does not begin and end with a token'),
        ({"ents": [{"start": 0, "end": 9, "label": "A"}]}, '"ents[0]" is no range of the text, which has 7 code points'),
        ({"ents": [{"start": 0, "end": 3}]}, '"ents[0].label" must be a label'),
        ({"ents": 1}, '"ents" must be a list'),
        ({"ents": [1]}, '"ents" must hold objects'),
        ({"ents": [], "spans": []}, '"spans" must be an object'),
        ({"ents": [], "cats": {"a": "b"}}, '"cats" must hold a number for each label'),
        ({"ents": [], "cats": 1}, '"cats" must be an object'),
        ({"ents": [], "tokens": [{"id": 0, "start": 4, "end": 7}, {"id": 1, "start": 0, "end": 3}]}, '"tokens" must stand'),
    ],
)
def test_broken_documents_of_spacy_3_are_sentences(tmp_path: Path, more: dict[str, Json], reason: str) -> None:
    tokens = [{"id": 0, "start": 0, "end": 3}, {"id": 1, "start": 4, "end": 7}]
    records, (bad,) = reads(tmp_path / "a.jsonl", {"text": "Kim est", "tokens": tokens, **more})
    assert not records
    assert bad.reason.startswith(reason)
