"""Datasets of postil's, looked at with spaCy's own tools; and spaCy's own file read back by postil."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("spacy")

import spacy
from spacy.tokens import DocBin
from spacy.training import Corpus

from postil import exports
from postil.corpus import read
from postil.schema.annotation import Annotation, Verdict
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme

SCHEME = Scheme(
    name="conformance",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="GPE"))),
        Layer(name="tone", kind=Kind.CHOICES, labels=(Label(name="warm"), Label(name="cold"))),
    ),
)
TEXT = "😀 Kim Jong-un a salué la Corée du Nord."


def record(number: int) -> Record:
    """An article with two entities, one of them within the other, and a tone."""
    text = f"{TEXT} ({number})"
    made = [("PER", 2, 13), ("GPE", 25, 38), ("GPE", 25, 30)]
    marks = [
        Annotation(
            id=f"a{n}", layer="entity", label=label, start=start, end=end, text=text[start:end],
            verdict=Verdict.ADDED, by="alice",
        )
        for n, (label, start, end) in enumerate(made)
    ]  # fmt: skip
    tone = Annotation(id="t", layer="tone", label=("warm", "cold")[number % 2], verdict=Verdict.ADDED, by="alice")
    return Record(Article(f"n{number}", text), (*marks, tone), work={"alice": Work(Status.DONE)})


def test_spacy_finds_the_configuration_complete_and_the_corpus_aligned(tmp_path: Path) -> None:
    records = [record(number) for number in range(6)]
    splits = {r.article.id: ("train", "dev", "test")[n % 3] for n, r in enumerate(records)}
    with exports.export("spacy", tmp_path / "set", records, SCHEME, splits=splits, parts=("train", "dev", "test")) as dataset:
        dataset.keep()
    command = [sys.executable, "-m", "spacy", "debug", "config", "config.cfg"]
    done = subprocess.run(command, cwd=tmp_path / "set", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    examples = list(Corpus(tmp_path / "set" / "train.spacy")(spacy.blank("fr")))
    assert len(examples) == 2
    for example in examples:
        assert [(e.text, e.label_) for e in example.reference.ents] == [("Kim Jong-un", "PER"), ("Corée du Nord", "GPE")]
        assert "-" not in example.get_aligned_ner()
        assert None not in example.get_aligned_ner()


def test_what_spacy_writes_is_read(tmp_path: Path) -> None:
    doc = spacy.blank("fr")(TEXT)
    span = doc.char_span(2, 13, "PER")
    assert span is not None
    doc.ents = [span]
    DocBin(docs=[doc]).to_disk(tmp_path / "a.spacy")
    (back,) = read([tmp_path / "a.spacy"])
    assert back.article.text == TEXT
    assert [(a.layer, a.label, a.start, a.end) for a in back.annotations] == [("ents", "PER", 2, 13)]
