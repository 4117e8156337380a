"""spaCy DocBins: written, read back, and equal up to what was named, on the token grid or moved onto it."""

from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin
from spacy.training import Corpus

from corpora import corpora, schemes
from postil import exports
from postil.corpus import read
from postil.exports import Misaligned, shared_losses, spacy_document
from postil.schema.annotation import Annotation, Filler, Verdict
from postil.schema.article import Article
from postil.schema.errors import PostilError
from postil.schema.loss import Limit
from postil.schema.record import Record, Status, Work
from postil.schema.scheme import Kind, Label, Layer, Role, Scheme
from round_trips import require_round_trip


@pytest.mark.parametrize("misaligned", Misaligned)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_everything_comes_back_but_what_is_named(misaligned: Misaligned, data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    options = exports.Options(misaligned=misaligned, shard=data.draw(st.sampled_from([1, 2, 5000])))
    require_round_trip("spacy", data.draw(corpora(scheme)), scheme, options=options, dated=True)


TEXT = "Kim Jong-Un a salué l’Otan."
SCHEME = Scheme(
    name="test",
    language="fr",
    layers=(
        Layer(name="entity", kind=Kind.SPANS, labels=(Label(name="PER"), Label(name="ORG"))),
        Layer(name="event", kind=Kind.FRAMES, labels=(Label(name="E"),), roles=(Role(name="who", many=True),)),
    ),
)


def mark(name: str, label: str, start: int, end: int, layer: str = "entity", verdict: Verdict = Verdict.ADDED) -> Annotation:
    text = TEXT[start:end]
    return Annotation(id=name, layer=layer, label=label, start=start, end=end, text=text, verdict=verdict, by="alice")


OFF = (
    mark("a1", "PER", 0, 6),
    mark("a2", "PER", 0, 7),
    mark("a3", "ORG", 22, 24),
    mark("a4", "PER", 0, 8),
    mark("a5", "ORG", 1, 9, verdict=Verdict.REJECTED),
    replace(
        mark("e1", "E", 14, 19, "event"), roles={"who": (Filler(annotation="a1"), Filler(annotation="a3"), Filler(text="x"))}
    ),
)


def written(tmp_path: Path, misaligned: Misaligned) -> tuple[Record, dict[Limit, tuple[int, tuple[str, ...]]]]:
    record = Record(Article("n1", TEXT), OFF, work={"alice": Work(Status.DONE)})
    options = exports.Options(misaligned=misaligned)
    result = exports.write("spacy", tmp_path / "a", [record], SCHEME, options=options)
    (back,) = read([tmp_path / "a.spacy"])
    (doc,) = DocBin().from_disk(tmp_path / "a.spacy").get_docs(spacy.blank("fr").vocab)
    spans = {(s.start_char, s.end_char, s.label_) for s in doc.spans["entity"]}
    positive = {(a.start, a.end, a.label) for a in back.annotations if a.layer == "entity" and a.verdict is Verdict.ADDED}
    assert spans == positive
    assert "entity_incorrect" not in doc.spans
    assert OFF[4] in back.annotations
    return back, {loss.limit: (loss.count, loss.examples) for loss in result.losses}


def held(record: Record) -> list[tuple[str, int | None, int | None]]:
    return [(a.id, a.start, a.end) for a in record.annotations if a.verdict is Verdict.ADDED]


def test_off_the_grid_and_skipped(tmp_path: Path) -> None:
    back, losses = written(tmp_path, Misaligned.SKIP)
    assert held(back) == [("a4", 0, 8), ("e1", 14, 19)]
    assert back.annotations[1].roles == {"who": (Filler(text="x"),)}
    assert losses[shared_losses.OFF_GRID][0] == 3
    assert losses[spacy_document.GONE] == (1, ("n1: event E at 14 “salué”",))
    assert losses[spacy_document.REJECTED_OFF_GRID][0] == 1


def test_off_the_grid_and_widened(tmp_path: Path) -> None:
    back, losses = written(tmp_path, Misaligned.EXPAND)
    # a1 and a2 would stand where a4 stands.
    assert held(back) == [("a3", 22, 26), ("a4", 0, 8), ("e1", 14, 19)]
    assert back.annotations[0].text == "Otan"
    assert back.annotations[2].roles == {"who": (Filler(annotation="a3"), Filler(text="x"))}
    assert losses[shared_losses.EXPANDED] == (1, ("n1: entity ORG at 22 “Ot”",))
    assert losses[shared_losses.OFF_GRID][0] == 2


def test_off_the_grid_and_narrowed(tmp_path: Path) -> None:
    back, losses = written(tmp_path, Misaligned.CONTRACT)
    assert held(back) == [("a1", 0, 3), ("a4", 0, 8), ("e1", 14, 19)]
    assert back.annotations[2].roles == {"who": (Filler(annotation="a1"), Filler(text="x"))}
    assert losses[shared_losses.CONTRACTED] == (1, ("n1: entity PER at 0 “Kim Jo”",))
    assert losses[shared_losses.OFF_GRID][0] == 2


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_a_new_file_begins_once_one_is_full(tmp_path: Path, count: int) -> None:
    records = [Record(Article(f"n{n}", f"Kim {n}"), work={"alice": Work(Status.DONE)}) for n in range(count)]
    result = exports.write("spacy", tmp_path / "a", records, SCHEME, options=exports.Options(shard=2))
    names = [path.relative_to(tmp_path).as_posix() for path in result.paths]
    if count <= 2:
        assert names == ["a.spacy"]
    else:
        assert names == [*(f"a.spacy/0000{n}.spacy" for n in range((count + 1) // 2)), "a.spacy/export.json"]
    assert [record.article.id for record in read([tmp_path / "a.spacy"])] == [record.article.id for record in records]
    examples = list(Corpus(tmp_path / "a.spacy")(spacy.blank("fr")))
    assert [example.reference.user_data["id"] for example in examples] == [record.article.id for record in records]
    again = exports.write("spacy", tmp_path / "a", records[:1], SCHEME)
    assert again.paths == (tmp_path / "a.spacy",)


def test_an_article_that_spacy_cannot_hold_is_a_sentence(tmp_path: Path) -> None:
    for broken in (Article("n1", "a", {"x": float("nan")}), Article("n1", "a\ud800")):
        with pytest.raises(PostilError, match="'n1' cannot be written for spaCy"):
            exports.write("spacy", tmp_path / "a", [Record(broken, work={"alice": Work(Status.DONE)})], SCHEME)
    assert not list(tmp_path.iterdir())
