"""The tagger learns what the rules do not know, says how sure it is, and is the same after it was saved."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from fleets import PLACES, SHIPS, fleet, lesson_of
from postil.schema.article import Article, Region
from postil.schema.errors import PostilError
from postil.schema.scheme import Scheme
from postil.suggest.analyst import Analyst
from postil.suggest.learning import crf
from postil.suggest.learning.crf import Sentence, fit
from postil.suggest.learning.grid import Grid
from postil.suggest.learning.lessons import Lesson
from postil.suggest.learning.pipeline import blank, load, sights_of, train
from postil.suggest.learning.plans import How, Plan, plan
from postil.suggest.learning.source import ModelSource
from postil.suggest.rules import Rules

PLANS = [Plan("entity", How.TAGGER, ("ORG", "GPE"))]
NEW = "Le port dort. La compagnie vestral a quitté Madrid, dit la compagnie vestral."


@pytest.fixture(scope="module")
def nlp(scheme: Scheme) -> spacy.language.Language:
    return learned(scheme, fleet())


def learned(scheme: Scheme, found: Sequence[Lesson], plans: Sequence[Plan] = PLANS) -> spacy.language.Language:
    return train(scheme, plans, found, sights_of(scheme, found, plans), lambda what, share: None)[0]


def test_it_finds_what_the_rules_do_not_know(scheme: Scheme, nlp: spacy.language.Language) -> None:
    article = Article("new", NEW, {"language": "fr"})
    assert "vestral" not in {mark.text for mark in Rules(scheme).suggest(article)}
    (found,) = ModelSource(nlp, scheme, PLANS, "20260101-000000").suggest_many([article])
    assert [(mark.text, mark.label) for mark in found] == [("vestral", "ORG"), ("Madrid", "GPE"), ("vestral", "ORG")]
    assert {mark.source for mark in found} == {"model:20260101-000000"}
    assert all(0.5 < mark.score <= 1 for mark in found)


def test_with_many_weights_those_that_were_met_suffice(scheme: Scheme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crf, "FULL", 0)
    source = ModelSource(learned(scheme, fleet()), scheme, PLANS, "r")
    (found,) = source.suggest_many([Article("new", NEW, {"language": "fr"})])
    assert [mark.text for mark in found] == ["vestral", "Madrid", "vestral"]


def test_what_is_known_is_surer_than_what_is_new(scheme: Scheme, nlp: spacy.language.Language) -> None:
    source = ModelSource(nlp, scheme, PLANS, "r")
    texts = [f"La compagnie {name} a ouvert un bureau à {PLACES[0]}." for name in (SHIPS[0], "Pont-Neuf")]
    known, new = source.suggest_many([Article(text, text, {"language": "fr"}) for text in texts])
    assert known[0].score > max((mark.score for mark in new if mark.label == "ORG"), default=0.0)


def test_what_is_rejected_again_and_again_is_no_longer_found(scheme: Scheme) -> None:
    texts = [f"À Madrid, on dort. Le port {number} aussi, dit-on à Oslo." for number in range(30)]
    marks = [("Oslo", "GPE"), ("Madrid", "-GPE")]
    begun = [lesson_of(text, marks, name=text, done=False) for text in texts]
    source = ModelSource(learned(scheme, begun), scheme, PLANS, "r")
    (found,) = source.suggest_many([Article("x", texts[0], {"language": "fr"})])
    assert [mark.text for mark in found] == ["Oslo"]


def test_nothing_is_found_in_hidden_regions(scheme: Scheme, nlp: spacy.language.Language) -> None:
    article = Article("x", NEW, {"language": "fr"}, (Region(14, 52, "repeated"),))
    (found,) = ModelSource(nlp, scheme, PLANS, "r").suggest_many([article])
    assert [mark.start for mark in found if mark.start and mark.start < 52] == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "a", "\u2028\x00 \U0001f600"])
def test_any_text_can_be_read(scheme: Scheme, nlp: spacy.language.Language, text: str) -> None:
    source = ModelSource(nlp, scheme, PLANS, "r")
    assert source.suggest_many([Article("x", text), Article("y", NEW, {"language": "fr"})])[1]
    assert source.suggest_many([]) == []


def test_saved_and_loaded_it_says_the_same_of_plain_text(nlp: spacy.language.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = load(tmp_path)
    docs = [pipeline(NEW) for pipeline in (nlp, again)]
    marks = [[(ent.text, ent.label_) for ent in doc.ents] for doc in docs]
    assert marks[0] == marks[1]
    assert ("vestral", "ORG") in marks[0]
    assert docs[0].spans["entity"].attrs["scores"] == pytest.approx(docs[1].spans["entity"].attrs["scores"], abs=1e-4)


def test_a_process_that_never_heard_of_postil_can_load_it(nlp: spacy.language.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    program = "import sys, spacy; print([ent.text for ent in spacy.load(sys.argv[1])(sys.argv[2]).ents])"
    command = [sys.executable, "-c", program, str(tmp_path / "pipeline"), NEW]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert told.stdout.strip() == "['vestral', 'Madrid', 'vestral']"


def test_a_folder_that_is_no_pipeline_is_a_sentence(nlp: spacy.language.Language, tmp_path: Path) -> None:
    with pytest.raises(PostilError, match="cannot load"):
        load(tmp_path)
    nlp.to_disk(tmp_path / "pipeline")
    weights = tmp_path / "pipeline" / "ner_entity" / "weights.npz"
    with np.load(weights) as arrays:
        np.savez(weights, **{**arrays, "keys": arrays["keys"][1:]})
    with pytest.raises(PostilError, match="cannot load"):
        load(tmp_path)
    spacy.blank("fr").to_disk(tmp_path / "pipeline")
    with pytest.raises(PostilError, match="not a pipeline that postil learned"):
        load(tmp_path)


def test_labels_that_the_scheme_no_longer_has_are_left_out(scheme: Scheme) -> None:
    plans = [Plan("entity", How.TAGGER, ("ORG", "GPE")), Plan("gone", How.TAGGER, ("X",))]
    source = ModelSource(blank(scheme, PLANS), scheme, plans, "r")
    assert source.layers == ("entity",)


def test_without_anything_known_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        fit([Sentence(np.array([0, 1], np.int32), np.ones(2, np.int32), np.ones((2, 3), bool))])


@given(st.text(max_size=60))
def test_a_document_is_its_text(text: str) -> None:
    assert Grid(spacy.blank("xx").vocab)(text).text == text


def test_a_document_stands_on_the_rules_tokens(scheme: Scheme) -> None:
    study = Analyst(scheme).study(Article("x", "L’Otan,\u00a0dit-il  au\nG7: «\u202foui\u202f»."))
    doc = Grid(spacy.blank("fr").vocab).studied(study, frames=False)
    assert doc.text == study.article.text
    starts = {token.idx for token in doc}
    assert all(token.start in starts for token in study.analysis.tokens)


def test_spans_inside_others_are_learned(scheme: Scheme, tmp_path: Path) -> None:
    found = []
    for number in range(48):
        place = PLACES[number % len(PLACES)]
        text = f"Le conseil maritime de {place} se tait depuis le jour {number}."
        found.append(lesson_of(text, [(f"conseil maritime de {place}", "ORG"), (place, "GPE")], name=str(number)))
    (one,) = plan(scheme, found)
    assert one.nested
    learned(scheme, found, [one]).to_disk(tmp_path / "pipeline")
    source = ModelSource(load(tmp_path), scheme, [one], "r")
    (marks,) = source.suggest_many([Article("x", found[0].article.text, {"language": "fr"})])
    assert [(mark.text, mark.label) for mark in marks] == [("conseil maritime de Oslo", "ORG"), ("Oslo", "GPE")]


@pytest.mark.parametrize("full", [0, 40, 1000])
def test_in_parts_it_learns_the_same_as_at_once(full: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(3)
    sentences = [a_sentence(draw, length, sure=number % 4 != 0) for number, length in enumerate([3, 9, 1, 5, 7, 2, 6, 4] * 4)]
    monkeypatch.setattr(crf, "FULL", full)
    tables = []
    for part in (1, 100, 10_000):
        monkeypatch.setattr(crf, "_PART", part)
        found = fit(sentences, [(2, 1, 3.0), (19, 2, 3.0)])
        table = np.zeros((20, 5))
        table[found.features] = found.table
        tables.append(np.concatenate([table, found.moves]))
    assert np.abs(tables[0]).max() > 0.5
    assert tables[1] == pytest.approx(tables[0], abs=0.02)
    assert tables[2] == pytest.approx(tables[0], abs=0.02)


def a_sentence(draw: np.random.Generator, length: int, *, sure: bool) -> Sentence:
    """One of 20 features at each token and a second one; of two labels, the features decide mostly."""
    features = draw.integers(0, 20, (length, 2))
    tags = np.where(features[:, 0] < 8, 1 + 2 * (features[:, 0] % 2), 0)
    known = np.ones((length, 5), bool)
    known[np.arange(length) if sure else 0] = False
    known[np.arange(length), tags] = True
    return Sentence(features.ravel().astype(np.int32), np.full(length, 2, np.int32), known)


def test_weights_that_nothing_was_met_with_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crf, "FULL", 0)
    known = np.zeros((2, 3), bool)
    known[[0, 1], [0, 1]] = True
    found = fit([Sentence(np.array([4, 7], np.int32), np.ones(2, np.int32), known)])
    assert found.features.tolist() == [4, 7]
    assert (found.table != 0).tolist() == [[True, False, False], [False, True, False]]
