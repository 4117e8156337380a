"""Datasets out and in, against what the formats' own libraries need for the same data."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import projects
import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from table import Figure

from postil.exports import write
from postil.schema.annotation import Annotation, Suggestion, Verdict, new_id
from postil.schema.article import Article
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Scheme

ARTICLES, LENGTH, SPANS, ROUNDS = 10_000, 3000, 30, 3
LABELS = ("PER", "ORG", "GPE", "LOC", "DATE")
SCHEME = Scheme(
    name="bench",
    language="fr",
    layers=(Layer(name="entity", kind=Kind.SPANS, labels=tuple(Label(name=label) for label in LABELS)),),
)


def docbin(folder: Path) -> Iterator[Figure]:
    """Articles with spans, written as DocBin: against spaCy's tokenizing, setting of entities, and DocBin of the same."""
    nlp = spacy.blank("fr")
    records = [_annotated(article, nlp) for article in projects.of_length(ARTICLES, LENGTH)]
    for number in range(ROUNDS):
        floor = _spacy(records, folder / f"spacy{number}")
        began = time.process_time()
        written = write("spacy", folder / f"postil{number}.spacy", iter(records), SCHEME)
        took = time.process_time() - began
        assert sum(written.labels.values()) == ARTICLES * SPANS
        yield Figure(f"DocBin of {ARTICLES:,} articles, {SPANS} spans each: CPU", took, "s", floor, 1.3)


def _spacy(records: list[Record], folder: Path) -> float:
    """Seconds of CPU that spaCy takes, in as many files as postil makes of them."""
    folder.mkdir()
    began = time.process_time()
    nlp = spacy.blank("fr")
    for start in range(0, len(records), 5000):
        packed = DocBin(attrs=["ENT_IOB", "ENT_TYPE"])
        for record in records[start : start + 5000]:
            doc = nlp.make_doc(record.article.text)
            spans = [doc.char_span(a.start or 0, a.end or 0, a.label) for a in record.annotations]
            doc.ents = [span for span in spans if span is not None]
            packed.add(doc)
        (folder / f"{start}.spacy").write_bytes(packed.to_bytes())
    return time.process_time() - began


def _annotated(article: Article, nlp: Language) -> Record:
    """The article with words annotated all over it, most of them suggested before."""
    words = [(token.idx, token.idx + len(token)) for token in nlp.make_doc(article.text) if token.is_alpha]
    annotations = []
    for number, (start, end) in enumerate(words[:: len(words) // SPANS][:SPANS]):
        label, text = LABELS[number % len(LABELS)], article.text[start:end]
        origin = Suggestion(
            id=new_id("s"), layer="entity", label=label, start=start, end=end, text=text, source="rules:run", score=0.75
        )  # fmt: skip
        annotations.append(
            Annotation(
                id=new_id(), layer="entity", label=label, start=start, end=end, text=text, by="alice",
                at="2026-11-22T14:02:11.000Z", verdict=Verdict.ACCEPTED if number % 3 else Verdict.ADDED,
                origin=origin if number % 3 else None,
            )
        )  # fmt: skip
    return Record(
        replace(article, meta={**article.meta, "language": "fr"}), tuple(annotations), work={"alice": Work(Status.DONE, 60.0)}
    )
