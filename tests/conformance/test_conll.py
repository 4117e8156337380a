"""CoNLL, read as seqeval's users read it: the entities are those that were annotated."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import corpora, schemes
from postil import corpus, exports
from postil.corpus.tags import spans
from postil.exports.writer import Misaligned, Options

metrics = pytest.importorskip("seqeval.metrics")
labeling = pytest.importorskip("seqeval.metrics.sequence_labeling")
scheme = pytest.importorskip("seqeval.scheme")

ALMOST_ALL = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)


def sentences(path: Path) -> list[list[tuple[str, str]]]:
    """The usual way: rows split at white space, sentences at blank lines."""
    found: list[list[tuple[str, str]]] = [[]]
    for row in path.read_bytes().decode().split("\n"):
        cells = row.split(" ")
        if not row:
            found.append([])
        elif cells[0] != "-DOCSTART-":
            found[-1].append((cells[0], cells[-1]))
    return [sentence for sentence in found if sentence]


@ALMOST_ALL
@given(st.data())
def test_the_entities_are_the_annotations(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    layers = data.draw(schemes())
    records = data.draw(corpora(layers, people=("alice",)))
    options = Options(misaligned=Misaligned.EXPAND)
    written = exports.write("conll", tmp_path_factory.mktemp("conll") / "a", records, layers, options=options)
    tags = [[tag for _, tag in sentence] for sentence in sentences(written.paths[0])]
    found = [(label, start, end + 1) for sentence in tags for label, start, end in labeling.get_entities(sentence)]
    assert len(found) == sum(written.labels.values())
    strict = [[(e.tag, e.start, e.end) for e in sentence] for sentence in scheme.Entities(tags, scheme.IOB2).entities]
    assert [entity for sentence in strict for entity in sentence] == found
    assert [(label, start, end) for sentence in tags for start, end, label in spans(sentence)] == found
    back = list(corpus.read([written.paths[0]])) if written.articles else []
    assert sum(len(record.annotations) for record in back) == len(found)


def test_a_report_of_one_annotator_against_another(tmp_path: Path) -> None:
    rows = "Kim B-PER\nJong I-PER\nleft O\nSeoul B-GPE\n"
    (tmp_path / "a.conll").write_text(rows)
    (tmp_path / "b.conll").write_text(rows.replace("B-GPE", "B-ORG"))
    gold, other = ([[tag for _, tag in s] for s in sentences(tmp_path / f"{name}.conll")] for name in "ab")
    assert metrics.f1_score(gold, other, mode="strict", scheme=scheme.IOB2) == 0.5
    assert "PER" in metrics.classification_report(gold, other, zero_division=0)
