"""One tricky article in the formats of other tools: an emoji first, a line break, nested spans. All say the same of it."""

from pathlib import Path

import pytest

from postil import corpus
from postil.schema.annotation import Annotation

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "samples" / "one-article"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the other tools' files are not here")

TEXT = "😊 Bank of England governor Jane Doe\nresigned on Monday, North and South Korea said."
SPANS = {(2, 17, "ORG"), (10, 17, "GPE"), (27, 35, "PERSON"), (36, 44, "EVT"), (48, 54, "DATE"), (66, 77, "GPE")}
FLAT = SPANS - {(10, 17, "GPE")}
BRAT = {"Organization": "ORG", "Person": "PERSON", "Resign": "EVT", "GPE": "GPE"}


def spans(name: str) -> tuple[str, set[tuple[int, int, str]], tuple[Annotation, ...]]:
    (record,) = corpus.read([FOLDER / name], annotations=True)
    found = record.annotations
    return record.article.text, {(a.start or 0, a.end or 0, a.label) for a in found if a.start is not None}, found


@pytest.mark.parametrize(
    "name",
    [
        "cas.xmi",
        "doccano_span.jsonl",
        "doccano_relation.jsonl",
        "prodigy.jsonl",
        "labelstudio.json",
        "webanno.tsv",
        "hf/data/train.jsonl",
        "hf/data/train-00000-of-00001.parquet",
        "sample.spacy",
    ],
)
def test_formats_with_offsets_say_the_same(name: str) -> None:
    text, found, _ = spans(name)
    assert text == TEXT
    assert found in (SPANS, FLAT) if name == "sample.spacy" else found == SPANS


@pytest.mark.parametrize("name", ["conll2002.txt", "conll2003.txt"])
def test_formats_of_tokens_say_the_same_of_words(name: str) -> None:
    text, found, _ = spans(name)
    assert {(text[start:end], label) for start, end, label in found} == {(TEXT[s:e], label) for s, e, label in FLAT}


def test_brat_says_the_same_in_its_own_words() -> None:
    text, found, marks = spans("brat.ann")
    assert text == TEXT
    assert {(start, end, BRAT[label]) for start, end, label in found} >= SPANS - {(48, 54, "DATE")}
    (event,) = [mark for mark in marks if mark.label == "Resign"]
    assert [marks_of.text for marks_of in marks if marks_of.id == event.roles["Agent"][0].annotation] == ["Jane Doe"]
